"""Chromium with a fake microphone, driven as a person would: mostly by the keyboard."""
import os
import shutil
import time
import wave
from pathlib import Path

import numpy
from playwright.sync_api import sync_playwright

from standin import Standin

AXE = "axe_playwright_python"
SPEECH = Path("/usr/share/asterisk/sounds/en_US_f_Allison/tt-weasels.wav")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# What the page plays, for the tests to hear: whatever goes to a loudspeaker goes to `window.played` too.
LISTEN = """
  window.played = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && !(this instanceof ScriptProcessorNode)) {
      const tap = this.context.createScriptProcessor(2048, 1, 1);
      tap.onaudioprocess = ({ inputBuffer }) => window.played.push(...inputBuffer.getChannelData(0));
      window.playedRate = this.context.sampleRate;
      connect.call(this, tap);
      connect.call(tap, target);
    }
    return connect.call(this, target, ...rest);
  };
"""


def speech(folder):
    """A file for the fake microphone: recorded speech where Debian's package is there, else syllables of our own."""
    if SPEECH.exists():
        with wave.open(str(SPEECH)) as file:
            pcm = numpy.frombuffer(file.readframes(file.getnframes()), "<i2")
    else:
        t = numpy.arange(24000) / 8000
        chirp = numpy.sin(2 * numpy.pi * (300 * t + 250 * t * t))
        pcm = (9000 * chirp * numpy.abs(numpy.sin(2 * numpy.pi * 2.3 * t)) ** 0.5).astype("<i2")
    path = Path(folder) / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(pcm.tobytes())
    return path, pcm.astype(float)


class Browser:
    """One Chromium. `visit` opens the console of a new stand-in server in a profile of its own."""

    def __init__(self, microphone):
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(executable_path=CHROMIUM, args=[
            "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={microphone}",
            "--autoplay-policy=no-user-gesture-required", "--host-resolver-rules=MAP patch.test 127.0.0.1"])
        self.open = []

    def visit(self, scene="busy", path="/live", width=1280, height=900, scheme="light", signed_in=True, host=None, motion="no-preference", server=None, **settings):
        server = server or Standin(scene)
        context = self.chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion=motion, **settings)
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(20_000)
        visit = Visit(self, server, context, page)
        base = server.origin if host is None else f"http://{host}:{server.server_address[1]}"
        visit.base = base
        page.goto(f"{base}/#token={server.token}" if signed_in else base)
        if signed_in:
            page.get_by_role("navigation").wait_for()
            visit.go(path)
        self.open.append(visit)
        return visit

    def close(self):
        for visit in self.open:
            visit.close()
        self.chromium.close()
        self.playwright.stop()


