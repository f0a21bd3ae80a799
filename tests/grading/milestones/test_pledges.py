"""A training of which the judge makes only some steps again: whom that lets pass, and whom not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from grading.checks import oracle
from grading.milestones import image_training
from grading.milestones.image_training import Plan, Taught, image_subject, teach_epochs
from grading.milestones.images import to_rows
from grading.milestones.lesson import Lesson, Progressed, compare, learn, look_at, start
from grading.milestones.network import Parameters
from grading.milestones.orders import LEARN, PLEDGE, REVEAL, SHOW, follow_orders, learning
from grading.milestones.pledge import digest, pledge_of
from grading.milestones.replay import plain_parameters
from grading.worker.wire import Malformed
from tests.grading.milestones.pupil import Pupil, held, material, moved

PLAN = Plan((6, 5, 5, 4), 16, 0.9, 2, seed=7, dropout=0.2)
IMAGES = 48


@pytest.fixture(autouse=True)
def _without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "is_live", lambda: False)


def pupil() -> Pupil:
    return Pupil(image_subject(material(IMAGES), PLAN))


def taught(one: Pupil, looks: str, rate: float = 0.1) -> Progressed:
    """A chunk for each letter, looked at where it is an x; and the end of the lesson."""

    def chunks() -> Lesson[Progressed]:
        subject = image_subject(material(IMAGES), PLAN)
        now = yield from start(subject)
        for place, look in enumerate(looks):
            if now.is_over:
                break
            indices = list(range(6 * place, 6 * place + 6))
            now = yield from learn(subject, now, indices, rate / (place + 1), look=look == "x")
        if not now.is_over:
            now = yield from compare(subject, now)
        return now

    return held(one, chunks())


@pytest.mark.parametrize("looks", ["......", "xxxxxx", "..x.x.", ".....x"])
def test_own_steps_have_no_fault(looks: str) -> None:
    """Whichever chunks are looked at, with momentum, dropout and rates that change."""
    one = pupil()
    now = taught(one, looks)
    assert (now.fault, now.steps) == ("", 18)
    assert plain_parameters(now.state) == plain_parameters(one.state)


def test_the_first_chunk_and_the_last_are_always_looked_at() -> None:
    """Three looks at what was pledged, but one at the first, before which nothing was."""
    one = pupil()
    taught(one, "....")
    first, last = [PLEDGE, REVEAL], [PLEDGE, REVEAL, REVEAL, REVEAL]
    assert one.orders == [SHOW, *first, PLEDGE, PLEDGE, *last]
    assert LEARN not in one.orders


class Wrong(Pupil):
    """Goes wrong in one chunk, whose number is `when`."""

    def __init__(self, when: int) -> None:
        super().__init__(image_subject(material(IMAGES), PLAN))
        self.when = when
        self.chunk = -1

    def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
        self.chunk += 1
        return super().learn(indices, lr, pledging)


class Longer(Wrong):
    """Its steps are longer than they should be by one part in a thousand."""

    def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
        self.lr = 1.001 if self.chunk + 1 == self.when else 1.0
        return super().learn(indices, lr, pledging)


class Exchanging(Wrong):
    """Begins one chunk with other parameters than the one before ended with."""

    def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
        if self.chunk + 1 == self.when:
            self.state = moved(self.state, 0.01)
        return super().learn(indices, lr, pledging)


class Stopping(Wrong):
    """Begins one chunk with its parameters, and with velocities of zero."""

    def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
        if self.chunk + 1 == self.when:
            self.state = moved(self.state, 0.0)
        return super().learn(indices, lr, pledging)


@pytest.mark.parametrize("kind", [Longer, Exchanging, Stopping])
def test_what_is_looked_at_has_to_be_ones_own(kind: type[Wrong]) -> None:
    """Parameters and velocities go over from one chunk to the next, and steps are as they are."""
    said = "its steps are not those of its own gradients: after 9 steps parameter"
    assert said in taught(kind(2), "..x..").fault
    assert "where the autograder comes to" in taught(kind(2), "..x..").fault
    # What nobody looked at goes by: so it is the judge's secret at what it looks.
    assert taught(kind(2), "....x").fault == ""


@pytest.mark.parametrize("kind", [Longer, Exchanging, Stopping])
def test_the_end_has_to_be_ones_own(kind: type[Wrong]) -> None:
    """Nobody knows which chunk is the last one, and it is looked at."""
    assert "after 12 steps" in taught(kind(3), "....").fault


def test_the_beginning_has_to_be_ones_own() -> None:
    """Before anything was pledged there are the weights that the seed draws."""
    assert "after 3 steps" in taught(Longer(0), "....").fault
    assert "after 3 steps" in taught(Exchanging(0), "....").fault


@pytest.mark.parametrize("asked", [(1, 1), (0, 0), (0, 1)])
def test_there_is_no_other_past_than_the_one_that_was_pledged(asked: tuple[int, int]) -> None:
    """Parameters that would lead where one is are none if they were not told of in time."""

    class Inventing(Pupil):
        def hear(self, order: list[Any]) -> Any:
            if order[0] == REVEAL and tuple(order[1:]) == asked and len(self.orders) > 4:
                self.shown = lambda rows: [[[x + 1e-12 for x in row] for row in p] for p in rows]
            said = super().hear(order)
            self.shown = lambda rows: rows
            return said

    one = Inventing(image_subject(material(IMAGES), PLAN))
    assert "it shows other parameters than it had when it told of them" in taught(one, "..x").fault


def test_what_is_seen_on_the_way_is_not_what_is_proven() -> None:
    """Where this side is behind, the parameters for the curve are shown, and change nothing."""
    one, subject = pupil(), image_subject(material(IMAGES), PLAN)

    def seen() -> Lesson[tuple[Parameters, Progressed]]:
        now = yield from start(subject)
        now = yield from learn(subject, now, [0, 1], 0.1, look=False)
        now = yield from learn(subject, now, [2, 3], 0.1, look=False)
        shown = yield from look_at(subject, now)
        return shown, now

    shown, now = held(one, seen())
    assert shown == plain_parameters(one.state)
    assert now.is_behind


@pytest.mark.parametrize("said", [None, [1.0, [[0]]], [1.0, [[0]], ["a"]], [1.0, [[0]], [1, "b"]]])
def test_a_chunk_is_told_with_its_pledge(said: Any) -> None:
    """Anything else is no answer."""

    class Silent(Pupil):
        def learn(self, indices: list[int], lr: float, pledging: bool) -> Any:
            return said

    subject = image_subject(material(IMAGES), PLAN)

    def chunk() -> Lesson[Progressed]:
        now = yield from start(subject)
        now = yield from learn(subject, now, [0], 0.1, look=False)
        return now

    with pytest.raises(Malformed, match=r"digests|pledge"):
        held(Silent(subject), chunk())


# --- A whole training -------------------------------------------------------------------


@dataclass
class Watched:
    """What a training of ten epochs of eight chunks came to, and which of these were made again."""

    taught: Taught
    again: list[int]


@pytest.fixture
def chunks_of_six(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_training, "PORTION", 6)
    monkeypatch.setattr(image_training, "READ_TWICE", 5)


def watched(one: Pupil, secret: str) -> Watched:
    given = material(IMAGES)
    one.images = to_rows(given.images, range(IMAGES), 6, 16)
    rates, told = [0.1] * 10, []
    rng = Random(secret)
    lesson_of = teach_epochs(
        given, PLAN, rates, lambda: False, rng, lambda *numbers: told.append(numbers)
    )
    result = held(one, lesson_of)
    assert [epoch for epoch, *_ in told] == list(range(1, 11)) or result.fault
    again, chunk = [], 0
    # What is shown for the curve stands between the two.
    orders = [order for order in one.orders if order != SHOW]
    for earlier, order in itertools.pairwise(orders):
        if order == REVEAL and earlier == PLEDGE:
            again.append(chunk)
        chunk += order == PLEDGE
    return Watched(result, again)


@pytest.mark.usefixtures("chunks_of_six")
def test_the_judge_makes_a_small_part_of_the_training_again() -> None:
    """The first chunk, the last, and one in sixteen: others for each secret, few for all."""
    runs = [watched(pupil(), f"{secret}") for secret in range(8)]
    assert [run.taught.fault for run in runs] == [""] * 8
    assert all(run.again[0] == 0 for run in runs)
    assert all(run.again[-1] == 79 for run in runs)
    between = [tuple(run.again[1:-1]) for run in runs]
    assert len(set(between)) == 8
    assert 0.03 <= sum(map(len, between)) / (8 * 80) <= 0.10


@pytest.mark.usefixtures("chunks_of_six")
def test_a_training_that_is_not_its_own_is_refused() -> None:
    """Wrong in each chunk but the first, whatever the secret is."""

    class Never(Pupil):
        def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
            self.lr = 1.01 if PLEDGE in self.orders[:-1] else 1.0
            return super().learn(indices, lr, pledging)

    for secret in range(3):
        one = Never(image_subject(material(IMAGES), PLAN))
        assert "are not those of its own" in watched(one, f"{secret}").taught.fault


# --- Where the learner's code runs ------------------------------------------------------


class Node:
    """What is pledged of a Tensor."""

    def __init__(self, data: list[list[float]]) -> None:
        self.data = data


def test_the_probe_pledges_what_it_holds_before_the_last_step_and_behind_it() -> None:
    """Of this chunk and of the one before, even where an optimizer changes rows where they lie."""
    weight = Node([[0.0, -0.5]])

    class Optimizer:
        lr = 0.0

    class Package:
        class training:  # noqa: N801  # it is a module there
            @staticmethod
            def train_epoch(loss: Any, optimizer: Any, indices: Any, size: int, rng: Any) -> float:
                for index in indices:
                    loss([index])
                    weight.data[0][0] += optimizer.lr
                return 0.5

    orders = [[PLEDGE, [0, 1], 1.0], [PLEDGE, [2], 0.25], [REVEAL, 0, 0], [REVEAL, 0, 1]]
    orders += [[REVEAL, 1, 0], [REVEAL, 1, 1], ["end"]]
    said: list[Any] = []

    def converse(answer: Any) -> Any:
        said.append(answer)
        return orders[len(said) - 1]

    optimizer = Optimizer()
    followed = learning(Package, optimizer, lambda batch: None, 1, None, [weight])
    follow_orders(converse, followed)
    states = [[[[x, -0.5]]] for x in (1.0, 2.0, 2.0, 2.25)]
    assert said[3:] == states
    assert said[1] == [0.5, [[0], [1]], [digest(states[0]), digest(states[1])]]
    assert said[2] == [0.5, [[2]], [digest(states[2]), digest(states[3])]]
    assert pledge_of(said[1][2]).after == digest([[[2, -0.5]]])
