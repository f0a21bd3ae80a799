"""Milestones: run by themselves, remembered, and tried again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.grading.tiny_course import SOLUTIONS, TinyCourse


def test_a_milestone_that_passed_is_not_run_again(tiny: TinyCourse) -> None:
    """It is remembered until a file that it depends on changes; a later stage is none."""
    tiny.solve("numbers", "sums")
    tally = tiny.root / "grading" / "milestones" / "tally.py"
    runs = tiny.root / "runs"
    count = f"open({str(runs)!r}, 'a').write('x')\n    "
    tally.write_text(tally.read_text().replace("got = learner", f"{count}got = learner"))
    assert re.search(r"\* tally .* passed +15/15 pts", tiny.run().out)
    tiny.solve("means")
    again = tiny.run().out
    assert re.search(r"\* tally .* passed \(unchanged\) +15/15 pts", again)
    assert str(Path(".picograd", "pictures", "tally.png")) in again
    assert runs.read_text() == "x"
    tiny.write("sums", SOLUTIONS["sums"] + "# another comment\n")
    assert "* tally" in tiny.run().out
    assert runs.read_text() == "xx"
    assert tiny.run("grade", "--stage", "numbers", "--stage", "sums").status == 0
    assert runs.read_text() == "xxx"  # a grade never rests on what is remembered


def test_a_failed_milestone_is_the_next_thing_and_is_tried_again(tiny: TinyCourse) -> None:
    """All stages pass and the whole does not work: the map says what the milestone found."""
    wrong = SOLUTIONS["sums"].replace("/ 2", "/ 2 * (len(numbers) != 2)")
    tiny.solve("numbers", "means")
    tiny.write("sums", wrong)
    run = tiny.run()
    assert re.search(r"sums .*#{12} +2/2 +30/30 pts", run.out)
    assert re.search(r"\* tally .* not reached +0/15 pts", run.out)
    assert "Next: the milestone tally" in run.out
    assert "the tally is 0.0, not 7.0" in run.out
    assert "picograd milestone tally" in run.out
    again = tiny.run().out
    assert re.search(r"\* census .* passed \(unchanged\)", again)
    assert "Next: the milestone tally" in again


def test_one_milestone_by_itself(tiny: TinyCourse) -> None:
    """Its figures, the options that it is given, and a status; no stage needs to pass."""
    tiny.solve("numbers", "sums")
    run = tiny.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 1
    assert "NotImplementedError: means: mean" in run.out
    tiny.solve("means")
    run = tiny.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 0
    for figure in ("mean: inf", "minutes: 2.5", "full: True", "seed: 7"):
        assert figure in run.out
    unknown = tiny.run("milestone", "censsus")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'censsus' is no milestone; did you mean census?\n"


def test_damaged_and_unwritable_memory_costs_nothing_else(tiny: TinyCourse) -> None:
    """A state file of garbage counts as empty, and a folder that cannot be is done without."""
    tiny.solve("numbers", "sums")
    state = tiny.root / ".picograd" / "state.json"
    state.parent.mkdir()
    for garbage in ('{"hints": {"numbers:double": true}, "milestones": {}}', "[" * 5000, "\x00"):
        state.write_text(garbage)
        run = tiny.run("hint", "double")
        assert (run.status, run.err) == (0, "")
        assert "Hint 1 of 3" in run.out
    state.unlink()
    state.parent.rmdir()
    state.parent.write_text("a file where the folder should be")
    run = tiny.run()
    assert (run.status, run.err) == (0, "")
    assert re.search(r"\* tally .* passed +15/15", run.out)
