"""How much a worker is asked for at a time, so that the page stays fluid on any machine.

What the last portion took says how large the next one is. Nothing here waits or looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

# Columns and rows of the grid on which the plane is looked at; all three by two.
GRIDS = ((12, 8), (18, 12), (24, 16), (36, 24), (48, 32))

# What a portion should take, so that a dozen of them are drawn each second.
TRAIN_SECONDS, LOOK_SECONDS = 0.045, 0.03
MOST_STEPS = 100

# Looks take at most this part of a training on images or names.
LOOKING = 0.25
EXAMPLE_SECONDS = 0.15
MOST_EXAMPLES = 2_000


@dataclass(frozen=True)
class PointPortion:
    """So many steps, and then a look at the plane on `GRIDS[grid]`."""

    steps: int = 1
    grid: int = 1


@dataclass(frozen=True)
class ExamplePortion:
    """So many images or names. since: the seconds of training after the last look. look: those of
    a look, which comes with the first portion.
    """

    examples: int = 32
    since: float = 0.0
    look: float = 0.0

    @property
    def is_look_due(self) -> bool:
        """Whether so much was trained that a look does not slow it down."""
        return self.since * LOOKING >= self.look * (1 - LOOKING)


def next_points(portion: PointPortion, train: float, look: float) -> PointPortion:
    """The portion after one that took so many seconds of training and of looking.

    The grid grows by one size at a time, and shrinks to what fits.
    """
    columns, rows = GRIDS[portion.grid]
    seconds_of = [look * c * r / (columns * rows) for c, r in GRIDS]
    fitting = [grid for grid, seconds in enumerate(seconds_of) if seconds <= LOOK_SECONDS]
    return PointPortion(
        _grown(portion.steps, train, TRAIN_SECONDS, MOST_STEPS),
        min(max(fitting, default=0), portion.grid + 1),
    )


def next_examples(
    portion: ExamplePortion, train: float, look: float | None, batch: int
) -> ExamplePortion:
    """The portion after one that took so many seconds; whole minibatches. look: None without."""
    batches = _grown(portion.examples // batch, train, EXAMPLE_SECONDS, MOST_EXAMPLES // batch)
    after = replace(portion, examples=batches * batch, since=portion.since + train)
    return after if look is None else replace(after, since=0.0, look=look)


def _grown(count: int, seconds: float, wanted: float, most: int) -> int:
    """As many as `wanted` seconds allow, at most twice as many as before."""
    fitting = 2 * count if seconds <= 0 else int(count * wanted / seconds)
    return min(max(fitting, 1), max(2 * count, 1), most)
