"""What a check says of an answer that is not the right one."""

from __future__ import annotations

from typing import Any

from grading.diagnosis.comparison import MAX_SHOWN, answer_text, close, same, spelled


class Mismatch(AssertionError):
    """An answer that is not the expected one; both are kept for the report.

    drawing: where in an expression it goes wrong, as lines of text, if that was found.
    """

    drawing = ""

    def __init__(self, what: str, expected: object, got: object) -> None:
        self.what = what
        self.expected = answer_text(expected)
        self.got = answer_text(got)
        super().__init__(f"{what}: expected {self.expected}, got {self.got}")


def assert_close(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless `got` has the shape of `expected` and every number is close to its twin.

    Close: see `diagnosis.comparison.close`.
    """
    if not close(got, expected):
        raise Mismatch(what, *_first_difference(got, expected))


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
