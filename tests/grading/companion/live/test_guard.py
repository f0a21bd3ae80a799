"""Who gets an answer from the live page: asked over HTTP, as a browser or a stranger would."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request

from grading.companion.live.guard import HEADERS, MOST_BYTES, Refused
from grading.companion.live.replies import choice, encode, number, read_body, text, whole
from tests.grading.companion.live.harness import Served

Ask = tuple[int, dict[str, str], Any]


@pytest.fixture(scope="session")
def server(served: Callable[[str], Served]) -> Served:
    return served("reference")


def test_the_first_address_is_exchanged_for_a_cookie(server: Served) -> None:
    """The token leads to a clean address with a cookie that no script and no other site can use,
    and the cookie opens the page.
    """
    path = urlsplit(server.address)._replace(scheme="", netloc="").geturl()
    status, headers, _ = server.ask("GET", path, cookie=False)
    assert (status, headers["location"]) == (HTTPStatus.SEE_OTHER, "/")
    name, *attributes = headers["set-cookie"].split("; ")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Strict"]
    assert urlsplit(server.address).query.partition("=")[2] not in name
    status, headers, page = server.ask("GET", "/")
    assert (status, headers["content-type"]) == (HTTPStatus.OK, "text/html; charset=utf-8")
    assert b"<script" in page
    # A link may lead here from anywhere.
    assert server.ask("GET", "/", headers={"Sec-Fetch-Site": "same-site"})[0] == HTTPStatus.OK
    # A browser keeps one list of cookies for all ports of a machine.
    assert name.partition("=")[0].endswith(urlsplit(server.address).netloc.partition(":")[2])


def test_a_stranger_is_refused_with_a_sentence(server: Served) -> None:
    """Without the cookie or with a wrong one, under another name, from another page, by another
    method, and what is sent without being asked for.
    """
    host, port = server.host, server.host.partition(":")[2]
    name, value = server.cookie.split("=", 1)
    wrong_token = server.address.partition("/?")[2][:-1] + "!"

    def get(path: str = "/api/map", **headers: str) -> Ask:
        return server.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(**headers: str) -> Ask:
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        return server.ask("POST", "/api/map", {}, sent)

    refused = {
        HTTPStatus.UNAUTHORIZED: [
            server.ask("GET", "/api/map", cookie=False),
            server.ask("GET", "/static/app.js", cookie=False),
            server.ask("GET", "/?" + wrong_token, cookie=False),
            server.ask("GET", "/api/map?" + server.address.partition("/?")[2], cookie=False),
            server.ask("POST", "/?" + server.address.partition("/?")[2], {}, cookie=False),
            get(Cookie=f"{name}={value}x"),
            get(Cookie=f"picograd={value}"),
            get(Cookie='"'),
        ],
        HTTPStatus.MISDIRECTED_REQUEST: [
            get(Host="picograd.example"),
            get(Host=f"picograd.example:{port}"),
            get(Host="127.0.0.1"),
            get(Host=f"127.0.0.1:{int(port) ^ 1}"),
            get(Host=f"127.0.0.1:{port}.example"),
            get(Host=""),
        ],
        HTTPStatus.FORBIDDEN: [
            get(Origin="https://picograd.example"),
            get(Origin="null"),
            get(Origin=f"https://{host}"),
            get(Origin=f"http://localhost:{port}"),
            get(Sec_Fetch_Site="same-site"),
            get("/static/app.js", Sec_Fetch_Site="cross-site"),
            post(Origin="https://picograd.example"),
        ],
        HTTPStatus.METHOD_NOT_ALLOWED: [
            server.ask("OPTIONS", "/api/map"),
            server.ask("DELETE", "/api/map", cookie=False),
        ],
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: [
            post(Content_Type="text/plain"),
            post(Content_Type="application/x-www-form-urlencoded"),
        ],
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: [post(Content_Length=str(MOST_BYTES + 1))],
        HTTPStatus.NOT_FOUND: [
            get("/api/nothing"),
            get("/static/nothing.js"),
            get("/static/../app.py"),
            get("/static/..%2Fapp.py"),
            get("/static/%2Fetc%2Fpasswd"),
        ],
    }
    for status, answers in refused.items():
        for which, (found, headers, body) in enumerate(answers):
            assert found == status, (status, which)
            sentence = body if isinstance(body, bytes) else body["sentence"].encode()
            assert sentence.strip().endswith(b"."), body
            assert {k.lower(): v for k, v in HEADERS.items()}.items() <= headers.items()


def test_what_is_sent_comes_from_a_page_of_the_server(server: Served) -> None:
    """By its Origin, or where that is missing by what the browser says of the page."""

    def status_of(**headers: str) -> int:
        sent = {"Cookie": server.cookie, "Host": server.host, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        request = f"POST /api/map HTTP/1.1\r\n{lines}Content-Length: 2\r\n\r\n{{}}"
        port = int(server.host.partition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(request.encode())
            return int(connection.recv(65536).split()[1])

    # The map is only looked at: what is let through is told that.
    let_through = HTTPStatus.METHOD_NOT_ALLOWED
    assert status_of() == HTTPStatus.FORBIDDEN
    assert status_of(Sec_Fetch_Site="cross-site") == HTTPStatus.FORBIDDEN
    assert status_of(Sec_Fetch_Site="same-site") == HTTPStatus.FORBIDDEN
    assert status_of(Sec_Fetch_Site="same-origin") == let_through
    assert status_of(Origin=f"http://{server.host}") == let_through
    assert status_of(Host="x", Origin=f"http://{server.host}") == HTTPStatus.MISDIRECTED_REQUEST


def test_it_listens_on_this_machine_alone(server: Served) -> None:
    """On 127.0.0.1 and no other address, not even another one of this machine's."""
    port = int(server.host.partition(":")[2])
    socket.create_connection(("127.0.0.1", port)).close()
    for address in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
        if address != "127.0.0.1":
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, port), timeout=10)


