"""Learning names, in a real browser and through the real command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.grading.companion.live.harness import Served


def test_names_are_learned_written_and_looked_into(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """One step has its losses; at temperature 0 every name is the same; what a letter looks at is
    told to the mouse and to the keys, and stands in a table. Whoever has not got there is told.
    """
    from playwright.sync_api import expect

    early = look(served("beginner"), "#/learn/names")
    expect(early.locator(".notes").first).to_contain_text("The stage gpt opens this")
    page = look(served("reference"), "#/learn/names")
    written = page.locator(".written li")
    expect(written).to_have_count(20)
    page.get_by_role("button", name="One step").click()
    seen, _, unseen, pairs = (page.locator(".figures dd").nth(i) for i in range(4))
    expect(seen).to_have_text("32")
    for figure in (unseen, pairs):
        expect(figure).to_contain_text(".")
    page.get_by_role("slider", name="Temperature").fill("0")
    page.get_by_role("button", name="Throw other dice").click()
    # What it writes after 32 names is in no list.
    expect(page.get_by_text("At temperature 0, 20 of 20 are new")).to_be_visible()
    (text,) = set(written.all_inner_texts())
    assert text.endswith("new")
    page.get_by_label("A name").fill("Zoë")
    expect(page.get_by_role("alert")).to_contain_text("the letters a to z alone")
    page.get_by_label("A name").fill("dan")
    expect(page.get_by_role("grid")).to_have_count(4)
    told = page.locator(".attention figcaption")
    cells = page.get_by_role("grid", name="Head 2").get_by_role("gridcell")
    expect(cells).to_have_count(1 + 2 + 3 + 4)
    cells.last.hover()
    expect(told.nth(1)).to_contain_text("Head 2: n looks at n: 0.")
    page.get_by_label("A name").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(told.first).to_contain_text("Head 1: n looks at a: 0.")
    share = told.first.inner_text().rpartition(" ")[2]
    page.get_by_text("As tables").click()
    row = page.locator(".attention-table tbody tr").nth(3)
    expect(row.locator("td").nth(2)).to_have_text(share)
    accessible(page)
