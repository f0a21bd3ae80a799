"""From what a check raised to its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grading.checks.asked_inputs import (
    Input,
    inputs_of,
    lay_out,
    shortened,
    without_what_is_said,
)
from grading.checks.assertions import Mismatch
from grading.checks.clock import is_timeout
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import shorten_message
from grading.learner.hang import Hang, HangKind
from grading.learner.runner import ImportFailedEarlier, NotAsked, Question, TimedOut, WorkerDied
from grading.paths import SUITES, display_path
from grading.worker.error_report import RaisedError
from grading.worker.wire import Malformed, NotPlain, Plain

# What a check raises over a wrong answer; anything else it raises is a surprise to it.
_WRONG_ANSWERS = (AssertionError, NotPlain, Malformed)

# What Python says of a file that is no Python.
_UNREADABLE = ("SyntaxError", "IndentationError", "TabError")


class Blocked(Exception):
    """The check waits for an earlier stage."""


def decide_verdict(
    *,
    stage: str,
    check: str,
    claim: str,
    error: BaseException | None,
    learner: Learner | None,
    file: str,
) -> Verdict:
    """The verdict on a check that ended with `error`, None if it ended well.

    file: the path of the stage's file as the learner knows it.
    """
    raised = learner.runner.raised_by(error) if learner and error else None
    outcome = _outcome(error, raised)
    late = outcome is Outcome.TIMEOUT
    hang = learner.runner.hang_of(error) if learner and error and late else None
    verdict = Verdict(
        stage=stage,
        check=check,
        claim=claim,
        outcome=outcome,
        printed=learner.runner.printed if learner else "",
    )
    if error is None:
        return verdict
    asked: tuple[Input, ...] = ()
    if learner and learner.questions and not _while_importing(raised, hang):
        asked = inputs_of(_question_behind(error, learner.questions))
    if outcome in (Outcome.TIMEOUT, Outcome.ERROR):
        verdict = _asked_at(verdict, asked)
    if outcome is Outcome.TIMEOUT:
        return _of_hang(verdict, hang, raised, file)
    if raised is not None:
        return _of_raised(verdict, raised, file)
    if isinstance(error, AssertionError):
        return _of_wrong_answer(verdict, error, asked)
    unexpected = outcome is Outcome.FAILED and not isinstance(error, _WRONG_ANSWERS)
    return replace(
        verdict,
        problem=shorten_message(str(error)),
        file=file,
        kind=type(error).__name__ if unexpected else "",
        unexpected=unexpected,
    )


def _question_behind(error: BaseException, questions: Sequence[Question]) -> Question:
    """The one whose answer was compared, the last one if that cannot be told."""
    compared = error.compared if isinstance(error, Mismatch) else None
    if isinstance(compared, (list, dict, float)):
        for question in reversed(questions):
            if _holds(question.answer, compared):
                return question
    return questions[-1]


def _holds(answer: Plain, part: Any, depth: int = 3) -> bool:
    """Whether `part` is the answer itself, or stands in it: the same object, not an equal one."""
    if answer is part:
        return True
    if depth == 0 or not isinstance(answer, (list, dict)):
        return False
    inside = list(answer.values()) if isinstance(answer, dict) else answer
    return any(_holds(inner, part, depth - 1) for inner in inside)


def _while_importing(raised: RaisedError | None, hang: Hang | None) -> bool:
    """Whether the question never began, since the file itself did not come to its end."""
    if hang is not None:
        return not hang.function
    return raised is not None and (
        raised.kind in _UNREADABLE or ", in <module>" in raised.traceback
    )


def _asked_at(verdict: Verdict, asked: tuple[Input, ...]) -> Verdict:
    return replace(verdict, inputs=shortened(asked), asked=lay_out(asked))


def _outcome(error: BaseException | None, raised: RaisedError | None) -> Outcome:
    if error is None:
        return Outcome.PASSED
    if isinstance(error, (ImportFailedEarlier, Blocked, NotAsked)):
        return Outcome.BLOCKED
    if isinstance(error, TimedOut) or is_timeout(error):
        return Outcome.TIMEOUT
    if raised is not None and raised.waits_for:
        return Outcome.BLOCKED
    if raised is not None:
        return Outcome.TODO if raised.todo else Outcome.ERROR
    return Outcome.ERROR if isinstance(error, WorkerDied) else Outcome.FAILED


def _of_hang(verdict: Verdict, hang: Hang | None, raised: RaisedError | None, file: str) -> Verdict:
    """With where it hung, as far as that was seen."""
    line = hang.line if hang else raised.line if raised else None
    return replace(
        verdict,
        problem=shorten_message(describe_hang(hang)) if hang else "",
        file=file,
        line=line,
        traceback=_with_the_suite(raised.traceback, verdict.stage) if raised else "",
    )


def describe_hang(hang: Hang) -> str:
    """Where it hung, as the samples of the stack have it."""
    where = f"in {hang.function}" if hang.function else "while the file is imported"
    what = {
        HangKind.LOOP: f"the loop in {_lines(hang.line, hang.last)} did not end",
        HangKind.LINE: f"line {hang.line} did not end",
        HangKind.FUNCTION: "it did not end",
        HangKind.CALLS: "it was called over and over",
        HangKind.RECURSION: f"{hang.function or 'it'} calls itself over and over",
    }[hang.kind]
    seen = [f"{name} stayed {text}" for name, text in hang.still]
    seen += [f"{', '.join(hang.changing)} kept changing"] if hang.changing else []
    variables = f" ({'; '.join(seen)})" if seen else ""
    return f"{where}: no answer in time: {what}{variables}"


def _lines(first: int | None, last: int | None) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _of_raised(verdict: Verdict, raised: RaisedError, file: str) -> Verdict:
    """With what the learner's code raised; that a stub raised needs no traceback."""
    todo = verdict.outcome is Outcome.TODO
    return replace(
        verdict,
        problem=raised.message,
        file=file,
        line=raised.line,
        # A stub says which function of which stage it is.
        unwritten=raised.message.removeprefix(f"{verdict.stage}: ") if todo else "",
        waits_for=raised.waits_for,
        kind=raised.kind,
        traceback="" if todo else _with_the_suite(raised.traceback, verdict.stage),
    )


def _with_the_suite(traceback: str, stage: str) -> str:
    """`traceback` with the file that the question stands in, whose name is not shipped."""
    return traceback.replace('"<dynamic-code>"', f'"{display_path(SUITES / f"test_{stage}.py")}"')


def _of_wrong_answer(verdict: Verdict, error: AssertionError, asked: tuple[Input, ...]) -> Verdict:
    """With what the check says of the answer. It points at no place in the learner's file.

    asked: the inputs of the last question, for a check that names none itself.
    """
    if not isinstance(error, Mismatch):
        # pytest adds what the operands of a plain assert were, with their addresses in memory.
        said = str(error).partition("\nassert ")[0]
        said = shorten_message(said)
        left = without_what_is_said(asked, said) if said else ()
        return _asked_at(replace(verdict, problem=said), left)
    verdict = _asked_at(verdict, without_what_is_said(asked, error.what))
    return replace(
        verdict,
        problem=shorten_message(error.what),
        inputs=error.inputs or verdict.inputs,
        expected=error.expected,
        got=error.got,
        table=error.table,
        difference=error.difference.sentence if error.difference else "",
        drawing=error.difference.drawing if error.difference else "",
        steps=error.difference.steps if error.difference else (),
    )
