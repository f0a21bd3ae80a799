"""Where a learner stands, from a report that may not have run every stage. Pure functions only."""

from __future__ import annotations

from dataclasses import dataclass

from grading.report.report import EarlierResult, MilestoneReport, Report, StageReport, Status


@dataclass(frozen=True)
class Standing:
    """points: with those of stages that were not run as they stood. done: stages that pass.

    part: that of the first stage that does not pass, "" where all do; minutes: what its stages
    that do not pass are thought to take together.
    """

    points: float
    done: int
    part: str
    minutes: int


def find_standing(report: Report) -> Standing:
    """Points, stages, and what is ahead in this part."""
    earlier = sum(e.earlier.points for e in report.stages if e.earlier is not None)
    ahead = [entry for entry in report.stages if not entry.is_done]
    part = ahead[0].stage.part if ahead else ""
    minutes = sum(e.stage.minutes for e in ahead if e.stage.part == part)
    points = round(report.score + earlier, 2)
    return Standing(points, len(report.stages) - len(ahead), part, minutes)


def known_result(entry: StageReport) -> EarlierResult | None:
    """How the checks of a stage ended, now or earlier; None of one that was never run."""
    if entry.earlier is not None or entry.status is Status.NOT_RUN:
        return entry.earlier
    return EarlierResult(entry.passed, entry.total, entry.points)


def can_be_run(report: Report, entry: MilestoneReport) -> bool:
    """Whether all stages that a milestone waits for are done."""
    ids = [e.stage.id for e in report.stages]
    before = report.stages[: ids.index(entry.milestone.after) + 1]
    return all(stage.is_done for stage in before)
