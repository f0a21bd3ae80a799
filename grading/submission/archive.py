"""Reading what a stranger handed in, a folder or an archive, into memory and nowhere else.

No size, count, type or name that an archive declares is believed: every limit is checked on what
is really read, and a name counts only once it is known to lie inside.
"""

from __future__ import annotations

import errno
import gzip
import os
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from grading.errors import Unacceptable, Unreadable
from grading.submission.safe_text import make_name_harmless, name_path

# The longest file of the reference has 12,000 bytes. A file of a megabyte is data or a mistake.
MAX_FILE_BYTES = 1_000_000
# The whole repository with its data and its history is 15 MB.
MAX_ARCHIVE_BYTES = 50_000_000
# A virtual environment that was packed by mistake has 30,000 files.
MAX_MEMBERS = 20_000
# What an archive may become while it is read: text shrinks to a fifth, a bomb to a thousandth.
MAX_UNPACKED_BYTES = 300_000_000
MAX_RATIO, RATIO_COUNTS_FROM = 100, 100_000_000
# Files under a name of the course, all copies of it together.
MAX_KEPT_BYTES = 50_000_000
MAX_DEPTH = 8

TOO_LARGE = f"is larger than {MAX_FILE_BYTES:,} bytes, which no file of this course is"
A_LINK = "is a link; hand in the file itself"

# How .tar.bz2, .tar.xz, .7z, .rar and .zst begin.
_OTHER_ARCHIVES = (b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf'\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")

# Folders that tools make, beside those whose name begins with a dot.
_MADE_BY_TOOLS = frozenset({"__pycache__", "__MACOSX", "node_modules"})


@dataclass(frozen=True)
class Entry:
    """Something that was handed in. path: inside what was handed in.

    content: of a file under a wanted name; empty for all others. problem: why it cannot be
    used, in words that follow its name.
    """

    path: PurePosixPath
    content: bytes = b""
    problem: str = ""


def read_entries(path: Path, wanted: Collection[str]) -> list[Entry]:
    """Everything in the folder or archive `path`, with the content of files named as `wanted`.

    Unacceptable where it is damaged or more than anyone hands in; Unreadable where that says
    nothing about what was handed in.
    """
    try:
        found = _limited(_reader(path, wanted), path)
    except _UNREADABLE as error:
        kind = "" if isinstance(error, OSError) else f"{type(error).__name__}: "
        why = f"{name_path(path)} cannot be read ({kind}{make_name_harmless(str(error))})"
        # A damaged archive names places in itself that do not exist.
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise Unreadable(f"{why}; see that you may read it") from error
        raise Unacceptable(f"{why}; make or copy it again") from error
    copies = Counter(entry.path for entry in found)
    twice = "stands more than once in the archive; which one counts?"
    return [
        f if copies[f.path] == 1 else Entry(f.path, problem=f.problem or twice)
        for f in {f.path: f for f in found}.values()
    ]


# What the standard library raises over an archive that is damaged, or made to do damage.
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    LookupError,
    RecursionError,
    NotImplementedError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
)


def _reader(path: Path, wanted: Collection[str]) -> Iterator[Entry]:
    if path.is_dir():
        return _in_folder(path, PurePosixPath(), wanted)
    if not path.exists():
        raise Unreadable(f"{name_path(path)} does not exist; name the folder with your files")
    if path.is_file():
        if path.stat().st_size > MAX_ARCHIVE_BYTES:
            raise Unacceptable(
                f"{name_path(path)} is larger than {MAX_ARCHIVE_BYTES:,} bytes; pack picograd/ "
                "alone"
            )
        if zipfile.is_zipfile(path):
            return _in_zip(path, wanted)
        with path.open("rb") as file:
            start = file.read(512)
        if start.startswith(b"\x1f\x8b") or start[257:262] == b"ustar":
            return _in_tar(path, wanted)
        if start.startswith(_OTHER_ARCHIVES):
            raise Unacceptable(
                f"{name_path(path)} is packed in another way; pack picograd/ as .zip or .tar.gz"
            )
    raise Unacceptable(
        f"{name_path(path)} is no folder, .zip or .tar.gz; name one that holds picograd/"
    )


def _limited(entries: Iterator[Entry], path: Path) -> list[Entry]:
    found: list[Entry] = []
    kept = 0
    for entry in entries:
        found.append(entry)
        # One that is too large was not kept, but it may have been unpacked.
        kept += MAX_FILE_BYTES if entry.problem == TOO_LARGE else len(entry.content)
        if len(found) > MAX_MEMBERS or kept > MAX_KEPT_BYTES:
            raise Unacceptable(
                f"{name_path(path)} holds far too many files; hand in picograd/ alone"
            )
    return found


def _in_folder(folder: Path, inside: PurePosixPath, wanted: Collection[str]) -> Iterator[Entry]:
    """Links are not followed, and folders made by tools are not looked into."""
    names = sorted(os.listdir(folder))
    if "pyvenv.cfg" in names or len(inside.parts) >= MAX_DEPTH:
        yield Entry(inside, problem="is not looked into")
        return
    for name in names:
        here, there = folder / name, inside / name
        kind = here.lstat().st_mode
        if stat.S_ISDIR(kind):
            if not _made_by_tools(name):
                yield from _in_folder(here, there, wanted)
        elif not stat.S_ISREG(kind):
            yield Entry(there, problem=A_LINK if stat.S_ISLNK(kind) else "is no file")
        elif name in wanted:
            yield replace(_from_disk(here), path=there)
        else:
            yield Entry(there)


