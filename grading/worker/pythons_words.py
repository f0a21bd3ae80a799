"""What Python says of a slip, in one wording for all of its versions.

3.12, 3.13 and 3.14 word some errors anew, and an operating system has words of its own for a
number that is too large. The same slip reads the same wherever it happens: in the words of 3.11
or, where one version tells two slips apart and another does not, in those that say less.
"""

from __future__ import annotations

import re

# Each: how some version words it, and what stands for it. These name values that others do not.
_VALUES = (
    # 3.14: the functions of `math` say what they want and what they got
    (
        r"expected a (?:positive|nonnegative|finite) input(?:, got .*)?"
        r"|expected a number between -1 and 1, got .*|expected argument value > -1, got .*",
        "math domain error",
    ),
    (r"zero to a negative power", "0.0 cannot be raised to a negative power"),
    (r"(too many values to unpack \(expected \d+), got \d+\)", r"\1)"),
)
_WORDS = (
    # 3.12: max() and min() of nothing
    (r"(\w+\(\)) iterable argument is empty", r"\1 arg is an empty sequence"),
    # 3.13: an object with `__slots__`, or of Python's own, and an attribute that is new to it
    (r"(.*) and no __dict__ for setting new attributes", r"\1"),
    (r"(.*\bgot an unexpected keyword argument '\w+')\. Did you mean '\w+'\?", r"\1"),
    # 3.14: of whatever number, and with whichever operator
    (
        r"(?:float|integer) (?:division|modulo|floor division|division or modulo)(?: by zero)?"
        r"|float divmod\(\)",
        "division by zero",
    ),
    (r".* is not in list", "list.index(x): x not in list"),
    (r"cannot use '.*' as a (?:dict key|set element) \((unhashable type: '.*')\)", r"\1"),
    # Linux, macOS, Windows
    (r"\(\d+, '(?:Numerical result out of range|Result [\w ]+)'\)", "result out of range"),
)


def in_one_wording(text: str) -> str:
    """The first line of an error's text, in the words that stand for those of all versions."""
    return _reworded(text, (*_VALUES, *_WORDS))


def without_new_values(text: str) -> str:
    """As `in_one_wording`, but only where some versions name a value and others do not."""
    return _reworded(text, _VALUES)


def _reworded(text: str, wordings: tuple[tuple[str, str], ...]) -> str:
    for pattern, told in wordings:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return found.expand(told)
    return text
