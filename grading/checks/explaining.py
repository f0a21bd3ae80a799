"""From the checks of a stage to what explains the failing ones: mistakes, places, slips."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from grading.checks.naming import name_mistakes
from grading.checks.placing import Call, place_failures, worker_for
from grading.checks.slipping import tell_slips
from grading.checks.verdict import Outcome, Verdict
from grading.course.manifest import Course, Stage
from grading.errors import CouldNotGrade
from grading.learner.isolation import Isolation
from grading.learner.package import Package
from grading.learner.runner import Question
from grading.learner.shipping import can_ship

_WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)


@dataclass(frozen=True)
class DecidedCheck:
    """call: how to call the check again; None where it never was called."""

    verdict: Verdict
    questions: Sequence[Question]
    call: Call | None


def diagnose_stage(
    stage: Stage,
    course: Course,
    package: Package,
    isolation: Callable[[], Isolation],
    seed: int | None,
    checks: Sequence[DecidedCheck],
    deadline: float = math.inf,
) -> list[Verdict]:
    """The verdicts on a stage's checks, in the order of the suite, with what explains them.

    package: as the stage was judged in. isolation: of the worker in which functions are
    exchanged; asked only where there is something to be placed. deadline: on the monotonic clock;
    the learner's code is asked nothing later.
    """
    verdicts = [check.verdict for check in checks]
    if not any(verdict.outcome in _WRONG for verdict in verdicts):
        return verdicts
    asked = [(check.verdict, check.questions) for check in checks]
    named = name_mistakes(stage.id, course.stage_ids, asked, seed)
    calls = [check.call for check in checks if check.call is not None]
    placed = named
    if len(calls) == len(named) and can_ship():
        # All verdicts are given: another worker, which the reference's functions may come into.
        with (
            suppress(CouldNotGrade),
            worker_for(package, isolation(), course.seconds_per_check, deadline) as worker,
        ):
            called = list(zip(named, calls, strict=True))
            placed = place_failures(stage.id, package, worker, seed, called)
    return tell_slips(stage.id, package.sources[stage.id], placed)
