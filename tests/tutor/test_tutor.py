"""The tutor's yardstick is sound, and a sample of it is measured; all of it on request.

`PICOGRAD_TUTOR_BENCH=all pytest tests/tutor` grades every submission; `python -m
tests.tutor.measure` tells what each of them is told.
"""

from __future__ import annotations

import ast
import functools
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from grading.course.manifest import load_course
from grading.mistakes.catalogue import mistakes_of
from grading.paths import PACKAGE, ROOT
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
DURATION = re.compile(r"\b\d+(\.\d+)? s\b")
RIGHT_STAGES = STAGES if EVERYTHING else ("graph", "losses")


def sample(submissions: list[WrongSubmission], size: int) -> list[WrongSubmission]:
    """The same few in every run, or all on request."""
    if EVERYTHING or len(submissions) <= size:
        return submissions
    return random.Random(11).sample(submissions, size)


SAMPLE = sample(WRONG, 12)
RIGHT_SAMPLE = [right for right in RIGHT if right.stage in RIGHT_STAGES]
# Wrong numbers, and numbers that are drawn anew each time.
REPEATED = ("graph-backward-assigns", "nn-weights-from-the-module")
RUNS, REPEATEDLY_MEASURED = 10, 30


def name_of(submission: WrongSubmission | RightSubmission) -> str:
    return submission.id


def body_of(function: ast.FunctionDef) -> list[str]:
    """What the function does, without its docstring."""
    docstring = ast.get_docstring(function) is not None
    return [ast.unparse(statement) for statement in function.body[docstring:]]


# --- What the tutor says ----------------------------------------------------------------


@functools.cache
def measured_once(wrong: WrongSubmission) -> Measured:
    return measure_one(wrong)


@pytest.mark.parametrize("wrong", SAMPLE, ids=name_of)
def test_a_wrong_submission_is_caught_and_not_accused_falsely(wrong: WrongSubmission) -> None:
    """At least one check fails, and no mistake is named that was not made."""
    measured = measured_once(wrong)
    assert measured.caught, wrong.truth
    assert measured.false_names == (), wrong.truth


def test_nine_in_ten_wrong_submissions_are_told_what_is_wrong() -> None:
    """The mistake by its name, or the right function where it has none and with a slip."""
    alone = [wrong.id for wrong in SAMPLE if not measured_once(wrong).helped]
    assert len(alone) <= len(SAMPLE) / 10, alone


@pytest.mark.parametrize("right", RIGHT_SAMPLE, ids=name_of)
def test_a_right_but_unusual_submission_loses_no_point(right: RightSubmission) -> None:
    """Every check passes: what a docstring leaves open is right either way."""
    told = told_about(right)
    assert told.failing == (), right.way
    assert told.points == told.most_points > 0


@pytest.mark.parametrize("name", REPEATED)
def test_the_same_file_is_told_the_same(name: str, tmp_path: Path) -> None:
    """Two runs of the command print the same, to the letter."""
    [wrong] = [wrong for wrong in WRONG if wrong.id == name]
    [stage] = [stage for stage in load_course().stages if stage.id == wrong.stage]
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / stage.file).write_text(file_of(wrong), encoding="utf-8")
    grading = ["grade", str(tmp_path), "--stage", stage.id, "--published", "--no-milestones"]
    runs = [
        subprocess.run(
            [sys.executable, "-m", "grading", *grading],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(2)
    ]
    assert [run.returncode for run in runs] == [1, 1]
    first, second = (DURATION.sub("", run.stdout) for run in runs)
    assert first == second


@pytest.mark.skipif(not EVERYTHING, reason="on request: 300 gradings")
@pytest.mark.parametrize("wrong", random.Random(4).sample(WRONG, REPEATEDLY_MEASURED), ids=name_of)
def test_ten_runs_tell_the_same(wrong: WrongSubmission) -> None:
    """Text, names, place and slip are the same in ten runs."""
    assert measure_one(wrong, runs=RUNS).steady


# --- The submissions --------------------------------------------------------------------


def test_the_bench_is_large_enough() -> None:
    """At least 100 wrong submissions, 6 or more of each stage, and 25 right ones."""
    stages = Counter(w.stage for w in WRONG)
    assert len(WRONG) >= 100
    assert [stage for stage in STAGES if stages[stage] < 6] == []
    assert len(RIGHT) >= 25


def test_every_id_is_unique() -> None:
    """An id names one submission."""
    ids = Counter(s.id for s in (*WRONG, *RIGHT))
    assert [name for name, times in ids.items() if times > 1] == []


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


def told(
    names: tuple[str, ...], every: tuple[str, ...], function: str = "walk", slip: str = ""
) -> Told:
    return Told(1, 2, 1.0, 2, ("check",), "check", "failed", names, every, function, slip=slip)


@pytest.mark.parametrize(
    ("told", "names", "verdict", "helped"),
    [
        (Told(2, 2, 2.0, 2), ("right",), "not caught", False),
        (told(("right",), ("right",), "other"), ("right",), "named", True),
        (told(("right",), ("right", "wrong")), ("right",), "false", False),
        (told((), ("right",)), ("right",), "unnamed", False),
        (told((), ()), (), "unnamed", True),
        (told((), (), "other"), (), "unnamed", False),
        (told((), (), slip="A slip."), ("right",), "unnamed", True),
        (told((), (), "other", "A slip."), ("right",), "unnamed", False),
        (told(("right",), ("right",)), (), "false", False),
    ],
)
def test_what_is_told_is_judged_by_the_truth(
    told: Told, names: tuple[str, ...], verdict: str, helped: bool
) -> None:
    """False if any name is, named if the first failure has one, else place and slip help."""
    assert measured(told, names).verdict == verdict
    assert measured(told, names).helped is helped


@pytest.mark.parametrize(
    ("function", "placed"),
    [
        ("Box.put", True),
        ("Box.put and Box.take", True),
        ("one of Box.put, Box.take", True),
        ("Box", True),
        ("one of Box.put, Box.look", False),
        ("Box.look", False),
        ("", False),
    ],
)
def test_a_place_is_right_if_all_that_it_names_is_wrong(function: str, placed: bool) -> None:
    """Whoever looks where the first failure points finds something wrong, and nothing else."""
    wrong = WrongSubmission("box", "graph", "Both slip.", ("Box.put", "Box.take"), "")
    assert Measured(wrong, told((), (), function), True, 0.0).placed is placed


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
