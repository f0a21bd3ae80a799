"""A failing check as a graph with both answers in each node, for `static/graph_drawing.js`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grading.companion.live.graph_reading import Quantity, spell_quantity
from grading.companion.live.graph_steps import LONG_LABEL, WalkStep, shorten_operand, spell_matrices
from grading.diagnosis.comparison import close
from grading.diagnosis.first_difference import ComparedStep

SYMBOLS = {"*": "×", "**": "^"}


@dataclass(frozen=True)
class ComparedNode:
    """A `graph_steps.DrawnNode` with both answers. wrong: which of "data" and "grad" differ.
    first_wrong: "value" or "gradient" in the one where it begins.
    """

    label: str
    text: str
    kind: str
    op: str
    symbol: str
    children: tuple[int, ...]
    data: str
    right_data: str
    grad: str
    right_grad: str
    wrong: tuple[str, ...]
    first_wrong: str
    matrices: tuple[tuple[str, list[list[str]]], ...]


def compare_graphs(steps: Sequence[ComparedStep]) -> dict[str, Any]:
    """Plain data: one picture, in which nothing moves."""
    nodes = tuple(_node(step, steps) for step in steps)
    picture = WalkStep("failure", "", computed=tuple(range(len(nodes))))
    return {
        "nodes": [asdict(node) for node in nodes],
        "steps": [asdict(picture)],
        "order": [],
        "notes": [],
    }


def _node(step: ComparedStep, steps: Sequence[ComparedStep]) -> ComparedNode:
    value, gradient = _quantity(step.value), _quantity(step.gradient)
    right_value, right_gradient = _quantity(step.right_value), _quantity(step.right_gradient)
    pairs = {
        "data": (step.value, step.right_value),
        "grad": (step.gradient, step.right_gradient),
    }
    wrong = tuple(name for name, (mine, right) in pairs.items() if not close(mine, right))
    return ComparedNode(
        label=_label(step, steps),
        text=_without_brackets(step.text),
        kind="inner" if step.operands else "leaf",
        op=step.symbol,
        symbol=_symbol(step),
        children=step.operands,
        data=spell_quantity(value),
        right_data=spell_quantity(right_value),
        grad=spell_quantity(gradient),
        right_grad=spell_quantity(right_gradient),
        wrong=wrong,
        first_wrong=step.wrong,
        matrices=spell_matrices(
            {
                f"{whose} {name}": _quantity(answer)
                for name, answers in pairs.items()
                if name in wrong
                for whose, answer in zip(("your", "PyTorch's"), answers, strict=True)
            }
        ),
    )


def _symbol(step: ComparedStep) -> str:
    """Of an operator; the name of a method stands in the label."""
    return "" if step.symbol.isidentifier() else SYMBOLS.get(step.symbol, step.symbol)


def _label(step: ComparedStep, steps: Sequence[ComparedStep]) -> str:
    """Of a long text the last operation: `… + b`, `….relu()`."""
    text = _without_brackets(step.text)
    if len(text) <= LONG_LABEL:
        return text
    for operand in step.operands:
        long = steps[operand].text
        text = text.replace(long, shorten_operand(long))
    return text


def _without_brackets(text: str) -> str:
    """`(a + b)` as `a + b`; `(a + b) * (c + d)`, whose first closes early, as it is."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[1:-1] if text.startswith("(") and place == len(text) - 1 else text
    return text


def _quantity(plain: Any) -> Quantity:
    """As the learner's side has it: anything that is plain data."""
    if _is_number(plain):
        return float(plain)
    if (
        isinstance(plain, list)
        and plain
        and all(isinstance(row, list) and all(map(_is_number, row)) for row in plain)
    ):
        return [[float(number) for number in row] for row in plain]
    return f"{plain}"[:40]


def _is_number(plain: Any) -> bool:
    return type(plain) in (int, float)
