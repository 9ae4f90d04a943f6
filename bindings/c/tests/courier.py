"""What programs that speak the lines of examples/discord_voice leave to a host, for the Lab's Discord: the main gateway's two
answers, and WebSockets (RFC 6455)."""
import base64
import json
import os
import selectors
import socket
import ssl
import struct
import urllib.request


class WebSocket:
    def __init__(self, url, trust=None):
        scheme, _, place = url.partition("://")
        host, _, path = place.partition("/")
        name, _, port = host.rpartition(":")
        self.line = socket.create_connection((name, int(port)), timeout=10)
        if scheme == "wss":
            self.line = trust.wrap_socket(self.line, server_hostname=name)
        self.line.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.line.recv(1)
        assert b" 101 " in head, head
        self.line.setblocking(False)
        self.pending = b""

    def send(self, opcode, payload):
        mask, count = os.urandom(4), len(payload)
        size = bytes([128 | count]) if count < 126 else struct.pack(">BH", 254, count) if count < 65536 else struct.pack(">BQ", 255, count)
        self.line.setblocking(True)
        self.line.sendall(bytes([128 | opcode]) + size + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(payload)))
        self.line.setblocking(False)

    def read(self):
        """All that is there: what TLS has taken in already, no selector shows. False at the end."""
        try:
            while more := self.line.recv(65536):
                self.pending += more
            return False
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False

    def messages(self):
        """What has come; a message of the Lab is one frame."""
        is_open = self.read()
        while len(self.pending) >= 2:
            opcode, count, at = self.pending[0] & 15, self.pending[1] & 127, 2
            if count >= 126:
                at = 4 if count == 126 else 10
                if len(self.pending) < at:
                    break
                count = int.from_bytes(self.pending[2:at], "big")
            if len(self.pending) < at + count:
                break
            payload, self.pending = self.pending[at:at + count], self.pending[at + count:]
            yield opcode, payload
        if not is_open:
            yield 8, struct.pack(">H", 1006)


class Lab:
    """A Discord of the Lab, by the line that `phonepatch lab discord --json` prints."""

    def __init__(self, told):
        self.told = told
        self.trust = ssl.create_default_context(cafile=told["ca"]) if told.get("ca") else None

    def control(self, method, path, body=None):
        request = urllib.request.Request(self.told["control"] + path, json.dumps(body or {}).encode() if method != "GET" else None, method=method, headers={
            "Authorization": "Bearer " + self.told["control_token"], "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request, timeout=10).read())


class Courier:
    """For one voice connection of a program. Its lines come from one file and go to another, both by number; `watch` is the
    selector that says when to call `take`."""

    def __init__(self, lab, watch, user, source, sink):
        self.lab, self.watch, self.user, self.source, self.sink = lab, watch, user, source, sink
        self.notes, self.pending, self.socket = [], b"", None
        watch.register(source, selectors.EVENT_READ, (self, "program"))

    def say(self, line):
        rest = line.encode() + b"\n"
        while rest:
            rest = rest[os.write(self.sink, rest):]

    def hang_up(self):
        if self.socket:
            self.watch.unregister(self.socket.line)
            self.socket.line.close()
            self.socket = None

    def carry_out(self, line):
        word, *rest = line.split(" ", 2)
        if word == "note":
            self.notes.append(line)
        elif word == "signal" and rest[1] != "0":
            seat = self.lab.control("PUT", f"/guilds/{rest[0]}/voice/{self.user}", {"channel": rest[1]})
            self.say(f"state {seat['session_id']} {rest[1]}")
            self.say(f"server {seat['endpoint']} {seat['token']}")
        elif word == "connect":
            self.hang_up()
            self.number = rest[0]
            self.socket = WebSocket(rest[1] if self.lab.trust else rest[1].replace("wss://", "ws://"), self.lab.trust)
            self.watch.register(self.socket.line, selectors.EVENT_READ, (self, "socket"))
            self.say(f"open {self.number}")
            # It may have spoken already.
            self.take("socket")
        elif word == "disconnect":
            self.hang_up()
        elif word == "text" and self.socket:
            self.socket.send(1, rest[1].encode())
        elif word == "binary" and self.socket:
            self.socket.send(2, bytes.fromhex(rest[1]))

    def take(self, source):
        if source == "socket" and self.socket:
            for opcode, payload in self.socket.messages():
                if opcode == 1:
                    self.say(f"text {self.number} {payload.decode()}")
                elif opcode == 2:
                    self.say(f"binary {self.number} {payload.hex()}")
                elif opcode == 8:
                    self.say(f"close {self.number} {int.from_bytes(payload[:2], 'big')}")
                    self.hang_up()
                    return
        elif source == "program":
            more = os.read(self.source, 65536)
            *lines, self.pending = (self.pending + more).split(b"\n")
            for line in lines:
                self.carry_out(line.decode())
            if not more:
                self.watch.unregister(self.source)

    def noted(self, what):
        return [note for note in self.notes if note.startswith("note " + what)]
