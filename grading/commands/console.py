"""Where the terminal's words go: in color with a live display, or plain."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text


def survive_any_encoding() -> None:
    """A character that the console cannot show becomes `?` instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def console_on(stream: TextIO) -> Console:
    """Plain (no color, no escape code, nothing live) unless `stream` is a willing terminal."""
    fancy = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Console(
        file=stream,
        force_terminal=None if fancy else False,
        force_interactive=None if fancy else False,
        no_color=not fancy,
        color_system="auto" if fancy else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def say(console: Console, *texts: Text | str) -> None:
    """Print each on lines of its own, as long as they are: paths and messages stay whole."""
    for text in texts:
        console.print(text, soft_wrap=True)


def shows_blocks(console: Console) -> bool:
    """Whether to draw bars with blocks: on a terminal whose encoding has them."""
    if not console.is_terminal:
        return False
    try:
        "█░".encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
