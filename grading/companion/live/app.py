"""The addresses of the live page, behind their guard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grading.companion.live import (
    digit_view,
    failure_view,
    graph_view,
    map_view,
    names_view,
    pictures_view,
    training_view,
)
from grading.companion.live.guard import (
    HEADERS,
    Asked,
    Guard,
    Refused,
    brings_token,
    refuse_stranger,
)
from grading.companion.live.live import Live
from grading.companion.live.own import Closed, Trouble
from grading.companion.live.replies import answer, refuse

STATIC = Path(__file__).with_name("static")
VIEWS = (
    map_view,
    graph_view,
    failure_view,
    training_view,
    names_view,
    digit_view,
    pictures_view,
)
SECONDS_BETWEEN_SWEEPS = 2.0

# Windows asks its registry for these, where anything may stand.
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def make_app(live: Live, guard: Guard) -> ASGIApp:
    """Everything that `live` shows, to whoever passes `guard`."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(live))
        yield
        sweeping.cancel()

    app = Starlette(
        routes=[
            Route("/", _page),
            Route("/static/{file:path}", _static),
            Route("/api/events", _events(live)),
            *(route for view in VIEWS for route in view.routes(live)),
        ],
        exception_handlers={
            Refused: _refused,
            Closed: _closed,
            Trouble: _trouble,
            HTTPException: _unknown,
            Exception: _fault,
        },
        lifespan=lifespan,
    )
    return _Guarded(app, guard)


class _Guarded:
    """The application behind its guard, which also says what a browser may do with an answer."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *headers]
            await send(message)

        asked = _asked(scope)
        refused = refuse_stranger(self._guard, asked)
        app = self._app
        if refused is not None:
            app = _sentence(refused, asked.path)
        elif brings_token(self._guard, asked):
            set_cookie = {"Set-Cookie": self._guard.set_cookie}
            app = RedirectResponse("/", HTTPStatus.SEE_OTHER, headers=set_cookie)
        await app(scope, receive, send_with_headers)


def _asked(scope: Scope) -> Asked:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        # One that comes twice is none that is expected, and equals none.
        headers[key] = f"{headers[key]}, {value!r}" if key in headers else value.decode("latin-1")
    return Asked(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers)


def _sentence(refused: Refused, path: str) -> Response:
    """As JSON for a script, as text for a person."""
    if path.startswith("/api/"):
        return refuse(refused.status, refused.sentence)
    return Response(refused.sentence + "\n", refused.status, media_type="text/plain")


async def _sweep(live: Live) -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)
        await run_in_threadpool(live.sweep)


def _page(request: Request) -> Response:
    return _file("index.html")


def _static(request: Request) -> Response:
    return _file(request.path_params["file"])


def _file(name: str) -> Response:
    """One of the files of the page: nothing is looked up that is not listed."""
    files = {f.relative_to(STATIC).as_posix(): f for f in STATIC.rglob("*") if f.suffix in KINDS}
    if name not in files:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    kind = KINDS[files[name].suffix]
    return Response(files[name].read_bytes(), headers={"Content-Type": kind})


def _events(live: Live) -> Any:
    async def events(request: Request) -> Response:
        page = request.query_params.get("page", "")[:80]

        async def stream() -> AsyncIterator[bytes]:
            live.page_opened(page)
            try:
                async for message in live.events.stream("map", map_view.describe_map(live)):
                    yield message
            finally:
                live.page_left(page)

        return StreamingResponse(stream(), media_type="text/event-stream")

    return events


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refuse(error.status, error.sentence)


def _closed(request: Request, error: Exception) -> Response:
    """No error: the browser would complain of one in its console."""
    assert isinstance(error, Closed)
    stage = error.stage
    told = {"stage": stage.id, "title": stage.title, "file": stage.file}
    return answer({"closed": {**told, "sentence": error.sentence}})


def _trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    return answer(
        {
            "trouble": {
                "sentence": error.sentence,
                "kind": error.kind,
                "traceback": error.traceback,
            }
        }
    )


def _unknown(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    return refuse(status, f"There is nothing at {request.url.path[:200]}.")


def _fault(request: Request, error: Exception) -> Response:
    return refuse(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"picograd itself has a fault, your code has not ({type(error).__name__}: {error}); "
        "please report it.",
    )
