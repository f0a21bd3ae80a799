"""What is right passes every milestone that learns, however fast it is and whatever its style.

Asked here of the digits under one seed; PICOGRAD_HONEST_SEEDS=10 in the environment asks it of
all of them under ten.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grading.checks.judge import judge
from grading.checks.verdict import Outcome
from grading.course.manifest import load_course
from grading.learner.choose import choose_isolation
from grading.submission.submission import take_in
from tests.grading.milestones.honest import HONEST
from tests.grading.milestones.test_untrained import LEARNING, handed_in, result_of

SEEDS = int(os.environ.get("PICOGRAD_HONEST_SEEDS", "0"))
ASKED = [(seed, name) for seed in range(1, SEEDS + 1) for name in LEARNING] or [(1, "digits")]
# Of learning MNIST, a quarter of what everybody has; three loops need their minute.
MINUTES = {"naive_product": 1.0}


@pytest.mark.parametrize("kind", list(HONEST))
def test_it_is_right(kind: str, tmp_path: Path) -> None:
    """The checks of all that is written otherwise pass, so that it may be called honest."""
    course, files = load_course(), HONEST[kind]()
    stages = [course.stage(stage) for stage in files] or [course.stage("optim")]
    submission = take_in(handed_in(tmp_path, files), course)
    judgement = judge(submission, course, stages, seed=1, isolation=choose_isolation("none"))
    wrong = [v.id for v in judgement.verdicts if v.outcome is not Outcome.PASSED]
    assert wrong == []


@pytest.mark.parametrize(("seed", "milestone"), ASKED)
@pytest.mark.parametrize("kind", list(HONEST))
def test_what_has_learned_passes(kind: str, seed: int, milestone: str, tmp_path: Path) -> None:
    """By its own gradients, which are PyTorch's up to the order of sums."""
    files = handed_in(tmp_path, HONEST[kind]())
    result = result_of(milestone, files, seed, minutes=MINUTES.get(kind, 0.25))
    assert result.passed, result.message
