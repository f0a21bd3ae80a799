"""Running servers and pages that are looked at.

`served(kind)`: a server for the session, whose files no test changes. `fresh(kind)`: one that
belongs to the test. `look(server, hash, width, scheme)`: a page of a server in Chromium; when the
test ends its console must hold no error, and it must have asked nobody but the server.
`accessible(page)`: axe finds nothing serious, in light and dark, wide and narrow.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest

from tests.grading.companion.live.harness import NARROW, SECONDS, WIDE, Served, make_course

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERIOUS = ("serious", "critical")

if os.name != "posix":
    collect_ignore_glob = ["test_*"]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """A server for each kind of learner, started when it is first asked for."""
    running: dict[str, Served] = {}

    def start(kind: str) -> Served:
        if kind not in running:
            root = make_course(tmp_path_factory.mktemp("live") / "picograd", kind)
            running[kind] = Served.start(root)
        return running[kind]

    yield start
    for server in running.values():
        server.kill()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """A server of the test's own."""
    running: list[Served] = []

    def start(kind: str, *arguments: str) -> Served:
        root = make_course(tmp_path / f"course-{len(running)}", kind)
        running.append(Served.start(root, *arguments))
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, once for the session."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(
            "NO CHROMIUM HERE: nobody looks at the live page in a browser in this run; "
            "`apt-get install -y chromium` brings it"
        )
    with sync_api.sync_playwright() as playwright:
        sync_api.expect.set_options(timeout=1000 * SECONDS)
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages; what they ask for and complain of is collected.

    A page has `page.complaints`, a list to be emptied by a test that wants some.
    """
    contexts: list[Any] = []
    looked: list[tuple[Any, Served, list[str]]] = []

    def open_page(
        server: Served,
        hash: str = "#/map",
        width: int = WIDE,
        scheme: Literal["light", "dark"] = "light",
        **more: Any,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **more
        )
        context.set_default_timeout(1000 * SECONDS)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        asked: list[str] = []
        page.on("console", lambda m: _note(page.complaints, m))
        page.on("pageerror", lambda error: page.complaints.append(f"{error}"))
        context.on("request", lambda request: asked.append(request.url))
        looked.append((page, server, asked))
        page.goto(server.address)
        if hash != "#/map":
            page.evaluate("hash => { location.hash = hash; }", hash)
        page.wait_for_selector("h1")
        return page

    yield open_page
    complaints = [said for page, _, _ in looked for said in page.complaints]
    strangers = [
        url
        for _, server, asked in looked
        for url in asked
        if urlsplit(url).netloc != server.host and not url.startswith(("data:", "blob:"))
    ]
    for context in contexts:
        context.close()
    assert complaints == []
    assert strangers == []


def _note(complaints: list[str], message: Any) -> None:
    if message.type in ("error", "warning"):
        complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def accessible() -> Callable[..., None]:
    """Asserts that a page has no serious fault, and is no wider than the window, in light and
    dark, at both widths.
    """
    axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT

    def check(page: Any) -> None:
        page.evaluate(axe)
        for width, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [
                f"{rule['id']}: {node['target']} {node['failureSummary']}"
                for rule in found["violations"]
                if rule["impact"] in SERIOUS
                for node in rule["nodes"]
            ]
            assert serious == [], f"at {width} in {scheme}: " + "\n".join(serious)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.set_viewport_size({"width": WIDE, "height": 800})

    return check
