"""What is said of a verdict: decided as data, and put into words once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from grading.checks.assertions import Mismatch, assert_close, assert_equal
from grading.checks.decide import Blocked, decide_verdict
from grading.checks.inputs import Inputs
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import MAX_MESSAGE, describe_verdict
from grading.diagnosis.first_difference import Difference
from grading.learner.runner import Probe, TimedOut, WorkerDied
from grading.worker.error_report import RaisedError
from grading.worker.wire import Malformed, Plain


class Answers:
    """A runner that answers every question with the same, and raised what it is told."""

    file = "mine/value.py"
    printed = "so far so good\n"

    def __init__(self, raised: RaisedError | None = None, answer: Plain = None) -> None:
        self._raised = raised
        self._answer = answer

    def begin_check(self, seconds: float | None = None) -> None: ...

    def hang_of(self, error: BaseException) -> None:
        """It never hangs."""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        return self._answer

    def watch(
        self, probe: Probe, arguments: Sequence[Any], progress: Callable[[Plain], None]
    ) -> Plain:
        return self._answer

    def raised_by(self, error: BaseException) -> RaisedError | None:
        return self._raised

    def close(self) -> None: ...


def decided(error: BaseException | None, raised: RaisedError | None = None) -> Verdict:
    learner = Learner(Answers(raised), Inputs(None, "value::test_it"))
    return decide_verdict(
        stage="value",
        check="test_it",
        claim="It works.",
        error=error,
        learner=learner,
        file="mine/value.py",
    )


def raised(kind: str, message: str, line: int | None = 7, **more: Any) -> RaisedError:
    return RaisedError(kind, message, "Traceback ...", line, more.pop("todo", False), **more)


LATE = "no answer in time; an endless loop, or work that grows much too fast?"

# What a check ended with, the outcome, and the whole message.
ENDINGS: dict[str, tuple[BaseException | None, RaisedError | None, Outcome, str]] = {
    "passed": (None, None, Outcome.PASSED, ""),
    "todo": (
        NotImplementedError(),
        raised("NotImplementedError", "value: Value.exp", todo=True),
        Outcome.TODO,
        "mine/value.py, line 7: value: Value.exp is not written yet",
    ),
    "a nameless stub": (
        NotImplementedError(),
        raised("NotImplementedError", "", todo=True),
        Outcome.TODO,
        "mine/value.py, line 7: a stub is not written yet",
    ),
    "another file's stub": (
        NotImplementedError(),
        raised("NotImplementedError", "graph: toposort", waits_for="graph.py"),
        Outcome.BLOCKED,
        "mine/value.py: waits for graph.py: graph: toposort",
    ),
    "an earlier stage": (
        Blocked("waits for value.py"),
        None,
        Outcome.BLOCKED,
        "mine/value.py: waits for value.py",
    ),
    "their error": (
        ValueError(),
        raised("ValueError", "no such thing\nreally"),
        Outcome.ERROR,
        "mine/value.py, line 7: ValueError: no such thing\nreally",
    ),
    "their error, outside their file": (
        ValueError(),
        raised("ValueError", "no", line=None),
        Outcome.ERROR,
        "mine/value.py: ValueError: no",
    ),
    "timeout": (TimedOut("3 seconds"), None, Outcome.TIMEOUT, f"mine/value.py: {LATE}"),
    "died": (WorkerDied("it ended"), None, Outcome.ERROR, "mine/value.py: it ended"),
    "mismatch": (
        Mismatch("the sum", 1.5, [2], [("a", "1.0"), ("b", "0.5")]),
        None,
        Outcome.FAILED,
        "the sum at a = 1.0, b = 0.5: expected 1.5, got [2]",
    ),
    "an assertion": (
        AssertionError("h before d\nassert 3 < 2"),
        None,
        Outcome.FAILED,
        "h before d",
    ),
    "no answer": (Malformed("not JSON"), None, Outcome.FAILED, "mine/value.py: not JSON"),
    "a stumble": (
        KeyError("x"),
        None,
        Outcome.FAILED,
        "mine/value.py: the answer has an unexpected form (KeyError: 'x')",
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_outcome_has_its_message(ending: str) -> None:
    """One sentence with the place, as far as it is known; its first line is the headline."""
    error, theirs, outcome, message = ENDINGS[ending]
    verdict = decided(error, theirs)
    said = describe_verdict(verdict)
    assert (verdict.outcome, said.message) == (outcome, message)
    assert said.headline == (message.splitlines() or [""])[0]
    assert said.problem == message.removesuffix(": expected 1.5, got [2]")
    assert (said.claim, said.printed) == ("It works.", "so far so good\n")
    assert bool(said.traceback) is (theirs is not None and outcome is not Outcome.TODO)
    assert verdict.unexpected is (ending == "a stumble")


def test_what_is_not_written_is_named_without_its_place() -> None:
    """The function alone, for where the line stands beside it; nothing for other outcomes."""
    named = {
        ending: describe_verdict(decided(*ENDINGS[ending][:2])).unwritten for ending in ENDINGS
    }
    assert named.pop("todo") == "Value.exp is not written yet"
    assert named.pop("a nameless stub") == "a stub is not written yet"
    assert set(named.values()) == {""}


@pytest.mark.usefixtures("needs_torch")
def test_a_wrong_answer_keeps_its_parts() -> None:
    """Formula, inputs and answers stand apart in the verdict, and together in the error's text."""
    learner = Learner(Answers(answer=[0.5, [1.0, 1.0]]), Inputs(None, "value::test_it"))
    with pytest.raises(Mismatch) as caught:
        learner.matches_torch(lambda a, b: a * b, 1.5, -2.5)
    verdict = decided(caught.value)
    assert verdict.problem == "the value of a * b"
    assert verdict.inputs == (("a", "1.5"), ("b", "-2.5"))
    assert (verdict.expected, verdict.got) == ("-3.75", "0.5")
    assert describe_verdict(verdict).message == str(caught.value)
    caught.value.difference = Difference("it is the first", "*\n`-- a")
    verdict = decided(caught.value)
    assert (verdict.difference, verdict.drawing) == ("it is the first", "*\n`-- a")


