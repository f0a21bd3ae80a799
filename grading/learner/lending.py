"""What is lent to a stage beside the learner's own file, and in what form.

Only what the reference's own file of the stage imports, and what the probes of its suite touch,
with what these import in turn: a stage that lay beside it without need could do its work.
"""

from __future__ import annotations

import ast
import functools
import marshal
from collections.abc import Iterator, Mapping
from types import CodeType

from grading.paths import PACKAGE, SUITES
from grading.worker.overlay import EXPORTED, Source

# An entry of a code's table of lines (Objects/locations.md in CPython's source) without a place.
NO_PLACE = 0x80 | 15 << 3


def lent_to(stage: str, reference: Mapping[str, Source]) -> dict[str, Source]:
    """The modules of `reference` that `stage` is checked with, without that of the stage itself."""
    open_names = [*_imported(reference[stage].content)] if stage in reference else []
    suite = SUITES / f"test_{stage}.py"
    open_names += _touched_by_suite(suite.read_bytes()) if suite.is_file() else ()
    found: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name in reference and name not in found:
            found.add(name)
            # The module of the stage is the learner's: what it imports is known already.
            open_names += [] if name == stage else _imported(reference[name].content)
    return {name: source for name, source in reference.items() if name in found - {stage}}


def compile_lent(name: str, source: Source) -> Source:
    """The same module as code alone: without text, docstrings and lines, from no file."""
    return Source(f"<lent>/{name}.py", _bare(name, source.content), compiled=True)


@functools.cache
def _bare(name: str, content: bytes) -> bytes:
    shown = f"<lent>/{name}.py"
    code = compile(content, shown, "exec", dont_inherit=True, optimize=2)
    return marshal.dumps(_without_lines(code))


def _without_lines(code: CodeType) -> CodeType:
    constants = tuple(
        _without_lines(each) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    # An empty table would break `traceback`: one entry for up to eight instructions, "no place".
    whole, rest = divmod(len(code.co_code) // 2, 8)
    table = bytes([NO_PLACE | 7] * whole + [NO_PLACE | rest - 1] * bool(rest))
    return code.replace(co_consts=constants, co_linetable=table, co_firstlineno=1)


@functools.cache
def _touched_by_suite(content: bytes) -> tuple[str, ...]:
    """The modules that the probes of a suite name: `picograd.value`."""
    touched = (
        EXPORTED.get(node.attr, node.attr)
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.Attribute) and _is_package(node.value)
    )
    return tuple(dict.fromkeys(touched))


def _is_package(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == PACKAGE


@functools.cache
def _imported(content: bytes) -> tuple[str, ...]:
    """The modules of the package that a file of the reference imports, wherever in it."""
    return tuple(_imports(ast.parse(content)))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            names = [f"{PACKAGE}.{EXPORTED.get(alias.name, alias.name)}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            package, _, module = name.partition(".")
            if package == PACKAGE and module:
                yield module
