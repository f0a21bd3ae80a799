"""A training in which the judge gives the orders: a chunk to learn from, and what to show of it.

Where the learner's code runs, `follow_orders` does what is asked; on this side a lesson, a
generator, asks and hears. After every chunk this side makes the same steps with PyTorch, and
the parameters have to be those, whenever they are asked for: so they were learned, from the
first draw on, by true gradients of the network that they belong to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from grading.learner.runner import ConversingRunner
from grading.milestones.network import Parameters
from grading.milestones.replay import State, Step, begin, continue_from, first_difference, replay
from grading.worker.wire import Malformed

T = TypeVar("T")

# What is yielded is an order and its arguments; what comes back is the learner's answer.
Lesson = Generator[list[Any], Any, T]

LEARN, SHOW, ANSWER, END = "learn", "show", "answer", "end"


@dataclass(frozen=True)
class Subject:
    """What is learned. step: of its optimizer. received: reads parameters that came back.

    drawn: the parameters to begin with. maker: what draws them, as the learner knows it.
    """

    step: Step
    received: Callable[[Any], Parameters]
    drawn: Parameters
    maker: str


@dataclass(frozen=True)
class Progressed:
    """Where a training stands. loss: of the last chunk; no finite number where it exploded.

    fault: what was found to be not as it should; the training ends with it.
    """

    state: State
    loss: float = 0.0
    steps: int = 0
    fault: str = ""

    @property
    def is_over(self) -> bool:
        return bool(self.fault) or not math.isfinite(self.loss)


# --- Where the learner's code runs ------------------------------------------------------


def follow_orders(
    converse: Callable[[Any], Any], followed: Mapping[str, Callable[..., Any]]
) -> None:
    """For probes: do what is ordered until the end is."""
    said: Any = None
    while True:
        order, *given = converse(said)
        if order == END:
            return
        said = followed[order](*given)


def learning(
    picograd: Any, optimizer: Any, batch_loss: Callable[[list[int]], Any], size: int, rng: Any
) -> Callable[[list[int], float], Any]:
    """For probes: what follows LEARN: one call of `train_epoch`; its loss and its minibatches."""

    def learn(indices: list[int], lr: float) -> list[Any]:
        batches: list[list[int]] = []

        def noted(batch: list[int]) -> Any:
            batches.append(list(batch))
            return batch_loss(batch)

        optimizer.lr = lr
        loss = picograd.training.train_epoch(noted, optimizer, indices, size, rng)
        return [loss, batches]

    return learn


# --- On this side -----------------------------------------------------------------------


def hold_lesson(
    learner: ConversingRunner,
    probe: Callable[..., Any],
    arguments: Sequence[Any],
    lesson: Lesson[T],
) -> tuple[Any, T]:
    """What the probe answered in the end, and what came of the lesson."""
    outcome: list[T] = []
    first = [next(lesson)]

    def respond(said: Any) -> Any:
        if first:
            return first.pop()
        if outcome:
            raise Malformed("the training goes on after its end")
        try:
            return lesson.send(said)
        except StopIteration as end:
            outcome.append(end.value)
            return [END]

    answer = learner.converse(probe, arguments, respond)
    if not outcome:
        raise Malformed("the training ended before it was asked to")
    return answer, outcome[0]


def start(subject: Subject) -> Lesson[Progressed]:
    """The first parameters have to be those that the learner's code was given the seed for."""
    said = yield [SHOW]
    shown = subject.received(said)
    state = begin(subject.drawn)
    found = first_difference(state, shown)
    if found is None:
        return Progressed(state)
    return Progressed(continue_from(state, shown), fault=_not_drawn(subject, shown, found[0]))


def learn(
    subject: Subject, before: Progressed, indices: list[int], lr: float, *, look: bool
) -> Lesson[Progressed]:
    """One chunk; `look`: hold the parameters behind it against PyTorch's."""
    said = yield [LEARN, indices, lr]
    loss, batches = _report(said)
    if not math.isfinite(loss):
        return Progressed(before.state, loss, before.steps)
    if sorted(index for batch in batches for index in batch) != sorted(indices):
        return Progressed(before.state, loss, before.steps, _other_examples(len(indices)))
    state, loss = replay(subject.step, before.state, batches, lr)
    now = Progressed(state, loss, before.steps + len(batches))
    if look and not now.is_over:
        now = yield from compare(subject, now)
    return now


def compare(subject: Subject, now: Progressed) -> Lesson[Progressed]:
    """The parameters as they are shown, and PyTorch's after the same steps, have to agree."""
    said = yield [SHOW]
    shown = subject.received(said)
    found = first_difference(now.state, shown)
    fault = "" if found is None else _not_its_own(now.steps, shown, *found)
    return Progressed(continue_from(now.state, shown), now.loss, now.steps, fault)


def plain_parameters(state: State) -> Parameters:
    """The parameters of a state as plain numbers."""
    return [parameter.tolist() for parameter in state.parameters]


def _report(said: Any) -> tuple[float, list[list[int]]]:
    if not isinstance(said, list) or len(said) != 2:
        raise Malformed("a chunk of training should be told by its loss and its minibatches")
    loss, batches = said
    if type(loss) not in (int, float):
        raise Malformed("training.train_epoch should answer with its mean loss, a number")
    if not isinstance(batches, list) or not all(
        isinstance(batch, list) and batch and all(type(index) is int for index in batch)
        for batch in batches
    ):
        raise Malformed("the minibatches should be lists of indices")
    return float(loss), batches


def _size(rows: Sequence[Sequence[float]]) -> str:
    return f"{len(rows)} x {len(rows[0])}"


def _not_drawn(subject: Subject, shown: Parameters, place: int) -> str:
    return (
        f"the network does not begin with what {subject.maker} draws from the rng it is given: "
        f"parameter {place} ({_size(shown[place])}) holds other numbers; learning has to begin "
        "there, and not with weights from elsewhere"
    )


def _other_examples(count: int) -> str:
    return (
        f"training.train_epoch was given {count:,} examples and learned from others: each index "
        "of its list should stand in exactly one minibatch"
    )


def _not_its_own(steps: int, shown: Parameters, place: int, apart: float) -> str:
    return (
        f"its steps are not those of its own gradients: after {steps:,} steps parameter {place} "
        f"({_size(shown[place])}) lies up to {apart:.2g} away from where PyTorch comes to with the "
        "same minibatches; compare the gradients with finite differences, one weight at a time, "
        "and the step with the formula in optim.py"
    )
