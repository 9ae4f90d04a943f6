"""Structs, constants and enumerations are what the C compiler makes of the headers, and what stands in one file."""

from __future__ import annotations

import re
import subprocess
import sys
from enum import IntEnum, IntFlag
from pathlib import Path

import pytest

from phonepatch import _engine, constants

ROOT = Path(__file__).resolve().parents[3]
LAYOUT = ROOT / "Tests/ABI/layout.txt"


def test_structs_are_those_of_the_one_file() -> None:
    # `struct SIZE ALIGNMENT`, `struct.field OFFSET SIZE`; constants have a =, functions a bracket.
    lines = (line.split() for line in LAYOUT.read_text().splitlines() if "=" not in line and "(" not in line)
    wanted = {name: (int(first), int(second)) for name, first, second in lines}
    assert _engine.layout() == wanted


def test_constants_are_those_of_the_headers() -> None:
    compiled = _engine.constants()
    written = {}
    for header in sorted((ROOT / "include/phonepatch").glob("*.h")):
        for name, value in re.findall(r"^#define (PP_[A-Z0-9_]+) +\(?(-?\d+)\)?", header.read_text(), re.M):
            written[name] = int(value)
    assert compiled == written and len(written) > 200
    for name, value in compiled.items():
        assert getattr(constants, name.removeprefix("PP_")) == value


def test_constants_are_those_of_the_one_file() -> None:
    lines = [line.split() for line in LAYOUT.read_text().splitlines() if " = " in line]
    if not lines:
        pytest.skip("the file has no constants")
    assert {name: int(value) for name, _, value in lines} == _engine.constants()


def test_enumerations_name_the_same_numbers() -> None:
    values = set(_engine.constants().items())
    kinds = [k for k in vars(constants).values() if isinstance(k, type) and issubclass(k, (IntEnum, IntFlag)) and k.__module__ == constants.__name__]
    assert len(kinds) > 25
    for kind in kinds:
        assert kind.__members__, kind
        for name, member in kind.__members__.items():
            # A name that begins with a digit has an N in front.
            assert any(n.endswith(("_" + name, "_" + name[1:])) and v == member for n, v in values), (kind, name)


def test_the_generated_part_is_what_the_headers_make() -> None:
    subprocess.run([sys.executable, str(ROOT / "bindings/python/generate"), "--check"], check=True, timeout=60)


def test_every_function_of_the_headers_is_bound() -> None:
    assert _engine.absences() == []
