"""Milestone `dreams`: the learner's own network is asked what a digit looks like to it.

From a black square to each digit, from a real 0 to an 8, and the mean of many dreams from
noise for each digit.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.course.datasets import digits
from grading.learner.runner import ConversingRunner, Runner
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.classifier import (
    EPOCHS,
    Image,
    TrainedClassifier,
    explain_accuracy,
    images_of,
    rebuild_model,
    save_classifier,
    train_classifier,
)
from grading.milestones.dream_pictures import (
    Seen,
    animate,
    draw_rows_of_digits,
    draw_strip,
    percent,
)
from grading.milestones.network import Rows
from grading.milestones.received import readings
from grading.paths import display_path

DIGITS = range(10)
SURE = 0.9
COMPOSITES_NEEDED = 8
FROM, TO = 0, 8
# One descent in a hundred gets stuck on its way, so several zeros set out.
ZEROS = 5

# Pixels go up to 16 and the gradient of one is small, hence the large rates. The morph is
# slower than it has to be, so that there is something to watch.
BLACK_STEPS, BLACK_RATE = 30, 50.0
MORPH_STEPS, MORPH_RATE = 40, 2.0
COMPOSITE_STEPS, COMPOSITE_RATE = 10, 50.0
COUNT = 100

# For each question to the learner's code. The reference takes about 6 for the training and
# as many for the composites; a matmul with three loops takes ten times as long.
SECONDS = 180.0

PICTURES = ("dreams.png", "morph.png", "morph.gif")

Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Dreams:
    """What was dreamed. black, composites: one image for each digit. count: dreams in each.

    frames: from a real 0 to the 8, of the zero that came farthest. towards_8: how sure the
    network is of the 8 in each frame.
    """

    black: list[Seen]
    black_sure: list[float]
    frames: list[Seen]
    towards_8: list[float]
    composites: list[Seen]
    count: int


def run(learner: ConversingRunner, setting: Setting) -> MilestoneResult:
    """Train the classifier, let it dream, and draw the dreams."""

    def tell(done: float, text: str) -> None:
        setting.tell(Progress(done, 1.0, text))

    found = train_for_dreams(learner, setting, lambda part, text: tell(0.5 * part, text))
    figures: dict[str, Any] = {
        "accuracy on unseen digits": found.accuracy,
        "seconds of training": round(found.seconds, 2),
    }
    if message := explain_accuracy(found):
        return MilestoneResult("dreams", False, 0.0, figures, message)
    save_classifier(found, setting.pictures)
    start = time.monotonic()
    made = dream_everything(learner, found, COUNT, lambda part, text: tell(0.5 + 0.5 * part, text))
    figures |= {
        "sure of 0 to 9, from black": made.black_sure,
        f"sure of the {TO} that was a {FROM}": made.towards_8[-1],
        "composites read rightly": _right(made.composites),
        "composites read as": [seen.reading for seen in made.composites],
        "seconds of dreaming": round(time.monotonic() - start, 2),
    }
    message = explain_dreams(made)
    return MilestoneResult(
        "dreams", not message, 0.0, figures, message, draw_dreams(made, setting.pictures)
    )


def train_for_dreams(learner: ConversingRunner, setting: Setting, tell: Tell) -> TrainedClassifier:
    """The classifier, trained by the learner's code."""

    def heard(epoch: int, loss: float, accuracy: float) -> None:
        tell(epoch / EPOCHS, f"training, epoch {epoch} of {EPOCHS}: loss {loss:.3f}")

    return train_classifier(learner, setting, SECONDS, heard)


