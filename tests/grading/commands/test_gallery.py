"""The gallery: the dreams made again, and the page that shows everything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from grading.commands.gallery import gallery
from grading.commands.gallery.page import TEMPLATE, render_page
from grading.companion.picture_rooms import ROOMS, Picture, Room
from grading.course.datasets import mnist
from grading.grade import GradingRequest, whole_learner
from grading.milestones import large_dreams
from grading.milestones.base import Setting
from grading.milestones.classifier import save_classifier
from grading.milestones.dreams import train_for_dreams
from grading.milestones.images import to_rows
from grading.paths import STUBS
from tests.grading.milestones.dreaming import changed, course, reference

ALL = tuple(picture.file for room in ROOMS for picture in room.pictures)


class Images(HTMLParser):
    """The attributes of every image of a page, and every address that the page names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "img":
            self.images.append(named)
        self.addresses += [named[name] or "" for name in ("src", "href") if name in named]


def small_pictures(folder: Path, names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        Image.new("L", (40 + number, 30), 128).save(folder / name)


def test_the_page_shows_every_picture_in_words_too(tmp_path: Path) -> None:
    """Each picture of the course stands in the page itself, with an alternative text."""
    small_pictures(tmp_path, ALL)
    page = gallery.make_page(tmp_path)
    found = Images(page)
    assert len(found.images) == len(ALL)
    assert all(len(image["alt"] or "") > 40 for image in found.images)
    assert all(address.startswith("data:image/") for address in found.addresses)
    assert "Not here yet" not in page
    for room in ROOMS:
        assert room.title in page


def test_missing_pictures_are_told(tmp_path: Path) -> None:
    """A picture that is not there is named, with the command that draws it, and not broken."""
    small_pictures(tmp_path, ("moons.png",))
    page = gallery.make_page(tmp_path)
    assert len(Images(page).images) == 1
    # The large dreams wait for another milestone than those of their room.
    assert page.count("Not here yet") == len(ROOMS)
    assert page.count("picograd milestone mnist") == 2
    assert re.search("large_dreams.png.*\n.*milestone mnist.*picograd gallery", page)
    assert "dreams.png, morph.png, morph.gif" in page


def test_nothing_on_the_page_is_taken_for_markup() -> None:
    """Texts are escaped, wherever they stand."""
    wild = "<script>alert('1')</script>\"&"
    room = Room("moons", wild, wild, (Picture("moons.png", wild, b"x"),))
    page = render_page(wild, wild, [room], [wild])
    assert "<script>" not in page
    assert Images(page).images[0]["alt"] == wild


def test_the_template_is_a_page_that_a_browser_can_open() -> None:
    """Before anything is filled in, it is whole HTML: its tags close, its attributes are whole."""
    template = TEMPLATE.read_text(encoding="utf-8")
    assert template.startswith("<!DOCTYPE html>")
    assert Images(template).images == [
        {
            "src": "{{ picture.data_uri }}",
            "alt": "{{ picture.alt }}",
            "class": "{{ 'film' if picture.is_film else 'drawing' }}",
        }
    ]
    for tag in ("html", "head", "style", "body", "section", "figure", "h1", "h2", "p", "code"):
        opened = len(re.findall(f"<{tag}[ >]", template))
        assert opened == template.count(f"</{tag}>") > 0, tag


def test_every_milestone_that_draws_has_a_room() -> None:
    """The rooms are those of milestones of the course, in their order."""
    order = [milestone.id for milestone in course().milestones]
    rooms = [room.milestone for room in ROOMS]
    assert rooms == [name for name in order if name in rooms]


@dataclass(frozen=True)
class Drawn:
    """A gallery of the reference. folder: what was remembered, the pictures and the page."""

    folder: Path
    gallery: gallery.Gallery
    told: tuple[str, ...]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """The classifier of 8x8 digits, trained by the reference, and the gallery made of it."""
    folder, told = tmp_path_factory.mktemp("drawn"), []
    setting = Setting(seed=3, pictures=folder, tell=lambda progress: None)
    with whole_learner(reference(), course(), GradingRequest(())) as learner:
        save_classifier(train_for_dreams(learner, setting, lambda part, text: None), folder)
    made = gallery.make_gallery(
        reference(), course(), folder, 2, lambda progress: told.append(progress.text)
    )
    return Drawn(folder, made, tuple(told))


def test_the_dreams_are_made_again_without_training(drawn: Drawn) -> None:
    """From the remembered classifier alone come all pictures of part IV, with their count."""
    made = drawn.gallery
    assert made.notes == ()
    assert [Path(path).name for path in made.made] == [
        "dreams.png",
        "morph.png",
        "morph.gif",
        "adversarial.png",
    ]
    assert all((drawn.folder / Path(path).name).stat().st_size > 10_000 for path in made.made)
    assert any("2 dreams of each digit" in text for text in drawn.told)
    assert not any("training" in text for text in drawn.told)
    assert made.page == drawn.folder / "gallery.html"
    assert len(Images(made.page.read_text(encoding="utf-8")).images) == 4


def train_a_little(picograd: Any, images: bytes, labels: bytes) -> list[Any]:
    """A probe: the parameters of the MNIST network after one step for each 32 images."""
    layers, rng = picograd.layers, Random(0)
    model = layers.Sequential(
        layers.Linear(784, 64, rng), layers.ReLU(), layers.Linear(64, 10, rng)
    )
    optimizer = picograd.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    def batch_loss(batch: list[int]) -> Any:
        x = picograd.tensor.Tensor(to_rows(images, batch, 784, 255), requires_grad=False)
        return layers.cross_entropy(model(x), [labels[i] for i in batch])

    picograd.training.train_epoch(batch_loss, optimizer, range(len(labels)), 32, rng)
    return [parameter.data for parameter in model.parameters()]


def test_the_network_of_mnist_dreams_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the remembered parameters alone come images of 28 by 28 pixels that the network reads
    as what was dreamed of, in a picture of their own.
    """
    data, kept, draw = mnist("test"), [], large_dreams.draw_large_dreams

    def keep(dreams: large_dreams.LargeDreams, folder: Path) -> tuple[str, ...]:
        kept.append(dreams)
        return draw(dreams, folder)

    monkeypatch.setattr(large_dreams, "draw_large_dreams", keep)
    with whole_learner(reference(), course(), GradingRequest(())) as learner:
        given = [data.images[: 784 * 1_500], data.labels[:1_500]]
        large_dreams.save_network(learner.run(train_a_little, given), tmp_path)
    made = gallery.make_gallery(reference(), course(), tmp_path)
    assert [Path(path).name for path in made.made] == ["large_dreams.png"]
    assert "picograd milestone dreams" in made.notes[0]
    for row in (kept[0].black, kept[0].mean):
        assert {len(seen.pixels) for seen in row} == {784}
        assert sum(seen.reading == digit for digit, seen in enumerate(row)) >= 8
    with Image.open(tmp_path / "large_dreams.png") as picture:
        assert picture.width > 1000


@pytest.mark.parametrize("content", ["", "[]", '{"parameters": [[[1.0]]]}', '{"parameters": 1}'])
def test_a_damaged_network_is_none(content: str, tmp_path: Path) -> None:
    """What does not hold the parameters of the MNIST network counts as missing."""
    (tmp_path / large_dreams.FILE).write_text(content, encoding="utf-8")
    assert large_dreams.load_network(tmp_path) is None


def test_without_a_trained_model_the_page_says_so(tmp_path: Path) -> None:
    """Before the first dream there is a page that says what to run."""
    made = gallery.make_gallery(reference(), course(), tmp_path)
    assert made.made == ()
    assert "picograd milestone dreams" in made.notes[0]
    assert "picograd milestone dreams" in made.page.read_text(encoding="utf-8")


def test_code_that_fails_leaves_the_older_pictures(drawn: Drawn, tmp_path: Path) -> None:
    """A dream.py that no longer runs is told on the page, which shows what there was before."""
    shutil.copy(drawn.folder / "classifier.json", tmp_path)
    shutil.copy(drawn.folder / "dreams.png", tmp_path)
    stub = (STUBS / "dream.py").read_text(encoding="utf-8")
    made = gallery.make_gallery(changed({"dream": stub}), course(), tmp_path)
    assert made.made == ()
    assert "NotImplementedError" in made.notes[0]
    page = made.page.read_text(encoding="utf-8")
    assert "could not be dreamed again" in page
    assert len(Images(page).images) == 1


# --- In a browser -------------------------------------------------------------------------

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)

# The page itself runs no scripts; a copy of it says how large its images came out.
MEASURE = """<script>
window.addEventListener("load", () => {
  const sizes = [...document.images].map(i => [i.naturalWidth, i.clientWidth]);
  document.body.dataset.sizes = JSON.stringify([sizes, document.body.scrollWidth]);
});
</script></body>"""


@pytest.fixture
def browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(
            "NO CHROMIUM HERE: nobody looks at the gallery in a browser in this run; "
            "`apt-get install -y chromium` brings it"
        )
    return found


def opened(browser: str, page: Path, folder: Path, *flags: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [browser, *FLAGS, profile, *flags, page.as_uri()]
    ended = subprocess.run(command, capture_output=True, check=True)
    return ended.stdout.decode("utf-8", errors="replace")


def test_a_browser_shows_every_picture(browser: str, drawn: Drawn, tmp_path: Path) -> None:
    """In headless Chromium every image has a size, and the page is no wider than the window."""
    pictures = tmp_path / "pictures"
    shutil.copytree(drawn.folder, pictures)
    small_pictures(
        pictures, ("moons.png", "digits.png", "mnist.png", "large_dreams.png", "names.png")
    )
    text = gallery.make_page(pictures)
    unguarded = re.sub(r"<meta http-equiv=[^>]*>", "", text).replace("</body>", MEASURE)
    page = tmp_path / "page.html"
    page.write_text(unguarded, encoding="utf-8")
    dom = opened(browser, page, tmp_path, "--window-size=1000,800", "--dump-dom")
    measured = re.search(r'data-sizes="([^"]*)"', dom)
    assert measured is not None, dom[:500]
    sizes, width = json.loads(measured[1].replace("&quot;", '"'))
    assert len(sizes) == len(ALL)
    assert all(natural > 0 and drawn > 0 for natural, drawn in sizes)
    assert width <= 1000


def test_the_page_as_it_is_can_be_photographed(browser: str, drawn: Drawn, tmp_path: Path) -> None:
    """The page with its content policy shows its pictures: black squares among white paper."""
    page = tmp_path / "gallery.html"
    page.write_text(gallery.make_page(drawn.folder), encoding="utf-8")
    photograph = tmp_path / "page.png"
    opened(browser, page, tmp_path, "--window-size=1100,3000", f"--screenshot={photograph}")
    with Image.open(photograph) as picture:
        gray = picture.convert("L")
        histogram = gray.histogram()
    seen = sum(histogram)
    assert seen == 1100 * 3000
    assert histogram[0] > 0.01 * seen  # the dark pixels of the dreams
    assert histogram[255] > 0.3 * seen
