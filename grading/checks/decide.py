"""From what a check raised to its verdict."""

from __future__ import annotations

from dataclasses import replace

from grading.checks.asked_inputs import inputs_of
from grading.checks.assertions import Mismatch
from grading.checks.clock import is_timeout
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import shorten_message
from grading.learner.hang import Hang, HangKind
from grading.learner.runner import ImportFailedEarlier, TimedOut, WorkerDied
from grading.worker.error_report import RaisedError
from grading.worker.wire import Malformed, NotPlain

# What a check raises over a wrong answer; anything else it raises is a surprise to it.
_WRONG_ANSWERS = (AssertionError, NotPlain, Malformed)


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
    hang = learner.runner.hang_of(error) if learner and error else None
    outcome = _outcome(error, raised)
    verdict = Verdict(
        stage=stage,
        check=check,
        claim=claim,
        outcome=outcome,
        printed=learner.runner.printed if learner else "",
    )
    if error is None:
        return verdict
    if outcome is Outcome.TIMEOUT:
        return _of_hang(verdict, hang, raised, file)
    if raised is not None:
        return _of_raised(verdict, raised, file)
    if isinstance(error, AssertionError):
        asked = inputs_of(learner.questions[-1]) if learner and learner.questions else ()
        return _of_wrong_answer(verdict, error, asked)
    unexpected = outcome is Outcome.FAILED and not isinstance(error, _WRONG_ANSWERS)
    return replace(
        verdict,
        problem=shorten_message(str(error)),
        file=file,
        kind=type(error).__name__ if unexpected else "",
        unexpected=unexpected,
    )


def _outcome(error: BaseException | None, raised: RaisedError | None) -> Outcome:
    if error is None:
        return Outcome.PASSED
    if isinstance(error, (ImportFailedEarlier, Blocked)):
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
        problem=shorten_message(_describe_hang(hang)) if hang else "",
        file=file,
        line=line,
        traceback=raised.traceback if raised else "",
    )


def _describe_hang(hang: Hang) -> str:
    """Where it hung, as the samples of the stack have it."""
    where = f"in {hang.function}" if hang.function else "while the file is imported"
    lines = f"line {hang.first}" if hang.first == hang.last else f"lines {hang.first}-{hang.last}"
    what = {
        HangKind.LOOP: f"the loop in {lines} did not end",
        HangKind.RECURSION: f"{hang.function or 'it'} calls itself over and over",
        HangKind.LINES: f"{lines} did not end",
    }[hang.kind]
    seen = [f"{name} stayed {text}" for name, text in hang.still]
    seen += [f"{', '.join(hang.changing)} kept changing"] if hang.changing else []
    variables = f" ({'; '.join(seen)})" if seen else ""
    return f"{where}: no answer in time: {what}{variables}"


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
        traceback="" if todo else raised.traceback,
    )


def _of_wrong_answer(
    verdict: Verdict, error: AssertionError, asked: tuple[tuple[str, str], ...]
) -> Verdict:
    """With what the check says of the answer. It points at no place in the learner's file.

    asked: the inputs of the last question, for a check that names none itself.
    """
    if not isinstance(error, Mismatch):
        # pytest adds what the operands of a plain assert were, with their addresses in memory.
        said = str(error).partition("\nassert ")[0]
        return replace(verdict, problem=shorten_message(said), inputs=asked if said else ())
    return replace(
        verdict,
        problem=shorten_message(error.what),
        inputs=error.inputs or asked,
        expected=error.expected,
        got=error.got,
        table=error.table,
        difference=error.difference.sentence if error.difference else "",
        drawing=error.difference.drawing if error.difference else "",
    )
