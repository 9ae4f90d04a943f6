"""Random calls over the whole module, most of them wrong. Nothing may happen but results and exceptions.

    python hostile.py SEQUENCES SEED        a generator of our own
    python hostile.py SEQUENCES hypothesis  hypothesis chooses, and shrinks what it finds

Run it in a process of its own: what it looks for ends the process.
"""

from __future__ import annotations

import ast
import faulthandler
import gc
import os
import random
import resource
import sys
import threading
from array import array
from pathlib import Path
from typing import Any

import phonepatch
from phonepatch import _engine, carrier

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

GIGABYTES = 3
STREAM = "MZ" + "a" * 32
START = carrier.write_start(STREAM, "AC" + "b" * 32, "CA" + "c" * 32)
MEDIA = carrier.write_track_media(2, STREAM, 1, 1, 0, b"\xff" * 160)
TEXTS = [START, MEDIA, carrier.write_stop(3, STREAM, "AC" + "b" * 32, "CA" + "c" * 32), b"", b"{", b"\xff\xfe", START.decode(),
         "123*#", "\ud800", "x" * 200, '{"op":8,"d":{"heartbeat_interval":41250.0,"v":8}}', b'{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":5}}']
OPUS = phonepatch.OpusEncoder(48000).encode(bytes(1920))
NUMBERS = [0, 1, 2, 3, 4, 5, 8, 16, 100, 160, 8000, 16000, 48000, 20_000, 65535, 65536, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1]
NASTY: list[Any] = [-1, 2**64, 2**70, 1.5, float("nan"), None, "text", b"\x01", [], {}, object(), True, _engine.Room, phonepatch]


def shapes() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Class (or "") -> function -> its arguments and their types, as the stub has them."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {"": {}}
    tree = ast.parse(Path(_engine.__file__).with_name("_engine.pyi").read_text())

    def add(owner: str, node: ast.FunctionDef) -> None:
        every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        given = [(a.arg, ast.unparse(a.annotation)) for a in every if a.arg != "self" and a.annotation]
        decorators = [ast.unparse(d) for d in node.decorator_list]
        found[owner][node.name] = [("property", "")] if "property" in decorators else given

    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in ("load", "set_failure"):
            add("", node)
        elif isinstance(node, ast.ClassDef) and node.bases and ast.unparse(node.bases[0]) == "_Handle":
            found[node.name] = {}
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    add(node.name, member)
            found[node.name] |= {"close": [], "closed": [("property", "")]}
    return found


SHAPES = shapes()
CLASSES = [name for name in SHAPES if name]


