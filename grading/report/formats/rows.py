"""A report as rows of plain text: what another system shows for a stage, a milestone or a check.

What the learner's code said is not ours: every text is made harmless and cut to a length here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.report.formats.plain_text import shorten
from grading.report.notes import note_on_file
from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.summary import describe_result
from grading.report.screen.words import MAX_LINES, count, number
from grading.submission.safe_text import make_harmless

# The characters of one traceback, and of one row.
MAX_TRACEBACK, MAX_ROW = 1500, 10_000

REJECTED = "What was handed in"


@dataclass(frozen=True)
class Row:
    """A stage or a milestone that was asked for. head: one line; text: everything to say."""

    id: str
    title: str
    summary: str
    passed: bool
    points: float
    possible: int
    head: str
    text: str


def make_rows(report: Report) -> list[Row]:
    """The stages, then the milestones, that were asked for, in the order of the course."""
    stages = [
        _stage_row(entry, note_on_file(report.submission, entry))
        for entry in report.stages
        if entry.status is not Status.NOT_RUN
    ]
    tried = [entry for entry in report.milestones if entry.status is not Status.NOT_RUN]
    return stages + [_milestone_row(entry) for entry in tried]


def rejected_row(sentence: str, possible: int) -> Row:
    """What was handed in, as a row, where it cannot be graded. sentence: why."""
    return Row(
        id="submission",
        title=REJECTED,
        summary="What was handed in can be graded.",
        passed=False,
        points=0.0,
        possible=possible,
        head="It cannot be graded.",
        text=shorten(sentence),
    )


def render_heading(report: Report) -> str:
    """The points, what is missing or foreign in the submission, the seed and the isolation."""
    asked = [entry.stage for entry in report.stages if entry.status is not Status.NOT_RUN]
    lines = [f"{number(report.score)} of {report.possible} points."]
    missing = [stage.file for stage in asked if stage.id in report.submission.missing]
    if missing:
        lines.append(f"Missing, counted as not written: {', '.join(missing)}")
    if report.submission.ignored:
        lines.append(f"Not part of the course, ignored: {', '.join(report.submission.ignored)}")
    if report.seed is not None:
        lines.append(f"Seed: {report.seed}")
    if report.isolation is not None:
        level = report.isolation.level
        lines.append("Isolation: " + ("none" if level is None else f"level {level}"))
    return "\n".join(map(shorten, lines))


def tell_check(check: Verdict, named: Collection[str] = ()) -> str:
    """The claim, what went wrong, both answers, the mistake it looks like, their traceback.

    named: the mistakes whose sentences have been said.
    """
    said = describe_verdict(check)
    lines = [said.claim, said.problem]
    if said.expected is not None:
        lines += [f"expected: {shorten(said.expected)}", f"got: {shorten(said.got or '')}"]
    lines.append(said.difference)
    lines += [said.place, said.slip]
    lines += [f"(again {m.id})" if m.id in named else m.text for m in said.mistakes]
    return "\n".join([*(shorten(line) for line in lines if line), *_end_of(said.traceback)])


def tell_milestone(entry: MilestoneReport) -> str:
    """What was measured and what is missing, or what the milestone waits for."""
    if entry.result is None:
        return f"It runs once all stages up to {entry.milestone.after} pass."
    brief = replace(entry.result, pictures=(), traceback="")
    lines = [shorten(line.plain.strip()) for line in describe_result(brief)]
    return "\n".join([entry.milestone.summary, *lines, *_end_of(entry.result.traceback)])


def _end_of(traceback: str) -> Iterator[str]:
    """The last lines of a traceback, where it says what happened and in which line."""
    lines = make_harmless(traceback[-MAX_TRACEBACK:]).rstrip().splitlines()
    if lines:
        yield "\n".join(lines[-MAX_LINES:])[-MAX_TRACEBACK:]


def _stage_row(entry: StageReport, note: str) -> Row:
    head = f"{entry.passed} of {count(len(entry.checks), 'check')} pass."
    unsaid = (Outcome.PASSED, Outcome.TODO, Outcome.BLOCKED)
    wrong = [check for check in entry.checks if check.outcome not in unsaid]
    named = [[m.id for before in wrong[:n] for m in before.mistakes] for n in range(len(wrong))]
    failures = [tell_check(check, said) for check, said in zip(wrong, named, strict=True)]
    waiting = Counter(
        shorten(describe_verdict(check).message)
        for check in entry.checks
        if check.outcome in (Outcome.TODO, Outcome.BLOCKED)
    )
    later = "\n".join(f"{said} ({count(many, 'check')})" for said, many in waiting.items())
    text = "\n\n".join(part for part in (head, shorten(note), *failures, later) if part)
    stage = entry.stage
    return Row(
        id=stage.id,
        title=f"{stage.id}: {stage.title}",
        summary=stage.summary,
        passed=entry.status is Status.PASSED,
        points=entry.points,
        possible=stage.points,
        head=head,
        text=shorten(text, MAX_ROW),
    )


def _milestone_row(entry: MilestoneReport) -> Row:
    standing = {Status.PASSED: "Reached.", Status.FAILED: "Not reached."}
    milestone = entry.milestone
    return Row(
        id=milestone.id,
        title=f"Milestone {milestone.id}: {milestone.title}",
        summary=milestone.summary,
        passed=entry.status is Status.PASSED,
        points=entry.points,
        possible=milestone.points,
        head=standing.get(entry.status, "Waits for its stages."),
        text=shorten(tell_milestone(entry), MAX_ROW),
    )
