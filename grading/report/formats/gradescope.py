"""The report as Gradescope's `results.json`: one test for each stage and each milestone.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from typing import Any

from grading.report.formats.rows import Row, overview, rows
from grading.report.report import Report

# Everything is shown as it stands; no character in it is markup.
_PLAIN = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}


def gradescope(report: Report) -> dict[str, Any]:
    """The report as plain data. Its max_scores add up to the points of the assignment."""
    return {
        "score": report.score,
        "output": overview(report),
        **_PLAIN,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "seed": report.seed,
            "isolation": report.isolation and report.isolation.means,
            "sha256": {file.stage: file.sha256 for file in report.submission.files},
        },
        "tests": [_test(str(number), row) for number, row in enumerate(rows(report), start=1)],
    }


def could_not_grade(sentence: str) -> dict[str, Any]:
    """Without a score and without tests, Gradescope records no score: the run has failed."""
    return {"output": sentence, **_PLAIN, "extra_data": {"could_not_grade": sentence}}


def _test(number: str, row: Row) -> dict[str, Any]:
    return {
        "number": number,
        "name": row.title,
        "score": row.points,
        "max_score": row.possible,
        "status": "passed" if row.passed else "failed",
        "output": row.text,
        "output_format": "text",
    }
