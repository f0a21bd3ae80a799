"""Which mistake of the catalogue a wrong answer matches.

The questions of each failing check are asked again of the reference with one mistake at a
time laid over it. A mistake explains a check when it answers every question as the
learner's code did, and the reference does not. Only behaviour is compared, so it does not
matter how the learner's code is written; an answer that nothing matches names nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grading.diagnosis.candidates import Candidates
from grading.diagnosis.replies import GONE, Reply, alike, replies_of
from grading.errors import CouldNotGrade
from grading.learner.package import sources_in
from grading.learner.runner import Question
from grading.learner.shipping import ship_question
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.overlay import Source

# For the questions to the candidates of a stage; what is not found by then is not named.
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

    stages: the modules of the course. Empty where there is no reference to compare with, or no
    process can be started to ask it.
    """
    sources = sources_in(SOLUTIONS / PACKAGE, stages)
    if not failing or stage not in sources:
        return {}
    try:
        with Candidates(sources) as candidates:
            return choose_mistakes(_explained(stage, sources[stage], failing, candidates))
    except CouldNotGrade:
        return {}


def _explained(
    stage: str, right: Source, failing: Sequence[FailingCheck], candidates: Candidates
) -> dict[str, list[Mistake]]:
    """For each failing check, the mistakes that explain it. right: the reference of the stage."""
    mistakes = mistakes_of(stage)
    reference = right.content.decode("utf-8")

    @functools.cache
    def exchanged(mistake: Mistake) -> dict[str, Source]:
        return {stage: Source(right.path, laid_over(reference, mistake).encode())}

    cases = [case for f in failing if (case := _Case.of(f, candidates, right.path)) is not None]
    # Cheap questions first: what they find is tried on the costly ones before anything else.
    cases.sort(key=lambda case: case.seconds)
    explained: dict[str, list[Mistake]] = {}
    for case in cases:
        known = _by_merit(mistakes, explained)
        explained[case.check] = []
        for mistake in known:
            if candidates.seconds > SECONDS_PER_STAGE:
                break
            # A mistake in a function that the reference does not run cannot change the replies.
            if mistake.where in case.touched and case.is_explained(candidates, exchanged(mistake)):
                explained[case.check].append(mistake)
    return explained


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
    mistakes: Sequence[Mistake], explained: Mapping[str, Iterable[Mistake]]
) -> list[Mistake]:
    merit = _merit(explained)
    return sorted(mistakes, key=lambda mistake: -merit.get(mistake.id, 0))


@dataclass(frozen=True)
class _Case:
    """A failing check with the learner's replies.

    questions: shipped. seconds: what the reference takes for them. touched: the functions of the
    stage that it runs for them.
    """

    check: str
    questions: tuple[bytes, ...]
    replies: tuple[Reply, ...]
    seconds: float
    touched: frozenset[str]

    @staticmethod
    def of(failing: FailingCheck, candidates: Candidates, path: str) -> _Case | None:
        """None where the reference replies as the learner did, or cannot be sent the questions.

        path: of the stage's reference.
        """
        try:
            shipped = tuple(ship_question(q.probe, q.arguments) for q in failing.questions)
        except Exception:  # a question of the learner's own may hold anything
            return None
        replies = replies_of(failing.questions, failing.timed_out)
        before = candidates.seconds
        right = [
            candidates.reply_and_functions(question, path, SECONDS_PER_STAGE)
            for question in failing.questions
        ]
        if all(alike(reply, ours) for reply, (ours, _) in zip(replies, right, strict=True)):
            return None
        touched = frozenset[str]().union(*(functions for _, functions in right))
        seconds = candidates.seconds - before
        return _Case(failing.check, shipped, replies, seconds, touched)

    def is_explained(self, candidates: Candidates, exchanged: Mapping[str, Source]) -> bool:
        """Whether the reference with the modules `exchanged` replies as the learner did."""
        limit = max(AT_LEAST_SECONDS, SLOWER * self.seconds)
        for question, theirs in zip(self.questions, self.replies, strict=True):
            reply = candidates.reply(question, limit, exchanged)
            # Two processes may end for different reasons, and nothing tells why one did.
            if reply == GONE or not alike(reply, theirs):
                return False
        return True
