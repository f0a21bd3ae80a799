"""`picograd watch`: the checks of a stage again after every save."""

from __future__ import annotations

import contextlib
import sys

import click

from grading.commands.console import console_on
from grading.commands.keys import reading_keys
from grading.commands.watching import Screen, Watching
from grading.companion.engine_room import SECONDS_BETWEEN_LOOKS
from grading.course.manifest import load_course


@click.command("watch", short_help="Run the checks again after every save.")
@click.option("--plain", is_flag=True, help="Never clear the screen: one block after another.")
@click.pass_context
def watch_command(context: click.Context, plain: bool) -> int:
    """Run the checks of a stage again whenever you save its file.

    It begins with the first stage that does not pass. After each save: what changed for the
    better and the worse, the first failure in full, and how many checks pass. Single keys ask for
    more. Ctrl-C or q ends it.
    """
    screen = Screen(console_on(sys.stdout), plain)
    with contextlib.ExitStack() as until_the_end, reading_keys() as wait:
        watching = Watching(load_course(), screen, context.find_root().command, until_the_end)
        watching.begin()
        while True:
            key = wait(SECONDS_BETWEEN_LOOKS)
            if key in ("q", "Q"):
                return 0
            if key:
                watching.press(key.lower())
            watching.look()
