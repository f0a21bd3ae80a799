"""`picograd dev`: keep current what is made from something else."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from grading.commands.console import console_on, say
from grading.course.manifest import load_course
from grading.paths import display_path


@click.group(name="dev", short_help="Keep current what is made from something else.")
def dev_group() -> None:
    """Keep current what is made from something else: for those who change the course.

    The tables in README.md and exercises/README.md are made from course.toml, the stubs from
    the solutions, exercises/picograd/ from the stubs, docs/formats/ from a report, the recorded
    answers from PyTorch, and what each mistake replies from the checks and the catalogue.
    """


@dev_group.command(name="check", short_help="Name every file that is not current.")
def check_derived() -> int:
    """Name every file that is not current. The status is 0 if there is none, else 1."""
    from grading.commands.dev.derived import find_stale

    out = console_on(sys.stdout)
    stale = find_stale(load_course())
    for file in stale:
        say(out, f"{display_path(file.path)} is not what follows from {file.source}")
    if stale:
        say(out, Text("Run `picograd dev update`.", "red"))
        return 1
    say(out, Text("Every file that is made from others is current.", "green"))
    return 0


@dev_group.command(name="update", short_help="Write every file that is not current.")
def update_derived() -> int:
    """Write every file that is not current; your work in exercises/ is kept beside the stub."""
    from grading.commands.dev.updating import update_files

    out = console_on(sys.stdout)
    written = 0
    for file in update_files(load_course()):
        kept = f"; your file is kept as {display_path(file.kept)}" if file.kept else ""
        say(out, f"{display_path(file.path)} is written{kept}")
        written += 1
    if not written:
        say(out, "Every file that is made from others is current; nothing to do.")
    return 0
