"""Where the learner's code runs, and the one way in which a check talks to it.

A check sees a `Learner`. Behind it stands a runner: `InProcess` runs the learner's code in
this process, where print and pdb work; `judged.Judged` runs it in a worker. Both answer
with plain data and nothing else.
"""

from __future__ import annotations

import copy
import importlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from grading import oracle
from grading.compare import MAX_SHOWN, Mismatch, assert_close
from grading.inputs import Inputs
from grading.overlay import Overlay, Source
from grading.paths import shown
from grading.probes import value_and_gradients
from grading.raised import Raised, describe
from grading.trace import steps, text_of
from grading.whereabouts import locate
from grading.wire import Plain, round_trip

Probe = Callable[..., Any]


@dataclass(frozen=True)
class Package:
    """The package that a stage is checked in.

    own: the modules that are the learner's. sources: every module. With one stage in
    `own` all others are the reference; with all stages nothing is lent.
    """

    own: tuple[str, ...]
    sources: dict[str, Source]

    @property
    def own_paths(self) -> tuple[str, ...]:
        return tuple(self.sources[name].path for name in self.own if name in self.sources)

    @property
    def lent_paths(self) -> tuple[str, ...]:
        return tuple(source.path for name, source in self.sources.items() if name not in self.own)


class LearnerError(Exception):
    """The learner's code did not answer. `raised` says what it raised instead."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(f"{raised.kind}: {raised.message}")
        self.raised = raised


class AlreadySaid(Exception):
    """The stage's file cannot be imported, and an earlier check has said so."""


class TimedOut(Exception):
    """No answer within the time for one check."""


# A stage in which so many checks ran out of time hangs; its others get that part of their time,
# still more than the slowest check of the reference takes.
PATIENCE, IMPATIENT = 2, 1 / 5


def patient(seconds: float, late: int) -> float:
    """The seconds for a check that has `seconds`, in a stage where `late` ran out of time."""
    return seconds if late < PATIENCE else seconds * IMPATIENT


class Left(Exception):
    """The process that ran the learner's code ended before it answered."""


class CouldNotGrade(Exception):
    """The machinery failed, not the learner."""


class Runner(Protocol):
    """Runs probes on a package."""

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        """The probe's answer. Raises what says why there is none, see below."""

    def raised_by(self, error: BaseException) -> Raised | None:
        """What the learner's code raised, if `error` says that it raised something."""

    @property
    def file(self) -> str:
        """The path of the stage's file, as the learner knows it."""

    @property
    def printed(self) -> str:
        """What the learner's code printed during the last question, if it was caught."""


@dataclass(frozen=True)
class Question:
    """A question that was asked, and what came back: an answer, what was raised, or nothing."""

    probe: Probe
    arguments: tuple[Any, ...]
    answered: bool
    answer: Plain = None
    raised: Raised | None = None


class Learner:
    """The learner's code as a check sees it. One per check."""

    def __init__(self, runner: Runner, inputs: Inputs) -> None:
        self.runner = runner
        self._inputs = inputs
        self.questions: list[Question] = []

    def ask(self, probe: Probe, *arguments: Any) -> Any:
        """`probe(picograd, *arguments)`, run where the learner's code runs: plain data."""
        try:
            answer = self.runner.run(probe, arguments)
        except BaseException as error:
            raised = self.runner.raised_by(error)
            self.questions.append(Question(probe, arguments, False, raised=raised))
            raise
        self.questions.append(Question(probe, arguments, True, answer))
        return answer

    def vary(self, *numbers: Any) -> Any:
        """The numbers as published, or moved a little under a grading seed."""
        return self._inputs.vary(*numbers)

    def seed(self, published: int) -> int:
        """A seed for `random.Random`: as published, or another under a grading seed."""
        return self._inputs.derived_seed(published)

    def matches_torch(self, expression: Callable[..., Any], *inputs: Any) -> None:
        """`expression` of the inputs has the value and all gradients that torch gives it.

        A number becomes a Value, a list of rows a Tensor.
        """
        numbers = [self.vary(number) for number in inputs]
        value, gradients = self.ask(value_and_gradients, expression, numbers)
        right_value, right_gradients = oracle.value_and_gradients(expression, numbers)
        names = list(inspect.signature(expression).parameters)
        given = ", ".join(f"{n} = {x}" for n, x in zip(names, numbers, strict=False))
        where = f"{_formula(expression, names)} at {given}"
        try:
            assert_close(value, right_value, f"the value of {where}")
            for name, gradient, right in zip(names, gradients, right_gradients, strict=True):
                assert_close(gradient, right, f"the gradient of {name} in {where}")
        except Mismatch as mismatch:
            mismatch.drawing = self._whereabouts(expression, names, numbers)
            raise

    def _whereabouts(
        self, expression: Callable[..., Any], names: list[str], numbers: list[Any]
    ) -> str:
        """The first step of `expression` that differs, with a drawing; empty if unknown."""
        try:
            got = self.runner.run(steps, [expression, names, numbers])
        except Exception:  # the step-by-step answer is a courtesy; the verdict stands
            return ""
        root, right = oracle.steps(expression, names, numbers)
        found = locate(root, right, got) if isinstance(got, list) else None
        return f"{found.sentence}\n\n{found.drawing}".rstrip() if found else ""


def _formula(expression: Callable[..., Any], names: list[str]) -> str:
    """The expression for a message, as far as it is short enough to be read."""
    try:
        text = text_of(expression, names)
    except Exception:  # an expression that does more than compute
        return "the expression"
    return text if len(text) <= MAX_SHOWN else "the expression"


class InProcess:
    """Runs the learner's code here: print, breakpoint() and --pdb work as always.

    What their code raises is let through as it is, so that a debugger stops in their file.
    """

    printed = ""  # pytest captures it

    def __init__(self, package: Package, stage: str) -> None:
        self._package = package
        self._stage = stage
        self._overlay = Overlay(package.sources)
        self.file = shown(Path(package.own_paths[0])) if package.own_paths else f"{stage}.py"
        self._import = "untried"
        self._error: BaseException | None = None
        self._raised: Raised | None = None

    def run(self, probe: Probe, arguments: Sequence[Any]) -> Plain:
        self._error = self._raised = None
        with self._overlay.installed() as picograd:
            try:
                self._import_stage()
                # Copies, as a worker would get: the check keeps what it asked with.
                return round_trip(probe(picograd, *map(copied, arguments)))
            except AlreadySaid:
                raise
            except BaseException as error:
                self._error = error
                self._raised = describe(error, self._package.own_paths, self._package.lent_paths)
                raise

    def raised_by(self, error: BaseException) -> Raised | None:
        return self._raised if error is self._error else None

    def _import_stage(self) -> None:
        if self._import == "trying":
            # The last attempt never came to its end: it raised, or ran out of time.
            raise AlreadySaid(f"{self._stage}.py cannot be imported, as said above")
        if self._import == "untried":
            self._import = "trying"
        importlib.import_module(f"picograd.{self._stage}")
        self._import = "done"


def copied(argument: Any) -> Any:
    """Lists and dicts anew; numbers, strings and functions as they are."""
    return copy.deepcopy(argument) if isinstance(argument, (list, dict)) else argument


def sources_in(folder: Path, names: Sequence[str]) -> dict[str, Source]:
    """The modules of the course that lie in `folder`, each under the path a person knows."""
    return {
        name: Source(str(folder / f"{name}.py"), (folder / f"{name}.py").read_bytes())
        for name in names
        if (folder / f"{name}.py").is_file()
    }
