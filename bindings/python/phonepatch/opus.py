"""Opus (RFC 6716) through libopus. Samples are signed 16-bit; two channels are interleaved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from . import _engine, _library  # noqa: F401  (_library loads the library)
from ._engine import OpusDecoder, OpusEncoder

__all__ = ["Application", "OpusDecoder", "OpusEncoder", "PACKET_MAX", "PacketInfo", "inspect"]

PACKET_MAX = 3832
"""Bytes that hold any packet the encoder makes."""

Application = Literal["voip", "audio", "low_delay"]


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
    return PacketInfo(*_engine.opus_inspect(packet))
