"""The classifier of 8x8 digits that part IV dreams with, and a second opinion on it.

The learner's own code trains it. Its weights come back as plain numbers, so that this side
can read images with them by itself: how sure the network is of a dream is never the learner's
word. And so that a later question, or `picograd gallery`, can build it again.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading import files
from grading.course.datasets import digits
from grading.learner.runner import ConversingRunner
from grading.milestones.base import Setting
from grading.milestones.digits import SIZES, draw_exam, plan_for, train_on_digits
from grading.milestones.dream_pictures import HIGH, Seen
from grading.milestones.network import Parameters, Rows, forward, parameters_of, read
from grading.milestones.received import explain_explosion, field, numbers
from grading.worker.wire import Malformed

SIZE = SIZES[0]
NEEDED = 0.93

# Without the dropout of the milestone `digits`. With it, all relus of the second layer can be
# off away from the data, and a dream that comes there has no gradient any more: from black,
# one to four digits were never reached. Without it all ten were, for each of 40 seeds, and
# 95 to 98 % of the unseen digits were read rightly.
EPOCHS, DROPOUT = 8, 0.0

FILE = "classifier.json"

Image = list[float]


@dataclass(frozen=True)
class Classifier:
    """parameters: of a network of `digits.SIZES`; it reads pixels from 0 to 16."""

    parameters: Parameters

    def probabilities(self, image: Sequence[float]) -> list[float]:
        """How sure the network is of each digit."""
        (row,) = forward(self.parameters, [list(image)])
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
    """unseen: the numbers of the digits that it was not taught. accuracy: the part of them that is
    read rightly. fault: what was not as it should be in its training.
    """

    classifier: Classifier
    unseen: tuple[int, ...]
    accuracy: float
    seconds: float
    fault: str = ""


def train_classifier(
    learner: ConversingRunner,
    setting: Setting,
    seconds: float,
    tell: Callable[[int, float, float], None],
) -> TrainedClassifier:
    """Let the learner's code train the classifier on disguised digits; the others stay here.

    seconds: for the training. tell: as `teach_epochs` has it.
    """
    data = digits()
    rng = setting.draws("digits to dream of")
    exam = draw_exam(data, rng)
    plan = plan_for(setting.seed_of_weights("digits to dream of"), DROPOUT)
    taught, spent = train_on_digits(learner, exam.material, plan, EPOCHS, seconds, rng, tell)
    told = read(taught.network, [data.scaled(i) for i in exam.unseen])
    right = sum(data.labels[i] == answer for i, answer in zip(exam.unseen, told, strict=True))
    fault = explain_explosion(taught.loss, "while the classifier learned") or taught.fault
    accuracy = right / len(told)
    classifier = of_scaled(taught.network)
    return TrainedClassifier(classifier, exam.unseen, accuracy, spent, fault)


def explain_accuracy(found: TrainedClassifier) -> str:
    """What to say of a classifier that is not good enough to dream with; empty if it is."""
    if found.fault or found.accuracy >= NEEDED:
        return found.fault
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


def of_scaled(parameters: Parameters) -> Classifier:
    """The classifier whose parameters were learned on pixels from 0 to 1.

    x / 16 @ w is x @ (w / 16): so the first weight takes the scale over.
    """
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
        "unseen": list(found.unseen),
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
            Classifier(parameters_of(field(content, "parameters"), SIZES)),
            tuple(map(int, field(content, "unseen"))),
            float(field(content, "accuracy")),
            float(field(content, "seconds")),
        )
    except (OSError, ValueError, TypeError, RecursionError):
        return None
