"""Stage 13: a step for each number.

SGD has one lr for all. But a letter that stands in one name of a thousand gives its row of
the embedding a gradient a thousand times smaller than a bias gets that takes part in every
name. An lr that moves the one throws the other out of the picture. Adam (Kingma and Ba 2014,
arXiv:1412.6980) measures how large each number's own gradients are, and divides by that.

Two running means for each number of each parameter, both 0 at the start: m of its gradients,
v of their squares. beta1 and beta2 say how much of the old mean stays:

    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g^2

The step goes along m and is divided by the root of v. The root, because v is in squares: it
gives m / sqrt(v) no unit, and whoever multiplies all gradients by 1000 changes nothing. While
g keeps its sign that quotient is about 1, and where g swings from + to - m cancels and the
quotient is small. So lr is, in Adam, about how far a number moves in one step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from picograd.optim import Parameter, mapped, row_by_row


class Adam:
    """Adam with decoupled weight decay: torch.optim.AdamW's update, number for number."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        """Keep the parameters, and for each two means, zeros in the shape of its data.

        parameters: any iterable of nodes, read once; the nodes themselves are kept.
        lr: an attribute that may be changed before any step and holds from that one on.
        betas: beta1 and beta2 of the formulas above. eps: what keeps a quotient finite.
        weight_decay: as in the formulas above; 0.0 turns it off.
        lr, eps or weight_decay below 0, a beta outside 0 <= beta < 1: ValueError that names it.
        """
        for name, number in (("lr", lr), ("eps", eps), ("weight_decay", weight_decay)):
            # Not `number < 0`: that is False for a nan, too.
            if not number >= 0:
                raise ValueError(f"{name} must be 0 or more, got {number}")
        for beta in betas:
            if not 0 <= beta < 1:
                raise ValueError(f"betas must be from 0 to below 1, got {betas}")
        # A list, for an iterator would be empty at the second step.
        self.parameters = list(parameters)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.steps = 0
        self.means = [mapped(lambda _: 0.0, p.data) for p in self.parameters]
        self.squares = [mapped(lambda _: 0.0, p.data) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter once: count the step, then decay, m, v, and x.

        Sets `data` of the nodes that were passed in; leaves every `grad` as it is. For
        lists of rows the new data and the means share no list with `grad`.
        """
        # Counted once for all: every parameter takes part in every step.
        self.steps += 1
        beta1, beta2 = self.betas
        fresh1, fresh2, eps = 1 - beta1, 1 - beta2, self.eps
        # What is the same for every number is computed once, outside the loops.
        rate = self.lr / (1 - beta1**self.steps)
        root = math.sqrt(1 - beta2**self.steps)
        kept = 1 - self.lr * self.weight_decay

        def mean(ms: list[float], gs: list[float]) -> list[float]:
            return [beta1 * m + fresh1 * g for m, g in zip(ms, gs, strict=True)]

        def square(vs: list[float], gs: list[float]) -> list[float]:
            return [beta2 * v + fresh2 * g * g for v, g in zip(vs, gs, strict=True)]

        def moved(xs: list[float], ms: list[float], vs: list[float]) -> list[float]:
            return [
                kept * x - rate * m / (math.sqrt(v) / root + eps)
                for x, m, v in zip(xs, ms, vs, strict=True)
            ]

        for i, p in enumerate(self.parameters):
            self.means[i] = row_by_row(mean, self.means[i], p.grad)
            self.squares[i] = row_by_row(square, self.squares[i], p.grad)
            p.data = row_by_row(moved, p.data, self.means[i], self.squares[i])

    def zero_grad(self) -> None:
        """Clear the gradient of every parameter. Data, means and the count stay."""
        for p in self.parameters:
            p.zero_grad()
