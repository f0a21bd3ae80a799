"""The learner's code in a worker process that can be killed.

The worker gets the probe by value and sends back text, which is parsed strictly. It never
inherits this process's memory, holds no answer, and is locked in as `isolation` says. A worker
that hangs or dies costs the check that it was answering; the next question starts another.

Everything that comes from a worker is taken for what a liar says: it is believed only where it
answers the question just asked, in plain data, in time.
"""

from __future__ import annotations

import math
import pickle
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Any, TypeVar

from grading.learner.hang import Hang, locate_hang, read_sighting
from grading.learner.isolation import Isolation
from grading.learner.package import Package
from grading.learner.process import WorkerProcess
from grading.learner.processor_time import processor_seconds
from grading.learner.quoting import quoting
from grading.learner.runner import (
    PATIENCE,
    UNANSWERED,
    ImportFailedEarlier,
    LearnerError,
    NotAsked,
    Probe,
    TimedOut,
    WorkerDied,
    patient,
)
from grading.learner.shipping import Channel, ship_question
from grading.learner.start_worker import fields_of, read_line, start_worker
from grading.submission.safe_text import sanitize
from grading.worker.error_report import RaisedError
from grading.worker.overlay import Source
from grading.worker.sampling import Sighting
from grading.worker.wire import Malformed, Plain, count_parts, encode

Heard = TypeVar("Heard")

# A stage whose checks all hang would take a check's time for each; it gets that of a dozen.
STAGE_IN_CHECKS = 12
# All answers to a stage are kept until its mistakes are named. Those of the reference to `layers`
# have 20,000 parts, with more than FEW in only a few of them. A short one is always taken.
STAGE_IN_PARTS, FEW_PARTS = 100_000, 1_000
# A report of progress is a few numbers; MNIST in an hour reports some ten thousand times.
MOST_REPORTS, MOST_PARTS_OF_A_REPORT = 100_000, 100
CHARACTERS_IN_A_PART = 100
OUT_OF_TIME = "the time for the whole submission is used up"
# How long a worker that has run out of time may take to say where it is.
SECONDS_TO_TELL = 2.0


