"""A chain of linear layers with relu between them, as plain numbers: what a learner's code trained.

This side reads with it by itself, so that no word of the learner's code is needed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from random import Random
from typing import Any

from grading.milestones.arithmetic import arithmetic_here
from grading.milestones.plain_chain import Rows as Rows
from grading.milestones.received import numbers
from grading.worker.wire import Malformed

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
        matrix_of(rows, shape, f"parameter {place} of the network")
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
    """The logits for each row."""
    if not rows:
        return []
    here = arithmetic_here()
    return here.rows(here.logits(list(map(here.matrix, parameters)), here.matrix(rows)))


def read(parameters: Parameters, rows: Rows) -> list[int]:
    """The likeliest class of each row."""
    return [max(range(len(logits)), key=logits.__getitem__) for logits in forward(parameters, rows)]


def matrix_of(rows: Any, shape: tuple[int, int], what: str) -> Rows:
    """`rows` as finite numbers in this shape; else Malformed, which says so of `what`."""
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise Malformed(f"{what} should have {shape[0]} rows")
    matrix = [numbers(row, shape[1], what) for row in rows]
    if not all(math.isfinite(x) for row in matrix for x in row):
        raise Malformed(f"{what} is not finite: the training went astray")
    return matrix
