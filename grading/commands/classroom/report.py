"""`picograd class report`: a page for each student, and one of the class."""

from __future__ import annotations

import re
import secrets
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from grading.classroom.ledger import (
    Choice,
    Line,
    count_failures,
    read_claims,
    read_feedback,
    read_lines,
    read_pictures,
)
from grading.classroom.marks import mark_line, read_rules
from grading.classroom.pages import class_page, feedback
from grading.classroom.pseudonyms import pseudonyms_of
from grading.classroom.store import Store
from grading.commands.classroom.marks import FOUND_BESIDE
from grading.commands.classroom.options import attempt_option, source_option
from grading.commands.console import console_on, say
from grading.course.manifest import Course, load_course
from grading.files import make_folder, write
from grading.mistakes.catalogue import mistakes_of
from grading.report.screen.words import count

CLASS_PAGE = "index.html"
STUDENTS = "students"


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
        files = _name_files(lines, names)
        make_folder(folder / STUDENTS)
        archive = folder / "feedback.zip"
        given = []
        for line in lines:
            mark = mark_line(line, known, course) if chosen else None
            verdict = line.counts.grading if line.counts else None
            page = feedback.make_page(
                names[line.student.key],
                line.counts,
                mark,
                read_feedback(kept, verdict.number) if verdict else None,
                read_pictures(kept, verdict.number) if verdict else (),
            )
            content = feedback.render_html(page)
            write(folder / STUDENTS / f"{files[line.student.key]}.html", content)
            if markdown:
                target = folder / STUDENTS / f"{files[line.student.key]}.md"
                write(target, feedback.render_markdown(page))
            given.append((line, content))
        if moodle:
            _write_moodle(archive, given)
        whole = _class_page(kept, course, lines, names, files)
        write(folder / CLASS_PAGE, class_page.render_html(whole))
    say(
        out,
        f"{folder / CLASS_PAGE}: the class; {count(len(lines), 'page')} in {folder / STUDENTS}.",
    )
    if moodle:
        say(out, f'{archive}: for Moodle\'s "Upload multiple feedback files in a zip".')
    return 0


def _class_page(
    kept: Store,
    course: Course,
    lines: Sequence[Line],
    names: Mapping[str, str],
    files: Mapping[str, str],
) -> class_page.ClassPage:
    gradings = [line.counts.grading.number for line in lines if line.counts and line.counts.grading]
    mistakes = count_failures(kept, gradings, "mistake")
    earlier = list(_earlier(lines))
    moved = count_failures(kept, earlier, "mistake")
    return class_page.make_page(
        course,
        lines,
        names,
        {key: f"{STUDENTS}/{file}.html" for key, file in files.items()},
        count_failures(kept, gradings, "checked"),
        mistakes,
        read_claims(kept),
        {m.id: m.sentence for stage in course.stages for m in mistakes_of(stage.id)},
        {(each.stage, each.name): each.many for each in moved} if earlier else None,
    )


def _earlier(lines: Sequence[Line]) -> Iterator[int]:
    """Each student's grading before the one that counts, where there is one."""
    for line in lines:
        if line.before and line.before.grading:
            yield line.before.grading.number


def _name_files(lines: Sequence[Line], names: Mapping[str, str]) -> dict[str, str]:
    """A file name for each student that any system takes, and no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for line in lines:
        name = re.sub(r"\W+", "-", names[line.student.key]).strip("-").casefold() or "student"
        n = 1
        while (file := name if n == 1 else f"{name}-{n}") in taken:
            n += 1
        taken.add(file)
        found[line.student.key] = file
    return found


def _write_moodle(archive: Path, given: Sequence[tuple[Line, bytes]]) -> None:
    """Feedback files in folders that are named as in Moodle's own download."""
    archive.unlink(missing_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for line, content in given:
            keys = line.student.keys
            if keys.get("participant") and keys.get("name"):
                place = f"{keys['name']}_{keys['participant']}_assignsubmission_file_"
                packed.writestr(f"{place}/feedback.html", content)
