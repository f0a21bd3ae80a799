"""The learner's GPT on this side: its parameters, and what they make of words.

With PyTorch where it is installed, else in plain Python; both do the same, to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from grading.checks import oracle
from grading.milestones import plain_transformer
from grading.milestones.arithmetic import Matrix, arithmetic_here
from grading.milestones.network import Parameters, matrix_of
from grading.milestones.plain_chain import cross_entropies
from grading.worker.wire import Malformed

END = 0
# So many words at a time are enough for PyTorch, and are not too much memory.
TOGETHER = 500


@dataclass(frozen=True)
class Plan:
    """The sizes of a GPT, in the order in which `gpt.GPT` takes them."""

    vocabulary: int
    width: int
    heads: int
    blocks: int
    context: int

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of each parameter, in order."""
        width, size = self.width, self.width // self.heads
        head = [(width, size)] * 3 + [(size, width)]
        block = head * self.heads + [(width, 4 * width), (4 * width, width)]
        tables = [(self.vocabulary, width), (self.context, width)]
        return [*tables, *(block * self.blocks), (width, self.vocabulary)]


def parameters_of(answer: Any, plan: Plan) -> Parameters:
    """`answer` as the parameters of such a GPT; else Malformed, which says why."""
    shapes = plan.shapes
    if not isinstance(answer, list) or len(answer) != len(shapes):
        count = len(answer) if isinstance(answer, list) else "no"
        raise Malformed(
            f"a GPT of {plan.blocks} block and {plan.heads} heads has {len(shapes)} parameters, "
            f"and {count} came back"
        )
    return [
        matrix_of(rows, shape, f"parameter {place} of the GPT")
        for place, (rows, shape) in enumerate(zip(answer, shapes, strict=True))
    ]


def draw_parameters(plan: Plan, rng: Random) -> Parameters:
    """Those with which `gpt.GPT` begins: as `gpt.weight` draws, one after another."""
    drawn = []
    for n, m in plan.shapes:
        bound = math.sqrt(3 / n)
        drawn.append([[rng.uniform(-bound, bound) for _ in range(m)] for _ in range(n)])
    return drawn


def asked(word: Sequence[int], context: int) -> tuple[list[int], list[int]]:
    """What goes in of a word, which is the numbers of its letters, and what should come out."""
    whole = [END, *word, END][: context + 1]
    return whole[:-1], whole[1:]


class Transformer(Protocol):
    """A GPT of some plan. Its parameters are matrices in the form of the arithmetic here.

    A word is the numbers of its letters, without an END.
    """

    def logits(self, parameters: Sequence[Matrix], word: Sequence[int]) -> list[float]:
        """What comes behind these letters: the logits of each token."""

    def loss(self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]) -> float:
        """The mean cross-entropy of a letter, each END among them, in nats."""

    def loss_and_gradients(
        self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]
    ) -> tuple[float, list[Matrix]]:
        """The same, and its gradient in each parameter."""


def transformer_here(plan: Plan) -> Transformer:
    """The best there is on this machine."""
    return OnTorch(plan) if oracle.is_live() else OnPlainPython(plan)


def mean_loss(parameters: Parameters, plan: Plan, words: Sequence[Sequence[int]]) -> float:
    """The loss of a letter of these words, for parameters that are plain numbers."""
    matrices = list(map(arithmetic_here().matrix, parameters))
    return transformer_here(plan).loss(matrices, words)


def drawn_words(
    parameters: Parameters, plan: Plan, count: int, rng: Random, temperature: float
) -> list[list[int]]:
    """Words as `gpt.generate` draws them, one after another."""
    matrices = list(map(arithmetic_here().matrix, parameters))
    model = transformer_here(plan)
    words: list[list[int]] = []
    for _ in range(count):
        word: list[int] = []
        while len(word) < plan.context:
            logits = model.logits(matrices, word)
            top = max(logits)
            weights = [math.exp((logit - top) / temperature) for logit in logits]
            (token,) = rng.choices(range(len(weights)), weights)
            if token == END:
                break
            word.append(token)
        words.append(word)
    return words


