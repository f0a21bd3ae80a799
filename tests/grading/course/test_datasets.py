"""The data: what is stored is read whole, and what is damaged is named."""

from __future__ import annotations

import gzip
import math
import re
import shutil
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from grading.course.datasets import DATA, SHA256, Images, digits, mnist, moons, names, unpack
from grading.errors import DataError

DIGITS = "digits.csv.gz"


@pytest.fixture(scope="module")
def train() -> Images:
    return mnist("train")


def test_mnist_has_all_its_images(train: Images) -> None:
    """60,000 and 10,000 images of 28 x 28 bytes, each with a label."""
    for images, count in ((train, 60_000), (mnist("test"), 10_000)):
        assert len(images) == count
        assert len(images.images) == count * 28 * 28
        assert (images.rows, images.columns, images.white) == (28, 28, 255)
        assert set(images.labels) == set(range(10))


def test_mnist_begins_as_it_is_known_to_begin(train: Images) -> None:
    """The first training labels are 5, 0, 4, 1, 9; the first image is a 5 with 166 ink pixels."""
    assert list(train.labels[:5]) == [5, 0, 4, 1, 9]
    assert sum(pixel > 0 for pixel in train.stored(0)) == 166


def test_mnist_loads_fast_and_as_bytes() -> None:
    """60,000 images load within 2 seconds, one byte a pixel."""
    start = time.process_time()
    images = mnist("train")
    assert time.process_time() - start < 2
    assert type(images.images) is bytes and type(images.labels) is bytes


def test_pixels_and_scaled(train: Images) -> None:
    """`pixels` are the stored numbers as floats; `scaled` lie in [0, 1], and zero stays zero."""
    stored, pixels, scaled = train.stored(7), train.pixels(7), train.scaled(7)
    assert pixels == [float(number) for number in stored]
    assert all(type(number) is float for number in pixels + scaled)
    assert max(scaled) == 1.0
    assert [number == 0 for number in scaled] == [number == 0 for number in stored]


def test_an_image_that_is_not_there(train: Images) -> None:
    """Image -1 and image 60,000 are an IndexError, not an empty image."""
    for index in (-1, 60_000):
        with pytest.raises(IndexError, match=str(index)):
            train.scaled(index)


def test_digits() -> None:
    """1,797 images of 8 x 8, pixels from 0 to 16, about as many of each digit."""
    images = digits()
    assert (len(images), images.rows, images.columns, images.white) == (1797, 8, 8, 16)
    assert len(images.images) == 1797 * 64 and set(images.images) == set(range(17))
    assert set(Counter(images.labels)) == set(range(10))
    assert min(Counter(images.labels).values()) >= 174
    assert len(images.pixels(1796)) == 64


def test_names() -> None:
    """29,910 names, the most frequent first, of 2 to 15 letters a to z; none stands there twice."""
    words = names()
    assert (len(words), words[:3], words[-1]) == (29_910, ["emma", "liam", "olivia"], "zyrie")
    assert len(set(words)) == len(words)
    assert all(re.fullmatch("[a-z]{2,15}", word) for word in words)


def test_moons_without_noise_lie_on_two_half_circles() -> None:
    """Label 0 lies on the upper half circle around (0, 0), label 1 on the lower around (1, 1/2)."""
    points, labels = moons(101, 0.0, Random(3))
    assert Counter(labels) == {0: 50, 1: 51}
    for (x, y), label in zip(points, labels, strict=True):
        x, y = (1 - x, 0.5 - y) if label else (x, y)
        assert math.isclose(math.hypot(x, y), 1.0) and y > -1e-12


def test_moons_are_noisy_shuffled_and_repeatable() -> None:
    """Equal seeds give equal points; noise moves them; the labels are not in order."""
    points, labels = moons(200, 0.1, Random(3))
    assert (points, labels) == moons(200, 0.1, Random(3))
    assert (points, labels) != moons(200, 0.1, Random(4))
    off = [
        math.hypot(1 - x, 0.5 - y) - 1 if label else math.hypot(x, y) - 1
        for (x, y), label in zip(points, labels, strict=True)
    ]
    assert 0.05 < math.sqrt(sum(d * d for d in off) / len(off)) < 0.2
    assert labels != sorted(labels)


def test_the_table_names_every_file() -> None:
    """What lies in grading/course/data is what the table of checksums and README.md name."""
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.gz")}
    assert files == set(SHA256)
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(name in readme and digest in readme for name, digest in SHA256.items())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there: one sentence with its path and what to do."""
    with pytest.raises(DataError, match=r"digits\.csv\.gz is missing: .*git checkout"):
        unpack(DIGITS, folder=tmp_path)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text", "another"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    """A file that is cut off, altered, empty or another one is never read as data."""
    content = (DATA / DIGITS).read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    damaged = {
        "cut": content[:-100],
        "flipped": flipped,
        "empty": b"",
        "text": b"version https://git-lfs.github.com/spec/v1",
        "another": gzip.compress(b"0,0,0"),
    }
    (tmp_path / DIGITS).write_bytes(damaged[damage])
    with pytest.raises(
        DataError, match=r"digits\.csv\.gz (is damaged|cannot be read).*git checkout"
    ):
        unpack(DIGITS, folder=tmp_path)


def test_an_intact_copy_is_read(tmp_path: Path) -> None:
    """The checks above fail for the damage, not for the folder."""
    shutil.copy(DATA / DIGITS, tmp_path / DIGITS)
    assert unpack(DIGITS, folder=tmp_path) == unpack(DIGITS)
