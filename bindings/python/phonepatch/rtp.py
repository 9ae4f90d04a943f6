"""RTP packets, and the encryption of them between a client and Discord's forwarding unit."""

from __future__ import annotations

from . import _library  # noqa: F401  (loads the library)
from ._engine import RtpHeader, Transport, rtp_is_control as is_control, rtp_read as read, rtp_write as write, transport_mode
from .constants import RTP_DISCORD_AUDIO, RTP_HEADER, TRANSPORT_KEY, TRANSPORT_OVERHEAD, TransportMode

__all__ = [
    "RTP_DISCORD_AUDIO", "RTP_HEADER", "RtpHeader", "TRANSPORT_KEY", "TRANSPORT_OVERHEAD", "Transport", "TransportMode",
    "is_control", "read", "transport_mode", "write",
]
