"""The checks of the softphone: what a browser says is heard, and what it is sent is played."""
import numpy

from browser import finer, likeness, loudness


def add(checks, browser, said):
    @checks.check("softphone: what is sent is what the microphone gave, frame by frame; what comes is played; mute sends nothing")
    def softphone():
        visit = browser.visit("empty", "/live")
        visit.page.evaluate("localStorage.setItem('phonepatch.clean', 'no')")
        visit.press("Join")
        visit.until("You are in lobby")
        assert visit.server.wait_for("POST", "/v1/tickets") == {"room": "lobby", "name": "Console", "format": "pcm16", "sample_rate": 16000}
        visit.page.wait_for_timeout(6000)
        leg = visit.server.legs[0]
        assert not leg.wrong, leg.wrong
        times = [at for at, _ in leg.frames]
        rate = (len(times) - 1) / (times[-1] - times[0])
        assert 48 < rate < 52, f"{rate:.1f} frames a second"
        sent = numpy.frombuffer(leg.pcm, "<i2").astype(float)[16000:80000]
        alike = likeness(finer(sent, 3), finer(said, 6))
        assert len(alike) > 10 and numpy.mean([value > 0.98 for value in alike]) > 0.9, f"{len(alike)} pieces, alike: {numpy.round(sorted(alike)[:8], 3)}"
        heard, rate = visit.hear(2, lambda heard, rate: loudness(heard, rate, 1000) > 30)
        assert abs(20 * numpy.log10(numpy.sqrt(numpy.mean(heard ** 2)) / (8000 / 32768 / numpy.sqrt(2)))) < 0.5, "it is not as loud as it was sent"
        print(f"note: what is sent is alike to {numpy.median(alike):.4f}, what is played has {loudness(heard, rate, 1000):.0f} dB signal to noise")
        visit.press("Mute my microphone")
        visit.until("Muted in lobby")
        visit.page.wait_for_timeout(200)
        count = len(leg.frames)
        visit.page.wait_for_timeout(600)
        assert len(leg.frames) == count, "frames were sent while muted"
        assert leg.muted, "the room was not told"
        visit.page.keyboard.press("Enter")
        visit.until("You are in lobby")
        visit.press("Microphone and loudspeaker")
        visit.page.get_by_role("dialog").wait_for()
        visit.page.keyboard.press("Control+a")
        visit.page.keyboard.type("Ada")
        visit.press("Done")
        visit.press("Leave")
        visit.until("Talk from here")
        visit.page.wait_for_timeout(300)
        assert leg.ended == 1000 or {"type": "bye"} in leg.messages, leg.messages
        visit.press("Join")
        visit.until("You are in lobby")
        ticket = visit.server.wait_for("POST", "/v1/tickets")
        assert ticket["name"] == "Ada", ticket
        assert not visit.complaints, visit.complaints
        visit.close()

    @checks.check("softphone on a bad network: frames that come late and in heaps are played with few gaps")
    def uneven():
        visit = browser.visit("empty")
        visit.server.jitter = True
        visit.press("Join")
        visit.until("You are in lobby")
        visit.page.wait_for_timeout(5000)

        def whole(heard, rate):
            pieces = heard[: len(heard) // 960 * 960].reshape(-1, 960)
            return numpy.mean(numpy.sqrt(numpy.mean(pieces ** 2, axis=1)) > 0.12) > 0.95

        visit.hear(2, whole, patience=45)
        visit.close()

    @checks.check("softphone refused, thrown out, or without a microphone: said with a remedy, and listening goes on without one")
    def refused():
        visit = browser.visit("empty")
        visit.server.full = True
        visit.press("Join")
        visit.until("The room is full")
        visit.until("eight parties are in it already")
        visit.server.full = False
        visit.press("Put away")
        visit.press("Join")
        visit.until("You are in lobby")
        visit.server.legs[0].end(1000, "removed")
        visit.until("Talk from here")
        visit.close()
        visit = browser.visit("empty")
        visit.page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }")
        visit.press("Join")
        visit.until("The microphone was not allowed")
        visit.press("Listen only")
        visit.until("Listening in lobby")
        visit.hear(1, lambda heard, rate: numpy.sqrt(numpy.mean(heard ** 2)) > 0.1)
        assert not visit.server.legs[0].frames
        visit.close()
