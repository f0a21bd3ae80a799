"""Milestone `mnist`: real 28x28 images, learned by the learner's own engine in a minute.

The images travel as bytes and become floats one minibatch at a time. The test images never
leave this side, which reads them with the weights that were learned.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from grading.course.datasets import Images, mnist
from grading.learner.runner import ConversingRunner, TimedOut
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.image_training import (
    LOOKED_AT,
    PORTION,
    Material,
    Plan,
    Taught,
    accuracy_on,
    disguised_material,
    finish,
    image_subject,
    learn_images,
)
from grading.milestones.images import to_rows
from grading.milestones.large_dreams import SIZES, save_network
from grading.milestones.lesson import Lesson, hold_lesson, learn, look_at, start
from grading.milestones.network import read
from grading.milestones.pictures import (
    GRID_COLUMNS,
    GRID_ROWS,
    AnswersAndCurve,
    draw_answers_and_curve,
)
from grading.milestones.received import explain_explosion, readings
from grading.milestones.speed import dense, matmul, naive_matmul
from grading.paths import display_path

NEEDED = 0.80
STARS = (0.90, 0.95, 0.97)
TEST_IMAGES = 2_000
MINUTES = 1.0

(SIZE, HIDDEN, _), WHITE = SIZES, 255
# The learning rate at its highest, after this part of the time.
LEARNING_RATE, RISING = 0.12, 0.2
MOMENTUM, BATCH = 0.9, 64

HELD_OUT = 200
# Of the curve. Each costs the judge the reading of the images held out, or of some of them, and
# where it does not know the parameters by itself, the learner's code the time to show them.
POINTS, FEW_POINTS = 60, 20
# On the clock of the wall: so long at most, and of that so much is kept for what comes behind.
LONGEST, FOR_ANSWERS = 120.0, 60.0

# A matrix product that is less than this many times as fast as the naive loop is what takes
# long: nearly all of a training step is three of them.
SLOW = 2.0


@dataclass(frozen=True)
class TrainedOnMnist:
    """How a training ended.

    curve: [images seen, running loss, accuracy on held-out training images] as it went.
    speed: multiply-adds a second of the learner's matrix product; naive: of three loops.
    """

    seen: int
    seconds: float
    loss: float
    speed: float
    naive: float
    curve: list[list[float]]

    @property
    def product_is_slow(self) -> bool:
        return self.speed < SLOW * self.naive


@dataclass(frozen=True)
class Lasted:
    """What came of a training of so many images, on the judge's clock."""

    taught: Taught
    seen: int
    seconds: float


def run(learner: ConversingRunner, setting: Setting) -> MilestoneResult:
    """Train until the time is over, then judge on images that nobody has seen."""
    budget = 60 * (MINUTES if setting.minutes is None else setting.minutes)
    rng = setting.draws("mnist")
    training, test = mnist("train"), mnist("test")
    drawn = rng.sample(range(len(test)), len(test) if setting.full else TEST_IMAGES)
    material = disguised_material(training, range(len(training)), rng)
    weights = setting.seed_of_weights("mnist")
    plan = Plan(SIZES, WHITE, MOMENTUM, BATCH, weights)
    curve: list[list[float]] = []
    # The processor's time in the worker ends the training, so that other work on the machine costs
    # nothing; this clock ends a worker that does not answer, or that waits.
    longest = 4 * budget + LONGEST
    lesson = teach_for_a_time(
        material, plan, budget, longest, learner.processor_seconds, rng, setting.tell, curve
    )
    learner.begin_check(longest)
    try:
        given = [material.images, material.labels, *plan.sent]
        speeds, lasted = hold_lesson(learner, learn_mnist, given, lesson)
    except TimedOut:
        message = _too_late(longest, budget, curve)
        return MilestoneResult("mnist", False, 0.0, message=message)
    speed, naive = readings(speeds, 2)
    trained = TrainedOnMnist(lasted.seen, lasted.seconds, lasted.taught.loss, speed, naive, curve)
    predictions = read(lasted.taught.network, [test.scaled(i) for i in drawn])
    truths = [test.labels[i] for i in drawn]
    accuracy = sum(p == t for p, t in zip(predictions, truths, strict=True)) / len(drawn)
    message = lasted.taught.fault
    if not message and (accuracy < NEEDED or not math.isfinite(trained.loss)):
        message = _shortfall(accuracy, trained)
    picture = _drawn(test, drawn, predictions, accuracy, trained, setting)
    figures = _figures(accuracy, len(drawn), trained)
    if not message:
        save_network(lasted.taught.network, setting.pictures)
    return MilestoneResult("mnist", not message, 0.0, figures, message, (picture,))


def learn_mnist(
    picograd: Any, converse: Callable[[Any], Any], images: bytes, *plan: Any
) -> list[float]:
    """The probe: learn, then measure the multiply-adds a second that the engine makes of images in
    the first layer, beside those of three loops in the same process.
    """
    learn_images(picograd, converse, images, *plan)
    some = to_rows(images, range(BATCH), SIZE, WHITE)
    weights = dense(SIZE, HIDDEN, 1)
    return [matmul(picograd, some, weights, 0.3), naive_matmul(some, weights, 0.3)]


