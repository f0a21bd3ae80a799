"""The milestone `names`: whom it lets pass, and that both judges' networks are the learner's."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grading.checks import oracle
from grading.course import datasets
from grading.milestones import name_training, names
from grading.milestones.arithmetic import OnPlainPython, OnTorch
from grading.milestones.base import MilestoneResult, Setting
from grading.milestones.letters import (
    disguise_word,
    draw_letters,
    loss_of_pairs,
    numbers_of,
    reveal_gpt,
    reveal_word,
    word_of,
)
from grading.milestones.network import Parameters
from grading.milestones.plain_transformer import shares
from grading.milestones.transformer import (
    OnPlainPython as PlainTransformer,
)
from grading.milestones.transformer import OnTorch as TorchTransformer
from grading.milestones.transformer import Plan, draw_parameters, drawn_words, mean_loss
from grading.paths import PACKAGE, SOLUTIONS
from grading.worker.wire import Malformed
from tests.grading.milestones.test_milestones import is_picture, ran, reference, sent

PLAN = Plan(vocabulary=27, width=6, heads=2, blocks=2, context=5)
WORDS = list(map(numbers_of, ["ada", "bo", "magdalena", "x", "aaron"]))


@pytest.fixture
def parameters() -> Parameters:
    return draw_parameters(PLAN, Random(4))


def flat(rows: Any) -> list[float]:
    return [x for row in rows for x in flat(row)] if isinstance(rows, list) else [rows]


# The network on this side


def test_both_networks_are_one(parameters: Parameters, needs_torch: None) -> None:
    """Loss, every gradient, logits: plain Python finds what PyTorch finds, to rounding."""
    plain, torch, here = PlainTransformer(PLAN), TorchTransformer(PLAN), OnTorch()
    matrices = list(map(here.matrix, parameters))
    loss, gradients = plain.loss_and_gradients(parameters, WORDS)
    right, right_gradients = torch.loss_and_gradients(matrices, WORDS)
    assert loss == pytest.approx(right, rel=1e-12)
    for mine, expected in zip(gradients, right_gradients, strict=True):
        assert flat(mine) == pytest.approx(flat(here.rows(expected)), rel=1e-9, abs=1e-13)
    assert plain.loss(parameters, WORDS) == pytest.approx(torch.loss(matrices, WORDS), rel=1e-12)
    word = numbers_of("anna")
    assert plain.logits(parameters, word) == pytest.approx(torch.logits(matrices, word))


def test_both_make_the_same_steps_of_adam(needs_torch: None) -> None:
    """Three steps, as torch.optim.AdamW makes them: a formula of its own for each judge."""
    rng = Random(2)
    rows = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(2)]
    told = [[[rng.gauss(0, 1) for _ in range(3)] for _ in range(2)] for _ in range(3)]
    ends = []
    for here in (OnPlainPython(), OnTorch()):
        x = here.matrix(rows)
        m = v = here.matrix([[0.0] * 3, [0.0] * 3])
        for step, gradient in enumerate(told, start=1):
            rate, root = 0.1 / (1 - 0.9**step), math.sqrt(1 - 0.99**step)
            grad = here.matrix(gradient)
            x, m, v = here.adam(x, grad, (m, v), (0.9, 0.99), (rate, root, 1e-8))
        ends.append(here.rows(x))

    def right(torch: Any) -> Any:
        leaf = torch.tensor(rows, requires_grad=True)
        optimizer = torch.optim.AdamW([leaf], lr=0.1, betas=(0.9, 0.99), weight_decay=0.0)
        for gradient in told:
            leaf.grad = torch.tensor(gradient)
            optimizer.step()
        return leaf

    kept: list[Any] = []
    oracle.answer(kept.append)
    (torch,) = kept
    torch.set_default_dtype(torch.float64)
    expected = flat(right(torch).tolist())
    assert flat(ends[0]) == pytest.approx(expected, rel=1e-12)
    assert flat(ends[1]) == pytest.approx(expected, rel=1e-12)


def test_shares_are_over_what_came_before(parameters: Parameters) -> None:
    """Each row adds up to 1, with zeros behind it; there are as many as heads."""
    heads = shares(parameters, PLAN.heads, [0, 3, 1, 3])
    assert len(heads) == PLAN.heads
    for rows in heads:
        assert [len(row) for row in rows] == [4] * 4
        assert list(map(sum, rows)) == pytest.approx([1.0] * 4)
        assert all(share == 0 for i, row in enumerate(rows) for share in row[i + 1 :])


# Letters


def test_a_table_of_letter_pairs() -> None:
    """Counted on `aa` and `b`: behind a stand a, END and 27 more, behind END a, b and 27 more."""
    begins_with_a, a_then_a, a_then_end = 2 / 29, 2 / 29, 2 / 29
    right = -math.log(begins_with_a) - math.log(a_then_a) - math.log(a_then_end)
    assert loss_of_pairs(["aa", "b"], ["aa"]) == pytest.approx(right / 3)
    assert loss_of_pairs(["aa", "b"], ["c"]) == pytest.approx((math.log(29) + math.log(27)) / 2)


def test_a_disguise_is_taken_off(parameters: Parameters) -> None:
    """Words come back as they were; a revealed network reads them as the other read the hidden."""
    letters = draw_letters(Random(6))
    words = ["ada", "zoe", "quentin"]
    hidden = [disguise_word(word, letters) for word in words]
    assert hidden != words
    assert [reveal_word(word, letters) for word in hidden] == words
    assert [word_of(numbers_of(word)) for word in words] == words
    seen = mean_loss(parameters, PLAN, list(map(numbers_of, hidden)))
    told = mean_loss(reveal_gpt(parameters, letters), PLAN, list(map(numbers_of, words)))
    assert told == pytest.approx(seen, rel=1e-12)
    assert mean_loss(parameters, PLAN, list(map(numbers_of, words))) != pytest.approx(seen)


def test_no_name_that_is_judged_leaves_this_side(tmp_path: Path) -> None:
    """All others go, under letters that the secret decides, in an order of its own."""
    words, *rest = sent("names", tmp_path)
    setting = Setting(0, tmp_path, print, secret="0")
    every, rng = datasets.names(), setting.draws("names")
    order = rng.sample(every, len(every))
    letters = draw_letters(rng)
    came = [reveal_word(word, letters) for word in words.split("\n")]
    assert came == order[2_000:]
    assert not set(came) & set(order[:2_000])
    assert not [x for x in rest if isinstance(x, str) or (isinstance(x, list) and len(x) > 5)]
    assert sent("names", tmp_path, secret="8")[0] != words


# Whom it lets pass


def short(tmp_path: Path, **files: str) -> MilestoneResult:
    return ran("names", tmp_path, minutes=0.01, **files).result


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few names to judge by, for those whose result is the same with any."""
    monkeypatch.setattr(names, "TEST_NAMES", 60)


