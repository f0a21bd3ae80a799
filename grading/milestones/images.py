"""Images on their way to the learner's code: bytes until a minibatch needs floats."""

from __future__ import annotations

from collections.abc import Iterable


def to_rows(images: bytes, indices: Iterable[int], size: int, white: int) -> list[list[float]]:
    """For probes: the images with these indices, each `size` floats in [0, 1]."""
    return [[pixel / white for pixel in images[i * size : (i + 1) * size]] for i in indices]
