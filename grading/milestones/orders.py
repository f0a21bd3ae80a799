"""What a training's judge may order, and what follows it where the learner's code runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grading.milestones.pledge import copied, digest

LEARN, SHOW, ANSWER, END = "learn", "show", "answer", "end"
# As LEARN, and a pledge of what it led to. To show what was pledged: of the last two chunks the
# first or the second, before its last step or behind it.
PLEDGE, REVEAL = "pledge", "reveal"


def follow_orders(
    converse: Callable[[Any], Any], followed: Mapping[str, Callable[..., Any]]
) -> None:
    """For probes: do what is ordered until the end is."""
    said: Any = None
    while True:
        order, *given = converse(said)
        if order == END:
            return
        said = followed[order](*given)


def learning(
    picograd: Any,
    optimizer: Any,
    batch_loss: Callable[[list[int]], Any],
    size: int,
    rng: Any,
    parameters: Sequence[Any] = (),
) -> dict[str, Callable[..., Any]]:
    """For probes: what follows LEARN: one call of `train_epoch`; its loss and its minibatches.

    With the parameters, which are Tensors, also what follows PLEDGE and REVEAL.
    """
    # The parameters before the last step of a chunk, and behind it: of the last two chunks.
    held: list[list[Any]] = [[], []]

    def learn(
        indices: list[int], lr: float, before_last: Callable[[], None] = lambda: None
    ) -> list[Any]:
        batches: list[list[int]] = []

        def noted(batch: list[int]) -> Any:
            batches.append(list(batch))
            if sum(map(len, batches)) == len(indices):
                before_last()
            return batch_loss(batch)

        optimizer.lr = lr
        loss = picograd.training.train_epoch(noted, optimizer, indices, size, rng)
        return [loss, batches]

    def pledge(indices: list[int], lr: float) -> list[Any]:
        ends: list[Any] = []
        told = learn(indices, lr, lambda: ends.append(copied(parameters)))
        held[:] = [held[-1], [*ends[-1:], copied(parameters)]]
        return [*told, list(map(digest, held[-1]))]

    return {LEARN: learn, PLEDGE: pledge, REVEAL: lambda chunk, end: held[chunk][end]}
