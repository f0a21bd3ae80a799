"""The map of the course: parts, stages, milestones between them, and where the learner stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from rich.text import Text

from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.words import Screen, duration, join_lines, number
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


def render_map_for(screen: Screen) -> Callable[[Report], Text]:
    """The renderer of the map for a screen."""

    def render_map(report: Report) -> Text:
        columns = _columns(report, screen)
        return join_lines(
            [_head(report), *_parts(report, columns, BLOCKS if screen.blocks else ASCII)]
        )

    return render_map


def _head(report: Report) -> Text:
    done = sum(entry.status is Status.PASSED for entry in report.stages)
    left = sum(e.stage.minutes for e in report.stages if e.status is not Status.PASSED)
    head = f"{number(report.score)} of {report.max_score} points"
    stages = f"{done} of {len(report.stages)} stages"
    ahead = f", about {duration(left)} ahead" if left else ""
    return Text.assemble(("picograd", "bold"), f"   {head}, {stages}{ahead}")


def _columns(report: Report, screen: Screen) -> tuple[int, int]:
    """The widths of the names and of the titles."""
    ids = [e.stage.id for e in report.stages] + [m.milestone.id for m in report.milestones]
    name_width = max(map(len, ids), default=0) + 2
    titles = [e.stage.title for e in report.stages] + [m.milestone.title for m in report.milestones]
    # A title gives way to the figures.
    room = screen.width - name_width - FIGURES - 6
    return name_width, max(0, min(room, max(map(len, titles), default=0)))


def _parts(report: Report, columns: tuple[int, int], glyphs: tuple[str, str]) -> Iterator[Text]:
    """The parts of the course, a line a stage, and the milestones between them."""
    for part, entries in groupby(report.stages, key=lambda entry: entry.stage.part):
        yield from (Text(), Text(part, "bold"))
        for entry in entries:
            yield _stage_line(entry, columns, glyphs)
            for milestone in report.milestones:
                if milestone.milestone.after == entry.stage.id:
                    yield from _milestone_lines(milestone, columns)


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
