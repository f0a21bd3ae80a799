"""Stage 12: letters in a row.

A network that writes needs three things that pictures did not. Each is a function here, with a
rule of its own; `RULES.update` at the end of the file tells your engine about the rules, and no
earlier file has to change. Everything else of a GPT is made of the ops that you have.

Letters for numbers. A letter is no quantity: `c` is not three times `a`. So each letter owns a
row of a table, and the row is learned. Row 2 is [[0, 0, 1, 0]] @ table, a product with a 1 in
one place, which would multiply all the rows to keep one of them. `embedding` picks it instead.
Its derivative is that of the product: what arrives at a row of the result belongs to the row of
the table that it came from, and a letter that stands in a word twice has used its row twice.
For the indices [1, 0, 1] under [[1, 2], [3, 4], [5, 6]] a table of 3 x 2 receives
[[3, 4], [6, 8], [0, 0]].

Numbers of one size. Every block of a GPT adds to what it was given. So that nobody further up has
to cope with numbers of any size, each row is divided by its own root mean square:

    y_i = x_i / r       r = sqrt(mean of x_t ** 2 + 1e-5)

[1, 7] becomes [0.2, 1.4], for r = sqrt((1 + 49) / 2) = 5. The 1e-5 keeps a row of zeros from a
division by zero, and changes these two by less than a millionth. Each x_i counts twice: in y_i
by itself, and in r, which its row shares, with dr/dx_i = x_i / (m * r) = y_i / m. Write down how
y_1 and y_2 change with x_1 in a row of two, and add up, each times its g. Under g = [1, 0] you
should find [0.196, -0.028]. Seven times the second is minus the first: to make the whole row
longer changes nothing.

Shares. A letter looks at others and gives each a score; `softmax` makes shares of a row of scores,
none below 0, and together 1: p_i = e^x_i / (sum of e^x_t). A score that grows takes from all the
others, so dp_i/dx_j = p_i * (1 - p_i) for i = j and -p_i * p_j otherwise. Added up, each times
its g:

    dL/dx_i = p_i * (g_i - s)       s = g_1 * p_1 + g_2 * p_2 + ...

s is the mean of g, weighed by the shares: only what is wanted more than the others grows. For x =
[0, log 3] p is [1/4, 3/4]; under g = [2, 1] s is 1.25, and the gradient is [1/4 * 0.75, 3/4 *
-0.25] = [0.1875, -0.1875].

Who may look where. A letter is to be guessed from those before it. If it could see the ones
behind, it would learn to copy. `causal_mask` is added to the scores: 0.0 where a letter may look,
-inf where it may not. And words are short, so several share one matrix, and nobody looks into
the word of a neighbor. "ada" and "bo" in one, each row a letter that looks:

         a    d    a    b    o
    a    0  -inf -inf -inf -inf
    d    0    0  -inf -inf -inf
    a    0    0    0  -inf -inf
    b  -inf -inf -inf   0  -inf
    o  -inf -inf -inf   0    0

e^-inf is 0, exactly, and no score is so large that it outweighs an -inf, as it might a -1000.
The mask is added and not multiplied: a score of 0 is a score like others, e^0 = 1, and 0 * -inf
is no number. On the way back the share of 0 is the factor p_i, so what nobody may see receives
a gradient of 0, and no letter learns anything from its future.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import add, mul

from picograd.tensor import Rows, Tensor
from picograd.tensor_rules import RULES

EPSILON = 1e-5


def embedding(table: Tensor, indices: Sequence[int]) -> Tensor:
    """Row i is row indices[i] of `table` (n x m): len(indices) x m, recorded as "embedding".

    The only child is the table; ctx is the indices, as a tuple. An index may stand there more
    than once. One outside 0 .. n - 1: ValueError that names it.
    """
    n, _ = table.shape
    for index in indices:
        if not 0 <= index < n:  # Python would take -1 for the last row without a word
            raise ValueError(f"embedding: there is no row {index} in {n} rows")
    rows = [table.data[index] for index in indices]
    return Tensor(rows, (table,), "embedding", tuple(indices))


def embedding_rule(grad: Rows, node: Tensor) -> tuple[Rows]:
    """(dL/dtable,) for embedding: n x m, zeros for a row that nobody picked.

    Each row is a list of its own.
    """
    n, m = node.children[0].shape
    rows = [[0.0] * m for _ in range(n)]
    for index, g in zip(node.ctx, grad, strict=True):
        # Not `rows[index] = g`: of a row that was picked twice only the last use would count.
        rows[index] = list(map(add, rows[index], g))
    return (rows,)


def root_mean_square(row: Sequence[float]) -> float:
    """The root of (the mean of the squares of `row` + EPSILON): never zero."""
    return math.sqrt(sum(map(mul, row, row)) / len(row) + EPSILON)


def rms_norm(x: Tensor) -> Tensor:
    """Each row of `x` (n x m) divided by its root mean square: n x m, recorded as "rms_norm".

    Zhang and Sennrich 2019, arXiv:1910.07467, without its weights. Every row stands for itself.
    """
    rows = []
    for row in x.data:
        root = root_mean_square(row)
        rows.append([v / root for v in row])
    return Tensor(rows, (x,), "rms_norm")


def rms_norm_rule(grad: Rows, node: Tensor) -> tuple[Rows]:
    """(dL/dx,) for rms_norm under any `grad`, each row by itself."""
    # dx_i = (g_i - y_i * (mean of g_t * y_t)) / r with y the row of the result
    # g_i / r alone would take the root for a constant: it moves with every number of its row.
    (x,) = node.children
    rows = []
    for g_row, x_row, y_row in zip(grad, x.data, node.data, strict=True):
        root = root_mean_square(x_row)
        along = sum(map(mul, g_row, y_row)) / len(y_row)
        rows.append([(g - y * along) / root for g, y in zip(g_row, y_row, strict=True)])
    return (rows,)


def softmax(x: Tensor) -> Tensor:
    """e ** x / (sum of e ** x over its row) for every x, recorded as "softmax".

    Every row stands for itself. Scores of +-1000 are no error. -inf has the share 0.0, exactly;
    at least one score of each row is finite.
    """
    rows = []
    for row in x.data:
        top = max(row)  # e^1000 is too large for a float; the shares do not change with it
        powers = [math.exp(v - top) for v in row]
        total = sum(powers)
        rows.append([power / total for power in powers])
    return Tensor(rows, (x,), "softmax")


def softmax_rule(grad: Rows, node: Tensor) -> tuple[Rows]:
    """(dL/dx,) for softmax under any `grad`, each row by itself; 0 where the share is 0."""
    # dx_i = p_i * (g_i - (sum of g_t * p_t)) with p the row of the result
    # g_i * p_i * (1 - p_i) alone would forget that a share is won from the others of its row.
    rows = []
    for g_row, p_row in zip(grad, node.data, strict=True):
        mean = sum(map(mul, g_row, p_row))
        rows.append([p * (g - mean) for g, p in zip(g_row, p_row, strict=True)])
    return (rows,)


def causal_mask(lengths: Sequence[int]) -> Tensor:
    """What to add to the scores of words of these `lengths`, which stand one behind the other.

    Square, sum(lengths) on a side, and a constant: it requires no gradient. Row i says where
    letter i may look: 0.0 at itself and at the letters before it in its own word, -math.inf
    at later letters and at all other words. A length below 1: ValueError that names it.
    """
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    size = sum(lengths)
    rows = []
    start = 0  # where the word of the row begins
    for length in lengths:
        for place in range(start, start + length):
            before, seen, after = start, place + 1 - start, size - place - 1
            rows.append([-math.inf] * before + [0.0] * seen + [-math.inf] * after)
        start += length
    return Tensor(rows, requires_grad=False)


# Given: from now on `local_gradients` finds these rules, beside those of tensor_rules.py.
RULES.update(embedding=embedding_rule, rms_norm=rms_norm_rule, softmax=softmax_rule)
