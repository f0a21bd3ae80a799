"""The judge's secrets: in which order, layout and names the learner's code gets to see data.

A network does not mind: to it, one order of the pixels is as good as another. Whatever was
learned elsewhere, from the data as they are published, fits no more. Nothing of a disguise goes
to where the learner's code runs; what comes back is taken out of it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from grading.milestones.network import Parameters, Rows


@dataclass(frozen=True)
class Disguise:
    """pixels: which pixel stands at each place. classes: the name that each class goes by."""

    pixels: tuple[int, ...]
    classes: tuple[int, ...]


def draw_disguise(pixels: int, classes: int, rng: Random) -> Disguise:
    """A permutation of the pixels and one of the classes, each as likely as any other."""
    return Disguise(
        tuple(rng.sample(range(pixels), pixels)), tuple(rng.sample(range(classes), classes))
    )


def disguise_images(images: bytes, disguise: Disguise) -> bytes:
    """The same images, a byte a pixel, with their pixels in the places of the disguise."""
    size = len(disguise.pixels)
    hidden = bytearray(len(images))
    # A stride is one pixel of all images.
    for place, pixel in enumerate(disguise.pixels):
        hidden[place::size] = images[pixel::size]
    return bytes(hidden)


def disguise_labels(labels: Iterable[int], disguise: Disguise) -> bytes:
    """The labels under the names of the disguise."""
    return bytes(disguise.classes[label] for label in labels)


def disguise_image(image: Sequence[float], disguise: Disguise) -> list[float]:
    """One image as the learner's code sees it."""
    return [image[pixel] for pixel in disguise.pixels]


def reveal_image(image: Sequence[float], disguise: Disguise) -> list[float]:
    """One image as it is, from what the learner's code made of it."""
    revealed = [0.0] * len(image)
    for pixel, value in zip(disguise.pixels, image, strict=True):
        revealed[pixel] = value
    return revealed


def reveal_network(parameters: Parameters, disguise: Disguise) -> Parameters:
    """The network that reads images as they are as `parameters` read disguised ones."""
    first, *between = parameters
    revealed: Rows = [[] for _ in first]
    for pixel, weights in zip(disguise.pixels, first, strict=True):
        revealed[pixel] = weights
    weight, bias = between[-2:]
    return [revealed, *between[:-2], *(_renamed(rows, disguise) for rows in (weight, bias))]


def disguise_network(parameters: Parameters, disguise: Disguise) -> Parameters:
    """The network that reads disguised images as `parameters` read them as they are."""
    pixels = [disguise.pixels.index(pixel) for pixel in range(len(disguise.pixels))]
    classes = [disguise.classes.index(name) for name in range(len(disguise.classes))]
    return reveal_network(parameters, Disguise(tuple(pixels), tuple(classes)))


def _renamed(rows: Rows, disguise: Disguise) -> Rows:
    return [[row[name] for name in disguise.classes] for row in rows]
