"""The repository, as another machine grades with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from grading.errors import Unacceptable, Unwritable
from grading.paths import ROOT, SOLUTIONS

# What grading needs of the repository, its data among it.
PARTS = (
    "grading",
    "tests/__init__.py",
    "tests/stages",
    "solutions",
    "exercises",
    "conftest.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.mine*.py", "*.egg-info", ".*")


def copy_grader(folder: Path, root: Path = ROOT) -> None:
    """Put everything that grading needs into the new folder `folder`.

    root: the repository. Unwritable if the folder is not empty or cannot be written,
    Unacceptable if the repository is not whole.
    """
    missing = [part for part in PARTS if not (root / part).exists()]
    if missing:
        raise Unacceptable(
            f"{root} holds no {missing[0]}; export from a clone of the repository, with "
            f"{SOLUTIONS.name}/"
        )
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Unwritable(f"{folder} is not an empty folder; name one that does not exist yet")
    if any(folder.resolve().is_relative_to((root / part).resolve()) for part in PARTS):
        raise Unwritable(f"{folder} lies in what is exported; name a folder outside {root}")
    try:
        for part in PARTS:
            there, here = root / part, folder / part
            here.parent.mkdir(parents=True, exist_ok=True)
            if there.is_dir():
                shutil.copytree(there, here, ignore=_LEFT_OUT)
            else:
                shutil.copy(there, here)
    except OSError as error:
        raise unwritable(folder, error) from error


def write_script(file: Path, text: str) -> None:
    """A script that can be run. On Windows, text would end its lines as no bash reads them."""
    file.write_bytes(text.encode("utf-8"))
    file.chmod(0o755)


def unwritable(folder: Path, error: OSError) -> Unwritable:
    """The sentence for a folder that cannot be written."""
    return Unwritable(f"{folder} cannot be written ({error}); name another folder")