def buffer(r: random.Random) -> Any:
    size = r.choice((0, 1, 2, 3, 20, 32, 80, 160, 161, 320, 320, 640, 960, 1920, 3840, 5000))
    data = r.choice((bytes(size), OPUS, MEDIA, b"\x80\x78" + bytes(size), bytes(r.randrange(256) for _ in range(min(size, 64)))))
    kinds: list[Any] = [lambda b: b, lambda b: b, bytearray, memoryview, lambda b: memoryview(bytearray(b)),
                        lambda b: array("h", b[: len(b) // 2 * 2]), lambda b: memoryview(bytearray(b + b"x"))[1:],
                        lambda b: memoryview(bytearray(b * 2))[::2], lambda b: array("d", [1.0] * 20), lambda b: b.hex()]
    if numpy is not None:
        kinds += [lambda b: numpy.frombuffer(b[: len(b) // 2 * 2], "<i2"), lambda b: numpy.zeros(len(b), numpy.int16),
                  lambda b: numpy.zeros((2, 80), numpy.int16), lambda b: numpy.zeros((160, 2), numpy.int16)[:, 0],
                  lambda b: numpy.zeros(160, numpy.float32), lambda b: numpy.array(["a"])]
    return r.choice(kinds)(data)


def value(r: random.Random, name: str, kind: str, alive: dict[str, list[Any]]) -> Any:
    if r.random() < 0.08:
        return r.choice(NASTY)
    kind = kind.replace(" | None", "")
    if name in ("pcm", "far") and r.random() < 0.5:
        return bytes(r.choice((160, 160, 320, 1920)))
    if kind in alive:
        return r.choice(alive[kind]) if alive[kind] else None
    if kind in ("str | Buffer", "Buffer"):
        if name in ("start", "message", "stream_sid", "account_sid", "call_sid") or r.random() < (0.5 if "str" in kind else 0.05):
            return r.choice(TEXTS)
        return bytes(r.choice((16, 32))) if name == "key" and r.random() < 0.8 else buffer(r)
    if kind == "int":
        if name in ("leg", "source", "listener") and alive.get("ids") and r.random() < 0.9:
            return r.choice(alive["ids"])
        if name in ("samples",):
            return r.choice((0, 1, 80, 160, 960, 5760, 2**20))
        if name == "now_us":
            return r.choice((0, 20_000, r.randrange(10**7), 2**63, 2**64 - 1))
        return r.choice(NUMBERS[:9]) if r.random() < 0.75 else r.choice(NUMBERS)
    if kind == "float":
        return r.choice((0.0, 0.5, 1.0, -1.0, 8.0, 1e300, float("nan"), float("inf")))
    if kind == "bool":
        return r.random() < 0.5
    if "Literal" in kind:
        return r.choice(("voip", "audio", "mulaw", "alaw", "wrong"))
    if "Sequence" in kind:
        return r.choice(([(440, 0, 100)], [(1, 2)], [(0, 0, 0)] * 9, [(-1, 0, 0)], "abc", [(70000, 1, 1)]))
    if "Iterable" in kind:
        return [(r.choice(NUMBERS[:9]), r.choice(TEXTS)) for _ in range(r.randrange(3))] if r.random() < 0.9 else [1, (2,), None]
    if "dict" in kind:
        return r.choice(({}, {"a": "b"}, {1: 2}, {"k" * 300: "v"}, None))
    return r.choice(NASTY)


def call(r: random.Random, function: Any, shape: list[tuple[str, str]], alive: dict[str, list[Any]]) -> Any:
    given = {name: value(r, name, kind, alive) for name, kind in shape if r.random() < 0.95}
    if given.get("out") is None and r.random() < 0.9:
        given.pop("out", None)
    names = list(given)
    split = r.choice((0, len(names), r.randrange(len(names) + 1)))
    try:
        return function(*[given[n] for n in names[:split]], **{n: given[n] for n in names[split:]})
    except Exception:  # noqa: BLE001  (anything but a crash is fine)
        return None


def made(r: random.Random, name: str, alive: dict[str, list[Any]]) -> Any:
    """Most of them with arguments that work."""
    tried = {
        "Mixer": lambda: _engine.Mixer(4, 160), "JitterBuffer": lambda: _engine.JitterBuffer(r.choice((1, 2, 3, 100)), r.choice((1, 2))),
        "Listener": lambda: _engine.Listener(8000, 15), "Transport": lambda: _engine.Transport(bytes(32), r.choice((1, 2))),
        "Leg": lambda: _engine.Leg(1, START) if r.random() < 0.5 else _engine.Leg(r.choice((2, 3)), encoding=r.choice((1, 3))),
        "DaveSession": lambda: _engine.DaveSession(5, 6), "Voice": lambda: _engine.Voice(5), "Resampler": lambda: _engine.Resampler(8000, 48000),
        "MediaStream": lambda: _engine.MediaStream("MZ1", r.choice((8000, 16000, 48000, 44100))),
    }
    if r.random() < 0.6:
        return tried.get(name, getattr(_engine, name))()
    return call(r, getattr(_engine, name), SHAPES[name].get("__init__", []), alive)


def sequence(r: random.Random) -> int:
    alive: dict[str, list[Any]] = {name: [] for name in CLASSES}
    used = r.sample(CLASSES, 3) + (["Room", "Leg"] if r.random() < 0.4 else [])
    calls = 0
    for name in used:
        if one := made(r, name, alive):
            alive[name].append(one)
    for leg in alive["Leg"]:
        for room in alive["Room"]:
            if r.random() < 0.8 and (number := call(r, lambda: room.add(leg), [], alive)):
                alive.setdefault("ids", []).append(number)
    for _ in range(r.randrange(2, 14)):
        calls += 1
        owner = r.choice(["", *used, *used])
        if owner and not alive[owner]:
            continue
        target = r.choice(alive[owner]) if owner else _engine
        names = [n for n in SHAPES[owner] if n not in ("__init__", "__enter__", "__exit__")]
        name = r.choice(names)
        if owner == "DaveSession" and name == "fingerprint" and r.random() < 0.98:
            continue  # takes 100 ms when it works
        if SHAPES[owner][name] == [("property", "")]:
            try:
                getattr(target, name)
            except phonepatch.PhonepatchError:
                pass
            continue
        if owner and r.random() < 0.02:
            both(target, name, r, alive, SHAPES[owner][name])
            continue
        result = call(r, getattr(target, name), SHAPES[owner][name], alive)
        if type(result).__name__ in alive:
            alive[type(result).__name__].append(result)
    if r.random() < 0.005:
        forked(r, alive)
    return calls


def both(target: Any, name: str, r: random.Random, alive: dict[str, list[Any]], shape: list[tuple[str, str]]) -> None:
    """Two threads in one object at once."""
    seeds = [random.Random(r.randrange(2**32)) for _ in range(2)]
    threads = [threading.Thread(target=call, args=(seed, getattr(target, name), shape, alive)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def forked(r: random.Random, alive: dict[str, list[Any]]) -> None:
    """A child that uses what its parent made."""
    child = os.fork()
    if child == 0:
        try:
            for name in CLASSES:
                for one in alive[name]:
                    for method in list(SHAPES[name])[:6]:
                        if SHAPES[name][method] != [("property", "")] and method != "fingerprint":
                            call(r, getattr(one, method, len), SHAPES[name][method], alive)
            alive.clear()
            gc.collect()
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status:
        os.abort()


def main(count: int, how: str) -> None:
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    calls = 0
    if how == "hypothesis":
        from hypothesis import HealthCheck, Phase, given, settings, strategies

        class Drawn(random.Random):
            """Random numbers out of bytes that hypothesis made, and can make smaller."""

            def __init__(self, data: bytes) -> None:
                super().__init__(len(data))
                self.rest = data

            def getrandbits(self, bits: int) -> int:
                count = (bits + 7) // 8
                if len(self.rest) < count:
                    return super().getrandbits(bits)
                taken, self.rest = self.rest[:count], self.rest[count:]
                return int.from_bytes(taken, "little") >> (8 * count - bits)

            def random(self) -> float:
                return self.getrandbits(32) / 2**32

        @settings(max_examples=count, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(strategies.binary(max_size=400))
        def run(data: bytes) -> None:
            nonlocal calls
            calls += sequence(Drawn(data))

        run()
    else:
        for number in range(count):
            calls += sequence(random.Random(f"{how} {number}"))
    print(f"{count} sequences, {calls} calls, chosen by {how}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
