"""What a suite works out by a formula of its own is what PyTorch says."""

from __future__ import annotations

import random

import pytest

from grading.checks import oracle
from tests.stages.test_adam import GRADIENTS, RATES, STARTS, path_in_torch
from tests.stages.test_dream import IMAGE, NETWORK, logits_in_torch, probabilities
from tests.stages.test_training import line_by_formula


@pytest.mark.usefixtures("needs_torch")
def test_the_probabilities_of_an_image() -> None:
    """The softmax of the network's logits."""
    right = oracle.ask(
        lambda torch: logits_in_torch(torch, NETWORK, torch.tensor([IMAGE])).softmax(dim=1)
    )
    assert probabilities(NETWORK, IMAGE) == pytest.approx(right[0], rel=1e-12)


@pytest.mark.usefixtures("needs_torch")
def test_the_steps_down_the_slope_of_a_line() -> None:
    """Parameters and mean losses of three epochs, with momentum, in batches of unequal size."""
    rng = random.Random(3)
    points = [[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(5)]
    batches = [[0, 3], [4, 1], [2]] * 3

    def steps(torch):  # type: ignore[no-untyped-def]
        line = [torch.tensor(0.4, requires_grad=True), torch.tensor(-0.2, requires_grad=True)]
        optimizer = torch.optim.SGD(line, lr=0.05, momentum=0.6)
        totals = []
        for batch in batches:
            xs, ys = torch.tensor([points[i] for i in batch]).T
            loss = torch.nn.functional.mse_loss(line[0] * xs + line[1], ys)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            totals.append(loss.item() * len(batch))
        return [[sum(totals[e : e + 3]) / 5 for e in (0, 3, 6)], *line]

    means, slope, offset = oracle.ask(steps)
    found = line_by_formula(points, [0.4, -0.2], batches, 0.05, 0.6, 3)
    assert found["means"] == pytest.approx(means, rel=1e-12)
    assert found["line"] == pytest.approx([slope, offset], rel=1e-12)


@pytest.mark.usefixtures("needs_torch")
def test_the_steps_of_adam() -> None:
    """The suite asks the function behind torch.optim.AdamW, which takes the steps of the class."""
    settings = {"betas": (0.8, 0.96), "eps": 0.01, "weight_decay": 0.2}

    def steps(torch):  # type: ignore[no-untyped-def]
        tensors = [torch.tensor(start, requires_grad=True) for start in STARTS]
        optimizer = torch.optim.AdamW(tensors, lr=1.0, **settings)
        found = []
        for rate, gradients in zip(RATES, GRADIENTS, strict=True):
            optimizer.param_groups[0]["lr"] = rate
            for tensor, gradient in zip(tensors, gradients, strict=True):
                tensor.grad = torch.tensor(gradient)
            optimizer.step()
            found.append([tensor.item() for tensor in tensors])
        return found

    found = path_in_torch(STARTS, GRADIENTS, {"lr": 1.0, **settings}, RATES)
    for mine, right in zip(found, oracle.ask(steps), strict=True):
        assert mine == pytest.approx(right, rel=1e-12)
