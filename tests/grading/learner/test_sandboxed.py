"""Questions that come with modules of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grading.learner.choose import NONE
from grading.learner.in_process import InProcess
from grading.learner.package import Package
from grading.learner.runner import LearnerError
from grading.learner.sandboxed import Sandboxed
from grading.learner.shipping import ship_question
from grading.worker.overlay import Source

PACKAGE = Package(
    own=("own",),
    sources={
        "own": Source(
            "a/own.py", b"from picograd.lent import number\n\n\ndef ask():\n    return number\n"
        ),
        "lent": Source("b/lent.py", b"number = 1\n"),
    },
)
LENT = {"lent": Source("c/lent.py", b"number = 2\n")}
RAISES = {"own": Source("a/own.py", b"def ask():\n    raise ValueError('here')\n")}


DRAWS = {"own": Source("a/own.py", b"import random\n\n\ndef ask():\n    return random.random()\n")}


def ask_it(picograd: Any) -> Any:
    return picograd.own.ask()


@pytest.fixture
def learner() -> Iterator[Sandboxed]:
    with Sandboxed(PACKAGE, "own", 30.0, isolation=NONE) as found:
        yield found


def test_a_module_that_comes_with_a_question_is_for_that_question_alone(
    learner: Sandboxed,
) -> None:
    """Whatever imports it gets the exchanged one; the next question gets the package's own."""
    question = ship_question(ask_it, [])
    assert learner.ask(question) == 1
    assert learner.ask(question, exchanged=LENT) == 2
    assert learner.ask(question) == 1
    assert learner.run(ask_it, []) == 1


def test_what_an_exchanged_module_raises_is_shown_with_its_own_lines(
    learner: Sandboxed,
) -> None:
    """Not with those that the learner has under the same path."""
    with pytest.raises(LearnerError) as caught:
        learner.ask(ship_question(ask_it, []), exchanged=RAISES)
    raised = caught.value.raised
    assert (raised.kind, raised.message, raised.line) == ("ValueError", "here", 2)
    assert 'File "a/own.py", line 2, in ask\n    raise ValueError' in raised.traceback
    assert learner.run(ask_it, []) == 1


def test_an_exchanged_module_that_cannot_be_imported_says_nothing_of_the_other(
    learner: Sandboxed,
) -> None:
    """The package's own is imported for the next question as ever."""
    problem = {"own": Source("e/own.py", b"", "is too large")}
    with pytest.raises(LearnerError, match=r"e/own\.py is too large"):
        learner.ask(ship_question(ask_it, []), exchanged=problem)
    assert learner.run(ask_it, []) == 1


def test_the_module_random_draws_the_same_for_each_question(learner: Sandboxed) -> None:
    """In one worker and in another: what is drawn there can be told twice in the same words."""
    question = ship_question(ask_it, [])
    drawn = [learner.ask(question, exchanged=DRAWS) for _ in range(2)]
    with Sandboxed(PACKAGE, "own", 30.0, isolation=NONE) as another:
        drawn.append(another.ask(question, exchanged=DRAWS))
    assert len(set(drawn)) == 1


def test_the_module_random_draws_the_same_in_this_process_too() -> None:
    """`pytest exercises/` shows the numbers that `picograd check` shows."""
    package = Package(own=("own",), sources={**PACKAGE.sources, **DRAWS})
    here = [InProcess(package, "own").run(ask_it, []) for _ in range(2)]
    with Sandboxed(package, "own", 30.0, isolation=NONE) as learner:
        assert [learner.run(ask_it, [])] * 2 == here
