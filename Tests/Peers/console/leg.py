"""The WebSocket leg of the stand-in: takes a ticket, keeps what the page says, says a sound of its own."""
import json
import math
import struct
import threading
import time

from websocket import BINARY, Closed
from world import ago

FRAME = 0.020


class Leg:
    """One softphone in a room, until it goes."""

    def __init__(self, socket, server, number):
        self.socket, self.server = socket, server
        self.id = f"leg-w{number}"
        self.frames = []  # (seconds since it joined, bytes)
        self.messages = []
        self.wrong = []
        self.ended = None
        self.muted = False
        self.rate = 0
        self.room = ""

    def serve(self):
        """Returns when the leg is over."""
        try:
            self._join()
            threading.Thread(target=self._speak, daemon=True).start()
            while True:
                self._take(*self.socket.receive())
        except Closed as closed:
            self.ended = closed.code
        finally:
            self.server.world.remove_leg(self.id)

    def _join(self):
        kind, text = self.socket.receive()
        message = json.loads(text) if kind != BINARY else {}
        ticket = self.server.tickets.pop(message.get("ticket"), None)
        if message.get("type") != "join" or ticket is None:
            self.socket.close(4401, "ticket unknown")
            raise Closed(4401)
        if self.server.full:
            self.socket.close(4429, "eight parties are in it already")
            raise Closed(4429)
        self.rate, self.room, self.name = ticket["sample_rate"], ticket["room"], ticket["name"]
        self.begun = time.monotonic()
        world = self.server.world
        with world.lock:
            world.room(self.room)["legs"].append({
                "id": self.id, "kind": "browser", "name": self.name, "call_id": None, "joined_at": ago(0), "muted": False, "held": False,
                "volume_db": 0, "statistics": {"latency_ms": None, "jitter_ms": None, "loss_percent": None, "mos": None, "r": None, "cause": None}, "discord": None})
        self.server.legs.append(self)
        world.touch()
        self.socket.send(json.dumps({"type": "joined", "leg_id": self.id, "room": self.room, "format": ticket["format"], "sample_rate": self.rate,
                                     "frame_samples": self.rate // 50}))

    def _take(self, kind, body):
        if kind == BINARY:
            if len(body) != self.rate // 50 * 2:
                self.wrong.append(f"a frame of {len(body)} bytes")
            self.frames.append((time.monotonic() - self.begun, body))
            return
        message = json.loads(body)
        if message["type"] == "ping":
            self.socket.send(json.dumps({"type": "pong", "t": message["t"]}))
            return
        self.messages.append(message)
        if message["type"] == "mute":
            self.muted = message["on"]
            self._show_muted()
        elif message["type"] == "bye":
            self.socket.close(1000)

    def _show_muted(self):
        world = self.server.world
        with world.lock:
            for room in world.rooms.values():
                for leg in room["legs"]:
                    if leg["id"] == self.id:
                        leg["muted"] = self.muted
        world.touch()

    def _speak(self):
        """A tone of 1 kHz, frame by frame, on the clock; with `server.jitter` some frames come late, in heaps."""
        sent = 0
        while self.ended is None:
            due = int((time.monotonic() - self.begun) / FRAME)
            if self.server.jitter and due % 25 < 3:
                time.sleep(0.01)
                continue
            try:
                while sent <= due:
                    self.socket.send(tone(sent, self.rate))
                    sent += 1
            except Closed:
                return
            time.sleep(0.004)

    def end(self, code, reason):
        self.socket.send(json.dumps({"type": "ended", "reason": reason}))
        self.socket.close(code, reason)

    @property
    def peaks(self):
        """Of the last five frames, in dBov."""
        return [decibels(body) for _, body in self.frames[-5:]]

    @property
    def pcm(self):
        return b"".join(body for _, body in self.frames)


def decibels(body):
    peak = max(map(abs, struct.unpack(f"<{len(body) // 2}h", body)), default=0)
    return -127 if peak == 0 else round(20 * math.log10(peak / 32768))


def tone(frame, rate, pitch=1000, amplitude=8000):
    size = rate // 50
    return struct.pack(f"<{size}h", *(round(amplitude * math.sin(2 * math.pi * pitch * (frame * size + i) / rate)) for i in range(size)))
