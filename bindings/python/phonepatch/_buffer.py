"""Borrows the memory of any object with the buffer protocol, without copying it."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import Any


class _PyBuffer(ctypes.Structure):
    _fields_ = [
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    ]


_get = ctypes.pythonapi.PyObject_GetBuffer
_get.argtypes = [ctypes.py_object, ctypes.POINTER(_PyBuffer), ctypes.c_int]
_get.restype = ctypes.c_int
_release = ctypes.pythonapi.PyBuffer_Release
_release.argtypes = [ctypes.POINTER(_PyBuffer)]
_release.restype = None

# Without strides, so that only contiguous memory is given.
_WRITABLE, _FORMAT, _ND = 0x0001, 0x0004, 0x0008


class Borrow:
    """`with Borrow(data) as b:` gives b.address and b.nbytes for as long as the block lasts.

    The memory must be contiguous. With `samples=True` it must hold 16-bit signed elements, or plain bytes in pairs.
    """

    __slots__ = ("_view", "address", "nbytes")

    address: int
    nbytes: int

    def __init__(self, data: Any, *, writable: bool = False, samples: bool = False) -> None:
        view = _PyBuffer()
        # Raises BufferError or TypeError itself when the object has no such buffer.
        _get(data, ctypes.byref(view), (_WRITABLE if writable else 0) | _FORMAT | _ND)
        self._view = view
        self.address = view.buf or 0
        self.nbytes = view.len
        if samples:
            kind = (view.format or b"B").lstrip(b"@=<")
            fits = kind == b"h" or (kind in (b"B", b"b", b"c") and view.len % 2 == 0)
            if not fits:
                _release(ctypes.byref(view))
                raise TypeError(f"16-bit samples are needed, not elements of format {kind.decode()!r}")

    def __enter__(self) -> Borrow:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _release(ctypes.byref(self._view))
