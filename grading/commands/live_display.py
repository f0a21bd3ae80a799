"""The live display while checks and milestones run; nothing at all where output is plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from grading.checks.verdict import Expected, Verdict
from grading.course.manifest import Milestone
from grading.grade import Watcher
from grading.milestones import base
from grading.milestones.base import MilestoneResult
from grading.report.screen.words import duration
from grading.submission.safe_text import make_harmless


@contextmanager
def show_progress(
    console: Console, long_milestones: Literal["run", "ask", "put off"] = "run"
) -> Iterator[Watcher]:
    """A watcher that shows one line: the stage or milestone that runs now, and how far it is.

    long_milestones: what to do with those of a minute or more. Where nobody would see the
    question they are put off instead.
    """
    if not console.is_terminal:
        yield Watcher(may_start=lambda m: long_milestones == "run" or not m.minutes)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(24),
        TextColumn("{task.fields[figures]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Line(progress, long_milestones).watcher()


class _Line:
    """Keeps the one line of the display at what runs now."""

    def __init__(
        self, progress: Progress, long_milestones: Literal["run", "ask", "put off"]
    ) -> None:
        self._progress = progress
        self._long_milestones = long_milestones
        self._task = progress.add_task("collecting the checks", total=None, figures="")
        self._now = ""
        self._totals: Counter[str] = Counter()
        self._done: Counter[str] = Counter()

    def watcher(self) -> Watcher:
        return Watcher(
            collected=self._collected,
            decided=self._decided,
            may_start=self._may_start,
            milestone_started=self._milestone_started,
            milestone_progress=self._milestone_progress,
            milestone_ended=self._milestone_ended,
        )

    def _show(self, what: str, done: float, total: float | None, figures: str) -> None:
        if what != self._now:
            self._progress.reset(self._task)
            self._now = what
        self._progress.update(
            self._task, description=what, completed=done, total=total, figures=figures
        )

    def _collected(self, expected: Sequence[Expected]) -> None:
        self._totals = Counter(entry.stage for entry in expected)
        self._stage(next(iter(self._totals)))

    def _decided(self, verdict: Verdict) -> None:
        self._done[verdict.stage] += 1
        # The stage that runs now: the next one, once this one has no check left.
        running = [stage for stage, total in self._totals.items() if self._done[stage] < total]
        self._stage(next(iter(running), verdict.stage))

    def _stage(self, stage: str) -> None:
        done, total = self._done[stage], self._totals[stage]
        self._show(stage, done, total, f"{done}/{total} checks")

    def _may_start(self, milestone: Milestone) -> bool:
        if self._long_milestones != "ask" or not milestone.minutes:
            return not milestone.minutes or self._long_milestones == "run"
        self._progress.stop()
        question = f"{milestone.title} takes about {duration(milestone.minutes)}. Start it now?"
        try:
            return click.confirm(question, default=True)
        finally:
            self._progress.start()

    def _milestone_started(self, milestone: Milestone) -> None:
        self._show(milestone.id, 0, None, milestone.title)

    def _milestone_progress(self, milestone: Milestone, progress: base.Progress) -> None:
        # What the display repeats may hold the learner's own words.
        figures = make_harmless(progress.text).replace("\n", " ")
        self._show(milestone.id, progress.done, progress.total or None, figures)

    def _milestone_ended(self, milestone: Milestone, result: MilestoneResult) -> None:
        standing = "passed" if result.passed else "not reached"
        line = f"{milestone.id}: {standing} after {result.seconds:.1f} s"
        self._progress.console.print(Text(line, "green" if result.passed else "red"))
