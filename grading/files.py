"""Writing a file whole or not at all, folders to write to, and those that no one owns any more."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from grading.errors import Unwritable

if sys.platform != "win32":
    import fcntl

# In a temporary folder: locked as long as its owner lives.
_OWNED = ".owned"


class OwnFolder:
    """An empty temporary folder, until `remove` or the end of the `with` block.

    name: its path. Those of processes that were killed are removed when the first one is made.
    """

    def __init__(self, prefix: str = "picograd-") -> None:
        remove_orphaned()
        self.name = tempfile.mkdtemp(prefix=prefix)
        self._lock = -1
        if sys.platform != "win32":
            # Locked before it is there under its name, so that no one finds it unlocked.
            beside = os.path.join(self.name, f"{_OWNED}.new")
            self._lock = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            os.rename(beside, os.path.join(self.name, _OWNED))

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *error: object) -> None:
        self.remove()

    def remove(self) -> None:
        _remove(self.name)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


@functools.cache
def remove_orphaned() -> None:
    """Remove this user's temporary folders of owners that were killed; once in a process."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        for name in os.listdir(tempfile.gettempdir()):
            if name.startswith("picograd-"):
                _remove_if_orphaned(os.path.join(tempfile.gettempdir(), name))


if sys.platform != "win32":

    def _remove_if_orphaned(folder: str) -> None:
        with contextlib.suppress(OSError):
            found = os.lstat(folder)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                return
            lock = os.open(os.path.join(folder, _OWNED), os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError while its owner lives
                _remove(folder)
            finally:
                os.close(lock)


def _remove(folder: str) -> None:
    """As far as it can be removed."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders within folders, thousands of them
        subprocess.run(["rm", "-rf", "--", folder], check=False)


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
