"""The milestones `dreams` and `adversarial`: who reaches them, who does not, and their pictures."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grading.checks import oracle
from grading.learner.choose import choose_isolation
from grading.learner.package import whole_package
from grading.learner.sandboxed import Sandboxed
from grading.milestones import adversarial, dreams
from grading.milestones.adversarial import Attempt
from grading.milestones.classifier import (
    NEEDED,
    Classifier,
    TrainedClassifier,
    image_of,
    load_classifier,
    of_scaled,
)
from grading.milestones.dream_pictures import CELL, Seen, Triple, animate, percent, spread
from grading.paths import SOLUTIONS
from grading.worker.wire import Malformed
from tests.grading.milestones.dreaming import (
    Dreamt,
    changed,
    course,
    dreamt,
    mistaken,
    result_of,
    with_function,
)

__all__ = ["dreamt"]

# --- The reference ----------------------------------------------------------------------


def test_the_reference_dreams_every_digit(dreamt: Dreamt) -> None:
    """The milestone `dreams` is reached, by the figures that it reports."""
    figures = dreamt.dreams.figures
    assert dreamt.dreams.passed, dreamt.dreams.message
    assert figures["accuracy on unseen digits"] >= NEEDED
    assert len(figures["sure of 0 to 9, from black"]) == 10
    assert min(figures["sure of 0 to 9, from black"]) >= 0.9
    assert figures["sure of the 8 that was a 0"] > 0.5
    assert figures["composites read rightly"] >= 8


def test_the_reference_misleads_its_network(dreamt: Dreamt) -> None:
    """The milestone `adversarial` is reached, by the figures that it reports."""
    figures = dreamt.adversarial.figures
    assert dreamt.adversarial.passed, dreamt.adversarial.message
    assert figures["targets reached"] >= 18
    assert figures["digits altered"] == 20
    assert 0 < figures["mean change of a pixel"] <= 2
    assert figures["closer by"] >= 0.25


def test_both_milestones_say_where_their_pictures_are(dreamt: Dreamt) -> None:
    """Every picture named in the results can be opened, and the film has all its frames."""
    names = [
        Path(picture).name for picture in (*dreamt.dreams.pictures, *dreamt.adversarial.pictures)
    ]
    assert names == ["dreams.png", "morph.png", "morph.gif", "adversarial.png"]
    for name in names[:2] + names[3:]:
        with Image.open(dreamt.folder / name) as picture:
            assert picture.width > 1000, name
    with Image.open(dreamt.folder / "morph.gif") as film:
        assert film.n_frames == dreams.MORPH_STEPS + 1


# --- Networks that have not learned ------------------------------------------------------

UNTAUGHT = """
def train_epoch(batch_loss, optimizer, indices, size, rng):
    return 0.5
"""

ALWAYS_THREE = """
def predict(model, rows):
    return [3] * len(rows)
"""


@pytest.mark.parametrize("milestone", ["dreams", "adversarial"])
def test_a_network_that_answers_at_random_fails(milestone: str, tmp_path: Path) -> None:
    """A network that never learned reaches nothing, draws nothing and is not remembered."""
    submission = changed({"training": with_function("training", "train_epoch", UNTAUGHT)})
    result = result_of(milestone, submission, tmp_path)
    assert not result.passed
    assert result.figures["accuracy on unseen digits"] < 0.5
    assert "each index of its list should stand in exactly one minibatch" in result.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("milestone", ["dreams", "adversarial"])
def test_a_network_that_always_answers_the_same_fails(milestone: str, tmp_path: Path) -> None:
    """Whoever reads a 3 in everything reaches nothing."""
    stages = {
        "training": with_function("training", "train_epoch", UNTAUGHT),
        "layers": with_function("layers", "predict", ALWAYS_THREE),
    }
    result = result_of(milestone, changed(stages), tmp_path)
    assert not result.passed
    assert result.figures["accuracy on unseen digits"] < 0.2


def random_parameters() -> list[list[list[float]]]:
    rng = random.Random(1)
    shapes = [(64, 32), (1, 32), (32, 32), (1, 32), (32, 10), (1, 10)]
    return [[[rng.uniform(-0.3, 0.3) for _ in range(m)] for _ in range(n)] for n, m in shapes]


# --- Dreams that are none ----------------------------------------------------------------


@pytest.fixture
def found(dreamt: Dreamt) -> TrainedClassifier:
    """The reference's classifier, so that nothing has to be trained again."""
    found = load_classifier(dreamt.folder)
    assert found is not None
    return found


