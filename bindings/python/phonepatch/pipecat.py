"""pipecat on Phonepatch: a serializer in place of its Twilio one, and a transport that makes a pipeline a party of a Room.

    serializer = PhonepatchFrameSerializer(stream_sid, call_sid, account_sid, auth_token)     # as TwilioFrameSerializer

    async with AsyncRoom(16000) as room:
        transport = PhonepatchTransport(room, TransportParams(audio_in_enabled=True, audio_out_enabled=True))
        pipeline = Pipeline([transport.input(), stt, llm, tts, transport.output()])
"""

from __future__ import annotations

import time
from typing import Any

from loguru import logger
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    AudioRawFrame, Frame, InputAudioRawFrame, InputDTMFFrame, InterruptionFrame, OutputAudioRawFrame, StartFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import BaseTransport, TransportParams

from . import carrier, g711
from ._audioop import lin2ulaw, tomono
from .aio import AsyncLeg, AsyncRoom
from .constants import CarrierKind, Encoding
from .errors import PhonepatchError
from .resample import Resampler

__all__ = ["PhonepatchFrameSerializer", "PhonepatchTransport", "TransportParams"]


class _Rates:
    """A resampler that follows the rates it is given, and forgets what it heard before a pause."""

    def __init__(self, forget_after: float | None) -> None:
        self.forget_after = forget_after
        self.resampler: Resampler | None = None
        self.pair = (0, 0)
        self.last = 0.0

    def convert(self, pcm: bytes, from_rate: int, to_rate: int) -> bytes:
        if from_rate == to_rate:
            return pcm
        if (from_rate, to_rate) != self.pair or self.resampler is None:
            self.pair, self.resampler = (from_rate, to_rate), Resampler(from_rate, to_rate)
        now = time.monotonic()
        if self.forget_after is not None and now - self.last > self.forget_after:
            self.resampler.reset()
        self.last = now
        return self.resampler.process(pcm)


class PhonepatchFrameSerializer(TwilioFrameSerializer):
    """TwilioFrameSerializer with its messages, its G.711 and its resampling done by Phonepatch: the same arguments, the same
    frames. Messages are read strictly: what is none is logged and passed over. Hanging up is pipecat's own.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in = _Rates(self._params.resampler_clear_after_secs)
        self._out = _Rates(self._params.resampler_clear_after_secs)

    async def serialize(self, frame: Frame) -> str | bytes | None:
        if isinstance(frame, InterruptionFrame):
            return carrier.write_clear(self._stream_sid).decode()
        if not isinstance(frame, AudioRawFrame):
            rest: str | bytes | None = await super().serialize(frame)  # hanging up, and messages of the application
            return rest
        pcm = frame.audio if frame.num_channels == 1 else tomono(frame.audio, 2, 0.5, 0.5)
        codes = lin2ulaw(self._out.convert(pcm, frame.sample_rate, self._twilio_sample_rate), 2)
        return carrier.write_media(self._stream_sid, codes).decode() if codes else None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        try:
            message = carrier.read(data)
        except PhonepatchError as error:
            logger.warning(f"Failed to parse message: {error}")
            return None
        if message.kind == CarrierKind.MEDIA and message.payload:
            pcm = self._in.convert(g711.decode(message.payload), self._twilio_sample_rate, self._sample_rate)
            return InputAudioRawFrame(audio=pcm, num_channels=1, sample_rate=self._sample_rate) if pcm else None
        if message.kind == CarrierKind.DTMF and message.digit:
            try:
                return InputDTMFFrame(KeypadEntry(message.digit))
            except ValueError:  # A to D
                return None
        return None


class _Input(BaseInputTransport):
    """What the Room says goes into the pipeline."""

    def __init__(self, transport: PhonepatchTransport, params: TransportParams) -> None:
        super().__init__(params)
        self._transport = transport
        self._listening: Any = None

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        if self._listening is None:
            self._listening = self.create_task(self._listen(self.sample_rate))
        await self.set_transport_ready(frame)

    async def cleanup(self) -> None:
        await super().cleanup()
        if self._listening is not None:
            await self.cancel_task(self._listening)
            self._listening = None

    async def _listen(self, rate: int) -> None:
        leg, room_rate, rates = self._transport.leg, self._transport.rate, _Rates(None)
        async for pcm in leg:
            if sound := rates.convert(pcm, room_rate, rate):
                await self.push_audio_frame(InputAudioRawFrame(audio=sound, sample_rate=rate, num_channels=1))


class _Output(BaseOutputTransport):
    """What the pipeline says goes into the Room; an interruption takes back what was not heard."""

    def __init__(self, transport: PhonepatchTransport, params: TransportParams) -> None:
        super().__init__(params)
        self._transport = transport
        self._rates = _Rates(None)
        self._item = 1

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame) and not self._transport.leg.closed:
            self._transport.leg.flush()
            self._item += 1

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        leg = self._transport.leg
        if leg.closed:
            return False
        pcm = frame.audio if frame.num_channels == 1 else tomono(frame.audio, 2, 0.5, 0.5)
        await leg.write(self._rates.convert(pcm, frame.sample_rate, self._transport.rate), self._item)
        return True


class PhonepatchTransport(BaseTransport):
    """A pipeline as a party of a Room: beside callers, Discord channels and other voices. `leg` is its place there; its events
    tell what each caller heard.
    """

    def __init__(self, room: AsyncRoom, params: TransportParams, *, input_name: str | None = None, output_name: str | None = None,
                 **config: Any) -> None:
        super().__init__(input_name=input_name, output_name=output_name)
        self.rate = room.sample_rate
        config.setdefault("queue_ms", 400)  # writing waits, as a sound card would
        self.leg: AsyncLeg = room.voice(encoding=Encoding.L16, sample_rate=self.rate, **config)
        self._params = params
        self._in: _Input | None = None
        self._out: _Output | None = None

    def input(self) -> FrameProcessor:
        self._in = self._in or _Input(self, self._params)
        return self._in

    def output(self) -> FrameProcessor:
        self._out = self._out or _Output(self, self._params)
        return self._out
