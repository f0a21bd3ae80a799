"""Where the learner's code runs: a GPT of theirs learns names, writes some, and shows what its
letters look at.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

from grading.milestones.orders import follow_orders

TRAIN, LOOK, WRITE, ATTEND = "train", "look", "write", "attend"
# So many names are looked at in one graph: its mask is as high and as wide as they have letters.
TOGETHER = 10


def train_on_names(
    picograd: Any,
    converse: Callable[[Any], Any],
    names: str,
    held_out: str,
    sizes: list[int],
    betas: list[float],
    batch_size: int,
    seed: int,
) -> None:
    """A `gpt.GPT` of these sizes that learns `names`, a line each, by `adam.Adam`.

    TRAIN, with the indices of a chunk and a learning rate: the loss, and seconds. LOOK: the mean
    loss of a letter of the names held out, and seconds. WRITE, with a number, a seed and a
    temperature: so many words of `gpt.generate`. ATTEND, with a word: the shares of each head of
    each block, a row for the beginning and each letter. What answers the last two comes in a list
    with "", and None with what a stub says: it costs no training.
    """
    gpt, sequences = picograd.gpt, picograd.sequences
    every, unseen = names.split("\n"), held_out.split("\n")
    model = gpt.GPT(*sizes, Random(seed))
    optimizer = picograd.adam.Adam(model.parameters(), lr=0.0, betas=tuple(betas))
    order = Random(f"{seed}/order")

    def batch_loss(batch: list[int]) -> Any:
        return gpt.loss(model, [every[i] for i in batch])

    def train(chunk: list[int], lr: float) -> list[float]:
        began = time.perf_counter()
        optimizer.lr = lr
        loss = picograd.training.train_epoch(batch_loss, optimizer, chunk, batch_size, order)
        return [loss, time.perf_counter() - began]

    def look() -> list[float]:
        began = time.perf_counter()
        total, letters = 0.0, 0
        for start in range(0, len(unseen), TOGETHER):
            some = unseen[start : start + TOGETHER]
            asked = sum(len(name) + 1 for name in some)
            total += asked * gpt.loss(model, some).item()
            letters += asked
        return [total / letters, time.perf_counter() - began]

    def write(count: int, seed: int, temperature: float) -> list[str]:
        rng = Random(seed)
        return [gpt.generate(model, rng, temperature) for _ in range(count)]

    def attend(word: str) -> list[Any]:
        seen = gpt.tokens(word)[:-1]
        places = range(len(seen))
        letters = sequences.embedding(model.letters, seen)
        x = letters + sequences.embedding(model.positions, places)
        mask = sequences.causal_mask([len(seen)])
        blocks = []
        for block in model.blocks:
            # What the heads of a block are given; which of them asks for it is theirs to say.
            normed = sequences.rms_norm(x)
            heads = block.attention.heads
            blocks.append([list(map(list, head.shares(normed, mask).data)) for head in heads])
            x = block(x, mask)
        return blocks

    follow_orders(
        converse,
        {TRAIN: train, LOOK: look, WRITE: _or_unwritten(write), ATTEND: _or_unwritten(attend)},
    )


def _or_unwritten(work: Callable[..., Any]) -> Callable[..., list[Any]]:
    def attempt(*given: Any) -> list[Any]:
        try:
            return [work(*given), ""]
        except NotImplementedError as error:
            return [None, str(error)]

    return attempt
