"""Learning, live: portions of a training by the learner's own code, in its worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from grading.companion.live import kept_networks
from grading.companion.live.guard import Refused
from grading.companion.live.image_sets import IMAGE_SETS, dealt
from grading.companion.live.kept_networks import kept_network
from grading.companion.live.live import Live
from grading.companion.live.own import Closed, OwnSession, Trouble
from grading.companion.live.training_probes import train_on_images, train_on_points
from grading.companion.live.training_view import (
    GRIDS,
    chunk_of,
    describe_weights,
    draw_points,
    places_on,
    train_images,
    train_points,
)
from grading.milestones.network import forward
from tests.grading.companion.live.learners import live_for, unwritten, went_down
from tests.grading.milestones.dreaming import with_function

ENDLESS = """def train_epoch(batch_loss, optimizer, indices, size, rng):
    while True:
        pass
"""
DYING = """def train_epoch(batch_loss, optimizer, indices, size, rng):
    import os

    os._exit(7)
"""
TALL = """def predict(model, rows):
    return [1.5 for _ in rows]
"""


@pytest.fixture
def lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Opens what the pages know of a learner, and ends it; networks are kept in `tmp_path`."""
    monkeypatch.setattr(kept_networks, "FOLDER", tmp_path)
    opened: list[Live] = []

    def open_live(stages: Mapping[str, str] | None = None) -> Live:
        opened.append(live_for(monkeypatch, stages))
        return opened[-1]

    yield open_live
    for live in opened:
        live.end()


def asked_of_points(**more: Any) -> dict[str, Any]:
    drawn = draw_points({"seed": 1})
    body = {key: drawn[key] for key in ("points", "labels")}
    return {**body, "lr": 0.1, "momentum": 0.9, "done": 0, "steps": 4, "grid": 0, **more}


def asked_of_images(**more: Any) -> dict[str, Any]:
    body = {"data": "digits", "hidden": [4], "lr": 0.1, "momentum": 0.9, "done": 0}
    return {**body, "examples": 64, "since": 0, "look": 9, **more}


def on_images(live: Live) -> OwnSession:
    deal = dealt("digits")
    given = (deal.images, deal.labels, deal.unseen, [64, 4, 10], 16, 32, 0)
    return live.open_own("page", train_on_images, *given)


def test_the_boundary_moves_while_points_are_learned(lives: Any) -> None:
    """Each portion goes on where the last one ended: the loss falls, and the plane changes."""
    session = lives().open_own("page", train_on_points, [2, 6, 2], 0)
    first = train_points(session, asked_of_points(steps=0))
    assert (first["loss"], first["done"], first["scored"]) == (None, 0, [])
    assert len(first["grid"]["scores"]) == GRIDS[0][0] * GRIDS[0][1]
    assert first["portion"]["steps"] == 1
    losses, done = [], 0
    for _ in range(6):
        found = train_points(session, asked_of_points(done=done))
        losses.append(found["loss"])
        done = found["done"]
        assert len(found["scored"]) == 40
    assert done == 24
    assert went_down(losses)
    assert found["grid"]["scores"] != first["grid"]["scores"]
    # A rate of zero changes nothing, with another momentum either: it is the same network.
    held = train_points(session, asked_of_points(lr=0.0, momentum=0.5))
    assert held["grid"] == found["grid"]


def test_points_may_change_between_two_portions(lives: Any) -> None:
    """What was sent last is learned from; where nothing was sent there is only a look."""
    session = lives().open_own("page", train_on_points, [2, 2], 0)
    far = {"points": [[1.0, 1.0], [-1.0, -1.0]], "labels": [1, 0]}
    for _ in range(3):
        found = train_points(session, asked_of_points(**far, lr=0.5))
    assert {i: score > 0 for i, score in found["scored"]} == {0: True, 1: False}
    turned = {**far, "labels": [0, 1]}
    for _ in range(6):
        found = train_points(session, asked_of_points(**turned, lr=0.5))
    assert {i: score > 0 for i, score in found["scored"][-2:]} == {0: False, 1: True}
    nothing = train_points(session, asked_of_points(points=[], labels=[]))
    assert (nothing["loss"], nothing["done"]) == (None, 0)


@pytest.mark.parametrize(
    ("point", "label"), [([1.0], 0), (["a", 1.0], 0), ([1.0, 99.0], 0), ([1.0, 1.0], 2), (7, 1)]
)
def test_what_is_no_point_is_refused(point: Any, label: Any) -> None:
    """The sentence names what is wrong, and nobody's code is asked."""
    body = asked_of_points(points=[point], labels=[label])
    with pytest.raises(Refused, match=r"x has|y has|label has"):
        train_points(None, body)  # type: ignore[arg-type]  # never looked at


