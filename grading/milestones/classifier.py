"""The classifier of 8x8 digits that part IV dreams with, and a second opinion on it.

The learner's own code trains it. Its weights come back as plain numbers, so that this side
can read images with them by itself: how sure the network is of a dream is never the learner's
word. And so that a later question, or `picograd gallery`, can build it again.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading import files
from grading.course.datasets import digits
from grading.learner.runner import Runner
from grading.milestones.digits import TEST_FRACTION, train_on_digits
from grading.milestones.dream_pictures import HIGH, Seen
from grading.milestones.images import move_ink as without_labels
from grading.milestones.received import field, numbers
from grading.worker.wire import Malformed

SIZE = 64
SIZES = (SIZE, 32, 32, 10)
NEEDED = 0.93

# Without the dropout of the milestone `digits`. With it, all relus of the second layer can be
# off away from the data, and a dream that comes there has no gradient any more: from black,
# one to four digits were never reached. Without it all ten were, for each of 40 seeds, and
# 95 to 98 % of the unseen digits were read rightly.
EPOCHS, DROPOUT = 8, 0.0

FILE = "classifier.json"

Rows = list[list[float]]
Image = list[float]


@dataclass(frozen=True)
class Classifier:
    """parameters: weight and bias of each of the three layers; it reads pixels from 0 to 16."""

    parameters: list[Rows]

    def probabilities(self, image: Sequence[float]) -> list[float]:
        """How sure the network is of each digit."""
        row = list(image)
        last = len(self.parameters) - 2
        for i in range(0, len(self.parameters), 2):
            row = _affine(row, self.parameters[i], self.parameters[i + 1][0])
            if i < last:
                row = [max(x, 0.0) for x in row]
        top = max(row)
        weights = [math.exp(x - top) for x in row]
        return [weight / sum(weights) for weight in weights]

    def ranking(self, image: Sequence[float]) -> list[int]:
        """The ten digits, the likeliest first."""
        sure = self.probabilities(image)
        return sorted(range(len(sure)), key=lambda digit: -sure[digit])

    def seen(self, image: Sequence[float]) -> Seen:
        """The image, and what the network reads in it."""
        sure = self.probabilities(image)
        digit = sure.index(max(sure))
        return Seen(list(image), digit, sure[digit])


@dataclass(frozen=True)
class TrainedClassifier:
    """accuracy: the part of the unseen digits that is read rightly. seed: of the split."""

    classifier: Classifier
    seed: int
    accuracy: float
    seconds: float


def split_digits(seed: int) -> tuple[list[int], list[int]]:
    """The numbers of the digits to learn from, and of the unseen ones, both in random order."""
    order = list(range(len(digits())))
    random.Random(f"digits to dream of/{seed}").shuffle(order)
    cut = round(len(order) * TEST_FRACTION)
    return order[cut:], order[:cut]


def train_classifier(
    learner: Runner, seed: int, seconds: float, tell: Callable[[Any], None]
) -> TrainedClassifier:
    """Let the learner's code train the classifier; labels of unseen digits stay on this side.

    seconds: for the training. An image counts as read rightly if the learner's `predict` says
    so and the weights that came back say so, too.
    """
    data = digits()
    known, unseen = split_digits(seed)
    images = b"".join(map(data.stored, known))
    labels = bytes(data.labels[i] for i in known)
    questions = without_labels(data, unseen, seed)
    learner.begin_check(seconds)
    start = time.monotonic()
    name = f"dreams/{seed}"
    answer = learner.watch(
        train_on_digits, [images, labels, questions, name, EPOCHS, DROPOUT], tell
    )
    spent = time.monotonic() - start
    classifier = of_scaled(field(answer, "parameters"))
    predicted = numbers(field(answer, "predictions"), len(unseen), "the predictions")
    right = sum(
        said == data.labels[i] == classifier.seen(questions[k * SIZE : (k + 1) * SIZE]).reading
        for k, (said, i) in enumerate(zip(predicted, unseen, strict=True))
    )
    return TrainedClassifier(classifier, seed, right / len(unseen), spent)


def explain_accuracy(found: TrainedClassifier) -> str:
    """What to say of a classifier that is not good enough to dream with; empty if it is."""
    if found.accuracy >= NEEDED:
        return ""
    return (
        f"the classifier reads {found.accuracy:.1%} of the unseen digits rightly, and "
        f"{NEEDED:.0%} are needed before it dreams; see whether `picograd milestone digits` is "
        "reached"
    )


def rebuild_model(picograd: Any, parameters: list[Rows]) -> Any:
    """For probes: the learner's own model with these parameters."""
    layers = picograd.layers
    rng = random.Random(0)
    chain: list[Any] = []
    for weight in parameters[::2]:
        chain += [layers.Linear(len(weight), len(weight[0]), rng), layers.ReLU()]
    model = layers.Sequential(*chain[:-1])
    for parameter, rows in zip(model.parameters(), parameters, strict=True):
        parameter.data = [list(row) for row in rows]
    return model


