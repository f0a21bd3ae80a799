"""What a check says of an answer that is not the right one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grading.checks.differing_part import find_differing_part
from grading.checks.matrix_table import compare_matrices
from grading.checks.wording import ask_at, compare
from grading.diagnosis.comparison import answer_text, close, exactly, same
from grading.diagnosis.first_difference import Difference

ONLY_CLOSE = (
    "nearly right, as a small step and a difference quotient would have it: the formula has no step"
)


class Mismatch(AssertionError):
    """An answer that is not the expected one; its parts are kept for the report.

    inputs: what the question was asked at, name and text of each. difference: where in an
    expression it goes wrong, if that was found. compared: the answer, or the part of one, that
    was compared.
    """

    difference: Difference | None = None
    compared: Any = None

    def __init__(
        self, what: str, expected: object, got: object, inputs: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.what = what
        self.inputs = tuple(inputs)
        self.expected, self.got = _told_apart(expected, got)
        self.table = compare_matrices(expected, got)
        super().__init__(compare(ask_at(what, inputs), self.expected, self.got))


def _told_apart(expected: object, got: object) -> tuple[str, str]:
    """Both in words: to ten digits, or to the last one where ten are the same."""
    texts = answer_text(expected), answer_text(got)
    if texts[0] == texts[1] and isinstance(expected, float) and isinstance(got, float):
        return repr(expected), repr(got)
    return texts


def assert_close(
    got: Any, expected: Any, what: str, inputs: Sequence[tuple[str, str]] = ()
) -> None:
    """Mismatch unless `got` has the shape of `expected` and every number is close to its twin.

    Close: see `diagnosis.comparison.close`. inputs: as in Mismatch.
    """
    if not close(got, expected):
        raise _mismatch(got, expected, what, close, inputs)


def assert_exact(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless every number is its twin but for rounding, as a formula gives it.

    An answer that is close and not exact is told where that usually comes from.
    """
    if exactly(got, expected):
        return
    if close(got, expected, 1e-3):
        raise _mismatch(got, expected, f"{what} ({ONLY_CLOSE})", exactly)
    raise _mismatch(got, expected, what, exactly)


def assert_equal(got: Any, expected: Any, what: str) -> None:
    """Mismatch unless both are the same plain data, of the same types all the way down."""
    if not same(got, expected):
        raise _mismatch(got, expected, what, same)


def _mismatch(
    got: Any,
    expected: Any,
    what: str,
    agree: Callable[[Any, Any], bool],
    inputs: Sequence[tuple[str, str]] = (),
) -> Mismatch:
    part = find_differing_part(got, expected, agree)
    mismatch = Mismatch(part.question(what), part.expected, part.got, inputs)
    mismatch.compared = got
    return mismatch
