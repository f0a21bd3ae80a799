"""What is measured of a GPT that learns names, in the process of the engine that it runs on."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from grading.commands.bench.matrices import one_thread
from grading.milestones.letters import numbers_of
from grading.milestones.name_training import BATCH, BETAS
from grading.milestones.names import LEARNING_RATE, PLAN
from grading.milestones.speed import seconds_each
from grading.milestones.transformer import OnTorch, asked, draw_parameters

# How many names take turns, BATCH in each step.
NAMES = 20 * BATCH
# With one node per number a single name takes as long as a minibatch does with matrices.
SHORT = "ada"


def picograd_letters(picograd: Any, names: Sequence[str], seconds: float) -> dict[str, float]:
    """Letters a second of training the GPT of the milestone: forward, backward, and a step."""
    gpt = picograd.gpt
    model = gpt.GPT(PLAN.vocabulary, PLAN.width, PLAN.heads, PLAN.blocks, PLAN.context, Random(0))
    optimizer = picograd.adam.Adam(model.parameters(), lr=LEARNING_RATE, betas=BETAS)

    def step(words: Sequence[str]) -> None:
        optimizer.zero_grad()
        gpt.loss(model, words).backward()
        optimizer.step()

    return _rate(step, names, seconds)


def torch_letters(names: Sequence[str], seconds: float) -> dict[str, float]:
    """The same for torch in float64 on one thread."""
    torch = one_thread()
    model = OnTorch(PLAN)
    leaves = [torch.tensor(rows) for rows in draw_parameters(PLAN, Random(0))]
    optimizer = torch.optim.AdamW(leaves, lr=LEARNING_RATE, betas=BETAS, weight_decay=0.0)

    def step(words: Sequence[str]) -> None:
        _, gradients = model.loss_and_gradients(leaves, list(map(numbers_of, words)))
        for leaf, gradient in zip(leaves, gradients, strict=True):
            leaf.grad = gradient
        optimizer.step()

    return _rate(step, names, seconds)


def _rate(step: Any, names: Sequence[str], seconds: float) -> dict[str, float]:
    batches = [names[i : i + BATCH] for i in range(0, NAMES, BATCH)]
    turn = itertools.cycle(batches)
    letters = sum(len(name) + 1 for batch in batches for name in batch) / len(batches)
    return {"letters": letters / seconds_each(lambda: step(next(turn)), seconds)}


def scalar_letters(picograd: Any) -> dict[str, float]:
    """Letters a second of the same GPT with one node per number, from one short name."""
    node = picograd.value.Value
    weights = [[list(map(node, row)) for row in rows] for rows in draw_parameters(PLAN, Random(0))]
    flat = [number for rows in weights for row in rows for number in row]
    optimizer = picograd.optim.SGD(flat, lr=LEARNING_RATE)
    given, wanted = asked(numbers_of(SHORT), PLAN.context)
    start = time.process_time()
    optimizer.zero_grad()
    scalar_loss(weights, given, wanted).backward()
    optimizer.step()
    return {"scalar letters": len(wanted) / (time.process_time() - start)}


def scalar_loss(weights: Sequence[Any], given: Sequence[int], wanted: Sequence[int]) -> Any:
    """The loss of one word as a Value. weights: the parameters of the GPT, as rows of Values."""
    letters, positions, *inside, output = weights
    x = [_sum(letters[t], positions[i]) for i, t in enumerate(given)]
    size = len(inside) // PLAN.blocks
    for place in range(0, len(inside), size):
        *heads, widen, narrow = inside[place : place + size]
        normed = list(map(_norm, x))
        for first in range(0, len(heads), 4):
            found = _head(heads[first : first + 4], normed)
            x = list(map(_sum, x, found))
        wide = [[z.relu() for z in _times(_norm(row), widen)] for row in x]
        x = [_sum(row, _times(inner, narrow)) for row, inner in zip(x, wide, strict=True)]
    losses = [_softmax(_times(row, output))[t].log() for row, t in zip(x, wanted, strict=True)]
    return sum(losses) * (-1 / len(losses))


def _head(head: Sequence[Any], normed: Sequence[Any]) -> list[Any]:
    queries, keys, values = ([_times(row, matrix) for row in normed] for matrix in head[:3])
    scale, found = 1 / math.sqrt(len(queries[0])), []
    for i, query in enumerate(queries):
        shares = _softmax([_dot(query, key) * scale for key in keys[: i + 1]])
        mixed = [_dot(shares, column) for column in zip(*values[: i + 1], strict=True)]
        found.append(_times(mixed, head[3]))
    return found


def _times(row: Sequence[Any], matrix: Sequence[Any]) -> list[Any]:
    return [_dot(row, column) for column in zip(*matrix, strict=True)]


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _sum(a: Sequence[Any], b: Sequence[Any]) -> list[Any]:
    return [x + y for x, y in zip(a, b, strict=True)]


def _norm(row: Sequence[Any]) -> list[Any]:
    scale = (_dot(row, row) * (1 / len(row)) + 1e-5) ** -0.5
    return [x * scale for x in row]


def _softmax(row: Sequence[Any]) -> list[Any]:
    powers = [x.exp() for x in row]
    total = sum(powers) ** -1
    return [power * total for power in powers]


def training_names(names: Sequence[str]) -> list[str]:
    """Some of all lengths, always the same ones."""
    return Random(0).sample(list(names), NAMES)
