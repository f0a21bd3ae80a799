"""The tutor's yardstick is sound, and a sample of it is measured; all of it on request.

`PICOGRAD_TUTOR_BENCH=all pytest tests/tutor` grades every submission; `python -m
tests.tutor.measure` tells what each of them is told.
"""

from __future__ import annotations

import ast
import os
import random
from collections import Counter

import pytest

from grading.course.manifest import load_course
from grading.mistakes.catalogue import mistakes_of
from tests.tutor.known import KNOWN_FALSE, KNOWN_LOSING, KNOWN_UNCAUGHT
from tests.tutor.measure import Measured, Told, measure_one, told_about, totals_of
from tests.tutor.submissions import (
    RightSubmission,
    WrongSubmission,
    file_of,
    functions_in,
    reference_of,
    right_submissions,
    written_into,
)
from tests.tutor.submissions import wrong_submissions as all_wrong

EVERYTHING = os.environ.get("PICOGRAD_TUTOR_BENCH") == "all"
STAGES = load_course().stage_ids
WRONG = all_wrong()
RIGHT = right_submissions()
RIGHT_STAGES = STAGES if EVERYTHING else ("graph", "losses")


def sample(submissions: list[WrongSubmission], size: int) -> list[WrongSubmission]:
    """The same few in every run, or all on request."""
    if EVERYTHING or len(submissions) <= size:
        return submissions
    return random.Random(11).sample(submissions, size)


HOLDING = [w for w in WRONG if w.id not in KNOWN_FALSE and w.id not in KNOWN_UNCAUGHT]
FALSE = [w for w in WRONG if w.id in KNOWN_FALSE]
UNCAUGHT = [w for w in WRONG if w.id in KNOWN_UNCAUGHT]
KEEPING = [r for r in RIGHT if r.stage in RIGHT_STAGES and r.id not in KNOWN_LOSING]
LOSING = [r for r in RIGHT if r.id in KNOWN_LOSING]


def name_of(submission: WrongSubmission | RightSubmission) -> str:
    return submission.id


def body_of(function: ast.FunctionDef) -> list[str]:
    """What the function does, without its docstring."""
    docstring = ast.get_docstring(function) is not None
    return [ast.unparse(statement) for statement in function.body[docstring:]]


# --- What the tutor says ----------------------------------------------------------------


@pytest.mark.parametrize("wrong", sample(HOLDING, 12), ids=name_of)
def test_a_wrong_submission_is_caught_and_not_accused_falsely(wrong: WrongSubmission) -> None:
    """At least one check fails, and no mistake is named that was not made."""
    measured = measure_one(wrong)
    assert measured.caught, wrong.truth
    assert measured.false_names == (), wrong.truth


# On request only, for as long as a clock decides what is named: a slow machine names less.
@pytest.mark.parametrize("wrong", FALSE if EVERYTHING else [], ids=name_of)
def test_a_known_false_accusation_is_still_made(wrong: WrongSubmission) -> None:
    """Whoever mends one takes it off the list in known.py, so that the list only shrinks."""
    assert measure_one(wrong).false_names != (), f"take {wrong.id} off KNOWN_FALSE"


@pytest.mark.parametrize("wrong", sample(UNCAUGHT, 3), ids=name_of)
def test_what_no_check_catches_is_still_not_caught(wrong: WrongSubmission) -> None:
    """Whoever writes the missing check takes its submission off the list in known.py."""
    assert not measure_one(wrong).caught, f"take {wrong.id} off KNOWN_UNCAUGHT"


@pytest.mark.parametrize("right", KEEPING, ids=name_of)
def test_a_right_but_unusual_submission_loses_no_point(right: RightSubmission) -> None:
    """Every check passes: what a docstring leaves open is right either way."""
    told = told_about(right)
    assert told.failing == (), right.way
    assert told.points == told.most_points > 0


@pytest.mark.parametrize("right", LOSING, ids=name_of)
def test_what_is_known_to_lose_points_still_does(right: RightSubmission) -> None:
    """Whoever mends the check takes the submission off the list in known.py."""
    assert told_about(right).failing != (), f"take {right.id} off KNOWN_LOSING"


# --- The submissions --------------------------------------------------------------------


def test_the_bench_is_large_enough() -> None:
    """At least 100 wrong submissions, 6 or more of each stage, and 25 right ones."""
    stages = Counter(w.stage for w in WRONG)
    assert len(WRONG) >= 100
    assert [stage for stage in STAGES if stages[stage] < 6] == []
    assert len(RIGHT) >= 25


def test_every_id_is_unique_and_listed_ids_exist() -> None:
    """An id names one submission, also in the lists of what is known."""
    ids = Counter(s.id for s in (*WRONG, *RIGHT))
    assert [name for name, times in ids.items() if times > 1] == []
    assert {w.id for w in WRONG} >= KNOWN_FALSE | KNOWN_UNCAUGHT
    assert {r.id for r in RIGHT} >= KNOWN_LOSING
    assert not KNOWN_FALSE & KNOWN_UNCAUGHT


@pytest.mark.parametrize("stage", STAGES)
def test_every_wrong_submission_is_well_formed(stage: str) -> None:
    """Its places are functions of the reference, its names are in the catalogue of the stage."""
    functions = set(functions_in(reference_of(stage)))
    catalogue = {mistake.id for mistake in mistakes_of(stage)}
    for wrong in (w for w in WRONG if w.stage == stage):
        assert wrong.truth.endswith("."), wrong.id
        assert wrong.where, wrong.id
        assert set(wrong.where) <= functions, wrong.id
        assert set(wrong.names) <= catalogue, wrong.id


