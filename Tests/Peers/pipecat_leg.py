#!/usr/bin/env python3
"""A pipecat pipeline (no model) joins a call of `phonepatch serve` through `/v1/leg`, the WebSocket for sound, with pipecat's own
client transport: it hears the caller's tone, and the caller hears the pipeline's, loud, clean and soon.

needs: requirements.txt
"""
import asyncio
import base64
import functools
import json
import math
import struct
import sys
import time
import xml.etree.ElementTree as ElementTree

import requests
import websockets
from loguru import logger

from peer import Checks
from serve import free_port, serve, sid, validator

logger.remove()

import pipecat.transports.websocket.client as client
from pipecat.frames.frames import EndFrame, InputAudioRawFrame, OutputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.workers.runner import WorkerRunner

checks = Checks()
admin, KEY = free_port(), "pipecat-leg-0123456789"
NUMBER, RATE, SECONDS = "+15550199", 16000, 4.0
CALLER, ASSISTANT = 440, 1000  # Hz

# The leg wants its subprotocol named, and pipecat's client has no parameter for that.
client.websocket_connect = functools.partial(websockets.connect, subprotocols=["phonepatch.leg.1"])


def tone(pitch, rate, begin, count, amplitude=8000):
    return [round(amplitude * math.sin(2 * math.pi * pitch * (begin + i) / rate)) for i in range(count)]


def mulaw(sample):
    magnitude, exponent = min(abs(sample), 32635) + 132, 7
    while exponent and not magnitude & (0x80 << exponent):
        exponent -= 1
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | magnitude >> (exponent + 3) & 15) & 0xFF


def linear(code):
    code = ~code & 0xFF
    value = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132
    return -value if code & 0x80 else value


