"""The mistakes of a stage, asked the questions that a learner was asked.

For questions that nobody could work out beforehand: those of a grading seed, or of a suite that
was changed. What is asked is counted and not timed, so that no machine is too slow for a name.
Other numbers change what a mistake answers, and hardly which checks it fails: where it is known
what the mistakes reply to the published questions, only those are asked that may explain a check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grading.diagnosis.candidates import Candidates
from grading.diagnosis.digest import Digest, alike, digest_of
from grading.diagnosis.known_replies import KnownReplies
from grading.diagnosis.replies import SILENCE, replies_of
from grading.learner.runner import Question
from grading.learner.shipping import ship_question
from grading.mistakes.catalogue import Mistake, laid_over
from grading.worker.overlay import Source

# Enough for every candidate on the first failures, and for the few that are left on all checks.
MOST_QUESTIONS = 1_000
# Waiting for one that does not answer takes as long as so many answers.
QUESTIONS_PER_SILENCE = 200
# What takes so long is taken to hang: no question takes the reference a tenth of it. It decides
# about nothing else.
SECONDS_TO_ANSWER = 3.0
SECONDS_FOR_THE_REFERENCE = 60.0


@dataclass(frozen=True)
class AskedCheck:
    """A check, what was asked in it and what came back.

    timed_out: the last question got no answer in time.
    """

    check: str
    questions: tuple[Question, ...]
    timed_out: bool = False


class AskedReplies:
    """What the mistakes reply to the questions of one learner's checks.

    Asked as little as possible: no more questions of a check than it takes to tell two apart, and
    none about a mistake that passes the check when its published questions are asked (`known`), or
    that is in a function which the reference does not run (where nothing is known). When
    `MOST_QUESTIONS` are asked, nothing more is said against anybody.

    asked: how many questions so far, a silence counted as `QUESTIONS_PER_SILENCE`.
    """

    def __init__(
        self,
        stage: str,
        candidates: Candidates,
        reference: Source,
        failing: Sequence[AskedCheck],
        passed: Sequence[AskedCheck],
        known: KnownReplies | None,
    ) -> None:
        self._stage = stage
        self._candidates = candidates
        self._reference = reference
        self._known = known
        self._failing = {check.check: check for check in failing}
        self._checks = {check.check: check for check in (*failing, *passed)}
        self._shipped: dict[str, tuple[bytes, ...]] = {}
        self._given: dict[str, tuple[Digest, ...]] = {}
        self._rights: dict[tuple[str, int], tuple[Digest, frozenset[str]]] = {}
        self._replies: dict[tuple[str, str, int], Digest] = {}
        self._sources: dict[str, Source] = {}
        self.asked = 0

    def explains(self, mistake: Mistake, check: str) -> bool:
        """Whether `mistake` replies as the learner's code did, and the reference does not."""
        if not self._may_explain(mistake, check):
            return False
        differs = False
        for number, theirs in enumerate(self._theirs(check)):
            if self.asked > MOST_QUESTIONS:
                return False
            right, reply = self._right(check, number), self._reply(mistake, check, number)
            if not alike(theirs, reply, right):
                return False
            differs = differs or not _identical(reply, right)
        return differs

    def breaks(self, mistake: Mistake, check: str) -> bool:
        """Whether `mistake` replies as neither the reference nor code that passes does.

        Or is known to fail the check with the published questions.
        """
        if self._known is not None:
            return self._known.breaks(mistake.id, check)
        if not self._is_seen(mistake, check):
            return False
        failing = check in self._failing
        for number, theirs in enumerate(self._theirs(check)):
            if self.asked > MOST_QUESTIONS:
                return True
            reply = self._reply(mistake, check, number)
            fits = not failing and alike(theirs, reply)
            if not fits and not _identical(reply, self._right(check, number)):
                return True
        return False

    def is_answered(self, check: str) -> bool:
        """Whether the learner's code answered every question."""
        return all(reply.is_answer for reply in self._theirs(check))

    def _may_explain(self, mistake: Mistake, check: str) -> bool:
        """Whether it is worth asking: the mistake answers and raises where the learner's code does.

        As far as the published questions tell.
        """
        if self._known is None:
            return self._is_seen(mistake, check)
        if not self._known.breaks(mistake.id, check):
            return False
        pairs = zip(self._theirs(check), self._known.wrong[check][mistake.id], strict=False)
        return all(_ending(theirs) == _ending(reply) for theirs, reply in pairs)

    def _is_seen(self, mistake: Mistake, check: str) -> bool:
        """Whether the reference runs the mistake's function for the questions of `check`."""
        return any(
            mistake.where in self._right_and_functions(check, number)[1]
            for number in range(len(self._theirs(check)))
        )

    def _theirs(self, check: str) -> tuple[Digest, ...]:
        """What the learner's code replied; nothing where the questions cannot be sent."""
        if check not in self._given:
            asked = self._checks[check]
            try:
                shipped = tuple(ship_question(q.probe, q.arguments) for q in asked.questions)
            except Exception:  # a question of the learner's own may hold anything
                shipped = ()
            replies = replies_of(asked.questions, asked.timed_out) if shipped else ()
            self._shipped[check] = shipped
            self._given[check] = tuple(map(digest_of, replies))
        return self._given[check]

    def _right(self, check: str, number: int) -> Digest:
        return self._right_and_functions(check, number)[0]

    def _right_and_functions(self, check: str, number: int) -> tuple[Digest, frozenset[str]]:
        key = (check, number)
        if key not in self._rights:
            self.asked += 1
            if self._known is None:
                reply, functions = self._candidates.reply_and_functions(
                    self._checks[check].questions[number],
                    self._reference.path,
                    SECONDS_FOR_THE_REFERENCE,
                )
            else:  # watching which functions run takes several times as long
                shipped, functions = self._shipped[check][number], frozenset()
                reply = self._candidates.reply(shipped, SECONDS_FOR_THE_REFERENCE)
            self._rights[key] = (digest_of(reply), functions)
        return self._rights[key]

    def _reply(self, mistake: Mistake, check: str, number: int) -> Digest:
        key = (mistake.id, check, number)
        if key not in self._replies:
            exchanged = {self._stage: self._source(mistake)}
            reply = self._candidates.reply(
                self._shipped[check][number], SECONDS_TO_ANSWER, exchanged
            )
            self.asked += QUESTIONS_PER_SILENCE if reply == SILENCE else 1
            self._replies[key] = digest_of(reply)
        return self._replies[key]

    def _source(self, mistake: Mistake) -> Source:
        if mistake.id not in self._sources:
            wrong = laid_over(self._reference.content.decode("utf-8"), mistake)
            self._sources[mistake.id] = Source(self._reference.path, wrong.encode())
        return self._sources[mistake.id]


def _ending(reply: Digest) -> str:
    """How a question ended: the kind of what was raised, or whether there was an answer."""
    if reply.is_answer:
        return ""
    return reply.errors[0].kind if reply.errors else reply.form


def _identical(reply: Digest, right: Digest) -> bool:
    """Alike, and in the same words: a mistake of the catalogue keeps the reference's words."""
    return alike(reply, right) and [e.said for e in reply.errors] == [e.said for e in right.errors]
