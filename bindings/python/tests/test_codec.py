from __future__ import annotations

import math
import os
import threading
from array import array

import pytest

import phonepatch
from phonepatch import errors, g711, opus


def tone(hertz: float, rate: int, seconds: float, level: float = 8000.0) -> array[int]:
    return array("h", (round(level * math.sin(2 * math.pi * hertz * i / rate)) for i in range(int(rate * seconds))))


def ints(pcm: bytes) -> array[int]:
    return array("h", pcm)


def energy(pcm: array[int]) -> float:
    return sum(x * x for x in pcm) / max(len(pcm), 1)


# G.711 ---------------------------------------------------------------------------------------------------------------

def test_mulaw_extremes_and_zeros() -> None:
    # ITU-T G.711 table 2: the ends of the scale and the two zeros.
    assert list(ints(g711.decode(bytes([0x00, 0x80, 0x7F, 0xFF])))) == [-32124, 32124, 0, 0]
    assert g711.encode(array("h", [-32768, 32767, 0])) == bytes([0x00, 0x80, 0xFF])


@pytest.mark.parametrize("law", ["mulaw", "alaw"])
def test_every_code_survives(law: g711.Law) -> None:
    codes = bytes(range(256))
    again = g711.encode(g711.decode(codes, law), law)
    differ = [c for c in range(256) if codes[c] != again[c]]
    assert differ == ([0x7F] if law == "mulaw" else []), "only mu-law's negative zero has no sample of its own"


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, lambda b: array("B", b)])
def test_any_buffer_goes_in(make: type) -> None:
    assert list(ints(g711.decode(make(b"\xff\x00")))) == [0, -32124]


def test_out_is_written_in_place_and_too_small_says_what_it_needs() -> None:
    out = array("h", [7] * 4)
    assert g711.decode(b"\x00\x80", out=out) == 2
    assert list(out) == [-32124, 32124, 7, 7]
    with pytest.raises(errors.NoSpaceError) as caught:
        g711.decode(bytes(9), out=out)
    assert caught.value.needed == 9 and list(out)[2:] == [7, 7]


def test_wrong_things_raise() -> None:
    with pytest.raises(TypeError):
        g711.decode("text")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        g711.encode(array("f", [1.0]))
    with pytest.raises(BufferError):
        g711.decode(b"\xff", out=b"read-only")
    with pytest.raises(ValueError):
        g711.decode(b"\xff", "opus")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        g711.decode(b"\xff" * 9, out=memoryview(bytearray(32))[1:31])  # misaligned


def test_numpy_arrays_need_no_copy() -> None:
    numpy = pytest.importorskip("numpy")
    out = numpy.zeros(3, dtype=numpy.int16)
    assert g711.decode(numpy.array([0, 128, 255], dtype=numpy.uint8), out=out) == 3
    assert out.tolist() == [-32124, 32124, 0]
    with pytest.raises(TypeError):
        g711.encode(numpy.zeros(4, dtype=numpy.float32))