def measure(samples, pitch, rate):
    """How loud one pitch is, and how far it stands above all the rest, in dB: the loudest second of it."""
    best = (-200.0, -200.0)
    for begin in range(0, len(samples) - rate + 1, rate // 10):
        part = samples[begin:begin + rate]
        a = sum(s * math.cos(2 * math.pi * pitch * i / rate) for i, s in enumerate(part))
        b = sum(s * math.sin(2 * math.pi * pitch * i / rate) for i, s in enumerate(part))
        energy, wanted = sum(s * s for s in part), 2 * (a * a + b * b) / len(part)
        loud = 10 * math.log10(max(wanted / len(part), 1e-9) / 32768 ** 2)
        best = max(best, (10 * math.log10(max(wanted, 1e-9) / max(energy - wanted, 1e-9)), loud))
    return best


class LegSerializer(FrameSerializer):
    """Sound is a binary frame of 20 ms; what the leg tells is JSON."""

    def __init__(self):
        super().__init__()
        self.told = []

    async def serialize(self, frame):
        if isinstance(frame, OutputAudioRawFrame):
            return bytes(frame.audio).ljust(RATE // 50 * 2, b"\0")

    async def deserialize(self, data):
        if isinstance(data, bytes):
            return InputAudioRawFrame(audio=data, sample_rate=RATE, num_channels=1)
        self.told.append(json.loads(data))


class Assistant(FrameProcessor):
    """Keeps what it hears, and says a tone of its own for as long as it hears something."""

    def __init__(self):
        super().__init__()
        self.heard, self.first, self.said = [], None, 0

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if not isinstance(frame, InputAudioRawFrame):
            return await self.push_frame(frame, direction)
        samples = struct.unpack(f"<{len(frame.audio) // 2}h", frame.audio)
        self.heard += samples
        if self.first is None and max(map(abs, samples)) > 4000:
            self.first = time.monotonic()
        words = tone(ASSISTANT, RATE, self.said, len(samples))
        self.said += len(samples)
        await self.push_frame(OutputAudioRawFrame(audio=struct.pack(f"<{len(words)}h", *words), sample_rate=RATE, num_channels=1))


class Phone:
    """A caller who says a tone for some seconds and keeps what comes back."""

    def __init__(self, base):
        self.base, self.call, self.stream, self.account = base, sid("CA"), sid("MZ"), sid("AC")
        self.heard, self.first, self.sequence = [], None, 0

    async def send(self, peer, event, **members):
        self.sequence += 1
        await peer.send(json.dumps({"event": event, "sequenceNumber": str(self.sequence), "streamSid": self.stream, **members}))

    async def talk(self):
        fields = {"CallSid": self.call, "AccountSid": self.account, "From": "+15550100001", "To": NUMBER, "CallStatus": "ringing", "Direction": "inbound"}
        address = f"{self.base}/twilio/voice"
        answer = await asyncio.to_thread(requests.post, address, data=fields, timeout=10,
                                         headers={"X-Twilio-Signature": validator.compute_signature(address, fields)})
        stream = ElementTree.fromstring(answer.content).find("Connect/Stream")
        address = stream.get("url")
        async with websockets.connect(address, compression=None, ping_interval=None,
                                      additional_headers={"X-Twilio-Signature": validator.compute_signature(address, {})}) as peer:
            await peer.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
            await self.send(peer, "start", start={
                "accountSid": self.account, "streamSid": self.stream, "callSid": self.call, "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": {p.get("name"): p.get("value") for p in stream.findall("Parameter")}})
            listening = asyncio.create_task(self.listen(peer))
            begin = self.first = time.monotonic()
            for index in range(int(SECONDS * 50)):
                await asyncio.sleep(max(0, begin + index * 0.02 - time.monotonic()))
                sound = bytes(mulaw(s) for s in tone(CALLER, 8000, index * 160, 160))
                await self.send(peer, "media", media={"track": "inbound", "chunk": str(index + 1), "timestamp": str(index * 20),
                                                      "payload": base64.b64encode(sound).decode()})
            await asyncio.sleep(0.5)
            await self.send(peer, "stop", stop={"accountSid": self.account, "callSid": self.call})
            await listening

    async def listen(self, peer):
        try:
            async for text in peer:
                message = json.loads(text)
                if message["event"] == "media":
                    self.heard += [linear(code) for code in base64.b64decode(message["media"]["payload"])]
                elif message["event"] == "mark":
                    await self.send(peer, "mark", mark=message["mark"])
        except websockets.ConnectionClosed:
            pass


async def call():
    serializer, assistant, phone = LegSerializer(), Assistant(), Phone(base)
    transport = client.WebsocketClientTransport(f"ws://127.0.0.1:{admin}/v1/leg", client.WebsocketClientParams(
        audio_in_enabled=True, audio_out_enabled=True, audio_in_sample_rate=RATE, audio_out_sample_rate=RATE, audio_out_10ms_chunks=2,
        add_wav_header=False, serializer=serializer, additional_headers={"Authorization": f"Bearer {KEY}"}))

    @transport.event_handler("on_connected")
    async def joined(_, peer):
        await peer.send(json.dumps({"type": "join", "room": NUMBER, "name": "pipecat", "format": "pcm16", "sample_rate": RATE}))

    worker = PipelineWorker(Pipeline([transport.input(), assistant, transport.output()]), cancel_on_idle_timeout=False,
                            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    until = time.monotonic() + 15
    while not any(message["type"] == "joined" for message in serializer.told):
        assert time.monotonic() < until and not running.done(), f"the leg told {serializer.told}"
        await asyncio.sleep(0.02)
    room = requests.get(f"http://127.0.0.1:{admin}/v1/rooms/{NUMBER.replace('+', '%2B')}", headers={"Authorization": f"Bearer {KEY}"}, timeout=5).json()
    assert [leg["kind"] for leg in room["legs"]] == ["pcm"] and room["legs"][0]["name"] == "pipecat", room
    await phone.talk()
    await worker.queue_frame(EndFrame())
    await asyncio.wait_for(running, 20)
    return assistant, phone


with serve(PHONEPATCH_ADMIN_LISTEN=f"127.0.0.1:{admin}", PHONEPATCH_API_TOKENS=f"peer:operator:{KEY}") as (base, _):

    @checks.check("a pipeline in a call through /v1/leg hears the caller, and the caller hears the pipeline")
    def _():
        assistant, phone = asyncio.run(asyncio.wait_for(call(), 90))
        clean, loud = measure(assistant.heard, CALLER, RATE)
        back, volume = measure(phone.heard, ASSISTANT, 8000)
        late = 1000 * (assistant.first - phone.first) if assistant.first else float("inf")
        print(f"note: the pipeline hears {CALLER} Hz at {loud:.1f} dBFS, {clean:.0f} dB above the rest, after {late:.0f} ms; "
              f"the caller hears {ASSISTANT} Hz at {volume:.1f} dBFS, {back:.0f} dB above the rest")
        said = 20 * math.log10(8000 / 32768 / math.sqrt(2))
        assert clean > 30 and abs(loud - said) < 1.5, (clean, loud, said)
        assert back > 30 and abs(volume - said) < 1.5, (back, volume, said)
        assert late < 1000, late

sys.exit(checks.status)
