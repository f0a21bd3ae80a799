"""A learner's path through the command on a system that lacks what POSIX has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading.tiny_course import SOLUTIONS, TinyCourse, make_tiny_course

HIDES = Path(__file__).with_name("as_on_windows.py")
# Command -> its status and what it says on both channels.
Walked = dict[str, tuple[int, str, str]]
VARIES = re.compile(r"\d+\.\d s\b|(?<=^isolation: ).*", re.MULTILINE)
# A terminal without a locale, as in many a container.
POOR = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb"}
WRONG = SOLUTIONS["sums"].replace("/ 2", "/ 3")
PATH = (
    (),
    ("check", "numbers"),
    ("check", "sums"),
    ("check", "means"),
    ("hint", "sums"),
    ("milestone", "tally"),
    ("solution", "numbers"),
    ("reset", "means"),
    ("grade", "--published", "exercises"),
)


@pytest.fixture
def elsewhere(tiny: TinyCourse) -> TinyCourse:
    """The tiny course whose command, and whose workers, find what Windows has."""
    (tiny.root / "sitecustomize.py").write_bytes(HIDES.read_bytes())
    bundle = tiny.root / "grading" / "learner" / "worker_bundle.py"
    text = bundle.read_text(encoding="utf-8")
    hides = f"exec({HIDES.read_text(encoding='utf-8')!r}, {{}})"
    assert text.count('BOOT = f"""\n') == 1
    first = f'BOOT = {hides!r} + f"""\n'
    bundle.write_text(text.replace('BOOT = f"""\n', first), encoding="utf-8")
    return tiny


def walk(course: TinyCourse, **environment: str) -> Walked:
    """What each command of the path answers, where one stage is right and one is wrong."""
    course.solve("numbers")
    course.write("sums", WRONG)
    runs = {command: course.run(*command, **environment) for command in PATH}
    # What is another in each run and in each folder, and which isolation there is.
    return {
        " ".join(command): (
            run.status,
            run.err,
            VARIES.sub("", run.out.replace(str(course.root), "")),
        )
        for command, run in runs.items()
    }


def test_what_posix_has_is_hidden_from_the_course(elsewhere: TinyCourse) -> None:
    """In the command and in a worker: what the test below proves depends on it."""
    asked = "import grading.files as f; print(hasattr(f, 'fcntl'), hasattr(f.os, 'fork'))"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=elsewhere.root,
        env={**os.environ, "PYTHONPATH": str(elsewhere.root)},
        capture_output=True,
        check=True,
    )
    assert told.stdout.split() == [b"False", b"False"]
    elsewhere.write("numbers", f"import os\nprint(os.name)\n{SOLUTIONS['numbers']}assert False\n")
    out = elsewhere.run("check", "numbers").out
    assert "nt\n" in out, out


@pytest.fixture(scope="module")
def as_here(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The path on this system."""
    return walk(make_tiny_course(tmp_path_factory.mktemp("here") / "little"))


def test_the_learners_path_needs_nothing_that_windows_lacks(
    elsewhere: TinyCourse, as_here: Walked
) -> None:
    """The map, a right stage and a wrong one, a hint, a milestone, a grade: each as it is here."""
    assert walk(elsewhere) == as_here


def test_a_loop_without_end_is_stopped_and_shown_there_too(elsewhere: TinyCourse) -> None:
    """By a thread, since there is no timer that sends a signal."""
    endless = SOLUTIONS["numbers"].replace("return 2 * x", "while x:\n        pass")
    elsewhere.write("numbers", endless)
    run = elsewhere.run("check", "numbers")
    assert (run.status, run.err) == (1, "")
    assert "no answer in time: the loop in lines 21-22 did not end" in " ".join(run.out.split())


def test_no_word_of_ours_is_lost_where_there_is_no_unicode(
    tiny: TinyCourse, as_here: Walked
) -> None:
    """On an old console, in the C locale: the words are those that any other shows."""
    assert walk(tiny, PYTHONIOENCODING="ascii", **POOR) == as_here


@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
def test_a_learners_own_words_cross_any_locale(tiny: TinyCourse, encoding: str) -> None:
    """Their file is UTF-8, and what it prints is shown as far as the console can."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", 'print("Größe", "→") or x'))
    run = tiny.run("check", "numbers", PYTHONIOENCODING=encoding, **POOR)
    assert (run.status, run.err) == (1, "")
    assert "Größe ?" in run.out


def test_no_file_is_read_as_the_locale_has_it(tiny: TinyCourse) -> None:
    """Python itself warns of each that is; here of none that the course opens."""
    tiny.solve("numbers")
    tiny.write("sums", WRONG)
    warned = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "always::EncodingWarning"}
    for command in PATH:
        told = tiny.run(*command, **warned).err
        ours = [line for line in told.splitlines() if str(tiny.root) in line]
        assert ours == [], command
