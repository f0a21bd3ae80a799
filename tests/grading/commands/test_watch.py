"""`picograd watch`: a save is noticed, what it changed is told, and nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.companion.rounds import changed_functions
from grading.companion.saves import Saves
from grading.paths import ROOT
from tests.grading.conftest import Clone

COLORS = re.compile(r"\x1b\[[0-9;]*m")
# Nothing here takes a hundredth of it; what never comes should not end with the whole run.
SECONDS = 60


class Watched:
    """A running `picograd watch`. Each `wait` goes on behind what the one before has read."""

    def __init__(self, clone: Clone, *arguments: str, terminal: bool = False) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        environment |= {"COLUMNS": "100", "PYTHONPATH": "", "TERM": "xterm"}
        self.raw = self._text = ""
        self._read = 0
        self._more = threading.Condition()
        if terminal:
            import pty

            ours, theirs = pty.openpty()
        else:
            ours, theirs = os.pipe()
        self.keys = ours if terminal else None
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grading", "watch", *arguments],
            cwd=clone.root,
            env=environment,
            stdin=theirs if terminal else subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A run in the background ignores Ctrl-C, and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        os.close(theirs)
        threading.Thread(target=self._reading, args=(ours,), daemon=True).start()

    def _reading(self, descriptor: int) -> None:
        while True:
            try:
                came = os.read(descriptor, 65536)
            except OSError:  # the terminal's other end is closed
                came = b""
            with self._more:
                self.raw += came.decode("utf-8", errors="replace")
                self._text = COLORS.sub("", self.raw)
                self._more.notify_all()
            if not came:
                return

    def wait(self, text: str) -> str:
        """What came up to `text`, once it is there."""
        with self._more:
            there = self._more.wait_for(lambda: text in self._text[self._read :], SECONDS)
            assert there, f"{text!r} never came; this did:\n{self._text[self._read :]}"
            end = self._text.index(text, self._read) + len(text)
            came, self._read = self._text[self._read : end], end
        return came

    def press(self, key: str) -> None:
        assert self.keys is not None
        os.write(self.keys, key.encode())

    def ended(self) -> int:
        """Its status, when it and everything that it started is gone."""
        status = self.process.wait(SECONDS)
        with pytest.raises(ProcessLookupError):
            os.killpg(self.process.pid, 0)
        return status

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def started(clone: Clone) -> Iterator[list[Watched]]:
    """Ends whatever a test has started, however the test ended."""
    running: list[Watched] = []
    yield running
    for watched in running:
        watched.stop()


def tally(stage: str, passed: int | None = None) -> str:
    """How many checks of a stage pass, all where that is not said."""
    suite = (ROOT / "tests" / "stages" / f"test_{stage}.py").read_text(encoding="utf-8")
    total = len(re.findall(r"^def test_", suite, re.MULTILINE))
    return f"{total if passed is None else passed} of {total} checks of {stage} pass"


posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals as POSIX has them")


@posix
def test_a_save_is_told_for_the_better_and_the_worse(clone: Clone, started: list[Watched]) -> None:
    """What passes now, what did before, the first failure, and praise for the last check."""
    right = clone.solution("value")
    wrong = right.replace("math.tanh", "math.tan")
    assert wrong != right
    watched = Watched(clone)
    started.append(watched)
    assert "Value.__init__ is not written yet" in watched.wait(tally("value", 0))
    watched.wait("q quit")
    clone.write("value", wrong)
    told = watched.wait("q quit")
    assert "now passes" in told
    assert "failed   test_" in told
    assert "passed before" not in told
    clone.write("value", right)
    told = watched.wait("q quit")
    assert "now passes" in told
    assert tally("value") in told
    assert "exercises/picograd/rules.py" in told  # the next stage
    clone.write("value", wrong)
    told = watched.wait("q quit")
    assert "passed before" in told
    assert "now passes" not in told
    os.killpg(watched.process.pid, signal.SIGINT)
    assert watched.ended() == 130


@posix
def test_a_file_that_is_half_written_or_gone_is_no_end(
    clone: Clone, started: list[Watched]
) -> None:
    """A file cut short, one that is deleted, and one that is renamed into its place."""
    right = clone.solution("value")
    watched = Watched(clone)
    started.append(watched)
    watched.wait("q quit")
    clone.write("value", right[: right.index("return lift(other)") + 15])
    assert "SyntaxError" in watched.wait("q quit")
    file = clone.exercises / "value.py"
    file.unlink()
    assert "is missing" in watched.wait("q quit")
    aside = clone.exercises / "value.py.tmp"
    aside.write_text(right, encoding="utf-8")
    aside.replace(file)
    assert tally("value") in watched.wait("q quit")
    # The same text again is no save: what comes next is the other stage.
    file.touch()
    clone.write("rules", clone.solution("rules"))
    told = watched.wait("q quit")
    assert tally("rules") in told
    assert "of value pass" not in told


@posix
def test_keys_ask_for_more(clone: Clone, started: list[Watched]) -> None:
    """Next failure, hint, all, the map, the live page with what was just shown, and the end,
    each with one key; the terminal stays sane.
    """
    wrong = clone.solution("value").replace("math.tanh", "math.tan")
    wrong = wrong.replace("math.exp(self.data)", "math.exp(-self.data)")
    clone.write("value", wrong)
    watched = Watched(clone, terminal=True)
    started.append(watched)
    watched.wait("q quit")
    watched.press("a")
    everything = watched.wait("q quit")
    assert everything.count("The check: tests/stages/test_value.py") > 1
    watched.press("n")
    assert "Failure 2 of " in watched.wait("q quit")
    watched.press("x")  # means nothing
    watched.press("h")
    assert "int 1 of " in watched.wait("q quit")
    watched.press("s")
    assert "The scalar engine" in watched.wait("q quit")
    watched.press("l")
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", watched.wait("q quit"))
    assert found is not None
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    assert b"<script" in opener.open(found.group()).read()
    at = found.group().partition("?")[0]
    assert json.load(opener.open(f"{at}api/map"))["now"]["failure"]["name"].startswith("test_")
    clone.write("value", clone.solution("value"))
    watched.wait(tally("value"))
    watched.wait("q quit")
    assert json.load(opener.open(f"{at}api/map"))["now"]["better"]["count"] > 1
    watched.press("q")
    assert watched.ended() == 0


@posix
def test_it_may_be_a_block_after_another(clone: Clone, started: list[Watched]) -> None:
    """With --plain the screen is never cleared, on a terminal either; without, it is."""
    for arguments, cleared in (((), True), (("--plain",), False)):
        watched = Watched(clone, *arguments, terminal=True)
        started.append(watched)
        watched.wait("q quit")
        assert ("\x1b[2J" in watched.raw) == cleared
        watched.press("q")
        assert watched.ended() == 0


def test_what_is_being_written_is_not_told_yet(tmp_path: Path) -> None:
    """A file is told once it rests, and once for each time that it was saved."""
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    other.write_text("b", encoding="utf-8")
    saves = Saves([file, other])
    assert saves.look() == ()
    file.write_text("a", encoding="utf-8")
    assert saves.look() == ()  # it may still be written
    file.write_text("a = 1", encoding="utf-8")
    assert saves.look() == ()
    assert saves.look() == (file,)
    assert saves.look() == ()
    file.unlink()
    assert (saves.look(), saves.look()) == ((), (file,))


def test_the_functions_that_a_save_changed() -> None:
    """By what they say: neither a comment nor a moved line is a change."""
    before = "class A:\n    def f(self):\n        return 1\n\n\ndef g():\n    return 2\n"
    after = "# new\n" + before.replace("return 1", "return 3") + "\n\ndef h():\n    pass\n"
    assert changed_functions(before, after) == {"A.f", "h"}
    assert (
        changed_functions(before, before.replace("    return 2", "    return (2)  # why")) == set()
    )
    assert changed_functions(before, "def (") == set()
