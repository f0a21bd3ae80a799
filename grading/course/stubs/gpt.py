"""Stage 14: a network that writes.

A GPT guesses the next letter from those before it. `ada` asks four questions: what begins a word,
what follows `a`, what follows `ad`, and what follows `ada`: that the word ends. One token, END,
stands before and behind every word. What goes in is END a d a, what should come out a d a END,
the same one place on. A table of letter pairs knows one letter back; this network looks at all.

Attention. Every letter is a row of numbers, made of what it is and where it stands. It asks by
its query, the others answer by their keys, and a score says how well the two fit, q . k. Softmax
makes shares of a row of scores, and what the letter takes home is the others' values, each by its
share. Read ada, as the last `a` sees it:

               a     d     a
    scores     0   2.197   0      divided by sqrt(d), d = 4:   0  1.099  0
    shares    1/5   3/5   1/5     1.099 is log 3: three times the share
    values    10     5     0      1/5 * 10 + 3/5 * 5 + 1/5 * 0 = 5.0

The row of `d` may have the shares 1/2 1/2 0, that of the first `a` has 1 0 0: the mask hides what
comes later. It does so on the way back, too. The gradient of a score is its share times something,
the share is 0, and so no letter is changed by a question that it was not to see.

Why sqrt(d)? A score is a sum of d products. If they are about 1 in size and of either sign, the
sum is about sqrt(d). Scores of +-4, for d = 16, are shares of e^8 = 3,000 to 1: one letter takes
all, every p * (1 - p) is nearly 0, and nothing is learned. Divided, they are about 1 for any d.

One head looks in one way; several look in several. Textbooks glue their answers together and
multiply by one matrix. But [A B] @ [C over D] is A @ C + B @ D. So each head here has an `output`
of its own, and the heads are added up: nothing is cut, and nothing is glued.

Why x + f(x)? In a chain of ten blocks that each hand on half of the gradient a thousandth would
arrive at the letters. The derivative of x + f(x) is 1 + f'(x): through the 1 all of it arrives,
and a block adds what it has found out to what was known (He et al. 2015, arXiv:1512.03385).
Why norm before? f gets a row of one size, whatever has been added up below. In x + f(norm(x)) the
x itself goes by untouched. In norm(x + f(x)) each block would divide it again, and on the way back
its gradient (Xiong et al. 2020, arXiv:2002.04745).

The loss is the cross-entropy, a mean over *letters*. `bo` and `ada` ask 3 and 4 questions; a mean
of the two words' means would let a letter of `bo` count a third more. Who knows nothing and says
so, 1/27 for each token, has a loss of log 27 = 3.30. Nobody thinks in such numbers (nats), so take
e^loss, the perplexity: at 2.30 it is 10. The network is as unsure as one who chooses among ten
letters, each as likely as the other.

To write, draw a letter by its share, put it behind the word, and ask again until END comes. The
temperature divides the logits before the softmax. Logits 0 and log 3 are shares of 1/4 and 3/4; at
temperature 1/2 of 1/10 and 9/10, at 2 of 0.37 and 0.63. Cold is sure and dull, hot is bold and
wrong; at 0 the largest logit is taken, and every word is the same.

Write what is missing, then run `picograd check gpt`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from picograd.sequences import causal_mask, embedding, rms_norm, softmax
from picograd.tensor import Tensor

LETTERS = "abcdefghijklmnopqrstuvwxyz"
END = 0  # the token before and behind every word; the letters are 1 to 26


def weight(n_in: int, n_out: int, rng: Random) -> Tensor:
    """Given: a leaf (n_in x n_out), uniform in +-sqrt(3 / n_in), drawn row by row.

    A sum of n_in products with such weights is about as large as the numbers that went in.
    """
    bound = math.sqrt(3 / n_in)
    return Tensor([[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)])


def tokens(word: str) -> list[int]:
    """END, the place in the alphabet of each letter (a is 1), END: `ada` is [0, 1, 4, 1, 0].

    Anything but a to z: ValueError that names it.
    """
    # TODO(gpt): refuse what is no letter, then END, the numbers of the letters, END.
    raise NotImplementedError("gpt: tokens")


def text(numbers: Sequence[int]) -> str:
    """The letters of these tokens; an END, wherever it stands, is none: [0, 1, 4, 1, 0] is `ada`.

    A number outside 0 .. 26: ValueError that names it.
    """
    # TODO(gpt): refuse what is no token, then join the letters.
    raise NotImplementedError("gpt: text")


class Head:
    """One way of looking at the letters before."""

    def __init__(self, width: int, size: int, rng: Random) -> None:
        """Draw `queries`, `keys`, `values` (width x size) and `output` (size x width).

        Each a `weight` of its own, in this order.
        """
        # TODO(gpt): draw the four matrices.
        raise NotImplementedError("gpt: Head.__init__")

    def shares(self, x: Tensor, mask: Tensor) -> Tensor:
        """How much of each row of `x` (n x width) each row takes: n x n, rows that add up to 1.

        Scores are q . k / sqrt(size); `mask` (n x n) is added to them.
        """
        # TODO(gpt): queries and keys, their scores / sqrt(size), the mask, the softmax.
        raise NotImplementedError("gpt: Head.shares")

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """The values of the rows, each by its share, through `output`: n x width."""
        # TODO(gpt): mix the values by the shares, and through the output.
        raise NotImplementedError("gpt: Head.__call__")

    def parameters(self) -> list[Tensor]:
        """[queries, keys, values, output]."""
        # TODO(gpt): list the four matrices.
        raise NotImplementedError("gpt: Head.parameters")


class Attention:
    """Several heads, added up."""

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        """`heads`: a list of so many heads of size width / heads, drawn one after another.

        A width that `heads` does not divide: ValueError that names both.
        """
        # TODO(gpt): see that the width can be shared out, then make the heads.
        raise NotImplementedError("gpt: Attention.__init__")

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """The sum of what the heads make of `x` (n x width): n x width."""
        # TODO(gpt): ask every head, and add up.
        raise NotImplementedError("gpt: Attention.__call__")

    def parameters(self) -> list[Tensor]:
        """Those of all heads, in order."""
        # TODO(gpt): list those of all heads.
        raise NotImplementedError("gpt: Attention.parameters")


class Block:
    """Look at the others, then think by yourself: attention, and an MLP of each row."""

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        """Draw `attention`, `widen` (width x 4 width) and `narrow` (4 width x width)."""
        # TODO(gpt): make the attention and the two matrices of the MLP.
        raise NotImplementedError("gpt: Block.__init__")

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """x + attention(norm(x)), and of that x + relu(norm(x) @ widen) @ narrow: n x width.

        norm is `rms_norm`, taken anew of each x.
        """
        # TODO(gpt): two steps, each x plus something of the norm of x.
        raise NotImplementedError("gpt: Block.__call__")

    def parameters(self) -> list[Tensor]:
        """Those of the attention, then widen and narrow."""
        # TODO(gpt): list those of the attention and the two matrices.
        raise NotImplementedError("gpt: Block.parameters")


class GPT:
    """Words in, and for each of their tokens the logits of the token that comes next."""

    def __init__(
        self, vocabulary: int, width: int, heads: int, blocks: int, context: int, rng: Random
    ) -> None:
        """Draw `letters` (vocabulary x width), `positions` (context x width), the list `blocks`
        and `output` (width x vocabulary), in this order; keep `context`.
        """
        # TODO(gpt): draw the tables, the blocks and the output; keep the context.
        raise NotImplementedError("gpt: GPT.__init__")

    def __call__(self, words: Sequence[Sequence[int]]) -> Tensor:
        """Logits, a row for each token of each word, word after word: n x vocabulary.

        words: lists of tokens. A token's row is that of its letter plus that of its position, which
        begins at 0 in every word; then the blocks; then @ output. Nobody looks into another word.
        A word with more tokens than `context`: ValueError that names both numbers.
        """
        # TODO(gpt): rows for letters and positions, the mask, the blocks, the output.
        raise NotImplementedError("gpt: GPT.__call__")

    def parameters(self) -> list[Tensor]:
        """Letters, positions, those of all blocks in order, output: each once."""
        # TODO(gpt): list everything that is learned.
        raise NotImplementedError("gpt: GPT.parameters")


def loss(model: GPT, words: Sequence[str]) -> Tensor:
    """The mean cross-entropy of all letters of `words`, the END of each word among them: 1 x 1.

    All in one call of the model. Of a long word the first `context` questions count.
    """
    # TODO(gpt): questions and answers of all words, one call, the mean over the letters.
    raise NotImplementedError("gpt: loss")


def generate(model: GPT, rng: Random, temperature: float = 1.0) -> str:
    """A word, letter by letter, until END comes or it has `context` letters.

    A letter is one `rng.choices(range(vocabulary), shares)`, where shares are the softmax of the
    logits / temperature. At 0 nothing is drawn: the largest logit counts, the first of equal ones.
    A temperature below 0: ValueError that names it.
    """
    # TODO(gpt): ask, draw, append, until END or the context is full.
    raise NotImplementedError("gpt: generate")
