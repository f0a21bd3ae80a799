"""Images on their way to the learner's code: bytes until a minibatch needs floats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from grading.course.datasets import Images

# How far the gray of a pixel is moved under a grading seed, as a part of white. It is hard to see,
# and costs a network nothing (784-32-10, 4,000 images: 87.3 % right before, 87.4 % after). But a
# table of the published images finds none, nor does one of which of their pixels are inked.
INK = 1 / 16


def to_rows(images: bytes, indices: Iterable[int], size: int, white: int) -> list[list[float]]:
    """For probes: the images with these indices, each `size` floats in [0, 1]."""
    return [[pixel / white for pixel in images[i * size : (i + 1) * size]] for i in indices]


def move_ink(images: Images, indices: Sequence[int], seed: int) -> bytes:
    """The images with these indices, in that order; under a seed with a little other ink."""
    stored = b"".join(map(images.stored, indices))
    if not seed:
        return stored
    white = images.white
    most = round(white * INK)
    moves = Random(f"ink/{seed}").choices(range(-most, most + 1), k=len(stored))

    def other(before: int, pixel: int, after: int, move: int) -> int:
        if pixel == 0:
            # Now and then the edge of a stroke reaches a little further; paper stays paper.
            return move if (before or after) and 2 * move > most else 0
        # Faint ink may vanish, other ink stays.
        return 0 if pixel <= most and move < 0 else min(white, max(1, pixel + move))

    # A pixel's neighbors in its row. Beyond the ends of a row there is next to no ink.
    return bytes(map(other, b"\0" + stored[:-1], stored, stored[1:] + b"\0", moves))
