"""What `picograd watch` shows, and what its keys ask for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import click
from rich.console import Console
from rich.text import Text

from grading.checks.verdict import Outcome, Verdict
from grading.commands.console import flush_output, say
from grading.commands.opening import open_address
from grading.companion.engine_room import EngineRoom
from grading.companion.own_expression import draw_own_expression
from grading.companion.page import Page, serving_page
from grading.companion.rounds import Round
from grading.course.manifest import Course
from grading.errors import PicogradError
from grading.grade import Watcher
from grading.report.failure_groups import failures_of, group_failures
from grading.report.report import StageReport, Status
from grading.report.screen.failure import StageView, describe_failure, render_stage
from grading.report.screen.praise import praise_stage
from grading.report.screen.watching import describe_change, describe_first, describe_keys
from grading.report.screen.words import count
from grading.submission.safe_text import make_harmless

_WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)

KEYS = (
    ("n", "next failure"),
    ("h", "hint"),
    ("a", "all failures"),
    ("m", "milestone"),
    ("l", "live page"),
    ("s", "map"),
    ("q", "quit"),
)


class Screen:
    """Where it is shown: over what was there before, or below it."""

    def __init__(self, out: Console, plain: bool) -> None:
        self.out = out
        self.redraws = out.is_terminal and not plain

    def show(self, *texts: Text | str) -> None:
        if self.redraws:
            self.out.clear()
        say(self.out, *texts)
        if not self.redraws:
            say(self.out, "")
        flush_output()


class Watching:
    """The session: which stage is shown, and which of its failures."""

    def __init__(
        self,
        course: Course,
        screen: Screen,
        command: click.Command,
        until_the_end: contextlib.ExitStack,
    ) -> None:
        self._until_the_end = until_the_end
        self._page: Page | None = None
        self._course = course
        self._screen = screen
        self._command = command
        self._room = EngineRoom(course)
        self._found: Round | None = None
        self._failure = 0

    def begin(self) -> None:
        """Run the stages up to the first one that does not pass, and show it."""
        self._show(self._room.begin)

    def look(self) -> None:
        """Run each stage whose file was saved, in the order of the course."""
        for _, run in self._room.look():
            self._show(run)

    def press(self, key: str) -> None:
        """Do what a key asks for; nothing for one that means nothing."""
        if key == "s":
            self._ask("--quick", "--no-open")
        if key == "l":
            self._open_page()
        if self._found is None:
            return
        entry = self._found.entry
        if key == "n":
            self._show_next_failure(entry)
        elif key == "a":
            self._screen.show(render_stage(entry, StageView(every=True)), *_foot())
        elif key == "h":
            self._ask("hint", entry.stage.id)
        elif key == "m" and (milestones := self._course.milestones_after(entry.stage)):
            self._ask("milestone", milestones[0].id)

    def _show(self, run: Callable[[Watcher], Round | None]) -> None:
        """What `run` comes to; what keeps it from running, in a sentence."""
        watcher = Watcher(decided=self._first_failure())
        try:
            found = self._page.run(run, watcher) if self._page else run(watcher)
        except PicogradError as error:
            self._screen.show(Text(make_harmless(f"{error.opening}{error}"), "red"), *_foot())
            return
        if found is None:
            return
        self._found, self._failure = found, 0
        self._screen.show(
            Text.assemble((found.entry.stage.file, "bold cyan"), f"  {found.entry.stage.title}"),
            Text(),
            *describe_change(found.better, found.worse),
            render_stage(found.entry),
            *self._praise(found),
            *_foot(),
        )

    def _first_failure(self) -> Callable[[Verdict], None]:
        """Shows the first check that goes wrong at once, where the screen is drawn anew anyway."""
        shown: list[str] = []

        def decided(verdict: Verdict) -> None:
            if self._screen.redraws and not shown and verdict.outcome in _WRONG:
                shown.append(verdict.check)
                self._screen.show(*describe_first(verdict, describe_failure(verdict)))

        return decided

    def _praise(self, found: Round) -> list[Text]:
        """A line or two on the last check of a stage, and what is next."""
        stage = found.entry.stage
        if found.entry.status is not Status.PASSED:
            return []
        drawing = draw_own_expression(self._course, stage) if found.better else ""
        return praise_stage(self._course, stage, drawing)

    def _show_next_failure(self, entry: StageReport) -> None:
        """One failure of each reason, one after the other, and then the first again."""
        groups = group_failures(failures_of(entry))
        if groups:
            self._failure = (self._failure + 1) % len(groups)
            check = groups[self._failure].checks[0].check
            why = f"Failure {self._failure + 1} of {count(len(groups), 'reason')}"
            self._screen.show(render_stage(entry, StageView(frozenset({check}), why)), *_foot())

    def _open_page(self) -> None:
        """Open the live page, which from now on is told of every round."""
        if self._page is None:
            try:
                self._page = self._until_the_end.enter_context(
                    serving_page(self._course, None, self._found)
                )
            except PicogradError as error:
                self._screen.show(f"{error}", *_foot())
                return
        address = (self._page.address, "bold cyan")
        self._screen.show(Text.assemble("Your page: ", address), *_foot())
        open_address(self._page.address)

    def _ask(self, *arguments: str) -> None:
        """Another command of picograd's, as if it had been typed."""
        self._screen.show("")
        try:
            self._command.main(list(arguments), prog_name="picograd", standalone_mode=False)
        except PicogradError as error:
            say(self._screen.out, make_harmless(f"{error.opening}{error}"))
        except click.Abort:
            say(self._screen.out, "Stopped.")
        say(self._screen.out, *_foot())
        flush_output()


def _foot() -> list[Text]:
    return [Text(), describe_keys(KEYS)]
