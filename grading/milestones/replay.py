"""A training, step by step on this side: what PyTorch makes of the same minibatches.

A step of the learner's code costs tens of milliseconds, and PyTorch's a fraction of one, so
none is left out. A state is what a step begins with; what a loss and a step are is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from grading.checks import oracle
from grading.milestones.network import Parameters

T = TypeVar("T")

# (torch, parameters, indices of the minibatch) -> the node of its mean loss.
Loss = Callable[[Any, Sequence[Any], Sequence[int]], Any]

# How far a parameter may lie from PyTorch's, as a part of its size or, for a small one, of 1. The
# orders of two sums differ in the sixteenth digit, and some hundred steps make the tenth of it.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class State:
    """Tensors of torch: the parameters, and the velocities of the optimizer."""

    parameters: tuple[Any, ...]
    velocities: tuple[Any, ...]


# (torch, state, indices of the minibatch, lr) -> the state after it, and its mean loss.
Step = Callable[[Any, State, Sequence[int], float], tuple[State, float]]


def sgd(loss: Loss, momentum: float) -> Step:
    """A step of `optim.SGD`, as the course has it: PyTorch's."""

    def step(torch: Any, state: State, batch: Sequence[int], lr: float) -> tuple[State, float]:
        leaves = [parameter.detach().requires_grad_() for parameter in state.parameters]
        mean = loss(torch, leaves, batch)
        gradients = torch.autograd.grad(mean, leaves)
        with torch.no_grad():
            pairs = zip(state.velocities, gradients, strict=True)
            velocities = tuple(momentum * v + g for v, g in pairs)
            moved = tuple(p - lr * v for p, v in zip(leaves, velocities, strict=True))
        return State(moved, velocities), mean.item()

    return step


def begin(parameters: Parameters) -> State:
    """Before the first step: these parameters, and nothing moves yet."""

    def made(torch: Any) -> State:
        tensors = tuple(torch.tensor(rows) for rows in parameters)
        return State(tensors, tuple(map(torch.zeros_like, tensors)))

    return on_torch(made)


def replay(
    step: Step, state: State, batches: Sequence[Sequence[int]], lr: float
) -> tuple[State, float]:
    """The state after these minibatches, and the mean loss of an example in them."""

    def run(torch: Any) -> tuple[State, float]:
        now, total = state, 0.0
        for batch in batches:
            now, loss = step(torch, now, batch, lr)
            total += loss * len(batch)
        return now, total / sum(map(len, batches))

    return on_torch(run)


def first_difference(state: State, parameters: Parameters) -> tuple[int, float] | None:
    """The first parameter that is not that of `state`, and how far they lie apart; or None."""

    def found(torch: Any) -> tuple[int, float] | None:
        for place, (right, rows) in enumerate(zip(state.parameters, parameters, strict=True)):
            apart = (torch.tensor(rows) - right).abs()
            # Not `>`: a NaN of PyTorch's is no agreement.
            if not bool((apart <= TOLERANCE * right.abs().clamp(min=1.0)).all()):
                return place, apart.max().item()
        return None

    return on_torch(found)


def continue_from(state: State, parameters: Parameters) -> State:
    """`state` with these parameters, so that what was rounded otherwise does not add up."""
    return on_torch(
        lambda torch: replace(state, parameters=tuple(torch.tensor(rows) for rows in parameters))
    )


def on_torch(work: Callable[[Any], T]) -> T:
    """`work(torch)` as it is: tensors stay tensors. CouldNotGrade where there is no torch."""
    kept: list[T] = []
    oracle.answer(lambda torch: kept.append(work(torch)))
    return kept[0]
