"""From a submission to its report: the checks, then the milestones that they open."""

from __future__ import annotations

import datetime
import math
import secrets
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grading.checks import oracle
from grading.checks.judge import judge
from grading.checks.stage_file import read_suite
from grading.checks.verdict import Expected, Verdict
from grading.course.manifest import Course, Milestone, Stage
from grading.files import OwnFolder
from grading.learner.choose import choose_isolation
from grading.learner.isolation import Isolation
from grading.learner.package import whole_package
from grading.learner.runner import NO_ANSWER, LearnerError
from grading.learner.sandboxed import Sandboxed
from grading.milestones import run_of
from grading.milestones.base import MilestoneResult, Progress, Setting
from grading.paths import ROOT
from grading.report.report import GradingRun, Report, fold, fold_stages, ready_milestones
from grading.submission.submission import Submission

# A milestone says itself how long its questions may take; this bounds one that does not.
MILESTONE_SECONDS = 120.0

_UNEXPECTED = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
MAX_REASON = 500


@dataclass(frozen=True)
class Watcher:
    """Called while grading goes on, for whoever shows progress.

    may_start: whether to run a milestone that is ready, or to put it off.
    """

    collected: Callable[[Sequence[Expected]], None] = lambda expected: None
    decided: Callable[[Verdict], None] = lambda verdict: None
    may_start: Callable[[Milestone], bool] = lambda milestone: True
    milestone_started: Callable[[Milestone], None] = lambda milestone: None
    milestone_progress: Callable[[Milestone, Progress], None] = lambda milestone, progress: None
    milestone_ended: Callable[[Milestone, MilestoneResult], None] = lambda milestone, result: None


@dataclass(frozen=True)
class GradingRequest:
    """What to grade. stages: run these; stop_early: none after the first unfinished one.
    stop_hanging, lent_as_text, first: as `judge` has them.

    milestones: run those whose stages are all asked for and all pass. known: results of
    milestones that need not be run again. pictures: the folder for their pictures; None to
    throw them away. level: of the isolation, as `choose_isolation` takes it; required: grade at
    no lower one. isolation: how the code is locked in; None until it is settled. total_minutes:
    for all that is asked; deadline: what follows of it on the monotonic clock, once it is settled.
    """

    stages: tuple[Stage, ...]
    pictures: Path | None = None
    milestones: bool = True
    stop_early: bool = False
    stop_hanging: bool = False
    lent_as_text: bool = False
    first: frozenset[str] = frozenset()
    seed: int | None = None
    minutes: float | None = None
    full: bool = False
    known: tuple[MilestoneResult, ...] = ()
    level: str = "auto"
    required: int | None = None
    isolation: Isolation | None = None
    total_minutes: float = math.inf
    deadline: float = math.inf


def require_answers(request: GradingRequest) -> None:
    """CouldNotGrade where it asks with fresh numbers, and there is no PyTorch to answer them."""
    if request.seed is not None:
        oracle.require_live()


def settle(request: GradingRequest) -> GradingRequest:
    """`request` with its isolation chosen, so that all that follows from it is locked in alike.

    Its time begins. CouldNotGrade where the level that it asks for cannot be had on this machine,
    and where it asks with fresh numbers, and there is no PyTorch to answer them.
    """
    require_answers(request)
    deadline = time.monotonic() + 60 * request.total_minutes
    return replace(request, isolation=_isolation_of(request), deadline=deadline)


