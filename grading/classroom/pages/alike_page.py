"""Two submissions side by side, with what both have marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grading.classroom.alike import Pair
from grading.classroom.pages.rendering import render_template

# Lines around a marked one that are shown with it.
AROUND = 2


@dataclass(frozen=True)
class ShownLine:
    """A line of a file. number: 0 for a gap. marked: it stands in a fragment that both have."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True)
class Side:
    """What is shown of one of the two, file by file."""

    name: str
    files: tuple[tuple[str, tuple[ShownLine, ...]], ...]


@dataclass(frozen=True)
class ShownPair:
    """A pair on the page."""

    share: str
    left: Side
    right: Side


@dataclass(frozen=True)
class AlikePage:
    """compared: how many submissions were."""

    compared: int
    pairs: tuple[ShownPair, ...]


def make_page(
    compared: int,
    pairs: Sequence[Pair],
    names: Mapping[str, str],
    files: Mapping[str, Mapping[str, str]],
) -> AlikePage:
    """The page. names: of the owners. files: the texts of each owner's files."""
    return AlikePage(
        compared,
        tuple(
            ShownPair(
                f"{100 * pair.share:.0f} %",
                _side(names[pair.first], files[pair.first], [one for one, _ in pair.lines]),
                _side(names[pair.second], files[pair.second], [other for _, other in pair.lines]),
            )
            for pair in pairs
        ),
    )


def render_html(page: AlikePage) -> bytes:
    """The page as one HTML file."""
    return render_template("alike.html", page)


def _side(name: str, files: Mapping[str, str], places: Sequence[tuple[str, int, int]]) -> Side:
    shown = []
    for file, text in files.items():
        marked = {n for f, first, last in places if f == file for n in range(first, last + 1)}
        if marked:
            shown.append((file, tuple(_around(text.splitlines(), marked))))
    return Side(name, tuple(shown))


def _around(lines: Sequence[str], marked: set[int]) -> list[ShownLine]:
    near = {n + d for n in marked for d in range(-AROUND, AROUND + 1)}
    shown: list[ShownLine] = []
    last = 0
    for n in sorted(n for n in near if 1 <= n <= len(lines)):
        if last and n != last + 1:
            shown.append(ShownLine(0, "", False))
        shown.append(ShownLine(n, lines[n - 1], n in marked))
        last = n
    return shown
