"""Learning, live, in a real browser and through the real command."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grading.paths import SOLUTIONS
from tests.grading.companion.live.harness import SECONDS, Served

# A loop that does not end, and costs no other test the processor.
ENDLESS = """


def train_epoch(batch_loss, optimizer, indices, size, rng):
    import time

    while True:
        time.sleep(0.1)
"""

# After so many steps the process is gone.
DYING = """

STEPS = []
learning = train_epoch


def train_epoch(batch_loss, optimizer, indices, size, rng):
    import os

    STEPS.append(size)
    if len(STEPS) > 3:
        os._exit(7)
    return learning(batch_loss, optimizer, indices, size, rng)
"""


def test_the_boundary_moves_and_points_are_moved(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """Trained, paused, stepped and begun again; points are added, moved, flipped and removed with
    the mouse and with keys.
    """
    from playwright.sync_api import expect

    page = look(served("reference"), "#/learn/moons")
    steps, _, right = (page.locator(".figures dd").nth(i) for i in range(3))
    told, canvas = page.locator("#plane-told"), page.locator("canvas.plane")
    play = page.get_by_role("button", name="Train")
    play.click()
    expect(right).to_contain_text("of 100")
    page.get_by_role("button", name="Pause").click()
    step = page.get_by_role("button", name="One step")
    expect(step).to_be_enabled()
    before = int(steps.inner_text())
    step.click()
    expect(steps).to_have_text(str(before + 1))
    box = canvas.bounding_box()
    corner = (box["x"] + 12, box["y"] + 12)
    page.mouse.click(*corner)
    expect(told).to_contain_text("circle 101 of 101")
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] - 12, steps=3)
    page.mouse.up()
    expect(told).to_contain_text("circle 101 of 101, at -1.6")
    canvas.focus()
    for key, said in (("k", "square 101"), ("n", " 1 of 101"), ("a", " 102 of 102")):
        page.keyboard.press(key)
        expect(told).to_contain_text(said)
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(told).to_contain_text("of 100")
    page.get_by_label("Neurons in hidden layers").select_option("none: a straight line")
    expect(steps).to_have_text("0")
    accessible(page)


def test_a_network_shows_what_it_learns_from_images(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """One step: the loss, the part read rightly, a picture a neuron, and the wrong ones."""
    from playwright.sync_api import expect

    page = look(served("reference"), "#/learn/digits")
    page.get_by_role("button", name="One step").click()
    expect(page.locator(".neurons canvas")).to_have_count(32)
    expect(page.locator(".misread figcaption").first).to_contain_text("says")
    expect(page.locator(".figures")).to_contain_text("%")
    accessible(page)


@pytest.mark.parametrize(
    ("kind", "sentence"), [("beginner", "The stage nn opens this"), ("half", "SyntaxError")]
)
def test_a_learner_who_has_not_got_there_is_told(
    served: Callable[[str], Served], look: Callable[..., Any], kind: str, sentence: str
) -> None:
    """The stage that opens it, or what is wrong with their code; nobody else's is shown."""
    from playwright.sync_api import expect

    page = look(served(kind), "#/learn/moons")
    expect(page.locator(".notes")).to_contain_text(sentence)


def test_the_storys_sort_learns_moons_all_the_same(
    served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """That it learns proves nothing: the wrong order trains as well."""
    from playwright.sync_api import expect

    page = look(served("story"), "#/learn/moons")
    page.get_by_role("button", name="One step").click()
    expect(page.locator(".figures")).to_contain_text("of 100")
    expect(page.locator(".notes")).to_be_empty()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="who runs is read from /proc")
def test_two_pages_train_and_nothing_is_left_running(
    fresh: Callable[..., Served], look: Callable[..., Any]
) -> None:
    """Both go on; the worker of a page that leaves ends, and so does one that dies and one that
    hangs, with a sentence on its page. Saved code is trained with when it is begun again.
    """
    from playwright.sync_api import expect

    server = fresh("reference")
    server.settled()
    first, second = (look(server, "#/learn/moons") for _ in range(2))
    for page in (first, second):
        page.get_by_role("button", name="Train").click()
    for page in (first, second):
        expect(page.locator(".figures")).to_contain_text("of 100")
    assert workers_of(server) == 2
    first.evaluate("location.hash = '#/map'")
    until_there_are(server, 1)
    trained = (SOLUTIONS / "picograd" / "training.py").read_text(encoding="utf-8")
    server.write("training", trained + DYING)
    expect(second.locator(".notes")).to_contain_text("You have saved a file")
    second.get_by_role("button", name="Start again").click()
    expect(second.locator(".notes")).to_contain_text("Your code ended its own process")
    server.write("training", trained + ENDLESS)
    second.get_by_role("button", name="Start again").click()
    second.get_by_role("button", name="One step").click()
    expect(second.locator(".notes")).to_contain_text("no answer within 10 seconds")
    until_there_are(server, 0)


def workers_of(server: Served) -> int:
    """How many supervisors of workers the server has as children."""
    count = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = stat.with_name("cmdline").read_bytes()
        except (OSError, IndexError):  # it has ended meanwhile
            continue
        count += parent == server.process.pid and bool(command)
    return count


def until_there_are(server: Served, count: int) -> None:
    until = time.monotonic() + SECONDS
    while workers_of(server) != count:
        assert time.monotonic() < until, f"{workers_of(server)} workers, and not {count}"
        time.sleep(0.1)
