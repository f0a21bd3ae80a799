"""Folding checks into stages, stages and milestones into a report. Pure functions only."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grading.checks.oracle import Oracle
from grading.checks.verdict import Expected, Outcome, Verdict
from grading.course.manifest import Course, Milestone, Stage
from grading.learner.isolation import Isolation
from grading.milestones.base import MilestoneResult
from grading.submission.submission import Submission


class Status(enum.Enum):
    """Where a stage or a milestone stands."""

    PASSED = "passed"
    UNFINISHED = "unfinished"  # some checks pass, or something is wrong
    TODO = "todo"  # nothing is written yet
    FAILED = "failed"  # a milestone that was tried and not reached
    BLOCKED = "blocked"  # a milestone whose stages do not pass yet
    NOT_RUN = "not_run"  # not asked for


class Audience(enum.Enum):
    """Who a report is for. STAFF: it holds what the submission said, and is not for students."""

    STAFF = "staff"
    STUDENT = "student"


@dataclass(frozen=True)
class EarlierResult:
    """What an earlier run said of a stage whose file and suite are still the same."""

    passed: int
    total: int
    points: float


@dataclass(frozen=True)
class StageReport:
    """checks: those that were run. total: how many the stage has, 0 where it is not known.

    earlier: what is remembered of a stage that was not run. It counts for no score.
    first_time: whether all checks pass that did not when they were last run.
    suite: the text of the stage's suite, from which the checks come; empty where it is not known.
    missing: its file was not handed in.
    """

    stage: Stage
    status: Status
    points: float
    checks: tuple[Verdict, ...]
    total: int
    suite: str = ""
    earlier: EarlierResult | None = None
    first_time: bool = False
    missing: bool = False

    @property
    def passed(self) -> int:
        return sum(check.outcome is Outcome.PASSED for check in self.checks)

    @property
    def is_done(self) -> bool:
        """Whether all of its checks pass, in this run or as they are remembered."""
        if self.earlier is not None:
            return self.earlier.passed == self.earlier.total > 0
        return self.status is Status.PASSED


@dataclass(frozen=True)
class MilestoneReport:
    """put_off: it could have been run, and was left for later."""

    milestone: Milestone
    status: Status
    points: float
    result: MilestoneResult | None
    put_off: bool = False


@dataclass(frozen=True)
class GradingRun:
    """What made a report. version: of picograd. began: in UTC, as ISO 8601 has it, to the second.

    seconds: how long it took.
    """

    version: str
    began: str
    seconds: float


@dataclass(frozen=True)
class Report:
    """The whole result. seed: None when the published inputs were asked.

    oracle: who gave the right answers. isolation: how the submission's code was locked in.
    audience: who may read it. run: None where nothing was graded.
    """

    submission: Submission
    stages: tuple[StageReport, ...]
    milestones: tuple[MilestoneReport, ...]
    seed: int | None = None
    oracle: Oracle | None = None
    isolation: Isolation | None = None
    audience: Audience = Audience.STAFF
    run: GradingRun | None = None

    @property
    def score(self) -> float:
        return round(sum(s.points for s in self.stages) + sum(m.points for m in self.milestones), 2)

    @property
    def max_score(self) -> int:
        """The points of the whole course."""
        return sum(s.stage.points for s in self.stages) + sum(
            m.milestone.points for m in self.milestones
        )

    @property
    def possible(self) -> int:
        """The points of what was asked for."""
        return sum(s.stage.points for s in self.stages if s.status is not Status.NOT_RUN) + sum(
            m.milestone.points for m in self.milestones if m.status is not Status.NOT_RUN
        )

    @property
    def story_ending(self) -> int:
        """How many stages there are up to the place where one can stop; all where there is none."""
        ends = (n for n, entry in enumerate(self.stages, 1) if entry.stage.ends_story)
        return next(ends, len(self.stages))

    @property
    def story_is_met(self) -> bool:
        """Whether all stages and milestones before that place pass."""
        before = self.stages[: self.story_ending]
        ids = {entry.stage.id for entry in before}
        milestones = [m for m in self.milestones if m.milestone.after in ids]
        return all(entry.is_done for entry in before) and all(
            milestone.status is Status.PASSED for milestone in milestones
        )

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for passed."""
        asked = [s.status for s in self.stages] + [m.status for m in self.milestones]
        return all(status in (Status.PASSED, Status.NOT_RUN) for status in asked)


