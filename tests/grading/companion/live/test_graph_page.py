"""The graph in a real browser: walked by mouse and keyboard, at an address that can be sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from grading.companion.notebook import draw
from grading.learner.package import sources_in
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.overlay import Overlay
from tests.grading.companion.live.harness import NARROW, SECONDS, WIDE, Served, learner

STORY = f"#/graph?e={quote('h = a * a; h + h * 2')}&a=3"


def test_the_graph_is_walked_by_mouse_and_keyboard_at_an_address_of_each_step(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """The sentence, the numbers in the nodes, the slider and the address say the same step."""
    from playwright.sync_api import expect

    page = look(served("reference"), STORY)
    sentence, counter = page.locator(".walk-sentence"), page.locator(".walk-counter")
    expect(counter).to_have_text("1 / 9")
    page.get_by_role("button", name="Last step").click()
    expect(counter).to_have_text("9 / 9")
    page.locator("h1").focus()
    page.keyboard.press("ArrowLeft")
    expect(sentence).to_have_text("h hands 3.0 × 3.0 = 9.0 to a, twice; a has 18.0 now.")
    expect(page.locator(".graph-node.is-firing .graph-tag")).to_have_text("▸ fires")
    expect(page.get_by_label("Step", exact=True)).to_have_value("7")
    assert page.url.endswith("a=3.0&step=8")
    accessible(page)

    again = look(
        served("reference"), page.url.partition("/")[2].partition("/")[2].partition("/")[2]
    )
    expect(again.locator(".walk-sentence")).to_have_text(sentence.inner_text())
    again.locator("h1").focus()
    again.keyboard.press("Home")
    again.keyboard.press(" ")
    expect(again.locator(".walk-counter")).not_to_have_text("1 / 9")
    again.keyboard.press(" ")
    expect(again.get_by_role("button", name="Play")).to_be_visible()


def test_no_step_moves_what_lies_below_it(
    served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """All room is kept from the beginning, wide and narrow; nothing moves for who asks that."""
    page = look(served("story"), STORY, reduced_motion="reduce")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator(".graph-svg").wait_for()
        places = []
        for step in range(9):
            page.get_by_label("Step", exact=True).fill(f"{step}")
            places.append(page.locator(".walk-figure").bounding_box())
            moving = "getComputedStyle(document.querySelector('.graph-edge')).animationName"
            assert page.evaluate(moving) == "none"
        assert all(place == places[0] for place in places), f"at {width}"


def test_the_sort_of_the_story_is_seen(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """The node that fires too early says so in words, in the picture, the order and the table."""
    from playwright.sync_api import expect

    page = look(served("story"), f"{STORY}&step=7")
    early = page.locator(".graph-node.is-early")
    expect(early.locator(".graph-tag")).to_have_text("! fires too early")
    expect(early.locator(".graph-label")).to_have_text("h")
    expect(page.locator(".walk-sentence")).to_contain_text("Too early: h fires with 1.0")
    expect(page.locator(".walk-notes")).to_contain_text("toposort puts h before h * 2")
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("row", name="h a * a")).to_contain_text("fires too early")
    accessible(page)


@pytest.mark.parametrize(
    ("kind", "said", "steps"),
    [
        ("beginner", "The stage graph opens this.", "1 / 4"),
        ("half", "SyntaxError", ""),
        ("endless", "toposort", "1 / 4"),
    ],
)
def test_an_engine_that_is_not_there_yet_has_its_sentence(
    kind: str, said: str, steps: str, served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """Which stage opens it, or what is wrong where; what can be computed is walked forward."""
    from playwright.sync_api import expect

    page = look(served(kind), STORY)
    expect(page.locator(".note, .walk-notes").first).to_contain_text(said, timeout=1000 * SECONDS)
    expect(page.locator(".walk-counter")).to_have_text([steps] if steps else [])


def test_what_was_typed_is_text_and_a_save_is_followed(
    fresh: Callable[..., Served], look: Callable[..., Any]
) -> None:
    """No markup comes of it; and what is drawn is what the files say."""
    from playwright.sync_api import expect

    server = fresh("reference")
    page = look(server, f"#/graph?e={quote('a + (b < img)')}")
    expect(page.get_by_role("alert")).to_contain_text("b < img, at character 6: allowed are")
    page.get_by_label("Expression", exact=True).fill("h = a * a; h + h * 2")
    page.keyboard.press("Enter")
    page.get_by_label("a =").fill("-2")
    page.keyboard.press("Tab")
    expect(page.locator(".graph-node.is-leaf .graph-data")).to_have_text("-2.0")
    page.get_by_role("button", name="Last step").click()
    expect(page.locator(".walk-sentence")).to_contain_text("The leaves have: a -12.0.")
    server.write("graph", learner("story")["graph"])
    expect(page.locator(".walk-sentence")).to_contain_text("The leaves have: a -4.0.")


def test_a_failing_check_is_drawn_with_both_answers_and_its_hints(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """A stage for an address: yours beside PyTorch's, the wrong node in words, hints one by one."""
    from playwright.sync_api import expect

    page = look(served("story"), "#/failure/graph")
    node = page.locator(".graph-node.is-first-wrong")
    expect(node.locator(".graph-tag")).to_have_text("first wrong: gradient")
    expect(node.locator(".is-wrong")).to_contain_text("≠")
    expect(page.locator(".failure-detail")).to_contain_text("each node is put down at the moment")
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator(".failure-hint-list li")).to_have_count(1)
    page.get_by_role("button", name="One more hint").click()
    expect(page.locator(".failure-hint-list li")).to_have_count(2)
    accessible(page)


def test_drawings_in_a_notebook_work_beside_each_other_and_offline(
    browser: Any, tmp_path: Path
) -> None:
    """Saved as a page and opened without a network, each is walked for itself."""
    from playwright.sync_api import expect

    with Overlay(sources_in(SOLUTIONS / PACKAGE, ["value", "rules", "graph"])).installed() as own:
        a = own.value.Value(3.0)
        h = a * a
        y, z = h + h * 2, h.tanh()
        shown = draw(y)._repr_html_() + draw(z)._repr_html_()
    saved = tmp_path / "notebook.html"
    saved.write_text("<!doctype html><body>" + shown, encoding="ascii")
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(f"{error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    first, second = (page.frame_locator("iframe").nth(i) for i in range(2))
    first.get_by_role("button", name="Last step").click()
    expect(first.locator(".walk-sentence")).to_contain_text("The leaves have: a 18.0.")
    expect(second.locator(".walk-counter")).to_contain_text("1 / ")
    context.close()
    assert complaints == [] and asked == [saved.as_uri()]
