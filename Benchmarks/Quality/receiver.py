"""The jitter buffer of libphonepatch.so in virtual time, over one trace of the quality kit."""
import ctypes as C
import json


class Config(C.Structure):
    _fields_ = [(name, C.c_uint32) for name in (
        "size", "codec", "transport", "clock_rate", "channels", "sample_rate", "min_delay_ms", "max_delay_ms")] + [
        ("start_delay_ms", C.c_int32), ("fixed", C.c_uint32)]


COUNTS = ("received", "taken", "late", "duplicate", "rejected", "discarded", "lost", "resyncs", "pulls", "played",
          "concealed", "recovered", "silence", "starved", "stretched")


class Counts(C.Structure):
    _fields_ = [("size", C.c_uint32), ("reserved", C.c_uint32)] + [(name, C.c_uint64) for name in COUNTS]


MULAW, OPUS, DATAGRAM = 1, 100, 2


def load(path):
    library = C.CDLL(str(path))
    handle = C.c_void_p
    library.pp_jitter_create.argtypes = [C.POINTER(Config), C.POINTER(handle)]
    library.pp_jitter_insert.argtypes = [handle, C.c_uint16, C.c_uint32, C.c_char_p, C.c_size_t, C.c_uint64]
    library.pp_jitter_pull.argtypes = [handle, C.c_uint64, C.c_void_p, C.c_size_t, C.c_void_p]
    library.pp_jitter_stats_lifetime.argtypes = [handle, C.POINTER(Counts)]
    library.pp_jitter_destroy.argtypes = [handle]
    library.pp_jitter_destroy.restype = None
    return library


def packets(path):
    data, at, frames = path.read_bytes(), 0, []
    while at + 4 <= len(data):
        length = int.from_bytes(data[at:at + 4], "little")
        frames.append(data[at + 4:at + 4 + length])
        at += 4 + length
    return frames


def arrivals(trace, frames, dtx):
    """(ms, sequence, timestamp at 48 kHz, frame) in the order of arrival, and when the last was sent."""
    events, last, sequence, previous = [], 0.0, 0, None
    for line in trace.read_text().splitlines()[1:]:
        number, timestamp, send, arrival, _ = line.split(",")
        frame = int(timestamp) // 960
        if frame >= len(frames):
            continue
        last = max(last, float(send))
        if dtx and frame and len(frames[frame]) <= dtx and len(frames[frame - 1]) <= dtx:
            continue
        if number != previous:
            sequence, previous = sequence + 1, number
        if arrival:
            events.append((float(arrival), sequence, int(timestamp), frame))
    return sorted(events, key=lambda event: event[0]), last


def play(library, trace, frames, out, opus=True, dtx=0):
    """Pulls 20 ms at a time from the receiver's time 0 until 1.5 s after the last packet was sent."""
    events, last = arrivals(trace, frames, dtx)
    rate = 48000 if opus else 8000
    config = Config(size=C.sizeof(Config), codec=OPUS if opus else MULAW, transport=DATAGRAM, clock_rate=rate,
                    channels=1, sample_rate=rate)
    handle = C.c_void_p()
    if library.pp_jitter_create(C.byref(config), C.byref(handle)):
        raise SystemExit("Benchmarks/Quality: pp_jitter_create failed")
    samples = rate // 50
    frame, sound, at, now = (C.c_int16 * samples)(), bytearray(), 0, 0.0
    while now < last + 1500:
        while at < len(events) and events[at][0] <= now:
            ms, sequence, timestamp, index = events[at]
            payload = frames[index]
            library.pp_jitter_insert(handle, sequence & 0xFFFF, timestamp if opus else timestamp // 6, payload,
                                     len(payload), round(ms * 1000))
            at += 1
        library.pp_jitter_pull(handle, round(now * 1000), frame, samples, None)
        sound += bytes(frame)
        now += 20
    counts = Counts(size=C.sizeof(Counts))
    library.pp_jitter_stats_lifetime(handle, C.byref(counts))
    library.pp_jitter_destroy(handle)
    out.write_bytes(sound)
    out.with_suffix(".json").write_text(json.dumps({name: getattr(counts, name) for name in COUNTS}))
