"""Gradient descent on pixels as PyTorch makes it: what the learner's dreams have to come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.milestones.network import Parameters, Rows, chain
from grading.milestones.replay import on_torch

# How far a pixel, on the scale from 0 to 16, may lie from PyTorch's.
TOLERANCE = 1e-3


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

    def run(torch: Any) -> list[Rows]:
        network = [torch.tensor(rows) for rows in parameters]
        start, wanted = torch.tensor(images), torch.tensor(targets)
        now, frames = start, [images]
        for _ in range(steps):
            pixels = now.detach().requires_grad_()
            logits = chain(torch, network, pixels)
            # Of a sum of losses, each image gets the gradient of its own.
            loss = torch.nn.functional.cross_entropy(logits, wanted, reduction="sum")
            loss = loss + closeness * ((pixels - start) ** 2).mean(dim=1).sum()
            (gradient,) = torch.autograd.grad(loss, [pixels])
            now = (now - lr * gradient).clamp(0.0, high)
            frames.append(now.tolist())
        return frames

    return on_torch(run)


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
        f"{apart:.2g} away from where PyTorch's gradients of the same network take it; compare the "
        "gradient of one pixel with finite differences, and one step with the formula in dream.py"
    )
