"""Text from a stranger, made fit to be shown, stored and compared."""

from __future__ import annotations

import functools
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from grading.paths import ROOT

MAX_TEXT = 20_000

# Control characters but newline and tab; what changes the direction of writing or shows
# nothing; half characters that no encoding can write; line breaks that are none in a terminal.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def make_harmless(text: str) -> str:
    """`text` with everything spelled out that could steer a terminal or hide something."""
    return _STEERING.sub(lambda found: ascii(found.group())[1:-1], text)


def make_name_harmless(name: str) -> str:
    """The name of a file, in one line."""
    return make_harmless(name.replace("\n", "\\n").replace("\t", "\\t"))[:300]


def name_path(path: Path) -> str:
    """A path for a sentence: the name of a submission is as little ours as what is in it."""
    return make_name_harmless(str(path))


def sanitize(text: str) -> str:
    """What the learner's code says, for a report: harmless, of bounded length, and the same
    on every run: without addresses in memory and without the paths of this machine.
    """
    for path, name in _places(tempfile.gettempdir()):
        text = path.sub(name, text)
    text = make_harmless(_ADDRESS.sub(" at 0x...", text[: 2 * MAX_TEXT]))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 4] + " ..."


def sanitize_all(data: Any) -> Any:
    """Plain data with every string in it sanitized, the keys of dicts as well."""
    if type(data) is str:
        return sanitize(data)
    if type(data) is list:
        return [sanitize_all(item) for item in data]
    if type(data) is dict:
        return {sanitize(key): sanitize_all(item) for key, item in data.items()}
    return data


@functools.cache
def _places(temporary: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What tells where things lie on this machine, and what to call it."""
    separator, end = r"[/\\]", r"(?![\w.-])"
    pythons = {sys.base_prefix, sys.prefix, str(Path(sys.executable).resolve().parent.parent)}
    found = [(re.escape(str(ROOT)) + separator, ""), (re.escape(str(ROOT)) + end, "<picograd>")]
    for path in sorted(pythons | {os.path.realpath(each) for each in pythons}, key=len)[::-1]:
        if path.strip("/\\"):
            found += [
                (re.escape(path) + separator, "<python>/"),
                (re.escape(path) + end, "<python>"),
            ]
    for path in {temporary, os.path.realpath(temporary)}:
        found.append((re.escape(path) + separator + r"picograd-[\w-]+", "<worker>"))
    return tuple((re.compile(pattern), name) for pattern, name in found)
