"""A stub, made from its solution: all of it but the bodies that a learner writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grading.course.manifest import Stage
from grading.errors import NotDerivable
from grading.paths import STUBS, display_path


def make_stub(stage: Stage, solution: str, stub: str) -> str:
    """`solution` with a TODO in place of the body of each function that has hints.

    The sentence of a TODO stands in the stub and nowhere else, so it is taken from `stub`, the
    stub as it is. NotDerivable where a function with hints has none, or is not in the solution.
    """
    sentences = dict(_todos(stage, stub))
    bodies = dict(_bodies(solution))
    lines = solution.splitlines()
    for name in sorted(stage.hints, key=lambda name: bodies.get(name, (0,)), reverse=True):
        if name not in bodies:
            raise NotDerivable(
                f"{stage.file} has hints for {name}, but its solution has no {name} with a "
                "docstring; write it, or take the hints out of course.toml"
            )
        if name not in sentences:
            raise NotDerivable(
                f"{stage.file} has hints for {name}, but its stub says nothing to do there; put "
                f"the lines `# TODO({stage.id}): ...` and `{_raised(stage, name)}` into "
                f"{display_path(STUBS / stage.file)}"
            )
        start, end, indent = bodies[name]
        todo = (f"# TODO({stage.id}): {sentences[name]}", _raised(stage, name))
        lines[start:end] = [" " * indent + line for line in todo]
    return "\n".join([*lines, ""])


def _raised(stage: Stage, name: str) -> str:
    return f'raise NotImplementedError("{stage.id}: {name}")'


def _todos(stage: Stage, stub: str) -> Iterator[tuple[str, str]]:
    """(function, the sentence of its TODO)."""
    todo = rf'# TODO\({stage.id}\): (.+)\n *raise NotImplementedError\("{stage.id}: (\S+)"\)'
    return ((name, sentence) for sentence, name in re.findall(todo, stub))


def _bodies(source: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """(qualified name, (first line, last line, indentation) of what follows the docstring).

    The lines as a slice, the comments in them included: a comment gives as much away as code.
    """
    lines = source.splitlines()
    for node in ast.parse(source).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for function in members:
            if isinstance(function, ast.FunctionDef) and ast.get_docstring(function):
                docstring = function.body[0]
                end = _end(lines, function.end_lineno or 0, docstring.col_offset)
                place = (docstring.end_lineno or 0, end, docstring.col_offset)
                yield prefix + function.name, place


def _end(lines: list[str], after_code: int, indent: int) -> int:
    """The line behind the last comment that follows the code at its indentation."""
    end = after_code
    for number, line in enumerate(lines[after_code:], after_code + 1):
        if line.strip() and not line.startswith(" " * indent):
            break
        if line.strip():
            end = number
    return end
