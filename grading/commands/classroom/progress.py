"""What is seen while a class is graded, and how it is stopped."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from grading.classroom.engine import Stop
from grading.classroom.jobs import Wanted
from grading.classroom.session import Plan, run_plan
from grading.classroom.store import Graded, Store
from grading.commands.console import say
from grading.report.screen.words import count
from grading.submission.safe_text import make_harmless

if TYPE_CHECKING:
    from distributed import Client

LAST_SHOWN = 5


def follow(
    out: Console,
    store: Store,
    plan: Plan,
    wanted: Wanted,
    client: Client,
    labels: Mapping[str, str],
) -> int:
    """Grade what is planned and show how far it is; how many could not be graded.

    labels: who handed a content in. Ctrl-C lets what is running end; a second one does not.
    """
    failed: dict[str, str] = {}
    done = 0
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
        console=out,
    )
    task = progress.add_task("grading", total=len(plan.contents), pace="")
    last: deque[Text] = deque(maxlen=LAST_SHOWN)
    with _stoppable(out) as stop, _shown(out, progress, last):
        for content, result in run_plan(store, plan, wanted, client, stop):
            label = make_harmless(labels.get(content, content[:12]))
            done += 1
            if isinstance(result, Graded):
                line = Text(f"  {label}: {result.score:g} of {result.possible:g}")
            else:
                failed[content] = result
                line = Text(f"  {label}: could not be graded: {make_harmless(result)}", "red")
            last.append(line)
            if not out.is_terminal:
                say(out, line)
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            pace = f"{60 * speed:.0f} a minute" if speed else ""
            progress.update(task, advance=1, pace=pace)
    left = len(plan.contents) - done
    say(out, f"{count(done - len(failed), 'submission')} graded; all of it is in the store.")
    if left:
        say(out, f"Stopped: {left} are left. The same command goes on with them.")
    if failed:
        say(out, f"{len(failed)} could not be graded, which is no mark; start again to retry:")
        lines = (f"  {labels.get(c, c[:12])}: {why}" for c, why in failed.items())
        say(out, *(make_harmless(line) for line in lines))
    return len(failed) + left


@contextlib.contextmanager
def _shown(out: Console, progress: Progress, last: deque[Text]) -> Iterator[None]:
    """The bar, and the last ones below it; nothing where nobody looks."""
    if not out.is_terminal:
        yield
        return

    def render() -> Group:
        return Group(progress, *last)

    with Live(console=out, get_renderable=render, refresh_per_second=4, transient=True):
        yield


@contextlib.contextmanager
def _stoppable(out: Console) -> Iterator[Stop]:
    """Ctrl-C asks for an end; the second time it is one."""
    stop = Stop()

    def ask(number: int, frame: Any) -> None:
        if stop.wanted:
            raise KeyboardInterrupt
        stop.wanted = True
        say(out, "Stopping: what is being graded may end. Ctrl-C again stops at once.")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
