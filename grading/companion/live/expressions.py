"""An expression that somebody typed, read against a short list of what is allowed.

Nothing of the text is ever run: it becomes a plain tree, which `graph_record` walks with
the learner's own nodes.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grading.errors import PicogradError

MAX_TEXT = 200
MAX_LEAVES, MAX_OPERATIONS = 12, 40
# What else stands in the address of a picture.
RESERVED = ("e", "step")
# Beyond this a number says nothing that a smaller one does not.
LARGEST = 1e6
FUNCTIONS = ("relu", "tanh", "exp", "log")
ALLOWED = f"names, numbers, + - * / **, parentheses, {', '.join(FUNCTIONS)}, and `h = ...;` before"

# What the leaves hold until somebody says otherwise: no two alike, none of them 0 or 1.
FIRST_VALUES = (2.0, -3.0, 1.5, 0.5, -1.25, 3.0, 2.5, -0.75, 4.0, -2.0, 0.25, -1.5)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,11}")
_SYMBOLS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPUTE = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}

# ["name", n], ["number", x], ["call", function, tree], ["neg", tree], [symbol, left, right]
Tree = list[Any]


class NotAnExpression(PicogradError):
    """The text is no expression of the allowed kind; the sentence names the part and its place."""


@dataclass(frozen=True)
class Expression:
    """statements: [name, tree] in order; the last name is empty, and its tree is the result.

    leaves: the names that no statement gives, in the order in which they are met.
    """

    text: str
    statements: tuple[tuple[str, Tree], ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """An expression to begin with."""

    title: str
    text: str
    values: Mapping[str, float]


PRESETS = (
    Preset("the story's diamond", "h = a * a; h + h * 2", {"a": 3.0}),
    Preset("the same, other way round", "h = a * a; h * 2 + h", {"a": 3.0}),
    Preset("a neuron", "relu(w * x + b)", {"w": 2.0, "x": 1.5, "b": -0.5}),
    Preset("two ways to one number", "a * b + a.tanh()", {"a": 0.5, "b": -3.0}),
    Preset(
        "a loss",
        "p = w * x + b; (p - t) ** 2",
        {"w": 2.0, "x": 1.5, "b": 0.5, "t": 3.0},
    ),
)


def parse_expression(text: str) -> Expression:
    """The expression that `text` spells. NotAnExpression for everything else."""
    if len(text) > MAX_TEXT:
        raise NotAnExpression(f"{len(text)} characters are too many; {MAX_TEXT} have room")
    if not text.strip():
        raise NotAnExpression("nothing is written; try `a * b + a`")
    try:
        lines = ast.parse(text.strip()).body
    except SyntaxError as error:
        at = f", at character {error.offset}" if error.offset else ""
        raise NotAnExpression(f"this is no expression{at}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise NotAnExpression("this is nested too deeply to be read") from None
    return _Reader(text.strip()).read(lines)


def read_values(expression: Expression, given: Mapping[str, str]) -> dict[str, float]:
    """The number in each leaf: as given, or a first one. NotAnExpression where it is no number."""
    values = {}
    for name, first in zip(expression.leaves, FIRST_VALUES, strict=False):
        text = given.get(name, f"{first}")
        try:
            values[name] = float(text[:40])
        except ValueError:
            raise NotAnExpression(f"{name} = {text[:40]} is no number; try {first}") from None
        if not abs(values[name]) <= LARGEST:  # NaN is not, either
            raise NotAnExpression(f"{name} = {text[:40]} is too large; numbers go from -1e6 to 1e6")
    return values


class _Reader:
    """Reads the statements of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._given: set[str] = set()
        self._leaves: dict[str, None] = {}
        self._operations = 0

    def read(self, lines: list[ast.stmt]) -> Expression:
        statements: list[tuple[str, Tree]] = []
        for line in lines[:-1]:
            statements.append(self._assignment(line))
        last = lines[-1]
        if not isinstance(last, ast.Expr):
            raise self._refused(last, "the last part must be an expression, such as `h + h * 2`")
        statements.append(("", self._node(last.value)))
        if len(self._leaves) > MAX_LEAVES:
            raise NotAnExpression(f"{len(self._leaves)} names are too many; {MAX_LEAVES} have room")
        return Expression(self._text, tuple(statements), tuple(self._leaves))

    def _assignment(self, line: ast.stmt) -> tuple[str, Tree]:
        if not (
            isinstance(line, ast.Assign)
            and len(line.targets) == 1
            and isinstance(line.targets[0], ast.Name)
        ):
            raise self._refused(line, "before a semicolon stands a part with a name: `h = a * b`")
        name = self._name(line.targets[0])
        if name in self._given:
            raise self._refused(line, f"{name} is given twice; a name stands for one node")
        tree = self._node(line.value)
        if name in self._leaves:
            raise self._refused(line, f"{name} is used before it is given")
        self._given.add(name)
        return name, tree

    def _node(self, node: ast.expr) -> Tree:
        tree = self._tree(node)
        if tree[0] == "number":
            raise self._refused(node, "a plain number alone has no graph; name a leaf: `a * 2`")
        return tree

    def _tree(self, node: ast.expr) -> Tree:
        match node:
            case ast.Name():
                return self._leaf(node)
            case ast.Constant(value=value) if type(value) in (int, float):
                return self._number(node, value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negated(node, self._tree(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SYMBOLS:
                return self._binary(node, _SYMBOLS[type(op)], self._tree(left), self._tree(right))
            case ast.Call(func=ast.Name(id=name), args=[inside], keywords=[]) if name in FUNCTIONS:
                return self._call(node, name, inside)
            case ast.Call(func=ast.Attribute(value=inside, attr=name), args=[], keywords=[]) if (
                name in FUNCTIONS
            ):
                return self._call(node, name, inside)
        raise self._refused(node, f"allowed are {ALLOWED}")

    def _leaf(self, node: ast.Name) -> Tree:
        name = self._name(node)
        if name not in self._given:
            self._leaves[name] = None
        return ["name", name]

    def _name(self, node: ast.Name) -> str:
        if node.id in FUNCTIONS:
            raise self._refused(node, f"{node.id} is a function: {node.id}(a), or a.{node.id}()")
        if node.id in RESERVED:
            raise self._refused(node, "this name is kept for the address of the page")
        if not _NAME.fullmatch(node.id):
            raise self._refused(node, "a name has up to 12 letters from a to z, digits and _")
        return node.id

    def _call(self, node: ast.expr, function: str, inside: ast.expr) -> Tree:
        operand = self._tree(inside)
        if operand[0] == "number":
            raise self._refused(node, f"{function} is an op of nodes; give the number a name")
        self._count(node)
        return ["call", function, operand]

    def _negated(self, node: ast.expr, operand: Tree) -> Tree:
        if operand[0] == "number":
            return ["number", -operand[1]]
        self._count(node)
        return ["neg", operand]

    def _binary(self, node: ast.expr, symbol: str, left: Tree, right: Tree) -> Tree:
        if left[0] == right[0] == "number":
            return self._number(node, self._computed(node, symbol, left[1], right[1]))
        if symbol == "**" and right[0] != "number":
            raise self._refused(node, "the exponent of ** must be a plain number")
        self._count(node)
        return [symbol, left, right]

    def _computed(self, node: ast.expr, symbol: str, left: float, right: float) -> Any:
        """Of plain numbers; in floats, since powers of whole numbers may be without end."""
        try:
            return _COMPUTE[symbol](float(left), float(right))
        except ArithmeticError:
            raise self._refused(node, "this is no number") from None

    def _number(self, node: ast.expr, value: Any) -> Tree:
        if type(value) not in (int, float) or math.isnan(value) or not abs(value) <= LARGEST:
            raise self._refused(node, "numbers go from -1e6 to 1e6")
        return ["number", value]

    def _count(self, node: ast.expr) -> None:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            raise self._refused(node, f"more than {MAX_OPERATIONS} operations have no room")

    def _refused(self, node: ast.AST, why: str) -> NotAnExpression:
        part = ast.get_source_segment(self._text, node) or self._text
        shown = part if len(part) <= 40 else part[:36] + " ..."
        at = self._text.find(part) + 1
        return NotAnExpression(f"`{shown}`, at character {at}: {why}")
