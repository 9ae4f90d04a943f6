"""The driver, on the library as it is installed, and speech for it to work on."""
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from machine import ROOT, output

OUT = ROOT / ".build-bench"
THEMES = ("codec", "carrier", "sound", "jitter", "legs", "seal", "voice", "rooms", "calls")
LIBRARIES = ("opus", "speexdsp", "libcrypto", "libsodium")
# Prompts of a telephone system, wideband where they are: one voice for ten seconds.
PROMPTS = Path("/usr/share/asterisk/sounds")


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def library(as_built: bool):
    # bindings/c/build makes the very file that make install installs.
    if not as_built or not (ROOT / ".build-lib/libphonepatch.so.1").exists():
        run("bindings/c/build")


def driver():
    """.build-bench/driver and driver-memory, which watches the allocator."""
    objects = OUT / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    common = ["cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-IBenchmarks/driver", "-ITests/ABI", "-Iinclude",
              *output("pkg-config", "--cflags", *LIBRARIES).split()]
    jobs = []
    for theme in THEMES:
        jobs += [("driver", theme, "ours", "-O2"), ("plain-c", theme, "plain_o2", "-O2"), ("plain-c", theme, "plain_o3", "-O3")]
    commands = [[*common, level, f"-DSIDE={side}", "-c", f"Benchmarks/{folder}/{theme}.c", "-o", objects / f"{side}_{theme}.o"]
                for folder, theme, side, level in jobs]
    commands += [[*common, "-O2", "-c", f"Benchmarks/driver/{name}.c", "-o", objects / f"{name}.o"] for name in ("main", "inputs", "count")]
    commands += [[*common, "-O2", "-c", f"Tests/ABI/{name}.c", "-o", objects / f"{name}.o"] for name in ("voice", "watch")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda command: run(*command), commands))
    made = [command[-1] for command in commands[:-1]]
    links = ["-L.build-lib", "-lphonepatch", f"-Wl,-rpath,{ROOT}/.build-lib", "-lopus", "-lspeexdsp", "-lcrypto", "-lsodium", "-lm", "-ldl"]
    run("cc", *made, "-o", OUT / "driver", *links)
    run("cc", *made, objects / "watch.o", "-o", OUT / "driver-memory", *links)


def speech() -> str:
    """The prefix of three raw files of ten seconds of recorded speech; empty where there is none."""
    prefix = OUT / "speech"
    files = {rate: OUT / f"speech{rate}.raw" for rate in (8, 16, 48)}
    if all(file.exists() and file.stat().st_size == rate * 20_000 for rate, file in files.items()):
        return str(prefix)
    found = sorted(PROMPTS.glob("en*/demo-instruct.g722")) or sorted(PROMPTS.glob("en*/demo-instruct.wav"))
    if not found:
        return ""
    kind = ["-f", "g722"] if found[0].suffix == ".g722" else []
    for rate, file in files.items():
        command = ["ffmpeg", "-v", "error", "-y", *kind, "-i", found[0], "-ss", "1", "-t", "10", "-ac", "1", "-ar", str(rate * 1000), "-f", "s16le", file]
        try:
            if subprocess.run([str(c) for c in command], cwd=ROOT).returncode or file.stat().st_size != rate * 20_000:
                return ""
        except OSError:
            return ""
    return str(prefix)
