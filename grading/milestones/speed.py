"""How fast an engine multiplies matrices: a probe, and the loop that everybody writes first."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

Rows = list[list[float]]


def naive_product(a: Rows, b: Rows) -> Rows:
    """The matrix product as three loops over indices."""
    result = [[0.0] * len(b[0]) for _ in a]
    for i in range(len(a)):
        for j in range(len(b[0])):
            for k in range(len(b)):
                result[i][j] += a[i][k] * b[k][j]
    return result


def dense(n: int, m: int, seed: int) -> Rows:
    """n x m random numbers, none of them zero."""
    rng = Random(seed)
    return [[rng.uniform(0.1, 1.0) for _ in range(m)] for _ in range(n)]


def seconds_each(action: Callable[[], object], at_least: float) -> float:
    """Processor seconds of one `action`, from as many as fill `at_least` seconds.

    Garbage collection that the action's own garbage causes is part of it.
    """
    action()
    count, start = 0, time.process_time()
    while True:
        action()
        count += 1
        spent = time.process_time() - start
        if spent >= at_least:
            return spent / count


def naive_matmul(a: Rows, b: Rows, at_least: float) -> float:
    """Multiply-adds a second of `naive_product`, where this function runs."""
    return multiply_adds(a, b) / seconds_each(lambda: naive_product(a, b), at_least)


def matmul(picograd: Any, a: Rows, b: Rows, at_least: float) -> float:
    """A probe: multiply-adds a second of the engine's `@`; those with a zero count like others."""
    left = picograd.tensor.Tensor(a, requires_grad=False)
    right = picograd.tensor.Tensor(b, requires_grad=False)
    return multiply_adds(a, b) / seconds_each(lambda: left @ right, at_least)


def multiply_adds(a: Rows, b: Rows) -> int:
    """How many the product of n x k and k x m takes."""
    return len(a) * len(b) * len(b[0])
