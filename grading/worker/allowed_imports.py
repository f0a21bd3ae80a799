"""Which imports the learner's code may use: the standard library and `picograd`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

ALLOWED = frozenset(sys.stdlib_module_names) | {"picograd"}


def find_forbidden(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, top-level name) of every import statement of something else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            top = name.partition(".")[0]
            if top not in ALLOWED:
                yield node.lineno, top


def refusal_of(name: str) -> str:
    """What the importer of `name` is told."""
    return f"{name} cannot be imported here: picograd is written with the standard library alone"
