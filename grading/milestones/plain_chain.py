"""A chain of linear layers with relu between them, forward and backward, in plain Python.

For rows x, one an example, a layer gives z = x W + b, and the next layer gets relu(z) * m; m is
the mask of dropout, or 1. The loss of an example with the logits z and the right class y is its
cross-entropy, log sum_j exp(z_j) - z_y. Write D for the slope of the loss in z, a row an example:

    D = softmax(z) - onehot(y)    at the logits
    x^T D                         the slope in W, since each z_j is sum_i x_i W_ij + b_j
    the sum of the rows of D      the slope in b
    D W^T                         the slope in x
    (D W^T) * m where relu(z) > 0, else 0      D of the layer before

For the mean over n examples, D is divided by n.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, zip_longest
from operator import mul

Rows = list[list[float]]

# Since Python 3.12; twice as fast as the other way.
_sumprod: Callable[[Iterable[float], Iterable[float]], float] | None = getattr(
    math, "sumprod", None
)


def dot(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The sum of the products, pair by pair."""
    return _sumprod(xs, ys) if _sumprod else sum(map(mul, xs, ys))


def product(a: Rows, b: Rows) -> Rows:
    """n x k times k x m. Zeros of `a` cost nothing, and most of an image is zeros."""
    zeros = [0.0] * len(b[0])
    result = []
    for row in a:
        factors, rows = compress(row, row), compress(b, row)
        if _sumprod:
            columns = zip(*rows, strict=True)
            result.append(list(map(partial(_sumprod, tuple(factors)), columns)) or zeros[:])
        else:
            result.append(_mixed(zip(factors, rows, strict=True), zeros))
    return result


def _mixed(terms: Iterator[tuple[float, list[float]]], zeros: list[float]) -> list[float]:
    """The sum of factor * row, in a new list: of four terms at a time, which makes fewer lists."""
    total = zeros[:]
    for (p, v), (q, w), (r, x), (s, y) in zip_longest(*[terms] * 4, fillvalue=(0.0, zeros)):
        # `strict=True` doubles the time of a zip of short rows.
        columns = zip(total, v, w, x, y)  # noqa: B905
        total = [t + p * e + q * f + r * g + s * h for t, e, f, g, h in columns]
    return total


def scaled_sum(a: float, x: Rows, y: Rows) -> Rows:
    """a x + y."""
    pairs = zip(x, y, strict=True)
    return [[a * p + q for p, q in zip(one, other, strict=True)] for one, other in pairs]


def run_chain(parameters: Sequence[Rows], rows: Rows, masks: Sequence[Rows] = ()) -> list[Rows]:
    """What each layer is given, and the logits at last. parameters: weight and bias of each layer.

    masks: of dropout, one for each layer but the last.
    """
    given = [rows]
    last = len(parameters) - 2
    for place in range(0, len(parameters), 2):
        weight, (bias,) = parameters[place], parameters[place + 1]
        sums = product(given[-1], weight)
        sums = [[z + b for z, b in zip(row, bias, strict=True)] for row in sums]
        if place < last:
            sums = [[max(z, 0.0) for z in row] for row in sums]
            if masks:
                sums = [list(map(mul, *pair)) for pair in zip(sums, masks[place // 2], strict=True)]
        given.append(sums)
    return given


def cross_entropies(logits: Rows, labels: Sequence[int]) -> tuple[list[float], Rows]:
    """The cross-entropy of each row, and its slope in the logits."""
    losses, slopes = [], []
    for row, label in zip(logits, labels, strict=True):
        top = max(row)
        weights = [math.exp(z - top) for z in row]
        total = sum(weights)
        losses.append(math.log(total) + top - row[label])
        slopes.append([weight / total for weight in weights])
        slopes[-1][label] -= 1.0
    return losses, slopes


def gradients(
    parameters: Sequence[Rows], given: Sequence[Rows], slope: Rows, masks: Sequence[Rows]
) -> list[Rows]:
    """The slope of the loss in each parameter. given: from `run_chain`; slope: in the logits."""
    found = []
    slopes = _slopes(parameters, given, slope, masks)
    for rows, behind in zip(given[:-1], slopes, strict=True):
        weight = product(list(map(list, zip(*rows, strict=True))), behind)
        found += [weight, [[sum(column) for column in zip(*behind, strict=True)]]]
    return found


def gradient_of_rows(parameters: Sequence[Rows], given: Sequence[Rows], slope: Rows) -> Rows:
    """The slope of the loss in the rows that the first layer is given."""
    return _product_with_transposed(_slopes(parameters, given, slope, ())[0], parameters[0])


def _slopes(
    parameters: Sequence[Rows], given: Sequence[Rows], slope: Rows, masks: Sequence[Rows]
) -> list[Rows]:
    """D of every layer, the first one first."""
    found = [slope]
    for place in range(len(parameters) - 2, 0, -2):
        layer = place // 2
        back = _product_with_transposed(found[0], parameters[place])
        if masks:
            back = [list(map(mul, *pair)) for pair in zip(back, masks[layer - 1], strict=True)]
        pairs = zip(back, given[layer], strict=True)
        found.insert(
            0, [[d if x > 0 else 0.0 for d, x in zip(*pair, strict=True)] for pair in pairs]
        )
    return found


def _product_with_transposed(a: Rows, b: Rows) -> Rows:
    return product(a, list(map(list, zip(*b, strict=True))))
