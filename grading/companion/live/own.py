"""Asking the learner's own package for a page: once, or in a conversation that goes on."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grading.checks.decide import describe_hang
from grading.course.manifest import Course, Stage
from grading.grade import GradingRequest, whole_learner
from grading.learner.runner import (
    NO_ANSWER,
    ImportFailedEarlier,
    LearnerError,
    Probe,
    TimedOut,
    WorkerDied,
)
from grading.learner.sandboxed import Sandboxed
from grading.submission.submission import Submission
from grading.worker.wire import Plain

SECONDS, TURN_SECONDS = 10.0, 20.0
OVER = "This has ended: the page was left for a while. Start it again."


@dataclass(frozen=True)
class Closed(Exception):
    """The learner has not got there yet. stage: the one that opens it."""

    stage: Stage
    sentence: str


@dataclass(frozen=True)
class Trouble(Exception):
    """Their code gave no answer. kind: of the error that it raised, "" where it raised none."""

    sentence: str
    kind: str = ""
    traceback: str = ""


def ask_once(
    submission: Submission, course: Course, probe: Probe, arguments: tuple[Any, ...], seconds: float
) -> Plain:
    """The answer of `probe(picograd, *arguments)` in a worker of its own; Closed or Trouble."""
    with whole_learner(submission, course, GradingRequest(stages=())) as learner:
        learner.begin_check(seconds)
        try:
            return learner.run(probe, arguments)
        except (ImportFailedEarlier, *NO_ANSWER) as error:
            raise told(error, course) from error


def told(error: Exception, course: Course) -> Closed | Trouble:
    """What ended a question, for the person who looks at the page."""
    if isinstance(error, LearnerError):
        raised = error.raised
        closed = closed_by(raised.message, course) if raised.todo else None
        if closed is not None:
            return closed
        what = f"{raised.kind}: {raised.message}" if raised.message else raised.kind
        return Trouble(f"Your code raised {what}", raised.kind, raised.traceback)
    if isinstance(error, TimedOut):
        where = f"{describe_hang(error.hang)} " if error.hang is not None else ""
        return Trouble(f"Your code was stopped {where}({error}).")
    if isinstance(error, WorkerDied):
        return Trouble(f"Your code ended its own process: {error}.")
    return Trouble(f"The answer of your code cannot be read: {error}.")


def closed_by(message: str, course: Course) -> Closed | None:
    """What is closed by a stub that says "stage: function"; None where no stub says it."""
    name = message.partition(":")[0]
    if name not in course.stage_ids:
        return None
    stage = course.stage(name)
    return Closed(stage, f"{stage.file} opens this: {message} is not written yet.")


class OwnSession:
    """A conversation with the learner's package in one worker, which keeps what it has computed.

    The probe `probe(picograd, converse, *arguments)` says something with `converse`, and is
    answered with the next order. page: whose it is. turn_seconds: for what lies between.
    """

    def __init__(
        self,
        learner: Sandboxed,
        course: Course,
        page: str,
        probe: Probe,
        arguments: tuple[Any, ...],
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        self.id = secrets.token_urlsafe(9)
        self.page = page
        self.first: Plain = None
        self.over = False
        self.used = time.monotonic()
        self._learner = learner
        self._course = course
        self._turn = threading.Lock()
        self._said: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[Callable[[], Plain]] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._converse, args=(probe, arguments, turn_seconds), daemon=True
        )
        self._thread.start()
        self.first = self._hear()

    def ask(self, order: Plain) -> Plain:
        """What the probe says once it has `order`. Closed or Trouble where it says nothing."""
        with self._turn:
            if self.over:
                raise Trouble(OVER)
            self.used = time.monotonic()
            self._orders.put(lambda: order)
            said = self._hear()
            self.used = time.monotonic()
            return said

    @property
    def is_asked(self) -> bool:
        """Whether it works on an order right now."""
        return self._turn.locked()

    def close(self) -> None:
        """End it, in the middle of an order, too. Nothing of it is left running."""
        self.over = True
        self._orders.put(_give_up)
        self._learner.close()
        self._thread.join()

    def _hear(self) -> Plain:
        kind, said = self._said.get()
        if kind == "said":
            return said  # type: ignore[no-any-return]  # plain data
        self.over = True
        raise said

    def _respond(self, said: Plain) -> Plain:
        self._said.put(("said", said))
        return self._orders.get()()

    def _converse(self, probe: Probe, arguments: tuple[Any, ...], turn_seconds: float) -> None:
        try:
            self._learner.converse(probe, arguments, self._respond, turn_seconds=turn_seconds)
            ended: Exception = Trouble(OVER)
        except _GaveUp:
            ended = Trouble(OVER)
        except (ImportFailedEarlier, *NO_ANSWER) as error:
            ended = told(error, self._course)
        except Exception as error:
            ended = Trouble(f"picograd itself has a fault ({type(error).__name__}: {error}).")
        self._learner.close()
        self._said.put(("ended", ended))


class _GaveUp(Exception):
    """Nobody waits for the answer any more."""


def _give_up() -> Plain:
    raise _GaveUp
