"""Draw a digit: the learner's trained network reads it, dreams from it, and is fooled by it."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from starlette.routing import Route

from grading.companion.live.image_sets import CLASSES, IMAGE_SETS, ImageSet, dealt
from grading.companion.live.kept_networks import kept_network
from grading.companion.live.live import Live
from grading.companion.live.own import OwnSession, Trouble
from grading.companion.live.own_code import code_of
from grading.companion.live.replies import choice, number, posting, text, whole
from grading.companion.live.sent import checked, numbers_in, parts_in
from grading.companion.live.training_probes import ALTER, DREAM, FRAMES, READ, read_and_dream
from grading.worker.wire import Malformed

# A minute of frames at sixty a second; the page plays as many as it likes of them.
MOST_FRAMES, MOST_AT_ONCE = 3_600, 60
ALTER_STEPS = 60
MOST_EXAMPLES = 1_000_000


def routes(live: Live) -> list[Route]:
    """Of the view `draw`."""

    def networks(body: dict[str, Any]) -> Any:
        return {"networks": [describe_network(chosen) for chosen in IMAGE_SETS.values()]}

    def begin(body: dict[str, Any]) -> Any:
        chosen = _chosen(body)
        kept = kept_network(chosen)
        if kept is None:
            raise Trouble(f"No network of {chosen.title} is trained yet: train one first.")
        page = text(body, "page", 80)
        session = live.open_own(page, read_and_dream, kept.parameters)
        return {"session": session.id, "code": code_of(live)}

    def asking(ask: Any) -> Any:
        return posting(lambda body: ask(live.session(text(body, "session", 80)), body))

    return [
        Route("/api/draw/networks", posting(networks), methods=["POST"]),
        Route("/api/draw/begin", posting(begin), methods=["POST"]),
        Route("/api/draw/example", posting(example), methods=["POST"]),
        Route("/api/draw/read", asking(read), methods=["POST"]),
        Route("/api/draw/dream", asking(dream), methods=["POST"]),
        Route("/api/draw/frames", asking(frames), methods=["POST"]),
        Route("/api/draw/alter", asking(alter), methods=["POST"]),
    ]


def describe_network(chosen: ImageSet) -> Any:
    """What there is of this set to draw with, and how it dreams; `trained` is null for nothing."""
    kept = kept_network(chosen)
    return {
        "data": chosen.id,
        "title": chosen.title,
        "side": chosen.side,
        "hidden": chosen.hidden,
        "dreamRate": chosen.dream_rate,
        "closeness": chosen.closeness,
        "trained": kept and {"origin": kept.origin, "accuracy": kept.accuracy, "sizes": kept.sizes},
    }


def example(body: dict[str, Any]) -> Any:
    """One of the images of a digit that were held out, another one for each `number`."""
    chosen = _chosen(body)
    deal = dealt(chosen.id)
    digit, which = whole(body, "digit", 0, 9), whole(body, "number", 0, MOST_EXAMPLES)
    found = [i for i, label in enumerate(deal.unseen_labels) if label == digit]
    at = Random(which).choice(found) * chosen.pixels
    return {"image": [p / chosen.white for p in deal.unseen[at : at + chosen.pixels]]}


def read(session: OwnSession, body: dict[str, Any]) -> Any:
    """How sure the network is of each digit in the image."""
    said = session.ask([READ, [image_in(body)]])
    with checked():
        (logits,) = parts_in(said, 1)
        return {"sure": softmax(numbers_in(logits, CLASSES))}


def dream(session: OwnSession, body: dict[str, Any]) -> Any:
    """Begin to dream of `target`, from the image; its frames are asked for afterwards."""
    rate = number(body, "rate", 0, 100)
    session.ask([DREAM, image_in(body), whole(body, "target", 0, 9), MOST_FRAMES, rate])
    return {}


def frames(session: OwnSession, body: dict[str, Any]) -> Any:
    """The frames that come next, each as [pixels, how sure the network is of each digit]."""
    pixels = whole(body, "pixels", 1, 784)
    said = session.ask([FRAMES, whole(body, "count", 1, MOST_AT_ONCE)])
    with checked():
        return {"frames": [seen(frame, pixels) for frame in parts_in(said)]}


def alter(session: OwnSession, body: dict[str, Any]) -> Any:
    """The image altered toward `target` and held near the original by `closeness`, and how far
    the pixels have moved in the mean.
    """
    chosen, image = _chosen(body), image_in(body)
    closeness = number(body, "closeness", 0, 100 * chosen.closeness)
    order = [ALTER, image, whole(body, "target", 0, 9), ALTER_STEPS, chosen.alter_rate, closeness]
    said = session.ask(order)
    with checked():
        pixels, sure = seen(said, len(image))
    moved = [abs(a - b) for a, b in zip(pixels, image, strict=True)]
    return {"image": pixels, "sure": sure, "change": sum(moved) / len(moved)}


def seen(said: Any, pixels: int) -> tuple[list[float], list[float]]:
    """An image from the learner's code and how sure the network is of it; Malformed otherwise."""
    image, logits = parts_in(said, 2)
    found = numbers_in(image, pixels)
    if not all(0 <= pixel <= 1 for pixel in found):
        raise Malformed("every pixel should lie between 0 and 1")
    # The page shows no more; a whole frame in full would be ten times as long.
    return [round(pixel, 4) for pixel in found], softmax(numbers_in(logits, CLASSES))


def softmax(logits: list[float]) -> list[float]:
    """Probabilities; Malformed where there are none."""
    if not all(map(math.isfinite, logits)):
        raise Malformed("the network's answer is no finite number")
    top = max(logits)
    weights = [math.exp(x - top) for x in logits]
    total = sum(weights)
    return [round(weight / total, 4) for weight in weights]


def image_in(body: dict[str, Any]) -> list[float]:
    """The pixels that were sent."""
    given = body.get("image")
    pixels = given if isinstance(given, list) and len(given) in (64, 784) else [None]
    named = {f"pixel {i}": pixel for i, pixel in enumerate(pixels)}
    return [number(named, name, 0, 1) for name in named]


def _chosen(body: dict[str, Any]) -> ImageSet:
    return IMAGE_SETS[choice(body, "data", tuple(IMAGE_SETS))]
