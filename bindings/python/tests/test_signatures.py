"""help() and inspect know the arguments of everything that is compiled, and they are those that the stub tells."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import phonepatch
from phonepatch import _engine


def told() -> dict[str, list[set[str]]]:
    """The names of the arguments of each call in the stub, of each overload."""
    found: dict[str, list[set[str]]] = {}
    stub = ast.parse(Path(phonepatch.__file__).with_name("_engine.pyi").read_text())
    for place in [stub, *(node for node in stub.body if isinstance(node, ast.ClassDef))]:
        inside = f"{place.name}." if isinstance(place, ast.ClassDef) else ""
        for call in place.body:
            if isinstance(call, ast.FunctionDef):
                given = [*call.args.posonlyargs, *call.args.args, *call.args.kwonlyargs]
                found.setdefault(inside + call.name, []).append({a.arg for a in given} - {"self"})
    return found


def compiled() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, thing in vars(_engine).items():
        if inspect.isbuiltin(thing):
            yield name, thing
        elif inspect.isclass(thing) and not issubclass(thing, tuple):
            yield f"{name}.__init__", thing
            yield from ((f"{name}.{n}", m) for n, m in vars(thing).items() if inspect.ismethoddescriptor(m) and n[0] != "_")


def test_every_call_tells_its_arguments() -> None:
    stub = told()
    calls = dict(compiled())
    assert len(calls) > 150
    for name, call in calls.items():
        overloads = stub["_Handle.close" if name.endswith(".close") else name]
        assert set(inspect.signature(call).parameters) - {"self"} == set().union(*overloads), name
