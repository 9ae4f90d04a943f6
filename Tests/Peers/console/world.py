"""What the stand-in server knows: rooms, calls, history, numbers, findings. Plausible, and the same every time.

`scene` is `busy` (a game night with callers, a channel and a machine), `empty` (just started, all well), `bare` (nothing is set up)
or `broken` (things fail).
"""
import math
import random
import threading
from datetime import datetime, timedelta, timezone

GUILD = {"id": "1040", "name": "Friday Game Night"}
CHANNEL = {"id": "2080", "name": "the-table"}
OURS = "+14155550142"
EVENTS_OF_A_CALL = [
    (0, "call.incoming", {"from": "+4930•••4711", "to": OURS}),
    (0.2, "call.waiting", {}),
    (6.1, "call.answered", {"by": "operator"}),
    (6.4, "leg.connected", {}),
    (6.6, "leg.started", {"room": "game-night"}),
    (7.0, "recording.started", {"consent": "keypress 1"}),
    (41, "leg.dtmf", {"digit": "5"}),
    (92.0, "leg.lost", {"frames": 3}),
    (92.9, "leg.lost", {"frames": 2}),
    (94.1, "leg.quality", {"cause": "loss", "mos": 3.4}),
    (120, "leg.quality", {"cause": "none", "mos": 4.3}),
    (210, "call.held", {"on": True, "by": "operator"}),
    (262, "call.held", {"on": False, "by": "operator"}),
    (431, "recording.ended", {"milliseconds": 424000}),
    (431.2, "leg.ended", {"reason": "stopped"}),
    (431.3, "call.ended", {"reason": "caller hung up", "milliseconds": 431300}),
]


def stamp(time):
    return time.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ago(seconds):
    return stamp(datetime.now(timezone.utc) - timedelta(seconds=seconds))


