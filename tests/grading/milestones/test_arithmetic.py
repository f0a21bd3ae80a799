"""What stands in for PyTorch where it is not: the same numbers, of networks and of expressions."""

from __future__ import annotations

import math
from array import array
from random import Random
from typing import Any

import pytest

from grading.checks import oracle
from grading.milestones import engine, plain_chain
from grading.milestones.arithmetic import OnPlainPython, OnTorch, arithmetic_here, judge_name
from grading.milestones.descent import chosen, descend
from grading.milestones.disguise import draw_disguise
from grading.milestones.engine import chain, ladder, published
from grading.milestones.expressions import evaluated, random_program
from grading.milestones.image_training import Material, Plan, image_subject
from grading.milestones.network import Parameters, Rows, draw_parameters
from grading.milestones.replay import begin, plain_parameters, replay
from grading.milestones.right_answers import gradients_of_all_nodes, right_answer

pytest.importorskip("torch", reason="the numbers of plain Python are compared with PyTorch's")

# Those of moons, of the digits, and one without a hidden layer.
NETWORKS = [(2, 16, 16, 2), (64, 32, 32, 10), (12, 5)]


@pytest.fixture
def hide_torch(monkeypatch: pytest.MonkeyPatch) -> Any:
    """To be called where PyTorch should not be there any more."""
    return lambda: monkeypatch.setattr(oracle, "is_live", lambda: False)


def drawn(sizes: tuple[int, ...]) -> Parameters:
    """Also the biases are not zero."""
    rng = Random(f"{sizes}")
    parameters = draw_parameters(sizes, rng)
    return [[[x + rng.gauss(0, 0.1) for x in row] for row in rows] for rows in parameters]


def images(width: int, count: int = 7) -> Rows:
    """Half of all pixels are zero; the last image is black."""
    rng = Random(width)
    lit = [[rng.choice([0.0, rng.uniform(0, 1)]) for _ in range(width)] for _ in range(count - 1)]
    return [*lit, [0.0] * width]


def masks(sizes: tuple[int, ...], count: int = 7) -> list[Rows]:
    rng = Random(1)
    return [
        [[rng.choice([0.0, 1.25]) for _ in range(width)] for _ in range(count)]
        for width in sizes[1:-1]
    ]


def flat(rows: Any) -> list[float]:
    return [x for row in rows for x in flat(row)] if isinstance(rows, list) else [rows]


def same(one: Any, other: Any) -> bool:
    return flat(one) == pytest.approx(flat(other), rel=1e-9, abs=1e-12) and flat(one) != []


