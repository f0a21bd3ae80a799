"""Learning, live: the learner's own engine trains, a portion at a time, and the page watches.

What has been learned stays in the conversation with the worker; how far it is, the page knows and
says each time. Training for the eye is no judging: nothing is disguised, nothing is made again.
"""

from __future__ import annotations

import base64
import functools
import math
from dataclasses import asdict
from random import Random
from typing import Any

from starlette.routing import Route

from grading.companion.live.image_sets import CLASSES, IMAGE_SETS, ImageSet, dealt
from grading.companion.live.kept_networks import keep_network
from grading.companion.live.live import Live
from grading.companion.live.own import OwnSession
from grading.companion.live.own_code import code_of
from grading.companion.live.portions import (
    GRIDS,
    MOST_EXAMPLES,
    MOST_STEPS,
    ExamplePortion,
    PointPortion,
    next_examples,
    next_points,
)
from grading.companion.live.replies import choice, number, posting, text, whole
from grading.companion.live.sent import checked, numbers_in, parts_in, whole_numbers_in
from grading.companion.live.training_probes import (
    LOOK,
    SHOW,
    TRAIN,
    train_on_images,
    train_on_points,
)
from grading.course.datasets import moons
from grading.milestones import moons as moons_milestone
from grading.milestones.network import parameters_of

# The plane that the page shows: [low, high] of x, and of y.
PLANE = ((-1.7, 2.7), (-1.3, 1.6333))
POINTS, MOST_POINTS = 100, 300
BATCH = moons_milestone.BATCH
# A neuron of single numbers costs more than a column of a matrix.
MOST_VALUES, MOST_NEURONS, MOST_LAYERS, MOST_SEED = 32, 64, 3, 1_000_000
MOST_TRAINED = 1_000_000_000
WRONG_SHOWN = 24
# A step on points takes a hundredth of a second: what is not done by then does not end.
POINT_SECONDS = 10.0


def routes(live: Live) -> list[Route]:
    """Of the views `learn`."""

    def begin_points(body: dict[str, Any]) -> Any:
        sizes = [2, *_hidden(body), 2]
        seed = whole(body, "seed", 0, MOST_SEED)
        session = live.open_own(
            text(body, "page", 80), train_on_points, sizes, seed, turn_seconds=POINT_SECONDS
        )
        return {"session": session.id, "portion": asdict(PointPortion()), "code": code_of(live)}

    def begin_images(body: dict[str, Any]) -> Any:
        chosen = _chosen(body)
        deal = dealt(chosen.id)
        session = live.open_own(
            text(body, "page", 80),
            train_on_images,
            deal.images,
            deal.labels,
            deal.unseen,
            [chosen.pixels, *_hidden(body, MOST_NEURONS), CLASSES],
            chosen.white,
            chosen.batch,
            whole(body, "seed", 0, MOST_SEED),
        )
        portion = asdict(ExamplePortion(chosen.batch))
        return {"session": session.id, "portion": portion, "code": code_of(live)}

    def close(body: dict[str, Any]) -> Any:
        live.session(text(body, "session", 80)).close()
        return {}

    return [
        Route("/api/learn/points/draw", posting(draw_points), methods=["POST"]),
        Route("/api/learn/points/begin", posting(begin_points), methods=["POST"]),
        Route(
            "/api/learn/points/go",
            posting(lambda body: train_points(_session(live, body), body)),
            methods=["POST"],
        ),
        Route("/api/learn/images/begin", posting(begin_images), methods=["POST"]),
        Route(
            "/api/learn/images/go",
            posting(lambda body: train_images(_session(live, body), body)),
            methods=["POST"],
        ),
        Route("/api/learn/code", posting(lambda body: {"code": code_of(live)}), methods=["POST"]),
        Route("/api/learn/close", posting(close), methods=["POST"]),
    ]


def draw_points(body: dict[str, Any]) -> Any:
    """Two moons as the milestone has them, other ones for each seed, and the plane around them."""
    rng = Random(whole(body, "seed", 0, MOST_SEED))
    points, labels = moons(POINTS, moons_milestone.NOISE, rng)
    return {"points": points, "labels": labels, "plane": PLANE, "most": MOST_POINTS}


def train_points(session: OwnSession, body: dict[str, Any]) -> Any:
    """A portion of steps on the points that were sent, and then a look at the plane.

    With no steps it is a look alone.
    """
    portion = PointPortion(whole(body, "steps", 0, MOST_STEPS), whole(body, "grid", 0, 4))
    points, labels = _points(body)
    done, how = whole(body, "done", 0, MOST_TRAINED), _how(body)
    columns, rows = GRIDS[portion.grid]
    steps = portion.steps if points else 0
    chunk = chunk_of(len(points), done * BATCH, steps * BATCH)
    said = session.ask([TRAIN, points, labels, chunk, BATCH, *how, places_on(columns, rows)])
    with checked():
        loss, scored, seen, *seconds = parts_in(said, 5)
        train, look = numbers_in(seconds, 2)
        return {
            "loss": numbers_in([loss], 1)[0] if steps else None,
            "done": done + steps,
            "scored": [numbers_in(score, 2) for score in parts_in(scored)],
            "grid": {
                "columns": columns,
                "rows": rows,
                "scores": numbers_in(seen, columns * rows),
            },
            "portion": asdict(next_points(portion, train, look)),
        }


