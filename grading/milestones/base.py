"""What every milestone is given, and how it talks to the learner's whole package."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Protocol

from grading.learner.runner import ConversingRunner


@dataclass(frozen=True)
class MilestoneResult:
    """What a milestone's run said.

    figures: what was measured, by name. message: one sentence on what is missing, empty when
    passed. pictures: paths of what it saved. traceback: what the learner's code raised.
    remembered: an earlier run said so, and nothing has changed since.
    """

    id: str
    passed: bool
    seconds: float
    figures: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    pictures: tuple[str, ...] = ()
    traceback: str = ""
    remembered: bool = False


@dataclass(frozen=True)
class Progress:
    """One look at a running milestone: how far, of how much, and a line to show."""

    done: float
    total: float
    text: str


@dataclass(frozen=True)
class Setting:
    """seed: decides what the learner's code is asked. pictures: the folder to save pictures in.

    secret: decides what it must not know: what is held back from it, and how data are disguised.
    tell: called with every progress. minutes: a time budget for milestones that have one.
    full: judge on all there is instead of a sample, where a milestone knows the difference.
    """

    seed: int
    pictures: Path
    tell: Callable[[Progress], None]
    minutes: float | None = None
    full: bool = False
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    def draws(self, what: str) -> Random:
        """The judge's own generator for `what`; it never leaves this side."""
        return Random(f"{what}/{self.secret}")

    def seed_of_weights(self, what: str) -> int:
        """For the learner's code to draw its first weights with; it tells nothing of the secret."""
        return self.draws(f"{what}/first weights").getrandbits(64)


class MilestoneRun(Protocol):
    """A milestone: asks the learner's whole package, nothing lent, and says how it went.

    What the learner's code raises, and its silence, may leave as LearnerError, TimedOut,
    Left or Malformed; `grade` makes a result of them.
    """

    def __call__(self, learner: ConversingRunner, setting: Setting) -> MilestoneResult: ...
