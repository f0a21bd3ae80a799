"""The layers that lock a submission's code in: each is tried, and each test can fail."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grading.errors import CouldNotGrade
from grading.learner import bubblewrap
from grading.learner import choose as choice
from grading.learner.choose import HIGHEST, choose_isolation
from grading.learner.isolation import MOST_IN_ONE_FILE, MOST_MEMORY, Isolation
from grading.learner.launch import folder_for_worker, start_process
from grading.learner.package import Package
from grading.learner.runner import LearnerError, TimedOut, WorkerDied
from grading.learner.sandboxed import Sandboxed
from grading.learner.start_worker import start_worker
from grading.paths import ROOT
from grading.worker import seccomp
from grading.worker.supervisor import FIRST_UID

pytestmark = pytest.mark.skipif(os.name != "posix", reason="level 0 alone, for practice")

LEVELS = range(HIGHEST + 1)
NAMED = [pytest.param(level, id=f"level{level}") for level in LEVELS]
EMPTY = Package((), {})


@cache
def reached(level: int) -> Isolation | str:
    """The isolation of this level, or why there is none here."""
    try:
        return choose_isolation(str(level))
    except CouldNotGrade as error:
        return str(error)


def isolation_at(level: int) -> Isolation:
    isolation = reached(level)
    if isinstance(isolation, str):
        pytest.skip(f"NOT TRIED: {isolation}")
    return isolation


def asked(level: int, probe: Callable[..., Any], *arguments: Any, fenced: bool = False) -> Any:
    """What `probe` answers in a worker at this level."""
    isolation = replace(isolation_at(level), fenced=fenced)
    with Sandboxed(EMPTY, None, 20.0, isolation=isolation) as worker:
        return worker.run(probe, list(arguments))


def alive(token: str) -> list[int]:
    """The processes with `token` on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            if token in (entry / "cmdline").read_text() and state != "Z":
                found.append(int(entry.name))
    return found


# --- which level ----------------------------------------------------------------------


def test_the_lowest_level_works_everywhere() -> None:
    """Level 0 needs nothing."""
    assert isinstance(reached(0), Isolation)


@pytest.mark.parametrize("level", NAMED)
def test_a_level_is_what_it_says(level: int) -> None:
    """A worker at a level finds everything closed that the level closes."""
    worker, found = start_worker(EMPTY, isolation_at(level), str(Path(__file__)))
    worker.end()
    assert [said for known, said in choice._expected(level) if not known(found)] == []


def test_the_probe_of_a_level_can_fail() -> None:
    """A worker that is not locked in does not pass for one that is."""
    worker, found = start_worker(EMPTY, isolation_at(0), str(Path(__file__)))
    worker.end()
    lacking = {said for known, said in choice._expected(3) if not known(found)}
    assert {"it can read other files", "it can start processes", "it has a network"} <= lacking


def test_auto_is_the_highest_level_that_works() -> None:
    """`auto` says which level, what it is, and why none above it works."""
    highest = max(level for level in LEVELS if isinstance(reached(level), Isolation))
    chosen = choose_isolation()
    assert chosen.level == highest
    assert f"level {highest} of {HIGHEST}" in chosen.means
    assert ("not 3" in chosen.means) == (highest < 3)


def test_without_bubblewrap_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program costs a level, not the grading."""
    monkeypatch.setattr(bubblewrap, "find_bubblewrap", lambda: None)
    chosen = choose_isolation.__wrapped__()
    assert chosen.level is not None and chosen.level < 3
    assert "bubblewrap is not installed" in chosen.means


def test_what_is_required_and_not_there_is_no_grade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for more than works fails closed, and so does requiring it."""
    monkeypatch.setattr(choice, "_lacking", lambda i: "" if i.level == 0 else "it is Tuesday")
    ask = choose_isolation.__wrapped__
    assert ask("auto").level == 0
    assert "not 2: it is Tuesday" in ask("auto").means
    for requested, required in (("3", None), ("auto", 1), ("0", 2), ("none", 0)):
        with pytest.raises(CouldNotGrade):
            ask(requested, required)
    assert ask("none").level is None
    monkeypatch.setattr(choice, "_lacking", lambda i: "nothing works")
    with pytest.raises(CouldNotGrade, match="nothing works"):
        ask("auto")


