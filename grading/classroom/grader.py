"""One grading process, asked for one submission after the other, and started again when it dies."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
import threading

from grading.errors import CouldNotGrade
from grading.paths import ROOT

# Beyond what one submission may take in all, before its grader is taken to hang itself.
GRACE_SECONDS = 300.0


class Grader:
    """A process that grades. It is begun with the first job and closed with `close`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def do(self, job: bytes, most_minutes: float) -> bytes:
        """What comes of the job. CouldNotGrade where the process dies or does not come back."""
        with self._lock:
            process = self._process = self._process or _start()
            assert process.stdin is not None and process.stdout is not None
            # The grader keeps its own time; this only ends one that is itself stuck.
            clock = threading.Timer(60 * most_minutes + GRACE_SECONDS, process.kill)
            clock.start()
            try:
                process.stdin.write(base64.b64encode(job) + b"\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except OSError:
                line = b""
            finally:
                clock.cancel()
            if not line.endswith(b"\n"):
                self._process = None
                status = _end(process)
                raise CouldNotGrade(f"the grader's process ended in the middle (status {status})")
            return base64.b64decode(line)

    def close(self) -> None:
        """End the process; a job in it is given up."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "grading.classroom.serve"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Ctrl-C is the command's to handle, and what runs may end in peace.
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> int:
    """Close its input, upon which it cleans up and ends; its status."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    try:
        return process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
