"""What the checks of this folder share: where things are, and how a result is told."""
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SKIPPED = 77

# `run` sets both; a check that is run by hand takes what a build left.
phonepatch = os.environ.get("PEER_PROGRAM") or str(ROOT / ".build/debug/phonepatch")
library = os.environ.get("PEER_LIBRARY") or str(ROOT / ".build-lib/libphonepatch.so")


def skip(why):
    """Ends the check as skipped."""
    print(f"SKIP {why}", flush=True)
    sys.exit(SKIPPED)


def shared():
    """The folder of public vectors beside the project, or None."""
    folder = Path(os.environ.get("PHONEPATCH_SHARED") or ROOT.parent / "shared")
    return folder if folder.is_dir() else None


def end(process):
    """Ends a process as an interrupt does, or at last for good. How it ended."""
    process.terminate()
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class Checks:
    """Runs functions and prints one PASS or FAIL line for each."""

    def __init__(self):
        self.passed = True
        self.count = 0

    def check(self, name):
        def run(function):
            begin = time.monotonic()
            self.count += 1
            try:
                function()
            except Exception as error:  # every failure is told, then the next check runs
                self.passed = False
                print(f"FAIL {name}: {type(error).__name__}: {error}", flush=True)
                if not isinstance(error, AssertionError):
                    traceback.print_exc(limit=-3, file=sys.stdout)
            else:
                print(f"PASS {name} ({time.monotonic() - begin:.1f} s)", flush=True)
            return function

        return run

    @property
    def status(self):
        return 0 if self.passed and self.count else 1
