"""How a matrix product does on a real batch, and what its inner loop spends time on: probes.

Look-ups and zeros are counted and not timed: they are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from grading.milestones.speed import Rows, naive_product, seconds_each

# Of the product that is counted: large enough for an index in an outer loop to be one in ten.
N, K, M = 6, 20, 20
ROUNDS, SECONDS_EACH = 2, 0.05


@dataclass(frozen=True)
class ProductSpeed:
    """yours, reference: so many times as fast as three loops over indices, measured beside them.

    reference: None where the course comes without. lookups: entries of a and b that are looked
    up by index for each multiplication. zeros: the part of the factors of zero that is multiplied.
    """

    yours: float
    reference: float | None
    lookups: float
    zeros: float


def time_product(picograd: Any, a: Rows, b: Rows) -> float:
    """So many times as fast as three loops is the engine's product of a and b."""
    best = [float("inf"), float("inf")]
    # In turns, so that a busy moment of the machine hits both.
    for _ in range(ROUNDS):
        for place, multiply in enumerate((naive_product, picograd.tensor.product)):
            seconds = seconds_each(partial(multiply, a, b), SECONDS_EACH)
            best[place] = min(best[place], seconds)
    return best[0] / best[1]


def count_lookups(picograd: Any) -> float:
    """The entries and rows that the engine's product takes by index, for each multiplication."""
    count = 0

    class Indexed(list[Any]):
        def __getitem__(self, index: Any) -> Any:
            nonlocal count
            count += 1
            return super().__getitem__(index)

    a = Indexed(Indexed(1.0 + i + k for k in range(K)) for i in range(N))
    b = Indexed(Indexed(2.0 + k + j for j in range(M)) for k in range(K))
    picograd.tensor.product(a, b)
    return count / (N * K * M)


def count_zeros(picograd: Any) -> float:
    """The part of the multiplications by a zero of `a` that the engine's product makes."""
    count = 0

    class Zero(float):
        def __mul__(self, other: Any) -> float:
            nonlocal count
            count += 1
            return 0.0

        __rmul__ = __mul__

    a = [[Zero() if k % 2 else 1.5 for k in range(K)] for _ in range(N)]
    picograd.tensor.product(a, [[2.0 + k + j for j in range(M)] for k in range(K)])
    return count / (N * (K // 2) * M)
