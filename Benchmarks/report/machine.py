"""What the figures were taken on, and how quiet it was."""
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def output(*command) -> str:
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def pythons() -> list[str]:
    """Those that may have peers: of Benchmarks/prepare, this one, and the one with the packages of the quality kit."""
    return [str(p) for p in (ROOT / ".venv-bench/bin/python", sys.executable, os.environ.get("PHONEPATCH_QUALITY_PYTHON")) if p and shutil.which(p)]


def python_with(module: str) -> str | None:
    """The first of them that has a module."""
    return next((p for p in pythons() if subprocess.run([p, "-W", "ignore", "-c", f"import {module}"], capture_output=True).returncode == 0), None)


def fingerprint() -> dict:
    info = {}
    for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines():
        key, _, value = line.partition(":")
        info[key.strip()] = value.strip()
    flags = info.get("flags", "").split()
    governor = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return {
        "cpu": info.get("model name", "?"),
        "family": f"{info.get('cpu family', '?')}.{info.get('model', '?')}.{info.get('stepping', '?')}",
        "mhz": info.get("cpu MHz", "?"),
        "cache": info.get("cache size", "?"),
        "cores": os.cpu_count(),
        "flags": [f for f in ("sse4_1", "sse4_2", "avx", "avx2", "avx512f", "aes", "vaes", "sha_ni") if f in flags],
        "virtualised": "hypervisor" in flags,
        "governor": governor.read_text().strip() if governor.exists() else None,
        "kernel": platform.release(),
        "system": first_line(output("lsb_release", "-ds")) or platform.version(),
        "libc": " ".join(platform.libc_ver()),
        "compiler": first_line(output("cc", "--version")),
        "swift": first_line(output("swift", "--version")),
        "python": platform.python_version(),
        "libraries": {name: output("pkg-config", "--modversion", name) for name in ("opus", "speexdsp", "libcrypto", "libsodium")},
        "library_bytes": (ROOT / ".build-lib/libphonepatch.so.1").stat().st_size,
        "commit": output("git", "rev-parse", "--short", "HEAD"),
    }


def processor_time() -> dict:
    """In ticks since boot: all, stolen by the host, and busy."""
    fields = [int(n) for n in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return {"all": sum(fields), "stolen": fields[7], "busy": sum(fields) - fields[3] - fields[4] - fields[7]}


class Quiet:
    """Watches the machine from its making on."""

    def __init__(self):
        self.load, self.before = os.getloadavg()[0], processor_time()

    def report(self) -> dict:
        after = processor_time()
        passed = max(after["all"] - self.before["all"], 1)
        own = sum(os.times()[i] for i in range(4)) * os.sysconf("SC_CLK_TCK")
        return {
            "load_before": self.load,
            "load_after": os.getloadavg()[0],
            "stolen_percent": 100 * (after["stolen"] - self.before["stolen"]) / passed,
            "others_percent": max(0.0, 100 * (after["busy"] - self.before["busy"] - own) / passed),
        }
