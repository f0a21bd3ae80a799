"""What `picograd grade` says to a person: before it begins, and at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from rich.text import Text

from grading.checks.verdict import Outcome
from grading.checks.wording import describe_verdict
from grading.course.manifest import Milestone
from grading.milestones.base import MilestoneResult
from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.figures import describe_figure
from grading.report.screen.words import block, count, join_lines, number, paragraph
from grading.submission.safe_text import make_harmless, name_path
from grading.submission.submission import Submission


def list_submission(submission: Submission, stages: Collection[str]) -> list[Text]:
    """Path and SHA-256 of every file handed in; what is missing of `stages`; what is ignored."""
    lines = [Text(f"Handed in: {count(len(submission.files), 'file')} (SHA-256, path)", "bold")]
    lines += [Text(f"{file.sha256}  {make_harmless(file.path)}") for file in submission.files]
    lines += [
        Text(f"{make_harmless(file.path)}: {make_harmless(file.problem)}", "yellow")
        for file in submission.files
        if file.problem
    ]
    missing = [name for name in submission.missing if name in stages]
    if missing:
        names = ", ".join(f"{name}.py" for name in missing)
        lines.append(Text(f"Missing, counted as not written: {names}", "yellow"))
    if submission.ignored:
        names = ", ".join(map(make_harmless, submission.ignored))
        lines.append(Text(f"Not part of the course, ignored: {names}", "yellow"))
    return [*lines, Text()]


def explain_seed(seed: int | None) -> list[Text]:
    """How to repeat this grading, said before it begins."""
    return [] if seed is None else [Text(f"Seed: {seed} (--seed {seed} asks the same again)")]


def render_summary(report: Report) -> Text:
    """A line for each stage and milestone that was asked for, then the points."""
    lines: list[Text] = []
    asked = [entry for entry in report.stages if entry.status is not Status.NOT_RUN]
    tried = [entry for entry in report.milestones if entry.status is not Status.NOT_RUN]
    names = [e.stage.id for e in asked] + [m.milestone.id for m in tried]
    width = max(map(len, names), default=0)
    for entry in asked:
        lines += _stage_lines(entry, width)
    for milestone in tried:
        lines += _milestone_lines(milestone, width)
    total = f"{number(report.score)} of {report.possible} points"
    if report.possible != report.max_score:
        total += f" (the whole course has {report.max_score})"
    seed = "" if report.seed is None else f"   seed {report.seed}"
    return join_lines([*lines, Text(), Text.assemble((total, "bold"), seed)])


def describe_result(result: MilestoneResult) -> list[Text]:
    """What one milestone measured, saved, and found missing."""
    lines = [
        paragraph(describe_figure(key, value), 2, further=4)
        for key, value in result.figures.items()
    ]
    if not result.passed:
        message = result.message
        said = block(message, 2) if "\n" in message else paragraph(message)
        said.stylize("red")
        lines.append(said)
    if result.traceback:
        lines.append(block(result.traceback, 2, style="dim"))
    return lines + [Text(f"  picture: {make_harmless(picture)}") for picture in result.pictures]


def describe_milestone(milestone: Milestone, result: MilestoneResult) -> list[Text]:
    """One milestone that was run by itself."""
    standing = "reached" if result.passed else "not reached"
    head = f"{milestone.id}, {milestone.title}: {standing} ({result.seconds:.1f} s)"
    return [Text(head, "bold green" if result.passed else "bold red"), *describe_result(result)]


def list_written(paths: Iterable[Path]) -> list[Text]:
    """Which files were written."""
    return [Text(f"Wrote {name_path(path)}", "dim") for path in paths]


def _stage_lines(entry: StageReport, width: int) -> list[Text]:
    style = "green" if entry.status is Status.PASSED else "yellow"
    points = f"{number(entry.points)}/{entry.stage.points} points"
    figures = f"{entry.passed}/{len(entry.checks)} checks  {points}"
    lines = [Text.assemble((f"{entry.stage.id:<{width}}  ", "bold"), (figures, style))]
    for verdict in entry.checks:
        if verdict.outcome not in (Outcome.PASSED, Outcome.TODO, Outcome.BLOCKED):
            label = f"{verdict.outcome.value:<8}"
            headline = make_harmless(describe_verdict(verdict).headline)
            lines.append(Text.assemble("  ", (label, "red"), f"{verdict.check}: {headline}"))
    for outcome, what in ((Outcome.TODO, "not written yet"), (Outcome.BLOCKED, "waiting")):
        how_many = sum(verdict.outcome is outcome for verdict in entry.checks)
        if how_many:
            lines.append(
                Text.assemble(
                    "  ", (f"{outcome.value:<8}", "yellow"), what, f": {count(how_many, 'check')}"
                )
            )
    return lines


def _milestone_lines(entry: MilestoneReport, width: int) -> list[Text]:
    passed = entry.status is Status.PASSED
    standing = {Status.FAILED: "not reached", Status.BLOCKED: "waits for its stages"}
    took = f" in {entry.result.seconds:.1f} s" if entry.result and passed else ""
    points = f"{number(entry.points)}/{entry.milestone.points} points"
    figures = f"{standing.get(entry.status, 'passed')}{took}  {points}"
    style = "green" if passed else "yellow" if entry.status is Status.BLOCKED else "red"
    head = Text.assemble((f"{entry.milestone.id:<{width}}  ", "bold"), (figures, style))
    return [head, *(describe_result(entry.result) if entry.result else [])]
