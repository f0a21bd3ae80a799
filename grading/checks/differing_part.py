"""Where two answers first differ, so that a large one need not be shown whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grading.diagnosis.comparison import MAX_SHOWN, spelled

# Answers that are no longer than this are read at a glance.
GLANCE = 60
# What is kept of a long text before the first character that differs.
BEFORE = 20


@dataclass(frozen=True)
class DifferingPart:
    """path: from the whole to the part, such as `training[2]`; empty for the whole.

    about: what of the part is compared, where it is not the part itself: `the length`.
    """

    path: str
    expected: Any
    got: Any
    about: str = ""

    def question(self, what: str) -> str:
        """What is compared, where `what` is the name of the whole."""
        part = f"{self.path} of {what}" if self.path else what
        return f"{self.about} of {part}" if self.about else part


def find_differing_part(
    got: Any, expected: Any, agree: Callable[[Any, Any], bool], path: str = ""
) -> DifferingPart:
    """The first part by which `got` differs from `expected`; the whole where that is short.

    agree: whether two parts count as the same.
    """
    whole = DifferingPart(path, expected, got)
    if not path and _is_short(got, expected):
        return whole
    if isinstance(got, str) and isinstance(expected, str):
        return DifferingPart(path, *_from_the_difference(expected, got))
    if isinstance(got, dict) and isinstance(expected, dict):
        if got.keys() != expected.keys():
            if _is_short(got, expected):
                return whole
            return DifferingPart(path, sorted(expected), sorted(got), "the keys")
        twins = [
            (f"{path}.{key}" if path else key, got[key], right) for key, right in expected.items()
        ]
    elif isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            if _is_short(got, expected):
                return whole
            return DifferingPart(path, len(expected), len(got), "the length")
        pairs = enumerate(zip(got, expected, strict=True))
        twins = [(f"{path}[{i}]", mine, right) for i, (mine, right) in pairs]
    else:
        return whole
    for inner, mine, right in twins:
        if not agree(mine, right):
            return find_differing_part(mine, right, agree, inner)
    return whole


def is_matrix(answer: Any) -> bool:
    """Whether it is a list of equally long rows of numbers."""
    return (
        isinstance(answer, (list, tuple))
        and bool(answer)
        and all(isinstance(row, (list, tuple)) and row for row in answer)
        and len({len(row) for row in answer}) == 1
        and all(type(number) in (int, float) for row in answer for number in row)
    )


def _is_short(got: Any, expected: Any) -> bool:
    longest = max(len(spelled(expected)), len(spelled(got)))
    # A small matrix stays whole, since its rows are shown as a table.
    return longest <= (MAX_SHOWN if is_matrix(got) and is_matrix(expected) else GLANCE)


def _from_the_difference(expected: str, got: str) -> tuple[str, str]:
    same = 0
    while same < min(len(expected), len(got)) and expected[same] == got[same]:
        same += 1
    start = max(same - BEFORE, 0)
    dots = "..." if start else ""
    return dots + expected[start:], dots + got[start:]
