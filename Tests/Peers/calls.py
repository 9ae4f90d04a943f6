#!/usr/bin/env python3
"""Every frame of real calls between the Lab's phone network and the server fits Twilio's AsyncAPI contract, in both directions
and with surplus members refused.

needs: requirements.txt
"""
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from contract import Contract
from peer import Checks, phonepatch

checks = Checks()
contract = Contract()


def demo(*options):
    """The report and the frames of a demo."""
    with tempfile.TemporaryDirectory() as folder:
        command = [phonepatch, "demo", "--json", "--out", folder, *options]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stdout}{done.stderr}"
        lines = (Path(folder) / "frames.txt").read_text(encoding="utf-8").splitlines()
        return json.loads(done.stdout), [(line[0], line[2:]) for line in lines]


def hold(frames, callers):
    seen = Counter((sign, contract.check(sign, frame)["event"]) for sign, frame in frames)
    for event in ("connected", "start", "stop"):
        assert seen["<", event] == callers, f"{seen['<', event]} {event}, {callers} callers"
    assert seen["<", "media"] > 200 * callers and seen[">", "media"] > 200 * callers, seen


@checks.check("three callers")
def _():
    report, frames = demo("--callers", "3", "--seconds", "12")
    assert report["good"] and len(report["callers"]) == 3
    hold(frames, 3)


@checks.check("a network that stands still")
def _():
    report, frames = demo("--fault", "stall", "--seconds", "8")
    assert any(caller["faults"] for caller in report["callers"]), report
    hold(frames, 2)


sys.exit(checks.status)
