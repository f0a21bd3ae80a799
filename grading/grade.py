"""From a submission to its report: the checks, then the milestones that they open."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grading.course import Course, Milestone, Stage
from grading.isolation.choice import choose
from grading.isolation.levels import Isolation
from grading.judge import judge, whole_package
from grading.judged import Judged
from grading.learner import LearnerError, Left, TimedOut
from grading.milestones import run_of
from grading.milestones.base import Progress, Setting
from grading.report import Expected, MilestoneResult, Report, Status, fold
from grading.submission import Submission
from grading.verdict import Verdict
from grading.wire import Malformed

# A milestone says itself how long its questions may take; this bounds one that does not.
MILESTONE_SECONDS = 120.0

_UNEXPECTED = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
MAX_REASON = 500


@dataclass(frozen=True)
class Watcher:
    """Called while grading goes on, for whoever shows progress."""

    collected: Callable[[Sequence[Expected]], None] = lambda expected: None
    decided: Callable[[Verdict], None] = lambda verdict: None
    milestone_started: Callable[[Milestone], None] = lambda milestone: None
    milestone_progress: Callable[[Milestone, Progress], None] = lambda milestone, progress: None
    milestone_ended: Callable[[Milestone, MilestoneResult], None] = lambda milestone, result: None


@dataclass(frozen=True)
class Asked:
    """What to grade. stages: run these; stop_early: none after the first unfinished one.

    milestones: run those whose stages are all asked for and all pass. known: results of
    milestones that need not be run again. pictures: the folder for their pictures; None to
    throw them away. isolation: None for the best that this machine has.
    """

    stages: tuple[Stage, ...]
    pictures: Path | None = None
    milestones: bool = True
    stop_early: bool = False
    seed: int | None = None
    minutes: float | None = None
    full: bool = False
    known: tuple[MilestoneResult, ...] = ()
    isolation: Isolation | None = None


def grade(
    submission: Submission, course: Course, asked: Asked, watcher: Watcher | None = None
) -> Report:
    """The report on `submission`. CouldNotGrade where the machinery fails."""
    watcher = watcher or Watcher()
    # Chosen once, so that a whole report is made under the same conditions.
    asked = replace(asked, isolation=asked.isolation or choose())
    judgement = judge(
        submission,
        course,
        asked.stages,
        seed=asked.seed,
        stop_early=asked.stop_early,
        isolation=asked.isolation,
        collected=watcher.collected,
        decided=watcher.decided,
    )
    wanted = _milestones(course, asked)

    def folded(results: Mapping[str, MilestoneResult]) -> Report:
        return fold(
            course,
            submission,
            judgement.expected,
            judgement.verdicts,
            results,
            milestones_asked={milestone.id for milestone in wanted},
            not_begun=judgement.not_begun,
            seed=asked.seed,
            isolation=asked.isolation,
        )

    passed = {s.stage.id for s in folded({}).stages if s.status is Status.PASSED}
    known = {result.id: result for result in asked.known}
    return folded(
        {
            milestone.id: known.get(milestone.id)
            or run_milestone(milestone, submission, course, asked, watcher)
            for milestone in wanted
            if passed.issuperset(course.up_to(milestone))
        }
    )


def _milestones(course: Course, asked: Asked) -> tuple[Milestone, ...]:
    """The milestones asked for: those whose stages are all among the stages asked for."""
    if not asked.milestones:
        return ()
    ids = {stage.id for stage in asked.stages}
    return tuple(m for m in course.milestones if ids.issuperset(course.up_to(m)))


def run_milestone(
    milestone: Milestone,
    submission: Submission,
    course: Course,
    asked: Asked,
    watcher: Watcher | None = None,
) -> MilestoneResult:
    """What the milestone says of the submission, whether or not its stages pass."""
    watcher = watcher or Watcher()
    watcher.milestone_started(milestone)
    start = time.monotonic()
    package = whole_package(submission, course)
    with (
        _folder(asked.pictures) as pictures,
        Judged(package, None, MILESTONE_SECONDS, isolation=asked.isolation) as learner,
    ):
        setting = Setting(
            seed=asked.seed or 0,
            pictures=pictures,
            tell=lambda progress: watcher.milestone_progress(milestone, progress),
            minutes=asked.minutes,
            full=asked.full,
        )
        try:
            result = run_of(milestone.id)(learner, setting)
        except LearnerError as error:
            result = _failed(milestone, f"{error}", error.raised.traceback)
        except (TimedOut, Left, Malformed) as error:
            result = _failed(milestone, f"{error}")
        except _UNEXPECTED as error:
            # A milestone reads what comes back as it should be; a submission may send anything.
            reason = f"the answer has an unexpected form ({type(error).__name__}: {error})"
            result = _failed(milestone, reason[:MAX_REASON])
    kept = result.pictures if asked.pictures else ()
    result = replace(result, seconds=round(time.monotonic() - start, 2), pictures=kept)
    watcher.milestone_ended(milestone, result)
    return result


@contextmanager
def _folder(pictures: Path | None) -> Iterator[Path]:
    if pictures is not None:
        yield pictures
        return
    with tempfile.TemporaryDirectory(prefix="picograd-pictures-") as folder:
        yield Path(folder)


def _failed(milestone: Milestone, message: str, traceback: str = "") -> MilestoneResult:
    return MilestoneResult(milestone.id, False, 0.0, message=message, traceback=traceback)
