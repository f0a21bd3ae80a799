"""The map of the course as the page draws it: from the same report as on the screen."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grading.companion.live.live import Live
from grading.companion.live.replies import answer
from grading.report.report import Report, StageReport, Status


def routes(live: Live) -> list[Route]:
    def show(request: Request) -> Response:
        return answer(describe_map(live))

    return [Route("/api/map", show)]


def describe_map(live: Live) -> dict[str, Any]:
    """The parts of the course, their stages and milestones, and where the learner stands."""
    report = live.report
    return {
        "title": live.course.title,
        "running": live.running.id if live.running else None,
        "trouble": live.trouble,
        "known": report is not None,
        "parts": [] if report is None else _parts(report),
    }


def _parts(report: Report) -> list[dict[str, Any]]:
    return [
        {"title": part, "stages": [_stage(entry) for entry in entries]}
        for part, entries in groupby(report.stages, key=lambda entry: entry.stage.part)
    ]


def _stage(entry: StageReport) -> dict[str, Any]:
    stage = entry.stage
    known = entry.earlier or (None if entry.status is Status.NOT_RUN else entry)
    return {
        "id": stage.id,
        "title": stage.title,
        "summary": stage.summary,
        "file": stage.file,
        "minutes": stage.minutes,
        "status": entry.status.value,
        "passed": known.passed if known else None,
        "total": known.total if known else entry.total,
        "points": known.points if known else None,
        "most_points": stage.points,
    }
