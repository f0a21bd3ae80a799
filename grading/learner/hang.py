"""Where the learner's code hung: what was seen of it, with the loop around it in their file."""

from __future__ import annotations

import ast
import enum
import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from grading.worker.sampling import MOST_CHARACTERS, Sighting
from grading.worker.wire import Malformed

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_Node = TypeVar("_Node", bound=ast.AST)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST_LINES = 200
MOST_SHOWN = 6


class HangKind(enum.Enum):
    LOOP = "loop"
    LINE = "line"  # a loop inside one of Python's own functions
    FUNCTION = "function"  # somewhere in it
    CALLS = "calls"  # of a function, none of which was long
    RECURSION = "recursion"


@dataclass(frozen=True)
class Hang:
    """function: its qualified name in `file`, empty outside any. line: where to look; None outside
    any where no line is known.

    last: the last line of the loop, if it is one, that begins at `line`. still: its variables that
    kept their value, with it; changing: those that never had one twice.
    """

    file: str
    line: int | None
    function: str
    kind: HangKind
    last: int | None = None
    still: tuple[tuple[str, str], ...] = ()
    changing: tuple[str, ...] = ()


def read_sighting(payload: Any, own: Collection[str]) -> Sighting:
    """What a worker says that it saw; Malformed where that cannot be so."""
    try:
        seen = Sighting(**payload)
        right = (
            type(seen.file) is str
            and seen.file in own
            and 0 < len(seen.lines) <= MOST_LINES
            and all(type(line) is int for line in seen.lines)
            and type(seen.recursive) is type(seen.calls) is bool
            and all(type(text) is str for text in seen.still.values())
        )
        right = right and all(type(name) is str for name in seen.changing)
    except (AttributeError, TypeError):
        right = False
    if not right:
        raise Malformed("what was seen is not described")
    return seen


def locate_hang(seen: Sighting, content: bytes) -> Hang | None:
    """The place of `seen` in the file that holds `content`; None where it has no such lines.

    Of the variables only those that the loop names are kept; and where others change in it, of
    those that stayed only what the loop does not set: it may be chance that they are seen alike.
    """
    try:
        return _located(seen, content, ast.parse(content))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _located(seen: Sighting, content: bytes, tree: ast.Module) -> Hang | None:
    first, last = min(seen.lines), max(seen.lines)
    if not 1 <= first <= last <= content.count(b"\n") + 1:
        return None
    function, body = _function_around(tree, first, last)
    hang = partial(Hang, seen.file, function=function)
    # Of many calls of one function, no one's variables say much.
    if seen.recursive:
        return hang(line=first, kind=HangKind.RECURSION)
    loop = None if seen.calls else _loop_around(body, first, last, seen.still)
    if loop is not None:
        still, changing = _variables(seen, loop, _nodes(loop, ast.Name))
        return hang(
            line=loop.lineno, kind=HangKind.LOOP, last=loop.end_lineno, still=still,
            changing=changing,
        )  # fmt: skip
    if first == last and not seen.calls:
        still, _ = _variables(seen, body, [n for n in _nodes(body, ast.Name) if n.lineno == first])
        return hang(line=first, kind=HangKind.LINE, still=still)
    # Which of its lines were seen is chance.
    kind = HangKind.CALLS if seen.calls else HangKind.FUNCTION
    return hang(line=getattr(body, "lineno", None), kind=kind)


def _variables(
    seen: Sighting, within: ast.AST, named: Sequence[ast.Name]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Those of `named`, in the order of their names: what stayed, and what changed."""
    names = {node.id for node in named}
    changing = sorted(names & {*seen.changing})
    if changing:
        names -= _set_in(within)
    still = sorted((name, _line(text)) for name, text in seen.still.items() if name in names)
    return tuple(still[:MOST_SHOWN]), tuple(changing[:MOST_SHOWN])


def _set_in(within: ast.AST) -> set[str]:
    """The names that are bound in `within`, or whose objects it may change."""
    owners = [node.value for node in _nodes(within, ast.Attribute)]
    owners += [n.value for n in _nodes(within, ast.Subscript) if not isinstance(n.ctx, ast.Load)]
    return _bound_in(within) | {owner.id for owner in owners if isinstance(owner, ast.Name)}


def _bound_in(within: ast.AST) -> set[str]:
    return {node.id for node in _nodes(within, ast.Name) if not isinstance(node.ctx, ast.Load)}


def _nodes(within: ast.AST, kind: type[_Node]) -> list[_Node]:
    return [node for node in ast.walk(within) if isinstance(node, kind)]


def _line(text: str) -> str:
    return " ".join(text[: 2 * MOST_CHARACTERS + 2].split())


def _function_around(tree: ast.Module, first: int, last: int) -> tuple[str, ast.AST]:
    """The innermost function that holds the lines, by its qualified name; "" and the module."""
    name, found = "", tree
    for qualified, node in _functions(tree, ""):
        if node.lineno <= first and last <= (node.end_lineno or 0):
            name, found = qualified, node  # type: ignore[assignment]  # inner ones come later
    return name, found


def _loop_around(body: ast.AST, first: int, last: int, still: Collection[str]) -> Any:
    """The outermost loop in `body` that holds the lines; None without one.

    Of one in another the inner one, where all that the outer one sets has stayed: it does not go
    on. A comprehension counts where there is no loop around it.
    """
    loops = _loops_around(body, _LOOPS, first, last)
    if not loops:
        return next(iter(_loops_around(body, _COMPREHENSIONS, first, last)), None)
    for outer, inner in itertools.pairwise(loops):
        own = _bound_in(outer) - _bound_in(inner)
        if not own or not own <= {*still}:
            return outer
    return loops[-1]


def _loops_around(
    body: ast.AST,
    kinds: tuple[type[ast.stmt], ...] | tuple[type[ast.expr], ...],
    first: int,
    last: int,
) -> list[Any]:
    """The outermost first."""
    return [
        node
        for node in ast.walk(body)
        if isinstance(node, kinds)
        and node.lineno <= first
        and last <= (node.end_lineno or node.lineno)
    ]


def _functions(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            name = f"{prefix}{child.name}."
        if isinstance(child, _FUNCTIONS):
            yield name.rstrip("."), child
        yield from _functions(child, name)
