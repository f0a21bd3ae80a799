"""Wrong versions of the reference, asked in a worker that can be killed.

A wrong version may loop where Python cannot be interrupted, or ask for all memory there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any

from grading.diagnosis.replies import GONE, SILENCE, Reply
from grading.errors import CouldNotGrade
from grading.learner.isolation import Isolation
from grading.learner.package import Package
from grading.learner.runner import (
    NO_ANSWER,
    LearnerError,
    Question,
    TimedOut,
    WorkerDied,
)
from grading.learner.sandboxed import Sandboxed
from grading.learner.shipping import ship_question
from grading.worker.functions_run import report_functions_run
from grading.worker.overlay import Source
from grading.worker.probes import import_modules
from grading.worker.wire import Malformed, Plain

# The code is the course's own: limits and an end are needed, and no walls.
ISOLATION = Isolation(0, "isolation: level 0, for the course's own code")
SECONDS_TO_GET_READY = 30.0
NOTHING: Mapping[str, Source] = MappingProxyType({})


class Candidates:
    """The package `sources`, with or without some of its modules exchanged.

    Used as a context: nothing that was started is left behind it. Every question raises
    CouldNotGrade where no worker can be started.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        package = Package((), dict(sources))
        self._names = list(sources)
        self._worker = Sandboxed(package, None, SECONDS_TO_GET_READY, isolation=ISOLATION)

    def __enter__(self) -> Candidates:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._worker.close()

    def reply(
        self, question: bytes, seconds: float, exchanged: Mapping[str, Source] = NOTHING
    ) -> Reply:
        """What the package replies with the modules `exchanged`: SILENCE after `seconds`.

        question: as `ship_question` makes it.
        """
        return self._reply(question, seconds, exchanged, None)

    def reply_and_functions(
        self, question: Question, path: str, seconds: float
    ) -> tuple[Reply, frozenset[str]]:
        """As `reply`, and the functions of the file `path` that are run for it."""
        names: set[str] = set()

        def note(reported: Any) -> None:
            names.update(reported)

        arguments = [path, question.probe, list(question.arguments)]
        shipped = ship_question(report_functions_run, arguments, channel="report")
        return self._reply(shipped, seconds, NOTHING, note), frozenset(names)

    def _reply(
        self,
        question: bytes,
        seconds: float,
        exchanged: Mapping[str, Source],
        progress: Callable[[Plain], None] | None,
    ) -> Reply:
        self._get_ready()
        self._worker.begin_check(seconds)
        try:
            answer = self._worker.ask(question, exchanged=exchanged, progress=progress)
            return Reply(answer=answer)
        except LearnerError as error:
            return Reply(kind=error.raised.kind, message=error.raised.message)
        except TimedOut:
            return SILENCE
        except (WorkerDied, Malformed):
            return GONE

    def _get_ready(self) -> None:
        """Have a worker in which all modules are compiled: that is no question's time."""
        if self._worker.is_running:
            return
        self._worker.begin_check(SECONDS_TO_GET_READY)
        try:
            self._worker.run(import_modules, [self._names])
        except NO_ANSWER as error:
            raise CouldNotGrade(f"the reference cannot be imported ({error})") from error
