"""DAVE, Discord's end-to-end encryption of calls, with a voice gateway of yours or of anybody's."""

from __future__ import annotations

from . import _library  # noqa: F401  (loads the library)
from ._engine import (
    DaveCounts, DaveFrames, DaveOutput, DaveSession, DaveState, DaveUpdate, dave_is_frame as is_frame,
    dave_privacy_notice as privacy_notice,
)
from .constants import DAVE_OVERHEAD, DAVE_VERSION, DaveEvent, DaveFrame, DaveOutputKind, DaveSending

__all__ = [
    "DAVE_OVERHEAD", "DAVE_VERSION", "DaveCounts", "DaveEvent", "DaveFrame", "DaveFrames", "DaveOutput", "DaveOutputKind",
    "DaveSending", "DaveSession", "DaveState", "DaveUpdate", "is_frame", "privacy_notice",
]
