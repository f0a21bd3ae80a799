"""Of which kinds the numbers are that a function computes with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import BuiltinFunctionType, FrameType
from typing import Any

# Numbers with room for a step that a float has not: a slope that is found by experiment in one of
# them is as exact as a formula. Told by their modules, which nobody here has to import.
_OTHER_MODULES = ("decimal", "_pydecimal", "fractions")


@contextmanager
def floats_only() -> Iterator[None]:
    """Inside, a TypeError is raised where code computes with complex numbers, Decimals, Fractions.

    It is raised where such a number is seen: in a variable of a function or in what it answers, or
    as the argument of a function of `cmath`; and by a function that asks for an imaginary part. No
    code whose numbers are floats notices anything.
    """
    before = sys.getprofile()
    seen: list[str] = []

    def look(frame: FrameType, event: Any, arg: object) -> None:
        if before is not None:
            before(frame, event, arg)
        kind = _other_kind([*frame.f_locals.values(), arg])
        if not kind and "imag" in frame.f_code.co_names:
            kind = complex.__name__
        if kind:
            seen.append(kind)
            raise _refusal(kind)

    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)
    if seen:
        # The code has caught the error, and answered all the same.
        raise _refusal(seen[0])


def _refusal(kind: str) -> TypeError:
    return TypeError(
        f"numerical differentiation: a number of type {kind} stands where a rule computes with "
        "floats; write the slope as a formula"
    )


def _other_kind(value: object, depth: int = 3) -> str:
    """The name of the first kind that is no float, in lists and tuples too; empty without one."""
    kind = type(value)
    if kind is complex or kind.__module__ in _OTHER_MODULES:
        return kind.__name__
    if isinstance(value, BuiltinFunctionType) and value.__module__ == "cmath":
        return complex.__name__
    if kind in (list, tuple) and depth:
        found = (_other_kind(item, depth - 1) for item in value)  # type: ignore[attr-defined]  # it is one of the two
        return next(filter(None, found), "")
    return ""
