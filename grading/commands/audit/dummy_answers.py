"""Submissions that no check may pass.

Stubs that answer a constant, functions that hand on what they were given, functions that refuse.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grading.mistakes.catalogue import Mistake
from grading.paths import PACKAGE, SOLUTIONS, STUBS

CONSTANTS = ("0.0", "1.0", "None")
# What hands on an argument without a look at it, by the name that a finding shows: {0} is the
# first argument, {1} the second. For a rule the first is the upstream gradient, for a method
# `self`. A tuple is what a rule answers with, a list what an order or the batches are; one
# level deeper, the gradient of a tensor is taken for one of its rows.
HANDED_ON = {
    "the first argument": "{0}",
    "(the first argument,)": "({0},)",
    "(the first argument, the first argument)": "({0}, {0})",
    "([the first argument],)": "([{0}],)",
    "([the first argument], [the first argument])": "([{0}], [{0}])",
    "((the first argument,),)": "(({0},),)",
    "[the first argument]": "[{0}]",
    "[[the first argument]]": "[[{0}]]",
    "(a copy of the first argument,)": "(__import__('copy').deepcopy({0}),)",
    "the second argument": "{1}",
    "(the second argument,)": "({1},)",
    "a copy of the second argument": "__import__('copy').deepcopy({1})",
}
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
        function.body[-1] = ast.parse(f"return {constant}").body[0]
    return ast.unparse(ast.fix_missing_locations(tree))


def handing_on(stage_id: str, answer: str) -> tuple[str, frozenset[str]]:
    """The reference of a stage in which every function gives one of HANDED_ON, and which do.

    Methods that answer nothing stay as they are: without its constructor an object has no
    other. So does what gives this answer in the reference: for `a + b`, (grad, grad) is right.
    """
    todo = {name for name, _ in _todo(_stubs_of(stage_id))}
    tree = ast.parse((SOLUTIONS / PACKAGE / f"{stage_id}.py").read_text(encoding="utf-8"))
    changed = set()
    for name, function in _functions(tree):
        given = [argument.arg for argument in function.args.args]
        body = ast.parse(f"return {HANDED_ON[answer].format(*given, None, None)}").body
        right = ast.dump(body[-1]) == ast.dump(function.body[-1]) and len(function.body) <= 2
        keeps_state = "." in name and isinstance(function.returns, ast.Constant)  # -> None
        if name in todo and not keeps_state and not right:
            function.body[:] = body
            changed.add(name)
    return ast.unparse(ast.fix_missing_locations(tree)), frozenset(changed)


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
    for name, function in _functions(tree):
        last = function.body[-1]
        if isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last):
            yield name, function


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """All functions and methods, by their qualified names."""
    for node in tree.body:
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(member, ast.FunctionDef):
                yield prefix + member.name, member
