#!/usr/bin/env python3
"""phonepatch.pipecat: its serializer does what pipecat's own does, on random frames and messages; its transport joins a pipeline to a Room.

needs: requirements.txt
"""
import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from peer import ROOT, Checks, library, skip

package = ROOT / ".build-python"
built = subprocess.run([sys.executable, str(ROOT / "bindings/python/compile"), str(package)], capture_output=True, text=True)
if built.returncode:
    skip(f"the Python package cannot be built: {built.stderr.strip().splitlines()[-1:]}")
os.environ.setdefault("PHONEPATCH_LIBRARY", str(Path(library).resolve()))
sys.path.insert(0, str(package))

from loguru import logger

logger.remove()

from pipecat.frames.frames import (
    CancelFrame, EndFrame, Frame, InputAudioRawFrame, InterruptionFrame, OutputAudioRawFrame, OutputTransportMessageFrame, TextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.workers.runner import WorkerRunner

from phonepatch import Encoding, carrier, g711
from phonepatch.aio import AsyncRoom
from phonepatch.pipecat import PhonepatchFrameSerializer, PhonepatchTransport, TransportParams

checks = Checks()
lottery = random.Random(11)
STREAM, CALL, ACCOUNT = "MZ" + "a" * 32, "CA" + "b" * 32, "AC" + "c" * 32


async def pair(rate=8000):
    made = []
    for kind in (TwilioFrameSerializer, PhonepatchFrameSerializer):
        one = kind(stream_sid=STREAM, params=TwilioFrameSerializer.InputParams(auto_hang_up=False))
        await one.setup(SimpleNamespace(audio_in_sample_rate=rate, audio_out_sample_rate=rate))
        made.append(one)
    return made


def noise(count):
    return b"".join(lottery.randrange(-32768, 32768).to_bytes(2, "little", signed=True) for _ in range(count))


def tone(rate, seconds, hertz=440):
    from math import pi, sin
    return b"".join(round(9000 * sin(2 * pi * hertz * i / rate)).to_bytes(2, "little", signed=True) for i in range(int(rate * seconds)))


def fields(frame):
    """What of a frame is not its number or its name."""
    return None if frame is None else (type(frame), {k: v for k, v in vars(frame).items() if k not in ("id", "name")})


@checks.check("500 random messages give the same frames, at 8 kHz to the byte")
def _():
    async def go():
        theirs, ours = await pair()
        for number in range(500):
            payload = lottery.randbytes(lottery.choice([1, 20, 160, 160, 800]))
            text = lottery.choice([
                carrier.write_track_media(number + 2, STREAM, 1, number + 1, number * 20, payload), carrier.write_media(STREAM, payload),
                json.dumps({"streamSid": STREAM, "media": {"payload": "//8=", "track": "inbound"}, "event": "media", "more": [1, {}]}).encode(),
                carrier.write_dtmf(number + 2, STREAM, lottery.choice("0123456789*#ABCD")), carrier.write_connected(),
                carrier.write_start(STREAM, ACCOUNT, CALL), carrier.write_mark(STREAM, "m"), carrier.write_mark_echo(9, STREAM, "m"),
                carrier.write_stop(9, STREAM, ACCOUNT, CALL), carrier.write_clear(STREAM), b'{"event":"new"}', b"{", b"",
            ]).decode()
            assert fields(await ours.deserialize(text)) == fields(await theirs.deserialize(text)), text

    asyncio.run(go())


@checks.check("500 random frames give the same messages")
def _():
    async def go():
        theirs, ours = await pair()
        for _ in range(500):
            frame = lottery.choice([
                lambda: OutputAudioRawFrame(audio=noise(lottery.choice([1, 80, 160, 1600])), sample_rate=8000, num_channels=1),
                lambda: InputAudioRawFrame(audio=noise(160), sample_rate=8000, num_channels=1), InterruptionFrame,
                lambda: OutputAudioRawFrame(audio=b"", sample_rate=8000, num_channels=1), lambda: TextFrame("x"), EndFrame, CancelFrame,
                lambda: OutputTransportMessageFrame(message={"event": "mark", "n": 1}),
                lambda: OutputTransportMessageFrame(message={"label": "rtvi-ai", "type": "x"}),
            ])()
            got, wanted = await ours.serialize(frame), await theirs.serialize(frame)
            assert (got is None) == (wanted is None) and (got is None or json.loads(got) == json.loads(wanted)), (frame, got, wanted)

    asyncio.run(go())


def level(pcm):
    samples = memoryview(pcm).cast("h")
    return (sum(s * s for s in samples) / max(len(samples), 1)) ** 0.5


@checks.check("at 16, 24 and 48 kHz as much sound comes out, equally loud")
def _():
    async def go():
        for rate in (16000, 24000, 48000):
            theirs, ours = await pair(rate)
            heard, sent = {}, {}
            for name, one in (("theirs", theirs), ("ours", ours)):
                heard[name], sent[name] = b"", b""
                speech, voice = g711.encode(tone(8000, 2)), tone(rate, 2)
                for at in range(0, 16000, 160):
                    if frame := await one.deserialize(carrier.write_media(STREAM, speech[at:at + 160]).decode()):
                        assert frame.sample_rate == rate
                        heard[name] += frame.audio
                    part = voice[at * rate // 4000:(at + 160) * rate // 4000]
                    if text := await one.serialize(OutputAudioRawFrame(audio=part, sample_rate=rate, num_channels=1)):
                        sent[name] += g711.decode(carrier.read(text).payload)
            for found, per_second in ((heard, rate), (sent, 8000)):
                for name, pcm in found.items():
                    assert 1.85 < len(pcm) / 2 / per_second <= 2.0, (rate, name, len(pcm) / 2 / per_second)
                    assert 0.97 < level(pcm[4000:]) / level(tone(8000, 2)) < 1.03, (rate, name, level(pcm))

    asyncio.run(go())


@checks.check("it refuses what the other refuses: missing credentials, half a key")
def _():
    for given in ({}, {"call_sid": CALL}, {"call_sid": CALL, "account_sid": ACCOUNT},
                  {"call_sid": CALL, "account_sid": ACCOUNT, "auth_token": "t", "api_key_sid": "SK1", "api_key_secret": "s"},
                  {"call_sid": CALL, "account_sid": ACCOUNT, "api_key_sid": "SK1"},
                  {"call_sid": CALL, "account_sid": ACCOUNT, "auth_token": "t", "region": "au1"}):
        said = []
        for kind in (TwilioFrameSerializer, PhonepatchFrameSerializer):
            try:
                kind(STREAM, **given)
            except ValueError as error:
                said.append(str(error))
        assert len(said) == 2 and said[0] == said[1], said


class Echo(FrameProcessor):
    """Says what it hears."""

    async def process_frame(self, frame: Frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            frame = OutputAudioRawFrame(audio=frame.audio, sample_rate=frame.sample_rate, num_channels=1)
        await self.push_frame(frame, direction)


@checks.check("a pipeline hears a caller in a Room, and the caller hears the pipeline")
def _():
    async def go():
        async with AsyncRoom(16000) as room:
            transport = PhonepatchTransport(room, TransportParams(
                audio_in_enabled=True, audio_out_enabled=True, audio_in_sample_rate=16000, audio_out_sample_rate=24000))
            pipeline = Pipeline([transport.input(), Echo(), transport.output()])
            worker = PipelineWorker(pipeline, cancel_on_idle_timeout=False, params=PipelineParams(
                audio_in_sample_rate=16000, audio_out_sample_rate=24000))
            runner = WorkerRunner(handle_sigint=False)
            await runner.add_workers(worker)
            running = asyncio.create_task(runner.run())
            caller = room.voice(encoding=Encoding.MULAW)
            speech, heard = g711.encode(tone(8000, 1.5)), b""

            async def listen():
                nonlocal heard
                async for codes in caller:
                    heard += g711.decode(codes)

            listening = asyncio.create_task(listen())
            await asyncio.sleep(0.5)
            await caller.write(speech, 1, last=True)
            await asyncio.sleep(3.5)
            await worker.queue_frame(EndFrame())
            await asyncio.wait_for(running, 20)
            listening.cancel()
            loud = [at for at in range(0, len(heard) - 320, 320) if level(heard[at:at + 320]) > 3000]
            assert 1.2 < len(loud) * 0.02 < 1.8, f"{len(loud) * 0.02:.2f} s of the echo of 1.5 s"

    asyncio.run(asyncio.wait_for(go(), 60))


sys.exit(checks.status)
