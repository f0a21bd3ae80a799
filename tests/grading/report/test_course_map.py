"""The map of the course, at the widths of a terminal."""

from __future__ import annotations

import pytest

from grading.checks.verdict import Expected
from grading.course.manifest import load_course
from grading.report.report import Report, fold, fold_stages
from grading.report.screen.course_map import render_map_for
from grading.report.screen.words import Screen
from grading.submission.submission import Submission


def untouched() -> Report:
    course = load_course()
    expected = [Expected(s.id, f"test_{n}", "It works.") for s in course.stages for n in range(54)]
    stages = fold_stages(course, expected, [])
    submission = Submission("anna", (), (), ())
    return fold(course, submission, stages, {}, milestones_asked={m.id for m in course.milestones})


@pytest.mark.parametrize("width", [80, 100, 120])
def test_every_title_stands_whole_in_a_line_that_fits(width: int) -> None:
    """The bars give way to the titles where there is no room for both."""
    report = untouched()
    lines = render_map_for(Screen(width))(report).plain.splitlines()
    for title in [e.stage.title for e in report.stages] + [
        m.milestone.title for m in report.milestones
    ]:
        assert any(title in line for line in lines), title
    assert max(map(len, lines)) <= width
    assert any("...." in line for line in lines) is (width >= 100)
