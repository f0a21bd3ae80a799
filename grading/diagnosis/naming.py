"""Which mistake of the catalogue a wrong answer matches.

The questions of each failing check are asked again of the reference with one mistake at a
time laid over it. A mistake explains a check when it answers every question as the
learner's code did, and the reference does not. Only behaviour is compared, so it does not
matter how the learner's code is written; an answer that nothing matches names nothing.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from grading.diagnosis.replies import SILENCE, Reply, alike, replies_of
from grading.learner.package import sources_in
from grading.learner.runner import Question, copied
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.error_report import message_of
from grading.worker.functions_run import functions_run
from grading.worker.overlay import Overlay, Source
from grading.worker.wire import round_trip

# For a stage with ten failing checks; what is not found by then is not named.
SECONDS_PER_STAGE = 2.0
# A candidate that takes so much longer than the reference is taken to hang.
SLOWER, AT_LEAST_SECONDS = 5.0, 0.1
MOST_NAMED = 2


@dataclass(frozen=True)
class FailingCheck:
    """A check that did not pass, and what was asked in it.

    timed_out: the last question got no answer in time.
    """

    check: str
    questions: tuple[Question, ...]
    timed_out: bool = False


def diagnose(
    stage: str, stages: Sequence[str], failing: Sequence[FailingCheck]
) -> dict[str, tuple[Mistake, ...]]:
    """For each failing check that a mistake explains, at most two mistakes, the likelier first.

    stages: the modules of the course. Empty where there is no reference to compare with.
    """
    deadline = time.monotonic() + SECONDS_PER_STAGE
    sources = sources_in(SOLUTIONS / PACKAGE, stages)
    if not failing or stage not in sources:
        return {}
    candidates = mistakes_of(stage)
    reference = _Variant(sources)
    path = sources[stage].path
    cases = [case for f in failing if (case := _Case.of(f, reference, path)) is not None]
    # Cheap questions first: what they find is tried on the costly ones before anything else.
    cases.sort(key=lambda case: case.seconds)
    variants = _Variants(stage, sources)
    explained: dict[str, list[Mistake]] = {}
    for case in cases:
        known = _by_merit(candidates, explained)
        explained[case.check] = []
        for mistake in known:
            if time.monotonic() > deadline:
                break
            if case.explained_by(mistake, variants):
                explained[case.check].append(mistake)
    return choose_mistakes(explained)


def choose_mistakes(explained: Mapping[str, Sequence[Mistake]]) -> dict[str, tuple[Mistake, ...]]:
    """At most two for each check: of those that explain it, the ones that explain most checks."""
    merit = _merit(explained)
    best = {
        check: [m for m in found if merit[m.id] == max(merit[other.id] for other in found)]
        for check, found in explained.items()
    }
    return {check: tuple(found[:MOST_NAMED]) for check, found in best.items() if found}


def _merit(explained: Mapping[str, Iterable[Mistake]]) -> dict[str, int]:
    """How many failing checks each mistake explains."""
    merit: dict[str, int] = {}
    for found in explained.values():
        for mistake in found:
            merit[mistake.id] = merit.get(mistake.id, 0) + 1
    return merit


def _by_merit(
    candidates: Sequence[Mistake], explained: Mapping[str, Iterable[Mistake]]
) -> list[Mistake]:
    merit = _merit(explained)
    return sorted(candidates, key=lambda mistake: -merit.get(mistake.id, 0))


@dataclass(frozen=True)
class _Case:
    """A failing check with the learner's replies.

    seconds: what the reference takes for it. touched: the functions of the stage that the
    reference runs for it; a mistake in any other cannot change the reply.
    """

    check: str
    questions: tuple[Question, ...]
    replies: tuple[Reply, ...]
    seconds: float
    touched: frozenset[str]

    @staticmethod
    def of(failing: FailingCheck, reference: _Variant, path: str) -> _Case | None:
        """None where the reference replies as the learner did: nothing to be told apart."""
        replies = replies_of(failing.questions, failing.timed_out)
        start = time.monotonic()
        touched: set[str] = set()
        right = [reference.reply(q, SECONDS_PER_STAGE, path, touched) for q in failing.questions]
        seconds = time.monotonic() - start
        if all(map(alike, replies, right)):
            return None
        return _Case(failing.check, failing.questions, replies, seconds, frozenset(touched))

    def explained_by(self, mistake: Mistake, variants: _Variants) -> bool:
        if mistake.where not in self.touched:
            return False
        variant = variants.of(mistake)
        limit = max(AT_LEAST_SECONDS, SLOWER * self.seconds)
        return all(
            alike(variant.reply(question, limit), reply)
            for question, reply in zip(self.questions, self.replies, strict=True)
        )


class _Variant:
    """The package with one module exchanged, or the reference itself."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._overlay = Overlay(sources)

    def reply(
        self,
        question: Question,
        seconds: float,
        path: str = "",
        touched: set[str] | None = None,
    ) -> Reply:
        """What this package replies; the functions of the file `path` that it runs for it."""

        noted = nullcontext() if touched is None else functions_run(path, touched)

        def ask() -> Reply:
            try:
                with self._overlay.installed() as picograd, noted:
                    answer = question.probe(picograd, *map(copied, question.arguments))
                    return Reply(answer=round_trip(answer))
            except _Stopped:
                raise
            except BaseException as error:
                return Reply(kind=type(error).__name__, message=message_of(error))

        return _within(seconds, ask)


class _Variants:
    """The variants of one stage, each put together once."""

    def __init__(self, stage: str, sources: Mapping[str, Source]) -> None:
        self._stage = stage
        self._sources = sources
        self._made: dict[str, _Variant] = {}

    def of(self, mistake: Mistake) -> _Variant:
        if mistake.id not in self._made:
            right = self._sources[self._stage]
            wrong = laid_over(right.content.decode("utf-8"), mistake).encode()
            sources = {**self._sources, self._stage: Source(right.path, wrong)}
            self._made[mistake.id] = _Variant(sources)
        return self._made[mistake.id]


class _Stopped(BaseException):
    """Raised inside a candidate that takes too long."""


def _within(seconds: float, ask: Callable[[], Reply]) -> Reply:
    """`ask()`, or silence when it takes longer. A thread, since only Unix has alarms."""
    replies: list[Reply] = []

    def run() -> None:
        try:
            replies.append(ask())
        except _Stopped:
            replies.append(SILENCE)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    with _unheard():
        while thread.is_alive():
            _raise_in(thread, _Stopped)
            thread.join(0.1)
    return replies[0] if replies else SILENCE


@contextmanager
def _unheard() -> Iterator[None]:
    """_Stopped may strike inside a callback, where Python would print it instead of raising it."""
    hook = sys.unraisablehook

    def quiet(unraisable: Any) -> None:
        if unraisable.exc_type is not _Stopped:
            hook(unraisable)

    sys.unraisablehook = quiet
    try:
        yield
    finally:
        sys.unraisablehook = hook


def _raise_in(thread: threading.Thread, error: type[BaseException]) -> None:
    """Raise `error` in another thread at its next step of Python code."""
    identifier: Any = ctypes.c_ulong(thread.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identifier, ctypes.py_object(error))
