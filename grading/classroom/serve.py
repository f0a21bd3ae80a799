"""A process that grades one submission after the other: `python -m grading.classroom.serve`.

A line on standard input is a job, a line on standard output what came of it. What is dear to
begin, PyTorch above all, begins once. When the other end goes it ends as after Ctrl-C, and leaves
nothing: the workers that hold learners' code are its own, and no other process runs that.
"""

from __future__ import annotations

import base64
import os
import queue
import signal
import sys
import threading
from typing import BinaryIO

from grading.classroom.jobs import do_job, hash_grader


def main() -> int:
    """Serve until standard input ends."""
    # Whatever prints, its words do not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, jobs), daemon=True).start()
    grader = hash_grader()
    try:
        while (job := jobs.get()) is not None:
            done = do_job(base64.b64decode(job), grader)
            answers.write(base64.b64encode(done) + b"\n")
            answers.flush()
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    return 0


def _read(source: BinaryIO, jobs: queue.SimpleQueue[bytes | None]) -> None:
    for line in source:
        jobs.put(line)
    jobs.put(None)
    # In the middle of a grading nobody wants any more: its sandboxes close on the way out.
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
