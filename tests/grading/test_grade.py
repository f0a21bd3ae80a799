"""From a request to its report: what is settled once and handed down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grading.course.manifest import load_course
from grading.errors import CouldNotGrade
from grading.grade import GradingRequest, grade, settle, whole_learner
from grading.learner.choose import NONE
from grading.learner.isolation import Isolation
from grading.paths import ROOT, SOLUTIONS
from grading.submission.submission import take_in

NOWHERE = Isolation(0, "a fence of straw", wrapper=("/no/such/fence",))


def test_the_isolation_is_settled_as_asked_and_then_stays() -> None:
    """The level asked for, or a sentence why not; what is settled is not chosen again."""
    settled = settle(GradingRequest((), level="none"))
    assert settled.isolation == NONE
    chosen_elsewhere = replace(settled, isolation=NOWHERE, required=3)
    assert settle(chosen_elsewhere) == chosen_elsewhere
    with pytest.raises(CouldNotGrade, match="isolation 2 is required"):
        settle(GradingRequest((), level="none", required=2))


def test_a_report_is_made_at_the_level_that_was_asked_for() -> None:
    """The checks, and the report that tells of them."""
    course = load_course()
    submission = take_in(SOLUTIONS, course)
    asked = GradingRequest((course.stage("losses"),), milestones=False, level="none")
    assert grade(submission, course, asked).isolation == NONE
    with pytest.raises(CouldNotGrade):
        grade(submission, course, replace(asked, isolation=NOWHERE))


def test_the_whole_package_is_locked_in_as_the_stages_are() -> None:
    """What milestones and the gallery run is locked in as the request says."""
    course = load_course()
    asked = GradingRequest((), isolation=NOWHERE)
    with (
        whole_learner(take_in(SOLUTIONS, course), course, asked) as learner,
        pytest.raises(CouldNotGrade, match="/no/such/fence"),
    ):
        learner.run(lambda picograd: 1.0, [])


def test_nobody_else_chooses_an_isolation() -> None:
    """For a submission grade.py chooses; the others run the learner's own code besides."""
    found = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "grading").rglob("*.py")
        if "choose_isolation" in file.read_text(encoding="utf-8")
    }
    assert found == {
        "grading/checks/plugin.py",  # pytest's own run, for the worker that places failures
        "grading/companion/own_product.py",
        "grading/grade.py",
        "grading/learner/choose.py",
    }
