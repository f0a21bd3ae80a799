"""How much a worker is asked for at a time."""

from __future__ import annotations

from grading.companion.live.portions import (
    GRIDS,
    LOOK_SECONDS,
    MOST_EXAMPLES,
    MOST_STEPS,
    TRAIN_SECONDS,
    ExamplePortion,
    PointPortion,
    next_examples,
    next_points,
)


def settle(step: float, place: float) -> PointPortion:
    """Where it comes to rest with an engine that takes so many seconds a step and a place."""
    portion = PointPortion()
    for _ in range(20):
        columns, rows = GRIDS[portion.grid]
        portion = next_points(portion, portion.steps * step, columns * rows * place)
    return portion


def test_a_portion_is_as_large_as_its_time_allows() -> None:
    """A fast engine makes many steps on a fine grid, a slow one a single step on the coarsest."""
    fast, usual, slow = settle(1e-6, 1e-7), settle(0.003, 0.00007), settle(1.0, 0.1)
    assert fast == PointPortion(MOST_STEPS, len(GRIDS) - 1)
    assert usual.steps == int(TRAIN_SECONDS / 0.003)
    columns, rows = GRIDS[usual.grid]
    finer = GRIDS[usual.grid + 1]
    assert columns * rows * 0.00007 <= LOOK_SECONDS < finer[0] * finer[1] * 0.00007
    assert slow == PointPortion(1, 0)


def test_a_portion_grows_step_by_step() -> None:
    """One quick portion does not make the next one much larger; a look alone leads to a step."""
    assert next_points(PointPortion(3, 1), 0.0, 0.0) == PointPortion(6, 2)
    assert next_points(PointPortion(0, 4), 0.0, 0.001) == PointPortion(1, 4)


def test_images_come_in_whole_minibatches() -> None:
    """However long it takes: at least one minibatch, never a part of one."""
    portion = ExamplePortion(32)
    for seconds in (0.0, 0.0, 0.01, 5.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0):
        portion = next_examples(portion, seconds, None, 32)
        assert 32 <= portion.examples <= MOST_EXAMPLES
        assert portion.examples % 32 == 0


def test_looks_take_a_quarter_of_the_time() -> None:
    """The first portion has a look, the next one comes when three times as long was trained."""
    portion = ExamplePortion(32)
    assert portion.is_look_due
    portion = next_examples(portion, 0.125, 0.25, 32)
    due = []
    for _ in range(7):
        portion = next_examples(portion, 0.125, None, 32)
        due.append(portion.is_look_due)
    assert due == [False] * 5 + [True] * 2
