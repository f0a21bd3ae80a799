"""What came back from the learner's code, taken for what it is before the page shows it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from grading.companion.live.own import Trouble
from grading.milestones.received import numbers
from grading.worker.wire import Malformed


@contextlib.contextmanager
def checked() -> Iterator[None]:
    """What is malformed becomes the page's sentence."""
    try:
        yield
    except Malformed as error:
        raise Trouble(f"What your code answered cannot be shown: {error}.") from error


def numbers_in(said: Any, count: int) -> list[float]:
    """`said` as so many numbers, as floats; Malformed otherwise."""
    return list(map(float, numbers(said, count, "the answer")))


def whole_numbers_in(said: Any, count: int) -> list[int]:
    """`said` as so many whole numbers; Malformed otherwise."""
    found = numbers(said, count, "the answer")
    if not all(type(number) is int for number in found):
        raise Malformed("the answer: every entry should be a whole number")
    return [int(number) for number in found]


def parts_in(said: Any, count: int | None = None) -> list[Any]:
    """`said` as a list of so many parts, or of any number; Malformed otherwise."""
    if not isinstance(said, list) or (count is not None and len(said) != count):
        raise Malformed("the answer is not in the form that was asked for")
    return said