@pytest.mark.parametrize(
    ("got", "expected", "question", "two"),
    [
        (
            {"training": [True, True, False], "eval": ["a long list of things"] * 4},
            {"training": [True, True, True], "eval": ["a long list of things"] * 4},
            "training[2] of it",
            ("True", "False"),
        ),
        (list(range(90)), list(range(91)), "the length of it", ("91", "90")),
        ({"a" * 70: 1}, {"b" * 70: 1}, "the keys of it", (f"['{'b' * 70}']", f"['{'a' * 70}']")),
        ([0.5] * 40 + [1], [0.5] * 40 + [1.0], "[40] of it", ("1.0", "1")),
        ("x" * 300 + "a", "x" * 300 + "b", "it", (f"'...{'x' * 20}b'", f"'...{'x' * 20}a'")),
        ([1, 2], [1, 3], "it", ("[1, 3]", "[1, 2]")),
    ],
)
def test_a_large_answer_is_shown_from_where_it_differs(
    got: Any, expected: Any, question: str, two: tuple[str, str]
) -> None:
    """By the path to the first part that differs; what is read at a glance stays whole."""
    with pytest.raises(Mismatch) as caught:
        assert_equal(got, expected, "it")
    verdict = decided(caught.value)
    assert verdict.problem == question
    assert (verdict.expected, verdict.got) == two


def test_matrices_stand_in_a_table_with_the_wrong_entries_marked() -> None:
    """Entries flush right, and a star before each that is wrong or should not be there."""
    with pytest.raises(Mismatch) as caught:
        assert_close([[1.0, 20.5, 3.0], [4.0, 5.5, 6.0]], [[1.0, 2.0], [4.0, 5.5]], "it")
    assert decided(caught.value).table.splitlines() == [
        "expected    1.0    2.0",
        "            4.0    5.5",
        "got         1.0  *20.5   *3.0",
        "            4.0    5.5   *6.0",
        "(* is wrong)",
    ]
    with pytest.raises(Mismatch) as caught:
        assert_close([1.0, 2.0], [1.0, 2.5], "it")
    assert decided(caught.value).table == ""


def test_a_question_is_told_with_its_inputs() -> None:
    """The arguments by the probe's own names, long ones shortened, a function by its name."""
    learner = Learner(Answers(answer=0.5), Inputs(None, "value::test_it"))

    def probe(picograd: Any, weights: Any, rows: Any, rule: Any) -> Any: ...

    learner.ask(probe, [1.5, -2.0], [[0.25] * 40], max)
    verdict = decide_verdict(
        stage="value",
        check="test_it",
        claim="It works.",
        error=Mismatch("the neuron", 1.0, 0.5),
        learner=learner,
        file="mine/value.py",
    )
    (weights, rows, rule) = verdict.inputs
    assert weights == ("weights", "[1.5, -2.0]")
    assert rows[0] == "rows"
    assert rows[1].endswith(" ...")
    assert rule == ("rule", "max")
    assert describe_verdict(verdict).message.startswith("the neuron at weights = [1.5, -2.0], rows")


def test_no_message_is_longer_than_a_report_holds() -> None:
    """Whatever an answer quotes; what is kept of it is as short."""
    for error in (AssertionError("x" * 9_999), KeyError("x" * 9_999), Mismatch("x" * 9_999, 1, 2)):
        verdict = decided(error)
        said = describe_verdict(verdict)
        assert len(verdict.problem) == len(said.message) == len(said.problem) == MAX_MESSAGE
        assert said.message.endswith(" ...")
