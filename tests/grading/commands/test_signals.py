"""What a grading that is ended from outside leaves behind: nothing, or not for long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.grading.tiny_course import SOLUTIONS, TinyCourse

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

# At level 0 what the code writes can be seen from here.
COMMAND = ("grade", "--isolation", "0", "--no-milestones")
ENDLESS = "\n\nopen('begun', 'w').close()\nwhile True:\n    pass\n"


@contextmanager
def grading(tiny: TinyCourse, temporary: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A grading that is within a loop without end of the learner's."""
    manifest = tiny.root / "grading" / "course" / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("seconds_per_check = 3\n", "seconds_per_check = 600\n"))
    tiny.write("numbers", SOLUTIONS["numbers"] + ENDLESS)
    temporary.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", *COMMAND],
        cwd=tiny.root,
        env={**os.environ, "PYTHONPATH": str(tiny.root), "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # Whatever started this may have it ignored, and that is inherited.
        preexec_fn=_with_signals_as_a_terminal_has_them,
    )
    try:
        wait_for(lambda: bool([*temporary.glob("picograd-*/home/begun")]))
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def wait_for(happened: Callable[[], bool]) -> None:
    while not happened():
        time.sleep(0.02)


@pytest.mark.parametrize("kind", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_it_as_ctrl_c_does(tiny: TinyCourse, tmp_path: Path, kind: str) -> None:
    """One word, the status that says which signal it was, and no folder."""
    with grading(tiny, tmp_path / "t") as process:
        process.send_signal(getattr(signal, kind))
        assert process.wait() == 128 + getattr(signal, kind)
        assert process.stderr
        assert process.stderr.read().splitlines()[-1] == b"Stopped."
    assert [*(tmp_path / "t").iterdir()] == []


def test_what_a_killed_one_leaves_the_next_one_removes(tiny: TinyCourse, tmp_path: Path) -> None:
    """And nothing of one that lives, or that is not ours."""
    temporary = tmp_path / "t"
    strange = temporary / "picograd-of-mine"
    strange.mkdir(parents=True)
    with grading(tiny, temporary) as living:
        [folder] = {*temporary.iterdir()} - {strange}
        tiny.solve("numbers")
        next_one = ("grade", "--stage", "numbers", "--no-milestones")
        assert tiny.run(*next_one, TMPDIR=str(temporary)).status == 0
        assert (folder / "home" / "begun").exists()
        living.kill()
        living.wait()
        assert folder.exists()
        assert tiny.run(*next_one, TMPDIR=str(temporary)).status == 0
    assert [*temporary.iterdir()] == [strange]


def _with_signals_as_a_terminal_has_them() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
