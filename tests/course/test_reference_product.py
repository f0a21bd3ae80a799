"""The reference's matrix product, with `math.sumprod` and without it, as on Python 3.11."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from grading.course.manifest import load_course
from grading.learner.package import sources_in
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.overlay import Overlay


def exact(p: Sequence[float], q: Sequence[float]) -> float:
    """What `math.sumprod` answers."""
    return math.fsum(x * y for x, y in zip(p, q, strict=True))


@pytest.mark.parametrize("there", [True, False])
def test_a_product_is_the_same_with_sumprod_and_without(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows with zeros, of zeros alone, of more than four numbers; each row is a list of floats."""
    if there:
        monkeypatch.setattr(math, "sumprod", exact, raising=False)
    else:
        monkeypatch.delattr(math, "sumprod", raising=False)
    a = [
        [2.0, 0.0, -1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.5, -3.0, 0.0, 1.0, 2.0, -1.5],
        [1.0, 1.0, 2.0, 0.0, 3.0, 0.0],
    ]
    b = [[3.0, 4.0], [5.0, -7.0], [0.0, 2.0], [1.0, 0.0], [-2.0, 0.5], [4.0, 6.0]]
    with Overlay(sources_in(SOLUTIONS / PACKAGE, load_course().stage_ids)).installed() as picograd:
        rows = picograd.tensor.product(a, b)
    assert rows == [[6.0, 6.0], [0.0, 0.0], [-22.5, 15.0], [2.0, 2.5]]
    assert all(type(x) is float for row in rows for x in row)
