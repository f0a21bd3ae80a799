"""Submissions that no check may pass: stubs that answer a constant, and functions that refuse."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grading.mistakes.catalogue import Mistake
from grading.paths import STUBS

CONSTANTS = ("0.0", "1.0", "None", "the first argument")
REFUSALS = ("ValueError", "TypeError")
# What an error would have to name: every argument, every small number, the function.
EVERYTHING = (
    "[getattr(x, 'data', x) for n, x in locals().items() if n != 'self' or hasattr(x, 'data')]"
    ", [*range(-100, 101)]"
)


def answering(stage_id: str, constant: str) -> str:
    """The exercise of a stage in which every stub answers a constant."""
    tree = _stubs_of(stage_id)
    for _, function in _todo(tree):
        arguments = function.args.args
        first = arguments[0].arg if arguments else "None"
        answer = first if constant == "the first argument" else constant
        function.body[-1] = ast.parse(f"return {answer}").body[0]
    return ast.unparse(ast.fix_missing_locations(tree))


def refusing_in(stage_id: str, kind: str) -> list[Mistake]:
    """For each function that the learner writes: one that raises `kind`, whatever it is given."""
    refusing = []
    for name, function in _todo(_stubs_of(stage_id)):
        function.body[:] = ast.parse(f"raise {kind}(({name!r}, {EVERYTHING}))").body
        code = ast.unparse(ast.fix_missing_locations(function))
        refusing.append(Mistake(f"{name} raises {kind}", name, "", "", code))
    return refusing


def _stubs_of(stage_id: str) -> ast.Module:
    return ast.parse((STUBS / f"{stage_id}.py").read_text(encoding="utf-8"))


def _todo(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that the learner writes, by their qualified names."""
    for node in tree.body:
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(member, ast.FunctionDef):
                last = member.body[-1]
                if isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last):
                    yield prefix + member.name, member
