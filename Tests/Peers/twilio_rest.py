#!/usr/bin/env python3
"""Twilio's own SDK against the Lab's REST API, and every answer against Twilio's published contract, with no member missing.
needs: requirements.txt"""
import copy
import json
import subprocess
import sys
import time

import jsonschema
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from peer import Checks, end, phonepatch, shared, skip

CONTRACT = shared() and shared() / "vectors/contracts/twilio_api_v2010.json"
if not CONTRACT or not CONTRACT.exists():
    skip("the contract is not beside the project (PHONEPATCH_SHARED)")
SCHEMAS = json.loads(CONTRACT.read_text())["components"]["schemas"]
FRIEND, BUSY, OWN = "+14155552671", "+14155552672", "+14155550100"


def plain(schema):
    """OpenAPI 3.0 as JSON Schema: `nullable` is a type of its own there."""
    schema = copy.deepcopy(schema)
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    for name in ("properties",):
        if name in schema:
            schema[name] = {key: plain(value) for key, value in schema[name].items()}
    if "items" in schema:
        schema["items"] = plain(schema["items"])
    if schema.pop("nullable", False):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


DOCUMENT = {"components": {"schemas": {name: plain(schema) for name, schema in SCHEMAS.items()}}}


def complain(value, name):
    """What of a value differs from a schema; a member that the schema has is not to be missing."""
    schema = {"$ref": f"#/components/schemas/{name}", **DOCUMENT}
    found = [f"{'/'.join(map(str, e.path))}: {e.message}"[:200] for e in jsonschema.Draft7Validator(schema).iter_errors(value)]
    missing = set(SCHEMAS[name].get("properties", {})) - set(value)
    return found + [f"{member} is missing" for member in sorted(missing)]


class Local(TwilioHttpClient):
    """Sends what is meant for Twilio to the Lab, and keeps the last answer."""

    def __init__(self, base):
        super().__init__()
        self.base, self.last = base, None

    def request(self, method, url, **rest):
        answer = super().request(method, url.replace("https://api.twilio.com", self.base), **rest)
        self.last = json.loads(answer.text) if answer.text else None
        return answer


checks = Checks()
process = subprocess.Popen(
    [phonepatch, "lab", "twilio", "--json", "--seconds", "120", "--number", OWN, "--phone", f"{FRIEND}=person", "--phone", f"{BUSY}=busy"],
    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
told = json.loads(process.stdout.readline())
http = Local(told["base"])
client = Client(told["account"], told["token"], http_client=http)


def ends(call, seconds=10):
    for _ in range(seconds * 20):
        call = client.calls(call.sid).fetch()
        if call.status in ("completed", "busy", "failed", "no-answer", "canceled"):
            return call
        time.sleep(0.05)
    raise AssertionError(f"still {call.status}")


@checks.check("a call is placed, seen and hung up")
def _():
    call = client.calls.create(to=FRIEND, from_=OWN, twiml="<Response><Pause length='60'/></Response>", status_callback_event=["ringing", "answered"])
    assert call.status == "queued" and call.direction == "outbound-api", call.status
    assert not (found := complain(http.last, "api.v2010.account.call")), found
    for _ in range(100):
        if client.calls(call.sid).fetch().status == "in-progress":
            break
        time.sleep(0.05)
    assert client.calls(call.sid).update(status="completed").sid == call.sid
    assert ends(call).status == "completed"
    assert not (found := complain(http.last, "api.v2010.account.call")), found
    assert int(ends(call).duration) >= 0


@checks.check("who is busy is busy, and who is not there fails")
def _():
    twiml = "<Response><Hangup/></Response>"
    assert ends(client.calls.create(to=BUSY, from_=OWN, twiml=twiml)).status == "busy"
    assert ends(client.calls.create(to="+14155552699", from_=OWN, twiml=twiml)).status == "failed"


@checks.check("calls are listed in pages")
def _():
    assert len(client.calls.list(page_size=1)) == 3
    assert [c.to for c in client.calls.list(to=BUSY)] == [BUSY]


@checks.check("what is wrong is refused with Twilio's number")
def _():
    for given, code in [
        (dict(to="nobody", from_=OWN, twiml="<Response/>"), 21211), (dict(to=FRIEND, from_="+15550000", twiml="<Response/>"), 21210),
        (dict(to=FRIEND, from_=OWN), 21205), (dict(to="+19005550123", from_=OWN, twiml="<Response/>"), 21215),
    ]:
        try:
            client.calls.create(**given)
        except TwilioRestException as error:
            assert error.code == code, error
        else:
            raise AssertionError(f"{given} was taken")
    try:
        Client(told["account"], "wrong", http_client=http).calls("CA" + "0" * 32).fetch()
    except TwilioRestException as error:
        assert (error.status, error.code) == (401, 20003), error
    else:
        raise AssertionError("a wrong token was taken")


@checks.check("numbers are found, bought, changed and given back")
def _():
    offered = client.available_phone_numbers("US").local.list(area_code=510, limit=3)
    assert len(offered) == 3 and all(n.phone_number.startswith("+1510") for n in offered)
    bought = client.incoming_phone_numbers.create(phone_number=offered[0].phone_number, voice_url="https://one.example/voice")
    assert not (found := complain(http.last, "api.v2010.account.incoming_phone_number")), found
    assert bought.voice_url == "https://one.example/voice"
    assert client.incoming_phone_numbers(bought.sid).update(voice_url="https://two.example/voice").voice_url == "https://two.example/voice"
    assert [n.sid for n in client.incoming_phone_numbers.list(phone_number=bought.phone_number)] == [bought.sid]
    assert client.incoming_phone_numbers(bought.sid).delete()


@checks.check("a call is recorded")
def _():
    call = client.calls.create(to=FRIEND, from_=OWN, twiml="<Response><Pause length='60'/></Response>")
    for _ in range(100):
        if client.calls(call.sid).fetch().status == "in-progress":
            break
        time.sleep(0.05)
    recording = client.calls(call.sid).recordings.create(recording_channels="dual")
    assert not (found := complain(http.last, "api.v2010.account.call.call_recording")), found
    assert client.calls(call.sid).recordings(recording.sid).update(status="stopped").status == "completed"
    client.calls(call.sid).update(status="completed")
    assert [r.sid for r in client.recordings.list(call_sid=call.sid)] == [recording.sid]
    assert client.recordings(recording.sid).delete()


end(process)
sys.exit(checks.status)
