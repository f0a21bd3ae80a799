"""Milestone `mnist`: real 28x28 images, learned by the learner's own engine in a minute.

The images travel as bytes and become floats one minibatch at a time. The test images are
drawn and shuffled by the seed; their labels stay on this side.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from grading.datasets import Images, mnist
from grading.judged import Judged
from grading.learner import TimedOut
from grading.milestones.answers import field, numbers, readings
from grading.milestones.base import Progress, Setting
from grading.milestones.images import rows, unseen
from grading.milestones.speed import dense, matmul, naive_matmul
from grading.paths import shown
from grading.report import MilestoneResult

NEEDED = 0.80
STARS = (0.90, 0.95)
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


def run(learner: Judged, setting: Setting) -> MilestoneResult:
    """Train until the time is over, then judge on images that nobody has seen."""
    budget = 60 * (MINUTES if setting.minutes is None else setting.minutes)
    name = f"mnist/{setting.seed}"
    training, test = mnist("train"), mnist("test")
    count = len(test) if setting.full else TEST_IMAGES
    drawn = Random(name).sample(range(len(test)), count)
    questions = unseen(test, drawn, setting.seed)
    curve: list[list[float]] = []

    def tell(reading: Any) -> None:
        seen, seconds, loss, accuracy = readings(reading, 4)
        if not curve or accuracy != curve[-1][2] or seconds >= budget:
            curve.append([seen, loss, accuracy])
        setting.tell(Progress(min(seconds, budget), budget, _line(seen, seconds, loss, accuracy)))

    # The clock in the worker ends the training; this one ends a worker that does not look.
    learner.begin_check(1.5 * budget + 60)
    asked = [training.images, training.labels, questions, name, budget]
    try:
        answer = learner.watch(train, asked, tell)
    except TimedOut:
        seen = curve[-1][0] if curve else 0
        return MilestoneResult(
            "mnist",
            False,
            0.0,
            message=f"no answer {1.5 * budget + 60:g} seconds after the start, with {seen:,.0f} "
            f"images seen; {NEEDED:.0%} accuracy is needed after {budget:g} seconds of training: "
            "`picograd bench` says how far your matrix product is from the reference",
        )
    hidden = [test.labels[i] for i in drawn]
    predictions = numbers(field(answer, "predictions"), count, "the digits it read")
    seen, seconds, loss, _ = readings(field(answer, "ended"), 4)
    speed, naive = readings(field(answer, "speed"), 2)
    accuracy = sum(p == t for p, t in zip(predictions, hidden, strict=True)) / count
    why = _why_so_slow(speed, naive)
    figures: dict[str, Any] = {
        "accuracy": round(accuracy, 4),
        "stars": sum(accuracy >= star for star in STARS),
        "test images": count,
        "images seen": int(seen),
        "seconds of training": round(seconds, 1),
        "images a second": round(seen / seconds) if seconds else 0,
        "million multiply-adds a second": round(speed / 1e6, 1),
    } | ({"what takes long": why} if why else {})
    message = "" if accuracy >= NEEDED else _shortfall(accuracy, seen, seconds, loss, why)
    picture = _drawn(test, drawn, predictions, hidden, accuracy, seen, curve, setting)
    return MilestoneResult("mnist", not message, 0.0, figures, message, (picture,))


def train(
    picograd: Any,
    report: Callable[[Any], None],
    images: bytes,
    labels: bytes,
    questions: bytes,
    seed: str,
    budget: float,
) -> dict[str, Any]:
    """The probe: train a 784-32-10 network for `budget` seconds, then let it read `questions`.

    Reports [images seen, seconds, running loss, accuracy on held-out training images]. Answers
    with the predicted digits, the last report, and how many multiply-adds a second the engine's
    first layer makes of images, beside the naive loop in the same process.
    """
    rng = Random(seed)
    layers, training = picograd.layers, picograd.training
    model = layers.Sequential(
        layers.Linear(SIZE, HIDDEN, rng), layers.ReLU(), layers.Linear(HIDDEN, CLASSES, rng)
    )
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    learned, held_out = training.split(len(labels), HELD_OUT / len(labels), rng)

    def batch_loss(batch: list[int]) -> Any:
        x = picograd.tensor.Tensor(rows(images, batch, SIZE, WHITE), requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    def portions() -> Iterator[list[int]]:
        while True:
            yield from training.minibatches(learned, PORTION, rng)

    def look() -> float:
        told = layers.predict(model, rows(images, held_out, SIZE, WHITE))
        return training.accuracy(told, [labels[i] for i in held_out])  # type: ignore[no-any-return]  # the learner's

    seen, seconds, running, accuracy = 0, 0.0, 0.0, 0.0
    next_look = 0.0
    for portion in portions():
        # Large steps first, small ones when the time runs out: it comes to rest.
        optimizer.lr = LEARNING_RATE * max(0.01, 1 - seconds / budget)
        start = time.monotonic()
        loss = training.train_epoch(batch_loss, optimizer, portion, BATCH, rng)
        seconds += time.monotonic() - start
        seen += len(portion)
        running = loss if seen == len(portion) else 0.9 * running + 0.1 * loss
        if seconds >= min(next_look, budget):
            start = time.monotonic()
            accuracy = look()
            next_look = seconds + (time.monotonic() - start) / LOOKING
        report([seen, seconds, running, accuracy])
        if seconds >= budget:
            break
    predictions = []
    for first in range(0, len(questions) // SIZE, 100):
        part = questions[first * SIZE : (first + 100) * SIZE]
        predictions += layers.predict(model, rows(part, range(len(part) // SIZE), SIZE, WHITE))
    some = rows(images, range(BATCH), SIZE, WHITE)
    weights = dense(SIZE, HIDDEN, 1)
    return {
        "predictions": predictions,
        "ended": [seen, seconds, running, accuracy],
        "speed": [
            matmul(picograd, some, weights, 0.3),
            naive_matmul(some, weights, 0.3),
        ],
    }


def _line(seen: float, seconds: float, loss: float, accuracy: float) -> str:
    rate = seen / seconds if seconds else 0.0
    return (
        f"{seen:,.0f} images, {rate:,.0f} a second, loss {loss:.3f}, held-out images {accuracy:.1%}"
    )


def _why_so_slow(speed: float, naive: float) -> str:
    """A sentence where the learner's matrix product is little more than the naive loop."""
    if not naive or speed >= SLOW * naive:
        return ""
    return (
        f"your matrix product makes {speed / 1e6:.1f} million multiply-adds a second, "
        f"{speed / naive:.1f} times what a loop over three indices makes here, and a training step "
        "is little else: `picograd bench` shows what plain Python can do"
    )