@pytest.mark.parametrize("submission", [*WRONG, *RIGHT], ids=name_of)
def test_every_submission_is_a_whole_file_that_differs_from_the_reference(
    submission: WrongSubmission | RightSubmission,
) -> None:
    """It compiles, has every function of the reference, and other code in the wrong ones."""
    source, reference = file_of(submission), reference_of(submission.stage)
    compile(source, submission.id, "exec")
    assert source != reference
    if isinstance(submission, WrongSubmission):
        theirs, right = functions_in(source), functions_in(reference)
        assert set(theirs) >= set(right)
        same = {name for name in right if body_of(right[name]) == body_of(theirs[name])}
        assert not same.issuperset(submission.where)


# --- How a submission is written into the reference -------------------------------------

REFERENCE = '''\
"""A stage."""

import math


class Node:
    size = 1

    def first(self, a, b=2):
        """One."""
        return a

    @property
    def second(self):
        return 2


def walk(nodes):
    return nodes


RULES = {"walk": walk}
'''


def test_a_definition_stands_in_the_place_of_its_own() -> None:
    """Functions, members with decorators, and assignments are exchanged; all else stays."""
    code = """
    class Node:
        size = 7
        @property
        def second(self):
            return 5

    def walk(nodes):
        return []

    RULES = {}
    """
    expected = REFERENCE.replace("size = 1", "size = 7").replace("return 2", "return 5")
    expected = expected.replace("return nodes", "return []").replace('{"walk": walk}', "{}")
    assert written_into(REFERENCE, code) == expected


def test_a_decorator_goes_with_its_function() -> None:
    """A property that is written as a method is one."""
    method = "class Node:\n    def second(self):\n        return 5\n"
    expected = REFERENCE.replace("    @property\n", "").replace("return 2", "return 5")
    assert written_into(REFERENCE, method) == expected


def test_what_is_new_is_added_where_it_can_be_used() -> None:
    """Imports go to the imports, helpers before what uses them, members to their class."""
    code = """
    from os import path

    def helper():
        return path

    class Node:
        def third(self):
            return helper()

    def walk(nodes):
        return helper()
    """
    lines = written_into(REFERENCE, code).splitlines()
    places = [lines.index(line) for line in ("import math", "from os import path")]
    assert places[1] == places[0] + 1
    assert lines.index("def helper():") < lines.index("class Node:")
    assert lines.index("class Node:") < lines.index("    def third(self):")
    assert lines.index("    def third(self):") < lines.index("def walk(nodes):")
    assert "    return nodes" not in lines


def test_a_docstring_makes_it_whole() -> None:
    """A class with a docstring replaces the class, a module with one the whole file."""
    alone = written_into(REFERENCE, 'class Node:\n    """Mine."""\n')
    assert "def first" not in alone
    assert "def walk" in alone
    assert written_into(REFERENCE, '"""Mine."""\nx = 1') == '"""Mine."""\nx = 1\n'


def test_parameters_are_taken_from_the_reference_where_asked() -> None:
    """`def first(...):` has the reference's parameters, of the method of the same class."""
    code = "class Node:\n    def first(...):\n        return b\n"
    assert "    def first(self, a, b=2):\n        return b\n" in written_into(REFERENCE, code)


# --- How what is told is judged ---------------------------------------------------------


def measured(told: Told, names: tuple[str, ...] = ("right",)) -> Measured:
    wrong = WrongSubmission("slip", "graph", "It slips.", ("walk",), "", names)
    return Measured(wrong, told, True, 0.0)


def told(names: tuple[str, ...], every: tuple[str, ...], function: str = "walk") -> Told:
    return Told(1, 2, 1.0, 2, ("check",), "check", "failed", names, every, function)


@pytest.mark.parametrize(
    ("told", "names", "verdict", "helped"),
    [
        (Told(2, 2, 2.0, 2), ("right",), "not caught", False),
        (told(("right",), ("right",), "other"), ("right",), "named", True),
        (told(("right",), ("right", "wrong")), ("right",), "false", False),
        (told((), ("right",)), ("right",), "unnamed", False),
        (told((), ()), (), "unnamed", True),
        (told((), (), "other"), (), "unnamed", False),
        (told(("right",), ("right",)), (), "false", False),
    ],
)
def test_what_is_told_is_judged_by_the_truth(
    told: Told, names: tuple[str, ...], verdict: str, helped: bool
) -> None:
    """False if any name is, named if the first failure has one, else only the place helps."""
    assert measured(told, names).verdict == verdict
    assert measured(told, names).helped is helped


def test_totals_count_every_submission_once() -> None:
    """The four verdicts add up to all submissions."""
    several = [
        measured(told(("right",), ("right",))),
        measured(told((), (), "other")),
        measured(told(("wrong",), ("wrong",))),
        measured(Told(2, 2, 2.0, 2)),
    ]
    totals = totals_of(several)
    assert totals["submissions"] == 4
    assert totals["caught"] == 3
    assert totals["named rightly"] == totals["named falsely"] == totals["unnamed"] == 1
    assert totals["place right"] == 2