def dream_everything(learner: Runner, found: TrainedClassifier, count: int, tell: Tell) -> Dreams:
    """Everything that the milestone shows, dreamed by the learner's code. `count`: composites."""
    classifier = found.classifier
    parameters = classifier.parameters

    learner.begin_check(SECONDS)
    tell(0.0, "dreaming from black")
    answer = learner.run(dreams_from_black, [parameters, BLACK_STEPS, BLACK_RATE])
    black = images_of(answer, len(DIGITS), "the dreams from black")

    tell(0.05, f"from {FROM} to {TO}")
    zeros = real_zeros(found)
    answer = learner.run(morphs, [parameters, zeros, TO, MORPH_STEPS, MORPH_RATE])
    frames = images_of(answer, len(zeros) * (MORPH_STEPS + 1), "the frames of the morphs")
    films = [frames[i : i + MORPH_STEPS + 1] for i in range(0, len(frames), MORPH_STEPS + 1)]
    film = max(films, key=lambda film: classifier.probabilities(film[-1])[TO])

    # A thousand dreams for each digit may well be asked for.
    learner.begin_check(SECONDS * max(1.0, count / COUNT))
    answer = learner.watch(
        composites_of_noise,
        [parameters, count, COMPOSITE_STEPS, COMPOSITE_RATE, "composites"],
        lambda done: tell(0.1 + 0.09 * readings([done], 1)[0], f"{count} dreams of each digit"),
    )
    composites = images_of(answer, len(DIGITS), "the composites")
    return Dreams(
        black=list(map(classifier.seen, black)),
        black_sure=[
            classifier.probabilities(image)[d] for d, image in zip(DIGITS, black, strict=True)
        ],
        frames=list(map(classifier.seen, film)),
        towards_8=[classifier.probabilities(frame)[TO] for frame in film],
        composites=list(map(classifier.seen, composites)),
        count=count,
    )


def draw_dreams(made: Dreams, folder: Path) -> tuple[str, ...]:
    """The three pictures, saved in `folder`; their paths."""
    rows, line, film = (folder / name for name in PICTURES)
    named = [("from black", made.black), (f"mean of {made.count:,}\nfrom noise", made.composites)]
    return (
        display_path(draw_rows_of_digits(named, rows)),
        display_path(draw_strip(made.frames, made.towards_8, TO, line)),
        display_path(animate(made.frames, made.towards_8, TO, film)),
    )


def real_zeros(found: TrainedClassifier) -> list[Image]:
    """The first unseen zeros that the classifier reads rightly."""
    data = digits()
    zeros = (data.pixels(i) for i in found.unseen if data.labels[i] == FROM)
    right = (zero for zero in zeros if found.classifier.seen(zero).reading == FROM)
    return list(itertools.islice(right, ZEROS))


# --- Probes: these run where the learner's code runs ------------------------------------


def dreams_from_black(picograd: Any, parameters: list[Rows], steps: int, lr: float) -> list[Image]:
    model = rebuild_model(picograd, parameters)
    black = [0.0] * len(parameters[0])
    return [picograd.dream.dream(model, black, digit, steps, lr) for digit in range(10)]


def morphs(
    picograd: Any,
    parameters: list[Rows],
    images: list[Image],
    target: int,
    steps: int,
    lr: float,
) -> list[Image]:
    """The frames of each image's morph, one after the other."""
    model = rebuild_model(picograd, parameters)
    return [
        frame for image in images for frame in picograd.dream.morph(model, image, target, steps, lr)
    ]


def composites_of_noise(
    picograd: Any,
    report: Callable[[Any], None],
    parameters: list[Rows],
    count: int,
    steps: int,
    lr: float,
    seed: str,
) -> list[Image]:
    """Reports how many of the ten composites are done."""
    model = rebuild_model(picograd, parameters)
    made = []
    for digit in range(10):
        rng = random.Random(f"{seed}/{digit}")
        made.append(picograd.dream.composite(model, digit, count, steps, lr, rng))
        report(digit + 1)
    return made


# --- What is missing --------------------------------------------------------------------


def _right(images: list[Seen]) -> int:
    return sum(seen.reading == digit for digit, seen in zip(DIGITS, images, strict=True))


def explain_dreams(made: Dreams) -> str:
    """What keeps the milestone from being reached; empty if nothing does."""
    unsure = [
        digit for digit, sure in zip(DIGITS, made.black_sure, strict=True) if not sure >= SURE
    ]
    if unsure:
        least = min(unsure, key=made.black_sure.__getitem__)
        return (
            f"from black, the network should be {SURE:.0%} sure of every digit, and it is only "
            f"{percent(made.black_sure[least])} sure of the {least}; look at the frames of "
            "dream.morph: does its cross-entropy fall with each of them?"
        )
    if made.frames[-1].reading != TO:
        return (
            f"one of {ZEROS} real zeros should become an {TO} for the network, and none does "
            f"within {MORPH_STEPS} steps of dream.morph; the nearest is read as "
            f"{made.frames[-1].title}"
        )
    if _right(made.composites) < COMPOSITES_NEEDED:
        return (
            f"{_right(made.composites)} of 10 composites are read as the digit that was dreamed "
            f"of, and {COMPOSITES_NEEDED} are needed; does every dream of dream.composite begin "
            "in noise of its own, and is it the mean that comes back?"
        )
    return ""
