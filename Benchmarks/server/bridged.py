"""Bridged calls: a telephone each and a Discord channel each, as many at once as asked for.

The carrier is load.c, one caller in a room. Discord is the Lab's (`phonepatch lab discord`): a guild for each call, with somebody in its
voice channel who speaks all the time, everything end-to-end encrypted. `phonepatch serve` is the bot of all guilds; bridged.c is the same on
the library in a plain C loop, and what it leaves to a courier, its voice WebSockets, is carried by the thread below, whose time is not
counted: a heartbeat for each call every some seconds. Carrier and Lab are processes of their own, the same for both.
"""
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import building
from machine import ROOT

sys.path.insert(0, str(ROOT / "bindings/c/tests"))
from courier import Courier, Lab  # noqa: E402

CALLER = "+14155550100"  # as load.c says
WARM = 6  # seconds: the bot is in the channel, its group stands, what callers are told is over
PROMPTS = ("notice", "live", "announce", "keypress", "agreed", "refused", "recorded", "time", "silence", "nobody", "goodbye")


def speech(program: str) -> tuple[list, list]:
    """What the people in the channels say, and what callers do: arguments for the Lab and for load.c. Empty where no speech is installed."""
    found = sorted(building.PROMPTS.glob("en*/demo-instruct.wav"))
    if not found:
        return [], []
    codes = building.OUT / "bridged.ul"
    codes.unlink(missing_ok=True)
    done = subprocess.run([program, "transcode", found[0], codes], capture_output=True)
    return (["--say", str(found[0])], ["--sound", str(codes)]) if done.returncode == 0 else ([], [])


