"""The report as the `results.json` of an Exercism test runner, version 3: one test per check.

The format: https://exercism.org/docs/building/tooling/test-runners/interface
"""

from __future__ import annotations

from typing import Any

from grading.checks.verdict import Outcome, Verdict
from grading.report.formats.rows import MAX_ROW, shortened, told, told_of_milestone
from grading.report.report import MilestoneReport, Report, Status
from grading.submission.safe_text import make_harmless

VERSION, MAX_OUTPUT = 3, 500
_CUT = "\n[Output was truncated. Please limit to 500 chars]"
_STATUS = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.TODO: "fail"}


def exercism(report: Report) -> dict[str, Any]:
    """The report as plain data. task_id: the number of the stage in the course."""
    tried = [entry for entry in report.milestones if entry.status is not Status.NOT_RUN]
    tests = [
        _test(check, task) for task, e in enumerate(report.stages, start=1) for check in e.checks
    ] + [_milestone(entry) for entry in tried]
    if all(test["status"] == "error" for test in tests):
        return could_not_grade(tests[0]["message"] if tests else "no check was run") | {
            "tests": tests
        }
    whole = "pass" if all(test["status"] == "pass" for test in tests) else "fail"
    return {"version": VERSION, "status": whole, "tests": tests}


def could_not_grade(sentence: str) -> dict[str, Any]:
    """The status of its own that the format has where no test could be run."""
    return {"version": VERSION, "status": "error", "message": shortened(sentence, MAX_ROW)}


def _test(check: Verdict, task: int) -> dict[str, Any]:
    passed, printed = (
        check.outcome is Outcome.PASSED,
        make_harmless(check.printed[: MAX_OUTPUT + 1]),
    )
    cut = len(printed) > MAX_OUTPUT
    printed = printed[: MAX_OUTPUT - len(_CUT)] + _CUT if cut else printed
    case = "".join(check.check.partition("[")[1:])
    return {
        "name": " ".join(part for part in (f"{check.stage}: {check.claim}", case) if part),
        "status": _STATUS.get(check.outcome, "error"),
        **({} if passed else {"message": shortened(told(check), MAX_ROW)}),
        **({"output": printed} if printed.strip() else {}),
        "task_id": task,
    }


def _milestone(entry: MilestoneReport) -> dict[str, Any]:
    status = {Status.PASSED: "pass", Status.FAILED: "fail"}.get(entry.status, "error")
    message = {} if status == "pass" else {"message": shortened(told_of_milestone(entry), MAX_ROW)}
    milestone = entry.milestone
    return {"name": f"Milestone {milestone.id}: {milestone.title}", "status": status, **message}
