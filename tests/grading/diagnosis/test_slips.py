"""Slips are told in one sentence, and only where the file and what happened prove them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grading.diagnosis.looked_at import Happened
from grading.diagnosis.slips import find_slip
from tests.grading.conftest import Clone

CONTRACT = '''"""A lesson."""


class Value:
    __slots__ = ("data", "grad", "children")

    def __init__(self, data: float, children: tuple = (), op: str = "") -> None:
        """Keep `data` and the `children`, each a child."""

    def __add__(self, other: Value) -> Value:
        """The sum."""

    def clear(self) -> None:
        """Nothing is answered."""


def rule(grad: float, node: Value) -> tuple[float, float]:
    """One gradient per child."""


def split(n: int, fraction: float) -> list[int]:
    """The indices."""
'''
RIGHT = """import math


class Value:
    __slots__ = ("data", "grad", "children")

    def __init__(self, data, children=(), op=""):
        self.data = data
        self.children = children

    def __add__(self, other):
        total = self.data + other.data
        if total > 0:
            return Value(total, (self, other), "add")
        else:
            return Value(total, (self, other), "add")

    def clear(self):
        self.data = 0.0


def rule(grad, node):
    a, b = node.children
    return grad * b.data, grad * a.data


def split(n, fraction):
    indices = [0] * n
    indices.sort()
    for index in indices:
        if index < n:
            continue
        return indices
    return indices
"""
ADD, RULE, SPLIT = "Value.__add__", "rule", "split"
NONE = Happened(kind="AttributeError", message="'NoneType' object has no attribute 'data'")
SUM = """        total = self.data + other.data
        if total > 0:
            return Value(total, (self, other), "add")
        else:
            return Value(total, (self, other), "add")
