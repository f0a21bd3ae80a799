"""The inputs of a question, by the names that its probe gives them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grading.checks.differing_part import is_matrix
from grading.checks.matrix_table import MAX_WIDTH, align_rows
from grading.diagnosis.comparison import MAX_SHOWN, spelled
from grading.learner.runner import Question
from grading.worker.trace import formula_of

# The longest input that a sentence holds whole, and what it holds of a longer one.
LONGEST, SHOWN = 80, 60
# An input takes no more lines than this where inputs are laid out, and all together these.
MOST_LINES, MOST_LINES_OF_ALL = 6, 18
# What a probe is told besides the question: what an error's message has to name.
_BESIDES = ("demanded", "names", "named")


@dataclass(frozen=True)
class Input:
    """One input of a question. value: plain data, or a function; text: all of it in one line."""

    name: str
    value: Any
    text: str


def inputs_of(question: Question) -> tuple[Input, ...]:
    """The arguments of a question, and what its probe has from the function around it.

    Each is plain data or a function; the package itself is none. The numbers that an
    expression is asked at are named as the expression names them.
    """
    try:
        bound = inspect.signature(question.probe).bind(None, *question.arguments)
        around = inspect.getclosurevars(question.probe).nonlocals
    except (TypeError, ValueError):  # a builtin may have no signature
        return ()
    given = [*list(bound.arguments.items())[1:], *around.items()]
    return tuple(_readable(list(_taken_apart(given))))


def shortened(inputs: Sequence[Input]) -> tuple[tuple[str, str], ...]:
    """Name and text of each, for a sentence."""
    return tuple(
        (i.name, i.text if len(i.text) <= LONGEST else f"{i.text[:SHOWN]} ...") for i in inputs
    )


def without_what_is_said(inputs: Sequence[Input], sentence: str) -> tuple[Input, ...]:
    """Those that `sentence` does not tell: none if it tells each number.

    A name, such as that of the function that is asked, and a formula are left out if they
    stand there.
    """
    left = [
        i
        for i in inputs
        if not (callable(i.value) and i.text in sentence)
        and not (isinstance(i.value, str) and _is_said(i.value, sentence))
    ]
    return () if all(_is_said(i.value, sentence) for i in left) else tuple(left)


def lay_out(inputs: Sequence[Input]) -> str:
    """A line for each input, more for a matrix or a long one: matrices as aligned rows."""
    each = [list(_parts(i.name, i.value, i.text)) for i in inputs]
    # What takes one line stands first: what is cut is the end of a large network.
    each.sort(key=lambda parts: len(parts) > 1 or len(parts[0][1]) > 1)
    parts = [part for parts in each for part in parts]
    width = max((len(name) for name, _ in parts), default=0)
    lines = [
        f"{name if n == 0 else '':<{width}} {'=' if n == 0 else ' '} {line}"
        for name, rows in parts
        for n, line in enumerate(_fitting(rows, MAX_WIDTH - width - 3))
    ]
    if len(lines) > MOST_LINES_OF_ALL:
        lines = [*lines[:MOST_LINES_OF_ALL], "..."]
    return "\n".join(lines)


def _taken_apart(given: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Settings by their own names, and the inputs of an expression by those it gives them."""
    names: list[str] = []
    for name, value in given:
        if isinstance(value, dict):
            yield from ((str(key), part) for key, part in value.items())
        elif isinstance(value, (list, tuple)) and len(names) == len(value) > 0:
            yield from zip(names, value, strict=True)
            names = []
        else:
            yield name, value
        if inspect.isfunction(value):
            names = list(inspect.signature(value).parameters)


def _readable(given: Sequence[tuple[str, Any]]) -> Iterator[Input]:
    for name, value in given:
        if name in _BESIDES:
            continue
        if inspect.isroutine(value):
            text = _spelled_function(value)
            if text:
                yield Input(name, value, text)
        elif _is_plain(value):
            yield Input(name, value, spelled(value))


def _is_plain(argument: Any) -> bool:
    if isinstance(argument, (list, tuple)):
        return all(map(_is_plain, argument))
    return argument is None or isinstance(argument, (bool, int, float, str))


def _spelled_function(function: Callable[..., Any]) -> str:
    """As a formula of its inputs, or else as its source has it; empty where both are long."""
    try:
        text = formula_of(function, list(inspect.signature(function).parameters))
    except Exception:  # it does more than compute
        text = _source_of(function)
    return text if len(text) <= MAX_SHOWN else ""


def _source_of(function: Callable[..., Any]) -> str:
    """The body of a lambda, the name of another function; empty where neither can be told."""
    if function.__name__ != "<lambda>":
        return function.__name__
    try:
        tree = ast.parse("".join(inspect.findsource(function)[0]))
    except (OSError, TypeError, SyntaxError):
        return ""
    line = function.__code__.co_firstlineno
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Lambda) and n.lineno == line]
    return ast.unparse(found[0].body) if len(found) == 1 else ""


def _is_said(value: Any, sentence: str) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_said(part, sentence) for part in value)
    words = str(value) if isinstance(value, str) else spelled(value)
    plain = sentence.replace("_", "-").lower()
    word = re.escape(words.replace("_", "-").lower())
    return re.search(rf"(?<![\w.]){word}(?![\w]|\.\d)", plain) is not None


def _parts(name: str, value: Any, text: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of an input; a list that holds matrices part by part, each by its path."""
    if is_matrix(value) and len(value) > 1:
        cells = [list(map(spelled, row)) for row in value]
        rows = align_rows(cells, max(len(cell) for row in cells for cell in row))
        yield name, _cut(rows)
    elif isinstance(value, (list, tuple)) and any(map(_holds_rows, value)):
        for number, part in enumerate(value):
            yield from _parts(f"{name}[{number}]", part, spelled(part))
    else:
        yield name, [text]


def _holds_rows(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(p, (list, tuple)) for p in value)


def _fitting(rows: Sequence[str], width: int) -> list[str]:
    """One long line as several, broken behind commas; rows that are too long are cut."""
    if len(rows) == 1:
        return _cut(textwrap.wrap(rows[0], width, break_on_hyphens=False) or [""])
    return [row if len(row) <= width else f"{row[: width - 4]} ..." for row in rows]


def _cut(lines: Sequence[str]) -> list[str]:
    return [*lines] if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "..."]
