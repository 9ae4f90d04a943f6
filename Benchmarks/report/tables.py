"""The tables of the README and the guide, as Markdown."""
import bindings as languages
import servers as sockets
from terminal import TITLES, number


def cell(one: dict | None) -> str:
    if not one:
        return ""
    half = max(one["high"] - one["median"], one["median"] - one["low"])
    return f"{one['median']:.2f}" + (f" ± {half:.2f}" if half >= 0.005 else "")


def lines(head: str, align: str, rows: list[list[str]]) -> str:
    return "\n".join([head, align, *("| " + " | ".join(row) + " |" for row in rows)])


def taken(result: dict) -> str:
    m, quiet = result["machine"], result["quiet"]
    libraries = ", ".join(f"{name} {version}" for name, version in m["libraries"].items())
    text = (f"{m['cpu']} (family {m['family']}), {m['cores']} cores, {'virtual' if m['virtualised'] else 'real'}, {' '.join(m['flags'])}; {m['system']}, "
            f"{m['compiler']}, {libraries}; library {m['library_bytes']:,} bytes at {m['commit']}; medians of {result['rounds']} rounds, {result['speech']} speech; "
            f"load {quiet['load_before']:.1f}, stolen {quiet['stolen_percent']:.1f} %, other programs {quiet['others_percent']:.0f} % of the machine.")
    if result["verdict"]["noisy"]:
        text += " **The machine was noisy: trust ratios and instructions, not nanoseconds.**"
    return text


def readme(result: dict) -> str:
    by = {s["stage"]: s for s in result["stages"]}
    pairs = [
        ("μ-law to samples / samples to μ-law", "g711-decode", "g711-encode"),
        ("Opus encode / decode, 8 kHz, VOIP, 16 kbit/s, complexity 5", "opus8-encode", "opus8-decode"),
        ("Opus encode / decode, 48 kHz, VOIP, 64 kbit/s, complexity 5", "opus48-encode", "opus48-decode"),
        ("carrier message, read / written, 160 bytes of sound", "message-read", "message-write"),
        ("jitter buffer with μ-law / with Opus at 8 kHz; plain C: a fixed ring", "jitter-mulaw", "jitter-opus8"),
        ("Opus to Discord's datagram and back (DAVE, RTP, AES-256-GCM)", "seal-open-gcm", None),
        ("voice activity by the trained network / by energy", "vad-8", "vad-energy"),
        ("echo canceller, 128 ms / noise suppression, speexdsp both", "leg-echo", "leg-noise"),
        ("a caller's whole way through a room of two / of fifty", "room-2", "room-50"),
        ("a bridged call in pieces, 8 kHz / 48 kHz, VOIP, 24 kbit/s", "call-8-voip-5", "call-48-voip-5"),
        ("a bridged call in a Room, 8 kHz / 48 kHz, with FEC", "room-call-8", "room-call-48"),
        ("the same while the two sides take turns", "room-call-8-turns", "room-call-48-turns"),
    ]
    rows = []
    for text, *names in pairs:
        both = [by[name] for name in names if name in by]
        if both:
            join = lambda of: " / ".join(of(s) or "-" for s in both)
            short = lambda side: lambda s: f"{s['ratio'][side]['median']:.2f}" if side in s["ratio"] else ""
            rows.append([text, join(lambda s: number(s["ns"]["ours"]["median"])), join(short("plain_o2")), join(short("plain_o3"))])
    table = lines("| stage | ours, ns | / plain C -O2 | / plain C -O3 |", "| --- | ---: | ---: | ---: |", rows)
    cost = {c["stage"]: c["calls_a_core"] for c in result["calls"]}
    said = ""
    if {"room-call-8", "room-call-8-turns", "call-discord-py"} <= cost.keys():
        said = (f"\n\nSo one core of this machine carries {cost['room-call-8']:.0f} bridged calls with everyone talking at once and "
                f"{cost['room-call-8-turns']:.0f} with people taking turns, engine only, where the settings of discord.py make {cost['call-discord-py']:.0f}.")
    return f"{taken(result)}\n\n{table}{said}"


def stages(result: dict) -> str:
    made, theme, rows = [], None, []
    head = "| stage | what | ours, ns | plain C -O2 | ours / -O2 | ours / -O3 | instructions | in our library |"
    align = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for s in result["stages"] + [{"theme": None}]:
        if s["theme"] != theme:
            if rows:
                made.append(f"### {TITLES[theme]}\n\n" + lines(head, align, rows))
            theme, rows = s["theme"], []
        if not s.get("stage"):
            break
        counted = s.get("instructions", {}).get("ours")
        rows.append([f"`{s['stage']}`" + ("" if s["stands"] else " (?)"), s["what"], number(s["ns"]["ours"]["median"]),
                     number(s["ns"]["plain_o2"]["median"]) if "plain_o2" in s["ns"] else "", cell(s["ratio"].get("plain_o2")), cell(s["ratio"].get("plain_o3")),
                     number(counted["all"]) if counted else "", number(counted["library"]) if counted else ""])
    return "\n\n".join(made)


def calls(result: dict) -> str:
    rows = [[f"`{c['stage']}`", c["what"], f"{c['us']:.0f}", f"{c['plain_us']:.0f}" if c["plain_us"] else "", f"**{c['calls_a_core']:.0f}**"] for c in result["calls"]]
    table = lines("| call | what | µs a tick | plain C | calls a core |", "| --- | --- | ---: | ---: | ---: |", rows)
    wants = lines("| what | measured | wanted |", "| --- | ---: | ---: |", [[t["what"], f"{t['value']:.2f}", t["wanted"]] for t in result["targets"]])
    a = result["activity"]
    return f"{table}\n\nTaking turns, the caller speaks {a['caller']:.0%} of the time and the Discord user {a['user']:.0%}.\n\n{wants}"


def peers(result: dict) -> str:
    rows = [[f"`{s['stage']}`", f"{p['peer']} {p['version']}: {s['what']}", number(s["ns"]["median"]), f"{s['ns']['median'] / s['ours']:.2f}" if s.get("ours") else ""]
            for p in result["peers"] for s in p.get("stages", [])]
    missing = ", ".join(f"{p['peer']} ({p['missing']})" for p in result["peers"] if "missing" in p)
    return lines("| beside | by | ns | / ours |", "| --- | --- | ---: | ---: |", sorted(rows)) + (f"\n\nMissing here: {missing}." if missing else "")


def servers(result: dict) -> str:
    return sockets.markdown(result)


def profile(result: dict) -> str:
    return sockets.parts(result.get("profile"))


def profile_bridged(result: dict) -> str:
    return sockets.parts(result.get("profile_bridged"))


def bindings(result: dict) -> str:
    return languages.markdown(result)


def files(result: dict) -> str:
    show = lambda f, key, form: format(f[key], form) if f.get(key) is not None else ""
    rows = [[f["job"], f["peer"], show(f, "us", ".0f"), show(f, "kbits", ".1f"), show(f, "pesq", ".2f"), show(f, "snr", ".1f")] for f in result["files"]]
    return lines("| job | by | µs for 20 ms | kbit/s | PESQ-NB | SNR, dB |", "| --- | --- | ---: | ---: | ---: | ---: |", rows)
