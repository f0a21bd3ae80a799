"""From a template and its data to a page: whatever students wrote is text, never markup."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import jinja2

HERE = Path(__file__).parent


def render_template(name: str, page: Any) -> bytes:
    """The page `name` with its data, in one file that loads nothing."""
    template, css = _template(name)
    return template.render(page=page, css=css).encode("utf-8", errors="replace")


@functools.cache
def _template(name: str) -> tuple[jinja2.Template, str]:
    """A template and the style of all pages, read once: a class has two thousand pages."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template(name), (HERE / "base.css").read_text(encoding="utf-8")
