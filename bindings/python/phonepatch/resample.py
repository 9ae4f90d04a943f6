"""A streaming resampler for any pair of rates from 8 to 192 kHz: what comes out does not depend on the cutting."""

from __future__ import annotations

from . import _library  # noqa: F401  (loads the library)
from ._engine import Resampler

__all__ = ["Resampler"]
