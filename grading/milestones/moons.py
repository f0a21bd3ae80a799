"""Milestone `moons`: the learner's own network, loss, optimizer and loop tell two moons apart.

Three times, each with its own points and its own network: trained on 200 points, judged on
200 others, whose labels stay on this side.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from typing import Any

from grading.course.datasets import moons
from grading.learner.runner import Runner, TimedOut
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.moon_pictures import (
    COLUMNS,
    ROWS,
    MoonRun,
    Point,
    draw_boundaries,
    grid_points,
)
from grading.milestones.received import explain_explosion, field, numbers, readings
from grading.paths import display_path

SEEDS = (0, 1, 2)
POINTS, NOISE = 200, 0.1
NEEDED = 0.95

# Of [epoch, loss, accuracy], those that may be no finite number.
MEASURED = (1, 2)

# The learner's time for one of the three; the worker stops training after so much work of the
# processor, so that a slow engine is still judged by what it has learned, on a busy machine, too.
SECONDS, TRAINING_SECONDS = 240.0, 45.0

SIZES = [2, 16, 16, 2]
LEARNING_RATE, MOMENTUM, BATCH = 0.05, 0.9, 10
MOST_EPOCHS, GOOD_LOSS = 40, 0.04


def run(learner: Runner, setting: Setting) -> MilestoneResult:
    """Train and judge three networks, and draw what they make of the plane."""
    taught: list[MoonRun] = []
    message = ""
    for number, seed in enumerate(SEEDS):
        try:
            taught.append(_run_once(learner, setting, number, seed))
        except TimedOut:
            message = (
                f"the network of seed {seed} was not done within {SECONDS:g} seconds; "
                f"{NEEDED:.0%} are needed on each seed within that time: `picograd bench` says "
                "how far your engine is from the reference, and where"
            )
            break
        if not math.isfinite(taught[-1].loss):
            break
    message = message or next(
        (_shortfall(t) for t in taught if t.accuracy < NEEDED or not math.isfinite(t.loss)), ""
    )
    figures: dict[str, Any] = {f"accuracy, seed {t.seed}": t.accuracy for t in taught}
    figures |= {f"epochs, seed {t.seed}": t.epochs for t in taught}
    figures |= {f"seconds, seed {t.seed}": round(t.seconds, 2) for t in taught}
    picture = (
        (display_path(draw_boundaries(taught, setting.pictures / "moons.png")),) if taught else ()
    )
    return MilestoneResult("moons", not message, 0.0, figures, message, picture)


def train_on_moons(
    picograd: Any,
    report: Callable[[Any], None],
    points: list[Point],
    labels: list[int],
    unseen: list[Point],
    seed: str,
) -> dict[str, Any]:
    """The probe: train a network on `points`, then ask it about `unseen`.

    Reports [epoch, loss, accuracy] after each epoch, both means over the epoch, as each point
    of `points` had its turn. Answers with the scores of `unseen` (logit of class 1 minus logit
    of class 0) and with how the training ended.
    """
    start = time.process_time()
    rng = random.Random(seed)
    model = picograd.nn.MLP(SIZES, rng)
    optimizer = picograd.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    guesses: dict[int, int] = {}

    def batch_loss(batch: list[int]) -> Any:
        logits = [model(points[i]) for i in batch]
        guesses.update((i, int(_score(two) > 0)) for i, two in zip(batch, logits, strict=True))
        pairs = zip(logits, batch, strict=True)
        losses = [picograd.losses.cross_entropy(two, labels[i]) for two, i in pairs]
        return sum(losses) / len(losses)

    ended = [0.0, 0.0, 0.0]
    for epoch in range(1, MOST_EPOCHS + 1):
        indices = list(range(len(points)))
        loss = picograd.training.train_epoch(batch_loss, optimizer, indices, BATCH, rng)
        told = [guesses.get(i, -1) for i in range(len(points))]
        ended = [epoch, loss, picograd.training.accuracy(told, labels)]
        report(ended)
        if (
            not math.isfinite(loss)
            or loss < GOOD_LOSS
            or time.process_time() - start > TRAINING_SECONDS
        ):
            break
    return {"scores": [_score(model(point)) for point in unseen], "ended": ended}


def _score(logits: Any) -> Any:
    zero, one = logits
    return one.data - zero.data


def _run_once(learner: Runner, setting: Setting, number: int, seed: int) -> MoonRun:
    # Under another grading seed the same three seeds stand for other points.
    name = f"moons/{setting.seed}/{seed}"
    rng = random.Random(name)
    points, labels = moons(POINTS, NOISE, rng)
    unseen, hidden = moons(POINTS, NOISE, rng)

    def tell(reading: Any) -> None:
        epoch, loss, accuracy = readings(reading, 3, MEASURED)
        epoch = min(epoch, MOST_EPOCHS)
        text = f"seed {seed}, epoch {epoch:.0f}: loss {loss:.3f}, {accuracy:.1%} right"
        setting.tell(Progress(number + epoch / MOST_EPOCHS, len(SEEDS), text))

    learner.begin_check(SECONDS)
    start = time.monotonic()
    answer = learner.watch(train_on_moons, [points, labels, unseen + grid_points(), name], tell)
    seconds = time.monotonic() - start
    setting.tell(Progress(number + 1, len(SEEDS), f"seed {seed}: done in {seconds:.1f} s"))
    scores = numbers(field(answer, "scores"), POINTS + ROWS * COLUMNS, "the scores of the points")
    epochs, loss, accuracy = readings(field(answer, "ended"), 3, MEASURED)
    return MoonRun(
        seed,
        unseen,
        hidden,
        scores[:POINTS],
        scores[POINTS:],
        int(epochs),
        loss,
        accuracy,
        seconds,
    )


def _shortfall(taught: MoonRun) -> str:
    when = f"in epoch {taught.epochs} of seed {taught.seed}"
    if exploded := explain_explosion(taught.loss, when):
        return exploded
    reached = (
        f"{taught.accuracy:.1%} of the unseen points are right with seed {taught.seed}, and "
        f"{NEEDED:.0%} are needed on each seed; "
    )
    if taught.training_accuracy < NEEDED:
        return reached + (
            f"the points it learned from are at {taught.training_accuracy:.1%} and the loss ended "
            f"at {taught.loss:.3g} after {taught.epochs} epochs, so it does not learn: print the "
            "loss of each step in training.train_epoch, and the gradients that optim.SGD is given"
        )
    return reached + (
        "the points it learned from are right, so compare what nn.MLP answers for the same point "
        "twice, and whether training.minibatches deals out every point"
    )
