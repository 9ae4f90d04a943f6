"""Starts `phonepatch lab discord` and the members of its channels, and tells them what to do."""
import json
import os
import queue
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
INTERPRETERS = {name: os.environ.get(f"PEER_PYTHON_{name.upper()}") for name in ("discordpy", "disnake", "hikari")}
verbose = bool(os.environ.get("PEER_VERBOSE"))


class Lab:
    """The Lab's Discord, with bots of these names."""

    def __init__(self, program, *bots, seed=7):
        command = [program, "lab", "discord", "--json", "--seed", str(seed), "--seconds", "900"]
        for bot in bots:
            command += ["--bot", bot]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=None if verbose else subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        assert line, f"lab discord ended with {self.process.wait()}"
        self.cast = json.loads(line)
        self.guild = self.cast["guild"]
        self.channels = {c["name"]: c["id"] for c in self.cast["channels"]}
        self.bots = {b["name"]: b for b in self.cast["bots"]}
        self.members = []

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            self.cast["control"] + path, method=method, data=json.dumps(body or {}).encode(),
            headers={"Authorization": f"Bearer {self.cast['control_token']}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def voice(self):
        """What the voice servers saw: users by number, channels by number."""
        seen = self.control("GET", "/voice")
        return {u["user"]: u for u in seen["users"]}, {c["channel"]: c for c in seen["channels"]}

    def member(self, name, kind, channel="Lounge"):
        bot = self.bots[name]
        member = Member(name, kind, {
            "token": bot["token"], "user": bot["id"], "guild": self.guild, "channel": self.channels[channel],
            "rest": self.cast["rest"], "gateway": self.cast["gateway"],
        }, self.cast["ca"])
        self.members.append(member)
        return member

    def ourselves(self, index=0, channel="Lounge"):
        """A member with our own voice connection, as one of the people."""
        person = self.cast["people"][index]
        member = Member(person["name"], None, {
            "user": person["id"], "guild": self.guild, "channel": self.channels[channel], "control": self.cast["control"],
            "token": self.cast["control_token"], "ca": self.cast["ca"],
        }, self.cast["ca"], [self.process.args[0], "peer-discord"])
        self.members.append(member)
        return member

    def stop(self):
        for member in self.members:
            member.stop()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Member:
    """One client process."""

    def __init__(self, name, kind, settings, authority, command=None):
        self.name, self.kind, self.user = name, kind, int(settings["user"])
        environment = {**os.environ, "SSL_CERT_FILE": authority or "", "PYTHONDONTWRITEBYTECODE": "1"}
        command = command or [INTERPRETERS[kind], str(HERE / f"{kind}_member.py")]
        self.process = subprocess.Popen(
            [*command, json.dumps(settings)], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=None if verbose else subprocess.DEVNULL, text=True, cwd=HERE)
        self.events = queue.Queue()
        self.kept = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            try:
                event = json.loads(line)
                event["event"]
            except (ValueError, KeyError, TypeError):
                continue
            if verbose:
                print(self.name, str(event)[:300], file=sys.stderr)
            self.events.put(event)
        self.events.put({"event": "ended"})

    def expect(self, name, seconds=60):
        """The next event of that name; those of other names are kept."""
        until = time.monotonic() + seconds
        while True:
            for index, event in enumerate(self.kept):
                if event["event"] == name:
                    return self.kept.pop(index)
            try:
                event = self.events.get(timeout=max(until - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"{self.name}: no {name} within {seconds} s") from None
            assert event["event"] not in ("failed", "ended"), f"{self.name}: {event}"
            self.kept.append(event)

    def ask(self, do, **more):
        """Says what to do, and does not wait."""
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        return self

    def do(self, do, **more):
        self.ask(do, **more)
        return self.expect(do)

    def stop(self):
        try:
            self.ask("quit")
            self.process.wait(8)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()


def until(what, condition, seconds=20):
    """Waits until `condition()` is true, and returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"{what} did not come within {seconds} s"
        time.sleep(0.2)
