"""A training with disguised names: by the learner's GPT there, and made again here.

Where a step costs this side as much as the learner's code, the gradients of all steps are told,
and this side makes Adam's steps of them, which costs little. Some of the gradients it computes
itself, and nobody knows which before they are told.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from grading.milestones.arithmetic import Matrix, arithmetic_here, judge_name
from grading.milestones.lesson import (
    Lesson,
    Progressed,
    Subject,
    learn,
    other_examples,
    report_of,
)
from grading.milestones.network import Parameters, Rows
from grading.milestones.orders import ANSWER, SHOW, follow_orders, learning
from grading.milestones.replay import Minibatch, State, Step
from grading.milestones.transformer import (
    Plan,
    draw_parameters,
    parameters_of,
    transformer_here,
)
from grading.worker.wire import Malformed

# As LEARN, and the gradients of every step; and to draw words.
TELL, DRAW = "tell", "draw"

BETAS, EPSILON = (0.9, 0.99), 1e-8
BATCH = 4
# So many names are one chunk.
PORTION = 10 * BATCH
# After about this part of the chunks the parameters have to be shown, and where gradients are told,
# this part of them is computed again.
LOOKED_AT = 1 / 16
DOUBLE = 8  # bytes
# How far a gradient may lie from the right one, as a part of its size or, for a small one, of 1.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Material:
    """The words to learn from, as the learner's code sees them, and the seed of its weights."""

    words: tuple[str, ...]
    plan: Plan
    seed: int

    @property
    def sent(self) -> list[Any]:
        """For `learn_names`."""
        plan = self.plan
        sizes = [plan.vocabulary, plan.width, plan.heads, plan.blocks, plan.context]
        return ["\n".join(self.words), sizes, self.seed, list(BETAS), BATCH]


# --- Where the learner's code runs ------------------------------------------------------


def learn_names(
    picograd: Any,
    converse: Callable[[Any], Any],
    words: str,
    sizes: list[int],
    seed: int,
    betas: list[float],
    batch_size: int,
) -> None:
    """The probe: make a GPT and follow the orders."""
    gpt, every = picograd.gpt, words.split("\n")
    model = gpt.GPT(*sizes, Random(seed))
    parameters = model.parameters()
    optimizer = picograd.adam.Adam(parameters, lr=0.0, betas=tuple(betas))

    def batch_loss(batch: list[int]) -> Any:
        return gpt.loss(model, [every[i] for i in batch])

    class Telling:
        """The optimizer; and the gradients that it is given are written down."""

        def __init__(self) -> None:
            self.lr = 0.0
            self.told: list[list[str]] = []

        def zero_grad(self) -> None:
            optimizer.zero_grad()

        def step(self) -> None:
            # A text for each matrix: what comes from here is taken up to 20,000 characters.
            self.told.append(
                [b"".join(array("d", row).tobytes() for row in p.grad).hex() for p in parameters]
            )
            optimizer.lr = self.lr
            optimizer.step()

    telling = Telling()
    order = Random(f"{seed}/order")
    learn = learning(picograd, optimizer, batch_loss, batch_size, order)
    learn_aloud = learning(picograd, telling, batch_loss, batch_size, order)

    def tell(indices: list[int], lr: float) -> list[Any]:
        telling.told = []
        return [*learn_aloud["learn"](indices, lr), telling.told]

    def draw(count: int, seed: int, temperature: float) -> list[str]:
        rng = Random(seed)
        return [gpt.generate(model, rng, temperature) for _ in range(count)]

    follow_orders(
        converse,
        learn
        | {
            TELL: tell,
            SHOW: lambda: [parameter.data for parameter in model.parameters()],
            ANSWER: lambda asked: gpt.loss(model, [every[i] for i in asked]).item(),
            DRAW: draw,
        },
    )


# --- On this side -----------------------------------------------------------------------


def name_subject(material: Material, numbers: Sequence[Sequence[int]]) -> Subject:
    """The training of this GPT. numbers: the words of the material as numbers of letters."""
    return Subject(
        adam(gradients_of(material, numbers)),
        Minibatch,
        lambda answer: parameters_of(answer, material.plan),
        draw_parameters(material.plan, Random(material.seed)),
        "gpt.GPT",
        in_full=True,
        stepper="adam.py",
    )


# (parameters, minibatch) -> the mean loss, and its gradient in each parameter.
Gradients = Callable[[Sequence[Matrix], Minibatch], tuple[float, list[Matrix]]]


