"""Grading the learner's own folder, and remembering what passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grading.companion.memory import (
    load_memory,
    milestone_key,
    pictures_folder,
    save_memory,
    stage_key,
)
from grading.course.manifest import Course, Milestone, Stage
from grading.course.names import milestone_named
from grading.errors import Unacceptable, Unreadable
from grading.grade import GradingRequest, Watcher, grade, run_milestone
from grading.milestones.base import MilestoneResult
from grading.paths import EXERCISES, PACKAGE, ROOT, SUITES, display_path
from grading.report.report import (
    EarlierResult,
    MilestoneReport,
    Report,
    StageReport,
    Status,
)
from grading.submission.submission import Submission, take_in


def take_in_own(course: Course) -> Submission:
    """The learner's own files. Unreadable where the course around `grading` is missing."""
    if not EXERCISES.is_dir() or not SUITES.is_dir():
        raise Unreadable(
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
    first: frozenset[str] = frozenset(),
) -> Report:
    """The report on the learner's own files; milestones that passed before are not run again.

    first: as `GradingRequest` has it.

    Of a stage or a milestone that was not run it holds what an earlier run said, if nothing has
    changed.
    """
    submission = take_in_own(course)
    memory = load_memory()
    remembered = [memory.known(m, milestone_key(m, submission, course)) for m in course.milestones]
    report = grade(
        submission,
        course,
        GradingRequest(
            stages=stages,
            pictures=pictures_folder() if milestones else None,
            milestones=milestones,
            stop_early=stop_early,
            stop_hanging=True,
            lent_as_text=True,
            first=first,
            known=tuple(result for result in remembered if result is not None),
        ),
        watcher,
    )
    _remember(course, submission, [entry.result for entry in report.milestones], report.stages)
    known = {result.id: result for result in remembered if result is not None}
    return replace(
        report,
        milestones=tuple(_as_remembered(entry, known) for entry in report.milestones),
        stages=tuple(
            replace(e, earlier=memory.earlier(e.stage, stage_key(e.stage, submission)))
            if e.status is Status.NOT_RUN
            else replace(
                e,
                first_time=e.status is Status.PASSED and memory.fell_short(e.stage),
                missing=e.stage.id in submission.missing,
            )
            for e in report.stages
        ),
    )


def passed_before(course: Course) -> frozenset[str]:
    """The stages whose checks all passed when they were last run, and which nothing has changed."""
    submission, memory = take_in_own(course), load_memory()
    earlier = {s.id: memory.earlier(s, stage_key(s, submission)) for s in course.stages}
    return frozenset(name for name, e in earlier.items() if e and e.passed == e.total > 0)


def report_on_stage(course: Course, stage: Stage | None, watcher: Watcher) -> StageReport | None:
    """The report on a stage, or on the first unfinished one; None where all pass."""
    if stage is None:
        return first_unfinished(course, course.stages, watcher)
    report = grade_own(course, (stage,), watcher, stop_early=True)
    return next(entry for entry in report.stages if entry.status is not Status.NOT_RUN)


def first_unfinished(
    course: Course, stages: tuple[Stage, ...], watcher: Watcher
) -> StageReport | None:
    """The report on the first of these stages that does not pass; None where all do."""
    report = grade_own(course, stages, watcher, stop_early=True)
    left = (Status.NOT_RUN, Status.PASSED)
    return next((entry for entry in report.stages if entry.status not in left), None)


def run_own_milestone(
    course: Course, milestone: Milestone, request: GradingRequest, watcher: Watcher
) -> MilestoneResult:
    """What the milestone says of the learner's own files; its pictures are kept.

    It is remembered where the request has no seed: so the map would run it.
    """
    submission = take_in_own(course)
    request = replace(request, pictures=pictures_folder())
    result = run_milestone(milestone, submission, course, request, watcher)
    if request.seed is None:
        _remember(course, submission, [result])
    return result


def _as_remembered(entry: MilestoneReport, known: Mapping[str, MilestoneResult]) -> MilestoneReport:
    """With the result that was remembered, where it was not run."""
    result = known.get(entry.milestone.id)
    if entry.result is not None or result is None:
        return entry
    points = float(entry.milestone.points)
    return MilestoneReport(entry.milestone, Status.PASSED, points, result)


def _remember(
    course: Course,
    submission: Submission,
    results: Iterable[MilestoneResult | None],
    stages: Iterable[StageReport] = (),
) -> None:
    """Remember the milestones that passed and how the checks of the stages that were run ended,
    for as long as the files stay as they are.
    """
    memory = before = load_memory()
    for result in results:
        if result is not None and result.passed and not result.remembered:
            milestone = milestone_named(course, result.id)
            memory = memory.with_milestone(milestone_key(milestone, submission, course), result)
    for entry in stages:
        if entry.status is not Status.NOT_RUN:
            ended = EarlierResult(entry.passed, entry.total, entry.points)
            memory = memory.with_stage(entry.stage, stage_key(entry.stage, submission), ended)
    if memory != before:
        save_memory(memory)
