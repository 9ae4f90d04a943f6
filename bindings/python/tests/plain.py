"""Runs the tests where pytest is not: `plain.py [FILE]...`. Has of pytest what the tests use."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import itertools
import re
import sys
import tempfile
import traceback
import types
from pathlib import Path
from typing import Any


class Skipped(Exception):
    pass


class Failed(Exception):
    pass


class Raised:
    value: Any = None


@contextlib.contextmanager
def raises(kind: Any, match: str = "") -> Any:
    caught = Raised()
    try:
        yield caught
    except kind as error:
        caught.value = error
        assert re.search(match, str(error)), f"{error} does not match {match}"
    else:
        raise Failed(f"{kind} was not raised")


class MonkeyPatch:
    def __init__(self) -> None:
        self.undo: list[Any] = []

    def setitem(self, where: Any, key: Any, value: Any) -> None:
        before = dict(where)
        self.undo.append(lambda: (where.clear(), where.update(before)))
        where[key] = value

    def setenv(self, name: str, value: str) -> None:
        import os
        self.setitem(os.environ, name, value)


def skip(reason: str = "", **_: Any) -> None:
    raise Skipped(reason)


def fail(reason: str) -> None:
    raise Failed(reason)


def importorskip(name: str, reason: str = "") -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Skipped(reason or f"{name} is not there") from None


def parametrize(names: str, values: Any) -> Any:
    def mark(function: Any) -> Any:
        keys = [n.strip() for n in names.split(",")]
        rows = [dict(zip(keys, v if len(keys) > 1 else [v])) for v in values]
        function.cases = [{**a, **b} for a, b in itertools.product(rows, getattr(function, "cases", [{}]))]
        return function
    return mark


def skipif(condition: Any, reason: str = "") -> Any:
    return lambda function: (lambda: skip(reason)) if condition else function


def main(files: list[str]) -> int:
    pytest = types.ModuleType("pytest")
    vars(pytest).update(raises=raises, skip=skip, fail=fail, importorskip=importorskip, MonkeyPatch=MonkeyPatch,
                        mark=types.SimpleNamespace(parametrize=parametrize, skipif=skipif))
    sys.modules["pytest"] = pytest
    here = Path(__file__).parent
    sys.path.insert(0, str(here))
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for file in files or sorted(str(p) for p in here.glob("test_*.py")):
        try:
            module = importlib.import_module(Path(file).stem)
        except Skipped as reason:
            print(f"SKIP {Path(file).stem}: {reason}")
            counts["skipped"] += 1
            continue
        for name, function in list(vars(module).items()):
            if not name.startswith("test_") or not callable(function):
                continue
            for case in getattr(function, "cases", [{}]):
                patch = MonkeyPatch()
                with tempfile.TemporaryDirectory() as folder:
                    fixtures = {"tmp_path": Path(folder), "monkeypatch": patch}
                    given = {n: case.get(n, fixtures.get(n)) for n in inspect.signature(function).parameters}
                    try:
                        function(**given)
                        counts["passed"] += 1
                    except Skipped as reason:
                        print(f"SKIP {module.__name__}.{name}: {reason}")
                        counts["skipped"] += 1
                    except Exception:  # noqa: BLE001
                        print(f"FAIL {module.__name__}.{name} {case}\n{traceback.format_exc()}")
                        counts["failed"] += 1
                    finally:
                        for undo in patch.undo:
                            undo()
    print(", ".join(f"{n} {what}" for what, n in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
