"""What the module random draws while a question is answered."""

from __future__ import annotations

import sys

SEED_OF_CHANCE = 0


def repeat_chance() -> None:
    """Let the module random, where it is used, draw the same for each question.

    Code that takes its numbers there instead of from what it is handed is wrong, and is told the
    same each time.
    """
    if "random" in sys.modules:
        sys.modules["random"].seed(SEED_OF_CHANCE)
