"""The gallery: the pictures of the course, and the dreams made again without training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from grading import files
from grading.commands.gallery.page import render_page
from grading.companion.picture_rooms import INTRODUCTION, TITLE, filled_rooms
from grading.course.manifest import Course
from grading.grade import GradingRequest, whole_learner
from grading.learner.runner import NO_ANSWER, Runner
from grading.milestones import adversarial, dreams, large_dreams
from grading.milestones.base import Progress
from grading.milestones.classifier import Classifier, TrainedClassifier, load_classifier
from grading.submission.submission import Submission

PAGE = "gallery.html"


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
    return render_page(TITLE, INTRODUCTION, filled_rooms(folder), notes)


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