def fold_stages(
    course: Course,
    expected: Sequence[Expected],
    verdicts: Iterable[Verdict],
    *,
    not_begun: Collection[str] = (),
    suites: Mapping[str, str] | None = None,
) -> tuple[StageReport, ...]:
    """Every stage of the course, from everything that was expected and everything that came.

    not_begun: the stages that were not run though their checks are known. suites: the texts
    of the suites, by stage.
    """
    came = {(v.stage, v.check): v for v in verdicts}
    return tuple(
        _stage_report(
            stage,
            [e for e in expected if e.stage == stage.id],
            came,
            stage.id not in not_begun,
            (suites or {}).get(stage.id, ""),
        )
        for stage in course.stages
    )


def ready_milestones(course: Course, stages: Iterable[StageReport]) -> frozenset[str]:
    """The milestones that can be run: those whose stages all pass."""
    passed = {entry.stage.id for entry in stages if entry.status is Status.PASSED}
    return frozenset(m.id for m in course.milestones if passed.issuperset(course.up_to(m)))


def fold(
    course: Course,
    submission: Submission,
    stages: tuple[StageReport, ...],
    results: Mapping[str, MilestoneResult],
    *,
    milestones_asked: Collection[str],
    seed: int | None = None,
    oracle: Oracle | None = None,
    isolation: Isolation | None = None,
) -> Report:
    """The report on the stages and on what the milestones said, by their ids."""
    ready = ready_milestones(course, stages)
    return Report(
        submission=submission,
        stages=stages,
        milestones=tuple(
            _milestone_report(
                milestone,
                results.get(milestone.id),
                asked=milestone.id in milestones_asked,
                ready=milestone.id in ready,
            )
            for milestone in course.milestones
        ),
        seed=seed,
        oracle=oracle,
        isolation=isolation,
    )


def _stage_report(
    stage: Stage,
    expected: Sequence[Expected],
    came: Mapping[tuple[str, str], Verdict],
    begun: bool,
    suite: str,
) -> StageReport:
    checks = tuple(
        came.get((e.stage, e.check))
        or Verdict(e.stage, e.check, e.claim, Outcome.MISSING, "was never reported")
        for e in expected
        if begun
    )
    outcomes = {check.outcome for check in checks}
    if not checks:
        status = Status.NOT_RUN
    elif outcomes == {Outcome.PASSED}:
        status = Status.PASSED
    elif outcomes == {Outcome.TODO}:
        status = Status.TODO
    else:
        status = Status.UNFINISHED
    return StageReport(stage, status, _share(stage.points, checks), checks, len(expected), suite)


def _share(points: int, checks: Sequence[Verdict]) -> float:
    """The points for the part of the checks that pass, to the hundredth."""
    if not checks:
        return 0.0
    passed = sum(check.outcome is Outcome.PASSED for check in checks)
    return float(round(Fraction(points * passed, len(checks)), 2))


def _milestone_report(
    milestone: Milestone, result: MilestoneResult | None, *, asked: bool, ready: bool
) -> MilestoneReport:
    if result is not None:
        status = Status.PASSED if result.passed else Status.FAILED
    elif not asked:
        status = Status.NOT_RUN
    else:
        status = Status.NOT_RUN if ready else Status.BLOCKED
    points = float(milestone.points) if status is Status.PASSED else 0.0
    return MilestoneReport(
        milestone, status, points, result, put_off=asked and ready and result is None
    )
