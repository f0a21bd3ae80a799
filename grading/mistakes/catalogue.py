"""A mistake, and how it is laid over the reference."""

from __future__ import annotations

import ast
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
    """The reference's source with the mistake in it. ValueError if `where` is not there."""
    tree = ast.parse(reference)
    patch = ast.parse(textwrap.dedent(mistake.code))
    *classes, name = mistake.where.split(".")
    wrong = [node for node in patch.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(wrong) != 1:
        raise ValueError(f"{mistake.id}: its code must define {name} exactly once")
    body = tree.body
    for class_name in classes:
        body = next(
            (n.body for n in body if isinstance(n, ast.ClassDef) and n.name == class_name), []
        )
    for position, node in enumerate(body):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            body[position] = wrong[0]
            break
    else:
        raise ValueError(f"{mistake.id}: the reference has no {mistake.where}")
    extra = [node for node in patch.body if node is not wrong[0]]
    tree.body[_after_future_imports(tree) : _after_future_imports(tree)] = extra
    return ast.unparse(ast.fix_missing_locations(tree))


def _after_future_imports(tree: ast.Module) -> int:
    positions = [
        i
        for i, node in enumerate(tree.body)
        if (isinstance(node, ast.ImportFrom) and node.module == "__future__")
        or (i == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    return positions[-1] + 1 if positions else 0
