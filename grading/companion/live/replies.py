"""What is sent back, and reading what was sent."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from grading.companion.live.guard import MOST_BYTES, Refused, too_large


def answer(data: Any) -> Response:
    """The data as JSON; numbers that are not finite as "NaN", "Infinity" and "-Infinity"."""
    return Response(encode(data), media_type="application/json")


def refuse(status: int, sentence: str) -> Response:
    """One sentence, in the form that the page's own script reads."""
    return Response(encode({"sentence": sentence}), status, media_type="application/json")


def encode(data: Any) -> bytes:
    return json.dumps(_finite(data), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def posting(handle: Callable[[dict[str, Any]], Any]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers a POST with `handle(body)`, which may take its time."""

    async def endpoint(request: Request) -> Response:
        return answer(await run_in_threadpool(handle, await read_body(request)))

    return endpoint


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; Refused where it is none or too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise too_large()
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _unfit("What was sent is no JSON object.")
    return data


def number(body: dict[str, Any], name: str, low: float, high: float) -> float:
    """The number `name` from `low` to `high`."""
    value: Any = body.get(name)
    fits = type(value) in (int, float) and low <= value <= high  # which no NaN does
    if not fits:
        raise _unfit(f"{name} has to be a number from {low:g} to {high:g}.")
    return float(value)


def whole(body: dict[str, Any], name: str, low: int, high: int) -> int:
    """The whole number `name` from `low` to `high`."""
    value = body.get(name)
    if type(value) is not int or not low <= value <= high:
        raise _unfit(f"{name} has to be a whole number from {low} to {high}.")
    return value


def text(body: dict[str, Any], name: str, most: int) -> str:
    """The text `name` of at most so many characters."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise _unfit(f"{name} has to be a text of at most {most} characters.")
    return value


def choice(body: dict[str, Any], name: str, choices: Sequence[str]) -> str:
    """The text `name`, one of `choices`."""
    value = body.get(name)
    if not isinstance(value, str) or value not in choices:
        raise _unfit(f"{name} has to be one of {', '.join(choices)}.")
    return value


def _unfit(sentence: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, sentence)


def _finite(data: Any) -> Any:
    """JSON has no spelling for what is not finite."""
    if isinstance(data, float) and not math.isfinite(data):
        return "NaN" if math.isnan(data) else "Infinity" if data > 0 else "-Infinity"
    if isinstance(data, dict):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return data
