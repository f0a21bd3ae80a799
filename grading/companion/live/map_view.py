"""The map of the course as the page draws it: from the same report as on the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.companion.live.live import Live
from grading.companion.live.replies import answer
from grading.companion.rounds import Round
from grading.course.manifest import Milestone, Stage
from grading.report.failure_groups import failures_of, group_failures
from grading.report.next_step import NextStep, find_next_step
from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.words import MAX_LINES, duration
from grading.report.standing import can_be_run, find_standing, known_result

WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)
CANNOT_IMPORT = "{file} cannot be imported, so none of its checks can run."
# Of a long list only the first ones are named.
MOST_NAMED = 5


def routes(live: Live) -> list[Route]:
    def show(request: Request) -> Response:
        return answer(describe_map(live))

    return [Route("/api/map", show)]


def describe_map(live: Live) -> dict[str, Any]:
    """The parts of the course with stages and milestones, where the learner stands, and what the
    last round said.
    """
    found = live.round
    told = {
        "running": live.running.id if live.running else None,
        "trouble": live.trouble,
        "known": found is not None,
    }
    if found is None:
        course = live.course
        stages = [StageReport(s, Status.NOT_RUN, 0.0, (), 0) for s in course.stages]
        milestones = [MilestoneReport(m, Status.NOT_RUN, 0.0, None) for m in course.milestones]
        return {**told, "head": None, "parts": _parts(stages, milestones, ()), "now": None}
    report = found.report
    can_run = [m.milestone.id for m in report.milestones if can_be_run(report, m)]
    return {
        **told,
        "head": _head(report),
        "parts": _parts(report.stages, report.milestones, can_run),
        "now": _now(found),
    }


def describe_first(live: Live, check: Verdict) -> dict[str, Any]:
    """The first failure of a round that still runs."""
    stage = live.course.stage(check.stage)
    return {"stage": stage.id, **_title(stage), "failure": _failure(check), "same": 0}


def _parts(
    stages: Sequence[StageReport],
    milestones: Sequence[MilestoneReport],
    can_run: Collection[str],
) -> list[dict[str, Any]]:
    """can_run: the milestones whose stages are all done."""
    return [
        {
            "title": part,
            "stages": [
                {
                    **_stage(entry),
                    "milestones": [
                        _milestone(m, m.milestone.id in can_run)
                        for m in milestones
                        if m.milestone.after == entry.stage.id
                    ],
                }
                for entry in entries
            ],
        }
        for part, entries in groupby(stages, key=lambda entry: entry.stage.part)
    ]


def _head(report: Report) -> dict[str, Any]:
    standing = find_standing(report)
    part = standing.part.partition(".")[0]
    return {
        "points": standing.points,
        "most_points": report.max_score,
        "done": standing.done,
        "stages": len(report.stages),
        "ahead": f"about {duration(standing.minutes)} ahead in part {part}" if part else "",
    }


def _stage(entry: StageReport) -> dict[str, Any]:
    stage, known = entry.stage, known_result(entry)
    return {
        "id": stage.id,
        "title": stage.title,
        "summary": stage.summary,
        "file": stage.file,
        "minutes": stage.minutes,
        "state": _state(entry),
        "passed": known.passed if known else None,
        "total": known.total if known else entry.total or None,
        "points": known.points if known else None,
        "most_points": stage.points,
    }


def _state(entry: StageReport) -> str:
    """Of "passed", "unfinished", "todo" and "unknown", by what is known of it."""
    known = known_result(entry)
    if entry.is_done:
        return "passed"
    if known is None:
        return "unknown"
    was_not_begun = entry.earlier is not None and not known.passed
    return "todo" if entry.status is Status.TODO or was_not_begun else "unfinished"


def _milestone(entry: MilestoneReport, can_run: bool) -> dict[str, Any]:
    milestone = entry.milestone
    not_passed = "open" if can_run else "waiting"
    return {
        "id": milestone.id,
        "title": milestone.title,
        "summary": milestone.summary,
        "after": milestone.after,
        "state": "passed" if entry.status is Status.PASSED else not_passed,
        "points": entry.points,
        "most_points": milestone.points,
        "command": _command(milestone),
    }


def _command(milestone: Milestone) -> str:
    return f"picograd milestone {milestone.id}"


def _now(found: Round) -> dict[str, Any]:
    """What the last round said: what changed, the first failure, and the next step."""
    entry = found.entry
    groups = group_failures(failures_of(entry))
    step = find_next_step(found.report)
    unimportable = step is not None and step.unimportable
    return {
        "stage": entry.stage.id,
        **_title(entry.stage),
        "passed": entry.passed,
        "total": entry.total,
        "better": _named(found.better),
        # Where the file cannot be imported, each for the same reason.
        "worse": _named(found.worse, 0 if unimportable else MOST_NAMED),
        "failure": _failure(groups[0].checks[0], unimportable) if groups else None,
        "same": len(groups[0].checks) - 1 if groups else 0,
        "others": [
            {"reason": group.reason, "checks": len(group.checks), "id": group.checks[0].id}
            for group in groups[1:]
        ],
        "next": None if step is None or step.milestone is not None else _next(step),
        "praise": entry.stage.praise if entry.status is Status.PASSED else "",
        "after": _after(found.report) if entry.status is Status.PASSED else None,
        "opened": _opened(found),
    }


def _opened(found: Round) -> list[dict[str, str]]:
    """The milestones that the stage has opened, or the first one that can be run."""
    waiting = [
        m
        for m in found.report.milestones
        if m.status is not Status.PASSED and can_be_run(found.report, m)
    ]
    after = [m for m in waiting if m.milestone.after == found.entry.stage.id]
    return [
        {"title": m.milestone.title, "command": _command(m.milestone)} for m in after or waiting[:1]
    ]


def _title(stage: Stage) -> dict[str, str]:
    return {"title": stage.title, "file": f"exercises/picograd/{stage.file}"}


def _named(checks: Sequence[Verdict], most: int = MOST_NAMED) -> dict[str, Any]:
    return {"count": len(checks), "claims": [check.claim for check in checks[:most]]}


def _failure(check: Verdict, unimportable: bool = False) -> dict[str, Any]:
    said = describe_verdict(check)
    lines = said.traceback.rstrip("\n").split("\n")
    return {
        "id": check.id,
        "name": check.check,
        "outcome": check.outcome.value,
        "claim": CANNOT_IMPORT.format(file=f"{check.stage}.py") if unimportable else said.claim,
        "problem": said.unwritten or said.problem,
        "asked": "" if said.question else said.asked_at,
        "table": said.table,
        "expected": said.expected,
        "got": said.got,
        "difference": said.difference,
        "drawing": said.drawing,
        "traceback": "\n".join(["...", *lines[-MAX_LINES:]] if len(lines) > MAX_LINES else lines),
        "printed": said.printed.strip(),
        "place": said.place,
        "slip": said.slip,
        "mistakes": [mistake.sentence for mistake in said.mistakes],
    }


def _next(step: NextStep) -> dict[str, Any]:
    sentence = ""
    if step.missing:
        sentence = f"It is missing; picograd reset {step.stage.id} puts it back."
    elif step.untouched:
        sentence = "Begin with the lesson at the top of the file."
    return {
        "file": step.file,
        "line": step.line,
        "function": step.function,
        "certain": step.certain,
        "sentence": sentence,
        # None helps where the file cannot be read.
        "hint": "" if step.unimportable else f"picograd hint {step.stage.id}",
    }


def _after(report: Report) -> dict[str, Any] | None:
    """The first stage that is not done yet."""
    for entry in report.stages:
        if not entry.is_done:
            stage = entry.stage
            return {
                "stage": stage.id,
                **_title(stage),
                "minutes": stage.minutes,
            }
    return None
