"""What was handed in: the course's own files, taken into memory and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grading.course.manifest import Course
from grading.errors import Unacceptable
from grading.paths import EXERCISES, PACKAGE, SOLUTIONS, display_path
from grading.submission.archive import Entry, read_entries
from grading.submission.safe_text import make_name_harmless

MOST_NAMED = 30  # of the files that are ignored


@dataclass(frozen=True)
class SubmittedFile:
    """One stage file: its stage, the path a person knows it by, and its bytes.

    problem: why it cannot be used (a link, far too large), in words that follow its path; its
    content is empty then. Importing such a file fails with these words.
    """

    stage: str
    path: str
    content: bytes
    problem: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Submission:
    """path: what was named. files: the stage files found, in the order of the course.

    missing: stages without a file, which count as unwritten. ignored: what else was handed in
    and has no effect, by its path, with the reason where there is more to say.
    """

    path: str
    files: tuple[SubmittedFile, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]


def take_in(path: Path, course: Course) -> Submission:
    """The submission at `path`: a folder or an archive that holds `picograd/`, however deep, or
    the stage files themselves.

    Unacceptable if it is none of these, cannot be read, or holds no stage file at all.
    """
    stages = {stage.file: stage.id for stage in course.stages}
    found = read_entries(path, {*stages, "__init__.py"})
    home = _home(path, found, stages)
    name = display_path(path)
    files = {
        stages[f.path.name]: SubmittedFile(
            stages[f.path.name], _joined(name, f.path), f.content, f.problem
        )
        for f in found
        if f.path.parent == home and f.path.name in stages
    }
    others = [f for f in found if not (f.path.parent == home and f.path.name in stages)]
    return Submission(
        path=name,
        files=tuple(files[stage.id] for stage in course.stages if stage.id in files),
        missing=tuple(stage.id for stage in course.stages if stage.id not in files),
        ignored=_ignored([f for f in others if not _expected(f, home)]),
    )


def _home(path: Path, found: Iterable[Entry], stages: Iterable[str]) -> PurePosixPath:
    """The folder that holds the stage files: `picograd/`, or else the one that has any."""
    names = set(stages)
    folders = {f.path.parent for f in found if f.path.name in names}
    # In a copy of the whole repository, the learner's own are those in exercises/.
    likely = (
        [f for f in folders if f.name == PACKAGE and f.parent.name == EXERCISES.name],
        [f for f in folders if f.name == PACKAGE and f.parent.name != SOLUTIONS.name],
        [f for f in folders if f.name == PACKAGE],
        list(folders),
    )
    for candidates in likely:
        depth = min((len(f.parts) for f in candidates), default=0)
        nearest = sorted(f for f in candidates if len(f.parts) == depth)
        if len(nearest) > 1:
            these = " and ".join(make_name_harmless(str(f)) for f in nearest[:3])
            raise Unacceptable(f"{path} holds {these}; name the one that counts")
        if nearest:
            return nearest[0]
    raise Unacceptable(
        f"{path} holds none of the course's files; name the folder that holds {PACKAGE}/"
    )


def _joined(path: str, inside: PurePosixPath) -> str:
    return (
        PurePosixPath(path.replace("\\", "/")) / make_name_harmless(inside.as_posix())
    ).as_posix()


def _expected(entry: Entry, home: PurePosixPath) -> bool:
    """Whether it is the package's `__init__.py` as the course ships it, which says nothing."""
    if entry.path != home / "__init__.py" or entry.problem:
        return False
    ours = [folder / PACKAGE / "__init__.py" for folder in (EXERCISES, SOLUTIONS)]
    shipped = [file.read_bytes() for file in ours if file.is_file()]
    return not entry.content.strip() or entry.content in shipped


def _ignored(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Their names, those that lie nearest first."""
    ordered = sorted(entries, key=lambda f: (len(f.path.parts), f.path))
    named = [
        make_name_harmless(f.path.as_posix()) + (f" ({f.problem})" if f.problem else "")
        for f in ordered[:MOST_NAMED]
    ]
    more = len(ordered) - len(named)
    return (*named, f"and {more:,} more") if more else tuple(named)
