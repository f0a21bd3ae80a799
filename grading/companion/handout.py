"""The release of a handout, and a newer one in its place with the student's files untouched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grading.errors import Unacceptable, Unwritable
from grading.paths import PACKAGE
from grading.submission.safe_text import name_path

# Says what release a handout is, and which files are its own.
NAME = "handout.json"
_YOURS = f"exercises/{PACKAGE}/"


@dataclass(frozen=True)
class Release:
    """files: the SHA-256 of each file of the handout, by its path."""

    name: str
    stages: tuple[str, ...]
    files: Mapping[str, str] = field(hash=False)

    def text(self) -> str:
        """As it stands in the handout."""
        data = {"release": self.name, "stages": self.stages, "files": dict(self.files)}
        return json.dumps(data, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Updated:
    """What an update came to. kept: the student's files. changed: those with another stub now."""

    before: str
    release: str
    kept: tuple[str, ...]
    changed: tuple[str, ...]


def files_in(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in `folder`, by its path, without what tools put there."""
    found = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        if file.is_file() and ".git" not in path.parts and "__pycache__" not in path.parts:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            found[path.as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def read_release(folder: Path) -> Release:
    """The release that `folder` is. Unacceptable where it is no handout."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Release(data["release"], tuple(data["stages"]), data["files"])
    except FileNotFoundError as error:
        raise Unacceptable(
            f"{name_path(folder)} is no handout: it has no {NAME}; name the folder or the zip that "
            "your course gave out"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unacceptable(f"{name_path(folder / NAME)} is damaged; get it again") from error


def update(root: Path, newer: Path) -> Updated:
    """Replace everything of the handout in `root` but the student's files by the one at `newer`.

    newer: a folder or a zip. What the student wrote, and files that are no handout's, stay as they
    are; a stub that nobody wrote in becomes the new one. Broken off, it can be done again.
    """
    old = read_release(root)
    with tempfile.TemporaryDirectory(prefix="picograd-update-") as unpacked:
        source = _unpack(newer, Path(unpacked))
        new = read_release(source)
        damaged = [p for p, sha in new.files.items() if files_at(source, p) != sha]
        if damaged:
            raise Unacceptable(f"{name_path(newer)} is not whole: {damaged[0]} is; get it again")
        kept, changed = [], []
        try:
            for path in new.files:
                now = files_at(root, path)
                if path.startswith(_YOURS) and now is not None and now != old.files.get(path):
                    kept.append(path)
                    if new.files[path] != old.files.get(path):
                        changed.append(path)
                elif now != new.files[path]:
                    _replace(source / path, root / path)
            for path in old.files.keys() - new.files.keys():
                if files_at(root, path) == old.files[path]:
                    (root / path).unlink(missing_ok=True)
            _replace(source / NAME, root / NAME)
        except OSError as error:
            raise Unwritable(
                f"{name_path(root)} could not be updated whole ({error}); do it again"
            ) from error
    return Updated(old.name, new.name, tuple(kept), tuple(changed))


def files_at(folder: Path, path: str) -> str | None:
    """The SHA-256 of one file, None where there is none."""
    try:
        content = (folder / path).read_bytes()
    except OSError:
        return None
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _unpack(newer: Path, into: Path) -> Path:
    """The folder that holds `NAME`: `newer`, or what is packed in it."""
    if newer.is_dir():
        return newer
    if not newer.is_file() or not zipfile.is_zipfile(newer):
        raise Unacceptable(f"{name_path(newer)} is no folder and no zip; name the newer handout")
    try:
        with zipfile.ZipFile(newer) as archive:
            archive.extractall(into)  # leads nowhere outside: zipfile sees to it
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise Unacceptable(
            f"{name_path(newer)} cannot be unpacked ({error}); get it again"
        ) from error
    found = sorted(into.rglob(NAME), key=lambda file: len(file.parts))
    if not found:
        raise Unacceptable(f"{name_path(newer)} holds no handout: there is no {NAME} in it")
    return found[0].parent


def _replace(there: Path, here: Path) -> None:
    """The file whole, or as it was."""
    here.parent.mkdir(parents=True, exist_ok=True)
    beside = here.with_name(f".{here.name}.new")
    shutil.copy(there, beside)
    os.replace(beside, here)
