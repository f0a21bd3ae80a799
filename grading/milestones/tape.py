"""The right value and gradients of an expression in plain Python, for where PyTorch is not.

Every operation writes down its result and its slope in each operand, in the order in which they
happen. Read backward, each result comes before all that it was made of, so that its gradient is
whole when it is handed on: no graph has to be sorted.

    a + b    1, 1            a * b    b, a              a / b    1 / b, -a / b^2
    a ** n   n a^(n-1)       exp a    exp a             log a    1 / a
    tanh a   1 - tanh(a)^2   relu a   1 where a > 0, else 0

Minus is plus of -1 times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tape:
    """What was computed: for each number its slopes in the numbers that it was made of."""

    slopes: list[list[tuple[int, float]]] = field(default_factory=list)

    def write(self, data: float, *slopes: tuple[int, float]) -> Number:
        """A number that was made of earlier ones, or a leaf."""
        self.slopes.append(list(slopes))
        return Number(self, len(self.slopes) - 1, data)

    def gradients(self, root: Number) -> list[float]:
        """The gradient of `root` in every number up to it."""
        found = [0.0] * root.place + [1.0]
        for place in range(root.place, -1, -1):
            for operand, slope in self.slopes[place]:
                found[operand] += slope * found[place]
        return found


@dataclass(frozen=True)
class Number:
    """One number on a tape, with the operators and methods of a Value."""

    tape: Tape
    place: int
    data: float

    def __add__(self, other: Number | float) -> Number:
        other = self._lifted(other)
        return self.tape.write(self.data + other.data, (self.place, 1.0), (other.place, 1.0))

    def __mul__(self, other: Number | float) -> Number:
        other = self._lifted(other)
        slopes = (self.place, other.data), (other.place, self.data)
        return self.tape.write(self.data * other.data, *slopes)

    def __pow__(self, exponent: float) -> Number:
        slope = exponent * self.data ** (exponent - 1)
        return self.tape.write(self.data**exponent, (self.place, slope))

    def __neg__(self) -> Number:
        return self * -1.0

    def __sub__(self, other: Number | float) -> Number:
        return self + -other

    def __truediv__(self, other: Number | float) -> Number:
        other = self._lifted(other)
        slopes = (self.place, 1 / other.data), (other.place, -self.data / other.data**2)
        return self.tape.write(self.data / other.data, *slopes)

    def __radd__(self, other: float) -> Number:
        return self + other

    def __rmul__(self, other: float) -> Number:
        return self * other

    def __rsub__(self, other: float) -> Number:
        return self._lifted(other) - self

    def __rtruediv__(self, other: float) -> Number:
        return self._lifted(other) / self

    def exp(self) -> Number:
        return self._through(math.exp(self.data), math.exp(self.data))

    def log(self) -> Number:
        return self._through(math.log(self.data), 1 / self.data)

    def tanh(self) -> Number:
        return self._through(math.tanh(self.data), 1 - math.tanh(self.data) ** 2)

    def relu(self) -> Number:
        return self._through(max(self.data, 0.0), float(self.data > 0))

    def _through(self, data: float, slope: float) -> Number:
        return self.tape.write(data, (self.place, slope))

    def _lifted(self, other: Number | float) -> Number:
        return other if isinstance(other, Number) else self.tape.write(float(other))


def value_and_gradients(
    expression: Callable[..., Any], inputs: Sequence[float]
) -> list[float | list[float]]:
    """[value of `expression`, [gradient of each input]]."""
    tape = Tape()
    leaves = [tape.write(number) for number in inputs]
    root = expression(*leaves)
    return [root.data, tape.gradients(root)[: len(leaves)]]


def gradients_of_all(
    evaluated: Callable[[list[Any]], list[Any]], inputs: Sequence[float]
) -> list[float]:
    """The gradient of the last one in each of the numbers that `evaluated` answers with."""
    tape = Tape()
    numbers = evaluated([tape.write(number) for number in inputs])
    found = tape.gradients(numbers[-1])
    return [found[number.place] for number in numbers]
