"""The learner's own folder: grading it, putting stubs back, finding the next hint."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grading import state
from grading.course import Course, Stage
from grading.files import Unwritable, write
from grading.grade import Asked, Watcher, grade
from grading.learner import CouldNotGrade
from grading.paths import EXERCISES, PACKAGE, ROOT, STUBS, SUITES, shown
from grading.report import Report
from grading.submission import Submission, Unacceptable, take_in


def own_submission(course: Course) -> Submission:
    """The learner's own files. Unacceptable where the course around `grading` is missing."""
    if not EXERCISES.is_dir() or not SUITES.is_dir():
        raise Unacceptable(
            f"{ROOT} holds no {EXERCISES.name}/ or no {shown(SUITES)}/: picograd was installed "
            "without its course; clone the repository and install it from there with "
            "`pip install -e .`"
        )
    if not any((EXERCISES / PACKAGE / stage.file).is_file() for stage in course.stages):
        first = course.stages[0]
        raise Unacceptable(
            f"{shown(EXERCISES / PACKAGE)} holds none of the course's files; "
            f"`picograd reset {first.id}` puts the first one back"
        )
    return take_in(EXERCISES, course)


def look(
    course: Course,
    stages: tuple[Stage, ...],
    watcher: Watcher,
    *,
    stop_early: bool = False,
    milestones: bool = False,
) -> Report:
    """The report on the learner's own files; milestones that passed before are not run again."""
    submission = own_submission(course)
    keys = {m.id: state.key_of(m, submission, course) for m in course.milestones}
    memory = state.load()
    remembered = [memory.known(m, keys[m.id]) for m in course.milestones]
    report = grade(
        submission,
        course,
        Asked(
            stages=stages,
            pictures=state.pictures(),
            milestones=milestones,
            stop_early=stop_early,
            known=tuple(result for result in remembered if result is not None),
        ),
        watcher,
    )
    results = [entry.result for entry in report.milestones]
    for result in results:
        if result is not None and result.passed and not result.remembered:
            memory = memory.with_milestone(keys[result.id], result)
    state.save(memory)
    return report


@dataclass(frozen=True)
class PutBack:
    """file: the stage's file. kept: where the old one is now, None if there was none to keep."""

    file: Path
    kept: Path | None


def put_back(stage: Stage) -> PutBack | None:
    """Put the stub of `stage` back; None if it stands there already.

    What was there is kept beside it under a name that nothing had before. Unwritable where
    the folder cannot be written, CouldNotGrade where the stub is missing.
    """
    stub, file = STUBS / stage.file, EXERCISES / PACKAGE / stage.file
    if not stub.is_file():
        raise CouldNotGrade(f"{shown(stub)} is missing; put it back from the repository")
    fresh = stub.read_bytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_bytes() if file.exists() else None
        if old == fresh:
            return None
        kept = None if old is None else _kept(file, old)
    except OSError as error:
        raise Unwritable(f"{shown(file)} cannot be put back ({error.strerror})") from error
    write(file, fresh)
    return PutBack(file, kept)


def _kept(file: Path, content: bytes) -> Path:
    """Write `content` beside `file` under the first free name: value.mine.py, value.mine-2.py.

    Neither pytest nor the grader takes such a name for a stage file.
    """
    number = 1
    while True:
        name = f"{file.stem}.mine.py" if number == 1 else f"{file.stem}.mine-{number}.py"
        try:
            # Mode x: a name that is taken is never written over, whoever took it meanwhile.
            with file.with_name(name).open("xb") as stream:
                stream.write(content)
                os.fsync(stream.fileno())
            return file.with_name(name)
        except FileExistsError:
            number += 1
