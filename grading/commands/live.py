"""`picograd live`: a page on this machine that shows the learner's own engine at work."""

from __future__ import annotations

import sys
import time
import webbrowser

import click
from rich.text import Text

from grading.commands.console import console_on, flush_output, say
from grading.companion.engine_room import SECONDS_BETWEEN_LOOKS, EngineRoom
from grading.course.manifest import load_course


@click.command("live", short_help="Open a page that shows your engine at work.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 for any free one.")
def live_command(no_browser: bool, port: int | None) -> int:
    """Open a page that shows your engine at work, and runs your checks after every save.

    It is served on this machine alone and needs no network. Ctrl-C ends it.
    """
    from grading.companion.live import telling
    from grading.companion.live.live import Live
    from grading.companion.live.serving import serving

    course, out = load_course(), console_on(sys.stdout)
    live, room = Live(course), EngineRoom(course)
    with serving(live, port) as address:
        say(out, Text.assemble("Your page: ", (address, "bold cyan")))
        say(out, Text("It is for this machine alone. Ctrl-C ends it.", "dim"))
        flush_output()
        if not no_browser:
            webbrowser.open(address)
        telling.begin(live, room)
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            telling.look(live, room)
