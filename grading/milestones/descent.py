"""Gradient descent on pixels as this side makes it: what the learner's dreams have to come to."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from grading.milestones.arithmetic import arithmetic_here, judge_name
from grading.milestones.network import Parameters, Rows

# Where PyTorch does not make them at no cost, this part of many descents is made again.
LOOKED_AT = 1 / 10

# How far a pixel, on the scale from 0 to 16, may lie from the right one.
TOLERANCE = 1e-3


def chosen(count: int, rng: Random) -> list[int]:
    """Which of so many descents are made again: all, or where that takes long, those `rng` picks.

    To be asked when the images are there, so that nobody knows before which of them count.
    """
    if arithmetic_here().is_quick:
        return list(range(count))
    return sorted(rng.sample(range(count), max(1, round(LOOKED_AT * count))))


def descend(
    parameters: Parameters,
    images: Rows,
    targets: Sequence[int],
    steps: int,
    lr: float,
    high: float,
    closeness: float = 0.0,
) -> list[Rows]:
    """All frames, steps + 1 of them, of the descents of `images`, each toward its target.

    The loss of an image is that of `dream.adversarial`; pixels are kept within [0, high].
    """

    here = arithmetic_here()
    network = list(map(here.matrix, parameters))
    start = now = here.matrix(images)
    frames = [images]
    for _ in range(steps):
        gradient = here.gradient_of_images(network, now, targets, start, closeness)
        now = here.clamped(here.scaled_sum(-lr, gradient, now), 0.0, high)
        frames.append(here.rows(now))
    return frames


def mean_image(images: Rows) -> list[float]:
    """The mean, pixel by pixel."""
    return [sum(column) / len(images) for column in zip(*images, strict=True)]


def farthest(images: Rows, others: Rows) -> float:
    """The largest difference of a pixel of one to the same pixel of the other."""
    pairs = zip(images, others, strict=True)
    return max(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True))


def explain_other_descent(images: Rows, others: Rows, function: str) -> str:
    """What is said of images that are not those of the descent `others`; empty if they are."""
    apart = farthest(images, others)
    # Not `>`: a NaN is no agreement.
    if apart <= TOLERANCE:
        return ""
    return (
        f"the images of {function} are not those of its own descent: a pixel lies up to "
        f"{apart:.2g} away from where {judge_name()}'s gradients of the same network take it; "
        "compare the gradient of one pixel with finite differences, and one step with the formula "
        "in dream.py"
    )