class Visit:
    """A page, the server behind it, and everything that the page complained of."""

    def __init__(self, browser, server, context, page):
        self.browser, self.server, self.context, self.page = browser, server, context, page
        self.complaints, self.foreign = [], []
        self.closed = False
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: message.type in ("error", "warning") and "ScriptProcessor" not in message.text and self.complaints.append(message.text))
        page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url):
        if not url.startswith((self.base, "blob:" + self.base)):
            self.foreign.append(url)

    def go(self, path):
        self.page.evaluate("path => { location.hash = path }", path)
        self.page.get_by_role("heading", level=1).wait_for()
        self.page.wait_for_timeout(250)

    def reach(self, name, role=None):
        """Moves the focus with Tab until it is on what is called `name`, which has to be seen to have it."""
        for _ in range(160):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(NAMED)
            if found and found["name"].startswith(name) and role in (None, found["role"]):
                assert found["seen"], f"{name} has the focus, and it does not show"
                return
        raise AssertionError(f"Tab does not reach {name}")

    def press(self, name, key="Enter", role=None):
        self.reach(name, role)
        self.page.keyboard.press(key)

    def text(self):
        return self.page.inner_text("body")

    def hear(self, seconds, good, patience=20):
        """What the page played last, and at which rate, as soon as it is `good`: a machine that is busy with other things stutters."""
        end = time.monotonic() + patience
        while True:
            self.page.wait_for_timeout(seconds * 1000)
            rate = self.page.evaluate("window.playedRate")
            heard = numpy.array(self.page.evaluate(f"window.played.slice(-{seconds} * window.playedRate)"))
            if len(heard) == seconds * rate and good(heard, rate):
                return heard, rate
            assert time.monotonic() < end, f"what is played is not good: {loudness(heard, rate, 1000):.0f} dB of it is the tone"

    def until(self, says, seconds=20):
        end = time.monotonic() + seconds
        while says not in self.text():
            assert time.monotonic() < end, f"the page does not say {says!r} but {self.text()[:1500]!r}"
            self.page.wait_for_timeout(50)

    def until_gone(self, says, seconds=20):
        end = time.monotonic() + seconds
        while says in self.text():
            assert time.monotonic() < end, f"the page still says {says!r}"
            self.page.wait_for_timeout(50)

    def overflow(self):
        """How far the page reaches beyond its window, and what does."""
        return self.page.evaluate("""() => {
          const width = document.documentElement.clientWidth;
          const wide = [...document.querySelectorAll('body *')].filter((node) => {
            const box = node.getBoundingClientRect();
            return box.width > 0 && box.right > width + 0.5 && !node.closest('.unseen, .skip, canvas') && getComputedStyle(node).clipPath === 'none';
          }).map((node) => `${node.tagName}.${node.className} to ${Math.round(node.getBoundingClientRect().right)}`);
          return [Math.max(0, document.documentElement.scrollWidth - width), wide.slice(0, 3)];
        }""")

    def shoot(self, name):
        """A picture of the whole page, if PEER_SCREENSHOTS names a folder."""
        folder = os.environ.get("PEER_SCREENSHOTS")
        if not folder:
            return
        size = self.page.viewport_size
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=str(Path(folder) / f"{name}.png"))
        self.page.set_viewport_size(size)

    def close(self):
        if not self.closed:
            self.closed = True
            self.context.close()
            self.server.shutdown()
            self.server.server_close()


# What has the focus: its name as a screen reader says it (nearly), and whether the focus can be seen.
NAMED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const label = node.labels?.[0]?.textContent;
  const name = (node.getAttribute('aria-label') || label || node.textContent || '').trim();
  const style = getComputedStyle(node);
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return { name, seen, role: node.getAttribute('role') || node.tagName.toLowerCase() };
}"""


def axe_source():
    from importlib.util import find_spec
    return (Path(find_spec(AXE).origin).parent / "axe.min.js").read_text()


def loudness(pcm, rate, pitch):
    """How much of a sound is one pitch, and how much is anything else, in dB."""
    window = numpy.kaiser(len(pcm), 16)
    spectrum = numpy.abs(numpy.fft.rfft(pcm * window)) ** 2
    centre = round(pitch * len(pcm) / rate)
    near = slice(max(0, centre - 14), centre + 15)
    wanted = spectrum[near].sum()
    return 10 * numpy.log10(wanted / max(spectrum.sum() - wanted, 1e-12))


def finer(pcm, times):
    """The same sound at so many times the rate, by its spectrum."""
    spectrum = numpy.fft.rfft(pcm)
    return numpy.fft.irfft(numpy.concatenate([spectrum, numpy.zeros(len(pcm) * times // 2 + 1 - len(spectrum))]), len(pcm) * times) * times


def likeness(sent, said):
    """Each tenth of a second of what was sent is looked for in what was said, which goes round: the correlations of those that are
    not silent. Both at 48 kHz, so that a place between two samples is hit nearly enough."""
    found = []
    loop = numpy.concatenate([said, said])
    size = 4800
    sums = numpy.concatenate([[0], numpy.cumsum(loop ** 2)])
    energy = sums[size:] - sums[:-size]
    for start in range(0, len(sent) - size, size):
        piece = sent[start:start + size]
        if numpy.sqrt(numpy.mean(piece ** 2)) < 300:
            continue
        product = numpy.fft.irfft(numpy.fft.rfft(loop) * numpy.conj(numpy.fft.rfft(piece, len(loop))), len(loop))[:len(energy)]
        found.append(float(numpy.max(product / numpy.sqrt(numpy.maximum(energy, 1) * (piece ** 2).sum()))))
    return found
