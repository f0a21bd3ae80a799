"""A mistake, and how it is laid over the reference."""

from __future__ import annotations

import ast
import functools
import importlib
import itertools
import textwrap
from dataclasses import dataclass

# Stands for the code of a mistake where the course comes without solutions.
SEALED = "raise NotImplementedError"


@dataclass(frozen=True)
class Mistake:
    """A wrong version of one function or method of the reference.

    id: unique over all stages. where: the qualified name in the stage's file. sentence: what
    the learner reads: what the numbers show, why that is wrong, where to look. why: the
    reason or source why people make it. One of three says what is wrong:

    change: (old, new). old: whole lines of the function, without their common indentation,
        which stand there once; new: what stands there instead, "" to drop them.
    changes: several such pairs; every old is looked for in the reference as it is.
    code: the wrong function, which replaces the right one; other statements in it are put
        at the top of the module.

    twins: mistakes of the same stage that no check can tell from this one, named in its
    place; because: why no check can.
    """

    id: str
    where: str
    sentence: str
    why: str
    code: str = ""
    change: tuple[str, str] | None = None
    changes: tuple[tuple[str, str], ...] = ()
    twins: tuple[str, ...] = ()
    because: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.code, self.change, self.changes))) != 1:
            raise ValueError(f"{self.id}: needs exactly one of change, changes and code")


def mistakes_of(stage: str) -> tuple[Mistake, ...]:
    """The catalogue of one stage; empty where there is none yet."""
    try:
        module = importlib.import_module(f"grading.mistakes.{stage}")
    except ModuleNotFoundError:
        return ()
    return tuple(module.MISTAKES)


def laid_over(reference: str, mistake: Mistake) -> str:
    """The reference's source with the mistake in it. ValueError if it does not fit there.

    Spliced as text: a diagnosis does this for a whole catalogue while a learner waits.
    """
    places, top = _places(reference)
    if mistake.where not in places:
        raise ValueError(f"{mistake.id}: the reference has no {mistake.where}")
    place, lines = places[mistake.where], reference.splitlines()
    wrong = (
        _replaced(lines, place, top, mistake) if mistake.code else _changed(lines, place, mistake)
    )
    return "\n".join([*wrong, ""])


def _replaced(
    lines: list[str], place: tuple[int, int, int], top: int, mistake: Mistake
) -> list[str]:
    """The lines with the mistake's own function at `place`, its other statements at `top`."""
    patch = textwrap.dedent(mistake.code).strip("\n")
    *_, name = mistake.where.split(".")
    wrong = [n for n in ast.parse(patch).body if isinstance(n, ast.FunctionDef) and n.name == name]
    if len(wrong) != 1:
        raise ValueError(f"{mistake.id}: its code must define {name} exactly once")
    first, last, indent = place
    patched = patch.splitlines()
    start, end = _span(wrong[0])
    body = _indented(patched[start:end], " " * indent)
    extra = patched[:start] + patched[end:]
    return [*lines[:top], *extra, *lines[top:first], *body, *lines[last:]]


def _changed(lines: list[str], place: tuple[int, int, int], mistake: Mistake) -> list[str]:
    """The lines with each change of the mistake made in the function at `place`."""
    first, last, _ = place
    pairs = mistake.changes if mistake.change is None else (mistake.change,)
    found = sorted((*_found(lines[:last], first, old, mistake), new) for old, new in pairs)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(found)):
        raise ValueError(f"{mistake.id}: two of its changes overlap")
    wrong = list(lines)
    # From the last to the first, so that the places of the others stay what they are.
    for start, end, pad, new in reversed(found):
        wrong[start:end] = _indented(_lines(new), pad)
    return wrong


def _found(lines: list[str], first: int, old: str, mistake: Mistake) -> tuple[int, int, str]:
    """Where `old` stands at or after `first`, as a slice, and the indentation that it has there."""
    block = _lines(old)
    found = []
    for start in range(first, len(lines) - len(block) + 1) if block else ():
        pad = lines[start].removesuffix(block[0])
        end = start + len(block)
        if not pad.strip() and lines[start:end] == _indented(block, pad):
            found.append((start, end, pad))
    if len(found) != 1:
        holds = f"holds {len(found)} times" if found else "no longer holds"
        what = "the line" if len(block) == 1 else "the lines"
        told = "\n".join(block)
        raise ValueError(f"{mistake.id}: the reference's {mistake.where} {holds} {what} {told!r}")
    return found[0]


def _lines(text: str) -> list[str]:
    """The lines of a text that may be written over several indented lines."""
    return textwrap.dedent(text).strip("\n").splitlines()


def _indented(lines: list[str], pad: str) -> list[str]:
    return [pad + line if line else line for line in lines]


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
