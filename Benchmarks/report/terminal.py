"""The report as a table for people."""
import os
import sys

TITLES = {
    "codec": "Codecs and resampling", "carrier": "A carrier's messages", "sound": "Sound and listening", "jitter": "Jitter buffer",
    "legs": "What a leg can be asked for: what it adds to the first row", "seal": "Encryption", "voice": "A Discord voice session",
    "rooms": "Rooms of callers", "calls": "Whole bridged calls, both directions, engine only",
}
COLOURED = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def colour(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if COLOURED else text


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.1f}"


def ratio(one: dict | None) -> str:
    if not one:
        return f"{'':>15}"
    half = max(one["high"] - one["median"], one["median"] - one["low"])
    text = f"{one['median']:8.2f} ±{half:5.2f}"
    value = one["median"]
    return colour(text, "32" if value <= 1.05 else "33" if value <= 1.5 else "31") + " "


def head(result: dict) -> str:
    m, quiet = result["machine"], result["quiet"]
    libraries = ", ".join(f"{name} {version}" for name, version in m["libraries"].items())
    return (f"{m['cpu']} ({m['family']}), {m['cores']} cores, {'virtual, ' if m['virtualised'] else ''}{' '.join(m['flags'])}\n"
            f"{m['system']}, Linux {m['kernel']}, {m['libc']}; {m['compiler']}\n{libraries}; library {m['library_bytes']:,} bytes at {m['commit']}\n"
            f"load {quiet['load_before']:.1f} to {quiet['load_after']:.1f}, stolen {quiet['stolen_percent']:.1f} %, "
            f"other programs {quiet['others_percent']:.0f} % of the machine; {result['speech']} speech; median of {result['rounds']} rounds, ± 95 %")


def row(s: dict) -> str:
    ns = s["ns"]
    mine = ns["ours"]
    cells = [colour(f"{s['stage']:19}", "1"), f"{number(mine['median']):>9}", f"{number(mine['quartiles'][0]) + '-' + number(mine['quartiles'][1]):>17}"]
    for side in ("plain_o2", "plain_o3"):
        cells.append(f"{number(ns[side]['median']) if side in ns else '-':>9}")
    cells.append(ratio(s["ratio"].get("plain_o2")))
    counted = s.get("instructions", {}).get("ours")
    cells.append(f"{number(counted['all']) if counted else '':>9}{number(counted['library']) if counted else '':>9}")
    cells.append(" " if s["stands"] else colour("?", "31"))
    return " ".join(cells) + f" {s['what']}"


def stages(result: dict):
    print(head(result))
    theme = None
    for s in result["stages"]:
        if s["theme"] != theme:
            theme = s["theme"]
            print(f"\n{colour(TITLES[theme], '1;36')}")
            print(f"{'':19} {'ours, ns':>9} {'middle half':>17} {'plain -O2':>9} {'-O3':>9} {'ours / -O2':>15} {'instr.':>9}{'inside':>9}")
        print(row(s))
    print("\nns of processor time for each frame of 20 ms. instr.: machine instructions a frame, by callgrind, and those of them inside our"
          "\nlibrary. Plain C trusts its input where ours checks it; its rooms have no adaptive buffer, limiter, pacing or statistics.")


def instructions(counted: dict):
    if not counted:
        print("valgrind is not installed")
        return
    print(f"{'machine instructions a frame':28}{'ours':>10}{'inside':>9}{'plain -O2':>11}{'-O3':>11}{'ours / -O2':>12}")
    for name, sides in counted.items():
        get = lambda side: sides.get(side, {}).get("all")
        over = f"{get('ours') / get('plain_o2'):.3f}" if get("plain_o2") else ""
        cells = [number(v) if v is not None else "-" for v in (get("ours"), sides["ours"]["library"], get("plain_o2"), get("plain_o3"))]
        print(f"{colour(f'{name:28}', '1')}{cells[0]:>10}{cells[1]:>9}{cells[2]:>11}{cells[3]:>11}{over:>12}")


def calls(result: dict):
    if not result["calls"]:
        return
    a = result["activity"]
    print(f"\n{colour('Calls a core', '1;36')}   (20 ms by the cost of a tick; turns: the caller speaks {a['caller']:.0%} of the time, the user {a['user']:.0%})")
    print(f"{'':21}{'ours, us':>9}{'plain, us':>10}{'ours':>9}{'plain':>9}  calls a core")
    for c in result["calls"]:
        plain = c.get("plain_us")
        bar = "█" * max(1, round(c["calls_a_core"] / 12))
        print(f"{c['stage']:21}{c['us']:9.1f}{f'{plain:.1f}' if plain else '':>10}{c['calls_a_core']:9.0f}"
              f"{f'{20000 / plain:.0f}' if plain else '':>9}  {colour(bar, '36')}")
    for line in result["targets"]:
        print(f"  {line['what']}: {line['value']:.2f} (wanted {line['wanted']})")


def peers(result: dict):
    if not result.get("peers"):
        return
    print(f"\n{colour('Beside others, in the same run', '1;36')}")
    print(f"{'':19} {'ns':>10} {'/ ours':>7}  by")
    for p in result["peers"]:
        if "missing" in p:
            continue
        for s in p["stages"]:
            over = f"{s['ns']['median'] / s['ours']:.2f}" if s.get("ours") else ""
            print(f"{s['stage']:19} {number(s['ns']['median']):>10} {over:>7}  {p['peer']} {p['version']}: {s['what']}")
    for p in result["peers"]:
        if "missing" in p:
            print(f"{'missing':19} {'':>10} {'':>7}  {p['peer']}: {p['missing']}")


def files(result: dict):
    if not result.get("files"):
        return
    print(f"\n{colour('Whole files', '1;36')}   (processor time for each 20 ms of sound, start-up included)")
    print(f"{'':34}{'us':>8}{'kbit/s':>8}{'PESQ':>7}{'SNR dB':>8}  by")
    for f in result["files"]:
        if f["us"] is None:
            print(f"{f['job']:34}{'-':>8}{'':>23}  {f['peer']}: {f['missing']}")
            continue
        cell = lambda key, form: format(f[key], form) if f.get(key) is not None else "-"
        print(f"{f['job']:34}{f['us']:8.1f}{cell('kbits', '.1f'):>8}{cell('pesq', '.2f'):>7}{cell('snr', '.1f'):>8}  {f['peer']}")


def verdict(result: dict):
    print("\n" + colour(result["verdict"]["text"], "33" if result["verdict"]["noisy"] else "32"))