def teach_for_a_time(
    material: Material,
    plan: Plan,
    budget: float,
    longest: float,
    clock: Callable[[], float],
    rng: Random,
    tell: Callable[[Progress], None],
    curve: list[list[float]],
) -> Lesson[Lasted]:
    """Chunk after chunk until `clock` says that `budget` seconds are over.

    longest: seconds on the wall, after which the learner's code is not waited for any more.
    Between two chunks the judge looks at its clock. rng: decides which images are in a chunk, and
    after which chunks the parameters are held against those of this side; the learner's code knows
    neither before. curve: grows as it goes.
    """
    subject = image_subject(material, plan)
    held_out = range(len(material) - HELD_OUT, len(material))
    chunks = _chunks(len(material) - HELD_OUT, rng)
    points, watched = (POINTS, held_out) if subject.in_full else (FEW_POINTS, held_out[::4])
    now = yield from start(subject)
    began, told_at = clock(), time.monotonic()
    seen, seconds, running, next_point = 0, 0.0, 0.0, 0.0
    while not now.is_over and seconds < budget:
        chunk, rate = next(chunks), _rate(seconds / budget)
        now = yield from learn(subject, now, chunk, rate, look=rng.random() < LOOKED_AT)
        # A worker that only waits takes no time of the processor, and comes to its end as well.
        waited = budget * (time.monotonic() - told_at) / (longest - FOR_ANSWERS)
        seconds = max(clock() - began, waited)
        running = now.loss if not seen else 0.9 * running + 0.1 * now.loss
        seen += len(chunk)
        if now.fault:
            break
        if seconds >= next_point or now.is_over:
            next_point = min(seconds + budget / points, budget)
            shown = yield from look_at(subject, now)
            curve.append([seen, running, accuracy_on(shown, material, WHITE, watched)])
        tell(Progress(min(seconds, budget), budget, _line(seen, seconds, running, curve[-1][2])))
    taught = yield from finish(subject, now, material, plan, held_out)
    return Lasted(replace(taught, loss=running), seen, seconds)


def _rate(part: float) -> float:
    """The learning rate when this part of the time is over.

    The first steps are small, since the gradients of weights that know nothing are large; the last
    ones are, so that it comes to rest.
    """
    return LEARNING_RATE * max(0.01, min(part / RISING, (1 - part) / (1 - RISING)))


def _chunks(count: int, rng: Random) -> Iterator[list[int]]:
    """The images in random order, a portion at a time; all of them before one comes again."""
    while True:
        order = rng.sample(range(count), count)
        yield from (order[i : i + PORTION] for i in range(0, count, PORTION))


def _line(seen: float, seconds: float, loss: float, accuracy: float) -> str:
    rate = seen / seconds if seconds else 0.0
    return (
        f"{seen:,.0f} images, {rate:,.0f} a second, loss {loss:.3f}, held-out images {accuracy:.1%}"
    )


def _figures(accuracy: float, test_images: int, trained: TrainedOnMnist) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "accuracy": round(accuracy, 4),
        "stars": sum(accuracy >= star for star in STARS),
        "test images": test_images,
        "images seen": trained.seen,
        "seconds of training": round(trained.seconds, 1),
        "images a second": round(trained.seen / trained.seconds) if trained.seconds else 0,
        "million multiply-adds a second": round(trained.speed / 1e6, 1),
    }
    if trained.product_is_slow:
        figures["what takes long"] = _what_takes_long(trained)
    return figures


def _what_takes_long(trained: TrainedOnMnist) -> str:
    return (
        f"your matrix product makes {trained.speed / 1e6:.1f} million multiply-adds a second, and "
        f"three loops over indices {trained.naive / 1e6:.1f}; a training step is little else, and "
        "`picograd bench` shows what plain Python can do"
    )


def _shortfall(accuracy: float, trained: TrainedOnMnist) -> str:
    if exploded := explain_explosion(trained.loss, f"after {trained.seen:,} images"):
        return exploded
    reached = (
        f"{accuracy:.1%} of the test images are right after {trained.seen:,} images in "
        f"{trained.seconds:.0f} seconds, and {NEEDED:.0%} are needed; "
    )
    if trained.product_is_slow:
        return reached + _what_takes_long(trained) + " (`--minutes 5` gives yours more time)"
    return reached + (
        f"the loss ended at {trained.loss:.3g}, so look at the curve in the picture: if it does "
        "not fall, compare the gradients of layers.Linear with finite differences, weight by weight"
    )


def _too_late(longest: float, budget: float, curve: list[list[float]]) -> str:
    seen = curve[-1][0] if curve else 0
    return (
        f"no answer {longest:g} seconds after the start, with {seen:,.0f} images seen; "
        f"{NEEDED:.0%} accuracy is needed after {budget:g} seconds of training: `picograd bench` "
        "says how far your matrix product is from the reference"
    )


def _drawn(
    test: Images,
    drawn: list[int],
    predictions: list[int],
    accuracy: float,
    trained: TrainedOnMnist,
    setting: Setting,
) -> str:
    few = drawn[: GRID_ROWS * GRID_COLUMNS]
    drawing = AnswersAndCurve(
        title=f"MNIST: {accuracy:.1%} of {len(drawn):,} test images read rightly, "
        f"after {trained.seen:,} images",
        side=28,
        white=WHITE,
        images=b"".join(map(test.stored, few)),
        answers=predictions[: len(few)],
        truths=[test.labels[i] for i in few],
        curve=trained.curve,
        unit="images seen",
        watched="held-out images",
    )
    return display_path(draw_answers_and_curve(drawing, setting.pictures / "mnist.png"))