class Sandboxed:
    """Runs probes on `package` in a worker, at most `seconds` for the questions of one check.

    stage: imported before each question, so that a file that cannot be imported is told
    apart from a wrong answer; None for the whole package. stage_seconds: for all checks
    together. stage_parts: all long answers to them have at most so many. isolation: how the
    worker is locked in. deadline: on the monotonic clock; nothing is asked later. patience: so
    many checks may run out of the whole of their time.
    """

    def __init__(
        self,
        package: Package,
        stage: str | None,
        seconds: float,
        *,
        isolation: Isolation,
        stage_seconds: float = math.inf,
        stage_parts: float = math.inf,
        deadline: float = math.inf,
        patience: int = PATIENCE,
    ) -> None:
        self._package = package
        self._stage = stage
        self._isolation = isolation
        self._seconds = self._left = seconds
        self._stage_seconds = self._stage_left = stage_seconds
        self._stage_parts = self._parts_left = stage_parts
        self._deadline = deadline
        self._worker: WorkerProcess | None = None
        self._unimportable = False
        self._unanswered = 0
        self._waited = 0.0
        self._patience = patience
        self._tells = bool(package.own_paths)
        self.file = next(iter(package.own_paths), f"{stage}.py")
        self.printed = ""

    def __enter__(self) -> Sandboxed:
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
        self._left = self._seconds
        if self._stage is not None:
            self._left = patient(self._seconds, self._unanswered, self._patience)
        self.printed = ""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        """The answer of `probe(picograd, *arguments)`; one of NO_ANSWER otherwise."""
        with quoting(probe):
            return self.ask(ship_question(probe, arguments))

    def watch(
        self, probe: Probe, arguments: Sequence[Any], progress: Callable[[Plain], None]
    ) -> Plain:
        """As `run`; `probe(picograd, report, *arguments)` reports to `progress`.

        What `progress` raises over a report that it cannot read is a malformed answer.
        """
        with quoting(probe):
            shipped = ship_question(probe, arguments, channel="report")
            return self.ask(shipped, progress=progress)

    def converse(
        self,
        probe: Probe,
        arguments: Sequence[Any],
        respond: Callable[[Plain], Plain],
        *,
        turn_seconds: float | None = None,
    ) -> Plain:
        """As `run`; `probe(picograd, converse, *arguments)` asks, and `respond` answers.

        What `respond` raises over what it cannot read is a malformed answer. turn_seconds: what
        there is of time for each turn of the probe, in the place of a time for all of them.
        """
        with quoting(probe):
            channel: Channel = "converse" if turn_seconds is None else "turns"
            shipped = ship_question(probe, arguments, channel=channel)
            return self.ask(shipped, respond=respond, turn_seconds=turn_seconds)

    def processor_seconds(self) -> float:
        """What the worker has taken of the processor, by the kernel's account.

        Where that is not to be had, how long it was waited for: what this side does meanwhile is
        not the learner's time.
        """
        spent = None if self._worker is None else processor_seconds(self._worker.pid)
        return self._waited if spent is None else spent

    def ask(
        self,
        question: bytes,
        *,
        exchanged: Mapping[str, Source] = MappingProxyType({}),
        progress: Callable[[Plain], None] | None = None,
        respond: Callable[[Plain], Plain] | None = None,
        turn_seconds: float | None = None,
    ) -> Plain:
        """As the three above, for a question that was shipped, and may be asked many times.

        exchanged: modules that take the place of the package's own for this question alone.
        """
        if self._unimportable:
            raise ImportFailedEarlier(f"{self._stage}.py cannot be imported, as said above")
        if time.monotonic() >= self._deadline:
            raise NotAsked(f"not asked, since {OUT_OF_TIME}")
        nonce = secrets.token_hex(8)
        worker = self._running()
        # Only the time that the worker takes is the learner's; torch's is not.
        start = time.monotonic()
        left = self._left_from(start) if turn_seconds is None else turn_seconds
        # Only to know when to say where it hangs; the clock is here.
        told = left if self._tells and 0 < left < threading.TIMEOUT_MAX else None
        worker.send(pickle.dumps((nonce, self._stage, fields_of(exchanged), told, question)))
        try:
            return self._answer(worker, nonce, start + left, progress, respond, turn_seconds)
        except UNANSWERED:
            self._unanswered += 1
            self.close()
            raise
        finally:
            spent = time.monotonic() - start
            self._left -= spent
            self._stage_left -= spent
            if exchanged:
                # Nothing was learned about the package's own module.
                self._unimportable = False

    def raised_by(self, error: BaseException) -> RaisedError | None:
        return error.raised if isinstance(error, LearnerError) else None

    def hang_of(self, error: BaseException) -> Hang | None:
        return error.hang if isinstance(error, TimedOut) else None

    def close(self) -> None:
        """End the worker and all that it started. A new one starts with the next question."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.end()

    @property
    def is_running(self) -> bool:
        """Whether a worker waits for the next question; if not, that one starts it."""
        return self._worker is not None

    def _running(self) -> WorkerProcess:
        if self._worker is None:
            self._worker, _ = start_worker(self._package, self._isolation)
        return self._worker

    def _answer(
        self,
        worker: WorkerProcess,
        nonce: str,
        deadline: float,
        progress: Callable[[Plain], None] | None,
        respond: Callable[[Plain], Plain] | None,
        turn_seconds: float | None,
    ) -> Plain:
        imported = self._stage is None
        had_time = deadline > time.monotonic()
        seen: Hang | None = None
        reports = 0
        try:
            while True:
                asked_at = time.monotonic()
                line = worker.receive(deadline)
                self._waited += time.monotonic() - asked_at
                if line is None:
                    late = TimedOut(self._out_of_time(turn_seconds))
                    late.hang = seen or (self._told_late(worker, nonce) if had_time else None)
                    raise late
                if not line:
                    raise WorkerDied(
                        f"the process ended ({sanitize(worker.how_it_ended())}) before it answered"
                    )
                parts = _parts_of(line)
                self._take(parts)
                kind, payload = read_line(line, nonce)
                if kind == "imported":
                    imported = True
                elif kind == "answer":
                    return payload  # type: ignore[no-any-return]  # decoded plain data
                elif kind == "printed" and isinstance(payload, str):
                    self.printed = payload
                elif kind == "seen":
                    seen = self._hang(payload)
                elif kind == "progress" and progress is not None:
                    reports += 1
                    if reports > MOST_REPORTS or parts > MOST_PARTS_OF_A_REPORT:
                        raise Malformed("there are far more reports of progress than progress")
                    _heard(progress, payload)
                elif kind == "said" and respond is not None:
                    worker.send(encode(_heard(respond, payload)).encode())
                    if turn_seconds is not None:
                        deadline = time.monotonic() + turn_seconds
                elif kind in ("raised", "unimportable"):
                    imported = kind == "raised"
                    raise LearnerError(_raised(payload))
                else:
                    raise Malformed(f"an answer of kind {kind!r}")
        finally:
            # Neither a file that hangs nor one that ends the process is imported again.
            self._unimportable = not imported

    def _take(self, parts: int) -> None:
        """Malformed where no more answers to this stage with so many parts are kept."""
        if parts > FEW_PARTS:
            if parts > self._parts_left:
                raise Malformed(
                    f"an answer of {parts:,} parts; those to this stage may together have "
                    f"{self._stage_parts:,}"
                )
            self._parts_left -= parts

    def _told_late(self, worker: WorkerProcess, nonce: str) -> Hang | None:
        """Where the code is that ran out of time, as its worker tells it afterwards.

        One that once had nothing to say is not waited for again.
        """
        until = time.monotonic() + SECONDS_TO_TELL
        while self._tells and (line := worker.receive(until)):
            try:
                if frame := _DUMPED.match(line):
                    file, number = frame["file"].decode(errors="replace"), int(frame["line"])
                    if file not in self._package.own_paths:
                        continue
                    payload: Any = vars(Sighting(file, [number]))
                else:
                    kind, payload = read_line(line, nonce)
                    if kind != "seen":
                        continue
                return self._hang(payload)
            except Malformed:
                # Nothing that comes now is an answer, and the interpreter's own lines are not ours.
                continue
        self._tells = False
        return None

    def _hang(self, payload: Any) -> Hang | None:
        seen = read_sighting(payload, self._package.own_paths)
        sources = self._package.sources.values()
        content = next(source.content for source in sources if source.path == seen.file)
        return locate_hang(seen, content)

    def _left_from(self, start: float) -> float:
        return min(self._left, self._stage_left, self._deadline - start)

    def _out_of_time(self, turn_seconds: float | None) -> str:
        if turn_seconds is not None:
            return f"no answer within {turn_seconds:g} seconds"
        if time.monotonic() >= self._deadline:
            return OUT_OF_TIME
        if self._stage_left < self._left:
            return f"the {self._stage_seconds:g} seconds of the stage are used up"
        return f"no answer within {self._seconds:g} seconds"


def _parts_of(line: bytes) -> int:
    """What keeping the line costs, in parts."""
    return count_parts(line.decode("latin-1")) + len(line) // CHARACTERS_IN_A_PART


def _heard(hear: Callable[[Plain], Heard], payload: Plain) -> Heard:
    try:
        return hear(payload)
    except Malformed:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(f"a report in an unexpected form ({error})") from error


def _raised(payload: Any) -> RaisedError:
    try:
        raised = RaisedError(**payload)
    except TypeError:
        raise Malformed("what was raised is not described") from None
    texts = (raised.kind, raised.message, raised.traceback, raised.waits_for)
    if not all(isinstance(text, str) for text in texts) or type(raised.todo) is not bool:
        raise Malformed("what was raised is not described")
    if raised.line is not None and type(raised.line) is not int:
        raise Malformed("what was raised is not described")
    return raised


# A line of `faulthandler`'s.
_DUMPED = re.compile(rb'  File "(?P<file>[^"\n]{1,500})", line (?P<line>\d{1,6}) in ')
