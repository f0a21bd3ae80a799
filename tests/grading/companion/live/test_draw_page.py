"""Drawing, reading, dreaming and the pictures, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grading.companion.picture_rooms import ROOMS
from tests.grading.companion.live.harness import Served

# A ring in the middle of the pad, as [x, y] from 0 to 1.
RING = [
    (0.5 + 0.2 * x, 0.5 + 0.3 * y)
    for x, y in (
        (1, 0),
        (0.7, 0.7),
        (0, 1),
        (-0.7, 0.7),
        (-1, 0),
        (-0.7, -0.7),
        (0, -1),
        (0.7, -0.7),
    )
]

OF_STROKES = """async () => {
  const { imageOf8, imageOf28, centreOfMass } = await import("/static/views/strokes.js");
  const bar = (x, y, length) => [[[x, y, 1], [x, y + length, 1]]];
  const corner = [[[0, 0, 1], [0, 9, 1]], [[0, 9, 1], [4, 9, 1]]];
  const rows = (image, side) => {
    const inked = image.map((p, i) => (p > 0.01 ? Math.floor(i / side) : -1)).filter((r) => r >= 0);
    return [Math.min(...inked), Math.max(...inked)];
  };
  return {
    small: imageOf28(bar(0.3, 0.1, 0.2)),
    large: imageOf28(bar(40, 7, 90)),
    centre: centreOfMass(imageOf28(corner), 28),
    rows28: rows(imageOf28(corner), 28),
    rows8: rows(imageOf8(corner), 8),
    counts: imageOf8(corner).map((p) => 16 * p),
    nothing: [imageOf28([]), imageOf8([])].map((image) => Math.max(...image)),
    dot: Math.max(...imageOf28([[[3, 3, 1]]])),
  };
}"""


def test_a_drawing_is_placed_as_the_data_are(
    served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """28x28: as high as MNIST's 20, its centre of mass in the middle, however large and wherever
    it was drawn. 8x8: over the whole height, in counts from 0 to 16.
    """
    page = look(served("reference"), "#/draw")
    found = page.evaluate(OF_STROKES)
    assert max(abs(a - b) for a, b in zip(found["small"], found["large"], strict=True)) < 1e-9
    assert max(abs(x - 14) for x in found["centre"]) < 0.1
    top, bottom = found["rows28"]
    assert 19 <= bottom - top + 1 <= 21
    assert found["rows8"] == [0, 7]
    assert all(count == int(count) and 0 <= count <= 16 for count in found["counts"])
    assert max(found["counts"]) == 16
    assert found["nothing"] == [0, 0]
    assert found["dot"] == 1


def test_a_digit_is_drawn_read_dreamed_on_and_altered(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """A network is trained where there is none; what is drawn is read, and the dream goes on
    frame by frame until it is paused; nothing complains.
    """
    from playwright.sync_api import expect

    page = look(served("reference"), "#/draw?data=digits")
    page.locator(".offer button").click()
    enough = page.get_by_role("button", name="That is enough")
    expect(page.locator(".offer")).to_contain_text("others right")
    enough.click()
    expect(page.locator(".offer")).to_contain_text("trained on this page")
    reading = page.locator(".reading")
    box = page.locator("canvas.pad").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in RING]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in (*at[1:], at[0]):
        page.mouse.move(*place)
    page.mouse.up()
    expect(reading).to_contain_text("It reads")
    shares = page.locator(".reads .bar-number")
    expect(shares).to_have_count(10)
    page.get_by_role("button", name="Alter it").click()
    expect(page.locator(".fool-columns figcaption").nth(1)).to_contain_text("wished for")
    told = page.locator(".dream-columns p").first
    page.get_by_role("button", name="Dream", exact=True).click()
    expect(told).to_contain_text("Frame 4")  # forty-something, too
    page.get_by_role("button", name="Pause").click()
    step = page.get_by_role("button", name="One frame")
    expect(step).to_be_enabled()
    number = int(told.inner_text().split()[1].rstrip(":"))
    step.click()
    expect(told).to_contain_text(f"Frame {number + 1}:")
    accessible(page)
    page.get_by_role("button", name="Clear").click()
    expect(reading).to_have_text("Draw, and it reads.")


def test_keys_draw_as_well(served: Callable[[str], Served], look: Callable[..., Any]) -> None:
    """The arrows move the pen, the space bar puts it down and lifts it."""
    from playwright.sync_api import expect

    page = look(served("reference"), "#/draw?data=mnist")
    page.locator("canvas.pad").focus()
    for key in (" ", *["ArrowDown"] * 8, " "):
        page.keyboard.press(key)
    seen = page.get_by_role("img", name="The digit as the network sees it, 28 by 28 pixels")
    expect(seen).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(seen).to_have_count(0)


def test_a_beginner_is_told_which_stage_opens_it(
    served: Callable[[str], Served], look: Callable[..., Any]
) -> None:
    """Nothing is trained in their place."""
    from playwright.sync_api import expect

    page = look(served("beginner"), "#/draw?data=digits")
    page.locator(".offer button").click()
    expect(page.locator(".notes").first).to_contain_text("The stage layers opens this")


def test_the_pictures_say_how_the_rest_is_made(
    served: Callable[[str], Served], look: Callable[..., Any], accessible: Callable[..., None]
) -> None:
    """Each room is there, with its picture or with the command that draws it; no other file of
    the folder can be had.
    """
    from playwright.sync_api import expect

    server = served("reference")
    folder = server.root / ".picograd" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "moons.png").write_bytes(PNG)
    (folder / "secret.png").write_bytes(PNG)
    page = look(server, "#/pictures")
    image = page.get_by_role("img", name="Three panels")
    expect(image).to_have_attribute("width", "2")
    assert (
        image.evaluate("async image => { await image.decode(); return image.naturalHeight; }") == 3
    )
    expect(page.locator(".room")).to_have_count(len(ROOMS))
    expect(page.locator("main")).to_contain_text("picograd milestone adversarial draws it")
    for name in ("secret.png", "digits.png", "..%2Fstate.json"):
        assert server.ask("GET", f"/api/pictures/{name}")[0] == 404
    accessible(page)


def _png() -> bytes:
    import io

    from PIL import Image

    content = io.BytesIO()
    Image.new("L", (2, 3), 200).save(content, "PNG")
    return content.getvalue()


PNG = _png()
