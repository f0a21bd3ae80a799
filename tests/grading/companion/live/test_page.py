"""The page in a real browser: what it shows, what it asks for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.grading.companion.live.harness import Served

VIEWS = ("map", "graph", "learn/moons", "draw", "pictures")


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
