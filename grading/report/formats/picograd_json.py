"""The report as JSON, in the form that `picograd.schema.json` beside this file documents.

What stands in its place where there is none has a schema of its own: `could_not_grade.schema.json`
and `unacceptable.schema.json`.
"""

from __future__ import annotations

import math
from typing import Any

from grading.checks.verdict import Verdict
from grading.checks.wording import Description, describe_verdict
from grading.report.formats.plain_text import encode_json
from grading.report.report import MilestoneReport, Report, StageReport

SCHEMA, REFUSAL_SCHEMA = "picograd/report/v1", "picograd/could-not-grade/v1"
REJECTION_SCHEMA = "picograd/unacceptable/v1"


def render(report: Report) -> bytes:
    """The report as JSON text, in ASCII so that any console and file can hold it."""
    return encode_json(
        {
            "schema": SCHEMA,
            "audience": report.audience.value,
            "score": report.score,
            "max_score": report.possible,
            "seed": report.seed,
            "oracle": _oracle(report),
            "run": _run(report),
            "isolation": _isolation(report),
            "submission": {
                "path": report.submission.path,
                "files": [
                    {"path": f.path, "sha256": f.sha256, "problem": f.problem}
                    for f in report.submission.files
                ],
                "missing": list(report.submission.missing),
                "ignored": list(report.submission.ignored),
            },
            "stages": [_stage(entry) for entry in report.stages],
            "milestones": [_milestone(entry) for entry in report.milestones],
        }
    )


def render_refusal(sentence: str) -> bytes:
    """Known by its schema: there is no report, and no score."""
    return encode_json({"schema": REFUSAL_SCHEMA, "could_not_grade": sentence})


def render_rejection(sentence: str, possible: int) -> bytes:
    """Known by its schema: no code was run, and nothing is earned of the points asked for."""
    return encode_json(
        {"schema": REJECTION_SCHEMA, "score": 0, "max_score": possible, "unacceptable": sentence}
    )


def _oracle(report: Report) -> dict[str, str] | None:
    if report.oracle is None:
        return None
    return {"kind": report.oracle.kind, "version": report.oracle.version}


def _run(report: Report) -> dict[str, Any] | None:
    if report.run is None:
        return None
    return {
        "version": report.run.version,
        "began": report.run.began,
        "seconds": report.run.seconds,
    }


def _isolation(report: Report) -> dict[str, Any] | None:
    if report.isolation is None:
        return None
    return {"level": report.isolation.level, "means": report.isolation.means}


def _stage(entry: StageReport) -> dict[str, Any]:
    return {
        "id": entry.stage.id,
        "title": entry.stage.title,
        "points": entry.points,
        "max_points": entry.stage.points,
        "status": entry.status.value,
        "checks": [_check(check) for check in entry.checks],
    }


def _check(check: Verdict) -> dict[str, Any]:
    said = describe_verdict(check)
    return {
        "id": check.id,
        "claim": said.claim,
        "outcome": check.outcome.value,
        "message": said.message,
        "expected": said.expected,
        "got": said.got,
        "file": check.file,
        "line": check.line,
        "printed": said.printed,
        "place": check.place,
        "slip": said.slip,
        "mistake": _mistake(said),
    }


def _mistake(said: Description) -> dict[str, str] | None:
    """The likeliest of those that the answer matches."""
    if not said.mistakes:
        return None
    return {"id": said.mistakes[0].id, "sentence": said.mistakes[0].sentence}


def _milestone(entry: MilestoneReport) -> dict[str, Any]:
    return {
        "id": entry.milestone.id,
        "title": entry.milestone.title,
        "status": entry.status.value,
        "points": entry.points,
        "max_points": entry.milestone.points,
        "figures": _plain(entry.result.figures) if entry.result else {},
        "seconds": entry.result.seconds if entry.result else None,
        "message": entry.result.message if entry.result else "",
    }


def _plain(figure: Any) -> Any:
    """JSON has no spelling for what is not finite: null."""
    if isinstance(figure, dict):
        return {str(key): _plain(value) for key, value in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [_plain(item) for item in figure]
    if isinstance(figure, float) and not math.isfinite(figure):
        return None
    return figure if figure is None or isinstance(figure, (bool, int, float, str)) else str(figure)
