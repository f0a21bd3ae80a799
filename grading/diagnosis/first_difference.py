"""Where an expression goes wrong: the first step that differs, and a drawing of all steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.diagnosis.comparison import answer_text, close, spelled
from grading.worker.trace import Traced, in_order

MAX_STEPS = 40
# A large matrix shows so many of its rows.
MOST_ROWS = 8


@dataclass(frozen=True)
class ComparedStep:
    """A step of an expression with both answers. text, symbol: as `Traced` has them. operands:
    indices of other steps. wrong: "value" or "gradient" in the first step that differs.
    """

    text: str
    symbol: str
    operands: tuple[int, ...]
    value: Any
    gradient: Any
    right_value: Any
    right_gradient: Any
    wrong: str = ""


@dataclass(frozen=True)
class Difference:
    """sentence: the first step that differs. drawing: the expression as a tree of lines. steps:
    the same as data, operands first. Both empty where the expression is too long to be drawn.
    """

    sentence: str
    drawing: str
    steps: tuple[ComparedStep, ...] = ()


@dataclass(frozen=True)
class WrongPart:
    """What of a step is wrong. kind: its value or its gradient; right: what that should be."""

    step: Traced
    kind: str
    right: Any


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
    wrong = WrongPart(order[index], kind, right[index][part])
    return Difference(sentence, draw_steps(root, got, wrong), _compared(wrong, order, right, got))


def _compared(
    wrong: WrongPart, order: Sequence[Traced], right: Sequence[Any], got: Sequence[Any]
) -> tuple[ComparedStep, ...]:
    place = {id(step): i for i, step in enumerate(order)}
    return tuple(
        ComparedStep(
            step.text,
            step.symbol,
            tuple(place[id(operand)] for operand in step.operands),
            mine[0],
            mine[1],
            theirs[0],
            theirs[1],
            wrong=wrong.kind if step is wrong.step else "",
        )
        for step, mine, theirs in zip(order, got, right, strict=True)
    )


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


def draw_steps(root: Traced, got: Sequence[Any], wrong: WrongPart | None = None) -> str:
    """The expression as a tree of lines, each step with its value and gradient.

    got: as `trace.steps` lists them.
    """
    order = in_order(root)
    index = {id(step): i for i, step in enumerate(order)}
    drawn: set[int] = set()
    lines: list[str] = []

    def draw(step: Traced, first: str, rest: str) -> None:
        value, gradient = got[index[id(step)]]
        again = id(step) in drawn and bool(step.operands)
        # A step that the expression gave a name is told by it.
        name = first + (step.text if step.text.isidentifier() else step.symbol)
        if again:
            lines.append(f"{name} (as above)")
            return
        here = wrong if wrong is not None and wrong.step is step else None
        if _has_rows(value):
            bar = rest + ("|" if step.operands else " ") + "   "
            lines.append(name + (f"   <-- the {here.kind} is wrong" if here else ""))
            lines.extend(bar + line for line in _rows("value", value))
            lines.extend(bar + line for line in _rows("gradient", gradient))
            if here:
                lines.extend(bar + line for line in _rows(f"{here.kind} should be", here.right))
        else:
            mark = f"   <-- {here.kind} should be {answer_text(here.right)}" if here else ""
            lines.append(
                f"{name}  value {answer_text(value)}  gradient {answer_text(gradient)}{mark}"
            )
        drawn.add(id(step))
        for number, operand in enumerate(step.operands, start=1):
            last = number == len(step.operands)
            draw(operand, rest + ("`-- " if last else "|-- "), rest + ("    " if last else "|   "))

    draw(root, "", "")
    return "\n".join(lines)


def _has_rows(data: Any) -> bool:
    """Whether it is a matrix of more rows than one, which no single line holds well."""
    return isinstance(data, list) and len(data) > 1 and isinstance(data[0], list)


def _rows(label: str, data: Any) -> list[str]:
    """A line for each row, entries flush right, the first with the label."""
    if not _has_rows(data):
        return [f"{label}  {answer_text(data)}"]
    cells = [[spelled(number) for number in row] for row in data if isinstance(row, list)]
    width = max((len(cell) for row in cells for cell in row), default=0)
    lines = ["  ".join(f"{cell:>{width}}" for cell in row) for row in cells]
    shown = lines if len(lines) <= MOST_ROWS else [*lines[: MOST_ROWS - 1], "..."]
    return [f"{label if n == 0 else '':<{len(label)}}  {line}" for n, line in enumerate(shown)]
