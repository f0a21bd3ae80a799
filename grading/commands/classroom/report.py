"""`picograd class report`: a page for each student, and one of the class."""

from __future__ import annotations

import secrets
import sys
from dataclasses import replace
from pathlib import Path

import click

from grading.classroom.ledger import Choice, read_lines
from grading.classroom.marks import read_rules
from grading.classroom.pages.site import CLASS_PAGE, MOODLE, STUDENTS, Site, write_site
from grading.classroom.pseudonyms import pseudonyms_of
from grading.classroom.store import Store
from grading.commands.classroom.marks import FOUND_BESIDE
from grading.commands.classroom.options import attempt_option, source_option
from grading.commands.console import console_on, say
from grading.course.manifest import load_course
from grading.report.screen.words import count


@click.command("report", short_help="A page for each student, and one of the class.")
@source_option
@attempt_option
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder for the pages.",
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="TOML",
    help=f"Show marks by these rules; if left out, {FOUND_BESIDE} beside the store, or no marks.",
)
@click.option(
    "--pseudonyms",
    is_flag=True,
    help="Name nobody; the store keeps the key, so that a student keeps the name.",
)
@click.option("--markdown", is_flag=True, help="Each student's page as Markdown, too.")
@click.option(
    "--moodle", is_flag=True, help="Also feedback.zip, as Moodle takes feedback files in."
)
def report_command(
    store: Path,
    attempt: Choice | None,
    folder: Path,
    rules: Path | None,
    pseudonyms: bool,
    markdown: bool,
    moodle: bool,
) -> int:
    """Write index.html, for whoever teaches, and students/, a page to give back to each.

    A student's page holds their own results alone. The pages load nothing and need no server.
    """
    if pseudonyms and moodle:
        raise click.UsageError("--moodle gives pages to students by name; leave --pseudonyms out")
    out, course = console_on(sys.stdout), load_course()
    beside = store.with_name(FOUND_BESIDE)
    chosen = rules or (beside if beside.is_file() else None)
    known = read_rules(chosen, course)
    if attempt is not None:
        known = replace(known, attempt=attempt)
    with Store(store) as kept:
        lines = read_lines(kept, known.attempt)
        names = {line.student.key: line.student.label for line in lines}
        if pseudonyms:
            key = kept.setting("pseudonyms", secrets.token_hex(16))
            names = pseudonyms_of((line.student for line in lines), key)
        write_site(kept, Site(folder, names, known if chosen else None, markdown, moodle), lines)
    say(
        out,
        f"{folder / CLASS_PAGE}: the class; {count(len(lines), 'page')} in {folder / STUDENTS}.",
    )
    if moodle:
        say(out, f'{folder / MOODLE}: for Moodle\'s "Upload multiple feedback files in a zip".')
    return 0
