"""The map of the course: parts, stages, milestones between them, and where the learner stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from grading.render.words import duration, harmless, number
from grading.report import MilestoneReport, Report, StageReport, Status

BAR = 12
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
    ahead = f"about {duration(left)} ahead" if left else "nothing left to do"
    lines = [Text.assemble(("picograd", "bold"), f"   {head}, {stages}, {ahead}")]
    ids = [e.stage.id for e in report.stages] + [m.milestone.id for m in report.milestones]
    name_width = max(map(len, ids), default=0)
    for part, entries in groupby(report.stages, key=lambda entry: entry.stage.part):
        lines += [Text(), Text(part, "bold")]
        for entry in entries:
            lines.append(_stage_line(entry, name_width, width, BLOCKS if blocks else ASCII))
            for milestone in report.milestones:
                if milestone.milestone.after == entry.stage.id:
                    lines += _milestone_lines(milestone, name_width, width)
    return lines


def _stage_line(entry: StageReport, name_width: int, width: int, glyphs: tuple[str, str]) -> Text:
    stage = entry.stage
    full = BAR * entry.passed // entry.total if entry.total else 0
    bar = glyphs[0] * full + glyphs[1] * (BAR - full)
    right = (
        f"{entry.passed:>3}/{entry.total:<3}"
        f"{number(entry.points):>5}/{stage.points:<2} pts {stage.minutes:>4} min"
    )
    return _line(stage.id, stage.title, entry.status, (bar, right), name_width, width)


def _milestone_lines(entry: MilestoneReport, name_width: int, width: int) -> Iterator[Text]:
    right = f"{number(entry.points):>5}/{entry.milestone.points:<2} pts"
    standing = f"{_standing(entry):<{BAR + 1 + 7}}"
    name, title = f"* {entry.milestone.id}", entry.milestone.title
    yield _line(name, title, entry.status, (standing, right), name_width, width)
    if entry.result is not None and entry.result.pictures:
        for picture in entry.result.pictures:
            yield Text(" " * (name_width + 6) + harmless(picture), "dim")


def _standing(entry: MilestoneReport) -> str:
    if entry.status is Status.BLOCKED:
        return f"after {entry.milestone.after}"
    if entry.result is not None and entry.result.remembered:
        return "passed (unchanged)"
    return {Status.PASSED: "passed", Status.FAILED: "not reached"}.get(entry.status, "")


def _line(
    name: str, title: str, status: Status, right: tuple[str, str], name_width: int, width: int
) -> Text:
    """Name and title on the left, the figures on the right; a title gives way to them."""
    figures = f"{right[0]} {right[1]}" if not right[0].isspace() else right[1]
    room = max(min(width, 100) - len(figures) - name_width - 8, 0)
    shown = title if len(title) <= room else title[: max(room - 3, 0)].rstrip() + "..."[:room]
    return Text.assemble(
        "  ",
        (f"{name:<{name_width + 2}}", f"bold {_STYLES[status]}".strip()),
        "  ",
        (f"{shown:<{room}}", "dim" if status in (Status.NOT_RUN, Status.BLOCKED) else ""),
        "  ",
        (figures, _STYLES[status]),
    )
