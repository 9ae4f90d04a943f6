#!/usr/bin/env python3
"""The TwiML that we write is, in canonical form, what Twilio's SDK writes for the same verbs.

needs: requirements.txt
"""
import json
import random
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from twilio.twiml.voice_response import Connect, Stream, VoiceResponse

from peer import Checks, phonepatch

checks = Checks()
lottery = random.Random(7)
TEXTS = ["Hello", "a & b < c > d", 'quote " and \' there', "žluť ☎ 🙂", "  spaces  ", "line\nbreak", "tab\there", "]]>", "&amp;", "é"]


def text():
    return lottery.choice(TEXTS)


def verb():
    """A verb as our command takes it, and a function that adds it to the SDK's response."""
    kind = lottery.choice(["Connect", "Connect", "Hangup", "Pause", "Play", "Redirect", "Reject", "Say"])
    item = {"verb": kind}
    if kind == "Connect":
        item |= {"url": f"wss://example.com/media/{lottery.randrange(9)}?a=1&b=2"}
        item |= {k: text() for k in ("name", "action", "audioFormat", "sampleRate") if lottery.random() < 0.4}
        item["parameters"] = [[text(), text()] for _ in range(lottery.randrange(4))]

        def add(response):
            connect = Connect(action=item.get("action"))
            more = {k: item[n] for k, n in (("audio_format", "audioFormat"), ("sample_rate", "sampleRate")) if n in item}
            stream = Stream(url=item["url"], name=item.get("name"), **more)
            for name, value in item["parameters"]:
                stream.parameter(name=name, value=value)
            connect.append(stream)
            response.append(connect)
    elif kind == "Hangup":
        def add(response):
            response.hangup()
    elif kind == "Pause":
        item["length"] = lottery.randrange(1, 60)

        def add(response):
            response.pause(length=item["length"])
    elif kind == "Play":
        item["url"] = "https://example.com/a.wav?x=1&y=é"
        if lottery.random() < 0.5:
            item["loop"] = lottery.randrange(5)

        def add(response):
            response.play(item["url"], loop=item.get("loop"))
    elif kind == "Redirect":
        item["url"] = "/next?a=1&b=2"

        def add(response):
            response.redirect(item["url"])
    elif kind == "Reject":
        item["reason"] = lottery.choice(["busy", "rejected"])

        def add(response):
            response.reject(reason=item["reason"])
    else:
        item["text"] = text()
        item |= {k: v for k, v in (("voice", "alice"), ("language", "cs-CZ")) if lottery.random() < 0.5}

        def add(response):
            response.say(item["text"], voice=item.get("voice"), language=item.get("language"))
    return item, add


@checks.check("500 random documents are the same in canonical form")
def _():
    lists, wanted = [], []
    for _ in range(500):
        items, response = [], VoiceResponse()
        for _ in range(lottery.randrange(5)):
            item, add = verb()
            items.append(item)
            add(response)
        lists.append(items)
        wanted.append(str(response))
    done = subprocess.run([phonepatch, "peer-twiml"], input="".join(json.dumps(i) + "\n" for i in lists),
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line)["xml"] for line in done.stdout.splitlines()]
    assert len(answers) == len(wanted)
    for items, ours, theirs in zip(lists, answers, wanted):
        assert ours.startswith('<?xml version="1.0" encoding="UTF-8"?>'), ours
        ours, theirs = (ElementTree.canonicalize(document) for document in (ours, theirs))
        assert ours == theirs, f"{items}\nours:   {ours}\ntheirs: {theirs}"


sys.exit(checks.status)
