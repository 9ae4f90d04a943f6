"""Calls a core, and what is wanted of them."""

TICK_US = 20_000


def of(stages: list[dict]) -> dict:
    rows, cost = [], {}
    for s in stages:
        if s["theme"] != "calls":
            continue
        us = s["ns"]["ours"]["median"] / 1000
        cost[s["stage"]] = us
        rows.append({"stage": s["stage"], "what": s["what"], "us": us, "calls_a_core": TICK_US / us, "stands": s["stands"],
                     "plain_us": s["ns"]["plain_o2"]["median"] / 1000 if "plain_o2" in s["ns"] else None})
    targets = []

    def want(what, above, below, wanted):
        if above in cost and below in cost:
            targets.append({"what": what, "value": cost[above] / cost[below], "wanted": wanted})

    for s in stages:
        if s["stage"] in ("call-8-voip-5", "call-48-voip-5", "room-call-8", "room-call-48") and "plain_o2" in s["ratio"]:
            targets.append({"what": f"{s['stage']}, ours by plain C", "value": s["ratio"]["plain_o2"]["median"], "wanted": "1.05 at most"})
    want("calls a core, Room at 8 kHz by Room at 48 kHz", "room-call-48", "room-call-8", "1.9 at least")
    want("the same in pieces, without FEC", "call-48-voip-5", "call-8-voip-5", "1.9 at least")
    want("Room at 8 kHz by the settings of discord.py", "call-discord-py", "room-call-8", "no target")
    want("taking turns by everyone talking, at 8 kHz", "room-call-8", "room-call-8-turns", "1.6 at least")
    return {"calls": rows, "targets": targets}
