"""When two exceptions are the same slip.

What Python itself says of a slip is compared word for word, in one wording for all of its
versions: "math domain error" is one slip and "math range error" another. What a person wrote
behind `raise` is not, since every learner has words of their own: there only the numbers count,
because the values are what a docstring demands of an error.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass, field

from grading.worker.pythons_words import in_one_wording

# Learners do not raise these themselves: what they say is Python's.
_PYTHONS_KINDS = frozenset(
    {
        "AttributeError",
        "ImportError",
        "KeyError",
        "ModuleNotFoundError",
        "NameError",
        "OverflowError",
        "RecursionError",
        "StopIteration",
        "UnboundLocalError",
        "ZeroDivisionError",
    }
)
# How Python begins what it says with kinds that learners raise as well.
_PYTHONS_WORDS = re.compile(
    r"""
    .*\bdomain\ error | math\ range\ error
    | unsupported\ operand | '\S+'\ not\ supported\ between | bad\ operand\ type
    | .*\bobject\ (is\ not|does\ not|has\ no|cannot\ be|doesn't)\b | cannot\ unpack
    | \S+\(\)\ (missing|takes|got|argument|arg|expected|requires|iterable|keywords)\b
    | can't\ multiply\ sequence | can\ only\ concatenate | must\ be\ real\ number
    | (list|tuple|string)\ (indices|index|assignment|\S+\ indices)\b
    | (not\ enough|too\ many)\ values\ to\ unpack | could\ not\ convert | invalid\ literal
    | .*\b(argument|index|operand|sequence|item)\b.*\bmust\ be\b
    | tuple\.index | list\.(index|remove) | max\(\)\ | min\(\)\ | pop\ from
    | range\ expected | empty\ range | Sample\ larger | unhashable | cannot\ convert\ float
    | descriptor\ ' | slice\ step | the\ answer\ holds | cannot\ create\ weak
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class ErrorSeen:
    """An exception, as far as it is compared.

    text: Python's own words, empty where a person chose them. numbers: those that a person's
    words hold, smallest first. said: all of the words, which are not compared.
    """

    kind: str
    text: str = ""
    numbers: tuple[float, ...] = ()
    said: str = field(default="", compare=False)


def error_seen(kind: str, message: str) -> ErrorSeen:
    first = in_one_wording(message.partition("\n")[0])
    if kind in _PYTHONS_KINDS or _PYTHONS_WORDS.match(first):
        return ErrorSeen(kind, _ADDRESS.sub("0x", first), said=message)
    numbers = tuple(sorted({float(n) for n in _NUMBER.findall(message)}))
    return ErrorSeen(kind, "", numbers, message)


def same_error(one: ErrorSeen, other: ErrorSeen, right: ErrorSeen | None) -> bool:
    """Whether both are the same slip. right: what the reference raises in their place, if it does.

    Of the numbers in a person's words only those count that the reference's words hold, too.
    """
    if (one.kind, one.text) != (other.kind, other.text):
        return False
    if right is None or right.text:
        return one.numbers == other.numbers
    demanded = set(right.numbers)
    return demanded & set(one.numbers) == demanded & set(other.numbers)


def is_error(answer: list[object]) -> bool:
    """Whether an answer is an exception's kind and text, as `probes.error_of` gives them."""
    if len(answer) != 2 or not all(type(part) is str for part in answer):
        return False
    found = getattr(builtins, str(answer[0]), None)
    return isinstance(found, type) and issubclass(found, BaseException)
