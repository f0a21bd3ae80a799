"""The numbers of a question: as published, or moved a little under a grading seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

# A number x becomes x * factor, the factor drawn from this range: enough that a table of
# published answers is worth nothing, little enough that a question keeps its meaning.
SMALLEST_FACTOR, LARGEST_FACTOR = 0.85, 1.15


@dataclass(frozen=True)
class Exact:
    """A number that keeps its value under every seed, because it is the point."""

    number: float


def exact(number: float) -> Any:
    """Mark `number` as one that no grading seed may move."""
    return Exact(number)


class Inputs:
    """The inputs of one check. `seed` None: the published numbers."""

    def __init__(self, seed: int | None, check: str) -> None:
        self._seed = seed
        self._check = check
        self._rng = random.Random(f"{seed}/{check}")

    def vary(self, *numbers: Any) -> Any:
        """The numbers, moved under a seed: floats (in nested lists, too), sign and zero kept.

        ints, bools, strings and `exact(...)` keep their value. One argument gives one result.
        """
        moved = [self._moved(number) for number in numbers]
        return moved[0] if len(moved) == 1 else moved

    def derived_seed(self, published: int) -> int:
        """`published` in practice, another number under a grading seed."""
        if self._seed is None:
            return published
        return random.Random(f"{self._seed}/{self._check}/{published}").getrandbits(31)

    def _moved(self, number: Any) -> Any:
        if isinstance(number, Exact):
            return number.number
        if isinstance(number, (list, tuple)):
            return [self._moved(item) for item in number]
        if self._seed is None or type(number) is not float:
            return number
        return number * self._rng.uniform(SMALLEST_FACTOR, LARGEST_FACTOR)
