"""What the learner's engine does with one graph: its nodes, their order, and the walk backward.

All of it is the learner's: their nodes compute, their `toposort` sorts, their `backward` walks.
The methods through which a walk goes are listened to, and nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from grading.worker.error_report import message_of

# A picture of more nodes cannot be read, and a walk that fires each of them so often is none.
MAX_NODES = 150
FIRES_OF_A_NODE = 3
MAX_TEXT = 300
MAX_ROWS_SHOWN, MAX_COLUMNS_SHOWN = 8, 12

Record = dict[str, Any]


def record_expression(
    picograd: Any,
    statements: list[list[Any]],
    values: dict[str, float],
    own: list[str],
    walked: bool,
) -> Record:
    """Probe: the record of an expression, as `expressions` reads it, on the engine.

    own: the paths of the learner's files. walked: with the walk backward; without it no function
    of the stage `graph` is called.
    """
    named: dict[str, Any] = {name: picograd.value.Value(value) for name, value in values.items()}
    root: Any = None
    for name, tree in statements:
        try:
            root = _computed(tree, named)
        except _NoNode as error:
            return {"refused": str(error)}
        if name:
            named[name] = root
    names: dict[int, str] = {}
    for name, node in named.items():
        names.setdefault(id(node), name)
    if not walked:
        return record_nodes(root, names)
    return record_walk(root, names, tuple(own), lambda: picograd.graph)


class _NoNode(Exception):
    """An operation answered with something that is no node."""


def _computed(tree: list[Any], named: dict[str, Any]) -> Any:
    kind = tree[0]
    if kind == "name":
        return named[tree[1]]
    if kind == "number":
        return tree[1]
    if kind == "call":
        operand = _computed(tree[2], named)
        return _node_of(getattr(operand, tree[1])(), f"{tree[1]}()")
    if kind == "neg":
        return _node_of(-_computed(tree[1], named), "-a")
    left, right = _computed(tree[1], named), _computed(tree[2], named)
    return _node_of(_infix(kind, left, right), kind)


def _infix(symbol: str, left: Any, right: Any) -> Any:
    if symbol == "+":
        return left + right
    if symbol == "-":
        return left - right
    if symbol == "*":
        return left * right
    if symbol == "/":
        return left / right
    return left**right


def _node_of(answer: Any, operation: str) -> Any:
    if not _is_node(answer):
        found = _kind_of(answer)
        raise _NoNode(f"`{operation}` answers with {found}, where a node is expected")
    return answer


def _is_node(thing: Any) -> bool:
    return all(hasattr(thing, name) for name in ("data", "grad", "children", "op"))


def record_nodes(root: Any, names: dict[int, str]) -> Record:
    """The nodes of the graph of `root`, operands before what was computed from them.

    names: by the id of a node. What cannot be drawn is `refused`, with the sentence on it.
    """
    try:
        nodes = _nodes_below(root)
    except _NoNode as error:
        return {"refused": str(error)}
    index = {id(node): i for i, node in enumerate(nodes)}
    return {
        "nodes": [
            {
                "name": names.get(id(node), ""),
                "op": node.op if type(node.op) is str else _kind_of(node.op),
                "ctx": [plain_quantity(each) for each in _items(getattr(node, "ctx", ()))],
                "data": plain_quantity(node.data),
                "children": [index[id(child)] for child in node.children],
            }
            for node in nodes
        ]
    }


def record_walk(
    root: Any, names: dict[int, str], own: tuple[str, ...], graph: Callable[[], Any]
) -> Record:
    """As `record_nodes`, with the order of `toposort` and what `backward` does.

    graph: the module that has both. own: as `record_expression` has it. What the nodes hold as
    their gradients afterwards means nothing.

    order: indices of nodes, -1 for what is none of them. fires: each time that a node was asked
    for its local gradients: which, the gradients of all nodes at that moment, what it answered,
    and its local factors. after: the gradients at the end. What was raised stands beside it.
    """
    record = record_nodes(root, names)
    if "refused" in record:
        return record
    nodes = _nodes_below(root)
    index = {id(node): i for i, node in enumerate(nodes)}
    record |= {"order": None, "sorting": None, "fires": [], "walking": None}
    try:
        order = graph().toposort(root)
        record["order"] = (
            [index.get(id(node), -1) for node in order[: 4 * MAX_NODES]]
            if type(order) in (list, tuple)
            else _kind_of(order)
        )
    except Exception as error:
        record["sorting"] = _raised(error, own)
    heard = _Heard(nodes)
    if record["sorting"] is None:
        try:
            with heard.listening():
                graph().backward(root)
        except _TooOften:
            record["walking"] = {
                "kind": "",
                "message": f"{len(heard.fires)} turns for {len(nodes)} nodes, and no end",
                "file": "",
                "line": None,
                "todo": False,
            }
        except Exception as error:
            record["walking"] = _raised(error, own)
    record["after"] = heard.gradients()
    record["fires"] = heard.fires
    heard.find_local_factors()
    return record


class _TooOften(BaseException):
    """A walk that has no end. Not to be caught by whoever catches errors."""


class _Heard:
    """What is heard of a walk over `nodes`."""

    def __init__(self, nodes: list[Any]) -> None:
        self._nodes = nodes
        self._index = {id(node): i for i, node in enumerate(nodes)}
        self.fires: list[Record] = []
        self._upstream: list[Any] = []

    def gradients(self) -> list[Any]:
        return [plain_quantity(node.grad) for node in self._nodes]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Inside, every call of `local_gradients` on one of the nodes is heard."""
        kinds = {type(node) for node in self._nodes if node.children}
        own = {kind: kind.local_gradients for kind in kinds}
        for kind, method in own.items():
            kind.local_gradients = self._hearing(method)
        try:
            yield
        finally:
            for kind, method in own.items():
                kind.local_gradients = method

    def _hearing(self, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def local_gradients(node: Any) -> Any:
            if id(node) not in self._index:
                return method(node)
            if len(self.fires) >= FIRES_OF_A_NODE * len(self._nodes):
                raise _TooOften
            fire: Record = {
                "node": self._index[id(node)],
                "before": self.gradients(),
                "handed": None,
                "answer": "",
                "local": None,
            }
            self.fires.append(fire)
            self._upstream.append(node.grad)
            handed = method(node)
            if type(handed) is tuple:
                fire["handed"] = [plain_quantity(each) for each in handed[: 2 * MAX_NODES]]
            else:
                fire["answer"] = _kind_of(handed)
            return handed

        return local_gradients

    def find_local_factors(self) -> None:
        """What one of the upstream gradient becomes: what was handed on, divided by it.

        Where nothing arrived that can be divided by, the rule is asked with 1.0.
        """
        for fire, upstream in zip(self.fires, self._upstream, strict=True):
            handed = fire["handed"]
            if handed is None or type(upstream) is not float:
                continue
            if any(type(each) is not float for each in handed):
                continue
            if upstream not in (0.0, float("inf"), float("-inf")) and upstream == upstream:
                fire["local"] = [each / upstream for each in handed]
            else:
                fire["local"] = self._asked_with_one(self._nodes[fire["node"]])

    def _asked_with_one(self, node: Any) -> list[Any] | None:
        try:
            node.grad = 1.0
            answer = node.local_gradients()
        except Exception:  # then there is no factor to tell
            return None
        if type(answer) is not tuple or any(type(each) is not float for each in answer):
            return None
        return list(answer)


def nodes_of(root: Any) -> list[Any]:
    """Every node of the graph once, children first; none where there is no such order."""
    try:
        return _nodes_below(root)
    except _NoNode:
        return []


def _nodes_below(root: Any) -> list[Any]:
    """Every node once, children first. _NoNode with the sentence where there is no such order."""
    finished: list[Any] = []
    state: dict[int, str] = {}
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            state[id(node)] = "finished"
            finished.append(node)
            continue
        known = state.get(id(node))
        if known == "open":
            raise _NoNode("a node stands among those that it was computed from: a circle")
        if known is not None:
            continue
        if not _is_node(node):
            raise _NoNode(f"{_kind_of(node)} stands where a node is expected")
        if type(node.children) not in (tuple, list):
            found = _kind_of(node.children)
            raise _NoNode(f"`children` of a node is {found}, where a tuple is expected")
        state[id(node)] = "open"
        if len(state) > MAX_NODES:
            raise _NoNode(
                f"the graph has more than {MAX_NODES} nodes, too many for a picture; draw a part "
                "of it, such as one of `node.children`"
            )
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node.children))
    return finished