def gradients_of(material: Material, numbers: Sequence[Sequence[int]]) -> Gradients:
    """The loss of minibatches of the material, and its gradients, as this side has them."""
    model = transformer_here(material.plan)

    def gradients(parameters: Sequence[Matrix], minibatch: Minibatch) -> tuple[float, list[Matrix]]:
        return model.loss_and_gradients(parameters, [numbers[i] for i in minibatch.indices])

    return gradients


def adam(gradients: Gradients) -> Step:
    """A step of `adam.Adam` with these betas and without decay, as the course has it: PyTorch's."""

    def step(state: State, minibatch: Minibatch, lr: float) -> tuple[State, float]:
        loss, found = gradients(state.parameters, minibatch)
        return moved(state, found, lr), loss

    return step


def moved(state: State, gradients: Sequence[Matrix], lr: float) -> State:
    """The state after a step of Adam along these gradients."""
    here = arithmetic_here()
    first, second = BETAS
    steps = state.steps + 1
    rate, root = lr / (1 - first**steps), math.sqrt(1 - second**steps)
    squares = state.squares or state.velocities  # zeros, before the first step
    made = [
        here.adam(x, g, (m, v), BETAS, (rate, root, EPSILON))
        for x, g, m, v in zip(state.parameters, gradients, state.velocities, squares, strict=True)
    ]
    parameters, means, squared = zip(*made, strict=True)
    return State(parameters, means, squared, steps)


def learn_a_chunk(
    subject: Subject,
    now: Progressed,
    indices: list[int],
    lr: float,
    gradients: Gradients,
    rng: Random,
) -> Lesson[Progressed]:
    """One chunk of training, with a look at the parameters behind some of them."""
    look = rng.random() < LOOKED_AT
    if arithmetic_here().is_quick:
        now = yield from learn(subject, now, indices, lr, look=look)
        return now
    said = yield [TELL, indices, lr]
    if not isinstance(said, list) or len(said) != 3:
        raise Malformed("a chunk of training should be told with the gradients of its steps")
    loss, batches = report_of(said[:2])
    if not math.isfinite(loss):
        return replace(now, loss=loss)
    if sorted(index for batch in batches for index in batch) != sorted(indices):
        return replace(now, loss=loss, fault=other_examples(len(indices)))
    told = _gradients_told(said[2], len(batches), subject.drawn)
    # Behind the telling: nobody can have known which.
    checked = rng.random() < LOOKED_AT * len(batches)
    which = rng.randrange(len(batches)) if checked else -1
    state, steps = now.state, now.steps
    for place, (batch, given) in enumerate(zip(batches, told, strict=True)):
        steps += 1
        if place == which:
            right = gradients(state.parameters, Minibatch(batch))[1]
            apart = _farthest(right, given)
            if not apart <= TOLERANCE:
                return Progressed(state, loss, steps, _other_gradients(steps, apart))
        state = moved(state, given, lr)
    return Progressed(state, loss, steps)


def _gradients_told(said: Any, count: int, like: Parameters) -> list[list[Rows]]:
    if not isinstance(said, list) or len(said) != count:
        raise Malformed(f"{count} steps should be told by as many gradients")
    return [_gradients_of_a_step(texts, like) for texts in said]


def _gradients_of_a_step(texts: Any, like: Parameters) -> list[Rows]:
    if not isinstance(texts, list) or len(texts) != len(like):
        raise Malformed(f"a step should be told by {len(like)} gradients")
    told = []
    for text, rows in zip(texts, like, strict=True):
        width = len(rows[0])
        if type(text) is not str or len(text) != 2 * DOUBLE * len(rows) * width:
            raise Malformed(f"a gradient of {len(rows)} x {width} has another size")
        try:
            numbers = array("d", bytes.fromhex(text)).tolist()
        except ValueError:
            raise Malformed("the gradients of a step should be numbers") from None
        told.append([numbers[i : i + width] for i in range(0, len(numbers), width)])
    return told


def _farthest(right: Sequence[Rows], told: Sequence[Rows]) -> float:
    pairs = (
        pair
        for matrix, other in zip(right, told, strict=True)
        for row, other_row in zip(matrix, other, strict=True)
        for pair in zip(row, other_row, strict=True)
    )
    # A NaN is no agreement, and `max` may pass it over.
    apart = [abs(a - b) / max(1.0, abs(a)) for a, b in pairs]
    return max(apart) if all(map(math.isfinite, apart)) else math.inf


def _other_gradients(steps: int, apart: float) -> str:
    return (
        f"its steps are not those of its own gradients: in step {steps:,} a gradient lies "
        f"{apart:.2g} away from that which {judge_name()} finds for the same letters and weights; "
        "compare the gradients with finite differences, one weight at a time"
    )
