"""What a check says of an answer that is not the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.checks.wording import ask_at, compare
from grading.diagnosis.comparison import MAX_SHOWN, answer_text, close, same, spelled
from grading.diagnosis.first_difference import Difference


class Mismatch(AssertionError):
    """An answer that is not the expected one; its parts are kept for the report.

    inputs: what the question was asked at, name and text of each. difference: where in an
    expression it goes wrong, if that was found.
    """

    difference: Difference | None = None

    def __init__(
        self, what: str, expected: object, got: object, inputs: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.what = what
        self.inputs = tuple(inputs)
        self.expected = answer_text(expected)
        self.got = answer_text(got)
        super().__init__(compare(ask_at(what, inputs), self.expected, self.got))


def assert_close(
    got: Any, expected: Any, what: str, inputs: Sequence[tuple[str, str]] = ()
) -> None:
    """Mismatch unless `got` has the shape of `expected` and every number is close to its twin.

    Close: see `diagnosis.comparison.close`. inputs: as in Mismatch.
    """
    if not close(got, expected):
        raise Mismatch(what, *_first_difference(got, expected), inputs)


def assert_equal(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless both are the same plain data, of the same types all the way down."""
    if not same(got, expected):
        raise Mismatch(what, expected, got)


def _first_difference(got: Any, expected: Any) -> tuple[Any, Any]:
    """(expected, got) for the message: the whole, or its twin numbers where it is large."""
    if len(spelled(expected)) <= MAX_SHOWN and len(spelled(got)) <= MAX_SHOWN:
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
