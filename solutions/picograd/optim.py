"""Stage 6: turning the dials.

After `backward` every parameter knows its gradient g = d(loss) / d(parameter): the way in
which the loss grows. So go the other way, by a small step. That is gradient descent, and
lr, the learning rate, is how small:

    x = x - lr * g

A parameter 1.0 with the gradient 2.0 and lr 0.1 becomes 0.8. It is called *stochastic*
gradient descent (SGD) when g comes from a few examples at a time, as in the next stage.

Why `zero_grad`? `backward` adds to `grad`, because a node that is used twice needs both
gradients. It cannot know that a new step has begun. Unless somebody clears the gradients,
the second step follows the sum of two gradients, the hundredth the sum of a hundred.

Momentum. In a long narrow valley the gradient points from wall to wall, and plain descent
zigzags. Let a ball roll instead: keep for each parameter a velocity v, which begins at 0,

    v = momentum * v + g
    x = x - lr * v

What changes sign from step to step cancels in v, what persists adds up: under a constant
g, v grows toward g / (1 - momentum), ten times g for momentum 0.9. With the gradient 2.0
twice, lr 0.1 and momentum 0.9 our 1.0 goes to 0.8 (v = 2.0), then to 0.42 (v = 3.8).

Several other recipes bear the same name, and their numbers differ. This is the one of
PyTorch (the notes of torch.optim.SGD compare them):

    v = momentum * v + (1 - momentum) * g    an average of gradients: steps ten times smaller
    v = momentum * v - lr * g; x = x + v     Sutskever et al. 2013: the same while lr stays
                                             the same; when lr changes, the old lr lives on in v

Weight decay. Large weights make a function that swings wildly between the examples. Give
the loss the extra term weight_decay / 2 * x^2 for every parameter, and its gradient gains
weight_decay * x, a pull toward zero that grows with the distance:

    g = g + weight_decay * x

In PyTorch's SGD this happens first, so the pull goes through the velocity like any other
gradient. (To take it from x directly, past the velocity, is another algorithm, "decoupled"
decay: the W in AdamW, Loshchilov and Hutter 2019.) A parameter whose own gradient is zero
is pulled all the same.

A parameter is any node with `data`, `grad` and `zero_grad()`. A Value holds one float, a
Tensor of part III a list of rows of floats. `mapped`, given below, applies a function to
either, number by number, so that what you write here will serve both. There are no matrices
yet, but the checks bring a small stand-in for one, so it has to hold now: in particular a
velocity has the shape of its parameter's data, 0.0 beside a float and rows of 0.0 beside rows.
(`row_by_row` does so a row at a time and saves large matrices many calls; nothing needs it.)

Write the three methods of `SGD`, then run `picograd check optim`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol


class Parameter(Protocol):
    """Given: what an optimizer needs of a node. `data` and `grad` are of the same shape."""

    data: Any
    grad: Any

    def zero_grad(self) -> None: ...


def mapped(function: Callable[..., float], *arrays: Any) -> Any:
    """Given: `function` applied number by number to floats, or to nested lists of one shape.

    mapped(f, 1.0, 2.0) is f(1.0, 2.0); mapped(f, [[1.0], [2.0]], [[3.0], [4.0]]) is
    [[f(1.0, 3.0)], [f(2.0, 4.0)]]. The lists of the answer are new, those passed in stay.
    """
    first = arrays[0]
    if not isinstance(first, list):
        return function(*arrays)
    if first and isinstance(first[0], list):
        return [mapped(function, *rows) for rows in zip(*arrays, strict=True)]
    # A row of floats: `map` calls the function without a loop of ours around it.
    return list(map(function, *arrays))


def row_by_row(function: Callable[..., list[float]], array: Any, *others: Any) -> Any:
    """Given: `array`, each row replaced by `function` of it and of the same rows of the others.

    A float is a row of one. Faster than `mapped`: the function is called once for a row.
    """
    if not isinstance(array, list):
        return function([array], *([other] for other in others))[0]
    for i, rows in enumerate(zip(array, *others, strict=True)):
        array[i] = function(*rows)
    return array


class SGD:
    """Gradient descent with momentum and weight decay: PyTorch's update, number for number."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        """Keep the parameters, and one velocity for each, zeros in the shape of its data.

        parameters: any iterable of nodes, read once; the nodes themselves are kept.
        lr: an attribute that may be changed before any step and holds from that one on.
        momentum, weight_decay: as in the formulas above; 0.0 turns either off.
        """
        # A list, for an iterator would be empty at the second step.
        self.parameters = list(parameters)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        # One velocity each, in the shape of the data: shared, the pulls of different
        # parameters would mix. Starting at zero, the first step follows the gradient alone.
        self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter once: g + weight_decay * x, into the velocity, then x.

        Sets `data` of the nodes that were passed in; leaves every `grad` as it is. For
        lists of rows the new data and the velocities share no list with `grad`.
        """
        momentum, decay, lr = self.momentum, self.weight_decay, self.lr

        def rolled(vs: list[float], gs: list[float]) -> list[float]:
            return [momentum * v + g for v, g in zip(vs, gs)]

        def moved(xs: list[float], vs: list[float]) -> list[float]:
            return [x - lr * v for x, v in zip(xs, vs)]

        for i, p in enumerate(self.parameters):
            grad = p.grad
            if decay:
                grad = mapped(lambda g, x: g + decay * x, grad, p.data)
            # In rows of its own. To keep `p.grad` itself as the velocity would let whoever
            # clears or fills the gradient change the velocity with it.
            self.velocities[i] = row_by_row(rolled, self.velocities[i], grad)
            p.data = row_by_row(moved, p.data, self.velocities[i])

    def zero_grad(self) -> None:
        """Clear the gradient of every parameter. Data and velocities stay."""
        for p in self.parameters:
            p.zero_grad()
