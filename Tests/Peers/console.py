#!/usr/bin/env python3
"""The console in Chromium, in front of a stand-in for the server: every action by keyboard, nothing wider than 360 px, axe-core
without a finding, and a softphone whose sound is what the microphone gave. PEER_SCREENSHOTS=FOLDER keeps pictures of every page.
Words after the command choose the checks whose names contain one.

needs: console/browser.txt
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

from peer import Checks, skip

sys.path.insert(0, str(Path(__file__).resolve().parent / "console"))
import softphone
from browser import CHROMIUM, Browser, axe_source, loudness, speech

if not CHROMIUM:
    skip("there is no Chromium here (Debian's package: chromium)")


class Chosen(Checks):
    def check(self, name):
        words = sys.argv[1:]
        return super().check(name) if not words or any(word in name for word in words) else lambda function: function


checks = Chosen()
folder = tempfile.TemporaryDirectory()
microphone, said = speech(folder.name)
browser = Browser(microphone)
PAGES = {"live": "/live", "dial": "/dial", "history": "/history", "call": "/calls/call-h1", "failed-call": "/calls/call-h5", "numbers": "/numbers", "checks": "/checks"}
SCENES = ["busy", "empty", "bare", "broken"]
PICTURES = os.environ.get("PEER_SCREENSHOTS")
# Colours differ by the one, places by the other: two looks see all of both. Pictures are taken of all four.
LOOKS = [("light", 1280), ("dark", 360)] + ([("dark", 1280), ("light", 360)] if PICTURES else [])
# Where a scene shows something that no other does.
SHOWN = {"busy": list(PAGES), "empty": ["live", "dial", "history", "numbers"], "bare": ["dial", "checks"], "broken": ["live"]}


@checks.check("the page's types hold (tsc)")
def types():
    if not shutil.which("tsc"):
        print("SKIP tsc is not there (Debian's package: node-typescript)")
        return
    done = subprocess.run(["tsc", "-p", str(Path(__file__).parent / "console")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@checks.check("signing in: a wrong token says what to do, a good one is kept out of the address, signing out forgets it")
def signing_in():
    visit = browser.visit(signed_in=False)
    visit.page.wait_for_function("document.activeElement?.tagName === 'INPUT'")
    visit.page.keyboard.type("not the token")
    visit.page.keyboard.press("Enter")
    visit.until("The token is not accepted")
    visit.until("Sign in with a token of this server.")
    visit.page.keyboard.type("console-test-token")
    visit.page.keyboard.press("Enter")
    visit.until("game-night")
    assert "token" not in visit.page.url
    visit.page.reload()
    visit.until("game-night")
    visit.press("Sign out")
    visit.until("One of the tokens")
    visit.page.reload()
    visit.until("One of the tokens")
    visit.close()
    visit = browser.visit()
    assert "token" not in visit.page.url, visit.page.url
    visit.server.token = "another"
    visit.go("/numbers")
    visit.until("You were signed out")
    visit.close()


@checks.check("live: rooms, figures, privacy; updates leave the focus alone; names are text, never markup")
def live():
    visit = browser.visit()
    for words in ["game-night", "Friday Game Night", "64 ms in, 58 ms out", "47.2 ms", "6.4 %", "4.3", "Sound is missing", "48291 03755 66120 93471 82650 39417",
                  "Encryption ends at this bridge. The phone leg is not end-to-end encrypted.", "Recording", "Grace Brewster", "On hold", "Muted"]:
        visit.until(words)
    visit.reach("Hold +4930")
    visit.server.world.rooms["game-night"]["legs"][0]["name"] = "<img src=x onerror=document.title='taken'>"
    visit.server.world.touch()
    visit.until("<img src=x onerror")
    visit.page.wait_for_timeout(2500)
    assert visit.page.evaluate("document.activeElement.textContent").startswith("Hold +4930"), "an update took the focus away"
    assert visit.page.title() == "Live · Phonepatch"
    meters = visit.page.get_by_role("meter")
    assert meters.count() >= 5
    levels = {meters.nth(i).get_attribute("aria-valuenow") for i in range(meters.count())}
    assert any(int(level) > -50 for level in levels), levels
    visit.close()


@checks.check("calls by keyboard: answer, decline, mute, hold, keys, hang up one and all, take out")
def acting():
    visit = browser.visit()
    server, page = visit.server, visit.page
    visit.press("Answer +3312")
    server.wait_for("POST", "/v1/calls/call-3/answer")
    visit.until_gone("is calling")
    server.world.add_call("inbound", "waiting", "+3526•••1234", "+14155550142", None, 0)
    server.world.touch()
    visit.until("+3526•••1234 is calling")
    visit.press("Decline +3526", "Space")
    server.wait_for("POST", "/v1/calls/call-6/decline")
    visit.press("Mute +4930")
    server.wait_for("POST", "/v1/calls/call-1/mute")
    page.wait_for_timeout(400)
    page.keyboard.press("Space")
    server.wait_for("POST", "/v1/calls/call-1/unmute")
    visit.press("Hold +4930")
    server.wait_for("POST", "/v1/calls/call-1/hold")
    visit.press("Mute #the-table")
    server.wait_for("POST", "/v1/rooms/game-night/legs/leg-d1/mute")
    visit.press("Send keys to +4930")
    page.keyboard.type("12#")
    assert [server.wait_for("POST", "/v1/calls/call-1/dtmf")["digits"] for _ in range(3)] == ["1", "2", "#"]
    visit.press("9")
    assert server.wait_for("POST", "/v1/calls/call-1/dtmf") == {"digits": "9"}
    page.keyboard.press("Escape")
    assert "Send keys" in page.evaluate("document.activeElement.ariaLabel"), "the focus does not come back from the dialog"
    visit.press("Take Dungeon master")
    visit.press("Take out")
    server.wait_for("DELETE", "/v1/rooms/game-night/legs/leg-a1")
    visit.press("Hang up +4930")
    server.wait_for("DELETE", "/v1/calls/call-1")
    visit.until_gone("+4930•••4711")
    visit.press("Hang up all")
    visit.press("Leave it")
    assert not [request for request in server.asked if request[:2] == ("DELETE", "/v1/calls")]
    visit.press("Hang up all")
    visit.press("Hang up all")
    server.wait_for("DELETE", "/v1/calls")
    visit.until("calls hung up")
    assert not visit.complaints, visit.complaints
    visit.close()


@checks.check("dialling by keyboard and by the pad; a refusal says cause and remedy; without a number it is said what is missing")
def dialling():
    visit = browser.visit("empty", "/dial")
    server, page = visit.server, visit.page
    visit.reach("Number")
    page.keyboard.type("020 7946 0018")
    page.keyboard.press("Enter")
    visit.until("Begin with + and the country code")
    assert not server.asked, server.asked
    page.keyboard.press("Control+a")
    page.keyboard.type("+44 20 7946 0018")
    page.keyboard.press("Enter")
    body = server.wait_for("POST", "/v1/calls")
    assert body == {"to": "+442079460018", "from": "+14155550142", "room": "lobby"}, body
    visit.until("Ringing")
    server.refuse = (403, "The country is not allowed", "+882 is a satellite network, which this server never calls.", "The operator can allow countries with PHONEPATCH_COUNTRIES.")
    visit.page.get_by_role("button", name="0, hold for plus").click(delay=700)
    for key in "88212345678":
        page.get_by_role("button", name=f"{key}, hold for plus" if key == "0" else key, exact=True).click()
    visit.press("Call", role="button")
    assert server.wait_for("POST", "/v1/calls")["to"] == "+88212345678"
    for words in ["The country is not allowed", "which this server never calls", "PHONEPATCH_COUNTRIES"]:
        visit.until(words)
    visit.close()
    bare = browser.visit("bare", "/dial")
    bare.until("No telephone network is set up")
    assert bare.page.get_by_role("button", name="Call", exact=True).is_disabled()
    bare.close()


@checks.check("history: filters, more, a player with a keyboard; one call's timeline; deleting a recording asks first")
def history():
    visit = browser.visit(path="/history")
    server, page = visit.server, visit.page
    visit.until("+3531•••7788")
    visit.press("Show earlier calls")
    visit.until("Busy")
    server.asked.clear()
    visit.go("/live")
    visit.go("/history?outcome=failed")
    assert server.wait_for("GET", "/v1/calls")["outcome"] == "failed"
    visit.until_gone("+4930•••4711")
    visit.reach("Number contains")
    page.keyboard.type("999")
    visit.until("No call fits")
    visit.press("Show all calls")
    visit.until("+4930•••4711")
    visit.press("Listen to the call with +4930")
    page.get_by_role("slider").wait_for()
    assert page.evaluate("document.activeElement.ariaLabel") == "Play the recording"
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    page.keyboard.press("Enter")
    place = page.get_by_role("slider")
    assert 0 <= int(place.get_attribute("aria-valuenow")) <= 2
    visit.reach("Place in the recording")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert int(place.get_attribute("aria-valuenow")) >= 5
    visit.go("/calls/call-h1")
    for words in ["From +4930•••4711", "Waits for somebody to answer", "Sound never arrived (2 times)", "consent: keypress 1", "Caller hung up, after 7:11"]:
        visit.until(words)
    visit.press("Delete this recording")
    visit.press("Delete it")
    server.wait_for("DELETE", "/v1/recordings/rec-1")
    visit.until("The recording is deleted")
    visit.go("/calls/call-nobody")
    visit.until("That call is not known")
    visit.close()


@checks.check("numbers and checks: link a number to a room; findings with remedies")
def numbers():
    visit = browser.visit(path="/numbers")
    visit.until("takes its calls, so the number's own address is not asked")
    visit.press("Link +442079460990")
    visit.page.keyboard.type("tea-room")
    visit.page.keyboard.press("Enter")
    assert visit.server.wait_for("PUT", "/v1/numbers/%2B442079460990") == {"room": "tea-room"}
    visit.until("Room tea-room")
    visit.close()
    visit = browser.visit("bare", "/checks")
    for words in ["2 things are wrong", "TWILIO_AUTH_TOKEN is not set", "Copy it from the console's front page", "PHONEPATCH_PUBLIC_URL"]:
        visit.until(words)
    visit.press("Check again")
    visit.until("2 things are wrong")
    visit.close()


@checks.check("a viewer is offered nothing that the server would refuse")
def viewer():
    visit = browser.visit()
    visit.server.world.role = "viewer"
    visit.page.reload()
    visit.until("game-night")
    names = [button.inner_text() for button in visit.page.get_by_role("button").all()]
    assert not [name for name in names if "Sign out" not in name], names
    visit.close()


@checks.check("a server that tells less: no stream, fewer members; rooms, figures, history and numbers are there all the same")
def plain():
    visit = browser.visit(signed_in=False)
    visit.server.plain = True
    visit.page.get_by_label("Token").fill("console-test-token")
    visit.page.keyboard.press("Enter")
    for words in ["game-night", "+4930•••4711", "64 ms in, 58 ms out", "6.4 %", "4.3", "The phone leg is not end-to-end encrypted", "Ringing"]:
        visit.until(words)
    visit.press("Hang up +4930")
    visit.server.wait_for("DELETE", "/v1/calls/call-1")
    visit.go("/dial")
    assert visit.page.get_by_role("button", name="Call", exact=True).is_enabled()
    visit.go("/history")
    for words in ["+1206•••0187", "21:05", "No answer", "Busy"]:
        visit.until(words)
    visit.go("/numbers")
    visit.until("They go to https://old.example.net/voice.")
    visit.server.silent = True
    visit.until("The server does not answer")
    visit.server.silent = False
    visit.until_gone("The server does not answer")
    visit.close()


@checks.check("the line to the server breaks: the page says so, and goes on by itself")
def breaking():
    visit = browser.visit()
    visit.until("game-night")
    visit.server.silent = True
    visit.until("The server does not answer")
    visit.until("What you see is how it was")
    visit.server.silent = False
    visit.until_gone("The server does not answer")
    visit.close()
    visit = browser.visit("broken")
    visit.until("Discord's gateway is gone")
    visit.until("Make a new token in Discord's developer portal")
    visit.close()


@checks.check("the resampler: pitches stay clean, what does not fit below half the rate is gone; the reader of events takes any pieces")
def parts():
    visit = browser.visit("empty")
    result = visit.page.evaluate("""async () => {
      const { Resampler } = await import('/js/softphone/resample.js');
      const run = (from, to, pitch) => {
        const resampler = new Resampler(from, to, 8192);
        const [input, output, all] = [new Float32Array(128), new Float32Array(512), []];
        for (let n = 0; n < from; n += 128) {
          for (let i = 0; i < 128; i++) input[i] = 0.5 * Math.sin(2 * Math.PI * pitch * (n + i) / from);
          resampler.push(input);
          for (let made; (made = resampler.pull(output));) all.push(...output.subarray(0, made));
        }
        return all.slice(2000, 2000 + 8192);
      };
      const { EventReader } = await import('/js/api/sse.js');
      const text = ': hello\\r\\n\\r\\nid: 7\\r\\nevent: a\\r\\ndata: 1\\r\\ndata: 2\\r\\n\\r\\ndata:x\\n\\nevent: none\\n\\n';
      const told = [];
      for (let size = 1; size < 9; size++) {
        const reader = new EventReader();
        const mine = [];
        for (let at = 0; at < text.length; at += size) reader.read(text.slice(at, at + size), (type, data) => mine.push([type, data]));
        told.push(JSON.stringify([mine, reader.lastID]));
      }
      return { down: run(48000, 16000, 1000), up: run(16000, 48000, 1000), odd: run(44100, 16000, 3000), gone: run(48000, 16000, 11000), told };
    }""")
    assert loudness(numpy.array(result["down"]), 16000, 1000) > 70, loudness(numpy.array(result["down"]), 16000, 1000)
    assert loudness(numpy.array(result["up"]), 48000, 1000) > 70, loudness(numpy.array(result["up"]), 48000, 1000)
    assert loudness(numpy.array(result["odd"]), 16000, 3000) > 65, loudness(numpy.array(result["odd"]), 16000, 3000)
    left = 20 * numpy.log10(numpy.max(numpy.abs(result["gone"])) / 0.5)
    assert left < -70, f"{left:.0f} dB of what has no place"
    assert set(result["told"]) == {'[[["a","1\\n2"],["message","x"]],"7"]'}, result["told"]
    visit.close()


softphone.add(checks, browser, said)


@checks.check("over http away from localhost it says that microphones need HTTPS, and how")
def insecure():
    visit = browser.visit("empty", host="patch.test")
    assert visit.page.evaluate("isSecureContext") is False
    visit.press("Join")
    for words in ["The microphone needs HTTPS", "ssh -L", "reverse_proxy"]:
        visit.until(words)
    visit.shoot("insecure")
    visit.page.keyboard.press("Escape")
    visit.until_gone("ssh -L")
    visit.close()


@checks.check("nothing is wider than 360 px on any page, empty or busy, alone or in a room")
def narrow():
    for scene in SCENES:
        visit = browser.visit(scene, width=360, height=740)
        for name, path in PAGES.items():
            if "call" in name and scene in ("empty", "bare"):
                continue
            visit.go(path)
            assert visit.overflow() == [0, []], f"{name} {scene}: {visit.overflow()}"
        visit.go("/live")
        visit.page.get_by_role("button", name="Join", exact=True).click()
        visit.until("You are in")
        assert visit.overflow() == [0, []], f"joined {scene}: {visit.overflow()}"
        visit.close()


@checks.check("axe-core finds nothing serious on any page, dark or light, wide or narrow; no word of complaint, no foreign request")
def accessible():
    source = axe_source()
    found = []
    for scheme, width in LOOKS:
        for scene in SCENES:
            visit = browser.visit(scene, width=width, height=800, scheme=scheme, bypass_csp=True)
            for name in SHOWN[scene]:
                visit.go(PAGES[name])
                if scene == "busy" and name == "live" and PICTURES:
                    visit.page.wait_for_timeout(10_000)
                visit.page.evaluate(source)
                result = visit.page.evaluate("axe.run()")
                found += [f"{name}-{scene}-{scheme}-{width}: {v['impact']} {v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
                          for v in result["violations"] if v["impact"] in ("serious", "critical", "moderate")]
                visit.shoot(f"{name}-{scene}-{scheme}-{width}")
            assert not visit.complaints and not visit.foreign, (visit.complaints, visit.foreign)
            visit.close()
    assert not found, "\n".join(found[:12])


@checks.check("dialogs, the sign-in and a joined room are without a finding, too")
def accessible_moments():
    source = axe_source()
    found = []
    for scheme, width in LOOKS:
        def look(visit, name):
            visit.page.evaluate(source)
            visit.shoot(f"{name}-{scheme}-{width}")
            found.extend(f"{name}-{scheme}-{width}: {v['id']}: {v['nodes'][0]['target']}" for v in visit.page.evaluate("axe.run()")["violations"])

        visit = browser.visit(width=width, height=800, scheme=scheme, signed_in=False, bypass_csp=True)
        look(visit, "sign-in")
        visit.close()
        visit = browser.visit(width=width, height=800, scheme=scheme, bypass_csp=True)
        visit.page.get_by_role("button", name="Send keys to +4930").click()
        look(visit, "keys")
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name="Hang up all").click()
        look(visit, "asking")
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name="Join", exact=True).click()
        visit.until("You are in")
        if PICTURES:
            visit.page.wait_for_timeout(6000)
        look(visit, "joined")
        visit.page.get_by_role("button", name="Microphone and loudspeaker").click()
        visit.page.get_by_role("dialog").wait_for()
        look(visit, "devices")
        visit.close()
    assert not found, "\n".join(found[:12])


@checks.check("little motion is respected: nothing is drawn more than once a second")
def motion():
    visit = browser.visit(motion="reduce")
    visit.until("game-night")
    visit.page.wait_for_timeout(1500)
    pictures = visit.page.evaluate("""async () => {
      const seen = [];
      for (let i = 0; i < 16; i++) {
        seen.push([...document.querySelectorAll('canvas.wave')].map((node) => node.toDataURL()).join());
        await new Promise((done) => setTimeout(done, 50));
      }
      return new Set(seen).size;
    }""")
    assert pictures <= 2, f"{pictures} pictures in 0.8 s"
    visit.close()


browser.close()
sys.exit(checks.status)
