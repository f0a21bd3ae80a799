"""What a question to PyTorch is known by: the same on every machine and every Python.

A question is a function of the suite's, and what it was made with: numbers, and functions. So its
fingerprint is of its name, of those numbers to ten digits, and of the formulas of those functions.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

from grading.paths import SUITES
from grading.worker.trace import formula_of

# Digits of a fingerprint: among a stage's few hundred questions no two share so many by chance.
DIGITS = 12

_FLOAT = re.compile(r"\d+\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+")


def stage_of(question: Callable[..., Any]) -> str | None:
    """The stage whose suite asks the question; None where no suite does."""
    asking = _asking(question)
    return asking and Path(asking.__code__.co_filename).stem.removeprefix("test_")


def fingerprint_of(question: Callable[..., Any]) -> str:
    """The same for the same question, another for every other.

    TypeError where it was made with something that is neither a number, a text, a list of these
    nor a function: nobody could say whether it is the same again.
    """
    said = json.dumps(_described(question, frozenset()))
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def _asking(question: Callable[..., Any]) -> FunctionType | None:
    """The suite's own function: the question, or one that it was made with."""
    functions = _functions_in(question, frozenset())
    return next((f for f in functions if Path(f.__code__.co_filename).parent == SUITES), None)


def _functions_in(thing: Any, outer: frozenset[int]) -> list[FunctionType]:
    """The function itself, and those that it was made with."""
    if not isinstance(thing, FunctionType) or id(thing) in outer:
        return []
    found = [thing]
    for held in _held_by(thing):
        found += _functions_in(held, outer | {id(thing)})
    return found


def _held_by(function: FunctionType) -> list[Any]:
    """What it takes from around it, and its defaults."""
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    return [*cells, *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]


def _described(thing: Any, outer: frozenset[int]) -> Any:
    if isinstance(thing, float):
        return _shortened(thing)
    if thing is None or isinstance(thing, (bool, int, str)):
        return repr(thing)
    if isinstance(thing, (list, tuple)):
        return [_described(item, outer) for item in thing]
    if isinstance(thing, dict):
        return [[_described(part, outer) for part in item] for item in thing.items()]
    if not isinstance(thing, FunctionType):
        raise TypeError(f"a question to PyTorch was made with an object: {type(thing).__name__}")
    if id(thing) in outer:  # it calls itself
        return "itself"
    inner = outer | {id(thing)}
    held = [_described(part, inner) for part in _held_by(thing)]
    return [thing.__qualname__, _formula(thing), held]


def _formula(function: FunctionType) -> str:
    """What it computes, as far as it only computes: two lambdas may differ in nothing else."""
    try:
        formula = formula_of(function, list(inspect.signature(function).parameters))
    except Exception:  # whatever it does beyond computing fails on no engine at all
        return ""
    return _FLOAT.sub(lambda found: _shortened(float(found[0])), formula)


def _shortened(number: float) -> str:
    """To ten digits: the last ones are the machine's, where the number was computed."""
    return f"{number:.10g}"