def asking(text: str) -> Sandboxed:
    """A judged learner whose dream.py is `text`."""
    package = whole_package(changed({"dream": text}), course())
    return Sandboxed(package, None, 60.0, isolation=choose_isolation())


def silent(done: float, text: str) -> None:
    pass


@pytest.mark.parametrize(
    ("mistake", "names"),
    [
        ("dream-returns-the-start", "sure of every digit"),
        ("dream-ascends", "sure of every digit"),
        ("image-without-gradient", "sure of every digit"),
        ("away-from-what-it-is", "sure of every digit"),
    ],
)
def test_a_dream_that_goes_elsewhere_fails(
    mistake: str, names: str, found: TrainedClassifier
) -> None:
    """Descent that does not lead to the target is not enough, however good the classifier."""
    with asking(mistaken("dream", mistake)) as learner:
        made = dreams.dream_everything(learner, found, 2, silent, random.Random(1))
    assert names in dreams.explain_dreams(made)


ONLY_NOISE = """
def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
    return [rng.uniform(low, high) for _ in range(64)]
"""


def test_noise_is_no_composite(found: TrainedClassifier) -> None:
    """Composites that are noise are not read as the ten digits."""
    with asking(with_function("dream", "composite", ONLY_NOISE)) as learner:
        made = dreams.dream_everything(learner, found, 2, silent, random.Random(1))
    assert "composites are read" in dreams.explain_dreams(made)


A_STEP_MORE = """
dreamt, morphed, mixed, altered = dream, morph, composite, adversarial

def dream(model, image, target, steps, lr, low=0.0, high=16.0):
    return dreamt(model, image, target, steps + {dream}, lr, low, high)

def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    frames = list(morphed(model, image, target, steps, lr, low, high))
    frames[{morph}] = frames[0]
    return iter(frames)

def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
    return mixed(model, target, count, steps + {composite}, lr, rng, low, high)

def adversarial(model, image, target, steps, lr, closeness, low=0.0, high=16.0):
    return altered(model, image, target, steps + {adversarial}, lr, closeness, low, high)
"""
FUNCTIONS = ("dream", "morph", "composite", "adversarial")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_images_of_another_descent_are_told(function: str, found: TrainedClassifier) -> None:
    """They lead to their targets, as stored ones may, and are not the ones that were asked for."""
    text = (SOLUTIONS / "picograd" / "dream.py").read_text(encoding="utf-8")
    text += A_STEP_MORE.format(**{name: int(name == function) for name in FUNCTIONS})
    with asking(text) as learner:
        made = dreams.dream_everything(learner, found, 100, silent, random.Random(1))
        attempts, fault = adversarial.alter_digits(learner, found, silent, random.Random(1))
    said = f"the images of dream.{function} are not those of its own descent"
    if function == "adversarial":
        assert made.fault == adversarial.explain_attempts(attempts) == ""
        assert said in fault
    else:
        assert said in made.fault == dreams.explain_dreams(made)
        assert fault == ""


def test_a_zero_that_stays_a_zero_is_told(found: TrainedClassifier) -> None:
    """A morph whose last frame is still read as a 0 does not count."""
    zero = found.classifier.seen(dreams.real_zeros(found)[0])
    ten = [Seen([0.0] * 64, digit, 0.99) for digit in range(10)]
    made = dreams.Dreams(ten, [0.99] * 10, [zero, zero], [0.0, 0.0], ten, 100)
    assert "real zeros" in dreams.explain_dreams(made)
    eight = dataclasses.replace(zero, reading=8)
    reached = dataclasses.replace(made, frames=[zero, eight])
    assert dreams.explain_dreams(reached) == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"black_sure": [0.99] * 9 + [0.89]}, "of the 9"),
        ({"black_sure": [0.99] * 9 + [math.nan]}, "of the 9"),
        ({"composites": [Seen([0.0] * 64, 4, 0.99)] * 10}, "1 of 10 composites"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], message: str) -> None:
    """The message says which figure falls short."""
    ten = [Seen([0.0] * 64, digit, 0.99) for digit in range(10)]
    made = dreams.Dreams(ten, [0.99] * 10, [ten[0], ten[8]], [0.0, 0.99], ten, 100)
    assert dreams.explain_dreams(made) == ""
    assert message in dreams.explain_dreams(dataclasses.replace(made, **change))


