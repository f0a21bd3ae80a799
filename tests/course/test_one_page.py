"""The engine on one page computes what the stages compute, number for number."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grading.companion.read_solution import ONE_PAGE
from grading.course.manifest import load_course
from grading.learner.package import sources_in
from grading.milestones.tape import value_and_gradients
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.allowed_imports import find_forbidden
from grading.worker.overlay import Overlay

PAGE = SOLUTIONS / ONE_PAGE


@pytest.fixture(scope="module")
def page() -> Any:
    spec = importlib.util.spec_from_file_location("one_page", PAGE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def picograd() -> Iterator[Any]:
    with Overlay(sources_in(SOLUTIONS / PACKAGE, load_course().stage_ids)).installed() as package:
        for stage in load_course().stage_ids:
            importlib.import_module(f"picograd.{stage}")
        yield package


def flat(data: Any) -> list[float]:
    return [x for part in data for x in flat(part)] if isinstance(data, (list, tuple)) else [data]


def told(nodes: list[Any]) -> list[float]:
    """Data and gradients of all."""
    return flat([[node.data, node.grad] for node in nodes])


def assert_same(mine: list[float], right: list[float]) -> None:
    assert len(mine) == len(right) > 0
    assert mine == pytest.approx(right, rel=1e-9, abs=1e-12)


def matrix(n: int, m: int, seed: str) -> list[list[float]]:
    rng = Random(seed)
    return [[rng.gauss(0, 1) for _ in range(m)] for _ in range(n)]


def test_it_is_a_page() -> None:
    """At most 400 lines of at most 100 characters, of the standard library alone."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 100
    assert list(find_forbidden(ast.parse("\n".join(lines)))) == []


def test_expressions_of_numbers(page: Any) -> None:
    """Every op of a Value, on both sides, used more than once: as a tape of slopes has them."""

    def expression(a: Any, b: Any) -> Any:
        h = (a * b + 2) * a - b / 3
        return (1 - h) / (h**2 + 1) + h.tanh() * (2 * b.exp()).log() + (h - 9).relu() + 5 / b

    leaves = [page.Value(1.3), page.Value(0.7)]
    root = expression(*leaves)
    root.backward()
    value, gradients = value_and_gradients(expression, [1.3, 0.7])
    assert_same([root.data, *(leaf.grad for leaf in leaves)], flat([value, gradients]))


def test_learning_with_numbers(page: Any, picograd: Any) -> None:
    """An MLP, both losses and two epochs of SGD with momentum and decay."""
    points = matrix(7, 2, "points")

    def learned(mlp: Any, mse: Any, cross_entropy: Any, sgd: Any, train_epoch: Any) -> list[float]:
        model = mlp([2, 3, 2], Random(1))
        optimizer = sgd(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)

        def batch_loss(batch: list[int]) -> Any:
            losses = [cross_entropy(model(points[i]), i % 2) for i in batch]
            return sum(losses) / len(losses) + mse(model(points[0]), [0.5, -0.5])

        losses = [train_epoch(batch_loss, optimizer, range(7), 3, Random(2)) for _ in range(2)]
        return [*losses, *told(model.parameters())]

    mine = learned(page.MLP, page.mse, page.scalar_cross_entropy, page.SGD, page.train_epoch)
    losses, training = picograd.losses, picograd.training
    sgd = picograd.optim.SGD
    assert_same(
        mine,
        learned(picograd.nn.MLP, losses.mse, losses.cross_entropy, sgd, training.train_epoch),
    )


def test_every_op_of_a_tensor(page: Any, picograd: Any) -> None:
    """Stretched rows, constants, products, and each op with its rule."""

    def computed(tensor: Any) -> list[float]:
        x, w = tensor(matrix(3, 4, "x")), tensor(matrix(4, 2, "w"))
        row, constant = tensor(matrix(1, 2, "row")), tensor(matrix(3, 2, "c"), requires_grad=False)
        h = (x @ w + row) * constant - 2 * (constant * row.T.sum().item())
        h = h.tanh() + h.relu() * 0.5 + (h.exp() + 1 * h.exp()).log() + h
        total = h.log_softmax().pick([1, 0, 1]).mean() + (h.T @ x).sum() - h.mean()
        total.backward()
        return [total.item(), *told([x, w, row])]

    assert_same(computed(page.Tensor), computed(picograd.tensor.Tensor))


def test_dreaming(page: Any, picograd: Any) -> None:
    """Five steps of a pixel image down the cross-entropy, within the bounds."""
    image = [abs(x) * 3 for x in matrix(1, 6, "image")[0]]

    def dreamt(linear: Any, chained: Callable[..., Any], dream: Any) -> list[float]:
        rng = Random(3)
        model = chained(linear(6, 5, rng), linear(5, 3, rng))
        return dream(model, image, 1, 5, 2.0, 0.0, 4.0)  # type: ignore[no-any-return]  # pixels

    layers = picograd.layers
    mine = dreamt(page.Linear, lambda a, b: lambda x: b(a(x).relu()), page.dream)
    right = dreamt(
        layers.Linear,
        lambda a, b: layers.Sequential(a, layers.ReLU(), b),
        picograd.dream.dream,
    )
    assert_same(mine, right)
    assert 0.0 in mine or 4.0 in mine


def test_words(page: Any, picograd: Any) -> None:
    """Losses and every gradient of a GPT over steps of Adam with decay, and what it writes."""
    words = ["ada", "magdalena", "bo", "x"]

    def written(gpt: Any, adam: Any) -> tuple[list[float], list[str]]:
        model = gpt.GPT(27, 6, 2, 2, 5, Random(4))
        optimizer = adam(model.parameters(), lr=0.05, betas=(0.8, 0.95), weight_decay=0.1)
        numbers = []
        for _ in range(3):
            optimizer.zero_grad()
            loss = gpt.loss(model, words)
            loss.backward()
            numbers += [loss.item(), *told(model.parameters())]
            optimizer.step()
        rng = Random(5)
        return numbers, [gpt.generate(model, rng, t) for t in (0, 0.5, 1.0, 1.0, 2.0)]

    mine, right = written(page, page.Adam), written(picograd.gpt, picograd.adam.Adam)
    assert_same(mine[0], right[0])
    assert mine[1] == right[1]


def test_it_runs(tmp_path: Path) -> None:
    """From a file of names on its standard input, to names of its own; here a shorter one."""
    text = PAGE.read_text(encoding="utf-8").replace("1000", "100")
    short = tmp_path / ONE_PAGE
    short.write_text(text.replace("GPT(27, 16, 4", "GPT(27, 4, 1"), encoding="utf-8")
    names = "\n".join(["ada", "bo", "cleo", "dora", "emil", "fay"])
    ran = subprocess.run(
        [sys.executable, "-I", str(short)], input=names, capture_output=True, text=True, check=True
    )
    number, loss, *name = ran.stdout.split()
    assert number == "100" and float(loss) < 3.3 and all(word.isalpha() for word in name)
