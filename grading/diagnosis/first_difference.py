"""Where an expression goes wrong: the first step that differs, and a drawing of all steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.diagnosis.comparison import answer_text, close
from grading.worker.trace import Traced, in_order

MAX_STEPS = 40


@dataclass(frozen=True)
class Difference:
    """sentence: the first step that differs. drawing: the expression as a tree of lines."""

    sentence: str
    drawing: str


def find_first_difference(
    root: Traced, right: Sequence[Any], got: Sequence[Any]
) -> Difference | None:
    """The first difference between `right` and `got`, both as `trace.steps` lists them.

    A wrong value is looked for from the leaves up, since everything above it is wrong as
    well; if all values are right, a wrong gradient from the result down, in the order in
    which gradients flow. None where nothing differs.
    """
    order = in_order(root)
    if len(got) != len(order):
        return None
    upward = [i for i in range(len(order)) if not close(got[i][0], right[i][0])]
    downward = [i for i in reversed(range(len(order))) if not close(got[i][1], right[i][1])]
    if not upward and not downward:
        return None
    index, part, kind = (upward[0], 0, "value") if upward else (downward[0], 1, "gradient")
    expected, came = answer_text(right[index][part]), answer_text(got[index][part])
    sentence = (
        f"the first {kind} that differs is at `{order[index].text}`"
        f"{_role(order, index)}: expected {expected}, got {came}"
    )
    if len(order) > MAX_STEPS:
        return Difference(sentence, "")
    return Difference(sentence, _drawing(order, right, got, order[index], expected, came, kind))


def _role(order: Sequence[Traced], index: int) -> str:
    """Which operand of what the step is, for its first use; empty for the result."""
    step = order[index]
    for user in reversed(order):
        for number, operand in enumerate(user.operands, start=1):
            if operand is step:
                many = len(user.operands) > 1
                return (
                    f", operand {number} of `{user.symbol}`"
                    if many
                    else (f", the operand of `{user.symbol}`")
                )
    return ", the result"


def _drawing(
    order: Sequence[Traced],
    right: Sequence[Any],
    got: Sequence[Any],
    wrong: Traced,
    expected: str,
    came: str,
    kind: str,
) -> str:
    index = {id(step): i for i, step in enumerate(order)}
    drawn: set[int] = set()
    lines: list[str] = []

    def draw(step: Traced, first: str, rest: str) -> None:
        value, gradient = got[index[id(step)]]
        again = id(step) in drawn and bool(step.operands)
        mark = f"   <-- {kind} should be {expected}" if step is wrong and not again else ""
        what = (
            " (as above)"
            if again
            else f"  value {answer_text(value)}  gradient {answer_text(gradient)}"
        )
        lines.append(f"{first}{step.symbol or step.text}{what}{mark}")
        if again:
            return
        drawn.add(id(step))
        for number, operand in enumerate(step.operands, start=1):
            last = number == len(step.operands)
            draw(operand, rest + ("`-- " if last else "|-- "), rest + ("    " if last else "|   "))

    draw(order[-1], "", "")
    return "\n".join(lines)
