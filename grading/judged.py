"""The judged learner: its code runs in a worker process that can be killed.

The worker gets the probe by value and sends back text, which is parsed strictly. It never
inherits this process's memory, holds no answer, and can import neither torch nor numpy. A
worker that hangs or dies costs the check that it was answering; the next question starts
another.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from grading.learner import (
    AlreadySaid,
    CouldNotGrade,
    LearnerError,
    Left,
    Package,
    Probe,
    TimedOut,
)
from grading.raised import Raised
from grading.wire import MAX_CHARACTERS, Malformed, Plain, decode

WORKER = Path(__file__).with_name("worker.py")
START_SECONDS = 30.0


class Judged:
    """Runs probes on `package` in a worker, at most `seconds` for the questions of one check.

    stage: imported before each question, so that a file that cannot be imported is told
    apart from a wrong answer; None for the whole package.
    """

    def __init__(self, package: Package, stage: str | None, seconds: float) -> None:
        self._package = package
        self._stage = stage
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._worker: _Worker | None = None
        self._unimportable = False
        self.file = next(iter(package.own_paths), f"{stage}.py")
        self.printed = ""

    def __enter__(self) -> Judged:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin_check(self, seconds: float | None = None) -> None:
        """Start the clock of a new check; a milestone may give it its own time."""
        self._seconds = self._seconds if seconds is None else seconds
        self._deadline = time.monotonic() + self._seconds
        self.printed = ""

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """What happens inside is not the learner's time."""
        start = time.monotonic()
        yield
        self._deadline += time.monotonic() - start

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        return self.watch(probe, arguments, None)

    def watch(
        self,
        probe: Probe,
        arguments: Sequence[Any],
        progress: Callable[[Plain], None] | None,
    ) -> Plain:
        """The answer of the probe, which is called with a function that reports progress.

        The probe is called as `probe(picograd, report, *arguments)` where `progress` is
        given, otherwise without `report`.
        """
        if self._unimportable:
            raise AlreadySaid(f"{self._stage}.py cannot be imported, as said above")
        question = _shipped((probe, list(arguments), progress is not None))
        nonce = secrets.token_hex(8)
        worker = self._running()
        worker.send(pickle.dumps((nonce, self._stage, question)))
        try:
            return self._answer(worker, nonce, progress)
        except (TimedOut, Left, Malformed):
            self.close()
            raise

    def raised_by(self, error: BaseException) -> Raised | None:
        return error.raised if isinstance(error, LearnerError) else None

    def close(self) -> None:
        """End the worker. A new one starts with the next question."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _running(self) -> _Worker:
        if self._worker is None:
            self._worker = _Worker(self._package)
            # The machine's start-up is not the learner's time.
            self._deadline = max(self._deadline, time.monotonic() + self._seconds)
        return self._worker

    def _answer(
        self, worker: _Worker, nonce: str, progress: Callable[[Plain], None] | None
    ) -> Plain:
        while True:
            line = worker.receive(self._deadline)
            if line is None:
                raise TimedOut(f"no answer within {self._seconds:g} seconds")
            if not line:
                raise Left(f"the process ended ({worker.farewell()}) before it answered")
            said, kind, payload = _parsed(line)
            if said != nonce:
                raise Malformed("an answer to a question that was not asked")
            if kind == "answer":
                return payload  # type: ignore[no-any-return]  # decoded plain data
            if kind == "printed" and isinstance(payload, str):
                self.printed = payload
            elif kind == "progress" and progress is not None:
                progress(payload)
            elif kind in ("raised", "unimportable"):
                self._unimportable = kind == "unimportable"
                raise LearnerError(_raised(payload))
            else:
                raise Malformed(f"an answer of kind {kind!r}")


class _Worker:
    """One worker process, its private folder, and the thread that reads its lines."""

    def __init__(self, package: Package) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="picograd-worker-")
        self._process = _start(self._folder.name)
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        nonce = secrets.token_hex(8)
        self.send(pickle.dumps(_setup(package, nonce)))
        line = self.receive(time.monotonic() + START_SECONDS)
        if not line or decode(line.decode("ascii")) != [nonce, "ready", None]:
            error = self.kill()
            raise CouldNotGrade(f"the worker process did not start: {error or 'no answer'}")

    def send(self, payload: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended; `receive` will say so
            self._process.stdin.write(len(payload).to_bytes(8, "big") + payload)
            self._process.stdin.flush()

    def receive(self, deadline: float) -> bytes | None:
        """The next line; empty when the process has ended, None when time has run out."""
        try:
            return self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return None

    def farewell(self) -> str:
        """How the process ended, in words."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its channel"
        return f"by signal {-status}" if status < 0 else f"with exit status {status}"

    def kill(self) -> str:
        """End the process and remove what it left; the last words on its error channel."""
        self._process.kill()
        words = _last_words(self._process)
        self._reader.join(timeout=5)
        self._folder.cleanup()
        return words

    def _read(self) -> None:
        assert self._process.stdout is not None
        while line := _line_of(self._process.stdout):
            self._lines.put(line)
        self._lines.put(b"")


