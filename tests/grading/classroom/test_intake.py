"""A download as learning systems give it: who handed in what, and nothing guessed."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from grading.classroom.intake import Collection, collect
from grading.classroom.naming import pattern_of
from grading.classroom.roster import read_roster
from grading.course.manifest import load_course
from grading.errors import Unacceptable
from grading.paths import PACKAGE, SOLUTIONS

VALUE = (SOLUTIONS / PACKAGE / "value.py").read_bytes()
RULES = (SOLUTIONS / PACKAGE / "rules.py").read_bytes()

ROSTER = """id,login,name,mail
11,jdoe,Jane Doe,jane@uni.example
12,broe,"Roe, Bob",bob@uni.example
13,zkim,Zoë Kim,zoe@uni.example
"""


def packed(path: Path, **files: bytes) -> None:
    """A zip of files whose names are given with `__` for `/`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".py", content)


def taken(folder: Path, roster: str | None = ROSTER, pattern: str | None = None) -> Collection:
    """What `collect` makes of the folder."""
    known = None
    if roster is not None:
        table = folder.parent / "roster.csv"
        table.write_text(roster, encoding="utf-8")
        known = read_roster(table)
    return collect(folder, load_course(), known, pattern_of(pattern) if pattern else None)


def found(collection: Collection) -> dict[str, list[str]]:
    """The stages of each student's submissions, by what they are called."""
    return {
        one.student.label: [file.stage for file in one.submission.files]
        for one in collection.handed_in
        if one.submission
    }


def test_canvas_files_are_known_by_id_and_attempts_are_told_apart(tmp_path: Path) -> None:
    """Of a Canvas download the id counts, LATE is seen, and single files make one submission."""
    d = tmp_path / "d"
    packed(d / "doejane_11_501_hw.zip", picograd__value=VALUE)
    packed(d / "doejane_11_502_hw-1.zip", picograd__value=VALUE, picograd__rules=RULES)
    (d / "roebob_LATE_12_503_value.py").write_bytes(VALUE)
    (d / "roebob_LATE_12_504_rules.py").write_bytes(RULES)
    collection = taken(d)
    jane = [one for one in collection.handed_in if one.student.keys["id"] == "11"]
    assert [one.attempt for one in jane] == [1, 2]
    assert [len(one.submission.files) for one in jane if one.submission] == [1, 2]
    bob = next(one for one in collection.handed_in if one.student.keys["id"] == "12")
    assert bob.late and bob.submission is not None
    assert [file.stage for file in bob.submission.files] == ["value", "rules"]
    assert [student.keys["id"] for student in collection.absent] == ["13"]


def test_moodle_folders_are_known_by_name_where_the_roster_has_no_participant(
    tmp_path: Path,
) -> None:
    """Moodle's folder names a student; accents and the order of the names make no difference."""
    d = tmp_path / "d"
    packed(d / "Jane Doe_9001_assignsubmission_file" / "hw.zip", picograd__value=VALUE)
    packed(d / "Zoe Kim_9003_assignsubmission_file_hw.zip", value=VALUE)
    (d / "Bob Roe_9002_assignsubmission_file").mkdir()
    (d / "Bob Roe_9002_assignsubmission_file" / "value.py").write_bytes(VALUE)
    assert found(taken(d)) == {"Jane Doe": ["value"], "Roe, Bob": ["value"], "Zoë Kim": ["value"]}


def test_gradescopes_export_names_its_submitters_and_a_group_has_several(tmp_path: Path) -> None:
    """submission_metadata.yml says whose a folder is and when it came; both of a group get it."""
    pytest.importorskip("yaml")
    d = tmp_path / "d"
    (d / "submission_77").mkdir(parents=True)
    (d / "submission_77" / "value.py").write_bytes(VALUE)
    (d / "submission_metadata.yml").write_text(
        "submission_77:\n  :submitters:\n  - :name: Jane Doe\n    :sid: '11'\n"
        "  - :name: Bob Roe\n    :email: bob@uni.example\n"
        "  :created_at: 2026-11-20 10:00:00.5 Z\n",
        encoding="utf-8",
    )
    collection = taken(d)
    assert found(collection) == {"Jane Doe": ["value"], "Roe, Bob": ["value"]}
    assert {f"{one.when:%Y-%m-%d %H}" for one in collection.handed_in} == {"2026-11-20 10"}


