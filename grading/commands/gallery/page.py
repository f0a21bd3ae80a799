"""The page of the gallery: one HTML file that needs nothing else, neither files nor network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = Path(__file__).with_name("page.html")


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, what it shows in words, and its bytes, None if missing.

    needs: the milestone after which `picograd gallery` draws it; empty where the milestone of its
    room does.
    """

    file: str
    alt: str
    content: bytes | None = None
    needs: str = ""

    @property
    def is_film(self) -> bool:
        return self.file.endswith(".gif")

    @property
    def data_uri(self) -> str:
        if self.content is None:
            return ""
        kind = "gif" if self.is_film else "png"
        return f"data:image/{kind};base64,{base64.b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Room:
    """What one milestone has to show, with a sentence on it."""

    milestone: str
    title: str
    sentence: str
    pictures: tuple[Picture, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The files that the milestone will draw."""
        return tuple(p.file for p in self.pictures if p.content is None and not p.needs)

    @property
    def waiting(self) -> tuple[Picture, ...]:
        """The pictures that wait for another milestone."""
        return tuple(p for p in self.pictures if p.content is None and p.needs)


def render_page(
    title: str, introduction: str, rooms: Sequence[Room], notes: Sequence[str] = ()
) -> str:
    """The page. notes: what the reader should know before looking."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE.parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template(TEMPLATE.name)
    return template.render(title=title, introduction=introduction, rooms=rooms, notes=notes)
