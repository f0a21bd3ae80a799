"""A training, step by step on this side: what comes of the same minibatches.

With PyTorch a step costs a fraction of what it costs the learner's code, so none is left out.
Plain Python takes as long as the learner's code, so where there is no PyTorch a large network's
steps are made again for some of what was learned: `lesson` says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grading.milestones.arithmetic import Matrix, arithmetic_here
from grading.milestones.network import Parameters

# How far a parameter may lie from the right one, as a part of its size or, for a small one, of 1.
# The orders of two sums differ in the sixteenth digit, and some hundred steps make the tenth of it.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Minibatch:
    """The indices of its examples, and the masks of dropout: behind each relu a row an example,
    in the form of the arithmetic here.
    """

    indices: Sequence[int]
    masks: Sequence[Matrix] = ()


@dataclass(frozen=True)
class State:
    """The parameters, and what the optimizer remembers, in the form of the arithmetic here.

    velocities: of SGD; of Adam the means of the gradients. squares: of Adam, the means of their
    squares; steps: how many there were.
    """

    parameters: tuple[Matrix, ...]
    velocities: tuple[Matrix, ...]
    squares: tuple[Matrix, ...] = ()
    steps: int = 0


# Indices -> what the network gets to see of these examples, in the form of the arithmetic here, and
# their labels.
Examples = Callable[[Sequence[int]], tuple[Matrix, list[int]]]

# (state, minibatch, lr) -> the state after it, and its mean loss.
Step = Callable[[State, Minibatch, float], tuple[State, float]]


def sgd(examples: Examples, momentum: float) -> Step:
    """A step of `optim.SGD` down the mean cross-entropy, as the course has it: PyTorch's."""
    here = arithmetic_here()

    def step(state: State, minibatch: Minibatch, lr: float) -> tuple[State, float]:
        x, labels = examples(minibatch.indices)
        loss, gradients = here.loss_and_gradients(state.parameters, x, labels, minibatch.masks)
        pairs = zip(state.velocities, gradients, strict=True)
        velocities = tuple(here.scaled_sum(momentum, v, g) for v, g in pairs)
        moves = zip(state.parameters, velocities, strict=True)
        return State(tuple(here.scaled_sum(-lr, v, p) for p, v in moves), velocities), loss

    return step


def begin(parameters: Parameters) -> State:
    """Before the first step: these parameters, and nothing moves yet."""
    return _state(parameters, [[[0.0] * len(row) for row in rows] for rows in parameters])


def in_motion(before: Parameters, after: Parameters, lr: float) -> State:
    """Behind a step of `lr` that led from one to the other: x = x - lr * v says how it moves."""
    velocities = [
        [
            [(p - q) / lr for p, q in zip(*rows, strict=True)]
            for rows in zip(*parameters, strict=True)
        ]
        for parameters in zip(before, after, strict=True)
    ]
    return _state(after, velocities)


def replay(
    step: Step, state: State, minibatches: Sequence[Minibatch], lr: float
) -> tuple[State, float]:
    """The state after these minibatches, and the mean loss of an example in them."""
    total, count = 0.0, 0
    for minibatch in minibatches:
        state, loss = step(state, minibatch, lr)
        total += loss * len(minibatch.indices)
        count += len(minibatch.indices)
    return state, total / count


def first_difference(state: State, parameters: Parameters) -> tuple[int, float] | None:
    """The first parameter that is not that of `state`, and how far they lie apart; or None."""
    for place, (right, rows) in enumerate(zip(plain_parameters(state), parameters, strict=True)):
        pairs = [
            pair
            for row, other in zip(right, rows, strict=True)
            for pair in zip(row, other, strict=True)
        ]
        # Not `>`: a NaN on this side is no agreement.
        if not all(abs(a - b) <= TOLERANCE * max(1.0, abs(a)) for a, b in pairs):
            return place, max(abs(a - b) for a, b in pairs)
    return None


def continue_from(state: State, parameters: Parameters) -> State:
    """`state` with these parameters, so that what was rounded otherwise does not add up."""
    return replace(state, parameters=tuple(map(arithmetic_here().matrix, parameters)))


def plain_parameters(state: State) -> Parameters:
    """The parameters of a state as plain numbers."""
    return list(map(arithmetic_here().rows, state.parameters))


def _state(parameters: Parameters, velocities: Parameters) -> State:
    matrix = arithmetic_here().matrix
    return State(tuple(map(matrix, parameters)), tuple(map(matrix, velocities)))
