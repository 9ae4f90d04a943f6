"""What a wheel has inside, and ten lines with nothing but it. PHONEPATCH_WHEEL names the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

WHEEL = os.environ.get("PHONEPATCH_WHEEL", "")
TEN_LINES = """
from phonepatch import Encoding, Leg, LegKind, OpusEncoder, Resampler, Room, RoomOutputKind, carrier, g711
pcm = g711.decode(bytes(range(256)) * 50)
packet = OpusEncoder(48000).encode(Resampler(8000, 48000).process(pcm)[:1920])
room = Room()
caller = room.add(Leg(LegKind.CARRIER, carrier.write_start("MZ1", "AC1", "CA1")))
voice = room.add(Leg(LegKind.PCM, encoding=Encoding.L16))
room.write(voice, 1, pcm, last=1)
said = [o.data for t in range(50) for o in room.step(t * 20_000)[0] if o.kind == RoomOutputKind.MESSAGE and o.leg == caller]
assert g711.encode(pcm[:320]) in b"".join(carrier.read(m).payload or b"" for m in said)
print(len(packet) > 10, len(said) > 40)
"""

if not WHEEL:
    pytest.skip("PHONEPATCH_WHEEL is not set", allow_module_level=True)


def test_it_has_everything_inside() -> None:
    names = zipfile.ZipFile(WHEEL).namelist()
    libraries = {n.split("/")[1].split("-")[0].split(".so")[0] for n in names if n.startswith("phonepatch.libs/") and n[-1] != "/"}
    assert libraries == {"libcrypto", "libopus", "libsodium", "libspeexdsp"}
    assert "phonepatch/libphonepatch.so.1" in names and "phonepatch/py.typed" in names
    licences = [n for n in names if "dist-info" in n and n.endswith((".txt", "LICENSE")) and "top_level" not in n]
    assert len(licences) == 5, licences
    assert "-abi3-manylinux_2_" in WHEEL and not any(n.startswith("tests") for n in names)


@pytest.mark.parametrize("extra", ["", "-m phonepatch"])
def test_a_bare_environment_is_enough(tmp_path: Path, extra: str) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "bare")], check=True, timeout=200)
    python = str(tmp_path / "bare/bin/python")
    bare = {"PATH": str(tmp_path / "bare/bin"), "HOME": str(tmp_path)}  # no compiler, no Swift
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--disable-pip-version-check", WHEEL], check=True, timeout=200, env=bare)
    command = extra.split() or ["-c", TEN_LINES]
    done = subprocess.run([python, *command], capture_output=True, text=True, timeout=100, env=bare, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "wrong       nothing" in done.stdout if extra else done.stdout == "True True\n"