# --- what remains of it: nothing ------------------------------------------------------

DETACHED = """
import os, signal, sys, time
def sleeper():
    os.execv("/bin/sleep", ["sleep", "TOKEN"])
"""
ESCAPES = {
    "a child": "os.fork() or sleeper()",
    "a daemon": "if os.fork() == 0:\n os.setsid()\n os.fork() and os._exit(0)\n sleeper()",
    "a stopped one": "p = os.fork() or sleeper()\ntime.sleep(.2)\nos.kill(p, signal.SIGSTOP)",
    "one that ignores signals": (
        "if os.fork() == 0:\n os.setsid()\n signal.signal(15, signal.SIG_IGN)\n sleeper()"
    ),
    # As many as it may: where the limit ended it, they would be gone before anyone looked.
    "a hundred": (
        "for _ in range(100):\n try:\n  child = os.fork()\n except OSError:\n  break\n"
        " if child == 0:\n  os.setsid()\n  sleeper()"
    ),
    "one without descriptors": (
        "if os.fork() == 0:\n os.setsid()\n os.closerange(0, 256)\n sleeper()"
    ),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has subreapers")
@pytest.mark.parametrize("leaves", [True, False], ids=["leaves", "is ended"])
@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("level", NAMED[:2])
def test_nothing_that_a_worker_started_outlives_it(level: int, escape: str, leaves: bool) -> None:
    """However a process detaches itself, it is dead when the worker has ended."""
    token = f"{os.getpid()}{time.monotonic_ns()}"
    isolation = isolation_at(level)
    with folder_for_worker() as folder:
        home = Path(folder, "home")
        home.mkdir()
        stay = f"while not os.path.exists({str(home / 'seen')!r}): time.sleep(.02)"
        code = DETACHED.replace("TOKEN", token) + ESCAPES[escape] + f"\n{stay}\n"
        begun = start_process(isolation, home, ["-I", "-S", "-c", code], 100)
        while not alive(token) and begun.process.poll() is None:
            time.sleep(0.02)
        assert alive(token)
        if leaves:
            (home / "seen").touch()
        else:
            begun.end()
        assert begun.process.wait() == 0
        assert alive(token) == []
        if leaves:
            begun.end()
        for stream in (begun.process.stdin, begun.process.stdout, begun.process.stderr):
            assert stream is not None
            stream.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("level", NAMED)
def test_a_worker_does_not_outlive_the_judge(level: int, tmp_path: Path) -> None:
    """A judge that is killed takes its workers along."""
    isolation_at(level)
    token = f"judge{os.getpid()}{time.monotonic_ns()}"
    script = f"""
import os, signal, sys, threading
from grading.learner.choose import choose_isolation
from grading.learner.sandboxed import Sandboxed
from grading.learner.package import Package
worker = Sandboxed(Package((), {{}}), None, 600.0, isolation=choose_isolation("{level}"))
worker.run(lambda picograd: 1, [])
threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
def hang(picograd):
    while True: pass
print(worker._worker._process.pid, flush=True)
worker.run(hang, [])
# {token}
"""
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    tmp_path.chmod(0o755)
    judge = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, cwd=ROOT
    )
    assert judge.stdout is not None
    supervisor = int(judge.stdout.readline())
    assert judge.wait() == -signal.SIGKILL
    judge.stdout.close()
    # If it stays, the limit of every test says so.
    while Path(f"/proc/{supervisor}").exists():
        time.sleep(0.05)


# --- limits ---------------------------------------------------------------------------


def takes_memory(picograd: Any, size: int) -> str:
    try:
        bytearray(size)
    except MemoryError:
        return "refused"
    return "taken"


def writes_a_file(picograd: Any, size: int) -> str:
    try:
        with open("file", "wb") as file:
            file.write(bytes(size))
    except OSError:
        return "refused"
    return "written"


