"""Where the learner's code hung: what was seen of it, with the loop around it in their file."""

from __future__ import annotations

import ast
import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from grading.worker.sampling import MOST_CHARACTERS, Sighting
from grading.worker.wire import Malformed

_LOOPS = (
    ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST_LINES = 200
MOST_SHOWN = 6


class HangKind(enum.Enum):
    LOOP = "loop"
    RECURSION = "recursion"
    LINES = "lines"  # neither: a loop inside one of Python's own functions


@dataclass(frozen=True)
class Hang:
    """line: where to look in `file`. function: its qualified name, empty outside any.

    first, last: the lines that the code did not leave, those of the loop if it is one.
    still: its variables that kept their value, with it; changing: those that did not.
    """

    file: str
    line: int
    function: str
    kind: HangKind
    first: int
    last: int
    still: tuple[tuple[str, str], ...] = ()
    changing: tuple[str, ...] = ()


def read_sighting(payload: Any, own: Collection[str]) -> Sighting:
    """What a worker says that it saw; Malformed where that cannot be so."""
    try:
        seen = Sighting(**payload)
        right = (
            type(seen.file) is str
            and seen.file in own
            and 0 < len(seen.lines) <= MOST_LINES
            and all(type(line) is int for line in seen.lines)
            and type(seen.recursive) is bool
            and all(type(text) is str for text in seen.still.values())
        )
        right = right and all(type(name) is str for name in seen.changing)
    except (AttributeError, TypeError):
        right = False
    if not right:
        raise Malformed("what was seen is not described")
    return seen


def locate_hang(seen: Sighting, content: bytes) -> Hang | None:
    """The place of `seen` in the file that holds `content`; None where it has no such lines.

    Of the variables only those that the loop names are kept.
    """
    try:
        return _located(seen, content, ast.parse(content))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _located(seen: Sighting, content: bytes, tree: ast.Module) -> Hang | None:
    first, last = min(seen.lines), max(seen.lines)
    if not 1 <= first <= last <= content.count(b"\n") + 1:
        return None
    function, body = _function_around(tree, first, last)
    loop = None if seen.recursive else _loop_around(body, first, last)
    if loop is not None:
        first, last = loop.lineno, loop.end_lineno or loop.lineno
    # Of many calls of one function, no one's variables say much.
    names = set() if seen.recursive else _names(loop or body, first, last)
    kind = HangKind.RECURSION if seen.recursive else HangKind.LOOP if loop else HangKind.LINES
    still = [(name, _line(text)) for name, text in seen.still.items() if name in names]
    changing = [name for name in seen.changing if name in names]
    return Hang(
        file=seen.file,
        line=first,
        function=function,
        kind=kind,
        first=first,
        last=last,
        still=tuple(sorted(still)[:MOST_SHOWN]),
        changing=tuple(sorted(changing)[:MOST_SHOWN]),
    )


def _names(within: ast.AST, first: int, last: int) -> set[str]:
    return {
        node.id
        for node in ast.walk(within)
        if isinstance(node, ast.Name) and first <= node.lineno <= last
    }


def _line(text: str) -> str:
    return " ".join(text[: 2 * MOST_CHARACTERS + 2].split())


def _function_around(tree: ast.Module, first: int, last: int) -> tuple[str, ast.AST]:
    """The innermost function that holds the lines, by its qualified name; "" and the module."""
    name, found = "", tree
    for qualified, node in _functions(tree, ""):
        if node.lineno <= first and last <= (node.end_lineno or 0):
            name, found = qualified, node  # type: ignore[assignment]  # inner ones come later
    return name, found


def _functions(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            name = f"{prefix}{child.name}."
        if isinstance(child, _FUNCTIONS):
            yield name.rstrip("."), child
        yield from _functions(child, name)


def _loop_around(body: ast.AST, first: int, last: int) -> Any:
    """The smallest loop in `body` that holds the lines."""
    loops = [
        node
        for node in ast.walk(body)
        if isinstance(node, _LOOPS)
        and node.lineno <= first
        and last <= (node.end_lineno or node.lineno)
    ]
    return min(loops, key=lambda loop: (loop.end_lineno or 0) - loop.lineno, default=None)
