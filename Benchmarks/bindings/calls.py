"""What a call from Python costs: `calls.py ROUNDS MILLISECONDS` prints nanoseconds of this thread's processor time, round by round, as
JSON. `python -m phonepatch bench` has more rows, and what else Python has beside them."""
import json
import platform
import sys
import time

from phonepatch import Leg, LegKind, Resampler, Room, carrier, g711

ROUNDS, LENGTH = int(sys.argv[1]), float(sys.argv[2]) * 1e6
stages = []


def row(stage, what, call, per=1):
    """Rounds of at least the given length; each figure is the mean of one call."""
    count, rounds = 1, []
    while len(rounds) < ROUNDS:
        begin = time.thread_time_ns()
        for _ in range(count):
            call()
        took = time.thread_time_ns() - begin
        if took < LENGTH and not rounds:
            count = int(count * min(max(LENGTH * 1.2 / max(took, 1), 1.5), 100)) + 1
        else:
            rounds.append(took / count / per)
    stages.append({"stage": stage, "what": what, "rounds": rounds})


codes = bytes((i * 2654435761 & 0xFFFFFFFF) >> 24 for i in range(160))
pcm, up, stream = g711.decode(codes), Resampler(8000, 48000), "MZ" + "7".zfill(32)
message = carrier.write_track_media(5, stream, 1, 4, 60, codes)
row("g711-decode", "g711.decode", lambda: g711.decode(codes))
row("g711-encode", "g711.encode", lambda: g711.encode(pcm))
row("resample-up", "Resampler.process", lambda: up.process(pcm))
row("message-read", "carrier.read", lambda: carrier.read(message))
row("message-write", "carrier.write_media", lambda: carrier.write_media(stream, codes))

room = Room(8000, 16)
legs = [room.add(Leg(LegKind.CARRIER, carrier.write_start(f"MZ{i}", "AC1", "CA1"))) for i in range(2)]
at = 0


def step():
    global at
    room.step(at * 20_000, [(leg, carrier.write_track_media(at + 2, f"MZ{i}", 1, at + 1, at * 20, codes)) for i, leg in enumerate(legs)])
    at += 1


row("room-2", "Room.step; the messages written too", step, 2)
print(json.dumps({"version": f"Python {platform.python_version()}", "stages": stages}))