def _start(folder: str) -> subprocess.Popen[bytes]:
    """A worker process, the one place where it is started (and will be locked in).

    -I: no environment, no user site; -S: no site-packages, so no torch and no numpy;
    -B: writes no bytecode.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Nothing of the judge's. Windows cannot start Python without SYSTEMROOT."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _last_words(process: subprocess.Popen[bytes]) -> str:
    """Wait for a killed process and close its channels; what it said on its error channel."""
    with contextlib.suppress(OSError):  # what was still buffered has nowhere to go
        if process.stdin:
            process.stdin.close()
    process.wait()
    error = process.stderr.read() if process.stderr else b""
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
    return error.decode("utf-8", errors="replace").strip()[-500:]


def _line_of(stream: IO[bytes]) -> bytes:
    """The next whole line, empty at the end or when a line is longer than any answer."""
    try:
        line = stream.readline(MAX_CHARACTERS + 1)
    except (OSError, ValueError):
        return b""
    return line if line.endswith(b"\n") else b""


def _parsed(line: bytes) -> tuple[str, str, Any]:
    try:
        message = decode(line.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("the answer is not ASCII") from None
    if not isinstance(message, list) or len(message) != 3:
        raise Malformed("the answer has not three parts")
    nonce, kind, payload = message
    if not isinstance(nonce, str) or not isinstance(kind, str):
        raise Malformed("the answer does not say what it answers")
    return nonce, kind, payload


def _raised(payload: Any) -> Raised:
    try:
        raised = Raised(**payload)
    except TypeError:
        raise Malformed("what was raised is not described") from None
    texts = (raised.kind, raised.message, raised.traceback)
    if not all(isinstance(text, str) for text in texts) or type(raised.todo) is not bool:
        raise Malformed("what was raised is not described")
    if raised.line is not None and type(raised.line) is not int:
        raise Malformed("what was raised is not described")
    return raised


def _setup(package: Package, nonce: str) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "own": package.own_paths,
        "lent": package.lent_paths,
        "sources": {name: (s.path, s.content) for name, s in package.sources.items()},
        "cloudpickle": str(_cloudpickle_folder()),
    }


@functools.cache
def _cloudpickle_folder() -> Path:
    import cloudpickle

    return Path(cloudpickle.__file__).parent


def _shipped(question: object) -> bytes:
    """The question by value: whatever it uses of the suites and of `grading.probes` goes along."""
    import cloudpickle

    with _by_value("tests", "grading.probes", "grading.trace", "grading.milestones"):
        return cloudpickle.dumps(question)  # type: ignore[no-any-return]  # cloudpickle has no types


@contextlib.contextmanager
def _by_value(*names: str) -> Iterator[None]:
    import cloudpickle

    modules = [sys.modules[name] for name in names if name in sys.modules]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)
