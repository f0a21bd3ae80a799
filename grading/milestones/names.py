"""Milestone `names`: a GPT of the learner's own learns from names in a minute, and writes new ones.

The 2,000 names that it is judged on never leave this side, which guesses their letters with the
weights that were learned.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from grading.course import datasets
from grading.learner.runner import ConversingRunner, TimedOut
from grading.milestones.arithmetic import judge_name
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.lesson import Lesson, compare, hold_lesson, look_at, start
from grading.milestones.letters import (
    TOKENS,
    disguise_word,
    draw_letters,
    loss_of_pairs,
    numbers_of,
    reveal_gpt,
    reveal_word,
    word_of,
)
from grading.milestones.name_pictures import LearnedNames, draw_names
from grading.milestones.name_training import (
    DRAW,
    PORTION,
    Material,
    gradients_of,
    learn_a_chunk,
    learn_names,
    name_subject,
)
from grading.milestones.network import Parameters
from grading.milestones.orders import ANSWER
from grading.milestones.received import explain_explosion
from grading.milestones.replay import plain_parameters
from grading.milestones.transformer import Plan, drawn_words, mean_loss
from grading.paths import display_path
from grading.worker.wire import Malformed

STARS = (2.30, 2.20)
TEST_NAMES = 2_000
MINUTES = 1.0

PLAN = Plan(vocabulary=TOKENS, width=16, heads=4, blocks=1, context=16)
LEARNING_RATE = 0.015

# Not learned from, for the curve; each look at them costs this side a moment.
HELD_OUT, POINTS = 150, 30
# So many names are read by the learner's `loss` and by its weights on this side.
READ_TWICE = 60
DRAWN, SHOWN, TEMPERATURE = 200, 20, 0.8
# How far the learner's own loss may lie from that of its weights.
TOLERANCE = 1e-6
# On the clock of the wall: so long at most, and of that so much is kept for what comes behind.
LONGEST, FOR_ANSWERS = 120.0, 60.0


@dataclass(frozen=True)
class Taught:
    """How a training ended. parameters: of the GPT, in disguise as its words are.

    loss: the running one, no finite number where it exploded. words: what the learner's code drew.
    fault: what is not as it should be.
    """

    parameters: Parameters
    loss: float
    words: tuple[str, ...]
    fault: str
    seen: int
    letters: int
    seconds: float


def run(learner: ConversingRunner, setting: Setting) -> MilestoneResult:
    """Train until the time is over, then judge on names that nobody has seen."""
    budget = 60 * (MINUTES if setting.minutes is None else setting.minutes)
    rng = setting.draws("names")
    every = datasets.names()
    order = rng.sample(every, len(every))
    test, training = order[:TEST_NAMES], order[TEST_NAMES:]
    letters = draw_letters(rng)
    seed = setting.seed_of_weights("names")
    material = Material(tuple(disguise_word(word, letters) for word in training), PLAN, seed)
    curve: list[list[float]] = []
    # As in mnist: the processor's time in the worker ends the training, and this clock a worker
    # that does not answer, or that waits.
    longest = 4 * budget + LONGEST
    lesson = teach_for_a_time(
        material, budget, longest, learner.processor_seconds, rng, setting.tell, curve
    )
    learner.begin_check(longest)
    try:
        _, taught = hold_lesson(learner, learn_names, material.sent, lesson)
    except TimedOut:
        return MilestoneResult("names", False, 0.0, message=_too_late(longest, budget, curve))
    network = reveal_gpt(taught.parameters, letters)
    loss = mean_loss(network, PLAN, list(map(numbers_of, test)))
    pairs = loss_of_pairs(training, test)
    words = [reveal_word(word, letters) for word in taught.words]
    message = taught.fault
    if not message and not loss < pairs:
        message = _shortfall(loss, pairs, taught)
    picture = draw_names(
        LearnedNames(
            title=f"Names: {loss:.2f} nats a letter on {len(test):,} names that it has not seen, "
            f"after {taught.seen:,} others",
            network=network,
            heads=PLAN.heads,
            curve=curve,
            pairs=pairs,
            words=words[:SHOWN],
        ),
        setting.pictures / "names.png",
    )
    figures = _figures(loss, pairs, taught, words, frozenset(every))
    return MilestoneResult("names", not message, 0.0, figures, message, (display_path(picture),))


def teach_for_a_time(
    material: Material,
    budget: float,
    longest: float,
    clock: Callable[[], float],
    rng: Random,
    tell: Callable[[Progress], None],
    curve: list[list[float]],
) -> Lesson[Taught]:
    """Chunk after chunk until `clock` says that `budget` seconds are over; then it answers.

    longest: seconds on the wall, after which the learner's code is not waited for any more. rng:
    decides what is learned when and what is looked at. curve: grows as it goes.
    """
    numbers = list(map(numbers_of, material.words))
    subject, gradients = name_subject(material, numbers), gradients_of(material, numbers)
    held_out = numbers[-HELD_OUT:]
    chunks = _chunks(len(numbers) - HELD_OUT, rng)
    now = yield from start(subject)
    began, told_at = clock(), time.monotonic()
    seen, letters, seconds, running, next_point = 0, 0, 0.0, 0.0, 0.0
    while not now.is_over and seconds < budget:
        # Large steps first, small ones when the time runs out: it comes to rest.
        rate = LEARNING_RATE * max(0.01, 1 - seconds / budget)
        chunk = next(chunks)
        now = yield from learn_a_chunk(subject, now, chunk, rate, gradients, rng)
        # A worker that only waits takes no time of the processor, and comes to its end as well.
        waited = budget * (time.monotonic() - told_at) / (longest - FOR_ANSWERS)
        seconds = max(clock() - began, waited)
        running = now.loss if not seen else 0.8 * running + 0.2 * now.loss
        seen += len(chunk)
        letters += sum(len(numbers[i]) + 1 for i in chunk)
        if now.is_over:
            break
        if seconds >= next_point:
            next_point = min(seconds + budget / POINTS, budget)
            shown = yield from look_at(subject, now)
            curve.append([seen, running, mean_loss(shown, material.plan, held_out)])
        tell(Progress(min(seconds, budget), budget, _line(seen, seconds, running, curve[-1][2])))
    if not now.is_over:
        now = yield from compare(subject, now)
    parameters = plain_parameters(now.state)
    words: tuple[str, ...] = ()
    fault = now.fault
    if not now.is_over:
        words, fault = yield from _answers(parameters, material, numbers, rng)
    return Taught(parameters, running, words, fault, seen, letters, seconds)


def _answers(
    parameters: Parameters, material: Material, numbers: Sequence[Sequence[int]], rng: Random
) -> Lesson[tuple[tuple[str, ...], str]]:
    """The words that it draws, and what is wrong with how it reads or draws."""
    asked = rng.sample(range(len(numbers)), READ_TWICE)
    said = yield [ANSWER, asked]
    if type(said) not in (int, float):
        raise Malformed("gpt.loss should answer with one number")
    right = mean_loss(parameters, material.plan, [numbers[i] for i in asked])
    # Not `>`: a NaN is no agreement.
    if not abs(said - right) <= TOLERANCE * max(1.0, right):
        return (), _reads_otherwise(said, right)
    seed = rng.getrandbits(64)
    told = yield [DRAW, DRAWN, seed, TEMPERATURE]
    drawn = drawn_words(parameters, material.plan, DRAWN, Random(seed), TEMPERATURE)
    words = tuple(map(word_of, drawn))
    others = [
        i for i, word in enumerate(words) if not isinstance(told, list) or told[i : i + 1] != [word]
    ]
    return words, _draws_otherwise(len(others)) if others else ""


def _chunks(count: int, rng: Random) -> Iterator[list[int]]:
    """The words in random order, a portion at a time; all of them before one comes again."""
    while True:
        order = rng.sample(range(count), count)
        yield from (order[i : i + PORTION] for i in range(0, count, PORTION))


def _line(seen: float, seconds: float, loss: float, held_out: float) -> str:
    rate = 60 * seen / seconds if seconds else 0.0
    return (
        f"{seen:,.0f} names, {rate:,.0f} a minute, loss {loss:.3f}, held-out names {held_out:.3f}"
    )


def _figures(
    loss: float, pairs: float, taught: Taught, words: Sequence[str], known: frozenset[str]
) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "nats a letter": round(loss, 4),
        "table of letter pairs": round(pairs, 4),
        "perplexity": round(math.exp(min(loss, 100.0)), 2),
        "stars": sum(loss <= star for star in STARS),
        "names seen": taught.seen,
        "seconds of training": round(taught.seconds, 1),
        "letters a second": round(taught.letters / taught.seconds) if taught.seconds else 0,
    }
    if words:
        new = sum(word not in known for word in words)
        figures["new names"] = f"{new} of {len(words)} that it wrote"
        figures["some of them"] = ", ".join(word for word in words[:SHOWN] if word)
    return figures


def _shortfall(loss: float, pairs: float, taught: Taught) -> str:
    if exploded := explain_explosion(taught.loss, f"after {taught.seen:,} names"):
        return exploded
    return (
        f"a letter of the names it has not seen costs {loss:.3f} nats after {taught.seen:,} names "
        f"in {taught.seconds:.0f} seconds, and a table of letter pairs {pairs:.3f}; look at the "
        "curve in the picture: while it falls, your engine needs more time (`--minutes 3`), and "
        "`picograd bench` says how far it is from the reference"
    )


def _too_late(longest: float, budget: float, curve: list[list[float]]) -> str:
    seen = curve[-1][0] if curve else 0
    return (
        f"no answer {longest:g} seconds after the start, with {seen:,.0f} names seen; the training "
        f"takes {budget:g} seconds: `picograd bench` says how far your engine is from the reference"
    )


def _reads_otherwise(said: float, right: float) -> str:
    return (
        f"gpt.loss says {said:.6g} for {READ_TWICE} names, and {judge_name()} finds {right:.6g} "
        "with the same weights: `picograd check gpt` compares a small GPT number by number"
    )


def _draws_otherwise(others: int) -> str:
    return (
        f"{others} of {DRAWN} words that gpt.generate drew are others than {judge_name()} draws "
        "with the same weights and the same rng: each letter is one rng.choices of the shares at "
        "the temperature"
    )
