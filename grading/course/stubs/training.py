"""Stage 7: the loop that learns, and an honest look at the result.

Everything is there now: a network, a loss, its gradient, a step. Learning is to repeat

    clear the gradients; compute the loss; backward; step

in just this order. Gradients left over from before would be added to the new ones, and
gradients cleared between backward and step would leave the step nothing to follow.

How much data for one step? All of it gives the exact gradient, once. A handful of
examples, a minibatch, gives nearly the same direction for a fraction of the work: 1,000
examples in batches of 20 make 50 steps where there was one. One pass over all examples is
an epoch.

Why shuffle? Data often comes sorted: all zeros, then all ones. A batch of nothing but
zeros teaches "it is always a zero", and the next fifty unteach it. Drawn at random, each
batch is a small picture of the whole. Shuffle anew each epoch, so that no two examples
always stand together. And shuffle a copy: the list belongs to whoever passed it in.

The last batch is smaller when the size does not divide the number of examples, and that
matters for the mean. Ten examples in batches of 4, 4 and 2 with the mean losses 1, 1 and 4
have (4 * 1 + 4 * 1 + 2 * 4) / 10 = 1.6 an example, not (1 + 1 + 4) / 3 = 2.

Why hold examples back? A large enough network can learn its examples by heart, and then
it is always right about them: which says nothing about the next one. So split off a part
before the training, never show it to the network, and judge by that part alone. The two
parts must not share a single example, and which goes where has to be left to chance, or
the network is examined in what it was not taught.

Chance comes from the `random.Random` that is passed in, never from the module `random`:
then a seed repeats the whole run.

Nothing here knows what a node is made of. A loss is anything with `.item()`, the one
number in it, and `.backward()`, so this loop will also train the matrices of part III.

Write the four functions, then run `picograd check training`.

And then train something of your own, before the milestone does it for you: in a new file, say
moons.py, anywhere but in this folder, and with `python moons.py`. Ten lines will do.

    moons(200, noise=0.1, rng=rng)      of grading.course.datasets: the points and labels
    split                               150 of them to learn from, 50 to be examined in
    MLP([2, 16, 2], rng)                two inputs, one logit for each moon
    SGD(model.parameters(), lr=0.05, momentum=0.9)
    batch_loss(batch)                   yours: the mean of cross_entropy(model(points[i]),
                                        labels[i]) over the batch, a sum divided by its length
    train_epoch, twenty times           in batches of 10; print what it answers
    accuracy                            on the 50; the guess is 1 where logit 1 is the larger

For the picture, ask the network about a grid of points, row by row from the top, and print a
`#` where it guesses 1 and a `.` elsewhere: the border between the moons is what it has learned.
`exercises/README.md` ends with such a script, and with the same picture in colours; look at it
when yours runs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Protocol


class Loss(Protocol):
    """Given: what the loop needs of a loss: a Value, or a Tensor that holds one number."""

    def item(self) -> float: ...

    def backward(self) -> None: ...


class Optimizer(Protocol):
    """Given: what the loop needs of an optimizer, such as `optim.SGD`."""

    def zero_grad(self) -> None: ...

    def step(self) -> None: ...


def split(n: int, test_fraction: float, rng: random.Random) -> tuple[list[int], list[int]]:
    """Deal the indices 0 .. n - 1 at random into two lists: (train, test).

    test gets `round(n * test_fraction)` of them (Python's own `round`: 2.5 gives 2), train
    all others. A fraction below 0 or above 1: ValueError that names it.
    """
    # TODO(training): shuffle the indices and cut them once.
    raise NotImplementedError("training: split")


def minibatches(indices: Sequence[int], size: int, rng: random.Random) -> list[list[int]]:
    """All of `indices` in an order that `rng` decides, cut into lists of `size`.

    Each index stands in exactly one batch; the last batch holds what is left, and may be
    shorter. No indices make no batches. `indices` itself keeps its order.
    A size below 1: ValueError that names it.
    """
    # TODO(training): shuffle a copy and cut it into batches.
    raise NotImplementedError("training: minibatches")


def train_epoch(
    batch_loss: Callable[[list[int]], Loss],
    optimizer: Optimizer,
    indices: Sequence[int],
    size: int,
    rng: random.Random,
) -> float:
    """One step for each minibatch of `indices`; the mean loss per example, as a float.

    batch_loss: takes the indices of a batch, answers with the node of its mean loss. It is
        asked once a batch, when the batch has its turn.
    No indices: ValueError. A size below 1: the ValueError of `minibatches`.
    """
    # TODO(training): the four steps for each batch, and the mean loss.
    raise NotImplementedError("training: train_epoch")


def accuracy(predicted: Sequence[int], targets: Sequence[int]) -> float:
    """The fraction of `predicted` that equals the target at the same place, from 0.0 to 1.0.

    Different lengths: ValueError that names both. Nothing to compare: ValueError.
    """
    # TODO(training): count the equal pairs and divide.
    raise NotImplementedError("training: accuracy")
