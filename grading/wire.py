"""The only form in which an answer leaves the learner's code: plain data, as strict JSON.

Both kinds of learner use it, so a check sees the same thing whether the code ran in this
process or in a worker. Floats travel as the shortest decimal that reads back as the same
float (`float.__repr__`); the non-finite ones, for which JSON has no spelling, as
`{"~float": "nan"}`.

This file also runs at the far end, in the worker: standard library only.
"""

from __future__ import annotations

import json
import math
from typing import Any

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]

MAX_CHARACTERS = 50_000_000
MAX_DEPTH = 50
MAX_INT_DIGITS = 40

_FLOAT = "~float"
_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class NotPlain(TypeError):
    """The answer holds something that is not plain data; the message says what and where."""


class Malformed(ValueError):
    """The text is not an answer that `encode` could have written."""


def encode(answer: object) -> str:
    """`answer` as one line of JSON. Tuples become lists; NotPlain for anything not plain."""
    return json.dumps(_plain(answer, "the answer", 0), allow_nan=False, ensure_ascii=True)


def decode(text: str) -> Plain:
    """The plain data in `text`; Malformed unless it is exactly what `encode` writes."""
    if len(text) > MAX_CHARACTERS:
        raise Malformed(f"the answer is {len(text):,} characters long, over {MAX_CHARACTERS:,}")
    try:
        return _restored(
            json.loads(
                text,
                parse_constant=_refuse_constant,
                parse_int=_short_int,
                parse_float=_finite_float,
                object_pairs_hook=_without_duplicates,
            ),
            0,
        )
    except RecursionError:
        raise Malformed("the answer is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"the answer is not JSON: {error}") from None


def round_trip(answer: object) -> Plain:
    """What a check would receive if `answer` crossed the wire."""
    return decode(encode(answer))


def _plain(value: Any, where: str, depth: int) -> object:
    # `type(...) is`, never isinstance: a subclass of float may lie about everything.
    kind = type(value)
    if depth > MAX_DEPTH:
        raise NotPlain(f"{where} is nested more than {MAX_DEPTH} deep")
    if value is None or kind is bool or kind is str or kind is int:
        return value
    if kind is float:
        if math.isfinite(value):
            return value
        return {_FLOAT: float.__repr__(value)}
    if kind is list or kind is tuple:
        return [_plain(item, where, depth + 1) for item in value]
    if kind is dict:
        for key in value:
            if type(key) is not str or key == _FLOAT:
                raise NotPlain(f"{where} holds a dict with the key {key!r}; keys are strings")
        return {key: _plain(item, where, depth + 1) for key, item in value.items()}
    raise NotPlain(
        f"{where} holds an object of type {kind.__name__}, where a plain number, string, "
        "list or dict was expected"
    )


def _restored(value: Any, depth: int) -> Plain:
    if depth > MAX_DEPTH + 1:
        raise Malformed("the answer is nested too deeply")
    if type(value) is list:
        return [_restored(item, depth + 1) for item in value]
    if type(value) is dict:
        if _FLOAT in value:
            spelling = value[_FLOAT]
            if len(value) != 1 or type(spelling) is not str or spelling not in _NON_FINITE:
                raise Malformed(f"{value!r} is no number")
            return _NON_FINITE[spelling]
        return {key: _restored(item, depth + 1) for key, item in value.items()}
    return value  # type: ignore[no-any-return]  # a scalar straight from the JSON parser


def _refuse_constant(name: str) -> float:
    raise Malformed(f"{name} is not JSON")


def _short_int(digits: str) -> int:
    if len(digits) > MAX_INT_DIGITS:
        raise Malformed(f"an integer of {len(digits)} digits")
    return int(digits)


def _finite_float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Malformed(f"{digits[:40]} does not fit a float")
    return number


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return result
