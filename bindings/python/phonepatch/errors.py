"""Failures of the library, as exceptions that carry its status code."""

from __future__ import annotations

from . import _engine


class PhonepatchError(Exception):
    """The library refused a call. `code` is its status, one of the numbers of phonepatch/base.h."""

    def __init__(self, code: int, where: str) -> None:
        super().__init__(f"{where}: {_engine.status_text(code)} ({code})")
        self.code = code


class ArgumentError(PhonepatchError, ValueError):
    """A value out of range, or of the wrong size."""


class NoSpaceError(PhonepatchError, BufferError):
    """The given output is too small; `needed` elements would do. Nothing was consumed."""

    def __init__(self, code: int, where: str, needed: int = 0) -> None:
        super().__init__(code, where)
        self.needed = needed
        if needed:
            self.args = (f"{self.args[0]}; {needed} elements are needed",)


class OutOfMemoryError(PhonepatchError, MemoryError):
    """Memory ran out; nothing was made."""


class MalformedError(PhonepatchError, ValueError):
    """Bytes that do not follow their format."""


class AuthError(PhonepatchError):
    """A tag, key or signature does not fit."""


class StateError(PhonepatchError):
    """The call does not fit the state of the object."""


class UnsupportedError(PhonepatchError, NotImplementedError):
    """Well-formed, but not handled."""


class InternalError(PhonepatchError):
    """A library below broke its contract."""


_KINDS: dict[int, type[PhonepatchError]] = {
    -1: ArgumentError,
    -3: OutOfMemoryError,
    -4: MalformedError,
    -5: AuthError,
    -6: StateError,
    -7: UnsupportedError,
    -8: InternalError,
}


def failure(code: int, where: str, needed: int = 0) -> PhonepatchError:
    """The exception for a negative status."""
    if code == -2:
        return NoSpaceError(code, where, needed)
    return _KINDS.get(code, PhonepatchError)(code, where)


_engine.set_failure(failure)
