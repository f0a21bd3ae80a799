"""Images on their way to the learner's code: bytes until a minibatch needs floats."""

from __future__ import annotations

from collections.abc import Iterable


def to_rows(images: bytes, indices: Iterable[int], size: int, white: int) -> list[list[float]]:
    """For probes: the images with these indices, each `size` floats in [0, 1]."""
    # One float for each shade: a new one for each pixel would have to be fetched from further away.
    shades = [shade / white for shade in range(256)]
    return [[shades[pixel] for pixel in images[i * size : (i + 1) * size]] for i in indices]
