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
    for letter in word:
        if letter not in LETTERS:
            raise ValueError(f"a word has the letters a to z, got {letter!r} in {word!r}")
    return [END, *(LETTERS.index(letter) + 1 for letter in word), END]


def text(numbers: Sequence[int]) -> str:
    """The letters of these tokens; an END, wherever it stands, is none: [0, 1, 4, 1, 0] is `ada`.

    A number outside 0 .. 26: ValueError that names it.
    """
    for number in numbers:
        if not 0 <= number <= len(LETTERS):
            raise ValueError(f"tokens are 0 to {len(LETTERS)}, got {number}")
    return "".join(LETTERS[number - 1] for number in numbers if number != END)


class Head:
    """One way of looking at the letters before."""

    def __init__(self, width: int, size: int, rng: Random) -> None:
        """Draw `queries`, `keys`, `values` (width x size) and `output` (size x width).

        Each a `weight` of its own, in this order.
        """
        self.queries = weight(width, size, rng)
        self.keys = weight(width, size, rng)
        self.values = weight(width, size, rng)
        self.output = weight(size, width, rng)

    def shares(self, x: Tensor, mask: Tensor) -> Tensor:
        """How much of each row of `x` (n x width) each row takes: n x n, rows that add up to 1.

        Scores are q . k / sqrt(size); `mask` (n x n) is added to them.
        """
        # n x size numbers are divided here, and not n x n: the scores are the same.
        queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))
        # Added before the softmax: shares that are struck out after it leave rows below 1.
        return softmax(queries @ (x @ self.keys).T + mask)

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """The values of the rows, each by its share, through `output`: n x width."""
        return self.shares(x, mask) @ (x @ self.values) @ self.output

    def parameters(self) -> list[Tensor]:
        """[queries, keys, values, output]."""
        return [self.queries, self.keys, self.values, self.output]


class Attention:
    """Several heads, added up."""

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        """`heads`: a list of so many heads of size width / heads, drawn one after another.

        A width that `heads` does not divide: ValueError that names both.
        """
        if width % heads:
            raise ValueError(f"a width of {width} cannot be shared out among {heads} heads")
        self.heads = [Head(width, width // heads, rng) for _ in range(heads)]

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """The sum of what the heads make of `x` (n x width): n x width."""
        total, *others = [head(x, mask) for head in self.heads]
        for other in others:
            total = total + other
        return total

    def parameters(self) -> list[Tensor]:
        """Those of all heads, in order."""
        return [parameter for head in self.heads for parameter in head.parameters()]


class Block:
    """Look at the others, then think by yourself: attention, and an MLP of each row."""

    def __init__(self, width: int, heads: int, rng: Random) -> None:
        """Draw `attention`, `widen` (width x 4 width) and `narrow` (4 width x width)."""
        self.attention = Attention(width, heads, rng)
        self.widen = weight(width, 4 * width, rng)
        self.narrow = weight(4 * width, width, rng)

    def __call__(self, x: Tensor, mask: Tensor) -> Tensor:
        """x + attention(norm(x)), and of that x + relu(norm(x) @ widen) @ narrow: n x width.

        norm is `rms_norm`, taken anew of each x.
        """
        x = x + self.attention(rms_norm(x), mask)
        return x + (rms_norm(x) @ self.widen).relu() @ self.narrow

    def parameters(self) -> list[Tensor]:
        """Those of the attention, then widen and narrow."""
        return [*self.attention.parameters(), self.widen, self.narrow]


class GPT:
    """Words in, and for each of their tokens the logits of the token that comes next."""

    def __init__(
        self, vocabulary: int, width: int, heads: int, blocks: int, context: int, rng: Random
    ) -> None:
        """Draw `letters` (vocabulary x width), `positions` (context x width), the list `blocks`
        and `output` (width x vocabulary), in this order; keep `context`.
        """
        self.letters = weight(vocabulary, width, rng)
        self.positions = weight(context, width, rng)
        self.blocks = [Block(width, heads, rng) for _ in range(blocks)]
        self.output = weight(width, vocabulary, rng)
        self.context = context

    def __call__(self, words: Sequence[Sequence[int]]) -> Tensor:
        """Logits, a row for each token of each word, word after word: n x vocabulary.

        words: lists of tokens. A token's row is that of its letter plus that of its position, which
        begins at 0 in every word; then the blocks; then @ output. Nobody looks into another word.
        A word with more tokens than `context`: ValueError that names both numbers.
        """
        for word in words:
            if len(word) > self.context:
                raise ValueError(f"a word of {len(word)} tokens, and the context is {self.context}")
        letters = [token for word in words for token in word]
        places = [place for word in words for place in range(len(word))]
        x = embedding(self.letters, letters) + embedding(self.positions, places)
        mask = causal_mask([len(word) for word in words])
        for block in self.blocks:
            x = block(x, mask)
        return x @ self.output

    def parameters(self) -> list[Tensor]:
        """Letters, positions, those of all blocks in order, output: each once."""
        inside = [parameter for block in self.blocks for parameter in block.parameters()]
        return [self.letters, self.positions, *inside, self.output]


def loss(model: GPT, words: Sequence[str]) -> Tensor:
    """The mean cross-entropy of all letters of `words`, the END of each word among them: 1 x 1.

    All in one call of the model. Of a long word the first `context` questions count.
    """
    cut = [tokens(word)[: model.context + 1] for word in words]
    logits = model([word[:-1] for word in cut])
    targets = [token for word in cut for token in word[1:]]
    return -logits.log_softmax().pick(targets).mean()


def generate(model: GPT, rng: Random, temperature: float = 1.0) -> str:
    """A word, letter by letter, until END comes or it has `context` letters.

    A letter is one `rng.choices(range(vocabulary), shares)`, where shares are the softmax of the
    logits / temperature. At 0 nothing is drawn: the largest logit counts, the first of equal ones.
    A temperature below 0: ValueError that names it.
    """
    if temperature < 0:
        raise ValueError(f"a temperature is 0 or more, got {temperature}")
    word = [END]
    while len(word) <= model.context:
        # Of the rows of all tokens the last one's: what comes behind what is there.
        logits = model([word]).data[-1]
        if temperature == 0:
            token = max(range(len(logits)), key=logits.__getitem__)
        else:
            (shares,) = softmax(Tensor([logits]) * (1 / temperature)).data
            (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return text(word)
