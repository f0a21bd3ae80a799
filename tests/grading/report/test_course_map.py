"""The map of the course, at the widths of a terminal."""

from __future__ import annotations

import pytest

from grading.checks.verdict import Expected, Outcome, Verdict
from grading.course.manifest import load_course
from grading.milestones.base import MilestoneResult
from grading.report.report import Report, fold, fold_stages
from grading.report.screen.course_map import render_map_for
from grading.report.screen.praise import praise_story
from grading.report.screen.words import Screen
from grading.submission.submission import Submission


def untouched() -> Report:
    course = load_course()
    expected = [Expected(s.id, f"test_{n}", "It works.") for s in course.stages for n in range(54)]
    stages = fold_stages(course, expected, [])
    submission = Submission("anna", (), (), ())
    return fold(course, submission, stages, {}, milestones_asked={m.id for m in course.milestones})


def gone(stages: int, milestones: int) -> Report:
    """The report on a learner whose first stages and milestones pass."""
    course = load_course()
    expected = [Expected(stage.id, "test_it", "It works.") for stage in course.stages]
    outcomes = [Outcome.PASSED] * stages + [Outcome.TODO] * (len(course.stages) - stages)
    verdicts = [
        Verdict(e.stage, e.check, e.claim, outcome)
        for e, outcome in zip(expected, outcomes, strict=True)
    ]
    reached = [milestone.id for milestone in course.milestones[:milestones]]
    results = {name: MilestoneResult(name, True, 1.0, {"figure": 1}) for name in reached}
    submission = Submission("anna", (), (), ())
    return fold(
        course,
        submission,
        fold_stages(course, expected, verdicts),
        results,
        milestones_asked={milestone.id for milestone in course.milestones},
    )


def shown(report: Report) -> list[str]:
    return render_map_for(Screen(80))(report).plain.splitlines()


STOP = "Here the goal of the story is met: you can stop, or go on."
MET = "You have met the goal of the story. You can stop, or go on."


@pytest.mark.parametrize(
    ("stages", "milestones", "line"),
    [(0, 0, STOP), (10, 4, STOP), (11, 5, STOP), (11, 6, MET), (12, 6, MET)],
)
def test_the_map_shows_where_the_story_ends(stages: int, milestones: int, line: str) -> None:
    """Between parts IV and V a line says that one can stop, or that one has come there."""
    lines = shown(gone(stages, milestones))
    place = lines.index(line)
    assert lines[place - 2].startswith("  * adversarial")
    assert lines[place - 1] == lines[place + 1] == ""
    assert lines[place + 2] == "V. Words"
    assert {STOP, MET} & {*lines} == {line}


@pytest.mark.parametrize(
    ("stages", "milestones", "told"), [(11, 5, False), (11, 6, True), (12, 6, False)]
)
def test_the_goals_are_told_where_the_story_ends(stages: int, milestones: int, told: bool) -> None:
    """Each with its figure, once all before is passed, and until the learner goes on."""
    report = gone(stages, milestones)
    lines = [line.plain.strip() for line in praise_story(report)]
    goals = [milestone.goal for milestone in load_course().milestones[:6]]
    assert [line for line in lines if line in goals] == goals * told
    assert ("The goal of the story is met." in lines) is told
    assert sum(line.startswith("yours: ") for line in lines) == 6 * told


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
