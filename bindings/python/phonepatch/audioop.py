"""CPython 3.11's `audioop`, bit for bit: every function, state and exception.

Python 3.13 has no `audioop` of its own. `install()` makes `import audioop` find this module there.
For the exact G.711 of ITU-T G.191 use `phonepatch.g711`; this module rounds as Python always did.
"""

from __future__ import annotations

from importlib.util import find_spec as _find_spec
import sys as _sys

from ._audioop import (
    add, adpcm2lin, alaw2lin, avg, avgpp, bias, byteswap, cross, error, findfactor, findfit, findmax, getsample,
    lin2adpcm, lin2alaw, lin2lin, lin2ulaw, max, maxpp, minmax, mul, ratecv, reverse, rms, tomono, tostereo, ulaw2lin,
)

__all__ = [
    "add", "adpcm2lin", "alaw2lin", "avg", "avgpp", "bias", "byteswap", "cross", "error", "findfactor", "findfit",
    "findmax", "getsample", "install", "lin2adpcm", "lin2alaw", "lin2lin", "lin2ulaw", "max", "maxpp", "minmax", "mul",
    "ratecv", "reverse", "rms", "tomono", "tostereo", "ulaw2lin",
]


def install(*, shadow: bool = False) -> bool:
    """Makes `import audioop` find this module, and says whether it does now.

    Where Python or another package has an `audioop`, that one stays, unless `shadow` is true.
    """
    here = _sys.modules[__name__]
    present = _sys.modules.get("audioop")
    if present is None and not shadow:
        # An entry of None blocks the import; then there is none to shadow.
        blocked = "audioop" in _sys.modules
        if not blocked and _find_spec("audioop") is not None:
            return False
    elif present is not here and not shadow:
        return False
    _sys.modules["audioop"] = here
    return True
