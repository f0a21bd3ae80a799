"""A folder full of submissions, as it was downloaded: who handed in what."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from grading.classroom import gradescope_export
from grading.classroom.naming import (
    Said,
    after_prefix,
    is_gradescope,
    said_by_canvas,
    said_by_hand,
    said_by_moodle,
    said_by_pattern,
)
from grading.classroom.roster import KEYS, Roster, Student
from grading.course.manifest import Course
from grading.errors import Unacceptable, Unreadable
from grading.submission.safe_text import make_name_harmless, name_path
from grading.submission.submission import Submission, take_in, take_in_files

# What systems and people put into such a folder beside the submissions.
_BESIDE = re.compile(
    r"\..*|__MACOSX|Thumbs\.db|desktop\.ini|.*\.(csv|xlsx?|yml|yaml|html?|pdf|md|sqlite\S*)"
)
_FEWEST_CLONES = 2


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in at one time. where: its name in the download.

    late: whether the learning system says so. when: the time that stands with it, in UTC.
    problem: why it cannot be graded; submission is None then. taken: what was taken from where.
    """

    student: Student
    where: str
    attempt: int = 1
    late: bool = False
    when: datetime.datetime | None = None
    submission: Submission | None = None
    problem: str = ""
    taken: str = ""


@dataclass(frozen=True)
class Collection:
    """handed_in: in the order of the roster, of one student the earliest first.

    strangers: what nobody in the roster can have handed in, or several can, and why that is.
    absent: students of whom nothing was found.
    """

    handed_in: tuple[HandedIn, ...]
    strangers: Mapping[str, str] = field(hash=False)
    absent: tuple[Student, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A file or folder of the download, and what its name says."""

    path: Path
    said: Said
    when: datetime.datetime | None = None


def collect(
    folder: Path, course: Course, roster: Roster | None, pattern: re.Pattern[str] | None = None
) -> Collection:
    """The submissions in `folder`, joined with the roster; without one, whoever is named is known.

    Nothing is guessed: what the names leave open is listed as a stranger. Unreadable where
    `folder` is none, Unacceptable where there is nothing in it.
    """
    strangers: dict[str, str] = {}
    whose: dict[Student, list[_Piece]] = defaultdict(list)
    known: dict[str, Student] = {}
    for piece, why in _pieces(folder, pattern):
        name = make_name_harmless(piece.path.relative_to(folder).as_posix())
        if why:
            strangers[name] = why
            continue
        students: Sequence[Student]
        if roster is None:
            student = _named(piece.said)
            students = [known.setdefault(student.key, student)]
        else:
            students = roster.find(piece.said.keys)
        if len(students) == 1:
            whose[students[0]].append(piece)
        else:
            strangers[name] = _why_not(piece.said, students)
    order = roster.students if roster else tuple(known.values())
    handed_in = [
        _handed_in(student, attempt, pieces, folder, course)
        for student in order
        for attempt, pieces in _attempts(whose[student])
    ]
    if not handed_in and not strangers:
        raise Unacceptable(f"{name_path(folder)} holds no submissions; name the unpacked download")
    absent = tuple(student for student in order if not whose[student])
    return Collection(tuple(handed_in), strangers, absent)


def _pieces(folder: Path, pattern: re.Pattern[str] | None) -> Iterator[tuple[_Piece, str]]:
    """Each piece of the download, and why its name says nobody, where that is so."""
    try:
        paths = sorted(p for p in folder.iterdir() if not _BESIDE.fullmatch(p.name))
    except OSError as error:
        why = error.strerror or error
        raise Unreadable(f"{name_path(folder)} cannot be read ({why}); name the folder") from error
    submitters = gradescope_export.read_submitters(folder)
    prefix = _prefix_of(paths)
    for path in paths:
        when = datetime.datetime.fromtimestamp(path.lstat().st_mtime, datetime.UTC)
        if pattern is not None:
            said = said_by_pattern(path.name, pattern)
            yield _Piece(path, said or Said({}), when), "" if said else "the pattern does not fit"
        elif path.name in submitters:
            for submitter in submitters[path.name]:
                yield _Piece(path, Said(submitter.keys), submitter.when or when), ""
        elif is_gradescope(path.name):
            yield _Piece(path, Said({})), "submission_metadata.yml beside it does not name it"
        elif moodle := said_by_moodle(path.name):
            yield from _inside_moodle(path, moodle, when)
        elif said := said_by_canvas(path.name):
            yield _Piece(path, said, when), ""
        elif prefix and path.is_dir() and path.name.startswith(prefix):
            yield _Piece(path, after_prefix(path.name, prefix), when), ""
        else:
            yield _Piece(path, said_by_hand(path.name), when), ""


def _inside_moodle(path: Path, said: Said, when: datetime.datetime) -> Iterator[tuple[_Piece, str]]:
    """The files of a student's folder one by one: an archive among them is what counts."""
    files = sorted(path.iterdir()) if path.is_dir() else []
    if files and all(file.is_file() for file in files):
        for file in files:
            yield _Piece(file, replace(said, file=file.name), when), ""
    else:
        yield _Piece(path, said, when), ""


def _prefix_of(paths: Iterable[Path]) -> str:
    """What the names of cloned repositories begin with: the assignment, up to its last hyphen."""
    clones = [path.name for path in paths if (path / ".git").exists()]
    if len(clones) < _FEWEST_CLONES:
        return ""
    letters = takewhile(
        lambda pair: pair[0] == pair[1], zip(min(clones), max(clones), strict=False)
    )
    shared = "".join(letter for letter, _ in letters)
    return shared[: shared.rfind("-") + 1]


def _named(said: Said) -> Student:
    """A student of whom nothing is known but what the name of a file says."""
    kind = next(kind for kind in KEYS if said.keys.get(kind))
    keys = {k: v for k, v in said.keys.items() if v}
    # By hand one word may be anything; it is one thing only, then.
    if len(set(keys.values())) == 1:
        keys = {"login": keys[kind]}
    return Student(0, keys)


def _why_not(said: Said, students: Sequence[Student]) -> str:
    if students:
        these = " and ".join(f"{s.label} (line {s.line})" for s in students[:3])
        return f"it can be of {these}; rename it to an id"
    return "no line of the roster has " + " or ".join(
        dict.fromkeys(f"{kind} {text}" for kind, text in said.keys.items() if text)
    )


def _attempts(pieces: Iterable[_Piece]) -> list[tuple[int, list[_Piece]]]:
    """The pieces of each attempt, the first one first; several without a number are one."""
    attempts: dict[int, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        attempts[piece.said.attempt].append(piece)
    return sorted(attempts.items())


def _handed_in(
    student: Student, attempt: int, pieces: Sequence[_Piece], folder: Path, course: Course
) -> HandedIn:
    """What the pieces come to: one folder or archive, or single files."""
    names = [make_name_harmless(p.path.relative_to(folder).as_posix()) for p in pieces]
    base = HandedIn(
        student,
        ", ".join(names),
        attempt,
        any(piece.said.late for piece in pieces),
        max((piece.when for piece in pieces if piece.when), default=None),
    )
    singles = [piece for piece in pieces if piece.said.file.casefold().endswith(".py")]
    wholes = [piece for piece in pieces if piece not in singles]
    if len(wholes) > 1 or (wholes and singles):
        these = " and ".join(names[:3])
        return replace(base, problem=f"{these} were handed in together; leave the one that counts")
    try:
        if wholes:
            submission = take_in(wholes[0].path, course)
        else:
            files = {piece.said.file: piece.path for piece in singles}
            submission = take_in_files(singles[0].path.parent, files, course)
    except (Unacceptable, Unreadable) as error:
        return replace(base, problem=f"{error}")
    return replace(base, submission=submission, taken=_explain(submission))


def _explain(submission: Submission) -> str:
    """What was taken from where, in a sentence."""
    folders = {file.path.rpartition("/")[0] or "." for file in submission.files}
    files = [file.path.rpartition("/")[2] for file in submission.files]
    said = f"{', '.join(files)} from {' and '.join(sorted(folders))}"
    return (
        f"{said}; left aside: {', '.join(submission.ignored[:3])}" if submission.ignored else said
    )


def last_attempts(handed_in: Iterable[HandedIn]) -> list[HandedIn]:
    """Of each student the attempt that was handed in last."""
    last: dict[str, HandedIn] = {}
    for one in handed_in:
        before = last.get(one.student.key)
        if before is None or one.attempt >= before.attempt:
            last[one.student.key] = one
    return list(last.values())
