"""Stage 8: a matrix in each node.

Your engine learned moons. Now give it MNIST: digits of 28 x 28 = 784 pixels. A small network
for them, 784 inputs, 32 hidden neurons, 10 outputs, multiplies 25,408 times for one image and
adds as often. With one node per number that is 50,000 nodes an image, three billion for one
pass over 60,000 images: hours. `picograd bench` measures how many on your machine.

That is the wall where people give up. But multiplying is not what takes so long: making an
object for each product is, putting it in order, visiting it again, throwing it away. So put
a whole matrix into each node:

    x   32 images, one a row   32 x 784
    w   the weights            784 x 32
    h = x @ w + b              32 x 32      two nodes, where there were 1.6 million

The graph stays as it is: `toposort`, `backward` and `SGD` never look inside a node. The op
that does the work is the matrix product. Row i of a meets column j of b:

    (a @ b)[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + ...     n x k @ k x m = n x m

so [[2, -1]] @ [[3, 4], [5, 7]] = [[2*3 - 1*5, 2*4 - 1*7]] = [[1, 1]]. Look at the same sum
by whole rows: 2 * [3, 4] - 1 * [5, 7]. Row i of the product is a mix of the rows of b, and
a[i] says how much of each. Seen so, a factor of zero spares the work of a whole row: four of
five pixels of MNIST are black, 0.0. And where `zip` hands out the numbers the inner loop needs
no index. For 32 images the triple loop over i, j, k takes about ten times as long as a product
without the indices and the zeros, and the answer is the same. It helps to add four rows at a
time, `t + p * e + q * f + r * g + s * h`: every total is a list of new numbers, and a quarter of
them is enough. Since version 3.12 Python has row times column as one function, `math.sumprod`,
which is faster again: no product in it becomes an object. And it is exact: what each addition
would round away is kept until the end.

Three agreements keep this small. Everything has two axes: a bias is 1 x m, a loss 1 x 1. A
1 x m row may be added to every row of an n x m matrix, and nothing else is stretched. And a
leaf may say `requires_grad=False`: images are data that nobody will change, so their gradient
would be work for nothing, and so would that of anything computed from such leaves alone.

There is much to write here, so first these four: `product`, which knows lists and not nodes,
and of the class `__init__`, `zero_grad` and `__matmul__`. Then, at a Python prompt in the folder
`exercises`, a node of your own answers with the product above:

    >>> from picograd.tensor import Tensor
    >>> (Tensor([[2, -1]]) @ Tensor([[3, 4], [5, 7]])).data
    [[1.0, 1.0]]

The other methods are shorter, and most do what those of `Value` did: the numbers of a new node,
its children, its op. Write them from the top down. In this file `add` and `mul` are Python's own
`+` and `*` of two floats, something to hand to `each`; in `tensor_rules.py`, where the
derivatives follow, they are names of rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import compress, zip_longest
from operator import add, mul

from picograd import graph

Rows = list[list[float]]


def product(a: Rows, b: Rows) -> Rows:
    """The matrix product of `a` (n x k) and `b` (k x m): n x m, in new lists.

    A factor of zero in `a` may be passed over: it adds nothing.
    """
    # TODO(tensor): mix the rows of b, as much of each as the row of a says.
    raise NotImplementedError("tensor: product")


def transposed(rows: Rows) -> Rows:
    """Columns for rows: n x m becomes m x n, in new lists."""
    # TODO(tensor): `zip` turns rows into columns.
    raise NotImplementedError("tensor: transposed")


def each(function: Callable[..., float], *matrices: Rows) -> Rows:
    """Given: each(math.exp, a), each(add, a, b): `function` of every element, in new lists."""
    return [list(map(function, *rows)) for rows in zip(*matrices, strict=True)]


class Tensor:
    """A matrix in a computation graph: a leaf, or the result of one op. Equal only to itself."""

    __slots__ = ("data", "grad", "requires_grad", "children", "op", "ctx", "__weakref__")
    data: Rows
    grad: Rows
    requires_grad: bool

    def __init__(
        self,
        rows: Sequence[Sequence[float]],
        children: tuple[Tensor, ...] = (),
        op: str = "",
        ctx: tuple[int, ...] = (),
        *,
        requires_grad: bool = True,
    ) -> None:
        """Keep `rows` as floats, a gradient of zeros, and where the numbers came from.

        The arguments stand as in `Value`; `requires_grad` is given by name only. `data` is a
        copy: the caller's lists are neither kept nor changed. Rows of different lengths:
        ValueError that names the lengths. No rows, or empty ones: ValueError. A tensor with
        children requires a gradient if one of them does; `requires_grad` speaks for leaves only.
        """
        # TODO(tensor): copy the rows as floats, check their lengths, keep the rest.
        raise NotImplementedError("tensor: Tensor.__init__")

    @property
    def shape(self) -> tuple[int, int]:
        """Given: (rows, columns)."""
        return len(self.data), len(self.data[0])

    def __add__(self, other: Tensor) -> Tensor:
        """self (n x m) + other (n x m, or 1 x m: added to every row), recorded as "add".

        The children are (self, other). Any other shape: ValueError that names both shapes.
        """
        # TODO(tensor): check the shapes; one row is added to every row.
        raise NotImplementedError("tensor: Tensor.__add__")

    def __mul__(self, other: Tensor | float) -> Tensor:
        """self * other, element by element, recorded as "mul" with the children (self, other).

        A plain number becomes a constant of the same shape (`lift`) that requires no gradient.
        Different shapes: ValueError that names both.
        """
        # TODO(tensor): lift `other`, check the shapes, then a new node.
        raise NotImplementedError("tensor: Tensor.__mul__")

    def __rmul__(self, other: float) -> Tensor:
        """other * self for a plain number `other`; the children keep that order."""
        # TODO(tensor): lift `other`, then let * do the work.
        raise NotImplementedError("tensor: Tensor.__rmul__")

    def __neg__(self) -> Tensor:
        """-self, composed of ops that have a rule, such as self * -1."""
        # TODO(tensor): compose it of an op you have.
        raise NotImplementedError("tensor: Tensor.__neg__")

    def __sub__(self, other: Tensor) -> Tensor:
        """self - other, composed like -self; `other` may be one row, as in `+`."""
        # TODO(tensor): compose it of ops you have.
        raise NotImplementedError("tensor: Tensor.__sub__")

    def __matmul__(self, other: Tensor) -> Tensor:
        """The matrix product (n x k) @ (k x m) -> n x m, recorded as "matmul".

        The children are (self, other). Inner sizes that differ: ValueError that names both shapes.
        """
        # TODO(tensor): check the inner sizes; `product` knows the numbers.
        raise NotImplementedError("tensor: Tensor.__matmul__")

    @property
    def T(self) -> Tensor:
        """The transpose (m x n), recorded as "transpose"."""
        # TODO(tensor): a new node; `transposed` knows the numbers.
        raise NotImplementedError("tensor: Tensor.T")

    def relu(self) -> Tensor:
        """Every element where it is positive, otherwise 0.0; recorded as "relu"."""
        # TODO(tensor): a new node; `each` helps.
        raise NotImplementedError("tensor: Tensor.relu")

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of every element, recorded as "tanh"."""
        # TODO(tensor): a new node; `each` helps.
        raise NotImplementedError("tensor: Tensor.tanh")

    def exp(self) -> Tensor:
        """e ** every element, recorded as "exp"."""
        # TODO(tensor): a new node; `each` helps.
        raise NotImplementedError("tensor: Tensor.exp")

    def log(self) -> Tensor:
        """The natural logarithm of every element, recorded as "log".

        An element <= 0 has none: ValueError that names the op and the number.
        """
        # TODO(tensor): refuse numbers <= 0, then a new node.
        raise NotImplementedError("tensor: Tensor.log")

    def sum(self) -> Tensor:
        """The sum of all elements: 1 x 1, recorded as "sum"."""
        # TODO(tensor): a new node of one number.
        raise NotImplementedError("tensor: Tensor.sum")

    def mean(self) -> Tensor:
        """The mean of all n * m elements: 1 x 1, recorded as "mean"."""
        # TODO(tensor): a new node of one number.
        raise NotImplementedError("tensor: Tensor.mean")

    def log_softmax(self) -> Tensor:
        """x - log(sum of e ** x over its row) for every x, recorded as "log_softmax".

        Every row stands for itself. Logits of +-1000 are no error, as in stage 5.
        """
        # TODO(tensor): row by row, and no exp of a large number.
        raise NotImplementedError("tensor: Tensor.log_softmax")

    def pick(self, columns: Sequence[int]) -> Tensor:
        """One element of each row, self.data[i][columns[i]]: n x 1, recorded as "pick".

        ctx is the columns, as a tuple. More or fewer columns than rows: ValueError that names
        both numbers; a column outside 0 .. m - 1: ValueError that names it.
        """
        # TODO(tensor): check the columns, then one element of each row.
        raise NotImplementedError("tensor: Tensor.pick")

    def accumulate(self, grad: Rows) -> None:
        """Add `grad` to the gradient; a shape other than self's: ValueError that names both."""
        # TODO(tensor): check the shape, then add into new lists.
        raise NotImplementedError("tensor: Tensor.accumulate")

    def zero_grad(self) -> None:
        """Set the gradient to zeros in the shape of `data`, each row a list of its own."""
        # TODO(tensor): zeros, each row a list of its own.
        raise NotImplementedError("tensor: Tensor.zero_grad")

    # Given: the four methods below are the same in the exercise and in the solution.

    def item(self) -> float:
        """The one number in a 1 x 1 tensor; ValueError for any other shape."""
        if self.shape != (1, 1):
            raise ValueError(f"item needs a tensor of one number, this one is {self.shape}")
        return self.data[0][0]

    def local_gradients(self) -> tuple[Rows | None, ...]:
        """One gradient per child, from its rule; None for a child that requires none."""
        # Imported here because tensor_rules itself imports from this file.
        from picograd.tensor_rules import RULES

        return RULES[self.op](self.grad, self)

    def backward(self) -> None:
        """d(sum of self) / d(leaf), added to the `grad` of every leaf that requires it."""
        graph.backward(self)

    def __repr__(self) -> str:
        return f"Tensor(shape={self.shape}, op={self.op!r}, requires_grad={self.requires_grad})"


def lift(number: Tensor | float, shape: tuple[int, int]) -> Tensor:
    """Given: `number` if it is a Tensor, otherwise a constant of that shape, filled with it."""
    if isinstance(number, Tensor):
        return number
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise TypeError(f"Tensor needs a Tensor or a number, got {number!r}")
    return Tensor([[number] * shape[1] for _ in range(shape[0])], requires_grad=False)
