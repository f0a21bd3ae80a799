"""A worker process: its two channels, and its end."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import IO

from grading.errors import CouldNotGrade
from grading.learner.isolation import Isolation
from grading.learner.launch import folder_for_worker, start_process
from grading.learner.worker_bundle import BOOT, worker_bundle
from grading.worker.wire import MAX_CHARACTERS

# How long the system may take to end killed processes.
SECONDS_TO_END = 20.0
# Lines that wait to be read: a worker that says more than it is asked has to wait itself.
LINES_KEPT = 8
MOST_WORDS = 2_000


class WorkerProcess:
    """A worker at some level of isolation, with nothing of ours in it but the room `worker`.

    Nothing here waits for the worker without a limit: it may neither read nor write nor end.
    """

    def __init__(self, isolation: Isolation, cpu_seconds: int) -> None:
        self._folder = folder_for_worker()
        home = Path(self._folder.name, "home")
        home.mkdir()
        boot = ["-I", "-S", "-B", "-c", BOOT]
        try:
            self._started = start_process(isolation, home, boot, cpu_seconds)
        except OSError as error:
            self._folder.remove()
            raise CouldNotGrade(f"no process can be started ({error})") from error
        self._process = self._started.process
        self._requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._lines: queue.Queue[bytes] = queue.Queue(LINES_KEPT)
        self._ending = threading.Event()
        self._words: str | None = None
        self._end_once = threading.Lock()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._write, self._read)
        ]
        for thread in self._threads:
            thread.start()
        self.send(worker_bundle())

    @property
    def pid(self) -> int:
        """Of the process that was started, below which all others of the worker are."""
        return self._process.pid

    def send(self, payload: bytes) -> None:
        """Hand `payload` over, whenever the worker gets round to reading it."""
        self._requests.put(payload)

    def receive(self, deadline: float) -> bytes | None:
        """The next line; empty when there will be none any more, None when time has run out."""
        left = deadline - time.monotonic()
        try:
            return self._lines.get(timeout=left) if left > 0 else None
        except queue.Empty:
            return None

    def end(self) -> str:
        """End the process and everything that it started; how it ended, in words.

        Another thread that waits for a line gets the last one, which is empty. CouldNotGrade if
        something cannot be ended.
        """
        with self._end_once:
            if self._words is None:
                self._words = self._ended()
                self._say_last()
        return self._words

    def how_it_ended(self) -> str:
        """In words, for a process that says no more; one that still lives is ended."""
        try:
            # A supervisor ends by itself as soon as the worker has, and says how.
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.end()
            return "it closed its channel"
        return self.end()

    def _ended(self) -> str:
        self._ending.set()
        self._started.end()
        try:
            status = self._process.wait(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise CouldNotGrade("a worker process cannot be ended") from None
        stderr = self._process.stderr
        words = _said(stderr)
        self._requests.put(b"")
        for thread in self._threads:
            thread.join(timeout=SECONDS_TO_END)
        for stream in (self._process.stdin, self._process.stdout, stderr):
            with contextlib.suppress(OSError):  # what was not written yet has nowhere to go
                if stream:
                    stream.close()
        self._folder.remove()
        if self._started.control is not None and status != 0:
            raise CouldNotGrade(f"the supervisor of a worker failed: {words}")
        return words or (f"by signal {-status}" if status < 0 else f"with status {status}")

    def _say_last(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._lines.get_nowait()
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(b"")

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        while payload := self._requests.get():
            with contextlib.suppress(OSError, ValueError):  # it has ended; `receive` will say so
                stream.write(len(payload).to_bytes(8, "big") + payload)
                stream.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while line := _line_of(self._process.stdout):
            self._put(line)
        self._put(b"")

    def _put(self, line: bytes) -> None:
        while not self._ending.is_set():
            with contextlib.suppress(queue.Full):
                return self._lines.put(line, timeout=0.1)


def _said(stream: IO[bytes] | None) -> str:
    """What was said on a channel by a process that has ended."""
    if stream is None:
        return ""
    if os.name == "posix":  # without a supervisor, someone else may still hold it open
        os.set_blocking(stream.fileno(), False)
    text = (stream.read(MOST_WORDS) or b"").decode("utf-8", errors="replace")
    # What went wrong, if anything was said, and how it ended.
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return ", ".join(lines[-2:])


def _line_of(stream: IO[bytes]) -> bytes:
    """The next whole line, empty at the end or when a line is longer than any answer."""
    try:
        line = stream.readline(MAX_CHARACTERS + 1)
    except (OSError, ValueError):
        return b""
    return line if line.endswith(b"\n") else b""
