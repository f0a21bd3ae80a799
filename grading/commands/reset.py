"""`picograd reset`: a stage as it was shipped."""

from __future__ import annotations

import sys

import click

from grading.commands.console import console_on, say
from grading.companion.restore_stub import restore_stub
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.paths import display_path


@click.command("reset", short_help="Put a stub back, keeping your file.")
@click.argument("stage")
def reset_command(stage: str) -> int:
    """Put the stub of STAGE back; your file is kept beside it under another name."""
    out = console_on(sys.stdout)
    done = restore_stub(stage_named(load_course(), stage))
    if done.kept is not None:
        say(out, f"Your file is kept as {display_path(done.kept)}")
    unchanged = f"{display_path(done.file)} is as it was shipped; nothing to do."
    say(out, f"{display_path(done.file)} is the stub again." if done.changed else unchanged)
    return 0
