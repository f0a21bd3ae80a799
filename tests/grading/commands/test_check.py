"""`picograd check`: every failure of one stage."""

from __future__ import annotations

import re

from tests.grading.conftest import Clone
from tests.grading.tiny_course import SOLUTIONS, TinyCourse


def test_the_first_failure_is_shown_in_full_at_the_end(tiny: TinyCourse) -> None:
    """What passes is one line, the other failure of the same reason a name; status 1."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    run = tiny.run("check")
    assert run.status == 1
    assert "passed   3 checks\n" in run.out
    assert "Two boxes add" not in run.out
    tally, _, last = run.out.partition("3 of 5 checks of numbers pass (2 failed).")
    assert "test_double_is_twice" not in tally
    assert re.search(r"test_double_is_twice\[1\.5\](.*\n)+.*3\.0\n.*3\.5\n", last)
    assert re.search(r"1 more failure for the same reason:\n +test_double_is_twice\[-2\.5\]", last)
    assert "-0.5" not in last
    assert "picograd check numbers --all" in last


def test_every_failure_and_every_claim_on_demand(tiny: TinyCourse) -> None:
    """--all shows each failure in full, the first one last; -v the claims that hold."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    run = tiny.run("check", "numbers", "--all", "-v")
    assert run.status == 1
    assert "passed   Two boxes add to a box that holds the sum.\n" in run.out
    assert re.search(
        r"test_double_is_twice\[-2\.5\](.*\n)+.*-5\.0\n.*-0\.5\n(.*\n)+"
        r".*test_double_is_twice\[1\.5\](.*\n)+.*3\.0\n.*3\.5\n",
        run.out,
    )


def test_failures_are_grouped_by_place_and_kind(tiny: TinyCourse) -> None:
    """Another line is another group, with the command that opens it; one line is one group."""
    wrong = SOLUTIONS["numbers"].replace("2 * x", "x.twice").replace("+ other.number", "+ other.no")
    tiny.write("numbers", wrong)
    run = tiny.run("check")
    words = "'float' object has no attribute 'twice'".replace(" ", r"\s+")
    assert re.search(rf"error +2 checks: .*AttributeError:\s+{words}", run.out)
    assert "In full:  picograd check numbers test_double_is_twice\n" in run.out
    ending = run.out.partition("checks of numbers pass")[2]
    assert "error    test_opposites_cancel\n" in ending
    assert re.search(r"1 more failure for the same reason:\n +test_two_boxes_add\n", ending)
    opened = tiny.run("check", "numbers", "test_double_is_twice")
    assert opened.status == 1
    assert opened.out.count("x.twice\n") == 2
    assert "test_opposites_cancel" not in opened.out
    unknown = tiny.run("check", "numbers", "test_doubl_is_twice")
    assert (unknown.status, unknown.out) == (2, "")
    assert "'test_doubl_is_twice' is no check; did you mean test_double_is_twice?" in unknown.err


def test_the_checks_of_one_function(tiny: TinyCourse) -> None:
    """Those that use it are counted and alone decide the status; the wrong one is another."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    fine = tiny.run("check", "Box.empty")
    assert fine.status == 0
    assert "2 of 5 checks of numbers use Box.empty or speak of it:\n" in fine.out
    assert "2 of 2 checks of numbers pass." in fine.out
    wrong = tiny.run("check", "double")
    assert wrong.status == 1
    assert "0 of 2 checks of numbers pass (2 failed)." in wrong.out


def test_a_milestone_is_no_stage(tiny: TinyCourse) -> None:
    """It is said what it is, and how it is run."""
    run = tiny.run("check", "tally")
    assert (run.status, run.out) == (2, "")
    assert run.err == (
        "tally is a milestone, not a stage: `picograd milestone tally` runs it with your whole "
        "package\n"
    )


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
    assert (
        unknown.err
        == "'number' is no stage or function with hints; did you mean numbers or numbers.double?\n"
    )


def test_passing_is_praised_and_leads_on(tiny: TinyCourse) -> None:
    """What the code can do now, the milestone that opened, the next stage and its minutes; on
    the map once, in `check` always; nothing where a check fails.
    """
    tiny.solve("numbers")
    assert "Your code adds" not in tiny.run().out
    tiny.solve("sums")
    first, again = tiny.run().out, tiny.run().out
    for text in (first, tiny.run("check", "sums").out):
        assert "  Your code adds what it doubled.\n" in text
        assert "The next milestone, A tally:  picograd milestone tally\n" in text
        assert "The next stage, Means, about 15 min:  exercises/picograd/means.py\n" in text
    assert "Your code adds" not in again
    assert "The next stage" not in tiny.run("check", "means").out


def test_the_last_check_of_the_engine_draws_it(clone: Clone) -> None:
    """The lesson's example with the gradients of the learner's own code, wrong ones marked."""
    clone.solve("value", "rules", "graph")
    right = clone.run("-m", "grading", "check", "graph").out
    assert "y = h * 2 + h with h = a * a:\n" in right
    assert "\n    y  value 27.0  gradient 1.0\n" in right
    assert "\n    |   `-- h  value 9.0  gradient 3.0\n" in right
    assert right.count("-- a  value 3.0  gradient 18.0\n") == 2
    assert "\n    `-- h (as above)\n" in right
    turned = clone.solution("rules").replace("return grad, grad", "return grad, 2 * grad")
    clone.write("rules", turned)
    wrong = clone.run("-m", "grading", "check", "graph").out
    assert "-- h  value 9.0  gradient 4.0   <-- gradient should be 3.0\n" in wrong
    clone.write("rules", "nothing of use\n")
    broken = clone.run("-m", "grading", "check", "graph")
    assert broken.status == 0
    assert "The next stage" in broken.out
    assert "h * 2" not in broken.out
