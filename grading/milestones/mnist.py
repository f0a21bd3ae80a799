"""Milestone `mnist`: real 28x28 images, learned by the learner's own engine in a minute.

The images travel as bytes and become floats one minibatch at a time. The test images are
drawn and shuffled by the seed; their labels stay on this side.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course.datasets import Images, mnist
from grading.learner.runner import Runner, TimedOut
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.images import move_ink, to_rows
from grading.milestones.large_dreams import save_network
from grading.milestones.pictures import (
    GRID_COLUMNS,
    GRID_ROWS,
    AnswersAndCurve,
    draw_answers_and_curve,
)
from grading.milestones.received import explain_explosion, field, numbers, readings
from grading.milestones.speed import dense, matmul, naive_matmul
from grading.paths import display_path
from grading.worker.wire import Malformed

NEEDED = 0.80
STARS = (0.90, 0.95, 0.97)
TEST_IMAGES = 2_000
MINUTES = 1.0

SIZE, WHITE, HIDDEN, CLASSES = 784, 255, 32, 10
LEARNING_RATE, MOMENTUM, BATCH = 0.1, 0.9, 32

# So many images are one call of train_epoch; between two calls the worker looks at the clock.
PORTION = 160
HELD_OUT = 200
# A look at the held-out images may cost a tenth of the training time until the next one.
LOOKING = 0.1

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


def run(learner: Runner, setting: Setting) -> MilestoneResult:
    """Train until the time is over, then judge on images that nobody has seen."""
    budget = 60 * (MINUTES if setting.minutes is None else setting.minutes)
    name = f"mnist/{setting.seed}"
    training, test = mnist("train"), mnist("test")
    drawn = Random(name).sample(range(len(test)), len(test) if setting.full else TEST_IMAGES)
    curve: list[list[float]] = []

    def tell(message: Any) -> None:
        seen, seconds, loss, accuracy = readings(message, 4, measured=(2, 3))
        # A point for each look at the held-out images, and one for the end.
        if not curve or accuracy != curve[-1][2] or seconds >= budget:
            curve.append([seen, loss, accuracy])
        setting.tell(Progress(min(seconds, budget), budget, _line(seen, seconds, loss, accuracy)))

    # The processor's time in the worker ends the training, so that other work on the machine costs
    # nothing; this clock ends a worker that does not look, or that waits.
    longest = 4 * budget + 120
    learner.begin_check(longest)
    try:
        questions = move_ink(test, drawn, setting.seed)
        given = [training.images, training.labels, questions, name, budget]
        answer = learner.watch(train_on_mnist, given, tell)
    except TimedOut:
        message = _too_late(longest, budget, curve)
        return MilestoneResult("mnist", False, 0.0, message=message)
    predictions = numbers(field(answer, "predictions"), len(drawn), "the digits it read")
    seen, seconds, loss, speed, naive = readings(field(answer, "trained"), 5, measured=(2,))
    trained = TrainedOnMnist(int(seen), seconds, loss, speed, naive, curve)
    truths = [test.labels[i] for i in drawn]
    accuracy = sum(p == t for p, t in zip(predictions, truths, strict=True)) / len(drawn)
    message = "" if accuracy >= NEEDED else _shortfall(accuracy, trained)
    picture = _drawn(test, drawn, predictions, accuracy, trained, setting)
    figures = _figures(accuracy, len(drawn), trained)
    if not message:
        # For the dreams of the gallery, which are worth no point: so they cost none.
        with suppress(Malformed):
            save_network(field(answer, "parameters"), setting.pictures)
    return MilestoneResult("mnist", not message, 0.0, figures, message, (picture,))


def train_on_mnist(
    picograd: Any,
    report: Callable[[Any], None],
    images: bytes,
    labels: bytes,
    questions: bytes,
    seed: str,
    budget: float,
) -> dict[str, Any]:
    """The probe: train a 784-32-10 network for `budget` seconds of work, then let it read
    `questions`.

    Reports [images seen, seconds, running loss, accuracy on held-out training images]. Answers
    with the predicted digits, the parameters, how far it came, and how many multiply-adds a
    second the engine makes of images in the first layer, beside three loops in the same process.
    """
    rng = Random(seed)
    layers, training = picograd.layers, picograd.training
    model = layers.Sequential(
        layers.Linear(SIZE, HIDDEN, rng), layers.ReLU(), layers.Linear(HIDDEN, CLASSES, rng)
    )
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    learned, held_out = training.split(len(labels), HELD_OUT / len(labels), rng)

    def batch_loss(batch: list[int]) -> Any:
        x = picograd.tensor.Tensor(to_rows(images, batch, SIZE, WHITE), requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    def portions() -> Iterator[list[int]]:
        while True:
            yield from training.minibatches(learned, PORTION, rng)

    def look() -> float:
        told = layers.predict(model, to_rows(images, held_out, SIZE, WHITE))
        return training.accuracy(told, [labels[i] for i in held_out])  # type: ignore[no-any-return]  # the learner's

    seen, seconds, running, accuracy = 0, 0.0, 0.0, 0.0
    next_look = 0.0
    for portion in portions():
        # Large steps first, small ones when the time runs out: it comes to rest.
        optimizer.lr = LEARNING_RATE * max(0.01, 1 - seconds / budget)
        start = time.process_time()
        loss = training.train_epoch(batch_loss, optimizer, portion, BATCH, rng)
        seconds += time.process_time() - start
        seen += len(portion)
        running = loss if seen == len(portion) else 0.9 * running + 0.1 * loss
        if seconds >= min(next_look, budget):
            start = time.process_time()
            accuracy = look()
            next_look = seconds + (time.process_time() - start) / LOOKING
        report([seen, seconds, running, accuracy])
        if seconds >= budget or not math.isfinite(running):
            break
    predictions = []
    for first in range(0, len(questions) // SIZE, 100):
        part = questions[first * SIZE : (first + 100) * SIZE]
        predictions += layers.predict(model, to_rows(part, range(len(part) // SIZE), SIZE, WHITE))
    some = to_rows(images, range(BATCH), SIZE, WHITE)
    weights = dense(SIZE, HIDDEN, 1)
    return {
        "predictions": predictions,
        "parameters": [parameter.data for parameter in model.parameters()],
        "trained": [
            *(seen, seconds, running),
            *(matmul(picograd, some, weights, 0.3), naive_matmul(some, weights, 0.3)),
        ],
    }


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
    predictions: list[float],
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
