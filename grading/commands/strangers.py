"""Whose code is graded, and what a stranger's asks of the isolation."""

from __future__ import annotations

from pathlib import Path

from grading.errors import CouldNotGrade
from grading.grade import GradingRequest, require_answers, settle
from grading.paths import EXERCISES, SOLUTIONS


def is_own(path: Path) -> bool:
    """Whether it is the learner's own folder, or the reference, and no stranger's."""
    return any(path.resolve().is_relative_to(own) for own in (EXERCISES, SOLUTIONS))


def settle_for_stranger(request: GradingRequest, foreign: bool) -> GradingRequest:
    """`request` with its isolation chosen. CouldNotGrade as `settle` has it."""
    require_answers(request)  # no level of isolation helps with that
    try:
        return settle(request)
    except CouldNotGrade as error:
        if not foreign:
            raise
        raise CouldNotGrade(
            f"{error}; or say `--isolation 1` (or 0), if this code may read and write what you can"
        ) from error
