"""Where in a learner's file a function stands, and where a check can be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grading.checks.verdict import Verdict
from grading.paths import SUITES, display_path


@dataclass(frozen=True)
class Place:
    """A function of a file by its qualified name, and the line of its `def`."""

    name: str
    line: int


def functions_of(source: bytes) -> tuple[tuple[Place, int], ...]:
    """Every function and method of a file with its last line; none if it does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(_functions(tree.body, ""))


def _functions(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[Place, int]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield Place(f"{prefix}{node.name}", node.lineno), node.end_lineno or node.lineno
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")


def function_around(source: bytes, line: int) -> Place | None:
    """The function of the file `source` that the line stands in."""
    for place, last in functions_of(source):
        if place.line <= line <= last:
            return place
    return None


def line_of(source: bytes, name: str) -> int | None:
    """The line of a function or class by its qualified name; of several the first that is named.

    name: as in `Verdict.place`.
    """
    first = name.partition(" and ")[0]
    for place, _ in functions_of(source):
        # The first method of a class stands near enough to its head.
        if place.name == first or place.name.startswith(f"{first}."):
            return place.line
    return None


def locate_check(check: Verdict, suite: str) -> str:
    """Where the check can be read: the file, and the line if the text of its suite tells it."""
    file = display_path(SUITES / f"test_{check.stage}.py")
    for place, _ in functions_of(suite.encode()):
        if place.name == check.function:
            return f"{file}, line {place.line}"
    return file
