"""`picograd milestone`: one milestone by itself."""

from __future__ import annotations

import sys

import click

from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.commands.opening import no_open_option, open_new_pictures
from grading.commands.options import full_option, minutes_option
from grading.companion.own_folder import run_own_milestone
from grading.course.manifest import load_course
from grading.course.names import milestone_named
from grading.grade import GradingRequest
from grading.report.screen import summary


@click.command("milestone", short_help="Run one milestone by itself.")
@click.argument("name", metavar="ID")
@minutes_option
@full_option
@click.option("--seed", type=int, help="Decides every random draw.")
@no_open_option
def milestone_command(
    name: str, minutes: float | None, full: bool, seed: int | None, no_open: bool
) -> int:
    """Run the milestone ID with your whole package. The status is 0 if it is reached, else 1."""
    course, out = load_course(), console_on(sys.stdout)
    wanted = milestone_named(course, name)
    request = GradingRequest(stages=(), seed=seed, minutes=minutes, full=full)
    with show_progress(out) as watcher:
        result = run_own_milestone(course, wanted, request, watcher)
    say(out, *summary.describe_milestone(wanted, result))
    if not no_open:
        open_new_pictures(out, [(wanted, result)])
    return 0 if result.passed else 1
