"""`picograd class marks`: the marks by their rules, in the gradebook's own table."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from grading.classroom.gradebook import Filled, fill, list_marks
from grading.classroom.ledger import Choice, read_lines
from grading.classroom.marks import check_extensions, mark_line, read_rules
from grading.classroom.roster import KEYS, Roster
from grading.classroom.store import Store
from grading.classroom.tables import read_table
from grading.commands.classroom.listing import list_under
from grading.commands.classroom.options import attempt_option, source_option
from grading.commands.console import console_on, print_text, say
from grading.course.manifest import load_course
from grading.files import ensure_writable, write
from grading.report.screen.words import count

FOUND_BESIDE = "marks.toml"


@click.command("marks", short_help="Marks, in the gradebook's own table.")
@source_option
@attempt_option
@click.option(
    "--rules",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="TOML",
    help=f"What counts and for how much; if left out, {FOUND_BESIDE} beside the store, or the "
    "course's points.",
)
@click.option(
    "--fill",
    "gradebook",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="CSV",
    help="What Canvas or Moodle exported, or any table with a line for each student.",
)
@click.option("--column", metavar="HEADING", help="The column that gets the marks.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="CSV",
    help="Where it goes; if left out, beside the table, as NAME-marks.csv; without --fill, it is "
    "printed.",
)
def marks_command(
    store: Path,
    attempt: Choice | None,
    rules: Path | None,
    gradebook: Path | None,
    column: str | None,
    output: Path | None,
) -> int:
    """Work the marks out, and fill the table that the learning system gave.

    Only the cells of the marks change. Marks of students who handed in nothing, or whose work
    could not be graded, are left as they are. The status is 1 if a mark has no line in the table.
    """
    if column and not gradebook:
        raise click.UsageError("--column goes with --fill")
    out, course = console_on(sys.stdout), load_course()
    beside = store.with_name(FOUND_BESIDE)
    chosen = rules or (beside if beside.is_file() else None)
    known = read_rules(chosen, course)
    if attempt is not None:
        known = replace(known, attempt=attempt)
    with Store(store) as kept:
        lines = read_lines(kept, known.attempt)
    check_extensions(known, Roster(tuple(line.student for line in lines)))
    marks = [mark_line(line, known, course) for line in lines]
    if gradebook is None:
        kinds = [k for k in KEYS if any(m.student.keys.get(k) for m in marks)]
        content = list_marks(marks, kinds)
        if output is None:
            print_text(content.decode())
            return 0
        ensure_writable(output)
        write(output, content)
        say(out, f"{count(len(marks), 'mark')} in {output}.")
        return 0
    target = output or gradebook.with_name(f"{gradebook.stem}-marks.csv")
    filled = fill(read_table(gradebook), marks, column)
    ensure_writable(target)
    write(target, filled.table.content())
    say(out, f"{count(filled.written, 'mark')} in {target}; {gradebook} is as it was.")
    say(out, *_tell(filled))
    return 1 if filled.unplaced else 0


def _tell(filled: Filled) -> list[str]:
    unplaced = [f"{mark.student.label}: no line, or several" for mark in filled.unplaced]
    return list_under("left as they were", filled.kept) + list_under("not in the table", unplaced)
