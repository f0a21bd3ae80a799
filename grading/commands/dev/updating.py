"""Writing the derived files, without losing what a learner wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.commands.dev.derived import Derived, find_stale, read_or_empty
from grading.companion.restore_stub import restore_stub
from grading.course.manifest import Course
from grading.files import write
from grading.paths import STUBS


@dataclass(frozen=True)
class Written:
    """path: the file. kept: where the learner's version of it is now, None if it was none."""

    path: Path
    kept: Path | None = None


def update_files(course: Course) -> Iterator[Written]:
    """Write every derived file that is not current.

    An exercise that is not the stub of a moment ago is taken for someone's work, and kept
    beside the new one as `picograd reset` keeps it.
    """
    stale = find_stale(course)
    own = {file.path for file in stale if _is_own_work(file)}
    for file in stale:
        if file.exercise is not None and file.path in own:
            yield Written(file.path, restore_stub(file.exercise).kept)
        else:
            write(file.path, file.content)
            yield Written(file.path)


def _is_own_work(file: Derived) -> bool:
    if file.exercise is None or not file.path.exists():
        return False
    return read_or_empty(file.path) != read_or_empty(STUBS / file.exercise.file)
