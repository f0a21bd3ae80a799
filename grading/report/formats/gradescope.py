"""The report as Gradescope's `results.json`: one test for each stage and each milestone.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from typing import Any

from grading.report.formats.plain_text import encode_json, explain_refusal
from grading.report.formats.rows import Row, make_rows, rejected_row, render_heading
from grading.report.report import Report

# Everything is shown as it stands; no character in it is markup.
_PLAIN = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}


def render(report: Report) -> bytes:
    """The report as JSON. Its max_scores add up to the points of the assignment."""
    rows = make_rows(report)
    return encode_json(
        {
            "score": report.score,
            "output": render_heading(report),
            **_PLAIN,
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "extra_data": {
                "isolation": report.isolation and report.isolation.means,
                "sha256": {file.stage: file.sha256 for file in report.submission.files},
            },
            "tests": [_test(str(number), row) for number, row in enumerate(rows, start=1)],
        }
    )


def render_refusal(sentence: str) -> bytes:
    """Without a score and without tests, Gradescope records no score: the run has failed."""
    why = explain_refusal(sentence)
    return encode_json({"output": why, **_PLAIN, "extra_data": {"could_not_grade": why}})


def render_rejection(sentence: str, possible: int) -> bytes:
    """No points, and one failed test that says why."""
    row = rejected_row(sentence, possible)
    return encode_json(
        {
            "score": 0,
            "output": row.text,
            **_PLAIN,
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [_test("1", row)],
        }
    )


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
