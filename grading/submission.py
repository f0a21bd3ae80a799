"""What was handed in: the course's own files, taken into memory and nothing else."""

from __future__ import annotations

import hashlib
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grading.course import Course
from grading.paths import PACKAGE, shown

MAX_FILE_BYTES = 1_000_000
MAX_MEMBERS = 10_000


class Unacceptable(Exception):
    """The submission cannot be graded; the message says why and what to do."""


@dataclass(frozen=True)
class HandedIn:
    """One stage file: its stage, the path a person knows it by, and its bytes."""

    stage: str
    path: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Submission:
    """path: what was named. files: the stage files found, in the order of the course.

    missing: stages without a file, which count as unwritten. ignored: the paths of files
    that are not the course's.
    """

    path: str
    files: tuple[HandedIn, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]


def take_in(path: Path, course: Course) -> Submission:
    """The submission at `path`: a folder that holds `picograd/`, that folder, or an archive.

    Unacceptable if it is none of these, cannot be read, or holds no stage file at all.
    """
    try:
        found = dict(_files(path))
    except _UNREADABLE as error:
        raise Unacceptable(
            f"{path} cannot be read ({type(error).__name__}: {error}); make or copy it again"
        ) from error
    return _sorted_out(shown(path), found, course)


# What the standard library raises over a folder or archive that is damaged, locked or encrypted.
_UNREADABLE = (
    OSError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
)


def _files(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    if path.is_dir():
        return _in_folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _in_zip(path)
    if path.is_file() and tarfile.is_tarfile(path):
        return _in_tar(path)
    if path.exists():
        raise Unacceptable(f"{path} is no folder, .zip or .tar.gz; name one that holds {PACKAGE}/")
    raise Unacceptable(f"{path} does not exist; name the folder that holds {PACKAGE}/")


def _sorted_out(path: str, found: dict[PurePosixPath, bytes], course: Course) -> Submission:
    """Only `picograd/<stage>.py`, or `<stage>.py` where the folder itself was named."""
    wanted = {stage.file: stage.id for stage in course.stages}
    folders = sorted({p.parent for p in found if p.name in wanted}, key=lambda p: len(p.parts))
    named = [folder for folder in folders if folder.name == PACKAGE]
    home = next(iter(named), next((f for f in folders if f == PurePosixPath(".")), None))
    if home is None:
        raise Unacceptable(
            f"{path} holds none of the course's files; name the folder that holds {PACKAGE}/"
        )
    files = {
        wanted[p.name]: HandedIn(wanted[p.name], _joined(path, p), content)
        for p, content in found.items()
        if p.parent == home and p.name in wanted
    }
    taken = {home / stage.file for stage in course.stages}
    boring = {home / "__init__.py"}
    return Submission(
        path=path,
        files=tuple(files[stage.id] for stage in course.stages if stage.id in files),
        missing=tuple(stage.id for stage in course.stages if stage.id not in files),
        ignored=tuple(
            str(p)
            for p in sorted(found)
            if p not in taken | boring and "__pycache__" not in p.parts
        ),
    )


def _joined(path: str, inside: PurePosixPath) -> str:
    return (PurePosixPath(path.replace("\\", "/")) / inside).as_posix()


def _in_folder(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of the package, and the names of the others one level around it."""
    around = [folder, folder / PACKAGE] if (folder / PACKAGE).is_dir() else [folder]
    for place in around:
        for file in sorted(place.iterdir()):
            if file.is_file():
                inside = PurePosixPath(file.relative_to(folder).as_posix())
                yield inside, _content(file) if file.suffix == ".py" else b""


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _in_zip(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist()[:MAX_MEMBERS]:
            if not member.is_dir():
                with archive.open(member) as stream:
                    yield PurePosixPath(member.filename), stream.read(MAX_FILE_BYTES + 1)


def _in_tar(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    with tarfile.open(path) as archive:
        for number, member in enumerate(archive):
            if number >= MAX_MEMBERS:
                return
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield PurePosixPath(member.name), stream.read(MAX_FILE_BYTES + 1)
