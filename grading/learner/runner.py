"""What can be asked of the learner's code, wherever it runs, and what may come back instead.

A check sees a `Learner`, a milestone sees a `Runner`. Behind both stands one of two runners:
`InProcess` runs the learner's code in this process, where print and pdb work; `Sandboxed` runs
it in a worker. Both answer with plain data and nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grading.learner.hang import Hang
from grading.worker.error_report import RaisedError
from grading.worker.wire import Malformed, Plain

Probe = Callable[..., Any]


class LearnerError(Exception):
    """The learner's code did not answer. `raised` says what it raised instead."""

    def __init__(self, raised: RaisedError) -> None:
        super().__init__(f"{raised.kind}: {raised.message}")
        self.raised = raised


class ImportFailedEarlier(Exception):
    """The stage's file cannot be imported, and an earlier check has said so."""


class TimedOut(Exception):
    """No answer within the time for one check. `hang` says where the code was, if that is known."""

    hang: Hang | None = None


class NotAsked(TimedOut):
    """The time for everything was used up before the question."""


class WorkerDied(Exception):
    """The process that ran the learner's code ended before it answered."""


# What costs a worker, and the time that a stage has for waiting.
UNANSWERED = (TimedOut, WorkerDied, Malformed)


# What a question to a worker may end in, instead of an answer.
NO_ANSWER = (LearnerError, TimedOut, WorkerDied, Malformed)

# A stage in which so many checks got no answer hangs. Where a grade depends on it, the others get
# that part of their time, still more than the slowest check of the reference takes, and they are
# asked until MOST_UNANSWERED got none. To ask no more after two would save 12 of the 32 seconds
# that hash collisions or a `__str__` without end cost a stage, and 2 of the 4 of a stack that runs
# over; it would take 1.1 to 1.3 of 10 points from a sort that is right and too slow for the large
# graphs, of which four checks of `graph` ask. Where the learner waits for it, the second of the
# two gets that part already, and the others are not asked.
PATIENCE, IMPATIENT, MOST_UNANSWERED = 2, 1 / 5, 6


def patient(seconds: float, unanswered: int, patience: int = PATIENCE) -> float:
    """The seconds for a check that has `seconds`, in a stage where `unanswered` got no answer.

    patience: so many checks wait for the whole time.
    """
    return seconds if unanswered < patience else seconds * IMPATIENT


class Runner(Protocol):
    """Runs probes on a package: all that a check or a milestone asks of it."""

    def begin_check(self, seconds: float | None = None) -> None:
        """Start the clock of a new check; a milestone says how many seconds it has."""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        """The answer of `probe(picograd, *arguments)`; one of NO_ANSWER, or what it raised."""

    def watch(
        self, probe: Probe, arguments: Sequence[Any], progress: Callable[[Plain], None]
    ) -> Plain:
        """As `run`; `probe(picograd, report, *arguments)` reports to `progress`."""

    def raised_by(self, error: BaseException) -> RaisedError | None:
        """What the learner's code raised, if `error` says that it raised something."""

    def hang_of(self, error: BaseException) -> Hang | None:
        """Where the learner's code was when it ran out of time, if `error` says that it did."""

    def close(self) -> None:
        """End everything that was started."""

    @property
    def file(self) -> str:
        """The path of the stage's file, as the learner knows it."""

    @property
    def printed(self) -> str:
        """What the learner's code printed during the last question, if it was caught."""


class ConversingRunner(Runner, Protocol):
    """A runner in whose probes the learner's code and the judge take turns: what milestones use."""

    def converse(
        self, probe: Probe, arguments: Sequence[Any], respond: Callable[[Plain], Plain]
    ) -> Plain:
        """As `run`; `probe(picograd, converse, *arguments)` asks, and `respond` answers."""

    def processor_seconds(self) -> float:
        """What the learner's code has taken so far, on a clock that it cannot reach."""


@dataclass(frozen=True)
class Question:
    """A question that was asked, and what came back: an answer, what was raised, or nothing."""

    probe: Probe
    arguments: tuple[Any, ...]
    answered: bool
    answer: Plain = None
    raised: RaisedError | None = None


def copied(argument: Any) -> Any:
    """Lists and dicts anew; numbers, strings and functions as they are."""
    return copy.deepcopy(argument) if isinstance(argument, (list, dict)) else argument
