"""What an expression comes to: PyTorch's answer where it is installed, else that of a tape here.

Its numbers are drawn anew each time, so no recorded answer helps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grading.checks import oracle
from grading.milestones import tape
from grading.milestones.expressions import Program, evaluated


def right_answer(expression: Callable[..., Any], inputs: list[float]) -> list[Any]:
    """[value of `expression`, [gradient of each input]]."""
    if oracle.is_live():
        return oracle.torch_value_and_gradients(expression, inputs)
    return tape.value_and_gradients(expression, inputs)


def gradients_of_all_nodes(leaves: list[float], program: Program) -> list[float]:
    """The gradient of the root in each node, leaves first; 0 where it does not lead to the root."""
    if not oracle.is_live():
        return tape.gradients_of_all(lambda nodes: evaluated(nodes, program), leaves)

    def gradients(torch: Any) -> list[Any]:
        nodes = evaluated([torch.tensor(x, requires_grad=True) for x in leaves], program)
        for node in nodes:
            node.retain_grad()
        nodes[-1].backward()
        return [torch.zeros(()) if node.grad is None else node.grad for node in nodes]

    return oracle.answer(gradients)  # type: ignore[no-any-return]  # numbers
