"""Where the learner's code runs: it trains, looks, reads and dreams, one order after the other.

Each probe keeps the learner's own network for as long as the conversation lasts, so that the next
order goes on where the last one ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from grading.milestones.classifier import rebuild_model
from grading.milestones.images import to_rows
from grading.milestones.network import Rows
from grading.milestones.orders import follow_orders

TRAIN, LOOK, SHOW = "train", "look", "show"
READ, DREAM, FRAMES, ALTER = "read", "dream", "frames", "alter"

Point = list[float]


def train_on_points(
    picograd: Any, converse: Callable[[Any], Any], sizes: list[int], seed: int
) -> None:
    """An `nn.MLP` of `sizes` that learns to tell points apart; what it learns from may change.

    TRAIN, with points, labels, the indices of a chunk, how many are one step, learning rate,
    momentum and places in the plane: the loss (None of an empty chunk), the scores of the points
    of the chunk as [index, score], the scores of the places, and the seconds of both. A score is
    the logit of class 1 minus that of class 0.
    """
    model = picograd.nn.MLP(sizes, Random(seed))
    optimizer_for = _optimizers(picograd, model)
    rng = Random(f"{seed}/order")

    def score(place: Point) -> float:
        # One graph at a time: hundreds of them would keep the garbage collector busy.
        zero, one = model(place)
        difference: float = one.data - zero.data
        return difference

    def train(
        points: list[Point],
        labels: list[int],
        chunk: list[int],
        size: int,
        lr: float,
        momentum: float,
        places: list[Point],
    ) -> list[Any]:
        scores: list[list[float]] = []

        def batch_loss(batch: list[int]) -> Any:
            losses = []
            for index in batch:
                zero, one = model(points[index])
                scores.append([index, one.data - zero.data])
                losses.append(picograd.losses.cross_entropy([zero, one], labels[index]))
            return sum(losses) / len(losses)

        began, loss = time.perf_counter(), None
        if chunk:
            optimizer = optimizer_for(lr, momentum)
            loss = picograd.training.train_epoch(batch_loss, optimizer, chunk, size, rng)
        trained = time.perf_counter()
        seen = [score(place) for place in places]
        return [loss, scores, seen, trained - began, time.perf_counter() - trained]

    follow_orders(converse, {TRAIN: train})


def train_on_images(
    picograd: Any,
    converse: Callable[[Any], Any],
    images: bytes,
    labels: bytes,
    held_out: bytes,
    sizes: list[int],
    white: int,
    batch_size: int,
    seed: int,
) -> None:
    """A network of `sizes` with relu between its layers that learns to read `images`.

    TRAIN, with the indices of a chunk, learning rate and momentum: the loss, and seconds. LOOK:
    what `layers.predict` says of the images held out, and seconds. SHOW: the parameters.
    """
    layers = picograd.layers
    rng = Random(seed)
    parts: list[Any] = []
    for place in range(len(sizes) - 1):
        parts.append(layers.Linear(sizes[place], sizes[place + 1], rng))
        parts.append(layers.ReLU())
    model = layers.Sequential(*parts[:-1])
    optimizer_for = _optimizers(picograd, model)
    order = Random(f"{seed}/order")
    unseen = to_rows(held_out, range(len(held_out) // sizes[0]), sizes[0], white)

    def batch_loss(batch: list[int]) -> Any:
        rows = to_rows(images, batch, sizes[0], white)
        inputs = picograd.tensor.Tensor(rows, requires_grad=False)
        return layers.cross_entropy(model(inputs), [labels[i] for i in batch])

    def train(chunk: list[int], lr: float, momentum: float) -> list[float]:
        began = time.perf_counter()
        optimizer = optimizer_for(lr, momentum)
        loss = picograd.training.train_epoch(batch_loss, optimizer, chunk, batch_size, order)
        return [loss, time.perf_counter() - began]

    def look() -> list[Any]:
        began = time.perf_counter()
        said = layers.predict(model, unseen)
        return [said, time.perf_counter() - began]

    follow_orders(
        converse,
        {TRAIN: train, LOOK: look, SHOW: lambda: [p.data for p in model.parameters()]},
    )


def read_and_dream(picograd: Any, converse: Callable[[Any], Any], parameters: list[Rows]) -> None:
    """The learner's network with these parameters, and what `dream` makes of images with it.

    Pixels lie between 0 and 1. READ, with images: the logits of each. DREAM, with an image, a
    target, steps and a learning rate: begins `dream.morph`. FRAMES, with a number: so many of the
    frames that come next, fewer at its end, each with the logits that the network has for it.
    ALTER, with an image, a target, steps, a learning rate and the closeness: what
    `dream.adversarial` makes of it, and its logits.
    """
    model = rebuild_model(picograd, parameters)
    film: list[Iterator[list[float]]] = [iter(())]

    def read(images: Rows) -> Rows:
        model.eval()
        logits = model(picograd.tensor.Tensor(images, requires_grad=False)).data
        return [list(row) for row in logits]

    def dream(image: list[float], target: int, steps: int, lr: float) -> None:
        film[0] = iter(picograd.dream.morph(model, image, target, steps, lr, 0.0, 1.0))

    def frames(count: int) -> list[Any]:
        made = []
        for _ in range(count):
            frame = next(film[0], None)
            if frame is None:
                break
            made.append([list(frame), *read([frame])])
        return made

    def alter(
        image: list[float], target: int, steps: int, lr: float, closeness: float
    ) -> list[Any]:
        altered = picograd.dream.adversarial(model, image, target, steps, lr, closeness, 0.0, 1.0)
        return [list(altered), *read([altered])]

    follow_orders(converse, {READ: read, DREAM: dream, FRAMES: frames, ALTER: alter})


def _optimizers(picograd: Any, model: Any) -> Callable[[float, float], Any]:
    """The model's optimizer with a learning rate and a momentum.

    It is the same one, velocities and all, for as long as the momentum stays the same.
    """
    made: dict[float, Any] = {}

    def optimizer_for(lr: float, momentum: float) -> Any:
        if momentum not in made:
            made.clear()
            made[momentum] = picograd.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
        made[momentum].lr = lr
        return made[momentum]

    return optimizer_for