def test_clones_of_a_classroom_are_known_by_their_login(tmp_path: Path) -> None:
    """Repositories named for an assignment and a login, with .git, .venv and caches in them."""
    d = tmp_path / "d"
    for login in ("jdoe", "broe"):
        home = d / f"hw-3-{login}"
        (home / "exercises" / PACKAGE).mkdir(parents=True)
        (home / "exercises" / PACKAGE / "value.py").write_bytes(VALUE)
        for other in (".git", ".venv/lib/picograd", "__pycache__"):
            (home / other).mkdir(parents=True)
        (home / ".venv" / "lib" / "picograd" / "value.py").write_bytes(b"1/0")
    assert found(taken(d)) == {"Jane Doe": ["value"], "Roe, Bob": ["value"]}


def test_what_matches_on_neither_side_is_listed(tmp_path: Path) -> None:
    """A name that nobody has, and one that two have, are strangers; nothing is guessed."""
    d = tmp_path / "d"
    packed(d / "sam.zip", value=VALUE)
    packed(d / "jdoe.zip", value=VALUE)
    packed(d / "nobody.zip", value=VALUE)
    collection = taken(d, ROSTER + "14,sam1,Sam,\n15,sam2,Sam,\n")
    assert set(collection.strangers) == {"nobody.zip", "sam.zip"}
    assert "Sam (line 5) and Sam (line 6)" in collection.strangers["sam.zip"]
    assert found(collection) == {"Jane Doe": ["value"]}


def test_a_pattern_says_how_the_names_are_made(tmp_path: Path) -> None:
    """--pattern reads names that no system makes; what does not fit is a stranger."""
    d = tmp_path / "d"
    packed(d / "hw3+jdoe+2.zip", value=VALUE)
    packed(d / "hw3 jdoe.zip", value=VALUE)
    collection = taken(d, pattern="hw3+{login}+{attempt}.zip")
    assert [(one.student.label, one.attempt) for one in collection.handed_in] == [("Jane Doe", 2)]
    assert collection.strangers == {"hw3 jdoe.zip": "the pattern does not fit"}
    with pytest.raises(Unacceptable, match=r"\{name_of_pet\}"):
        pattern_of("{name_of_pet}.zip")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["doejane_11_1_a.zip", "doejane_11_2_b.zip"], "handed in together"),
        (["doejane_11_1_a.zip", "doejane_11_2_value.py"], "handed in together"),
    ],
)
def test_two_that_were_handed_in_together_are_no_guess(
    tmp_path: Path, names: list[str], said: str
) -> None:
    """Which of two archives counts only the instructor can say."""
    d = tmp_path / "d"
    for name in names:
        packed(d / name, value=VALUE)
    [one] = taken(d).handed_in
    assert one.submission is None and said in one.problem


def test_a_damaged_archive_is_the_students_own_and_costs_no_one_else(tmp_path: Path) -> None:
    """One that cannot be read has a sentence; the others are taken in."""
    d = tmp_path / "d"
    packed(d / "jdoe.zip", value=VALUE)
    (d / "broe.zip").write_bytes(b"PK\x03\x04 broken")
    collection = taken(d)
    assert found(collection) == {"Jane Doe": ["value"]}
    [bob] = [one for one in collection.handed_in if one.problem]
    assert "broe.zip" in bob.problem


def test_a_roster_is_read_as_spreadsheets_write_it(tmp_path: Path) -> None:
    """With semicolons, a mark of UTF-8 or UTF-16, or in an old encoding."""
    text = "Matriculation number;Vorname;Nachname\r\n7;Jürgen;Groß\r\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        file = tmp_path / f"{encoding}.csv"
        file.write_bytes(text.encode(encoding))
        [student] = read_roster(file).students
        assert (student.label, student.keys["sis"], student.line) == ("Jürgen Groß", "7", 2)


def test_two_lines_for_one_student_are_refused(tmp_path: Path) -> None:
    """A roster in which two lines have one id names both."""
    file = tmp_path / "r.csv"
    file.write_text("id,name\n1,A\n2,B\n1,C\n", encoding="utf-8")
    with pytest.raises(Unacceptable, match="lines 2 and 4 have the same id, 1"):
        read_roster(file)


def test_without_a_roster_whoever_is_named_is_known(tmp_path: Path) -> None:
    """Names of files alone make a class."""
    d = tmp_path / "d"
    packed(d / "ann.zip", value=VALUE)
    os.mkdir(d / "__MACOSX")
    assert found(taken(d, None)) == {"ann": ["value"]}
