"""From the failing checks of a stage to the mistakes that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grading.checks.verdict import NamedMistake, Outcome, Verdict
from grading.diagnosis.asked_replies import AskedCheck
from grading.diagnosis.naming import diagnose
from grading.learner.runner import Question
from grading.mistakes.catalogue import Mistake

_WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)


def name_mistakes(
    stage: str,
    stages: Sequence[str],
    checks: Sequence[tuple[Verdict, Sequence[Question]]],
    seed: int | None,
) -> list[Verdict]:
    """The verdicts on a stage's checks, with the mistakes that explain the failing ones.

    checks: in the order of the suite. seed: of the numbers that were asked; None for the
    published ones.
    """
    asked = [
        (v, AskedCheck(v.check, tuple(questions), v.outcome is Outcome.TIMEOUT))
        for v, questions in checks
        if questions
    ]
    failing = [check for verdict, check in asked if verdict.outcome in _WRONG]
    passed = [check for verdict, check in asked if verdict.outcome is Outcome.PASSED]
    found = diagnose(stage, stages, failing, passed, published=seed is None)
    return [_with_mistake(verdict, found.get(verdict.check)) for verdict, _ in checks]


def _with_mistake(verdict: Verdict, mistake: Mistake | None) -> Verdict:
    if mistake is None:
        return verdict
    named = NamedMistake(mistake.id, mistake.sentence, mistake.where)
    return replace(verdict, mistakes=(named,))
