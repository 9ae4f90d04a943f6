"""The server's side of a WebSocket (RFC 6455), as little of it as the console needs, over sockets and files."""
import base64
import hashlib
import struct
import threading

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Closed(Exception):
    """The other side is gone; `code` says why."""

    def __init__(self, code=1006):
        super().__init__(code)
        self.code = code


class WebSocket:
    """A connection after its handshake. One thread reads; any may send."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.sending = threading.Lock()

    @staticmethod
    def accept_key(key):
        return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()

    def receive(self):
        """The next message, `(TEXT, str)` or `(BINARY, bytes)`."""
        kind, parts = None, []
        while True:
            first, second = self._exactly(2)
            assert second & 0x80, "a client must mask its frames"
            assert not first & 0x70, "no extension was agreed on"
            length = second & 0x7F
            if length > 125:
                length = struct.unpack("!H" if length == 126 else "!Q", self._exactly(2 if length == 126 else 8))[0]
            mask = self._exactly(4)
            body = self._exactly(length)
            body = bytes(b ^ mask[i % 4] for i, b in enumerate(body))
            opcode = first & 15
            if opcode == CLOSE:
                raise Closed(struct.unpack("!H", body[:2])[0] if len(body) > 1 else 1005)
            if opcode == PING:
                self.send(body, PONG)
            elif opcode != PONG:
                kind = kind or opcode
                parts.append(body)
                if first & 0x80:
                    whole = b"".join(parts)
                    return kind, whole.decode() if kind == TEXT else whole

    def send(self, body, opcode=None):
        opcode = opcode or (TEXT if isinstance(body, str) else BINARY)
        body = body.encode() if isinstance(body, str) else body
        head = bytes([0x80 | opcode]) + (bytes([len(body)]) if len(body) < 126 else b"\x7e" + struct.pack("!H", len(body)))
        try:
            with self.sending:
                self.writer.write(head + body)
                self.writer.flush()
        except (OSError, ValueError):
            raise Closed() from None

    def close(self, code, reason=""):
        self.send(struct.pack("!H", code) + reason.encode(), CLOSE)

    def _exactly(self, count):
        try:
            data = self.reader.read(count)
        except (OSError, ValueError):
            raise Closed() from None
        if data is None or len(data) < count:
            raise Closed()
        return data
