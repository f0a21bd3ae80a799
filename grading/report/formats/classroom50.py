"""The report as Classroom 50's `result.json`, `classroom50/result/v1`, in whole points.

The format: https://github.com/foundation50/classroom50/wiki/Advanced-Autograding
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grading.report.formats.plain_text import encode_json, shorten
from grading.report.formats.rows import Row, make_rows, rejected_row
from grading.report.report import Report

SCHEMA = "classroom50/result/v1"
MAX_OUTPUT = 2000  # what its own runner keeps of an output

# Who handed in what, as its runner tells an autograder; the runner checks it again.
_TOLD = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


def render_for(environment: Mapping[str, str]) -> Callable[[Report], bytes]:
    """The renderer of a report. environment: the variables of Classroom 50's runner."""

    def render(report: Report) -> bytes:
        rows = make_rows(report)
        tests = [_test(row, points) for row, points in zip(rows, round_points(rows), strict=True)]
        return encode_json(_result(environment, tests))

    return render


def render_refusal_for(environment: Mapping[str, str]) -> Callable[[str], bytes]:
    """The renderer of a refusal: 0 of 0 points, as its own runner writes where grading breaks
    off. environment: as for `render_for`.
    """

    def render_refusal(sentence: str) -> bytes:
        name = shorten(f"could not grade: {' '.join(sentence.split())}", 200)
        test = {"test-name": name, "passed": False, "score": 0, "max-score": 0, "output": sentence}
        return encode_json(_result(environment, [test]))

    return render_refusal


def render_rejection_for(environment: Mapping[str, str]) -> Callable[[str, int], bytes]:
    """The renderer of what cannot be graded: one failed test that says why, without points.

    environment: as for `render_for`.
    """

    def render_rejection(sentence: str, possible: int) -> bytes:
        return encode_json(_result(environment, [_test(rejected_row(sentence, possible), 0)]))

    return render_rejection


def round_points(asked: Sequence[Row]) -> list[int]:
    """The points of each row, whole, adding up to the whole points of all by largest remainder.

    Nothing becomes something, and only what passed has full marks.
    """
    cents = [round(row.points * 100) for row in asked]
    most = [row.possible if row.passed else max(row.possible - 1, 0) for row in asked]
    points = [min(c // 100, m) for c, m in zip(cents, most, strict=True)]
    left = sum(cents) // 100 - sum(points)
    for index in sorted(range(len(asked)), key=lambda index: -(cents[index] % 100)):
        if left > 0 and points[index] < most[index] and cents[index] % 100:
            points[index] += 1
            left -= 1
    return points


def _result(environment: Mapping[str, str], tests: list[dict[str, Any]]) -> dict[str, Any]:
    told = {field: environment[name] for field, name in _TOLD.items() if environment.get(name)}
    review = environment.get("REVIEW_URL") or environment.get("COMMIT_URL")
    at = re.match(r"submit/(\d+-\d+-\d+T)(\d+)-(\d+)-(\d+Z)", told.get("submission", ""))
    return {
        "schema": SCHEMA,
        **told,
        **({"review": review} if review else {}),
        **({"datetime": f"{at[1]}{at[2]}:{at[3]}:{at[4]}"} if at else {}),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _test(row: Row, points: int) -> dict[str, Any]:
    return {
        "test-name": row.title,
        "passed": row.passed,
        "score": points,
        "max-score": row.possible,
        "output": shorten(row.text, MAX_OUTPUT),
    }
