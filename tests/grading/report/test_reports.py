"""Reports: what their schema documents, and what they make of what never came."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import jsonschema

from grading.checks.verdict import Expected, Outcome
from grading.course.manifest import load_course
from grading.milestones.base import MilestoneResult
from grading.paths import ROOT
from grading.report.formats.registry import FORMATS
from grading.report.report import Status, fold, fold_stages
from grading.submission.submission import Submission

SCHEMA = json.loads(
    (ROOT / "grading" / "report" / "formats" / "picograd.schema.json").read_text(encoding="utf-8")
)


def graded(run_out: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run_out)
    jsonschema.validate(report, SCHEMA)
    return report


def test_the_schema_documents_every_property() -> None:
    """Whoever reads a report finds a description for everything in it."""
    found = list(properties(SCHEMA))
    assert len(found) > 30
    assert [name for name, schema in found if not schema.get("description")] == []
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in schema.get("properties", {}).items():
        yield name, inner
        yield from properties(inner)
    yield from properties(schema["items"]) if "items" in schema else ()


def test_a_stage_that_was_not_begun_is_neither_passed_nor_missing() -> None:
    """Its checks are counted and no check of it is reported."""
    course = load_course()
    first, second = course.stages[:2]
    expected = [Expected(stage.id, "test_it", "It works.") for stage in (first, second)]
    report = fold(
        course,
        Submission("here", (), course.stage_ids, ()),
        fold_stages(course, expected, [], not_begun={second.id}),
        {},
        milestones_asked=(),
    )
    lost, later = report.stages[:2]
    assert [check.outcome for check in lost.checks] == [Outcome.MISSING]
    assert (lost.status, lost.total) == (Status.UNFINISHED, 1)
    assert (later.status, later.checks, later.total) == (Status.NOT_RUN, (), 1)


def test_any_figure_and_any_text_fits_into_json() -> None:
    """NaN becomes null, and what cannot be encoded is escaped."""
    course = load_course()
    milestone = course.milestones[0]
    figures = {"a": math.nan, "b": [1, {"c": math.inf}], "d": ROOT, "e": "\ud800"}
    result = MilestoneResult(milestone.id, False, 1.5, figures, "\x00")
    report = fold(
        course,
        Submission("here", (), course.stage_ids, ()),
        fold_stages(course, [], []),
        {milestone.id: result},
        milestones_asked={milestone.id},
    )
    stored = graded(FORMATS["json"].render(report).decode("ascii"))["milestones"][0]
    assert stored["figures"] == {"a": None, "b": [1, {"c": None}], "d": str(ROOT), "e": "\ud800"}
    assert stored["status"] == "failed"
