"""`picograd solution`: the reference for a stage, for whoever passes it or gives up."""

from __future__ import annotations

import sys

import click

from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.companion.own_folder import report_on_stage
from grading.companion.read_solution import read_solution
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.report.report import Status
from grading.report.screen.failure import explain_comparison, explain_withheld


@click.command("solution", short_help="Show the reference for a stage that passes.")
@click.argument("stage")
@click.option("--give-up", is_flag=True, help="Show it although the stage does not pass.")
def solution_command(stage: str, give_up: bool) -> int:
    """Show the reference for STAGE, once your own passes: its code without the lesson."""
    course, out, err = load_course(), console_on(sys.stdout), console_on(sys.stderr)
    wanted = stage_named(course, stage)
    source = read_solution(wanted)
    if not give_up:
        with show_progress(err) as watcher:
            entry = report_on_stage(course, wanted, watcher)
        if entry is not None and entry.status is not Status.PASSED:
            say(err, *explain_withheld(entry))
            return 1
    if out.is_terminal:
        from rich.syntax import Syntax

        out.print(Syntax(source, "python", theme="ansi_dark", word_wrap=True))
    else:
        sys.stdout.write(source)
    # Not among the source, where that goes into a file.
    say(err, *explain_comparison(wanted))
    return 0
