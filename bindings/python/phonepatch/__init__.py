"""Phonepatch: an embeddable audio and telephony engine."""

from __future__ import annotations

from . import errors, g711, opus
from ._library import ABI_VERSION, lib as _lib, path as library_path
from .errors import PhonepatchError
from .opus import OpusDecoder, OpusEncoder
from .resample import Resampler

__version__: str = _lib.pp_version_text().decode()

__all__ = [
    "ABI_VERSION", "OpusDecoder", "OpusEncoder", "PhonepatchError", "Resampler", "errors", "g711", "library_path", "opus",
]
