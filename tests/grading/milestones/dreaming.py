"""What the tests of part IV share: one run of the reference, and submissions that go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grading.course.manifest import Course, load_course
from grading.grade import GradingRequest, run_milestone
from grading.milestones.base import MilestoneResult
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import SOLUTIONS
from grading.submission.submission import Submission, take_in
from tests.grading.conftest import ReferenceRun


@dataclass(frozen=True)
class Dreamt:
    """Both milestones of part IV, run on the reference. folder: where the pictures lie."""

    folder: Path
    dreams: MilestoneResult
    adversarial: MilestoneResult


@pytest.fixture
def dreamt(reference_run: ReferenceRun) -> Dreamt:
    """The run of the reference."""
    return Dreamt(
        reference_run.folder, reference_run.result("dreams"), reference_run.result("adversarial")
    )


def course() -> Course:
    return load_course()


def reference() -> Submission:
    return take_in(SOLUTIONS, course())


def changed(stages: Mapping[str, str]) -> Submission:
    """The reference with the files of some stages exchanged for these texts."""
    files = tuple(
        replace(file, content=stages[file.stage].encode()) if file.stage in stages else file
        for file in reference().files
    )
    return replace(reference(), files=files)


def with_function(stage: str, name: str, code: str) -> str:
    """The reference's file for `stage`, in which a later definition of `name` counts."""
    text = (SOLUTIONS / "picograd" / f"{stage}.py").read_text(encoding="utf-8")
    assert f"def {name}(" in text
    return f"{text}\n\n{code}\n"


def mistaken(stage: str, mistake: str) -> str:
    """The reference's file for `stage` with a mistake of the catalogue in it."""
    text = (SOLUTIONS / "picograd" / f"{stage}.py").read_text(encoding="utf-8")
    (found,) = (m for m in mistakes_of(stage) if m.id == mistake)
    return laid_over(text, found)


def result_of(name: str, submission: Submission, folder: Path) -> MilestoneResult:
    (milestone,) = (m for m in course().milestones if m.id == name)
    return run_milestone(milestone, submission, course(), GradingRequest((), folder))
