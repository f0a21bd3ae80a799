"""What the course has to show: its pictures, a room for each milestone, with what they say."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

from grading.milestones import large_dreams


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, what it shows in words, and its bytes, None if missing.

    needs: the milestone after which `picograd gallery` draws it; empty where the milestone of its
    room does.
    """

    file: str
    alt: str
    content: bytes | None = None
    needs: str = ""

    @property
    def is_film(self) -> bool:
        return self.file.endswith(".gif")

    @property
    def data_uri(self) -> str:
        if self.content is None:
            return ""
        kind = "gif" if self.is_film else "png"
        return f"data:image/{kind};base64,{base64.b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Room:
    """What one milestone has to show, with a sentence on it."""

    milestone: str
    title: str
    sentence: str
    pictures: tuple[Picture, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The files that the milestone will draw."""
        return tuple(p.file for p in self.pictures if p.content is None and not p.needs)

    @property
    def waiting(self) -> tuple[Picture, ...]:
        """The pictures that wait for another milestone."""
        return tuple(p for p in self.pictures if p.content is None and p.needs)


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
    Room(
        "names",
        "Names that nobody has",
        "The same engine writes. A GPT of 4,192 numbers has read names for a minute; below stand "
        "some that it made up. Each of its heads looks back at the letters in a way of its own, "
        "and among the letters, of which it was told nothing, the vowels have found each other.",
        (
            Picture(
                "names.png",
                "The learning curve below that of a table of letter pairs; the letters of the "
                "alphabet on two axes, vowels in red; for each of four heads a triangle of shades "
                "that says which letters of a name each letter looks at; and twenty names that "
                "the network wrote.",
            ),
        ),
    ),
)


def filled_rooms(folder: Path) -> list[Room]:
    """The rooms with the pictures that are in `folder`."""
    return [_filled(room, folder) for room in ROOMS]


def _filled(room: Room, folder: Path) -> Room:
    pictures = (replace(p, content=_content(folder / p.file)) for p in room.pictures)
    return replace(room, pictures=tuple(pictures))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
