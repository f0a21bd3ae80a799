"""Helpers of probes, there wherever the learner's code runs."""

from __future__ import annotations

import builtins
import contextlib
import re
from collections.abc import Callable
from typing import Any

from grading.worker.pythons_words import without_new_values


def error_of(call: Callable[[], Any]) -> list[str] | None:
    """Run `call`; the kind and message of what it raised, or None if it raised nothing.

    The kind is the name of Python's own class that it is an instance of: a class of one's own
    below ValueError is a ValueError, whatever it is called. NotImplementedError is let through:
    it says that a stub is not written yet.
    """
    try:
        call()
    except NotImplementedError:
        raise
    except Exception as error:
        return [_kind_of(error), str(error)]
    return None


def _kind_of(error: Exception) -> str:
    """The nearest of Python's own classes; other code may give its classes the same names."""
    ancestors: list[type] = type.mro(type(error))
    names: list[str] = [c.__name__ for c in ancestors if getattr(builtins, c.__name__, None) is c]
    return names[0]


def names_all(call: Callable[[], Any], *demanded: str) -> list[Any] | None:
    """Run `call`; [kind, named] of what it raised, or None if it raised nothing.

    named: for each of `demanded`, whether the message names it. What else the message says
    stays behind: two codes that refuse the same in words of their own give the same answer.
    """
    error = error_of(call)
    if error is None:
        return None
    kind, message = error[0], without_new_values(error[1])
    return [kind, [_is_named(wanted, message) for wanted in demanded]]


def _is_named(wanted: str, message: str) -> bool:
    """A number counts as a whole, however many zeros end it: 15 does not name 5, 5.0 does."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", wanted):
        return wanted in message
    zeros = "0*" if "." in wanted else r"(\.0+)?"
    whole = rf"(?<![\d.]){re.escape(wanted)}{zeros}(?!\.?\d)"
    return re.search(whole, message) is not None


def leaf(picograd: Any, number: Any) -> Any:
    """A leaf of the learner's engine: a Value for a number, a Tensor for a list of rows."""
    if isinstance(number, list):
        return picograd.tensor.Tensor(number)
    return picograd.value.Value(number)


def value_and_gradients(
    picograd: Any, expression: Callable[..., Any], inputs: list[Any]
) -> list[Any]:
    """[data of the expression, [gradient of each input]] on the learner's engine."""
    leaves = [leaf(picograd, number) for number in inputs]
    result = expression(*leaves)
    result.backward()
    return [result.data, [node.grad for node in leaves]]


def import_modules(picograd: Any, names: list[str]) -> None:
    """Import these modules of the package, as far as they can be imported."""
    for name in names:
        with contextlib.suppress(Exception):
            getattr(picograd, name)
