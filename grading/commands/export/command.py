"""`picograd export`: a command for each system that a folder can be made for."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grading.commands.console import console_on, say


@click.group("export", short_help="Make folders for other systems.")
def export_group() -> None:
    """Make a folder that another system can grade with."""


@export_group.command("gradescope", short_help="What Gradescope needs, ready to zip.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def gradescope_command(folder: Path) -> int:
    """Put an autograder for Gradescope into the new folder DIR; GRADESCOPE.md there says how on."""
    from grading.commands.export.gradescope.folder import GUIDE, export_gradescope

    export_gradescope(folder)
    say(console_on(sys.stdout), f"{folder} is ready; {folder / GUIDE} says how to upload it.")
    return 0
