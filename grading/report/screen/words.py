"""Small pieces that every text for people is made of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from rich.text import Text

from grading.submission.safe_text import make_harmless

WIDTH = 80
MAX_LINES = 12


@dataclass(frozen=True)
class Screen:
    """What a text is shown on. width: in columns. blocks: whether it has block characters."""

    width: int
    blocks: bool = False


def number(points: float) -> str:
    """Points without needless zeros: 8, 2.4, 0.67."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def count(how_many: int, noun: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{how_many:,} {noun}" + ("" if how_many == 1 else "s")


def duration(minutes: int) -> str:
    """`45 min`, `2 h`, `5 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    )


def join_lines(lines: Iterable[Text]) -> Text:
    """One text of the lines."""
    return Text("\n").join(lines)


def paragraph(text: str, indent: int = 2, further: int | None = None) -> Text:
    """Prose, wrapped and indented. further: how far the lines after the first are."""
    return Text(
        textwrap.fill(
            make_harmless(text),
            WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent if further is None else further),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def block(text: str, indent: int, *, last: int | None = None, style: str = "") -> Text:
    """Someone else's lines, indented; only the last few where `last` is given."""
    lines = make_harmless(text).rstrip("\n").split("\n")
    if last is not None and len(lines) > last:
        lines = ["...", *lines[-last:]]
    return Text(textwrap.indent("\n".join(lines), " " * indent), style=style)


def commands(pairs: Iterable[tuple[str, str]], indent: int = 2) -> list[Text]:
    """Lines of "what it is for", and the command to type: below it where both are too long."""
    pairs = list(pairs)
    width = max((len(what) for what, _ in pairs), default=0)
    if any(indent + width + 2 + len(command) > WIDTH for _, command in pairs):
        return [
            Text.assemble(" " * indent, (f"{what}\n", "dim"), " " * (indent + 4), (command, "cyan"))
            for what, command in pairs
        ]
    return [
        Text.assemble(" " * indent, (f"{what:<{width}}  ", "dim"), (command, "cyan"))
        for what, command in pairs
    ]
