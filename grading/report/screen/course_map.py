"""The map of the course: parts, stages, milestones between them, and where the learner stands."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.text import Text

from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.words import Screen, duration, join_lines, number
from grading.report.standing import find_standing, known_result
from grading.submission.safe_text import make_harmless

BAR = 12
FIGURES = 6 + 1 + 11 + 1 + 7  # checks, points, minutes
LONG_TITLE, NARROW_TITLE = 40, 12
BLOCKS, ASCII = ("█", "░"), ("#", ".")

_STYLES = {
    Status.PASSED: "green",
    Status.UNFINISHED: "yellow",
    Status.FAILED: "red",
    Status.TODO: "",
    Status.BLOCKED: "dim",
    Status.NOT_RUN: "dim",
}


@dataclass(frozen=True)
class _Layout:
    """The widths of names and titles. bar: its two characters, None where it has no room."""

    name: int
    title: int
    bar: tuple[str, str] | None


def render_map_for(screen: Screen) -> Callable[[Report], Text]:
    """The renderer of the map for a screen."""

    def render_map(report: Report) -> Text:
        lines = [_head(report), *_parts(report, _layout(report, screen)), *_oracle(report)]
        return join_lines(lines)

    return render_map


def _head(report: Report) -> Text:
    """The points and stages, those that were not run as they stood; what is ahead in this part."""
    standing = find_standing(report)
    head = f"{number(standing.points)} of {report.max_score} points"
    stages = f"{standing.done} of {len(report.stages)} stages"
    ahead = ""
    if standing.part:
        part = standing.part.partition(".")[0]
        ahead = f", about {duration(standing.minutes)} ahead in part {part}"
    return Text.assemble(("picograd", "bold"), f"   {head}, {stages}{ahead}")


def _oracle(report: Report) -> list[Text]:
    """Who says what is right."""
    if report.oracle is None:
        return []
    recorded = " (recorded answers)" if report.oracle.kind == "recorded" else ""
    return [Text(), Text(f"Checked against PyTorch {report.oracle.version}{recorded}", "dim")]


def _layout(report: Report, screen: Screen) -> _Layout:
    """The bars give way to the titles; titles that are still too long are wrapped."""
    ids = [e.stage.id for e in report.stages] + [m.milestone.id for m in report.milestones]
    titles = [e.stage.title for e in report.stages] + [m.milestone.title for m in report.milestones]
    name = max(map(len, ids), default=0) + 2
    widest = max(map(len, titles), default=0)
    room = screen.width - name - FIGURES - 6
    if room - BAR - 1 >= min(widest, LONG_TITLE):
        bar = BLOCKS if screen.blocks else ASCII
        return _Layout(name, min(room - BAR - 1, widest), bar)
    return _Layout(name, max(NARROW_TITLE, min(room, widest)), None)


def _parts(report: Report, layout: _Layout) -> Iterator[Text]:
    """The parts of the course, a line a stage, and the milestones between them."""
    for part, entries in groupby(report.stages, key=lambda entry: entry.stage.part):
        yield from (Text(), Text(part, "bold"))
        for entry in entries:
            yield _stage_line(entry, layout)
            for milestone in report.milestones:
                if milestone.milestone.after == entry.stage.id:
                    yield from _milestone_lines(milestone, layout)
            if entry.stage.ends_story:
                yield from (Text(), _story_line(report))


def _story_line(report: Report) -> Text:
    """Where one can stop, and whether one has come there."""
    if report.story_is_met:
        return Text("You have met the goal of the story. You can stop, or go on.", "bold green")
    return Text("Here the goal of the story is met: you can stop, or go on.", "dim")


def _stage_line(entry: StageReport, layout: _Layout) -> Text:
    stage = entry.stage
    known = known_result(entry)
    passed, total = (known.passed, known.total) if known else (0, entry.total)
    bar = ""
    if layout.bar:
        full = BAR * passed // total if total else 0
        bar = layout.bar[0] * full + layout.bar[1] * (BAR - full) + " "
    # Of a stage that was never run nothing is known: that is not the same as no check passing.
    checks = f"{passed if known else '-':>3}/{total or '-'}"
    points = _points(known.points if known else None, stage.points)
    figures = f"{bar}{checks:<6} {points} {stage.minutes:>3} min"
    return _line(stage.id, stage.title, entry.status, figures, layout)


def _milestone_lines(entry: MilestoneReport, layout: _Layout) -> Iterator[Text]:
    milestone = entry.milestone
    points = _points(entry.points, milestone.points)
    if layout.bar:
        figures = f"{_standing(entry):<{BAR + 7}} {points}"
    else:
        figures = f"{'':<6} {points} {_short_standing(entry)}".rstrip()
    yield _line(f"* {milestone.id}", milestone.title, entry.status, figures, layout)
    if entry.result is not None:
        for picture in entry.result.pictures:
            yield Text(" " * (layout.name + 4) + make_harmless(picture), "dim")


def _standing(entry: MilestoneReport) -> str:
    if entry.status is Status.BLOCKED:
        return f"after {entry.milestone.after}"
    if entry.result is not None and entry.result.remembered:
        return "passed (unchanged)"
    return "not reached" if entry.status is Status.FAILED else _short_standing(entry)


def _short_standing(entry: MilestoneReport) -> str:
    """In no more columns than the minutes of a stage take."""
    if entry.put_off:
        return "not run"
    return {Status.PASSED: "passed", Status.FAILED: "failed"}.get(entry.status, "")


def _points(earned: float | None, possible: int) -> str:
    return f"{'-' if earned is None else number(earned):>4}/{possible:<2} pts"


def _line(name: str, title: str, status: Status, figures: str, layout: _Layout) -> Text:
    first, *rest = textwrap.wrap(title, layout.title) or [""]
    later = status in (Status.NOT_RUN, Status.BLOCKED)
    style = "dim" if later else ""
    line = Text.assemble(
        "  ",
        (f"{name:<{layout.name}}", f"bold {_STYLES[status]}".strip()),
        "  ",
        (f"{first:<{layout.title}}", style),
        "  ",
        (figures, _STYLES[status]),
    )
    return join_lines([line, *(Text(" " * (layout.name + 4) + more, style) for more in rest)])