def test_seven_composites_are_not_enough() -> None:
    """Eight of the ten composites must be read as their digit."""
    ten = [Seen([0.0] * 64, digit, 0.99) for digit in range(10)]
    made = dreams.Dreams(ten, [0.99] * 10, [ten[0], ten[8]], [0.0, 0.99], ten, 100)
    wrong = Seen([0.0] * 64, 5, 0.99)
    eight = dataclasses.replace(made, composites=[wrong, wrong, *ten[2:]])
    seven = dataclasses.replace(made, composites=[wrong, wrong, wrong, *ten[3:]])
    assert dreams.explain_dreams(eight) == ""
    assert "7 of 10" in dreams.explain_dreams(seven)


# --- Adversarial images that are none ----------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("distance-to-the-last-frame", "0% closer"),
        ("image-without-gradient", "0 of 20 altered digits are read"),
    ],
)
def test_an_image_that_is_not_adversarial_fails(
    mistake: str, message: str, found: TrainedClassifier
) -> None:
    """Images that do not mislead, or are not held back, do not count."""
    with asking(mistaken("dream", mistake)) as learner:
        attempts, _ = adversarial.alter_digits(learner, found, silent, random.Random(1))
    assert message in adversarial.explain_attempts(attempts)


def test_a_change_is_no_image(found: TrainedClassifier) -> None:
    """What lies outside 0..16 is refused: it cannot be shown to the network."""
    text = mistaken("dream", "adversarial-returns-the-change")
    with asking(text) as learner, pytest.raises(Malformed, match="between 0 and 16"):
        adversarial.alter_digits(learner, found, silent, random.Random(1))


def attempt(reading: int, changed_by: float, without: float) -> Attempt:
    original = Seen([4.0] * 64, 3, 0.9)
    return Attempt(
        target=5,
        original=original,
        altered=Seen([4.0 + changed_by] * 64, reading, 0.9),
        unheld=Seen([4.0 + without] * 64, 5, 0.99),
    )


@pytest.mark.parametrize(
    ("attempts", "message"),
    [
        ([attempt(5, 1.0, 2.0)] * 20, ""),
        ([attempt(5, 1.0, 2.0)] * 18 + [attempt(3, 1.0, 2.0)] * 2, ""),
        (
            [attempt(5, 1.0, 2.0)] * 17 + [attempt(3, 1.0, 2.0)] * 3,
            "17 of 20 altered digits are read",
        ),
        ([attempt(5, 2.1, 4.0)] * 20, "only 0 with a mean change"),
        ([attempt(5, 1.0, 1.2)] * 20, "17% closer"),
        ([attempt(5, 1.0, 1.34)] * 20, ""),
        ([attempt(5, 0.0, 0.0)] * 20, "0% closer"),
    ],
)
def test_what_counts_as_adversarial(attempts: list[Attempt], message: str) -> None:
    """18 of 20 targets with at most 2 of change each, and a quarter closer than without."""
    said = adversarial.explain_attempts(attempts)
    assert (said == "") == (message == "")
    assert message in said


# --- The classifier on this side ----------------------------------------------------------


def test_the_classifier_reads_as_torch_does() -> None:
    """The probabilities on this side are torch's, from the same parameters."""
    parameters = random_parameters()
    rng = random.Random(2)
    image = [rng.choice([0.0, rng.uniform(0, 16)]) for _ in range(64)]

    def right(torch: Any) -> Any:
        x = torch.tensor([image]) / 16
        for number in range(0, 6, 2):
            x = x @ torch.tensor(parameters[number]) + torch.tensor(parameters[number + 1])
            x = x.relu() if number < 4 else x
        return x.softmax(dim=1)[0]

    classifier = of_scaled(parameters)
    expected = oracle.answer(right)
    assert classifier.probabilities(image) == pytest.approx(expected, rel=1e-9)
    assert classifier.ranking(image)[0] == expected.index(max(expected))
    assert classifier.seen(image).sureness == pytest.approx(max(expected), rel=1e-9)


@pytest.mark.parametrize(
    "answer",
    [
        [1.0] * 63,
        [1.0] * 65,
        [1.0] * 63 + [16.01],
        [1.0] * 63 + [-0.01],
        [1.0] * 63 + [math.nan],
        [1.0] * 63 + [True],
        [1.0] * 63 + ["1"],
        None,
    ],
)
def test_what_is_no_image_is_refused(answer: Any) -> None:
    """An image from the learner's code is 64 numbers between 0 and 16."""
    assert image_of([0, *[16.0] * 63], "the image") == [0.0, *[16.0] * 63]
    with pytest.raises(Malformed, match="the image"):
        image_of(answer, "the image")


