"""The learner's code as a check sees it: it asks, and has plain data back."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from grading.checks import oracle
from grading.checks.assertions import Mismatch, assert_close
from grading.checks.inputs import Inputs
from grading.diagnosis.comparison import MAX_SHOWN
from grading.diagnosis.first_difference import Difference, find_first_difference
from grading.learner.runner import Probe, Question, Runner
from grading.worker.probes import value_and_gradients
from grading.worker.trace import formula_of, steps


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
        names = list(inspect.signature(expression).parameters)
        right = oracle.evaluate(expression, names, numbers)
        given = [(name, f"{number}") for name, number in zip(names, numbers, strict=False)]
        formula = _formula(expression, names)
        try:
            assert_close(value, right.value, f"the value of {formula}", given)
            for name, mine, theirs in zip(names, gradients, right.gradients, strict=True):
                assert_close(mine, theirs, f"the gradient of {name} in {formula}", given)
        except Mismatch as mismatch:
            mismatch.difference = self._find_difference(expression, names, numbers, right)
            raise

    def _find_difference(
        self,
        expression: Callable[..., Any],
        names: list[str],
        numbers: list[Any],
        right: oracle.Evaluated,
    ) -> Difference | None:
        """The first step of `expression` that differs; None if unknown."""
        if right.root is None or right.steps is None:
            return None
        try:
            got = self.runner.run(steps, [expression, names, numbers])
        except Exception:  # the step-by-step answer is a courtesy; the verdict stands
            return None
        if not isinstance(got, list):
            return None
        return find_first_difference(right.root, right.steps, got)


def _formula(expression: Callable[..., Any], names: list[str]) -> str:
    """The expression for a message, as far as it is short enough to be read."""
    try:
        text = formula_of(expression, names)
    except Exception:  # an expression that does more than compute
        return "the expression"
    return text if len(text) <= MAX_SHOWN else "the expression"
