"""carrier.MediaStream: the same as its steps one by one, and refusals."""
from __future__ import annotations

import math
import threading
from array import array

import pytest

from phonepatch import Resampler, carrier, errors, g711, l16
from phonepatch.carrier import CarrierKind, Encoding, MediaStream, Message

SID = "MZ" + "a" * 32


def spoken(samples: int, rate: int) -> bytes:
    return array("h", (round(9000 * math.sin(i * 2 * math.pi * 440 / rate) * math.sin(i / 900)) for i in range(samples))).tobytes()


@pytest.mark.parametrize("rate", [8000, 16000, 24000, 44100, 48000])
@pytest.mark.parametrize("law", ["mulaw", "alaw"])
def test_reads_what_the_steps_read(rate: int, law: g711.Law) -> None:
    codes = g711.encode(spoken(1600, 8000), law)
    encoding = Encoding.MULAW if law == "mulaw" else Encoding.ALAW
    pieces, at = [], 0
    for size in (160, 1, 320, 7, 1112):
        pieces.append(codes[at:at + size])
        at += size
    with MediaStream(SID, rate, encoding=encoding) as stream, Resampler(8000, rate) as up:
        assert stream.sample_rate == rate
        for number, piece in enumerate(pieces):
            message = carrier.write_track_media(number + 2, SID, 1, number + 1, number * 20, piece)
            assert stream.read(message.decode() if number % 2 else bytearray(message)) == up.process(g711.decode(piece, law))


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_writes_what_the_steps_write(rate: int) -> None:
    with MediaStream(SID, rate) as stream, Resampler(rate, 8000) as down:
        for samples in (rate // 50, rate // 10, 441, 16 * rate // 50):
            pcm = spoken(samples, rate)
            assert stream.write(array("h", pcm)) == carrier.write_media(SID, g711.encode(down.process(pcm)))


@pytest.mark.parametrize("order", [Encoding.L16, Encoding.L16_NETWORK])
def test_linear_lines(order: Encoding) -> None:
    pcm = spoken(480, 24000)
    with MediaStream(SID, 24000, encoding=order, line_rate=24000) as stream, Resampler(24000, 8000) as down:
        network = order == Encoding.L16_NETWORK
        message = carrier.write_track_media(2, SID, 1, 1, 0, l16.encode(pcm, network=network))
        assert stream.read(message) == pcm
        assert stream.write(pcm) == carrier.write_media(SID, l16.encode(pcm, network=network))
        with MediaStream(SID, 8000, encoding=order, line_rate=24000) as narrow:
            assert narrow.read(message) == down.process(pcm)
        with pytest.raises(errors.MalformedError):
            stream.read(carrier.write_track_media(2, SID, 1, 1, 0, b"odd"))


def test_everything_else_is_a_message() -> None:
    with MediaStream(SID, 16000) as stream:
        start = stream.read(carrier.write_start(SID, "AC1", "CA1", parameters={"who": "me"}))
        assert isinstance(start, Message) and start.kind == CarrierKind.START and start.parameters == {"who": "me"}
        digit = stream.read(carrier.write_dtmf(4, SID, "#"))
        assert isinstance(digit, Message) and digit.digit == "#"
        with pytest.raises(errors.MalformedError):
            stream.read("{")
        assert stream.read(carrier.write_track_media(2, SID, 1, 1, 0, b"")) == b""
        assert stream.write(b"") == b""


def test_reset_forgets() -> None:
    message = carrier.write_track_media(2, SID, 1, 1, 0, g711.encode(spoken(160, 8000)))
    with MediaStream(SID, 48000) as stream:
        first, said = stream.read(message), stream.write(spoken(960, 48000))
        assert stream.read(message) != first and stream.write(spoken(960, 48000)) != said
        stream.reset()
        assert stream.read(message) == first and stream.write(spoken(960, 48000)) == said


def test_refuses_what_no_carrier_sends() -> None:
    for wrong in ({"stream_sid": ""}, {"stream_sid": "x" * 129}, {"sample_rate": 7999}, {"sample_rate": 192001}, {"encoding": 0},
                  {"encoding": 99}, {"line_rate": 16000}, {"encoding": int(Encoding.L16), "line_rate": 48000}):
        with pytest.raises(errors.ArgumentError):
            MediaStream(**{"stream_sid": SID, **wrong})  # type: ignore[arg-type]
    with pytest.raises(OverflowError):
        MediaStream(SID, -1)
    with pytest.raises(TypeError):
        MediaStream()  # type: ignore[call-arg]
    stream = MediaStream(SID)
    with pytest.raises(TypeError):
        stream.write(array("f", [1.0]))
    with pytest.raises(TypeError):
        stream.read(5)  # type: ignore[arg-type]
    stream.close()
    for use in (lambda: stream.read(b"{}"), lambda: stream.write(b""), stream.reset):
        with pytest.raises(errors.StateError):
            use()


def test_threads_find_it_busy_or_wait() -> None:
    message = carrier.write_track_media(2, SID, 1, 1, 0, b"\x90" * 2400)
    faults: list[BaseException] = []
    with MediaStream(SID, 48000) as stream:
        def use() -> None:
            for _ in range(300):
                try:
                    stream.read(message)
                    stream.write(spoken(960, 48000))
                except errors.StateError:
                    pass
                except BaseException as error:  # noqa: BLE001
                    faults.append(error)
        threads = [threading.Thread(target=use) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
