"""A mistake, and how it is laid over the reference."""

from __future__ import annotations

import ast
import functools
import importlib
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A wrong version of one function or method of the reference.

    id: unique over all stages. where: the qualified name in the stage's file. sentence: what
    the learner reads: what the numbers show, why that is wrong, where to look. why: the
    reason or source why people make it. code: the wrong function, which replaces the right
    one; other statements in it are put at the top of the module. twins: mistakes of the same
    stage that no check can tell from this one, named in its place; because: why no check can.
    """

    id: str
    where: str
    sentence: str
    why: str
    code: str
    twins: tuple[str, ...] = ()
    because: str = ""


def mistakes_of(stage: str) -> tuple[Mistake, ...]:
    """The catalogue of one stage; empty where there is none yet."""
    try:
        module = importlib.import_module(f"grading.mistakes.{stage}")
    except ModuleNotFoundError:
        return ()
    return tuple(module.MISTAKES)


def laid_over(reference: str, mistake: Mistake) -> str:
    """The reference's source with the mistake in it. ValueError if `where` is not there.

    Spliced as text: a diagnosis does this for a whole catalogue while a learner waits.
    """
    patch = textwrap.dedent(mistake.code).strip("\n")
    *_, name = mistake.where.split(".")
    wrong = [n for n in ast.parse(patch).body if isinstance(n, ast.FunctionDef) and n.name == name]
    if len(wrong) != 1:
        raise ValueError(f"{mistake.id}: its code must define {name} exactly once")
    places, top = _places(reference)
    if mistake.where not in places:
        raise ValueError(f"{mistake.id}: the reference has no {mistake.where}")
    first, last, indent = places[mistake.where]
    lines, patched = reference.splitlines(), patch.splitlines()
    start, end = _span(wrong[0])
    body = [" " * indent + line if line else line for line in patched[start:end]]
    extra = patched[:start] + patched[end:]
    return "\n".join([*lines[:top], *extra, *lines[top:first], *body, *lines[last:], ""])


def _span(function: ast.FunctionDef) -> tuple[int, int]:
    """The lines of a definition with its decorators, as a slice."""
    start = min([function.lineno, *(d.lineno for d in function.decorator_list)]) - 1
    return start, function.end_lineno or start


@functools.cache
def _places(reference: str) -> tuple[dict[str, tuple[int, int, int]], int]:
    """(first line, last line, indentation) of every function and method, as a slice, by name.

    And the line behind the docstring and the imports from `__future__`.
    """
    places: dict[str, tuple[int, int, int]] = {}
    top = 0
    for node in ast.parse(reference).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in members:
            if isinstance(member, ast.FunctionDef):
                places[prefix + member.name] = (*_span(member), member.col_offset)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if future or (top == 0 and isinstance(node, ast.Expr)):
            top = node.end_lineno or 0
    return places, top
