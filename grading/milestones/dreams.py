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
    SIZE,
    Image,
    TrainedClassifier,
    explain_accuracy,
    images_of,
    rebuild_model,
    save_classifier,
    train_classifier,
)
from grading.milestones.descent import chosen, descend, explain_other_descent, mean_image
from grading.milestones.disguise import (
    disguise_image,
    disguise_network,
    draw_disguise,
    reveal_image,
)
from grading.milestones.dream_pictures import (
    HIGH,
    LOW,
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
NOISE = "composites"

# For each question to the learner's code. The reference takes about 6 for the training and
# as many for the composites; a matmul with three loops takes ten times as long.
SECONDS = 180.0

PICTURES = ("dreams.png", "morph.png", "morph.gif")

Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Dreams:
    """What was dreamed. black, composites: one image for each digit. count: dreams in each.

    fault: says that they are not what a descent of one's own comes to.
    frames: from a real 0 to the 8, of the zero that came farthest. towards_8: how sure the
    network is of the 8 in each frame.
    """

    black: list[Seen]
    black_sure: list[float]
    frames: list[Seen]
    towards_8: list[float]
    composites: list[Seen]
    count: int
    fault: str = ""


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
    made = dream_everything(
        learner,
        found,
        COUNT,
        lambda part, text: tell(0.5 + 0.5 * part, text),
        setting.draws("dreams"),
    )
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


def dream_everything(
    learner: Runner, found: TrainedClassifier, count: int, tell: Tell, rng: random.Random
) -> Dreams:
    """Everything that the milestone shows, dreamed by the learner's code. `count`: composites.

    rng: disguises the network and the images; what comes back is taken out of the disguise. It also
    picks the composites that are made again where not all are.
    """
    classifier = found.classifier
    disguise = draw_disguise(SIZE, len(DIGITS), rng)
    parameters = disguise_network(classifier.parameters, disguise)
    targets = [disguise.classes[digit] for digit in DIGITS]

    def revealed(answer: Any, many: int, what: str) -> list[Image]:
        return [reveal_image(image, disguise) for image in images_of(answer, many, what)]

    def right(starts: list[Image], wanted: list[int], steps: int, lr: float) -> list[list[Image]]:
        return descend(classifier.parameters, starts, wanted, steps, lr, HIGH)

    learner.begin_check(SECONDS)
    tell(0.0, "dreaming from black")
    answer = learner.run(dreams_from_black, [parameters, targets, BLACK_STEPS, BLACK_RATE])
    black = revealed(answer, len(DIGITS), "the dreams from black")
    *_, expected = right([[0.0] * SIZE for _ in DIGITS], list(DIGITS), BLACK_STEPS, BLACK_RATE)
    fault = explain_other_descent(black, expected, "dream.dream")

    tell(0.05, f"from {FROM} to {TO}")
    zeros = real_zeros(found)
    hidden = [disguise_image(zero, disguise) for zero in zeros]
    answer = learner.run(morphs, [parameters, hidden, targets[TO], MORPH_STEPS, MORPH_RATE])
    frames = revealed(answer, len(zeros) * (MORPH_STEPS + 1), "the frames of the morphs")
    expected_films = zip(*right(zeros, [TO] * len(zeros), MORPH_STEPS, MORPH_RATE), strict=True)
    expected = [frame for one in expected_films for frame in one]
    fault = fault or explain_other_descent(frames, expected, "dream.morph")
    films = [frames[i : i + MORPH_STEPS + 1] for i in range(0, len(frames), MORPH_STEPS + 1)]
    film = max(films, key=lambda film: classifier.probabilities(film[-1])[TO])

    # A thousand dreams for each digit may well be asked for.
    learner.begin_check(SECONDS * max(1.0, count / COUNT))
    answer = learner.watch(
        composites_of_noise,
        [parameters, targets, count, COMPOSITE_STEPS, COMPOSITE_RATE, NOISE],
        lambda done: tell(0.1 + 0.09 * readings([done], 1)[0], f"{count} dreams of each digit"),
    )
    composites = revealed(answer, len(DIGITS), "the composites")
    looked_at = chosen(len(DIGITS), rng)
    means = []
    for digit in looked_at:
        noise = [reveal_image(start, disguise) for start in noise_of(targets[digit], count)]
        last = right(noise, [digit] * count, COMPOSITE_STEPS, COMPOSITE_RATE)[-1]
        means.append(mean_image(last))
    seen = [composites[digit] for digit in looked_at]
    fault = fault or explain_other_descent(seen, means, "dream.composite")
    return Dreams(
        black=list(map(classifier.seen, black)),
        black_sure=[
            classifier.probabilities(image)[d] for d, image in zip(DIGITS, black, strict=True)
        ],
        frames=list(map(classifier.seen, film)),
        towards_8=[classifier.probabilities(frame)[TO] for frame in film],
        composites=list(map(classifier.seen, composites)),
        count=count,
        fault=fault,
    )


def noise_of(target: int, count: int) -> list[Image]:
    """Where `dream.composite` begins with the generator that `composites_of_noise` hands it."""
    rng = random.Random(f"{NOISE}/{target}")
    return [[rng.uniform(LOW, HIGH) for _ in range(SIZE)] for _ in range(count)]


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


def dreams_from_black(
    picograd: Any, parameters: list[Rows], targets: list[int], steps: int, lr: float
) -> list[Image]:
    model = rebuild_model(picograd, parameters)
    black = [0.0] * len(parameters[0])
    return [picograd.dream.dream(model, black, target, steps, lr) for target in targets]


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
    targets: list[int],
    count: int,
    steps: int,
    lr: float,
    seed: str,
) -> list[Image]:
    """Reports how many of the ten composites are done."""
    model = rebuild_model(picograd, parameters)
    made = []
    for target in targets:
        rng = random.Random(f"{seed}/{target}")
        made.append(picograd.dream.composite(model, target, count, steps, lr, rng))
        report(len(made))
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
    return made.fault
