"""Milestone `digits`: the 8x8 digits, with the learner's matrices, layers and loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course.datasets import Images, digits
from grading.learner.runner import ConversingRunner, TimedOut
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.image_training import (
    Material,
    Plan,
    Taught,
    disguised_material,
    learn_images,
    teach_epochs,
)
from grading.milestones.lesson import hold_lesson
from grading.milestones.network import read
from grading.milestones.pictures import AnswersAndCurve, draw_answers_and_curve
from grading.milestones.received import explain_explosion
from grading.paths import display_path

NEEDED = 0.93
TEST_FRACTION = 0.2

# The learner's time, and after how much work of the processor the training ends, so that a slow
# engine is still judged by what it has learned, on a busy machine, too.
SECONDS, TRAINING_SECONDS = 300.0, 75.0

SIZES, WHITE = (64, 32, 32, 10), 16
LEARNING_RATE, MOMENTUM, BATCH, EPOCHS, DROPOUT = 0.1, 0.9, 32, 12, 0.1


@dataclass(frozen=True)
class Exam:
    """What the learner's code gets to learn from; which images it is judged on stays here."""

    material: Material
    unseen: tuple[int, ...]


def run(learner: ConversingRunner, setting: Setting) -> MilestoneResult:
    """Train on four fifths of the digits and judge on the others."""
    data = digits()
    rng = setting.draws("digits")
    exam = draw_exam(data, rng)
    curve: list[list[float]] = []

    def tell(epoch: int, loss: float, accuracy: float) -> None:
        curve.append([epoch, loss, accuracy])
        text = f"epoch {epoch} of {EPOCHS}: loss {loss:.3f}, training digits {accuracy:.1%}"
        setting.tell(Progress(epoch, EPOCHS, text))

    plan = plan_for(setting.seed_of_weights("digits"), DROPOUT)
    try:
        taught, seconds = train_on_digits(learner, exam.material, plan, EPOCHS, SECONDS, rng, tell)
    except TimedOut:
        return MilestoneResult("digits", False, 0.0, message=_too_late(len(curve)))
    truths = [data.labels[i] for i in exam.unseen]
    predictions = read(taught.network, [data.scaled(i) for i in exam.unseen])
    accuracy = sum(p == t for p, t in zip(predictions, truths, strict=True)) / len(truths)
    message = taught.fault
    if not message and (accuracy < NEEDED or not math.isfinite(taught.loss)):
        message = _shortfall(accuracy, taught.loss, curve)
    figures: dict[str, Any] = {
        "accuracy": round(accuracy, 4),
        "unseen digits": len(truths),
        "epochs": len(curve),
        "seconds of training": round(seconds, 2),
    }
    picture = _drawn(data, exam.unseen, predictions, curve, accuracy, setting)
    return MilestoneResult("digits", not message, 0.0, figures, message, (picture,))


def draw_exam(data: Images, rng: Random) -> Exam:
    """Four fifths to learn from, in disguise, and one fifth to be judged on, dealt by `rng`."""
    order = rng.sample(range(len(data)), len(data))
    cut = round(len(data) * TEST_FRACTION)
    return Exam(disguised_material(data, order[cut:], rng), tuple(order[:cut]))


def plan_for(seed: int, dropout: float) -> Plan:
    """A 64-32-32-10 network whose first weights are those of `seed`."""
    return Plan(SIZES, WHITE, MOMENTUM, BATCH, seed, dropout)


def train_on_digits(
    learner: ConversingRunner,
    material: Material,
    plan: Plan,
    epochs: int,
    seconds: float,
    rng: Random,
    tell: Callable[[int, float, float], None],
) -> tuple[Taught, float]:
    """Let the learner's code train, on the judge's clock; and the seconds that it took.

    rng, tell: as `teach_epochs` has them.
    """
    learner.begin_check(seconds)
    start = time.monotonic()
    began: list[float] = []

    def enough() -> bool:
        began.append(learner.processor_seconds())
        return began[-1] - began[0] > TRAINING_SECONDS

    # Large steps first, small ones last: it comes to rest instead of jumping about.
    rates = [LEARNING_RATE * (1 - epoch / epochs) for epoch in range(epochs)]
    lesson = teach_epochs(material, plan, rates, enough, rng, tell)
    given = [material.images, material.labels, *plan.sent]
    _, taught = hold_lesson(learner, learn_images, given, lesson)
    return taught, time.monotonic() - start


def _too_late(epochs: int) -> str:
    return (
        f"{epochs} of {EPOCHS} epochs in {SECONDS:g} seconds, and {NEEDED:.0%} accuracy is needed "
        "by then: `picograd bench` says how far your matrix product is from the reference"
    )


def _shortfall(accuracy: float, loss: float, curve: list[list[float]]) -> str:
    reached = f"{accuracy:.1%} of the unseen digits are right, and {NEEDED:.0%} are needed; "
    epoch, _, training_accuracy = curve[-1] if curve else [0, 0.0, 0.0]
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
    unseen: Sequence[int],
    predictions: list[int],
    curve: list[list[float]],
    accuracy: float,
    setting: Setting,
) -> str:
    drawing = AnswersAndCurve(
        title=f"8x8 digits: {accuracy:.1%} of {len(unseen)} unseen ones read rightly",
        side=8,
        white=WHITE,
        images=b"".join(map(data.stored, unseen)),
        answers=predictions,
        truths=[data.labels[i] for i in unseen],
        curve=curve,
        unit="epochs",
        watched="digits it learns from",
    )
    return display_path(draw_answers_and_curve(drawing, setting.pictures / "digits.png"))
