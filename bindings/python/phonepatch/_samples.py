"""The one way of calling a C function that turns one buffer into another."""

from __future__ import annotations

import ctypes
from array import array
from typing import Any, Callable

from ._buffer import Borrow
from .errors import check


def convert(
    where: str,
    call: Callable[[int, int, int, int, Any], int],
    data: Any,
    out: Any,
    *,
    samples_in: bool,
    samples_out: bool,
    length: int,
) -> Any:
    """Runs `call(in, in_len, out, out_cap, &out_len)`.

    Without `out` it makes one of `length` elements and returns as much of it as was written: an array('h') of samples
    or bytes. With `out` it writes there and returns the number of elements.
    """
    written = ctypes.c_size_t()
    made: Any = None
    if out is None:
        made = array("h", bytes(2 * length)) if samples_out else bytearray(length)
    target = made if out is None else out
    with Borrow(data, samples=samples_in) as source, Borrow(target, writable=True, samples=samples_out) as sink:
        status = call(
            source.address,
            source.nbytes // 2 if samples_in else source.nbytes,
            sink.address,
            sink.nbytes // 2 if samples_out else sink.nbytes,
            ctypes.byref(written),
        )
    check(status, where, written.value)
    if out is not None:
        return written.value
    return made[: written.value] if samples_out else bytes(made[: written.value])
