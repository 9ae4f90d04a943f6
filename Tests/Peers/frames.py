#!/usr/bin/env python3
"""Every message that we write, in both roles, fits Twilio's AsyncAPI contract with surplus members refused.

needs: requirements.txt
"""
import random
import sys

import carrier
from contract import Contract
from peer import Checks

checks = Checks()
lottery = random.Random(11)
contract = Contract(also_formats=True)
CALL, ACCOUNT = "CA" + "1b" * 16, "AC" + "2c" * 16
ODD = 'q"\\/\b\f\n\r\t\x01\x1f\x7f é ☎ 🙂'
STREAMS = ["MZ" + "0a" * 16, ODD]
LENGTHS = [*range(8), 159, 160, 161, 320, 8000]
NAMES = ["", "g7:42", ODD, "x" * 300]


@checks.check("the contract refuses what is surplus, missing, twice there or of another type")
def _():
    # A check that finds nothing in these finds nothing at all.
    for sign, frame in (
        (">", '{"event":"media","streamSid":"MZ","media":{"payload":"AAAA","track":"outbound"}}'),
        (">", '{"event":"media","streamSid":"MZ","sequenceNumber":"1","media":{"payload":"AAAA"}}'),
        (">", '{"event":"media","streamSid":"MZ","media":{"payload":"AAA"}}'),
        (">", '{"event":"media","media":{"payload":"AAAA"}}'), (">", '{"event":"clear","streamSid":"MZ","mark":{}}'),
        (">", '{"event":"mark","streamSid":"MZ","mark":{"name":1}}'), (">", '{"event":"dtmf","streamSid":"MZ"}'),
        (">", '{"event":"clear","streamSid":"MZ","streamSid":"MZ"}'), ("<", '{"event":"clear","streamSid":"MZ"}'),
        ("<", '{"event":"stop","sequenceNumber":7,"streamSid":"MZ","stop":{"accountSid":"","callSid":""}}'),
        ("<", '{"event":"dtmf","sequenceNumber":"1","streamSid":"MZ","dtmf":{"track":"inbound","digit":"1"}}'),
        (">", "[]"), (">", "{"),
    ):
        assert contract.complaint(sign, frame), f"passed: {sign} {frame}"
    contract.check(">", '{"event":"media","streamSid":"MZ","media":{"payload":"AAAA"}}')


@checks.check("what an application sends")
def _():
    for stream in STREAMS:
        for length in LENGTHS:
            contract.check(">", carrier.media(stream, lottery.randbytes(length)))
        for name in NAMES:
            contract.check(">", carrier.mark(stream, name))
        contract.check(">", carrier.clear(stream))


@checks.check("what a carrier sends")
def _():
    contract.check("<", carrier.connected())
    formats = [(carrier.MULAW, 8000), (carrier.ALAW, 8000), *((carrier.L16, rate) for rate in (8000, 16000, 24000))]
    for stream in STREAMS:
        for encoding, rate in formats:
            for tracks in (0, carrier.INBOUND, carrier.OUTBOUND, carrier.INBOUND | carrier.OUTBOUND):
                for parameters in ({}, {"token": "x", ODD: ODD, "": ""}):
                    start = carrier.start(stream, ACCOUNT, CALL, parameters, encoding, rate, tracks)
                    start = contract.check("<", start)["start"]
                    assert start["customParameters"] == parameters and start["mediaFormat"]["sampleRate"] == rate
        for number in (2, 2**32, 2**64 - 1):
            for track in (carrier.INBOUND, carrier.OUTBOUND):
                for length in LENGTHS:
                    sound = lottery.randbytes(length)
                    contract.check("<", carrier.track_media(number, stream, track, number, 20, sound))
            for digit in "0123456789*#ABCD":
                contract.check("<", carrier.dtmf(number, stream, digit))
            for name in NAMES:
                contract.check("<", carrier.mark_echo(number, stream, name))
            contract.check("<", carrier.stop(number, stream, ACCOUNT, CALL))


@checks.check("we read every message that we write, as it was meant")
def _():
    stream, sound = STREAMS[0], lottery.randbytes(160)
    found = carrier.read(carrier.track_media(7, stream, carrier.OUTBOUND, 3, 60, sound))
    meant = {"kind": "media", "payload": sound, "sequence_number": 7, "chunk": 3, "timestamp_ms": 60,
             "track": carrier.OUTBOUND}
    assert meant.items() <= found.items(), found
    found = carrier.read(carrier.start(stream, ACCOUNT, CALL, {"a": "b"}))
    meant = {"kind": "start", "stream_sid": stream.encode(), "call_sid": CALL.encode(), "account_sid": ACCOUNT.encode(),
             "encoding": carrier.MULAW, "sample_rate": 8000}
    assert meant.items() <= found.items(), found
    for name in NAMES[1:]:
        assert carrier.read(carrier.mark(stream, name))["mark_name"] == name.encode()


sys.exit(checks.status)
