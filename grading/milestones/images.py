"""Images on their way to the learner's code: bytes until a minibatch needs floats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from grading.datasets import Images

# How far the gray of an inked pixel may be moved under a grading seed, as a part of white.
# Nobody can see it, and no network minds; but a table of the published images finds nothing.
INK = 1 / 60


def rows(images: bytes, indices: Iterable[int], size: int, white: int) -> list[list[float]]:
    """For probes: the images with these indices, each `size` floats in [0, 1]."""
    return [[pixel / white for pixel in images[i * size : (i + 1) * size]] for i in indices]


def unseen(images: Images, indices: Sequence[int], seed: int) -> bytes:
    """The images with these indices, in that order; under a seed with a little other ink."""
    stored = b"".join(map(images.stored, indices))
    if not seed:
        return stored
    most = max(1, round(images.white * INK))
    moves = Random(f"ink/{seed}").choices(range(-most, most + 1), k=len(stored))
    white = images.white
    # Paper stays paper and ink stays ink.
    pairs = zip(stored, moves, strict=True)
    return bytes(min(white, max(1, p + move)) if p else 0 for p, move in pairs)
