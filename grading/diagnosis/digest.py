"""A reply in a few numbers: enough to tell whether another is alike, short enough to be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.diagnosis.comparison import close
from grading.diagnosis.errors_compared import ErrorSeen, error_seen, is_error, same_error
from grading.diagnosis.replies import GONE, SILENCE, Reply
from grading.worker.wire import Plain

# Of a longer answer so many numbers are kept, spread evenly over it.
MOST_FLOATS = 64
# Three more than the tolerance looks at.
DIGITS = 12
MOST_CHARACTERS = 80


@dataclass(frozen=True)
class Digest:
    """A reply, as far as replies are compared.

    form: everything in it but floats and exceptions, shortened to a fingerprint where it is long;
    what stands for a whole answer that never came is in brackets. floats: some of its floats.
    errors: the exceptions in it, in the order in which they stand there.
    """

    form: str
    floats: tuple[float, ...] = ()
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
    floats: list[float] = []
    errors: list[ErrorSeen] = []
    _take(reply.answer, parts, floats, errors)
    form = "".join(parts)
    if len(form) > MOST_CHARACTERS:
        form = "#" + hashlib.sha256(form.encode("utf-8", "replace")).hexdigest()[:16]
    return Digest(form, tuple(_short(number) for number in _spread(floats)), tuple(errors))


def _take(answer: Plain, parts: list[str], floats: list[float], errors: list[ErrorSeen]) -> None:
    """Add what `answer` holds to the three lists."""
    if type(answer) is float:
        parts.append("f")
        floats.append(answer)
    elif isinstance(answer, list) and is_error(answer):
        parts.append("e")
        errors.append(error_seen(answer[0], answer[1]))
    elif isinstance(answer, list):
        parts.append("[")
        for part in answer:
            _take(part, parts, floats, errors)
            parts.append(",")
        parts.append("]")
    elif isinstance(answer, dict):
        parts.append("{")
        for key in sorted(answer):
            parts.append(f"{key!r}:")
            _take(answer[key], parts, floats, errors)
            parts.append(",")
        parts.append("}")
    else:
        parts.append(repr(answer))


def _spread(floats: list[float]) -> list[float]:
    if len(floats) <= MOST_FLOATS:
        return floats
    last = len(floats) - 1
    return [floats[i * last // (MOST_FLOATS - 1)] for i in range(MOST_FLOATS)]


def _short(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def digests_of(replies: Sequence[Reply]) -> tuple[Digest, ...]:
    return tuple(map(digest_of, replies))


def alike(one: Digest, other: Digest, right: Digest | None = None) -> bool:
    """The same answer within the tolerance, or the same slip; see `errors_compared`.

    right: what the reference replies. Two processes may end for different reasons, and nothing
    tells why one did: those replies are like no other.
    """
    if one.form != other.form or one.form == GONE.kind:
        return False
    if len(one.floats) != len(other.floats) or not all(map(close, one.floats, other.floats)):
        return False
    if len(one.errors) != len(other.errors):
        return False
    same_place = right is not None and len(right.errors) == len(one.errors)
    rights = right.errors if right is not None and same_place else (None,) * len(one.errors)
    return all(map(same_error, one.errors, other.errors, rights))


def all_alike(
    some: Sequence[Digest], others: Sequence[Digest], rights: Sequence[Digest] = ()
) -> bool:
    """Whether as many replies came, each like the other. rights: the reference's."""
    padded = [*rights[: len(some)], *[None] * (len(some) - len(rights))]
    return len(some) == len(others) and all(map(alike, some, others, padded))


def digest_as_data(digest: Digest) -> list[Any]:
    """For a file: `digest_from_data` has it back."""
    errors = [[e.kind, e.text, list(e.numbers)] for e in digest.errors]
    return [digest.form, list(digest.floats), errors]


def digest_from_data(data: list[Any]) -> Digest:
    form, floats, errors = data
    seen = tuple(ErrorSeen(kind, text, tuple(numbers)) for kind, text, numbers in errors)
    return Digest(form, tuple(floats), seen)
