"""A graph as one walks it: forward, then backward a node at a time, each step with its sentence.

Pure functions from a `GraphRecord` to the plain data that `static/graph_drawing.js` draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from grading.companion.live.graph_reading import (
    Fire,
    GraphRecord,
    Quantity,
    Stumble,
    spell_quantity,
    texts_of,
)
from grading.diagnosis.comparison import close

MAX_LABEL = 32
# Beyond this, operands of an unnamed node that are long themselves are left out of its label.
LONG_LABEL, LONG_OPERAND = 18, 8
# What a result that nobody named is called, unless something else is.
RESULT = "y"
SYMBOLS = {"add": "+", "mul": "×", "pow": "^", "matmul": "@", "sub": "-"}
# What a rule answers for a child that requires no gradient.
NOTHING = "None"
_INFIX = {"add": " + ", "mul": " * ", "matmul": " @ ", "sub": " - "}


@dataclass(frozen=True)
class DrawnNode:
    """kind: "leaf", "constant" (a plain number that was lifted) or "inner". symbol: of its op.
    matrices: title and rows of what has rows, for who looks closer.
    """

    label: str
    text: str
    kind: str
    op: str
    symbol: str
    data: str
    children: tuple[int, ...]
    matrices: tuple[tuple[str, list[list[str]]], ...] = ()


@dataclass(frozen=True)
class HandedEdge:
    """What node `parent` hands its child number `position`."""

    parent: int
    position: int
    text: str


@dataclass(frozen=True)
class WalkStep:
    """One step. phase: "leaves", "forward", "seed", "backward" or "end". node: whose turn it is.

    computed: the nodes that have data by now. grads: of every node, None before the walk back.
    fired: those that had their turn. early: those of them that something is still to be handed to,
    or was handed to afterwards. problem: whether the sentence says that something is wrong.
    """

    phase: str
    sentence: str
    node: int | None = None
    computed: tuple[int, ...] = ()
    grads: tuple[str, ...] | None = None
    edges: tuple[HandedEdge, ...] = ()
    fired: tuple[int, ...] = ()
    early: tuple[int, ...] = ()
    problem: bool = False


@dataclass(frozen=True)
class Walk:
    """order: the nodes as `toposort` has them, empty where it has no answer. notes: sentences on
    what is wrong with the order, or why there is no way back. todo: what the stub said that was
    met, "graph: toposort"; empty if none was.
    """

    nodes: tuple[DrawnNode, ...]
    steps: tuple[WalkStep, ...]
    order: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    todo: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data, as JSON holds it."""
        return asdict(self)


@dataclass
class _Turns:
    """How far the walk back has come."""

    fired: list[int] = field(default_factory=list)
    early: list[int] = field(default_factory=list)


def walk_of(record: GraphRecord, hang: str = "") -> Walk:
    """The steps of `record`. hang: the sentence on a walk that did not end, and is not in it."""
    nodes = _drawn(record)
    notes = [*_notes_on_order(record, nodes), *([hang] if hang else [])]
    todo = ""
    for function, stumble in (("toposort", record.sorting), ("backward", record.walking)):
        if stumble is None:
            continue
        if stumble.todo:
            todo = todo or stumble.message or f"graph: {function}"
        else:
            notes.append(_tell_stumble(stumble, function))
    order = record.order if isinstance(record.order, tuple) else ()
    return Walk(
        nodes=nodes,
        steps=(*_forward(record, nodes), *_backward(record, nodes)),
        order=tuple(i for i in order if i >= 0),
        notes=tuple(notes),
        todo=todo,
    )


