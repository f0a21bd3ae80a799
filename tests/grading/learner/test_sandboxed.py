"""Questions that come with modules of their own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grading.learner import sandboxed
from grading.learner.choose import NONE, choose_isolation
from grading.learner.in_process import InProcess
from grading.learner.package import Package
from grading.learner.processor_time import processor_seconds
from grading.learner.runner import LearnerError, TimedOut, WorkerDied
from grading.learner.sandboxed import Sandboxed
from grading.learner.shipping import ship_question
from grading.worker.overlay import Source
from grading.worker.wire import Malformed

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


@pytest.fixture
def package_at_zero() -> Iterator[Sandboxed]:
    with Sandboxed(PACKAGE, "own", 30.0, isolation=choose_isolation("0")) as found:
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


def add_up(picograd: Any, converse: Any, number: int) -> Any:
    heard = converse([number])
    while heard != "enough":
        number += heard
        heard = converse(number)
    return {"sum": number}


def test_a_probe_and_the_judge_take_turns(learner: Sandboxed) -> None:
    """Each word of the probe has one answer; the next question is asked as ever."""
    said: list[Any] = []
    answers: list[Any] = [2, 0.5, "enough"]

    def respond(word: Any) -> Any:
        said.append(word)
        return answers.pop(0)

    assert learner.converse(add_up, [1], respond) == {"sum": 3.5}
    assert said == [[1], 3, 3.5]
    assert learner.run(ask_it, []) == 1


def test_a_word_that_cannot_be_read_ends_the_conversation(learner: Sandboxed) -> None:
    """It is no answer, and a new worker takes the next question."""

    def respond(word: Any) -> Any:
        raise KeyError("loss")

    with pytest.raises(Malformed, match="unexpected form"):
        learner.converse(add_up, [1], respond)
    assert learner.run(ask_it, []) == 1


def process_of(picograd: Any) -> int:
    return os.getpid()


def hang(picograd: Any) -> None:
    while True:
        pass


def end(picograd: Any) -> None:
    os._exit(0)


def say_too_much(picograd: Any) -> list[Any]:
    return [[] for _ in range(10**5)]


@pytest.mark.parametrize(
    ("probe", "ended"), [(hang, TimedOut), (end, WorkerDied), (say_too_much, Malformed)]
)
def test_after_a_question_without_an_answer_the_next_one_has_a_process_of_its_own(
    probe: Callable[[Any], Any], ended: type[Exception]
) -> None:
    """What goes on in the first one neither hears of the next question nor takes its time."""
    with Sandboxed(PACKAGE, "own", 30.0, isolation=NONE, stage_parts=10**4) as learner:
        before = learner.run(process_of, [])
        assert learner.run(process_of, []) == before
        learner.begin_check(0.5 if ended is TimedOut else 30.0)
        with pytest.raises(ended):
            learner.run(probe, [])
        assert not learner.is_running
        learner.begin_check(30.0)
        assert learner.run(process_of, []) != before
        assert not Path(f"/proc/{before}").exists()


def work_with_a_stopped_clock(picograd: Any, seconds: float) -> None:
    import time

    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    time.process_time = time.monotonic = lambda: 0.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_the_processors_time_is_told_by_the_kernel(package_at_zero: Sandboxed) -> None:
    """What the code of a worker does to its own clocks changes nothing."""
    package_at_zero.run(ask_it, [])
    before = package_at_zero.processor_seconds()
    package_at_zero.run(work_with_a_stopped_clock, [0.5])
    assert 0.4 < package_at_zero.processor_seconds() - before < 5


def test_without_the_kernels_word_the_judges_own_work_is_not_the_learners_time(
    learner: Sandboxed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts then is how long an answer was waited for."""
    monkeypatch.setattr(sandboxed, "processor_seconds", lambda pid: None)
    took: list[float] = []

    def respond(word: Any) -> Any:
        began = time.monotonic()
        time.sleep(0.5)
        took.append(time.monotonic() - began)
        return 1 if len(took) < 3 else "enough"

    start, before = time.monotonic(), learner.processor_seconds()
    learner.converse(add_up, [1], respond)
    waited = learner.processor_seconds() - before
    assert 0 < waited <= time.monotonic() - start - sum(took)


def test_a_process_without_children_or_a_system_without_proc_tells_nothing(tmp_path: Path) -> None:
    """Then the clock on the wall counts."""
    assert processor_seconds(1, tmp_path / "none") is None
    stat = tmp_path / "7" / "stat"
    stat.parent.mkdir()
    stat.write_text("7 (a b) c) S 1 7 7 0 -1 4 0 0 0 0 100 50 25 25 20 0 1 0\n")
    assert processor_seconds(7, tmp_path) is None
    child = tmp_path / "8" / "stat"
    child.parent.mkdir()
    child.write_text("8 (python) R 7 7 7 0 -1 4 0 0 0 0 100 0 0 0 20 0 1 0\n")
    assert processor_seconds(7, tmp_path) == 300 / os.sysconf("SC_CLK_TCK")
