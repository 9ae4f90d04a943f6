#!/usr/bin/env python3
"""A telephone network of other people's software calls `phonepatch serve`: Twilio's SDK signs, `requests` asks for TwiML,
`websockets` carries the sound of two callers, and every frame that comes back is held against the contract.

needs: requirements.txt
"""
import asyncio
import base64
import json
import random
import sys
import time
import xml.etree.ElementTree as ElementTree

import requests
import websockets

from contract import Contract
from peer import Checks, end
from serve import serve, sid, validator

checks = Checks()
lottery = random.Random(5)
contract = Contract()


def webhook(call, signature=None, **headers):
    fields = {"CallSid": call, "AccountSid": sid("AC"), "From": "+15550100001", "To": "+15550199", "CallStatus": "ringing",
              "ApiVersion": "2010-04-01", "Direction": "inbound"}
    address = f"{base}/twilio/voice"
    signature = validator.compute_signature(address, fields) if signature is None else signature
    more = {"X-Twilio-Signature": signature} if signature else {}
    return requests.post(address, data=fields, headers={**more, **headers}, timeout=10)


def stream_of(answer):
    """The address and parameters of <Connect><Stream> in TwiML."""
    assert answer.status_code == 200 and "xml" in answer.headers["content-type"], (answer.status_code, answer.headers)
    stream = ElementTree.fromstring(answer.content).find("Connect/Stream")
    assert stream is not None, answer.text
    return stream.get("url"), {p.get("name"): p.get("value") for p in stream.findall("Parameter")}


def connect(address, signature=None):
    signature = validator.compute_signature(address, {}) if signature is None else signature
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return websockets.connect(address, additional_headers=headers, user_agent_header="Twilio.TmeWs/1.0", compression=None,
                              ping_interval=None)


async def refused(address, signature=None):
    try:
        async with connect(address, signature):
            raise AssertionError("the upgrade was accepted")
    except websockets.InvalidStatus as error:
        assert error.response.status_code == 403, error.response.status_code


class Phone:
    """One caller: sends frames of its own every 20 ms and keeps what comes back."""

    def __init__(self, address, parameters, call):
        self.address, self.parameters, self.call = address, parameters, call
        self.stream, self.account, self.heard, self.sequence = sid("MZ"), sid("AC"), b"", 0
        self.frames = [bytes(lottery.choice(range(0x80, 0xF0)) for _ in range(160)) for _ in range(200)]

    async def send(self, socket, event, **members):
        message = {"event": event, **members}
        if event != "connected":
            self.sequence += 1
            message |= {"sequenceNumber": str(self.sequence), "streamSid": self.stream}
        await socket.send(json.dumps(message))

    async def talk(self):
        async with connect(self.address) as socket:
            await self.send(socket, "connected", protocol="Call", version="1.0.0")
            await self.send(socket, "start", start={
                "accountSid": self.account, "streamSid": self.stream, "callSid": self.call, "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": self.parameters})
            listening = asyncio.create_task(self.listen(socket))
            begin = time.monotonic()
            for index, frame in enumerate(self.frames):
                await asyncio.sleep(max(0, begin + index * 0.02 - time.monotonic()))
                await self.send(socket, "media", media={
                    "track": "inbound", "chunk": str(index + 1), "timestamp": str(index * 20),
                    "payload": base64.b64encode(frame).decode()})
            await asyncio.sleep(1)
            await self.send(socket, "stop", stop={"accountSid": self.account, "callSid": self.call})
        await listening

    async def listen(self, socket):
        try:
            async for text in socket:
                assert isinstance(text, str), "a binary frame"
                message = contract.check(">", text)
                event = message["event"]
                assert message["streamSid"] == self.stream, message
                if event == "media":
                    self.heard += base64.b64decode(message["media"]["payload"], validate=True)
                elif event == "mark":
                    await self.send(socket, "mark", mark=message["mark"])
        except websockets.ConnectionClosed:
            pass


def share_heard(speaker, listener):
    """Which part of the speaker's frames arrived whole and in order."""
    at = found = 0
    for frame in speaker.frames:
        place = listener.heard.find(frame, at)
        if place >= 0:
            at, found = place + len(frame), found + 1
    return found / len(speaker.frames)


with serve() as (base, process):

    @checks.check("a webhook without Twilio's signature, or with a wrong one, is refused")
    def _():
        assert webhook(sid("CA"), signature="").status_code == 403
        assert webhook(sid("CA"), signature=validator.compute_signature(base, {})).status_code == 403

    @checks.check("a retried webhook gets the same TwiML, a new call its own")
    def _():
        call = sid("CA")
        first, again = (webhook(call, **{"I-Twilio-Idempotency-Token": "t1"}).text for _ in range(2))
        assert first == again
        assert webhook(sid("CA"), **{"I-Twilio-Idempotency-Token": "t2"}).text != first

    @checks.check("a media socket is refused without signature, with a wrong token, and the second time")
    def _():
        async def go():
            address, _ = stream_of(webhook(sid("CA")))
            await refused(address, "")
            await refused(address, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
            await refused(address[:-4] + ("aaaa" if address[-4:] != "aaaa" else "bbbb"))
            async with connect(address):
                pass
            await refused(address)

        asyncio.run(go())

    @checks.check("two callers hear each other's bytes, in frames that fit the contract")
    def _():
        async def go():
            phones = []
            for _ in range(2):
                call = sid("CA")
                phones.append(Phone(*stream_of(webhook(call)), call))
            await asyncio.gather(*(phone.talk() for phone in phones))
            for speaker, listener in (phones, reversed(phones)):
                share = share_heard(speaker, listener)
                # What is missing is sound from before the other was there, and whatever a busy machine delays.
                assert share > 0.6, f"{share:.0%} of the frames arrived"

        asyncio.run(go())

    @checks.check("SIGTERM ends it with 0")
    def _():
        assert end(process) == 0, process.returncode

sys.exit(checks.status)
