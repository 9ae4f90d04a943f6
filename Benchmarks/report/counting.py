"""Instructions a frame, by callgrind: the same on a busy machine. What counts against a budget are those inside
libphonepatch.so, which depend on no other library's version and on no compiler but Swift's."""
import json
import re
import shutil
import subprocess
import sys

from building import OUT
from machine import ROOT


def parse(path) -> tuple[str, int, int]:
    """`stage side`, all instructions, and those in our library."""
    what, all_of_them, ours, inside, called = "", 0, 0, False, False
    names = {}
    for line in path.read_text().splitlines():
        if line.startswith("desc: Trigger: Client Request: "):
            what = line.rpartition(": ")[2]
        elif line.startswith("totals: "):
            all_of_them = int(line.split()[1])
        elif line.startswith("ob="):
            number, _, name = line[3:].partition(" ")
            if name:
                names[number] = name
            inside = "libphonepatch" in names.get(number, "")
        elif line.startswith("calls="):
            called = True  # the next line is what the callee took
        elif re.match(r"[0-9+*-]", line):
            if called:
                called = False
            elif inside:
                ours += int(line.split()[1])
        elif line.startswith("cob=") and " " in line:
            number, _, name = line[4:].partition(" ")
            names[number] = name
    return what, all_of_them, ours


def count(stages: list[str], sides: int = 3) -> dict:
    """{stage: {side: {"all": …, "library": …}}} for a frame. Without callgrind, empty."""
    if not shutil.which("valgrind"):
        return {}
    folder = OUT / "callgrind"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/dump", OUT / "driver", "count", str(sides), *stages]
    # The synthetic voice, which is there on every machine.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
    if done.returncode:
        sys.exit(f"Benchmarks: callgrind ended with {done.returncode}\n{done.stderr[-2000:]}")
    listed = {row["stage"]: row for row in json.loads(done.stdout)["stages"]}
    made = {name: {} for name in listed}
    for path in folder.glob("dump.*"):
        what, everything, ours = parse(path)
        name, _, side = what.partition(" ")
        if name in listed:
            frames = listed[name]["frames"]
            made[name][side] = {"all": everything / frames, "library": ours / frames}
    for name, row in listed.items():
        if "over" in row and row["over"] in made:
            for kind in ("all", "library"):
                made[name]["ours"][kind] -= made[row["over"]]["ours"][kind]
    return made


def memory(stages: list[str] = ()) -> dict:
    """{stage: {"bytes": …, "allocations": …}} of ours."""
    done = subprocess.run([OUT / "driver-memory", "memory", *stages], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Benchmarks: counting memory ended with {done.returncode}\n{done.stderr}")
    return {row["stage"]: row for row in json.loads(done.stdout)["stages"]}