@pytest.fixture(params=[True, False], ids=["sumprod", "no sumprod"])
def _dot(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.12 has the faster of the two ways to a sum of products."""
    exact = getattr(math, "sumprod", lambda xs, ys: math.fsum(map(float.__mul__, xs, ys)))
    monkeypatch.setattr(plain_chain, "_sumprod", exact if request.param else None)


@pytest.mark.usefixtures("_dot")
@pytest.mark.parametrize("dropout", [False, True])
@pytest.mark.parametrize("sizes", NETWORKS)
def test_loss_and_gradients_are_those_of_pytorch(sizes: tuple[int, ...], dropout: bool) -> None:
    """Of the mean cross-entropy, in every weight and bias, with and without dropout."""
    labels = [(3 * i) % sizes[-1] for i in range(7)]
    answers = []
    for here in (OnPlainPython(), OnTorch()):
        chosen_masks = list(map(here.matrix, masks(sizes))) if dropout else []
        parameters = list(map(here.matrix, drawn(sizes)))
        x = here.matrix(images(sizes[0]))
        loss, found = here.loss_and_gradients(parameters, x, labels, chosen_masks)
        answers.append([loss, list(map(here.rows, found)), here.rows(here.logits(parameters, x))])
    plain, right = answers
    for one, other in zip(plain, right, strict=True):
        assert same(one, other)
    shapes = [[len(rows), len(rows[0])] for rows in plain[1]]
    assert shapes == [[len(rows), len(rows[0])] for rows in drawn(sizes)]


@pytest.mark.usefixtures("_dot")
@pytest.mark.parametrize("closeness", [0.0, 0.3])
@pytest.mark.parametrize("sizes", NETWORKS)
def test_gradients_of_images_are_those_of_pytorch(sizes: tuple[int, ...], closeness: float) -> None:
    """Of each image its own, with and without the pull to where it began."""
    answers = []
    for here in (OnPlainPython(), OnTorch()):
        parameters = list(map(here.matrix, drawn(sizes)))
        now, start = here.matrix(images(sizes[0])), here.matrix([[0.25] * sizes[0]] * 7)
        labels = [i % sizes[-1] for i in range(7)]
        found = here.gradient_of_images(parameters, now, labels, start, closeness)
        answers.append(here.rows(found))
    assert same(*answers)


def test_sums_bounds_pixels_and_dropout_are_those_of_pytorch() -> None:
    """a x + y, every number within bounds, bytes as numbers from 0 to 1, and what is dropped."""
    answers = []
    for here in (OnPlainPython(), OnTorch()):
        x, y = here.matrix([[1.5, -2.0], [0.1, 9.0]]), here.matrix([[0.3, 4.0], [7.0, -1.0]])
        total = here.scaled_sum(-0.7, x, y)
        pixels = here.pixels(bytes(range(6)), 3, 16)
        dropout = here.dropout(array("d", [0.1, 0.3, 0.09, 0.5, 0.0, 0.99]), 3, 0.1)
        found = (total, here.clamped(total, 0.0, 3.0), pixels, dropout)
        answers.append([here.rows(m) for m in found])
    assert same(*answers)
    assert answers[0][1] == [[0.0, 3.0], [3.0, 0.0]]
    assert answers[0][2][1] == [3 / 16, 4 / 16, 5 / 16]
    assert answers[0][3] == [[1 / 0.9, 1 / 0.9, 0.0], [1 / 0.9, 0.0, 1 / 0.9]]


def test_logits_of_any_size_have_a_finite_loss() -> None:
    """As in PyTorch; and where a network is not finite any more, neither is its loss."""
    for wide in (1000.0, -1000.0):
        losses = [
            here.loss_and_gradients(
                [here.matrix([[wide, 0.0]]), here.matrix([[0.0, 0.0]])],
                here.matrix([[1.0]]),
                [1],
                [],
            )[0]
            for here in (OnPlainPython(), OnTorch())
        ]
        assert losses[0] == pytest.approx(losses[1])
        assert math.isfinite(losses[0])
    for astray in (math.inf, math.nan):
        plain = OnPlainPython()
        loss, _ = plain.loss_and_gradients([[[astray, 1.0]], [[0.0, 0.0]]], [[1.0]], [1], [])
        assert not math.isfinite(loss)


def test_a_training_goes_where_it_goes_with_pytorch(hide_torch: Any) -> None:
    """Twelve steps with momentum and dropout, from the same draw, with one loss."""
    rng = Random(4)
    material = Material(
        bytes(rng.randrange(17) for _ in range(64 * 24)),
        bytes(rng.randrange(10) for _ in range(24)),
        draw_disguise(64, 10, rng),
    )
    plan = Plan((64, 32, 32, 10), 16, 0.9, 8, seed=3, dropout=0.1)
    batches = [rng.sample(range(24), size) for size in (8, 8, 7, 1) * 3]

    def trained() -> tuple[Parameters, float, str]:
        subject = image_subject(material, plan)
        minibatches = [subject.draw(batch) for batch in batches]
        state, loss = replay(subject.step, begin(subject.drawn), minibatches, 0.1)
        return plain_parameters(state), loss, judge_name()

    right = trained()
    hide_torch()
    plain = trained()
    assert (right[2], plain[2]) == ("PyTorch", "the autograder")
    assert plain[1] == pytest.approx(right[1], rel=1e-9)
    assert same(plain[0], right[0])


@pytest.mark.parametrize("closeness", [0.0, 0.1])
def test_a_descent_goes_where_it_goes_with_pytorch(closeness: float, hide_torch: Any) -> None:
    """Every frame, with pixels that reach their bounds."""
    starts = [[16 * x for x in image] for image in images(64)]
    asked = (drawn((64, 32, 32, 10)), starts, [3, 1, 4, 1, 5, 9, 2], 8, 50.0, 16.0, closeness)
    right = descend(*asked)
    hide_torch()
    plain = descend(*asked)
    assert len(plain) == 9
    assert same(plain, right)
    assert {0.0, 16.0} <= set(flat(plain[-1]))


def test_where_there_is_no_pytorch_some_descents_are_made_again(hide_torch: Any) -> None:
    """All with PyTorch; else those that the secret picks, and at least one."""
    assert chosen(20, Random(0)) == list(range(20))
    hide_torch()
    picked = [chosen(20, Random(seed)) for seed in range(50)]
    assert {len(set(few)) for few in picked} == {2}
    assert {i for few in picked for i in few} == set(range(20))
    assert len(chosen(3, Random(0))) == 1


def test_pytorch_is_asked_where_it_is(hide_torch: Any) -> None:
    """Nothing but its presence decides who computes."""
    assert isinstance(arithmetic_here(), OnTorch)
    hide_torch()
    assert isinstance(arithmetic_here(), OnPlainPython)


# --- Expressions ------------------------------------------------------------------------


def test_random_expressions_come_to_what_they_come_to_in_pytorch(hide_torch: Any) -> None:
    """Three hundred of them: value, gradients of the leaves, and those of every node."""
    cases = [random_program(Random(f"tape/{i}")) for i in range(300)]

    def answers() -> list[Any]:
        return [
            [
                right_answer(lambda *nodes, p=program: evaluated(list(nodes), p)[-1], leaves),
                gradients_of_all_nodes(leaves, program),
            ]
            for leaves, program in cases
        ]

    right = answers()
    hide_torch()
    for case, one, other in zip(cases, answers(), right, strict=True):
        # Nearly equal terms leave each other their rounding, in proportion to the largest.
        largest = max(map(abs, flat(other)))
        assert flat(one) == pytest.approx(flat(other), rel=1e-9, abs=1e-12 * largest), case


@pytest.mark.parametrize(
    ("expression", "inputs"),
    [(published, [-4.0, 2.0]), (ladder, [0.7, 0.03]), (chain, [1.2, 1 + 1e-6])],
)
def test_the_three_expressions_come_to_what_they_come_to_in_pytorch(
    expression: Any, inputs: list[float], hide_torch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The published one, the ladder, and a chain a hundredth as long."""
    monkeypatch.setattr(engine, "CHAIN", 1_000)
    right = right_answer(expression, inputs)
    hide_torch()
    plain = right_answer(expression, inputs)
    assert same(plain, right)
    if expression is chain:
        assert same(engine._chain_in_closed_form(*inputs), right)


@pytest.mark.parametrize(
    "expression",
    [
        lambda a, b: 2.0 - a,
        lambda a, b: 2.0 / a + b,
        lambda a, b: a + 3.0,
        lambda a, b: 3.0 + a * 2.0,
        lambda a, b: 2.0 * a - b,
        lambda a, b: a / 4.0 / b,
        lambda a, b: a**3 - b**-1.5,
        lambda a, b: (-a).relu() + a.relu() * b,
        lambda a, b: b.log() + a.exp() - (a * b).tanh(),
        lambda a, b: (a + 1.3).relu() * b + a,
        lambda a, b: b * b + b,
    ],
)
def test_numbers_may_stand_on_either_side(expression: Any, hide_torch: Any) -> None:
    """Every op, in the forms in which a person writes it; relu has no slope at 0."""
    right = right_answer(expression, [-1.3, 0.6])
    hide_torch()
    assert same(right_answer(expression, [-1.3, 0.6]), right)
