"""The folder of pages: one of the class, and one for each student to be given back."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grading.classroom.ledger import (
    Line,
    count_failures,
    read_claims,
    read_feedback,
    read_pictures,
)
from grading.classroom.marks import Rules, mark_line
from grading.classroom.pages import class_page, feedback
from grading.classroom.store import Store
from grading.course.manifest import Course, load_course
from grading.files import make_folder, write
from grading.mistakes.catalogue import mistakes_of

CLASS_PAGE, STUDENTS, MOODLE = "index.html", "students", "feedback.zip"


@dataclass(frozen=True)
class Site:
    """names: of the students, by their keys, as they are called on the pages.

    rules: of the marks; None for pages without. markdown: each student's page so, too. moodle:
    the students' pages in a zip as Moodle takes feedback in.
    """

    folder: Path
    names: Mapping[str, str] = field(hash=False)
    rules: Rules | None = None
    markdown: bool = False
    moodle: bool = False


def write_site(kept: Store, site: Site, lines: Sequence[Line]) -> None:
    """Write every page. Unwritable where one cannot be written."""
    course = load_course()
    files = _name_files(lines, site.names)
    make_folder(site.folder / STUDENTS)
    given: list[tuple[Line, bytes]] = []
    for line in lines:
        page = _students_page(kept, site, line, course)
        content = feedback.render_html(page)
        target = site.folder / STUDENTS / f"{files[line.student.key]}.html"
        write(target, content)
        if site.markdown:
            write(target.with_suffix(".md"), feedback.render_markdown(page))
        if site.moodle:
            given.append((line, content))
    if site.moodle:
        _write_moodle(site.folder / MOODLE, given)
    whole = _class_page(kept, course, lines, site.names, files)
    write(site.folder / CLASS_PAGE, class_page.render_html(whole))


def _students_page(kept: Store, site: Site, line: Line, course: Course) -> feedback.FeedbackPage:
    newest = line.counts.grading if line.counts else None
    return feedback.make_page(
        site.names[line.student.key],
        line.counts,
        mark_line(line, site.rules, course) if site.rules else None,
        read_feedback(kept, newest.number) if newest else None,
        read_pictures(kept, newest.number) if newest else (),
    )


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
