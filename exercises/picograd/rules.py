"""Stage 2: one backward rule per op.

The chain rule says how a small push travels. Let `p = a * b`, and let L be the final
result of everything that happens to p afterwards. Push a by a tiny d: p moves by
dp/da * d, and so L moves by dL/dp * dp/da * d. Therefore

    dL/da  =  dL/dp  *  dp/da
              upstream  local

Upstream is the gradient that has arrived at the result: how much L cares about p. Local is
the derivative of this one op: how much p cares about a. A rule multiplies the two, once for
each operand, and knows nothing else. It does not ask where the upstream gradient came from
or what the graph around it looks like, and that is why seven rules are enough for every
network in this course.

One worked number. With a = 2 and b = -3, p is -6. Say that dL/dp = 5 has arrived. Push a by
0.001: p moves by b * 0.001 = -0.003, and L by 5 * -0.003 = -0.015, which is -15 times the
push. So

    dL/da = 5 * b = -15        dL/db = 5 * a = 10

and the rule for "mul" answers (-15.0, 10.0): one gradient per child, in the order of the
children. Each factor gets the *other* one as its local derivative. For `a * a` both children
are the same node; the rule answers (5 * a, 5 * a), and adding the two is the walk's business.

Mind the names. In value.py, + and * are operators, which compute; "add" and "mul" is what
they write down. The functions `add` and `mul` of this file compute no sum and no product:
they are the rules for the way back, found by the name that was written down.

A rule is a function of the upstream gradient `grad` and the recorded `node`. It reads

    node.children   the operands: node.children[0].data is the number that went in
    node.data       the result: the number that came out
    node.ctx        what else was recorded: for "pow" the exponent, node.ctx[0]

Sometimes the result is the shorter way to the derivative. e^x is its own derivative, so the
rule for "exp" need not call `exp` again: the number stands in `node.data`. The derivative of
tanh(x) is 1 - tanh(x)^2, and tanh(x) stands there too.

A rule computes with plain numbers: it reads `.data` and answers floats, no nodes. And it
changes nothing: no `grad` is written here. It answers with a tuple even for a single child;
`(x,)` is a tuple and `(x)` is just x.

Write the seven functions, then run `picograd check rules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from picograd.graph import Node


def add(grad: float, node: Node) -> tuple[float, float]:
    """The gradients of a and b for a + b."""
    # TODO(rules): upstream times local, for both children.
    raise NotImplementedError("rules: add")


def mul(grad: float, node: Node) -> tuple[float, float]:
    """The gradients of a and b for a * b."""
    # TODO(rules): upstream times local, for both children.
    raise NotImplementedError("rules: mul")


def pow(grad: float, node: Node) -> tuple[float]:
    """The gradient of a for a ** k, where k is node.ctx[0], a plain number.

    From school: the slope of a^k is k * a^(k - 1). At a = 0 that power has no value where k
    is below 1, and then the answers are, as in PyTorch: for k = 0 the gradient is 0 whatever
    a is, for a^0 is 1 everywhere; for 0 < k < 1 the curve is vertical and the gradient
    infinite (`math.inf` times `grad`).
    """
    # TODO(rules): upstream times local; mind the two special cases.
    raise NotImplementedError("rules: pow")


def exp(grad: float, node: Node) -> tuple[float]:
    """The gradient of a for e ** a."""
    # TODO(rules): upstream times local, in a tuple of one.
    raise NotImplementedError("rules: exp")


def log(grad: float, node: Node) -> tuple[float]:
    """The gradient of a for the natural logarithm of a."""
    # TODO(rules): upstream times local, in a tuple of one.
    raise NotImplementedError("rules: log")


def tanh(grad: float, node: Node) -> tuple[float]:
    """The gradient of a for tanh(a)."""
    # TODO(rules): upstream times local, in a tuple of one.
    raise NotImplementedError("rules: tanh")


def relu(grad: float, node: Node) -> tuple[float]:
    """The gradient of a for relu(a): all of `grad` where a > 0, otherwise 0.0.

    At exactly 0 the curve has a corner and no derivative. Any number between 0 and 1 would
    do; this course takes 0, as PyTorch does.
    """
    # TODO(rules): let the gradient through, or stop it.
    raise NotImplementedError("rules: relu")


# Given: which rule belongs to which op. A leaf has the op "" and needs no rule.
RULES: dict[str, Callable[[float, Node], tuple[float, ...]]] = {
    "add": add,
    "mul": mul,
    "pow": pow,
    "exp": exp,
    "log": log,
    "tanh": tanh,
    "relu": relu,
}
