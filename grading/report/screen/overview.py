"""The map of the course: parts, stages, milestones between them, and where the learner stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.words import duration, number
from grading.submission.safe_text import make_harmless

BAR = 12
FIGURES = BAR + 1 + 8 + 1 + 12 + 1 + 8  # bar, checks, points, minutes
BLOCKS, ASCII = ("█", "░"), ("#", ".")

_STYLES = {
    Status.PASSED: "green",
    Status.UNFINISHED: "yellow",
    Status.FAILED: "red",
    Status.TODO: "",
    Status.BLOCKED: "dim",
    Status.NOT_RUN: "dim",
}


def overview(report: Report, *, blocks: bool, width: int) -> list[Text]:
    """The map, a line a stage. blocks: draw bars with block characters. width: in columns."""
    done = sum(entry.status is Status.PASSED for entry in report.stages)
    left = sum(e.stage.minutes for e in report.stages if e.status is not Status.PASSED)
    head = f"{number(report.score)} of {report.max_score} points"
    stages = f"{done} of {len(report.stages)} stages"
    ahead = f", about {duration(left)} ahead" if left else ""
    lines = [Text.assemble(("picograd", "bold"), f"   {head}, {stages}{ahead}")]
    ids = [e.stage.id for e in report.stages] + [m.milestone.id for m in report.milestones]
    name_width = max(map(len, ids), default=0) + 2
    titles = [e.stage.title for e in report.stages] + [m.milestone.title for m in report.milestones]
    # A title gives way to the figures.
    room = width - name_width - FIGURES - 6
    room = max(0, min(room, max(map(len, titles), default=0)))
    for part, entries in groupby(report.stages, key=lambda entry: entry.stage.part):
        lines += [Text(), Text(part, "bold")]
        for entry in entries:
            lines.append(_stage_line(entry, (name_width, room), BLOCKS if blocks else ASCII))
            for milestone in report.milestones:
                if milestone.milestone.after == entry.stage.id:
                    lines += _milestone_lines(milestone, (name_width, room))
    return lines


def _stage_line(entry: StageReport, columns: tuple[int, int], glyphs: tuple[str, str]) -> Text:
    stage = entry.stage
    full = BAR * entry.passed // entry.total if entry.total else 0
    bar = glyphs[0] * full + glyphs[1] * (BAR - full)
    checks = f"{entry.passed:>4}/{entry.total:<3}"
    points = _points(entry.points, stage.points)
    figures = f"{bar} {checks} {points} {stage.minutes:>4} min"
    return _line(stage.id, stage.title, entry.status, figures, columns)


def _milestone_lines(entry: MilestoneReport, columns: tuple[int, int]) -> Iterator[Text]:
    milestone = entry.milestone
    figures = f"{_standing(entry):<{BAR + 9}} {_points(entry.points, milestone.points)}"
    yield _line(f"* {milestone.id}", milestone.title, entry.status, figures, columns)
    if entry.result is not None:
        for picture in entry.result.pictures:
            yield Text(" " * (columns[0] + 4) + make_harmless(picture), "dim")


def _standing(entry: MilestoneReport) -> str:
    if entry.status is Status.BLOCKED:
        return f"after {entry.milestone.after}"
    if entry.result is not None and entry.result.remembered:
        return "passed (unchanged)"
    return {Status.PASSED: "passed", Status.FAILED: "not reached"}.get(entry.status, "")


def _points(earned: float, possible: int) -> str:
    return f"{number(earned):>5}/{possible:<2} pts"


def _line(name: str, title: str, status: Status, figures: str, columns: tuple[int, int]) -> Text:
    """columns: the widths of the name and of the title, which is cut to fit."""
    name_width, room = columns
    shown = title if len(title) <= room else title[: max(room - 3, 0)].rstrip() + "..."[:room]
    later = status in (Status.NOT_RUN, Status.BLOCKED)
    return Text.assemble(
        "  ",
        (f"{name:<{name_width}}", f"bold {_STYLES[status]}".strip()),
        "  ",
        (f"{shown:<{room}}", "dim" if later else ""),
        "  ",
        (figures, _STYLES[status]),
    )
