"""What the three kinds of channel members share: how they are told what to do, which frames they send, and how they listen.

A member is a process. It reads one JSON object a line from its standard input ({"do": "join"}, "play", "leave", "status", "quit") and writes
events to its standard output. Its settings are the JSON in its only argument: token, user, guild, channel, rest, gateway.
"""
import asyncio
import hashlib
import json
import struct
import sys
import threading
import time
import traceback

settings = json.loads(sys.argv[1])
USER = int(settings["user"])
FRAME = 0.02
SILENCE = b"\xf8\xff\xfe"


def tell(event, **more):
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


def frame(user, index):
    """One Opus packet (48 kHz stereo, 20 ms) that says who made it, and which it is."""
    head = b"\xfc" + struct.pack(">QI", user, index)
    return head + hashlib.sha256(head).digest()


def read_frame(packet):
    """The user and number of a frame, or None."""
    if len(packet) != 45 or packet[0] != 0xFC:
        return None
    user, index = struct.unpack_from(">QI", packet, 1)
    return (user, index) if frame(user, index) == packet else None


class Ear:
    """Listens to what a client's socket gets. `open_transport(packet, header_length)` and `decrypt(user, frame)` are the client's own."""

    def __init__(self, open_transport, decrypt):
        self.open_transport = open_transport
        self.decrypt = decrypt
        self.users = {}  # by SSRC
        self.lock = threading.Lock()
        self.heard = {}  # by user: numbers in the order they came
        self.silences = {}
        self.failures = []
        self.gaps = {}  # by user: the longest time between two frames
        self.last = {}

    def speaking(self, user, ssrc):
        with self.lock:
            self.users[int(ssrc)] = int(user)

    def packet(self, data):
        """Called with every datagram, on any thread."""
        if len(data) < 32 or data[0] >> 6 != 2 or 200 <= data[1] <= 206 or data[1] & 0x7F != 0x78:
            return
        try:
            self.media(data)
        except Exception as error:  # every failure is told, and ends nothing
            with self.lock:
                self.failures.append(f"{type(error).__name__}: {error}")

    def media(self, data):
        header = 12 + 4 * (data[0] & 0x0F)
        words = 0
        if data[0] & 0x10:
            words = struct.unpack_from(">H", data, header + 2)[0]
            header += 4
        body = self.open_transport(data, header)[4 * words:]
        if data[0] & 0x20:
            body = body[: -body[-1]]
        user = self.users.get(struct.unpack_from(">I", data, 8)[0])
        if user is None:
            raise LookupError("nobody has this SSRC")
        sound = body if body == SILENCE else self.decrypt(user, body)
        with self.lock:
            if sound == SILENCE:
                self.silences[user] = self.silences.get(user, 0) + 1
                self.last.pop(user, None)
                return
            known = read_frame(sound)
            if known is None or known[0] != user:
                # Real Opus of somebody who does not send numbered frames.
                self.heard.setdefault(user, []).append(-1)
            else:
                self.heard.setdefault(user, []).append(known[1])
            now = time.monotonic()
            if user in self.last:
                self.gaps[user] = max(self.gaps.get(user, 0), now - self.last[user])
            self.last[user] = now

    def report(self):
        with self.lock:
            return {
                "heard": {str(user): numbers for user, numbers in self.heard.items()},
                "silences": {str(user): count for user, count in self.silences.items()},
                "gaps": {str(user): round(gap, 3) for user, gap in self.gaps.items()},
                "failures": len(self.failures),
                "why": sorted(set(self.failures))[:5],
            }


async def commands():
    """The lines of the standard input, as objects."""
    lines = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, json.loads(line))
        loop.call_soon_threadsafe(lines.put_nowait, {"do": "quit"})

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield await lines.get()


async def obey(do):
    """Runs `do[name](command)` for every command, until the last; each is answered by an event of its name with a d at its end."""
    async for command in commands():
        name = command.pop("do")
        if name == "quit":
            return
        try:
            answer = await do[name](**command)
            tell(name, **(answer or {}))
        except Exception as error:
            tell("failed", command=name, why=f"{type(error).__name__}: {error}", trace=traceback.format_exc(limit=-4))


async def paced(count, send, first=0):
    """Calls `send(index)` every 20 ms on an absolute clock."""
    begin = time.monotonic()
    for index in range(count):
        send(first + index)
        rest = begin + (index + 1) * FRAME - time.monotonic()
        if rest > 0:
            await asyncio.sleep(rest)
