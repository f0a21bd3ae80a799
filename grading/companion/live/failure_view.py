"""To be written."""

from __future__ import annotations

from starlette.routing import Route

from grading.companion.live.live import Live


def routes(live: Live) -> list[Route]:
    return []
