#!/usr/bin/env python3
"""The console in Chromium in front of `phonepatch demo`: the real server with the Lab's telephone network and Discord behind it.
Everything is shown as it is; a browser with a fake microphone joins a room and hears the caller and the channel, and they hear it;
calls are placed, steered and ended; no page complains, is too wide, or has a serious finding. PEER_SCREENSHOTS=FOLDER keeps pictures.

needs: console/browser.txt
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy

from peer import Checks, skip

sys.path.insert(0, str(Path(__file__).resolve().parent / "console"))
from browser import CHROMIUM, Browser, axe_source, speech

if not CHROMIUM:
    skip("there is no Chromium here (Debian's package: chromium)")


class Bridge:
    """The demo, as a server that `Browser.visit` may look at."""

    def __init__(self):
        program = os.environ.get("PEER_PROGRAM", ".build/debug/phonepatch")
        self.process = subprocess.Popen([program, "demo", "--port", "0"], stdout=subprocess.PIPE, text=True, bufsize=1)
        for line in self.process.stdout:
            if "#token=" in line:
                self.origin, self.token = line.strip().split("/#token=")
                break
        else:
            raise AssertionError("the demo tells no address")

    def ask(self, path, method="GET", body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.origin + path, data, {"Authorization": f"Bearer {self.token}"}, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def wait(self, what, seconds=30):
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, f"the server is not so far: {self.ask('/v1/rooms')}"
            time.sleep(0.2)
        return found

    def room(self):
        """The room in which all of them are."""
        for room in self.ask("/v1/rooms")["items"]:
            if {"phone", "discord"} <= {leg["kind"] for leg in room["legs"]}:
                return room
        return None

    # Between two visits it goes on.
    def shutdown(self):
        pass

    def server_close(self):
        pass

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


checks = Checks()
folder = tempfile.TemporaryDirectory()
microphone, _ = speech(folder.name)
bridge = Bridge()
browser = Browser(microphone)


@checks.check("the room with a caller and a Discord channel: names, figures, privacy code, levels that move")
def live():
    room = bridge.wait(lambda: (found := bridge.room()) and any((leg.get("discord") or {}).get("privacy_code") for leg in found["legs"]) and found)
    visit = browser.visit(server=bridge)
    for words in ["+1415•••2671", "#Lounge", "ada", "bela", "The phone leg is not end-to-end encrypted", "ms in"]:
        visit.until(words, 15)
    code = next(leg["discord"]["privacy_code"] for leg in bridge.room()["legs"] if leg["kind"] == "discord")
    visit.until(" ".join(code[i:i + 5] for i in range(0, 30, 5)))
    meters = visit.page.get_by_role("meter")
    loudest = {}
    end = time.monotonic() + 25
    while time.monotonic() < end and (len(loudest) < 2 or min(loudest.values()) < -50):
        for i in range(meters.count()):
            loudest[i] = max(loudest.get(i, -127), int(meters.nth(i).get_attribute("aria-valuenow")))
        visit.page.wait_for_timeout(100)
    assert len(loudest) >= 2 and min(loudest.values()) > -50, f"nobody speaks: {loudest}"
    assert not visit.complaints and not visit.foreign, (visit.complaints, visit.foreign)
    visit.close()


@checks.check("a browser joins, hears caller and channel, is heard, is muted and taken out")
def softphone():
    room = bridge.wait(bridge.room)
    visit = browser.visit(server=bridge)
    visit.until("#Lounge", 15)
    visit.page.get_by_role("button", name="Talk in this room").first.click()
    visit.until("You are in #Lounge", 15)
    mine = bridge.wait(lambda: next((leg for leg in (bridge.room() or room)["legs"] if leg["kind"] == "browser"), None))
    assert mine["name"] == "Console", mine
    heard, rate = visit.hear(3, lambda heard, rate: numpy.sqrt(numpy.mean(heard ** 2)) > 0.005, patience=40)
    print(f"note: what the browser heard: {20 * numpy.log10(numpy.sqrt(numpy.mean(heard ** 2))):.0f} dBov")
    bridge.wait(lambda: next((leg for leg in (bridge.room() or room)["legs"] if leg["kind"] == "browser" and leg["level"] > -50), None))
    visit.shoot("real-joined")
    visit.page.get_by_role("button", name="Mute Console", exact=False).first.click()
    bridge.wait(lambda: next((leg for leg in (bridge.room() or room)["legs"] if leg["kind"] == "browser" and leg["muted"]), None))
    bridge.ask(f"/v1/rooms/{room['name']}/legs/{mine['id']}", "DELETE")
    visit.until("Talk from here", 10)
    assert not visit.complaints, visit.complaints
    visit.close()


@checks.check("a call is placed, rings, is answered, held, brought back and hung up; its history and timeline are there")
def calling():
    visit = browser.visit(server=bridge, path="/dial")
    visit.reach("Number")
    visit.page.keyboard.type("+14155550111")
    visit.page.keyboard.press("Enter")
    call = bridge.wait(lambda: next((call for call in bridge.ask("/v1/calls?state=active")["items"] if call["to"] == "+14155550111"), None))
    bridge.wait(lambda: bridge.ask(f"/v1/calls/{call['id']}")["state"] == "live")
    visit.go("/live")
    visit.until("+1415•••0111", 10)
    visit.page.get_by_role("button", name="Hold +1415•••0111").click()
    bridge.wait(lambda: bridge.ask(f"/v1/calls/{call['id']}")["state"] == "held")
    visit.until("On hold")
    visit.shoot("real-held")
    visit.page.get_by_role("button", name="Hold +1415•••0111").click()
    bridge.wait(lambda: bridge.ask(f"/v1/calls/{call['id']}")["state"] == "live")
    visit.page.get_by_role("button", name="Hang up +1415•••0111").click()
    bridge.wait(lambda: bridge.ask(f"/v1/calls/{call['id']}")["state"] == "ended")
    visit.go("/history?outcome=completed&direction=outbound")
    visit.until("+14155550111", 10)
    visit.go(f"/calls/{call['id']}")
    visit.until("Hung up by", 10)
    visit.go("/dial")
    visit.reach("Number")
    visit.page.keyboard.type("+44 20 7946 0018")
    visit.page.keyboard.press("Enter")
    for words in ["The country is not allowed", "PHONEPATCH_POLICY_COUNTRIES"]:
        visit.until(words)
    assert not [one for one in visit.complaints if "403" not in one], visit.complaints
    visit.close()


PAGES = ["/live", "/dial", "/history", "/numbers", "/checks"]


@checks.check("no page is wider than its window, none has a serious finding, none complains")
def pages():
    source = axe_source()
    found = []
    ended = bridge.ask("/v1/calls?state=ended")["items"]
    shown = {path: path.replace("/", "-") for path in PAGES} | {f"/calls/{call['id']}": "-call" for call in ended[:1]}
    for scheme, width in [("light", 1280), ("dark", 360)]:
        visit = browser.visit(server=bridge, width=width, height=800, scheme=scheme, bypass_csp=True)
        for path, name in shown.items():
            visit.go(path)
            visit.page.wait_for_timeout(1500)
            if path == "/checks":
                visit.until("libopus", 30)
            visit.shoot(f"real{name}-{scheme}-{width}")
            assert visit.overflow() == [0, []], f"{path} at {width}: {visit.overflow()}"
            visit.page.evaluate(source)
            found += [f"{path} {scheme}: {v['id']}: {v['nodes'][0]['target']}" for v in visit.page.evaluate("axe.run()")["violations"]
                      if v["impact"] in ("serious", "critical")]
        assert not visit.complaints and not visit.foreign, (visit.complaints, visit.foreign)
        visit.close()
    assert not found, "\n".join(found)


browser.close()


@checks.check("Ctrl-C ends the demo, and well")
def ending():
    status = bridge.end()
    assert status == 0, f"it ends with {status}"


sys.exit(checks.status)
