"""The page in a real browser: what it shows, what it asks for, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading.course.manifest import load_course
from tests.grading.companion.live.harness import Served, checks_of, learner, make_course
from tests.grading.conftest import Clone

VIEWS = ("map", "graph", "learn/moons", "draw", "pictures")
# Notes which events come, and in which order.
LISTEN = """() => {
  window.told = [];
  const source = new EventSource("/api/events?page=test");
  for (const name of ["first", "round"]) source.addEventListener(name, () => told.push(name));
}"""


def test_every_view_has_its_name_and_can_be_reached_by_keyboard(
    served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """Each link of the navigation leads to a view with a heading, which has the focus."""
    from playwright.sync_api import expect

    page = look(served("reference"))
    for view in (*VIEWS[1:], VIEWS[0]):
        link = page.locator(f'.views a[href="#/{view}"]')
        link.focus()
        page.keyboard.press("Enter")
        expect(link).to_have_attribute("aria-current", "page")
        heading = page.locator("h1:focus")
        expect(heading).to_be_visible()
        expect(page).to_have_title(f"{heading.inner_text()} · picograd")


def test_a_save_changes_the_map_of_every_page_without_reload(
    fresh: Callable[..., Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """What is fixed, what is broken again, a file that ends in the middle of a line and a loop
    without end are told on two open pages, aloud, too, the first failure before the others are
    run; and the page has no serious fault in any of these states.
    """
    from playwright.sync_api import expect

    server = fresh("story")
    total, points = checks_of("graph"), load_course().stage("graph").points
    page, other = look(server), look(server)
    now = page.locator(".now")
    expect(now).to_contain_text("Your order is what you get when each node is put down")
    expect(now).to_contain_text("exercises/picograd/graph.py, line ")
    expect(page.locator(".step[aria-current=step]")).to_contain_text("graph")
    accessible(page)
    page.evaluate(LISTEN)
    server.write("graph", learner("reference")["graph"])
    for each in (page, other):
        graph = each.locator(".step", has=each.get_by_text("graph", exact=True))
        expect(graph).to_contain_text(f"{total}/{total}")
        expect(graph).to_contain_text(f"{points}/{points} pts")
        expect(graph.locator(".step-change")).to_have_text(re.compile(r"^\+\d+$"))
        engine = each.locator(".milestone", has=each.get_by_text("engine", exact=True))
        expect(engine).to_contain_text("picograd milestone engine")
    expect(now).to_contain_text(re.compile(r"\d+ checks now pass"))
    expect(now).to_contain_text("Your engine differentiates any expression of numbers")
    expect(page.locator("#announcer")).to_have_text(
        re.compile(rf"^graph: {total} of {total} checks pass\. \d+ checks now pass\.$")
    )
    accessible(page)
    server.write("graph", learner("half")["graph"])
    expect(now).to_contain_text(f"{total} checks passed before")
    expect(now).to_contain_text("SyntaxError")
    expect(now).to_contain_text("graph.py cannot be imported, so none of its checks can run.")
    assert page.evaluate("told") == ["round", "first", "round"]
    accessible(page)
    # Text of the learner's is text, whatever it looks like.
    raising = 'raise ValueError("<img src=x onerror=alert(1)><b>bold</b>")'
    marked = learner("endless")["graph"].replace("while order:", f"{raising}\n    while order:")
    server.write("graph", marked)
    expect(now).to_contain_text("<img src=x onerror=alert(1)><b>bold</b>")
    assert page.locator("main img, main b").count() == 0
    server.write("graph", learner("endless")["graph"])
    expect(now).to_contain_text("no answer in time: the loop in lines")
    accessible(page)
    server.stop()
    expect(page.locator("#pulse")).to_contain_text("The server was stopped.")
    page.complaints.clear()
    other.complaints.clear()


def test_a_page_survives_its_server(
    fresh: Callable[..., Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """When the server is stopped an open page says so and what to do, and finds the next one to
    be another; nothing that the server started is left.
    """
    from playwright.sync_api import expect

    server = fresh("beginner")
    page = look(server)
    expect(page.locator("#pulse")).to_contain_text("Watching your files")
    assert server.stop() == 130
    assert "Stopped." in server.output
    pulse = page.locator("#pulse")
    expect(pulse).to_contain_text("The server was stopped. Start it again with picograd live.")
    expect(page.locator("#announcer")).to_contain_text("The server was stopped.")
    accessible(page)
    port = server.host.partition(":")[2]
    again = Served.start(server.root, "--port", port)
    try:
        expect(pulse).to_contain_text("belongs to an earlier server")
        page.goto(again.address)
        expect(page.locator("#pulse")).to_contain_text("Watching your files")
    finally:
        again.kill()
    # That it came back in vain is in its console.
    assert all("ERR_CONNECTION_REFUSED" in c or "401" in c for c in page.complaints)
    page.complaints.clear()


def test_what_keeps_the_checks_from_being_run_is_told(
    tmp_path: Path, look: Callable[..., Any]
) -> None:
    """A folder without the course's files is no end: the page says so, and goes on with a save."""
    from playwright.sync_api import expect

    root = make_course(tmp_path / "picograd", "beginner")
    files = {file: file.read_bytes() for file in (root / "exercises" / "picograd").glob("*.py")}
    for file in files:
        file.unlink()
    server = Served.start(root)
    try:
        page = look(server)
        expect(page.locator(".now")).to_contain_text("holds none of the course's files")
        for file, content in files.items():
            file.write_bytes(content)
        graph = page.locator(".step", has=page.get_by_text("graph", exact=True))
        expect(graph).to_contain_text(f"0/{checks_of('graph')}")
        expect(page.locator(".now")).not_to_contain_text("holds none")
    finally:
        server.kill()
    page.complaints.clear()


def test_without_its_server_the_command_says_what_to_install(clone: Clone) -> None:
    """In one sentence, with a status; the other commands do without."""
    ended = clone.run("-m", "grading", "live", "--no-browser", hidden="uvicorn")
    assert ended.status == 2
    assert ended.out.startswith("the live page needs uvicorn, not installed for ")
    assert clone.run("-m", "grading", "watch", "--help", hidden="uvicorn").status == 0


def test_a_port_that_is_taken_is_said(served: Callable[[str], Served]) -> None:
    """In one sentence, with a status; without one of its own another is found."""
    import subprocess
    import sys

    server = served("reference")
    port = server.host.partition(":")[2]
    command = [sys.executable, "-m", "grading", "live", "--no-browser", "--port", port]
    ended = subprocess.run(command, cwd=server.root, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"port {port} cannot be opened")
