"""`python -m phonepatch bench [--seconds N]`: nanoseconds per call, beside what else is installed.

Each figure is the least of several runs, so that a busy machine does not decide. One frame is 20 ms.
"""

from __future__ import annotations

import argparse
import base64
import ctypes
import importlib
import json
import platform
import random
import sys
import time
import warnings
from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

from . import JitterBuffer, Leg, LegKind, Level, OpusDecoder, OpusEncoder, Resampler, Room, _library, carrier, g711
from . import audioop as ours
from ._audioop import lin2ulaw, ulaw2lin

Call = Callable[[], Any]
Step = Callable[[Any], Any]
STREAM = "MZ" + "a" * 32
SHORT = 200_000  # nanoseconds: shorter than what a scheduler gives at a time


def peer(name: str) -> Any:
    """A module that may not be there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = importlib.import_module(name)
        except Exception:  # noqa: BLE001  (opuslib raises its own when the system has no libopus)
            return None
    return None if found is ours else found


def cost(call: Call, seconds: float) -> float:
    """Nanoseconds of one call. Many short runs, of which the least counts: it was not interrupted."""
    call()
    count, least = 1, float("inf")
    end = time.perf_counter_ns() + int(seconds * 1e9)
    while True:
        begin = time.perf_counter_ns()
        for _ in range(count):
            call()
        spent = time.perf_counter_ns() - begin
        least = min(least, spent / count)
        if spent < SHORT:
            count *= 2
        elif begin > end:
            return least


def costs(calls: list[Call], seconds: float) -> list[float]:
    """The same of several, in turns: a processor that is slow for a while is slow for all of them."""
    least = [float("inf")] * len(calls)
    for _ in range(8):
        least = [min(old, cost(call, seconds / 8)) for old, call in zip(least, calls)]
    return least


class Table:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def title(self, text: str) -> None:
        print(f"\n{text}")

    def row(self, name: str, call: Call | None, per: int = 1) -> float:
        if call is None:
            return float("inf")
        return self.tell(name, cost(call, self.seconds) / per)

    def rows(self, named: list[tuple[str, Call]]) -> list[float]:
        return [self.tell(name, spent) for (name, _), spent in zip(named, costs([call for _, call in named], self.seconds))]

    def tell(self, name: str, spent: float) -> float:
        print(f"  {name:58} {spent:10.0f} ns", flush=True)
        return spent


def sound(samples: int) -> bytes:
    """Noise of a voice's level: codecs cannot take short cuts with it."""
    r = random.Random(1)
    return array("h", (int(r.gauss(0, 2000)) for _ in range(samples))).tobytes()


def foreign_rows(table: Table, codes: bytes) -> None:
    """The same function of the library, called in the other ways that Python has."""
    library = ctypes.CDLL(_library.path)
    function = library.pp_g711_decode
    function.argtypes = [ctypes.c_uint32, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]

    def by_ctypes() -> bytes:
        out = ctypes.create_string_buffer(320)
        if function(1, codes, len(codes), out, 160, None) < 0:
            raise ValueError
        return out.raw

    table.row("  the same by ctypes", by_ctypes)
    if cffi := peer("cffi"):
        ffi = cffi.FFI()
        ffi.cdef("int32_t pp_g711_decode(uint32_t, const uint8_t *, size_t, int16_t *, size_t, size_t *);")
        decode = ffi.dlopen(_library.path).pp_g711_decode

        def by_cffi() -> Any:
            out = ffi.new("int16_t[160]")
            if decode(1, ffi.from_buffer(codes), len(codes), out, 160, ffi.NULL) < 0:
                raise ValueError
            return ffi.buffer(out)[:]

        table.row("  the same by cffi, ABI mode", by_cffi)


def g711_rows(table: Table) -> None:
    theirs, numpy = peer("audioop"), peer("numpy")
    codes, pcm = bytes(random.Random(2).randbytes(160)), sound(160)
    into, view, many = bytearray(320), memoryview(codes), bytes(random.Random(3).randbytes(160 * 100))
    table.title("mu-law to samples, one frame of 160")
    table.row("g711.decode(bytes)", lambda: g711.decode(codes))
    table.row("g711.decode(memoryview)", lambda: g711.decode(view))
    table.row("g711.decode(bytes, out=bytearray)", lambda: g711.decode(codes, out=into))
    if numpy:
        source, target = numpy.frombuffer(codes, "u1"), numpy.zeros(160, "i2")
        table.row("g711.decode(numpy, out=numpy)", lambda: g711.decode(source, out=target))
    table.row("g711.decode, batched: 100 legs in one call, per leg", lambda: g711.decode(many), 100)
    foreign_rows(table, codes)
    table.row("phonepatch.audioop.ulaw2lin", lambda: ulaw2lin(codes, 2))
    table.row("audioop.ulaw2lin" + ("" if theirs else " (not installed)"), theirs and (lambda: theirs.ulaw2lin(codes, 2)))
    table.title("samples to mu-law, one frame of 160")
    table.row("g711.encode(bytes)", lambda: g711.encode(pcm))
    table.row("g711.encode, batched: 100 legs in one call, per leg", lambda: g711.encode(pcm * 100), 100)
    table.row("phonepatch.audioop.lin2ulaw", lambda: lin2ulaw(pcm, 2))
    table.row("audioop.lin2ulaw", theirs and (lambda: theirs.lin2ulaw(pcm, 2)))


