"""What is measured of an engine with a matrix in each node, in the process of that engine."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from grading.course.datasets import Images
from grading.milestones.speed import (
    Rows,
    dense,
    matmul,
    multiply_adds,
    naive_matmul,
    seconds_each,
)

BATCH, PIXELS, HIDDEN, CLASSES = 32, 784, 32, 10
LEARNING_RATE, MOMENTUM = 0.05, 0.9


def pairs(images: Images) -> dict[str, tuple[Rows, Rows]]:
    """The two products that are timed: 32x784 @ 784x32, of dense numbers and of images."""
    weights = dense(PIXELS, HIDDEN, 2)
    pixels = [images.scaled(i) for i in range(BATCH)]
    return {"dense": (dense(BATCH, PIXELS, 1), weights), "images": (pixels, weights)}


def picograd_matmul(picograd: Any, images: Images, seconds: float) -> dict[str, float]:
    """Million multiply-adds a second of the engine's `@`."""
    return {name: matmul(picograd, a, b, seconds) / 1e6 for name, (a, b) in pairs(images).items()}


def loop_matmul(images: Images, seconds: float) -> dict[str, float]:
    """The same for three loops over indices."""
    return {name: naive_matmul(a, b, seconds) / 1e6 for name, (a, b) in pairs(images).items()}


def torch_matmul(images: Images, seconds: float) -> dict[str, float]:
    """The same for torch in float64 on one thread."""
    torch = one_thread()

    def rate(a: Rows, b: Rows) -> float:
        left, right = torch.tensor(a), torch.tensor(b)
        return multiply_adds(a, b) / seconds_each(lambda: left @ right, seconds)

    return {name: rate(a, b) / 1e6 for name, (a, b) in pairs(images).items()}


def picograd_step(picograd: Any, images: Images, seconds: float) -> dict[str, float]:
    """Images a second of a training step, and its milliseconds without and with the
    gradients of the images, which nobody needs."""
    layers, rng = picograd.layers, Random(0)
    model = layers.Sequential(
        layers.Linear(PIXELS, HIDDEN, rng), layers.ReLU(), layers.Linear(HIDDEN, CLASSES, rng)
    )
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    pixels, labels = [images.scaled(i) for i in range(BATCH)], list(images.labels[:BATCH])

    def step(gradients: bool) -> None:
        x = picograd.tensor.Tensor(pixels, requires_grad=gradients)
        optimizer.zero_grad()
        layers.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return timed(step, seconds)


def torch_step(images: Images, seconds: float) -> dict[str, float]:
    """The same for torch in float64 on one thread."""
    torch = one_thread()
    model = torch.nn.Sequential(
        torch.nn.Linear(PIXELS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES)
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    pixels = torch.tensor([images.scaled(i) for i in range(BATCH)])
    labels = torch.tensor(list(images.labels[:BATCH]))

    def step(gradients: bool) -> None:
        x = pixels.clone().requires_grad_(gradients)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return timed(step, seconds)


def timed(step: Callable[[bool], None], seconds: float) -> dict[str, float]:
    without = seconds_each(lambda: step(False), seconds)
    with_gradients = seconds_each(lambda: step(True), seconds)
    return {"rate": BATCH / without, "step": 1e3 * without, "full step": 1e3 * with_gradients}


def one_thread() -> Any:
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    return torch
