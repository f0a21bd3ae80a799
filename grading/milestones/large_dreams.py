"""Dreams of the learner's own MNIST network: 28 by 28 pixels, for `picograd gallery`.

From a black square the network draws what makes it sure, and no more. From the mean of many
digits, held near it, it draws what we can read, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading import files
from grading.course.datasets import mnist
from grading.learner.runner import Runner
from grading.milestones.classifier import (
    Classifier,
    Image,
    images_of,
    rebuild_model,
)
from grading.milestones.dream_pictures import Seen, draw_rows_of_digits
from grading.milestones.network import Rows, parameters_of
from grading.milestones.received import field, readings
from grading.paths import display_path

SIZES = (784, 64, 10)
WHITE = 1.0
FILE, PICTURE = "mnist.json", "large_dreams.png"
SECONDS = 180.0

MEAN_OF = 1_000  # images
BLACK_STEPS, BLACK_RATE = 40, 0.5
# Held so near, ten of ten digits were read rightly by each of five networks; larger steps and less
# closeness draw more, and leave some of them at the mean or jump over what was dreamed of.
MEAN_STEPS, MEAN_RATE, CLOSENESS = 70, 1.0, 20.0


@dataclass(frozen=True)
class LargeDreams:
    """One image for each digit: from a black square, and from the mean of many digits."""

    black: list[Seen]
    mean: list[Seen]


def save_network(parameters: Any, folder: Path) -> None:
    """Keep the parameters of the MNIST network in `folder`; Malformed where they are none."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"parameters": parameters_of(parameters, SIZES)}
    files.write(folder / FILE, json.dumps(content).encode())


def load_network(folder: Path) -> Classifier | None:
    """The network kept in `folder`; None where there is none, or none that can be used."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Classifier(parameters_of(field(content, "parameters"), SIZES))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def dream_large(
    learner: Runner, network: Classifier, tell: Callable[[float, str], None]
) -> LargeDreams:
    """Both dreams of every digit, dreamed by the learner's code."""
    learner.begin_check(SECONDS)
    answer = learner.watch(
        large_dreams,
        [network.parameters, mean_image()],
        lambda done: tell(readings([done], 1)[0] / 10, "dreams of 28 by 28 pixels"),
    )
    images = images_of(answer, 20, "the dreams of 28 by 28 pixels", SIZES[0], WHITE)
    seen = list(map(network.seen, images))
    return LargeDreams(seen[::2], seen[1::2])


def draw_large_dreams(made: LargeDreams, folder: Path) -> tuple[str, ...]:
    """The picture, saved in `folder`; its path."""
    rows = [("from black", made.black), ("from the mean\nof all digits", made.mean)]
    title = "Dreams of the MNIST network: what it sees in each, and how sure it is"
    return (display_path(draw_rows_of_digits(rows, folder / PICTURE, WHITE, title)),)


def mean_image() -> Image:
    """The mean of many digits: a gray cloud in which none can be read."""
    images = mnist("test")
    columns = zip(*map(images.stored, range(MEAN_OF)), strict=True)
    return [sum(column) / (MEAN_OF * images.white) for column in columns]


def large_dreams(
    picograd: Any,
    report: Callable[[Any], None],
    parameters: list[Rows],
    mean: Image,
) -> list[Image]:
    """The probe: for each digit a dream from black, then one from the mean, held near it."""
    model = rebuild_model(picograd, parameters)
    black = [0.0] * len(mean)
    dream, made = picograd.dream, []
    for digit in range(10):
        made.append(dream.dream(model, black, digit, BLACK_STEPS, BLACK_RATE, 0.0, WHITE))
        held = (MEAN_STEPS, MEAN_RATE, CLOSENESS)
        made.append(dream.adversarial(model, mean, digit, *held, 0.0, WHITE))
        report(digit + 1)
    return made
