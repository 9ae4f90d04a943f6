"""A streaming resampler for any pair of rates from 8 to 192 kHz."""

from __future__ import annotations

import ctypes
from array import array
from typing import Any

from ._buffer import Borrow
from ._declarations import ResamplerConfig
from ._handle import Handle
from ._library import lib
from .errors import check


class Resampler(Handle):
    """Feed sound in pieces of any size: what comes out does not depend on the cutting."""

    _kind = "resampler"

    def __init__(self, from_rate: int, to_rate: int, channels: int = 1, *, quality: int = 5) -> None:
        super().__init__(
            ResamplerConfig(ctypes.sizeof(ResamplerConfig), from_rate, to_rate, channels, quality))
        self.channels = channels

    def process(self, pcm: Any) -> array[int]:
        """Takes all of `pcm` and returns what comes out, as an array('h')."""
        raw, channels = self._open(), self.channels
        room, consumed, produced = ctypes.c_size_t(), ctypes.c_size_t(), ctypes.c_size_t()
        with Borrow(pcm, samples=True) as source:
            if source.nbytes % (2 * channels):
                raise ValueError("the sound ends in the middle of a sample")
            samples = source.nbytes // (2 * channels)
            check(lib.pp_resampler_needed(raw, samples, ctypes.byref(room)), "Resampler.process")
            out = array("h", bytes(2 * channels * room.value))
            with Borrow(out, writable=True) as sink:
                status = lib.pp_resampler_process(
                    raw, source.address, samples, sink.address, room.value,
                    ctypes.byref(consumed), ctypes.byref(produced))
        check(status, "Resampler.process", produced.value)
        return out[: produced.value * channels]

    def process_into(self, pcm: Any, out: Any) -> tuple[int, int]:
        """Takes what fits: (samples consumed, samples produced), per channel. Feed the rest again."""
        consumed, produced = ctypes.c_size_t(), ctypes.c_size_t()
        with Borrow(pcm, samples=True) as source, Borrow(out, writable=True, samples=True) as sink:
            status = lib.pp_resampler_process(
                self._open(), source.address, source.nbytes // (2 * self.channels),
                sink.address, sink.nbytes // (2 * self.channels), ctypes.byref(consumed), ctypes.byref(produced))
        check(status, "Resampler.process_into", produced.value)
        return consumed.value, produced.value

    def skip_delay(self) -> None:
        """For files, before the first sample: leaves the filter's delay out. At the end feed `delay[0]` zeros."""
        check(lib.pp_resampler_skip_delay(self._open()), "Resampler.skip_delay")

    @property
    def delay(self) -> tuple[int, int]:
        """The delay in samples at the input's rate and at the output's."""
        before, after = ctypes.c_uint32(), ctypes.c_uint32()
        check(
            lib.pp_resampler_delay(self._open(), ctypes.byref(before), ctypes.byref(after)), "Resampler.delay")
        return before.value, after.value
