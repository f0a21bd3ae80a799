"""Random expressions of all ops, as plain data, and the one function that evaluates them.

A program is a list of steps, each an op and its operands: `["mul", 0, 2]`. An operand that
is an int names an earlier node, leaves first; a float is a plain number. The same `evaluated`
runs a program on the learner's Values and on torch's tensors, which share their operators
and the names of their methods.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from random import Random
from typing import Any

Step = list[Any]
Program = list[Step]

MOST_STEPS = 24
DEEPEST = 12
LARGEST, SMALLEST = 20.0, 0.05

# Every op, in all the forms in which a person writes it.
OPS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "tanh": lambda a: a.tanh(),
    "relu": lambda a: a.relu(),
}

# The same on floats, for the one who makes the expressions.
FLOATS: dict[str, Callable[..., float]] = OPS | {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "relu": lambda a: max(a, 0.0),
}

SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
EXPONENTS = (2, 3, -1, -2, 0.5, 1.5)


def evaluated(leaves: list[Any], program: Program) -> list[Any]:
    """All nodes: the leaves, then the result of each step. The last one is the root."""
    nodes = list(leaves)
    for op, *operands in program:
        nodes.append(OPS[op](*[nodes[x] if type(x) is int else x for x in operands]))
    return nodes


def random_program(rng: Random) -> tuple[list[float], Program]:
    """Leaves, and a program whose root stands above all of them, at most DEEPEST ops deep.

    Operands keep away from kinks, poles and sizes at which rounding would show.
    """
    while True:
        leaves = [rng.choice((-1, 1)) * rng.uniform(0.4, 2.5) for _ in range(rng.randint(2, 4))]
        sketch = _Sketch(leaves, rng)
        for _ in range(rng.randint(4, MOST_STEPS)):
            sketch.grow()
        if sketch.joined():
            return leaves, sketch.program


def depth(leaves: int, program: Program) -> int:
    """The number of ops on the longest way from the root to a leaf."""
    depths = [0] * leaves
    for _, *operands in program:
        depths.append(1 + max(depths[x] for x in operands if type(x) is int))
    return depths[-1]


def text(leaves: int, program: Program) -> str:
    """The program as a person would write it: `t1 = a * b; t2 = t1.tanh()`."""
    names = [chr(ord("a") + i) for i in range(leaves)]
    names += [f"t{i + 1}" for i in range(len(program))]
    lines = []
    for name, (op, *operands) in zip(names[leaves:], program, strict=True):
        shown = [names[x] if type(x) is int else f"{x:.6g}" for x in operands]
        if op in SYMBOLS:
            right = f"{shown[0]} {SYMBOLS[op]} {shown[1]}"
        else:
            right = f"-{shown[0]}" if op == "neg" else f"{shown[0]}.{op}()"
        lines.append(f"{name} = {right}")
    return "; ".join(lines)


class _Sketch:
    """An expression that grows, with the float and the depth of every node beside it."""

    def __init__(self, leaves: list[float], rng: Random) -> None:
        self.program: Program = []
        self._rng = rng
        self._data = list(leaves)
        self._depth = [0] * len(leaves)
        self._unused = set(range(len(leaves)))

    def grow(self) -> None:
        """One more step, on nodes that leave room above them for `joined`."""
        room = [i for i, depth in enumerate(self._depth) if depth < DEEPEST - 3]
        for _ in range(50):
            if self._taken(self._proposal(room)):
                return

    def joined(self) -> bool:
        """Bring every node that nobody used below one root; whether that could be done."""
        for _ in range(2 * MOST_STEPS):
            if len(self._unused) == 1:
                return self._depth[-1] <= DEEPEST
            # The two shallowest: that keeps the depth down.
            a, b = sorted(self._unused, key=lambda i: (self._depth[i], i))[:2]
            forms: list[Step] = [
                [op, *pair] for op in ("mul", "add", "sub") for pair in ((a, b), (b, a))
            ]
            self._rng.shuffle(forms)
            # Where all results are too large or too small, bring one of the two back to size.
            any(self._taken(step) for step in [*forms, ["tanh", a], ["neg", a]])
        return False

    def _proposal(self, room: list[int]) -> Step:
        op = self._rng.choice(tuple(OPS))
        # Mostly a recent node, so that expressions grow deep and not only wide.
        a, b = (self._rng.choice(room[-2:] if self._rng.random() < 0.6 else room) for _ in "ab")
        if op == "pow":
            return [op, a, float(self._rng.choice(EXPONENTS))]
        if op not in SYMBOLS:
            return [op, a]
        number = self._rng.choice((-1, 1)) * self._rng.uniform(0.4, 2.5)
        return self._rng.choice(([op, a, b], [op, a, b], [op, a, number], [op, number, b]))

    def _taken(self, step: Step) -> bool:
        """Append `step` if its operands and its result are harmless; whether they are."""
        op, *operands = step
        numbers = [self._data[x] if type(x) is int else x for x in operands]
        if not _harmless(op, *numbers):
            return False
        result = FLOATS[op](*numbers)
        dead = op == "relu" and result == 0
        if not (dead or SMALLEST <= abs(result) <= LARGEST):
            return False
        nodes = {x for x in operands if type(x) is int}
        self.program.append(step)
        self._data.append(result)
        self._depth.append(1 + max(self._depth[i] for i in nodes))
        self._unused -= nodes
        self._unused.add(len(self._data) - 1)
        return True


def _harmless(op: str, a: float, b: float = 1.0) -> bool:
    """Whether the op is smooth and of moderate slope around these operands."""
    match op:
        case "div":
            return abs(b) >= 0.3
        case "pow":
            return 0.3 <= abs(a) <= 3 and (a > 0 or b.is_integer())
        case "exp":
            return -3 <= a <= 2.5
        case "log":
            return a >= 0.2
        case "tanh":
            return abs(a) <= 3
        case "relu":
            return abs(a) >= SMALLEST
        case _:
            return True
