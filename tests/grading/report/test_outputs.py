"""Every output prints the parts of a verdict as they are; none takes a text apart again."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest

from grading.checks.plugin import write_failure
from grading.checks.verdict import Expected, NamedMistake, Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.course.manifest import load_course
from grading.report.formats.registry import FORMATS
from grading.report.formats.rows import tell_check
from grading.report.report import Report, fold, fold_stages
from grading.report.screen.failure import describe_failure, render_stage
from grading.report.screen.next_lines import render_next_step
from grading.report.screen.summary import render_summary
from grading.submission.submission import Submission, SubmittedFile

# Texts that look like the sentences which are made of them.
LOOKALIKES = {
    "the question ends in two answers": Verdict(
        "value", "test_it", "It works.", Outcome.FAILED, "f: expected 1, got 2", (), "1", "2"
    ),
    "the answers hold a comparison": Verdict(
        "value",
        "test_it",
        "It works.",
        Outcome.FAILED,
        "f",
        (("x", "1: expected 2, got 3"),),
        "a: expected b\nassert c, got d",
        ", got e: expected\nf",
        difference="first: expected 1,\nsecond",
        drawing="+\n`-- a",
    ),
    "an error reads like a place": Verdict(
        "value",
        "test_it",
        "It works.",
        Outcome.ERROR,
        "line 3: value: g: expected 1, got 2",
        kind="KeyError",
        file="value.py",
        line=3,
        mistakes=(NamedMistake("an-id", "One (sentence): expected 1, got 2"),),
    ),
    "a stub reads like a place": Verdict(
        "value",
        "test_it",
        "It works.",
        Outcome.TODO,
        "value: line 3: value: g",
        file="value.py",
        line=3,
        unwritten="line 3: value: g",
    ),
}


def folded(verdict: Verdict) -> Report:
    course = load_course()
    expected = [Expected(verdict.stage, verdict.check, verdict.claim)]
    submission = Submission("anna", (SubmittedFile("value", "value.py", b""),), (), ())
    stages = fold_stages(course, expected, [verdict])
    return fold(course, submission, stages, {}, milestones_asked=())


def flat(text: str) -> str:
    """Without the indentation and the line breaks of a screen."""
    return re.sub(r"\s+", " ", text).strip()


def assert_in_order(text: str, *parts: str | None) -> None:
    rest = flat(text)
    for part in map(flat, filter(None, parts)):
        assert part in rest
        rest = rest.partition(part)[2]


@pytest.mark.parametrize("name", LOOKALIKES)
def test_pytest_and_the_formats_print_the_parts(name: str) -> None:
    """The whole message, or the problem with both answers beside it; then where, then why."""
    verdict = LOOKALIKES[name]
    said, report = describe_verdict(verdict), folded(verdict)
    mistakes = [mistake.text for mistake in said.mistakes]
    ending = (said.difference, said.drawing, *mistakes)
    assert_in_order(write_failure(verdict), said.claim, said.message, *ending)
    row = tell_check(verdict)
    assert_in_order(row, said.claim, said.problem, said.expected, said.got, said.difference)
    assert flat(row).startswith(flat(f"{said.claim} {said.problem}"))
    [check] = json.loads(FORMATS["json"].render(report))["stages"][0]["checks"]
    assert (check["message"], check["expected"], check["got"]) == (
        said.message,
        said.expected,
        said.got,
    )
    [test] = json.loads(FORMATS["exercism"].render(report))["tests"]
    assert test["message"] == row
    for form in ("gradescope", "classroom50", "prairielearn"):
        output = json.loads(FORMATS[form].render(report))["tests"][0]["output"]
        assert (said.message if verdict.outcome is Outcome.TODO else row) in output
    [problem] = ET.fromstring(FORMATS["junit"].render(report)).iter(
        "failure" if verdict.outcome in (Outcome.FAILED, Outcome.TODO) else "error"
    )
    assert problem.get("message") == said.message
    assert_in_order(problem.text or "", said.claim, said.message, said.expected, said.got, *ending)


@pytest.mark.parametrize("name", LOOKALIKES)
def test_the_screens_print_the_parts(name: str) -> None:
    """What is not written is named beside its line, everything else with its place."""
    verdict = LOOKALIKES[name]
    said, report = describe_verdict(verdict), folded(verdict)
    problem = said.unwritten or said.problem
    lines = describe_failure(verdict)
    assert lines[1].plain.strip().rstrip(".") == problem
    parts = (problem, said.expected, said.got, said.difference, said.drawing)
    sentences = [mistake.sentence for mistake in said.mistakes]
    for text in (
        "\n".join(line.plain for line in lines),
        render_next_step(report).plain,
    ):
        assert_in_order(text, said.claim, *parts, *sentences)
    stage = render_stage(report.stages[0]).plain
    if verdict.outcome is Outcome.TODO:
        assert f"{said.unwritten} (line {verdict.line}); 1 check of it\n" in stage
    else:
        assert_in_order(stage, said.claim, *parts, *sentences)
        assert f"{verdict.check}: {said.headline}\n" in render_summary(report).plain
