"""A training with disguised images: by the learner's layers there, and made again here."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from grading.course.datasets import Images
from grading.milestones.arithmetic import Matrix, arithmetic_here
from grading.milestones.disguise import (
    Disguise,
    disguise_images,
    disguise_labels,
    draw_disguise,
    reveal_network,
)
from grading.milestones.images import to_rows
from grading.milestones.lesson import Lesson, Progressed, Subject, compare, learn, look_at, start
from grading.milestones.network import Parameters, draw_parameters, parameters_of, read
from grading.milestones.orders import ANSWER, SHOW, follow_orders, learning
from grading.milestones.received import numbers
from grading.milestones.replay import Examples, Minibatch, plain_parameters, sgd

# So many images are read by the learner's `predict` and by its weights on this side.
READ_TWICE = 60

# So many images are one chunk, one call of `train_epoch`, where not a whole epoch is: a multiple of
# the minibatches of digits and of MNIST.
PORTION = 192
# After about this part of such chunks the parameters have to be shown, which takes as long as a
# step or two. Where not every step is made again, those of these chunks are, which takes plain
# Python about this part of the training.
LOOKED_AT = 1 / 16
# Where every step is made again, nothing is missed by looking less often: what is not as it should
# be stays so. To show the parameters takes the learner's code and this side as long as some steps.
SHOWN = 1 / 3


@dataclass(frozen=True)
class Plan:
    """A network for images and how it learns. seed: of its first weights and its dropout."""

    sizes: tuple[int, ...]
    white: int
    momentum: float
    batch: int
    seed: int
    dropout: float = 0.0

    @property
    def sent(self) -> list[Any]:
        """For `learn_images`."""
        return [list(self.sizes), self.white, self.momentum, self.batch, self.seed, self.dropout]


@dataclass(frozen=True)
class Material:
    """What the learner's code learns from, as it sees it; the disguise stays on this side."""

    images: bytes
    labels: bytes
    disguise: Disguise

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Taught:
    """How a training ended. network: reads images as they are, from 0 to 1; no disguise is left.

    loss: of the last chunk, no finite number where it exploded. fault: what is not as it should be.
    """

    network: Parameters
    loss: float
    fault: str


def disguised_material(data: Images, indices: Sequence[int], rng: Random) -> Material:
    """The images with these indices, in an order, a layout and under names that `rng` decides."""
    order = rng.sample(indices, len(indices))
    disguise = draw_disguise(data.rows * data.columns, 10, rng)
    return Material(
        disguise_images(b"".join(map(data.stored, order)), disguise),
        disguise_labels((data.labels[i] for i in order), disguise),
        disguise,
    )


# --- Where the learner's code runs ------------------------------------------------------


