"""Mixer, level, jitter buffer, voice activity, tones and the listener."""

from __future__ import annotations

import math
from array import array

import pytest

import phonepatch
from phonepatch import JitterBuffer, Level, Listener, Mixer, ToneGenerator, VoiceActivity, constants, errors, g711


def tone(hertz: float, samples: int, level: float = 8000.0) -> array[int]:
    return array("h", (round(level * math.sin(2 * math.pi * hertz * i / 8000)) for i in range(samples)))


def test_a_mixer_leaves_the_listener_out() -> None:
    with Mixer(3, 160) as mixer:
        mixer.begin()
        mixer.put(0, array("h", [100] * 160))
        mixer.put(1, array("h", [20] * 160))
        pcm, mix = mixer.mix(2)
        assert set(array("h", pcm)) == {120} and mix.contributors == 2 and not mix.limited
        out = array("h", [7] * 170)
        told, mix = mixer.mix(0, out=out)
        assert told == 160 and set(out[:160]) == {20} and out[160] == 7 and mix.sole == 1
        with pytest.raises(errors.NoSpaceError) as caught:
            mixer.mix(1, out=array("h", [0] * 10))
        assert caught.value.needed == 160
    assert mixer.closed
    with pytest.raises(errors.StateError, match="closed"):
        mixer.begin()


def test_out_may_not_be_what_is_read() -> None:
    text = bytearray(b"QUJD" * 20)
    with pytest.raises(ValueError, match="overlap"):
        phonepatch.carrier.base64_decode(memoryview(text).toreadonly(), out=text)
    # What could change while it is read is copied first, so this is fine.
    assert phonepatch.carrier.base64_decode(text, out=text) == 60 and text[:60] == b"ABC" * 20


def test_level_measures() -> None:
    level = Level()
    level.measure(tone(1000, 8000, 32767))
    values = level.read()
    assert values.peak == 32767 and abs(values.rms_dbov + 3.01) < 0.01 and values.samples == 8000
    level.reset()
    assert level.read().samples == 0


def test_a_jitter_buffer_puts_packets_in_order() -> None:
    with JitterBuffer(constants.Encoding.MULAW, constants.JitterTransport.DATAGRAM) as jitter:
        packets = [bytes([0x80 + i]) * 160 for i in range(10)]
        for i in (1, 0, 2, 4, 3, 5, 6, 8, 7, 9):
            assert jitter.insert(i, i * 160, packets[i], now_us=i * 20_000) == constants.OK
        assert jitter.insert(9, 9 * 160, packets[9], 200_000) == constants.JITTER_DUPLICATE
        heard = []
        for i in range(15):
            what, pcm = jitter.pull(200_000 + i * 20_000)
            assert len(pcm) == 320
            if what == constants.JITTER_PLAYED:
                heard.append(jitter.frame_bytes()[:1])
                assert pcm == g711.decode(heard[-1] * 160)
        assert heard == [p[:1] for p in packets]
        counts, now = jitter.stats_lifetime(), jitter.stats_now()
        assert counts.received == 11 and counts.played == 10 and counts.duplicate == 1 and now.queued == 0


def test_stereo_sound_is_counted_per_channel() -> None:
    jitter = JitterBuffer(constants.Encoding.L16, 1, clock_rate=48000, channels=2, sample_rate=48000)
    jitter.append(b"\x01\x00\x02\x00" * 960 * 5, 0)
    what, pcm = jitter.pull(0)
    assert len(pcm) == 960 * 4
    out = array("h", bytes(960 * 4))
    assert jitter.pull(20_000, out=out)[1] == 1920


def test_digits_are_made_and_heard() -> None:
    with ToneGenerator() as generator, Listener(8000, constants.Hear.DIGITS) as listener:
        generator.digits("159#")
        pcm, sound = generator.read(8000)
        assert len(pcm) == 16000 and 0 < sound < 8000
        heard = []
        for at in range(0, 16000, 160):
            listener.process(pcm[at:at + 160])
            while (event := listener.poll()).kind != constants.HEARD_NOTHING:
                heard.append(chr(event.value))
        assert heard == list("159#")
        generator.steps([(440, 480, 100), (0, 0, 100)], repeats=True)
        out = array("h", bytes(3200))
        assert generator.read(out=out) == 1600 and any(out[:800]) and not any(out[820:])
        generator.network(constants.Tone.RINGBACK, constants.country("us"))
        assert any(generator.read(160)[0])
        with pytest.raises(TypeError):
            generator.steps([(1, 2)])  # type: ignore[list-item]


def test_voice_activity_knows_silence_and_keeps_a_pre_roll() -> None:
    with VoiceActivity(8000) as activity:
        for _ in range(50):
            state = activity.process(bytes(160))
        assert not state.speech and state.level_dbov == -127
        assert activity.process(bytes(160), bytes(160)).speech == 0
        assert len(activity.pre_roll()) == 2 * 8000 * 300 // 1000
        with pytest.raises(errors.ArgumentError):
            activity.process(bytes(162))


def test_numbers_out_of_range_raise() -> None:
    with pytest.raises(OverflowError):
        Mixer(-1, 160)
    with pytest.raises(OverflowError):
        Mixer(2**32, 160)
    with pytest.raises(errors.ArgumentError):
        Mixer(2000, 160)
    with pytest.raises(TypeError):
        Mixer(1.5, 160)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="legs"):
        Mixer()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="no argument"):
        Mixer(1, 160, speed=3)  # type: ignore[call-arg]
