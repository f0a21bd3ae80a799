"""Milestone `digits`: the 8x8 digits, with the learner's matrices, layers and loop."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

from grading.datasets import digits
from grading.judged import Judged
from grading.learner import TimedOut
from grading.milestones.answers import field, numbers, readings
from grading.milestones.base import Progress, Setting
from grading.milestones.images import rows, unseen
from grading.paths import shown
from grading.report import MilestoneResult

NEEDED = 0.93
TEST_FRACTION = 0.2

# The learner's time, and when the worker stops training so that some is left for answers.
SECONDS, TRAINING_SECONDS = 90.0, 75.0

SIZE, WHITE = 64, 16
HIDDEN, CLASSES = 32, 10
LEARNING_RATE, MOMENTUM, BATCH, EPOCHS, DROPOUT = 0.1, 0.9, 32, 12, 0.1


def run(learner: Judged, setting: Setting) -> MilestoneResult:
    """Train on four fifths of the digits and judge on the others."""
    data = digits()
    order = list(range(len(data)))
    name = f"digits/{setting.seed}"
    Random(name).shuffle(order)
    cut = round(len(data) * TEST_FRACTION)
    test, training = order[:cut], order[cut:]
    images = b"".join(map(data.stored, training))
    labels = bytes(data.labels[i] for i in training)
    hidden = [data.labels[i] for i in test]
    questions = unseen(data, test, setting.seed)

    def tell(reading: Any) -> None:
        epoch, loss, accuracy = readings(reading, 3)
        text = f"epoch {epoch:.0f} of {EPOCHS}: loss {loss:.3f}, training digits {accuracy:.1%}"
        setting.tell(Progress(min(epoch, EPOCHS), EPOCHS, text))

    learner.begin_check(SECONDS)
    start = time.monotonic()
    asked = [images, labels, questions, name, EPOCHS, DROPOUT]
    try:
        answer = learner.watch(train, asked, tell)
    except TimedOut:
        return MilestoneResult(
            "digits",
            False,
            0.0,
            message=f"not done within {SECONDS:g} seconds; {NEEDED:.0%} are needed by then: "
            "`picograd bench` says how far your matrix product is from the reference",
        )
    seconds = time.monotonic() - start
    predictions = numbers(field(answer, "predictions"), len(hidden), "the digits it read")
    epochs, loss, training_accuracy = readings(field(answer, "ended"), 3)
    right = sum(map(_same, predictions, hidden))
    accuracy = right / len(hidden)
    message = "" if accuracy >= NEEDED else _shortfall(accuracy, training_accuracy, loss, epochs)
    figures: dict[str, Any] = {
        "accuracy": round(accuracy, 4),
        "unseen digits": len(hidden),
        "epochs": int(epochs),
        "seconds of training": round(seconds, 2),
    }
    from grading.milestones.pictures import Reading, reading

    picture = reading(
        Reading(
            title=f"8x8 digits: {accuracy:.1%} of {len(hidden)} unseen ones read rightly",
            side=8,
            white=WHITE,
            images=b"".join(map(data.stored, test)),
            answers=predictions,
            truths=hidden,
            curve=[readings(point, 3) for point in _points(answer)],
            unit="epochs",
            held_out="digits it learns from",
        ),
        setting.pictures / "digits.png",
    )
    return MilestoneResult("digits", not message, 0.0, figures, message, (shown(picture),))


def train(
    picograd: Any,
    report: Callable[[Any], None],
    images: bytes,
    labels: bytes,
    questions: bytes,
    seed: int | str,
    epochs: int,
    dropout: float,
) -> dict[str, Any]:
    """The probe: train a 64-32-32-10 network on 8x8 `images`, then let it read `questions`.

    Pixels come as bytes from 0 to 16 and are scaled to [0, 1]. Reports [epoch, loss, accuracy
    on some of `images`] after each epoch. Answers with the predicted digits, the curve of
    these reports, the last of them, and the data of the parameters, layer by layer.
    """
    start = time.monotonic()
    rng = Random(seed)
    layers, training = picograd.layers, picograd.training
    model = layers.Sequential(
        layers.Linear(SIZE, HIDDEN, rng),
        layers.ReLU(),
        layers.Dropout(dropout, rng),
        layers.Linear(HIDDEN, HIDDEN, rng),
        layers.ReLU(),
        layers.Dropout(dropout, rng),
        layers.Linear(HIDDEN, CLASSES, rng),
    )
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    pixels = rows(images, range(len(labels)), SIZE, WHITE)

    def batch_loss(batch: list[int]) -> Any:
        x = picograd.tensor.Tensor([pixels[i] for i in batch], requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    some = list(range(0, len(labels), 6))
    curve = []
    for epoch in range(epochs):
        # Large steps first, small ones last: it comes to rest instead of jumping about.
        optimizer.lr = LEARNING_RATE * (1 - epoch / epochs)
        loss = training.train_epoch(batch_loss, optimizer, list(range(len(labels))), BATCH, rng)
        told = layers.predict(model, [pixels[i] for i in some])
        curve.append([epoch + 1, loss, training.accuracy(told, [labels[i] for i in some])])
        report(curve[-1])
        if time.monotonic() - start > TRAINING_SECONDS:
            break
    asked = rows(questions, range(len(questions) // SIZE), SIZE, WHITE)
    return {
        "predictions": layers.predict(model, asked),
        "curve": curve,
        "ended": curve[-1],
        "parameters": [parameter.data for parameter in model.parameters()],
    }


def _same(predicted: float, truth: int) -> bool:
    return predicted == truth


def _points(answer: Any) -> list[Any]:
    curve = field(answer, "curve")
    return curve if isinstance(curve, list) else []


def _shortfall(accuracy: float, training_accuracy: float, loss: float, epochs: float) -> str:
    reached = f"{accuracy:.1%} of the unseen digits are right, and {NEEDED:.0%} are needed; "
    if training_accuracy < NEEDED:
        return reached + (
            f"of those it learned from {training_accuracy:.1%} are, and the loss ended at "
            f"{loss:.3g} after {epochs:.0f} epochs, so it does not learn: compare the gradients "
            "of layers.Linear with finite differences, one weight at a time"
        )
    return reached + (
        "those it learned from are right, so look at what differs when it answers: "
        "layers.predict must switch dropout off, and read the rows in their order"
    )
