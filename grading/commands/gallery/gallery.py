"""The gallery: the pictures of the course, and the dreams made again without training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from grading import files
from grading.commands.gallery.page import Picture, Room, render_page
from grading.course.manifest import Course
from grading.grade import GradingRequest, whole_learner
from grading.learner.runner import NO_ANSWER, Runner
from grading.milestones import adversarial, dreams, large_dreams
from grading.milestones.base import Progress
from grading.milestones.classifier import Classifier, TrainedClassifier, load_classifier
from grading.submission.submission import Submission

PAGE = "gallery.html"

TITLE = "What my engine learned to see"
INTRODUCTION = (
    "Everything on this page was computed by one autograd engine, written from nothing in plain "
    "Python."
)

ROOMS = (
    Room(
        "moons",
        "Two moons",
        "A network of single numbers draws a line between two moons. The points are ones that it "
        "had never seen, and the shade says how sure it is on either side.",
        (
            Picture(
                "moons.png",
                "Three panels, one for each seed: two interleaving half circles of points, blue "
                "and orange, and the curved boundary that the network draws between them.",
            ),
        ),
    ),
    Room(
        "digits",
        "Small digits",
        "With a matrix in each node the engine reads digits of 8 by 8 pixels. Wrong readings are "
        "marked.",
        (
            Picture(
                "digits.png",
                "A grid of handwritten digits of 8 by 8 pixels with the network's answers, the "
                "wrong ones marked, and beside it the learning curve.",
            ),
        ),
    ),
    Room(
        "mnist",
        "MNIST",
        "The wall that one node per number could not climb: real MNIST, 28 by 28 pixels, read "
        "after a minute of learning. The curve shows how it got there.",
        (
            Picture(
                "mnist.png",
                "A grid of MNIST test digits with the network's answers, the wrong ones marked, "
                "and beside it the learning curve.",
            ),
        ),
    ),
    Room(
        "dreams",
        "Dreams",
        "Now the weights stay and the pixels move. Above, a black square descends until the "
        "network is sure of each digit; below, the mean of many such dreams from noise, in which "
        "even we begin to see something. Then a real 0 becomes an 8, and at last the network of "
        "MNIST dreams, in 28 by 28 pixels.",
        (
            Picture(
                "dreams.png",
                "Two rows of ten gray images of 8 by 8 pixels, for the digits 0 to 9: dreams from "
                "a black square, and means of many dreams from noise. Above each stands what the "
                "network reads in it and how sure it is.",
            ),
            Picture(
                "morph.png",
                "A row of gray images of 8 by 8 pixels: a handwritten 0 grows a bar across its "
                "middle, while the network becomes sure that it is an 8.",
            ),
            Picture(
                "morph.gif",
                "The same as a film: a handwritten 0 slowly turns into an 8, and under it the "
                "step and how sure the network is of the 8.",
            ),
            Picture(
                large_dreams.PICTURE,
                "Two rows of ten gray images of 28 by 28 pixels, for the digits 0 to 9: dreams of "
                "the MNIST network from a black square, and from the mean of all digits, in which "
                "most can be read.",
                needs="mnist",
            ),
        ),
    ),
    Room(
        "adversarial",
        "Not what you see",
        "Each digit is changed so little that we hardly notice, and the network reads another "
        "one. The third image of each triple is the change alone; the least visible come first.",
        (
            Picture(
                "adversarial.png",
                "Eight triples of images of 8 by 8 pixels: a handwritten digit, the same "
                "digit altered, and their difference in red and blue. Above them stands what the "
                "network reads, how sure it is, and the mean change of a pixel.",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Gallery:
    """page: the HTML file. made: the pictures made again. notes: what could not be made."""

    page: Path
    made: tuple[str, ...]
    notes: tuple[str, ...]


def make_gallery(
    submission: Submission,
    course: Course,
    folder: Path,
    count: int = dreams.COUNT,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> Gallery:
    """Dream again with the last trained models in `folder`, then write the page beside it.

    The submission's own code dreams. count: the dreams in each composite. What cannot be made
    again is told in the notes, and the page shows the pictures that there are.
    """
    found, network = load_classifier(folder), large_dreams.load_network(folder)
    made: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    if found is None:
        notes = (
            "There is no trained classifier to dream with yet: run `picograd milestone dreams`.",
        )
    if found or network:
        try:
            with whole_learner(submission, course, GradingRequest(())) as learner:
                made = _dreamed_again(learner, found, network, folder, count, tell)
        except NO_ANSWER as error:
            notes = (f"The dreams could not be dreamed again ({error}); older pictures are shown.",)
    page = folder / PAGE
    folder.mkdir(parents=True, exist_ok=True)
    files.write(page, make_page(folder, notes).encode("utf-8"))
    return Gallery(page, made, notes)


def make_page(folder: Path, notes: tuple[str, ...] = ()) -> str:
    """The page of the pictures in `folder`; missing ones are told."""
    return render_page(TITLE, INTRODUCTION, [_filled(room, folder) for room in ROOMS], notes)


def _dreamed_again(
    learner: Runner,
    found: TrainedClassifier | None,
    network: Classifier | None,
    folder: Path,
    count: int,
    tell: Callable[[Progress], None],
) -> tuple[str, ...]:
    """The paths of the pictures drawn; none is drawn before all is dreamed."""

    def part(start: float, width: float) -> dreams.Tell:
        return lambda done, text: tell(Progress(start + width * done, 1.0, text))

    drawings: list[Callable[[], tuple[str, ...]]] = []
    if found is not None:
        made = dreams.dream_everything(learner, found, count, part(0.0, 0.6), Random(0))
        attempts, _ = adversarial.alter_digits(learner, found, part(0.6, 0.2), Random(0))
        drawings.append(partial(dreams.draw_dreams, made, folder))
        drawings.append(partial(adversarial.draw_attempts, attempts, folder))
    if network is not None:
        large = large_dreams.dream_large(learner, network, part(0.8, 0.2))
        drawings.append(partial(large_dreams.draw_large_dreams, large, folder))
    return tuple(path for draw in drawings for path in draw())


def _filled(room: Room, folder: Path) -> Room:
    pictures = (replace(p, content=_content(folder / p.file)) for p in room.pictures)
    return replace(room, pictures=tuple(pictures))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
