"""The two sets of images that the page trains on, draws for and dreams with."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from grading.course.datasets import Images, digits, mnist
from grading.milestones import digits as digits_milestone
from grading.milestones import mnist as mnist_milestone

CLASSES = 10


@dataclass(frozen=True)
class ImageSet:
    """One of them, and how its network learns and dreams.

    training, held_out: how many images of each kind. dream_rate: the step of `morph`, slow enough
    to be watched. alter_rate, closeness: of `adversarial`, over pixels from 0 to 1; the slider
    goes from a tenth to ten times as close.
    """

    id: str
    title: str
    side: int
    white: int
    hidden: tuple[int, ...]
    training: int
    held_out: int
    batch: int
    dream_rate: float
    alter_rate: float
    closeness: float

    @property
    def pixels(self) -> int:
        return self.side * self.side


IMAGE_SETS: Mapping[str, ImageSet] = MappingProxyType(
    {
        "digits": ImageSet(
            "digits",
            "8x8 digits",
            8,
            digits_milestone.WHITE,
            digits_milestone.SIZES[1:-1],
            1_437,
            360,
            digits_milestone.BATCH,
            0.002,
            0.12,
            25.0,
        ),
        "mnist": ImageSet(
            "mnist",
            "MNIST, 28x28",
            28,
            mnist_milestone.WHITE,
            (mnist_milestone.HIDDEN,),
            12_000,
            300,
            mnist_milestone.BATCH,
            0.1,
            2.0,
            10.0,
        ),
    }
)


@dataclass(frozen=True)
class Deal:
    """What is learned from, and what is held out: bytes of pixels and labels."""

    images: bytes
    labels: bytes
    unseen: bytes
    unseen_labels: bytes


@functools.cache
def dealt(id: str) -> Deal:
    """The images of a set, dealt the same way every time: whoever trained with some of them on
    another day has not seen those held out today.
    """
    chosen = IMAGE_SETS[id]
    data = digits() if id == "digits" else mnist("train")
    order = Random("live").sample(range(len(data)), chosen.training + chosen.held_out)
    learned, unseen = order[: chosen.training], order[chosen.training :]
    return Deal(*_of(data, learned), *_of(data, unseen))


def _of(data: Images, indices: list[int]) -> tuple[bytes, bytes]:
    return b"".join(map(data.stored, indices)), bytes(data.labels[i] for i in indices)
