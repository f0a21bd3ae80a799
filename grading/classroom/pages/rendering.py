"""From a template and its data to a page: whatever students wrote is text, never markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

HERE = Path(__file__).parent


def render_template(name: str, page: Any) -> bytes:
    """The page `name` with its data, in one file that loads nothing."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (HERE / "base.css").read_text(encoding="utf-8")
    text = templates.get_template(name).render(page=page, css=css)
    return text.encode("utf-8", errors="replace")