@pytest.mark.parametrize("has_torch", [True, False])
def test_what_has_not_learned_long_enough_is_told_how_far_it_is(
    has_torch: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: None
) -> None:
    """Honest steps of less than a second: no fault, and the loss beside the table's."""
    if not has_torch:
        monkeypatch.setattr(oracle, "is_live", lambda: False)
    result = short(tmp_path)
    assert not result.passed
    assert "costs" in result.message and "a table of letter pairs" in result.message
    assert result.figures["new names"].endswith("of 200 that it wrote")
    assert is_picture(result.pictures[0])


@pytest.mark.parametrize("has_torch", [True, False])
def test_other_gradients_are_seen(
    has_torch: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: None
) -> None:
    """One rule that is wrong in the way back alone."""
    monkeypatch.setattr(name_training, "LOOKED_AT", 1.0)
    if not has_torch:
        monkeypatch.setattr(oracle, "is_live", lambda: False)
    wrong = reference("sequences", "p * (g - mean)", "p * g")
    result = short(tmp_path, sequences=wrong)
    assert not result.passed
    assert "its steps are not those of its own gradients" in result.message


def test_steps_that_are_not_adams_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: None
) -> None:
    """Also where the gradients are told: the parameters at the end do not follow from them."""
    monkeypatch.setattr(oracle, "is_live", lambda: False)
    monkeypatch.setattr(name_training, "LOOKED_AT", 0.0)
    wrong = reference("adam", "root = math.sqrt(1 - beta2**self.steps)", "root = 1.0")
    result = short(tmp_path, adam=wrong)
    assert not result.passed
    assert "the step with the formula in adam.py" in result.message


def test_words_have_to_be_drawn_by_the_weights(tmp_path: Path, few: None) -> None:
    """A generate that draws at another temperature is told so, and no word of it is shown."""
    wrong = reference("gpt", "* (1 / temperature)", "* temperature")
    result = short(tmp_path, gpt=wrong)
    assert not result.passed
    assert "words that gpt.generate drew are others than" in result.message


def test_the_loss_has_to_be_that_of_the_weights(tmp_path: Path, few: None) -> None:
    """One that learns as it should, and says less where it is asked without learning."""
    says_less = """
import sys

_loss = loss

def loss(model, words):
    said = _loss(model, words)
    return said if sys._getframe(1).f_code.co_name == "batch_loss" else said * 0.5
"""
    source = (SOLUTIONS / PACKAGE / "gpt.py").read_text(encoding="utf-8")
    result = short(tmp_path, gpt=source + says_less)
    assert not result.passed
    assert "gpt.loss says" in result.message


def test_a_gpt_of_another_size_is_refused(tmp_path: Path, few: None) -> None:
    """With the number of parameters that it should have, and has."""
    fewer = reference("gpt", "[self.letters, self.positions, *inside, self.output]", "inside")
    with pytest.raises(Malformed, match="1 block and 4 heads has 21 parameters, and 18 came back"):
        short(tmp_path, gpt=fewer)


def test_other_first_weights_are_seen(tmp_path: Path, few: None) -> None:
    """Before anything was learned."""
    wrong = reference("gpt", "bound = math.sqrt(3 / n_in)", "bound = 0.1")
    result = short(tmp_path, gpt=wrong)
    assert "does not begin with what gpt.GPT draws" in result.message


def test_words_are_drawn_up_to_the_context() -> None:
    """By weights that never choose END: as long as the context, and letters alone."""
    parameters = draw_parameters(PLAN, Random(4))
    for row in parameters[-1]:
        row[0] = 0.0
    words = drawn_words(parameters, PLAN, 6, Random(3), 0.01)
    assert len(words) == 6
    assert all(len(word) <= PLAN.context and 0 not in word for word in words)
