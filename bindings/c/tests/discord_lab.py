"""Two copies of examples/discord_voice in one encrypted channel of the Lab: `discord_lab.py PROGRAM PHONEPATCH`.

One plays a tone; the other says it again, so that both are heard. What the programs leave to a host is here: the main
gateway's two answers, and plain WebSockets (RFC 6455).
"""
import base64
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import time
import urllib.request

ENDS = time.monotonic() + 90
lab = subprocess.Popen([sys.argv[2], "lab", "discord", "--json", "--plain", "--people", "2"], stdout=subprocess.PIPE)
watch = selectors.DefaultSelector()


class WebSocket:
    def __init__(self, url):
        host, _, path = url.partition("://")[2].partition("/")
        name, _, port = host.rpartition(":")
        self.line = socket.create_connection((name, int(port)), timeout=10)
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

    def messages(self):
        """What has come; a message of the Lab is one frame."""
        try:
            more = self.line.recv(65536)
        except BlockingIOError:
            return
        if not more:
            yield 8, struct.pack(">H", 1006)
        self.pending += more
        while len(self.pending) >= 2:
            opcode, count, at = self.pending[0] & 15, self.pending[1] & 127, 2
            if count >= 126:
                at = 4 if count == 126 else 10
                if len(self.pending) < at:
                    return
                count = int.from_bytes(self.pending[2:at], "big")
            if len(self.pending) < at + count:
                return
            payload, self.pending = self.pending[at:at + count], self.pending[at + count:]
            yield opcode, payload


class Party:
    def __init__(self, user, *more):
        self.user, self.notes, self.pending, self.socket = user, [], b"", None
        self.program = subprocess.Popen([sys.argv[1], user, told["guild"], channel, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        watch.register(self.program.stdout, selectors.EVENT_READ, (self, "program"))

    def say(self, line):
        self.program.stdin.write(line.encode() + b"\n")
        self.program.stdin.flush()

    def hang_up(self):
        if self.socket:
            watch.unregister(self.socket.line)
            self.socket.line.close()
            self.socket = None

    def carry_out(self, line):
        word, *rest = line.split(" ", 2)
        if word == "note":
            self.notes.append(line)
        elif word == "signal" and rest[1] != "0":
            seat = control("PUT", f"/guilds/{rest[0]}/voice/{self.user}", {"channel": rest[1]})
            self.say(f"state {seat['session_id']} {rest[1]}")
            self.say(f"server {seat['endpoint']} {seat['token']}")
        elif word == "connect":
            self.hang_up()
            self.number = rest[0]
            self.socket = WebSocket(rest[1].replace("wss://", "ws://"))
            watch.register(self.socket.line, selectors.EVENT_READ, (self, "socket"))
            self.say(f"open {self.number}")
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
            more = self.program.stdout.read1(65536)
            *lines, self.pending = (self.pending + more).split(b"\n")
            for line in lines:
                self.carry_out(line.decode())
            if not more:
                watch.unregister(self.program.stdout)

    def noted(self, what):
        return [note for note in self.notes if note.startswith("note " + what)]


def control(method, path, body):
    request = urllib.request.Request(told["control"] + path, json.dumps(body).encode(), method=method, headers={
        "Authorization": "Bearer " + told["control_token"], "Content-Type": "application/json"})
    return json.loads(urllib.request.urlopen(request, timeout=10).read())


def run_until(condition, what):
    while not condition():
        assert time.monotonic() < ENDS, f"never: {what}; {[party.notes[-5:] for party in parties]}"
        for key, _ in watch.select(0.2):
            key.data[0].take(key.data[1])


parties = []
try:
    told = json.loads(lab.stdout.readline())
    channel = next(c["id"] for c in told["channels"] if c["kind"] == "voice")
    ada, bela = (person["id"] for person in told["people"][:2])
    parties.append(Party(ada))
    run_until(lambda: parties[0].noted("event 2 "), "the first is ready")
    parties.append(Party(bela, "tone"))
    codes = lambda: [party.noted("privacy code")[-1:] for party in parties]
    run_until(lambda: all(codes()) and codes()[0] == codes()[1], "both are in one group, with one privacy code")
    ends = time.monotonic() + 6
    run_until(lambda: time.monotonic() > ends, "six seconds of sound")
    for party in reversed(parties):
        party.program.stdin.close()
        run_until(lambda: party.noted("heard"), "the numbers at the end")
        assert party.program.wait(10) == 0
    numbers = [dict(zip(words[1::2], map(int, words[2::2]))) for words in (party.noted("heard")[-1].split() for party in parties)]
    for one in numbers:
        assert one["heard"] > 100 and one["sent"] > 100 and one["refused"] == 0, numbers
    print(f"discord_voice: two in one encrypted channel of the Lab, {numbers[0]['heard']} and {numbers[1]['heard']} packets heard")
finally:
    for process in [party.program for party in parties] + [lab]:
        process.kill()
