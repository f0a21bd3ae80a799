"""Stage 1: a number that remembers where it came from.

Backpropagation is the chain rule, done in the right order by a machine. Before a
machine can apply the chain rule it has to know what was computed from what. Plain
Python forgets: after `y = a * b + a`, `y` is just a number. In this stage you write a
number that does not forget.

    a = Value(2.0)
    b = Value(-3.0)
    y = a * b + a

Now `y.data` is 2 * -3 + 2 = -4.0, and behind `y` stands a small graph:

    y   op "add"   children (p, a)
    p   op "mul"   children (a, b)      p.data = -6.0
    a   op ""      children ()          a leaf: nobody computed it
    b   op ""      children ()

An arrow from every result to the things it was made from: that is all the engine will
ever need. No arrow leads back up, so a graph that nobody holds any more is freed at once.
Each node keeps five things:

    data      the number itself, always a float
    grad      d(final result) / d(this number); 0.0 until `backward` has run
    children  the nodes it was computed from, in the order of the operands
    op        what computed it: "add", "mul", "pow", "exp", "log", "tanh", "relu", or ""
    ctx       what the backward rule will need that is not a node, such as an exponent

Nothing here computes a derivative. Recording comes first; `rules.py` knows the
derivatives and `graph.py` walks the graph.

Two habits keep the engine small. First, only seven ops are recorded. Subtraction is
`a + b * -1`, division is `a * b ** -1`, so neither needs a derivative of its own.
Second, a plain number next to a node is lifted: `a + 1` becomes `a + Value(1)`. Python
asks the right operand when the left one is a plain number (`1 + a` calls
`a.__radd__(1)`), and `sum([a, b])` begins with `0 + a`, so those forms are yours as well.
Lift before you compute: with a Value below the line `1 / 0` is an error of this file, which
says what was wrong; left to two plain numbers it is Python's own.

`__slots__`, at the top of the class, lists the only attributes that a Value can have. A
million small objects take less memory so, and a slip such as `self.childern = children` is
an AttributeError at once and no second attribute. (`__weakref__` is there for a check that
watches whether a graph is freed.)

Write the methods from top to bottom, then run `picograd check value`.
"""

from __future__ import annotations

import math

from picograd import graph
from picograd.rules import RULES


