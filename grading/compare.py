"""Comparing an answer with the right one. The tolerance of the whole course stands here."""

from __future__ import annotations

import math
from typing import Any

RTOL = 1e-9
ATOL = 1e-12

MAX_SHOWN = 200


class Mismatch(AssertionError):
    """An answer that is not the expected one; both are kept for the report.

    drawing: where in an expression it goes wrong, as lines of text, if that was found.
    """

    drawing = ""

    def __init__(self, what: str, expected: object, got: object) -> None:
        self.what = what
        self.expected = shown(expected)
        self.got = shown(got)
        super().__init__(f"{what}: expected {self.expected}, got {self.got}")


def assert_close(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless `got` has the shape of `expected` and every number is close to its twin.

    Close: |got - expected| <= ATOL + RTOL * |expected|. NaN is close to NaN only, an
    infinity to itself only, and a bool or string to nothing.
    """
    if not close(got, expected):
        raise Mismatch(what, *_first_difference(got, expected))


def assert_equal(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless both are the same plain data, of the same types all the way down."""
    if not same(got, expected):
        raise Mismatch(what, expected, got)


def close(got: Any, expected: Any) -> bool:
    """Whether `got` is `expected` within the tolerance, in the same shape."""
    if isinstance(expected, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(got) == len(expected)
            and all(map(close, got, expected))
        )
    if type(got) not in (int, float) or type(expected) not in (int, float):
        return False
    if math.isnan(expected):
        return bool(math.isnan(got))
    if not math.isfinite(expected) or not math.isfinite(got):
        return bool(got == expected)
    return bool(abs(got - expected) <= ATOL + RTOL * abs(expected))


def same(got: Any, expected: Any) -> bool:
    """Equality of plain data that keeps 1, 1.0 and True apart. NaN is the same as NaN."""
    if type(got) is not type(expected):
        return False
    if isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in expected)
    return bool(got == expected) or (got != got and expected != expected)


def shown(answer: object) -> str:
    """`answer` for a message: floats to ten digits, long data cut."""
    text = _spelled(answer)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 4] + " ..."


def _spelled(answer: object) -> str:
    if type(answer) is float:
        # Ten digits are one more than the tolerance looks at.
        return repr(float(f"{answer:.10g}"))
    if isinstance(answer, (list, tuple)):
        return "[" + ", ".join(map(_spelled, answer)) + "]"
    return repr(answer)


def _first_difference(got: Any, expected: Any) -> tuple[Any, Any]:
    """(expected, got) for the message: the whole, or its twin numbers where it is large."""
    if len(_spelled(expected)) <= MAX_SHOWN and len(_spelled(got)) <= MAX_SHOWN:
        return expected, got
    if (
        isinstance(got, (list, tuple))
        and isinstance(expected, (list, tuple))
        and len(got) == len(expected)
    ):
        for mine, right in zip(got, expected, strict=True):
            if not close(mine, right):
                return _first_difference(mine, right)
    return expected, got
