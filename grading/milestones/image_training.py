"""A training with disguised images: by the learner's layers there, and by PyTorch here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course.datasets import Images
from grading.milestones.disguise import (
    Disguise,
    disguise_images,
    disguise_labels,
    draw_disguise,
    reveal_network,
)
from grading.milestones.images import to_rows
from grading.milestones.lesson import (
    ANSWER,
    LEARN,
    SHOW,
    Lesson,
    Progressed,
    Subject,
    compare,
    follow_orders,
    learn,
    learning,
    plain_parameters,
    start,
)
from grading.milestones.network import Parameters, chain, draw_parameters, parameters_of, read
from grading.milestones.received import numbers
from grading.milestones.replay import Loss, State, on_torch, sgd

# So many images are read by the learner's `predict` and by its weights on this side.
READ_TWICE = 60


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
    follow_orders(
        converse,
        {
            LEARN: learning(picograd, optimizer, batch_loss, batch_size, order),
            SHOW: lambda: [parameter.data for parameter in model.parameters()],
            ANSWER: lambda asked: layers.predict(model, to_rows(images, asked, sizes[0], white)),
        },
    )


# --- On this side -----------------------------------------------------------------------


def image_subject(material: Material, plan: Plan) -> Subject:
    """The training of this network on this material."""
    return Subject(
        sgd(_loss(material, plan), plan.momentum),
        lambda answer: parameters_of(answer, plan.sizes),
        draw_parameters(plan.sizes, Random(plan.seed)),
        "layers.Linear",
    )


def accuracy_on(state: State, material: Material, white: int, indices: Sequence[int]) -> float:
    """The part of these images that a network with the parameters of `state` reads rightly."""
    rows = to_rows(material.images, indices, len(material.disguise.pixels), white)
    labels = [material.labels[i] for i in indices]

    def right(torch: Any) -> float:
        answers: list[int] = chain(torch, state.parameters, torch.tensor(rows)).argmax(1).tolist()
        return sum(a == label for a, label in zip(answers, labels, strict=True)) / len(labels)

    return on_torch(right)


def teach_epochs(
    material: Material,
    plan: Plan,
    rates: Sequence[float],
    enough: Callable[[], bool],
    tell: Callable[[int, float, float], None],
) -> Lesson[Taught]:
    """An epoch for each learning rate, until it is `enough`; hold all parameters against PyTorch's.

    tell: is told the epoch, its loss, and the accuracy on some of the images behind it.
    """
    subject = image_subject(material, plan)
    some = range(0, len(material), 6)
    now = yield from start(subject)
    for epoch, rate in enumerate(rates, start=1):
        if now.is_over or (epoch > 1 and enough()):
            break
        now = yield from learn(subject, now, list(range(len(material))), rate, look=True)
        if not now.fault:
            tell(epoch, now.loss, accuracy_on(now.state, material, plan.white, some))
    taught = yield from finish(subject, now, material, plan, range(READ_TWICE))
    return taught


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


def _loss(material: Material, plan: Plan) -> Loss:
    """The mean cross-entropy of a minibatch, with the dropout that the learner's code draws."""
    size = plan.sizes[0]
    pixels, labels = on_torch(
        lambda torch: (
            torch.frombuffer(bytearray(material.images), dtype=torch.uint8).view(-1, size),
            torch.tensor(list(material.labels)),
        )
    )
    hidden = plan.sizes[1:-1] if plan.dropout else ()
    draws = [Random(f"{plan.seed}/dropout/{place}") for place in range(len(hidden))]
    scale = 1 / (1 - plan.dropout)

    def loss(torch: Any, parameters: Sequence[Any], batch: Sequence[int]) -> Any:
        chosen = torch.tensor(batch)
        rows = pixels[chosen].double() / plan.white
        masks = [
            torch.tensor([rng.random() for _ in range(len(batch) * width)]).view(-1, width)
            for rng, width in zip(draws, hidden, strict=True)
        ]
        masks = [(draw >= plan.dropout) * scale for draw in masks]
        logits = chain(torch, parameters, rows, masks)
        return torch.nn.functional.cross_entropy(logits, labels[chosen])

    return loss


def _reads_otherwise(others: int, asked: int) -> str:
    return (
        f"{others} of {asked} images are read otherwise by layers.predict than by a network with "
        "these weights: it must switch dropout off, and read the rows in their order"
    )
