"""Noticing that a file was saved, by looking at it again and again.

What a file system tells of itself it does not tell on network drives and in virtual machines; the
time of the last change and the size are there everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

# The time of the last change in nanoseconds, and the size in bytes; None where there is no file.
Stamp = tuple[int, int] | None


class Saves:
    """Looks at files, and tells which of them were saved since the last time."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = tuple(files)
        self._told = self._last = _stamps_of(self._files)

    def look(self) -> tuple[Path, ...]:
        """The files that were saved and now rest: two looks in a row saw the same.

        One that is being written, or is gone for the moment of a rename, is told later.
        """
        now = _stamps_of(self._files)
        rests, self._last = now == self._last, now
        if not rests:
            return ()
        saved = tuple(file for file in self._files if now[file] != self._told[file])
        self._told = now
        return saved


def _stamps_of(files: Iterable[Path]) -> Mapping[Path, Stamp]:
    return {file: _stamp_of(file) for file in files}


def _stamp_of(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
