"""The life of a C handle: made once, closed once, refused afterwards."""

from __future__ import annotations

import ctypes
from types import TracebackType
from typing import Any, Callable, TypeVar

from ._library import lib
from .errors import StateError, check

Self = TypeVar("Self", bound="Handle")


class Handle:
    """An object of the library. `close()` or leaving a `with` block ends it; one thread at a time may use it."""

    _kind = ""  # as in pp_KIND_create

    def __init__(self, config: ctypes.Structure) -> None:
        self._raw: int | None = None
        # Kept on the object: at interpreter exit the module's names may be gone before __del__ runs.
        self._destroy: Callable[[Any], None] = getattr(lib, f"pp_{self._kind}_destroy")
        raw = ctypes.c_void_p()
        create = getattr(lib, f"pp_{self._kind}_create")
        check(create(ctypes.byref(config), ctypes.byref(raw)), f"pp_{self._kind}_create")
        self._raw = raw.value

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._raw is None

    def close(self) -> None:
        """Frees the object. Closing twice is fine."""
        raw, self._raw = self._raw, None
        if raw is not None:
            self._destroy(raw)

    def reset(self) -> None:
        """Forgets the sound so far; settings stay."""
        check(getattr(lib, f"pp_{self._kind}_reset")(self._open()), f"pp_{self._kind}_reset")

    def _open(self) -> int:
        if self._raw is None:
            raise StateError(-6, f"{type(self).__name__} is closed")
        return self._raw

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_raw", None) is not None:
            self.close()
