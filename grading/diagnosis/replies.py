"""What came back to a question, and when two replies are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grading.diagnosis.comparison import close, same
from grading.learner.runner import Question
from grading.worker.wire import Plain

# Python raises these for all kinds of slips, so their text has to agree as well.
_GENERIC = frozenset({"TypeError", "AttributeError", "NameError", "UnboundLocalError"})


@dataclass(frozen=True)
class Reply:
    """What came back to one question: an answer, or the kind and text of an exception."""

    answer: Plain = None
    kind: str = ""
    message: str = ""


SILENCE = Reply(kind="(no answer in time)")
GONE = Reply(kind="(the process ended)")


def replies_of(questions: Sequence[Question], timed_out: bool) -> tuple[Reply, ...]:
    """What the learner's code replied; timed_out: the last question got no answer in time."""
    replies = [_reply_of(question) for question in questions]
    return (*replies[:-1], SILENCE) if timed_out and replies else tuple(replies)


def _reply_of(question: Question) -> Reply:
    if question.raised is not None:
        return Reply(kind=question.raised.kind, message=question.raised.message)
    return Reply(answer=question.answer) if question.answered else GONE


def alike(one: Reply, other: Reply) -> bool:
    """The same answer within the tolerance, or the same kind of exception."""
    if one.kind or other.kind:
        if one.kind != other.kind:
            return False
        return one.kind not in _GENERIC or one.message == other.message
    return _alike_data(one.answer, other.answer)


def _alike_data(one: Plain, other: Plain) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike_data, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike_data(one[k], other[k]) for k in one)
    if isinstance(one, float) and isinstance(other, float):
        return close(one, other)
    return same(one, other)
