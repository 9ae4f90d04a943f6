"""Sound to learn from: speech, music and noises out of Debian packages, and what is made of them.

No speaker, prompt or piece of music of the quality kit is among them: the kit's clips come from asterisk-core-sounds and
asterisk-moh, which are not used at all.
"""
import os
import re
import subprocess
import zipfile

import numpy as np
import soundfile
import soxr
from scipy.signal import butter, lfilter, sosfilt, sosfiltfilt

RATE = 8000
PACKAGES = [
    "fillets-ng-data=1.0.1-1.1", "fillets-ng-data-cs=1.0.1-1.1", "fillets-ng-data-nl=1.0.1-1.1",
    "ktuberling-data=4:22.12.3-1", "klettres-data=4:22.12.3-1",
    "asterisk-prompt-it-menardi-alaw=1:1.4.22+mm20110907-3.1", "asterisk-prompt-es-co", "asterisk-prompt-fr-armelle",
    "frozen-bubble-data", "extremetuxracer-data", "pingus-data", "lincity-ng-data", "nexuiz-music", "wesnoth-1.16-music",
    "neverball-data", "asc-music", "freedroid-data",
]
# Held out of the training, to choose thresholds by: these speakers and every fourth piece of music.
HELD_SPEECH = re.compile(r"Menardi|ktuberling/sounds/(de|uk|ca|gl|el)/")


def fetch(root):
    """Downloads the packages with apt and unpacks them under `root`, installing nothing."""
    os.makedirs(root, exist_ok=True)
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=root, check=True)
    for name in sorted(os.listdir(root)):
        if name.endswith(".deb"):
            subprocess.run(["dpkg-deb", "-x", name, "."], cwd=root, check=True)
    archive = os.path.join(root, "usr/share/games/nexuiz/data/music.pk3")
    with zipfile.ZipFile(archive) as tracks:
        tracks.extractall(os.path.join(root, "usr/share/games/nexuiz/music"))


def read(path):
    """A file as float64 at 8 kHz, mono."""
    raw = {".alaw": "ALAW", ".gsm": "GSM610"}.get(os.path.splitext(path)[1])
    if raw:
        x, rate = soundfile.read(path, samplerate=RATE, channels=1, format="RAW", subtype=raw)
    else:
        x, rate = soundfile.read(path)
    if x.ndim > 1:
        x = x.mean(axis=1)
    return soxr.resample(x, rate, RATE) if rate != RATE else x


def energies(x):
    """Level in dB of each 10 ms, over 20 ms around it, of the speech band."""
    y = sosfiltfilt(butter(4, [100, 3900], "bandpass", fs=RATE, output="sos"), x)
    n = len(x) // 80
    y = np.pad(y, (40, 200))
    c = np.concatenate([[0], np.cumsum(y * y)])
    i = np.arange(n) * 80
    return 10 * np.log10((c[i + 160] - c[i]) / 160 + 1e-12)


def active_level(x):
    """Level in dB of the frames within 16 dB of the loud ones: close to ITU-T P.56's active level."""
    e = energies(x)
    top = np.percentile(e, 95)
    return 10 * np.log10(np.mean(10 ** (e[e > top - 16] / 10)))


def truth(clean, level):
    """Speech or not for each 10 ms of a clip whose active level is `level`, and whether that can be said at all."""
    e = energies(clean)
    label = e > level - 30
    sure = np.ones(len(e), bool)

    def runs(v):
        b = np.flatnonzero(np.diff(np.concatenate([[0], v.astype(int), [0]])))
        return list(zip(b[::2], b[1::2]))

    found = runs(label)
    for (_, end), (start, _) in zip(found, found[1:]):
        if start - end <= 15:  # a pause inside a word
            label[end:start] = True
            if start - end > 6:
                sure[end:start] = False
    for start, end in runs(label):
        if end - start < 4:
            label[start:end] = False
            sure[max(0, start - 2):end + 2] = False
    for c in np.flatnonzero(np.diff(label.astype(int))) + 1:
        sure[max(0, c - 1):c + 1] = False
    sure[~label & (e > level - 40)] = False
    return label, sure


