"""What a milestone measured, in words."""

from __future__ import annotations

import math

import pytest

from grading.report.screen.figures import describe_figure


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("accuracy on unseen digits", 0.9777, "accuracy on unseen digits: 97.7 %"),
        ("accuracy, seed 0", 1.0, "accuracy, seed 0: 100 %"),
        ("accuracy", 0.9999, "accuracy: 99.9 %"),
        ("sure of 0 to 9, from black", [0.5, 1.0], "sure of 0 to 9, from black: 50 %, 100 %"),
        ("closer by", 0.5, "closer by: 50 %"),
        ("seconds of training", 12.345, "training: 12.3 s"),
        ("chain seconds", 0.25, "chain: 0.25 s"),
        ("seconds, seed 0", 3.0, "time, seed 0: 3 s"),
        ("images seen", 25600, "images seen: 25,600"),
        ("mean", math.inf, "mean: inf"),
        ("full", True, "full: True"),
    ],
)
def test_figures_are_words_and_percentages(name: str, value: object, text: str) -> None:
    """A share is a percentage, rounded down; a time is in seconds; the rest is what it is."""
    assert describe_figure(name, value) == text
