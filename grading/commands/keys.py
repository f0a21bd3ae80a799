"""Single keys, without the Enter key, where standard input is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Waits so many seconds for a key, and answers with it, or with "" when none came.
Wait = Callable[[float], str]


@contextmanager
def reading_keys() -> Iterator[Wait]:
    """A `Wait`; where there is no terminal to read from, one to which no key ever comes.

    Ctrl-C stays what it is, and what is printed looks as always.
    """
    if not sys.stdin or not sys.stdin.isatty():
        yield _wait_only
        return
    try:
        import termios
        import tty
    except ImportError:  # Windows
        yield _wait_on_windows
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield _wait_on_posix
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _wait_only(seconds: float) -> str:
    time.sleep(seconds)
    return ""


def _wait_on_posix(seconds: float) -> str:
    import os
    import select

    descriptor = sys.stdin.fileno()
    if not select.select([descriptor], [], [], seconds)[0]:
        return ""
    # Not sys.stdin.read: it keeps what it reads ahead, and select would not know of it.
    typed = os.read(descriptor, 1)
    if typed == b"\x1b":
        # An arrow key sends several bytes at once, none of which was meant as a letter.
        while select.select([descriptor], [], [], 0)[0]:
            os.read(descriptor, 1)
        return ""
    return typed.decode("ascii", errors="ignore")


def _wait_on_windows(seconds: float) -> str:
    import msvcrt

    until = time.monotonic() + seconds
    while not msvcrt.kbhit():  # type: ignore[attr-defined]  # there on Windows alone
        if time.monotonic() >= until:
            return ""
        time.sleep(0.02)
    return str(msvcrt.getwch())  # type: ignore[attr-defined]  # as above
