"""The judged learner: its code runs in a worker process that can be killed.

The worker gets the probe by value and sends back text, which is parsed strictly. It never
inherits this process's memory, holds no answer, and is locked in as `isolation` says. A worker
that hangs or dies costs the check that it was answering; the next question starts another.

Everything that comes from a worker is taken for what a liar says: it is believed only where it
answers the question just asked, in plain data, in time.
"""

from __future__ import annotations

import contextlib
import linecache
import math
import pickle
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType
from typing import Any

from grading.harmless import fit, fit_all
from grading.isolation.choice import choose
from grading.isolation.levels import Isolation
from grading.isolation.process import Process
from grading.learner import (
    AlreadySaid,
    CouldNotGrade,
    LearnerError,
    Left,
    Package,
    Probe,
    TimedOut,
    patient,
)
from grading.paths import ROOT, SUITES
from grading.raised import Raised
from grading.wire import Malformed, Plain, decode

START_SECONDS = 30.0
# A stage whose checks all hang would take a check's time for each; it gets that of a dozen.
STAGE_IN_CHECKS = 12
# The clocks of the judge decide; this one stops what has outlived them.
CPU_SECONDS = 4 * 3600


class Judged:
    """Runs probes on `package` in a worker, at most `seconds` for the questions of one check.

    stage: imported before each question, so that a file that cannot be imported is told
    apart from a wrong answer; None for the whole package. stage_seconds: for all checks
    together. isolation: None for the best that this machine has.
    """

    def __init__(
        self,
        package: Package,
        stage: str | None,
        seconds: float,
        *,
        isolation: Isolation | None = None,
        stage_seconds: float = math.inf,
    ) -> None:
        self._package = package
        self._stage = stage
        self._isolation = choose() if isolation is None else isolation
        self._seconds = self._left = seconds
        self._stage_seconds = self._stage_left = stage_seconds
        self._worker: Process | None = None
        self._unimportable = False
        self._late = 0
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
        # A milestone, which has no stage, says itself how long it waits.
        self._left = self._seconds if self._stage is None else patient(self._seconds, self._late)
        self.printed = ""

    def paused(self) -> AbstractContextManager[None]:
        """What happens inside is not the learner's time; here only the worker's time is."""
        return contextlib.nullcontext()

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
        given, otherwise without `report`. What `progress` raises over a report that it cannot
        read counts as a malformed answer.
        """
        if self._unimportable:
            raise AlreadySaid(f"{self._stage}.py cannot be imported, as said above")
        question = _shipped((probe, list(arguments), progress is not None))
        nonce = secrets.token_hex(8)
        worker = self._running()
        # Only the time that the worker takes is the learner's; torch's is not.
        start = time.monotonic()
        worker.send(pickle.dumps((nonce, self._stage, question)))
        try:
            return self._answer(worker, nonce, start, progress)
        except (TimedOut, Left, Malformed) as error:
            self._late += isinstance(error, TimedOut)
            self.close()
            raise
        finally:
            spent = time.monotonic() - start
            self._left -= spent
            self._stage_left -= spent

    def raised_by(self, error: BaseException) -> Raised | None:
        return error.raised if isinstance(error, LearnerError) else None

    def close(self) -> None:
        """End the worker and all that it started. A new one starts with the next question."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.end()

    def _running(self) -> Process:
        if self._worker is None:
            self._worker, _ = started(self._package, self._isolation)
        return self._worker

    def _answer(
        self,
        worker: Process,
        nonce: str,
        start: float,
        progress: Callable[[Plain], None] | None,
    ) -> Plain:
        imported = self._stage is None
        deadline = start + min(self._left, self._stage_left)
        try:
            while True:
                line = worker.receive(deadline)
                if line is None:
                    raise TimedOut(self._out_of_time())
                if not line:
                    raise Left(f"the process ended ({fit(worker.left())}) before it answered")
                kind, payload = _said(line, nonce)
                if kind == "imported":
                    imported = True
                elif kind == "answer":
                    return payload  # type: ignore[no-any-return]  # decoded plain data
                elif kind == "printed" and isinstance(payload, str):
                    self.printed = payload
                elif kind == "progress" and progress is not None:
                    _told(progress, payload)
                elif kind in ("raised", "unimportable"):
                    imported = kind == "raised"
                    raise LearnerError(_raised(payload))
                else:
                    raise Malformed(f"an answer of kind {kind!r}")
        finally:
            # Neither a file that hangs nor one that ends the process is imported again.
            self._unimportable = not imported

    def _out_of_time(self) -> str:
        if self._stage_left < self._left:
            return f"the {self._stage_seconds:g} seconds of the stage are used up"
        return f"no answer within {self._seconds:g} seconds"


