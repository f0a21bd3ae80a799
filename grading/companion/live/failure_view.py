"""The failing checks of the stages that were run, each with its graph where it has one."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.companion.hinting import HintTarget, find_target, take_hints
from grading.companion.live.failure_drawing import compare_graphs
from grading.companion.live.guard import Refused
from grading.companion.live.live import Live
from grading.companion.live.replies import answer, posting, text
from grading.report.fault_location import locate_check
from grading.report.report import Report, StageReport

WRONG = (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT)
MAX_NAME = 300


def routes(live: Live) -> list[Route]:
    def show(request: Request) -> Response:
        return answer(describe_failures(live))

    def hint(body: dict[str, Any]) -> dict[str, Any]:
        return give_hint(live, text(body, "check", MAX_NAME))

    return [
        Route("/api/failure", show),
        Route("/api/failure/hint", posting(hint), methods=["POST"]),
    ]


def describe_failures(live: Live) -> dict[str, Any]:
    """Each failing check with all that is known of it, in the order of the course; those that
    can be drawn first in their stage.
    """
    entries = [live.entries[stage] for stage in live.course.stage_ids if stage in live.entries]
    return {
        "known": live.report is not None,
        "stages": [
            {
                "id": entry.stage.id,
                "title": entry.stage.title,
                "failures": [_failure(verdict, entry) for verdict in _failing(entry)],
            }
            for entry in entries
            if _failing(entry)
        ],
    }


def give_hint(live: Live, check: str) -> dict[str, Any]:
    """One more hint for the function that a failing check is about, and those before it."""
    entry, verdict = _find(live, check)
    target = _target(live.report, entry, verdict)
    if target is None:
        function = f"picograd hint {entry.stage.id}"
        return {"function": "", "hints": [], "left": 0, "command": function}
    _, last = take_hints(target, again=False)
    hints = target.stage.hints[target.function]
    return {
        "function": target.function,
        "certain": target.certain,
        "hints": list(hints[:last]),
        "left": len(hints) - last,
        "command": f"picograd hint {target.function}",
    }


def _target(report: Report | None, entry: StageReport, verdict: Verdict) -> HintTarget | None:
    """The function to hint at, as if this check were the only one; None if that is not known."""
    if report is None:
        return None
    alone = replace(report, stages=(replace(entry, checks=(verdict,)),), milestones=())
    found = find_target(alone)
    return found if isinstance(found, HintTarget) else None


def _find(live: Live, check: str) -> tuple[StageReport, Verdict]:
    for entry in live.entries.values():
        for verdict in _failing(entry):
            if verdict.id == check:
                return entry, verdict
    raise Refused(HTTPStatus.NOT_FOUND, "This check does not fail any more.")


def _failing(entry: StageReport) -> list[Verdict]:
    failing = [verdict for verdict in entry.checks if verdict.outcome in WRONG]
    return sorted(failing, key=lambda verdict: not verdict.steps)


def _failure(verdict: Verdict, entry: StageReport) -> dict[str, Any]:
    said = describe_verdict(verdict)
    return {
        "id": verdict.id,
        "check": verdict.check,
        "check_at": locate_check(verdict, entry.suite),
        "claim": said.claim,
        "outcome": verdict.outcome.value,
        "message": said.question or said.problem,
        "asked": said.asked or said.asked_at,
        "expected": said.expected,
        "got": said.got,
        "table": said.table,
        "difference": said.difference,
        "traceback": said.traceback,
        "printed": said.printed,
        "place": said.place,
        "slip": said.slip,
        "mistakes": [mistake.sentence for mistake in said.mistakes],
        "graph": compare_graphs(verdict.steps) if verdict.steps else None,
    }