def chunk_of(count: int, done: int, size: int) -> list[int]:
    """`size` of `count` examples after `done` of them: all come before one comes again.

    Each time round in another order, the same for whoever asks again.
    """
    chunk: list[int] = []
    while len(chunk) < size:
        around, at = divmod(done + len(chunk), count)
        chunk += _order(count, around)[at : at + size - len(chunk)]
    return chunk


@functools.lru_cache(maxsize=8)
def _order(count: int, around: int) -> list[int]:
    return Random(f"{around}").sample(range(count), count)


def places_on(columns: int, rows: int) -> list[list[float]]:
    """The places of a grid over the plane, from edge to edge, row by row from above."""
    (left, right), (low, high) = PLANE
    return [
        [left + (right - left) * i / (columns - 1), high - (high - low) * j / (rows - 1)]
        for j in range(rows)
        for i in range(columns)
    ]


def train_images(session: OwnSession, body: dict[str, Any]) -> Any:
    """A portion of images, and a look where one is due or asked for."""
    chosen = _chosen(body)
    deal = dealt(chosen.id)
    portion = ExamplePortion(
        whole(body, "examples", 1, MOST_EXAMPLES),
        number(body, "since", 0, MOST_TRAINED),
        number(body, "look", 0, MOST_TRAINED),
    )
    done, how = whole(body, "done", 0, MOST_TRAINED), _how(body)
    said = session.ask([TRAIN, chunk_of(len(deal.labels), done, portion.examples), *how])
    with checked():
        loss, train = numbers_in(said, 2)
    look = seconds = None
    if math.isfinite(loss) and (portion.is_look_due or body.get("looking") is True):
        look, seconds = look_at_images(session, chosen, _hidden(body, MOST_NEURONS))
    return {
        "loss": loss,
        "done": done + portion.examples,
        "look": look,
        "portion": asdict(next_examples(portion, train, seconds, chosen.batch)),
    }


def look_at_images(session: OwnSession, chosen: ImageSet, hidden: list[int]) -> tuple[Any, float]:
    """What the network says of the images held out, its first weights, and the seconds it took.

    The network is kept, for whoever draws with it later.
    """
    deal = dealt(chosen.id)
    said = session.ask([LOOK])
    with checked():
        told, seconds = parts_in(said, 2)
        read = whole_numbers_in(told, len(deal.unseen_labels))
        (took,) = numbers_in([seconds], 1)
    wrong = [i for i, truth in enumerate(deal.unseen_labels) if read[i] != truth]
    accuracy = 1 - len(wrong) / len(read)
    shown = session.ask([SHOW])
    with checked():
        parameters = parameters_of(shown, (chosen.pixels, *hidden, CLASSES))
    keep_network(chosen, parameters, accuracy)
    look = {
        "accuracy": accuracy,
        "of": len(read),
        "wrong": len(wrong),
        "shown": [_wrong(deal.unseen, deal.unseen_labels, read, i, chosen) for i in wrong][
            :WRONG_SHOWN
        ],
        "weights": describe_weights(parameters[0]),
    }
    return look, took


def describe_weights(weight: list[list[float]]) -> Any:
    """The weights of each neuron of the first layer as bytes in base64: 128 is zero.

    One scale for all of them; largest: the weight that is 1 or 255.
    """
    largest = max((abs(x) for row in weight for x in row), default=0.0) or 1.0
    columns = zip(*weight, strict=True)
    neurons = [bytes(128 + round(127 * x / largest) for x in column) for column in columns]
    return {
        "largest": largest,
        "neurons": [base64.b64encode(neuron).decode() for neuron in neurons],
    }


def _wrong(unseen: bytes, truths: bytes, read: list[int], index: int, chosen: ImageSet) -> Any:
    pixels = unseen[index * chosen.pixels : (index + 1) * chosen.pixels]
    levels = bytes(round(255 * pixel / chosen.white) for pixel in pixels)
    encoded = base64.b64encode(levels).decode()
    return {"pixels": encoded, "said": read[index], "is": truths[index]}


def _session(live: Live, body: dict[str, Any]) -> OwnSession:
    return live.session(text(body, "session", 80))


def _chosen(body: dict[str, Any]) -> ImageSet:
    return IMAGE_SETS[choice(body, "data", tuple(IMAGE_SETS))]


def _hidden(body: dict[str, Any], most: int = MOST_VALUES) -> list[int]:
    given = body.get("hidden")
    layers = given if isinstance(given, list) else []
    named = {f"hidden {i + 1}": size for i, size in enumerate(layers[:MOST_LAYERS])}
    return [whole(named, name, 1, most) for name in named]


def _how(body: dict[str, Any]) -> tuple[float, float]:
    """Learning rate and momentum."""
    return number(body, "lr", 0, 10), number(body, "momentum", 0, 0.99)


def _points(body: dict[str, Any]) -> tuple[list[list[float]], list[int]]:
    points, labels = body.get("points"), body.get("labels")
    if not isinstance(points, list) or not isinstance(labels, list):
        points, labels = [], []
    pairs = list(zip(points, labels, strict=False))[:MOST_POINTS]
    places, classes = [], []
    for point, label in pairs:
        x, y = point if isinstance(point, list) and len(point) == 2 else (None, None)
        place = {"x": x, "y": y, "label": label}
        places.append([number(place, "x", -10, 10), number(place, "y", -10, 10)])
        classes.append(whole(place, "label", 0, 1))
    return places, classes
