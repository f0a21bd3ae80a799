"""A simulation of a class that grows and of workers that are added."""

from __future__ import annotations

import pytest

from grading.classroom.forecast import forecast


def test_twice_the_workers_take_half_the_time_while_keeping_is_nothing() -> None:
    """Nothing stands in anybody's way."""
    one, two = (forecast([2.0], 1000, workers, 0.0).seconds for workers in (1, 2))
    assert (one, two) == (2000.0, 1000.0)


def test_it_ends_to_grow_where_results_come_faster_than_they_are_kept() -> None:
    """2 s a grading and 10 ms to keep it: 200 workers, and no more, are worth their while."""
    at = {n: forecast([2.0], 10_000, n, 0.01) for n in (100, 200, 400)}
    assert at[100].seconds == pytest.approx(10_000 * 2.01 / 100, rel=0.02)
    assert at[200].seconds == pytest.approx(at[400].seconds, rel=0.03)
    assert at[400].busy < 0.55 < 0.9 < at[100].busy
