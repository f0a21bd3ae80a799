"""`picograd live`: a page on this machine that shows the learner's own engine at work."""

from __future__ import annotations

import contextlib
import sys
import time

import click
from rich.text import Text

from grading.commands.console import console_on, flush_output, say
from grading.commands.opening import open_address
from grading.companion.engine_room import SECONDS_BETWEEN_LOOKS, EngineRoom
from grading.companion.page import serving_page
from grading.course.manifest import load_course
from grading.errors import PicogradError
from grading.grade import Watcher


@click.command("live", short_help="Open a page that shows your engine at work.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 for any free one.")
def live_command(no_browser: bool, port: int | None) -> int:
    """Open a page that shows your engine at work, and runs your checks after every save.

    It is served on this machine alone and needs no network. Ctrl-C ends it.
    """
    course, out = load_course(), console_on(sys.stdout)
    room = EngineRoom(course)
    with serving_page(course, port) as page:
        say(out, Text.assemble("Your page: ", (page.address, "bold cyan")))
        say(out, Text("It is for this machine alone. Ctrl-C ends it.", "dim"))
        flush_output()
        if not no_browser:
            open_address(page.address)
        # What keeps a stage from being run is told on the page, and may be mended with a save.
        with contextlib.suppress(PicogradError):
            page.run(room.begin, Watcher())
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            for _, run in room.look():
                with contextlib.suppress(PicogradError):
                    page.run(run, Watcher())
