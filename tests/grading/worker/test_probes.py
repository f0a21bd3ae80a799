"""What a probe may ask of an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grading.worker.probes import error_of, names_all


def raising(error: Exception) -> Callable[[], None]:
    def call() -> None:
        raise error

    return call


@pytest.mark.parametrize(
    ("message", "wanted", "named"),
    [
        ("3 inputs, but 15 weights", "3", True),
        ("3 inputs, but 15 weights", "5", False),
        ("got 5.0.", "5", True),
        ("got 5.5", "5", False),
        ("got 1.5", "5", False),
        ("the base -2.50", "-2.5", True),
        ("the base -2.55", "-2.5", False),
        ("the base 2.5", "-2.5", False),
        ("log of what is not positive", "log", True),
        ("math domain error", "log", False),
    ],
)
def test_a_message_names_whole_numbers_and_words(message: str, wanted: str, named: bool) -> None:
    """15 does not name 5, and the zeros that end a decimal do not matter."""
    assert names_all(raising(ValueError(message)), wanted) == ["ValueError", [named]]


def test_two_messages_in_other_words_give_the_same_answer() -> None:
    """Only the kind and what was demanded is told: the rest of the text decides nothing."""
    one = names_all(raising(ValueError("Neuron takes 3 inputs, got 2")), "3", "2")
    other = names_all(raising(ValueError("wanted 3, came 2!")), "3", "2")
    assert one == other == ["ValueError", [True, True]]


def test_what_raises_nothing_names_nothing() -> None:
    assert names_all(lambda: 5, "5") is None


def test_an_unwritten_stub_is_no_error_to_judge() -> None:
    """NotImplementedError passes through, as it says that there is nothing to judge yet."""
    with pytest.raises(NotImplementedError):
        names_all(raising(NotImplementedError("value: Value.log")), "log")


class NoRealAnswer(ValueError):
    """A kind of ValueError, as a learner may write one."""


class Deeper(NoRealAnswer):
    """A kind of that kind."""


def test_an_error_of_ones_own_is_of_the_kind_that_it_is_made_from() -> None:
    """A class below ValueError counts as a ValueError, however deep."""
    assert error_of(raising(NoRealAnswer("no"))) == ["ValueError", "no"]
    assert error_of(raising(Deeper("no"))) == ["ValueError", "no"]


def test_an_error_that_only_bears_the_name_is_not_of_that_kind() -> None:
    """A class of one's own that is called ValueError and is none counts as an Exception."""
    namesake = type("ValueError", (Exception,), {})
    assert error_of(raising(namesake("no"))) == ["Exception", "no"]
