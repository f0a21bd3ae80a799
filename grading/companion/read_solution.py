"""What a learner may read of the course beside their own files: the reference."""

from __future__ import annotations

from grading.course.manifest import Stage
from grading.errors import Unacceptable
from grading.paths import PACKAGE, SOLUTIONS, display_path


def read_solution(stage: Stage) -> str:
    """The reference's source. Unacceptable where this course comes without it."""
    file = SOLUTIONS / PACKAGE / stage.file
    if not file.is_file():
        raise Unacceptable(
            f"{display_path(file)} does not exist: this course comes without solutions"
        )
    return file.read_text(encoding="utf-8")
