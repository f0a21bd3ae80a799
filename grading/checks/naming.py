"""From the failing checks of a stage to the mistakes that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grading.checks.verdict import NamedMistake, Outcome, Verdict
from grading.diagnosis.naming import FailingCheck, diagnose
from grading.learner.runner import Question

_WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)


def name_mistakes(
    stage: str, stages: Sequence[str], checks: Sequence[tuple[Verdict, Sequence[Question]]]
) -> list[Verdict]:
    """The verdicts on a stage's checks, with the mistakes that explain the failing ones."""
    failing = [
        FailingCheck(v.check, tuple(questions), v.outcome is Outcome.TIMEOUT)
        for v, questions in checks
        if v.outcome in _WRONG and questions
    ]
    found = diagnose(stage, stages, failing)
    return [
        replace(
            verdict,
            mistakes=tuple(
                NamedMistake(mistake.id, mistake.sentence, mistake.where)
                for mistake in found.get(verdict.check, ())
            ),
        )
        for verdict, _ in checks
    ]
