"""Who may ask the live page, and what a browser is told to allow: pure functions.

A page of somebody else's, open in the same browser, can send requests here, and can give its own
name the address of this machine. So the name that was asked for must be this machine's, whoever
asks must hold the cookie, and what changes something must come from a page of ours.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

HOSTS = ("127.0.0.1", "localhost")
MOST_BYTES = 256 * 1024
AGAIN = "start `picograd live` and open the address that it prints"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Guard:
    """What one server asks for. token: in its first address. cookie: what that is exchanged for."""

    port: int
    token: str
    cookie: str

    @property
    def first_address(self) -> str:
        return f"http://{HOSTS[0]}:{self.port}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        # A browser keeps the cookies of a machine, not of a port.
        return f"picograd-{self.port}"

    @property
    def set_cookie(self) -> str:
        return f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"


@dataclass(frozen=True)
class Asked:
    """A request, as far as the guard looks at it. The names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Refused(Exception):
    """A request that is not answered. status: of HTTP. sentence: for the person."""

    status: int
    sentence: str


def make_guard(port: int) -> Guard:
    """A guard with secrets of its own."""
    return Guard(port, secrets.token_urlsafe(24), secrets.token_urlsafe(24))


def brings_token(guard: Guard, asked: Asked) -> bool:
    """Whether this is the first address, to be exchanged for the cookie."""
    tokens = parse_qs(asked.query).get("token", [])
    return (
        asked.method in ("GET", "HEAD")
        and asked.path == "/"
        and len(tokens) == 1
        and _same(tokens[0], guard.token)
    )


def refuse_stranger(guard: Guard, asked: Asked) -> Refused | None:
    """Why the request is not answered, whatever it asks for; None where nothing speaks against it.

    The first address needs no cookie, and everything else needs it.
    """
    host = asked.headers.get("host", "")
    if host not in {f"{name}:{guard.port}" for name in HOSTS}:
        return Refused(
            HTTPStatus.MISDIRECTED_REQUEST,
            f"This server answers to 127.0.0.1:{guard.port} and no other name.",
        )
    origin = asked.headers.get("origin")
    # Another port of this machine is the same site, and its pages bring the cookie along.
    elsewhere = asked.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if (origin is not None and origin != f"http://{host}") or (elsewhere and asked.path != "/"):
        return Refused(HTTPStatus.FORBIDDEN, "This server answers to its own pages alone.")
    if asked.method not in ("GET", "HEAD", "POST"):
        return Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"{asked.method} is not asked for here.")
    if brings_token(guard, asked):
        return None
    if not _same(_cookie_of(guard, asked), guard.cookie):
        return Refused(
            HTTPStatus.UNAUTHORIZED,
            f"This address opens nothing by itself, or belongs to an earlier server: {AGAIN}.",
        )
    return _refuse_post(asked, origin) if asked.method == "POST" else None


def _refuse_post(asked: Asked, origin: str | None) -> Refused | None:
    """A form of somebody else's can be sent without asking; JSON and these headers cannot."""
    if origin is None and asked.headers.get("sec-fetch-site") != "same-origin":
        return Refused(HTTPStatus.FORBIDDEN, "Only a page of this server may change something.")
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "What is sent has to be JSON.")
    length = asked.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > MOST_BYTES:
        return too_large()
    return None


def too_large() -> Refused:
    """More was sent than any question here is long."""
    return Refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST_BYTES // 1024} kB can be sent at once."
    )


def _cookie_of(guard: Guard, asked: Asked) -> str:
    try:
        morsel = SimpleCookie(asked.headers.get("cookie", "")).get(guard.cookie_name)
    except CookieError:
        return ""
    return "" if morsel is None else morsel.value


def _same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())
