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


def test_the_page_is_for_whoever_passes_the_last_part(tiny: TinyCourse) -> None:
    """Refused with status 1 and what is missing; then the page as it is, and nothing else."""
    page = '"""All of it."""\n\nprint(2)\n'
    (tiny.root / "solutions" / "one_page.py").write_text(page, encoding="utf-8")
    refused = tiny.run("solution", "--one-page")
    assert (refused.status, refused.out) == (1, "")
    assert "part II. Dividing comes first" in " ".join(refused.err.split())
    assert "picograd check means" in refused.err
    tiny.solve("means")
    assert tiny.run("solution", "--one-page").out == page


def test_the_page_and_a_stage_are_two_questions(tiny: TinyCourse) -> None:
    """And neither is a third: status 2 and what to say."""
    for words in (("--one-page", "--give-up"), ("--one-page", "numbers"), ()):
        asked = tiny.run("solution", *words)
        assert (asked.status, asked.out) == (2, "")
        assert "--one-page" in asked.err


def test_a_course_without_solutions_has_no_page(tiny: TinyCourse) -> None:
    """One sentence with the path."""
    asked = tiny.run("solution", "--one-page")
    assert "one_page.py does not exist: this course comes without solutions" in asked.err
