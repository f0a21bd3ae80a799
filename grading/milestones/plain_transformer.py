"""A GPT of the course, forward and backward, in plain Python: logits, the loss and its gradients.

With norm(x) = x / r, r = sqrt(mean of x^2 + 1e-5), a block makes of the rows x of a word

    x' = x + the sum over heads of P (norm(x) V) O
    P = softmax(norm(x) Q (norm(x) K)^T / sqrt(d))
    x" = x' + relu(norm(x') A) B

where row i of P is over the rows up to i alone. Write G for the slope of the loss in a result:

    y = x W           G W^T in x, x^T G in W
    y = norm(x)       (G - y * mean(G * y)) / r
    p = softmax(s)    p * (G - sum(G * p))

Rows of all words go through the matrices together; only P is made word by word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

from grading.milestones.plain_chain import Rows, cross_entropies, dot, product

EPSILON = 1e-5
# What a block holds behind its heads, which have four matrices each.
OF_A_HEAD, OF_AN_MLP = 4, 2


@dataclass(frozen=True)
class _Looked:
    """A head on its way back. mixed: what the rows took home, before its output."""

    queries: Rows
    keys: Rows
    values: Rows
    shares: list[Rows]
    mixed: Rows


@dataclass(frozen=True)
class _Passed:
    """A block on its way back: rows behind both norms with their roots, the heads, the MLP."""

    normed: Rows
    roots: list[float]
    looked: list[_Looked]
    normed_again: Rows
    roots_again: list[float]
    wide: Rows


def logits(parameters: Sequence[Rows], heads: int, words: Sequence[Sequence[int]]) -> Rows:
    """A row for each token of each word, word after word."""
    return product(_forward(parameters, heads, words)[0], parameters[-1])


def shares(parameters: Sequence[Rows], heads: int, word: Sequence[int]) -> list[Rows]:
    """Who takes how much of whom, in each head of the first block: a row for each letter."""
    _, passed = _forward(parameters, heads, [word])
    return [
        [row + [0.0] * (len(word) - len(row)) for row in looked.shares[0]]
        for looked in passed[0].looked
    ]


def loss_and_gradients(
    parameters: Sequence[Rows],
    heads: int,
    words: Sequence[Sequence[int]],
    targets: Sequence[int],
) -> tuple[float, list[Rows]]:
    """The mean cross-entropy of the targets, one a token, and its slope in each parameter."""
    x, passed = _forward(parameters, heads, words)
    losses, slopes = cross_entropies(product(x, parameters[-1]), targets)
    slope = [[s / len(losses) for s in row] for row in slopes]
    found = [_through(x, slope)]
    slope = _back(slope, parameters[-1])
    for place in range(len(passed) - 1, -1, -1):
        of_block = _block(parameters, heads, place)
        slope, of_parameters = _block_back(passed[place], of_block, slope, words)
        found = [*of_parameters, *found]
    letters, positions = ([[0.0] * len(row) for row in table] for table in parameters[:2])
    rows = iter(slope)
    for word in words:
        for position, letter in enumerate(word):
            row = next(rows)
            letters[letter] = list(map(add, letters[letter], row))
            positions[position] = list(map(add, positions[position], row))
    return sum(losses) / len(losses), [letters, positions, *found]


def _block(parameters: Sequence[Rows], heads: int, place: int) -> Sequence[Rows]:
    size = OF_A_HEAD * heads + OF_AN_MLP
    return parameters[2 + place * size : 2 + (place + 1) * size]


def _forward(
    parameters: Sequence[Rows], heads: int, words: Sequence[Sequence[int]]
) -> tuple[Rows, list[_Passed]]:
    letters, positions = parameters[:2]
    x = [
        list(map(add, letters[letter], positions[place]))
        for word in words
        for place, letter in enumerate(word)
    ]
    passed = []
    for place in range((len(parameters) - 3) // (OF_A_HEAD * heads + OF_AN_MLP)):
        x, kept = _block_forward(_block(parameters, heads, place), x, words)
        passed.append(kept)
    return x, passed


def _block_forward(
    block: Sequence[Rows], x: Rows, words: Sequence[Sequence[int]]
) -> tuple[Rows, _Passed]:
    normed, roots = _norm(x)
    looked = []
    for first in range(0, len(block) - OF_AN_MLP, OF_A_HEAD):
        head = _look(block[first : first + 3], normed, words)
        looked.append(head)
        x = _sum(x, product(head.mixed, block[first + 3]))
    normed_again, roots_again = _norm(x)
    wide = [[max(z, 0.0) for z in row] for row in product(normed_again, block[-2])]
    x = _sum(x, product(wide, block[-1]))
    return x, _Passed(normed, roots, looked, normed_again, roots_again, wide)


def _look(head: Sequence[Rows], normed: Rows, words: Sequence[Sequence[int]]) -> _Looked:
    queries, keys, values = (product(normed, matrix) for matrix in head)
    scale = 1 / math.sqrt(len(queries[0]))
    all_shares, mixed = [], []
    for start, end in _spans(words):
        of_word = []
        for i in range(start, end):
            scores = [scale * dot(queries[i], key) for key in keys[start : i + 1]]
            top = max(scores)
            powers = [math.exp(score - top) for score in scores]
            total = sum(powers)
            of_word.append([power / total for power in powers])
            mixed += product([of_word[-1]], values[start : i + 1])
        all_shares.append(of_word)
    return _Looked(queries, keys, values, all_shares, mixed)


def _block_back(
    passed: _Passed, block: Sequence[Rows], slope: Rows, words: Sequence[Sequence[int]]
) -> tuple[Rows, list[Rows]]:
    """The slope in what went into a block, and in its parameters."""
    back = _back(slope, block[-1])
    wide = [
        [g if z > 0 else 0.0 for g, z in zip(*rows, strict=True)]
        for rows in zip(back, passed.wide, strict=True)
    ]
    of_mlp = [_through(passed.normed_again, wide), _through(passed.wide, slope)]
    again = _norm_back(_back(wide, block[-2]), passed.normed_again, passed.roots_again)
    slope = _sum(slope, again)
    of_heads, into_normed = [], [[0.0] * len(row) for row in slope]
    for number, looked in enumerate(passed.looked):
        first = OF_A_HEAD * number
        of_projections = _look_back(looked, _back(slope, block[first + 3]), words)
        for matrix, of_one in zip(block[first : first + 3], of_projections, strict=True):
            of_heads.append(_through(passed.normed, of_one))
            into_normed = _sum(into_normed, _back(of_one, matrix))
        of_heads.append(_through(looked.mixed, slope))
    slope = _sum(slope, _norm_back(into_normed, passed.normed, passed.roots))
    return slope, [*of_heads, *of_mlp]


def _look_back(looked: _Looked, slope: Rows, words: Sequence[Sequence[int]]) -> tuple[Rows, ...]:
    """The slopes in queries, keys and values; `slope` is that in what the rows took home."""
    of_queries, of_keys, of_values = (
        [[0.0] * len(row) for row in rows] for rows in (looked.queries, looked.keys, looked.values)
    )
    scale = 1 / math.sqrt(len(slope[0]))
    for (start, end), of_word in zip(_spans(words), looked.shares, strict=True):
        for i in range(start, end):
            given, row = slope[i], of_word[i - start]
            wanted = [dot(given, value) for value in looked.values[start : i + 1]]
            mean = dot(wanted, row)
            for j, (share, want) in enumerate(zip(row, wanted, strict=True), start):
                score = scale * share * (want - mean)
                of_queries[i] = _moved(of_queries[i], score, looked.keys[j])
                of_keys[j] = _moved(of_keys[j], score, looked.queries[i])
                of_values[j] = _moved(of_values[j], share, given)
    return of_queries, of_keys, of_values


def _norm(x: Rows) -> tuple[Rows, list[float]]:
    roots = [math.sqrt(dot(row, row) / len(row) + EPSILON) for row in x]
    return [[v / r for v in row] for row, r in zip(x, roots, strict=True)], roots


def _norm_back(slope: Rows, normed: Rows, roots: list[float]) -> Rows:
    found = []
    for g_row, y_row, root in zip(slope, normed, roots, strict=True):
        along = dot(g_row, y_row) / len(y_row)
        found.append([(g - y * along) / root for g, y in zip(g_row, y_row, strict=True)])
    return found


def _spans(words: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """From which row to which each word goes."""
    start = 0
    for word in words:
        yield start, start + len(word)
        start += len(word)


def _through(x: Rows, slope: Rows) -> Rows:
    return product([list(column) for column in zip(*x, strict=True)], slope)


def _back(slope: Rows, weight: Rows) -> Rows:
    return product(slope, [list(column) for column in zip(*weight, strict=True)])


def _sum(a: Rows, b: Rows) -> Rows:
    return [list(map(add, *rows)) for rows in zip(a, b, strict=True)]


def _moved(row: list[float], factor: float, other: list[float]) -> list[float]:
    return [a + factor * b for a, b in zip(row, other, strict=True)]
