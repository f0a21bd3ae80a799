"""The pictures of the milestones, drawn with matplotlib into PNG files.

Nothing here runs the learner's code. matplotlib takes a second to import, so that happens
when the first picture is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLUE, ORANGE, RED, GRAY = "#2f6db3", "#e08a1e", "#c8102e", "#6b7280"
DOTS_PER_INCH = 150


def new_figure(width: float, height: float) -> Any:
    """An empty figure of this size in inches, without a window and without global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(made)
    return made


def save_figure(drawing: Any, path: Path) -> Path:
    """Write the figure to `path`, making its folder; the path again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing.savefig(path, dpi=DOTS_PER_INCH)
    return path


@dataclass(frozen=True)
class AnswersAndCurve:
    """What a network read in images, and how it learned.

    images: side * side bytes each, from 0 to `white`; `answers` and `truths` one an image.
    curve: [how far, loss, accuracy on `watched`] in order; `unit` says how far in what.
    """

    title: str
    side: int
    white: int
    images: bytes
    answers: Sequence[float]
    truths: Sequence[int]
    curve: Sequence[Sequence[float]]
    unit: str
    watched: str


GRID_ROWS, GRID_COLUMNS = 6, 10


def draw_answers_and_curve(what: AnswersAndCurve, path: Path) -> Path:
    """A grid of images with the network's answers, wrong ones marked; beside it the curve."""
    drawing = new_figure(11.6, 5.2)
    left, right = drawing.subfigures(1, 2, width_ratios=[1.35, 1])
    cells = left.subplots(GRID_ROWS, GRID_COLUMNS).flat
    for index, cell in enumerate(cells):
        cell.set_axis_off()
        if index < len(what.truths):
            _digit(cell, what, index)
    _learning(right, what)
    drawing.suptitle(what.title, fontsize=11)
    return save_figure(drawing, path)


def _digit(cell: Any, what: AnswersAndCurve, index: int) -> None:
    size = what.side * what.side
    pixels = what.images[index * size : (index + 1) * size]
    picture = [list(pixels[row * what.side : (row + 1) * what.side]) for row in range(what.side)]
    cell.imshow(picture, cmap="gray_r", vmin=0, vmax=what.white, interpolation="nearest")
    answer, truth = what.answers[index], what.truths[index]
    if answer == truth:
        cell.set_title(f"{truth}", fontsize=9, color=GRAY, pad=2)
        return
    cell.set_title(f"{answer:g}, is {truth}", fontsize=9, color=RED, fontweight="bold", pad=2)
    cell.add_patch(_frame(what.side))


def _frame(side: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(
        (-0.5, -0.5), side, side, fill=False, edgecolor=RED, linewidth=2.0, clip_on=False
    )


def _learning(part: Any, what: AnswersAndCurve) -> None:
    """Accuracy above, loss below, over the same axis."""
    above, below = part.subplots(2, 1, sharex=True, height_ratios=[1.3, 1])
    far = [point[0] for point in what.curve]
    marker = "o" if len(far) < 40 else ""
    style = {"linewidth": 1.6, "marker": marker, "markersize": 3}
    above.plot(far, [100 * point[2] for point in what.curve], color=BLUE, **style)
    above.set_ylabel(f"% right of\n{what.watched}", fontsize=9)
    above.set_ylim(0, 103)
    below.plot(far, [point[1] for point in what.curve], color=ORANGE, **style)
    below.set_ylabel("running loss", fontsize=9)
    below.set_ylim(bottom=0)
    below.set_xlabel(what.unit, fontsize=9)
    for panel in (above, below):
        panel.grid(color="#e5e7eb", linewidth=0.8)
        panel.set_axisbelow(True)
        panel.tick_params(labelsize=8, colors=GRAY)
        panel.spines[["top", "right"]].set_visible(False)
    below.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
