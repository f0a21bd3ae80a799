"""`picograd live`: a page on this machine that shows the learner's own engine at work."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from rich.text import Text

from grading.commands.console import console_on, flush_output, say
from grading.commands.opening import open_address
from grading.companion.engine_room import SECONDS_BETWEEN_LOOKS, EngineRoom
from grading.companion.rounds import Round
from grading.course.manifest import load_course
from grading.errors import PicogradError
from grading.grade import Watcher

if TYPE_CHECKING:
    from grading.companion.live.live import Live


@click.command("live", short_help="Open a page that shows your engine at work.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 for any free one.")
def live_command(no_browser: bool, port: int | None) -> int:
    """Open a page that shows your engine at work, and runs your checks after every save.

    It is served on this machine alone and needs no network. Ctrl-C ends it.
    """
    from grading.companion.live.live import Live
    from grading.companion.live.serving import serving

    course, out = load_course(), console_on(sys.stdout)
    live, room = Live(course), EngineRoom(course)
    with serving(live, port) as address:
        say(out, Text.assemble("Your page: ", (address, "bold cyan")))
        say(out, Text("It is for this machine alone. Ctrl-C ends it.", "dim"))
        flush_output()
        if not no_browser:
            open_address(address)
        _run(live, room.begin)
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            for _, run in room.look():
                _run(live, run)


def _run(live: Live, run: Callable[[Watcher], Round | None]) -> None:
    from grading.companion.live.telling import run_and_tell

    # What keeps it from running was told to the page, and may be mended with the next save.
    with contextlib.suppress(PicogradError):
        run_and_tell(live, run, Watcher())
