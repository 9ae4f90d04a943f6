"""Finds and loads libphonepatch, and checks that it is one we understand."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from pathlib import Path

ABI_VERSION = 1
SONAME = "libphonepatch.so.1"


def candidates() -> list[str]:
    """Every place looked at, in order: $PHONEPATCH_LIBRARY alone if set, else the package, then the system."""
    chosen = os.environ.get("PHONEPATCH_LIBRARY")
    if chosen:
        return [chosen]
    return [str(Path(__file__).parent / SONAME), SONAME, f"/usr/local/lib/{SONAME}"]


def load() -> tuple[ctypes.CDLL, str]:
    """The library and the place it came from. Raises ImportError naming every place and its reason."""
    reasons: list[str] = []
    for place in candidates():
        try:
            library = ctypes.CDLL(place)
        except OSError as error:
            reasons.append(f"  {place}: {error}")
            continue
        library.pp_abi_version.restype = ctypes.c_uint32
        found = library.pp_abi_version()
        if found != ABI_VERSION:
            reasons.append(f"  {place}: ABI version {found}, this package needs {ABI_VERSION}")
            continue
        return library, place
    raise ImportError(
        "libphonepatch was not found. Install it (`make install`) or set PHONEPATCH_LIBRARY to its path. Tried:\n"
        + "\n".join(reasons)
    )


lib, path = load()
