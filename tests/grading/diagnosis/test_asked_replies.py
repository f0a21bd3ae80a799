"""Which questions the mistakes are asked, where nobody could work out their replies beforehand."""

from __future__ import annotations

from typing import Any, cast

import pytest

from grading.diagnosis import asked_replies
from grading.diagnosis.asked_replies import QUESTIONS_PER_SILENCE, AskedCheck, AskedReplies
from grading.diagnosis.candidates import Candidates
from grading.diagnosis.digest import digest_of
from grading.diagnosis.known_replies import KnownReplies
from grading.diagnosis.replies import SILENCE, Reply
from grading.learner.runner import Question
from grading.mistakes.catalogue import Mistake
from grading.worker.overlay import Source

# The function as the reference has it: 1.5 is right, and a mistake answers what it holds.
REFERENCE = Source("f.py", b"def f():\n    return 1.5\n")
ANSWERS = {"2.5": Reply(answer=2.5), "1.5": Reply(answer=1.5), "...": SILENCE}


def mistake(answer: str) -> Mistake:
    return Mistake(answer, "f", "It is wrong.", "", code=f"def f():\n    return {answer}\n")


WRONG, SLOW = mistake("2.5"), mistake("...")


class Stub:
    """Answers what stands behind the last return; counts the questions."""

    def __init__(self) -> None:
        self.asked = 0

    def reply(self, question: bytes, seconds: float, exchanged: Any = None) -> Reply:
        self.asked += 1
        source = exchanged["f"] if exchanged else REFERENCE
        return ANSWERS[source.content.decode().split("return ")[1].strip()]

    def reply_and_functions(self, *question: object) -> tuple[Reply, frozenset[str]]:
        self.asked += 1
        return ANSWERS["1.5"], frozenset({"f"})


def a_probe(picograd: Any) -> float:
    return 0.0


def asked(name: str, answer: float) -> AskedCheck:
    return AskedCheck(name, (Question(a_probe, (), answered=True, answer=answer),))


def known(**wrong: dict[str, Reply]) -> KnownReplies:
    """What is known of the published questions, which have other answers."""
    right = {check: (digest_of(Reply(answer=7.5)),) for check in wrong}
    return KnownReplies(
        right,
        {check: {m: (digest_of(r),) for m, r in told.items()} for check, told in wrong.items()},
    )


@pytest.fixture
def stub() -> Stub:
    return Stub()


def evidence(stub: Stub, table: KnownReplies | None, answer: float = 2.5) -> AskedReplies:
    """Of a learner whose f gives `answer` in check `a`, which fails, and passes check `b`."""
    candidates = cast("Candidates", stub)
    failing, passed = [asked("a", answer)], [asked("b", 1.5)]
    return AskedReplies("f", candidates, REFERENCE, failing, passed, table)


def test_what_explains_a_check_is_asked_and_not_looked_up(stub: Stub) -> None:
    """Under a seed the numbers are others; the reference and the mistake are asked once each."""
    seen = evidence(stub, known(a={"2.5": Reply(answer=8.5)}, b={}))
    assert seen.explains(WRONG, "a")
    assert seen.explains(WRONG, "a")
    assert seen.asked == stub.asked == 2


def test_what_replies_as_the_reference_does_explains_nothing(stub: Stub) -> None:
    """The learner's code replies like both, and fails for what no reply tells."""
    table = known(a={"1.5": Reply(answer=8.5)}, b={})
    assert not evidence(stub, table, answer=1.5).explains(mistake("1.5"), "a")


def test_when_all_is_asked_nothing_more_is_said_against_anybody(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake that was not asked explains nothing, and is not innocent."""
    monkeypatch.setattr(asked_replies, "MOST_QUESTIONS", -1)
    seen = evidence(stub, None)
    assert not seen.explains(WRONG, "a")
    assert seen.breaks(mistake("1.5"), "b")


def test_a_mistake_that_is_known_to_pass_a_check_is_not_asked_about_it(stub: Stub) -> None:
    seen = evidence(stub, known(a={}, b={}))
    assert not seen.explains(WRONG, "a")
    assert stub.asked == 0


def test_a_mistake_that_is_known_to_end_otherwise_is_not_asked(stub: Stub) -> None:
    """It hangs, or it raises, and the learner's code answers."""
    for reply in (SILENCE, Reply(kind="ValueError", message="no")):
        assert not evidence(stub, known(a={"2.5": reply}, b={})).explains(WRONG, "a")
    assert stub.asked == 0


def test_what_a_mistake_breaks_is_looked_up(stub: Stub) -> None:
    """Checks that fail with the published numbers are taken to fail with all others."""
    seen = evidence(stub, known(a={}, b={"2.5": Reply(answer=8.5)}))
    assert seen.breaks(WRONG, "b")
    assert not seen.breaks(WRONG, "a")
    assert stub.asked == 0


def test_where_nothing_is_known_all_is_asked(stub: Stub) -> None:
    """A wait for one that does not answer counts as many questions."""
    seen = evidence(stub, None)
    assert seen.explains(WRONG, "a")
    assert seen.breaks(WRONG, "b")
    assert not seen.explains(SLOW, "a")
    assert stub.asked == 5
    assert seen.asked == 4 + QUESTIONS_PER_SILENCE
