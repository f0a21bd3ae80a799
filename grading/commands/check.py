"""`picograd check`: the failures of one stage, of one function, or of single checks."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from grading.checks.verdict import Outcome
from grading.commands.console import console_on, say
from grading.commands.live_display import show_progress
from grading.companion.own_expression import draw_own_expression
from grading.companion.own_folder import report_on_stage
from grading.companion.own_product import measure_own_product
from grading.course.manifest import Course, Stage, load_course
from grading.course.names import (
    checks_named,
    function_named,
    is_milestone,
    is_stage,
    stage_named,
)
from grading.errors import Unknown
from grading.report.fault_location import checks_using
from grading.report.report import StageReport, Status
from grading.report.screen.failure import StageView, render_stage
from grading.report.screen.praise import praise_stage
from grading.report.screen.wall import describe_product
from grading.report.screen.words import count


@click.command("check", short_help="Run the checks of a stage.")
@click.argument("name", metavar="[STAGE|FUNCTION]", required=False)
@click.argument("checks", metavar="[CHECK]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Show every failure in full.")
@click.option("-v", "--verbose", is_flag=True, help="Show the claim of every check, too.")
def check_command(name: str | None, checks: tuple[str, ...], every: bool, verbose: bool) -> int:
    """Run the checks of STAGE: the first failure in full, the others by what they share.

    Without a name: of the first unfinished stage. For a FUNCTION, such as toposort or
    Value.__add__: the checks that use it. With the names of CHECKs: these in full. The status
    is 0 if all that were chosen pass, else 1.
    """
    course, out = load_course(), console_on(sys.stdout)
    stage, function = _find(course, name)
    with show_progress(out) as watcher:
        entry = report_on_stage(course, stage, watcher)
    if entry is None:
        say(out, Text("All checks of all stages pass.", "green"))
        return 0
    selected, why = _select(entry, function, checks)
    speed = measure_own_product(course, entry, asked=function == "product")
    if speed is not None:
        say(out, *describe_product(speed), Text())
    say(out, render_stage(entry, StageView(selected, why, every or bool(checks), verbose)))
    if selected is None:
        if entry.status is Status.PASSED:
            drawing = draw_own_expression(course, entry.stage)
            say(out, *praise_stage(course, entry.stage, drawing))
        return 0 if entry.status is Status.PASSED else 1
    failing = {c.check for c in entry.checks if c.outcome is not Outcome.PASSED}
    return 1 if failing & selected else 0


def _find(course: Course, name: str | None) -> tuple[Stage | None, str]:
    """The stage that `name` means, and the function if it means one."""
    if name is None:
        return None, ""
    if is_stage(course, name):
        return stage_named(course, name), ""
    if is_milestone(course, name):
        raise Unknown(
            f"{name} is a milestone, not a stage: `picograd milestone {name}` runs it with your "
            "whole package"
        )
    return function_named(course, name)


def _select(
    entry: StageReport, function: str, names: tuple[str, ...]
) -> tuple[frozenset[str] | None, str]:
    """The checks to show, None for all of the stage, and how they were chosen."""
    every = {check.check for check in entry.checks}
    if names:
        return checks_named(entry.stage, names, every), ""
    if not function:
        return None, ""
    using = checks_using(function, entry.checks, entry.suite)
    if not using:
        return None, f"No check of {entry.stage.id} is about {function} alone, so here are all"
    how_many = f"{len(using)} of {count(len(every), 'check')} of {entry.stage.id}"
    return using, f"{how_many} use {function} or speak of it"
