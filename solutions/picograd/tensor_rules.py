"""Stage 9: the derivatives of matrices, found by their shapes.

The gradient of a tensor is a matrix of the same shape: for every element, how the final
result changes when this element does. A rule gets `grad`, the gradient of its result, and
answers with a tuple of one matrix for each child. For ops that treat every element by itself
(+, *, relu, tanh, exp, log) that is stage 2 over again, number by number, and `each` does it
for all of them. Mind two names: in `tensor.py` `add` and `mul` were Python's + and *, here they
are the rules of those ops, and Python's are `operator.add` and `operator.mul`.

New are five. The first is derived here; the others are yours, with a number to try them on.

The matrix product. C = A @ B is sums of products, C[i][j] = sum over t of A[i][t] * B[t][j].
A[i][t] takes part in the row i of C only, each time with the factor B[t][j], so

    dL/dA[i][t] = sum over j of G[i][j] * B[t][j]         G = dL/dC

which is row i of G against row t of B: dL/dA = G @ B.T. You need not remember this: the shapes
say it. A is n x k, B is k x m, G is n x m like C, and the only product of G and B, either of
them transposed or not, that is always n x k is G @ B.T. Which one of A and G is always k x m?
For A = [[2, -1]], B = [[3, 4], [5, 7]] and G = [[10, 1]], dL/dA is [[10*3 + 1*4, 10*5 + 1*7]] =
[[34, 57]], and for dL/dB you should find [[20, 2], [-10, -1]].

The row that was added to every row. A bias [[b0, b1]] under three images was used three times,
and what the gradients of several uses do you know from stage 1. Under [[1, 2], [3, 4], [5, 6]]
its gradient is [[9, 12]]: 1 x 2, like the bias. `unbroadcast` is for that.

sum and mean. One number came out of n * m, so `grad` is 1 x 1. By how much does that number
grow when one element grows a little? Under [[6]] every element of a 2 x 3 receives 6 from a
sum, and 1 from a mean.

pick. It is the other way round: of a whole row one element counts. What do the others receive?

log_softmax. y_j = x_j - log(sum over t of e^x_t). Each x_i counts twice: in y_i by itself, and
in the logarithm, which all y_j of its row share. The derivative of that logarithm with respect
to x_i is e^x_i / (sum of e^x_t), the softmax p_i, which is e^y_i. Write down how y_1 and y_2
change with x_1 in a row of two, and add up, each times its g. Textbooks print p_i - 1 or
p_i - target: that is the case of a single g of -1 and zeros beside it. Here any g may arrive.
For x = [0, log 3] p is [1/4, 3/4], and under g = [2, 1] you should find [1.25, -1.25].

A child of + * or @ that requires no gradient gets None, and @ computes nothing for it. In the
first layer G @ W.T would be the gradient of the pixels: the longest product of the whole step,
with no black pixels to skip, and of no use to anyone. `picograd bench` shows how much longer a
step takes with it. Rules are pure: they return new matrices, or `grad` itself, and change
neither `grad` nor a node. That `grad` may go to two children as one and the same list is why
`accumulate` adds into lists of its own.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from picograd.tensor import Rows, Tensor, each, product, transposed

Gradients = tuple[Rows | None, ...]


def unbroadcast(grad: Rows, shape: tuple[int, int]) -> Rows:
    """`grad` (n x m) as the gradient of an operand of `shape`, in that shape.

    An operand of n rows was not stretched and gets `grad` as it is. A single row, 1 x m, was
    used in each of the n rows.
    """
    if len(grad) == shape[0]:
        return grad
    # The sum over the rows and not their mean: each use of the row counts in full.
    return [[sum(column) for column in zip(*grad, strict=True)]]


def add(grad: Rows, node: Tensor) -> Gradients:
    """(dL/da, dL/db) for a + b, each in the shape of its operand; None where none is required."""
    # d(a + b)/da = 1, d(a + b)/db = 1
    a, b = node.children
    return (
        unbroadcast(grad, a.shape) if a.requires_grad else None,
        unbroadcast(grad, b.shape) if b.requires_grad else None,
    )


def mul(grad: Rows, node: Tensor) -> Gradients:
    """(dL/da, dL/db) for a * b, element by element; None where none is required."""
    # d(a * b)/da = b, d(a * b)/db = a
    a, b = node.children
    return (
        each(operator.mul, grad, b.data) if a.requires_grad else None,
        each(operator.mul, grad, a.data) if b.requires_grad else None,
    )


def matmul(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dA, dL/dB) for A @ B, in the shapes of A and B; None where none is required.

    For a child that requires no gradient no product is computed.
    """
    a, b = node.children
    # dL/dA = G @ B.T, dL/dB = A.T @ G
    # The order matters twice: matrices do not commute, and the zeros of A's pixels are on
    # the left in A.T @ grad, where `product` can skip them.
    return (
        product(grad, transposed(b.data)) if a.requires_grad else None,
        product(transposed(a.data), grad) if b.requires_grad else None,
    )


