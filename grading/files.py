"""Writing a file whole or not at all, and folders to write to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from grading.errors import Unwritable


def ensure_writable(path: Path) -> None:
    """Unwritable unless `write` would succeed at `path`, as far as it can be known now."""
    if path.is_dir():
        raise Unwritable(f"{path} is a folder; name a file to write to")
    if _is_special(path):
        return
    beside = _beside(path)
    try:
        beside.touch()
        beside.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def make_folder(path: Path) -> None:
    """A folder at `path`, if there is none yet. Unwritable where no file can be put into it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unwritable(f"{path} cannot be written to ({why}); name another folder") from error


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path`: a reader sees the old file or the new one, never a half.

    Unwritable where that fails.
    """
    try:
        if _is_special(path):
            path.write_bytes(content)
            return
        beside = _beside(path)
        try:
            beside.write_bytes(content)
            os.replace(beside, path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _beside(path: Path) -> Path:
    """In the same folder, so that replacing is one step. Made by `open`: it keeps the umask."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _is_special(path: Path) -> bool:
    """A device or a pipe, which must be written to and never replaced."""
    return path.exists() and not path.is_file()


def _unwritable(path: Path, error: OSError) -> Unwritable:
    why = error.strerror or type(error).__name__
    return Unwritable(f"{path} cannot be written ({why}); name a file in a folder that can be")
