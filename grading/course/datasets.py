"""Moons, the 8x8 digits, MNIST and names, without a download and with the standard library alone.

    from random import Random
    from grading.course.datasets import digits, mnist, moons, names

    points, labels = moons(200, noise=0.1, rng=Random(0))   # points[i] is [x, y], labels[i] 0 or 1
    train = mnist("train")                  # 60,000 images; mnist("test") has 10,000
    train.scaled(7), train.labels[7]        # 784 floats in [0, 1], and the digit
    digits().pixels(7)                      # 64 floats in [0, 16], as they are stored
    names()[:3]                             # 29,910 given names: ["emma", "liam", "olivia"]

Sources and licenses of the stored data stand in grading/course/data/README.md.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from grading.errors import DataError

DATA = Path(__file__).parent / "data"

# SHA-256 of the uncompressed bytes of each file.
SHA256 = {
    "mnist/train-images-idx3-ubyte.gz": (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "mnist/train-labels-idx1-ubyte.gz": (
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "mnist/t10k-images-idx3-ubyte.gz": (
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "mnist/t10k-labels-idx1-ubyte.gz": (
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
    "digits.csv.gz": "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
    "names.txt.gz": "3b20b43df36ec7ee9c90f8ea2c6f1a5310ad2a8608b06f5208edbbf544f26c35",
}
REMEDY = "put it back with `git checkout -- grading/course/data`, or install picograd again."

IMAGES_HEADER, LABELS_HEADER = 16, 8  # bytes before the data in an IDX file


@dataclass(frozen=True)
class Images:
    """Gray images of one size with their labels, one byte a pixel until floats are asked for.

    `images` holds the pixels row by row, image after image, each from 0 (background) to `white`;
    `labels` holds one digit 0..9 an image. Both are bytes, so `labels[i]` is an int.
    """

    images: bytes
    labels: bytes
    rows: int
    columns: int
    white: int

    def __len__(self) -> int:
        return len(self.labels)

    def stored(self, index: int) -> bytes:
        """The bytes of one image: rows * columns ints from 0 to `white`."""
        if not 0 <= index < len(self):
            raise IndexError(f"image {index} of {len(self)}")
        size = self.rows * self.columns
        return self.images[index * size : (index + 1) * size]

    def pixels(self, index: int) -> list[float]:
        """One image as it is stored: rows * columns floats in [0, white]."""
        return list(map(float, self.stored(index)))

    def scaled(self, index: int) -> list[float]:
        """One image as networks like it: rows * columns floats in [0, 1]; zero stays zero."""
        white = self.white
        return [pixel / white for pixel in self.stored(index)]


def moons(n: int, noise: float, rng: Random) -> tuple[list[list[float]], list[int]]:
    """`n` points [x, y] on two interleaving half circles, and their labels, in random order.

    Label 0 is the upper half circle (n // 2 points), label 1 the lower one. Each coordinate is
    moved by Gaussian noise of standard deviation `noise`. Everything random comes from `rng`.
    """
    upper = [(math.cos(t), math.sin(t), 0) for t in half_circle(n // 2)]
    lower = [(1 - math.cos(t), 0.5 - math.sin(t), 1) for t in half_circle(n - n // 2)]
    both = upper + lower
    rng.shuffle(both)
    points = [[x + rng.gauss(0, noise), y + rng.gauss(0, noise)] for x, y, _ in both]
    return points, [label for _, _, label in both]


def half_circle(n: int) -> list[float]:
    """`n` angles evenly spaced in [0, pi], both ends included."""
    return [math.pi * i / max(n - 1, 1) for i in range(n)]


def digits() -> Images:
    """The 1,797 8x8 digits; pixels from 0 to 16."""
    lines = unpack("digits.csv.gz").split()
    table = [bytes(map(int, line.split(b","))) for line in lines]
    images = b"".join(line[:-1] for line in table)
    return Images(images, bytes(line[-1] for line in table), rows=8, columns=8, white=16)


def names() -> list[str]:
    """29,910 given names of 2 to 15 letters, a to z alone, the most frequent first; none twice."""
    return unpack("names.txt.gz").decode("ascii").split()


def mnist(part: Literal["train", "test"]) -> Images:
    """MNIST's 60,000 training or 10,000 test images, 28x28, pixels from 0 to 255."""
    if part not in ("train", "test"):
        raise ValueError(f"mnist has the parts 'train' and 'test', not {part!r}")
    prefix = {"train": "train", "test": "t10k"}[part]
    return Images(
        unpack(f"mnist/{prefix}-images-idx3-ubyte.gz", IMAGES_HEADER),
        unpack(f"mnist/{prefix}-labels-idx1-ubyte.gz", LABELS_HEADER),
        rows=28,
        columns=28,
        white=255,
    )


def unpack(name: str, header: int = 0, folder: Path = DATA) -> bytes:
    """The uncompressed bytes of a data file after its first `header` bytes, found intact.

    A file that is missing, unreadable, or not the one in the table is a DataError.
    """
    path = folder / name
    # Reading the header by itself saves a second copy of 47 MB.
    try:
        with gzip.open(path) as file:
            head, body = file.read(header), file.read()
    except FileNotFoundError:
        raise DataError(f"{path} is missing: {REMEDY}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read ({error}): {REMEDY}") from error
    digest = hashlib.sha256(head)
    digest.update(body)
    if digest.hexdigest() != SHA256[name]:
        raise DataError(
            f"{path} is damaged (SHA-256 {digest.hexdigest()}, expected {SHA256[name]}): {REMEDY}"
        )
    return body
