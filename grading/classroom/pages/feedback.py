"""What a student is given back: one page that needs nothing else, and the same as Markdown.

Nothing in it comes from anybody else's work, from the reference or from the grader's machine: it
is made of the report for students alone.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from grading.classroom.ledger import Attempt
from grading.classroom.marks import Mark
from grading.classroom.pages.rendering import render_template
from grading.report.screen.figures import describe_figure

_STATES = {
    "passed": ("passed", "all"),
    "unfinished": ("begun", "some"),
    "todo": ("not written yet", "none"),
    "failed": ("not reached", "none"),
    "blocked": ("waits for its stages", "none"),
}


@dataclass(frozen=True)
class Part:
    """A line of the table. tone: `all`, `some` or `none`, for the eye; the words say it, too."""

    title: str
    state: str
    tone: str
    checks: str
    points: str


@dataclass(frozen=True)
class Screen:
    """What a terminal shows of a stage in which something fails."""

    title: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A picture of the student's own. alt: what it shows, in words."""

    name: str
    alt: str
    data_uri: str


@dataclass(frozen=True)
class Shown:
    """A milestone that was run, what it measured, and its pictures."""

    title: str
    sentence: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class FeedbackPage:
    """Everything on a student's page."""

    student: str
    summary: str
    problem: str = ""
    parts: tuple[Part, ...] = ()
    next: str = ""
    screens: tuple[Screen, ...] = ()
    milestones: tuple[Shown, ...] = ()


def make_page(
    name: str,
    attempt: Attempt | None,
    mark: Mark | None,
    feedback: Mapping[str, Any] | None,
    pictures: Sequence[tuple[str, str, bytes]] = (),
) -> FeedbackPage:
    """The page of a student who is called `name` on it. mark: left out where it is None.

    feedback, pictures: of the grading that counts, as the store has them; None where there is none.
    """
    told = "" if mark is None or mark.value is None else f" The mark: {mark.value:g} ({mark.why})."
    if attempt is None:
        return FeedbackPage(name, "Nothing was handed in.")
    if feedback is None:
        why = attempt.problem or "It could not be graded yet; that is no mark."
        return FeedbackPage(name, f"You handed in {attempt.file}.{told}", why)
    report = feedback["report"]
    stages = [stage for stage in report["stages"] if stage["status"] != "not_run"]
    milestones = [m for m in report["milestones"] if m["status"] != "not_run"]
    titles = {stage["id"]: stage["title"] for stage in stages}
    return FeedbackPage(
        student=name,
        summary=f"You handed in {attempt.file}. {report['score']:g} of {report['max_score']:g} "
        f"points.{told}",
        parts=(*map(_part_of_stage, stages), *map(_part_of_milestone, milestones)),
        next=feedback["next"].strip("\n"),
        screens=tuple(
            Screen(titles[stage], text.strip("\n")) for stage, text in feedback["screens"].items()
        ),
        milestones=tuple(
            _shown(milestone, pictures)
            for milestone in milestones
            if milestone["status"] in ("passed", "failed")
        ),
    )


def render_html(page: FeedbackPage) -> bytes:
    """The page as one HTML file."""
    return render_template("feedback.html", page)


def render_markdown(page: FeedbackPage) -> bytes:
    """The same in Markdown, without pictures; what students wrote stands in code blocks."""
    lines = [f"# {_plain(page.student)}", "", _plain(page.summary)]
    if page.problem:
        lines += ["", f"**{_plain(page.problem)}**"]
    if page.parts:
        lines += ["", "| Part | State | Checks passed | Points |", "|---|---|---:|---:|"]
        lines += [f"| {p.title} | {p.state} | {p.checks} | {p.points} |" for p in page.parts]
    if page.next:
        lines += ["", "## What to do next", "", *_fenced(page.next)]
    for screen in page.screens:
        lines += ["", f"## {screen.title}", "", *_fenced(screen.text)]
    for milestone in page.milestones:
        lines += ["", f"## {milestone.title}", "", _plain(milestone.sentence)]
    return ("\n".join(lines) + "\n").encode()


def _part_of_stage(stage: Mapping[str, Any]) -> Part:
    state, tone = _STATES[stage["status"]]
    passed = sum(check["outcome"] == "passed" for check in stage["checks"])
    points = f"{stage['points']:g} of {stage['max_points']:g}"
    return Part(stage["title"], state, tone, f"{passed} of {len(stage['checks'])}", points)


def _part_of_milestone(milestone: Mapping[str, Any]) -> Part:
    state, tone = _STATES[milestone["status"]]
    state = "reached" if milestone["status"] == "passed" else state
    points = f"{milestone['points']:g} of {milestone['max_points']:g}"
    return Part(milestone["title"], state, tone, "", points)


def _shown(milestone: Mapping[str, Any], pictures: Sequence[tuple[str, str, bytes]]) -> Shown:
    figures = [describe_figure(key, value) for key, value in milestone["figures"].items()]
    said = "; ".join(filter(None, [*figures, milestone["message"]]))
    mine = [(name, content) for of, name, content in pictures if of == milestone["id"]]
    return Shown(
        milestone["title"],
        said,
        tuple(_picture(name, content, milestone["title"]) for name, content in mine),
    )


def _picture(name: str, content: bytes, title: str) -> Picture:
    kind = PurePosixPath(name).suffix.lstrip(".") or "png"
    uri = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return Picture(name, f"A picture that your code made: {title}", uri)


def _plain(text: str) -> str:
    """In one line, with what Markdown would read as its own made plain."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!" else c for c in " ".join(text.split()))


def _fenced(text: str) -> list[str]:
    """A block that no line in it can end."""
    longest = max((len(line) - len(line.lstrip("`")) for line in text.split("\n")), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, text, fence]
