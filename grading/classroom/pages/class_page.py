"""The class on one page: who stands where, what fails most, and which mistakes are made."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grading.classroom.ledger import Failing, Line, PartResult
from grading.classroom.pages.rendering import render_template
from grading.course.manifest import Course

MOST_CHECKS, MOST_MISTAKES, MOST_STUCK = 20, 30, 40
BINS = 10


@dataclass(frozen=True)
class Cell:
    """A student's part: `text` is what is read, `tone` and `share` what is seen."""

    text: str
    tone: str
    share: float


@dataclass(frozen=True)
class Row:
    """A student's line of the matrix. link: to their page; empty where there is none."""

    name: str
    link: str
    cells: tuple[Cell, ...]
    score: str
    seconds: str


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, with its number beside it. share: of the longest."""

    label: str
    many: int
    share: float
    moved: str = ""
    where: str = ""


@dataclass(frozen=True)
class ClassPage:
    """Everything on the page."""

    title: str
    summary: tuple[str, ...]
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    scores: tuple[Bar, ...]
    parts: tuple[Bar, ...]
    checks: tuple[Bar, ...]
    mistakes: tuple[Bar, ...]
    stuck: tuple[Bar, ...]


def make_page(
    course: Course,
    lines: Sequence[Line],
    names: Mapping[str, str],
    links: Mapping[str, str],
    checks: Sequence[Failing],
    mistakes: Sequence[Failing],
    claims: Mapping[str, str],
    sentences: Mapping[str, str],
    before: Mapping[tuple[str, str], int] | None = None,
) -> ClassPage:
    """The page of a class.

    names, links: by the students' keys. checks, mistakes: as `ledger.count_failures` has them.
    claims, sentences: what checks and mistakes say, by their ids. before: how many made each
    mistake at the grading before, by stage and id; None where there was none.
    """
    parts = [(s.id, s.title) for s in course.stages] + [(m.id, m.title) for m in course.milestones]
    graded = [line for line in lines if line.counts and line.counts.grading]
    asked = {r.part for line in graded for r in _results(line) if r.status != "not_run"}
    heads = tuple((part, title) for part, title in parts if part in asked)
    return ClassPage(
        title=f"The class: {len(lines)} students",
        summary=tuple(_summary(lines, graded)),
        heads=heads,
        rows=tuple(_row(line, heads, names, links) for line in lines),
        scores=_distribution(graded),
        parts=_passed(graded, heads),
        checks=_bars(checks[:MOST_CHECKS], claims, None),
        mistakes=_bars(mistakes[:MOST_MISTAKES], sentences, before),
        stuck=_stuck(graded, course, names),
    )


def render_html(page: ClassPage) -> bytes:
    """The page as one HTML file."""
    return render_template("class.html", page)


def _results(line: Line) -> tuple[PartResult, ...]:
    assert line.counts is not None and line.counts.grading is not None
    return line.counts.grading.results


def _summary(lines: Sequence[Line], graded: Sequence[Line]) -> list[str]:
    nothing = sum(line.counts is None for line in lines)
    said = [f"{len(graded)} of {len(lines)} are graded; {nothing} handed in nothing."]
    gradings = [line.counts.grading for line in graded if line.counts and line.counts.grading]
    if gradings:
        scores = [verdict.score for verdict in gradings]
        seconds = [verdict.seconds for verdict in gradings]
        said.append(
            f"Points: median {statistics.median(scores):g}, from {min(scores):g} to "
            f"{max(scores):g}. A submission took {statistics.median(seconds):.1f} s to grade "
            f"(median), the longest {max(seconds):.1f} s."
        )
    return said


def _row(
    line: Line,
    heads: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    links: Mapping[str, str],
) -> Row:
    key = line.student.key
    name, link = names[key], links.get(key, "")
    if line.counts is None or line.counts.grading is None:
        why = "nothing" if line.counts is None else "not graded"
        return Row(name, link, tuple(Cell("", "none", 0.0) for _ in heads), why, "")
    verdict = line.counts.grading
    results = {result.part: result for result in verdict.results}
    cells = []
    for part, _ in heads:
        result = results.get(part)
        if result is None or result.status == "not_run":
            cells.append(Cell("", "none", 0.0))
        elif result.total == 1:
            cells.append(Cell("yes" if result.passed else "no", *_tone(result.passed)))
        else:
            share = result.passed / result.total if result.total else 0.0
            cells.append(Cell(f"{result.passed}/{result.total}", *_tone(share)))
    score = f"{verdict.score:g} of {verdict.possible:g}"
    return Row(name, link, tuple(cells), score, f"{verdict.seconds:.1f}")


def _tone(share: float) -> tuple[str, float]:
    return ("all" if share >= 1 else "some" if share > 0 else "none"), float(share)


def _distribution(graded: Sequence[Line]) -> tuple[Bar, ...]:
    """How many reached each tenth of the points."""
    many: Counter[int] = Counter()
    for line in graded:
        assert line.counts is not None and line.counts.grading is not None
        verdict = line.counts.grading
        share = verdict.score / verdict.possible if verdict.possible else 0.0
        many[min(BINS - 1, int(BINS * share))] += 1
    most = max(many.values(), default=1)
    return tuple(
        Bar(f"{100 * n // BINS} to {100 * (n + 1) // BINS} %", many[n], many[n] / most)
        for n in range(BINS)
    )


def _passed(graded: Sequence[Line], heads: Sequence[tuple[str, str]]) -> tuple[Bar, ...]:
    """How many passed each stage and milestone."""
    many = Counter(r.part for line in graded for r in _results(line) if r.status == "passed")
    return tuple(Bar(title, many[part], many[part] / (len(graded) or 1)) for part, title in heads)


def _bars(
    failing: Sequence[Failing],
    words: Mapping[str, str],
    before: Mapping[tuple[str, str], int] | None,
) -> tuple[Bar, ...]:
    most = max((each.many for each in failing), default=1)
    return tuple(
        Bar(
            words.get(each.name, each.name),
            each.many,
            each.many / most,
            "" if before is None else f"{each.many - before.get((each.stage, each.name), 0):+d}",
            each.stage,
        )
        for each in failing
    )


def _stuck(graded: Sequence[Line], course: Course, names: Mapping[str, str]) -> tuple[Bar, ...]:
    """Who has begun a stage and not ended it, at the first such stage; most checks missing first"""
    found = []
    for line in graded:
        results = {result.part: result for result in _results(line)}
        for stage in course.stages:
            result = results.get(stage.id)
            if result and result.status == "unfinished":
                left = result.total - result.passed
                found.append(Bar(names[line.student.key], left, left / result.total, "", stage.id))
                break
    return tuple(sorted(found, key=lambda bar: (-bar.share, bar.label))[:MOST_STUCK])
