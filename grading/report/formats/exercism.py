"""The report as the `results.json` of an Exercism test runner, version 3: one test per check.

The format: https://exercism.org/docs/building/tooling/test-runners/interface
"""

from __future__ import annotations

from typing import Any

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.report.formats.plain_text import encode_json, explain_refusal, shorten
from grading.report.formats.rows import MAX_ROW, REJECTED, tell_check, tell_milestone
from grading.report.notes import note_on_file
from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.submission.safe_text import make_harmless

VERSION, MAX_OUTPUT = 3, 500
_CUT = "\n[Output was truncated. Please limit to 500 chars]"
_STATUS = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.TODO: "fail"}


def render(report: Report) -> bytes:
    """The report as JSON. task_id: the number of the stage in the course."""
    tried = [entry for entry in report.milestones if entry.status is not Status.NOT_RUN]
    tests = [
        test
        for task, entry in enumerate(report.stages, start=1)
        for test in _tests(entry, task, note_on_file(report.submission, entry))
    ] + [_milestone(entry) for entry in tried]
    if all(test["status"] == "error" for test in tests):
        why = tests[0]["message"] if tests else "no check was run"
        return encode_json({**_error(why), "tests": tests})
    whole = "pass" if all(test["status"] == "pass" for test in tests) else "fail"
    return encode_json({"version": VERSION, "status": whole, "tests": tests})


def render_refusal(sentence: str) -> bytes:
    """The status of its own that the format has where no test could be run."""
    return encode_json(_error(explain_refusal(sentence)))


def render_rejection(sentence: str, possible: int) -> bytes:
    """One failed test that says why; the format has no points."""
    test = {"name": REJECTED, "status": "fail", "message": shorten(sentence)}
    return encode_json({"version": VERSION, "status": "fail", "tests": [test]})


def _error(sentence: str) -> dict[str, Any]:
    return {"version": VERSION, "status": "error", "message": shorten(sentence, MAX_ROW)}


def _tests(entry: StageReport, task: int, note: str) -> list[dict[str, Any]]:
    """note: on the file; the first test that does not pass says it."""
    tests = [_test(check, task) for check in entry.checks]
    for test in tests:
        if note and "message" in test:
            test["message"] = shorten(f"{shorten(note)}\n{test['message']}", MAX_ROW)
            break
    return tests


def _test(check: Verdict, task: int) -> dict[str, Any]:
    said = describe_verdict(check)
    passed, printed = (
        check.outcome is Outcome.PASSED,
        make_harmless(said.printed[: MAX_OUTPUT + 1]),
    )
    cut = len(printed) > MAX_OUTPUT
    printed = printed[: MAX_OUTPUT - len(_CUT)] + _CUT if cut else printed
    return {
        "name": " ".join(part for part in (f"{check.stage}: {said.claim}", check.case) if part),
        "status": _STATUS.get(check.outcome, "error"),
        **({} if passed else {"message": shorten(tell_check(check), MAX_ROW)}),
        **({"output": printed} if printed.strip() else {}),
        "task_id": task,
    }


def _milestone(entry: MilestoneReport) -> dict[str, Any]:
    status = {Status.PASSED: "pass", Status.FAILED: "fail"}.get(entry.status, "error")
    message = {} if status == "pass" else {"message": shorten(tell_milestone(entry), MAX_ROW)}
    milestone = entry.milestone
    return {"name": f"Milestone {milestone.id}: {milestone.title}", "status": status, **message}
