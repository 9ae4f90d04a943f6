"""Phonepatch: an embeddable audio and telephony engine.

Sound goes in as any contiguous buffer of 16-bit samples (`bytes`, `bytearray`, `memoryview`, `array('h')`, numpy) and
comes out as `bytes`, or into the `out` that a call is given.
"""

from __future__ import annotations

from . import _library, errors, g711, l16, opus
from ._library import ABI_VERSION, path as library_path
from .errors import PhonepatchError
from .opus import OpusDecoder, OpusEncoder
from .resample import Resampler

__version__: str = _library.version

__all__ = [
    "ABI_VERSION", "OpusDecoder", "OpusEncoder", "PhonepatchError", "Resampler", "errors", "g711", "l16", "library_path",
    "opus",
]