def processor_us(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1000


class Discord:
    """The Lab's, from its start until it is left."""

    def __init__(self, program: str, calls: int, say: list):
        # One in each guild speaks; the second is who the C loop speaks for.
        command = [program, "lab", "discord", "--json", "--guilds", calls, "--people", 2, "--speakers", 1, *say]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        told = self.process.stdout.readline()
        if not told:
            raise LookupError(f"the Lab's Discord ended with {self.process.wait(20)}")
        self.lab = Lab(json.loads(told))
        self.guilds = self.lab.told["guilds"]
        self.speakers = {int(guild["people"][0]["id"]) for guild in self.guilds}

    @staticmethod
    def channel(guild: dict) -> str:
        return next(channel["id"] for channel in guild["channels"] if channel["kind"] == "voice")

    def look(self) -> dict:
        """Now, and what the voice servers saw so far."""
        users = self.lab.control("GET", "/voice")["users"]
        ours = [user for user in users if user["user"] not in self.speakers]
        return {"at": time.monotonic(), "us": processor_us(self.process.pid), "said": sum(u["encrypted"] + u["silence"] for u in ours),
                "heard": sum(u["forwarded"] for u in ours), "wrong": sum(u["plainUnderDave"] + u["refused"] + u["nonceReused"] + len(u["violations"]) for u in ours),
                "passed_on": sum(u["forwarded"] for u in users if u["user"] in self.speakers)}

    def stop(self) -> dict:
        """What the people in the channels heard."""
        self.process.send_signal(signal.SIGINT)
        try:
            told = json.loads(self.process.communicate(timeout=20)[0] or "{}").get("speakers", [])
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            told = []
        return {"heard": sum(one["heard"] for one in told), "unopened": sum(one["unopened"] for one in told)}


class Telephone:
    """A network that has the numbers which load.c calls; it carries nothing."""

    def __init__(self, program: str, token: str, calls: int):
        self.numbers = [f"+1555{room:07d}" for room in range(calls)]
        command = [program, "lab", "twilio", "--json", "--token", token]
        for number in self.numbers:
            command += ["--number", number]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.told = json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


class Couriers(threading.Thread):
    """Carry the voice WebSockets of bridged.c."""

    def __init__(self, discord: Discord, port: int):
        super().__init__(daemon=True)
        self.watch, self.over, self.lines = selectors.DefaultSelector(), threading.Event(), []
        for room, guild in enumerate(discord.guilds):
            line = socket.create_connection(("127.0.0.1", port))
            self.lines.append(line)
            user = guild["people"][1]["id"]
            Courier(discord.lab, self.watch, user, line.fileno(), line.fileno()).say(f"call {room} {user} {guild['id']} {discord.channel(guild)}")
        self.start()

    def run(self):
        while not self.over.is_set():
            for key, _ in self.watch.select(0.2):
                try:
                    key.data[0].take(key.data[1])
                except OSError:
                    return

    def stop(self):
        self.over.set()
        self.join(5)
        for line in self.lines:
            line.close()


def serve_settings(discord: Discord, telephone: Telephone, token: str, folder: Path) -> dict:
    prompts = folder / "prompts/en"
    prompts.mkdir(parents=True)
    for name in PROMPTS:
        # Of 20 ms: what callers and channels are told is over when the measurement begins.
        (prompts / f"{name}.ul").write_bytes(b"\xff" * 160)
    return {"DISCORD_TOKEN": discord.lab.told["bots"][0]["token"], "DISCORD_API_BASE": discord.lab.told["rest"], "DISCORD_AUTHORITY": discord.lab.told["ca"],
            "PHONEPATCH_GUILDS": ",".join(guild["id"] for guild in discord.guilds), "PHONEPATCH_PROMPTS": str(folder / "prompts"),
            "TWILIO_ACCOUNT_SID": telephone.told["account"], "TWILIO_API_BASE": telephone.told["base"], "TWILIO_WEBHOOKS": "keep",
            "PHONEPATCH_API_TOKENS": f"bench:admin:{token}"}


def link(server, discord: Discord, telephone: Telephone, token: str):
    """The caller of each number is let in to the channel of its guild."""
    def ask(method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(f"http://127.0.0.1:{server.admin}{path}", json.dumps(body).encode() if body else None, method=method,
                                         headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request, timeout=20).read())

    for _ in range(200):
        if ask("GET", "/v1/status")["discord"]["guilds"] == len(discord.guilds):
            break
        time.sleep(0.05)
    for number, guild in zip(telephone.numbers, discord.guilds):
        ask("PUT", "/v1/numbers/%2B" + number[1:], {"guild": guild["id"], "channel": discord.channel(guild), "answer": "auto", "callers": [CALLER]})


def watched(command: list, discord: Discord, timeout: int, meanwhile) -> tuple[str, str, dict, dict]:
    """Runs the carrier, and looks at the Lab when its measurement begins and at the end; calls `meanwhile` between."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    try:
        first = process.stderr.readline()
        before = discord.look()
        meanwhile()
        out = process.stdout.readline()
        after = discord.look()
        return out, first + process.stderr.read(), before, after
    finally:
        timer.cancel()
        process.wait()


def measure(name: str, start, free_port, load: Path, token: str, program: str, calls: int, seconds: int, row, meanwhile=lambda server: None) -> dict:
    """One row. `start` makes the server of a name with more settings and arguments; `meanwhile` is called with it while calls are up."""
    say, sound = speech(program)
    ours = name.startswith("phonepatch serve")
    discord = telephone = server = couriers = None
    try:
        discord = Discord(program, calls, say)
        with tempfile.TemporaryDirectory() as folder:
            if ours:
                telephone = Telephone(program, token, calls)
                server = start(serve_settings(discord, telephone, token, Path(folder)), [])
                link(server, discord, telephone, token)
            else:
                port = free_port()
                server = start({}, [str(port)])
                couriers = Couriers(discord, port)
            ticks = server.ticks()
            command = [load, *sound, server.port, calls, 1, WARM, seconds, server.process.pid, *([token] if ours else [])]
            out, said, before, after = watched(command, discord, WARM + seconds + 60, lambda: meanwhile(server))
            if not out:
                return {"streams": calls, "failed": said.strip()[-200:]}
            late = server.ticks()
            made = row(json.loads(out), server.start_ms, {bound: late[bound] - ticks.get(bound, 0) for bound in late})
        # Then nothing is under way any more.
        server.stop()
        passed_on = discord.look()["passed_on"]
        people = discord.stop()
    except (OSError, ValueError, AssertionError, LookupError) as error:
        return {"streams": calls, "failed": f"{type(error).__name__}: {error}"[-200:]}
    finally:
        if couriers:
            couriers.stop()
        for one in (server, telephone):
            if one:
                one.stop()
        if discord and discord.process.poll() is None:
            discord.stop()
    took = after["at"] - before["at"]
    rate = lambda what: (after[what] - before[what]) / took / calls
    made |= {"to_channel": rate("said"), "from_channel": rate("heard"), "lab_us_a_second": rate("us"), "opened_share": people["heard"] / max(passed_on, 1),
             "wrong": after["wrong"] + people["unopened"], "speech": bool(say)}
    made["stands"] = made["stands"] and made["from_channel"] > 47 and made["to_channel"] > 5 and made["opened_share"] > 0.95 and not made["wrong"]
    return made


def median(rows: list[dict]) -> dict:
    """The row whose cost is the middle one; all of them have to stand."""
    failed = next((r for r in rows if "failed" in r), None)
    if failed:
        return failed
    middle = sorted(rows, key=lambda r: r["us_a_tick"])[len(rows) // 2]
    return middle | {"stands": all(r["stands"] for r in rows), "all_us_a_tick": [r["us_a_tick"] for r in rows]}
