"""Milestone `engine`: random expressions, a published one, a long chain and a tall ladder.

Every expression is evaluated by one function on the learner's Values and on this side's numbers,
torch's tensors where there is torch, and value and all gradients are compared in full precision.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from grading.diagnosis.comparison import answer_text, close
from grading.learner.runner import Runner, TimedOut
from grading.milestones.arithmetic import judge_name
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.milestones.expressions import Program, evaluated, random_program, text
from grading.milestones.right_answers import gradients_of_all_nodes, right_answer
from grading.worker.probes import value_and_gradients

EXPRESSIONS = 100
CHAIN, DIAMONDS = 100_000, 60

# The learner's time for all the expressions, and for a chain or a ladder: far more than an
# engine needs that visits each node once, far less than one that follows each path.
SECONDS = 20.0

# A gradient this much smaller than another in its expression is what nearly equal terms
# left of each other: its last digits are rounding, which no two engines share.
WORST_CANCELLATION = 1e4

Expression = Callable[..., Any]
Case = tuple[list[float], Program]


def run(learner: Runner, setting: Setting) -> MilestoneResult:
    """Compare the learner's engine with the right answers to everything above."""
    cases = list(_cases(Random(f"engine/{setting.seed}")))
    answers = _answers(learner, cases, setting)
    wrong, worst = _compared(cases, answers)
    messages = [_disagreement(*wrong[0], len(wrong))] if wrong else []
    figures: dict[str, Any] = {
        "expressions checked": len(cases),
        "expressions right": len(cases) - len(wrong),
        "largest relative error": float(f"{worst:.2g}"),
    }
    rng = Random(f"engine/{setting.seed}/large")
    for name, expression, inputs in (
        ("published example", published, [-4.0, 2.0]),
        ("chain", chain, [rng.uniform(0.5, 1.5), 1 + rng.uniform(1e-6, 1e-5)]),
        ("ladder", ladder, [rng.uniform(0.5, 1.5), rng.uniform(0.02, 0.05)]),
    ):
        setting.tell(Progress(len(cases), len(cases), _DESCRIPTION[name]))
        seconds, message = _agrees(learner, name, expression, inputs)
        if name != "published example":
            figures[f"{name} seconds"] = seconds
        messages += [message] if message else []
    return MilestoneResult("engine", not messages, 0.0, figures, messages[0] if messages else "")


def published(a: Any, b: Any) -> Any:
    """The example in micrograd's README: 24.7041, with the gradients 138.8338 and 645.5773."""
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


def chain(x: Any, factor: Any) -> Any:
    """A hundred thousand nodes in a row, all of which use `factor`."""
    for _ in range(CHAIN):
        x = x * factor
    return x


