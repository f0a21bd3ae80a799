"""Stage 9: the derivatives of matrices, found by their shapes.

The gradient of a tensor is a matrix of the same shape: for every element, how the final
result changes when this element does. A rule gets `grad`, the gradient of its result, and
answers with one matrix for each child. For ops that treat every element by itself (+, *,
relu, tanh, exp, log) that is stage 2 over again, number by number. New are four.

The matrix product. C = A @ B is sums of products, C[i][j] = sum over t of A[i][t] * B[t][j].
A[i][t] takes part in the row i of C only, each time with the factor B[t][j], so

    dL/dA[i][t] = sum over j of G[i][j] * B[t][j]         G = dL/dC

which is row i of G against row t of B: dL/dA = G @ B.T. In the same way dL/dB = A.T @ G. You
need not remember this: the shapes say it. A is n x k, B is k x m, G is n x m like C. The
only product of G and B that is n x k is G @ B.T, and the only one of A and G that is k x m
is A.T @ G. Worked: A = [[2, -1]], B = [[3, 4], [5, 7]], G = [[10, 1]]: dL/dA = [[10*3 + 1*4,
10*5 + 1*7]] = [[34, 57]], and dL/dB = [[2], [-1]] @ [[10, 1]] = [[20, 2], [-10, -1]].

The row that was added to every row. The bias [[b0, b1]] under three images was used three
times, and the gradients of several uses add up. So its gradient is the sum of G's rows:
1 x m again. What was stretched on the way forward is summed on the way back.

sum and mean. One number came out of n * m, so `grad` is 1 x 1 and each of them receives it:
as it is for the sum, divided by n * m for the mean, because that is each one's share. pick
is the other way round: of a whole row one element counts, and all others receive 0.

log_softmax. y_j = x_j - log(sum over t of e^x_t). Each x_i counts twice: in y_i by itself,
and in the logarithm of every y_j of its row. The derivative of that logarithm with respect
to x_i is e^x_i / (sum of e^x_t), the softmax p_i, which is e^y_i. Together, for each row:

    dx_i = g_i - p_i * (g_1 + g_2 + ...)

Textbooks print p_i - 1 or p_i - target: that is this formula when exactly one g is -1 and
the others 0. Here any g may arrive, so write the general one.

A child that requires no gradient gets None, and nothing is computed for it. In the first
layer G @ W.T would be the gradient of the pixels: the longest product of the whole step, with
no black pixels to skip, and of no use to anyone. `picograd bench` shows how much longer a
step takes with it. Rules are pure: they return new matrices, or `grad` itself, and change
neither `grad` nor a node. That `grad` may go to two children as one and the same list is why
`accumulate` adds into new lists.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from picograd.tensor import Rows, Tensor, each, product, transposed

Gradients = tuple[Rows | None, ...]


def unbroadcast(grad: Rows, shape: tuple[int, int]) -> Rows:
    """`grad` (n x m) as the gradient of an operand of `shape`, n x m or 1 x m.

    An operand of n rows gets `grad` as it is; a single row gets the sum of all rows, 1 x m.
    """
    # TODO(tensor_rules): hand grad on, or sum its rows.
    raise NotImplementedError("tensor_rules: unbroadcast")


def add(grad: Rows, node: Tensor) -> Gradients:
    """d(a + b)/da = 1 and d(a + b)/db = 1, each in the shape of its operand."""
    # TODO(tensor_rules): one gradient per child, in the child's shape, or None.
    raise NotImplementedError("tensor_rules: add")


def mul(grad: Rows, node: Tensor) -> Gradients:
    """d(a * b)/da = b and d(a * b)/db = a, element by element."""
    # TODO(tensor_rules): each child gets grad times the other, or None.
    raise NotImplementedError("tensor_rules: mul")


def matmul(grad: Rows, node: Tensor) -> Gradients:
    """C = A @ B: dL/dA = grad @ B.T and dL/dB = A.T @ grad."""
    # TODO(tensor_rules): two products; let the shapes tell you which, or None.
    raise NotImplementedError("tensor_rules: matmul")


def transpose(grad: Rows, node: Tensor) -> Gradients:
    """Element (i, j) went to (j, i), so its gradient comes back from there."""
    # TODO(tensor_rules): back to where each element came from.
    raise NotImplementedError("tensor_rules: transpose")


def relu(grad: Rows, node: Tensor) -> Gradients:
    """d relu(x)/dx = 1 for x > 0, otherwise 0; at exactly 0 it is 0, as in PyTorch."""
    # TODO(tensor_rules): let the gradient through where the result is above zero.
    raise NotImplementedError("tensor_rules: relu")


def tanh(grad: Rows, node: Tensor) -> Gradients:
    """d tanh(x)/dx = 1 - y ** 2 with y = tanh(x)."""
    # TODO(tensor_rules): upstream times local, for every element.
    raise NotImplementedError("tensor_rules: tanh")


def exp(grad: Rows, node: Tensor) -> Gradients:
    """d e^x/dx = y with y = e^x."""
    # TODO(tensor_rules): upstream times local, for every element.
    raise NotImplementedError("tensor_rules: exp")


def log(grad: Rows, node: Tensor) -> Gradients:
    """d log(x)/dx = 1 / x."""
    # TODO(tensor_rules): upstream times local, for every element.
    raise NotImplementedError("tensor_rules: log")


def sum_(grad: Rows, node: Tensor) -> Gradients:
    """d sum/dx = 1 for every element: each receives the one number in `grad` (1 x 1)."""
    # TODO(tensor_rules): the one number in grad, for every element of the child.
    raise NotImplementedError("tensor_rules: sum_")


def mean(grad: Rows, node: Tensor) -> Gradients:
    """d mean/dx = 1 / (n * m) for every element of n x m."""
    # TODO(tensor_rules): as for the sum, but only each element's share.
    raise NotImplementedError("tensor_rules: mean")


def log_softmax(grad: Rows, node: Tensor) -> Gradients:
    """dx_i = g_i - e^y_i * sum(g), for each row by itself; y is the row of the result."""
    # TODO(tensor_rules): the formula of the lesson, row by row.
    raise NotImplementedError("tensor_rules: log_softmax")


def pick(grad: Rows, node: Tensor) -> Gradients:
    """The picked element of row i receives grad[i][0], every other element of the row 0."""
    # TODO(tensor_rules): zeros, but for one element in each row.
    raise NotImplementedError("tensor_rules: pick")


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
