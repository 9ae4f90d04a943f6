"""A DAVE session of ours through dave.h, with the gateway's half that the check needs."""
import ctypes as c
import subprocess
import tempfile
from pathlib import Path

CHANNEL = 927_310_423_890_473_011


class SessionConfig(c.Structure):
    _fields_ = [("size", c.c_uint32), ("users", c.c_uint32), ("user", c.c_uint64), ("channel", c.c_uint64),
                ("allow_plain", c.c_uint32), ("reserved", c.c_uint32)]


class FramesConfig(c.Structure):
    _fields_ = [("size", c.c_uint32), ("users", c.c_uint32), ("epochs", c.c_uint32), ("speakers", c.c_uint32)]


class UpdateConfig(c.Structure):
    _fields_ = [("size", c.c_uint32), ("users", c.c_uint32)]


class Output(c.Structure):
    _fields_ = [("size", c.c_uint32), ("kind", c.c_uint32), ("transition", c.c_uint32), ("event", c.c_uint32),
                ("value", c.c_uint64)]


class Ours:
    """Session, frames and update of one user; everything the session wants done is done at once."""

    def __init__(self, library, user):
        self.library, self.now = c.CDLL(library), 1_000_000
        self.session, self.frames, self.update = c.c_void_p(), c.c_void_p(), c.c_void_p()
        self.sent, self.ready, self.invalid, self.events = [], [], [], []
        self.ok("pp_dave_session_create", c.byref(SessionConfig(c.sizeof(SessionConfig), 0, user, CHANNEL)), c.byref(self.session))
        self.ok("pp_dave_frames_create", c.byref(FramesConfig(c.sizeof(FramesConfig))), c.byref(self.frames))
        self.ok("pp_dave_update_create", c.byref(UpdateConfig(c.sizeof(UpdateConfig))), c.byref(self.update))

    def ok(self, name, *arguments):
        status = getattr(self.library, name)(*arguments)
        assert status == 0, f"{name}: {status}"

    def tell(self, name, *arguments):
        self.ok(name, self.session, *arguments, c.c_uint64(self.now))
        self.drain()

    def start(self):
        self.tell("pp_dave_start", c.c_uint32(1))

    def connect(self, user):
        self.ok("pp_dave_connect", self.session, c.c_uint64(user))

    def receive(self, op, body):
        message = bytes([op]) + body
        self.tell("pp_dave_receive", message, c.c_size_t(len(message)))

    def execute(self, transition):
        self.tell("pp_dave_execute_transition", c.c_uint16(transition))

    def drain(self):
        buffer, length = c.create_string_buffer(1 << 17), c.c_size_t()
        while True:
            out = Output(c.sizeof(Output))
            self.ok("pp_dave_poll", self.session, buffer, c.c_size_t(1 << 17), c.byref(length), c.byref(out))
            if out.kind == 0:
                return
            if out.kind == 1:
                self.sent.append((buffer.raw[0], buffer.raw[1:length.value]))
            elif out.kind == 2:
                self.ready.append(out.transition)
            elif out.kind == 3:
                self.invalid.append(out.transition)
            elif out.kind == 4:
                self.ok("pp_dave_take", self.session, self.update)
                self.ok("pp_dave_apply", self.frames, self.update, c.c_uint64(self.now))
            else:
                self.events.append(out.event)

    def last(self, op):
        """The body of the message sent last, which is of that op."""
        found, body = self.sent.pop()
        assert found == op, f"op {found}, not {op}"
        return body

    def seal(self, sound):
        out, length = c.create_string_buffer(2000), c.c_size_t()
        self.ok("pp_dave_seal", self.frames, sound, c.c_size_t(len(sound)), out, c.c_size_t(2000), c.byref(length))
        return out.raw[:length.value]

    def open(self, user, frame):
        out, length = c.create_string_buffer(2000), c.c_size_t()
        self.ok("pp_dave_open", self.frames, c.c_uint64(user), frame, c.c_size_t(len(frame)), c.c_uint64(self.now), out,
                c.c_size_t(2000), c.byref(length))
        return out.raw[:length.value]

    def text(self, name, *arguments):
        out, length = c.create_string_buffer(64), c.c_size_t()
        self.ok(name, self.session, *arguments, out, c.c_size_t(64), c.byref(length))
        return out.raw[:length.value].decode()

    def code(self):
        return self.text("pp_dave_privacy_code")

    def fingerprint(self, user):
        return self.text("pp_dave_fingerprint", c.c_uint64(user))


def vector(body):
    count = len(body)
    if count < 64:
        return bytes([count]) + body
    return ((0x4000 | count).to_bytes(2, "big") if count < 16384 else (0x80000000 | count).to_bytes(4, "big")) + body


class ExternalSender:
    """The gateway's key, and proposals signed with it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.key = Path(self.folder.name, "key.pem")
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.key)
        point = self.openssl("ec", "-in", self.key, "-pubout", "-outform", "DER")[-65:]
        self.body = vector(point) + b"\0\1" + vector(b"\0")

    @staticmethod
    def openssl(*arguments, given=None):
        return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout

    def proposal(self, body, epoch):
        content = b"\0\1\0\1" + vector(CHANNEL.to_bytes(8, "big")) + epoch.to_bytes(8, "big") + b"\2\0\0\0\0" + b"\0\2" + body
        signed = vector(b"MLS 1.0 FramedContentTBS") + vector(content)
        return content + vector(self.openssl("dgst", "-sha256", "-sign", self.key, given=signed))

    def add(self, package, epoch):
        return vector(self.proposal(b"\0\1" + package, epoch))

    def remove(self, leaf, epoch):
        return vector(self.proposal(b"\0\3" + leaf.to_bytes(4, "big"), epoch))


def split(message):
    """A commit and the Welcome behind it."""
    at = 4

    def skip():
        nonlocal at
        width = 1 << (message[at] >> 6)
        count = int.from_bytes(message[at:at + width], "big") & ((1 << (8 * width - 2)) - 1)
        at += width + count

    skip()  # group
    at += 8 + 5  # epoch, sender
    skip()  # authenticated data
    at += 1  # a commit
    skip()  # proposals
    at += 1
    if message[at - 1] == 1:  # a path: leaf node and nodes
        skip(), skip()
        at += 2
        for _ in range(6):
            skip()
        at += 1
        skip(), skip(), skip(), skip()
    skip(), skip(), skip()  # signature, confirmation and membership tag
    return message[:at], message[at:]