# Opus ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_opus_carries_a_tone(rate: int) -> None:
    pcm = tone(440, rate, 1)
    step = rate // 50
    with phonepatch.OpusEncoder(rate, bitrate=32000) as encoder, phonepatch.OpusDecoder(rate) as decoder:
        heard = array("h")
        for start in range(0, len(pcm), step):
            packet = encoder.encode(pcm[start:start + step])
            assert opus.inspect(packet).samples_48k == 960
            heard += ints(decoder.decode(packet))
        assert 0 < encoder.lookahead < step
    assert len(heard) == len(pcm)
    assert 0.8 < energy(heard[rate // 2:]) / energy(pcm[rate // 2:]) < 1.25


def test_opus_conceals_and_refuses() -> None:
    with phonepatch.OpusDecoder(8000) as decoder:
        assert len(decoder.conceal(160)) == 320
        with pytest.raises(errors.MalformedError):
            decoder.decode(b"")
        with pytest.raises(errors.ArgumentError):
            decoder.conceal(161)
    with pytest.raises(errors.StateError):
        decoder.conceal(160)
    with pytest.raises(errors.ArgumentError):
        phonepatch.OpusEncoder(44100)
    with phonepatch.OpusEncoder(8000) as encoder, pytest.raises(errors.ArgumentError):
        encoder.encode(array("h", bytes(2 * 161)))


def test_stereo_is_interleaved() -> None:
    left = tone(440, 48000, 0.02)
    both = array("h", (x for sample in left for x in (sample, 0)))
    with phonepatch.OpusEncoder(48000, 2, application="audio", bitrate=128000) as encoder, \
            phonepatch.OpusDecoder(48000, 2) as decoder:
        for _ in range(10):
            heard = ints(decoder.decode(encoder.encode(both)))
    assert len(heard) == len(both)
    assert energy(heard[0::2]) > 100 * energy(heard[1::2])


# Resampler -----------------------------------------------------------------------------------------------------------

def test_chunks_do_not_matter() -> None:
    pcm = tone(1000, 8000, 0.5)
    with phonepatch.Resampler(8000, 48000) as whole, phonepatch.Resampler(8000, 48000) as cut:
        expected = ints(whole.process(pcm))
        got = array("h")
        position, step = 0, 1
        while position < len(pcm):
            got += ints(cut.process(pcm[position:position + step]))
            position, step = position + step, step * 7 % 311 + 1
    assert got == expected and abs(len(expected) - 6 * len(pcm)) <= 6


def test_process_into_takes_what_fits() -> None:
    pcm, out = tone(1000, 8000, 0.02), array("h", bytes(2 * 100))
    with phonepatch.Resampler(8000, 16000) as resampler:
        consumed, produced = resampler.process_into(pcm, out)
        assert produced == 100 and 0 < consumed < 160
        before, after = resampler.delay
        assert before > 0 and after == 2 * before


# The library ---------------------------------------------------------------------------------------------------------

def test_the_features_are_the_librarys_own() -> None:
    bits = phonepatch.feature_bits()
    assert phonepatch.Feature.AUDIO in bits
    assert (phonepatch.Feature.SEAL in bits) == phonepatch.features()["voice"]
    assert (phonepatch.Feature.LISTENING in bits) == phonepatch.features()["listen"]


def test_out_that_overlaps_what_is_read_is_refused() -> None:
    """Never half-written sound: the binding or the library says no before anything is done."""
    shared = bytearray(4000)
    view = memoryview(shared)
    with pytest.raises(ValueError):
        phonepatch.g711.decode(view[:160], out=view[100:420])
    with pytest.raises(ValueError):
        phonepatch.g711.encode(view[:320], out=view[:160])
    with phonepatch.Resampler(8000, 16000) as resampler, pytest.raises(ValueError):
        resampler.process_into(view[:320], view[200:1000])
    assert shared == bytes(4000)


def test_a_closed_object_refuses_and_closes_again() -> None:
    encoder = phonepatch.OpusEncoder(8000)
    assert not encoder.closed
    encoder.close()
    encoder.close()
    assert encoder.closed
    for call in (encoder.reset, lambda: encoder.encode(bytes(320)), lambda: encoder.set_bitrate(8000), lambda: encoder.lookahead):
        with pytest.raises(errors.StateError, match="closed"):
            call()


def test_two_threads_never_meet_in_one_object() -> None:
    """The interpreter's lock is released in a call; whoever comes meanwhile is told, and nothing breaks."""
    frame, refused = bytes(2 * 2880), []
    with phonepatch.OpusEncoder(48000, complexity=10, bitrate=64000) as encoder:

        def work() -> None:
            for _ in range(60):
                try:
                    assert encoder.encode(frame)
                except errors.StateError as error:
                    assert "another thread" in str(error)
                    refused.append(1)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert encoder.closed


def test_keywords_are_checked() -> None:
    for wrong in (lambda: g711.decode(), lambda: g711.decode(b"", lwa="mulaw"), lambda: g711.decode(b"", "mulaw", None),
                  lambda: g711.decode(b"", data=b"")):  # type: ignore[call-arg,call-overload,misc]
        with pytest.raises(TypeError):
            wrong()


def test_odd_addresses_are_read_and_not_written() -> None:
    odd = memoryview(bytearray(b"\0" + array("h", [1000, -1000]).tobytes()))[1:]
    assert g711.encode(odd) == g711.encode(array("h", [1000, -1000]))


def test_the_library_is_the_one_asked_for() -> None:
    assert os.environ.get("PHONEPATCH_LIBRARY", phonepatch.library_path) == phonepatch.library_path
