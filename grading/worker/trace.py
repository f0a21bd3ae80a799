"""An expression taken apart: every intermediate result with its value and its gradient.

The same wrapper goes around the learner's nodes (as a probe, where their code runs) and
around torch's tensors, so both are seen in the learner's terms: `a - b` is one step here,
whatever ops an engine makes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Traced:
    """A node of some engine, and how the expression came to it.

    node: the engine's own object. text: the expression so far. symbol: the operator or
    method that made it, empty for a leaf. operands: what it was made from.
    """

    def __init__(
        self, node: Any, text: str, symbol: str = "", operands: tuple[Traced, ...] = ()
    ) -> None:
        self.node = node
        self.text = text
        self.symbol = symbol
        self.operands = operands

    def __add__(self, other: Any) -> Traced:
        return _infix(self, "+", other, lambda a, b: a + b)

    def __radd__(self, other: Any) -> Traced:
        return _infix(other, "+", self, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Traced:
        return _infix(self, "-", other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Traced:
        return _infix(other, "-", self, lambda a, b: a - b)

    def __mul__(self, other: Any) -> Traced:
        return _infix(self, "*", other, lambda a, b: a * b)

    def __rmul__(self, other: Any) -> Traced:
        return _infix(other, "*", self, lambda a, b: a * b)

    def __truediv__(self, other: Any) -> Traced:
        return _infix(self, "/", other, lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> Traced:
        return _infix(other, "/", self, lambda a, b: a / b)

    def __pow__(self, other: Any) -> Traced:
        return _infix(self, "**", other, lambda a, b: a**b)

    def __matmul__(self, other: Any) -> Traced:
        return _infix(self, "@", other, lambda a, b: a @ b)

    def __neg__(self) -> Traced:
        return Traced(-self.node, f"(-{self.text})", "-", (self,))

    @property
    def T(self) -> Traced:
        return Traced(self.node.T, f"{self.text}.T", "T", (self,))

    def __getattr__(self, method: str) -> Callable[..., Traced]:
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*arguments: Any) -> Traced:
            inside = ", ".join(map(str, arguments))
            result = getattr(self.node, method)(*arguments)
            return Traced(result, f"{self.text}.{method}({inside})", method, (self,))

        return call


def _infix(left: Any, symbol: str, right: Any, compute: Callable[[Any, Any], Any]) -> Traced:
    """One step with two operands; a plain number takes part without being a node."""
    texts = [x.text if isinstance(x, Traced) else f"{x}" for x in (left, right)]
    nodes = [x.node if isinstance(x, Traced) else x for x in (left, right)]
    operands = tuple(x for x in (left, right) if isinstance(x, Traced))
    return Traced(compute(*nodes), f"({texts[0]} {symbol} {texts[1]})", symbol, operands)


def in_order(root: Traced) -> list[Traced]:
    """Every step once, operands before the steps that use them."""
    order: list[Traced] = []
    seen: set[int] = set()

    def visit(step: Traced) -> None:
        if id(step) not in seen:
            seen.add(id(step))
            for operand in step.operands:
                visit(operand)
            order.append(step)

    visit(root)
    return order


def steps(
    picograd: Any, expression: Callable[..., Any], names: list[str], inputs: list[Any]
) -> list[Any]:
    """Probe: [data, grad] of every step of `expression`, in the order of `in_order`."""
    leaves = [
        Traced(
            picograd.tensor.Tensor(number)
            if isinstance(number, list)
            else picograd.value.Value(number),
            name,
        )
        for name, number in zip(names, inputs, strict=True)
    ]
    root = expression(*leaves)
    root.node.backward()
    return [[step.node.data, step.node.grad] for step in in_order(root)]


def twice_and_once(a: Any) -> Any:
    """y = h * 2 + h, where h = a * a: the example of graph's lesson, its steps by these names."""
    h = a * a
    h.text = "h"
    y = h * 2 + h
    y.text = "y"
    return y


def as_symbols(expression: Callable[..., Any], names: list[str]) -> Traced:
    """The steps of the expression, on no engine at all."""
    root: Traced = expression(*[Traced(_Anything(), name) for name in names])
    return root


class _Anything:
    """Stands in for a node where only the text of an expression is wanted."""

    def _itself(self, *_: Any) -> _Anything:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = __pow__ = __matmul__ = __neg__ = _itself

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self if name == "T" else self._itself


def formula_of(expression: Callable[..., Any], names: list[str]) -> str:
    """The expression as a formula of the named inputs."""
    root = as_symbols(expression, names)
    infix = bool(root.symbol) and not root.symbol.isalpha()
    return root.text[1:-1] if infix else root.text