def plain_quantity(value: Any) -> Any:
    """A number or rows of numbers as they are, anything else, and what is large, in words."""
    if _is_number(value):
        return float(value) if abs(value) < 1e300 or type(value) is float else "a huge int"
    if type(value) is list and value and all(type(row) is list and row for row in value):
        columns = len(value[0])
        if all(len(row) == columns and all(map(_is_number, row)) for row in value):
            if len(value) <= MAX_ROWS_SHOWN and columns <= MAX_COLUMNS_SHOWN:
                return [[float(number) for number in row] for row in value]
            return f"{len(value)} × {columns}"
    return _kind_of(value)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _items(value: Any) -> list[Any]:
    return list(value)[:4] if type(value) in (tuple, list) else [value]


def _kind_of(value: Any) -> str:
    if value is None:
        return "None"
    if type(value) in (bool, str):
        return repr(value)[:40]
    name = type(value).__name__
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"[:80]


def _raised(error: BaseException, own: tuple[str, ...]) -> Record:
    """An exception as data: its place is the innermost line of the files `own`."""
    place, line = _place_of(error.__traceback__, own)
    return {
        "kind": type(error).__name__[:80],
        "message": message_of(error)[:MAX_TEXT],
        "file": place,
        "line": line,
        "todo": isinstance(error, NotImplementedError),
    }


def _place_of(trace: TracebackType | None, own: tuple[str, ...]) -> tuple[str, int | None]:
    place: tuple[str, int | None] = ("", None)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in own:
            place = (file.replace("\\", "/").rpartition("/")[2], trace.tb_lineno)
        trace = trace.tb_next
    return place