def _shortfall(accuracy: float, seen: float, seconds: float, loss: float, why: str) -> str:
    reached = (
        f"{accuracy:.1%} of the test images are right after {seen:,.0f} images in "
        f"{seconds:.0f} seconds, and {NEEDED:.0%} are needed; "
    )
    if why:
        return reached + why + ", and `--minutes 5` gives it more time"
    return reached + (
        f"the loss ended at {loss:.3g}, so look at the curve in the picture: if it does not fall, "
        "compare the gradients of layers.Linear with finite differences, one weight at a time"
    )


def _drawn(
    test: Images,
    drawn: list[int],
    predictions: list[float],
    hidden: list[int],
    accuracy: float,
    seen: float,
    curve: list[list[float]],
    setting: Setting,
) -> str:
    from grading.milestones.pictures import Reading, reading

    few = drawn[:60]
    picture = reading(
        Reading(
            title=f"MNIST: {accuracy:.1%} of {len(hidden):,} test images read rightly, "
            f"after {seen:,.0f} images",
            side=28,
            white=WHITE,
            images=b"".join(map(test.stored, few)),
            answers=predictions[: len(few)],
            truths=hidden[: len(few)],
            curve=curve,
            unit="images seen",
            held_out="held-out images",
        ),
        setting.pictures / "mnist.png",
    )
    return shown(picture)
