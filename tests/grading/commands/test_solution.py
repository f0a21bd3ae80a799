"""`picograd solution`: the reference, for whoever passes or gives up."""

from __future__ import annotations

from tests.grading.tiny_course import SOLUTIONS, TinyCourse


def test_the_solution_is_shown_to_who_passes_or_gives_up(tiny: TinyCourse) -> None:
    """Refused with status 1 and the two ways on; the code without its lesson, plain
    where output is piped; what to compare stands beside it."""
    refused = tiny.run("solution", "numbers")
    assert (refused.status, refused.out) == (1, "")
    assert "0 of 5 checks of numbers pass so far." in refused.err
    assert "--give-up" in refused.err
    assert "picograd hint numbers" in refused.err
    code = SOLUTIONS["numbers"].removeprefix('"""Doubling."""\n\n\n')
    assert tiny.run("solution", "numbers", "--give-up").out == code
    tiny.solve("numbers")
    shown = tiny.run("solution", "numbers")
    assert (shown.status, shown.out) == (0, code)
    assert shown.err.startswith("\nCompare it with yours, exercises/picograd/numbers.py,")
