"""What a question was asked at, in words: names, numbers, formulas and rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from grading.checks.asked_inputs import (
    MOST_LINES_OF_ALL,
    inputs_of,
    lay_out,
    shortened,
    without_what_is_said,
)
from grading.checks.assertions import Mismatch, assert_close
from grading.checks.decide import decide_verdict
from grading.checks.inputs import Inputs
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.learner.runner import Question, TimedOut
from grading.report.screen.failure import describe_failure
from grading.worker.error_report import RaisedError
from tests.grading.checks.test_wording import Answers

ROWS = [[2.5, -1.5], [0.75, 3.25]]


def asked(probe: Callable[..., Any], *arguments: Any) -> list[tuple[str, str]]:
    return [*shortened(inputs_of(Question(probe, arguments, answered=True)))]


def probe_around(weight: float, seen: list[float]) -> Callable[..., Any]:
    return lambda picograd, x: weight * x + len(seen)


def laid_out(probe: Callable[..., Any], *arguments: Any) -> list[str]:
    return lay_out(inputs_of(Question(probe, arguments, answered=True))).splitlines()


def many(picograd: Any, op: str, *numbers: float) -> None: ...
def settings(picograd: Any, starts: Any, options: dict[str, float], demanded: Any = ()) -> None: ...
def expressed(picograd: Any, expression: Callable[..., Any], inputs: Sequence[Any]) -> None: ...
def of_a_network(picograd: Any, network: Any, lr: float) -> None: ...


def test_inputs_have_the_names_of_the_probe() -> None:
    """Each of many numbers, settings by their own names, and no word on what an error must say."""
    assert asked(many, "mul", 2.5, -3.5) == [("op", "'mul'"), ("numbers", "[2.5, -3.5]")]
    got = asked(settings, [1.5], {"lr": 0.1, "momentum": 0.9}, ["7"])
    assert got == [("starts", "[1.5]"), ("lr", "0.1"), ("momentum", "0.9")]


def test_what_a_probe_closes_over_is_asked_too() -> None:
    """A number that stands around a lambda, beside its argument."""
    probe = probe_around(0.25, [1.5])
    assert asked(probe, 2.0) == [("x", "2.0"), ("seen", "[1.5]"), ("weight", "0.25")]


def test_a_function_is_a_formula_and_names_its_inputs() -> None:
    """A lambda of nodes as mathematics; one that does more as its source; else by its name."""
    got = asked(expressed, lambda a, b: a - b * 3.0, [2.5, ROWS])
    assert got[0] == ("expression", "a - (b * 3.0)")
    assert got[1:] == [("a", "2.5"), ("b", "[[2.5, -1.5], [0.75, 3.25]]")]
    longer = asked(expressed, lambda a: sorted(range(len(a))), [2.5])
    assert longer == [("expression", "sorted(range(len(a)))"), ("a", "2.5")]
    assert asked(expressed, asked, [])[0] == ("expression", "asked")


def test_matrices_are_rows_and_networks_their_parts() -> None:
    """Entries flush right; a list of matrices by its paths; what takes one line comes first."""
    assert laid_out(of_a_network, [[ROWS, [[0.5, 0.25]]]], 0.1) == [
        "lr            = 0.1",
        "network[0][0] =  2.5  -1.5",
        "                0.75  3.25",
        "network[0][1] = [[0.5, 0.25]]",
    ]


def test_long_inputs_are_broken_and_cut() -> None:
    """No line is wider than a report, and there are not more of them than are read."""
    long = [0.123456789 + n for n in range(200)]
    lines = laid_out(of_a_network, [[long, long]] * 9, 0.1)
    assert len(lines) == MOST_LINES_OF_ALL + 1
    assert lines[-1] == "..."
    assert max(map(len, lines)) <= 74
    assert max(map(len, laid_out(of_a_network, long, 0.1))) <= 74


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("the rule for mul at 2.5 and -3.5", []),
        ("the rule for mul at 2.5", ["numbers"]),
        ("the rule for mul at 12.5 and -3.5", ["numbers"]),
        ("the rule for mul at 2.5 and -3.55", ["numbers"]),
    ],
)
def test_what_the_question_says_is_not_said_again(sentence: str, left: list[str]) -> None:
    """Names and numbers that stand in the sentence as words of their own are left out."""
    inputs = inputs_of(Question(many, ("mul", 2.5, -3.5), answered=True))
    assert [i.name for i in without_what_is_said(inputs, sentence)] == left


def decided(error: BaseException, questions: list[Question], answers: Answers) -> Verdict:
    learner = Learner(answers, Inputs(None, "value::test_it"))
    learner.questions.extend(questions)
    return decide_verdict(
        stage="value",
        check="test_it",
        claim="It works.",
        error=error,
        learner=learner,
        file="value.py",
    )


def test_an_error_and_a_silence_say_what_was_asked() -> None:
    """Beside what was raised or the time that passed; not while the file is imported."""
    question = Question(many, ("mul", 2.5, -3.5), answered=False)
    shown = "Asked at op = 'mul', numbers = [2.5, -3.5]."
    trace = 'Traceback ...\n  File "<dynamic-code>", line 3, in probe\n'
    raised = RaisedError("TypeError", "no", trace, 7, todo=False)
    late = decided(TimedOut("late"), [question], Answers())
    failed = decided(TypeError("no"), [question], Answers(raised))
    assert (late.outcome, failed.outcome) == (Outcome.TIMEOUT, Outcome.ERROR)
    for verdict in (late, failed):
        assert describe_verdict(verdict).asked_at == shown
        assert f"  {shown}" in [line.plain for line in describe_failure(verdict)]
    assert 'File "tests/stages/test_value.py", line 3' in failed.traceback
    importing = RaisedError("NameError", "no", "... line 1, in <module>", 1, todo=False)
    assert decided(NameError("no"), [question], Answers(importing)).asked == ""


def test_the_inputs_are_those_of_the_answer_that_was_compared() -> None:
    """Of two questions, the first: its answer is the one that is wrong."""
    slow, fast = [1.5, 2.5], [1.5, 2.5]
    questions = [
        Question(of_a_network, ([], 0.1), answered=True, answer=[slow]),  # type: ignore[list-item]
        Question(of_a_network, ([], 0.3), answered=True, answer=fast),  # type: ignore[arg-type]
    ]
    with pytest.raises(Mismatch) as caught:
        assert_close(slow, [1.5, 9.5], "the slow one")
    verdict = decided(caught.value, questions, Answers())
    assert verdict.inputs == (("network", "[]"), ("lr", "0.1"))
    assert "    lr      = 0.1" not in verdict.asked
    assert "lr      = 0.1" in verdict.asked


def test_a_long_answer_is_broken() -> None:
    """One row of many digits takes several lines of the screen, whole."""
    row = [[0.123456789 + n for n in range(9)]]
    with pytest.raises(Mismatch) as caught:
        assert_close([[1.5]], row, "the row")
    lines = [line.plain for line in describe_failure(decided(caught.value, [], Answers()))]
    assert max(map(len, lines)) <= 80
    assert "    expected  [[0.123456789, 1.123456789," in "\n".join(lines)


def test_a_question_that_is_longer_than_a_line_stands_above_its_inputs() -> None:
    """No line of the screen is wider than 80 columns; short questions keep theirs beside them."""
    for rows, beside in ((ROWS, True), ([ROWS[0] * 4, ROWS[1] * 4], False)):
        answer = [0.25] * 40
        question = Question(
            of_a_network,
            (rows, 0.1),
            answered=True,
            answer=answer,  # type: ignore[arg-type]
        )
        with pytest.raises(Mismatch) as caught:
            assert_close(answer, [0.75, *answer[1:]], "the frame")
        verdict = decided(caught.value, [question], Answers())
        text = "\n".join(line.plain for line in describe_failure(verdict))
        short = "[0] of the frame at network = [[2.5, -1.5], [0.75, 3.25]], lr = 0.1"
        assert (short in text) == beside
        assert ("  [0] of the frame at\n    lr      = 0.1\n    network = " in text) != beside
        assert max(len(line) for line in text.splitlines()) <= 80
