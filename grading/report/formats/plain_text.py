"""Text for other systems: harmless, of bounded length, in characters that each of them can read."""

from __future__ import annotations

import json
from typing import Any

from grading.submission.safe_text import make_harmless

# The characters of one message or answer.
MAX_SENTENCE = 600


def shorten(text: str, most: int = MAX_SENTENCE) -> str:
    """`text` made harmless, and cut where it is longer than `most` characters."""
    text = make_harmless(text[: most + 1])
    return text if len(text) <= most else f"{text[: most - 6]} [...]"


def encode_json(data: dict[str, Any]) -> bytes:
    """JSON text, in ASCII so that any system can read it."""
    return (json.dumps(data, indent=2, allow_nan=False) + "\n").encode("ascii")


def explain_refusal(sentence: str) -> str:
    """For a student: why there is no score."""
    return f"Could not grade, so there is no score: {make_harmless(sentence)}"
