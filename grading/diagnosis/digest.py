"""A reply in a few numbers: enough to tell whether another is alike, short enough to be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from grading.diagnosis.comparison import close
from grading.diagnosis.errors_compared import ErrorSeen, error_seen, is_error, same_error
from grading.diagnosis.replies import GONE, SILENCE, Reply
from grading.worker.wire import Plain

# Of a longer answer so many numbers are kept, spread evenly over it.
MOST_NUMBERS = 64
# Three more than the tolerance looks at.
DIGITS = 12
MOST_CHARACTERS = 80

T = TypeVar("T")


@dataclass(frozen=True)
class Digest:
    """A reply, as far as replies are compared.

    form: everything in it but numbers and exceptions, shortened to a fingerprint where it is long;
    what stands for a whole answer that never came is in brackets. numbers: its numbers, or some of
    its many. errors: the exceptions in it, in the order in which they stand there.
    """

    form: str
    numbers: tuple[float, ...] = ()
    errors: tuple[ErrorSeen, ...] = ()

    @property
    def is_answer(self) -> bool:
        return not self.form.startswith("(")


def digest_of(reply: Reply) -> Digest:
    if reply in (SILENCE, GONE):
        return Digest(reply.kind)
    if reply.kind:
        return Digest("(raised)", (), (error_seen(reply.kind, reply.message),))
    parts: list[str] = []
    numbers: list[float] = []
    errors: list[ErrorSeen] = []
    _take(reply.answer, parts, numbers, errors)
    if len(numbers) > MOST_NUMBERS:
        # Of many numbers the ints have to agree all the same.
        parts.append(repr([number if type(number) is int else "" for number in numbers]))
    form = "".join(parts)
    if len(form) > MOST_CHARACTERS:
        form = "#" + hashlib.sha256(form.encode("utf-8", "replace")).hexdigest()[:16]
    return Digest(form, tuple(_short(number) for number in _spread(numbers)), tuple(errors))


def _take(answer: Plain, parts: list[str], numbers: list[float], errors: list[ErrorSeen]) -> None:
    """Add what `answer` holds to the three lists."""
    if type(answer) is float or type(answer) is int:
        parts.append("n")
        numbers.append(answer)
    elif isinstance(answer, list) and is_error(answer):
        parts.append("e")
        errors.append(error_seen(answer[0], answer[1]))
    elif isinstance(answer, list):
        parts.append("[")
        for part in answer:
            _take(part, parts, numbers, errors)
            parts.append(",")
        parts.append("]")
    elif isinstance(answer, dict):
        parts.append("{")
        for key in sorted(answer):
            parts.append(f"{key!r}:")
            _take(answer[key], parts, numbers, errors)
            parts.append(",")
        parts.append("}")
    else:
        parts.append(repr(answer))


def _spread(numbers: list[float]) -> list[float]:
    if len(numbers) <= MOST_NUMBERS:
        return numbers
    last = len(numbers) - 1
    return [numbers[i * last // (MOST_NUMBERS - 1)] for i in range(MOST_NUMBERS)]


def _short(number: float) -> float:
    return number if type(number) is int else float(f"{number:.{DIGITS}g}")


def digests_of(replies: Sequence[Reply]) -> tuple[Digest, ...]:
    return tuple(map(digest_of, replies))


def alike(given: Digest, wrong: Digest, right: Digest | None = None) -> bool:
    """The same answer within the tolerance, or the same slip; see `errors_compared`.

    right: what the reference replies, where `given` is the learner's reply and `wrong` a
    mistake's. Two processes may end for different reasons, and nothing tells why one did: those
    replies are like no other.
    """
    if given.form != wrong.form or given.form == GONE.kind:
        return False
    if len(given.numbers) != len(wrong.numbers) or len(given.errors) != len(wrong.errors):
        return False
    rights = _beside(right.numbers if right else (), given.numbers)
    if not all(map(_same_number, given.numbers, wrong.numbers, rights)):
        return False
    return all(
        map(
            same_error,
            given.errors,
            wrong.errors,
            _beside(right.errors if right else (), given.errors),
        )
    )


def _beside(rights: Sequence[T], given: Sequence[T]) -> Sequence[T | None]:
    """What the reference has in the place of each, if it has as many."""
    return rights if len(rights) == len(given) else [None] * len(given)


def _same_number(given: float, wrong: float, right: float | None) -> bool:
    """The same within the tolerance, and both an int or both a float where that is the slip.

    Most checks take an int for a float. One that does not is failed by a number that is right but
    for that; of all others the kind says nothing.
    """
    if type(given) is int and type(wrong) is int:
        return given == wrong
    if not close(given, wrong):
        return False
    if type(given) is type(wrong):
        return True
    return right is not None and (type(wrong) is type(right) or not close(wrong, right))


def all_alike(
    some: Sequence[Digest], others: Sequence[Digest], rights: Sequence[Digest] = ()
) -> bool:
    """Whether as many replies came, each like the other. rights: the reference's."""
    padded = [*rights[: len(some)], *[None] * (len(some) - len(rights))]
    return len(some) == len(others) and all(map(alike, some, others, padded))


def digest_as_data(digest: Digest) -> list[Any]:
    """For a file: `digest_from_data` has it back."""
    errors = [[e.kind, e.text, list(e.numbers)] for e in digest.errors]
    return [digest.form, list(digest.numbers), errors]


def digest_from_data(data: list[Any]) -> Digest:
    form, numbers, errors = data
    seen = tuple(ErrorSeen(kind, text, tuple(named)) for kind, text, named in errors)
    return Digest(form, tuple(numbers), seen)
