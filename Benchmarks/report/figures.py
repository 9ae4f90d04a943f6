"""From rounds to figures: medians, the middle half, and what a ratio is worth."""
import math
import statistics

SIDES = ("ours", "plain_o2", "plain_o3")
# A figure whose 95 % interval is wider than this, each way, does not stand.
DOUBTFUL = 0.05


def interval(values: list[float]) -> tuple[float, float]:
    """Of the median, 95 %, without assuming a distribution: order statistics by the binomial law."""
    ordered, n = sorted(values), len(values)
    tail, k = 0.5**n, 0
    while tail + math.comb(n, k + 1) * 0.5**n <= 0.025 and k + 1 < n // 2:
        k += 1
        tail += math.comb(n, k) * 0.5**n
    return ordered[k], ordered[n - 1 - k]


def figure(values: list[float]) -> dict:
    low, high = interval(values)
    quarters = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
    return {"median": statistics.median(values), "low": low, "high": high, "quartiles": [quarters[0], quarters[2]],
            "best": min(values), "rounds": values}


def ratio(ours: list[float], theirs: list[float]) -> dict:
    """Round by round, so that what disturbs both cancels."""
    made = figure([a / b for a, b in zip(ours, theirs) if b > 0])
    del made["rounds"], made["best"]
    return made


def stands(one: dict) -> bool:
    return max(one["high"] - one["median"], one["median"] - one["low"]) <= DOUBTFUL * one["median"]


def summary(stage: dict, base: dict | None) -> dict:
    made = {key: stage[key] for key in ("stage", "theme", "what", "exact", "calls", "turns", "frames") if key in stage}
    ours = stage["ours"]
    if base:
        # What it adds to the stage below, which was measured in rounds of its own.
        made["over"] = stage["over"]
        below = statistics.median(base["ours"])
        ours = [max(value - below, 0.0) for value in ours]
    made["ns"] = {side: figure(ours if side == "ours" else stage[side]) for side in SIDES if side in stage}
    made["ratio"] = {side: ratio(ours, stage[side]) for side in SIDES[1:] if side in stage}
    made["stands"] = all(stands(one) for one in (made["ratio"] or made["ns"]).values())
    return made
