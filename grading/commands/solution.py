"""`picograd solution`: the reference for a stage, for whoever passes it or gives up."""

from __future__ import annotations

import sys

import click

from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.companion.own_folder import first_unfinished, report_on_stage
from grading.companion.read_solution import read_one_page, read_solution
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.report.report import Status
from grading.report.screen.failure import explain_comparison, explain_page, explain_withheld


@click.command("solution", short_help="Show the reference for a stage that passes.")
@click.argument("stage", required=False)
@click.option("--give-up", is_flag=True, help="Show it although the stage does not pass.")
@click.option(
    "--one-page",
    is_flag=True,
    help="The whole engine, condensed, once the last part of the course passes.",
)
def solution_command(stage: str | None, give_up: bool, one_page: bool) -> int:
    """Show the reference for STAGE, once your own passes: its code without the lesson.

    With --one-page show the whole engine on one page instead, to be printed and kept.
    """
    if one_page:
        if stage is not None or give_up:
            raise click.UsageError("--one-page stands alone: it is for who passes the last part")
        return _show_one_page()
    if stage is None:
        raise click.UsageError("name a stage, as in `picograd solution value`, or say --one-page")
    return _show_stage(stage, give_up)


def _show_stage(stage: str, give_up: bool) -> int:
    course, err = load_course(), console_on(sys.stderr)
    wanted = stage_named(course, stage)
    source = read_solution(wanted)
    if not give_up:
        with show_progress(err) as watcher:
            entry = report_on_stage(course, wanted, watcher)
        if entry is not None and entry.status is not Status.PASSED:
            say(err, *explain_withheld(entry))
            return 1
    _write(source)
    # Not among the source, where that goes into a file.
    say(err, *explain_comparison(wanted))
    return 0


def _show_one_page() -> int:
    course, err = load_course(), console_on(sys.stderr)
    source = read_one_page()
    part = course.stages[-1].part
    stages = tuple(stage for stage in course.stages if stage.part == part)
    with show_progress(err) as watcher:
        unfinished = first_unfinished(course, stages, watcher)
    if unfinished is not None:
        say(err, *explain_page(unfinished))
        return 1
    _write(source)
    return 0


def _write(source: str) -> None:
    out = console_on(sys.stdout)
    if out.is_terminal:
        from rich.syntax import Syntax

        out.print(Syntax(source, "python", theme="ansi_dark", word_wrap=True))
    else:
        sys.stdout.write(source)