def test_a_classifier_is_remembered(dreamt: Dreamt, tmp_path: Path) -> None:
    """The folder of the pictures keeps the last classifier, in numbers; damage means none."""
    found = load_classifier(dreamt.folder)
    assert found is not None
    assert found.accuracy == dreamt.dreams.figures["accuracy on unseen digits"]
    assert isinstance(found.classifier, Classifier)
    assert load_classifier(tmp_path) is None
    text = (dreamt.folder / "classifier.json").read_text(encoding="utf-8")
    for damaged in (
        "",
        "[1, 2]",
        text[:-50],
        text.replace('"parameters": [[[', '"parameters": [[["'),
    ):
        (tmp_path / "classifier.json").write_text(damaged, encoding="utf-8")
        assert load_classifier(tmp_path) is None


# --- The pictures ------------------------------------------------------------------------


def test_a_pixel_of_the_film_is_a_square_of_one_gray(tmp_path: Path) -> None:
    """The film draws each pixel as a square without smoothing: 0 is black and 16 is white."""
    rng = random.Random(3)
    pixels = [float(rng.choice([0, 4, 8, 12, 16])) for _ in range(64)]
    frames = [Seen(pixels, 0, 0.9), Seen(pixels[::-1], 8, 0.9), Seen([0.0] * 64, 8, 0.9)]
    path = animate(frames, [0.1, 0.5, 0.9], 8, tmp_path / "film.gif")
    with Image.open(path) as film:
        assert film.n_frames == 3
        assert film.info["loop"] == 0
        for number, frame in enumerate(frames):
            film.seek(number)
            gray = film.convert("L")
            for index, pixel in enumerate(frame.pixels):
                left, top = CELL * (index % 8), CELL * (index // 8)
                square = gray.crop((left, top, left + CELL, top + CELL))
                assert square.getextrema() == (round(255 * pixel / 16),) * 2


def test_a_difference_is_around_zero() -> None:
    """Above zero where a pixel became lighter; the change is their mean size."""
    one = Seen([4.0, 4.0, 4.0, 4.0], 3, 0.9)
    other = Seen([4.0, 5.5, 2.0, 16.0], 5, 0.9)
    assert Triple(one, other).difference == [0.0, 1.5, -2.0, 12.0]
    assert Triple(one, other).change == 15.5 / 4


def test_the_least_visible_change_is_drawn_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those that reached their target; how visible all of them are is said in words."""

    def attempt(change: float, reading: int = 5) -> Attempt:
        black, altered = Seen([0.0] * 64, 3, 0.9), Seen([change] * 64, reading, 0.9)
        return Attempt(5, black, altered, altered)

    drawn: list[Sequence[Triple]] = []

    def keep(shown: Sequence[Triple], path: Path) -> Path:
        drawn.append(shown)
        return path

    monkeypatch.setattr(adversarial, "draw_triples", keep)
    attempts = [attempt(1.6), attempt(0.16, reading=3), attempt(0.4)]
    adversarial.draw_attempts(attempts, tmp_path)
    assert [triple.change for triple in drawn[0]] == pytest.approx([0.4, 1.6, 0.16])
    said = adversarial.describe_visibility(attempts)
    assert "by 1.0 to 10.0 % of the gray scale" in said
    assert "1 of 3 digits change by more than 5 %" in said


def test_a_percentage_never_says_more_than_is_true() -> None:
    """99.97 % is not called 100 %."""
    shares = (0.0, 0.074, 0.984, 0.987, 0.9991, 0.9997, 1.0)
    assert [percent(share) for share in shares] == [
        "0 %",
        "7 %",
        "98 %",
        "98.7 %",
        "99.9 %",
        "> 99.9 %",
        "> 99.9 %",
    ]


@pytest.mark.parametrize(("count", "most"), [(41, 10), (10, 10), (3, 10), (1, 10)])
def test_a_strip_shows_the_first_and_the_last_frame(count: int, most: int) -> None:
    """The frames of a strip rise from the first to the last, at most as many as fit."""
    chosen = spread(count, most)
    assert chosen[0] == 0
    assert chosen[-1] == count - 1
    assert len(chosen) == min(count, most)
    assert chosen == sorted(set(chosen))
