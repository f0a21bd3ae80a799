"""A failing check as a graph with both answers in each node, for `static/graph_drawing.js`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from grading.companion.live.graph_reading import Quantity, spell_quantity
from grading.companion.live.graph_steps import WalkStep, spell_matrices
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
    nodes = tuple(_node(step) for step in steps)
    picture = WalkStep("failure", "", computed=tuple(range(len(nodes))))
    return {
        "nodes": [asdict(node) for node in nodes],
        "steps": [asdict(picture)],
        "order": [],
        "notes": [],
    }


def _node(step: ComparedStep) -> ComparedNode:
    value, gradient = _quantity(step.value), _quantity(step.gradient)
    right_value, right_gradient = _quantity(step.right_value), _quantity(step.right_gradient)
    pairs = {
        "data": (step.value, step.right_value),
        "grad": (step.gradient, step.right_gradient),
    }
    text = step.text[1:-1] if step.text.startswith("(") and step.symbol else step.text
    return ComparedNode(
        label=text,
        text=text,
        kind="inner" if step.operands else "leaf",
        op=step.symbol,
        symbol=SYMBOLS.get(step.symbol, step.symbol),
        children=step.operands,
        data=spell_quantity(value),
        right_data=spell_quantity(right_value),
        grad=spell_quantity(gradient),
        right_grad=spell_quantity(right_gradient),
        wrong=tuple(name for name, (mine, right) in pairs.items() if not close(mine, right)),
        first_wrong=step.wrong,
        matrices=spell_matrices(
            {
                "yours, data": value,
                "PyTorch's, data": right_value,
                "yours, gradient": gradient,
                "PyTorch's, gradient": right_gradient,
            }
        ),
    )


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