class World:
    """One server's state. `lock` guards it; `changed` wakes the streams."""

    def __init__(self, scene):
        self.scene = scene
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 0
        self.calls = {}
        self.rooms = {}
        self.recordings = {"rec-1": self._recording("rec-1", "call-h1")}
        self.role = "admin"
        if scene in ("busy", "broken"):
            self._fill()
        self.history = [] if scene in ("empty", "bare") else past_calls()
        self.numbers = [] if scene in ("empty", "bare") else past_numbers()

    # Making it

    def _fill(self):
        one = self.add_call("inbound", "live", "+4930•••4711", OURS, "game-night", 754)
        two = self.add_call("outbound", "live", OURS, "+1206•••0187", "game-night", 311)
        self.add_call("inbound", "waiting", "+3312•••0456", OURS, None, 9)
        self.add_call("outbound", "ringing", OURS, "+4420•••0018", "game-night", 5)
        desk = self.add_call("inbound", "held", "+1503•••2290", "+14155550199", "front-desk", 96)
        bad = {"mos": 2.9, "r": 58.0, "loss_percent": 6.4, "jitter_ms": 47.2, "cause": "loss"}
        room = self.room("game-night", 1260, GUILD, CHANNEL)
        room["recording"] = {"mode": "announce", "state": "on"}
        room["legs"] = [
            leg("leg-d1", "discord", "#the-table", 1260, {"latency_ms": latency(36, 22, 40), "jitter_ms": 2.1, "loss_percent": 0.0},
                discord={"state": "connected", "epoch": 4, "privacy_code": "482910375566120934718265039417", "speakers": [
                    {"id": "1", "name": "Ada", "speaking": True}, {"id": "2", "name": "Grace Brewster", "speaking": False},
                    {"id": "3", "name": "tim_b", "speaking": False}]}),
            leg("leg-p1", "phone", "+4930•••4711", 754, {"latency_ms": latency(64, 58, 18), "jitter_ms": 4.2, "loss_percent": 0.1, "mos": 4.3, "r": 91.8, "cause": "none"}, one),
            leg("leg-p2", "phone", "+1206•••0187", 311, {"latency_ms": latency(142, 96, 82), **bad}, two, muted=True),
            leg("leg-a1", "pcm", "Dungeon master (AI)", 1200, {"latency_ms": latency(30, 20, 0)}),
        ]
        desk_room = self.room("front-desk", 96, None, None)
        desk_room["legs"] = [leg("leg-p3", "phone", "+1503•••2290", 96, {"latency_ms": latency(60, 52, 20), "jitter_ms": 3.0, "loss_percent": 0.0, "mos": 4.4, "r": 92.6, "cause": "none"}, desk, held=True)]

    def room(self, name, age=0, guild=None, channel=None):
        if name not in self.rooms:
            self.rooms[name] = {"name": name, "opened_at": ago(age), "sample_rate": 8000, "guild": guild, "channel": channel,
                                "recording": {"mode": "off", "state": "off"}, "legs": []}
        return self.rooms[name]

    def add_call(self, direction, state, caller, called, room, age):
        name = f"call-{len(self.calls) + 1}"
        self.calls[name] = {
            "id": name, "provider_id": "CA" + f"{len(self.calls) + 1:032x}", "direction": direction, "state": state, "from": caller, "to": called,
            "room": room, "guild": None, "channel": None, "handler": "room", "created_at": ago(age), "answered_at": None, "ended_at": None,
            "duration_ms": 0, "outcome": None, "reason": None, "muted": False, "held": state == "held", "recordings": [], "mos": None,
            "cost": None, "error": None}
        return name

    @staticmethod
    def _recording(name, call):
        return {"id": name, "call_id": call, "room": "game-night", "started_at": ago(90000), "duration_ms": 8000, "bytes": 256044,
                "channels": ["+4930•••4711", "the room"], "format": "wav", "expires_at": stamp(datetime.now(timezone.utc) + timedelta(days=29))}

    # Changing it

    def touch(self):
        with self.lock:
            self.version += 1
            self.changed.notify_all()

    def leg_of(self, call):
        return next((one for room in self.rooms.values() for one in room["legs"] if one["call_id"] == call), None)

    def remove_leg(self, name):
        for room in list(self.rooms.values()):
            room["legs"] = [one for one in room["legs"] if one["id"] != name]
            if not room["legs"]:
                del self.rooms[room["name"]]
        self.touch()

    def end_call(self, name):
        call = self.calls.pop(name)
        if one := self.leg_of(name):
            self.remove_leg(one["id"])
        call.update(state="ended", outcome="completed", reason="hung up here", ended_at=ago(0))
        self.history.insert(0, call)
        self.touch()

    # Telling it

    def live(self):
        return {"rooms": list(self.rooms.values()), "calls": list(self.calls.values())}

    def levels(self, tick):
        """Peaks of five ticks for each leg that speaks: people take turns, in sentences."""
        told = {}
        for place, one in enumerate(one for room in self.rooms.values() for one in room["legs"] if one["kind"] != "browser"):
            if one["muted"] or one["held"]:
                continue
            peaks = [speech(tick + i, place) for i in range(5)]
            if max(peaks) > -127:
                told[one["id"]] = peaks
        return {"legs": told}

    def status(self):
        bare, broken = self.scene == "bare", self.scene == "broken"
        return {
            "role": self.role, "token": "ada", "version": "0.5.0", "started_at": ago(86400), "ready": True, "draining": False, "public_url": None if bare else "https://patch.example.org",
            "region": None if bare else "US", "from_numbers": [] if bare else [OURS, "+14155550199"],
            "discord": {"configured": not bare, "state": "down" if broken else "off" if bare else "ready", "user": "Patch", "guilds": 1},
            "limits": {"calls": {"used": len(self.calls), "max": 10}, "minutes_today": {"used": 31.5 if self.calls else 0, "max": 240},
                       "cost_today": {"used": 8.61 if broken else 1.2 if self.calls else 0, "max": 10, "currency": "USD"}},
            "faults": [{"code": "discord_down", "title": "Discord's gateway is gone", "since": ago(40),
                        "detail": "It closed the connection with 4004: the token is not accepted. Calls go on; the channel hears nothing.",
                        "remedy": "Make a new token in Discord's developer portal, put it into DISCORD_TOKEN and start the server again."}] if broken else []}


def leg(name, kind, shown, age, statistics, call=None, muted=False, held=False, discord=None):
    return {"id": name, "kind": kind, "name": shown, "call_id": call, "joined_at": ago(age), "muted": muted, "held": held, "volume_db": 0,
            "statistics": statistics, "discord": discord}


