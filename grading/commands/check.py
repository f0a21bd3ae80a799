"""`picograd check`: every failure of one stage."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.companion.own_folder import report_on_stage
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.report.report import Status
from grading.report.screen.failure import render_stage


@click.command("check", short_help="Run all checks of a stage.")
@click.argument("stage", required=False)
def check_command(stage: str | None) -> int:
    """Run all checks of STAGE and show every failure in full.

    Without STAGE: of the first unfinished stage. The status is 0 if all of them pass, else 1.
    """
    course, out = load_course(), console_on(sys.stdout)
    wanted = stage_named(course, stage) if stage else None
    with show_progress(out) as watcher:
        entry = report_on_stage(course, wanted, watcher)
    if entry is None:
        say(out, Text("All checks of all stages pass.", "green"))
        return 0
    say(out, render_stage(entry))
    return 0 if entry.status is Status.PASSED else 1
