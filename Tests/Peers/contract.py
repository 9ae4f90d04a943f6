"""Twilio's published contract of media-stream frames, with members that it does not name refused.

As a command, `contract.py FILE` (- for standard input) checks frames that something recorded: one a line, `<` for from the
carrier or `>` for to it, then the JSON.
"""
import base64
import copy
import json
import sys

import jsonschema
import yaml

from peer import shared, skip

if not shared() or not (_file := shared() / "vectors/contracts/twilio_websocket_asyncapi.yml").exists():
    skip("the contract is not beside the project (PHONEPATCH_SHARED)")


def _strict(schema):
    if schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    for part in list(schema.get("properties", {}).values()) + [schema.get("items")]:
        if isinstance(part, dict):
            _strict(part)
    return schema


def _is_base64(text):
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        return False


class Contract:
    """The schema of each frame, by direction (`<` from the carrier, `>` to it) and event. `also_formats` lets a start
    name the other formats that Phonepatch carries; the contract knows μ-law alone."""

    def __init__(self, also_formats=False):
        document = yaml.safe_load(_file.read_text())
        schemas = document["components"]["schemas"]
        channel = document["channels"]["media-streams"]
        checker = jsonschema.FormatChecker(formats=())
        checker.checks("byte")(_is_base64)
        self.validators = {}
        for sign, side in (("<", "subscribe"), (">", "publish")):
            for message in channel[side]["message"]["oneOf"]:
                payload = document["components"]["messages"][message["$ref"].split("/")[-1]]["payload"]
                schema = _strict(copy.deepcopy(schemas[payload["$ref"].split("/")[-1]]))
                event = schema["properties"]["event"]["const"]
                if also_formats and event == "start":
                    format = schema["properties"]["start"]["properties"]["mediaFormat"]["properties"]
                    format["encoding"] = {"enum": ["audio/x-mulaw", "audio/x-alaw", "audio/x-l16"]}
                    format["sampleRate"] = {"enum": [8000, 16000, 24000]}
                self.validators[sign, event] = jsonschema.Draft7Validator(schema, format_checker=checker)

    def complaint(self, sign, frame):
        """What is wrong with a frame (a text), or None."""
        twice = []

        def once(members):
            names = [name for name, _ in members]
            twice.extend(name for name in set(names) if names.count(name) > 1)
            return dict(members)

        try:
            value = json.loads(frame, object_pairs_hook=once)
        except ValueError as error:
            return f"not JSON: {error}"
        if twice:
            return f"{twice[0]} comes twice"
        event = value.get("event") if isinstance(value, dict) else None
        validator = self.validators.get((sign, event))
        if not validator:
            return f"event {event!r} is not known in this direction"
        error = jsonschema.exceptions.best_match(validator.iter_errors(value))
        return error and f"{'/'.join(map(str, error.absolute_path)) or 'frame'}: {error.message}"

    def check(self, sign, frame):
        """The frame's value; what is wrong with it is an AssertionError."""
        complaint = self.complaint(sign, frame)
        assert not complaint, f"{sign} {frame[:300]}: {complaint}"
        return json.loads(frame)


if __name__ == "__main__":
    contract = Contract(also_formats=True)
    lines = sys.stdin if sys.argv[1:] in ([], ["-"]) else open(sys.argv[1], encoding="utf-8")
    count = wrong = 0
    for line in filter(None, map(str.strip, lines)):
        count += 1
        if complaint := contract.complaint(line[0], line[1:].strip()):
            wrong += 1
            print(f"{line[:200]}\n  {complaint}")
    print(f"note: {count} frames, {wrong} against the contract")
    sys.exit(1 if wrong or not count else 0)
