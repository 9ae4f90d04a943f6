"""`phonepatch serve`, as a check runs one, and what a telephone network needs to call it."""
import contextlib
import os
import random
import socket
import subprocess
import sys
import time

import requests
from twilio.request_validator import RequestValidator

from peer import end, phonepatch

TOKEN = "0123456789abcdef0123456789abcdef"
validator = RequestValidator(TOKEN)
lottery = random.Random(5)


def sid(prefix):
    return f"{prefix}{lottery.getrandbits(128):032x}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve(**more):
    """The address and the process of one that is ready. It has no API unless `more` says so; of our own settings it sees nothing."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("PHONEPATCH_", "TWILIO_"))}
    settings |= {"TWILIO_AUTH_TOKEN": TOKEN, "PHONEPATCH_LISTEN": f"127.0.0.1:{port}", "PHONEPATCH_DRAIN_SECONDS": "1",
                 "PHONEPATCH_DATA": "", "PHONEPATCH_ADMIN_LISTEN": "", **more}
    log = sys.stderr if os.environ.get("PEER_VERBOSE") else subprocess.DEVNULL
    process = subprocess.Popen([phonepatch, "serve"], env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        while not is_ready(base):
            assert process.poll() is None, f"serve ended with {process.returncode}"
            assert time.monotonic() < until, "serve was not ready within 30 seconds"
            time.sleep(0.05)
        yield base, process
    finally:
        end(process)


def is_ready(base):
    try:
        return requests.get(f"{base}/readyz", timeout=2).status_code == 200
    except requests.ConnectionError:
        return False
