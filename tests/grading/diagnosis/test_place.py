"""The place, by exchange: which function of a file is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.course.manifest import load_course
from grading.diagnosis.place import (
    MOST_RUNS,
    Repeatable,
    Undecided,
    exchange_functions,
    find_places,
)
from grading.grade import GradingRequest, grade
from grading.paths import PACKAGE, SOLUTIONS
from grading.report.next_step import find_next_step
from grading.submission.submission import take_in
from tests.grading.conftest import Clone

REFERENCE = '''"""Numbers."""

import math

SCALE = 2


class Box:
    def __init__(self, number):
        """Keep it."""
        self.number = float(number)

    def double(self):
        return self.number * SCALE

    def root(self):
        return math.sqrt(self.number)

    def both(self):
        return self.double() + self.root()
'''


@dataclass
class Asked:
    """Checks on a file, run in this process."""

    source: str

    def check(self, expression: str, functions: tuple[str, ...], raised_in: str = "") -> Repeatable:
        expected = self._value(REFERENCE, expression)

        def passes(text: str) -> bool:
            try:
                return bool(self._value(text, expression) == expected)
            except Exception:
                return False

        return Repeatable(expression, passes, lambda: functions, raised_in)

    @staticmethod
    def _value(text: str, expression: str) -> object:
        names: dict[str, object] = {}
        exec(text, names)
        return eval(expression, names)


INIT, DOUBLE, ROOT, BOTH = "Box.__init__", "Box.double", "Box.root", "Box.both"


def places_of(
    source: str, *failing: tuple[str, tuple[str, ...]], raised_in: str = "", passing: str = ""
) -> dict[str, str]:
    asked = Asked(source)
    wrong = [asked.check(expression, names, raised_in) for expression, names in failing]
    return find_places(source, REFERENCE, wrong, [asked.check(passing, ())] if passing else [])


def test_the_function_that_mends_the_check_is_the_place() -> None:
    """A rewritten function that is right is not suspected for being another text."""
    source = REFERENCE.replace("* SCALE", "+ SCALE").replace(
        "math.sqrt(self.number)", "self.number ** 0.5"
    )
    check = ("Box(9).both()", (INIT, DOUBLE, ROOT, BOTH))
    assert places_of(source, check) == {"Box(9).both()": DOUBLE}


def test_a_wrong_value_made_earlier_is_found_where_it_was_made() -> None:
    """The line that raises is right; the one that stored the number is not."""
    source = REFERENCE.replace("float(number)", "[number]")
    check = ("Box(9).root()", (INIT, ROOT))
    assert places_of(source, check, raised_in=ROOT) == {"Box(9).root()": INIT}


def test_a_line_that_raised_is_left_the_last_word_where_exchange_mends_only_some() -> None:
    """Nothing is said, so that the function around that line stays the place."""
    source = REFERENCE.replace("* SCALE", "+ SCALE").replace("math.sqrt(self.number)", "self.nmber")
    source = source.replace("float(number)", "number * 1.0")
    double, root = ("Box(9).double()", (INIT, DOUBLE)), ("Box(9).root()", (INIT, ROOT))
    asked = Asked(source)
    checks = [asked.check(*double, raised_in=INIT), asked.check(*root, raised_in=ROOT)]
    assert find_places(source, REFERENCE, checks, []) == {"Box(9).root()": ROOT}


def test_a_right_function_that_raised_has_no_last_word() -> None:
    """It was handed something wrong, and what handed it on is the place."""
    source = REFERENCE.replace("float(number)", "[number]").replace("* SCALE", "+ SCALE")
    both, root = ("Box(9).both()", (INIT, DOUBLE, ROOT, BOTH)), ("Box(9).root()", (INIT, ROOT))
    asked = Asked(source)
    checks = [asked.check(*both, raised_in=ROOT), asked.check(*root, raised_in=ROOT)]
    assert find_places(source, REFERENCE, checks, [])["Box(9).root()"] == INIT


def test_two_wrong_functions_are_named_together() -> None:
    """The smallest set with which the check passes; the right ones are not in it."""
    source = (
        REFERENCE.replace("* SCALE", "+ SCALE")
        .replace("math.sqrt(self.number)", "self.number")
        .replace("self.double() + self.root()", "self.root() + self.double()")
    )
    check = ("Box(9).both()", (INIT, DOUBLE, ROOT, BOTH))
    assert places_of(source, check) == {"Box(9).both()": f"{DOUBLE} and {ROOT}"}


def test_an_exchange_that_breaks_what_passes_is_no_place() -> None:
    """The whole agrees only with itself: one of the functions that run, or nothing."""
    source = REFERENCE.replace("= float(number)", "= [number]").replace(
        "return self.number * SCALE", "return self.number[0] * SCALE"
    )
    check = ("Box(9).number", (INIT, DOUBLE))
    assert places_of(source, check) == {"Box(9).number": INIT}
    together = places_of(source, check, passing="Box(9).double()")
    assert together == {"Box(9).number": f"{INIT} and {DOUBLE}"}


def test_where_no_exchange_mends_it_is_one_of_those_that_run() -> None:
    """At most three names, and none of a function that is the reference's to the letter."""
    source = REFERENCE.replace("* SCALE", "+ SCALE").replace("float(number)", "number * 1.0")
    never = Repeatable("never", lambda text: False, lambda: (INIT, DOUBLE, ROOT))
    assert find_places(source, REFERENCE, [never], []) == {"never": f"one of {INIT}, {DOUBLE}"}


