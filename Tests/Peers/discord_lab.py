"""A Discord of the Lab, as a check runs one."""
import atexit
import json
import os
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from peer import end, phonepatch


class Lab:
    """`phonepatch lab discord` in a process of its own. What it printed is in `told`; clients trust its authority through SSL_CERT_FILE."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        authority = str(Path(self.folder.name) / "authority.pem")
        command = [phonepatch, "lab", "discord", "--json", "--seconds", "600", "--ca", authority, *self.arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the Lab did not start: {self.process.wait()}")
        self.told = json.loads(line)
        # Python's ssl looks there for whom to trust, when a context is made.
        os.environ["SSL_CERT_FILE"] = authority
        return self

    @classmethod
    def started(cls, *arguments):
        """One that ends with the process. aiohttp makes its context when it is imported: start the Lab first."""
        lab = cls(*arguments).__enter__()
        atexit.register(lab.__exit__)
        return lab

    def __exit__(self, *_):
        self.status = end(self.process)
        self.folder.cleanup()

    def control(self, method, path, body=None):
        """Asks the control interface. A refusal is an error with what it said."""
        request = urllib.request.Request(
            self.told["control"] + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.told['control_token']}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def channel(self, name):
        return next(c["id"] for c in self.told["channels"] if c["name"] == name)

    @property
    def guild(self):
        return self.told["guild"]

    @property
    def bot(self):
        return self.told["bots"][0]

    @property
    def person(self):
        return self.told["people"][0]["id"]

    def state(self):
        """Bot and guild as the Lab sees them."""
        state = self.control("GET", "/state")
        return next(b for b in state["bots"] if b["id"] == self.bot["id"]), state["guilds"][0]
