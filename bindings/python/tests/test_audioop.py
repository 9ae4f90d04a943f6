"""phonepatch.audioop against CPython's own module: results, states and exceptions, on random calls."""

from __future__ import annotations

import math
import random
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from phonepatch import audioop as ours

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    theirs: Any = pytest.importorskip("audioop", reason="this Python has no audioop of its own to compare with")

FUNCTIONS = [name for name in dir(theirs) if callable(getattr(theirs, name)) and name != "error"]
CALLS = 100_000
WIDTHS = (1, 2, 3, 4)


def test_the_names_are_the_same() -> None:
    assert sorted(ours.__all__) == sorted([n for n in dir(theirs) if not n.startswith("_")] + ["install"])
    for name in FUNCTIONS:
        assert getattr(ours, name).__text_signature__ == getattr(theirs, name).__text_signature__


def fragment(r: random.Random, width: int, whole: bool = True) -> Any:
    count = r.choice((0, 1, 2, 3, 8, r.randrange(40), r.randrange(400)))
    size = count * width + (0 if whole else r.randrange(width))
    shape = r.randrange(5)
    if shape == 0:
        data = r.randbytes(size)
    elif shape == 1:
        data = bytes(size)
    elif shape == 2:
        data = b"".join(
            int(r.choice((0.2, 0.9, 1)) * (2 ** (8 * width - 1) - 1) * math.sin(i / 5)).to_bytes(width, "little", signed=True)
            for i in range(size // width)) + bytes(size % width)
    elif shape == 3:
        extremes = [v.to_bytes(width, "little", signed=True) for v in (-(2 ** (8 * width - 1)), 2 ** (8 * width - 1) - 1, 0, -1, 1)]
        data = b"".join(r.choice(extremes) for _ in range(size // width)) + bytes(size % width)
    else:
        data = bytes([r.randrange(256)]) * size
    return r.choice((bytes, bytes, bytes, bytearray, memoryview))(data)


def width_of(r: random.Random) -> int:
    return r.choice(WIDTHS) if r.random() < 0.97 else r.choice((0, 5, -1, 2**31, -(2**40)))


def factor(r: random.Random) -> float:
    return r.choice((0.0, 1.0, -1.0, 0.5, r.uniform(-3, 3), r.uniform(-1e6, 1e6), 1))


def arguments(r: random.Random, name: str) -> list[Any]:
    width = width_of(r)
    real = width if width in WIDTHS else 2
    sound = fragment(r, real, whole=r.random() < 0.97)
    if name in ("findfit", "findfactor"):
        a, b = bytes(fragment(r, 2, r.random() < 0.97)), bytes(fragment(r, 2, r.random() < 0.97))
        if name == "findfactor" and r.random() < 0.9:
            b = (b * (len(a) // max(len(b), 1) + 1))[: len(a)] if b else bytes(len(a))
        elif name == "findfit" and len(a) < len(b) and r.random() < 0.95:
            a, b = b, a
        return [a, b]
    if name == "findmax":
        whole = bytes(fragment(r, 2, r.random() < 0.97))
        return [whole, r.choice((0, 1, len(whole) // 2, r.randrange(-1, len(whole) // 2 + 2)))]
    if name == "getsample":
        return [sound, width, r.choice((0, 1, -1, len(sound) // real - 1, len(sound) // real, 2**70, r.randrange(50)))]
    if name == "mul":
        return [sound, width, factor(r)]
    if name in ("tomono", "tostereo"):
        return [sound, width, factor(r), factor(r)]
    if name == "add":
        other = bytes(fragment(r, real)) if r.random() < 0.05 else bytes(r.randbytes(len(sound)))
        return [sound, other, width]
    if name == "bias":
        return [sound, width, r.choice((0, 1, -1, 128, 2**31 - 1, -(2**31), 2**31, r.randrange(-40000, 40000)))]
    if name == "lin2lin":
        return [sound, width, width_of(r)]
    if name in ("lin2adpcm", "adpcm2lin"):
        state: Any = r.choice((None, (r.randrange(-32768, 32768), r.randrange(89))))
        if r.random() < 0.05:
            state = r.choice(((40000, 3), (0, 89), (0, -1), (0,), 5, [0, 0], ("a", 0), (2**40, 0), (0, 0, 0)))
        return [sound, width, state]
    if name == "ratecv":
        channels = r.choice((1, 1, 2, 3)) if r.random() < 0.97 else r.choice((0, -1, 2**40))
        count = channels if 0 < channels < 4 else 1
        sound = bytes(sound)[: len(sound) // (real * count) * real * count] if r.random() < 0.97 else sound
        rates = [r.choice((8000, 16000, 44100, 48000, 11025, 1, 3, r.randrange(1, 50000))) for _ in range(2)]
        if rates[1] // rates[0] > 50:
            rates.reverse()
        if r.random() < 0.03:
            rates[r.randrange(2)] = r.choice((0, -1, 2**33))
        state = None
        if r.random() < 0.5:
            state = (-r.randrange(1, 1 + max(1, min(rates[1], 99999))), tuple((r.randrange(-(2**31), 2**31), r.randrange(-(2**31), 2**31)) for _ in range(count)))
        if r.random() < 0.04:
            state = r.choice((5, (), (0,), (0, 0), (0, ()), (0, ((1,),)), (0, ((1, 2, 3),)), ("x", ()), (0, [(0, 0)])))
        rest = [[], [r.randrange(1, 9)], [r.randrange(1, 9), r.randrange(9)], [0, 1], [1, -1]][r.choices(range(5), (8, 2, 4, 0.1, 0.1))[0]]
        return [sound, width, channels, *rates, state, *rest]
    return [sound, width]


def spoilt(r: random.Random, given: list[Any]) -> list[Any]:
    chance = r.random()
    if chance < 0.98:
        return given
    changed = list(given)
    if chance < 0.985:
        return changed[:-1]
    if chance < 0.99:
        return [*changed, 1, 2, 3]
    changed[r.randrange(len(changed))] = r.choice(("text", None, 1.5, b"", 2**100, [], object))
    return changed


def outcome(function: Any, given: list[Any]) -> Any:
    try:
        result = function(*given)
    except Exception as error:  # noqa: BLE001
        return type(error).__name__, type(error).__module__, str(error)
    return type(result), repr(result)  # repr, so that nan equals nan and -0.0 is not 0.0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_random_calls_agree(name: str) -> None:
    r = random.Random(f"audioop {name}")
    for _ in range(CALLS // len(FUNCTIONS) + 1):
        given = spoilt(r, arguments(r, name))
        got, wanted = outcome(getattr(ours, name), given), outcome(getattr(theirs, name), given)
        if got != wanted:  # without assert, which would print megabytes
            pytest.fail(f"{name}{str(given)[:300]}: {str(got)[:300]} instead of {str(wanted)[:300]}")


def test_long_fragments_run_without_the_interpreter_lock() -> None:
    sound = random.Random(5).randbytes(400_000)
    for name, rest in (("lin2ulaw", (2,)), ("mul", (2, 0.3)), ("rms", (2,)), ("ratecv", (2, 2, 44100, 8000, None)), ("findmax", (100,))):
        if getattr(ours, name)(sound, *rest) != getattr(theirs, name)(sound, *rest):
            pytest.fail(name)


def test_install_never_shadows_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "audioop", theirs)
    assert not ours.install()
    assert sys.modules["audioop"] is theirs
    assert ours.install(shadow=True)
    assert sys.modules["audioop"] is ours
    assert ours.install()


def test_a_program_without_audioop_finds_ours(tmp_path: Path) -> None:
    (tmp_path / "project.py").write_text(
        "import audioop\nsound, _ = audioop.ratecv(audioop.ulaw2lin(bytes(range(256)), 2), 2, 1, 8000, 16000, None)\n"
        "print(audioop.rms(sound, 2), audioop.__name__)\n")
    start = (
        "import sys; sys.modules['audioop'] = None; import phonepatch.audioop as a; assert a.install();"
        f"sys.path.insert(0, {str(tmp_path)!r}); import project")
    ran = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True, timeout=60)
    sound, _ = theirs.ratecv(theirs.ulaw2lin(bytes(range(256)), 2), 2, 1, 8000, 16000, None)
    assert ran.stdout.split() == [str(theirs.rms(sound, 2)), "phonepatch.audioop"]


def test_frames_beyond_an_int_are_refused() -> None:
    given = [b"", 2, 2**30, 8000, 8000, None]
    assert outcome(ours.ratecv, given) == outcome(theirs.ratecv, given)
