"""Starting a process at a level of isolation."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grading.files import OwnFolder
from grading.learner.isolation import (
    MOST_FILES_IN_HOME,
    MOST_IN_HOME,
    MOST_IN_ONE_FILE,
    MOST_MEMORY,
    MOST_OPEN_FILES,
    MOST_PROCESSES,
    Isolation,
)
from grading.paths import WORKER
from grading.worker.kernel import PR_SET_NO_NEW_PRIVS

# Every worker has a supervisor, so it is compiled once, here.
SUPERVISE = "import marshal, sys; exec(marshal.loads(bytes.fromhex(sys.argv[1])))"


def start_process(
    isolation: Isolation, folder: Path, arguments: list[str], cpu_seconds: int
) -> StartedProcess:
    """Python with these arguments, in `folder`, which is empty and its own."""
    command = [interpreter(), *arguments]
    if isolation.level is None or os.name != "posix":
        return StartedProcess(_popen(command, folder))
    control, ours = os.pipe()
    spec = {
        "control": control,
        "command": [*isolation.wrapper, *command, "{uid}" if isolation.user == "late" else ""],
        # At level 3 its home lies in memory, inside.
        "home": None if isolation.wrapper else str(folder),
        "most_bytes": MOST_IN_HOME,
        "most_files": MOST_FILES_IN_HOME,
        "most_processes": MOST_PROCESSES,
        "limits": [
            ("RLIMIT_CPU", cpu_seconds),
            ("RLIMIT_AS", MOST_MEMORY),
            ("RLIMIT_FSIZE", MOST_IN_ONE_FILE),
            ("RLIMIT_NOFILE", MOST_OPEN_FILES),
            ("RLIMIT_CORE", 0),
        ],
        "user": isolation.user,
        "no_new_privs": PR_SET_NO_NEW_PRIVS if isolation.level >= 1 else None,
    }
    try:
        words = ["-I", "-S", "-B", "-c", SUPERVISE, _supervisor(), marshal.dumps(spec).hex()]
        supervised = [interpreter(), *words]
        return StartedProcess(_popen(supervised, folder, control), ours)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(control)


@dataclass(frozen=True)
class StartedProcess:
    """A process that was started: a worker itself, or the supervisor of one.

    control: the descriptor that a supervisor watches; None without one.
    """

    process: subprocess.Popen[bytes]
    control: int | None = None

    def end(self) -> None:
        """End everything, once. Whoever needs to know that it has ended waits for `process`."""
        if self.control is None:
            self.process.kill()
        else:
            os.close(self.control)


@functools.cache
def _supervisor() -> str:
    file = WORKER / "supervisor.py"
    return marshal.dumps(compile(file.read_bytes(), file.name, "exec", dont_inherit=True)).hex()


def interpreter() -> str:
    """Python itself, not the entrance to a virtual environment, which lies who knows where."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def folder_for_worker() -> OwnFolder:
    """An empty folder that other users can pass through, to be made their home."""
    folder = OwnFolder()
    with contextlib.suppress(OSError):
        os.chmod(folder.name, 0o711)
    return folder


def _popen(command: list[str], folder: Path, *kept: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        # Nothing of the judge's. Windows cannot start Python without SYSTEMROOT.
        env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
        pass_fds=kept,
        start_new_session=os.name == "posix",
    )
