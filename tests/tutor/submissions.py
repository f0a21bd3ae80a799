"""The submissions of the bench, and how one is written into the reference's file."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grading.course.manifest import load_course
from grading.paths import PACKAGE, SOLUTIONS


@dataclass(frozen=True)
class WrongSubmission:
    """A file as a learner might hand it in, with something wrong in it.

    id: unique over all stages. truth: one sentence that says what is wrong. where: the
    qualified names of the functions that are wrong, any of which is the right place to look.
    code: see `written_into`. names: the mistakes of the catalogue whose whole sentence is true
    of this code; empty if nothing may be named. slip: the generic slip, if it is one.
    """

    id: str
    stage: str
    truth: str
    where: tuple[str, ...]
    code: str
    names: tuple[str, ...] = ()
    slip: str = ""


@dataclass(frozen=True)
class RightSubmission:
    """A file that does what the docstrings ask, in another way than the reference.

    way: one sentence that says what is unusual. code: see `written_into`.
    """

    id: str
    stage: str
    way: str
    code: str


def wrong_submissions(stages: Sequence[str] = ()) -> tuple[WrongSubmission, ...]:
    """Those of `stages`, or of all; in the order of the course."""
    return _in_course_order(_modules_of("wrong", "WRONG"), stages)


def right_submissions(stages: Sequence[str] = ()) -> tuple[RightSubmission, ...]:
    """Those of `stages`, or of all; in the order of the course."""
    return _in_course_order(_modules_of("right", "RIGHT"), stages)


def _modules_of(folder: str, tuple_name: str) -> Iterator[Any]:
    """What stands in all modules of one folder beside this file."""
    package = importlib.import_module(f"tests.tutor.{folder}")
    for module in pkgutil.iter_modules(package.__path__):
        yield from getattr(importlib.import_module(f"{package.__name__}.{module.name}"), tuple_name)


def _in_course_order(submissions: Iterable[Any], stages: Sequence[str]) -> tuple[Any, ...]:
    order = load_course().stage_ids
    chosen = [s for s in submissions if not stages or s.stage in stages]
    return tuple(sorted(chosen, key=lambda submission: order.index(submission.stage)))


def file_of(submission: WrongSubmission | RightSubmission) -> str:
    """The whole stage file that is handed in."""
    return written_into(reference_of(submission.stage), submission.code)


def reference_of(stage: str) -> str:
    return (SOLUTIONS / PACKAGE / f"{stage}.py").read_text(encoding="utf-8")


def functions_in(source: str) -> dict[str, ast.FunctionDef]:
    """All functions and methods of a file by their qualified names."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            members = [member for member in node.body if isinstance(member, ast.FunctionDef)]
            found |= {f"{node.name}.{member.name}": member for member in members}
    return found


def written_into(reference: str, code: str) -> str:
    """The reference with every definition of `code` in the place of its own of that name.

    `def name(...):` takes the parameters of the reference's function.
    Of a class without a docstring each member is put into the reference's class; a class with
    one replaces it, and a module with one is the whole file. What the reference does not have
    is added: imports behind its imports, members at the end of their class, and all else in
    front of the first definition that is replaced.
    """
    patch = _with_parameters(textwrap.dedent(code).strip("\n"), reference)
    tree = ast.parse(patch)
    if ast.get_docstring(tree) is not None:
        return patch + "\n"
    right = ast.parse(reference)
    lines, new_lines = reference.splitlines(), patch.splitlines()
    known = dict(_named(right.body))
    imports, helpers = [], []
    edits: list[tuple[int, int, list[str]]] = []
    for node in tree.body:
        own = new_lines[_span(node)]
        there = known.get(_name(node) or "")
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports += own
        elif there is None:
            helpers += [*own, "", ""]
        elif isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None:
            edits += _members(node, there, new_lines)
        else:
            edits.append((_span(there).start, _span(there).stop, own))
    last_import = max(
        _span(n).stop for n in right.body if isinstance(n, ast.Import | ast.ImportFrom)
    )
    touched = [known[name] for name, _ in _named(tree.body) if name in known]
    first = min((_span(node).start for node in touched), default=len(lines))
    edits += [(last_import, last_import, imports), (first, first, helpers)]
    # From the last to the first, so that the places of the others stay what they are; what is
    # put in front of a line comes after what replaces the line.
    for start, end, own in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines[start:end] = own
    return "\n".join([*lines, ""])


def _with_parameters(patch: str, reference: str) -> str:
    """The patch with the reference's parameters wherever it says (...)."""
    lines, owner = [], ""
    for line in patch.splitlines():
        if not line.startswith(" ") and line:
            owner = f"{line[6:-1]}." if line.startswith("class ") else ""
        head, found, _ = line.partition("(...):")
        if found:
            name = owner + head.split()[-1]
            line = f"{head}({ast.unparse(functions_in(reference)[name].args)}):"
        lines.append(line)
    return "\n".join(lines)


def _members(
    wrong: ast.ClassDef, right: ast.stmt, new_lines: Sequence[str]
) -> Iterator[tuple[int, int, list[str]]]:
    """What to put where in the reference's class, as slices and lines."""
    assert isinstance(right, ast.ClassDef)
    known = dict(_named(right.body))
    end = _span(right).stop
    for member in wrong.body:
        own = new_lines[_span(member)]
        there = known.get(_name(member) or "")
        if there is not None:
            yield _span(there).start, _span(there).stop, own
        else:
            yield end, end, ["", *own]


def _named(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        name = _name(node)
        if name is not None:
            yield name, node


def _name(node: ast.stmt) -> str | None:
    """What a definition or an assignment defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def _span(node: ast.stmt) -> slice:
    """The lines of a statement with its decorators."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    start = min([node.lineno, *(d.lineno for d in decorators)]) - 1
    return slice(start, node.end_lineno)