def collect(root):
    """{"speech": [...], "held_speech", "music", "held_music", "events"}: lists of float32 arrays."""
    out = {k: [] for k in ("speech", "held_speech", "music", "held_music", "events")}
    tracks = 0
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.endswith((".ogg", ".wav", ".mp3", ".alaw", ".gsm")):
                continue
            is_music = re.search(r"/(music|bgm)(/|$)|freedroid/sound", folder) and "fillets-ng/sound" not in folder
            is_fish = re.search(r"fillets-ng/sound/.*/(cs|nl)$", folder) and re.search(r"-[mv]-", name)
            is_prompt = "asterisk/sounds" in folder and not re.search(r"beep|silence", path)
            is_word = "ktuberling/sounds" in folder or "klettres/" in folder
            is_event = "lincity-ng/sounds" in folder or "sound/share/" in path and name.startswith("sp-") \
                or "etr/sounds" in folder or "pingus/data/sounds" in folder or "frozen-bubble/snd" in folder
            if not (is_music or is_fish or is_prompt or is_word or is_event):
                continue
            try:
                x = read(path)
            except (RuntimeError, soundfile.LibsndfileError):
                continue
            if is_music or len(x) > 25 * RATE and not is_fish and not is_prompt:
                for start in range(0, min(len(x), 90 * RATE) - 15 * RATE, 15 * RATE):
                    part = x[start:start + 15 * RATE]
                    if np.std(part) > 1e-3:
                        out["held_music" if tracks % 4 == 3 else "music"].append(part.astype(np.float32))
                tracks += 1
            elif is_fish or is_prompt or is_word:
                if not 0.25 * RATE < len(x) < 12 * RATE or np.max(np.abs(x)) < 0.01:
                    continue
                x = x * 10 ** ((-26 - active_level(x)) / 20)
                # A recording with its own noise or music would teach that as speech.
                edge = np.concatenate([energies(x)[:4], energies(x)[-4:]])
                if np.median(edge) > -26 - 28:
                    continue
                f = 40
                x[:f] *= np.linspace(0, 1, f)
                x[-f:] *= np.linspace(1, 0, f)
                out["held_speech" if HELD_SPEECH.search(path) else "speech"].append(x.astype(np.float32))
            elif np.std(x) > 1e-4:
                out["events"].append((x[:15 * RATE] / np.std(x) * 0.05).astype(np.float32))
    return out


# Noises of our own -----------------------------------------------------------------------------------------------

