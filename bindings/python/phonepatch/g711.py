"""ITU-T G.711, bit-exact to the reference of ITU-T G.191. For Python's own rounding use `phonepatch.audioop`."""

from __future__ import annotations

from typing import Literal

from . import _library  # noqa: F401  (loads the library)
from ._engine import g711_decode as decode, g711_encode as encode

Law = Literal["mulaw", "alaw"]

__all__ = ["Law", "decode", "encode"]
