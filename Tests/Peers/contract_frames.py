#!/usr/bin/env python3
"""Do media-stream frames keep to the published contract? Every frame is held against its AsyncAPI schema, with surplus members
refused and every text checked for base64 where the schema says `byte`.

    contract_frames.py --library libphonepatch.so    frames that our writers make, through ctypes: both roles, edge cases
    contract_frames.py FILE | -                      one frame a line: `<` for from the carrier, `>` for to it, then the JSON

`--also-formats` lets `mediaFormat` name the other formats that Phonepatch carries; the contract knows mu-law alone. Needs jsonschema and
pyyaml, and the contracts in ../shared (PHONEPATCH_SHARED); without them it says so and ends with 77.
"""
import argparse
import base64
import copy
import ctypes
import json
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PHONEPATCH_SHARED", ROOT.parent / "shared"))
CONTRACT = SHARED / "vectors/contracts/twilio_websocket_asyncapi.yml"


def skip(why):
    print(f"note: {why}")
    sys.exit(77)


try:
    import jsonschema
    import yaml
except ImportError as missing:
    skip(f"{missing.name} is not installed")


def strict(schema):
    """The same schema, refusing members that it does not name."""
    if schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    for part in list(schema.get("properties", {}).values()) + [schema.get("items")]:
        if isinstance(part, dict):
            strict(part)
    return schema


def is_base64(text):
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        return False


class Contract:
    """The schema of each frame, by direction (`<` from the carrier, `>` to it) and event."""

    def __init__(self, path=CONTRACT, also_formats=False):
        document = yaml.safe_load(Path(path).read_text())
        schemas = document["components"]["schemas"]
        channel = document["channels"]["media-streams"]
        checker = jsonschema.FormatChecker(formats=())
        checker.checks("byte")(is_base64)
        self.validators = {}
        for sign, side in (("<", "subscribe"), (">", "publish")):
            for message in channel[side]["message"]["oneOf"]:
                payload = document["components"]["messages"][message["$ref"].split("/")[-1]]["payload"]
                schema = strict(copy.deepcopy(schemas[payload["$ref"].split("/")[-1]]))
                event = schema["properties"]["event"]["const"]
                if also_formats and event == "start":
                    format = schema["properties"]["start"]["properties"]["mediaFormat"]["properties"]
                    format["encoding"] = {"enum": ["audio/x-mulaw", "audio/x-alaw", "audio/x-l16"]}
                    format["sampleRate"] = {"enum": [8000, 16000, 24000]}
                self.validators[sign, event] = jsonschema.Draft7Validator(schema, format_checker=checker)

    def complaint(self, sign, frame):
        """What is wrong with a frame (a text), or None."""
        pairs = []

        def once(members):
            names = [name for name, _ in members]
            pairs.extend(name for name in set(names) if names.count(name) > 1)
            return dict(members)

        try:
            value = json.loads(frame, object_pairs_hook=once)
        except ValueError as error:
            return f"not JSON: {error}"
        if pairs:
            return f"{pairs[0]} comes twice"
        event = value.get("event") if isinstance(value, dict) else None
        validator = self.validators.get((sign, event))
        if not validator:
            return f"event {event!r} is not known in this direction"
        error = jsonschema.exceptions.best_match(validator.iter_errors(value))
        return error and f"{'/'.join(map(str, error.absolute_path)) or 'frame'}: {error.message}"


class Writers:
    """The writers of the library, each call giving one frame as bytes."""

    def __init__(self, path):
        self.library = ctypes.CDLL(os.path.abspath(path))

    def __call__(self, name, *arguments):
        given = []
        for argument in arguments:
            if isinstance(argument, bytes):
                given += [ctypes.c_char_p(argument), ctypes.c_size_t(len(argument))]
            else:
                given.append(argument)
        length = ctypes.c_size_t()
        function = getattr(self.library, f"pp_carrier_write_{name}")
        status = function(*given, None, ctypes.c_size_t(0), ctypes.byref(length))
        assert status == -2, f"{name} without room: {status}"
        room = ctypes.create_string_buffer(length.value)
        status = function(*given, room, length, ctypes.byref(length))
        assert status == 0, f"{name}: {status}"
        return room.raw[:length.value]

    def start(self, encoding, rate, tracks, stream, account, call, parameters):
        class Pair(ctypes.Structure):
            _fields_ = [("name", ctypes.c_char_p), ("name_len", ctypes.c_size_t), ("value", ctypes.c_char_p),
                        ("value_len", ctypes.c_size_t)]

        class Start(ctypes.Structure):
            _fields_ = [("size", ctypes.c_uint32), ("tracks", ctypes.c_uint32), ("encoding", ctypes.c_uint32),
                        ("sample_rate", ctypes.c_uint32), ("sequence_number", ctypes.c_uint64),
                        ("stream_sid", ctypes.c_char_p), ("stream_sid_len", ctypes.c_size_t),
                        ("account_sid", ctypes.c_char_p), ("account_sid_len", ctypes.c_size_t),
                        ("call_sid", ctypes.c_char_p), ("call_sid_len", ctypes.c_size_t),
                        ("parameters", ctypes.POINTER(Pair)), ("parameters_len", ctypes.c_size_t)]

        pairs = (Pair * len(parameters))(*[Pair(n, len(n), v, len(v)) for n, v in parameters])
        given = Start(ctypes.sizeof(Start), tracks, encoding, rate, 1, stream, len(stream), account, len(account), call,
                      len(call), pairs, len(parameters))
        return self("start", ctypes.byref(given))


