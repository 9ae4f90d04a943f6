"""ITU-T G.711, bit-exact to the reference of ITU-T G.191. For Python's own rounding use the `audioop` module."""

from __future__ import annotations

from array import array
from typing import Any, Literal, overload

from . import _declarations  # noqa: F401  (declares the functions)
from ._library import lib
from ._samples import convert

Law = Literal["mulaw", "alaw"]
_LAWS = {"mulaw": 1, "alaw": 2}


def _law(name: str) -> int:
    try:
        return _LAWS[name]
    except KeyError:
        raise ValueError(f"law is 'mulaw' or 'alaw', not {name!r}") from None


@overload
def decode(codes: Any, law: Law = ..., *, out: None = ...) -> array[int]: ...
@overload
def decode(codes: Any, law: Law = ..., *, out: Any) -> int: ...
def decode(codes: Any, law: Law = "mulaw", *, out: Any = None) -> array[int] | int:
    """One sample for each code: an array('h'), or into `out`, returning how many."""
    number = _law(law)
    result: array[int] | int = convert(
        "g711.decode", lambda *a: int(lib.pp_g711_decode(number, *a)), codes, out,
        samples_in=False, samples_out=True, length=0 if out is not None else memoryview(codes).nbytes)
    return result


@overload
def encode(pcm: Any, law: Law = ..., *, out: None = ...) -> bytes: ...
@overload
def encode(pcm: Any, law: Law = ..., *, out: Any) -> int: ...
def encode(pcm: Any, law: Law = "mulaw", *, out: Any = None) -> bytes | int:
    """One code for each sample: bytes, or into `out`, returning how many."""
    number = _law(law)
    result: bytes | int = convert(
        "g711.encode", lambda *a: int(lib.pp_g711_encode(number, *a)), pcm, out,
        samples_in=True, samples_out=False, length=0 if out is not None else memoryview(pcm).nbytes // 2)
    return result
