"""A training under the judge's orders: what passes for one's own steps, and what does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from grading.milestones.image_training import Plan, image_subject
from grading.milestones.lesson import Lesson, Progressed, compare, hold_lesson, learn, start
from grading.milestones.orders import LEARN, SHOW, follow_orders
from grading.milestones.replay import begin, plain_parameters
from grading.worker.wire import Malformed
from tests.grading.milestones.pupil import Pupil, held, material, moved

PLAN = Plan((6, 5, 4), 16, 0.9, 3, seed=7)
BATCHES = [[0, 1, 2], [5, 4], [3]]

SUBJECT = replace(image_subject(material(), PLAN), in_full=True)


def pupil_of_all() -> Pupil:
    return Pupil(SUBJECT, BATCHES)


def taught(pupil: Pupil, chunks: int = 2, look: bool = True) -> Progressed:
    return held(pupil, lesson_of(chunks, look))


def lesson_of(chunks: int, look: bool) -> Lesson[Progressed]:
    now = yield from start(SUBJECT)
    for _ in range(chunks):
        if now.is_over:
            break
        now = yield from learn(SUBJECT, now, list(range(6)), 0.1, look=look)
    if not now.is_over:
        now = yield from compare(SUBJECT, now)
    return now


@pytest.mark.parametrize("look", [True, False])
def test_own_steps_have_no_fault(look: bool) -> None:
    """Whether looked at after each chunk or at the end; the steps are counted."""
    now = taught(pupil_of_all(), look=look)
    assert (now.fault, now.steps) == ("", 6)
    assert 0 < now.loss < 3


@pytest.mark.parametrize("look", [True, False])
def test_a_step_a_little_longer_is_seen(look: bool) -> None:
    """One part in a thousand is no rounding."""
    pupil = pupil_of_all()
    pupil.lr = 1.001
    assert "its steps are not those of its own gradients" in taught(pupil, look=look).fault


def test_other_first_weights_are_seen() -> None:
    """A single one, before anything was learned."""

    def other(parameters: list[Any]) -> list[Any]:
        parameters[2][4][3] += 1e-4
        return parameters

    pupil = pupil_of_all()
    pupil.shown = other
    now = taught(pupil)
    assert now.steps == 0
    assert "does not begin with what layers.Linear draws" in now.fault
    assert "parameter 2 (5 x 4)" in now.fault


class Exchanging(Pupil):
    """Has other weights when the second chunk begins than when the first one ended."""

    def hear(self, order: list[Any]) -> Any:
        if order[0] == LEARN and LEARN in self.orders:
            self.state = moved(self.state, 0.1)
        return super().hear(order)


def test_an_exchange_between_two_chunks_is_seen() -> None:
    """The parameters of a chunk follow from those of the one before."""
    fault = taught(Exchanging(SUBJECT, BATCHES)).fault
    assert "its steps are not those of its own gradients: after 6 steps" in fault


@pytest.mark.parametrize("batches", [[[0, 1, 2]], [[0, 1, 2, 3, 4, 4]], [[0, 1, 2, 3, 4, 6]]])
def test_minibatches_are_of_what_was_sent(batches: list[list[int]]) -> None:
    """Each index once, and no other."""
    pupil = pupil_of_all()
    pupil.hear = lambda order: (  # type: ignore[method-assign]  # says so without learning
        plain_parameters(pupil.state) if order[0] == SHOW else [1.0, batches]
    )
    assert "each index of its list should stand in exactly one minibatch" in taught(pupil).fault


def test_a_loss_that_is_no_number_any_more_ends_the_lesson() -> None:
    """It is no fault: whoever told it is told that it exploded."""
    pupil = pupil_of_all()
    pupil.loss = math.nan
    now = taught(pupil)
    assert math.isnan(now.loss)
    assert now.is_over
    assert now.fault == ""


@pytest.mark.parametrize("said", [None, [1.0], ["1", [[0]]], [1.0, [0]], [1.0, [[]]], [1, [[0.0]]]])
def test_a_chunk_is_told_by_its_loss_and_minibatches(said: Any) -> None:
    """Anything else is no answer."""
    lesson = lesson_of(1, look=True)
    next(lesson)
    lesson.send(plain_parameters(begin(SUBJECT.drawn)))
    with pytest.raises(Malformed):
        lesson.send(said)


class Talking:
    """A learner whose code runs here."""

    def begin_check(self, seconds: float | None = None) -> None:
        pass

    def converse(self, probe: Any, arguments: Sequence[Any], respond: Any) -> Any:
        return probe(None, respond, *arguments)


def test_a_lesson_is_held_to_its_end() -> None:
    """Orders are followed in their order; what the lesson and the probe answer comes back."""

    def lesson() -> Lesson[str]:
        one = yield ["add", 2]
        two = yield ["add", one]
        return f"{one} {two}"

    def probe(picograd: Any, converse: Any, more: int) -> str:
        follow_orders(converse, {"add": lambda number: number + more})
        return "done"

    assert hold_lesson(Talking(), probe, [3], lesson()) == ("done", "5 8")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("says", "message"),
    [
        (0, "ended before it was asked to"),
        (1, "ended before it was asked to"),
        (4, "after its end"),
    ],
)
def test_a_probe_that_leaves_early_or_stays_is_refused(says: int, message: str) -> None:
    """Neither is the training that was asked for."""

    def lesson() -> Lesson[None]:
        yield [SHOW]

    def probe(picograd: Any, converse: Any) -> None:
        for _ in range(says):
            converse(1)

    with pytest.raises(Malformed, match=message):
        hold_lesson(Talking(), probe, [], lesson())  # type: ignore[arg-type]
