"""The command `picograd`: by itself the map, and below it all that can be asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.text import Text

from grading.commands.bench.command import bench_command
from grading.commands.check import check_command
from grading.commands.console import console_on, say, shows_blocks
from grading.commands.gallery.command import gallery_command
from grading.commands.grade import grade_command
from grading.commands.hint import hint_command
from grading.commands.live import live_command
from grading.commands.live_display import show_progress
from grading.commands.milestone import milestone_command
from grading.commands.opening import no_open_option, open_new_pictures
from grading.commands.reset import reset_command
from grading.commands.solution import solution_command
from grading.commands.update import update_command
from grading.commands.watch import watch_command
from grading.companion.own_expression import draw_own_expression
from grading.companion.own_folder import grade_own
from grading.course.manifest import load_course
from grading.report.screen.course_map import render_map_for
from grading.report.screen.next_lines import render_next_step
from grading.report.screen.praise import praise_stage, praise_story
from grading.report.screen.words import Screen

PLAIN_WIDTH = 100


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--all", "every", is_flag=True, help="Go on after the first unfinished stage.")
@click.option("--quick", is_flag=True, help="Start no milestone of a minute or more.")
@no_open_option
@click.pass_context
def picograd(context: click.Context, every: bool, quick: bool, no_open: bool) -> int:
    """Learn backpropagation by writing it.

    Without a command: run your stages in order, show where you stand, and the one thing to
    do next. A milestone that takes a minute or more is started if you say so.
    """
    if context.invoked_subcommand is not None:
        return 0
    course, out = load_course(), console_on(sys.stdout)
    with show_progress(
        out, long_milestones="ask" if sys.stdin.isatty() and not quick else "put off"
    ) as watcher:
        report = grade_own(course, course.stages, watcher, stop_early=not every, milestones=True)
    screen = Screen(out.width if out.is_terminal else PLAIN_WIDTH, shows_blocks(out))
    praise = [
        line
        for entry in report.stages
        if entry.first_time
        for line in [
            Text(),
            *praise_stage(course, entry.stage, draw_own_expression(course, entry.stage)),
        ]
    ]
    praise += praise_story(report)
    say(out, render_map_for(screen)(report), *praise, "", render_next_step(report))
    if not no_open:
        open_new_pictures(out, [(entry.milestone, entry.result) for entry in report.milestones])
    return 0


for command in (
    check_command,
    watch_command,
    live_command,
    hint_command,
    reset_command,
    solution_command,
    milestone_command,
    grade_command,
    bench_command,
    gallery_command,
    update_command,
):
    picograd.add_command(command)

# What only those need who teach or change the course; a handout comes without.
if (Path(__file__).parent / "export").is_dir():
    from grading.commands.audit.command import audit_command
    from grading.commands.classroom.command import class_group
    from grading.commands.dev.command import dev_group
    from grading.commands.export.command import export_group

    for command in (class_group, audit_command, export_group, dev_group):
        picograd.add_command(command)
