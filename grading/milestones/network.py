"""A chain of linear layers with relu between them, as plain numbers: what a learner's code trained.

This side reads with it by itself, so that no word of the learner's code is needed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from random import Random
from typing import Any

from grading.checks import oracle
from grading.errors import CouldNotGrade
from grading.milestones.received import numbers
from grading.worker.wire import Malformed

Rows = list[list[float]]

# Weight and bias of each layer, in order; a bias is one row.
Parameters = list[Rows]


def shapes_of(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Rows and columns of each parameter of a network of these sizes."""
    return [
        shape for n_in, n_out in itertools.pairwise(sizes) for shape in ((n_in, n_out), (1, n_out))
    ]


def parameters_of(answer: Any, sizes: Sequence[int]) -> Parameters:
    """`answer` as the parameters of a network of these sizes; else Malformed, which says why."""
    shapes = shapes_of(sizes)
    if not isinstance(answer, list) or len(answer) != len(shapes):
        count = len(answer) if isinstance(answer, list) else "no"
        chain = "-".join(map(str, sizes))
        raise Malformed(f"a {chain} network has {len(shapes)} parameters, and {count} came back")
    return [
        _matrix(rows, shape, f"parameter {place} of the network")
        for place, (rows, shape) in enumerate(zip(answer, shapes, strict=True))
    ]


def draw_parameters(sizes: Sequence[int], rng: Random) -> Parameters:
    """Those with which a network begins: as `layers.Linear` draws them, layer by layer."""
    drawn: Parameters = []
    for n_in, n_out in itertools.pairwise(sizes):
        bound = math.sqrt(6 / n_in)
        drawn.append([[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)])
        drawn.append([[0.0] * n_out])
    return drawn


def forward(parameters: Parameters, rows: Rows) -> Rows:
    """The logits for each row; by torch, or in plain Python where there is none."""

    def on_torch(torch: Any) -> Any:
        return chain(torch, list(map(torch.tensor, parameters)), torch.tensor(rows))

    if not rows:
        return []
    try:
        return oracle.answer(on_torch)  # type: ignore[no-any-return]  # rows of numbers
    except CouldNotGrade:
        return [_logits(parameters, row) for row in rows]


def read(parameters: Parameters, rows: Rows) -> list[int]:
    """The likeliest class of each row."""
    return [max(range(len(logits)), key=logits.__getitem__) for logits in forward(parameters, rows)]


def chain(torch: Any, parameters: Sequence[Any], x: Any, masks: Sequence[Any] = ()) -> Any:
    """The logits for the rows of `x`, all of them torch's; masks: of dropout, behind each relu."""
    last = len(parameters) - 2
    for place in range(0, len(parameters), 2):
        x = torch.addmm(parameters[place + 1], x, parameters[place])
        if place < last:
            x = x.relu()
            if masks:
                x = x * masks[place // 2]
    return x


def _matrix(rows: Any, shape: tuple[int, int], what: str) -> Rows:
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise Malformed(f"{what} should have {shape[0]} rows")
    matrix = [numbers(row, shape[1], what) for row in rows]
    if not all(math.isfinite(x) for row in matrix for x in row):
        raise Malformed(f"{what} is not finite: the training went astray")
    return matrix


def _logits(parameters: Parameters, row: Sequence[float]) -> list[float]:
    values = list(row)
    last = len(parameters) - 2
    for place in range(0, len(parameters), 2):
        values = _affine(values, parameters[place], parameters[place + 1][0])
        if place < last:
            values = [max(x, 0.0) for x in values]
    return values


def _affine(row: list[float], weight: Rows, bias: list[float]) -> list[float]:
    """row @ weight + bias."""
    total = list(bias)
    for x, weights in zip(row, weight, strict=True):
        if x:
            total = [t + x * w for t, w in zip(total, weights, strict=True)]
    return total
