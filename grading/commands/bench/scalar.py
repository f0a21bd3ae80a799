"""What is measured of an engine with one node per number, in the process of that engine."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course.datasets import Images, moons

SIZES, BATCH, LEARNING_RATE = [2, 16, 16, 1], 20, 0.05
SHORT, LONG = 100_000, 1_000_000
WALL_IMAGES = 10


@dataclass(frozen=True)
class Scalars:
    """An engine seen from here.

    loss: the mean squared error of a network for a minibatch of moons, as a node.
    parameters: that network's. step: one training step. children: those of a node.
    """

    loss: Callable[[], Any]
    parameters: list[Any]
    step: Callable[[], None]
    children: Callable[[Any], Any]


def minibatch() -> tuple[list[list[float]], list[float]]:
    """Points, and for each the target 1.0 or -1.0."""
    points, labels = moons(BATCH, 0.1, Random(0))
    return points, [2.0 * label - 1.0 for label in labels]


def of_picograd(picograd: Any) -> Scalars:
    points, targets = minibatch()
    model = picograd.nn.MLP(SIZES, Random(0))
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def loss() -> Any:
        return picograd.losses.mse([model(point)[0] for point in points], targets)

    def step() -> None:
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return Scalars(loss, model.parameters(), step, lambda node: node.children)


def micrograd_leaf(number: float) -> Any:
    from micrograd.engine import Value

    return Value(number)


def of_micrograd() -> Scalars:
    """The same arithmetic with micrograd, as it comes from PyPI."""
    from micrograd.nn import MLP

    points, targets = minibatch()
    model = MLP(SIZES[0], SIZES[1:])
    parameters = model.parameters()

    def loss() -> Any:
        errors = [(model(point) - y) ** 2 for point, y in zip(points, targets, strict=True)]
        return sum(errors) / len(errors)

    def step() -> None:
        model.zero_grad()
        loss().backward()
        for parameter in parameters:
            parameter.data -= LEARNING_RATE * parameter.grad

    return Scalars(loss, parameters, step, lambda node: node._prev)


def moons_step(engine: Scalars, seconds: float) -> dict[str, float]:
    """Microseconds a node each way, and steps a second, from training for `seconds`."""
    nodes = count_nodes(engine.loss(), engine.children)
    forward = backward = 0.0
    graphs = 0
    while forward + backward < seconds:
        start = time.process_time()
        loss = engine.loss()
        middle = time.process_time()
        loss.backward()
        end = time.process_time()
        forward, backward, graphs = forward + middle - start, backward + end - middle, graphs + 1
    steps, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        engine.step()
        steps += 1
    return {
        "forward": 1e6 * forward / graphs / nodes,
        "backward": 1e6 * backward / graphs / nodes,
        "steps": steps / spent,
    }


def memory(engine: Scalars) -> dict[str, float]:
    """Bytes that one more node of a graph takes, with everything that hangs on it."""
    engine.loss()  # what is made once, such as caches, is not a node's
    gc.collect()
    tracemalloc.start()
    loss = engine.loss()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"bytes": size / (count_nodes(loss, engine.children) - len(engine.parameters))}


def chains(leaf: Callable[[float], Any]) -> dict[str, float]:
    """Processor seconds, forward and backward, of chains of two lengths.

    `leaf` makes a node of a number.
    """
    short = statistics.median(time_chain(leaf, SHORT) for _ in range(3))
    return {"chain": short, "long chain": time_chain(leaf, LONG)}


def time_chain(leaf: Callable[[float], Any], length: int) -> float:
    gc.collect()
    start = time.process_time()
    factor = leaf(1.0000001)
    node = leaf(0.5)
    for _ in range(length):
        node = node * factor
    node.backward()
    return time.process_time() - start


def wall(picograd: Any, images: Images) -> dict[str, float]:
    """Seconds for 60,000 images with one node per number, from ten: a step for each image."""
    model = picograd.nn.MLP([images.rows * images.columns, 32, 10], Random(0))
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    pixels = [images.scaled(i) for i in range(WALL_IMAGES)]
    start = time.process_time()
    for row, label in zip(pixels, images.labels, strict=False):
        optimizer.zero_grad()
        picograd.losses.cross_entropy(model(row), label).backward()
        optimizer.step()
    return {"scalar epoch": (time.process_time() - start) / WALL_IMAGES * 60_000}


def count_nodes(root: Any, children: Callable[[Any], Any]) -> int:
    """How many nodes there are at and below `root`."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        for child in children(waiting.pop()):
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)
    return len(seen)