def coloured(n, slope, rng):
    """Noise whose power falls by `slope` times 3 dB an octave."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.maximum(np.arange(len(spectrum)), 20 * n / RATE)
    return np.fft.irfft(spectrum / f ** (slope / 2), n)


def hum(n, rng):
    t = np.arange(n) / RATE
    base = rng.choice([rng.uniform(40, 180), 50 * rng.uniform(0.998, 1.002), 60 * rng.uniform(0.998, 1.002)])
    x = np.zeros(n)
    for h in range(1, rng.integers(2, 24)):
        if rng.random() < 0.6:
            x += rng.uniform(0, 1) / h ** rng.uniform(0, 1.2) * np.sin(2 * np.pi * base * h * t + rng.uniform(0, 6.3))
    x *= 1 + rng.uniform(0, 0.3) * np.sin(2 * np.pi * rng.uniform(0.2, 8) * t)
    return x + rng.uniform(0.01, 0.3) * np.std(x) * coloured_unit(n, rng.uniform(0, 2), rng)


def coloured_unit(n, slope, rng):
    x = coloured(n, slope, rng)
    return x / np.std(x)


def tones(n, rng):
    """Telephone tones in a cadence: not speech."""
    t = np.arange(n) / RATE
    x = np.zeros(n)
    pairs = [(350, 440), (440, 480), (480, 620), (425, 425), (400, 450), (1100, 1100), (2100, 2100), (950, 1400), (1400, 1800)]
    a, b = pairs[rng.integers(len(pairs))]
    if rng.random() < 0.4:  # keys
        for start in range(int(rng.uniform(0, 0.5) * RATE), n - 2000, int(rng.uniform(0.15, 0.9) * RATE)):
            low, high = rng.choice([697, 770, 852, 941]), rng.choice([1209, 1336, 1477, 1633])
            k = slice(start, start + int(rng.uniform(0.05, 0.2) * RATE))
            x[k] += np.sin(2 * np.pi * low * t[k]) + np.sin(2 * np.pi * high * t[k])
        return x
    on, off = rng.uniform(0.1, 2.5), rng.uniform(0.1, 4)
    gate = ((t + rng.uniform(0, on + off)) % (on + off)) < on
    return (np.sin(2 * np.pi * a * t) + rng.uniform(0, 1) * np.sin(2 * np.pi * b * t)) * gate


def song(n, rng):
    """Made-up music: chords and a tune of plucked, blown or bowed notes, with or without drums."""
    x = np.zeros(n + RATE * 4)
    beat = rng.uniform(0.22, 0.8)
    scale = np.array([0, 2, 4, 5, 7, 9, 11]) if rng.random() < 0.6 else np.array([0, 2, 3, 5, 7, 8, 10])
    root = rng.uniform(40, 57)
    voices = rng.integers(1, 4)
    sounds = [(rng.uniform(0.3, 2.5), rng.integers(1, 14), rng.uniform(0.002, 0.08), rng.uniform(0.15, 3), rng.uniform(0, 6))
              for _ in range(voices)]
    for v, (fall, harmonics, attack, decay, wobble) in enumerate(sounds):
        when = 0.0
        degree = int(rng.integers(0, 7))
        while when * RATE < n:
            length = beat * rng.choice([0.5, 1, 1, 2, 4])
            degree = int(np.clip(degree + rng.integers(-3, 4), -3, 14))
            notes = [degree] if v or rng.random() < 0.4 else [degree, degree + 2, degree + 4]
            for d in notes:
                f = 440 * 2 ** ((root + 12 * v + scale[d % 7] + 12 * (d // 7) - 69) / 12)
                m = min(int((length + 0.4 * decay) * RATE), len(x) - int(when * RATE))
                t = np.arange(m) / RATE
                env = np.minimum(1, t / attack) * np.exp(-t / decay) * np.clip((length + 0.3 * decay - t) / 0.05, 0, 1)
                phase = 2 * np.pi * f * t + 0.004 * wobble * np.sin(2 * np.pi * 5.5 * t) * f / 50
                note = sum(np.sin(h * phase + h) / h ** fall for h in range(1, harmonics + 1) if h * f < 3900)
                x[int(when * RATE):int(when * RATE) + m] += env * note * rng.uniform(0.4, 1)
            when += length if rng.random() < 0.85 else 2 * length
    x = x[:n]
    if rng.random() < 0.6:
        for start in np.arange(0, n / RATE - 0.2, beat * rng.choice([0.5, 1])):
            m = int(0.15 * RATE)
            hit = rng.standard_normal(m) * np.exp(-np.arange(m) / rng.uniform(80, 500))
            if rng.random() < 0.4:
                hit = np.sin(2 * np.pi * 70 * np.arange(m) / RATE) * np.exp(-np.arange(m) / 300) * 2
            k = int(start * RATE)
            x[k:k + m] += hit[:len(x[k:k + m])] * np.std(x) * rng.uniform(0.3, 2)
    return x


def clicks(n, rng):
    """Knocks, keys, crackle over a noise."""
    x = coloured_unit(n, rng.uniform(0, 2), rng) * rng.uniform(0.02, 0.5)
    for _ in range(int(n / RATE * rng.uniform(0.5, 12))):
        k, m = rng.integers(0, n - 800), int(rng.uniform(8, 600))
        ring = np.sin(2 * np.pi * rng.uniform(80, 3500) * np.arange(m) / RATE) if rng.random() < 0.4 else rng.standard_normal(m)
        x[k:k + m] += ring * np.exp(-np.arange(m) / m * 4) * rng.uniform(1, 10)
    return x


def babble(n, pool, rng):
    x = np.zeros(n)
    for _ in range(rng.integers(4, 11)):
        at, gain = int(rng.uniform(-2, 0) * RATE), 10 ** (rng.uniform(-6, 0) / 20)
        while at < n:
            s = pool[rng.integers(len(pool))]
            a, b = max(at, 0), min(at + len(s), n)
            if b > a:
                x[a:b] += s[a - at:b - at] * gain
            at += len(s) + int(rng.uniform(0, 0.25) * RATE)
    return x


KINDS = ["white", "pink", "coloured", "hum", "music", "song", "babble", "clicks", "events", "tones", "wind"]
SHARES = np.array([9, 10, 13, 10, 22, 6, 14, 5, 4, 4, 3]) / 100


def noise(kind, n, sets, held, rng):
    if kind == "white":
        return rng.standard_normal(n)
    if kind == "pink":
        return coloured(n, 1, rng)
    if kind == "coloured":
        x = coloured(n, rng.uniform(0, 3), rng)
        low = rng.uniform(60, 2500)
        if rng.random() < 0.5:
            x = sosfilt(butter(2, [low, min(low * rng.uniform(1.3, 20), 3900)], "bandpass", fs=RATE, output="sos"), x)
        return x * (1 + rng.uniform(0, 0.6) * np.sin(2 * np.pi * rng.uniform(0.1, 3) * np.arange(n) / RATE))
    if kind == "hum":
        return hum(n, rng)
    if kind == "music":
        pool = sets["held_music" if held else "music"]
        x = stretched(pool[rng.integers(len(pool))], rng.uniform(0.75, 1.35))
        if rng.random() < 0.4:
            x = lfilter([1, rng.uniform(-0.8, 0.8)], [1, rng.uniform(-0.5, 0.5)], x)
        return np.roll(np.resize(x, n), rng.integers(n))
    if kind == "song":
        return song(n, rng)
    if kind == "babble":
        return babble(n, sets["held_speech" if held else "speech"], rng)
    if kind == "clicks":
        return clicks(n, rng)
    if kind == "tones":
        return tones(n, rng)
    if kind == "wind":
        x = coloured(n, rng.uniform(2, 3.5), rng)
        swell = np.abs(lfilter([1e-4], [1, -0.9999], rng.standard_normal(n))) + 1e-4
        return x * swell
    x = np.zeros(n)
    at = 0
    while at < n:
        s = sets["events"][rng.integers(len(sets["events"]))]
        m = min(len(s), n - at)
        x[at:at + m] += s[:m] * 10 ** (rng.uniform(-12, 6) / 20)
        at += m + int(rng.uniform(0, 1) * RATE)
    return x + 0.003 * coloured_unit(n, rng.uniform(0, 2), rng)


def mulaw(x):
    """Through G.711 and back, near enough."""
    y = np.sign(x) * np.log1p(255 * np.minimum(np.abs(x), 1)) / np.log(256)
    y = np.round(y * 127) / 127
    return np.sign(y) * (256 ** np.abs(y) - 1) / 255


def stretched(x, ratio):
    """Faster and higher, or slower and lower."""
    return np.interp(np.arange(0, len(x) - 1, ratio), np.arange(len(x)), x)


def example(sets, seconds, rng, held=False, kind=None, snr=None):
    """One made-up stretch of a call: samples; for each 10 ms the truth, its certainty, and whether noise covers the speech;
    and whether there is music."""
    n = int(seconds * RATE)
    pool = sets["held_speech" if held else "speech"]
    clean = np.zeros(n)
    voice = rng.uniform(0.87, 1.15)
    kind = kind or rng.choice(KINDS, p=SHARES)
    alone = rng.random() < (0.4 if kind in ("music", "song") else 0.15)
    at = int(rng.uniform(0.2, 2.5) * RATE)
    while not alone and at < n - RATE // 2:
        s = stretched(pool[rng.integers(len(pool))], voice)
        m = min(len(s), n - at)
        clean[at:at + m] += s[:m] * 10 ** (rng.normal(0, 1.5) / 20)
        at += m + int(rng.choice([rng.uniform(0.02, 0.4), rng.uniform(0.25, 1.2), rng.uniform(1, 4)]) * RATE)
    label, sure = truth(clean, -26) if not alone else (np.zeros(n // 80, bool), np.ones(n // 80, bool))
    if rng.random() < 0.25:  # a room
        tail = rng.standard_normal(1600) * np.exp(-np.arange(1600) / rng.uniform(100, 500))
        wet = np.convolve(clean, tail)[:n]
        clean = clean + wet * 10 ** (rng.uniform(-20, -6) / 20) * np.std(clean) / (np.std(wet) + 1e-9)
    if rng.random() < 0.4:  # another microphone
        clean = lfilter([1, rng.uniform(-0.6, 0.6)], [1, rng.uniform(-0.5, 0.5)], clean)
    if snr is None:
        snr = 100 if rng.random() < 0.12 else rng.uniform(-3, 30)
    x = clean + coloured_unit(n, 1, rng) * 10 ** (rng.uniform(-80, -60) / 20)
    covered = np.zeros(n // 80, bool)
    if snr < 100:
        z = noise(kind, n, sets, held, rng)
        z = z / (np.std(z) + 1e-9) * 10 ** ((-26 - snr) / 20)
        x = x + z
        covered = energies(clean) < energies(z) - 8
    x = x * 10 ** (rng.uniform(-20, 12) / 20)
    if rng.random() < 0.3:
        x = sosfilt(butter(3, [rng.uniform(150, 320), rng.uniform(3200, 3700)], "bandpass", fs=RATE, output="sos"), x)
    if rng.random() < 0.5:
        x = mulaw(np.clip(x, -1, 1))
    x = np.clip(np.round(x * 32768), -32768, 32767)
    is_music = snr < 100 and kind in ("music", "song")
    return x, label, sure, covered, is_music
