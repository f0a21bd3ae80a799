"""Milestone `digits`: the 8x8 digits, with the learner's matrices, layers and loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course.datasets import Images, digits
from grading.learner.runner import Runner, TimedOut
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.images import move_ink, to_rows
from grading.milestones.pictures import AnswersAndCurve, draw_answers_and_curve
from grading.milestones.received import explain_explosion, field, numbers, readings
from grading.paths import display_path

NEEDED = 0.93
# Of [epoch, loss, accuracy], those that may be no finite number.
MEASURED = (1, 2)
TEST_FRACTION = 0.2

# The learner's time, and after how much work of the processor the worker stops training, so that
# some is left for answers, on a busy machine, too.
SECONDS, TRAINING_SECONDS = 300.0, 75.0

SIZE, WHITE = 64, 16
HIDDEN, CLASSES = 32, 10
LEARNING_RATE, MOMENTUM, BATCH, EPOCHS, DROPOUT = 0.1, 0.9, 32, 12, 0.1


@dataclass(frozen=True)
class Exam:
    """What the learner gets to learn from, and the questions; `test` and `truths` stay here."""

    images: bytes
    labels: bytes
    questions: bytes
    test: tuple[int, ...]
    truths: tuple[int, ...]


def run(learner: Runner, setting: Setting) -> MilestoneResult:
    """Train on four fifths of the digits and judge on the others."""
    data = digits()
    name = f"digits/{setting.seed}"
    exam = exam_of(data, name, setting.seed)
    curve: list[list[float]] = []

    def tell(message: Any) -> None:
        epoch, loss, accuracy = readings(message, 3, MEASURED)
        epoch = min(epoch, EPOCHS)
        if len(curve) < EPOCHS:
            curve.append([epoch, loss, accuracy])
        text = f"epoch {epoch:.0f} of {EPOCHS}: loss {loss:.3f}, training digits {accuracy:.1%}"
        setting.tell(Progress(epoch, EPOCHS, text))

    learner.begin_check(SECONDS)
    start = time.monotonic()
    try:
        given = [exam.images, exam.labels, exam.questions, name, EPOCHS, DROPOUT]
        answer = learner.watch(train_on_digits, given, tell)
    except TimedOut:
        return MilestoneResult("digits", False, 0.0, message=_too_late(len(curve)))
    seconds = time.monotonic() - start
    predictions = numbers(field(answer, "predictions"), len(exam.truths), "the digits it read")
    right = sum(p == t for p, t in zip(predictions, exam.truths, strict=True))
    accuracy = right / len(exam.truths)
    message = "" if accuracy >= NEEDED else _shortfall(accuracy, curve)
    figures: dict[str, Any] = {
        "accuracy": round(accuracy, 4),
        "unseen digits": len(exam.truths),
        "epochs": len(curve),
        "seconds of training": round(seconds, 2),
    }
    picture = _drawn(data, exam, predictions, curve, accuracy, setting)
    return MilestoneResult("digits", not message, 0.0, figures, message, (picture,))


def exam_of(data: Images, name: str, seed: int) -> Exam:
    """Four fifths to learn from and one fifth to be asked about, dealt by `name`."""
    order = list(range(len(data)))
    Random(name).shuffle(order)
    cut = round(len(data) * TEST_FRACTION)
    test, training = order[:cut], order[cut:]
    return Exam(
        images=b"".join(map(data.stored, training)),
        labels=bytes(data.labels[i] for i in training),
        questions=move_ink(data, test, seed),
        test=tuple(test),
        truths=tuple(data.labels[i] for i in test),
    )


def train_on_digits(
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
    on some of `images`] after each epoch. Answers with the predicted digits, and the data of
    the parameters, layer by layer.
    """
    start = time.process_time()
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
    pixels = to_rows(images, range(len(labels)), SIZE, WHITE)

    def batch_loss(batch: list[int]) -> Any:
        x = picograd.tensor.Tensor([pixels[i] for i in batch], requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    some = list(range(0, len(labels), 6))
    for epoch in range(epochs):
        # Large steps first, small ones last: it comes to rest instead of jumping about.
        optimizer.lr = LEARNING_RATE * (1 - epoch / epochs)
        loss = training.train_epoch(batch_loss, optimizer, list(range(len(labels))), BATCH, rng)
        told = layers.predict(model, [pixels[i] for i in some])
        report([epoch + 1, loss, training.accuracy(told, [labels[i] for i in some])])
        if not math.isfinite(loss) or time.process_time() - start > TRAINING_SECONDS:
            break
    asked = to_rows(questions, range(len(questions) // SIZE), SIZE, WHITE)
    return {
        "predictions": layers.predict(model, asked),
        "parameters": [parameter.data for parameter in model.parameters()],
    }


def _too_late(epochs: int) -> str:
    return (
        f"{epochs} of {EPOCHS} epochs in {SECONDS:g} seconds, and {NEEDED:.0%} accuracy is needed "
        "by then: `picograd bench` says how far your matrix product is from the reference"
    )


def _shortfall(accuracy: float, curve: list[list[float]]) -> str:
    reached = f"{accuracy:.1%} of the unseen digits are right, and {NEEDED:.0%} are needed; "
    epoch, loss, training_accuracy = curve[-1] if curve else [0, 0.0, 0.0]
    if exploded := explain_explosion(loss, f"in epoch {epoch:.0f}"):
        return exploded
    if training_accuracy < NEEDED:
        return reached + (
            f"of those it learned from {training_accuracy:.1%} are, and the loss ended at "
            f"{loss:.3g} after {epoch:.0f} epochs, so it does not learn: compare the gradients "
            "of layers.Linear with finite differences, one weight at a time"
        )
    return reached + (
        "those it learned from are right, so look at what differs when it answers: "
        "layers.predict must switch dropout off, and read the rows in their order"
    )


def _drawn(
    data: Images,
    exam: Exam,
    predictions: list[float],
    curve: list[list[float]],
    accuracy: float,
    setting: Setting,
) -> str:
    drawing = AnswersAndCurve(
        title=f"8x8 digits: {accuracy:.1%} of {len(exam.truths)} unseen ones read rightly",
        side=8,
        white=WHITE,
        images=b"".join(map(data.stored, exam.test)),
        answers=predictions,
        truths=exam.truths,
        curve=curve,
        unit="epochs",
        watched="digits it learns from",
    )
    return display_path(draw_answers_and_curve(drawing, setting.pictures / "digits.png"))
