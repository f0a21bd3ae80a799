"""Telling the page of the rounds, from the thread that runs them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from grading.checks.verdict import Verdict
from grading.companion.live.live import Live
from grading.companion.live.map_view import WRONG, describe_first, describe_map
from grading.companion.rounds import Round
from grading.errors import PicogradError
from grading.grade import Watcher
from grading.submission.safe_text import make_harmless


def run_and_tell(
    live: Live, run: Callable[[Watcher], Round | None], watcher: Watcher
) -> Round | None:
    """What `run` comes to, told to every page: that it runs, and what it said. PicogradError
    where it cannot be run, which is told, too.

    The first failure is told at once, while the other checks still run.
    """
    failed: list[str] = []

    def decided(verdict: Verdict) -> None:
        # Several stages may run one after the other.
        if live.running is None or live.running.id != verdict.stage:
            live.tell_running(live.course.stage(verdict.stage))
        if not failed and verdict.outcome in WRONG:
            failed.append(verdict.check)
            live.events.publish("first", describe_first(live, verdict))
        watcher.decided(verdict)

    began = time.monotonic()
    try:
        found = run(replace(watcher, decided=decided))
    except PicogradError as error:
        live.tell_trouble(make_harmless(f"{error.opening}{error}"))
        live.events.publish("map", describe_map(live))
        raise
    tell(live, found, time.monotonic() - began)
    return found


def tell(live: Live, found: Round | None, seconds: float) -> None:
    """A round that took so long, or that there was none."""
    if found is not None:
        live.tell_round(found, round(1000 * seconds))
    live.running = None
    live.events.publish("map", describe_map(live))