def learn_images(
    picograd: Any,
    converse: Callable[[Any], Any],
    images: bytes,
    labels: bytes,
    sizes: list[int],
    white: int,
    momentum: float,
    batch_size: int,
    seed: int,
    dropout: float,
) -> None:
    """The probe: make a network of `sizes` and follow the orders.

    Pixels come as bytes from 0 to `white` and are scaled to [0, 1] a minibatch at a time.
    """
    layers = picograd.layers
    rng = Random(seed)
    parts: list[Any] = []
    for place in range(len(sizes) - 1):
        parts.append(layers.Linear(sizes[place], sizes[place + 1], rng))
        if place < len(sizes) - 2:
            parts.append(layers.ReLU())
            if dropout:
                parts.append(layers.Dropout(dropout, Random(f"{seed}/dropout/{place}")))
    model = layers.Sequential(*parts)
    optimizer = picograd.optim.SGD(model.parameters(), lr=0.0, momentum=momentum)

    def batch_loss(batch: list[int]) -> Any:
        rows = to_rows(images, batch, sizes[0], white)
        x = picograd.tensor.Tensor(rows, requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    order = Random(f"{seed}/order")
    parameters = model.parameters()
    follow_orders(
        converse,
        learning(picograd, optimizer, batch_loss, batch_size, order, parameters)
        | {
            SHOW: lambda: [parameter.data for parameter in model.parameters()],
            ANSWER: lambda asked: layers.predict(model, to_rows(images, asked, sizes[0], white)),
        },
    )


# --- On this side -----------------------------------------------------------------------


def image_subject(material: Material, plan: Plan) -> Subject:
    """The training of this network on this material."""
    return Subject(
        sgd(_examples(material, plan), plan.momentum),
        _dealing(plan),
        lambda answer: parameters_of(answer, plan.sizes),
        draw_parameters(plan.sizes, Random(plan.seed)),
        "layers.Linear",
        in_full=arithmetic_here().is_quick,
    )


def accuracy_on(
    parameters: Parameters, material: Material, white: int, indices: Sequence[int]
) -> float:
    """The part of these images that a network with these parameters reads rightly."""
    answers = read(parameters, to_rows(material.images, indices, len(parameters[0]), white))
    pairs = zip(answers, indices, strict=True)
    return sum(answer == material.labels[i] for answer, i in pairs) / len(indices)


def teach_epochs(
    material: Material,
    plan: Plan,
    rates: Sequence[float],
    enough: Callable[[], bool],
    rng: Random,
    tell: Callable[[int, float, float], None],
) -> Lesson[Taught]:
    """An epoch for each learning rate, until it is `enough`; all parameters have to be right.

    rng: decides what is looked at where not everything is. tell: is told the epoch, its loss, and
    the accuracy on some of the images behind it.
    """
    subject = image_subject(material, plan)
    some = range(0, len(material), 6 if subject.in_full else 24)
    now = yield from start(subject)
    for epoch, rate in enumerate(rates, start=1):
        if now.is_over or (epoch > 1 and enough()):
            break
        now = yield from _learn_epoch(subject, now, len(material), rate, rng)
        if not now.fault:
            shown = yield from look_at(subject, now)
            tell(epoch, now.loss, accuracy_on(shown, material, plan.white, some))
    taught = yield from finish(subject, now, material, plan, range(READ_TWICE))
    return taught


def _learn_epoch(
    subject: Subject, now: Progressed, count: int, rate: float, rng: Random
) -> Lesson[Progressed]:
    """All examples once; the loss behind it is that of the epoch."""
    if subject.in_full:
        look = rng.random() < SHOWN
        now = yield from learn(subject, now, list(range(count)), rate, look=look)
        return now
    order, total = rng.sample(range(count), count), 0.0
    for begin in range(0, count, PORTION):
        portion = order[begin : begin + PORTION]
        now = yield from learn(subject, now, portion, rate, look=rng.random() < LOOKED_AT)
        if now.is_over:
            return now
        total += now.loss * len(portion)
    return replace(now, loss=total / count)


def finish(
    subject: Subject, now: Progressed, material: Material, plan: Plan, asked: Sequence[int]
) -> Lesson[Taught]:
    """The last parameters; `predict` has to read `asked`, images of the material, as they do."""
    if not now.is_over:
        now = yield from compare(subject, now)
    parameters, fault = plain_parameters(now.state), now.fault
    if not now.is_over:
        said = yield [ANSWER, list(asked)]
        told = numbers(said, len(asked), "the classes that layers.predict reads")
        rows = to_rows(material.images, asked, plan.sizes[0], plan.white)
        others = sum(a != b for a, b in zip(told, read(parameters, rows), strict=True))
        fault = _reads_otherwise(others, len(asked)) if others else ""
    return Taught(reveal_network(parameters, material.disguise), now.loss, fault)


def _examples(material: Material, plan: Plan) -> Examples:
    size, here = plan.sizes[0], arithmetic_here()

    def examples(indices: Sequence[int]) -> tuple[Matrix, list[int]]:
        images = b"".join(material.images[i * size : (i + 1) * size] for i in indices)
        return here.pixels(images, size, plan.white), [material.labels[i] for i in indices]

    return examples


def _dealing(plan: Plan) -> Callable[[Sequence[int]], Minibatch]:
    """Minibatches with the dropout that the learner's code draws for them."""
    hidden = plan.sizes[1:-1] if plan.dropout else ()
    layers = [(Random(f"{plan.seed}/dropout/{n}"), width) for n, width in enumerate(hidden)]
    here = arithmetic_here()

    def mask(rng: Random, width: int, count: int) -> Matrix:
        draw = rng.random
        return here.dropout(array("d", [draw() for _ in range(width * count)]), width, plan.dropout)

    def deal(indices: Sequence[int]) -> Minibatch:
        return Minibatch(indices, [mask(*layer, len(indices)) for layer in layers])

    return deal


def _reads_otherwise(others: int, asked: int) -> str:
    return (
        f"{others} of {asked} images are read otherwise by layers.predict than by a network with "
        "these weights: it must switch dropout off, and read the rows in their order"
    )