def our_frames(path):
    """Frames of every kind from our writers, as (direction, text)."""
    write, source = Writers(path), random.Random(5)
    u32, u64 = ctypes.c_uint32, ctypes.c_uint64
    account, call = b"AC" + b"0" * 32, b"CA" + b"1" * 32
    odd = 'q"\\/\b\f\n\r\t\x01\x1f\x7f \u00e9 \u260e \U0001f600'.encode()
    yield "<", write("connected")
    for stream in (b"MZ" + b"a" * 32, odd):
        for length in list(range(8)) + [159, 160, 161, 320, 8000]:
            sound = source.randbytes(length)
            yield ">", write("media", stream, sound)
            for track in (1, 2):
                yield "<", write("track_media", u64(7), stream, u32(track), u64(2 ** 64 - 1), u64(20), sound)
        for name in (b"", b"g7:42", odd):
            yield ">", write("mark", stream, name)
            yield "<", write("mark_echo", u64(9), stream, name)
        yield ">", write("clear", stream)
        yield "<", write("stop", u64(2 ** 64 - 1), stream, account, call)
        for key in b"0123456789*#ABCDabcd":
            yield "<", write("dtmf", u64(3), stream, u32(key))
        for encoding, rates in ((1, [8000]), (2, [8000]), (3, [8000, 16000, 24000]), (4, [8000])):
            for rate in rates:
                for tracks in (0, 1, 2, 3):
                    for parameters in ([], [(b"token", b"x"), (odd, odd), (b"", b"")]):
                        yield "<", write.start(encoding, rate, tracks, stream, account, call, parameters)


def check_the_check(contract):
    """Frames that must not pass: a check that finds nothing in these finds nothing at all."""
    bad = [
        (">", '{"event":"media","streamSid":"MZ","media":{"payload":"AAAA","track":"outbound"}}'),
        (">", '{"event":"media","streamSid":"MZ","sequenceNumber":"1","media":{"payload":"AAAA"}}'),
        (">", '{"event":"media","streamSid":"MZ","media":{"payload":"AAA"}}'),
        (">", '{"event":"media","media":{"payload":"AAAA"}}'), (">", '{"event":"clear","streamSid":"MZ","mark":{}}'),
        (">", '{"event":"mark","streamSid":"MZ","mark":{"name":1}}'), (">", '{"event":"dtmf","streamSid":"MZ"}'),
        (">", '{"event":"clear","streamSid":"MZ","streamSid":"MZ"}'), ("<", '{"event":"clear","streamSid":"MZ"}'),
        ("<", '{"event":"stop","sequenceNumber":7,"streamSid":"MZ","stop":{"accountSid":"","callSid":""}}'),
        ("<", '{"event":"dtmf","sequenceNumber":"1","streamSid":"MZ","dtmf":{"track":"inbound","digit":"1"}}'),
        (">", "[]"), (">", "{"),
    ]
    for sign, frame in bad:
        assert contract.complaint(sign, frame), f"passed: {sign} {frame}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", metavar="SO", help="check what the writers of this library make")
    parser.add_argument("--also-formats", action="store_true", help="allow A-law and L16 in start")
    parser.add_argument("file", nargs="?", help="frames to check, - for standard input")
    given = parser.parse_args()
    if not given.library and not given.file:
        parser.error("--library or a file")
    if not CONTRACT.exists():
        skip("the contracts are not there (PHONEPATCH_SHARED)")
    contract = Contract(also_formats=given.also_formats or bool(given.library))
    check_the_check(contract)

    frames = []
    if given.library:
        frames += [(sign, frame.decode()) for sign, frame in our_frames(given.library)]
    if given.file:
        lines = sys.stdin if given.file == "-" else open(given.file, encoding="utf-8")
        for line in filter(None, (line.strip() for line in lines)):
            if line[0] not in "<>":
                sys.exit(f"a line begins with < or >: {line[:80]}")
            frames.append((line[0], line[1:].strip()))
    wrong = [(sign, frame, found) for sign, frame in frames if (found := contract.complaint(sign, frame))]
    for sign, frame, found in wrong[:20]:
        print(f"{sign} {frame[:200]}\n  {found}")
    if not frames:
        sys.exit("no frame to check")
    print(f"note: {len(frames)} frames, {len(wrong)} against the contract")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
