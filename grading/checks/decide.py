"""From what a check raised to its verdict."""

from __future__ import annotations

from grading.checks.assertions import Mismatch
from grading.checks.clock import is_timeout
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
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
    printed = learner.runner.printed if learner else ""
    outcome = _outcome(error, raised)
    return Verdict(
        stage=stage,
        check=check,
        claim=claim,
        outcome=outcome,
        message=_message(outcome, error, raised, file),
        expected=error.expected if isinstance(error, Mismatch) else None,
        got=error.got if isinstance(error, Mismatch) else None,
        traceback=raised.traceback if raised and outcome is not Outcome.TODO else "",
        line=raised.line if raised else None,
        printed=printed,
        drawing=error.drawing if isinstance(error, Mismatch) else "",
        unexpected=outcome is Outcome.FAILED and not isinstance(error, _WRONG_ANSWERS),
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


def _message(
    outcome: Outcome, error: BaseException | None, raised: RaisedError | None, file: str
) -> str:
    if error is None:
        return ""
    at = f"{file}, line {raised.line}" if raised and raised.line else file
    if raised and outcome is Outcome.TODO:
        return f"{at}: {raised.message or 'a stub'} is not written yet"
    if raised and raised.waits_for:
        return f"{file}: waits for {raised.waits_for}: {raised.message}"
    if outcome is Outcome.TIMEOUT:
        return f"{at}: no answer in time; an endless loop, or work that grows much too fast?"
    if raised:
        return f"{at}: {raised.kind}: {raised.message}"
    if isinstance(error, AssertionError):
        # pytest adds what the operands of a plain assert were, with their addresses in memory.
        return str(error).partition("\nassert ")[0]
    if isinstance(error, (*_WRONG_ANSWERS, WorkerDied, ImportFailedEarlier, Blocked)):
        return f"{file}: {error}"
    return f"{file}: the answer has an unexpected form ({type(error).__name__}: {error})"
