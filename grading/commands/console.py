"""Where the terminal's words go: in color with a live display, or plain."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

from grading.errors import Unheard


def survive_any_encoding() -> None:
    """A character that the console cannot show becomes `?` instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def console_on(stream: TextIO) -> Console:
    """Plain (no color, no escape code, nothing live) unless `stream` is a willing terminal."""
    fancy = stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return _Console(
        file=stream,
        force_terminal=None if fancy else False,
        force_interactive=None if fancy else False,
        no_color=not fancy,
        color_system="auto" if fancy else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


class _Console(Console):
    """Raises Unheard where rich would end the process with status 1, in the middle of grading."""

    def on_broken_pipe(self) -> None:
        raise _unheard()


def print_text(text: str) -> None:
    """Print `text` as it is. Unheard where standard output is closed."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise _unheard() from None


def flush_output() -> None:
    """Have everything read that was printed. Unheard where standard output is closed."""
    try:
        if sys.stdout is not None:  # pythonw on Windows
            sys.stdout.flush()
    except BrokenPipeError:
        raise _unheard() from None


def _unheard() -> Unheard:
    return Unheard(
        "standard output was closed before grading ended; keep it open, or send it to a file"
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