class OnPlainPython:
    """With the formulas of `plain_transformer`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def logits(self, parameters: Sequence[Matrix], word: Sequence[int]) -> list[float]:
        return plain_transformer.logits(parameters, self._plan.heads, [[END, *word]])[-1]

    def loss(self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]) -> float:
        total, count = 0.0, 0
        for word in words:
            given, wanted = asked(word, self._plan.context)
            logits = plain_transformer.logits(parameters, self._plan.heads, [given])
            losses, _ = cross_entropies(logits, wanted)
            total, count = total + sum(losses), count + len(losses)
        return total / count

    def loss_and_gradients(
        self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]
    ) -> tuple[float, list[Matrix]]:
        pairs = [asked(word, self._plan.context) for word in words]
        given, targets = [pair[0] for pair in pairs], [t for pair in pairs for t in pair[1]]
        return plain_transformer.loss_and_gradients(parameters, self._plan.heads, given, targets)


class OnTorch:
    """With tensors of float64, and PyTorch's own gradients. Words are padded to one length."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        kept: list[Any] = []
        oracle.answer(kept.append)
        (self._torch,) = kept

    def logits(self, parameters: Sequence[Matrix], word: Sequence[int]) -> list[float]:
        with self._torch.no_grad():
            x = self._torch.tensor([[END, *word]])
            return self._forward(parameters, x)[0, -1].tolist()  # type: ignore[no-any-return]

    def loss(self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]) -> float:
        total, count = 0.0, 0
        with self._torch.no_grad():
            for start in range(0, len(words), TOGETHER):
                some = words[start : start + TOGETHER]
                letters = sum(len(asked(word, self._plan.context)[0]) for word in some)
                total += letters * self._loss(parameters, some).item()
                count += letters
        return total / count

    def loss_and_gradients(
        self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]
    ) -> tuple[float, list[Matrix]]:
        leaves = [parameter.detach().requires_grad_() for parameter in parameters]
        loss = self._loss(leaves, words)
        return loss.item(), list(self._torch.autograd.grad(loss, leaves))

    def _loss(self, parameters: Sequence[Matrix], words: Sequence[Sequence[int]]) -> Any:
        torch, nothing = self._torch, -100
        pairs = [asked(word, self._plan.context) for word in words]
        longest = max(len(given) for given, _ in pairs)
        # Behind the end of a word stands anything: no letter of it looks there.
        x = torch.tensor([given + [END] * (longest - len(given)) for given, _ in pairs])
        y = torch.tensor([wanted + [nothing] * (longest - len(wanted)) for _, wanted in pairs])
        logits = self._forward(parameters, x)
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), y.flatten(), ignore_index=nothing
        )

    def _forward(self, parameters: Sequence[Matrix], tokens: Any) -> Any:
        torch, heads = self._torch, self._plan.heads
        letters, positions, *inside, output = parameters
        words, length = tokens.shape
        x = letters[tokens] + positions[:length]
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        size = len(inside) // self._plan.blocks
        for place in range(0, len(inside), size):
            *of_heads, widen, narrow = inside[place : place + size]
            normed = self._norm(x)
            # Side by side, the heads are one product; one over the other, their outputs are.
            q, k, v = (
                (normed @ torch.cat(of_heads[n::4], 1)).view(words, length, heads, -1)
                for n in range(3)
            )
            q, k, v = (part.transpose(1, 2) for part in (q, k, v))
            scores = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(later, -math.inf)
            mixed = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)
            x = x + mixed @ torch.cat(of_heads[3::4], 0)
            x = x + (self._norm(x) @ widen).relu() @ narrow
        return x @ output

    def _norm(self, x: Any) -> Any:
        return x / ((x * x).mean(-1, keepdim=True) + plain_transformer.EPSILON).sqrt()