def _drawn(record: GraphRecord) -> tuple[DrawnNode, ...]:
    drawn: list[DrawnNode] = []
    root = len(record.nodes) - 1
    free = all(node.name != RESULT for node in record.nodes)
    for i, node in enumerate(record.nodes):
        parts = [drawn[child] for child in node.children]
        data = spell_quantity(node.data)
        text = data.removesuffix(".0")
        short = text
        if node.children:
            ctx = texts_of(node.ctx)
            text = _text_of(node.op, [part.label for part in parts], ctx)
            short = _text_of(node.op, [shorten_operand(part.label) for part in parts], ctx)
        kind = "inner" if node.children else "leaf" if node.name else "constant"
        label = node.name or (RESULT if i == root and node.children and free else "")
        label = label or (text if len(text) <= LONG_LABEL else short)
        drawn.append(
            DrawnNode(
                label=_cut(label, MAX_LABEL),
                text=_cut(text, 3 * MAX_LABEL),
                kind=kind,
                op=node.op,
                symbol=SYMBOLS.get(node.op, node.op),
                data=data,
                children=node.children,
                matrices=spell_matrices({"data": node.data}),
            )
        )
    return tuple(drawn)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def spell_matrices(
    quantities: Mapping[str, Quantity],
) -> tuple[tuple[str, list[list[str]]], ...]:
    """Title and rows of those that have rows."""
    return tuple(
        (title, [[spell_quantity(number) for number in row] for row in quantity])
        for title, quantity in quantities.items()
        if isinstance(quantity, list)
    )


def shorten_operand(label: str) -> str:
    return label if len(label) <= LONG_OPERAND else "…"


def _text_of(op: str, operands: Sequence[str], ctx: Sequence[str]) -> str:
    """What a node computes, of the labels of what it was computed from."""
    if op in _INFIX and len(operands) == 2:
        return _INFIX[op].join(f"({o})" if op != "add" and " + " in o else o for o in operands)
    if op == "pow" and len(operands) == 1 and ctx:
        [base] = operands
        exponent = ctx[0].removesuffix(".0")
        return f"{f'({base})' if ' ' in base else base} ** {exponent}"
    return f"{op or '?'}({', '.join(operands)})"


def _notes_on_order(record: GraphRecord, nodes: Sequence[DrawnNode]) -> Iterator[str]:
    """What is wrong with what `toposort` answers."""
    order = record.order
    if order is None:
        return
    if isinstance(order, str):
        yield f"`toposort` answers with {order}, where a list of nodes is expected."
        return
    if -1 in order:
        yield "`toposort` lists something that is no node of this graph."
    for i, node in enumerate(nodes):
        times = order.count(i)
        if times == 0:
            yield f"`toposort` leaves out `{node.label}`."
        elif times > 1:
            yield f"`toposort` lists `{node.label}` {_times(times)}."
    place = {i: n for n, i in enumerate(order)}
    for i, node in enumerate(nodes):
        for child in dict.fromkeys(node.children):
            if i in place and child in place and place[child] < place[i]:
                yield (
                    f"`toposort` puts `{nodes[child].label}` before `{node.label}`, "
                    "which was computed from it."
                )


def _forward(record: GraphRecord, nodes: Sequence[DrawnNode]) -> Iterator[WalkStep]:
    computed = [i for i, node in enumerate(nodes) if not node.children]
    named = [f"`{nodes[i].label}` = {nodes[i].data}" for i in computed if nodes[i].kind == "leaf"]
    what = f"The leaves: {', '.join(named)}." if named else "The leaves, which nobody computed."
    yield WalkStep("leaves", what, computed=tuple(computed))
    for i, node in enumerate(nodes):
        if node.children:
            computed.append(i)
            made = _with_numbers(record, nodes, i)
            yield WalkStep("forward", made, node=i, computed=tuple(computed))


def _with_numbers(record: GraphRecord, nodes: Sequence[DrawnNode], i: int) -> str:
    """`h` = `a * b`: 2.0 × -3.0 = -6.0."""
    node = nodes[i]
    values = [nodes[child].data for child in node.children]
    exponent = texts_of(record.nodes[i].ctx)
    if node.op in _INFIX and len(values) == 2:
        numbers = f" {node.symbol} ".join(values)
    elif node.op == "pow" and len(values) == 1 and exponent:
        numbers = f"{values[0]} to the power {exponent[0].removesuffix('.0')}"
    else:
        numbers = f"{node.op} of {', '.join(values)}"
    head = f"`{node.label}` = `{node.text}`" if node.label != node.text else f"`{node.label}`"
    return f"{head}: {numbers} = {node.data}."


