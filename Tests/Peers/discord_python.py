#!/usr/bin/env python3
"""phonepatch.discord, our VoiceProtocol for discord.py, in a channel of the Lab with two stock bots: it plays, hears and records.

needs: discord/discordpy.txt discord/disnake.txt
"""
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from lab import INTERPRETERS, Lab, until
from peer import ROOT, Checks, library, phonepatch, skip

if not (INTERPRETERS["discordpy"] and INTERPRETERS["disnake"]):
    skip("run it through Tests/Peers/run, which makes the virtual environments")
INTERPRETERS["phonepatch"] = INTERPRETERS["discordpy"]
package = ROOT / ".build-python"
built = subprocess.run([INTERPRETERS["discordpy"], str(ROOT / "bindings/python/compile"), str(package)], capture_output=True, text=True)
if built.returncode:
    skip(f"the Python package cannot be built: {built.stderr.strip().splitlines()[-1:]}")
os.environ.update(PYTHONPATH=str(package), PHONEPATCH_LIBRARY=str(Path(library).resolve()))

checks = Checks()


def same_code(*members):
    codes = {m.do("status").get("code") for m in members}
    return len(codes) == 1 and None not in codes


def heard(member, sender, frames, first=0):
    status = member.do("status")
    numbers = [n for n in status["heard"].get(str(sender.user), []) if n >= first]
    wanted = list(range(first, first + frames))
    missing = sorted(set(wanted) - set(numbers))
    assert numbers == wanted, f"{member.name} heard {len(numbers)} of {frames} frames of {sender.name}, missing {missing[:8]}; {status['why']}"


@checks.check("it joins two stock bots, hears every frame of both, and both hear every frame of it, encrypted")
def _():
    lab = Lab(phonepatch, "one", "two", "three")
    try:
        ours, theirs, other = lab.member("one", "phonepatch"), lab.member("two", "discordpy"), lab.member("three", "disnake")
        for member in (ours, theirs, other):
            member.expect("started")
            member.do("join")
        until("the same privacy code for all", lambda: same_code(ours, theirs, other))
        time.sleep(0.6)  # davey sends with new keys as soon as it sees a commit, before others may have seen it
        for sender in (theirs, other, ours):
            sender.do("play", frames=100)
            for member in (ours, theirs, other):
                if member is not sender:
                    heard(member, sender, 100)
        assert theirs.do("status")["silences"].get(str(ours.user), 0) >= 5
        assert ours.do("status")["dave"] == 1
        # Two at once, and a recording of both.
        theirs.ask("play", frames=150, first=1000)
        other.ask("play", frames=150, first=1000)
        told = ours.do("record", seconds=2.5)
        assert 1.0 <= told["seconds"] <= 3.5 and told["peak"] > 0, told
        theirs.expect("play")
        other.expect("play")
        users, _ = lab.voice()
        seen = users[ours.user]
        assert seen["plainUnderDave"] == 0 and seen["refused"] == 0 and not seen["violations"], seen
    finally:
        lab.stop()


@checks.check("it leaves and comes back to a new group")
def _():
    lab = Lab(phonepatch, "one", "two")
    try:
        ours, theirs = lab.member("one", "phonepatch"), lab.member("two", "discordpy")
        for member in (ours, theirs):
            member.expect("started")
            member.do("join")
        until("the same privacy code", lambda: same_code(ours, theirs))
        ours.do("leave")
        until("the channel without us", lambda: ours.do("status").get("code") is None)
        ours.do("join")
        until("the same privacy code again", lambda: same_code(ours, theirs))
        time.sleep(0.6)
        theirs.do("play", frames=50, first=5000)
        heard(ours, theirs, 50, first=5000)
    finally:
        lab.stop()


sys.exit(checks.status)
