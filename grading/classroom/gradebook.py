"""Filling the table that a learning system itself gave: the marks change, and not one byte else.

Sources: Canvas' gradebook export and import, and Moodle's "Download grading worksheet" and
"Upload grading worksheet".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grading.classroom.marks import Mark
from grading.classroom.roster import Roster, Student, columns_of, keys_of
from grading.classroom.tables import Table, write_rows
from grading.errors import Unacceptable

# Canvas: an assignment's column, and a mark that says "excused".
_ASSIGNMENT = re.compile(r".+ \(\d+\)")
_EXCUSED = "EX"
# Moodle's headings "Grade" and "Grade can be changed", and its "No", by language.
_GRADE = {"grade", "bewertung", "note", "calificación", "voto", "nota", "cijfer", "ocena", "betyg"}
_OPEN = {
    "grade can be changed",
    "bewertung kann geändert werden",
    "la note peut être modifiée",
    "la calificación puede ser cambiada",
    "la valutazione può essere modificata",
    "a nota pode ser alterada",
    "cijfer kan gewijzigd worden",
}
_NO = {"no", "nein", "non", "nee", "não", "nie", "nej"}


@dataclass(frozen=True)
class Filled:
    """A table with marks. written: how many. kept: lines that are left as they were, and why.

    unplaced: the marks that no line of the table is for.
    """

    table: Table
    written: int
    kept: tuple[str, ...]
    unplaced: tuple[Mark, ...]


def fill(table: Table, marks: Sequence[Mark], column: str | None) -> Filled:
    """`table` with each mark in the line of its student.

    column: the heading of what is to be filled; None where the table itself says it. A line is
    known by id, SIS id, participant, login, mail, name, the surest that it has; a mark that is
    not there writes nothing. Unacceptable where it is open which column or line is meant.
    """
    headings = table.headings
    columns = columns_of(headings)
    if not columns:
        raise Unacceptable(f"{table.name} has no column that says who a student is")
    place = _place_of(table, column)
    moodle = "participant" in columns
    open_at = next((n for n, h in enumerate(headings) if h.casefold() in _OPEN), None)
    lines = _lines_of(table, columns)
    texts: dict[tuple[int, int], str] = {}
    kept: list[str] = []
    unplaced: list[Mark] = []
    for mark in marks:
        found = lines.find(mark.student.keys)
        if len(found) != 1:
            unplaced.append(mark)
            continue
        row = found[0].line - 1
        there = table.cell(row, place).strip()
        if there.upper() == _EXCUSED:
            kept.append(f"{mark.student.label}: excused")
        elif open_at is not None and table.cell(row, open_at).strip().casefold() in _NO:
            kept.append(f"{mark.student.label}: locked")
        elif mark.value is None:
            kept.append(f"{mark.student.label}: {mark.why}")
        else:
            texts[row, place] = _number(mark.value, table, place, moodle)
    return Filled(table.filled(texts), len(texts), tuple(kept), tuple(unplaced))


def list_marks(marks: Iterable[Mark], kinds: Sequence[str]) -> bytes:
    """A plain table: what is known of each student, the mark, the days late, and why."""
    rows = [[*kinds, "mark", "days late", "why"]]
    rows += [
        [
            *(mark.student.keys.get(kind, "") for kind in kinds),
            "" if mark.value is None else f"{mark.value:.2f}",
            f"{mark.days_late}",
            mark.why,
        ]
        for mark in marks
    ]
    return write_rows(rows)


def _place_of(table: Table, column: str | None) -> int:
    headings = table.headings
    if column is not None:
        if headings.count(column) == 1:
            return headings.index(column)
        raise Unacceptable(
            f"{table.name} has {headings.count(column) or 'no'} columns headed {column}; there are "
            f"{', '.join(headings)}"
        )
    fitting = [n for n, h in enumerate(headings) if h.casefold() in _GRADE]
    fitting = fitting or [n for n, h in enumerate(headings) if _ASSIGNMENT.fullmatch(h)]
    if len(fitting) == 1:
        return fitting[0]
    these = ", ".join(headings[n] for n in fitting) or ", ".join(headings)
    raise Unacceptable(f"{table.name}: which column gets the marks? Name it with --column: {these}")


def _lines_of(table: Table, columns: Mapping[str, int]) -> Roster:
    students = []
    for row in range(1, len(table.rows)):
        keys = keys_of({kind: table.cell(row, n) for kind, n in columns.items()})
        if keys:
            students.append(Student(row + 1, keys))
    return Roster(tuple(students))


def _number(value: float, table: Table, place: int, moodle: bool) -> str:
    """Two decimals; with a comma where the column has one, or that of Moodle's maximum."""
    text = f"{value:.2f}"
    nearby = range(place, min(place + 2, len(table.headings))) if moodle else (place,)
    commas = any(
        re.fullmatch(r"\d+,\d+", table.cell(row, n).strip())
        for row in range(1, len(table.rows))
        for n in nearby
    )
    return text.replace(".", ",") if commas else text