def grade(
    submission: Submission,
    course: Course,
    request: GradingRequest,
    watcher: Watcher | None = None,
) -> Report:
    """The report on `submission`. CouldNotGrade where the machinery fails."""
    watcher = watcher or Watcher()
    began, start = datetime.datetime.now(datetime.UTC), time.monotonic()
    isolation = _isolation_of(request)
    request = replace(request, isolation=isolation)
    judgement = judge(
        submission,
        course,
        request.stages,
        seed=request.seed,
        stop_early=request.stop_early,
        stop_hanging=request.stop_hanging,
        lent_as_text=request.lent_as_text,
        first=request.first,
        deadline=request.deadline,
        isolation=isolation,
        collected=watcher.collected,
        decided=watcher.decided,
    )
    stages = fold_stages(
        course,
        judgement.expected,
        judgement.verdicts,
        not_begun=judgement.not_begun,
        suites={stage.id: read_suite(stage) for stage in request.stages},
    )
    ready = ready_milestones(course, stages)
    ids = {stage.id for stage in request.stages}
    wanted = milestones_within(course, ids) if request.milestones else ()
    known = {result.id: result for result in request.known}
    results = {
        milestone.id: known.get(milestone.id)
        or run_milestone(milestone, submission, course, request, watcher)
        for milestone in wanted
        if milestone.id in ready and (milestone.id in known or watcher.may_start(milestone))
    }
    report = fold(
        course,
        submission,
        stages,
        results,
        milestones_asked={milestone.id for milestone in wanted},
        seed=request.seed,
        oracle=oracle.oracle_of(request.seed),
        isolation=isolation,
    )
    seconds = round(time.monotonic() - start, 1)
    return replace(report, run=GradingRun(_version(), f"{began:%Y-%m-%dT%H:%M:%SZ}", seconds))


def milestones_within(course: Course, stages: Set[str]) -> tuple[Milestone, ...]:
    """The milestones whose stages are all among `stages`."""
    return tuple(m for m in course.milestones if stages >= set(course.up_to(m)))


def run_milestone(
    milestone: Milestone,
    submission: Submission,
    course: Course,
    request: GradingRequest,
    watcher: Watcher | None = None,
) -> MilestoneResult:
    """What the milestone says of the submission, whether or not its stages pass."""
    watcher = watcher or Watcher()
    watcher.milestone_started(milestone)
    start = time.monotonic()
    with (
        _folder(request.pictures) as pictures,
        whole_learner(submission, course, request) as learner,
    ):
        setting = Setting(
            seed=request.seed or 0,
            pictures=pictures,
            tell=lambda progress: watcher.milestone_progress(milestone, progress),
            minutes=request.minutes,
            full=request.full,
            secret=secrets.token_hex(16) if request.seed is None else f"{request.seed}",
        )
        try:
            result = run_of(milestone.id)(learner, setting)
        except LearnerError as error:
            result = _failed(milestone, f"{error}", error.raised.traceback)
        except NO_ANSWER as error:
            result = _failed(milestone, f"{error}")
        except _UNEXPECTED as error:
            # A milestone reads what comes back as it should be; a submission may send anything.
            reason = f"the answer has an unexpected form ({type(error).__name__}: {error})"
            result = _failed(milestone, reason[:MAX_REASON])
    kept = result.pictures if request.pictures else ()
    result = replace(result, seconds=round(time.monotonic() - start, 2), pictures=kept)
    watcher.milestone_ended(milestone, result)
    return result


def whole_learner(submission: Submission, course: Course, request: GradingRequest) -> Sandboxed:
    """The learner's whole package in a worker, locked in as `request` says."""
    package = whole_package(submission, course)
    return Sandboxed(
        package,
        None,
        MILESTONE_SECONDS,
        isolation=_isolation_of(request),
        deadline=request.deadline,
    )


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _isolation_of(request: GradingRequest) -> Isolation:
    return request.isolation or choose_isolation(request.level, request.required)


@contextmanager
def _folder(pictures: Path | None) -> Iterator[Path]:
    if pictures is not None:
        yield pictures
        return
    with OwnFolder("picograd-pictures-") as folder:
        yield Path(folder)


def _failed(milestone: Milestone, message: str, traceback: str = "") -> MilestoneResult:
    return MilestoneResult(milestone.id, False, 0.0, message=message, traceback=traceback)