def test_what_is_tried_is_limited_by_count() -> None:
    """There are no more runs than are allowed."""
    runs = 0

    def fails(text: str) -> bool:
        nonlocal runs
        runs += 1
        return False

    source = "\n".join(f"def f{n}():\n    return {n}" for n in range(90))
    right = source.replace("return", "return 1 +")
    names = tuple(f"f{n}" for n in range(90))
    checks = [Repeatable(f"check {n}", fails, lambda: names) for n in range(9)]
    assert find_places(source, right, checks, []) == {}
    assert runs == MOST_RUNS


def test_nothing_is_tried_after_a_run_without_an_answer() -> None:
    """A check that hangs with an exchange costs its time once."""
    runs = 0

    def hangs(text: str) -> bool:
        nonlocal runs
        runs += 1
        raise Undecided

    source = REFERENCE.replace("* SCALE", "+ SCALE").replace("float(number)", "number * 1.0")
    checks = [Repeatable(f"check {n}", hangs, lambda: (INIT, DOUBLE)) for n in range(9)]
    found = find_places(source, REFERENCE, checks, [])
    assert runs == 1
    assert set(found.values()) == {f"one of {INIT}, {DOUBLE}"}


def test_what_the_exchanged_function_needs_goes_along() -> None:
    """An import, a constant and a helper that the learner has not."""
    bare = REFERENCE.replace("import math\n", "").replace("SCALE = 2\n", "").replace("SCALE", "3")
    mixed = exchange_functions(bare, REFERENCE, [DOUBLE, ROOT])
    names: dict[str, object] = {}
    exec(mixed, names)
    assert eval("Box(9).both()", names) == 21.0
    assert mixed.startswith('"""Numbers."""')


IN_ANOTHER_WAY = """

def _total(neuron, inputs):
    return sum((w * x for w, x in zip(neuron.weights, inputs)), neuron.bias * 2)

def _called(self, inputs):
    return _total(self, inputs)

Neuron.__call__ = _called
"""
# (stage, lines of the reference, what stands there instead, the function that is wrong then)
WRONG = {
    "neuron-minus": ("nn", "total + weight * x", "total - weight * x", "Neuron.__call__"),
    "neuron-skips-the-bias": ("nn", "total = self.bias", "total = Value(0.0)", "Neuron.__call__"),
    "neuron-doubles": ("nn", "return total\n", "return total + total\n", "Neuron.__call__"),
    "velocities-begin-at-one": ("optim", "lambda _: 0.0", "lambda _: 1.0", "SGD.__init__"),
    "radd-returns-nothing": (
        "value",
        "        return lift(other) + self",
        "        lift(other) + self",
        "Value.__radd__",
    ),
    "clamped-before-the-step": (
        "dream",
        "min(max(x - lr * g, low), high)",
        "min(max(x, low), high) - lr * g",
        "descend",
    ),
    "uphill": ("dream", "x - lr * g", "x + lr * g", "descend"),
    "bounds-swapped": (
        "dream",
        "min(max(x - lr * g, low), high)",
        "max(min(x - lr * g, low), high)",
        "descend",
    ),
    "add-keeps-the-shape": (
        "tensor_rules",
        "unbroadcast(grad, b.shape) if b",
        "grad if b",
        "add",
    ),
}


@pytest.mark.usefixtures("needs_torch")
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_function_of_the_course_is_where_one_is_sent(tmp_path: Path, name: str) -> None:
    """With the first failure, and no failing check is placed in a function that is right."""
    stage_id, old, new, place = WRONG[name]
    course = load_course()
    stage = course.stage(stage_id)
    reference = (SOLUTIONS / PACKAGE / stage.file).read_text(encoding="utf-8")
    assert reference.count(old) == 1
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / stage.file).write_text(reference.replace(old, new), encoding="utf-8")
    request = GradingRequest((stage,), milestones=False)
    report = grade(take_in(tmp_path, course), course, request)
    step = find_next_step(report)
    assert step is not None
    assert (step.function, step.certain) == (place, True)
    checks = next(entry.checks for entry in report.stages if entry.stage.id == stage_id)
    assert {check.place for check in checks} <= {place, ""}


def test_no_hint_is_spent_where_the_place_is_open(clone: Clone) -> None:
    """No exchange mends it: the screen names the functions that run, `hint` lists them all."""
    clone.write("nn", clone.solution("nn") + IN_ANOTHER_WAY)
    for _ in range(2):
        ran = clone.run("-m", "grading", "hint", "nn")
        assert "exercises/picograd/nn.py  (one of _total, _called)" in ran.out, ran.out
        assert "0 of 4 hints seen:  picograd hint Neuron.__call__" in ran.out
