"""Stands in for the learner's code in a training: follows the orders with the right steps."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from grading.milestones.disguise import draw_disguise
from grading.milestones.image_training import Material
from grading.milestones.lesson import Lesson, Subject, T
from grading.milestones.network import Parameters, read
from grading.milestones.orders import ANSWER, PLEDGE, REVEAL, SHOW
from grading.milestones.pledge import digest
from grading.milestones.replay import State, begin, plain_parameters, replay


def material(count: int = 6) -> Material:
    """Images of six pixels in four classes."""
    rng = Random(1)
    images = bytes(rng.randrange(17) for _ in range(6 * count))
    labels = bytes([0, 1, 2, 3, 1, 2, *(rng.randrange(4) for _ in range(6, count))])
    return Material(images, labels, draw_disguise(6, 4, rng))


class Pupil:
    """Makes the steps of its subject, but for what a test exchanges.

    subject: not the judge's own, for the dropout that it draws. batches: those of every chunk;
    None for pairs in the order that was given.
    """

    def __init__(self, subject: Subject, batches: list[list[int]] | None = None) -> None:
        self.subject = subject
        self.state = begin(subject.drawn)
        self.batches = batches
        self.loss: float | None = None
        self.lr = 1.0
        self.shown: Callable[[Parameters], Parameters] = lambda parameters: parameters
        self.orders: list[str] = []
        self.images: list[list[float]] = []
        self._held: list[list[Parameters]] = [[], []]

    def hear(self, order: list[Any]) -> Any:
        self.orders.append(order[0])
        if order[0] == SHOW:
            return self.shown(plain_parameters(self.state))
        if order[0] == REVEAL:
            return self.shown(self._held[order[1]][order[2]])
        if order[0] == ANSWER:
            return read(plain_parameters(self.state), [self.images[i] for i in order[1]])
        return self.learn(order[1], order[2], pledging=order[0] == PLEDGE)

    def learn(self, indices: list[int], lr: float, pledging: bool) -> list[Any]:
        batches = self.batches or [indices[i : i + 2] for i in range(0, len(indices), 2)]
        *most, last = map(self.subject.draw, batches)
        total, before = 0.0, self.state
        if most:
            before, loss = replay(self.subject.step, self.state, most, lr * self.lr)
            total = loss * sum(len(batch.indices) for batch in most)
        self.state, loss = replay(self.subject.step, before, [last], lr * self.lr)
        total = (total + loss * len(last.indices)) / sum(map(len, batches))
        told = [total if self.loss is None else self.loss, batches]
        if not pledging:
            return told
        self._held = [self._held[1], [plain_parameters(s) for s in (before, self.state)]]
        return [*told, list(map(digest, self._held[1]))]


def held(pupil: Pupil, lesson: Lesson[T]) -> T:
    """What comes of the lesson."""
    order = next(lesson)
    while True:
        try:
            order = lesson.send(pupil.hear(order))
        except StopIteration as end:
            outcome: T = end.value
            return outcome


def moved(state: State, by: float) -> State:
    """With other parameters, and at rest."""
    return begin([[[x + by for x in row] for row in rows] for rows in plain_parameters(state)])
