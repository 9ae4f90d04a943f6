#!/usr/bin/env python3
"""Every message that we write, in both roles, fits Twilio's AsyncAPI contract with surplus members refused.

needs: requirements.txt
"""
import json
import random
import sys

import carrier
from contract import closed, fits, schemas
from peer import Checks

checks = Checks()
lottery = random.Random(11)
STREAM, CALL, ACCOUNT = "MZ" + "0a" * 16, "CA" + "1b" * 16, "AC" + "2c" * 16
TEXTS = ["m1", "", "žluť ☎ 🙂", 'quo"te \\ slash', "\n\t\x01", "x" * 300]


def payload():
    return bytes(lottery.randrange(256) for _ in range(lottery.choice([0, 1, 159, 160, 161, 4000])))


@checks.check("the closed contract refuses what is surplus, missing or of another type")
def _():
    good = {"event": "media", "streamSid": STREAM, "media": {"payload": ""}}
    fits("MediaOutboundMedia", json.dumps(good))
    for bad in (good | {"sequenceNumber": "1"}, good | {"media": {"payload": "", "track": "inbound"}},
                {"event": "media", "media": {"payload": ""}}, good | {"streamSid": 1}):
        assert not closed(schemas["MediaOutboundMedia"]).is_valid(bad), bad


@checks.check("what an application sends")
def _():
    for _ in range(200):
        fits("MediaOutboundMedia", carrier.media(STREAM, payload()))
        fits("MediaOutboundMark", carrier.mark(STREAM, lottery.choice(TEXTS)))
        fits("MediaOutboundClear", carrier.clear(STREAM))


@checks.check("what a carrier sends")
def _():
    fits("MediaConnected", carrier.connected())
    for sequence in range(2, 202):
        number = lottery.choice([sequence, 2**32, 2**63])
        parameters = {lottery.choice(TEXTS[:1] + TEXTS[2:]): lottery.choice(TEXTS) for _ in range(lottery.randrange(4))}
        for tracks in (carrier.INBOUND, carrier.OUTBOUND, carrier.INBOUND | carrier.OUTBOUND):
            start = fits("MediaStart", carrier.start(STREAM, ACCOUNT, CALL, parameters, tracks=tracks))
            assert start["start"]["customParameters"] == parameters and start["sequenceNumber"] == "1"
        sound = payload()
        track = lottery.choice([carrier.INBOUND, carrier.OUTBOUND])
        fits("MediaMedia", carrier.track_media(number, STREAM, track, sequence, sequence * 20, sound))
        fits("MediaDtmf", carrier.dtmf(number, STREAM, lottery.choice("0123456789*#")))
        fits("MediaMark", carrier.mark_echo(number, STREAM, lottery.choice(TEXTS)))
        fits("MediaStop", carrier.stop(number, STREAM, ACCOUNT, CALL))


@checks.check("we read every message that we write, as it was meant")
def _():
    sound = payload()
    found = carrier.read(carrier.track_media(7, STREAM, carrier.OUTBOUND, 3, 60, sound))
    assert (found["kind"], found["payload"], found["sequence_number"], found["chunk"], found["timestamp_ms"], found["track"]) == (
        "media", sound, 7, 3, 60, carrier.OUTBOUND), found
    found = carrier.read(carrier.start(STREAM, ACCOUNT, CALL, {"a": "b"}))
    assert (found["kind"], found["stream_sid"], found["call_sid"], found["account_sid"], found["encoding"],
            found["sample_rate"]) == ("start", STREAM.encode(), CALL.encode(), ACCOUNT.encode(), carrier.MULAW, 8000), found
    for name in TEXTS[:1] + TEXTS[2:]:
        assert carrier.read(carrier.mark(STREAM, name))["mark_name"] == name.encode()


sys.exit(checks.status)
