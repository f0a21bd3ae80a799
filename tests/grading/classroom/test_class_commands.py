"""`picograd class` from a download to the gradebook, on a course of three tiny stages."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grading.tiny_course import SOLUTIONS, STUBS, TinyCourse, make_tiny_course

pytest.importorskip("distributed", reason="Dask is not installed: a class cannot be graded")

WRONG = SOLUTIONS["numbers"].replace("return 2 * x", "return 2 + x")


class Class:
    """A tiny course, and a download with a student for each text of `numbers`."""

    def __init__(self, course: TinyCourse) -> None:
        self.course = course
        self.downloads = course.root.parent / "downloads"
        self.store = course.root.parent / "class.sqlite"
        self.roster = course.root.parent / "roster.csv"
        self.downloads.mkdir()
        self.roster.write_text("id,login,name\n", encoding="utf-8")

    def hand_in(self, login: str, numbers: str = SOLUTIONS["numbers"], **others: str) -> None:
        """One more student, and what they handed in."""
        lines = self.roster.read_text(encoding="utf-8").splitlines()
        if not any(f",{login}," in line for line in lines):
            lines.append(f"{100 + len(lines)},{login},{login.title()}")
            self.roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with zipfile.ZipFile(self.downloads / f"{login}.zip", "w") as packed:
            for stage, text in {"numbers": numbers, **others}.items():
                packed.writestr(f"picograd/{stage}.py", text)

    @property
    def grading(self) -> list[str]:
        """The command, with what it always needs."""
        return [
            "class", "grade", str(self.downloads), "--roster", str(self.roster), "--into",
            str(self.store), "--published", "--no-milestones", "--processes", "2",
            "--require-isolation", "0",
        ]  # fmt: skip

    def grade(self, *more: str):  # type: ignore[no-untyped-def]
        return self.course.run(*self.grading, *more)

    def gradings(self) -> list[tuple[str, float]]:
        """The content and score of each grading in the store."""
        with sqlite3.connect(self.store) as store:
            return store.execute("SELECT content, score FROM gradings ORDER BY grading").fetchall()


@pytest.fixture
def klass(tmp_path: Path) -> Class:
    return Class(make_tiny_course(tmp_path / "little"))


def test_from_the_download_to_the_gradebook(klass: Class) -> None:
    """Graded once each, looked at, and filled in; what is unchanged is not graded again."""
    klass.hand_in("ann")
    klass.hand_in("ben", WRONG, sums=SOLUTIONS["sums"])
    klass.hand_in("cem", STUBS["numbers"])
    (klass.downloads / "dora.zip").write_bytes(b"PK\x03\x04")
    klass.roster.write_text(
        klass.roster.read_text(encoding="utf-8") + "109,dora,Dora\n110,emil,Emil\n",
        encoding="utf-8",
    )
    ran = klass.grade()
    assert ran.status == 0, ran.err
    assert "3 submissions of 4 students" in ran.out
    assert "1 cannot be graded:" in ran.out and "1 handed in nothing:\n  Emil" in ran.out
    assert "  Ann: 20 of 75" in ran.out and "  Cem: 0 of 75" in ran.out

    again = klass.grade()
    assert again.status == 0 and "3 submissions graded before: kept." in again.out
    assert len(klass.gradings()) == 3

    status = klass.course.run("class", "status", "--from", str(klass.store))
    assert "5 students" in status.out and "3  graded" in status.out
    assert "1  handed in nothing" in status.out

    table = klass.store.with_name("book.csv")
    table.write_text("id,grade\n101,\n102,\n103,\n109,\n110,\n", encoding="utf-8")
    filled = klass.course.run(
        "class", "marks", "--from", str(klass.store), "--fill", str(table), "--column", "grade"
    )
    assert filled.status == 0, filled.err
    marks = (klass.store.with_name("book-marks.csv")).read_text(encoding="utf-8").splitlines()
    assert marks[1] == "101,26.67" and marks[3:] == ["103,0.00", "109,0.00", "110,"]

    site = klass.store.with_name("site")
    shown = klass.course.run("class", "report", "--from", str(klass.store), "--into", str(site))
    assert shown.status == 0, shown.err
    page = (site / "students" / "ben.html").read_text(encoding="utf-8")
    assert "double" in page and str(klass.course.root) not in page and "Ann" not in page
    assert "cem" in (site / "index.html").read_text(encoding="utf-8").casefold()


def test_a_changed_check_is_graded_again_and_compared_before_it_counts(klass: Class) -> None:
    """regrade shows old and new points; the old ones count until somebody agrees."""
    klass.hand_in("ann")
    assert klass.grade().status == 0
    suite = klass.course.root / "tests" / "stages" / "test_numbers.py"
    more = '\n\ndef test_more(learner):\n    """Double of three is seven."""\n'
    more += "    got = learner.ask(lambda picograd: picograd.numbers.double(3.0))\n"
    more += '    assert_close(got, 7.0, "double")\n'
    suite.write_text(suite.read_text(encoding="utf-8") + more, encoding="utf-8")

    told = klass.grade()
    assert "1 of them by another version of picograd" in told.out
    # With nobody at the terminal nothing is agreed to.
    changed = ["class", "regrade", "--from", str(klass.store), "--changed", "--processes", "1"]
    first = klass.course.run(*changed)
    assert first.status == 0, first.err
    assert "20 of 75" in first.out and "16.67 of 75" in first.out and "numbers" in first.out
    assert "The old gradings count" in first.out
    marks = ["class", "marks", "--from", str(klass.store)]
    assert "26.67" in klass.course.run(*marks).out
    assert klass.course.run(*changed, "--yes").status == 0
    assert "22.22" in klass.course.run(*marks).out
    assert len(klass.gradings()) == 3


def test_a_store_of_another_version_is_refused_and_left_alone(klass: Class) -> None:
    """One sentence; not a byte of it is changed."""
    with sqlite3.connect(klass.store) as store:
        store.execute("PRAGMA user_version = 99")
        store.execute("CREATE TABLE kept (x)")
    before = klass.store.read_bytes()
    klass.hand_in("ann")
    ran = klass.grade()
    assert ran.status == 2 and "written by another version of picograd" in ran.err
    assert klass.store.read_bytes() == before


@pytest.fixture
def running(klass: Class) -> Iterator[subprocess.Popen[str]]:
    """A grading of six students in the background."""
    for number in range(6):
        klass.hand_in(f"s{number}", SOLUTIONS["numbers"] + f"\n# {number}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", *klass.grading],
        cwd=klass.course.root,
        env={**os.environ, "PYTHONPATH": str(klass.course.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.wait()


def wait_for_a_grading(klass: Class, process: subprocess.Popen[str]) -> None:
    """Until the first one is in the store."""
    while process.poll() is None:
        if klass.store.is_file():
            try:
                if klass.gradings():
                    return
            except sqlite3.OperationalError:
                pass
        time.sleep(0.02)
    raise AssertionError(f"it ended before it was killed: {process.communicate()[0]}")


def in_session(leader: int) -> list[int]:
    """The processes that a grading began: those whose environment or parent says so."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != leader:
            try:
                command = (entry / "cmdline").read_bytes()
                cwd = os.readlink(entry / "cwd")
            except OSError:
                continue
            if b"grading.classroom.serve" in command or b"distributed" in command:
                found.append((int(entry.name), cwd))
    return [pid for pid, cwd in found]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_moment_it_goes_on_where_it_was(
    klass: Class, running: subprocess.Popen[str], number: signal.Signals
) -> None:
    """What was graded is in the store, is not graded again, and no process stays behind."""
    wait_for_a_grading(klass, running)
    os.kill(running.pid, number)
    out, _ = running.communicate()
    kept = klass.gradings()
    assert 1 <= len(kept) <= 6
    if number == signal.SIGINT:
        assert "Stopping" in out
    again = klass.grade()
    assert again.status == 0, again.err
    scores = dict(klass.gradings())
    assert len(klass.gradings()) == len(scores) == 6
    assert klass.gradings()[: len(kept)] == kept
    while [pid for pid in in_session(running.pid) if str(klass.course.root) in _cwd(pid)]:
        time.sleep(0.05)


