"""Telling the page of the rounds, from the thread that runs them."""

from __future__ import annotations

import time
from collections.abc import Callable

from grading.checks.verdict import Verdict
from grading.companion.engine_room import EngineRoom
from grading.companion.live.live import Live
from grading.companion.live.map_view import describe_map
from grading.companion.rounds import Round
from grading.course.manifest import Stage
from grading.errors import PicogradError
from grading.grade import Watcher
from grading.submission.safe_text import make_harmless


def begin(live: Live, room: EngineRoom) -> None:
    """Run the stages up to the first one that does not pass, and tell it."""
    _tell(live, room.begin, live.course.stages[0])


def look(live: Live, room: EngineRoom) -> None:
    """Run and tell each stage whose file was saved."""
    for stage, run in room.look():
        _tell(live, run, stage)


def tell(live: Live, found: Round | None, seconds: float) -> None:
    """A round, or that there was none."""
    if found is not None:
        live.tell_round(found, round(1000 * seconds))
    live.running = None
    live.events.publish("map", describe_map(live))


def _follow(live: Live, verdict: Verdict) -> None:
    """Several stages run one after the other."""
    if live.running is None or live.running.id != verdict.stage:
        live.tell_running(live.course.stage(verdict.stage))


def _tell(live: Live, run: Callable[[Watcher], Round | None], stage: Stage) -> None:
    live.tell_running(stage)
    began = time.monotonic()
    try:
        found = run(Watcher(decided=lambda verdict: _follow(live, verdict)))
    except PicogradError as error:
        live.tell_trouble(make_harmless(f"{error.opening}{error}"))
        found = None
    tell(live, found, time.monotonic() - began)
