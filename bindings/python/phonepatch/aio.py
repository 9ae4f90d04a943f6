"""A Room on an asyncio event loop: it ticks by itself, and a leg is an async iterator.

    async with AsyncRoom() as room:
        voice = room.voice(encoding=Encoding.L16, sample_rate=16000)
        caller = room.caller(start_message)
        async for frame in voice:          # what the voice hears: 20 ms of sound
            ...
        async for message in caller:       # what the carrier is to be sent: one text message
            await websocket.send(message)
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ._engine import Leg, LegStats, Quality, Room, RoomOutput
from .constants import Event, LegKind, RoomOutputKind
from .errors import PhonepatchError, StateError

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["AsyncLeg", "AsyncRoom", "microseconds"]

T = TypeVar("T")


def microseconds() -> int:
    """The monotonic clock in the unit that a Room counts in."""
    return time.monotonic_ns() // 1000


class _Stream(AsyncIterator[T], Generic[T]):
    """Items that wait for their reader; when too many wait, the oldest go."""

    def __init__(self, most: int) -> None:
        self.items: deque[T] = deque(maxlen=most)
        self.dropped = 0
        self.ended = False
        self._changed = asyncio.Event()

    def put(self, item: T) -> None:
        self.dropped += len(self.items) == self.items.maxlen
        self.items.append(item)
        self._changed.set()

    def end(self) -> None:
        self.ended = True
        self._changed.set()

    async def __anext__(self) -> T:
        while not self.items:
            if self.ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self.items.popleft()


class AsyncLeg:
    """A party in an AsyncRoom. Iterating yields what it is sent: sound, a carrier's messages, or Opus packets."""

    def __init__(self, room: AsyncRoom, kind: LegKind, number: int, waiting: int) -> None:
        self.room, self.kind, self.id = room, kind, number
        self.closed = False
        self._sent: _Stream[Any] = _Stream(waiting)
        self._events: _Stream[RoomOutput] = _Stream(1000)
        self._taps: _Stream[RoomOutput] = _Stream(waiting)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._sent

    @property
    def events(self) -> AsyncIterator[RoomOutput]:
        """What the Room tells of this leg; `event` is an Event."""
        return self._events

    @property
    def taps(self) -> AsyncIterator[RoomOutput]:
        """Sound of the leg, or of single speakers in a Discord channel, once a tap is on."""
        return self._taps

    @property
    def dropped(self) -> int:
        """Frames that were not read in time."""
        return self._sent.dropped

    def receive(self, message: str | Buffer) -> None:
        """One message of the leg's carrier. What is refused is told as an event."""
        try:
            self.room.raw.message(self.id, message, self.room.clock())
        except (StateError, ValueError) as error:
            if not isinstance(error, PhonepatchError) or self.closed:
                raise

    def packet(self, user: int, ssrc: int, sequence: int, timestamp: int, opus: Buffer) -> None:
        """One Opus packet of a speaker in the leg's Discord channel."""
        self.room.raw.packet(self.id, user, ssrc, sequence, timestamp, opus, self.room.clock())

    async def write(self, sound: Buffer, item: int = 1, *, last: bool = False) -> None:
        """Says sound of `item`, in the leg's format; waits while the leg's queue is full."""
        view = memoryview(sound).cast("B")
        while True:
            taken = self.room.raw.write(self.id, item, view, int(last))
            view = view[taken:]
            if not view:
                return
            await asyncio.sleep(0.02)

    def flush(self) -> None:
        """Interrupts what the leg says."""
        self.room.raw.flush(self.id, self.room.clock())

    def mark(self, name: str) -> None:
        """A carrier's marker behind the sound sent so far; its echo is Event.MARK."""
        self.room.raw.mark(self.id, name)

    def clear(self) -> None:
        """The carrier throws away what it has queued."""
        self.room.raw.clear(self.id)

    def set_tap(self, tap: int) -> None:
        self.room.raw.set_tap(self.id, tap)

    def stats(self) -> LegStats:
        return self.room.raw.leg_stats(self.id)

    def quality(self) -> Quality:
        return self.room.raw.quality(self.id)

    def close(self) -> None:
        """Leaves the Room. Who iterates gets what is left, and then the end."""
        if self.closed:
            return
        self.closed = True
        self.room.legs.pop(self.id, None)
        if not self.room.raw.closed:
            self.room.raw.remove(self.id).close()
        for stream in (self._sent, self._events, self._taps):
            stream.end()

    def _take(self, output: RoomOutput) -> None:
        match output.kind:
            case RoomOutputKind.MESSAGE:
                self._sent.put(output.data.decode())
            case RoomOutputKind.AUDIO | RoomOutputKind.PACKET:
                self._sent.put(output.data)
            case RoomOutputKind.TAP | RoomOutputKind.SPEAKER:
                self._taps.put(output)
            case RoomOutputKind.EVENT:
                self._events.put(output)
                if output.event == Event.STOPPED:
                    self._sent.end()


class AsyncRoom:
    """A Room that ticks on the running event loop from `async with` on."""

    def __init__(self, sample_rate: int = 8000, capacity: int = 16, *, clock: Callable[[], int] = microseconds,
                 waiting: int = 500, on_record: Callable[[int, int, bytes], None] | None = None) -> None:
        self.raw = Room(sample_rate, capacity)
        self.sample_rate, self.clock, self.waiting, self.on_record = sample_rate, clock, waiting, on_record
        self.legs: dict[int, AsyncLeg] = {}
        self.events: _Stream[RoomOutput] = _Stream(1000)
        self._ticks: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._ticks = asyncio.create_task(self._run(), name="phonepatch room")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        if self._ticks:
            self._ticks.cancel()
            await asyncio.gather(self._ticks, return_exceptions=True)
        self.close()

    def close(self) -> None:
        for leg in list(self.legs.values()):
            leg.close()
        self.events.end()
        self.raw.close()

    def add(self, leg: Leg, kind: LegKind) -> AsyncLeg:
        """A leg that was made by hand."""
        number = self.raw.add(leg)
        self.legs[number] = made = AsyncLeg(self, kind, number, self.waiting)
        return made

    def caller(self, start: str | Buffer, **config: Any) -> AsyncLeg:
        """A caller behind a carrier's media stream, from its `start` message."""
        return self.add(Leg(LegKind.CARRIER, start, self.sample_rate, **config), LegKind.CARRIER)

    def voice(self, **config: Any) -> AsyncLeg:
        """Sound of the host: an AI voice, a file, a browser."""
        return self.add(Leg(LegKind.PCM, None, self.sample_rate, **config), LegKind.PCM)

    def channel(self, **config: Any) -> AsyncLeg:
        """A Discord voice channel, as Opus packets."""
        return self.add(Leg(LegKind.DISCORD, None, self.sample_rate, **config), LegKind.DISCORD)

    def tick(self) -> int:
        """Runs what is due and hands it to the legs; when to come back. `async with` calls it by itself."""
        outputs, wake_us = self.raw.step(self.clock())
        for output in outputs:
            if output.kind == RoomOutputKind.RECORD:
                if self.on_record:
                    self.on_record(output.value, output.position, output.data)
            elif leg := self.legs.get(output.leg):
                leg._take(output)
            elif output.kind == RoomOutputKind.EVENT:
                self.events.put(output)
        return wake_us

    async def _run(self) -> None:
        while True:
            wake_us = self.tick()
            await asyncio.sleep(max(0, wake_us - self.clock()) / 1e6)