def _cwd(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def test_a_grader_that_is_killed_costs_only_what_was_in_flight(
    klass: Class, running: subprocess.Popen[str]
) -> None:
    """The grading process of a worker dies: its submission is asked again, and all are graded."""
    wait_for_a_grading(klass, running)
    graders = [pid for pid in in_session(0) if _cwd(pid) == str(klass.course.root)]
    for pid in graders[:1]:
        os.kill(pid, signal.SIGKILL)
    out, _ = running.communicate()
    assert running.returncode == 0, out
    assert len(dict(klass.gradings())) == 6


def test_two_graders_on_one_store_do_no_harm(klass: Class, running: subprocess.Popen[str]) -> None:
    """Both end well, and no submission has two gradings."""
    second = klass.grade()
    out, _ = running.communicate()
    assert (second.status, running.returncode) == (0, 0), second.err + out
    assert len(klass.gradings()) == len(dict(klass.gradings())) == 6


@pytest.fixture
def cluster(klass: Class) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler, and the processes: itself, and what `class worker` began."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", f"{port}"]
    worker = [sys.executable, "-m", "grading", "class", "worker", address, "--processes", "1"]
    processes = [
        subprocess.Popen(
            command,
            cwd=klass.course.root,
            env={**os.environ, "PYTHONPATH": str(klass.course.root)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        for command in ([*scheduler, "--host", "127.0.0.1", "--no-dashboard"], worker)
    ]
    yield address, processes
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_cluster_grades_and_a_lost_scheduler_costs_what_was_in_flight(
    klass: Class, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    """The same command on other machines; without them it says so, and goes on later."""
    address, (scheduler, _) = cluster
    for number in range(6):
        klass.hand_in(f"s{number}", SOLUTIONS["numbers"] + f"\n# {number}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "grading", *klass.grading, "--scheduler", address],
        cwd=klass.course.root,
        env={**os.environ, "PYTHONPATH": str(klass.course.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for_a_grading(klass, process)
    os.killpg(scheduler.pid, signal.SIGKILL)
    out, _ = process.communicate()
    kept = klass.gradings()
    if len(kept) < 6:
        assert process.returncode == 2 and "what was graded is kept" in out, out
    again = klass.grade()
    assert again.status == 0, again.err
    assert klass.gradings()[: len(kept)] == kept and len(dict(klass.gradings())) == 6


def test_a_worker_with_another_picograd_is_refused_before_the_first_task(
    klass: Class, cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    """Marks of two versions would not be comparable; the sentence says what differs."""
    address, _ = cluster
    other = Class(make_tiny_course(tmp_path / "other" / "little"))
    suite = other.course.root / "tests" / "stages" / "test_numbers.py"
    suite.write_text(suite.read_text(encoding="utf-8") + "\n\n# newer\n", encoding="utf-8")
    other.hand_in("ann")
    ran = other.grade("--scheduler", address)
    assert ran.status == 2 and "install the same on both" in ran.err, ran.err
    assert other.gradings() == []


def test_where_no_cluster_answers_one_sentence_says_so(klass: Class) -> None:
    """And nothing waits for ever."""
    klass.hand_in("ann")
    ran = klass.grade("--scheduler", "tcp://127.0.0.1:9")
    assert ran.status == 2 and "no worker answers at tcp://127.0.0.1:9" in ran.err
