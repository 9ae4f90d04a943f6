from __future__ import annotations

import math
import subprocess
import sys
import wave
from array import array
from pathlib import Path

from phonepatch import g711

EXAMPLE = Path(__file__).parents[1] / "examples" / "transcode.py"


def test_transcode_keeps_the_tone(tmp_path: Path) -> None:
    rate, seconds = 16000, 2
    sound = array("h", (round(9000 * math.sin(2 * math.pi * 500 * i / rate)) for i in range(rate * seconds)))
    with wave.open(str(tmp_path / "in.wav"), "wb") as wav:
        wav.setnchannels(1), wav.setsampwidth(2), wav.setframerate(rate)
        wav.writeframes(sound.tobytes())
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path / "in.wav"), str(tmp_path / "out.ulaw")],
        capture_output=True, text=True, timeout=60, check=True)
    assert "packets" in done.stdout
    pcm = array("h", g711.decode((tmp_path / "out.ulaw").read_bytes()))
    assert abs(len(pcm) / 8000 - seconds) <= 0.03
    # One second out of the middle, against the tone and its quadrature: nearly all energy is at 500 Hz.
    part = pcm[4000:12000]
    x = sum(s * math.cos(2 * math.pi * 500 * i / 8000) for i, s in enumerate(part))
    y = sum(s * math.sin(2 * math.pi * 500 * i / 8000) for i, s in enumerate(part))
    at_tone = 2 * (x * x + y * y) / len(part)
    total = sum(s * s for s in part)
    assert at_tone / total > 0.98
    assert 0.8 < math.sqrt(2 * total / len(part)) / 9000 < 1.2


def test_transcode_says_what_is_wrong(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "in.wav"), "wb") as wav:
        wav.setnchannels(2), wav.setsampwidth(2), wav.setframerate(8000)
        wav.writeframes(bytes(64))
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path / "in.wav"), str(tmp_path / "out.ulaw")],
        capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "16-bit mono" in done.stderr and not (tmp_path / "out.ulaw").exists()
