"""The picture of a milestone that opens on the learner's desktop, where there is one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grading.commands.opening import open_new_pictures, opener
from grading.course.manifest import Milestone
from grading.milestones.base import MilestoneResult
from grading.paths import ROOT
from tests.grading.commands.test_cli import on_a_terminal
from tests.grading.tiny_course import TinyCourse

TALLY = Milestone("tally", "A tally", "Doubles.", "sums", 15, opens=True)
DRAWN = MilestoneResult("tally", True, 1.0, pictures=("pictures/tally.png", "pictures/more.png"))


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", "/bin/xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "/bin/xdg-open"),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "from there"}, "linux", "/bin/xdg-open"),
        ({}, "linux", None),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", None),
        ({}, "darwin", "/bin/open"),
        ({"SSH_CONNECTION": "from there"}, "darwin", None),
        ({}, "win32", "startfile"),
        ({"CI": "1"}, "win32", None),
    ],
)
def test_a_picture_opens_where_a_desktop_is_in_sight(
    environment: dict[str, str], platform: str, expected: str | None
) -> None:
    """A display on Linux, a session of one's own on macOS, always on Windows; never in CI."""
    assert opener(environment, platform, lambda name: f"/bin/{name}") == expected


def test_where_no_program_opens_pictures_nothing_opens() -> None:
    """A display without xdg-open is no error."""
    assert opener({"DISPLAY": ":0"}, "linux", lambda name: None) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts no program for it")
@pytest.mark.parametrize(
    ("terminal", "opens", "remembered", "passed", "opened"),
    [
        (True, True, False, True, 1),
        (False, True, False, True, 0),
        (True, False, False, True, 0),
        (True, True, True, True, 0),
        (True, True, False, False, 0),
    ],
)
def test_only_a_new_picture_opens_and_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    opens: bool,
    remembered: bool,
    passed: bool,
    opened: int,
) -> None:
    """The first one of a milestone that was reached just now, where the manifest wants it."""
    started: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    monkeypatch.setattr("grading.commands.opening.opener", lambda *_: "/bin/xdg-open")
    out = Console(file=io.StringIO(), force_terminal=terminal)
    milestone = Milestone("tally", "A tally", "Doubles.", "sums", 15, opens=opens)
    result = MilestoneResult("tally", passed, 1.0, pictures=DRAWN.pictures, remembered=remembered)
    open_new_pictures(out, [(milestone, result), (TALLY, None)])
    assert started == [["/bin/xdg-open", str(ROOT / "pictures" / "tally.png")]] * opened


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is Linux's")
def test_the_picture_opens_when_the_milestone_is_reached(tiny: TinyCourse, tmp_path: Path) -> None:
    """Not with --no-open, then once for `picograd milestone`, and once more for the map."""
    tiny.solve(*("numbers", "sums"))
    manifest = tiny.root / "grading" / "course" / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('after = "sums"\n', 'after = "sums"\nopens = true\n'))
    desktop, opened = tmp_path / "bin", tmp_path / "opened"
    desktop.mkdir()
    program = desktop / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    program.chmod(0o755)
    environment = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR")}
    environment |= {"TERM": "xterm", "DISPLAY": ":0", "COLUMNS": "120"}
    environment |= {"PATH": f"{desktop}{os.pathsep}{environment['PATH']}"}
    picograd = [sys.executable, "-m", "grading"]
    picture = str(tiny.root / ".picograd" / "pictures" / "tally.png")
    for arguments, lines in ((["milestone", "tally", "--no-open"], 0), (["milestone", "tally"], 1)):
        assert "tally.png" in on_a_terminal([*picograd, *arguments], tiny.root, environment)
        wait_for_lines(opened, lines)
    (tiny.root / ".picograd" / "state.json").unlink()
    on_a_terminal(picograd, tiny.root, environment)
    wait_for_lines(opened, 2)
    assert opened.read_text(encoding="utf-8").splitlines() == [picture] * 2


def wait_for_lines(file: Path, lines: int) -> None:
    """Until the program that is not waited for has written so many; a minute is never needed."""
    for _ in range(1200):
        if lines == 0 or (
            file.exists() and len(file.read_text(encoding="utf-8").splitlines()) >= lines
        ):
            return
        time.sleep(0.05)
    raise AssertionError(f"{file} never had {lines} lines")
