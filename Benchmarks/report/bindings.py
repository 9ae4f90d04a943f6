"""What a call costs from other languages: the same functions of the same library, called through the bindings; and from Swift, where
the modules are built into the program as its package manager does it, without the C boundary and without the small library's build."""
import json
import os
import re
import shutil
import subprocess
import sys

import figures
from building import OUT
from machine import ROOT, first_line, output
from terminal import colour, number

LIBRARY = ROOT / ".build-lib"


def python() -> tuple[list, str]:
    done = subprocess.run([sys.executable, ROOT / "bindings/python/compile", OUT / "python"], capture_output=True, text=True)
    if done.returncode:
        raise LookupError("the package did not compile (Python's headers?)")
    return [sys.executable, ROOT / "Benchmarks/bindings/calls.py"], "CPython"


def rust() -> tuple[list, str]:
    if not shutil.which("cargo"):
        raise LookupError("no cargo")
    done = subprocess.run(["cargo", "build", "-q", "--release", "--offline", "--manifest-path", ROOT / "Benchmarks/bindings/rust/Cargo.toml"],
                          capture_output=True, text=True, env=environment())
    if done.returncode:
        raise LookupError("the crate did not build")
    return [OUT / "rust/release/phonepatch-calls"], first_line(output("rustc", "--version"))


def swift() -> tuple[list, str]:
    if not shutil.which("swift"):
        raise LookupError("no swift")
    done = subprocess.run(["swift", "build", "-c", "release", "--package-path", ROOT / "Benchmarks/bindings/swift", "--scratch-path", OUT / "swift"],
                          capture_output=True, text=True, env=os.environ | {"PHONEPATCH_ENGINE": "1"})
    if done.returncode:
        raise LookupError("the package did not build")
    found = re.search(r"Swift version (\S+)", output("swift", "--version") or "")
    return [OUT / "swift/release/calls"], f"Swift {found[1]}" if found else "Swift"


def environment() -> dict:
    return os.environ | {"PHONEPATCH_LIB_DIR": str(LIBRARY), "LD_LIBRARY_PATH": str(LIBRARY), "CARGO_TARGET_DIR": str(OUT / "rust"),
                         "PHONEPATCH_LIBRARY": str(LIBRARY / "libphonepatch.so.1"), "PYTHONPATH": str(OUT / "python")}


def run(stages: dict, quick: bool) -> list[dict]:
    made = []
    for name, find in (("Python", python), ("Rust", rust), ("Swift", swift)):
        try:
            command, version = find()
            done = subprocess.run([*map(str, command), "9" if quick else "21", "5" if quick else "20"], capture_output=True, text=True, timeout=120,
                                  env=environment())
            said = json.loads(done.stdout)
        except (LookupError, subprocess.TimeoutExpired, ValueError) as reason:
            made.append({"binding": name, "missing": str(reason) if isinstance(reason, LookupError) else "did not run"})
            continue
        rows = []
        for one in said["stages"]:
            ours = stages.get(one["stage"])
            rows.append({"stage": one["stage"], "what": one["what"], "ns": figures.figure(one["rounds"]), "ours": ours["ns"]["ours"]["median"] if ours else None})
        made.append({"binding": name, "version": said.get("version", version), "stages": rows})
    return made


def show(result: dict):
    if not result.get("bindings"):
        return
    print(f"\n{colour('From other languages', '1;36')}\n{'':19} {'ns':>10} {'from C':>10}  by")
    for b in result["bindings"]:
        if "missing" in b:
            print(f"{'missing':19} {'':>10} {'':>10}  {b['binding']}: {b['missing']}")
        for s in b.get("stages", []):
            print(f"{s['stage']:19} {number(s['ns']['median']):>10} {number(s['ours']) if s['ours'] else '':>10}  {b['version']}: {s['what']}")


def markdown(result: dict) -> str:
    rows = [f"| `{s['stage']}` | {b['version']}: `{s['what']}` | {number(s['ns']['median'])} | {number(s['ours']) if s['ours'] else ''} |"
            for b in result.get("bindings", []) for s in b.get("stages", [])]
    missing = ", ".join(f"{b['binding']} ({b['missing']})" for b in result.get("bindings", []) if "missing" in b)
    if not rows:
        return "Not measured."
    return "\n".join(["| stage | called as | ns | from C, ns |", "| --- | --- | ---: | ---: |", *sorted(rows)]) + (f"\n\nMissing here: {missing}." if missing else "")
