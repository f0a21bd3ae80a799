"""The one thing to do next."""

from __future__ import annotations

from grading.checks.verdict import Expected, NamedMistake, Outcome, Verdict
from grading.course.manifest import load_course
from grading.report.next_step import find_next_step
from grading.report.report import fold, fold_stages
from grading.submission.submission import Submission, SubmittedFile

SOURCE = b"""class Value:
    def relu(self):
        return 0

    def accumulate(self, grad):
        return 0
"""
SUITE = '''def test_it(learner):
    """relu works."""
    learner.ask(lambda picograd: picograd.value.Value(1.5).relu())
'''


def test_a_named_mistake_says_which_function_to_look_at() -> None:
    """Before any guess from what the check uses, which stands in where no mistake is named."""
    course = load_course()
    submission = Submission("anna", (SubmittedFile("value", "value.py", SOURCE),), (), ())
    mistake = NamedMistake("an-id", "You overwrite.", "Value.accumulate")
    for mistakes, function, line in (((mistake,), "Value.accumulate", 5), ((), "Value.relu", 2)):
        verdict = Verdict(
            "value", "test_it[1]", "relu works.", Outcome.FAILED, "no", mistakes=mistakes
        )
        expected = [Expected(verdict.stage, verdict.check, verdict.claim)]
        stages = fold_stages(course, expected, [verdict], suites={"value": SUITE})
        step = find_next_step(fold(course, submission, stages, {}, milestones_asked=()))
        assert step is not None
        assert (step.function, step.line, step.certain) == (function, line, False)
        assert step.check_at == "tests/stages/test_value.py, line 1"
