"""The carrier messages of libphonepatch.so, through ctypes."""
import ctypes
from ctypes import POINTER, Structure, byref, c_char_p, c_size_t, c_uint32, c_uint64

from peer import library

KINDS = ["unknown", "connected", "start", "media", "dtmf", "mark", "stop", "clear"]
INBOUND, OUTBOUND = 1, 2
MULAW, ALAW, L16 = 1, 2, 3


class Range(Structure):
    _fields_ = [("offset", c_size_t), ("length", c_size_t)]


class Message(Structure):
    _fields_ = [
        ("size", c_uint32), ("kind", c_uint32), ("present", c_uint32), ("digit", c_uint32), ("sequence_number", c_uint64),
        *((name, Range) for name in ("stream_sid", "account_sid", "call_sid", "protocol", "version", "mark_name",
                                     "payload", "parameters")),
        ("chunk", c_uint64), ("timestamp_ms", c_uint64), ("track", c_uint32), ("tracks", c_uint32),
        ("encoding", c_uint32), ("sample_rate", c_uint32)]


class Pair(Structure):
    _fields_ = [("name", c_char_p), ("name_len", c_size_t), ("value", c_char_p), ("value_len", c_size_t)]


class Start(Structure):
    _fields_ = [
        ("size", c_uint32), ("tracks", c_uint32), ("encoding", c_uint32), ("sample_rate", c_uint32),
        ("sequence_number", c_uint64), ("stream_sid", c_char_p), ("stream_sid_len", c_size_t),
        ("account_sid", c_char_p), ("account_sid_len", c_size_t), ("call_sid", c_char_p), ("call_sid_len", c_size_t),
        ("parameters", POINTER(Pair)), ("parameters_len", c_size_t)]


_library = ctypes.CDLL(library)
_library.pp_abi_version.restype = c_uint32
assert _library.pp_abi_version() == 1, "another ABI"


class Refused(Exception):
    """A negative status."""


def read(text, linear=0):
    """A message as a dictionary of what is in it."""
    raw = text.encode() if isinstance(text, str) else text
    scratch = ctypes.create_string_buffer(len(raw) + 1)
    message = Message(size=ctypes.sizeof(Message))
    status = _library.pp_carrier_read(raw, c_size_t(len(raw)), c_uint32(linear), scratch, c_size_t(len(raw)), byref(message))
    if status < 0:
        raise Refused(status)
    found = {name: getattr(message, name) for name, kind in Message._fields_ if kind is not Range}
    for name, kind in Message._fields_:
        if kind is Range and name != "parameters":
            part = getattr(message, name)
            found[name] = scratch.raw[part.offset:part.offset + part.length]
    found["kind"] = KINDS[message.kind]
    return found


def _write(function, *arguments):
    needed = c_size_t()
    status = function(*arguments, None, c_size_t(0), byref(needed))
    assert status == -2, f"no space was to be told, not {status}"
    out = ctypes.create_string_buffer(needed.value)
    status = function(*arguments, out, c_size_t(needed.value), byref(needed))
    if status < 0:
        raise Refused(status)
    return out.raw[:needed.value].decode()


def _text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return raw, c_size_t(len(raw))


def media(stream, payload):
    return _write(_library.pp_carrier_write_media, *_text(stream), *_text(payload))


def mark(stream, name):
    return _write(_library.pp_carrier_write_mark, *_text(stream), *_text(name))


def clear(stream):
    return _write(_library.pp_carrier_write_clear, *_text(stream))


def connected():
    return _write(_library.pp_carrier_write_connected)


def start(stream, account, call, parameters, encoding=MULAW, rate=8000, tracks=INBOUND):
    pairs = (Pair * len(parameters))(*(Pair(*_text(name), *_text(value)) for name, value in parameters.items()))
    config = Start(ctypes.sizeof(Start), tracks, encoding, rate, 1, *_text(stream), *_text(account), *_text(call), pairs,
                   len(parameters))
    return _write(_library.pp_carrier_write_start, byref(config))


def track_media(sequence, stream, track, chunk, timestamp, payload):
    return _write(_library.pp_carrier_write_track_media, c_uint64(sequence), *_text(stream), c_uint32(track), c_uint64(chunk),
                  c_uint64(timestamp), *_text(payload))


def dtmf(sequence, stream, digit):
    return _write(_library.pp_carrier_write_dtmf, c_uint64(sequence), *_text(stream), c_uint32(ord(digit)))


def mark_echo(sequence, stream, name):
    return _write(_library.pp_carrier_write_mark_echo, c_uint64(sequence), *_text(stream), *_text(name))


def stop(sequence, stream, account, call):
    return _write(_library.pp_carrier_write_stop, c_uint64(sequence), *_text(stream), *_text(account), *_text(call))