def test_every_example_comes_before_one_comes_again() -> None:
    """Portions are cut out of one order after the other, wherever they begin."""
    seen = chunk_of(10, 0, 4) + chunk_of(10, 4, 4) + chunk_of(10, 8, 12)
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10] != seen[10:]
    assert chunk_of(10, 0, 0) == []


def test_the_grid_reaches_from_edge_to_edge() -> None:
    """Row by row from above, as the page draws it."""
    places = places_on(12, 8)
    (left, right), (low, high) = draw_points({"seed": 0})["plane"]
    assert len(places) == 96
    assert places[0] == [left, high]
    assert places[11] == [right, high]
    assert places[-1] == pytest.approx([right, low])


def test_a_training_on_images_goes_on(lives: Any) -> None:
    """Portion after portion the loss falls; where no look is due, none is taken and none kept."""
    live = lives()
    session = on_images(live)
    losses = []
    for part in range(8):
        found = train_images(session, asked_of_images(done=64 * part))
        assert found["look"] is None
        losses.append(found["loss"])
    assert went_down(losses)
    assert kept_network(IMAGE_SETS["digits"]) is None


def test_a_look_is_taken_of_the_images_held_out(lives: Any) -> None:
    """Wrong ones, accuracy and weights belong together, and to the network that is kept."""
    deal, chosen = dealt("digits"), IMAGE_SETS["digits"]
    session = on_images(lives())
    found = train_images(session, asked_of_images(looking=True))
    look = found["look"]
    assert look["of"] == chosen.held_out
    assert look["accuracy"] == 1 - look["wrong"] / look["of"]
    assert all(tile["said"] != tile["is"] for tile in look["shown"])
    assert len(look["weights"]["neurons"]) == 4
    assert found["portion"]["since"] == 0
    kept = kept_network(chosen)
    assert kept is not None
    assert (kept.sizes, kept.accuracy) == ((64, 4, 10), look["accuracy"])
    images = [deal.unseen[i : i + 64] for i in range(0, len(deal.unseen), 64)]
    logits = forward(kept.parameters, [[p / 16 for p in image] for image in images])
    read = [max(range(10), key=row.__getitem__) for row in logits]
    wrong = sum(a != b for a, b in zip(read, deal.unseen_labels, strict=True))
    assert wrong == look["wrong"]


def test_weights_are_drawn_on_one_scale() -> None:
    """128 is zero, the strongest weight of all is at an end, and a neuron is a column."""
    drawn = describe_weights([[0.0, -2.0], [1.0, 0.5]])
    assert drawn == {"largest": 2.0, "neurons": ["gMA=", "AaA="]}


def test_images_held_out_are_not_learned_from() -> None:
    """However often the digits are dealt, none is on both sides."""
    deal, chosen = dealt("digits"), IMAGE_SETS["digits"]
    learned = {deal.images[i : i + 64] for i in range(0, len(deal.images), 64)}
    unseen = [deal.unseen[i : i + 64] for i in range(0, len(deal.unseen), 64)]
    assert (len(deal.labels), len(unseen)) == (chosen.training, chosen.held_out)
    assert not learned & set(unseen)


def test_where_the_learner_has_not_got_there_the_stage_is_named(lives: Any) -> None:
    """The network cannot be made, or the loss is not written: the page is told which opens it."""
    with pytest.raises(Closed) as closed:
        lives(unwritten("nn")).open_own("page", train_on_points, [2, 2], 0)
    assert closed.value.stage.id == "nn"
    session = lives(unwritten("losses")).open_own("page", train_on_points, [2, 2], 0)
    with pytest.raises(Closed) as closed:
        train_points(session, asked_of_points())
    assert closed.value.stage.id == "losses"
    assert session.over


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(ENDLESS, "no answer within 1 seconds"), (DYING, "ended its own process")],
    ids=["endless", "dying"],
)
def test_a_training_that_breaks_has_its_sentence(lives: Any, code: str, sentence: str) -> None:
    """It is over, nothing of it runs on, and the next one begins anew."""
    live = lives({"training": with_function("training", "train_epoch", code)})
    session = live.open_own("page", train_on_points, [2, 2], 0, turn_seconds=1.0)
    with pytest.raises(Trouble, match=sentence):
        train_points(session, asked_of_points())
    assert session.over
    assert not session._learner.is_running
    again = live.open_own("page", train_on_points, [2, 2], 0)
    assert train_points(again, asked_of_points(steps=0))["loss"] is None


def test_an_answer_in_another_form_has_its_sentence(lives: Any) -> None:
    """`predict` that answers with no digits is not shown as if it did."""
    session = on_images(lives({"layers": with_function("layers", "predict", TALL)}))
    with pytest.raises(Trouble, match="cannot be shown"):
        train_images(session, asked_of_images(looking=True))
