"""What is drawn of a GPT that has learned names: how it learned, where it looks, its letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from grading.milestones.network import Parameters
from grading.milestones.pictures import BLUE, GRAY, ORANGE, RED, new_figure, save_figure
from grading.milestones.plain_transformer import shares

# Whose letters the heads are shown on.
LOOKED_AT = "isabella"
VOWELS = "aeiouy"


@dataclass(frozen=True)
class LearnedNames:
    """A GPT that has learned names; no disguise is left on it.

    curve: [names seen, running loss, loss on held-out names] in order. pairs: the loss of the table
    of letter pairs. words: some that it wrote.
    """

    title: str
    network: Parameters
    heads: int
    curve: Sequence[Sequence[float]]
    pairs: float
    words: Sequence[str]


def draw_names(what: LearnedNames, path: Path) -> Path:
    """The curve and the letters to the left, the heads and the words to the right."""
    drawing = new_figure(11.6, 6.6)
    left, right = drawing.subfigures(1, 2, width_ratios=[1, 1.25])
    above, below = left.subplots(2, 1)
    _learning(above, what)
    _letters(below, what.network[0])
    top, bottom = right.subfigures(2, 1, height_ratios=[5, 1])
    _heads(top, what)
    bottom.suptitle("what it writes", fontsize=9)
    bottom.text(0.5, 0.4, _in_lines(what.words), ha="center", va="center", fontsize=9.5)
    drawing.suptitle(what.title, fontsize=11)
    return save_figure(drawing, path)


def _learning(panel: Any, what: LearnedNames) -> None:
    far = [point[0] for point in what.curve]
    panel.plot(
        far, [point[1] for point in what.curve], color=ORANGE, linewidth=1.2, label="running"
    )
    panel.plot(
        far, [point[2] for point in what.curve], color=BLUE, linewidth=1.8, label="held-out names"
    )
    panel.axhline(
        what.pairs, color=GRAY, linewidth=1, linestyle="--", label="table of letter pairs"
    )
    panel.set_ylabel("nats a letter", fontsize=9)
    panel.set_xlabel("names seen", fontsize=9)
    panel.set_ylim(top=3.4)
    panel.legend(fontsize=8, frameon=False)
    panel.grid(color="#e5e7eb", linewidth=0.8)
    panel.tick_params(labelsize=8, colors=GRAY)
    panel.spines[["top", "right"]].set_visible(False)
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _letters(panel: Any, table: Sequence[Sequence[float]]) -> None:
    """The rows of the letters on the two axes on which they differ most."""
    from numpy import array, linalg

    rows = array(table[1:])
    rows = rows - rows.mean(axis=0)
    _, _, axes = linalg.svd(rows, full_matrices=False)
    for letter, (x, y) in zip(ascii_lowercase, rows @ axes[:2].T, strict=True):
        color = RED if letter in VOWELS else BLUE
        panel.text(x, y, letter, color=color, fontsize=11, ha="center", va="center")
        panel.plot(x, y, alpha=0)
    panel.margins(0.08)
    panel.set_title("the letters, on the two axes of most difference", fontsize=9)
    panel.set_xticks([])
    panel.set_yticks([])


def _heads(part: Any, what: LearnedNames) -> None:
    """Row by row what each letter looks at: dark is much."""
    part.suptitle(f"where the letters of {LOOKED_AT} look, head by head", fontsize=9)
    marks = ["·", *LOOKED_AT]
    word = [0, *(ascii_lowercase.index(letter) + 1 for letter in LOOKED_AT)]
    columns = (what.heads + 1) // 2
    panels = part.subplots(2, columns).flat
    for number, (panel, rows) in enumerate(
        zip(panels, shares(what.network, what.heads, word), strict=False), start=1
    ):
        panel.imshow(rows, cmap="Blues", vmin=0, vmax=1)
        panel.set_xticks(range(len(marks)), marks, fontsize=8)
        panel.set_yticks(range(len(marks)), marks, fontsize=8)
        panel.tick_params(length=0, colors=GRAY)
        panel.set_xlabel(f"head {number}", fontsize=8, color=GRAY)


def _in_lines(words: Sequence[str], each: int = 7) -> str:
    lines = [words[i : i + each] for i in range(0, len(words), each)]
    return "\n".join("   ".join(line) for line in lines)
