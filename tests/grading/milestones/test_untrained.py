"""Packages that have learned nothing, or not here, have no point of any milestone that learns.

Asked here of the digits under one seed; PICOGRAD_UNTRAINED_SEEDS=10 in the environment asks it of
all of them under ten.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grading.course.manifest import load_course
from grading.grade import GradingRequest, run_milestone
from grading.milestones.base import MilestoneResult
from grading.paths import PACKAGE, SOLUTIONS
from grading.submission.submission import take_in
from tests.grading.milestones.untrained import UNTRAINED

SEEDS = int(os.environ.get("PICOGRAD_UNTRAINED_SEEDS", "0"))
LEARNING = ("moons", "digits", "mnist", "dreams", "adversarial", "names")

# (seed, milestone): one of the fast ones here, all on request.
ASKED = [(seed, name) for seed in range(1, SEEDS + 1) for name in LEARNING] or [(1, "digits")]


def handed_in(folder: Path, files: dict[str, str]) -> Path:
    """A folder with the reference's package, in which these files are others."""
    package = folder / PACKAGE
    package.mkdir(parents=True)
    for file in (SOLUTIONS / PACKAGE).glob("*.py"):
        text = files.get(file.stem) or file.read_text(encoding="utf-8")
        (package / file.name).write_text(text, encoding="utf-8")
    return folder


def result_of(milestone: str, folder: Path, seed: int, minutes: float = 0.02) -> MilestoneResult:
    """minutes: of learning MNIST."""
    course = load_course()
    (wanted,) = (m for m in course.milestones if m.id == milestone)
    request = GradingRequest((), seed=seed, minutes=minutes)
    return run_milestone(wanted, take_in(folder, course), course, request)


@pytest.mark.parametrize(("seed", "milestone"), ASKED)
@pytest.mark.parametrize("kind", list(UNTRAINED))
def test_what_has_not_learned_reaches_nothing(
    kind: str, seed: int, milestone: str, tmp_path: Path
) -> None:
    """Neither weights from elsewhere nor answers without weights, nor a clock that is slow."""
    result = result_of(milestone, handed_in(tmp_path, UNTRAINED[kind]()), seed)
    assert not result.passed
    assert result.message
