"""Words as the learner's code gets to see them, and the table of letter pairs to be beaten.

The names of the letters are the judge's secret: what was learned elsewhere, from words as they are
spelled, fits no more. A network does not mind.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from random import Random
from string import ascii_lowercase

from grading.milestones.network import Parameters

END = 0
TOKENS = len(ascii_lowercase) + 1


def draw_letters(rng: Random) -> str:
    """The names that a to z go by, each order as likely as any other."""
    return "".join(rng.sample(ascii_lowercase, len(ascii_lowercase)))


def disguise_word(word: str, letters: str) -> str:
    """A word as it is spelled under these names."""
    return word.translate(str.maketrans(ascii_lowercase, letters))


def reveal_word(word: str, letters: str) -> str:
    """A word as it is, from how it is spelled under these names."""
    return word.translate(str.maketrans(letters, ascii_lowercase))


def reveal_gpt(parameters: Parameters, letters: str) -> Parameters:
    """The GPT that reads words as they are as `parameters` read disguised ones."""
    order = [END, *(ascii_lowercase.index(name) + 1 for name in letters)]
    table, *inside, output = parameters
    return [[table[i] for i in order], *inside, [[row[i] for i in order] for row in output]]


def numbers_of(word: str) -> list[int]:
    """The tokens of its letters: a is 1."""
    return [ascii_lowercase.index(letter) + 1 for letter in word]


def word_of(numbers: Sequence[int]) -> str:
    """The other way round."""
    return "".join(ascii_lowercase[number - 1] for number in numbers)


def loss_of_pairs(counted: Sequence[str], words: Sequence[str]) -> float:
    """The mean cross-entropy of a letter of `words`, in nats, by a table of letter pairs.

    It holds how often each letter follows each in `counted`, an END before and behind every word,
    and one more for each, so that nothing is impossible.
    """
    table = [[1] * TOKENS for _ in range(TOKENS)]
    for first, second in _pairs(counted):
        table[first][second] += 1
    totals = list(map(sum, table))
    losses = [math.log(totals[first] / table[first][second]) for first, second in _pairs(words)]
    return sum(losses) / len(losses)


def _pairs(words: Sequence[str]) -> itertools.chain[tuple[int, int]]:
    return itertools.chain.from_iterable(
        itertools.pairwise([END, *numbers_of(word), END]) for word in words
    )
