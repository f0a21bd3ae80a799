"""Networks as plain numbers: what is taken for one, and what it reads, disguised or not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from grading.checks import oracle
from grading.milestones.disguise import (
    disguise_image,
    disguise_images,
    disguise_labels,
    draw_disguise,
    reveal_image,
    reveal_network,
)
from grading.milestones.network import draw_parameters, forward, parameters_of, read
from grading.worker.wire import Malformed

SIZES = (6, 5, 4)


def drawn() -> list[Any]:
    return draw_parameters(SIZES, Random(1))


def rows() -> list[list[float]]:
    rng = Random(2)
    return [[rng.choice([0.0, rng.uniform(0, 1)]) for _ in range(6)] for _ in range(9)]


def broken_parameters() -> Iterator[tuple[Any, str]]:
    """Answers that are no parameters of a 6-5-4 network, and what is said of them."""
    yield None, "6-5-4 network has 4 parameters, and no came back"
    yield drawn()[:-1], "and 3 came back"
    yield [*drawn(), [[0.0] * 4]], "and 5 came back"
    short = drawn()
    short[2] = short[2][:-1]
    yield short, "parameter 2 of the network should have 5 rows"
    narrow = drawn()
    narrow[0][3] = narrow[0][3][:-1]
    yield narrow, "parameter 0 of the network"
    astray = drawn()
    astray[3][0][1] = math.nan
    yield astray, "parameter 3 of the network is not finite"
    words = drawn()
    words[1][0][0] = "0.5"
    yield words, "parameter 1 of the network"


@pytest.mark.parametrize(("answer", "said"), list(broken_parameters()))
def test_parameters_of_another_form_are_refused(answer: Any, said: str) -> None:
    """What is no set of finite matrices of the right shapes is told in a sentence."""
    assert parameters_of(drawn(), SIZES) == drawn()
    with pytest.raises(Malformed, match=said):
        parameters_of(answer, SIZES)


def test_plain_python_reads_as_torch_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no torch, the logits are the same."""
    pytest.importorskip("torch", reason="its logits are compared with plain Python's")
    by_torch = forward(drawn(), rows())
    monkeypatch.setattr(oracle, "is_live", lambda: False)
    for plain, right in zip(forward(drawn(), rows()), by_torch, strict=True):
        assert plain == pytest.approx(right, rel=1e-12)


def test_a_network_without_its_disguise_reads_as_before() -> None:
    """Pixels and classes of the data are found again; the disguise changes both."""
    disguise = draw_disguise(6, 4, Random(4))
    assert sorted(disguise.pixels) == list(range(6))
    assert disguise.pixels != tuple(range(6))
    assert disguise.classes != tuple(range(4))
    hidden = [disguise_image(row, disguise) for row in rows()]
    assert [reveal_image(row, disguise) for row in hidden] == rows()
    seen, told = forward(drawn(), hidden), forward(reveal_network(drawn(), disguise), rows())
    for logits, revealed in zip(seen, told, strict=True):
        assert revealed == pytest.approx([logits[name] for name in disguise.classes])
    assert list(disguise_labels(range(4), disguise)) == list(disguise.classes)
    assert read(drawn(), hidden) == [row.index(max(row)) for row in seen]


def test_stored_images_are_disguised_as_single_ones_are() -> None:
    """Byte by byte, every image in the same layout."""
    disguise = draw_disguise(6, 4, Random(4))
    stored = bytes(range(18))
    images = [list(stored[i : i + 6]) for i in (0, 6, 12)]
    assert list(disguise_images(stored, disguise)) == [
        int(pixel) for image in images for pixel in disguise_image(image, disguise)
    ]
