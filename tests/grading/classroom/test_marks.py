"""Rules make marks of gradings, and change none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from grading.classroom.ledger import Attempt, Grading, Line, PartResult
from grading.classroom.marks import check_extensions, mark_line, read_rules
from grading.classroom.roster import Roster, Student
from grading.course.manifest import load_course
from grading.errors import Unacceptable

COURSE = load_course()
JANE = Student(2, {"id": "11", "login": "jdoe", "name": "Jane Doe"})
HALF_PAST = datetime.datetime(2026, 12, 2, 0, 30, tzinfo=datetime.UTC)


def line(moment: datetime.datetime | None = None, problem: str = "", failure: str = "") -> Line:
    """Jane passes all of value (7 points) and half of rules (4 of 8)."""
    results = (
        PartResult("value", "passed", 58, 58, 7.0, 7.0),
        PartResult("rules", "unfinished", 18, 36, 4.0, 8.0),
        PartResult("graph", "not_run", 0, 0, 0.0, 10.0),
    )
    grading = None
    if not problem and not failure:
        grading = Grading(1, "c", "g", None, "{}", 11.0, 15.0, "", 1.0, results)
    attempt = Attempt(1, "hw.zip", False, moment, "c", problem, "", grading, failure)
    return Line(JANE, attempt)


def rules(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "marks.toml"
    file.write_text(text, encoding="utf-8")
    return read_rules(file, COURSE)


def test_without_rules_the_courses_points_count() -> None:
    """What was asked for, scaled to 100: 11 of 15 points are 73.33."""
    assert mark_line(line(), read_rules(None, COURSE), COURSE).value == 73.33


def test_weights_and_rounding(tmp_path: Path) -> None:
    """value 1 and rules 3 of 4: (1 + 1.5) / 4 of 10 is 6.25, to halves and upwards 6.5."""
    known = rules(tmp_path, "out_of = 10\nround_to = 0.5\n[count]\nvalue = 1\nrules = 3\n")
    assert mark_line(line(), known, COURSE).value == 6.5


def test_a_part_that_was_not_asked_for_counts_as_nothing_reached(tmp_path: Path) -> None:
    """Weights are the instructor's word: graph counts though nothing of it was graded."""
    known = rules(tmp_path, "[count]\nvalue = 1\ngraph = 1\n")
    assert mark_line(line(), known, COURSE).value == 50.0


DEADLINE = "[deadline]\nat = 2026-12-01T23:59:00Z\nlost_per_day = 0.1\nmost_days = 2\n"


@pytest.mark.parametrize(
    ("late", "extension", "value", "days"),
    [
        (datetime.timedelta(0), 0, 100.0, 0),
        (datetime.timedelta(seconds=1), 0, 90.0, 1),
        (datetime.timedelta(days=1), 0, 90.0, 1),
        (datetime.timedelta(days=1, seconds=1), 0, 80.0, 2),
        (datetime.timedelta(days=3), 0, 0.0, 3),
        (datetime.timedelta(days=3), 2, 90.0, 1),
    ],
)
def test_each_begun_day_costs(
    tmp_path: Path, late: datetime.timedelta, extension: int, value: float, days: int
) -> None:
    """To the second; an extension moves the student's own deadline; too late is worth nothing."""
    extensions = f"[extensions]\njdoe = {extension}\n" if extension else ""
    known = rules(tmp_path, f"[count]\nvalue = 1\n{DEADLINE}{extensions}")
    assert known.deadline is not None
    mark = mark_line(line(known.deadline + late), known, COURSE)
    assert (mark.value, mark.days_late) == (value, days)


def test_what_could_not_be_graded_is_no_mark(tmp_path: Path) -> None:
    """A failure of the machinery is none, what the student broke is 0, and nothing is nothing."""
    known = read_rules(None, COURSE)
    assert mark_line(line(failure="no memory"), known, COURSE).value is None
    assert mark_line(line(problem="damaged"), known, COURSE).value == 0.0
    assert mark_line(Line(JANE), known, COURSE).value is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("atempt = 'last'", "says atempt, which means nothing"),
        ("attempt = 'first'", "attempt is 'first'; it must be last or best"),
        ("[count]\nvalues = 3", "counts values, which is no stage or milestone"),
        ("[count]\nvalue = -3", "count.value is -3; it must be a number from 0 on"),
        ("[count]\nvalue = 0", "counts nothing"),
        ("round_to = 0", "round_to is 0; it must be more than 0"),
        ("[deadline]\nat = 2026-12-01T23:59:00", "has no time zone"),
        ("[deadline]\nat = 'Friday'", "the deadline is 'Friday'"),
        ("[deadline", "is no TOML"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """In one sentence, with the value."""
    with pytest.raises(Unacceptable) as error:
        rules(tmp_path, text)
    assert said in str(error.value)


def test_an_extension_for_nobody_is_refused(tmp_path: Path) -> None:
    """A slip in a login would cost a student the extension silently."""
    known = rules(tmp_path, "[extensions]\njdo = 2\n")
    with pytest.raises(Unacceptable, match="the extension for jdo means nobody"):
        check_extensions(known, Roster((JANE,)))