def _backward(record: GraphRecord, nodes: Sequence[DrawnNode]) -> Iterator[WalkStep]:
    if not record.walked or record.sorting is not None:
        return
    everything = tuple(range(len(nodes)))
    root, turns = len(nodes) - 1, _Turns()
    if record.fires:
        seed = record.fires[0].before
        yield WalkStep(
            "seed",
            f"`{nodes[root].label}` begins with the gradient {spell_quantity(seed[root])}.",
            node=root,
            computed=everything,
            grads=tuple(texts_of(seed)),
        )
    for number, fire in enumerate(record.fires):
        later = record.fires[number + 1 :]
        after = later[0].before if later else record.after
        yield _turn(record, nodes, fire, after, later, turns)
    if record.walking is None or record.fires:
        yield WalkStep(
            "end",
            _conclusion(record, nodes, turns),
            computed=everything,
            grads=tuple(texts_of(record.after)),
            fired=tuple(turns.fired),
            early=tuple(turns.early),
            problem=bool(turns.early or record.walking),
        )


def _turn(
    record: GraphRecord,
    nodes: Sequence[DrawnNode],
    fire: Fire,
    after: Sequence[Quantity],
    later: Sequence[Fire],
    turns: _Turns,
) -> WalkStep:
    node = nodes[fire.node]
    due = [f.node for f in later if fire.node in nodes[f.node].children]
    waiting = list(dict.fromkeys(due))
    edges, said = _handed(nodes, fire)
    problem = False
    sentences = []
    if waiting:
        problem = True
        turns.early.append(fire.node)
        users = " and ".join(f"`{nodes[i].label}`" for i in waiting)
        sentences.append(
            f"Too early: `{node.label}` fires with {spell_quantity(fire.before[fire.node])}, and "
            f"{users} {'has' if len(waiting) == 1 else 'have'} yet to hand it a gradient."
        )
    if fire.node in turns.fired:
        problem = True
        sentences.append(f"`{node.label}` fires once more.")
    if fire.handed is None:
        problem = True
        what = f"answers with {fire.answer}, no tuple" if fire.answer else "raises"
        sentences.append(f"The rule of `{node.op}` for `{node.label}` {what}.")
    elif len(fire.handed) != len(node.children):
        problem = True
        sentences.append(
            f"The rule of `{node.op}` answers with {len(fire.handed)} gradients for "
            f"{len(node.children)} children of `{node.label}`."
        )
    else:
        have, wrong = _totals(nodes, fire, after)
        problem = problem or wrong
        told = [f"`{node.label}` hands {' and '.join(said)}", *([", ".join(have)] if have else [])]
        sentences.append(f"{'; '.join(told)}.")
        for child in dict.fromkeys(node.children):
            if child in turns.fired and nodes[child].children and _hands_something(nodes, fire):
                problem = True
                sentences.append(
                    f"`{nodes[child].label}` has fired already: what lies below it hears nothing "
                    "of this."
                )
    turns.fired.append(fire.node)
    return WalkStep(
        "backward",
        " ".join(sentences),
        node=fire.node,
        computed=tuple(range(len(nodes))),
        grads=tuple(texts_of(after)),
        edges=tuple(edges),
        fired=tuple(dict.fromkeys(turns.fired)),
        early=tuple(dict.fromkeys(turns.early)),
        problem=problem,
    )


