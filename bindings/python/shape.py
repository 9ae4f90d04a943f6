"""What the headers do not say: how the generated part of the binding looks to Python. Read by `generate`."""

from dataclasses import dataclass, field


@dataclass
class Class:
    """A handle as a Python type: its first arguments, how many of them are needed, methods written by hand."""

    name: str
    places: tuple[str, ...] = ()
    needed: int = 0
    sealing: bool = False  # holds keys: of no use in a forked child
    hand: dict[str, str] = field(default_factory=dict)  # method -> its line in the stub
    about: str = ""


CLASSES = {
    "pp_mixer": Class("Mixer", ("legs", "samples"), 2, about="Many legs, each hears the sum of the others."),
    "pp_level": Class("Level", about="How loud sound is, in dBov, and how much of it is clipped."),
    "pp_jitter": Class("JitterBuffer", ("codec", "transport"), 2,
                       about="Packets in as the network brings them, 20 ms of sound out on every pull."),
    "pp_vad": Class("VoiceActivity", ("sample_rate",), hand={
        "pre_roll": "@overload\n    def pre_roll(self, *, out: None = None) -> bytes: ...\n    @overload\n"
                    "    def pre_roll(self, *, out: Buffer) -> int: ...",
    }, about="When somebody speaks, told from noise, tones and music."),
    "pp_tone": Class("ToneGenerator", ("sample_rate",), hand={
        "steps": "def steps(self, steps: Sequence[tuple[int, int, int]], *, repeats: bool = False, level_dbov: int = 0) -> None: ...",
        "read": "@overload\n    def read(self, samples: int) -> tuple[bytes, int]: ...\n    @overload\n"
                "    def read(self, *, out: Buffer) -> int: ...",
    }, about="Tones of the telephone network, digits, comfort noise."),
    "pp_listener": Class("Listener", ("sample_rate", "hear"), about="Hears speech, digits, beeps, and what answered a call."),
    "pp_leg": Class("Leg", ("kind", "start", "room_rate"), 1,
                    about="A party that is in no Room yet: a carrier's stream, sound of the host, a Discord channel."),
    "pp_room": Class("Room", ("sample_rate", "capacity"), hand={
        "add": "def add(self, leg: Leg) -> int: ...",
        "remove": "def remove(self, leg: int) -> Leg: ...",
        "record": "def record(self, recorder: Recorder) -> None: ...",
        "record_end": "def record_end(self) -> Recorder: ...",
        "step": "def step(self, now_us: int, messages: Iterable[tuple[int, str | Buffer]] = ..., /) -> tuple[list[RoomOutput], int]: ...",
    }, about="Callers, voices and channels meet in it; each hears the others, every 20 ms."),
    "pp_recorder": Class("Recorder", ("container", "layout"), about="Records a Room, once it has the consent for it."),
    "pp_transport": Class("Transport", ("key", "mode"), 2, True, hand={
        "seal": "def seal(self, packet: Buffer) -> bytes: ...",
        "open": "def open(self, datagram: Buffer) -> bytes: ...",
        "seal_into": "def seal_into(self, buffer: Buffer, packet_len: int) -> int: ...",
        "open_into": "def open_into(self, buffer: Buffer, datagram_len: int) -> int: ...",
    }, about="The encryption of RTP packets between a client and Discord's forwarding unit."),
    "pp_dave_update": Class("DaveUpdate", ("users",), 0, True, about="New keys on their way to a DaveFrames or a Voice."),
    "pp_dave_frames": Class("DaveFrames", ("users",), 0, True, about="Seals and opens frames with the keys of a group."),
    "pp_dave_session": Class("DaveSession", ("user", "channel"), 2, True, hand={
        "members": "def members(self) -> list[int]: ...",
    }, about="The group work of DAVE, Discord's end-to-end encryption."),
    "pp_voice": Class("Voice", ("user",), 1, True,
                      about="One bot in one Discord voice channel: gateway, datagrams, and the sound in them."),
}

# Written by hand in native/engine.
HAND = {
    "pp_abi_version", "pp_version_text", "pp_status_text", "pp_carrier_read", "pp_carrier_next_parameter",
    "pp_carrier_write_start", "pp_tone_steps", "pp_tone_read", "pp_dave_members", "pp_room_add", "pp_room_remove",
    "pp_room_record", "pp_room_record_end", "pp_transport_seal", "pp_transport_open",
    "pp_vad_pre_roll",
}
HAND_GROUPS = {"codec", "resample"}

# Methods with another name than the rest of the C name.
METHODS = {"pp_voice_opened": "connected", "pp_voice_closed": "disconnected"}  # closed is what every handle has

# Calls whose positive statuses mean something: they return (outcome, ...).
OUTCOMES = {
    "pp_jitter_insert", "pp_jitter_append", "pp_jitter_pull", "pp_dave_open", "pp_dave_take", "pp_dave_privacy_code",
    "pp_dave_fingerprint",
}