def transpose(grad: Rows, node: Tensor) -> Gradients:
    """(dL/da,) for a.T: in the shape of a, n x m, under a `grad` of m x n."""
    # Element (i, j) went to (j, i), so its gradient comes back from there.
    return (transposed(grad),)


def relu(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for relu(x). At exactly 0 the derivative is 0, as in PyTorch."""
    # d relu(x)/dx = 1 for x > 0, otherwise 0
    return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data),)


def tanh(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for tanh(x), element by element."""
    # d tanh(x)/dx = 1 - y ** 2 with y = tanh(x)
    return (each(lambda g, y: g * (1 - y * y), grad, node.data),)


def exp(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for e ** x, element by element."""
    # d e^x/dx = y with y = e^x
    return (each(operator.mul, grad, node.data),)


def log(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for log(x), element by element."""
    # d log(x)/dx = 1 / x
    (x,) = node.children
    return (each(operator.truediv, grad, x.data),)


def sum_(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for the sum of all elements: n x m, under a `grad` of 1 x 1.

    Each row is a list of its own.
    """
    # d sum/dx = 1 for every element x
    n, m = node.children[0].shape
    return ([[grad[0][0]] * m for _ in range(n)],)


def mean(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for the mean of all elements: n x m, under a `grad` of 1 x 1.

    Each row is a list of its own.
    """
    # d mean/dx = 1 / (n * m). Not 1 / n: the mean of a matrix is over all its elements.
    n, m = node.children[0].shape
    return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)


def log_softmax(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for log_softmax(x) under any `grad`, each row by itself.

    Logits of +-1000 are no error.
    """
    # dx_i = g_i - e^y_i * (g_1 + g_2 + ...) with y the row of the result, so e^y_i <= 1
    rows = []
    for g_row, y_row in zip(grad, node.data, strict=True):
        total = sum(g_row)
        rows.append([g - math.exp(y) * total for g, y in zip(g_row, y_row, strict=True)])
    return (rows,)


def pick(grad: Rows, node: Tensor) -> Gradients:
    """(dL/dx,) for pick: n x m, under a `grad` of n x 1; node.ctx holds the columns.

    Each row is a list of its own.
    """
    # d x[i][columns[i]] / dx = 1 at this one element of row i, 0 at all others
    n, m = node.children[0].shape
    rows = [[0.0] * m for _ in range(n)]
    for row, column, (g,) in zip(rows, node.ctx, grad, strict=True):
        row[column] = g
    return (rows,)


RULES: dict[str, Callable[[Rows, Tensor], Gradients]] = {
    "add": add,
    "mul": mul,
    "matmul": matmul,
    "transpose": transpose,
    "relu": relu,
    "tanh": tanh,
    "exp": exp,
    "log": log,
    "sum": sum_,
    "mean": mean,
    "log_softmax": log_softmax,
    "pick": pick,
}
