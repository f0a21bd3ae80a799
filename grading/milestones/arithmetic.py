"""What this side computes of networks with: PyTorch where it is installed, else plain Python.

A milestone draws its numbers anew, so no recorded answer helps there. Both do the same, number for
number to rounding, behind one interface; what a step or a descent is, is said once, with its words.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Any, Protocol

from grading.checks import oracle
from grading.milestones import plain_chain
from grading.milestones.images import to_rows
from grading.milestones.plain_chain import Rows

# A matrix in the form of an arithmetic; nobody else looks inside.
Matrix = Any


class Arithmetic(Protocol):
    """Matrices, and a chain of linear layers with relu between them.

    name: whose numbers they are, in a sentence. is_quick: whether a step costs it far less than
    the learner's code. parameters: weight and bias of each layer, matrices; a bias has one row.
    """

    name: str
    is_quick: bool

    def matrix(self, rows: Rows) -> Matrix:
        """These numbers."""

    def pixels(self, images: bytes, width: int, white: int) -> Matrix:
        """A row for each image of `width` bytes from 0 to `white`, scaled to [0, 1]."""

    def dropout(self, draws: array[float], width: int, p: float) -> Matrix:
        """A mask in rows of `width`: 0 where what was drawn is below p, otherwise 1 / (1 - p)."""

    def rows(self, matrix: Matrix) -> Rows:
        """Its numbers."""

    def scaled_sum(self, a: float, x: Matrix, y: Matrix) -> Matrix:
        """a x + y."""

    def clamped(self, x: Matrix, low: float, high: float) -> Matrix:
        """Every number within [low, high]."""

    def adam(
        self,
        x: Matrix,
        gradient: Matrix,
        means: tuple[Matrix, Matrix],
        betas: tuple[float, float],
        step: tuple[float, float, float],
    ) -> tuple[Matrix, Matrix, Matrix]:
        """x after a step of Adam, and both means after it.

        step: (rate, root, eps): x moves by rate * m / (sqrt(v) / root + eps).
        """

    def logits(self, parameters: Sequence[Matrix], x: Matrix) -> Matrix:
        """What the network makes of each row."""

    def loss_and_gradients(
        self,
        parameters: Sequence[Matrix],
        x: Matrix,
        labels: Sequence[int],
        masks: Sequence[Matrix],
    ) -> tuple[float, list[Matrix]]:
        """The mean cross-entropy, and its gradient in each parameter.

        masks: of dropout, behind each relu; none without.
        """

    def gradient_of_images(
        self,
        parameters: Sequence[Matrix],
        images: Matrix,
        labels: Sequence[int],
        start: Matrix,
        closeness: float,
    ) -> Matrix:
        """For each image that of its own loss: the cross-entropy, and `closeness` times the mean
        squared distance to the image where it began.
        """


def arithmetic_here() -> Arithmetic:
    """The best there is on this machine."""
    return OnTorch() if oracle.is_live() else OnPlainPython()


def judge_name() -> str:
    """Who says what is right of numbers that were drawn anew."""
    return "PyTorch" if oracle.is_live() else "the autograder"


class OnPlainPython:
    """With the formulas of `plain_chain`."""

    name = "the autograder"
    is_quick = False

    def matrix(self, rows: Rows) -> Matrix:
        return rows

    def pixels(self, images: bytes, width: int, white: int) -> Matrix:
        return to_rows(images, range(len(images) // width), width, white)

    def dropout(self, draws: array[float], width: int, p: float) -> Matrix:
        starts, scale = range(0, len(draws), width), 1 / (1 - p)
        return [[0.0 if u < p else scale for u in draws[i : i + width]] for i in starts]

    def rows(self, matrix: Matrix) -> Rows:
        return matrix  # type: ignore[no-any-return]  # it is what `matrix` was given

    def scaled_sum(self, a: float, x: Matrix, y: Matrix) -> Matrix:
        return plain_chain.scaled_sum(a, x, y)

    def clamped(self, x: Matrix, low: float, high: float) -> Matrix:
        return [[min(max(number, low), high) for number in row] for row in x]

    def adam(
        self,
        x: Matrix,
        gradient: Matrix,
        means: tuple[Matrix, Matrix],
        betas: tuple[float, float],
        step: tuple[float, float, float],
    ) -> tuple[Matrix, Matrix, Matrix]:
        (first, second), (rate, root, eps), sqrt = betas, step, math.sqrt
        m = plain_chain.scaled_sum(1 - first, gradient, self._times(first, means[0]))
        squares = [[g * g for g in row] for row in gradient]
        v = plain_chain.scaled_sum(1 - second, squares, self._times(second, means[1]))
        moved = [
            [a - rate * b / (sqrt(c) / root + eps) for a, b, c in zip(*rows, strict=True)]
            for rows in zip(x, m, v, strict=True)
        ]
        return moved, m, v

    def _times(self, factor: float, x: Rows) -> Rows:
        return [[factor * number for number in row] for row in x]

    def logits(self, parameters: Sequence[Matrix], x: Matrix) -> Matrix:
        return plain_chain.run_chain(parameters, x)[-1]

    def loss_and_gradients(
        self,
        parameters: Sequence[Matrix],
        x: Matrix,
        labels: Sequence[int],
        masks: Sequence[Matrix],
    ) -> tuple[float, list[Matrix]]:
        given = plain_chain.run_chain(parameters, x, masks)
        losses, slopes = plain_chain.cross_entropies(given[-1], labels)
        mean = [[slope / len(losses) for slope in row] for row in slopes]
        found = plain_chain.gradients(parameters, given, mean, masks)
        return sum(losses) / len(losses), found

    def gradient_of_images(
        self,
        parameters: Sequence[Matrix],
        images: Matrix,
        labels: Sequence[int],
        start: Matrix,
        closeness: float,
    ) -> Matrix:
        given = plain_chain.run_chain(parameters, images)
        _, slopes = plain_chain.cross_entropies(given[-1], labels)
        found = plain_chain.gradient_of_rows(parameters, given, slopes)
        # The slope of c / n * sum_i (x_i - s_i)^2 in x_i is 2 c / n * (x_i - s_i).
        weight = 2 * closeness / len(start[0])
        moved = plain_chain.scaled_sum(-1.0, start, images)
        return plain_chain.scaled_sum(weight, moved, found)


class OnTorch:
    """With tensors of float64, and PyTorch's own gradients."""

    name = "PyTorch"
    is_quick = True

    def __init__(self) -> None:
        kept: list[Any] = []
        oracle.answer(kept.append)
        (self._torch,) = kept

    def matrix(self, rows: Rows) -> Matrix:
        return self._torch.tensor(rows, dtype=self._torch.float64)

    def pixels(self, images: bytes, width: int, white: int) -> Matrix:
        torch = self._torch
        return (
            torch.frombuffer(bytearray(images), dtype=torch.uint8).view(-1, width).double() / white
        )

    def dropout(self, draws: array[float], width: int, p: float) -> Matrix:
        drawn = self._torch.frombuffer(draws, dtype=self._torch.float64).view(-1, width)
        return (drawn >= p).double() / (1 - p)

    def rows(self, matrix: Matrix) -> Rows:
        return matrix.tolist()  # type: ignore[no-any-return]  # torch has no types

    def scaled_sum(self, a: float, x: Matrix, y: Matrix) -> Matrix:
        return self._torch.add(y, x, alpha=a)

    def clamped(self, x: Matrix, low: float, high: float) -> Matrix:
        return x.clamp(low, high)

    def adam(
        self,
        x: Matrix,
        gradient: Matrix,
        means: tuple[Matrix, Matrix],
        betas: tuple[float, float],
        step: tuple[float, float, float],
    ) -> tuple[Matrix, Matrix, Matrix]:
        (first, second), (rate, root, eps) = betas, step
        m = first * means[0] + (1 - first) * gradient
        v = second * means[1] + (1 - second) * gradient * gradient
        return x - rate * m / (v.sqrt() / root + eps), m, v

    def logits(self, parameters: Sequence[Matrix], x: Matrix) -> Matrix:
        return self._chain(parameters, x)

    def loss_and_gradients(
        self,
        parameters: Sequence[Matrix],
        x: Matrix,
        labels: Sequence[int],
        masks: Sequence[Matrix],
    ) -> tuple[float, list[Matrix]]:
        torch = self._torch
        leaves = [parameter.detach().requires_grad_() for parameter in parameters]
        logits = self._chain(leaves, x, masks)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels))
        return loss.item(), list(torch.autograd.grad(loss, leaves))

    def gradient_of_images(
        self,
        parameters: Sequence[Matrix],
        images: Matrix,
        labels: Sequence[int],
        start: Matrix,
        closeness: float,
    ) -> Matrix:
        torch = self._torch
        pixels = images.detach().requires_grad_()
        logits = self._chain(parameters, pixels)
        # Of a sum of losses, each image gets the gradient of its own.
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels), reduction="sum")
        loss = loss + closeness * ((pixels - start) ** 2).mean(dim=1).sum()
        (gradient,) = torch.autograd.grad(loss, [pixels])
        return gradient

    def _chain(
        self, parameters: Sequence[Matrix], x: Matrix, masks: Sequence[Matrix] = ()
    ) -> Matrix:
        last = len(parameters) - 2
        for place in range(0, len(parameters), 2):
            x = self._torch.addmm(parameters[place + 1], x, parameters[place])
            if place < last:
                x = x.relu()
                if masks:
                    x = x * masks[place // 2]
        return x