"""


def told(source: str, happened: Happened) -> str:
    slip = find_slip(source, CONTRACT, "value.py", "mine/value.py", happened)
    return slip.sentence if slip else ""


def edited(*pairs: tuple[str, str]) -> str:
    source = RIGHT
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return source


def body(new: str) -> str:
    return edited((SUM, new))


WRONG = Happened(wrong=(ADD,))
IN_RULE = Happened(wrong=(RULE,))
IN_SPLIT = Happened(wrong=(SPLIT,), claim="split leaves the list that it is handed as it was.")
ANSWER = "    return grad * b.data, grad * a.data\n"

# (file, what happened, the sentence)
SLIPS = {
    "no return": (
        body("        Value(self.data + other.data, (self, other))\n"),
        NONE,
        "`Value.__add__` (value.py, line 11) returns None: is a `return` missing?",
    ),
    "no return, and the next node refuses it in words of its own": (
        body("        Value(self.data + other.data, (self, other))\n"),
        Happened(kind="TypeError", message="Value needs a number, got None", line=8, wrong=(ADD,)),
        "`Value.__add__` (value.py, line 11) returns None: is a `return` missing?",
    ),
    "a way without return": (
        body("        if self.data:\n            return Value(1.0)\n"),
        replace(NONE, wrong=(ADD,)),
        "`Value.__add__` (value.py, line 11) returns None where it comes to its end: a way through "
        "it has no `return`.",
    ),
    "a method hidden by a number": (
        edited(("        self.data = 0.0\n", "        self.data = self.clear = 0.0\n")),
        Happened(kind="TypeError", message="'float' object is not callable"),
        "value.py, line 19: `self.clear` is set, which hides the method `clear` of Value: what is "
        "kept there needs another name.",
    ),
    "return in the loop": (
        edited(
            (
                "            continue\n        return indices",
                "            n += 1\n        return indices",
            )
        ),
        IN_SPLIT,
        "`split` (value.py, line 33) returns inside the loop, so the loop ends in its first round.",
    ),
    "number for node": (
        body("        total = self.data + other.data\n        return total\n"),
        WRONG,
        "`Value.__add__` (value.py, line 13) answers with `total`, which is plain data and not a "
        "Value.",
    ),
    "number for node, as the memory says it": (
        body("        return self.data + other.data\n"),
        Happened(kind="TypeError", message="cannot create weak reference to 'float' object"),
        "`Value.__add__` (value.py, line 12) answers with `self.data + other.data`, which is plain "
        "data and not a Value.",
    ),
    "number read as a node": (
        RIGHT,
        Happened(kind="AttributeError", message="'float' object has no attribute 'data'", line=12),
        "value.py, line 12: a float is a plain number here and no node: it has no `.data`.",
    ),
    "node for number": (
        RIGHT,
        Happened(
            kind="TypeError",
            message="Value needs a number, got Value(2, grad=0)",
            line=8,
            traceback='  File "tests/a.py", line 3, in probe\n    x\n'
            '  File "mine/value.py", line 14, in __add__\n    x\n'
            '  File "mine/value.py", line 8, in __init__\n    x',
        ),
        "value.py, line 14: a Value is given where a plain number is expected: use its `.data`.",
    ),
    "nodes compared": (
        RIGHT,
        Happened(
            kind="TypeError",
            message="'>' not supported between instances of 'Value' and 'Value'",
            line=13,
            traceback='  File "mine/value.py", line 13, in __add__\n    x',
        ),
        "value.py, line 13: a Value is given where a plain number is expected: use its `.data`.",
    ),
    "node in a rule": (
        edited(("grad * b.data", "grad * b")),
        replace(IN_RULE, kind="NotPlain"),
        "`rule` (value.py, line 24) computes with the node `b`; its number is `b.data`.",
    ),
    "no tuple": (
        edited((ANSWER, "    return (grad * a.grad)\n")),
        replace(IN_RULE, kind="TypeError", message="'float' object is not iterable"),
        "`rule` (value.py, line 24) answers with `grad * a.grad`, which is no tuple; a tuple of "
        "one is `(grad * a.grad,)`, with a comma.",
    ),
    "no tuple, without parentheses": (
        edited((ANSWER, "    return grad * node.data\n")),
        IN_RULE,
        "`rule` (value.py, line 24) answers with `grad * node.data`, which is no tuple; a tuple of "
        "one is `(grad * node.data,)`, with a comma.",
    ),
    "no tuple around a call": (
        edited((ANSWER, "    return (each(grad, node))\n")),
        IN_RULE,
        "`rule` (value.py, line 24) answers with `each(grad, node)`, which is no tuple; a tuple of "
        "one is `(each(grad, node),)`, with a comma.",
    ),
    "what changes in place is returned": (
        edited((ANSWER, "    answer = [grad]\n    return answer.reverse()\n")),
        NONE,
        "`rule` (value.py, line 25) answers with `answer.reverse()`, which is None: it changes the "
        "list itself.",
    ),
    "a loop and no return": (
        edited((ANSWER, "    while grad:\n        grad = 0\n")),
        NONE,
        "`rule` (value.py, line 22) returns None: is a `return` missing?",
    ),
    "a number that one function makes": (
        edited((ANSWER, "    return [grad for _ in node.children]\n")),
        Happened(
            kind="AttributeError", message="'float' object has no attribute 'data'", wrong=(RULE,)
        ),
        "`rule` (value.py, line 22) makes a plain number where a node is expected.",
    ),
    "an attribute of a node of another file": (
        edited(("class Value:", "class Node:")),
        Happened(
            kind="AttributeError", message="'Value' object has no attribute 'childen'", line=23
        ),
        "value.py, line 23: `childen` is no attribute: did you mean `children`?",
    ),
    "no tuple of children": (
        body("        return Value(self.data + other.data, (self), 'add')\n"),
        Happened(kind="TypeError", message="'Value' object is not iterable"),
        "`Value.__add__` (value.py, line 12) gives `(self)` as children, which is self itself; a "
        "tuple of one is `(self,)`, with a comma.",
    ),
    "no tuple of children, of a parameter": (
        body("        return Value(self.data, (other), 'add')\n"),
        Happened(kind="TypeError", message="'Value' object is not iterable"),
        "`Value.__add__` (value.py, line 12) gives `(other)` as children, which is other itself; a "
        "tuple of one is `(other,)`, with a comma.",
    ),
    "a tensor for its rows": (
        edited((ANSWER, "    return [g for g in node]\n")),
        Happened(kind="TypeError", message="'Tensor' object is not iterable", line=24),
        "value.py, line 24: `node` is a Tensor and no list: its rows are `node.data`.",
    ),
    "a child for its rows, between lists": (
        edited((ANSWER, "    for g, row in zip(grad, b):\n        grad = row[0]\n")),
        Happened(kind="TypeError", message="'Tensor' object is not iterable", line=24),
        "value.py, line 24: `b` is a Tensor and no list: its rows are `b.data`.",
    ),
    "a row of a tensor": (
        edited((ANSWER, "    return (\n        a[\n            0\n        ],\n    )\n")),
        Happened(kind="TypeError", message="'Tensor' object is not subscriptable", line=25),
        "value.py, line 25: `a` is a Tensor and no list: its rows are `a.data`.",
    ),
    "a list for a node": (
        body("        rows = []\n        rows.append(self.data)\n        return rows\n"),
        WRONG,
        "`Value.__add__` (value.py, line 14) answers with `rows`, which is plain data and not a "
        "Value.",
    ),
    "other order": (
        edited(("def split(n, fraction)", "def split(fraction, n)")),
        IN_SPLIT,
        "`split` (value.py, line 27) takes (fraction, n); the order is (n, fraction).",
    ),
    "arguments of a node in another order": (
        body("        return Value(self.data, 'add', (self, other))\n"),
        WRONG,
        "`Value.__add__` (value.py, line 12) gives 'add' where the children stand: the order is "
        "Value(data, children, op, ctx).",
    ),
    "one list many times": (
        edited(("[0] * n", "[[0.0] * 2] * n")),
        IN_SPLIT,
        "`split` (value.py, line 28) makes `[[0.0] * 2] * n`: one and the same object, many times. "
        "A comprehension makes a new one each time.",
    ),
    "changes what it was handed": (
        edited(("    indices = [0] * n\n    indices.sort()\n", "    n.sort()\n    indices = n\n")),
        IN_SPLIT,
        "`split` (value.py, line 28) changes the `n` that it was handed; a new list leaves the "
        "caller's as it was.",
    ),
    "not in the slots": (
        edited(("self.children = children", "self.childern = children")),
        Happened(
            kind="AttributeError", message="'Value' object has no attribute 'childern'", line=9
        ),
        "value.py, line 9: `childern` is set, which the `__slots__` of Value do not have: a class "
        "with `__slots__` keeps the attributes that are listed there and no others. Did you mean "
        "`children`?",
    ),
    "read wrongly": (
        edited(("other.data", "other.date")),
        Happened(kind="AttributeError", message="'Value' object has no attribute 'date'", line=12),
        "value.py, line 12: `other.date` is no attribute: did you mean `other.data`?",
    ),
    "a method named, not called": (
        edited((SUM, "        self.zero_grad\n" + SUM)),
        Happened(wrong=(ADD,)),
        "`Value.__add__` (value.py, line 12) names `self.zero_grad` and does not call it: are the "
        "`()` missing?",
    ),
    "a method handed on, not called": (
        edited((SUM, "        return other.relu\n")),
        Happened(kind="TypeError", message="a Value needs a number, got <bound method Value.relu"),
        "`Value.__add__` (value.py, line 12) names `other.relu` and does not call it: are the `()` "
        "missing?",
    ),
    "a method in a sum, not called": (
        edited((ANSWER, "    return (grad * b.item, grad)\n")),
        Happened(kind="TypeError", message="unsupported operand: 'float' and 'method'"),
        "`rule` (value.py, line 24) names `b.item` and does not call it: are the `()` missing?",
    ),
    "set wrongly, missed by the check": (
        edited(
            ('    __slots__ = ("data", "grad", "children")\n', "\n"),
            ("self.children = children", "self.childern = children"),
        ),
        Happened(kind="AttributeError", message="'Value' object has no attribute 'children'"),
        "value.py, line 9: `self.childern` is set: did you mean `self.children`?",
    ),
    "defined wrongly, missed by the check": (
        edited(("def clear(self):", "def claer(self):")),
        Happened(kind="AttributeError", message="'Value' object has no attribute 'clear'"),
        "value.py, line 18: `claer` is defined: did you mean `clear`?",
    ),
    "set wrongly": (
        edited(
            ('    __slots__ = ("data", "grad", "children")\n', "\n"),
            ("self.children = children", "self.childern = children"),
            ("self.data = 0.0", "self.children = 0.0"),
        ).replace("        self.children = 0.0", "        return self.children"),
        Happened(
            kind="AttributeError", message="'Value' object has no attribute 'children'", line=19
        ),
        "value.py, line 9: `self.childern` is set: did you mean `self.children`?",
    ),
    "read wrongly, as a word of the docstring": (
        edited(("        self.data = 0.0\n", "        return self.child\n")),
        Happened(kind="AttributeError", message="'Value' object has no attribute 'child'", line=19),
        "value.py, line 19: `self.child` is no attribute: did you mean `self.children`?",
    ),
    "no such name": (
        edited(("if total > 0", "if totl > 0")),
        Happened(kind="NameError", message="name 'totl' is not defined", line=13),
        "value.py, line 13: `totl` is no name: did you mean `total`?",
    ),
    "self forgotten": (
        edited(("self.data + other.data", "data + other.data")),
        Happened(kind="NameError", message="name 'children' is not defined", line=12),
        "value.py, line 12: `children` is no name: did you mean `self.children`?",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_file_and_line(name: str) -> None:
    """In one sentence, with what to do."""
    source, happened, sentence = SLIPS[name]
    assert told(source, happened) == sentence


def test_the_right_file_is_accused_of_nothing() -> None:
    """Whatever happened, where neither the line nor the function says what stood there."""
    known = {"a number that one function makes"}
    for name, (_, happened, _) in SLIPS.items():
        if happened.line is None and name not in known:
            assert told(RIGHT, happened) == "", name


SIMILAR = {
    "a method hidden where another thing is called": (
        edited(("        self.data = 0.0\n", "        self.clear = 0.0\n        self.data()\n")),
        Happened(kind="TypeError", message="'float' object is not callable", line=20),
    ),
    "an attribute that hides nothing": (
        RIGHT,
        Happened(kind="TypeError", message="'float' object is not callable"),
    ),
    "a function that owes nothing": (RIGHT, replace(NONE, wrong=("Value.clear",))),
    "a raise at the end": (body("        raise ValueError\n"), NONE),
    "two that may be meant": (
        edited((SUM, "        self.clear()\n"), (ANSWER, "    grad * 2\n")),
        NONE,
    ),
    "no function is known to be wrong": (body("        return self.data\n"), Happened()),
    "a tuple in a name": (
        edited((ANSWER, "    both = (grad, grad)\n    return (both)\n")),
        replace(IN_RULE, kind="TypeError", message="'float' object is not iterable"),
    ),
    "two tuples added": (edited((ANSWER, "    return ((grad,) + (grad,))\n")), IN_RULE),
    "a call of what may answer a tuple": (
        edited((ANSWER, "    return (split(grad, node))\n")),
        IN_RULE,
    ),
    "a call without parentheses": (edited((ANSWER, "    return each(grad, node)\n")), IN_RULE),
    "children bound again": (
        edited((ANSWER, "    b = b.data\n    return (grad * b, grad)\n")),
        replace(IN_RULE, kind="NotPlain"),
    ),
    "a tensor among the numbers that are gone through": (
        edited((ANSWER, "    return [g for g in grad]\n")),
        Happened(kind="TypeError", message="'Tensor' object is not iterable", line=24),
    ),
    "two tensors that may be meant": (
        edited((ANSWER, "    return list(zip(a, b))\n")),
        Happened(kind="TypeError", message="'Tensor' object is not iterable", line=24),
    ),
    "a tensor that another line goes through": (
        edited((ANSWER, "    grad = grad + 1\n    return [g for g in node]\n")),
        Happened(kind="TypeError", message="'Tensor' object is not iterable", line=24),
    ),
    "a parameter bound again": (
        body("        other = 1.0, 2.0\n        return Value(self.data, (other), 'add')\n"),
        Happened(kind="TypeError", message="'Value' object is not iterable"),
    ),
    "a list that becomes a node": (
        body("        rows = [1.0]\n        rows = self.clear(rows)\n        return rows\n"),
        WRONG,
    ),
    "numbers many times": (edited(("[0] * n", "[1.0] * n")), IN_SPLIT),
    "a list of its own": (edited(("indices = [0] * n", "n = list(n)\n    n.sort()")), IN_SPLIT),
    "a check of something else": (
        edited(("indices.sort()", "n.sort()")),
        replace(IN_SPLIT, claim="split deals the indices out."),
    ),
    "an endless loop": (edited((ANSWER, "    while True:\n        node.clear()\n")), NONE),
    "a node's attribute of another engine": (
        edited(("class Value:", "class Node:")),
        Happened(
            kind="AttributeError", message="'Value' object has no attribute '_backward'", line=23
        ),
    ),
    "no near name": (
        RIGHT,
        Happened(kind="AttributeError", message="'Value' object has no attribute 'xyz'", line=12),
    ),
    "an attribute of a method's name": (
        edited(
            ("self.data = data", "self.sum = self.data = data"),
            (SUM, "        return self.sum\n"),
        ),
        Happened(kind="TypeError", message="'method' and 'float'", wrong=(ADD,)),
    ),
    "methods that are called, and one that is kept": (
        edited((ANSWER, "    item = b.item\n    return (grad * item(), a.exp())\n")),
        Happened(kind="TypeError", message="unsupported operand: 'float' and 'method'"),
    ),
    "a near name that no check misses": (
        edited(("def clear(self):", "def claer(self):")),
        Happened(kind="AttributeError", message="'Value' object has no attribute 'claers'"),
    ),
    "another name of a parameter": (edited(("def split(n, f", "def split(m, f")), IN_SPLIT),
    "a loop that goes on": (RIGHT, IN_SPLIT),
    "a file that does not parse": ("def add(:", NONE),
}


@pytest.mark.parametrize("name", SIMILAR)
def test_what_only_looks_like_a_slip_is_none(name: str) -> None:
    """Nobody is accused falsely."""
    source, happened = SIMILAR[name]
    assert told(source, happened) == ""


def test_a_report_tells_the_slip_and_no_mistake_elsewhere(clone: Clone) -> None:
    """In the report as on the screen; no machinery's own words reach the learner."""
    right = clone.solution("value")
    clone.write(
        "value", right.replace("        return lift(other) + self", "        lift(other) + self")
    )
    ran = clone.run("-m", "grading", "check", "value")
    assert "`Value.__radd__` (value.py, line " in ran.out
    assert "returns None: is a `return` missing?" in ran.out
    float_for_node = right.replace(
        'Value(self.data * other.data, (self, other), "mul")', "self.data * other.data"
    )
    clone.write("value", float_for_node)
    ran = clone.run("-m", "grading", "check", "value")
    assert "answers with `self.data * other.data`, which is plain data and not a Value" in " ".join(
        ran.out.split()
    )
    assert "weak reference" not in ran.out


@pytest.mark.usefixtures("needs_torch")
def test_an_answer_of_nodes_is_told_in_words(clone: Clone) -> None:
    """`NotPlain` is the machinery's word, in the report and in pytest's text."""
    right = clone.solution("rules")
    wrong = right.replace("grad * b.data", "grad * b")
    assert wrong != right
    clone.write("rules", wrong)
    clone.run("-m", "grading", "grade", "--stage", "rules", "--no-milestones", "--json", "r.json")
    report = (clone.root / "r.json").read_text(encoding="utf-8")
    messages = " ".join(
        check["message"] for stage in json.loads(report)["stages"] for check in stage["checks"]
    )
    assert "your code answers with a Value, where plain data is expected" in messages
    ran = clone.pytest("exercises/picograd/rules.py", "-q")
    assert "computes with the node `b`; its number is `b.data`" in ran.out
    assert "NotPlain" not in report + ran.out
