"""What a learner may read of the course beside their own files: the suites and the reference."""

from __future__ import annotations

from grading.checks.verdict import Verdict
from grading.course.manifest import Stage
from grading.errors import Unacceptable
from grading.paths import PACKAGE, SOLUTIONS, SUITES, display_path
from grading.report.fault_location import line_of


def read_suite(stage: Stage) -> str:
    """The text of the stage's suite, empty where it cannot be read."""
    try:
        return (SUITES / f"test_{stage.id}.py").read_text(encoding="utf-8")
    except OSError:
        return ""


def locate_check(verdict: Verdict | None) -> str:
    """Where the check of `verdict` can be read, empty if unknown."""
    if verdict is None:
        return ""
    suite = SUITES / f"test_{verdict.stage}.py"
    found = line_of(suite.read_text(encoding="utf-8"), verdict.check)
    return f"{display_path(suite)}, line {found}" if found else display_path(suite)


def read_solution(stage: Stage) -> str:
    """The reference's source. Unacceptable where this course comes without it."""
    file = SOLUTIONS / PACKAGE / stage.file
    if not file.is_file():
        raise Unacceptable(
            f"{display_path(file)} does not exist: this course comes without solutions"
        )
    return file.read_text(encoding="utf-8")