class Value:
    """One number in a computation graph: a leaf, or the result of one op.

    Nodes are equal only to themselves and can be put into sets: two leaves that both
    hold 2.0 are different nodes, so `__eq__` and `__hash__` stay Python's own.
    """

    __slots__ = ("data", "grad", "children", "op", "ctx", "__weakref__")

    def __init__(
        self,
        data: float,
        children: tuple[Value, ...] = (),
        op: str = "",
        ctx: tuple[float, ...] = (),
    ) -> None:
        """Keep `data` as a float, the gradient at 0.0, and where the number came from.

        An int is converted to float. Anything else (a str, None, a list, a bool, another
        Value) is a TypeError whose message names it: "Value needs a number, got 'two'".
        """
        # `type(...) is float` comes first because nearly every node is made from a float,
        # and this line runs once for every node of every forward pass.
        if type(data) is not float:
            if isinstance(data, bool) or not isinstance(data, (int, float)):
                raise TypeError(f"Value needs a number, got {data!r}")
            data = float(data)
        self.data = data
        self.grad = 0.0
        self.children = children
        self.op = op
        self.ctx = ctx

    def __add__(self, other: Value | float) -> Value:
        """self + other, recorded as "add" with the children (self, other)."""
        # `lift(other)`, written out: a forward pass is little but + and *, and a call takes time.
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, (self, other), "add")

    def __radd__(self, other: float) -> Value:
        """other + self for a plain number `other`; the children keep that order."""
        return lift(other) + self

    def __mul__(self, other: Value | float) -> Value:
        """self * other, recorded as "mul" with the children (self, other)."""
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, (self, other), "mul")

    def __rmul__(self, other: float) -> Value:
        """other * self for a plain number `other`; the children keep that order."""
        return lift(other) * self

    def __pow__(self, exponent: float) -> Value:
        """self ** exponent, recorded as "pow" with the child self and ctx (exponent,).

        The exponent is a plain int or float and is kept as it is: 3 stays an int. Anything
        else, a Value or a bool among them, is a TypeError that names it. A negative base
        under a fractional exponent has no real answer, and zero under a negative exponent
        has none at all: both are a ValueError that names the op and the base.
        """
        if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):
            raise TypeError(f"pow needs a plain number as exponent, got {exponent!r}")
        if self.data < 0 and not float(exponent).is_integer():
            # Python would quietly answer with a complex number.
            raise ValueError(f"pow: {self.data} ** {exponent} is not a real number")
        if self.data == 0 and exponent < 0:
            raise ValueError(f"pow: {self.data} ** {exponent} divides by zero")
        return Value(self.data**exponent, (self,), "pow", (exponent,))

    def __neg__(self) -> Value:
        """-self, composed of ops that are recorded: self * -1."""
        return self * -1.0

    def __sub__(self, other: Value | float) -> Value:
        """self - other, composed as self + (-other)."""
        return self + -lift(other)

    def __rsub__(self, other: float) -> Value:
        """other - self for a plain number `other`. The order matters: 5 - a is not a - 5."""
        return lift(other) - self

    def __truediv__(self, other: Value | float) -> Value:
        """self / other, composed as self * other ** -1. A divisor of zero: ValueError, from **.

        `other` may be a plain number, and has to be lifted first: `0 ** -1` of plain numbers
        is Python's ZeroDivisionError.
        """
        return self * lift(other) ** -1

    def __rtruediv__(self, other: float) -> Value:
        """other / self for a plain number `other`; 0 / a is a node too."""
        return lift(other) / self

    def exp(self) -> Value:
        """e ** self, recorded as "exp", to the last digit and without a cap.

        Above 709.78 it is larger than any float: Python's own OverflowError.
        """
        return Value(math.exp(self.data), (self,), "exp")

    def log(self) -> Value:
        """The natural logarithm, recorded as "log", of numbers as small as 1e-300, too.

        A number <= 0 has none: a ValueError that names the op and the number.
        """
        if self.data <= 0:
            raise ValueError(f"log needs a number above zero, got {self.data}")
        return Value(math.log(self.data), (self,), "log")

    def tanh(self) -> Value:
        """The hyperbolic tangent, recorded as "tanh"; at +-1000 it is +-1, not an error."""
        # (e^2x - 1) / (e^2x + 1) is the same number on paper, and overflows at x = 400.
        return Value(math.tanh(self.data), (self,), "tanh")

    def relu(self) -> Value:
        """self where it is positive, otherwise 0.0; recorded as "relu"."""
        return Value(self.data if self.data > 0 else 0.0, (self,), "relu")

    def accumulate(self, grad: float) -> None:
        """Add `grad` to the gradient. A node used twice is called twice."""
        # `self.grad = grad` would keep only the last use: the classic bug of autograd.
        self.grad += grad

    def zero_grad(self) -> None:
        """Set the gradient back to 0.0."""
        self.grad = 0.0

    # Given: the four methods below are the same in the exercise and in the solution.

    def item(self) -> float:
        """The one number in this node."""
        return self.data

    def local_gradients(self) -> tuple[float | None, ...]:
        """One gradient per child, from the rule for this node's op."""
        return RULES[self.op](self.grad, self)

    def backward(self) -> None:
        """d(self) / d(leaf), added to the `grad` of every leaf below this node."""
        graph.backward(self)

    def __repr__(self) -> str:
        return f"Value({self.data:.6g}, grad={self.grad:.6g}, op={self.op!r})"


def lift(number: Value | float) -> Value:
    """Given: `number` itself if it is a Value, otherwise a new leaf that holds it."""
    return number if isinstance(number, Value) else Value(number)
