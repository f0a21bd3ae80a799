"""What came back to a question: an answer, or what was raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grading.learner.runner import Question
from grading.worker.wire import Plain


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
