"""The guide's plots, as SVG: `plots.py RESULT.json FOLDER`. Needs matplotlib, so it may run under another Python."""
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "phonepatch", "font.size": 9, "font.family": "sans-serif", "svg.fonttype": "none",
                            "axes.spines.top": False, "axes.spines.right": False, "figure.facecolor": "white"})
from matplotlib import pyplot  # noqa: E402

OURS, PLAIN, OTHER = "#2a6f97", "#a9b4c2", "#d98e04"
result, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])


def save(figure, name):
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def calls():
    rows = result["calls"][::-1]
    if not rows:
        return
    figure, axes = pyplot.subplots(figsize=(7.5, 0.36 * len(rows) + 1))
    places = range(len(rows))
    axes.barh([p + 0.2 for p in places], [r["calls_a_core"] for r in rows], 0.38, color=OURS, label="phonepatch")
    axes.barh([p - 0.2 for p in places], [20000 / r["plain_us"] if r["plain_us"] else 0 for r in rows], 0.38, color=PLAIN, label="plain C, same libraries")
    for p, r in zip(places, rows):
        axes.text(r["calls_a_core"] + 2, p + 0.2, f"{r['calls_a_core']:.0f}", va="center", fontsize=8)
    axes.set_yticks(list(places), [r["stage"] for r in rows])
    axes.set_xlabel("bridged calls a core, both directions, engine only")
    axes.legend(frameon=False, loc="lower right")
    save(figure, "cost-calls")


def rooms():
    rows = [(int(s["stage"].split("-")[1]), s) for s in result["stages"] if s["theme"] == "rooms"]
    if not rows:
        return
    figure, axes = pyplot.subplots(figsize=(6, 3))
    for side, colour, label in (("ours", OURS, "phonepatch"), ("plain_o2", PLAIN, "plain C -O2: no buffer, limiter, pacing")):
        axes.plot([n for n, _ in rows], [s["ns"][side]["median"] / 1000 for _, s in rows], "o-", color=colour, label=label)
    axes.set_xlabel("callers in the room")
    axes.set_ylabel("µs a caller and tick")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    save(figure, "cost-rooms")


def peers():
    wanted = ["g711-decode", "g711-encode", "message-read", "resample-up", "resample-down", "vad-8", "hear-digits", "leg-noise", "leg-echo"]
    rows = sorted(((wanted.index(s["stage"]), s["ns"]["median"] / s["ours"], f"{p['peer']}, {s['what'][:30]}") for p in result["peers"] for s in p.get("stages", [])
                   if s["stage"] in wanted and s.get("ours")), key=lambda r: (-r[0], -r[1]))
    if not rows:
        return
    figure, axes = pyplot.subplots(figsize=(7.5, 0.24 * len(rows) + 1))
    axes.barh(range(len(rows)), [r[1] for r in rows], color=[OTHER if r[1] >= 1 else PLAIN for r in rows])
    axes.axvline(1, color=OURS, lw=1.5)
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), [f"{wanted[r[0]]}: {r[2]}" for r in rows], fontsize=7)
    axes.set_xlabel("processor time by that of phonepatch for the same frame\nright of 1 phonepatch is faster; they do not all do the same work")
    save(figure, "cost-peers")


def share():
    """Of a call's instructions, those of ours."""
    rows = [s for s in result["stages"] if s["theme"] == "calls" and s.get("instructions", {}).get("ours")][::-1]
    if not rows:
        return
    figure, axes = pyplot.subplots(figsize=(7.5, 0.3 * len(rows) + 1))
    inside = [s["instructions"]["ours"]["library"] / 1000 for s in rows]
    others = [s["instructions"]["ours"]["all"] / 1000 - i for s, i in zip(rows, inside)]
    axes.barh(range(len(rows)), inside, color=OURS, label="in libphonepatch")
    axes.barh(range(len(rows)), others, left=inside, color=PLAIN, label="in libopus, speexdsp, libcrypto, libc")
    axes.set_yticks(range(len(rows)), [s["stage"] for s in rows])
    axes.set_xlabel("thousand instructions a tick of one call")
    axes.legend(frameon=False)
    save(figure, "cost-share")


calls(), rooms(), peers(), share()
