"""One level of isolation, and starting a worker at it."""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Every worker has a supervisor, so it is compiled once, here.
SUPERVISE = "import marshal, sys; exec(marshal.loads(bytes.fromhex(sys.argv[1])))"

MEGABYTE = 1_000_000

# The whole of MNIST as a learner's lists of floats takes 1.5 GB, a graph of a million nodes
# written without __slots__ half of that. More is not needed by any stage or milestone.
MOST_MEMORY = 4_000 * MEGABYTE
# A stage needs no files at all; a learner's log file is no crime.
MOST_IN_ONE_FILE = 16 * MEGABYTE
MOST_IN_HOME, MOST_FILES_IN_HOME = 64 * MEGABYTE, 1_000
MOST_OPEN_FILES = 64
# Threads count as well.
MOST_PROCESSES = 64


@dataclass(frozen=True)
class Isolation:
    """How a submission's code is locked in.

    level: 0..3, None for not at all. means: what that is, in a sentence, and why it is no
    higher. user: "same", "own", or "late" (the worker itself leaves root). wrapper: the words
    before the worker's command line. fenced: with the sentences of `fence`, on which no level
    relies.
    """

    level: int | None
    means: str
    user: str = "same"
    wrapper: tuple[str, ...] = ()
    fenced: bool = True

    def __str__(self) -> str:
        return self.means

    def start(self, folder: Path, arguments: list[str], cpu_seconds: int) -> Started:
        """Python with these arguments, in `folder`, which is empty and its own."""
        command = [interpreter(), *arguments]
        if self.level is None or os.name != "posix":
            return Started(_popen(command, folder))
        control, ours = os.pipe()
        spec = {
            "control": control,
            "command": [*self.wrapper, *command, "{uid}" if self.user == "late" else ""],
            # At level 3 its home lies in memory, inside.
            "home": None if self.wrapper else str(folder),
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
            "user": self.user,
            "no_new_privs": self.level >= 1,
        }
        try:
            words = ["-I", "-S", "-B", "-c", SUPERVISE, _supervisor(), marshal.dumps(spec).hex()]
            supervised = [interpreter(), *words]
            return Started(_popen(supervised, folder, control), ours)
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(control)


@dataclass(frozen=True)
class Started:
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
    file = Path(__file__).with_name("supervisor.py")
    return marshal.dumps(compile(file.read_bytes(), file.name, "exec", dont_inherit=True)).hex()


def interpreter() -> str:
    """Python itself, not the entrance to a virtual environment, which lies who knows where."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def folder_for_worker() -> tempfile.TemporaryDirectory[str]:
    """An empty folder that other users can pass through, to be made their home."""
    folder = tempfile.TemporaryDirectory(prefix="picograd-", ignore_cleanup_errors=True)
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
