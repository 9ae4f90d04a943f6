"""`python -m phonepatch`: which library was found, where it was looked for, and what is wrong if anything is.

`python -m phonepatch bench` prints what calls cost.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from . import _engine, _library


def cpu() -> str:
    """The CPU's name, and whether it has what makes a difference here."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    facts: dict[str, str] = {}
    for line in lines:
        name, _, text = line.partition(":")
        facts[name.strip()] = text.strip()
    flags = facts.get("flags", "").split()
    return f"{facts.get('model name', 'unknown')} ({'with' if 'aes' in flags else 'without'} AES instructions)"


def advice(place: str, reason: str) -> str:
    """What to do about a library that cannot be loaded."""
    if "ELFCLASS" in reason or "invalid ELF header" in reason:
        return "it is for another kind of machine: v1 is Linux on x86-64"
    if "GLIBC_" in reason:
        return f"it was built for a newer glibc than {'-'.join(platform.libc_ver())}: build it here (make lib), or use a newer system"
    if "ABI version" in reason or "it has no pp_" in reason:
        return "package and library are of different versions: install both from the same source"
    if "cannot open shared object file" in reason and place not in reason.split(":")[0]:
        return f"a library that it needs is missing: {reason.split(':')[0]}"
    return ""


def main() -> int:
    print(f"Python      {platform.python_version()} ({sys.executable})")
    print(f"system      {platform.platform()}, {'-'.join(platform.libc_ver())}")
    print(f"CPU         {cpu()}, {os.cpu_count()} cores")
    print(f"package     {Path(__file__).parent}, ABI {_library.ABI_VERSION}")
    print(f"PHONEPATCH_LIBRARY  {os.environ.get('PHONEPATCH_LIBRARY', 'not set')}")
    used, wrong = _library.path, []
    print("looked for the library at")
    for place, found in _library.attempts():
        print(f"  {place}: {found}{'   <- used' if place == used else ''}")
        if hint := advice(place, found):
            wrong.append(f"{place}: {hint}")
    if not used:
        wrong.append("no library was found: `pip install` a wheel, which has it inside, or `make install`, or set "
                     "PHONEPATCH_LIBRARY to its path")
    else:
        _engine.load(used)
        print(f"library     {os.path.realpath(loaded() or used)}")
        print(f"version     {_library.version}, ABI {_library.ABI_VERSION}")
        absent = [name for name, there in _library.features().items() if not there]
        print("features    " + ", ".join(f"{'no ' if not there else ''}{name}" for name, there in _library.features().items()))
        if absent:
            wrong.append(f"this library was built without {', '.join(absent)}; calls of them raise UnsupportedError")
    for line in wrong:
        print(f"wrong       {line}")
    if not wrong:
        print("wrong       nothing")
    return 0 if used else 1


def loaded() -> str | None:
    """Where the system's loader found the library."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return None
    return next((line.split()[-1] for line in lines if "libphonepatch" in line), None)


if __name__ == "__main__":
    if sys.argv[1:2] == ["bench"]:
        from . import bench

        sys.exit(bench.main(sys.argv[2:]))
    sys.exit(main())
