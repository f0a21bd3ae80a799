"""The networks that the learner's engine has trained: what the page draws and dreams with.

A training of the page keeps its network at every look; the milestones keep theirs. All are
plain numbers, so a later session can build the network again.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading import files
from grading.companion.live.image_sets import CLASSES, ImageSet
from grading.errors import Unwritable
from grading.milestones.classifier import load_classifier
from grading.milestones.dream_pictures import HIGH
from grading.milestones.large_dreams import load_network
from grading.milestones.network import Parameters, parameters_of
from grading.milestones.received import field, numbers
from grading.paths import STATE

FOLDER = STATE / "live"


@dataclass(frozen=True)
class KeptNetwork:
    """parameters: for pixels from 0 to 1. origin: where it was trained, in words. sizes: of its
    layers. accuracy: on images that it was not taught, None where nobody has counted.
    """

    parameters: Parameters
    origin: str
    accuracy: float | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        weights = self.parameters[::2]
        return (len(weights[0]), *(len(weight[0]) for weight in weights))


def keep_network(chosen: ImageSet, parameters: Parameters, accuracy: float) -> None:
    """Keep what a training on the page has come to, in the place of the one before.

    A folder that cannot be written only costs the keeping.
    """
    content = {"parameters": parameters, "accuracy": accuracy}
    with contextlib.suppress(OSError, Unwritable):
        FOLDER.mkdir(parents=True, exist_ok=True)
        files.write(_file(chosen), json.dumps(content).encode())


def kept_network(chosen: ImageSet) -> KeptNetwork | None:
    """The network trained last on the page, else the milestone's; None where there is neither."""
    return _trained_here(chosen) or _of_milestone(chosen)


def _trained_here(chosen: ImageSet) -> KeptNetwork | None:
    try:
        content: Any = json.loads(_file(chosen).read_text(encoding="utf-8"))
        found = field(content, "parameters")
        hidden = [len(rows[0]) for rows in found[0:-2:2]]
        parameters = parameters_of(found, (chosen.pixels, *hidden, CLASSES))
        (accuracy,) = numbers([field(content, "accuracy")], 1, "the accuracy")
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None
    return KeptNetwork(parameters, "trained on this page", accuracy)


def _file(chosen: ImageSet) -> Path:
    return FOLDER / f"{chosen.id}.json"


def _of_milestone(chosen: ImageSet) -> KeptNetwork | None:
    folder = STATE / "pictures"
    if chosen.id == "mnist":
        network = load_network(folder)
        return None if network is None else KeptNetwork(network.parameters, "the milestone's")
    found = load_classifier(folder)
    if found is None:
        return None
    first, *others = found.classifier.parameters
    # The milestone's reads pixels from 0 to 16.
    scaled = [[HIGH * x for x in row] for row in first]
    return KeptNetwork([scaled, *others], "the milestone's", found.accuracy)
