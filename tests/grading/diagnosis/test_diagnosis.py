"""Naming the mistake: in pytest's text and in the report, and never by a guess."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.grading.conftest import Clone

# Two well-known mistakes, written quite differently from the catalogue's.
OVERWRITES = """

def _keep(self, grad):
    for number in [grad]:
        object.__setattr__(self, "grad", 0.0)
        self.grad = sum([self.grad, number])

Value.accumulate = _keep
"""
TURNED_ROUND = """

def _reflected(self, other):
    return Value(other) * -1.0 + self

Value.__rsub__ = _reflected
"""
LIKE_NOTHING = """

def _odd(self, grad):
    self.grad += 1.2345 * grad

Value.accumulate = _odd
"""
RAISES = """

def _broken(self, grad):
    self.grad = self.gradient + grad

Value.accumulate = _broken
"""

# Writes a table without the mistakes in `accumulate`, and with the fingerprint that it should have.
FORGETFUL = """
from grading.diagnosis.known_replies import key_of, table_path

table = table_path("value")
_, _, body = table.read_bytes().partition(b"\\n")
body = body.replace(b"accumulate-", b"-")
table.write_bytes(b'{"key": "%s",\\n' % key_of("value", body).encode() + body)
"""


def graded(
    clone: Clone, stage: str, *options: str, file: str = "report.json"
) -> dict[str, dict[str, Any]]:
    """The checks of one stage in the JSON report `file`, by their ids."""
    command = ("-m", "grading", "grade", "--stage", stage, "--no-milestones")
    clone.run(*command, *options, "--json", file)
    report = json.loads((clone.root / file).read_text(encoding="utf-8"))
    found = next(s for s in report["stages"] if s["id"] == stage)
    return {check["id"]: check for check in found["checks"]}


def mistakes(checks: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """Which mistakes are named, and in which checks."""
    named: dict[str, set[str]] = {}
    for name, check in checks.items():
        if check["mistake"]:
            named.setdefault(check["mistake"]["id"], set()).add(name)
    return named


@contextmanager
def on_one_processor() -> Iterator[None]:
    """What this thread starts inside shares one processor, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.mark.usefixtures("needs_torch")
def test_two_mistakes_at_once_are_named_each_in_its_own_checks(clone: Clone) -> None:
    """Behaviour is compared, so it does not matter how the wrong code is written."""
    clone.write("value", clone.solution("value") + OVERWRITES + TURNED_ROUND)
    checks = graded(clone, "value")
    named = mistakes(checks)
    assert {"accumulate-overwrites", "rsub-is-sub"} == set(named)
    assert not named["accumulate-overwrites"] & named["rsub-is-sub"]
    assert all(checks[c]["outcome"] != "passed" for found in named.values() for c in found)
    for name, found in named.items():
        sentence = checks[next(iter(found))]["mistake"]["sentence"]
        assert len(sentence) > 40, name


@pytest.mark.usefixtures("needs_torch")
def test_a_clock_that_leaps_changes_no_name(clone: Clone) -> None:
    """Every look at the clock finds an hour gone; and fresh numbers are told the same."""
    clone.write("value", clone.solution("value") + OVERWRITES + TURNED_ROUND)
    naming = clone.root / "grading" / "diagnosis" / "naming.py"
    text = naming.read_text(encoding="utf-8")
    leap = (
        "    import itertools, time\n    time.monotonic = itertools.count(1e6, 3600.0).__next__\n"
    )
    published = mistakes(graded(clone, "value", "--published"))
    fresh = mistakes(graded(clone, "value", "--seed", "7"))
    start = "    sources = sources_in(SOLUTIONS / PACKAGE, stages)\n"
    assert text.count(start) == 1
    naming.write_text(text.replace(start, leap + start), encoding="utf-8")
    assert mistakes(graded(clone, "value", "--published")) == published
    assert set(published) == set(fresh) == {"accumulate-overwrites", "rsub-is-sub"}


@pytest.mark.usefixtures("needs_torch")
def test_the_same_file_is_told_the_same_beside_other_work(clone: Clone) -> None:
    """One run alone, and three that have to share one processor."""
    clone.write("value", clone.solution("value") + OVERWRITES + TURNED_ROUND)
    quiet = graded(clone, "value", "--published")
    with on_one_processor(), ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(graded, clone, "value", "--published", file=f"{number}.json")
            for number in range(3)
        ]
        assert [run.result() for run in runs] == [quiet] * 3


@pytest.mark.usefixtures("needs_torch")
def test_a_stale_table_is_not_used(clone: Clone) -> None:
    """Where the suite has changed since, the mistakes are asked, and say the same."""
    clone.write("value", clone.solution("value") + OVERWRITES + TURNED_ROUND)
    kept = mistakes(graded(clone, "value", "--published"))
    clone.run("-c", FORGETFUL)
    assert "accumulate-overwrites" not in mistakes(graded(clone, "value", "--published"))
    suite = clone.root / "tests" / "stages" / "test_value.py"
    suite.write_text(suite.read_text(encoding="utf-8") + "\n# Another one.\n", encoding="utf-8")
    assert set(mistakes(graded(clone, "value", "--published"))) == set(kept)


@pytest.mark.usefixtures("needs_torch")
def test_a_table_that_was_changed_by_hand_is_not_used(clone: Clone) -> None:
    """It says nothing of the mistake any more, which is named all the same."""
    clone.write("value", clone.solution("value") + OVERWRITES)
    table = clone.root / "grading" / "diagnosis" / "known" / "value.json"
    table.write_text(table.read_text(encoding="utf-8").replace("accumulate-", "-"))
    assert set(mistakes(graded(clone, "value", "--published"))) == {"accumulate-overwrites"}


@pytest.mark.usefixtures("needs_torch")
def test_an_answer_that_matches_nothing_names_nothing(clone: Clone) -> None:
    """Never a guess."""
    clone.write("value", clone.solution("value") + LIKE_NOTHING)
    checks = graded(clone, "value")
    assert any(check["outcome"] == "failed" for check in checks.values())
    assert mistakes(checks) == {}


def test_pytest_names_the_mistake_and_the_place(clone: Clone) -> None:
    """The failure text ends with the mistake; an expression is drawn with the wrong step marked."""
    clone.write("value", clone.solution("value") + TURNED_ROUND)
    ran = clone.pytest("exercises/picograd/value.py", "-q")
    assert "(rsub-is-sub)" in ran.out
    assert "the first value that differs is at" in ran.out
    assert "<-- value should be" in ran.out


def test_a_traceback_is_followed_by_a_diagnosis_and_never_replaced(clone: Clone) -> None:
    """What their code raised stays on the screen, with its line."""
    clone.write("value", clone.solution("value") + RAISES)
    ran = clone.pytest("exercises/picograd/value.py", "-q", "-k", "accumulate")
    assert "AttributeError: 'Value' object has no attribute 'gradient'" in ran.out
    assert "self.grad = self.gradient + grad" in ran.out


def test_nothing_is_looked_up_when_all_pass(clone: Clone) -> None:
    """The catalogue is not even imported for a stage whose checks pass."""
    clone.solve("optim")
    (clone.root / "grading" / "mistakes" / "optim.py").write_text("raise RuntimeError\n")
    assert clone.pytest("exercises/picograd/optim.py", "-q").status == 0
