"""The learner's own folder and what belongs to it: looking at it, putting a stub back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grading.checks.verdict import Verdict
from grading.companion import memory as state
from grading.course.manifest import Course, Stage
from grading.course.names import milestone_named
from grading.errors import CouldNotGrade, Unacceptable, Unwritable
from grading.files import ensure_writable, write
from grading.grade import GradingRequest, Watcher, grade
from grading.milestones.base import MilestoneResult
from grading.paths import EXERCISES, PACKAGE, ROOT, SOLUTIONS, STUBS, SUITES, display_path
from grading.report.fault_location import line_of
from grading.report.report import Report
from grading.submission.submission import Submission, take_in


def own_submission(course: Course) -> Submission:
    """The learner's own files. Unacceptable where the course around `grading` is missing."""
    if not EXERCISES.is_dir() or not SUITES.is_dir():
        raise Unacceptable(
            f"{ROOT} holds no {EXERCISES.name}/ or no {display_path(SUITES)}/: picograd was "
            "installed without its course; clone the repository and install it from there with "
            "`pip install -e .`"
        )
    if not any((EXERCISES / PACKAGE / stage.file).is_file() for stage in course.stages):
        first = course.stages[0]
        raise Unacceptable(
            f"{display_path(EXERCISES / PACKAGE)} holds none of the course's files; "
            f"`picograd reset {first.id}` puts the first one back"
        )
    return take_in(EXERCISES, course)


def grade_own(
    course: Course,
    stages: tuple[Stage, ...],
    watcher: Watcher,
    *,
    stop_early: bool = False,
    milestones: bool = False,
) -> Report:
    """The report on the learner's own files; milestones that passed before are not run again."""
    submission = own_submission(course)
    memory = state.load_memory()
    remembered = [memory.known(m, state.key_of(m, submission, course)) for m in course.milestones]
    report = grade(
        submission,
        course,
        GradingRequest(
            stages=stages,
            pictures=state.pictures_folder() if milestones else None,
            milestones=milestones,
            stop_early=stop_early,
            known=tuple(result for result in remembered if result is not None),
        ),
        watcher,
    )
    remember_results(course, submission, [entry.result for entry in report.milestones])
    return report


def remember_results(
    course: Course, submission: Submission, results: Iterable[MilestoneResult | None]
) -> None:
    """Remember the milestones that passed, for as long as the files stay as they are."""
    memory = before = state.load_memory()
    for result in results:
        if result is not None and result.passed and not result.remembered:
            milestone = milestone_named(course, result.id)
            memory = memory.with_milestone(state.key_of(milestone, submission, course), result)
    if memory != before:
        state.save_memory(memory)


def suite_of(stage: Stage) -> str:
    """The text of the stage's suite, empty where it cannot be read."""
    try:
        return (SUITES / f"test_{stage.id}.py").read_text(encoding="utf-8")
    except OSError:
        return ""


def place_of(verdict: Verdict | None) -> str:
    """Where the check of `verdict` can be read, empty if unknown."""
    if verdict is None:
        return ""
    suite = SUITES / f"test_{verdict.stage}.py"
    found = line_of(suite.read_text(encoding="utf-8"), verdict.check)
    return f"{display_path(suite)}, line {found}" if found else display_path(suite)


def solution_of(stage: Stage) -> str:
    """The reference's source. Unacceptable where this course comes without it."""
    file = SOLUTIONS / PACKAGE / stage.file
    if not file.is_file():
        raise Unacceptable(
            f"{display_path(file)} does not exist: this course comes without solutions"
        )
    return file.read_text(encoding="utf-8")


def targets(json_path: str | None, junit_path: str | None) -> dict[str, Path]:
    """The files to write, by form, known to be writable. Unwritable if one is not."""
    named = {"json": json_path, "junit": junit_path}
    found = {form: Path(path) for form, path in named.items() if path not in (None, "-")}
    if junit_path == "-":
        raise Unwritable("--junit needs the name of a file; only --json can be '-'")
    if len({path.absolute() for path in found.values()}) < len(found):
        raise Unwritable(f"--json and --junit both name {json_path}; name two files")
    for path in found.values():
        ensure_writable(path)
    return found


@dataclass(frozen=True)
class PutBack:
    """file: the stage's file. kept: where the old one is now, None if nothing was to be kept.

    changed: False where the stub stood there already.
    """

    file: Path
    kept: Path | None = None
    changed: bool = True


def put_back(stage: Stage) -> PutBack:
    """Put the stub of `stage` back.

    What was there is kept beside it under a name that nothing had before. Unwritable where
    the folder cannot be written, CouldNotGrade where the stub is missing.
    """
    stub, file = STUBS / stage.file, EXERCISES / PACKAGE / stage.file
    if not stub.is_file():
        raise CouldNotGrade(f"{display_path(stub)} is missing; put it back from the repository")
    fresh = stub.read_bytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_bytes() if file.exists() else None
        if old == fresh:
            return PutBack(file, changed=False)
        kept = None if old is None else _kept(file, old)
    except OSError as error:
        raise Unwritable(f"{display_path(file)} cannot be put back ({error.strerror})") from error
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
