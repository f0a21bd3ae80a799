"""When two answers are the same, and how one is spelled. The course's tolerance stands here."""

from __future__ import annotations

import math
from typing import Any

RTOL = 1e-9
ATOL = 1e-12
# Where a formula of a few operations is asked for: less than a difference quotient gets right.
EXACT_RTOL = 1e-12
EXACT_ATOL = 1e-18

MAX_SHOWN = 200


def close(got: Any, expected: Any, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether `got` is `expected` within the tolerance, in the same shape.

    |got - expected| <= atol + rtol * |expected|. NaN is close to NaN only, an infinity to itself
    only, and a bool or string to nothing.
    """
    if isinstance(expected, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(got) == len(expected)
            and all(close(g, e, rtol, atol) for g, e in zip(got, expected, strict=True))
        )
    if type(got) not in (int, float) or type(expected) not in (int, float):
        return False
    if math.isnan(expected):
        return bool(math.isnan(got))
    if not math.isfinite(expected) or not math.isfinite(got):
        return bool(got == expected)
    return bool(abs(got - expected) <= atol + rtol * abs(expected))


def exactly(got: Any, expected: Any) -> bool:
    """Whether both are the same but for the rounding of a few operations."""
    return close(got, expected, EXACT_RTOL, EXACT_ATOL)


def same(got: Any, expected: Any) -> bool:
    """Equality of plain data that keeps 1, 1.0 and True apart. NaN is the same as NaN."""
    if type(got) is not type(expected):
        return False
    if isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in expected)
    return bool(got == expected) or (got != got and expected != expected)


def answer_text(answer: object) -> str:
    """`answer` for a message: floats to ten digits, long data cut."""
    text = spelled(answer)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 4] + " ..."


def spelled(answer: object) -> str:
    if type(answer) is float:
        # Ten digits are one more than the tolerance looks at.
        return repr(float(f"{answer:.10g}"))
    if isinstance(answer, (list, tuple)):
        return "[" + ", ".join(map(spelled, answer)) + "]"
    return repr(answer)
