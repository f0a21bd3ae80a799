"""The folder that Gradescope grades with."""

from __future__ import annotations

from pathlib import Path

from grading.commands.export.repository_copy import copy_grader, unwritable, write_script
from grading.course.manifest import load_course
from grading.paths import ROOT
from grading.report.formats.registry import FORMATS

SCRIPTS = ("setup.sh", "run_autograder")
GUIDE = "GRADESCOPE.md"
_HERE = Path(__file__).parent


def export_gradescope(folder: Path, root: Path = ROOT) -> None:
    """Put everything that Gradescope needs to grade into the new folder `folder`.

    root: the repository. Raises as `copy_grader` does.
    """
    copy_grader(folder, root)
    course = load_course(root / "grading" / "course" / "course.toml")
    total = sum(s.points for s in course.stages) + sum(m.points for m in course.milestones)
    guide = (_HERE / GUIDE).read_text(encoding="utf-8").replace("{points}", str(total))
    refusal = FORMATS["gradescope"].render_refusal("the autograder did not start")
    try:
        (folder / "could_not_grade.json").write_bytes(refusal)
        (folder / GUIDE).write_bytes(guide.encode())
        for name in SCRIPTS:
            write_script(folder / name, (_HERE / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise unwritable(folder, error) from error
