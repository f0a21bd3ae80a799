"""What one check said about the learner's code."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from grading.diagnosis.first_difference import ComparedStep


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

    @property
    def text(self) -> str:
        return f"{self.sentence} ({self.id})"


@dataclass(frozen=True)
class Verdict:
    """One check of one stage, as data; `wording.describe_verdict` makes sentences of it.

    check: the name of the test function, with its parameters. claim: the sentence it checks.
    problem: what was compared, or what was said instead of an answer: the text of an exception;
    empty if nothing went wrong. inputs: what the question was asked at, name and text of each,
    where the check knows them apart; asked: the same laid out in lines. expected, got: the two
    answers as text, where the check compared two. table: both as aligned rows with the wrong
    entries marked, where they are matrices. file, line: where in the learner's code, as far as
    that is known. unwritten: the function of a stub that is not written, as the stub calls it.
    waits_for: the earlier file whose stub was called. kind: the class name of the exception.
    traceback: what the learner's code raised. printed: what their code printed meanwhile.
    unexpected: the check itself stumbled over the form of the answer. difference: a sentence on
    the first step of an expression that goes wrong; drawing: all its steps as a tree of lines.
    mistakes: those of the catalogue that a wrong answer matches, the likeliest first. place:
    where exchanging functions for the reference's shows that it goes wrong: a qualified name,
    names with "and" between, a class, or "one of a, b". slip: the sentence on a slip that
    explains it, of a kind that every program has. steps: what `drawing` is drawn of.
    """

    stage: str
    check: str
    claim: str
    outcome: Outcome
    problem: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    expected: str | None = None
    got: str | None = None
    table: str = ""
    file: str = ""
    line: int | None = None
    unwritten: str = ""
    waits_for: str = ""
    kind: str = ""
    traceback: str = ""
    printed: str = ""
    unexpected: bool = False
    difference: str = ""
    drawing: str = ""
    mistakes: tuple[NamedMistake, ...] = ()
    place: str = ""
    slip: str = ""
    steps: tuple[ComparedStep, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.stage}::{self.check}"

    @property
    def function(self) -> str:
        """The name of the test function alone."""
        return self.check.partition("[")[0]

    @property
    def case(self) -> str:
        """The parameters of the test function, in brackets; empty if it has none."""
        return self.check.removeprefix(self.function)
