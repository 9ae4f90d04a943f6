"""Rooms: callers, voices, recordings, batches, and asyncio."""

from __future__ import annotations

import asyncio
import json
import math
from array import array

import pytest

import phonepatch
from phonepatch import Encoding, Event, Leg, LegKind, Recorder, Room, RoomOutputKind, carrier, constants, errors, g711
from phonepatch.aio import AsyncRoom

STREAM = "MZ" + "a" * 32


def start(name: str = "a") -> bytes:
    return carrier.write_start("MZ" + name * 32, "AC" + "b" * 32, "CA" + "c" * 32, parameters={"room": "1"})


def media(number: int, payload: bytes, name: str = "a") -> bytes:
    return carrier.write_track_media(number + 2, "MZ" + name * 32, carrier.Track.INBOUND, number + 1, number * 20, payload)


def sine(rate: int, seconds: float) -> bytes:
    return array("h", (round(8000 * math.sin(2 * math.pi * 500 * i / rate)) for i in range(int(rate * seconds)))).tobytes()


def test_messages_say_what_was_written() -> None:
    told = carrier.read(start())
    assert told.kind == carrier.CarrierKind.START and told.stream_sid == STREAM and told.parameters == {"room": "1"}
    assert told.encoding == Encoding.MULAW and told.sample_rate == 8000
    told = carrier.read(media(3, b"\x80\x81").decode())
    assert told.payload == b"\x80\x81" and told.chunk == 4 and told.timestamp_ms == 60 and told.track == carrier.Track.INBOUND
    assert carrier.read(carrier.write_dtmf(5, STREAM, "#")).digit == "#"
    assert carrier.read(carrier.write_mark(STREAM, "häuschen")).mark_name == "häuschen"
    assert json.loads(carrier.write_clear(STREAM)) == {"event": "clear", "streamSid": STREAM}
    assert carrier.base64_decode(carrier.base64_encode(b"abc")) == b"abc"
    big = bytes(100_000)
    assert carrier.read(carrier.write_media(STREAM, big)).payload == big
    with pytest.raises(errors.MalformedError):
        carrier.read("{")
    with pytest.raises(TypeError):
        carrier.write_start("a", "b", "c", parameters={"a": 1})  # type: ignore[dict-item]


def test_two_callers_hear_each_other() -> None:
    with Room() as room:
        a, b = room.add(Leg(LegKind.CARRIER, start("a"))), room.add(Leg(LegKind.CARRIER, start("b")))
        now, sent = 0, []
        for number in range(40):
            outputs, now = room.step(now, [(a, media(number, b"\xd5" * 160, "a")), (b, media(number, b"\x55" * 160, "b").decode())])
            sent += [o for o in outputs if o.kind == RoomOutputKind.MESSAGE]
        heard = {leg: b"".join(m.payload or b"" for o in sent if o.leg == leg for m in [carrier.read(o.data)]) for leg in (a, b)}
        assert heard[a].count(0x55) > 5000 and heard[b].count(0xD5) > 5000
        assert 0xD5 not in heard[a] and 0x55 not in heard[b], "what one says comes back to nobody"
        assert room.leg_stats(a).passed_through > 20
        assert room.quality(a).cause == constants.CAUSE_NONE
        leg = room.remove(b)
        assert not leg.closed and isinstance(leg, Leg)
        leg.close()
        with pytest.raises(errors.ArgumentError):
            room.leg_stats(b)


def test_what_was_heard_is_told() -> None:
    """The play-out ledger: items begin, end, and are cut where they are cut."""
    room = Room()
    caller, voice = room.add(Leg(LegKind.CARRIER, start())), room.add(Leg(LegKind.PCM, encoding=Encoding.L16, sample_rate=8000))
    assert room.write(voice, 7, sine(8000, 1.0), 1) == 16000
    events: list[tuple[int, int, int]] = []
    now = 0
    for number in range(90):
        outputs, now = room.step(now, [(caller, media(number, b"\xff" * 160))])
        events += [(o.event, o.value, o.extra) for o in outputs if o.kind == RoomOutputKind.EVENT]
    assert (Event.ITEM_STARTED, 7, 0) in events and (Event.ITEM_ENDED, 7, 8000) in events and (Event.HEARD, 7, 1_000_000) in events


