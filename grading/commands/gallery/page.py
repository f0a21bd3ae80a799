"""The page of the gallery: one HTML file that needs nothing else, neither files nor network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grading.companion.picture_rooms import Room

TEMPLATE = Path(__file__).with_name("page.html")


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
