"""What is said at the end of the course, and how a milestone tells its figures."""

from __future__ import annotations

from typing import Any

from grading.checks.verdict import Expected, Outcome, Verdict
from grading.course.manifest import load_course
from grading.milestones.base import MilestoneResult
from grading.report.report import Report, fold, fold_stages
from grading.report.screen.next_lines import render_next_step
from grading.report.screen.praise import tell_figures
from grading.report.screen.summary import describe_result
from grading.submission.submission import Submission

FIGURES: dict[str, dict[str, Any]] = {
    "engine": {"expressions checked": 100, "expressions right": 100},
    "moons": {"accuracy, seed 0": 0.995, "accuracy, seed 1": 1.0, "epochs, seed 0": 9},
    "digits": {"accuracy": 0.9666, "unseen digits": 359},
    "mnist": {"accuracy": 0.951, "stars": 2, "test images": 2000},
    "dreams": {"accuracy on unseen digits": 0.97, "composites read rightly": 9},
    "adversarial": {"targets reached": 19, "digits altered": 20, "mean change of a pixel": 0.8},
    "names": {"nats a letter": 2.2814, "table of letter pairs": 2.4541, "stars": 1},
}


def finished(figures: dict[str, dict[str, Any]]) -> Report:
    """The report on a course in which everything passes."""
    course = load_course()
    expected = [Expected(stage.id, "test_it", "It works.") for stage in course.stages]
    verdicts = [Verdict(e.stage, e.check, e.claim, Outcome.PASSED) for e in expected]
    results = {m: MilestoneResult(m, True, 1.0, told) for m, told in figures.items()}
    stages = fold_stages(course, expected, verdicts)
    submission = Submission("anna", (), (), ())
    return fold(course, submission, stages, results, milestones_asked=set(results))


def test_the_end_tells_the_goals_of_the_story_with_the_learners_figures() -> None:
    """Every goal, its figure under it, then the page and the gallery, in 80 columns."""
    lines = render_next_step(finished(FIGURES)).plain.splitlines()
    assert lines[0] == "All stages and milestones pass."
    assert "picograd solution --one-page" in lines[-2]
    assert "picograd gallery" in lines[-1]
    assert max(map(len, lines)) <= 80
    told = dict(zip(lines[4:-3:3], lines[5:-3:3], strict=True))
    assert [goal.strip() for goal in told] == [m.goal for m in load_course().milestones]
    assert list(told.values()) == [
        "    yours: 100 of 100 random expressions agree, value and every gradient",
        "    yours: 99.5 %, 100 % of the points it had never seen",
        "    yours: 96.6 % of 359 that it had never seen",
        "    yours: 95.1 % of 2,000 test images, 2 stars",
        "    yours: 9 of 10 composites are read as their digit",
        "    yours: 19 of 20, with pixels that change by 5 % of the gray scale",
        "    yours: 2.28 nats a letter, a table of letter pairs 2.45, 1 star",
    ]


def test_figures_of_an_older_course_are_told_by_the_first_of_them() -> None:
    """What was remembered under other names, or written over, ends nothing."""
    assert tell_figures(MilestoneResult("mnist", True, 1.0, {"accuracy": 0.9})) == "accuracy: 90 %"
    odd = {"accuracy": "none", "stars": 1, "test images": 3}
    assert tell_figures(MilestoneResult("mnist", True, 1.0, odd)) == "accuracy: none"
    assert tell_figures(MilestoneResult("other", True, 1.0, {"mean": 2})) == "mean: 2"


def test_long_figures_of_a_milestone_are_wrapped() -> None:
    """At 80 columns, the further lines indented."""
    sure = {"sure of 0 to 9, from black": [0.999] * 10}
    lines = describe_result(MilestoneResult("dreams", True, 1.0, sure))[0].plain.splitlines()
    assert len(lines) == 2
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("  sure of")
    assert lines[1].startswith("    99.9 %")
