"""The report as the `results.json` of PrairieLearn's external graders.

The format: https://docs.prairielearn.com/externalGrading/#grading-results
"""

from __future__ import annotations

from typing import Any

from grading.report.formats.plain_text import encode_json, explain_refusal, shorten
from grading.report.formats.rows import Row, make_rows, rejected_row, render_heading
from grading.report.report import Report

# The whole file must stay below 1 MB, and one character can take twelve bytes in JSON.
MAX_OUTPUT = 4000


def render(report: Report) -> bytes:
    """The report as JSON. score: from 0 to 1, of what was asked for."""
    rows = make_rows(report)
    possible = sum(row.possible for row in rows)
    return encode_json(
        {
            "gradable": True,
            "score": round(report.score / possible, 6) if possible else 0.0,
            "message": render_heading(report),
            "tests": [_test(row) for row in rows],
        }
    )


def render_refusal(sentence: str) -> bytes:
    """Not gradable: no points are awarded or lost, and no attempt is used up."""
    why = explain_refusal(sentence)
    return encode_json({"gradable": False, "format_errors": [why], "message": why})


def render_rejection(sentence: str, possible: int) -> bytes:
    """Gradable, without points, and one test that says why."""
    row = rejected_row(sentence, possible)
    return encode_json({"gradable": True, "score": 0.0, "message": row.text, "tests": [_test(row)]})


def _test(row: Row) -> dict[str, Any]:
    return {
        "name": row.title,
        "description": row.summary,
        "points": row.points,
        "max_points": row.possible,
        "message": row.head,
        "output": shorten(row.text, MAX_OUTPUT),
    }
