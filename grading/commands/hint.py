"""`picograd hint`: one more hint for one function."""

from __future__ import annotations

import sys

import click
from rich.console import Console

from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.companion.hinting import HintTarget, find_target, hints_seen, take_hints
from grading.companion.own_folder import grade_own
from grading.course.manifest import load_course
from grading.course.names import function_named, is_stage, stage_named
from grading.report.screen import hints
from grading.report.screen.next_lines import render_next_step


@click.command("hint", short_help="Show one more hint.")
@click.argument("name", metavar="[STAGE|FUNCTION]", required=False)
@click.option("--again", is_flag=True, help="Show the hints that you have already seen.")
def hint_command(name: str | None, again: bool) -> int:
    """Show one more hint for a function, from a nudge to nearly the answer.

    FUNCTION is a name such as toposort, Value.__add__ or layers.Linear.__call__. For a STAGE,
    or without a name, the hint is for the next thing to do.
    """
    course, out = load_course(), console_on(sys.stdout)
    if name is not None and not is_stage(course, name):
        _show_hints(out, HintTarget(*function_named(course, name)), again)
        return 0
    stages = course.stages if name is None else (stage_named(course, name),)
    with show_progress(out) as watcher:
        report = grade_own(course, stages, watcher, stop_early=True)
    found = find_target(report)
    if isinstance(found, HintTarget):
        _show_hints(out, found, again)
    elif found is not None:
        say(out, render_next_step(report))
        if not (found.missing or found.unimportable):
            say(out, "", *hints.functions_lines(found.stage, hints_seen(found.stage)))
    else:
        say(out, "Every check passes, so there is no hint to give; `picograd` shows what is next.")
    return 0


def _show_hints(out: Console, target: HintTarget, again: bool) -> None:
    first, last = take_hints(target, again=again)
    say(out, *hints.hint_lines(target.stage, target.function, first, last, certain=target.certain))
