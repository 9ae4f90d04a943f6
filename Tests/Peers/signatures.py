#!/usr/bin/env python3
"""Twilio's own SDK signs 10 000 random requests: ours must be the same signatures and the same verdicts.

needs: requirements.txt
"""
import json
import random
import re
import subprocess
import sys
from hashlib import sha256
from urllib.parse import quote

from twilio.request_validator import RequestValidator

from peer import Checks, phonepatch

checks = Checks()
lottery = random.Random(20260401)
COUNT = 10_000

HOSTS = ["example.com", "xn--caf-dma.example", "127.0.0.1", "a.b.c.d.example.org", "[::1]"]
PATHS = ["", "/", "/voice", "/a//b", "/twilio/guild/42/", "/%2Fenc%20oded", "/ümlaut", "/voice.php"]
NAMES = ["CallSid", "From", "To", "Digits", "callsid", "A", "a", "AA", "Ünï", "Speech Result", "x-y", "1", "", "Z" * 40]
VALUES = ["", " ", "+14158675310", "a b", "žluť ☎", "🙂", "0", "x" * 300, "&=+%", "\t", "\r\n", "A", "B", "é", "e\u0301"]


class MultiDict(dict):
    """As web frameworks hand a form over: every value of a name."""

    def getlist(self, name):
        return dict.__getitem__(self, name)


def url(scheme):
    port = lottery.choice(["", "", "", ":8443", ":443", ":80", ":1"])
    query = ""
    if lottery.random() < 0.5:
        pairs = [f"{quote(lottery.choice(NAMES))}={quote(lottery.choice(VALUES), safe='')}"
                 for _ in range(lottery.randrange(4))]
        query = "&".join(pairs) + lottery.choice(["", "", "&", "&flag"])
        # Not a "?" with nothing behind it: the SDK drops it before it signs, which no request on the wire does.
        query = "?" + query if query else ""
    return f"{scheme}://{lottery.choice(HOSTS)}{port}{lottery.choice(PATHS)}{query}"


def question():
    """A request, the SDK's signature of it and its verdict on a signature that may be spoilt."""
    token = lottery.choice(["12345", "a" * 32, "é☎", "t" * 100])
    validator = RequestValidator(token)
    kind = lottery.choice(["form", "form", "form", "get", "json"])
    address = url(lottery.choice(["https", "https", "http"]))
    fields, body, params = [], None, {}
    if kind == "form":
        fields = [[lottery.choice(NAMES), lottery.choice(VALUES)] for _ in range(lottery.randrange(9))]
        lists = {}
        for name, value in fields:
            lists.setdefault(name, []).append(value)
        params = MultiDict(lists)
    elif kind == "json":
        body = json.dumps({lottery.choice(NAMES): lottery.choice(VALUES)}, ensure_ascii=lottery.random() < 0.5)
        digest = sha256(body.encode()).hexdigest()
        if lottery.random() < 0.9:
            address += ("&" if "?" in address else "?") + "bodySHA256=" + digest
    signature = validator.compute_signature(address, params)
    sent, sent_address, sent_fields, sent_body = signature, address, fields, body
    spoil = lottery.randrange(10)
    if spoil == 0:
        sent = sent[:-3] + ("A=" if sent[-3:-1] != "A" else "B=")
    elif spoil == 1 and kind == "form":
        sent_fields = fields + [["Extra", "1"]]
    elif spoil == 2 and kind == "json":
        sent_body = body + " "
    elif spoil == 3:
        sent_address = address.replace("://", "://x", 1)
    elif spoil == 4:
        sent = lottery.choice(["", "=", signature.lower(), signature + " ", signature[:-1]])
    elif spoil == 5 and "[" not in address:
        # (The SDK loses the brackets of an IPv6 address when it takes the port away.)
        # What some products sign: without the port, or with the scheme's own.
        scheme, rest = address.split("://", 1)
        host, slash, tail = rest.partition("/")
        bare = re.sub(r":\d+$", "", host)
        other = bare + lottery.choice(["", ":443" if scheme == "https" else ":80", ":9"])
        sent = validator.compute_signature(f"{scheme}://{other}{slash}{tail}", params)
    lists = {}
    for name, value in sent_fields:
        lists.setdefault(name, []).append(value)
    try:
        verdict = validator.validate(sent_address, sent_body if kind == "json" else MultiDict(lists), sent)
    except TypeError:  # a body without bodySHA256: the SDK stumbles, which refuses it as well
        verdict = False
    ask = {"tokens": [token], "url": sent_address, "signature": sent}
    if kind == "json":
        ask["body"] = sent_body
    else:
        ask["fields"] = sent_fields
    return ask, validator.compute_signature(sent_address, MultiDict(lists) if kind != "json" else {}), bool(verdict)


def ours(asks):
    done = subprocess.run([phonepatch, "peer-signature"], input="".join(json.dumps(a) + "\n" for a in asks),
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(asks), f"{len(answers)} answers to {len(asks)} questions"
    return answers


@checks.check(f"{COUNT} random requests: signatures and verdicts")
def _():
    questions = [question() for _ in range(COUNT)]
    wrong = []
    for (ask, signature, verdict), answer in zip(questions, ours([q[0] for q in questions])):
        if answer["signature"] != signature:
            wrong.append(f"signature {answer['signature']}, SDK {signature}: {ask}")
        elif answer["accepted"] != verdict:
            wrong.append(f"accepted {answer['accepted']}, SDK {verdict}: {ask}")
    accepted = sum(q[2] for q in questions)
    assert not wrong, f"{len(wrong)} differ; the first: " + "\n".join(wrong[:3])
    assert COUNT // 10 < accepted < COUNT - COUNT // 10, f"{accepted} accepted: this tests too little"


@checks.check("either of two tokens, and no empty one")
def _():
    signature = RequestValidator("second").compute_signature("https://h/p", {})
    nobody = RequestValidator("").compute_signature("https://h/p", {})
    asks = [{"tokens": tokens, "url": "https://h/p", "signature": s} for tokens, s in
            ((["first", "second"], signature), (["first"], signature), (["first", ""], nobody), ([], nobody))]
    assert [a["accepted"] for a in ours(asks)] == [True, False, False, False]


@checks.check("upgrades to a WebSocket: the spellings that Twilio's products sign")
def _():
    validator = RequestValidator("12345")
    asks, wanted = [], []
    for signed, asked, verdict in (("wss://h/media/x", "wss://h/media/x", True), ("https://h/media/x", "wss://h/media/x", True),
                                   ("wss://h/media/x/", "wss://h/media/x", True), ("wss://h:443/media/x", "wss://h/media/x", True),
                                   ("wss://h/media/y", "wss://h/media/x", False), ("wss://other/media/x", "wss://h/media/x", False)):
        asks.append({"tokens": ["12345"], "url": asked, "upgrade": True, "signature": validator.compute_signature(signed, {})})
        wanted.append(verdict)
    assert [a["accepted"] for a in ours(asks)] == wanted


sys.exit(checks.status)
