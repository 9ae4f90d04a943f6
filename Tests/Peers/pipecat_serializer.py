#!/usr/bin/env python3
"""pipecat's TwilioFrameSerializer, which many voice agents use, reads our messages, and we read its.

needs: requirements.txt
"""
import asyncio
import audioop
import json
import random
import sys
from types import SimpleNamespace

from loguru import logger

logger.remove()

from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame, InterruptionFrame, OutputAudioRawFrame  # noqa: E402
from pipecat.serializers.twilio import TwilioFrameSerializer  # noqa: E402

import carrier  # noqa: E402
from peer import Checks  # noqa: E402

checks = Checks()
lottery = random.Random(3)
STREAM, CALL, ACCOUNT = "MZ" + "a" * 32, "CA" + "b" * 32, "AC" + "c" * 32


async def serializer():
    made = TwilioFrameSerializer(stream_sid=STREAM, params=TwilioFrameSerializer.InputParams(auto_hang_up=False))
    await made.setup(SimpleNamespace(audio_in_sample_rate=8000, audio_out_sample_rate=8000))
    return made


@checks.check("it hears the sound that we send as a carrier, and as an application")
def _():
    async def go():
        theirs = await serializer()
        for sequence in range(2, 60):
            payload = bytes(lottery.randrange(256) for _ in range(lottery.choice([1, 20, 160, 160, 800])))
            for text in (carrier.track_media(sequence, STREAM, carrier.INBOUND, sequence - 1, sequence * 20, payload),
                         carrier.media(STREAM, payload)):
                frame = await theirs.deserialize(text)
                assert isinstance(frame, InputAudioRawFrame), frame
                assert frame.sample_rate == 8000 and frame.num_channels == 1
                assert frame.audio == audioop.ulaw2lin(payload, 2)

    asyncio.run(go())


@checks.check("it sees the keys that we send")
def _():
    async def go():
        theirs = await serializer()
        for sequence, digit in enumerate("0123456789*#", 2):
            frame = await theirs.deserialize(carrier.dtmf(sequence, STREAM, digit))
            assert isinstance(frame, InputDTMFFrame) and frame.button.value == digit, (digit, frame)

    asyncio.run(go())


@checks.check("it passes over connected, start, mark, clear and stop")
def _():
    async def go():
        theirs = await serializer()
        for text in (carrier.connected(), carrier.start(STREAM, ACCOUNT, CALL, {"room": "1"}), carrier.mark(STREAM, "m"),
                     carrier.mark_echo(9, STREAM, "m"), carrier.clear(STREAM), carrier.stop(10, STREAM, ACCOUNT, CALL)):
            assert await theirs.deserialize(text) is None, text

    asyncio.run(go())


@checks.check("we hear the sound that it sends, and its interruption clears")
def _():
    async def go():
        theirs = await serializer()
        for _ in range(60):
            count = lottery.choice([80, 160, 320, 1600])
            pcm = b"".join(lottery.randrange(-32768, 32768).to_bytes(2, "little", signed=True) for _ in range(count))
            text = await theirs.serialize(OutputAudioRawFrame(audio=pcm, sample_rate=8000, num_channels=1))
            found = carrier.read(text)
            assert found["kind"] == "media" and found["stream_sid"] == STREAM.encode()
            assert found["payload"] == audioop.lin2ulaw(pcm, 2)
            # What we would have written for the same sound says the same.
            assert json.loads(carrier.media(STREAM, found["payload"])) == json.loads(text)
        text = await theirs.serialize(InterruptionFrame())
        assert carrier.read(text)["kind"] == "clear" and json.loads(text) == json.loads(carrier.clear(STREAM))

    asyncio.run(go())


sys.exit(checks.status)