def test_a_leg_is_the_rooms_once_it_is_added() -> None:
    room, leg = Room(), Leg(LegKind.PCM)
    number = room.add(leg)
    assert leg.closed
    with pytest.raises(errors.StateError):
        room.add(leg)
    with pytest.raises(errors.ArgumentError):
        Room(16000).add(Leg(LegKind.PCM))
    room.close()
    with pytest.raises(errors.StateError):
        room.clear(number)
    with pytest.raises(TypeError):
        Room().add(room)  # type: ignore[arg-type]


def test_the_time_and_kinds_of_poll() -> None:
    with Room() as room:
        voice = room.add(Leg(LegKind.PCM))
        assert room.tick(1_000_000) == 1
        output = room.poll()
        assert output.kind == RoomOutputKind.AUDIO and output.leg == voice and output.data == b"\xff" * 160
        output = room.poll()
        assert output.kind == RoomOutputKind.WAIT and output.wake_us == 1_020_000 and output.data == b""


def test_time_may_jump_to_its_end() -> None:
    for end in (2**64 - 1, 2**64 - 20_001, 2**63):
        with Room() as room:
            caller = room.add(Leg(LegKind.CARRIER, start()))
            room.message(caller, media(0, b"\x90" * 160), 0)
            room.tick(end)
            assert room.step(2**64 - 1)[1] == 2**64 - 1
            assert room.quality(caller).buffer_us > 2**61


def test_a_recording_is_a_wav_file() -> None:
    with Room() as room:
        caller, voice = room.add(Leg(LegKind.CARRIER, start())), room.add(Leg(LegKind.PCM, encoding=Encoding.L16))
        recorder = Recorder(constants.Container.WAV)
        room.record(recorder)
        assert recorder.closed
        room.record_consent(caller, 1)
        room.write(voice, 1, sine(8000, 2.0), 1)
        file, now = bytearray(), 0

        def take(outputs: list[phonepatch.RoomOutput]) -> None:
            for o in outputs:
                if o.kind == RoomOutputKind.RECORD:
                    file.extend(bytes(max(0, o.position + len(o.data) - len(file))))
                    file[o.position:o.position + len(o.data)] = o.data

        for number in range(150):
            outputs, now = room.step(now, [(caller, media(number, b"\x80" * 160))])
            take(outputs)
        room.record_finish()
        take(room.step(now)[0])
        room.record_end().close()
    assert file[:4] == b"RIFF" and file[8:12] == b"WAVE" and len(file) > 2.5 * 8000 * 4


def test_sound_may_be_samples_or_bytes() -> None:
    room = Room()
    voice = room.add(Leg(LegKind.PCM, encoding=Encoding.L16))
    assert room.write(voice, 1, array("h", [1] * 160)) == 320
    assert room.write(voice, 1, memoryview(bytearray(320))) == 320
    with pytest.raises(TypeError):
        room.write(voice, 1, array("d", [1.0]))


def test_legs_are_async_iterators() -> None:
    async def go() -> None:
        async with AsyncRoom() as room:
            caller = room.caller(start())
            voice = room.voice(encoding=Encoding.L16)
            caller.receive(media(0, g711.encode(sine(8000, 0.5))))
            await voice.write(sine(8000, 0.2), 1, last=True)
            heard, sent = [], []
            async for frame in voice:
                heard.append(frame)
                if len(heard) == 20:
                    break
            async for text in caller:
                sent.append(carrier.read(text))
                if len(sent) == 5:
                    break
            assert all(len(f) == 320 for f in heard) and any(any(f) for f in heard)
            assert {m.kind for m in sent} <= {carrier.CarrierKind.MEDIA, carrier.CarrierKind.MARK}
            caller.receive("nonsense")
            told = [await anext(caller.events) for _ in range(1)]
            assert told[0].event in list(Event)
            caller.close()
            assert [f async for f in caller] is not None  # what was left, and then the end
        assert room.raw.closed and voice.closed

    asyncio.run(asyncio.wait_for(go(), 20))