def limits(picograd: Any) -> list[int]:
    import resource

    names = ("CORE", "CPU", "NOFILE")
    return [resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in names]


@pytest.mark.parametrize("level", NAMED)
def test_memory_files_and_time_have_limits(level: int) -> None:
    """What the largest honest submission needs is there, twice as much is not."""
    assert asked(level, takes_memory, MOST_MEMORY // 2) == "taken"
    assert asked(level, takes_memory, MOST_MEMORY) == "refused"
    assert asked(level, writes_a_file, MOST_IN_ONE_FILE // 2) == "written"
    assert asked(level, writes_a_file, MOST_IN_ONE_FILE + 1) == "refused"
    core, cpu, files = asked(level, limits, fenced=False)
    assert core == 0
    assert 0 < cpu < 10**6
    assert 0 < files < 1000


def fills_its_folder(picograd: Any) -> None:
    number = 0
    while True:
        number += 1
        with open(f"{number}", "wb") as file:
            file.write(bytes(1_000_000))


@pytest.mark.parametrize("level", NAMED[:3])
def test_a_full_folder_ends_the_worker(level: int) -> None:
    """The disk is not filled, and the message says what happened."""
    with pytest.raises(WorkerDied, match="too many files"):
        asked(level, fills_its_folder)


def hangs(picograd: Any) -> None:
    while True:
        pass


def test_a_stage_has_a_clock_of_its_own() -> None:
    """When the time of the stage is used up, no further check gets any."""
    with Sandboxed(EMPTY, None, 1.0, isolation=isolation_at(0), stage_seconds=1.5) as worker:
        for message in ("within 1 seconds", "1.5 seconds of the stage"):
            worker.begin_check()
            with pytest.raises(TimedOut, match=message):
                worker.run(hangs, [])
        # Not even a question that is answered at once.
        worker.begin_check()
        with pytest.raises(TimedOut, match="stage"):
            worker.run(lambda picograd: 1.0, [])


# --- what a worker is -----------------------------------------------------------------


def surroundings(picograd: Any) -> dict[str, Any]:
    import sys

    return {
        "environment": dict(os.environ),
        "home": os.listdir("."),
        "path": [name for name in sys.path if "packages" in name],
        "arguments": sys.argv[:1],
        "modules": sorted(name for name in sys.modules if name.startswith(("torch", "numpy"))),
        "flags": [sys.flags.isolated, sys.flags.no_site, sys.dont_write_bytecode],
        "uid": os.getuid(),
        "session": os.getsid(0) == os.getpid() or os.getpid() < 10,
    }


@pytest.mark.parametrize("level", NAMED)
def test_a_worker_starts_with_nothing(level: int) -> None:
    """No environment, an empty folder, no packages, a session of its own, and no root's user."""
    found = asked(level, surroundings)
    assert found["environment"] == {}
    assert found["home"] == []
    assert found["path"] == []
    assert found["modules"] == []
    assert found["flags"] == [1, 1, True]
    assert found["session"]
    if os.geteuid() == 0 and level in (1, 2):
        assert found["uid"] >= FIRST_UID
    assert level == 0 or found["uid"] != 0


def test_two_workers_are_two_users() -> None:
    """One submission cannot touch what another one is doing."""
    if os.geteuid() != 0:
        pytest.skip("NOT TRIED: the grader is not root")
    assert asked(1, lambda picograd: os.getuid()) != asked(1, lambda picograd: os.getuid())


def refused(picograd: Any, names: list[str]) -> dict[str, str]:
    """What each attempt is told."""
    import socket
    import subprocess

    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: os.open("/etc/hostname", os.O_RDONLY),
        "write": lambda: os.open("/tmp/fenced-off", os.O_WRONLY | os.O_CREAT),
        "list": lambda: os.listdir("/"),
        "run": lambda: subprocess.run(["true"]),
        "fork": os.fork,
        "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
        "remove": lambda: os.remove("/etc/hostname"),
        "ctypes": lambda: __import__("ctypes").CDLL(None),
        "dots": lambda: os.open("../../../etc/hostname", os.O_RDONLY),
    }
    told = {}
    for name in names:
        try:
            attempts[name]()
            told[name] = "did it"
        except PermissionError as error:
            told[name] = str(error)
    return told


FENCED = {
    "read": "/etc/hostname cannot be read",
    "write": "/tmp/fenced-off cannot be written",
    "list": "/ cannot be read",
    "run": "another process cannot be started",
    "fork": "another process cannot be started",
    "connect": "there is no network",
    "remove": "/etc/hostname cannot be changed",
    "ctypes": "the system's own functions",
    "dots": "cannot be read",
}


@pytest.mark.parametrize("level", NAMED)
def test_the_fence_says_what_is_not_possible(level: int) -> None:
    """The same plain sentences at every level."""
    told = asked(level, refused, list(FENCED), fenced=True)
    for name, words in FENCED.items():
        assert words in told[name], name


def test_what_honest_code_does_is_possible() -> None:
    """A log file, threads, random numbers, time, temporary files, and all the usual modules."""

    def honest(picograd: Any) -> list[Any]:
        import datetime
        import decimal
        import logging
        import random
        import statistics
        import tempfile
        import threading
        import time
        import unittest
        import uuid

        with open("log.txt", "a", encoding="utf-8") as file:
            file.write("a line")
        with tempfile.TemporaryFile("w", encoding="utf-8") as file:
            file.write("a line")
        logging.basicConfig(filename="log.txt")
        logging.warning("a line")
        done: list[int] = []
        thread = threading.Thread(target=done.append, args=(1,))
        thread.start()
        thread.join()
        decimal.Decimal("0.1").sqrt()
        return [
            done,
            random.random() < 1 and random.SystemRandom().random() < 1,
            datetime.datetime.now().year > 2000 and time.time() > 0,
            statistics.mean([1.0, 2.0]),
            len(str(uuid.uuid4())),
            unittest.TestCase is not None,
            len(os.urandom(4)),
        ]

    for level in LEVELS:
        if isinstance(reached(level), Isolation):
            assert asked(level, honest, fenced=True) == [[1], True, True, 1.5, 36, True, 4]


def test_an_error_of_the_learners_code_is_told_as_ever() -> None:
    """The worker tells what was raised, with the lines of the question."""

    def wrong(picograd: Any) -> float:
        return 1 / 0

    with pytest.raises(LearnerError) as caught:
        asked(0, wrong, fenced=True)
    assert caught.value.raised.kind == "ZeroDivisionError"
    assert "in wrong" in caught.value.raised.traceback


# --- the filter -----------------------------------------------------------------------


def header(path: str, pattern: str) -> Iterator[tuple[str, int]]:
    with contextlib.suppress(OSError):
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            found = re.match(pattern, line)
            if found:
                yield found[1], int(found[2])


def test_the_numbers_of_the_system_calls_are_the_kernels() -> None:
    """The table agrees with the headers of this machine, where it has them."""
    intel = dict(
        header("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)")
    )
    generic = dict(
        header("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+) (\d+)")
    )
    if not intel or not generic:
        pytest.skip("NOT TRIED: the kernel's headers are not installed")
    for name, (on_intel, on_arm) in seccomp._REFUSED.items():
        if name in intel and on_intel is not None:
            assert intel[name] == on_intel, name
        if name in generic and on_arm is not None:
            assert generic[name] == on_arm, name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_a_program_that_the_kernel_takes(machine: str) -> None:
    """Whole instructions, every jump within the program, and an end."""
    program = seccomp._program(machine, 4711)
    assert len(program) % 8 == 0
    steps = [program[i : i + 8] for i in range(0, len(program), 8)]
    for place, step in enumerate(steps):
        if step[0] & 0x07 == 0x05:
            assert place + 1 + max(step[2], step[3]) < len(steps)
    assert steps[-1][0] == seccomp._RETURN


def test_a_machine_without_a_filter_does_not_reach_its_level() -> None:
    """No guess is made at the numbers of an unknown machine."""
    with pytest.raises(seccomp.Unsupported, match="riscv64"):
        seccomp._program("riscv64", 1)
