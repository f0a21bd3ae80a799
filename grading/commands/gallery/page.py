"""The page of the gallery: one HTML file that needs nothing else, neither files nor network."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

# The policy says what is true anyway: nothing is loaded, and nothing runs.
TEMPLATE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>
  body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; color: #1d2330;
    background: #fff; font: 1rem/1.55 system-ui, sans-serif; }
  h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
  h2 { font-size: 1.15rem; margin: 2.75rem 0 .25rem; }
  p { margin: 0 0 .75rem; max-width: 46rem; }
  figure { margin: 1rem 0 0; }
  img { display: block; max-width: 100%; height: auto; border: 1px solid #d9dde5; }
  img.film { width: 256px; image-rendering: pixelated; }
  figcaption { color: #555d6e; font-size: .875rem; margin-top: .35rem; }
  .missing { color: #555d6e; border-left: 3px solid #d9dde5; padding-left: .75rem; }
  code { font-size: .9em; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p>{{ introduction }}</p>
{% for note in notes %}<p class="missing">{{ note }}</p>
{% endfor %}
{% for room in rooms %}
<section>
<h2>{{ room.title }}</h2>
<p>{{ room.sentence }}</p>
{% for picture in room.pictures %}
{% if picture.data_uri %}
<figure>
<img src="{{ picture.data_uri }}" alt="{{ picture.alt }}"
  class="{{ "film" if picture.is_film else "drawing" }}">
<figcaption>{{ picture.file }}</figcaption>
</figure>
{% endif %}
{% endfor %}
{% if room.missing %}
<p class="missing">Not here yet: {{ room.missing | join(", ") }}.
<code>picograd milestone {{ room.milestone }}</code> draws it.</p>
{% endif %}
</section>
{% endfor %}
</body>
</html>
"""


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, what it shows in words, and its bytes, None if missing."""

    file: str
    alt: str
    content: bytes | None = None

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
        return tuple(picture.file for picture in self.pictures if picture.content is None)


def render_page(
    title: str, introduction: str, rooms: Sequence[Room], notes: Sequence[str] = ()
) -> str:
    """The page. notes: what the reader should know before looking."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    template = environment.from_string(TEMPLATE)
    return template.render(title=title, introduction=introduction, rooms=rooms, notes=notes)