def test_every_file_of_the_page_is_there(server: Served) -> None:
    """Each file that the page names, under the type that a browser asks for; scripts are plain
    modules that need nothing from elsewhere.
    """
    kinds = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
    _, _, page = server.ask("GET", "/")
    named = {part.split(b'"')[0].decode() for part in page.split(b'="/static')[1:]}
    for name in sorted(named):
        status, headers, content = server.ask("GET", "/static" + name)
        assert status == HTTPStatus.OK, name
        ending = name.rpartition(".")[2]
        assert headers["content-type"] == kinds.get(ending, "image/svg+xml")
        assert b"https://" not in content or "vendor" in name
        assert b"sourceMappingURL" not in content


def read(*parts: bytes) -> dict[str, Any]:
    """What `read_body` makes of a request that comes in `parts`."""
    messages = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
        for n, part in enumerate(parts)
    ]

    async def receive() -> Any:
        return messages.pop(0)

    # Where a test has looked at a page before, this thread has playwright's loop in it.
    request = Request({"type": "http", "headers": []}, receive)
    with ThreadPoolExecutor(1) as another:
        return another.submit(lambda: asyncio.run(read_body(request))).result()


def test_what_is_sent_is_read_with_care() -> None:
    """A JSON object of bounded size, whatever length it claimed; each field in its bounds."""
    assert read(b'{"a"', b": 1}") == {"a": 1}
    half = b" " * (MOST_BYTES // 2)
    with pytest.raises(Refused) as refused:
        read(half, half, b"{}")
    assert refused.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    for nothing in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(Refused, match="JSON"):
            read(nothing)
    body = {"n": 3, "x": 0.5, "t": "word", "no": True, "far": 10.0**300, "nan": float("nan")}
    assert (number(body, "x", 0, 1), whole(body, "n", 0, 3)) == (0.5, 3)
    assert (text(body, "t", 4), choice(body, "t", ["word"])) == ("word", "word")
    for asked in (
        lambda: number(body, "far", 0, 1),
        lambda: number(body, "nan", 0, 1),
        lambda: number(body, "no", 0, 1),
        lambda: number(body, "absent", 0, 1),
        lambda: whole(body, "x", 0, 1),
        lambda: whole(body, "n", 0, 2),
        lambda: text(body, "t", 3),
        lambda: choice(body, "t", ["other"]),
    ):
        with pytest.raises(Refused) as refused:
            asked()
        assert refused.value.status == HTTPStatus.BAD_REQUEST


def test_numbers_that_are_not_finite_are_words() -> None:
    """JSON has no spelling for them, and a browser would read none of the answer."""
    sent = encode({"a": [float("nan"), (float("inf"), -float("inf"), 1.5)], "b": "\u2028"})
    assert sent == b'{"a":["NaN",["Infinity","-Infinity",1.5]],"b":"\\u2028"}'
