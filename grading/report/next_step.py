"""The one thing to do next: the first stub, wrong answer or milestone in course order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from grading.checks.verdict import Outcome, Verdict
from grading.course.manifest import Stage
from grading.paths import EXERCISES, PACKAGE, display_path
from grading.report.fault_location import function_around, line_of, locate_check
from grading.report.report import MilestoneReport, Report, StageReport, Status


@dataclass(frozen=True)
class NextStep:
    """stage: where to work. file: what to open; it may be missing. line: where in it.

    function: the one to look at, by its qualified name, or several as in `Verdict.place`. certain:
    its own code stopped there, or exchanging functions showed it; otherwise it is what the named
    mistake says. verdict: the check, None where the file is missing or a
    milestone is next. check_at: where that check can be read. waiting: how many more checks
    of the stage do not pass. untouched: nothing of the stage is written yet. unimportable:
    its file cannot even be imported.
    """

    stage: Stage
    file: str
    missing: bool = False
    line: int | None = None
    function: str | None = None
    certain: bool = True
    verdict: Verdict | None = None
    check_at: str = ""
    milestone: MilestoneReport | None = None
    waiting: int = 0
    untouched: bool = False
    unimportable: bool = False


def find_next_step(report: Report) -> NextStep | None:
    """What to do next; None when everything that was run passes."""
    for entry in report.stages:
        stage = entry.stage
        if entry.status in (Status.TODO, Status.UNFINISHED):
            return _find_in_stage(report, entry)
        for milestone in report.milestones:
            if milestone.milestone.after == stage.id and milestone.status is Status.FAILED:
                return NextStep(stage, _file(report, stage), milestone=milestone)
    # What was put off waits until nothing else is left to do.
    for milestone in report.milestones:
        if milestone.put_off:
            stage = next(e.stage for e in report.stages if e.stage.id == milestone.milestone.after)
            return NextStep(stage, _file(report, stage), milestone=milestone)
    return None


def _find_in_stage(report: Report, entry: StageReport) -> NextStep:
    """What to do next in a stage that has checks which do not pass."""
    stage = entry.stage
    file = _file(report, stage)
    if stage.id in report.submission.missing:
        return NextStep(stage, file, missing=True)
    verdict = _first(entry)
    line, function, certain = _place(report, entry, verdict)
    return NextStep(
        stage,
        file,
        line=line,
        function=function,
        certain=certain,
        verdict=verdict,
        check_at=locate_check(verdict, entry.suite),
        waiting=entry.total - entry.passed - 1,
        untouched=entry.status is Status.TODO,
        unimportable=_unimportable(entry),
    )


def _unimportable(entry: StageReport) -> bool:
    """Whether no check could be asked; one that hangs while it is imported is imported once."""
    outcomes = [check.outcome for check in entry.checks]
    hangs = outcomes.count(Outcome.TIMEOUT) > 1
    return not entry.passed and not hangs and Outcome.BLOCKED in outcomes


def _first(entry: StageReport) -> Verdict:
    """A wrong answer comes before a stub: what is written should be right before more is."""
    open_checks = [check for check in entry.checks if check.outcome is not Outcome.PASSED]
    wrong = [check for check in open_checks if check.outcome is not Outcome.TODO]
    return wrong[0] if wrong else min(open_checks, key=lambda check: check.line or 0)


def _place(
    report: Report, entry: StageReport, verdict: Verdict
) -> tuple[int | None, str | None, bool]:
    """The line and the function to look at, and whether that is certain."""
    source = next((f.content for f in report.submission.files if f.stage == entry.stage.id), b"")
    raised_in = function_around(source, verdict.line) if verdict.line else None
    several = verdict.place.startswith("one of ")
    if verdict.place and not several and (raised_in is None or raised_in.name != verdict.place):
        return line_of(source, verdict.place), verdict.place, True
    if verdict.line is not None:
        return verdict.line, raised_in.name if raised_in else None, True
    if verdict.mistakes and verdict.outcome is not Outcome.BLOCKED:
        line = line_of(source, verdict.mistakes[0].where)
        return line, verdict.mistakes[0].where if line else None, False
    return None, verdict.place or None, True


def _file(report: Report, stage: Stage) -> str:
    for handed_in in report.submission.files:
        if handed_in.stage == stage.id:
            return handed_in.path
    return str(PurePosixPath(display_path(EXERCISES)) / PACKAGE / stage.file)