def ladder(x: Any, k: Any) -> Any:
    """Diamond upon diamond, leaning to either side in turn: 2^60 ways from top to bottom."""
    for _ in range(DIAMONDS // 2):
        x = x * k + x
        x = x + x * k
    return x


def _chain_in_closed_form(x: float, factor: float) -> list[Any]:
    """[x f^n, [f^n, n x f^(n-1)]]: a graph takes seconds for the same, and this none."""
    power = factor**CHAIN
    return [x * power, [power, CHAIN * x * power / factor]]


_DESCRIPTION = {
    "published example": "the example in micrograd's README",
    "chain": f"a chain of {CHAIN:,} nodes",
    "ladder": f"a ladder of {DIAMONDS} diamonds",
}

_WHERE_TO_LOOK = {
    "published example": "work it out by hand from the end, in the order of graph.toposort",
    "chain": "graph.toposort and graph.backward must look at each node once, without recursion",
    "ladder": "graph.toposort must visit each node once, not once for each way that leads to it",
}


def answers_of(picograd: Any, report: Callable[[Any], None], cases: list[Any]) -> list[Any]:
    """The probe: [value, [gradient of each leaf]] for each case, telling how many are done."""
    answers = []
    for number, (leaves, program) in enumerate(cases, start=1):
        nodes = [picograd.value.Value(x) for x in leaves]
        root = evaluated(nodes, program)[-1]
        root.backward()
        answers.append([root.data, [node.grad for node in nodes]])
        if number % 10 == 0:
            report(number)
    return answers


def _cases(rng: Random) -> Iterator[Case]:
    """Random expressions in which every digit that is compared means something."""
    made = 0
    while made < EXPRESSIONS:
        leaves, program = random_program(rng)
        if _cancellation(leaves, program) <= WORST_CANCELLATION:
            made += 1
            yield leaves, program


def _cancellation(leaves: list[float], program: Program) -> float:
    """The largest gradient of any node over the smallest of a leaf, zeros left out."""
    sizes = list(map(abs, gradients_of_all_nodes(leaves, program)))
    return max(sizes) / min((size for size in sizes[: len(leaves)] if size), default=1.0)


def _answers(learner: Runner, cases: list[Case], setting: Setting) -> list[Any]:
    """What the learner's engine says, one entry for each case, whatever it is made of."""

    def tell(done: Any) -> None:
        count = min(done, EXPRESSIONS) if type(done) is int else 0
        setting.tell(Progress(count, EXPRESSIONS, f"{count} of {EXPRESSIONS} expressions"))

    learner.begin_check(SECONDS)
    answers = learner.watch(answers_of, [cases], tell)
    # The probe is ours, but it ran beside the learner's code: nothing is taken for granted.
    if not isinstance(answers, list) or len(answers) != len(cases):
        return [None] * len(cases)
    return answers


def _compared(cases: list[Case], answers: list[Any]) -> tuple[list[tuple[Case, Any, Any]], float]:
    """(case, answer, right answer) where they differ, the shortest first; the largest error."""
    wrong, worst = [], 0.0
    for case, answer in zip(cases, answers, strict=True):
        leaves, program = case
        right = right_answer(_expression(program), leaves)
        if close(answer, right):
            worst = max(worst, _relative_error(answer, right))
        else:
            wrong.append((case, answer, right))
    return sorted(wrong, key=lambda entry: len(entry[0][1])), worst


def _expression(program: Program) -> Expression:
    return lambda *leaves: evaluated(list(leaves), program)[-1]


def _relative_error(answer: Any, right: Any) -> float:
    pairs = zip([answer[0], *answer[1]], [right[0], *right[1]], strict=True)
    return max(abs(got - x) / abs(x) if abs(x) > 1e-6 else 0.0 for got, x in pairs)


def _disagreement(case: Case, answer: Any, right: Any, wrong: int) -> str:
    leaves, program = case
    return (
        f"{EXPRESSIONS - wrong} of {EXPRESSIONS} random expressions agree with {judge_name()}, all "
        f"are needed; the shortest that does not is {_first_difference(answer, right)} in "
        f"{_given(leaves)}; {text(len(leaves), program)}: follow its gradients by hand, from the "
        "last step to the first, in the order of graph.toposort"
    )


def _first_difference(answer: Any, right: Any) -> str:
    if not isinstance(answer, list) or len(answer) != 2 or not isinstance(answer[1], list):
        return "no value with its gradients"
    if not close(answer[0], right[0]):
        return (
            f"the value {answer_text(answer[0])} where {judge_name()} says {answer_text(right[0])}"
        )
    pairs = zip(answer[1], right[1], strict=False)
    index = next((i for i, pair in enumerate(pairs) if not close(*pair)), None)
    if index is None:
        return "the number of gradients"
    name = chr(ord("a") + index)
    got, x = answer_text(answer[1][index]), answer_text(right[1][index])
    return f"the gradient of {name}, {got} where {judge_name()} says {x},"


def _given(leaves: list[float]) -> str:
    return "; ".join(f"{chr(ord('a') + i)} = {x:.10g}" for i, x in enumerate(leaves))


def _agrees(
    learner: Runner, name: str, expression: Expression, inputs: list[float]
) -> tuple[float, str]:
    """Seconds, and a sentence on what is wrong with a single expression; empty if nothing is."""
    what = _DESCRIPTION[name]
    learner.begin_check(SECONDS)
    start = time.monotonic()
    try:
        answer = learner.run(value_and_gradients, [expression, inputs])
    except TimedOut:
        return SECONDS, f"{what} took more than {SECONDS:g} seconds: {_WHERE_TO_LOOK[name]}"
    seconds = round(time.monotonic() - start, 3)
    if expression is chain:
        right = _chain_in_closed_form(*inputs)
    else:
        right = right_answer(expression, inputs)
    if close(answer, right):
        return seconds, ""
    return seconds, (
        f"{what} has {_first_difference(answer, right).rstrip(',')}: {_WHERE_TO_LOOK[name]}"
    )
