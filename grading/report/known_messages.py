"""The text of an error, as far as it says nothing that was not known before.

A message of Python's own is known by its form; what it names must be a name of Python's, of the
course's or of the learner's own line. Everything else that an error may say is left out: whoever
raises it may write into it whatever they have found.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection

LEFT_OUT = "..."

# NAME is a name, NUMBER a number of one digit. As Python 3.11 to 3.14 word them; picograd's own
# at the end.
_FORMS = (
    "unsupported operand type(s) for OP: 'NAME' and 'NAME'",
    "bad operand type for unary OP: 'NAME'",
    "'OP' not supported between instances of 'NAME' and 'NAME'",
    "'NAME' object has no attribute 'NAME'",
    "'NAME' object has no attribute 'NAME' and no __dict__ for setting new attributes",
    "type object 'NAME' has no attribute 'NAME'",
    "module 'picograd.NAME' has no attribute 'NAME'",
    "'NAME' object is not iterable",
    "'NAME' object is not callable",
    "'NAME' object is not subscriptable",
    "'NAME' object is not reversible",
    "'NAME' object does not support item assignment",
    "cannot unpack non-iterable NAME object",
    "object of type 'NAME' has no len()",
    "name 'NAME' is not defined",
    "cannot access local variable 'NAME' where it is not associated with a value",
    "cannot import name 'NAME' from 'picograd.NAME' (LEFT)",
    "cannot set 'NAME' attribute of immutable type 'NAME'",
    "NAME() takes NUMBER positional argument but NUMBER were given",
    "NAME() takes NUMBER positional arguments but NUMBER were given",
    "NAME() takes no arguments",
    "NAME() missing NUMBER required positional argument: 'NAME'",
    "NAME() missing NUMBER required positional arguments: 'NAME' and 'NAME'",
    "NAME() got an unexpected keyword argument 'NAME'",
    "NAME() got an unexpected keyword argument 'NAME'. Did you mean 'NAME'?",
    "not enough values to unpack (expected NUMBER, got NUMBER)",
    "too many values to unpack (expected NUMBER)",
    "too many values to unpack (expected NUMBER, got NUMBER)",
    "NAME index out of range",
    "list assignment index out of range",
    "pop from empty list",
    "pop from an empty deque",
    "list.remove(x): x not in list",
    "list.index(x): x not in list",
    "list indices must be integers or slices, not NAME",
    "can't multiply sequence by non-int of type 'NAME'",
    'can only concatenate NAME (not "NAME") to NAME',
    "must be real number, not NAME",
    "float() argument must be a string or a real number, not 'NAME'",
    "unhashable type: 'NAME'",
    "cannot use 'NAME' as a dict key (unhashable type: 'NAME')",
    "cannot use 'NAME' as a set element (unhashable type: 'NAME')",
    "NAME() arg is an empty sequence",
    "NAME() iterable argument is empty",
    "division by zero",
    "float division by zero",
    "0.0 cannot be raised to a negative power",
    "zero to a negative power",
    "math domain error",
    "math range error",
    "(NUMBER, 'Numerical result out of range')",
    "expected a positive input",
    "expected a positive input, got LEFT",
    "expected a nonnegative input, got LEFT",
    "maximum recursion depth exceeded",
    "maximum recursion depth exceeded in comparison",
    "maximum recursion depth exceeded while calling a Python object",
    "list changed size during iteration",
    "dictionary changed size during iteration",
    "generator raised StopIteration",
    "invalid syntax",
    "invalid syntax. Perhaps you forgot a comma?",
    "expected ':'",
    "expected an indented block after function definition on line LEFT",
    "unexpected indent",
    "unindent does not match any outer indentation level",
    "unterminated string literal (detected at line LEFT)",
    "'(' was never closed",
    "'[' was never closed",
    "'{' was never closed",
    "unmatched ')'",
    "unmatched ']'",
    "unmatched '}'",
    "'return' outside function",
    "No module named 'NAME'",
    "Value needs a number, got LEFT",
    "numerical differentiation: a number of type NAME stands where a rule computes with floats; "
    "write the slope as a formula",
    "NAME cannot be imported here: picograd is written with the standard library alone",
    "picograd.NAME is not there: a stage is one file, checked beside those that it builds on "
    "alone, and NAME.py is none of them; move what it needs of NAME.py into it",
    "NAME.py cannot be imported, as said above",
    "not asked, since NUMBER checks of NAME.py got no answer",
    "not asked, since the time for the whole submission is used up",
)
_SLOTS = {
    "NAME": r"(\\w+(?:\\.\\w+)*)",
    "NUMBER": r"\\d",
    "OP": r"[-+*/%@<>=&|^~]{1,3}(?: or \\w+\\(\\))?",
    "LEFT": r"(.+)",
}


def _pattern(form: str) -> re.Pattern[str]:
    pattern = re.escape(form)
    for slot, accepted in _SLOTS.items():
        pattern = re.sub(rf"\b{slot}\b", accepted, pattern)
    return re.compile(pattern)


_PATTERNS = tuple(map(_pattern, _FORMS))
_OF_PYTHON = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | {
    "NoneType", "deque", "math", "Decimal", "Fraction",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def words_of(text: str) -> frozenset[str]:
    """The names and words in a text."""
    return frozenset(_WORD.findall(text))


def keep_known(message: str, names: Collection[str]) -> str:
    """The message of an error if it is of a known form, with `...` for names that are not known.

    names: those that may be told beside Python's own. A message of no known form is left out.
    """
    for pattern in _PATTERNS:
        found = pattern.fullmatch(message)
        if found is not None:
            return _with_names(message, found, names)
    return LEFT_OUT if message else ""


def keep_kind(kind: str, names: Collection[str]) -> str:
    """The class of an exception, if it is one of Python's or of the known names."""
    return kind if kind in _OF_PYTHON or kind in names else "an exception"


def keep_words(text: str, words: Collection[str]) -> str:
    """`text` with `...` in the place of words and numbers that are not in `words`."""
    kept = _WORD.sub(lambda word: word[0] if word[0] in words else LEFT_OUT, text)
    return re.sub(r"\.\.\.(?:[\s,:;'\"-]*\.\.\.)+", LEFT_OUT, kept)


def _with_names(message: str, found: re.Match[str], names: Collection[str]) -> str:
    told, end = "", 0
    for slot in range(1, (found.re.groups or 0) + 1):
        name = found[slot]
        known = all(part in names or part in _OF_PYTHON for part in name.split("."))
        told += message[end : found.start(slot)] + (name if known else LEFT_OUT)
        end = found.end(slot)
    return told + message[end:]
