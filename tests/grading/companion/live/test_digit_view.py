"""Reading, dreaming and being fooled, by the learner's own network in its worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grading.companion.live import kept_networks
from grading.companion.live.digit_view import alter, dream, example, frames, image_in, read, softmax
from grading.companion.live.guard import Refused
from grading.companion.live.image_sets import IMAGE_SETS, dealt
from grading.companion.live.kept_networks import keep_network, kept_network
from grading.companion.live.live import Live
from grading.companion.live.own import Closed, OwnSession, Trouble
from grading.companion.live.training_probes import read_and_dream
from grading.milestones.classifier import Classifier, TrainedClassifier, save_classifier
from grading.milestones.network import draw_parameters, forward
from grading.worker.wire import Malformed
from tests.grading.companion.live.learners import live_for, unwritten
from tests.grading.milestones.dreaming import with_function

SIZES = (64, 12, 10)
WILD = """def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    yield [17.0 for _ in image]
"""


@pytest.fixture
def session_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Opens a session with a small network of 8x8 digits, for a learner."""
    opened: list[Live] = []
    parameters = draw_parameters(SIZES, Random(3))

    def open_session(stages: Mapping[str, str] | None = None) -> OwnSession:
        opened.append(live_for(monkeypatch, stages))
        return opened[-1].open_own("page", read_and_dream, parameters)

    yield open_session
    for live in opened:
        live.end()


def an_image() -> list[float]:
    image: list[float] = example({"data": "digits", "digit": 3, "number": 1})["image"]
    return image


def test_the_network_reads_and_dreams_of_what_was_wished_for(session_of: Any) -> None:
    """It is the kept network that reads; the first frame is the image, and the wish grows."""
    session, image = session_of(), an_image()
    sure = read(session, {"image": image})["sure"]
    (logits,) = forward(draw_parameters(SIZES, Random(3)), [image])
    assert sure == softmax(logits)
    assert sum(sure) == pytest.approx(1, abs=0.001)
    dream(session, {"image": image, "target": 8, "rate": 0.05})
    film = [
        frame
        for count in (1, 20)
        for frame in frames(session, {"count": count, "pixels": 64})["frames"]
    ]
    assert len(film) == 21
    assert film[0] == (image, sure)
    assert film[20][1][8] > film[10][1][8] > film[0][1][8]
    dream(session, {"image": film[20][0], "target": 2, "rate": 0.05})
    (again,) = frames(session, {"count": 1, "pixels": 64})["frames"]
    assert again[0] == film[20][0]


def test_the_closer_it_is_held_the_less_it_changes(session_of: Any) -> None:
    """An image is altered toward the wish; how far its pixels moved is told."""
    session, image = session_of(), an_image()
    before = read(session, {"image": image})["sure"][2]
    body = {"data": "digits", "image": image, "target": 2}
    free, near, nearest = (
        alter(session, {**body, "closeness": closeness}) for closeness in (0.0, 2.0, 100.0)
    )
    assert free["sure"][2] > before
    assert free["change"] > near["change"] > nearest["change"] > 0
    moved = [abs(a - b) for a, b in zip(near["image"], image, strict=True)]
    assert near["change"] == pytest.approx(sum(moved) / 64, abs=1e-3)


def test_reading_needs_no_dreams(session_of: Any) -> None:
    """Where only `dream` is not written, the network reads, and the page is told what opens."""
    session = session_of(unwritten("dream"))
    assert len(read(session, {"image": an_image()})["sure"]) == 10
    with pytest.raises(Closed) as closed:
        dream(session, {"image": an_image(), "target": 2, "rate": 0.1})
    assert closed.value.stage.id == "dream"


def test_a_frame_that_is_no_image_is_not_shown(session_of: Any) -> None:
    """Pixels beyond white are told, and not drawn as white."""
    session = session_of({"dream": with_function("dream", "morph", WILD)})
    dream(session, {"image": an_image(), "target": 2, "rate": 0.1})
    with pytest.raises(Trouble, match="between 0 and 1"):
        frames(session, {"count": 2, "pixels": 64})


@pytest.mark.parametrize("image", [None, [], [0.5] * 63, [0.5] * 63 + [1.5], ["a"] * 64])
def test_what_is_no_image_is_refused(image: Any) -> None:
    """Only pixels from 0 to 1, as many as one of the two networks has."""
    with pytest.raises(Refused, match="pixel"):
        image_in({"image": image})


def test_no_probabilities_come_of_what_is_not_finite() -> None:
    """Large logits have some, and infinite ones have none."""
    assert softmax([1000.0, 0.0]) == [1.0, 0.0]
    with pytest.raises(Malformed):
        softmax([float("inf"), 0.0])


def test_an_example_is_one_that_was_held_out() -> None:
    """Of the digit that was asked for; another number leads to another one."""
    deal = dealt("digits")
    unseen = [deal.unseen[i : i + 64] for i in range(0, len(deal.unseen), 64)]
    images = [example({"data": "digits", "digit": 7, "number": n})["image"] for n in range(5)]
    found = [unseen.index(bytes(round(16 * p) for p in image)) for image in images]
    assert {deal.unseen_labels[i] for i in found} == {7}
    assert len(set(found)) > 1


def test_the_network_trained_last_on_the_page_is_used_before_the_milestones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both read pixels from 0 to 1; a file that was damaged counts as none."""
    monkeypatch.setattr(kept_networks, "STATE", tmp_path)
    monkeypatch.setattr(kept_networks, "FOLDER", tmp_path / "live")
    chosen = IMAGE_SETS["digits"]
    assert kept_network(chosen) is None
    parameters = draw_parameters((64, 32, 32, 10), Random(0))
    of_milestone = TrainedClassifier(Classifier(parameters), (1, 2), 0.95, 1.0)
    save_classifier(of_milestone, tmp_path / "pictures")
    found, image = kept_network(chosen), an_image()
    assert found is not None
    assert (found.accuracy, found.sizes) == (0.95, (64, 32, 32, 10))
    (wanted,) = forward(parameters, [[16 * p for p in image]])
    assert forward(found.parameters, [image])[0] == pytest.approx(wanted)
    mine = draw_parameters((64, 5, 10), Random(1))
    keep_network(chosen, mine, 0.5)
    kept = kept_network(chosen)
    assert kept is not None
    assert (kept.parameters, kept.accuracy) == (mine, 0.5)
    (tmp_path / "live" / "digits.json").write_text('{"parameters": [[[1]]], "accuracy": 1}')
    damaged = kept_network(chosen)
    assert damaged is not None
    assert damaged.accuracy == 0.95