def _handed(nodes: Sequence[DrawnNode], fire: Fire) -> tuple[list[HandedEdge], list[str]]:
    """The edges that carry something, and the same in words."""
    edges, said = [], []
    told = _told_children(nodes, fire.node)
    upstream = spell_quantity(fire.before[fire.node])
    children = nodes[fire.node].children
    for position, (child, handed) in enumerate(zip(children, fire.handed or (), strict=False)):
        if handed == NOTHING:
            text = "nothing"
        elif fire.local is not None and len(fire.local) == len(children):
            local = spell_quantity(fire.local[position])
            text = f"{upstream} × {local} = {spell_quantity(handed)}"
        else:
            text = spell_quantity(handed)
        edges.append(HandedEdge(fire.node, position, text))
        if child in told:
            said.append(f"{_in_words(handed, text)} to `{nodes[child].label}`")
    counted = {text: said.count(text) for text in said}
    return edges, [f"{t}, {_times(n)}" if n > 1 else t for t, n in counted.items()]


def _in_words(quantity: Quantity, text: str) -> str:
    """Of a matrix the shape is told, and that it is one."""
    return text if isinstance(quantity, float) or "×" not in text else f"a gradient of {text}"


def _told_children(nodes: Sequence[DrawnNode], parent: int) -> list[int]:
    """The children of a node, each once. Constants are left out where there are others: they
    take gradients as every leaf does, and nobody asks for them.
    """
    children = list(dict.fromkeys(nodes[parent].children))
    return [child for child in children if nodes[child].kind != "constant"] or children


def _totals(
    nodes: Sequence[DrawnNode], fire: Fire, after: Sequence[Quantity]
) -> tuple[list[str], bool]:
    """What each child has now, in words; whether that is not what it had and was handed."""
    have, wrong = [], False
    children = nodes[fire.node].children
    for child in _told_children(nodes, fire.node):
        label, before, now = nodes[child].label, fire.before[child], after[child]
        handed = [h for c, h in zip(children, fire.handed or (), strict=True) if c == child]
        if all(each == NOTHING for each in handed):
            continue
        text = f"`{label}` has {_in_words(now, spell_quantity(now))} now"
        amounts = [h for h in handed if isinstance(h, float)]
        if isinstance(before, float) and len(amounts) == len(handed):
            total = before + sum(amounts)
            if not close(now, total):
                wrong = True
                terms = " + ".join(map(spell_quantity, [before, *amounts]))
                text += f", and not {terms} = {spell_quantity(total)}"
        have.append(text)
    return have, wrong


def _hands_something(nodes: Sequence[DrawnNode], fire: Fire) -> bool:
    return any(handed not in (0.0, NOTHING) for handed in fire.handed or ())


def _conclusion(record: GraphRecord, nodes: Sequence[DrawnNode], turns: _Turns) -> str:
    if record.walking is not None:
        return _tell_stumble(record.walking, "backward")
    leaves = [i for i, node in enumerate(nodes) if node.kind == "leaf"]
    found = ", ".join(f"`{nodes[i].label}` {spell_quantity(record.after[i])}" for i in leaves)
    have = f" The leaves have: {found}." if leaves else ""
    if not record.fires and nodes[-1].children:
        return "`backward` ended, and no node was asked for its local gradients."
    if not turns.early:
        return f"Every node has fired once its gradient was complete.{have}"
    early = " and ".join(f"`{nodes[i].label}`" for i in dict.fromkeys(turns.early))
    return (
        f"{early} fired before the gradient was complete, so what lies below got too little or "
        f"too much.{have}"
    )


def _unwritten(stumble: Stumble, function: str) -> str:
    """The function of the stub that was met; a stub's text is "graph: toposort"."""
    return stumble.message.partition(": ")[2] or function


def _tell_stumble(stumble: Stumble, function: str) -> str:
    if stumble.todo:
        return f"`{_unwritten(stumble, function)}` is not written yet."
    at = f"{stumble.file}, line {stumble.line}: " if stumble.file else ""
    if not stumble.kind:
        return f"{at}`{function}` does not end: {stumble.message}."
    said = f"{stumble.kind}: {stumble.message}" if stumble.message else stumble.kind
    return f"{at}`{function}` raises {said}"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
