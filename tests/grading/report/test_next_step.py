"""The one thing to do next."""

from __future__ import annotations

from dataclasses import replace

from grading.checks.verdict import Expected, NamedMistake, Outcome, Verdict
from grading.course.manifest import load_course
from grading.report.next_step import find_next_step
from grading.report.report import fold, fold_stages
from grading.report.screen.next_lines import render_next_step
from grading.submission.submission import Submission, SubmittedFile

SOURCE = b"""class Value:
    def relu(self):
        return 0

    def accumulate(self, grad):
        return 0
"""
PAIR = "one of Value.relu, Value.accumulate"
SUITE = '''def test_it(learner):
    """relu works."""
    learner.ask(lambda picograd: picograd.value.Value(1.5).relu())
'''


def test_the_place_says_which_function_to_look_at() -> None:
    """What exchange found, before what the named mistake says; nothing is guessed."""
    course = load_course()
    submission = Submission("anna", (SubmittedFile("value", "value.py", SOURCE),), (), ())
    mistake = NamedMistake("an-id", "You overwrite.", "Value.accumulate")
    cases = [
        ("", (mistake,), None, ("Value.accumulate", 5, False)),
        ("Value.relu", (mistake,), None, ("Value.relu", 2, True)),
        ("Value.relu", (), 6, ("Value.relu", 2, True)),
        ("Value.accumulate", (), 6, ("Value.accumulate", 6, True)),
        ("one of Value.relu, Value.accumulate", (), None, (PAIR, None, True)),
        ("one of Value.relu, Value.accumulate", (), 6, ("Value.accumulate", 6, True)),
        ("Value.relu and Value.accumulate", (), None, ("Value.relu and Value.accumulate", 2, True)),
        ("Value", (), None, ("Value", 2, True)),
        ("", (), None, (None, None, True)),
    ]
    for place, mistakes, line, found in cases:
        outcome = Outcome.ERROR if line else Outcome.FAILED
        verdict = Verdict(
            "value", "test_it[1]", "relu works.", outcome, "no", line=line, mistakes=mistakes
        )
        verdict = replace(verdict, place=place)
        expected = [Expected(verdict.stage, verdict.check, verdict.claim)]
        stages = fold_stages(course, expected, [verdict], suites={"value": SUITE})
        report = fold(course, submission, stages, {}, milestones_asked=())
        step = find_next_step(report)
        assert step is not None
        assert (step.function, step.line, step.certain) == found
        assert step.check_at == "tests/stages/test_value.py, line 1"
        shown = render_next_step(report).plain.splitlines()[0]
        told = found[0] if step.certain else f"probably {found[0]}"
        assert shown.endswith(f"  ({told})") == (found[0] is not None)


def test_no_line_of_the_next_step_is_wider_than_the_screen() -> None:
    """Of many functions that may be wrong the names stand on a line of their own."""
    names = "one of Value.__truediv__, Value.__rtruediv__, Value.__pow__ and Value.accumulate"
    verdict = Verdict("value", "test_it", "It works.", Outcome.FAILED, "no", place=names)
    submission = Submission("anna", (SubmittedFile("value", "value.py", SOURCE),), (), ())
    course = load_course()
    stages = fold_stages(course, [Expected("value", "test_it", "It works.")], [verdict])
    told = render_next_step(fold(course, submission, stages, {}, milestones_asked=())).plain
    assert " ".join(f"({names})".split()) in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80
