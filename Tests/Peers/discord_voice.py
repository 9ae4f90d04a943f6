#!/usr/bin/env python3
"""Real Discord clients meet in a voice channel of the Lab: their own davey and libdave decrypt what the others sent.

needs: discord/discordpy.txt discord/disnake.txt discord/hikari.txt
"""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from lab import INTERPRETERS, Lab, until
from peer import Checks, phonepatch, skip

if not all(INTERPRETERS.values()):
    skip("run it through Tests/Peers/run, which makes the virtual environments")

checks = Checks()


def together(lab, members):
    """All show the same privacy code, and go on to: davey sends with new keys as soon as it sees a commit, before others may have seen it."""
    def same():
        codes = {m.do("status").get("code") for m in members}
        return codes.pop() if len(codes) == 1 and None not in codes else None

    def settled():
        code = same()
        if code is None:
            return None
        time.sleep(0.6)
        return code if same() == code else None

    return until("the same privacy code for all", settled)


def heard(member, sender, frames, first=0, lost=0):
    """The member heard every frame of the sender, in order; `lost` of them may fall between two groups."""
    status = member.do("status")
    numbers = [n for n in status["heard"].get(str(sender.user), []) if n >= first]
    wanted = list(range(first, first + frames))
    missing = sorted(set(wanted) - set(numbers))
    kept = numbers == [n for n in wanted if n not in missing] and len(missing) <= lost
    assert kept, f"{member.name} heard {len(numbers)} of {frames} frames of {sender.name}, missing {missing[:8]}; {status['why']}"
    return status


def untroubled(member, lost=0):
    status = member.do("status")
    assert status["failures"] <= lost, f"{member.name}: {status['failures']} failures: {status['why']}"


def obedient(lab, members, allowed=()):
    """The voice servers saw nothing wrong."""
    users, _ = lab.voice()
    for member in members:
        seen = users[member.user]
        assert seen["plainUnderDave"] == 0 and seen["refused"] == 0, seen
        wrong = [v for v in seen["violations"] if not v.startswith(tuple(allowed))] if allowed else seen["violations"]
        assert not wrong, wrong


@checks.check("two discord.py bots hear each other, a third comes and goes while they talk")
def _():
    lab = Lab(phonepatch, "one", "two", "three")
    try:
        one, two, three = (lab.member(name, "discordpy") for name in ("one", "two", "three"))
        for member in (one, two, three):
            member.expect("started")
        one.do("join")
        two.do("join")
        code = together(lab, [one, two])
        one.do("play", frames=100)
        heard(two, one, 100)
        two.do("play", frames=100)
        heard(one, two, 100)
        assert two.do("status")["silences"].get(str(one.user)) == 5
        # In the middle of a speech.
        one.ask("play", frames=500, first=1000)
        time.sleep(2)
        three.do("join")
        assert together(lab, [one, two, three]) != code
        time.sleep(2)
        three.do("leave")
        one.expect("play")
        # Two changes of the group, and each may cost a frame between software that is not ours.
        heard(two, one, 500, first=1000, lost=2)
        late = [n for n in three.do("status")["heard"].get(str(one.user), [])]
        assert late and late == list(range(late[0], late[0] + len(late))), "the third heard with holes"
        assert together(lab, [one, two]) != code
        untroubled(one), untroubled(two, lost=2)
        obedient(lab, [one, two, three])
    finally:
        lab.stop()


@checks.check("discord.py, disnake and hikari-wave in one channel: davey, libdave, both transport modes")
def _():
    lab = Lab(phonepatch, "py", "nake", "wave")
    try:
        py, nake, wave = lab.member("py", "discordpy"), lab.member("nake", "disnake"), lab.member("wave", "hikari")
        for member in (py, nake, wave):
            member.expect("started")
        for member in (py, nake, wave):
            member.do("join")
        together(lab, [py, nake, wave])
        everyone = [py, nake, wave]
        for sender, frames in ((py, 100), (nake, 100), (wave, 50)):
            sender.do("play", frames=frames)
            for member in everyone:
                if member is not sender:
                    heard(member, sender, frames)
        # One comes again, speaking begins at once.
        nake.do("leave")
        together(lab, [py, wave])
        nake.do("join")
        together(lab, everyone)
        py.do("play", frames=50, first=500)
        for member in (nake, wave):
            heard(member, py, 50, first=500)
        for member in everyone:
            untroubled(member)
        obedient(lab, everyone, allowed=["op 31 without transition_id"])
        users, channels = lab.voice()
        assert sum(users[wave.user]["commitsRefused"].values()) > 0, "the malformed commit was not refused"
        assert users[wave.user]["commitsWon"] == 0
        assert sorted(channels[int(lab.channels["Lounge"])]["members"]) == sorted(m.user for m in everyone)
    finally:
        lab.stop()


@checks.check("our own session with discord.py, disnake and hikari-wave: each hears each")
def _():
    lab = Lab(phonepatch, "py", "nake", "wave")
    try:
        py, nake, wave = lab.member("py", "discordpy"), lab.member("nake", "disnake"), lab.member("wave", "hikari")
        ours = lab.ourselves()
        everyone = [py, nake, wave, ours]
        for member in everyone:
            member.expect("started")
        # Who is first makes the group or is welcomed; the others are added one by one, by whoever is fastest.
        for member in (ours, py, nake, wave):
            member.do("join")
        together(lab, everyone)
        time.sleep(2.5)
        for sender in everyone:
            sender.do("play", frames=100)
            for member in everyone:
                if member is not sender:
                    heard(member, sender, 100)
        # People go and come; then we go and come, and are welcomed.
        for index, gone in enumerate((wave, nake, ours), 1):
            gone.do("leave")
            together(lab, [m for m in everyone if m is not gone])
            gone.do("join")
            together(lab, everyone)
            time.sleep(2.5)
            ours.do("play", frames=50, first=1000 * index)
            for member in (py, nake, wave):
                heard(member, ours, 50, first=1000 * index)
        for member in everyone:
            untroubled(member)
        obedient(lab, everyone, allowed=["op 31 without transition_id"])
        users, _ = lab.voice()
        assert users[ours.user]["commitsWon"] > 0, users[ours.user]
        # Alone with one that leaves and one that stays, sooner or later it is we who take the first out, with a path.
        for gone in (py, nake) * 4:
            gone.do("leave")
            together(lab, [m for m in everyone if m is not gone])
            gone.do("join")
            together(lab, everyone)
            users, _ = lab.voice()
            if users[ours.user]["pathsWon"]:
                break
        assert users[ours.user]["pathsWon"] > 0, users[ours.user]
        assert not users[ours.user]["commitsRefused"], users[ours.user]
    finally:
        lab.stop()


@checks.check("our own session makes the group and commits, with libdave alone and with davey alone")
def _():
    lab = Lab(phonepatch, "py", "nake")
    try:
        for kind, name in (("discordpy", "py"), ("disnake", "nake")):
            peer, ours = lab.member(name, kind), lab.ourselves(0 if name == "py" else 1)
            for member in (peer, ours):
                member.expect("started")
            for _ in range(4):
                ours.do("join")
                peer.do("join")
                together(lab, [ours, peer])
                peer.do("leave")
                ours.do("leave")
            users, _ = lab.voice()
            assert not users[ours.user]["commitsRefused"], users[ours.user]
            assert users[ours.user]["recoveries"] == 0, users[ours.user]
    finally:
        lab.stop()


sys.exit(checks.status)
