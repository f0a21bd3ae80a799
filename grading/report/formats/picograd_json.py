"""The report as JSON, in the form that `grading/report/formats/picograd.schema.json` documents."""

from __future__ import annotations

import json
import math
from typing import Any

from grading.checks.verdict import Verdict
from grading.report.report import SCHEMA, MilestoneReport, Report, StageReport


def json_text(report: Report) -> bytes:
    """The report as JSON text, in ASCII so that any console and file can hold it."""
    return (json.dumps(json_report(report), indent=2, allow_nan=False) + "\n").encode("ascii")


def json_report(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": SCHEMA,
        "score": report.score,
        "max_score": report.max_score,
        "seed": report.seed,
        "isolation": _isolation(report),
        "submission": {
            "path": report.submission.path,
            "files": [{"path": f.path, "sha256": f.sha256} for f in report.submission.files],
        },
        "stages": [_stage(entry) for entry in report.stages],
        "milestones": [_milestone(entry) for entry in report.milestones],
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
        "checks": [
            {
                "id": check.id,
                "claim": check.claim,
                "outcome": check.outcome.value,
                "message": check.message,
                "expected": check.expected,
                "got": check.got,
                "mistake": _mistake(check),
            }
            for check in entry.checks
        ],
    }


def _mistake(check: Verdict) -> dict[str, str] | None:
    """The likeliest of those that the answer matches."""
    if not check.mistakes:
        return None
    return {"id": check.mistakes[0].id, "sentence": check.mistakes[0].sentence}


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
