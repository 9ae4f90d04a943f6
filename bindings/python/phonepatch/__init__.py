"""Phonepatch: an embeddable audio and telephony engine.

Sound goes in as any contiguous buffer of 16-bit samples (`bytes`, `bytearray`, `memoryview`, `array('h')`, numpy) and
comes out as `bytes`, or into the `out` that a call is given.
"""

from __future__ import annotations

from . import _library, carrier, constants, dave, errors, g711, l16, opus, rtp
from ._engine import (
    Heard, JitterBuffer, JitterCounts, JitterNow, Leg, LegStats, Level, LevelValues, Listener, Mix, Mixer, Quality,
    Recorder, Room, RoomOutput, ToneGenerator, VadState, Voice, VoiceActivity, VoiceOutput, VoiceStats,
)
from ._library import ABI_VERSION, Feature, feature_bits, features, path as library_path
from .constants import Encoding, Event, LegKind, RoomOutputKind
from .errors import PhonepatchError
from .opus import OpusDecoder, OpusEncoder
from .resample import Resampler

__version__: str = _library.version

__all__ = [
    "ABI_VERSION", "Encoding", "Event", "Feature", "Heard", "JitterBuffer", "JitterCounts", "JitterNow", "Leg", "LegKind", "LegStats",
    "Level", "LevelValues", "Listener", "Mix", "Mixer", "OpusDecoder", "OpusEncoder", "PhonepatchError", "Quality",
    "Recorder", "Resampler", "Room", "RoomOutput", "RoomOutputKind", "ToneGenerator", "VadState", "Voice",
    "VoiceActivity", "VoiceOutput", "VoiceStats", "carrier", "constants", "dave", "errors", "feature_bits", "features", "g711",
    "l16", "library_path", "opus", "rtp",
]
