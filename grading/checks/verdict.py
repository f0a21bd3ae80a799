"""What one check said about the learner's code."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Outcome(enum.Enum):
    """How a check ended. Only PASSED scores."""

    PASSED = "passed"
    FAILED = "failed"  # a wrong answer
    TODO = "todo"  # the stub is not written yet
    ERROR = "error"  # their code raised
    TIMEOUT = "timeout"  # no answer in time
    BLOCKED = "blocked"  # something it needs is broken: an import, an earlier stage
    MISSING = "missing"  # expected but never reported


@dataclass(frozen=True)
class Expected:
    """A check that was collected and must be reported."""

    stage: str
    check: str
    claim: str


@dataclass(frozen=True)
class NamedMistake:
    """A mistake of the catalogue, as a report names it. where: the function that it is in."""

    id: str
    sentence: str
    where: str = ""


@dataclass(frozen=True)
class Verdict:
    """One check of one stage.

    check: the name of the test function, with its parameters. claim: the sentence it
    checks. message: one sentence on what went wrong, empty if nothing did. expected, got:
    the two answers as text, where the check compared two. traceback: what the learner's
    code raised. line: the line of their file that it points at. printed: what their code
    printed meanwhile. unexpected: the check itself stumbled over the form of the answer.
    drawing: the first step of an expression that goes wrong, and all steps as a tree.
    mistakes: those of the catalogue that a wrong answer matches, the likeliest first.
    """

    stage: str
    check: str
    claim: str
    outcome: Outcome
    message: str = ""
    expected: str | None = None
    got: str | None = None
    traceback: str = ""
    line: int | None = None
    printed: str = ""
    unexpected: bool = False
    drawing: str = ""
    mistakes: tuple[NamedMistake, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.stage}::{self.check}"
