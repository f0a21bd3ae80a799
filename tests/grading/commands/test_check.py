"""`picograd check`: every failure of one stage."""

from __future__ import annotations

import re

from tests.grading.tiny_course import SOLUTIONS, TinyCourse


def test_check_shows_every_failure_in_full(tiny: TinyCourse) -> None:
    """Claims that hold, stubs by name, and each failure with its two answers; status 1."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    run = tiny.run("check")
    assert run.status == 1
    passed = [line for line in run.out.splitlines() if "passed " in line]
    assert passed[1].endswith("Two boxes add to a box that holds the sum.")
    assert re.search(r"test_double_is_twice\[1\.5\](.*\n)+.*3\.0\n.*3\.5\n", run.out)
    assert re.search(r"test_double_is_twice\[-2\.5\](.*\n)+.*-5\.0\n.*-0\.5\n", run.out)
    assert "3 of 5 checks of numbers pass (2 failed)" in run.out


def test_check_takes_the_first_unfinished_stage_or_the_one_named(tiny: TinyCourse) -> None:
    """By its id or its file; status 0 where all checks pass, 2 for a name that is none."""
    tiny.solve("numbers")
    default = tiny.run("check")
    assert default.status == 1
    assert "0 of 2 checks of sums pass (2 todo)" in default.out
    assert re.search(r"todo +total is not written yet \(line \d+\); 1 check", default.out)
    named = tiny.run("check", "exercises/picograd/numbers.py", cwd=tiny.package.parent)
    assert named.status == 0
    assert "5 of 5 checks of numbers pass." in named.out
    unknown = tiny.run("check", "number")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'number' is no stage; did you mean numbers?\n"
