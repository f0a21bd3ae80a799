"""The folder that Gradescope grades with."""

from __future__ import annotations

import shutil
from pathlib import Path

from grading.course.manifest import load_course
from grading.errors import Unacceptable, Unwritable
from grading.paths import ROOT, SOLUTIONS
from grading.report.formats.registry import FORMATS

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

SCRIPTS = ("setup.sh", "run_autograder")
GUIDE = "GRADESCOPE.md"
_HERE = Path(__file__).parent


def export_gradescope(folder: Path, root: Path = ROOT) -> None:
    """Put everything that Gradescope needs to grade into the new folder `folder`.

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
        _fill(folder, root)
    except OSError as error:
        raise Unwritable(f"{folder} cannot be written ({error}); name another folder") from error


def _fill(folder: Path, root: Path) -> None:
    for part in PARTS:
        there, here = root / part, folder / part
        here.parent.mkdir(parents=True, exist_ok=True)
        if there.is_dir():
            shutil.copytree(there, here, ignore=_LEFT_OUT)
        else:
            shutil.copy(there, here)
    course = load_course(root / "grading" / "course" / "course.toml")
    total = sum(s.points for s in course.stages) + sum(m.points for m in course.milestones)
    refusal = FORMATS["gradescope"].render_refusal("the autograder did not start")
    (folder / "could_not_grade.json").write_bytes(refusal)
    guide = (_HERE / GUIDE).read_text(encoding="utf-8").replace("{points}", str(total))
    _write_with_unix_ends(folder / GUIDE, guide)
    for name in SCRIPTS:
        _write_with_unix_ends(folder / name, (_HERE / name).read_text(encoding="utf-8"))
        (folder / name).chmod(0o755)


def _write_with_unix_ends(file: Path, text: str) -> None:
    """On Windows, text would end its lines in a way that bash does not read."""
    file.write_bytes(text.encode("utf-8"))
