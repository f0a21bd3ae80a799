"""The picture of the milestone `moons`: what three networks make of the plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.milestones.pictures import BLUE, GRAY, ORANGE, RED, new_figure, save_figure

# The picture asks the network about the middle of each cell of a grid.
LEFT, RIGHT, BOTTOM, TOP = -1.6, 2.6, -1.2, 1.7
COLUMNS, ROWS = 42, 29

Point = list[float]


@dataclass(frozen=True)
class MoonRun:
    """One of the three runs.

    labels: what the test points really are. scores: of the test points, and of the grid, row
    by row from the bottom; above zero the network says 1. loss: the mean of the last epoch.
    training_accuracy: on the points it learned from. fault: what was not as it should be.
    """

    seed: int
    points: list[Point]
    labels: list[int]
    scores: list[float]
    grid: list[float]
    epochs: int
    loss: float
    training_accuracy: float
    seconds: float
    fault: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether the training cannot be judged by what the network tells."""
        return bool(self.fault) or not math.isfinite(self.loss)

    @property
    def right(self) -> list[bool]:
        """Whether each test point was told rightly; NaN is on no side."""
        pairs = zip(self.scores, self.labels, strict=True)
        return [score > 0 if label else score <= 0 for score, label in pairs]

    @property
    def accuracy(self) -> float:
        return sum(self.right) / len(self.right)


def grid_points() -> list[Point]:
    """The middles of the cells of the picture, row by row from the bottom."""
    width, height = (RIGHT - LEFT) / COLUMNS, (TOP - BOTTOM) / ROWS
    return [
        [LEFT + (column + 0.5) * width, BOTTOM + (row + 0.5) * height]
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]


def draw_boundaries(runs: Sequence[MoonRun], path: Path) -> Path:
    """One panel for each network: what it says everywhere, and the unseen points."""
    drawing = new_figure(4.2 * len(runs) + 0.2, 3.8)
    panels = drawing.subplots(1, len(runs), squeeze=False)[0]
    for panel, run in zip(panels, runs, strict=True):
        _boundary(panel, run)
    handles, labels = panels[0].get_legend_handles_labels()
    drawing.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    drawing.suptitle(
        "Two moons: 200 points that the network has not seen, and where it draws the line",
        fontsize=11 if len(runs) > 1 else 8,
    )
    return save_figure(drawing, path)


def _boundary(panel: Any, run: MoonRun) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("moons", ["#a9c8ec", "#ffffff", "#f7cf9a"])
    rows = [run.grid[i * COLUMNS : (i + 1) * COLUMNS] for i in range(ROWS)]
    xs = [LEFT + (i + 0.5) * (RIGHT - LEFT) / COLUMNS for i in range(COLUMNS)]
    ys = [BOTTOM + (i + 0.5) * (TOP - BOTTOM) / ROWS for i in range(ROWS)]
    # How sure it is, not how large the logits are: beyond +-4 a network is sure (98 %).
    rows = [[max(-4.0, min(4.0, score)) for score in row] for row in rows]
    panel.imshow(
        rows,
        extent=(LEFT, RIGHT, BOTTOM, TOP),
        origin="lower",
        cmap=colors,
        vmin=-4,
        vmax=4,
        interpolation="bilinear",
        aspect="equal",
    )
    if min(map(min, rows)) < 0 < max(map(max, rows)):
        panel.contour(xs, ys, rows, levels=[0.0], colors=["#222222"], linewidths=1.4)
    for label, color, name in ((0, BLUE, "upper moon"), (1, ORANGE, "lower moon")):
        chosen = [p for p, truth in zip(run.points, run.labels, strict=True) if truth == label]
        x, y = zip(*chosen, strict=True)
        panel.scatter(x, y, s=13, c=color, edgecolors="white", linewidths=0.4, label=name)
    wrong = [p for p, right in zip(run.points, run.right, strict=True) if not right]
    x, y = zip(*wrong, strict=True) if wrong else ((), ())
    panel.scatter(
        x, y, s=70, facecolors="none", edgecolors=RED, linewidths=1.4, label="told wrongly"
    )
    panel.set_title(
        f"seed {run.seed}: {run.accuracy:.1%} right, {len(wrong)} wrong, {run.epochs} epochs",
        fontsize=9,
    )
    panel.set_xlim(LEFT, RIGHT)
    panel.set_ylim(BOTTOM, TOP)
    panel.tick_params(labelsize=7, colors=GRAY)
