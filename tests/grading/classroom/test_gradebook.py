"""Marks in the table that a learning system gave: nothing else in it changes, not a byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.classroom.gradebook import fill, list_marks
from grading.classroom.marks import Mark
from grading.classroom.roster import Student
from grading.classroom.tables import read_table
from grading.errors import Unacceptable

# As Canvas exports it: a second line of its own, quoted names, a section with a comma.
CANVAS = (
    b"\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),picograd (4712),"
    b"Final Score\r\n"
    b"    Points Possible,,,,,10,100,(read only)\r\n"
    b'"Doe, Jane",11,s11,jdoe,"A, B",7.5,,80.1\r\n'
    b'"Roe, ""Bob""",12,s12,broe,A,,EX,\r\n'
    b"Kim,13,s13,zkim,A,,3.00,\r\n"
    b'"Student, Test",99,,abc,A,,,\r\n'
)
CANVAS_FILLED = CANVAS.replace(b'"A, B",7.5,,80.1', b'"A, B",7.5,91.50,80.1').replace(
    b"A,,3.00,\r\n", b"A,,0.00,\r\n"
)

# As Moodle gives it in German: commas for points, and a line that is locked.
MOODLE = (
    "Kennung,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,"
    "Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),"
    "Feedback als Kommentar\n"
    'Teilnehmer/in 9001,Jane Doe,jane@uni.example,"Abgegeben",,"100,00",Ja,'
    '"Freitag, 20. November 2026, 10:00",-,""\n'
    'Teilnehmer/in 9002,Bob Roe,bob@uni.example,"Abgegeben","50,00","100,00",Nein,-,-,""\n'
    'Teilnehmer/in 9003,Zoe Kim,zoe@uni.example,"Keine Abgabe",,"100,00",Ja,-,-,""\n'
).encode()
MOODLE_FILLED = MOODLE.replace(
    b'jane@uni.example,"Abgegeben",,', b'jane@uni.example,"Abgegeben","91,50",'
)


def marks_of(*marks: tuple[str, str, float | None]) -> list[Mark]:
    return [
        Mark(Student(n, {kind: text}), value, why="?")
        for n, (kind, text, value) in enumerate(
            (("id", "11", 91.5), ("id", "12", 50.0), ("id", "13", 0.0))
            if not marks
            else [(m[0], m[1], m[2]) for m in marks]
        )
    ]


def table_of(tmp_path: Path, content: bytes, name: str = "book.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


def test_canvas_gets_its_own_file_back(tmp_path: Path) -> None:
    """By id, with two decimals; EX stays, and so does every other byte."""
    table = read_table(table_of(tmp_path, CANVAS))
    assert table.content() == CANVAS
    filled = fill(table, marks_of(), "picograd (4712)")
    assert filled.table.content() == CANVAS_FILLED
    assert filled.written == 2 and filled.kept == ("12: excused",) and filled.unplaced == ()


def test_moodle_gets_its_own_worksheet_back(tmp_path: Path) -> None:
    """In its language and with its commas; a locked line stays; who has no mark stays empty."""
    table = read_table(table_of(tmp_path, MOODLE))
    marks = marks_of(
        ("mail", "jane@uni.example", 91.5), ("name", "Roe, Bob", 70.0), ("name", "Zoe Kim", None)
    )
    filled = fill(table, marks, None)
    assert filled.table.content() == MOODLE_FILLED
    assert filled.kept == ("Roe, Bob: locked", "Zoe Kim: ?")


def test_which_column_is_never_guessed(tmp_path: Path) -> None:
    """Of two assignments neither is taken; the sentence names both."""
    table = read_table(table_of(tmp_path, CANVAS))
    with pytest.raises(Unacceptable, match=r"Lab 1 \(4711\), picograd \(4712\)"):
        fill(table, marks_of(), None)
    with pytest.raises(Unacceptable, match="no columns headed Grade"):
        fill(table, marks_of(), "Grade")


def test_a_mark_for_nobody_in_the_table_is_told(tmp_path: Path) -> None:
    """It is written nowhere, and said."""
    table = read_table(table_of(tmp_path, CANVAS))
    filled = fill(table, marks_of(("login", "stranger", 10.0)), "picograd (4712)")
    assert [mark.student.label for mark in filled.unplaced] == ["stranger"]
    assert filled.table.content() == CANVAS


def test_a_cell_that_a_spreadsheet_would_compute_is_made_harmless() -> None:
    """A name that begins with = is text in a plain list; a negative number stays one."""
    mark = Mark(Student(1, {"name": '=HYPERLINK("http://x")'}), 5.0, why="+1")
    content = list_marks([mark], ["name"]).decode()
    assert content.splitlines()[1] == '"\'=HYPERLINK(""http://x"")",5.00,0,\'+1'.replace(
        "'+1", "+1"
    )


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    """The line where the table breaks is named."""
    with pytest.raises(Unacceptable, match="line 2: a quote is never closed"):
        read_table(table_of(tmp_path, b'id,name\n1,"Doe\n'))
