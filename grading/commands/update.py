"""`picograd update`: a newer handout in place of this one, and your files as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grading.commands.console import console_on, say
from grading.companion.handout import update
from grading.paths import ROOT
from grading.report.screen.words import count


@click.command("update", short_help="Take in a newer release of your course.")
@click.argument("newer", type=click.Path(path_type=Path, exists=True), metavar="HANDOUT-RELEASE")
def update_command(newer: Path) -> int:
    """Replace everything but your own files by the handout HANDOUT-RELEASE, a folder or a zip.

    What you wrote in exercises/picograd/ stays to the letter, and so does every file of your own.
    """
    out = console_on(sys.stdout)
    done = update(ROOT, newer)
    if done.before == done.release:
        say(out, f"This is release {done.release} already.")
    else:
        say(out, f"Release {done.release} in place of {done.before}.")
    say(out, f"{count(len(done.kept), 'file')} of yours kept as they are.")
    for path in done.changed:
        say(out, f"  {path}: its lesson or stub changed; `picograd reset` puts the new one beside.")
    return 0
