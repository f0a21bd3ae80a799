"""The same slip is told alike on every Python that the course runs on."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from grading.diagnosis.digest import Digest, alike, digest_of
from grading.diagnosis.replies import Reply
from grading.report.known_messages import LEFT_OUT, keep_known
from grading.worker.probes import names_all
from grading.worker.pythons_words import in_one_wording


class Node:
    """As a learner's own: with slots, and without an order."""

    __slots__ = ("data",)

    def __init__(self, data: float) -> None:
        self.data = data


@dataclass(frozen=True)
class Slip:
    """What is done, the class of what is raised, and its words from each version on."""

    done: Callable[[], Any]
    kind: str
    said: dict[tuple[int, int], str]

    def words(self, version: tuple[int, int]) -> str:
        return self.said[max(since for since in self.said if since <= version)]


def unpack() -> None:
    _one, _two = [1, 2, 3]


SLIPS = {
    "log of zero": Slip(
        lambda: math.log(0.0),
        "ValueError",
        {(3, 11): "math domain error", (3, 14): "expected a positive input, got 0.0"},
    ),
    "root of less than zero": Slip(
        lambda: math.sqrt(-1.5),
        "ValueError",
        {(3, 11): "math domain error", (3, 14): "expected a nonnegative input, got -1.5"},
    ),
    "log of an int": Slip(
        lambda: math.log(-1),
        "ValueError",
        {(3, 11): "math domain error", (3, 14): "expected a positive input"},
    ),
    "float by zero": Slip(
        lambda: 1.5 / 0.0,
        "ZeroDivisionError",
        {(3, 11): "float division by zero", (3, 14): "division by zero"},
    ),
    "zero to the power of -1": Slip(
        lambda: 0.0**-1.0,
        "ZeroDivisionError",
        {
            (3, 11): "0.0 cannot be raised to a negative power",
            (3, 14): "zero to a negative power",
        },
    ),
    "a new attribute": Slip(
        lambda: setattr(Node(1.5), "visited", True),
        "AttributeError",
        {
            (3, 11): "'Node' object has no attribute 'visited'",
            (3, 13): "'Node' object has no attribute 'visited' and no __dict__ for setting new "
            "attributes",
        },
    ),
    "a misspelt argument": Slip(
        lambda: Node(dat=1.5),  # type: ignore[call-arg]  # the slip
        "TypeError",
        {
            (3, 11): "Node.__init__() got an unexpected keyword argument 'dat'",
            (3, 13): "Node.__init__() got an unexpected keyword argument 'dat'. Did you mean "
            "'data'?",
        },
    ),
    "too many values": Slip(
        unpack,
        "ValueError",
        {
            (3, 11): "too many values to unpack (expected 2)",
            (3, 14): "too many values to unpack (expected 2, got 3)",
        },
    ),
    "a list as a key": Slip(
        lambda: {[]: 1},  # type: ignore[dict-item]  # the slip
        "TypeError",
        {
            (3, 11): "unhashable type: 'list'",
            (3, 14): "cannot use 'list' as a dict key (unhashable type: 'list')",
        },
    ),
    "the largest of nothing": Slip(
        lambda: max([]),
        "ValueError",
        {
            (3, 11): "max() arg is an empty sequence",
            (3, 12): "max() iterable argument is empty",
        },
    ),
    "what is not in a list": Slip(
        lambda: [1].index(2),
        "ValueError",
        {(3, 11): "2 is not in list", (3, 14): "list.index(x): x not in list"},
    ),
}


@pytest.fixture(params=SLIPS)
def slip(request: pytest.FixtureRequest) -> Slip:
    return SLIPS[request.param]


def raised(slip: Slip, message: str) -> Digest:
    return digest_of(Reply(kind=slip.kind, message=message))


def test_the_texts_here_are_pythons(slip: Slip) -> None:
    """What this version says is what this file says of it."""
    with pytest.raises((ArithmeticError, AttributeError, TypeError, ValueError)) as caught:
        slip.done()
    assert caught.type.__name__ == slip.kind
    assert str(caught.value) == slip.words(sys.version_info[:2])


def test_a_slip_reads_the_same_on_every_version(slip: Slip) -> None:
    """So the tables of what the mistakes reply hold on each of them."""
    first, *others = slip.said.values()
    assert all(in_one_wording(other) == in_one_wording(first) for other in others)
    assert all(alike(raised(slip, other), raised(slip, first)) for other in others)


def test_other_slips_stay_others() -> None:
    """Two that some version words alike are one; of all the others none is."""
    told = {in_one_wording(text) for slip in SLIPS.values() for text in slip.said.values()}
    assert len(told) == len(SLIPS) - 2
    assert in_one_wording("math range error") == "math range error"
    own = "expected a positive number, got 0.0"
    assert in_one_wording(own) == own


def test_a_number_too_large_reads_the_same_on_every_system() -> None:
    """The words are the C library's: Linux, macOS and Windows, WebAssembly."""
    texts = (
        "(34, 'Numerical result out of range')",
        "(34, 'Result too large')",
        "(68, 'Result not representable')",
    )
    assert len({in_one_wording(text) for text in texts}) == 1
    with pytest.raises(OverflowError) as caught:
        _ = 10.0**400
    assert in_one_wording(str(caught.value)) == in_one_wording(texts[0])


def test_what_every_version_says_may_be_told_to_a_student(slip: Slip) -> None:
    """It is a form of Python's own, whichever version graded."""
    names = {"Node", "__init__", "visited", "dat", "data"}
    for text in slip.said.values():
        if text != "2 is not in list":  # the value may be anything
            assert keep_known(text, names) not in (LEFT_OUT, ""), text


@pytest.mark.parametrize("name", ["log of zero", "zero to the power of -1", "too many values"])
def test_python_names_no_number_that_another_version_leaves_out(name: str) -> None:
    """A log that lets `math.log` complain names neither itself nor the number, on 3.14 either."""
    slip = SLIPS[name]

    def saying(text: str) -> Callable[[], None]:
        def call() -> None:
            raise ValueError(text)

        return call

    answers = [names_all(saying(text), "log", "0.0", "3") for text in slip.said.values()]
    assert answers[0] == answers[1]
