"""The report as the `results.json` of PrairieLearn's external graders.

The format: https://docs.prairielearn.com/externalGrading/#grading-results
"""

from __future__ import annotations

from typing import Any

from grading.report.formats.rows import Row, overview, rows, shortened
from grading.report.report import Report

# The whole file must stay below 1 MB, and one character can take twelve bytes in JSON.
MAX_OUTPUT = 4000


def prairielearn(report: Report) -> dict[str, Any]:
    """The report as plain data. score: from 0 to 1, of what was asked for."""
    asked = rows(report)
    possible = sum(row.possible for row in asked)
    return {
        "gradable": True,
        "score": round(report.score / possible, 6) if possible else 0.0,
        "message": overview(report),
        "tests": [_test(row) for row in asked],
    }


def could_not_grade(sentence: str) -> dict[str, Any]:
    """Not gradable: no points are awarded or lost, and no attempt is used up."""
    return {"gradable": False, "format_errors": [sentence], "message": sentence}


def _test(row: Row) -> dict[str, Any]:
    return {
        "name": row.title,
        "description": row.summary,
        "points": row.points,
        "max_points": row.possible,
        "message": row.head,
        "output": shortened(row.text, MAX_OUTPUT),
    }
