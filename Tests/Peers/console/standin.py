#!/usr/bin/env python3
"""A server that speaks the console's part of the API, with plausible live data, and remembers what the page asks. Standard
library only. By hand: `Tests/Peers/console/standin.py [SCENE] [PORT]`, then open what it prints.
"""
import json
import math
import re
import secrets
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from leg import Leg
from websocket import WebSocket
from plain import plain_call, plain_number, plain_room, plain_status
from world import EVENTS_OF_A_CALL, World, findings, stamp

PAGE = Path(__file__).resolve().parents[3] / "Sources/PatchServer/Console/Page"
TOKEN = "console-test-token"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Standin(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, scene="busy", port=0, address="127.0.0.1", token=TOKEN):
        super().__init__((address, port), Handler)
        self.world, self.token = World(scene), token
        self.asked = []  # (method, path, body)
        self.tickets, self.legs = {}, []
        self.full = self.jitter = self.silent = self.plain = False
        self.refuse = None  # what every POST /v1/calls is answered with
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def origin(self):
        return f"http://{self.server_address[0]}:{self.server_address[1]}"

    def wait_for(self, method, pattern, seconds=5):
        """The body of the first request that fits, and takes it out of the list."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for request in list(self.asked):
                if request[0] == method and re.fullmatch(pattern, request[1]):
                    self.asked.remove(request)
                    return request[2]
            time.sleep(0.02)
        raise AssertionError(f"the page did not ask {method} {pattern}, but {self.asked[-5:]}")

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, BrokenPipeError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        self.request.settimeout(60)

    def do_GET(self):
        self._route("GET")

    def do_POST(self):
        self._route("POST")

    def do_PUT(self):
        self._route("PUT")

    def do_DELETE(self):
        self._route("DELETE")

    def _route(self, method):
        where = urlsplit(self.path)
        self.query = {k: v[0] for k, v in parse_qs(where.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        if self.server.silent:
            self.close_connection = True
            return
        if where.path == "/v1/leg":
            return self._socket()
        if not where.path.startswith("/v1/"):
            return self._file(where.path)
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return self._problem(401, "The token is not accepted", "It is not one of this server's.", "Sign in with a token of this server.")
        if method != "GET":
            self.server.asked.append((method, where.path, body))
            if method == "POST" and not re.fullmatch(r"[0-9a-f-]{36}", self.headers.get("Idempotency-Key", "")):
                return self._problem(400, "No Idempotency-Key")
        for verb, pattern, answer in ROUTES:
            if verb == method and (found := re.fullmatch(pattern, where.path)):
                with self.server.world.lock if answer is not Handler.live else threading.Lock():
                    return answer(self, body, *found.groups())
        self._problem(404, "That is not there")

    # Answers

    def _json(self, value, status=200, kind="application/json"):
        self._bytes(json.dumps(value).encode(), kind, status)

    def _bytes(self, data, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(data)

    def _problem(self, status, title, detail="", remedy="", code=""):
        self._json({"type": "about:blank", "title": title, "status": status, "detail": detail, "remedy": remedy, "code": code}, status, "application/problem+json")

    def _file(self, path):
        file = (PAGE / (path.lstrip("/") or "index.html")).resolve()
        if not file.is_relative_to(PAGE) or not file.is_file():
            return self._problem(404, "That is not there")
        self._bytes(file.read_bytes(), TYPES[file.suffix])

    # Reading

    def status(self, _):
        self._json(plain_status(self.server.world) if self.server.plain else self.server.world.status())

    def list_rooms(self, _):
        self._json({"items": [plain_room(room) for room in self.server.world.rooms.values()], "next": None})

    def live(self, _):
        if self.server.plain:
            return self._problem(404, "Not Found", "There is no such page.")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        world, seen, told, begun = self.server.world, -1, 0.0, time.monotonic()
        tick = 0
        while not self.server.silent:
            now = time.monotonic()
            with world.lock:
                if world.version != seen or now - told >= 1:
                    seen, told = world.version, now
                    self._event("rooms", world.live())
                    self._event("status", world.status())
                while (now - begun) * 50 > tick + 5:
                    sound = world.levels(tick)
                    sound["legs"] |= {one.id: one.peaks for one in self.server.legs if one.ended is None}
                    self._event("levels", sound)
                    tick += 5
                world.changed.wait(0.04)

    def _event(self, name, data):
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())

    def list_calls(self, _):
        asked, world = self.query, self.server.world
        if self.server.plain:
            items = world.calls.values() if "live" in asked else world.history
            return self._json({"items": [plain_call(call) for call in items], "next": None})
        items = world.history
        for name in ("direction", "outcome"):
            if name in asked:
                items = [c for c in items if c[name] == asked[name]]
        if "number" in asked:
            items = [c for c in items if asked["number"] in c["from"] + c["to"]]
        if "recorded" in asked:
            items = [c for c in items if c["recordings"]]
        self.server.asked.append(("GET", "/v1/calls", asked))
        start = int(asked.get("cursor", 0))
        page = 5 if "outcome" not in asked else 50
        self._json({"items": items[start:start + page], "next": str(start + page) if start + page < len(items) else None})

    def _call(self, name):
        world = self.server.world
        return world.calls.get(name) or next((c for c in world.history if c["id"] == name), None)

    def one_call(self, _, name):
        call = self._call(name)
        self._json(call) if call else self._unknown(name)

    def _unknown(self, name):
        self._problem(404, "That call is not known", f"No call has the id {name}.", "It may have been deleted with its number. See the history.")

    def call_events(self, _, name):
        from datetime import datetime, timedelta
        call = self._call(name)
        if not call:
            return self._unknown(name)
        begun = datetime.fromisoformat(call["created_at"].replace("Z", "+00:00"))
        first = ("call.placed", {"to": call["to"]}) if call["direction"] == "outbound" else ("call.incoming", {"from": call["from"], "to": call["to"]})
        short = [(0, *first), (2 + call["duration_ms"] / 1000, "call.ended", {"reason": call["reason"], "milliseconds": call["duration_ms"]})]
        events = EVENTS_OF_A_CALL if name == "call-h1" else short
        self._json({"items": [{"v": 1, "seq": i, "time": stamp(begun + timedelta(seconds=at)), "type": kind, "call_id": name, "data": data}
                              for i, (at, kind, data) in enumerate(events, 1)], "next": None})

    def list_numbers(self, _):
        items = self.server.world.numbers
        self._json({"items": [plain_number(number) for number in items] if self.server.plain else items, "next": None})

    def list_recordings(self, _):
        items = [r for r in self.server.world.recordings.values() if self.query.get("call") in (None, r["call_id"])]
        self._json({"items": items, "next": None})

    def recording_audio(self, _, name):
        self._bytes(two_voices(), "audio/wav")

    def doctor(self, _):
        from world import ago
        self._json({"checked_at": ago(0), "findings": findings(self.server.world.scene)})

    # Acting

    def place_call(self, body):
        if self.server.refuse:
            return self._problem(*self.server.refuse)
        world = self.server.world
        name = world.add_call("outbound", "ringing", body.get("from") or "+14155550142", body["to"], body.get("room"), 0)
        world.touch()
        self._json(world.calls[name], 201)

    def hang_up(self, _, name):
        if name not in self.server.world.calls:
            return self._problem(404, "The call is over already")
        self.server.world.end_call(name)
        self._json({}, 202)

    def hang_up_all(self, _):
        names = list(self.server.world.calls)
        for name in names:
            self.server.world.end_call(name)
        self._json({"ended": len(names)})

    def act(self, body, name, verb):
        world = self.server.world
        call = world.calls.get(name)
        if not call:
            return self._problem(404, "The call is over already")
        if verb == "answer":
            call["state"], call["room"] = "live", "game-night"
            from world import latency, leg
            world.room("game-night")["legs"].append(leg(f"leg-{name}", "phone", call["from"], 0, {"latency_ms": latency(60, 50, 20)}, name))
        elif verb == "decline":
            world.end_call(name)
        elif verb in SWITCHES and (one := world.leg_of(name)):
            one[SWITCHES[verb][0]] = SWITCHES[verb][1]
        world.touch()
        self._json(call)

    def act_on_leg(self, body, room, leg, verb):
        world = self.server.world
        one = next((one for one in world.rooms[room]["legs"] if one["id"] == leg), None)
        one[SWITCHES[verb][0]] = SWITCHES[verb][1]
        world.touch()
        self._json(one)

    def remove_leg(self, _, room, leg):
        for one in self.server.legs:
            if one.id == leg:
                one.end(1000, "removed")
        self.server.world.remove_leg(leg)
        self._json({}, 202)

    def link_number(self, body, name):
        number = next(n for n in self.server.world.numbers if n["number"] == unquote(name))
        number["room"] = body["room"]
        self._json(number)

    def delete_recording(self, _, name):
        del self.server.world.recordings[name]
        self._json({})

    def ticket(self, body):
        ticket = secrets.token_urlsafe(24)
        self.server.tickets[ticket] = body
        self._json({"ticket": ticket, "expires_in": 30, "path": "/v1/leg"}, 201)

    def _socket(self):
        if self.headers.get("Origin") not in (self.server.origin, None) or "phonepatch.leg.1" not in self.headers.get("Sec-WebSocket-Protocol", ""):
            return self._problem(403, "That origin may not join")
        self.wfile.write((
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: phonepatch.leg.1\r\n"
            f"Sec-WebSocket-Accept: {WebSocket.accept_key(self.headers['Sec-WebSocket-Key'])}\r\n\r\n").encode())
        self.close_connection = True
        Leg(WebSocket(self.rfile, self.wfile), self.server, len(self.server.legs) + 1).serve()


SWITCHES = {"mute": ("muted", True), "unmute": ("muted", False), "hold": ("held", True), "resume": ("held", False)}
CALL = r"/v1/calls/([\w-]+)"
ROUTES = [
    ("GET", "/v1/status", Handler.status), ("GET", "/v1/live", Handler.live),
    ("GET", "/v1/rooms", Handler.list_rooms), ("GET", "/v1/calls", Handler.list_calls), ("POST", "/v1/calls", Handler.place_call), ("DELETE", "/v1/calls", Handler.hang_up_all),
    ("GET", CALL, Handler.one_call), ("DELETE", CALL, Handler.hang_up), ("GET", CALL + "/events", Handler.call_events),
    ("POST", CALL + r"/(\w+)", Handler.act), ("POST", r"/v1/rooms/([^/]+)/legs/([\w-]+)/(\w+)", Handler.act_on_leg),
    ("DELETE", r"/v1/rooms/([^/]+)/legs/([\w-]+)", Handler.remove_leg), ("GET", "/v1/numbers", Handler.list_numbers),
    ("PUT", r"/v1/numbers/([^/]+)", Handler.link_number), ("GET", "/v1/recordings", Handler.list_recordings),
    ("GET", r"/v1/recordings/([\w-]+)/audio", Handler.recording_audio), ("DELETE", r"/v1/recordings/([\w-]+)", Handler.delete_recording),
    ("GET", "/v1/doctor", Handler.doctor), ("POST", "/v1/tickets", Handler.ticket)]


def two_voices(seconds=8, rate=8000):
    """A recording: two channels that take turns."""
    samples = bytearray()
    for i in range(seconds * rate):
        t = i / rate
        turn = int(t / 1.6) % 2
        loud = 9000 * abs(math.sin(t * 9)) * (0.4 + 0.6 * abs(math.sin(t * 1.7)))
        sound = int(loud * math.sin(2 * math.pi * (180 + 70 * turn) * t))
        samples += struct.pack("<hh", 0 if turn else sound, sound if turn else 0)
    head = b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, rate, rate * 4, 4, 16)
    return head + b"data" + struct.pack("<I", len(samples)) + bytes(samples)


if __name__ == "__main__":
    scene, port = (sys.argv[1:] + ["busy", "8089"][len(sys.argv) - 1:])[:2]
    server = Standin(scene, int(port))
    print(f"{server.origin}/#token={TOKEN}", flush=True)
    threading.Event().wait()