def of_scaled(answer: Any) -> Classifier:
    """The classifier whose parameters, learned on pixels from 0 to 1, are `answer`.

    x / 16 @ w is x @ (w / 16): so the first weight takes the scale over. Malformed where the
    shapes are others or a number is not finite.
    """
    parameters = parameters_of(answer)
    first, *others = parameters
    return Classifier([[[x / HIGH for x in row] for row in first], *others])


def image_of(answer: Any, what: str, size: int = SIZE, white: float = HIGH) -> Image:
    """An image from the learner's code: `size` pixels between 0 and `white`, else Malformed."""
    pixels = numbers(answer, size, what)
    if not all(0 <= pixel <= white for pixel in pixels):
        raise Malformed(f"{what}: every pixel should lie between 0 and {white:g}")
    return [float(pixel) for pixel in pixels]


def images_of(
    answer: Any, count: int, what: str, size: int = SIZE, white: float = HIGH
) -> list[Image]:
    """`count` of them."""
    if not isinstance(answer, list) or len(answer) != count:
        raise Malformed(f"{what}: expected {count} images")
    return [image_of(image, f"{what}, number {i}", size, white) for i, image in enumerate(answer)]


def save_classifier(found: TrainedClassifier, folder: Path) -> None:
    """Keep the classifier in `folder`, for `picograd gallery`."""
    content = {
        "seed": found.seed,
        "accuracy": found.accuracy,
        "seconds": found.seconds,
        "parameters": found.classifier.parameters,
    }
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder / FILE, json.dumps(content).encode())


def load_classifier(folder: Path) -> TrainedClassifier | None:
    """The classifier kept in `folder`; None where there is none, or none that can be used."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return TrainedClassifier(
            Classifier(parameters_of(field(content, "parameters"))),
            int(field(content, "seed")),
            float(field(content, "accuracy")),
            float(field(content, "seconds")),
        )
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def parameters_of(answer: Any, sizes: Sequence[int] = SIZES) -> list[Rows]:
    """Weight and bias of each layer of a network of these sizes, all finite; else Malformed."""
    shapes = [
        shape for n_in, n_out in itertools.pairwise(sizes) for shape in ((n_in, n_out), (1, n_out))
    ]
    if not isinstance(answer, list) or len(answer) != len(shapes):
        raise Malformed(f"the classifier should have {len(shapes)} parameters")
    return [
        _matrix(rows, shape, f"parameter {i}")
        for i, (rows, shape) in enumerate(zip(answer, shapes, strict=True))
    ]


def _matrix(rows: Any, shape: tuple[int, int], what: str) -> Rows:
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise Malformed(f"{what} of the classifier should have {shape[0]} rows")
    matrix = [numbers(row, shape[1], what) for row in rows]
    if not all(math.isfinite(x) for row in matrix for x in row):
        raise Malformed(f"{what} of the classifier is not finite: the training went astray")
    return matrix


def _affine(row: list[float], weight: Rows, bias: list[float]) -> list[float]:
    """row @ weight + bias."""
    total = list(bias)
    for x, weights in zip(row, weight, strict=True):
        if x:
            total = [t + x * w for t, w in zip(total, weights, strict=True)]
    return total
