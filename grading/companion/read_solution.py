"""What a learner may read of the course beside their own files: the reference."""

from __future__ import annotations

import ast

from grading.course.manifest import Stage
from grading.errors import Unacceptable
from grading.paths import PACKAGE, SOLUTIONS, display_path

ONE_PAGE = "one_page.py"


def read_solution(stage: Stage) -> str:
    """The reference's source without its lesson, which the learner's file has, too.

    Unacceptable where this course comes without it.
    """
    file = SOLUTIONS / PACKAGE / stage.file
    if not file.is_file():
        raise Unacceptable(
            f"{display_path(file)} does not exist: this course comes without solutions"
        )
    return _without_lesson(file.read_text(encoding="utf-8"))


def read_one_page() -> str:
    """The whole course, condensed. Unacceptable where this course comes without it."""
    file = SOLUTIONS / ONE_PAGE
    if not file.is_file():
        raise Unacceptable(
            f"{display_path(file)} does not exist: this course comes without solutions"
        )
    return file.read_text(encoding="utf-8")


def _without_lesson(source: str) -> str:
    """`source` from the first line after the docstring of the module."""
    lesson = ast.parse(source).body[0]
    if not (isinstance(lesson, ast.Expr) and isinstance(lesson.value, ast.Constant)):
        return source
    return "".join(source.splitlines(keepends=True)[lesson.end_lineno :]).lstrip("\n")
