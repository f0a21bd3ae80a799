"""What is kept of a reply, and when two are alike."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from grading.diagnosis.digest import (
    Digest,
    alike,
    digest_as_data,
    digest_from_data,
    digest_of,
)
from grading.diagnosis.replies import GONE, SILENCE, Reply


def answer(value: Any) -> Digest:
    return digest_of(Reply(answer=value))


def raised(kind: str, message: str) -> Digest:
    return digest_of(Reply(kind=kind, message=message))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1.0, "a"], [1.0 + 1e-12, "a"], True),
        ([1.0], [1.0 + 1e-6], False),
        ([math.nan], [math.nan], True),
        (1, 1.0, False),
        (1, True, False),
        ([[1.0], 2.0], [[1.0, 2.0]], False),
        ({"a": 1.5}, {"a": 1.5}, True),
        ({"a": 1.5}, {"b": 1.5}, False),
        (list(range(1000)), [*range(999), 0], False),
        (list(range(1000)), [*range(500), 0, *range(501, 1000)], False),
        (["float", "a"], ["float", "b"], False),
    ],
)
def test_answers_are_alike_within_the_tolerance(one: Any, other: Any, expected: bool) -> None:
    """In the same form, however long it is."""
    assert alike(answer(one), answer(other)) is expected


@pytest.mark.parametrize(
    ("given", "wrong", "right", "expected"),
    [
        ([0, 3.5], [0.0, 3.5], [0.0, 5.5], True),
        ([0.0, 3], [0.0, 3.0], [0.0, 5.5], True),
        ([0.0, 3.0], [0.0, 3], [0.0, 5.5], True),
        ([0.0, 3.5], [0, 3.5], [0.0, 5.5], False),
        (2.0, 2, 2.0, False),
        (2, 2, 2.0, True),
        ([0, 3.5], [0.0, 3.5], [0.0], False),
        (10**12, 10**12 + 1, 0, False),
    ],
)
def test_an_int_is_told_from_a_float_where_that_alone_is_the_slip(
    given: Any, wrong: Any, right: Any, expected: bool
) -> None:
    """Elsewhere the checks do not see it, or fail for the number itself."""
    assert alike(answer(given), answer(wrong), answer(right)) is expected


def test_what_python_says_has_to_agree_word_for_word() -> None:
    """A domain error is no other domain error, raised or answered."""
    assert not alike(
        raised("ValueError", "math domain error"), raised("ValueError", "your gradient grows")
    )
    assert not alike(
        raised("TypeError", "f() takes 1 positional argument"), raised("TypeError", "")
    )
    assert not alike(answer(["KeyError", "'a'"]), answer(["KeyError", "'b'"]))


def test_where_an_object_lies_is_not_compared() -> None:
    """Python tells its address, which is another in each run."""
    one, other = (f"<Value object at {at}> object is not iterable" for at in ("0x7f1", "0x7f2"))
    assert alike(raised("TypeError", one), raised("TypeError", other))


def test_numbers_in_ones_own_words_count_where_nothing_is_demanded() -> None:
    """The reference raises nothing there: nobody knows which of them matter."""
    assert alike(raised("ValueError", "got 3"), raised("ValueError", "this is 3"))
    assert not alike(raised("ValueError", "got 3"), raised("ValueError", "got 4"))


def test_words_of_ones_own_decide_nothing() -> None:
    """Of an error that a docstring demands, the kind and the values count."""
    right = answer(["ValueError", "pick: there is no column -1 in 3 columns"])
    mine = answer(["ValueError", "column -1 (of 3) does not exist, see line 12"])
    silent = answer(["ValueError", "no such column"])
    assert alike(mine, right, right)
    assert not alike(silent, right, right)
    assert not alike(answer(["TypeError", "column -1 of 3"]), right, right)


def test_two_that_died_are_never_alike() -> None:
    """Two that took too long are."""
    assert not alike(digest_of(GONE), digest_of(GONE))
    assert alike(digest_of(SILENCE), digest_of(SILENCE))


def test_a_digest_survives_a_file() -> None:
    """Infinities, NaN and errors too."""
    kept = answer([math.inf, math.nan, 0.1 + 0.2, ["ValueError", "got -2"], None, "x" * 500])
    again = digest_from_data(json.loads(json.dumps(digest_as_data(kept))))
    assert alike(kept, again)
    assert (again.form, again.errors) == (kept.form, kept.errors)
