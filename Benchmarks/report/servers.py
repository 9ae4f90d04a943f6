"""Calls through real sockets: from what the carrier counted to rows, in the terminal and as Markdown."""
import json
import subprocess
import sys

from machine import ROOT
from terminal import colour, number


def run(quick: bool) -> list[dict]:
    done = subprocess.run([ROOT / "Benchmarks/server/run", "--json", *(["--quick"] if quick else [])], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout)["servers"]


def profile(*options: str) -> dict:
    """Where our server's time goes; {"missing": why} when perf does not tell."""
    done = subprocess.run([ROOT / "Benchmarks/server/profile", "--json", *options], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else {"missing": (done.stderr.strip().splitlines() or ["failed"])[-1]}


def late(buckets: dict[float, int], share: float) -> float | None:
    """In ms: below it lie `share` of the ticks, by the histogram's bounds, with a straight line inside each."""
    if not buckets or not (most := buckets.get(float("inf"), 0)):
        return None
    low, below = 0.0, 0
    for bound, count in sorted(buckets.items()):
        if count >= share * most:
            high = low if bound == float("inf") else bound
            return 1000 * (low + (high - low) * (share * most - below) / max(count - below, 1))
        low, below = bound, count
    return None


def row(said: dict, start_ms: float, ticks: dict[float, int]) -> dict:
    calls, seconds = said["streams"], said["seconds"]
    us = said["server_cpu_us"] / (calls * seconds)
    made = {
        "streams": calls, "us_a_second": us, "us_a_tick": us / 50, "calls_a_core": 1e6 / us if us else None,
        "load_us_a_second": said["load_cpu_us"] / (calls * seconds), "kb_a_call": (said["rss_kb"][1] - said["rss_kb"][0]) / calls,
        "start_ms": start_ms, "open_ms": said["open_ms"], "heard_share": said["heard"] / max(said["sent"], 1), "late_ms": said["late_ms"],
        "send_late_ms": said["send_late_ms"], "silent": said["silent"], "gone": said["gone"], "blocked": said["blocked"],
        "offered_share": said["sent"] / (calls * seconds * 50), "tick_late_ms": [late(ticks, share) for share in (0.5, 0.99, 0.999)] if ticks else None,
    }
    # Below this the exchange did not keep up, or the carrier did not, and its cost is that of something else.
    made["stands"] = min(made["heard_share"], made["offered_share"]) > 0.95 and not said["silent"] and not said["gone"]
    return made


def cells(one: dict) -> list[str]:
    ms = lambda values: " / ".join(f"{v:.2f}" if v < 10 else f"{v:.0f}" for v in values) if values and None not in values else ""
    return [number(one["us_a_tick"]), number(one["calls_a_core"]), number(one["load_us_a_second"] / 50), number(max(one["kb_a_call"], 0)), number(one["start_ms"]), f"{one['heard_share']:.3f}",
            ms(one["tick_late_ms"]), ms(one["late_ms"]), ms(one["send_late_ms"])]


def targets(rows: list[dict]) -> list[dict]:
    """What is wanted of the server, from the rows."""
    by = {(s["server"], r["streams"]): r for s in rows for r in s.get("rows", []) if "failed" not in r}
    made = []
    for streams in (100, 500, 1000):
        ours, loop = by.get(("phonepatch serve", streams)), by.get(("phonepatch.h in a C loop", streams))
        if ours and loop:
            made.append({"what": f"{streams} streams: calls a core, by those of the library in a C loop",
                         "value": ours["calls_a_core"] / loop["calls_a_core"], "wanted": "0.65 at least"})
        ours, loop = by.get(("phonepatch serve, TLS", streams)), by.get(("phonepatch.h in a C loop, TLS", streams))
        if ours and loop:
            made.append({"what": f"the same with TLS, {streams} streams", "value": ours["calls_a_core"] / loop["calls_a_core"], "wanted": "none set"})
    for calls in sorted(calls for name, calls in by if name == "phonepatch serve, bridged"):
        ours, loop = by["phonepatch serve, bridged", calls], by.get(("phonepatch.h in a C loop, bridged", calls))
        if loop:
            made.append({"what": f"{calls} bridged calls: calls a core, by those of the library in a C loop",
                         "value": ours["calls_a_core"] / loop["calls_a_core"], "wanted": "0.80 at least"})
    if (most := by.get(("phonepatch serve", 1000))) and most["tick_late_ms"]:
        made.append({"what": "1000 streams in 500 rooms: ticks late by, ms, p99", "value": most["tick_late_ms"][1], "wanted": "2 at most"})
        made.append({"what": "the same, p99.9", "value": most["tick_late_ms"][2], "wanted": "5 at most"})
    return made


def bridges(rows: list[dict]) -> list[str]:
    """What went through bridged calls beside the callers' own messages, and what the load took."""
    made = []
    for s in rows:
        for r in s.get("rows", []):
            if "to_channel" in r:
                spread = " / ".join(f"{us:.0f}" for us in sorted(r.get("all_us_a_tick", [])))
                made.append(f"{s['server']}, {r['streams']} calls{'' if r['speech'] else ' (no speech installed: noise)'}: a call and second {r['to_channel']:.1f} packets to the "
                            f"channel, of which the people there opened {r['opened_share']:.3f}, and {r['from_channel']:.1f} from it; {spread} µs in turn; "
                            f"the Lab took {r['lab_us_a_second'] / 50:.0f} µs a tick and call, the carrier {r['load_us_a_second'] / 50:.0f}")
    return made


HEAD = ["server", "streams", "µs a tick and call", "calls a core", "carrier, µs", "KB a call", "start, ms", "heard / said", "ticks late, ms", "heard late, ms", "said late, ms"]


def show(result: dict):
    if not result.get("servers"):
        return
    print(f"\n{colour('Calls through sockets', '1;36')}   (two callers a room, bridged: one and a Discord channel; late: p50 / p99 / p99.9; carrier: its own us a tick and call, said late: its own)")
    print(f"{'':34}{'streams':>8}{'us':>8}{'calls':>8}{'carrier':>8}{'KB':>8}{'start':>8}{'heard':>7}  {'ticks late':20}{'heard late':20}{'said late':20}")
    for s in result["servers"]:
        if "missing" in s:
            print(f"{s['server']:34} missing: {s['missing']}")
        for r in s.get("rows", []):
            if "failed" in r:
                print(f"{s['server']:34}{r['streams']:8} failed: {r['failed']}")
                continue
            c = cells(r)
            mark = "" if r["stands"] else colour(" ?", "31")
            print(f"{colour(format(s['server'], '34'), '1')}{r['streams']:8}{c[0]:>8}{c[1]:>8}{c[2]:>8}{c[3]:>8}{c[4]:>8}{c[5]:>7}  {c[6]:20}{c[7]:20}{c[8]:20}{mark}")
    for line in bridges(result["servers"]):
        print(f"  {line}")
    for name, what in (("profile", "a call"), ("profile_bridged", "a bridged call")):
        if "parts" in (result.get(name) or {}):
            print(f"  where a tick of {what} goes, µs: " + ", ".join(f"{p['part']} {p['us']:.1f}" for p in result[name]["parts"] if p["share"] >= 0.02))
    for line in targets(result["servers"]):
        print(f"  {line['what']}: {line['value']:.2f} (wanted {line['wanted']})")


def parts(made: dict | None) -> str:
    """A profile, for the guide."""
    made = made or {"missing": "not asked for"}
    if "missing" in made:
        return f"Not measured: {made['missing']}."
    rows = [f"| {p['part']} | {p['us']:.1f} | {100 * p['share']:.0f} % |" for p in made["parts"] if p["share"] >= 0.005]
    calls = "bridged calls" if made.get("bridged") else "streams"
    return "\n".join([f"{made['streams']} {calls}, {made['us']:.1f} µs a tick and call, {made['samples']} samples.", "", "| part | µs | share |", "| --- | ---: | ---: |", *rows])


def markdown(result: dict) -> str:
    """The table of the guide."""
    rows, missing = [], []
    for s in result.get("servers", []):
        if "missing" in s:
            missing.append(f"{s['server']} ({s['missing']})")
        for r in s.get("rows", []):
            name = f"{s['server']} {s['version']}" if s["server"].startswith("libwebsockets") else s["server"]
            if "failed" in r:
                rows.append([name, str(r["streams"]), f"failed: {r['failed']}", *[""] * 8])
            else:
                rows.append([name + ("" if r["stands"] else " (?)"), str(r["streams"]), *cells(r)])
    if not rows and not missing:
        return "Not measured."
    text = "\n".join(["| " + " | ".join(HEAD) + " |", "| --- |" + " ---: |" * (len(HEAD) - 1), *("| " + " | ".join(r) + " |" for r in rows)])
    versions = "; ".join(s["version"] for s in result["servers"] if s.get("version") and s["server"] not in ("this library", "Benchmarks/server/relay.c") and not s["server"].startswith("libwebsockets"))
    wants = "\n".join(["| what | measured | wanted |", "| --- | ---: | ---: |", *(f"| {t['what']} | {t['value']:.2f} | {t['wanted']} |" for t in targets(result["servers"]))])
    text += f"\n\nVersions: {versions}." if versions else ""
    text += f" Missing here: {', '.join(missing)}." if missing else ""
    text += "".join(f"\n\n{line}." for line in bridges(result["servers"]))
    return text + (f"\n\n{wants}" if targets(result["servers"]) else "")
