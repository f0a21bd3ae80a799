"""A training with disguised points: by the learner's Values there, and made again here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random
from typing import Any

from grading.milestones.arithmetic import Matrix, arithmetic_here
from grading.milestones.lesson import Lesson, Subject, compare, learn, start
from grading.milestones.network import Parameters, Rows, forward
from grading.milestones.orders import ANSWER, SHOW, follow_orders, learning
from grading.milestones.received import numbers
from grading.milestones.replay import TOLERANCE, Examples, Minibatch, plain_parameters, sgd
from grading.worker.wire import Malformed

Point = list[float]

# So many points are scored by the learner's network and by its parameters on this side.
SCORED_TWICE = 20


@dataclass(frozen=True)
class Turn:
    """The secret of points: a rotation, with or without a mirror, and whether names change places.

    turn: 2 x 2, to be multiplied from the right. classes: the name that each class goes by.
    """

    turn: Rows
    classes: tuple[int, int]


@dataclass(frozen=True)
class PointPlan:
    """A network for points in the plane and how it learns. seed: of its first weights."""

    sizes: tuple[int, ...]
    lr: float
    momentum: float
    batch: int
    seed: int

    @property
    def sent(self) -> list[Any]:
        """For `learn_points`."""
        return [list(self.sizes), self.momentum, self.batch, self.seed]


@dataclass(frozen=True)
class TaughtPoints:
    """How a training ended. network: scores points as they are.

    accuracy: on the points that it learned from. loss: of the last epoch, no finite number where
    it exploded. fault: what is not as it should be.
    """

    network: Parameters
    epochs: int
    loss: float
    accuracy: float
    fault: str


def draw_turn(rng: Random) -> Turn:
    """Any angle; a mirror and a change of names each in half of the cases."""
    angle, mirror = rng.uniform(0, 2 * math.pi), rng.choice([1.0, -1.0])
    turn = [
        [math.cos(angle), math.sin(angle)],
        [-mirror * math.sin(angle), mirror * math.cos(angle)],
    ]
    return Turn(turn, rng.choice([(0, 1), (1, 0)]))


def turn_points(points: Sequence[Point], turn: Rows) -> list[Point]:
    """Every point under the turn: rows times its matrix."""
    columns = list(zip(*turn, strict=True))
    return [[sum(map(mul, point, column)) for column in columns] for point in points]


def reveal_points(parameters: Parameters, secret: Turn) -> Parameters:
    """The network that scores points as they are as `parameters` score turned ones."""
    first, *between = parameters
    columns = list(zip(*first, strict=True))
    turned = [[sum(map(mul, row, column)) for column in columns] for row in secret.turn]
    renamed = [[[row[name] for name in secret.classes] for row in rows] for rows in between[-2:]]
    return [turned, *between[:-2], *renamed]


def of_neurons(answer: Any, sizes: Sequence[int]) -> Parameters:
    """Weights and biases of a network from those of its neurons, one after the other.

    `answer` is as `nn.MLP.parameters()` lists them; anything else is Malformed, which says why.
    """
    count = sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(sizes))
    if not isinstance(answer, list) or len(answer) != count:
        came = f"{len(answer):,}" if isinstance(answer, list) else "no"
        chained = "-".join(map(str, sizes))
        raise Malformed(f"a {chained} network has {count} parameters, and {came} came back")
    flat = iter(numbers(answer, count, "the parameters of the network"))
    if not all(map(math.isfinite, answer)):
        raise Malformed("a parameter of the network is not finite: the training went astray")
    parameters: Parameters = []
    for n_in, n_out in itertools.pairwise(sizes):
        neurons = [list(itertools.islice(flat, n_in + 1)) for _ in range(n_out)]
        *weight, bias = (list(row) for row in zip(*neurons, strict=True))
        parameters += [weight, [bias]]
    return parameters


def draw_neurons(sizes: Sequence[int], rng: Random) -> Parameters:
    """Those with which a network begins: as `nn.MLP` draws them, neuron by neuron."""
    flat: list[float] = []
    for n_in, n_out in itertools.pairwise(sizes):
        bound = math.sqrt(6 / n_in)
        for _ in range(n_out):
            flat += [*(rng.uniform(-bound, bound) for _ in range(n_in)), 0.0]
    return of_neurons(flat, sizes)


# --- Where the learner's code runs ------------------------------------------------------


def learn_points(
    picograd: Any,
    converse: Callable[[Any], Any],
    points: list[Point],
    labels: list[int],
    sizes: list[int],
    momentum: float,
    batch_size: int,
    seed: int,
) -> None:
    """The probe: make an MLP of `sizes` and follow the orders."""
    model = picograd.nn.MLP(sizes, Random(seed))
    optimizer = picograd.optim.SGD(model.parameters(), lr=0.0, momentum=momentum)

    def batch_loss(batch: list[int]) -> Any:
        logits = [model(points[i]) for i in batch]
        pairs = zip(logits, batch, strict=True)
        losses = [picograd.losses.cross_entropy(two, labels[i]) for two, i in pairs]
        return sum(losses) / len(losses)

    def score(index: int) -> Any:
        zero, one = model(points[index])
        return one.data - zero.data

    order = Random(f"{seed}/order")
    follow_orders(
        converse,
        learning(picograd, optimizer, batch_loss, batch_size, order)
        | {
            SHOW: lambda: [parameter.data for parameter in model.parameters()],
            ANSWER: lambda asked: [score(index) for index in asked],
        },
    )


# --- On this side -----------------------------------------------------------------------


def teach_points(
    points: list[Point],
    labels: list[int],
    secret: Turn,
    plan: PointPlan,
    most_epochs: int,
    enough: Callable[[float], bool],
    tell: Callable[[int, float, float], None],
) -> Lesson[TaughtPoints]:
    """Epochs until it is `enough`, which is told the loss; `points` and `labels` as they are sent.

    tell: is told the epoch, its loss, and the accuracy on the points behind it.
    """
    subject = Subject(
        sgd(_examples(points, labels), plan.momentum),
        Minibatch,
        lambda answer: of_neurons(answer, plan.sizes),
        draw_neurons(plan.sizes, Random(plan.seed)),
        "nn.MLP",
        # The learner's code pays for a node a number; even plain Python does not.
        in_full=True,
    )
    now = yield from start(subject)
    epoch, accuracy = 0, 0.0
    while not now.is_over and epoch < most_epochs and not (epoch and enough(now.loss)):
        now = yield from learn(subject, now, list(range(len(points))), plan.lr, look=True)
        epoch += 1
        if now.fault:
            break
        scores = score_points(plain_parameters(now.state), points)
        right = [(score > 0) == (label == 1) for score, label in zip(scores, labels, strict=True)]
        accuracy = sum(right) / len(right)
        tell(epoch, now.loss, accuracy)
    fault = now.fault
    if not now.is_over:
        now = yield from compare(subject, now)
        asked = list(range(SCORED_TWICE))
        said = yield [ANSWER, asked]
        told = numbers(said, len(asked), "the scores of points")
        scores = score_points(plain_parameters(now.state), [points[i] for i in asked])
        pairs = zip(told, scores, strict=True)
        others = sum(not abs(a - b) <= TOLERANCE * max(1.0, abs(b)) for a, b in pairs)
        fault = now.fault or (_scores_otherwise(others, len(asked)) if others else "")
    network = reveal_points(plain_parameters(now.state), secret)
    return TaughtPoints(network, epoch, now.loss, accuracy, fault)


def _examples(points: list[Point], labels: list[int]) -> Examples:
    here = arithmetic_here()

    def examples(indices: Sequence[int]) -> tuple[Matrix, list[int]]:
        return here.matrix([points[i] for i in indices]), [labels[i] for i in indices]

    return examples


def score_points(parameters: Parameters, points: Sequence[Point]) -> list[float]:
    """The logit of class 1 minus that of class 0, for each point."""
    return [one - zero for zero, one in forward(parameters, list(points))]


def _scores_otherwise(others: int, asked: int) -> str:
    return (
        f"{others} of {asked} points are scored otherwise by nn.MLP than by a network with its "
        "parameters: compare what it answers for the same point twice"
    )