def entry_of(name: PurePosixPath, file: Path, wanted: Collection[str]) -> Entry:
    """The single file `file`, handed in under the path `name`; read where that is wanted."""
    return replace(_from_disk(file), path=name) if name.name in wanted else Entry(name)


def _from_disk(file: Path) -> Entry:
    # Neither followed nor waited for, should it have become a link or a pipe by now.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as stream:
            if os.fstat(stream.fileno()).st_size > MAX_FILE_BYTES:
                return Entry(PurePosixPath(), problem=TOO_LARGE)
            return _taken(PurePosixPath(), stream)
    except OSError as error:
        return Entry(PurePosixPath(), problem=f"cannot be read ({error.strerror})")


def _taken(path: PurePosixPath, stream: IO[bytes]) -> Entry:
    content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        return Entry(path, problem=TOO_LARGE)
    return Entry(path, content)


def _in_zip(path: Path, wanted: Collection[str]) -> Iterator[Entry]:
    # Every entry costs `zipfile` memory before it can be counted, so it is counted here.
    if _directory_of(path.read_bytes()).count(b"PK\x01\x02") > MAX_MEMBERS:
        raise Unacceptable(f"{name_path(path)} holds far too many files; pack picograd/ alone")
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            inside = _inside(member.filename.replace("\\", "/"))
            if member.is_dir() or inside is None or "\0" in member.orig_filename:
                if not member.is_dir():
                    yield _outside(member.orig_filename)
            elif _skipped(inside):
                continue
            elif stat.S_ISLNK(member.external_attr >> 16):
                yield Entry(inside, problem=A_LINK)
            elif inside.name in wanted:
                yield _from_zip(archive, member, inside)
            else:
                yield Entry(inside)


def _directory_of(packed: bytes) -> bytes:
    """The part of a zip that describes its members, found as `zipfile` finds it."""
    end = len(packed) - 22
    if not (packed[end : end + 4] == b"PK\x05\x06" and packed.endswith(b"\0\0")):
        end = packed.rfind(b"PK\x05\x06", max(0, len(packed) - 22 - 65_536))
    if end < 0 or packed[end - 20 : end - 16] == b"PK\x06\x07":
        return packed  # its size may stand elsewhere, as in archives of more than four gigabytes
    size = int.from_bytes(packed[end + 12 : end + 16], "little")
    return packed[max(0, end - size) : end]


def _from_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo, inside: PurePosixPath) -> Entry:
    if member.flag_bits & 1:
        return Entry(inside, problem="is encrypted; pack it without a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others may ask for gigabytes before they give the first byte.
        return Entry(inside, problem="is compressed in an unusual way; pack it as usual")
    if member.file_size > MAX_FILE_BYTES:
        return Entry(inside, problem=TOO_LARGE)
    # No more than it declares is read. A damaged one raises: such an archive did not arrive as it
    # was sent.
    with archive.open(member) as stream:
        return _taken(inside, stream)


def _in_tar(path: Path, wanted: Collection[str]) -> Iterator[Entry]:
    with path.open("rb") as packed:
        zipped = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        unpacked: IO[bytes] = gzip.GzipFile(fileobj=packed) if zipped else packed  # type: ignore[assignment]  # it reads like one
        # As a stream: nothing in it can make the reader go back and read again.
        capped = _Capped(unpacked, path)
        with tarfile.open(fileobj=capped, mode="r|", errorlevel=2) as archive:  # type: ignore[call-overload]  # a stream only has to read
            for member in archive:
                if member.size < 0:
                    raise tarfile.ReadError("a file of a negative size")
                inside = _inside(member.name)
                if inside is None:
                    yield _outside(member.name)
                elif member.isdir() or _skipped(inside):
                    continue
                elif member.islnk() or member.issym():
                    yield Entry(inside, problem=A_LINK)
                elif not member.isfile() or member.issparse():
                    yield Entry(inside, problem="is no file")
                elif inside.name in wanted:
                    stream = archive.extractfile(member)
                    assert stream is not None
                    yield _taken(inside, stream)
                else:
                    yield Entry(inside)


class _Capped:
    """Reads from `stream` until that is more than an archive of this size can honestly hold."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        packed = path.stat().st_size
        self._left = min(MAX_UNPACKED_BYTES, max(RATIO_COUNTS_FROM, MAX_RATIO * packed))

    def read(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise Unacceptable(
                f"{name_path(self._path)} unpacks to far more than a submission holds; pack "
                "the folder picograd/ alone"
            )
        return data


def _inside(name: str) -> PurePosixPath | None:
    """The path inside the archive, None for one that leads out of it."""
    path = PurePosixPath(name)
    windows = PureWindowsPath(name)
    if path.is_absolute() or windows.drive or windows.root or ".." in path.parts or not path.parts:
        return None
    return path


def _outside(name: str) -> Entry:
    """Under a path that is inside and that no stage file can have, made of the whole name."""
    return Entry(PurePosixPath(name.replace("/", "\\")), problem="lies outside")


def _skipped(inside: PurePosixPath) -> bool:
    return len(inside.parts) > MAX_DEPTH or any(map(_made_by_tools, inside.parts[:-1]))


def _made_by_tools(name: str) -> bool:
    return name.startswith(".") or name in _MADE_BY_TOOLS
