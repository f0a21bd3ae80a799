"""Which mistake of the catalogue a wrong answer matches.

A mistake explains a check when the reference with that mistake in it replies to all of the
check's questions as the learner's code did. Only behaviour is compared, so it does not
matter how the learner's code is written; an answer that nothing matches names nothing.

What the mistakes reply to the published questions is looked up (`known_replies`). Other questions
are asked anew (`asked_replies`), and only of mistakes that are not known to break what passes. No
clock decides: the same file is told the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grading.diagnosis.asked_replies import AskedCheck, AskedReplies
from grading.diagnosis.candidates import Candidates
from grading.diagnosis.choosing import choose_mistakes
from grading.diagnosis.digest import Digest, digests_of
from grading.diagnosis.known_replies import KnownReplies, known_replies
from grading.diagnosis.replies import replies_of
from grading.errors import CouldNotGrade
from grading.learner.package import sources_in
from grading.mistakes.catalogue import Mistake, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS


def diagnose(
    stage: str,
    stages: Sequence[str],
    failing: Sequence[AskedCheck],
    passed: Sequence[AskedCheck],
    *,
    published: bool,
) -> dict[str, Mistake]:
    """For each failing check that a mistake explains, that mistake.

    stages: the modules of the course. failing: in the order of the suite. published: the questions
    are those that everyone is asked. Empty where nothing is known of the questions, and there is
    no reference to ask, or no process can be started to ask it.
    """
    if not failing:
        return {}
    mistakes: Sequence[Mistake] = mistakes_of(stage)
    failed, right = [f.check for f in failing], [p.check for p in passed]
    known = known_replies(stage)
    if known is not None:
        mistakes = [m for m in mistakes if not any(known.breaks(m.id, check) for check in right)]
    if known is not None and published:
        given = {f.check: digests_of(replies_of(f.questions, f.timed_out)) for f in failing}
        return choose_mistakes(mistakes, failed, right, LookedUp(known, given))
    sources = sources_in(SOLUTIONS / PACKAGE, stages)
    if stage not in sources:
        return {}
    try:
        with Candidates(sources) as candidates:
            asked = AskedReplies(stage, candidates, sources[stage], failing, passed, known)
            return choose_mistakes(mistakes, failed, right, asked)
    except CouldNotGrade:
        return {}


@dataclass(frozen=True)
class LookedUp:
    """What is known of the mistakes, beside the replies that the learner's code gave."""

    known: KnownReplies
    given: dict[str, tuple[Digest, ...]]

    def explains(self, mistake: Mistake, check: str) -> bool:
        return self.known.explains(mistake.id, check, self.given[check])

    def breaks(self, mistake: Mistake, check: str) -> bool:
        return self.known.breaks(mistake.id, check)

    def is_answered(self, check: str) -> bool:
        return all(reply.is_answer for reply in self.given[check])
