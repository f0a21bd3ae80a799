"""The inputs of a question, by the names that its probe gives them."""

from __future__ import annotations

import inspect
from typing import Any

from grading.diagnosis.comparison import spelled
from grading.learner.runner import Question

# The longest input that is shown whole, and what is shown of a longer one.
LONGEST, SHOWN = 80, 60


def inputs_of(question: Question) -> tuple[tuple[str, str], ...]:
    """Name and text of each argument that is plain data; the package itself is none."""
    try:
        names = list(inspect.signature(question.probe).parameters)[1:]
    except (TypeError, ValueError):  # a builtin may have no signature
        return ()
    pairs = zip(names, question.arguments, strict=False)
    return tuple((name, _shortened(argument)) for name, argument in pairs if _is_plain(argument))


def _is_plain(argument: Any) -> bool:
    if isinstance(argument, (list, tuple)):
        return all(map(_is_plain, argument))
    return argument is None or isinstance(argument, (bool, int, float, str))


def _shortened(argument: Any) -> str:
    text = spelled(argument)
    return text if len(text) <= LONGEST else f"{text[:SHOWN]} ..."
