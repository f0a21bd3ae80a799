"""Where in a learner's file a function stands, and where a check can be read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grading.checks.verdict import Verdict
from grading.paths import SUITES, display_path

# The methods behind Python's operators, left operand first, then reflected.
_OPERATORS: Mapping[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("__add__", "__radd__"),
    ast.Sub: ("__sub__", "__rsub__"),
    ast.Mult: ("__mul__", "__rmul__"),
    ast.Div: ("__truediv__", "__rtruediv__"),
    ast.Pow: ("__pow__",),
    ast.MatMult: ("__matmul__",),
}


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


def checks_using(function: str, verdicts: Sequence[Verdict], suite: str) -> frozenset[str]:
    """The names of the checks that use `function` by their code, or name it in their claim
    or their case.
    """
    uses = _uses(suite)
    word = re.compile(rf"(?<![a-zA-Z0-9]){re.escape(_last(function))}(?![a-zA-Z0-9])")
    return frozenset(
        v.check
        for v in verdicts
        if _signs(function) & uses.get(v.function, frozenset())
        or word.search(v.claim)
        or word.search(v.case)
    )


def _last(function: str) -> str:
    return function.rpartition(".")[2]


def _signs(function: str) -> frozenset[str]:
    """What in a check's code shows that it uses the function."""
    owner, _, name = function.rpartition(".")
    return frozenset({owner if name in ("__init__", "__call__") else name})


def _uses(suite: str) -> dict[str, frozenset[str]]:
    """For each function of the suite, the names and operators in it and in its helpers."""
    functions = {
        node.name: node for node in ast.parse(suite).body if isinstance(node, ast.FunctionDef)
    }
    signs = {name: frozenset(_signs_in(node)) for name, node in functions.items()}
    for _ in range(3):  # helpers of helpers of helpers
        signs = {
            name: own.union(*(signs[called] for called in own if called in functions))
            for name, own in signs.items()
        }
    return signs


def _signs_in(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.BinOp):
            plain, reflected, *_ = (*_OPERATORS.get(type(node.op), ("", "")), "")
            yield reflected if isinstance(node.left, ast.Constant) else plain
        elif isinstance(node, ast.AugAssign):
            yield _OPERATORS.get(type(node.op), ("",))[0]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield "__neg__"
