"""A picture that a milestone has made, or a page, opened where the learner sits at a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping

import click
from rich.console import Console

from grading.course.manifest import Milestone
from grading.milestones.base import MilestoneResult
from grading.paths import ROOT

no_open_option = click.option(
    "--no-open", is_flag=True, help="Open no picture, on a desktop either."
)


def open_new_pictures(
    out: Console, ended: Iterable[tuple[Milestone, MilestoneResult | None]]
) -> None:
    """Open the first picture of each milestone that was reached just now and is to be looked at.

    Nothing where the output goes to no terminal, and where `opener` knows none.
    """
    if not out.is_terminal:
        return
    command = opener(os.environ, sys.platform, shutil.which)
    for milestone, result in ended:
        if command is None or result is None or not milestone.opens:
            continue
        if result.passed and not result.remembered and result.pictures:
            _open(command, str(ROOT / result.pictures[0]))


def open_address(address: str) -> None:
    """Open a page where a desktop is in sight; without one the address was said."""
    command = opener(os.environ, sys.platform, shutil.which)
    if command is not None:
        _open(command, address)


def opener(
    environment: Mapping[str, str], platform: str, which: Callable[[str], str | None]
) -> str | None:
    """The program that opens a picture or a page; None in CI and where no desktop is in sight."""
    if environment.get("CI"):
        return None
    if platform == "win32":
        return "startfile"
    if platform == "darwin":
        return None if "SSH_CONNECTION" in environment else which("open")
    seen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return which("xdg-open") if seen else None


def _open(command: str, what: str) -> None:
    """Without waiting for it. That it does not open is no reason to stop: where it is was said."""
    try:
        if sys.platform == "win32":
            os.startfile(what)
            return
        subprocess.Popen(
            [command, what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
