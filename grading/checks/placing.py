"""The failing checks of a stage, run again with functions of the learner's file exchanged."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from grading.checks.inputs import Inputs
from grading.checks.learner_fixture import Learner
from grading.checks.verdict import Outcome, Verdict
from grading.diagnosis.place import MOST_PASSING, Repeatable, Undecided, find_places
from grading.diagnosis.syntax import function_around, functions_in
from grading.errors import CouldNotGrade
from grading.learner.hang import Hang
from grading.learner.isolation import Isolation
from grading.learner.package import Package, sources_in
from grading.learner.runner import Probe, TimedOut, WorkerDied
from grading.learner.sandboxed import STAGE_IN_PARTS, Sandboxed
from grading.learner.shipping import ship_question
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.error_report import RaisedError
from grading.worker.functions_run import report_functions_run
from grading.worker.overlay import Source
from grading.worker.wire import Malformed, Plain

# A check that gets no answer in time says nothing about a place here: where it hangs does.
_WRONG = (Outcome.FAILED, Outcome.ERROR)

# Checks are run again up to 150 times. What comes is compared and not kept, so it is the time to
# read it that is bounded: a few seconds.
MOST_PARTS = 5 * STAGE_IN_PARTS

# A check as it was called, but for the learner.
Call = Callable[[Learner], Any]


def place_failures(
    stage: str,
    package: Package,
    worker: Sandboxed,
    seed: int | None,
    checks: Sequence[tuple[Verdict, Call]],
) -> list[Verdict]:
    """The verdicts on a stage's checks, in the order of the course, with their places.

    package: as the stage was judged in, and `worker`, which is for this alone: the functions of
    the reference come into it, so no verdict may depend on what it says.
    """
    verdicts = [verdict for verdict, _ in checks]
    right = sources_in(SOLUTIONS / PACKAGE, [stage]).get(stage)
    own = package.sources[stage]
    wrong = [n for n, verdict in enumerate(verdicts) if verdict.outcome in _WRONG]
    if right is None or own.problem or not wrong:
        return verdicts
    text = own.content.decode("utf-8", errors="replace")

    def repeatable(number: int) -> Repeatable:
        verdict, call = checks[number]
        again = _Again(worker, stage, own, seed, verdict.check, call)
        line = verdict.line if verdict.outcome is Outcome.ERROR else None
        return Repeatable(verdict.check, again.passes, again.functions, _around(text, line))

    # The checks of a function stand together: those nearby are what an exchange may break.
    passed = [n for n, verdict in enumerate(verdicts) if verdict.outcome is Outcome.PASSED]
    near = sorted(sorted(passed, key=lambda n: (abs(n - wrong[0]), n))[:MOST_PASSING])
    try:
        found = find_places(
            text, right.content.decode("utf-8"), *([*map(repeatable, ns)] for ns in (wrong, near))
        )
    except CouldNotGrade:
        return verdicts
    return [replace(verdict, place=found.get(verdict.check, "")) for verdict in verdicts]


def call_of(item: pytest.Function) -> Call:
    """The check of `item`, whose fixtures are set up, to be called again."""
    names = inspect.signature(item.obj).parameters.keys() - {"learner"}
    return functools.partial(_call_check, item.obj, {name: item.funcargs[name] for name in names})


def _call_check(check: Callable[..., None], given: dict[str, Any], learner: Learner) -> None:
    check(**given, learner=learner)


def worker_for(
    package: Package, isolation: Isolation, seconds: float, deadline: float = math.inf
) -> Sandboxed:
    """A worker for `place_failures`; it starts with the first question.

    seconds, deadline: as `Sandboxed` has them.
    """
    return Sandboxed(
        package, None, seconds, isolation=isolation, stage_parts=MOST_PARTS, deadline=deadline
    )


class _Again:
    """A check that is run again, on the learner's package with another text of its file."""

    def __init__(
        self,
        worker: Sandboxed,
        stage: str,
        own: Source,
        seed: int | None,
        check: str,
        call: Call,
    ) -> None:
        self._worker, self._stage, self._own = worker, stage, own
        self._inputs = f"{stage}::{check}"
        self._seed = seed
        self._call = call

    def passes(self, text: str) -> bool:
        source = Source(self._own.path, text.encode())
        return self._run(_Exchanged(self._worker, {self._stage: source}))

    def functions(self) -> Collection[str]:
        traced = _Traced(self._worker, {}, self._own.path)
        self._run(traced)
        return {name.partition(".<locals>")[0] for name in traced.names}

    def _run(self, runner: _Exchanged) -> bool:
        self._worker.begin_check()
        try:
            self._call(Learner(runner, Inputs(self._seed, self._inputs)))
        except (TimedOut, WorkerDied, Malformed) as error:
            raise Undecided from error
        except (CouldNotGrade, KeyboardInterrupt):
            raise
        except BaseException:  # whatever a check raises: it does not pass
            return False
        return True


class _Exchanged:
    """Runs probes in `worker` with the modules `exchanged`."""

    printed = ""

    def __init__(self, worker: Sandboxed, exchanged: Mapping[str, Source]) -> None:
        self._worker = worker
        self._modules = exchanged
        self.file = worker.file

    def begin_check(self, seconds: float | None = None) -> None:
        """Nothing: it was begun."""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        return self._worker.ask(ship_question(probe, arguments), exchanged=self._modules)

    def watch(
        self, probe: Probe, arguments: Sequence[Any], progress: Callable[[Plain], None]
    ) -> Plain:
        question = ship_question(probe, arguments, channel="report")
        return self._worker.ask(question, exchanged=self._modules, progress=progress)

    def raised_by(self, error: BaseException) -> RaisedError | None:
        return self._worker.raised_by(error)

    def hang_of(self, error: BaseException) -> Hang | None:
        return self._worker.hang_of(error)

    def close(self) -> None:
        """Nothing: the worker is another's."""


class _Traced(_Exchanged):
    """As they are, and `names`: the functions of the file `path` that run."""

    def __init__(self, worker: Sandboxed, exchanged: Mapping[str, Source], path: str) -> None:
        super().__init__(worker, exchanged)
        self._path = path
        self.names: set[str] = set()

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        traced = [self._path, probe, list(arguments)]
        return self.watch(report_functions_run, traced, self._note)

    def _note(self, reported: Plain) -> None:
        if isinstance(reported, list):
            self.names.update(name for name in reported if isinstance(name, str))


def _around(text: str, line: int | None) -> str:
    """The function or method that the line stands in; empty if in none."""
    if line is None:
        return ""
    try:
        return function_around(functions_in(text), line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # what does not parse has no functions
