"""Draws docs/walk.gif: the story's sort on `h + h * 2`, walked on the page of `picograd live`.

    python docs/walk_picture.py

It takes a picture of each step in a real browser: `apt-get install -y chromium`, `pip install
playwright`. Nothing else asks for it, and the picture is committed.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# It has to come after the line that says where it is.
from tests.grading.companion.live.harness import Served, make_course  # noqa: E402

ADDRESS = f"#/graph?e={quote('h = a * a; h + h * 2')}&a=3"
STEPS = 9
WIDTH, HEIGHT, SCALE = 1000, 900, 2
# Of each step, and of the last one, at which a reader stays.
MILLISECONDS, MILLISECONDS_LAST = 1900, 4500
COLORS = 128
FROM, TO = ".walk-sentence", ".walk-order"
MARGIN = 8


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Served.start(make_course(Path(folder) / "picograd", "story"))
        try:
            frames = photograph(server.address)
        finally:
            server.kill()
    save(frames, ROOT / "docs" / "walk.gif")


def photograph(address: str) -> list[Image.Image]:
    """A picture of each step."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            reduced_motion="reduce",
            device_scale_factor=SCALE,
        )
        page.goto(address)
        page.evaluate("hash => { location.hash = hash; }", ADDRESS)
        page.locator(".graph-svg").wait_for()
        frames = [step(page, number) for number in range(STEPS)]
        browser.close()
    return frames


def step(page: Page, number: int) -> Image.Image:
    page.get_by_label("Step", exact=True).fill(f"{number}")
    expect(page.locator(".walk-counter")).to_have_text(f"{number + 1} / {STEPS}")
    top, bottom = (page.locator(part).bounding_box() for part in (FROM, TO))
    assert top and bottom
    clip = {
        "x": top["x"] - MARGIN,
        "y": top["y"] - MARGIN,
        "width": top["width"] + 2 * MARGIN,
        "height": bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN,
    }
    return Image.open(io.BytesIO(page.screenshot(clip=clip)))  # type: ignore[arg-type]  # a box


def save(frames: list[Image.Image], path: Path) -> None:
    """All frames in one palette, so that nothing flickers from one to the next."""
    together = Image.new("RGB", (frames[0].width, frames[0].height * len(frames)))
    for number, frame in enumerate(frames):
        together.paste(frame.convert("RGB"), (0, number * frame.height))
    palette = together.quantize(COLORS, dither=Image.Dither.NONE)
    first, *others = [
        frame.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames
    ]
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=[MILLISECONDS] * len(others) + [MILLISECONDS_LAST],
        loop=0,
        optimize=True,
    )


if __name__ == "__main__":
    main()
