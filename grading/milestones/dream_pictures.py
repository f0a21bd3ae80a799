"""The pictures of part IV: images as the squares of gray that they are.

Nothing here runs the learner's code. One gray scale for everything, black at 0 and white at 16
(for MNIST at 1), and no smoothing: a pixel is a square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.milestones.pictures import GRAY, RED, new_figure, save_figure

SIDE = 8
LOW, HIGH = 0.0, 16.0

STRIP = 10  # frames in the strip of a morph
CELL = 32  # screen pixels of the GIF for one pixel of the image
CAPTION = 40
FRAME_MS, REST_MS = 90, 1500


@dataclass(frozen=True)
class Seen:
    """An image, and what the network makes of it: its likeliest digit and how sure it is."""

    pixels: list[float]
    reading: int
    sureness: float

    @property
    def title(self) -> str:
        return f"{self.reading}, {percent(self.sureness)}"


@dataclass(frozen=True)
class Triple:
    """An image and its altered twin."""

    original: Seen
    altered: Seen

    @property
    def difference(self) -> list[float]:
        """The change of each pixel: above zero where it became lighter."""
        pairs = zip(self.original.pixels, self.altered.pixels, strict=True)
        return [b - a for a, b in pairs]

    @property
    def change(self) -> float:
        """The mean absolute change of a pixel, on the scale from 0 to 16."""
        return sum(map(abs, self.difference)) / len(self.difference)


def percent(share: float) -> str:
    """99.7 % and not 100 %, as long as something is missing."""
    if share < 0.985:
        return f"{100 * share:.0f} %"
    return f"{100 * share:.1f} %" if share < 0.9995 else "> 99.9 %"


def draw_rows_of_digits(
    rows: Sequence[tuple[str, Sequence[Seen]]],
    path: Path,
    white: float = HIGH,
    title: str = "Dreams of the digits 0 to 9: what the network sees in each, and how sure it is",
) -> Path:
    """Rows of ten images, one for each digit; each row with its name. white: the lightest pixel.

    Above each image stands what the network reads in it, in red where it is not the digit of
    the column.
    """
    drawing = new_figure(10.4, 0.4 + 1.25 * len(rows))
    cells = drawing.subplots(len(rows), 10, squeeze=False)
    for (name, images), row in zip(rows, cells, strict=True):
        for digit, (image, cell) in enumerate(zip(images, row, strict=True)):
            picture = draw(cell, image.pixels, white)
            right = image.reading == digit
            cell.set_title(image.title, fontsize=9, color="black" if right else RED, pad=3)
        row[0].set_ylabel(name, fontsize=9, rotation=0, ha="right", va="center", labelpad=8)
    _scale(drawing, picture, cells, white)
    drawing.suptitle(title, fontsize=11)
    return save_figure(drawing, path)


def draw_strip(frames: Sequence[Seen], towards: Sequence[float], digit: int, path: Path) -> Path:
    """Some of the frames of a morph in a row. towards: how sure each frame is of `digit`."""
    chosen = spread(len(frames), STRIP)
    drawing = new_figure(10.4, 1.95)
    cells = drawing.subplots(1, len(chosen), squeeze=False)
    for number, cell in zip(chosen, cells[0], strict=True):
        picture = draw(cell, frames[number].pixels)
        cell.set_title(f"step {number}", fontsize=9, pad=3)
        cell.set_xlabel(f"{digit}: {percent(towards[number])}", fontsize=9, labelpad=3)
    _scale(drawing, picture, cells)
    drawing.suptitle(
        f"A real {frames[0].reading} becomes {_a(digit)} for the network: how sure it is of "
        f"the {digit}",
        fontsize=11,
    )
    return save_figure(drawing, path)


def animate(frames: Sequence[Seen], towards: Sequence[float], digit: int, path: Path) -> Path:
    """All frames of a morph as an animated GIF; it rests on the first and the last."""
    pictures = [
        _frame(frame.pixels, f"step {number}    {digit}: {percent(sure)}")
        for number, (frame, sure) in enumerate(zip(frames, towards, strict=True))
    ]
    durations = [REST_MS, *[FRAME_MS] * (len(pictures) - 2), REST_MS][: len(pictures)]
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=True
    )
    return path


def draw_triples(shown: Sequence[Triple], path: Path) -> Path:
    """Two triples a line: the original, the altered image, and the difference.

    Differences have a scale of their own, from blue through white for no change to red; all
    share it.
    """
    lines = (len(shown) + 1) // 2
    largest = max((abs(d) for triple in shown for d in triple.difference), default=0.0) or 1.0
    drawing = new_figure(10.4, 0.6 + 1.62 * lines)
    # An empty column in the middle keeps the two triples of a line apart.
    cells = drawing.subplots(
        lines, 7, squeeze=False, gridspec_kw={"width_ratios": [1, 1, 1, 0.25, 1, 1, 1]}
    )
    for cell in cells.flat:
        cell.set_axis_off()
    for number, triple in enumerate(shown):
        line = cells[number // 2]
        first = 4 * (number % 2)
        altered = f"altered: {triple.altered.title}"
        for cell in line[first : first + 3]:
            cell.set_axis_on()
        picture = draw(line[first], triple.original.pixels)
        line[first].set_title(f"original: {triple.original.title}", fontsize=9, pad=3)
        draw(line[first + 1], triple.altered.pixels)
        line[first + 1].set_title(altered, fontsize=9, pad=3)
        changed = draw_difference(line[first + 2], triple.difference, largest)
        line[first + 2].set_title(f"mean change {triple.change:.2f}", fontsize=9, pad=3)
    _scale(drawing, picture, cells)
    bar = drawing.colorbar(changed, ax=cells, shrink=0.8, pad=0.01, aspect=18)
    bar.ax.tick_params(labelsize=8, colors=GRAY)
    bar.outline.set_edgecolor(GRAY)
    drawing.suptitle(
        "Another digit to the network, the least visible change first "
        "(red: lighter than it was, blue: darker)",
        fontsize=11,
    )
    return save_figure(drawing, path)


def spread(count: int, most: int) -> list[int]:
    """At most `most` of the numbers 0 .. count - 1, evenly spread, both ends included."""
    if count <= most:
        return list(range(count))
    return [round(i * (count - 1) / (most - 1)) for i in range(most)]


def draw(cell: Any, pixels: Sequence[float], white: float = HIGH) -> Any:
    """One image, every pixel a square, in a thin frame and without ticks."""
    return _squares(cell, pixels, "gray", LOW, white)


def draw_difference(cell: Any, changes: Sequence[float], largest: float) -> Any:
    """What became of each pixel: white where nothing, red where lighter, blue where darker."""
    return _squares(cell, changes, "RdBu_r", -largest, largest)


def _squares(cell: Any, pixels: Sequence[float], colors: str, low: float, high: float) -> Any:
    cell.set_xticks([])
    cell.set_yticks([])
    for edge in cell.spines.values():
        edge.set_color(GRAY)
        edge.set_linewidth(0.6)
    side = math.isqrt(len(pixels))
    rows = [list(pixels[i : i + side]) for i in range(0, len(pixels), side)]
    return cell.imshow(rows, cmap=colors, vmin=low, vmax=high, interpolation="nearest")


def _scale(drawing: Any, picture: Any, cells: Any, white: float = HIGH) -> None:
    """The one gray scale of the figure, at its right."""
    ticks = [LOW, white / 2, white]
    bar = drawing.colorbar(picture, ax=cells, shrink=0.8, pad=0.01, aspect=18, ticks=ticks)
    bar.ax.tick_params(labelsize=8, colors=GRAY)
    bar.outline.set_edgecolor(GRAY)


def _a(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _frame(pixels: Sequence[float], caption: str) -> Any:
    """One image as squares of gray with a line of text under it."""
    from PIL import Image, ImageDraw, ImageFont

    side = SIDE * CELL
    small = Image.new("L", (SIDE, SIDE))
    small.putdata([round(255 * (pixel - LOW) / (HIGH - LOW)) for pixel in pixels])
    picture = Image.new("L", (side, side + CAPTION), 255)
    picture.paste(small.resize((side, side), Image.Resampling.NEAREST))
    ImageDraw.Draw(picture).text(
        (side / 2, side + CAPTION / 2),
        caption,
        fill=0,
        anchor="mm",
        font=ImageFont.load_default(size=18),
    )
    return picture