def latency(inward, outward, buffer):
    return {"in": inward, "out": outward, "packet": 20, "network": max(0, inward - 30 - buffer), "buffer": buffer, "resampling": 0, "chain": 0,
            "tick": 10, "queue": outward // 2}


def speech(tick, who):
    """A peak in dBov: words of some syllables, four a second, with breaths; people take turns and sometimes talk at once."""
    turn = (tick // 160 + who * 3) % 5
    if turn > 1 and not (turn == 2 and tick % 160 < 70):
        return -127 if turn == 4 else -58
    chance = random.Random(tick // 12 * 31 + who * 7).random()
    if chance < 0.18:
        return -52
    syllable = abs(math.sin(tick * 0.27 + who))
    return int(-44 + 34 * syllable * (0.45 + 0.55 * chance) + 4 * random.Random(tick * 31 + who).random())


def past_calls():
    rows = [
        ("inbound", "completed", "+4930•••4711", OURS, 3700, 431300, "caller hung up", 4.3),
        ("outbound", "completed", OURS, "+1206•••0187", 9100, 1265000, "hung up here", 4.1),
        ("outbound", "no_answer", OURS, "+4420•••0018", 9400, 0, "nobody answered within 30 s", None),
        ("inbound", "declined", "+3312•••0456", OURS, 15000, 0, "declined here", None),
        ("outbound", "failed", OURS, "+3531•••7788", 92000, 0, "refused by the network", None),
        ("inbound", "refused", "+8816•••2121", OURS, 99000, 0, "blocked caller", None),
        ("outbound", "busy", OURS, "+1503•••2290", 180000, 0, "busy", None),
        ("inbound", "completed", "+1503•••2290", "+14155550199", 264000, 62000, "silence on the line for 60 s", 3.2),
    ]
    made = []
    for i, (direction, outcome, caller, called, age, lasting, reason, mos) in enumerate(rows, 1):
        made.append({
            "id": f"call-h{i}", "provider_id": "CA" + f"{i:032x}", "direction": direction, "state": "ended", "from": caller, "to": called,
            "room": "game-night" if lasting else None, "guild": GUILD if i == 1 else None, "channel": CHANNEL if i == 1 else None, "handler": "room",
            "created_at": ago(age), "answered_at": ago(age - 6) if lasting else None, "ended_at": ago(age - lasting / 1000), "duration_ms": lasting,
            "outcome": outcome, "reason": reason, "muted": False, "held": False, "recordings": ["rec-1"] if i == 1 else [], "mos": mos,
            "cost": 0.0138 if lasting else None,
            "error": {"code": 21219, "title": "The number is not verified", "detail": "A trial account calls only numbers that its owner has verified (21219).",
                      "remedy": "Verify the number in Twilio's console, or upgrade the account."} if outcome == "failed" else None})
    return made


def past_numbers():
    ok = {"state": "ok", "url": "https://patch.example.org/twilio/voice", "detail": None, "remedy": None}
    return [
        {"id": "PN1", "number": OURS, "name": "Game night", "room": "game-night", "guild": GUILD, "channel": CHANNEL, "answer": "ask", "webhook": ok, "capabilities": ["voice"]},
        {"id": "PN2", "number": "+14155550199", "name": "Front desk", "room": "front-desk", "guild": None, "channel": None, "answer": "pin", "webhook": ok, "capabilities": ["voice"]},
        {"id": "PN3", "number": "+442079460990", "name": None, "room": None, "guild": None, "channel": None, "answer": "reject", "capabilities": ["voice"],
         "webhook": {"state": "overridden", "url": "https://old.example.net/voice", "detail": "The trunk “office” takes its calls, so the number's own address is not asked.",
                     "remedy": "Take the number off the trunk in Twilio's console, then check again."}},
    ]


def findings(scene):
    good = [
        ("Accounts", "Twilio", "good", "AC…3f2a answers, balance 18.40 USD", None), ("Accounts", "Discord token", "good", "Patch#4711, in 1 server", None),
        ("Addresses", "Public address", "good", "https://patch.example.org, from cloudflared", None), ("Addresses", "Webhook", "good", "+1 415 555 0142 reaches this server", None),
        ("Machine", "Clock", "good", "0.02 s off", None), ("Machine", "Ports", "good", "8080 and 8081 are free for us", None),
        ("Machine", "Speech", "information", "espeak-ng 1.51, prompts in 3 languages", None), ("Libraries", "opus", "good", "1.3.1", None), ("Libraries", "libcrypto", "good", "OpenSSL 3.0.17", None)]
    if scene in ("busy", "broken"):
        good[2:2] = [("Accounts", "Discord rights", "warning", "Patch may not set the channel's status", "Give its role Set Voice Channel Status in Server Settings → Roles.")]
    if scene in ("bare", "broken"):
        good[0] = ("Accounts", "Twilio", "wrong", "TWILIO_AUTH_TOKEN is not set", "Copy it from the console's front page into .env, or run phonepatch demo, which needs no account.")
        good[3] = ("Addresses", "Webhook", "wrong", "No public address: the telephone network cannot reach this server", "Start cloudflared or ngrok beside it, or set PHONEPATCH_PUBLIC_URL.")
    return [dict(zip(("group", "name", "verdict", "value", "remedy"), row)) for row in good]
