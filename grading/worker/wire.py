"""The only form in which an answer leaves the learner's code: plain data, as strict JSON.

Both kinds of learner use it, so a check sees the same thing whether the code ran in this
process or in a worker. Floats travel as the shortest decimal that reads back as the same
float (`float.__repr__`); the non-finite ones, for which JSON has no spelling, as
`{"~float": "nan"}`.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]

# The longest answer of the course is the weights of a network, some ten thousand numbers. Four
# million characters of empty lists would become 1.3 million objects, a hundred megabytes.
MAX_CHARACTERS = 4_000_000
MAX_PARTS = 400_000
MAX_DEPTH = 50
MAX_INT_DIGITS = 40
MAX_FLOAT_CHARACTERS = 24  # -1.7976931348623157e+308

_FLOAT = "~float"
_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_TOO_LARGE = 10**MAX_INT_DIGITS

# A string, as a whole; one that does not end reaches to the end of the text.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ONE_KIND = bytes.maketrans(b"{}", b"[]")

# Bound here: in a worker, the learner's code may put anything in the place of functions.
_dumps, _isfinite, _spelled = json.dumps, math.isfinite, float.__repr__
_issubclass, _items = issubclass, tuple.__iter__


class NotPlain(TypeError):
    """The answer holds something that is not plain data; the message says what and where."""


class Malformed(ValueError):
    """The text is not an answer that `encode` could have written."""


def encode(answer: object) -> str:
    """`answer` as one line of JSON. Tuples, named ones among them, become lists.

    NotPlain for anything not plain.
    """
    text = _dumps(
        _plain(answer, "the answer", 0),
        allow_nan=False,
        ensure_ascii=True,
        separators=(",", ":"),
    )
    if len(text) > MAX_CHARACTERS:
        raise NotPlain(f"the answer is {len(text):,} characters long")
    if count_parts(text) > MAX_PARTS:
        raise NotPlain(f"the answer has {count_parts(text):,} parts, over {MAX_PARTS:,}")
    return text


def decode(text: str) -> Plain:
    """The plain data in `text`; Malformed unless it is exactly what `encode` writes."""
    if len(text) > MAX_CHARACTERS:
        raise Malformed(f"the answer is {len(text):,} characters long, over {MAX_CHARACTERS:,}")
    bare = _STRING.sub("", text)
    if _parts(bare) > MAX_PARTS:
        raise Malformed(f"the answer has {_parts(bare):,} parts, over {MAX_PARTS:,}")
    _check_depth(bare)
    try:
        return json.loads(  # type: ignore[no-any-return]  # every part comes from the hooks
            text,
            parse_constant=_refuse_constant,
            parse_int=_short_int,
            parse_float=_finite_float,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise Malformed("the answer is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"the answer is not JSON: {error}") from None


def count_parts(text: str) -> int:
    """At least as many as `decode` makes objects of `text`, known before it makes any."""
    return _parts(_STRING.sub("", text))


def round_trip(answer: object) -> Plain:
    """What a check would receive if `answer` crossed the wire."""
    return decode(encode(answer))


def _plain(value: Any, where: str, depth: int) -> object:
    # `type(...) is`, never isinstance: a subclass of float may lie about everything. What a
    # subclass of tuple holds is asked of `tuple` itself.
    kind = type(value)
    if depth > MAX_DEPTH:
        raise NotPlain(f"{where} is nested more than {MAX_DEPTH} deep")
    if value is None or kind is bool or (kind is str and len(value) <= MAX_CHARACTERS):
        return value
    if kind is str:
        raise NotPlain(f"{where} holds a text of {len(value):,} characters")
    if kind is int:
        if not -_TOO_LARGE < value < _TOO_LARGE:
            raise NotPlain(f"{where} holds an integer of more than {MAX_INT_DIGITS} digits")
        return value
    if kind is float:
        if _isfinite(value):
            return value
        return {_FLOAT: _spelled(value)}
    if kind is list:
        return [_plain(item, where, depth + 1) for item in value]
    if _issubclass(kind, tuple):
        return [_plain(item, where, depth + 1) for item in _items(value)]
    if kind is dict:
        for key in value:
            if type(key) is not str or key == _FLOAT:
                raise NotPlain(f"{where} holds a dict with the key {key!r}; keys are strings")
        return {key: _plain(item, where, depth + 1) for key, item in value.items()}
    raise NotPlain(
        f"{where} holds an object of type {kind.__name__}, where a plain number, string, "
        "list or dict was expected"
    )


def _parts(bare: str) -> int:
    """`count_parts` of a text without its strings."""
    return 1 + sum(map(bare.count, ",:[{"))


def _check_depth(bare: str) -> None:
    """Malformed where brackets are nested too deeply, known before anything is built of them."""
    brackets = bare.encode("ascii", "replace").translate(_ONE_KIND, _NO_BRACKETS)
    # The answer is wrapped in a message, and a number that is not finite in an object.
    for _ in range(MAX_DEPTH + 2):
        if not brackets:
            return
        # Takes the innermost brackets away, all at once.
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise Malformed("the answer is nested too deeply, or its brackets do not match")


def _refuse_constant(name: str) -> float:
    raise Malformed(f"{name} is not JSON")


def _short_int(digits: str) -> int:
    if len(digits) > MAX_INT_DIGITS + 1:
        raise Malformed(f"an integer of {len(digits)} digits")
    number = int(digits)
    if str(number) != digits or abs(number) >= _TOO_LARGE:
        raise Malformed(f"{digits} is no spelling of an integer")
    return number


def _finite_float(digits: str) -> float:
    # The one spelling that Python itself gives: nothing is rounded, and nothing takes long.
    if len(digits) <= MAX_FLOAT_CHARACTERS:
        number = float(digits)
        if float.__repr__(number) == digits:
            return number
    raise Malformed(f"{digits[:40]} is no spelling of a float")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | float:
    """A dict, or the number that is not finite."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a key stands twice in one object")
    if _FLOAT not in result:
        return result
    spelling = result[_FLOAT]
    if len(result) != 1 or type(spelling) is not str or spelling not in _NON_FINITE:
        raise Malformed(f"{_FLOAT!r} spells no number")
    return _NON_FINITE[spelling]
