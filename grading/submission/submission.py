"""What was handed in: the course's own files, taken into memory and nothing else."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grading.course.manifest import Course
from grading.errors import Unacceptable
from grading.paths import EXERCISES, PACKAGE, SOLUTIONS, display_path
from grading.submission.archive import Entry, entry_of, read_entries
from grading.submission.safe_text import make_name_harmless, name_path

MOST_NAMED = 30  # of the files that are ignored

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
NOT_UTF_8 = "is saved as UTF-16; save it as UTF-8"
# What browsers, editors and systems put behind a name, and before the ending.
_ADDED = re.compile(r"( ?\(\d+\)|[ _-]+(copy|kopie|copie|copia|final|new|v?\d+))+$")
_ENDING = re.compile(r"(\.py|\.txt)+$")
_PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t][^\n]*", re.MULTILINE)


@dataclass(frozen=True)
class SubmittedFile:
    """One stage file: its stage, the path a person knows it by, and its bytes.

    problem: why it cannot be used (a link, far too large: its content is empty then; not UTF-8),
    in words that follow its path. Importing such a file fails with these words.
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

    @property
    def sha256(self) -> str:
        """Of all that is graded: the same for two submissions that are graded alike."""
        parts = (f"{file.stage}:{file.sha256}:{file.problem}\n" for file in self.files)
        return hashlib.sha256("".join(parts).encode()).hexdigest()


def take_in(path: Path, course: Course) -> Submission:
    """The submission at `path`: a folder or an archive that holds `picograd/`, however deep, or
    the stage files themselves.

    Unacceptable if it is none of these, is damaged, or holds no stage file at all; Unreadable if
    it is not there or may not be read.
    """
    found = read_entries(path, _wanted(course))
    return _submission_of(name_path(path), display_path(path), found, course)


def take_in_files(path: Path, files: Mapping[str, Path], course: Course) -> Submission:
    """The submission of single files, each by the name that whoever handed it in had given it.

    path: where they lie, under names that a learning system gave them. Raises as `take_in` does.
    """
    entries = [entry_of(PurePosixPath(name), files[name], _wanted(course)) for name in files]
    return _submission_of(name_path(path), display_path(path), entries, course)


def _wanted(course: Course) -> frozenset[str]:
    return frozenset({"__init__.py", *(stage.file for stage in course.stages)})


def _submission_of(here: str, shown: str, found: Sequence[Entry], course: Course) -> Submission:
    """here, shown: what was handed in, as a sentence and as a path names it."""
    stages = {stage.file: stage.id for stage in course.stages}
    home = _home(here, found, stages)
    name = make_name_harmless(shown.replace("\\", "/"))
    files = {
        stages[f.path.name]: SubmittedFile(
            stages[f.path.name],
            _joined(name, f.path),
            f.content,
            f.problem or (NOT_UTF_8 if f.content.startswith(_UTF_16) else ""),
        )
        for f in found
        if f.path.parent == home and f.path.name in stages
    }
    others = [f for f in found if not (f.path.parent == home and f.path.name in stages)]
    absent = [file for file, stage in stages.items() if stage not in files]
    users = _users_of_modules(files)
    others = [_explained(f, absent, users) if f.path.parent == home else f for f in others]
    return Submission(
        path=name,
        files=tuple(files[stage.id] for stage in course.stages if stage.id in files),
        missing=tuple(stage.id for stage in course.stages if stage.id not in files),
        ignored=_ignored([f for f in others if not _expected(f, home)]),
    )


def _explained(entry: Entry, absent: Collection[str], users: Mapping[str, str]) -> Entry:
    """`entry`, beside the stage files, with what to do about it where it seems to be meant.

    absent: the stage files that were not handed in. users: as `_users_of_modules` has them.
    """
    meant = _meant(entry.path.name, absent)
    if meant:
        return replace(entry, problem=f"rename it to {meant} to have it graded")
    user = users.get(_ENDING.sub("", entry.path.name)) if _ENDING.search(entry.path.name) else None
    if user:
        said = f"a stage is one file: move what {user} needs of it into {user}"
        return replace(entry, problem=said)
    return entry


def _meant(name: str, files: Collection[str]) -> str:
    """Which of `files` was meant by a name that is not quite the same; empty for none."""
    stem, endings = _ENDING.subn("", name.casefold())
    file = f"{_ADDED.sub('', stem)}.py"
    return file if endings and name != file and file in files else ""


def _users_of_modules(files: Mapping[str, SubmittedFile]) -> dict[str, str]:
    """For each word in an import statement, the first file of the course that it stands in.

    Without those that name a stage, the package, or a module of Python's.
    """
    users: dict[str, str] = {}
    for stage, file in files.items():
        for line in _IMPORT.findall(file.content):
            for word in re.findall(rb"\w+", line):
                users.setdefault(word.decode("ascii", errors="replace"), f"{stage}.py")
    others = {*files, PACKAGE, *sys.stdlib_module_names}
    return {word: user for word, user in users.items() if word not in others}


def _home(here: str, found: Iterable[Entry], stages: Iterable[str]) -> PurePosixPath:
    """The folder that holds the stage files: `picograd/`, or else the one that has any."""
    names = set(stages)
    folders = {f.path.parent for f in found if f.path.name in names}
    packages = [f for f in folders if f.name.casefold() == PACKAGE]
    # In a copy of the whole repository, the learner's own are those in exercises/.
    likely = (
        [f for f in packages if f.parent.name == EXERCISES.name],
        [f for f in packages if f.parent.name != SOLUTIONS.name],
        packages,
        list(folders),
    )
    for candidates in likely:
        depth = min((len(f.parts) for f in candidates), default=0)
        nearest = sorted(f for f in candidates if len(f.parts) == depth)
        if len(nearest) > 1:
            these = " and ".join(make_name_harmless(str(f)) for f in nearest[:3])
            raise Unacceptable(f"{here} holds {these}; name the one that counts")
        if nearest:
            return nearest[0]
    for entry in sorted(found, key=lambda f: (len(f.path.parts), f.path)):
        name = make_name_harmless(entry.path.as_posix())
        if meant := _meant(entry.path.name, names):
            raise Unacceptable(f"{here} holds {name}; rename it to {meant} to have it graded")
        if entry.path.suffix.casefold() in _PACKED:
            raise Unacceptable(f"{here} holds {name}, an archive within; unpack it and name that")
    raise Unacceptable(
        f"{here} holds none of the course's files; name the folder that holds {PACKAGE}/"
    )


def _joined(path: str, inside: PurePosixPath) -> str:
    return (PurePosixPath(path) / make_name_harmless(inside.as_posix())).as_posix()


def _expected(entry: Entry, home: PurePosixPath) -> bool:
    """Whether it is the package's `__init__.py` as the course ships it, which says nothing."""
    if entry.path != home / "__init__.py" or entry.problem:
        return False
    ours = [folder / PACKAGE / "__init__.py" for folder in (EXERCISES, SOLUTIONS)]
    shipped = [file.read_bytes() for file in ours if file.is_file()]
    return not entry.content.strip() or entry.content in shipped


def _ignored(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Their names, those with a reason and then those that lie nearest first."""
    ordered = sorted(entries, key=lambda f: (not f.problem, len(f.path.parts), f.path))
    named = [
        make_name_harmless(f.path.as_posix()) + (f" ({f.problem})" if f.problem else "")
        for f in ordered[:MOST_NAMED]
    ]
    more = len(ordered) - len(named)
    return (*named, f"and {more:,} more") if more else tuple(named)