def resample_rows(table: Table) -> None:
    theirs, numpy, rate, soxr = peer("audioop"), peer("numpy"), peer("samplerate"), peer("soxr")
    pcm = sound(160)
    up = Resampler(8000, 48000)
    state: list[Any] = [None]

    def ratecv() -> None:
        state[0] = theirs.ratecv(pcm, 2, 1, 8000, 48000, state[0])[1]

    table.title("8 to 48 kHz, one frame of 160 to 960")
    table.row("Resampler.process(bytes)", lambda: up.process(pcm))
    table.row("audioop.ratecv (straight lines, no filter)", theirs and ratecv)
    if numpy:
        ints = numpy.frombuffer(pcm, "i2")
        out = numpy.zeros(960, "i2")
        table.row("Resampler.process_into(numpy, numpy)", lambda: up.process_into(ints, out))
        if rate:
            fast = rate.Resampler("sinc_fastest", 1)
            table.row("samplerate, sinc_fastest", lambda: fast.process(ints.astype("f4") / 32768, 6.0))
        if soxr:
            quick = soxr.ResampleStream(8000, 48000, 1, dtype="int16", quality="QQ")
            table.row("soxr, QQ", lambda: quick.resample_chunk(ints))
            high = soxr.ResampleStream(8000, 48000, 1, dtype="int16", quality="MQ")
            table.row("soxr, MQ", lambda: high.resample_chunk(ints))


def chunk(numpy: Any, stream: Any, pcm: bytes) -> Any:
    return stream.resample_chunk(numpy.frombuffer(pcm, "i2"))


def back(stream: Any, wide: Any) -> Any:
    return stream.resample_chunk(wide).tobytes()


def path_rows(table: Table, rate: int) -> None:
    """A carrier's message to samples at a rate and back to a message."""
    theirs, numpy, soxr, samplerate, orjson = (peer(name) for name in ("audioop", "numpy", "soxr", "samplerate", "orjson"))
    text = carrier.write_track_media(5, STREAM, 1, 4, 80, random.Random(4).randbytes(160)).decode()
    up, down = Resampler(8000, rate), Resampler(rate, 8000)
    line = carrier.MediaStream(STREAM, rate)

    def ours_path() -> bytes:
        pcm = line.read(text)
        assert isinstance(pcm, bytes)
        return line.write(pcm)

    def in_steps() -> bytes:
        message = carrier.read(text)
        assert message.payload is not None
        pcm = g711.decode(message.payload)
        if rate != 8000:
            pcm = down.process(up.process(pcm))
        return carrier.write_media(STREAM, g711.encode(pcm))

    def same(pcm: Any) -> Any:
        return pcm

    def decode(codes: Any) -> Any:
        return theirs.ulaw2lin(codes, 2)

    def encode(pcm: Any) -> Any:
        return theirs.lin2ulaw(pcm, 2)

    loads, dumps, parser = (orjson.loads, orjson.dumps, "orjson") if orjson else (json.loads, json.dumps, "json")

    def other(to_wide: Step, to_narrow: Step) -> Call:
        def run() -> Any:
            payload = base64.b64decode(loads(text)["media"]["payload"])
            payload = encode(to_narrow(to_wide(decode(payload))))
            return dumps({"event": "media", "streamSid": STREAM, "media": {"payload": base64.b64encode(payload).decode()}})
        return run

    table.title(f"a carrier's message to samples at {rate} Hz, and back to a message")
    named: list[tuple[str, Call]] = [("carrier.MediaStream: read, write", ours_path), ("phonepatch, a call for each step", in_steps)]
    if not theirs:
        table.rows(named)
        return
    with_it = f"{parser}, base64, audioop"
    if rate == 8000:
        best, _, least = table.rows([*named, (with_it, other(same, same))])
        print(f"  ... takes {least / best:.2f} times as long")
        return
    states: list[Any] = [None, None]

    def ratecv(which: int, from_rate: int, to_rate: int) -> Step:
        def run(pcm: Any) -> Any:
            out, states[which] = theirs.ratecv(pcm, 2, 1, from_rate, to_rate, states[which])
            return out
        return run

    named.append((f"{with_it} with ratecv (no filter: aliases)", other(ratecv(0, 8000, rate), ratecv(1, rate, 8000))))
    if soxr and numpy:
        for quality in ("QQ", "LQ", "MQ"):
            wide = soxr.ResampleStream(8000, rate, 1, dtype="int16", quality=quality)
            narrow = soxr.ResampleStream(rate, 8000, 1, dtype="int16", quality=quality)
            named.append((f"{with_it}, soxr {quality}", other(partial(chunk, numpy, wide), partial(back, narrow))))
    if samplerate and numpy:
        first, second = samplerate.Resampler("sinc_fastest", 1), samplerate.Resampler("sinc_fastest", 1)
        named.append((f"{with_it}, samplerate sinc_fastest", other(
            lambda b: first.process(numpy.frombuffer(b, "i2").astype("f4"), rate / 8000),
            lambda a: second.process(a, 8000 / rate).astype("i2").tobytes())))
    best, _, *found = table.rows(named)
    if found[1:]:
        print(f"  the fastest with a filter takes {min(found[1:]) / best:.2f} times as long")


