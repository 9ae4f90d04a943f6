"""L16 (RFC 3551): 16-bit samples as bytes, in either order."""

from __future__ import annotations

from . import _library  # noqa: F401  (loads the library)
from ._engine import l16_decode as decode, l16_encode as encode

__all__ = ["decode", "encode"]
