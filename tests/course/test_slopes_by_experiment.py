"""Rules that find their slopes by experiment instead of by a formula."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grading.paths import PACKAGE
from tests.course.test_scores import grade

HEAD = '''\
import cmath, math
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60


def tanh_of_decimal(x):
    return ((2 * x).exp() - 1) / ((2 * x).exp() + 1)


def applied(op, node, kind):
    """The function of an op on numbers of a kind."""
    functions = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "pow": lambda a: a ** kind(node.ctx[0]),
        "relu": lambda a: a if getattr(a, "real", a) > 0 else kind(0),
    }
    if kind is Decimal:
        functions |= {"exp": Decimal.exp, "log": Decimal.ln, "tanh": tanh_of_decimal}
    else:
        library = cmath if kind is complex else math
        functions |= {"exp": library.exp, "log": library.log, "tanh": library.tanh}
    return functions[op]


def around(op, node, kind, place):
    """The function of a step away from the operand in `place`."""

    def at(step):
        operands = [kind(child.data) for child in node.children]
        operands[place] += step
        return applied(op, node, kind)(*operands)

    return at


def differences(op, grad, node):
    places = range(len(node.children))
    return tuple(grad * slope(op, node, place) for place in places)
'''
RULE = "def {0}(grad, node):\n    return differences({0!r}, grad, node)\n"
OPS = ("add", "mul", "pow", "exp", "log", "tanh", "relu")
WAYS = {
    "central": """
def slope(op, node, place):
    at, h = around(op, node, float, place), 1e-5
    return (at(h) - at(-h)) / (2 * h)
""",
    "central, the step as large as the number": """
def slope(op, node, place):
    at, h = around(op, node, float, place), abs(node.children[place].data) or 1.0
    return (at(h) - at(-h)) / (2 * h)
""",
    "extrapolated": """
def slope(op, node, place):
    at = around(op, node, float, place)
    table = [(at(h) - at(-h)) / (2 * h) for h in (0.01, 0.005, 0.0025, 0.00125)]
    factor = 4
    while len(table) > 1:
        table = [(factor * b - a) / (factor - 1) for a, b in zip(table, table[1:])]
        factor *= 4
    return table[0]
""",
    "complex": """
def slope(op, node, place):
    return around(op, node, complex, place)(1e-20j).imag / 1e-20
""",
    "complex, nothing kept": """
def slope(op, node, place):
    numbers = [child.data for child in node.children]
    before, x, after = numbers[:place], numbers[place], numbers[place + 1 :]
    return applied(op, node, complex)(*before, 1e-20j + x, *after).imag / 1e-20
""",
    "decimal": """
def slope(op, node, place):
    at, h = around(op, node, Decimal, place), Decimal(10) ** -20
    return float((at(h) - at(-h)) / (2 * h))
""",
    "fraction": """
def slope(op, node, place):
    x = Fraction(node.children[place].data)
    at, h = around(op, node, Fraction, place), abs(x) / 10**20 or Fraction(1, 10**20)
    return float((at(h) - at(-h)) / (2 * h))
""",
}
# Those in numbers that lose nothing: what is said of them names the kind.
EXACT = {"complex": "complex", "complex, nothing kept": "complex", "decimal": "Decimal"}
EXACT["fraction"] = "Fraction"
NEARLY = ("central", "extrapolated")
# The points that are right by chance, of 8: above all at zero, where steps to both sides cancel.
MOST_POINTS = 0.5


@pytest.mark.parametrize(("way", "seed"), [(way, 5 if way == "complex" else None) for way in WAYS])
def test_slopes_by_experiment_earn_next_to_nothing(
    tmp_path: Path, way: str, seed: int | None
) -> None:
    """Steps lose themselves at large and tiny numbers, and numbers with room for one are refused.

    With a sentence that names what it is.
    """
    folder = tmp_path / PACKAGE
    folder.mkdir()
    rules = "\n\n".join(map(RULE.format, OPS))
    table = "RULES = {" + ", ".join(f"{op!r}: {op}" for op in OPS) + "}\n"
    (folder / "rules.py").write_text("\n".join([HEAD, WAYS[way], rules, table]), "utf-8")
    numbers = ["--published"] if seed is None else ["--seed", str(seed)]
    _, report = grade(
        tmp_path, tmp_path / "report.json", "--stage", "rules", "--no-milestones", *numbers
    )
    (stage,) = (stage for stage in report["stages"] if stage["id"] == "rules")
    assert stage["points"] <= MOST_POINTS, json.dumps(stage["checks"])[:2000]
    said = " ".join(check["message"] for check in stage["checks"])
    if way in EXACT:
        assert f"numerical differentiation: a number of type {EXACT[way]} stands" in said
    elif way in NEARLY:
        assert "as a small step and a difference quotient would have it" in said
