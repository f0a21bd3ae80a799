"""The record of a graph as it comes from the learner's side, read strictly into records.

Whoever sent it may be lying: what is not of the form that `graph_record` writes is Malformed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.companion.live.graph_record import FIRES_OF_A_NODE, MAX_NODES
from grading.submission.safe_text import sanitize
from grading.worker.wire import Malformed

# A number, rows of numbers, or in words what is neither.
Quantity = float | list[list[float]] | str


@dataclass(frozen=True)
class GraphNode:
    """children: indices of other nodes, all smaller than its own."""

    name: str
    op: str
    ctx: tuple[Quantity, ...]
    data: Quantity
    children: tuple[int, ...]


@dataclass(frozen=True)
class Stumble:
    """What the learner's code raised. file, line: in their code, empty and None if unknown."""

    kind: str
    message: str
    file: str
    line: int | None
    todo: bool


@dataclass(frozen=True)
class Fire:
    """One node's turn. before: the gradients of all nodes when it began. handed: what its rule
    answered, None if that was no tuple: then `answer` says what, empty where it raised.
    local: one factor for each child, None where there are none to tell.
    """

    node: int
    before: tuple[Quantity, ...]
    handed: tuple[Quantity, ...] | None
    answer: str
    local: tuple[float, ...] | None


@dataclass(frozen=True)
class GraphRecord:
    """nodes: children first, the root last. order: as `toposort` has it, -1 for what is no node
    of the graph; in words where it is no list; None where it raised, which `sorting` says, or
    was not asked. walking: what ended the walk early. after: the gradients at the end.
    """

    nodes: tuple[GraphNode, ...]
    walked: bool = False
    order: tuple[int, ...] | str | None = None
    sorting: Stumble | None = None
    fires: tuple[Fire, ...] = ()
    walking: Stumble | None = None
    after: tuple[Quantity, ...] = ()


class NoGraph(Exception):
    """There is no graph to draw; the text is the sentence on why."""


def read_record(plain: Any) -> GraphRecord:
    """The record in `plain`. NoGraph where it says that there is no graph."""
    try:
        return _read(plain)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise Malformed(f"the record of a graph has an unexpected form ({error})") from None


def _read(plain: Any) -> GraphRecord:
    if "refused" in plain:
        raise NoGraph(_text(plain["refused"]))
    count = len(plain["nodes"])
    _require(0 < count <= MAX_NODES)
    nodes = tuple(_node(each, i) for i, each in enumerate(plain["nodes"]))
    if "fires" not in plain:
        return GraphRecord(nodes)
    _require(len(plain["fires"]) <= FIRES_OF_A_NODE * count)
    order = plain["order"]
    return GraphRecord(
        nodes,
        walked=True,
        order=tuple(_whole(i, -1, count) for i in order)
        if isinstance(order, list)
        else None
        if order is None
        else _text(order),
        sorting=_stumble(plain["sorting"]),
        fires=tuple(_fire(each, count) for each in plain["fires"]),
        walking=_stumble(plain["walking"]),
        after=_quantities(plain["after"], count),
    )


def _node(plain: Any, index: int) -> GraphNode:
    return GraphNode(
        name=_text(plain["name"]),
        op=_text(plain["op"]),
        ctx=tuple(map(_quantity, plain["ctx"])),
        data=_quantity(plain["data"]),
        children=tuple(_whole(child, 0, index) for child in plain["children"]),
    )


def _fire(plain: Any, count: int) -> Fire:
    handed, local = plain["handed"], plain["local"]
    return Fire(
        node=_whole(plain["node"], 0, count),
        before=_quantities(plain["before"], count),
        handed=None if handed is None else tuple(map(_quantity, handed)),
        answer=_text(plain["answer"]),
        local=None if local is None else tuple(map(_number, local)),
    )


def _stumble(plain: Any) -> Stumble | None:
    if plain is None:
        return None
    line = plain["line"]
    _require(line is None or type(line) is int)
    return Stumble(
        kind=_text(plain["kind"]),
        message=_text(plain["message"]),
        file=_text(plain["file"]),
        line=line,
        todo=plain["todo"] is True,
    )


def _quantities(plain: Any, count: int) -> tuple[Quantity, ...]:
    _require(len(plain) == count)
    return tuple(map(_quantity, plain))


def _quantity(plain: Any) -> Quantity:
    if isinstance(plain, list):
        return [[_number(number) for number in row] for row in plain]
    return _text(plain) if isinstance(plain, str) else _number(plain)


def _number(plain: Any) -> float:
    _require(type(plain) in (int, float))
    return float(plain)


def _whole(plain: Any, low: int, high: int) -> int:
    """An int from `low` to below `high`."""
    _require(type(plain) is int and low <= plain < high)
    return int(plain)


def _text(plain: Any) -> str:
    _require(type(plain) is str)
    return sanitize(plain)[:300]


def _require(fact: bool) -> None:
    if not fact:
        raise ValueError("a part of it is of no kind that a record has")


def texts_of(quantities: Sequence[Quantity]) -> list[str]:
    """Each as a drawing shows it in one line."""
    return [spell_quantity(each) for each in quantities]


def spell_quantity(quantity: Quantity) -> str:
    """A number to six digits, rows by their shape, words as they are."""
    if isinstance(quantity, str):
        return quantity
    if isinstance(quantity, list):
        if len(quantity) == 1 and len(quantity[0]) == 1:
            return spell_quantity(quantity[0][0])
        return f"{len(quantity)} × {len(quantity[0]) if quantity else 0}"
    text = f"{quantity + 0.0:.6g}"
    return text if any(sign in text for sign in ".en") else f"{text}.0"
