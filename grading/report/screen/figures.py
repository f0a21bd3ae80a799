"""What a milestone measured, in words: shares as percentages, times in seconds."""

from __future__ import annotations

import math
import re

# Shares of one, by how the names of their figures begin.
_SHARES = re.compile(r"accuracy|sure |mean sureness|closer by")
_SECONDS = re.compile(r"(?P<before>.+) seconds$|seconds of (?P<of>.+)$|seconds(?P<after>, .+)$")


def describe_figure(name: str, value: object) -> str:
    """`accuracy on unseen digits: 97.8 %`, `training: 12.3 s`."""
    seconds = _SECONDS.match(name)
    if seconds and isinstance(value, (int, float)):
        what = seconds["before"] or seconds["of"] or f"time{seconds['after']}"
        return f"{what}: {value:.3g} s"
    return f"{name}: {_text(value, share=bool(_SHARES.match(name)))}"


def percent(share: float) -> str:
    """Rounded down: 100 % is said only where nothing is missing."""
    return f"{math.floor(1000 * share) / 10:g} %"


def _text(value: object, *, share: bool) -> str:
    if isinstance(value, list):
        return ", ".join(_text(part, share=share) for part in value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if share and isinstance(value, (int, float)):
        return percent(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