# Calls of a handle that work long enough to hand over the interpreter's lock; those of the key group always do.
WORKS = {
    "pp_mixer_mix", "pp_level_measure", "pp_jitter_pull", "pp_vad_process", "pp_listener_process", "pp_dave_seal",
    "pp_dave_open", "pp_room_message", "pp_room_write", "pp_room_packet", "pp_room_tick", "pp_room_poll",
    "pp_voice_state", "pp_voice_server", "pp_voice_text", "pp_voice_binary", "pp_voice_datagram", "pp_voice_send",
    "pp_voice_tick", "pp_voice_poll", "pp_voice_dave_binary", "pp_dave_fingerprint",
}

# Inputs that may be text as well as bytes, and those that may be left out.
TEXT = {"name", "digits", "stream_sid", "account_sid", "call_sid", "session", "endpoint", "token", "start"}
TEXT_OF = {("pp_room_message", "message"), ("pp_voice_text", "message"), ("pp_base64_decode", "text")}
OPTIONAL = {"far", "start"}
NAMES = {"id": "leg", "from": "source", "to": "listener", "bytes": "data", "given": "agreed", "in": "pcm"}
# Arguments with a default, beside those of a config.
DEFAULTS = {"last": 0, "position": -1, "on_ms": 0, "off_ms": 0, "level_dbov": 0, "sealed": 0, "on": 1, "repeats": 0,
            "room_rate": 8000, "stage": 0, "sequence_number": None}

# Results as Python types.
RESULTS = {
    "pp_mix": "Mix", "pp_level_values": "LevelValues", "pp_jitter_counts": "JitterCounts", "pp_jitter_now": "JitterNow",
    "pp_vad_state": "VadState", "pp_heard": "Heard", "pp_room_output": "RoomOutput", "pp_leg_stats": "LegStats",
    "pp_quality": "Quality", "pp_transport_counts": "TransportCounts", "pp_rtp": "RtpHeader",
    "pp_dave_counts": "DaveCounts", "pp_dave_output": "DaveOutput", "pp_dave_state": "DaveState",
    "pp_voice_output": "VoiceOutput", "pp_voice_stats": "VoiceStats",
}
SILENT = {"size", "reserved", "len"}  # fields that Python has no use for

# Functions without a handle: their Python names.
FUNCTIONS = {"pp_base64_": "base64_", "pp_carrier_": "carrier_", "pp_rtp_": "rtp_", "pp_transport_": "transport_", "pp_dave_": "dave_"}

# Constants as enumerations: the prefix, and for those that share one with others, the names themselves.
ENUMS = {
    "Encoding": "PP_ENCODING_", "JitterOutcome": "PP_JITTER_ LATE DUPLICATE OVERFLOW REJECTED",
    "JitterFrame": "PP_JITTER_ PLAYED CONCEALED SILENCE STARVED STRETCHED", "JitterTransport": "PP_JITTER_ STREAM DATAGRAM",
    "VadMode": "PP_VAD_ MODEL ENERGY", "VadChange": "PP_VAD_ NONE STARTED ENDED",
    "Tone": "PP_TONE_ DIAL RINGBACK BUSY REORDER INFORMATION", "Hear": "PP_HEAR_", "HeardKind": "PP_HEARD_", "Answer": "PP_ANSWER_",
    "LegKind": "PP_LEG_", "Tap": "PP_TAP_", "RoomOutputKind": "PP_ROOM_ WAIT MESSAGE AUDIO TAP EVENT PACKET SPEAKER RECORD",
    "Event": "PP_EVENT_", "Cause": "PP_CAUSE_", "Container": "PP_RECORD_ WAV OGG", "Layout": "PP_RECORD_ STEREO TRACKS",
    "CarrierKind": "PP_CARRIER_ UNKNOWN CONNECTED START MEDIA DTMF MARK STOP CLEAR", "Track": "PP_CARRIER_ INBOUND OUTBOUND",
    "TransportMode": "PP_TRANSPORT_ AES256_GCM XCHACHA20_POLY1305", "DaveSending": "PP_DAVE_ WAITING SEALED PLAIN MUTED",
    "DaveFrame": "PP_DAVE_ SILENCE PASSED UNKNOWN_USER NO_KEY PLAINTEXT DAMAGED REPLAYED GENERATION UNAUTHENTICATED",
    "DaveOutputKind": "PP_DAVE_OUT_", "DaveEvent": "PP_DAVE_EVENT_", "VoiceEvent": "PP_VOICE_EVENT_", "VoiceState": "PP_VOICE_STATE_",
    "VoiceDave": "PP_VOICE_DAVE_ OPEN START CONNECTED DISCONNECTED MESSAGE PREPARE_TRANSITION EXECUTE_TRANSITION PREPARE_EPOCH RECOVER",
    "VoiceWill": "PP_VOICE_WILL_", "VoiceEnd": "PP_VOICE_END_", "VoiceLoss": "PP_VOICE_LOSS_",
    "VoiceOutputKind": "PP_VOICE_ WAIT SIGNAL CONNECT DISCONNECT TEXT BINARY PATH DATAGRAM MEDIA DAVE EVENT",
}
