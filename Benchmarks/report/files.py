"""Whole files through whole programs: a telephone's mu-law to Opus and back, at equal settings: 24 kbit/s, VOIP, complexity 5,
20 ms, mono, no FEC. What counts is the processor time of the process, its start-up included, over a minute of speech."""
import json
import os
import shutil
import subprocess
from pathlib import Path

from building import OUT
from machine import ROOT, python_with

MINUTE = 6  # times ten seconds
FRAMES = 3000
WORK = OUT / "files"


def cost(command: list) -> float | None:
    """Microseconds of processor time for each frame; the best of three."""
    best = None
    for _ in range(3):
        process = subprocess.Popen([str(c) for c in command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            return None
        took = (usage.ru_utime + usage.ru_stime) * 1e6 / FRAMES
        best = took if best is None else min(best, took)
    return best


def gst(*elements: str) -> list:
    return ["gst-launch-1.0", "-q", *" ! ".join(elements).split()]


def jobs() -> list[dict]:
    wav, pcm, ours = WORK / "speech-mulaw.wav", WORK / "speech.wav", OUT / "ours-files"
    mulaw = WORK / "speech.ul"
    ffmpeg = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i"]
    opus = ["-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-compression_level", "5", "-frame_duration", "20", "-vbr", "constrained"]
    made = []

    def encode(name, program, command, out, kind):
        made.append({"job": f"encode, {name}", "peer": program, "command": command, "out": out, "kind": kind})

    def decode(name, program, command):
        made.append({"job": f"decode, {name}", "peer": program, "command": command})

    for rate in (48000, 8000):
        k = f"Opus at {rate // 1000} kHz"
        packets, ogg = WORK / f"ours{rate}.packets", lambda p: WORK / f"{p}{rate}.ogg"
        encode(k, "phonepatch.h", [ours, "encode", rate, mulaw, packets], packets, f"packets{rate}")
        encode(k, "ffmpeg", [*ffmpeg, wav, "-ar", rate, *opus, ogg("ffmpeg")], ogg("ffmpeg"), "ogg")
        encode(k, "gstreamer", gst(f"filesrc location={wav}", "wavparse", "mulawdec", "audioconvert", "audioresample quality=5",
                                   f"audio/x-raw,rate={rate}", "opusenc bitrate=24000 complexity=5 audio-type=voice bitrate-type=constrained-vbr",
                                   "oggmux", f"filesink location={ogg('gst')}"), ogg("gst"), "ogg")
    encode("resampled inside to 48 kHz", "opusenc", ["opusenc", "--quiet", "--bitrate", "24", "--speech", "--comp", "5", "--framesize", "20", "--cvbr", pcm,
                                          WORK / "opusenc.opus"], WORK / "opusenc.opus", "ogg")
    source = WORK / "ffmpeg48000.ogg"
    for rate in (48000, 8000):
        decode(f"at {rate // 1000} kHz", "phonepatch.h", [ours, "decode", rate, WORK / "ours48000.packets", WORK / "back.ul"])
    decode("libopus", "ffmpeg", ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-c:a", "libopus", "-i", source, "-ar", "8000", "-f", "mulaw", WORK / "back.ul"])
    decode("its own decoder", "ffmpeg", [*ffmpeg, source, "-ar", "8000", "-f", "mulaw", WORK / "back.ul"])
    decode("libopus", "gstreamer", gst(f"filesrc location={source}", "oggdemux", "opusdec", "audioconvert", "audioresample quality=5",
                                       "audio/x-raw,rate=8000", "mulawenc", f"filesink location={WORK / 'back.ul'}"))
    decode("to 16 bits at 8 kHz", "opusdec", ["opusdec", "--quiet", "--rate", "8000", source, WORK / "back.wav"])
    return made


def to_raw(job: dict) -> Path | None:
    """The job's output as raw sound of 8 kHz, by one decoder for all Ogg files."""
    raw = job["out"].with_suffix(".raw")
    if job["kind"] == "ogg":
        command = ["opusdec", "--quiet", "--rate", "8000", job["out"], WORK / "heard.wav"]
        source = ["-i", WORK / "heard.wav"]
    else:
        command = [OUT / "ours-files", "listen", job["kind"].removeprefix("packets"), job["out"], WORK / "heard.raw"]
        source = ["-f", "s16le", "-ar", "8000", "-i", WORK / "heard.raw"]
    for step in (command, ["ffmpeg", "-v", "error", "-y", *source, "-f", "s16le", "-ar", "8000", raw]):
        if subprocess.run([str(c) for c in step], cwd=ROOT, stderr=subprocess.DEVNULL).returncode:
            return None
    return raw


def kbits(job: dict) -> float:
    length = job["out"].stat().st_size - (2 * FRAMES if job["kind"] != "ogg" else 0)
    return length * 8 / 60_000


def run() -> list[dict]:
    speech = OUT / "speech8.raw"
    if not speech.exists() or not shutil.which("ffmpeg"):
        return []
    WORK.mkdir(exist_ok=True)
    minute = WORK / "speech.raw"
    minute.write_bytes(speech.read_bytes() * MINUTE)
    # Whoever does not read mu-law is given what it says, and nobody more; that is what the quality is measured against, too.
    said, steps = WORK / "speech-mulaw.wav", ["ffmpeg", "-v", "error", "-y"]
    for made in (["-f", "s16le", "-ar", "8000", "-i", minute, "-c:a", "pcm_mulaw", said], ["-i", said, WORK / "speech.wav"],
                 ["-i", said, "-f", "mulaw", WORK / "speech.ul"], ["-i", said, "-f", "s16le", WORK / "said.raw"]):
        subprocess.run([str(c) for c in [*steps, *made]], check=True)
    subprocess.run(["cc", "-O2", "-Iinclude", "Benchmarks/peers/ours-files.c", "-o", str(OUT / "ours-files"), "-L.build-lib", "-lphonepatch",
                    f"-Wl,-rpath,{ROOT}/.build-lib"], cwd=ROOT, check=True)
    made, scored = [], {}
    for job in jobs():
        program = str(job["command"][0])
        row = {"job": job["job"], "peer": job["peer"], "us": None}
        if shutil.which(program) is None or (us := cost(job["command"])) is None:
            made.append(row | {"missing": "not installed, or it failed"})
            continue
        row["us"] = us
        if "out" in job:
            row["kbits"] = kbits(job)
            if (decoded := to_raw(job)):
                scored[str(decoded)] = row
        made.append(row)
    python = python_with("pesq")
    if python and scored:
        done = subprocess.run([python, ROOT / "Benchmarks/peers/quality.py", WORK / "said.raw", *scored], capture_output=True, text=True)
        if done.returncode == 0:
            for path, quality in json.loads(done.stdout).items():
                scored[path] |= quality
    return [row for row in made if row["us"]] + [row for row in made if not row["us"]]