def started(
    package: Package, isolation: Isolation, outside: str = ""
) -> tuple[Process, dict[str, Any]]:
    """A worker that is ready for questions, and what it found out about itself.

    outside: a file that it should try to reach, for the probe of the level.
    """
    worker = Process(isolation, CPU_SECONDS)
    try:
        nonce = secrets.token_hex(8)
        worker.send(pickle.dumps(_setup(package, isolation, nonce, outside)))
        line = worker.receive(time.monotonic() + START_SECONDS)
        if line:
            kind, found = _said(line, nonce)
            if kind == "ready" and isinstance(found, dict):
                return worker, found
        raise CouldNotGrade(f"the worker process did not start ({worker.left()})")
    except BaseException:
        worker.end()
        raise


def _said(line: bytes, nonce: str) -> tuple[str, Any]:
    """(kind, payload) of a line that answers the question `nonce`, every text in it made fit."""
    try:
        message = decode(line.decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("the answer is not ASCII") from None
    if not isinstance(message, list) or len(message) != 3:
        raise Malformed("the answer has not three parts")
    said, kind, payload = message
    if not isinstance(said, str) or not isinstance(kind, str):
        raise Malformed("the answer does not say what it answers")
    if said != nonce:
        raise Malformed("an answer to a question that was not asked")
    return fit(kind[:40]), fit_all(payload)


def _told(progress: Callable[[Plain], None], payload: Plain) -> None:
    try:
        progress(payload)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(f"a report of progress in an unexpected form ({error})") from error


def _raised(payload: Any) -> Raised:
    try:
        raised = Raised(**payload)
    except TypeError:
        raise Malformed("what was raised is not described") from None
    texts = (raised.kind, raised.message, raised.traceback, raised.waits_for)
    if not all(isinstance(text, str) for text in texts) or type(raised.todo) is not bool:
        raise Malformed("what was raised is not described")
    if raised.line is not None and type(raised.line) is not int:
        raise Malformed("what was raised is not described")
    return replace(raised, traceback=_with_questions(raised.traceback))


_FRAME = re.compile(r'^  File "(?P<file>[^"\n]+)", line (?P<line>\d{1,6}), in .*$', re.MULTILINE)


def _with_questions(traceback: str) -> str:
    """The traceback with the lines of the suites, which the worker cannot read."""

    def with_line(frame: re.Match[str]) -> str:
        line = _line_of_suite(frame["file"], int(frame["line"]))
        return f"{frame.group()}\n    {line}" if line else frame.group()

    return _FRAME.sub(with_line, traceback)


def _line_of_suite(file: str, number: int) -> str:
    path = ROOT / file
    if path.parent != SUITES or not path.is_file():
        return ""
    return linecache.getline(str(path), number).strip()


def _setup(package: Package, isolation: Isolation, nonce: str, outside: str) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "level": isolation.level,
        "outside": outside,
        "fenced": isolation.level is not None and isolation.fenced,
        "own": {n: s.path for n, s in package.sources.items() if n in package.own},
        "lent": package.lent_paths,
        "sources": {n: (s.path, s.content, s.problem) for n, s in package.sources.items()},
    }


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
