"""The media-stream messages of telephone carriers, in the dialect of Twilio, for both ends of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import _engine, _library  # noqa: F401  (loads the library)
from ._engine import (
    base64_decode, base64_encode, carrier_read, carrier_type, carrier_write_clear as write_clear,
    carrier_write_connected as write_connected, carrier_write_dtmf, carrier_write_mark as write_mark,
    carrier_write_mark_echo as write_mark_echo, carrier_write_media as write_media, carrier_write_start as write_start,
    carrier_write_stop as write_stop, carrier_write_track_media as write_track_media,
)
from .constants import CarrierKind, Encoding, Track

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = [
    "CarrierKind", "Encoding", "MediaStream", "Message", "Track", "base64_decode", "base64_encode", "read", "write_clear",
    "write_connected", "write_dtmf", "write_mark", "write_mark_echo", "write_media", "write_start", "write_stop",
    "write_track_media",
]


class Message(NamedTuple):
    """One message. What it does not have is None, or 0 for a number of a format."""

    kind: int
    stream_sid: str | None
    payload: bytes | None
    sequence_number: int | None
    chunk: int | None
    timestamp_ms: int | None
    track: int
    digit: str | None
    mark_name: str | None
    account_sid: str | None
    call_sid: str | None
    protocol: str | None
    version: str | None
    tracks: int
    encoding: int
    sample_rate: int
    parameters: dict[str, str] | None


if TYPE_CHECKING:
    def read(message: str | Buffer, *, linear: int = 0) -> Message:
        """One message of either side. `linear` is the byte order of a stream that says L16; 0 means Encoding.L16."""
else:
    carrier_type(Message)
    read = carrier_read

if TYPE_CHECKING:
    class MediaStream(_engine.MediaStream):
        """One stream's messages as 16-bit samples at a rate of your own, and back: each way one call.

        `encoding` and `line_rate` are what the stream's start said. Close it, or use `with`; one thread at a time.
        """

        def read(self, message: str | Buffer, /) -> bytes | Message:
            """The samples of a media message, as they come out; any other message as `carrier.read` tells it."""

        def write(self, pcm: Buffer, /) -> bytes:
            """The media message that says these samples: empty while none come out, as at the very start of a filter."""

        def reset(self) -> None:
            """Forgets the sound so far, as after a pause."""
else:
    MediaStream = _engine.MediaStream


def write_dtmf(sequence_number: int, stream_sid: str | Buffer, digit: str) -> bytes:
    """A key was pressed: one of 0-9 * # A-D."""
    return carrier_write_dtmf(sequence_number, stream_sid, ord(digit))
