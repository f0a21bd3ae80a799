"""A training in which the judge gives the orders: a chunk to learn from, and what to show of it.

Where the learner's code runs, `follow_orders` does what is asked; on this side a lesson, a
generator, asks and hears. After every chunk this side makes the same steps, and the parameters
have to be those, whenever they are asked for: so they were learned, from the first draw on, by
true gradients of the network that they belong to.

Where that would take as long as the training, some chunks are made again: the first one, the last
one, and those that the judge's secret picks. The learner's code pledges what a chunk led to before
it hears whether that is looked at, and cannot foresee it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from grading.learner.runner import ConversingRunner
from grading.milestones.arithmetic import judge_name
from grading.milestones.network import Parameters
from grading.milestones.orders import END, LEARN, PLEDGE, REVEAL, SHOW
from grading.milestones.pledge import Pledge, digest, pledge_of
from grading.milestones.replay import (
    Minibatch,
    State,
    Step,
    begin,
    continue_from,
    first_difference,
    in_motion,
    plain_parameters,
    replay,
)
from grading.worker.wire import Malformed

T = TypeVar("T")

# What is yielded is an order and its arguments; what comes back is the learner's answer.
Lesson = Generator[list[Any], Any, T]


@dataclass(frozen=True)
class Subject:
    """What is learned. step: of its optimizer. draw: makes a minibatch of indices, asked once for
    each, in their order. received: reads parameters that came back.

    drawn: the parameters to begin with. maker: what draws them, as the learner knows it. in_full:
    whether every step is made again on this side. stepper: the file that the steps come from.
    """

    step: Step
    draw: Callable[[Sequence[int]], Minibatch]
    received: Callable[[Any], Parameters]
    drawn: Parameters
    maker: str
    in_full: bool
    stepper: str = "optim.py"


@dataclass(frozen=True)
class Chunk:
    """What was learned last, and what it was pledged to lead to. before: None for the first."""

    minibatches: tuple[Minibatch, ...]
    lr: float
    pledge: Pledge
    before: Chunk | None


@dataclass(frozen=True)
class Progressed:
    """Where a training stands. loss: of the last chunk; no finite number where it exploded.

    fault: what was found to be not as it should; the training ends with it. chunk: the last one,
    where there are pledges; is_behind: whether the state is older than that.
    """

    state: State
    loss: float = 0.0
    steps: int = 0
    fault: str = ""
    chunk: Chunk | None = None
    is_behind: bool = False

    @property
    def is_over(self) -> bool:
        return bool(self.fault) or not math.isfinite(self.loss)


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
    """One chunk; `look`: hold the parameters behind it against those of this side."""
    said = yield [LEARN if subject.in_full else PLEDGE, indices, lr]
    loss, batches = report_of(said if subject.in_full else _without_pledge(said))
    if not math.isfinite(loss):
        return Progressed(before.state, loss, before.steps)
    if sorted(index for batch in batches for index in batch) != sorted(indices):
        return Progressed(before.state, loss, before.steps, other_examples(len(indices)))
    minibatches = tuple(map(subject.draw, batches))
    steps = before.steps + len(batches)
    if subject.in_full:
        state, loss = replay(subject.step, before.state, minibatches, lr)
        now = Progressed(state, loss, steps)
    else:
        earlier = replace(before.chunk, before=None) if before.chunk else None
        chunk = Chunk(minibatches, lr, pledge_of(said[2]), earlier)
        now = Progressed(before.state, loss, steps, chunk=chunk, is_behind=True)
        look = look or earlier is None
    if look and not now.is_over:
        now = yield from compare(subject, now)
    return now


def compare(subject: Subject, now: Progressed) -> Lesson[Progressed]:
    """The parameters as they are shown, and those of this side after the same steps, must agree."""
    if now.is_behind:
        caught_up = yield from _make_again(subject, now)
        return caught_up
    said = yield [SHOW]
    return _held_against(subject, now, subject.received(said))


def look_at(subject: Subject, now: Progressed) -> Lesson[Parameters]:
    """The parameters as they are; where this side is behind, as they are shown, unproven."""
    if not now.is_behind:
        return plain_parameters(now.state)
    said = yield [SHOW]
    return subject.received(said)


def _make_again(subject: Subject, now: Progressed) -> Lesson[Progressed]:
    """The last chunk, from what was pledged before it to what was pledged behind it."""
    assert now.chunk is not None
    chunk, before, state = now.chunk, now.chunk.before, now.state
    asked = [(1, 1, chunk.pledge.after)]
    if before is not None:
        asked += [(0, 0, before.pledge.before), (0, 1, before.pledge.after)]
    shown: list[Parameters] = []
    for place, end, pledged in asked:
        said = yield [REVEAL, place, end]
        shown.append(subject.received(said))
        if digest(shown[-1]) != pledged:
            return replace(now, fault=_not_as_pledged(now.steps))
    if before is not None:
        state = in_motion(shown[1], shown[2], before.lr)
    state, loss = replay(subject.step, state, chunk.minibatches, chunk.lr)
    return _held_against(subject, replace(now, state=state, loss=loss, is_behind=False), shown[0])


def _held_against(subject: Subject, now: Progressed, shown: Parameters) -> Progressed:
    found = first_difference(now.state, shown)
    fault = "" if found is None else _not_its_own(subject, now.steps, shown, *found)
    return replace(now, state=continue_from(now.state, shown), fault=fault)


def _without_pledge(said: Any) -> Any:
    if not isinstance(said, list) or len(said) != 3:
        raise Malformed("a chunk of training should be told with a pledge of what it led to")
    return said[:2]


def report_of(said: Any) -> tuple[float, list[list[int]]]:
    """The loss and the minibatches that a chunk is told by; Malformed where they are not."""
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


def other_examples(count: int) -> str:
    """What is said of a chunk that was not learned from as it was given."""
    return (
        f"training.train_epoch was given {count:,} examples and learned from others: each index "
        "of its list should stand in exactly one minibatch"
    )


def _not_its_own(subject: Subject, steps: int, shown: Parameters, place: int, apart: float) -> str:
    return (
        f"its steps are not those of its own gradients: after {steps:,} steps parameter {place} "
        f"({_size(shown[place])}) lies up to {apart:.2g} away from where {judge_name()} comes to "
        "with the same minibatches; compare the gradients with finite differences, one weight at a "
        f"time, and the step with the formula in {subject.stepper}"
    )


def _not_as_pledged(steps: int) -> str:
    return (
        f"its steps are not those of its own gradients: after {steps:,} steps it shows other "
        "parameters than it had when it told of them"
    )
