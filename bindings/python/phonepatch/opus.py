"""Opus (RFC 6716) through libopus. Samples are signed 16-bit; two channels are interleaved."""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from typing import Any, Literal, overload

from ._declarations import OpusDecoderConfig, OpusEncoderConfig, OpusPacketInfo
from ._handle import Handle
from ._buffer import Borrow
from ._library import lib
from ._samples import convert
from .errors import check

PACKET_MAX = 3832
"""Bytes that hold any packet the encoder makes."""

Application = Literal["voip", "audio", "low_delay"]
_APPLICATIONS = {"voip": 0, "audio": 1, "low_delay": 2}
_BANDWIDTHS = ["auto", "narrowband", "mediumband", "wideband", "superwideband", "fullband"]


class OpusEncoder(Handle):
    """Makes packets of 2.5 to 60 ms. `bitrate` 0 lets libopus choose; `complexity` runs from 0 to 10."""

    _kind = "opus_encoder"

    def __init__(
        self,
        sample_rate: int = 48000,
        channels: int = 1,
        *,
        application: Application = "voip",
        bitrate: int = 0,
        complexity: int = 5,
        fec: bool = False,
        expected_loss: int = 0,
        dtx: bool = False,
    ) -> None:
        if application not in _APPLICATIONS:
            raise ValueError(f"application is one of {', '.join(_APPLICATIONS)}, not {application!r}")
        if not 0 <= complexity <= 10:
            raise ValueError(f"complexity runs from 0 to 10, not {complexity}")
        config = OpusEncoderConfig(
            size=ctypes.sizeof(OpusEncoderConfig), sample_rate=sample_rate, channels=channels,
            application=_APPLICATIONS[application], bitrate=bitrate, complexity=complexity or -1, fec=fec,
            expected_loss=expected_loss, dtx=dtx)
        super().__init__(config)
        self.sample_rate, self.channels = sample_rate, channels

    @overload
    def encode(self, pcm: Any, *, out: None = ...) -> bytes: ...
    @overload
    def encode(self, pcm: Any, *, out: Any) -> int: ...
    def encode(self, pcm: Any, *, out: Any = None) -> bytes | int:
        """One frame to one packet: bytes, or into `out` (PACKET_MAX always suffices), returning its length."""
        raw, channels = self._open(), self.channels
        if memoryview(pcm).nbytes % (2 * channels):
            raise ValueError("the frame ends in the middle of a sample")
        result: bytes | int = convert(
            "OpusEncoder.encode",
            lambda data, samples, *rest: int(lib.pp_opus_encoder_encode(raw, data, samples // channels, *rest)),
            pcm, out, samples_in=True, samples_out=False, length=PACKET_MAX)
        return result

    def set_bitrate(self, bitrate: int) -> None:
        """Bits a second from the next frame on; 0 lets libopus choose."""
        check(lib.pp_opus_encoder_set_bitrate(self._open(), bitrate), "OpusEncoder.set_bitrate")

    def set_expected_loss(self, per_cent: int) -> None:
        """How much loss to prepare for, 0 to 100 per cent, when `fec` is on."""
        check(lib.pp_opus_encoder_set_expected_loss(self._open(), per_cent), "OpusEncoder.set_expected_loss")

    @property
    def lookahead(self) -> int:
        """Samples by which the decoded sound lags behind."""
        value = ctypes.c_uint32()
        check(lib.pp_opus_encoder_lookahead(self._open(), ctypes.byref(value)), "OpusEncoder.lookahead")
        return value.value


class OpusDecoder(Handle):
    """Turns packets into samples at any Opus rate; for a lost one call recover() or conceal()."""

    _kind = "opus_decoder"

    def __init__(self, sample_rate: int = 48000, channels: int = 1) -> None:
        super().__init__(OpusDecoderConfig(ctypes.sizeof(OpusDecoderConfig), sample_rate, channels))
        self.sample_rate, self.channels = sample_rate, channels

    @overload
    def decode(self, packet: Any, *, out: None = ...) -> array[int]: ...
    @overload
    def decode(self, packet: Any, *, out: Any) -> int: ...
    def decode(self, packet: Any, *, out: Any = None) -> array[int] | int:
        """One packet of up to 120 ms: an array('h'), or into `out`, returning samples over all channels."""
        raw, channels = self._open(), self.channels
        length = 0 if out is not None else inspect(packet).samples_48k * self.sample_rate // 48000 * channels

        def call(data: int, count: int, pcm: int, capacity: int, written: Any) -> int:
            status = int(lib.pp_opus_decoder_decode(raw, data, count, pcm, capacity // channels, written))
            written._obj.value *= channels
            return status

        result: array[int] | int = convert(
            "OpusDecoder.decode", call, packet, out, samples_in=False, samples_out=True, length=length)
        return result

    def conceal(self, samples: int) -> array[int]:
        """Invents `samples` per channel in place of a lost frame."""
        pcm = array("h", bytes(2 * samples * self.channels))
        with Borrow(pcm, writable=True) as sink:
            status = lib.pp_opus_decoder_conceal(self._open(), samples, sink.address, samples)
        check(status, "OpusDecoder.conceal")
        return pcm

    def recover(self, packet: Any, samples: int) -> tuple[array[int], bool]:
        """The frame before `packet`, from the copy in it. The second value is False when it was concealed instead."""
        pcm = array("h", bytes(2 * samples * self.channels))
        with Borrow(packet) as source, Borrow(pcm, writable=True) as sink:
            status = lib.pp_opus_decoder_recover(
                self._open(), source.address, source.nbytes, samples, sink.address, samples)
        return pcm, check(status, "OpusDecoder.recover") == 0


@dataclass(frozen=True)
class PacketInfo:
    """What a packet says of itself."""

    mode: str
    bandwidth: str
    channels: int
    frames: int
    samples_48k: int
    fec: bool


def inspect(packet: Any) -> PacketInfo:
    """Looks at a packet without decoding it."""
    info = OpusPacketInfo(size=ctypes.sizeof(OpusPacketInfo))
    with Borrow(packet) as source:
        status = lib.pp_opus_packet_inspect(source.address, source.nbytes, ctypes.byref(info))
    check(status, "opus.inspect")
    mode = ("silk", "hybrid", "celt")[info.mode]
    return PacketInfo(
        mode, _BANDWIDTHS[info.bandwidth], info.channels, info.frames, info.samples_48k, bool(info.fec))