def opus_rows(table: Table) -> None:
    opuslib, av, numpy = peer("opuslib"), peer("av"), peer("numpy")
    for rate in (48000, 8000):
        pcm = sound(rate // 50)
        encoder, decoder = OpusEncoder(rate, bitrate=24000, complexity=5), OpusDecoder(rate)
        packet = encoder.encode(pcm)
        table.title(f"Opus at {rate} Hz, 24 kbit/s, complexity 5, one frame")
        best = table.row("OpusEncoder.encode", lambda: encoder.encode(pcm)) + table.row("OpusDecoder.decode", lambda: decoder.decode(packet))
        if opuslib:
            theirs, back = opuslib.Encoder(rate, 1, "voip"), opuslib.Decoder(rate, 1)
            theirs.bitrate, theirs.complexity = 24000, 5
            both = table.row("opuslib encode (ctypes)", lambda: theirs.encode(pcm, rate // 50))
            both += table.row("opuslib decode (ctypes)", lambda: back.decode(packet, rate // 50))
            print(f"  opuslib takes {both / best:.2f} times as long as phonepatch")
        if av and numpy and rate == 48000:
            codec = av.CodecContext.create("libopus", "w")
            codec.sample_rate, codec.format, codec.layout, codec.bit_rate = rate, "s16", "mono", 24000
            codec.options = {"application": "voip", "compression_level": "5", "frame_duration": "20"}
            ints = numpy.frombuffer(pcm, "i2").reshape(1, -1)

            def encode() -> None:
                frame = av.AudioFrame.from_ndarray(ints, format="s16", layout="mono")
                frame.sample_rate = rate
                codec.encode(frame)

            table.row("av encode (libopus)", encode)


def tick_rows(table: Table) -> None:
    table.title("one tick of a Room, per leg")
    for count in (2, 16, 64):
        room = Room(8000, max(16, count))
        starts = [carrier.write_start(f"MZ{i:032d}", "AC" + "b" * 32, "CA" + "c" * 32) for i in range(count)]
        legs = [room.add(Leg(LegKind.CARRIER, s)) for s in starts]
        at = [0]

        def step() -> None:
            number = at[0] = at[0] + 1
            messages = [(leg, carrier.write_track_media(number + 1, f"MZ{i:032d}", 1, number, number * 20 - 20, b"\x90" * 160))
                        for i, leg in enumerate(legs)]
            room.step(number * 20_000, messages)

        table.row(f"{count} callers: write {count} messages, Room.step", step, count)
    jitter, level = JitterBuffer(1, 1), Level()
    frame, pcm, number = b"\x90" * 160, sound(160), [0]

    def through() -> None:
        number[0] += 1
        jitter.append(frame, number[0] * 20_000)
        jitter.pull(number[0] * 20_000)

    table.row("JitterBuffer.append and .pull", through)
    table.row("Level.measure", lambda: level.measure(pcm))
    message = carrier.write_track_media(5, STREAM, 1, 4, 80, frame)
    table.row("carrier.read of a media message", lambda: carrier.read(message))
    table.row("carrier.write_media", lambda: carrier.write_media(STREAM, frame))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m phonepatch bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="for each row")
    table = Table(parser.parse_args(arguments).seconds)
    print(f"phonepatch {_library.version}, Python {platform.python_version()}, {platform.machine()}; one frame is 20 ms")
    there = [name for name in ("audioop", "numpy", "samplerate", "soxr", "orjson", "opuslib", "av", "cffi") if peer(name)]
    print(f"installed beside it: {', '.join(there) or 'nothing'}")
    for rows in (g711_rows, resample_rows):
        rows(table)
    for rate in (8000, 16000, 48000):
        path_rows(table, rate)
    for rows in (opus_rows, tick_rows):
        rows(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
