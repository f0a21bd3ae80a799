"""The speed of the learner's own matrix product, shown when its checks pass."""

from __future__ import annotations

import re
import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from grading.companion.own_product import product_key
from grading.milestones.product_speed import ProductSpeed, count_lookups, count_zeros, time_product
from grading.milestones.speed import dense, naive_product
from grading.paths import ROOT, SOLUTIONS
from grading.report.screen.wall import describe_product
from tests.grading.conftest import Clone

LOOPS = """    result = [[0.0] * len(b[0]) for _ in a]
    for i in range(len(a)):
        for j in range(len(b[0])):
            for k in range(len(b)):
                result[i][j] += a[i][k] * b[k][j]
    return result
"""
UNWRITTEN = """    # TODO(tensor): mix the rows of b, as much of each as the row of a says.
    raise NotImplementedError("tensor: product")
"""


def zipped(a: Any, b: Any) -> Any:
    """No index, and every zero is multiplied."""
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in a]


def mixed(a: Any, b: Any) -> Any:
    """An index in the outer loop alone, and no zero is multiplied."""
    result = []
    for row in a:
        total = [0.0] * len(b[0])
        for k in range(len(b)):
            if factor := row[k]:
                total = [t + factor * y for t, y in zip(total, b[k], strict=True)]
        result.append(total)
    return result


def with_product(multiply: Any) -> Any:
    return SimpleNamespace(tensor=SimpleNamespace(product=multiply))


def told(speed: ProductSpeed) -> str:
    return "\n".join(line.plain for line in describe_product(speed))


@pytest.fixture
def written(clone: Clone) -> Clone:
    """A clone with the images of MNIST, in which `product` is written and nothing else is."""
    images = "grading/course/data/mnist"
    for part in ("images-idx3", "labels-idx1"):
        shutil.copy(ROOT / images / f"t10k-{part}-ubyte.gz", clone.root / images)
    stub = (clone.exercises / "tensor.py").read_text(encoding="utf-8")
    assert UNWRITTEN in stub
    clone.write("tensor", stub.replace(UNWRITTEN, LOOPS))
    return clone


def test_the_wall_is_felt_once_and_whenever_it_is_asked_for(written: Clone) -> None:
    """When the checks of product pass, `check` shows it beside loops and reference, with advice
    on its index and its zeros; not again until the function changes, unless by its name.
    """
    first = written.run("-m", "grading", "check", "tensor").out
    assert re.search(r"three loops over i, j, k +1\.0 x\n +yours +\d\.\d x as fast\n", first)
    assert re.search(r"the reference +\d+\.\d x as fast\n", first)
    assert "looks up 4 of the numbers and rows" in first
    assert "Four of five pixels are black" in first
    assert "todo" in first
    source = (written.exercises / "tensor.py").read_text(encoding="utf-8")
    written.write("tensor", source.replace('f"Tensor(shape', 'f"Matrix(shape'))
    assert "as fast" not in written.run("-m", "grading", "check", "tensor").out
    assert "yours" in written.run("-m", "grading", "check", "product").out


def test_look_ups_are_counted_for_each_multiplication() -> None:
    """Four in three loops over indices; none with zip; few in an outer loop."""
    assert count_lookups(with_product(naive_product)) == pytest.approx(4, abs=0.1)
    assert count_lookups(with_product(zipped)) == 0
    assert 0 < count_lookups(with_product(mixed)) < 0.2


def test_multiplications_by_zero_are_counted() -> None:
    """All of them, or none where they are passed over."""
    assert count_zeros(with_product(zipped)) == 1
    assert count_zeros(with_product(naive_product)) == 1
    assert count_zeros(with_product(mixed)) == 0


def test_the_time_of_three_loops_is_the_unit() -> None:
    """A product that makes the loops run ten times is less than half as fast as they are."""

    def tenfold(a: Any, b: Any) -> Any:
        return [naive_product(a, b) for _ in range(10)]

    assert 0 < time_product(with_product(tenfold), dense(8, 30, 1), dense(30, 8, 2)) < 0.5


def test_advice_is_for_what_was_measured() -> None:
    """None for a product without index and zeros, whatever its time; each by itself."""
    assert "No point" not in told(ProductSpeed(1.0, 12.0, 0.1, 0.0))
    index, zeros = told(ProductSpeed(9.0, 12.0, 3.0, 0.0)), told(ProductSpeed(9.0, 12.0, 0.0, 1.0))
    assert "looks up 3 of" in index
    assert "black" not in index
    assert "looks up" not in zeros
    assert "black" in zeros
    assert "No point depends on it." in index
    assert "reference" not in told(ProductSpeed(9.0, None, 0.0, 0.0))


def test_a_product_is_known_by_its_code_alone() -> None:
    """Another method or another comment leaves it what it is; another helper does not."""
    source = (SOLUTIONS / "picograd" / "tensor.py").read_bytes()
    same = source.replace(b"return self * -1.0", b"return -1.0 * self")
    same = same.replace(b"# without the zeros", b"")
    assert same != source
    assert product_key(same) == product_key(source)
    other = source.replace(b"compress(row, row), compress(b, row)", b"row, b")
    assert product_key(other) != product_key(source)
