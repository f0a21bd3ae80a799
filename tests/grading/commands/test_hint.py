"""`picograd hint`: one more hint for one function."""

from __future__ import annotations

import re

from tests.grading.tiny_course import SOLUTIONS, TinyCourse


def test_hints_come_one_at_a_time(tiny: TinyCourse) -> None:
    """Each time one more, how many are left, and in the end the way to the reference."""
    seen = [tiny.run("hint", "double").out for _ in range(4)]
    assert [re.findall(r"Hint (\d) of 3", out) for out in seen] == [["1"], ["2"], ["3"], ["3"]]
    assert "Think of two." in seen[0]
    assert "2 more hints:" in seen[0]
    assert "1 more hint:" in seen[1]
    assert "picograd solution numbers --give-up" in seen[2]
    again = tiny.run("hint", "double", "--again").out
    assert re.findall(r"Hint (\d) of 3", again) == ["1", "2", "3"]


def test_a_hint_without_a_name_is_for_the_next_thing(tiny: TinyCourse) -> None:
    """The first stub; of a named stage its first stub; after a wrong answer its function."""
    assert tiny.run("hint").out.startswith("Box.__add__  in numbers.py")
    assert tiny.run("hint", "sums").out.startswith("total  in sums.py")
    tiny.write("numbers", SOLUTIONS["numbers"].replace("self.number == 0", "False"))
    wrong = tiny.run("hint").out
    assert wrong.startswith("Box.empty  in numbers.py\n\nHint 1 of 3")
    tiny.solve(*SOLUTIONS)
    done = tiny.run("hint")
    assert done.status == 0
    assert "no hint to give" in done.out


def test_the_names_that_hint_understands(tiny: TinyCourse) -> None:
    """Qualified, with the stage, bare where that is clear; else one sentence that helps."""
    assert tiny.run("hint", "numbers.Box.empty").out.startswith("Box.empty  in numbers.py")
    assert tiny.run("hint", "sums.empty").out.startswith("empty  in sums.py")
    assert tiny.run("hint", "__add__").out.startswith("Box.__add__  in numbers.py")
    manifest = tiny.root / "grading" / "course" / "course.toml"
    manifest.write_text(manifest.read_text().replace('"total" =', '"Bag.__add__" ='))
    both = tiny.run("hint", "__add__")
    assert both.status == 2
    assert "numbers.Box.__add__, sums.Bag.__add__" in both.err
    unknown = tiny.run("hint", "Dubble")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err.startswith("'Dubble' is no stage or function with hints; did you mean")
    assert "double" in unknown.err
