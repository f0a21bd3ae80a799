"""Mistakes that people make in tensor_rules.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# The rule of exp forgets its comma in a place of its own below.
WITHOUT_TUPLE = tuple(
    Mistake(
        id=f"tensor-{op}-rule-no-tuple",
        where=op,
        sentence=(
            f"Your rule of {op} answers with the matrix itself, not with a tuple that holds it. "
            "Parentheses alone make none. Whoever goes through the answer, one gradient for each "
            "child, gets a row; look at your other rules, too."
        ),
        why="The comma that makes a tuple of one is forgotten.",
        change=(f"return ({answer},)", f"return {answer}"),
    )
    for op, answer in (
        ("transpose", "transposed(grad)"),
        ("relu", "each(lambda g, y: g if y > 0 else 0.0, grad, node.data)"),
        ("tanh", "each(lambda g, y: g * (1 - y * y), grad, node.data)"),
        ("log", "each(operator.truediv, grad, x.data)"),
    )
)

MISTAKES = (
    *WITHOUT_TUPLE,
    Mistake(
        id="unbroadcast-mean",
        where="unbroadcast",
        sentence=(
            "The gradient of your row is too small by the number of rows: it is the mean of the "
            "upstream rows. Each use of the row counts in full; look at how several uses of one "
            "node are put together."
        ),
        why=(
            "A mean keeps the size of a gradient independent of the batch, which sounds right; "
            "early NumPy engines did so."
        ),
        change=(
            "return [[sum(column) for column in zip(*grad, strict=True)]]",
            "return [[sum(column) / len(grad) for column in zip(*grad, strict=True)]]",
        ),
    ),
    Mistake(
        id="unbroadcast-first-row",
        where="unbroadcast",
        sentence=(
            "The gradient of your row comes from the first row of the result only. The row was "
            "added to every row, and every one of them has something to say about it."
        ),
        why="Cutting to the right shape makes the shape error go away.",
        code="""
def unbroadcast(grad, shape):
    return grad[: shape[0]]
""",
    ),
    Mistake(
        id="unbroadcast-last-row",
        where="unbroadcast",
        sentence=(
            "The gradient of your row comes from the last row of the result only. The row was "
            "added to every row, and every one of them has something to say about it."
        ),
        why="A loop that assigns where it should add ends with the last row.",
        change=(
            "return [[sum(column) for column in zip(*grad, strict=True)]]",
            "return [list(grad[-1])]",
        ),
    ),
    Mistake(
        id="unbroadcast-along-the-row",
        where="unbroadcast",
        sentence=(
            "Your row gets one sum for each row of the upstream gradient: n x 1 instead of 1 x "
            "m. The copies of the row lay under one another; along which axis do their "
            "gradients stand?"
        ),
        why="axis=1 for axis=0; `sum(row) for row in grad` is the shorter line.",
        change=(
            "return [[sum(column) for column in zip(*grad, strict=True)]]",
            "return [[sum(row)] for row in grad]",
        ),
    ),
    Mistake(
        id="unbroadcast-into-one-number",
        where="unbroadcast",
        sentence=(
            "All elements of your row get the same gradient, the sum of everything. Each column "
            "of the row was added to its own column only."
        ),
        why="grad.sum() without an axis.",
        change=(
            "return [[sum(column) for column in zip(*grad, strict=True)]]",
            "total = sum(map(sum, grad))\nreturn [[total] * shape[1]]",
        ),
    ),
    Mistake(
        id="unbroadcast-always",
        where="unbroadcast",
        sentence=(
            "You sum the rows even where nothing was stretched: both operands of a + b of equal "
            "shapes get a single row. Sum only for the operand that has one row."
        ),
        why="The case of the bias is the one that was on the mind.",
        code="""
def unbroadcast(grad, shape):
    return [[sum(column) for column in zip(*grad)]]
""",
    ),
    Mistake(
        id="unbroadcast-compares-columns",
        where="unbroadcast",
        sentence=(
            "Your rows are never summed: the number of columns is the same for the operand and "
            "for the result in every case that + allows. Which of the two sizes tells that a "
            "row was stretched?"
        ),
        why="shape[1] for shape[0].",
        code="""
def unbroadcast(grad, shape):
    if len(grad[0]) == shape[1]:
        return grad
    return [[sum(column) for column in zip(*grad)]]
""",
    ),
    Mistake(
        id="add-rule-forgets-the-row",
        where="add",
        sentence=(
            "The gradient of your row is as large as the whole matrix: what was stretched on "
            "the way forward is not summed on the way back. A gradient has the shape of its "
            "tensor."
        ),
        why=(
            "`return grad, grad` is the rule of stage 2; the shapes are forgotten in every "
            "first tensor engine."
        ),
        code="""
def add(grad, node):
    a, b = node.children
    return (grad if a.requires_grad else None, grad if b.requires_grad else None)
""",
    ),
    Mistake(
        id="add-rule-serves-constants",
        where="add",
        sentence=(
            "Your rule of + answers with a gradient for a child that requires none. None says "
            "that there is nothing to add, and nothing to compute."
        ),
        why="requires_grad is left to backward.",
        code="""
def add(grad, node):
    a, b = node.children
    return unbroadcast(grad, a.shape), unbroadcast(grad, b.shape)
""",
    ),
    Mistake(
        id="add-rule-accumulates-itself",
        where="add",
        sentence=(
            "Your gradients of + arrive twice: the rule adds them to its children, and backward "
            "adds what the rule returns. A rule only answers; it changes no node."
        ),
        why="micrograd's _backward adds in place.",
        code="""
def add(grad, node):
    answer = tuple(
        unbroadcast(grad, child.shape) if child.requires_grad else None for child in node.children
    )
    for child, gradient in zip(node.children, answer):
        if gradient is not None:
            child.accumulate(gradient)
    return answer
""",
    ),
    Mistake(
        id="add-rule-answers-with-a-list",
        where="add",
        sentence=(
            "Your rule of + answers with a list of two gradients. The docstring promises a tuple; "
            "a list of lists of lists is too easily taken for a matrix."
        ),
        why="[..., ...] is typed where (..., ...) is meant.",
        code="""
def add(grad, node):
    return [unbroadcast(grad, c.shape) if c.requires_grad else None for c in node.children]
""",
    ),
    Mistake(
        id="add-rule-one-gradient",
        where="add",
        sentence=(
            "Your rule of + answers with one gradient for two children, so the second child "
            "never gets any."
        ),
        why="Both gradients look the same, so one is written down.",
        code="""
def add(grad, node):
    a, b = node.children
    return (unbroadcast(grad, a.shape) if a.requires_grad else None,)
""",
    ),
    Mistake(
        id="mul-rule-own-operand",
        where="mul",
        sentence=(
            "Your rule of * gives each child itself times the upstream gradient. By how much "
            "does a * b change when a does, and b stays?"
        ),
        why="The operands are swapped.",
        code="""
def mul(grad, node):
    a, b = node.children
    return (
        each(operator.mul, grad, a.data) if a.requires_grad else None,
        each(operator.mul, grad, b.data) if b.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="mul-rule-answers-with-tensors",
        where="mul",
        sentence=(
            "Your rule of * answers with Tensors. A gradient is a list of rows, numbers that grew "
            "out of numbers; a Tensor would record how it was computed. Work on `.data`."
        ),
        why="grad * b is so short once grad has become a Tensor.",
        code="""
def mul(grad, node):
    a, b = node.children
    upstream = Tensor(grad)
    return (upstream * b if a.requires_grad else None, upstream * a if b.requires_grad else None)
""",
    ),
    Mistake(
        id="mul-rule-without-upstream",
        where="mul",
        sentence=(
            "Your rule of * leaves out the upstream gradient: it is right only where a * b is "
            "the end of the graph. Every rule multiplies what came from above with its own "
            "derivative."
        ),
        why="The derivative is written down, the chain rule is not.",
        code="""
def mul(grad, node):
    a, b = node.children
    return (
        [list(row) for row in b.data] if a.requires_grad else None,
        [list(row) for row in a.data] if b.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="mul-rule-serves-constants",
        where="mul",
        sentence=(
            "Your rule of * answers with a gradient for a child that requires none. None says "
            "that there is nothing to add, and nothing to compute."
        ),
        why="requires_grad is left to backward.",
        code="""
def mul(grad, node):
    a, b = node.children
    return each(operator.mul, grad, b.data), each(operator.mul, grad, a.data)
""",
    ),
    Mistake(
        id="mul-rule-asks-the-wrong-child",
        where="mul",
        sentence=(
            "Your rule of * asks the one child whether the other requires a gradient. A weight "
            "next to a constant gets None, the constant a gradient."
        ),
        why="The gradient of a is made of b, and so b is asked.",
        code="""
def mul(grad, node):
    a, b = node.children
    return (
        each(operator.mul, grad, b.data) if b.requires_grad else None,
        each(operator.mul, grad, a.data) if a.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="mul-rule-accumulates-itself",
        where="mul",
        sentence=(
            "Your gradients of * arrive twice: the rule adds them to its children, and backward "
            "adds what the rule returns. A rule only answers; it changes no node."
        ),
        why="micrograd's _backward adds in place.",
        code="""
def mul(grad, node):
    a, b = node.children
    to_a = each(operator.mul, grad, b.data) if a.requires_grad else None
    to_b = each(operator.mul, grad, a.data) if b.requires_grad else None
    if to_a is not None:
        a.accumulate(to_a)
    if to_b is not None:
        b.accumulate(to_b)
    return to_a, to_b
""",
    ),
    Mistake(
        id="matmul-rule-elementwise",
        where="matmul",
        sentence=(
            "Your gradients of @ are those of *: upstream times the other, element by element. "
            "The shapes cannot fit unless all matrices are equal squares; the lesson derives "
            "the two products."
        ),
        why="The scalar rule is copied.",
        code="""
def matmul(grad, node):
    a, b = node.children
    return (
        [[g * x for g, x in zip(*pair)] for pair in zip(grad, b.data)],
        [[g * x for g, x in zip(*pair)] for pair in zip(grad, a.data)],
    )
""",
    ),
    Mistake(
        id="matmul-rule-not-transposed",
        where="matmul",
        sentence=(
            "Your gradients of @ multiply with the matrices as they are, not transposed. With "
            "squares that runs and is wrong, with other shapes it does not even fit: write the "
            "three shapes under each product."
        ),
        why='G @ B and A @ G, from "the other times the upstream".',
        code="""
def matmul(grad, node):
    a, b = node.children
    return (
        product(grad, b.data) if a.requires_grad else None,
        product(a.data, grad) if b.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="matmul-rule-order-on-the-right",
        where="matmul",
        sentence=(
            "The gradient of your right operand of @ is grad @ A.T; the left one's is right. "
            "Numbers commute, matrices do not; write the three shapes under each product."
        ),
        why="The line for A is copied for B, with the letter changed.",
        change=(
            "product(transposed(a.data), grad) if b.requires_grad else None,",
            "product(grad, transposed(a.data)) if b.requires_grad else None,",
        ),
    ),
    Mistake(
        id="matmul-rule-order",
        where="matmul",
        sentence=(
            "Your gradients of @ have the factors in the wrong order. Numbers commute, matrices "
            "do not; write the three shapes under each product."
        ),
        why='"The other times the upstream", as for numbers.',
        code="""
def matmul(grad, node):
    a, b = node.children
    return (
        product(transposed(b.data), grad) if a.requires_grad else None,
        product(grad, transposed(a.data)) if b.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="matmul-rule-children-swapped",
        where="matmul",
        sentence=(
            "Your gradients of @ are right and handed to the wrong children: the left matrix "
            "gets the right one's."
        ),
        why="The two lines are written in the other order.",
        code="""
def matmul(grad, node):
    a, b = node.children
    return (
        product(transposed(a.data), grad) if b.requires_grad else None,
        product(grad, transposed(b.data)) if a.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="matmul-rule-first-transposed",
        where="matmul",
        sentence=(
            "The gradient of your left matrix comes out transposed: k x n for a matrix that is "
            "n x k. With squares only the numbers tell."
        ),
        why="The transpose is taken of the factor that is easier to reach.",
        change=(
            "product(grad, transposed(b.data)) if a.requires_grad else None,",
            "product(b.data, transposed(grad)) if a.requires_grad else None,",
        ),
    ),
    Mistake(
        id="matmul-rule-second-transposed",
        where="matmul",
        sentence=(
            "The gradient of your right matrix comes out transposed: m x k for a matrix that is "
            "k x m. With squares only the numbers tell."
        ),
        why="The transpose is taken of the factor that is easier to reach.",
        change=(
            "product(transposed(a.data), grad) if b.requires_grad else None,",
            "product(transposed(grad), a.data) if b.requires_grad else None,",
        ),
    ),
    Mistake(
        id="matmul-rule-takes-the-result",
        where="matmul",
        sentence=(
            "Your rule of @ multiplies with the result of the product, where its gradient "
            "belongs. data is what came out, grad is what came back."
        ),
        why="`out` for `out.grad`: seen in reviews of small engines.",
        code="""
def matmul(grad, node):
    a, b = node.children
    return (
        product(node.data, transposed(b.data)) if a.requires_grad else None,
        product(transposed(a.data), node.data) if b.requires_grad else None,
    )
""",
    ),
    Mistake(
        id="matmul-rule-computes-and-drops",
        where="matmul",
        sentence=(
            "Your rule of @ answers None for the constant images, but only after it has "
            "computed their gradient: the largest product of the whole step, thrown away. Ask "
            "first."
        ),
        why="The two products are computed in two lines, then returned with a condition.",
        code="""
def matmul(grad, node):
    a, b = node.children
    to_a = product(grad, transposed(b.data))
    to_b = product(transposed(a.data), grad)
    return (to_a if a.requires_grad else None, to_b if b.requires_grad else None)
""",
    ),
    Mistake(
        id="matmul-rule-serves-constants",
        where="matmul",
        sentence=(
            "Your rule of @ computes a gradient for a child that requires none. For the images "
            "of the first layer that is as much work as all the rest of the step."
        ),
        why="requires_grad is left to backward.",
        code="""
def matmul(grad, node):
    a, b = node.children
    return product(grad, transposed(b.data)), product(transposed(a.data), grad)
""",
    ),
    Mistake(
        id="transpose-rule-hands-on",
        where="transpose",
        sentence=(
            "Your gradient of a.T has the shape of a.T, not of a. Each number has to go back to "
            "where it came from."
        ),
        why="A transpose changes no number, so its derivative seems to be 1.",
        change=("return (transposed(grad),)", "return ([list(row) for row in grad],)"),
    ),
    Mistake(
        id="transpose-rule-of-the-numbers",
        where="transpose",
        sentence=(
            "Your rule of .T answers with the numbers themselves, turned. It is asked about their "
            "gradient: what came from above has to go back to where each number came from."
        ),
        why="node.data for grad.",
        change=("return (transposed(grad),)", "return (transposed(node.data),)"),
    ),
    Mistake(
        id="tensor-relu-rule-asks-the-gradient",
        where="relu",
        sentence=(
            "Your relu lets a gradient pass where the gradient is positive. It has to pass "
            "where the number on the way forward was, whatever its own sign."
        ),
        why="relu(grad) is so short.",
        change=(
            "return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data),)",
            "return (each(lambda g: g if g > 0 else 0.0, grad),)",
        ),
    ),
    Mistake(
        id="tensor-relu-rule-times-the-result",
        where="relu",
        sentence=(
            "Your gradient of relu is multiplied with the number that relu let through. By how "
            "much does the result grow when that number grows by a little?"
        ),
        why="grad * node.data is right for exp, and zero where relu stops.",
        change=(
            "return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data),)",
            "return (each(operator.mul, grad, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-relu-rule-passes-zero",
        where="relu",
        sentence=(
            "Your relu lets the gradient pass at exactly 0. PyTorch, and the lesson of stage 2, "
            "stop it there."
        ),
        why="`>=` for `>`.",
        code="""
def relu(grad, node):
    (x,) = node.children
    return (each(lambda g, number: g if number >= 0 else 0.0, grad, x.data),)
""",
    ),
    Mistake(
        id="tensor-relu-rule-hands-on",
        where="relu",
        sentence=(
            "Your relu lets every gradient pass, also where the number was negative and relu let "
            "nothing of it through. If you compare with the result: can that be below zero?"
        ),
        why="`>=` for `>` on the result, which is never negative; or grad is handed on.",
        change=(
            "return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data),)",
            "return (each(lambda g, y: g if y >= 0 else 0.0, grad, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-relu-rule-without-upstream",
        where="relu",
        sentence=(
            "Your gradient of relu is the mask of ones and zeros alone. The upstream gradient "
            "has to pass through it."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data),)",
            "return (each(lambda y: 1.0 if y > 0 else 0.0, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-relu-rule-in-place",
        where="relu",
        sentence=(
            "Your rule of relu sets numbers to zero in the gradient that it was given. That "
            "list belongs to the node, or to another child as well; a rule changes nothing."
        ),
        why="Zeroing in place saves a list.",
        code="""
def relu(grad, node):
    for g_row, y_row in zip(grad, node.data):
        for j, y in enumerate(y_row):
            if not y > 0:
                g_row[j] = 0.0
    return (grad,)
""",
    ),
    Mistake(
        id="tensor-tanh-rule-twice",
        where="tanh",
        sentence=(
            "Your rule of tanh takes the tanh of what already is one. node.data is the result, "
            "y; the formula is made of y."
        ),
        why="1 - tanh(x)^2 with node.data put in for x.",
        change=(
            "return (each(lambda g, y: g * (1 - y * y), grad, node.data),)",
            "return (each(lambda g, y: g * (1 - math.tanh(y) ** 2), grad, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-tanh-rule-without-brackets",
        where="tanh",
        sentence=(
            "In your rule of tanh the upstream gradient is multiplied with the 1 only: what you "
            "compute is g - y^2. Chain rule and formula are right; look at what binds first."
        ),
        why="`g * 1 - y ** 2`: the brackets of the formula are lost.",
        change=(
            "return (each(lambda g, y: g * (1 - y * y), grad, node.data),)",
            "return (each(lambda g, y: g * 1 - y * y, grad, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-tanh-rule-not-squared",
        where="tanh",
        sentence=(
            "Your rule of tanh is 1 - y. At y = -1, where tanh is flat, that is 2; look at the "
            "formula of stage 2 once more."
        ),
        why="The square is lost.",
        change=(
            "return (each(lambda g, y: g * (1 - y * y), grad, node.data),)",
            "return (each(lambda g, y: g * (1 - y), grad, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-tanh-rule-without-upstream",
        where="tanh",
        sentence=(
            "Your gradient of tanh is its derivative alone, whatever comes from above. The "
            "upstream gradient has to be multiplied with it."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "return (each(lambda g, y: g * (1 - y * y), grad, node.data),)",
            "return (each(lambda y: 1 - y * y, node.data),)",
        ),
    ),
    Mistake(
        id="tensor-tanh-rule-of-the-input",
        where="tanh",
        sentence=(
            "Your rule of tanh is 1 - x^2 with the input x. The formula 1 - y^2 is made of the "
            "result y."
        ),
        why="The child's data are taken for the node's own.",
        change=(
            "return (each(lambda g, y: g * (1 - y * y), grad, node.data),)",
            "(x,) = node.children\nreturn (each(lambda g, x: g * (1 - x * x), grad, x.data),)",
        ),
    ),
    Mistake(
        id="tensor-exp-rule-of-the-input",
        where="exp",
        sentence=(
            "Your rule of exp multiplies with the input. The derivative of e^x is e^x: the result."
        ),
        why="The child's data are taken for the node's own.",
        change=(
            "return (each(operator.mul, grad, node.data),)",
            "(x,) = node.children\nreturn (each(operator.mul, grad, x.data),)",
        ),
    ),
    Mistake(
        id="tensor-exp-rule-without-upstream",
        where="exp",
        sentence=(
            "Your gradient of exp is e^x alone, whatever comes from above. The upstream gradient "
            "has to be multiplied with it."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "return (each(operator.mul, grad, node.data),)",
            "return ([list(row) for row in node.data],)",
        ),
    ),
    Mistake(
        id="tensor-exp-rule-no-tuple",
        where="exp",
        sentence=(
            "Your rule of exp answers with the matrix itself, not with a tuple that holds it. "
            "Whoever goes through the answer, one gradient per child, gets a row."
        ),
        why="The comma that makes a tuple of one is forgotten.",
        change=(
            "return (each(operator.mul, grad, node.data),)",
            "return each(operator.mul, grad, node.data)",
        ),
    ),
    Mistake(
        id="tensor-log-rule-of-the-result",
        where="log",
        sentence=(
            "Your rule of log divides by the logarithm. The derivative of log(x) is 1 / x, with "
            "the input x."
        ),
        why="node.data is at hand, and right for tanh and exp.",
        code="""
def log(grad, node):
    return (each(operator.truediv, grad, node.data),)
""",
    ),
    Mistake(
        id="tensor-log-rule-without-upstream",
        where="log",
        sentence=(
            "Your gradient of log is 1 / x alone, whatever comes from above. The upstream "
            "gradient has to be multiplied with it."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "return (each(operator.truediv, grad, x.data),)",
            "return (each(lambda number: 1 / number, x.data),)",
        ),
    ),
    Mistake(
        id="tensor-log-rule-times-the-input",
        where="log",
        sentence=(
            "Your gradient of log grows with x: you multiply with the input. The logarithm grows "
            "ever more slowly; what is its derivative?"
        ),
        why="`*` for `/`, copied from the rule of exp.",
        change=(
            "return (each(operator.truediv, grad, x.data),)",
            "return (each(operator.mul, grad, x.data),)",
        ),
    ),
    Mistake(
        id="tensor-log-rule-with-an-epsilon",
        where="log",
        sentence=(
            "Your gradient of log is right to many digits for ordinary numbers and too small for "
            "tiny ones: something is added to x. The way forward has refused 0 already."
        ),
        why="g / (x + 1e-12) guards against a division by zero that cannot happen.",
        change=(
            "return (each(operator.truediv, grad, x.data),)",
            "return (each(lambda g, number: g / (number + 1e-12), grad, x.data),)",
        ),
    ),
    Mistake(
        id="sum-rule-not-spread",
        where="sum_",
        sentence=(
            "Your gradient of the sum is 1 x 1, like the upstream gradient. Every element of "
            "the matrix took part in the sum, and every one of them gets it."
        ),
        why="d sum = 1, and so grad is handed on.",
        code="""
def sum_(grad, node):
    return ([list(row) for row in grad],)
""",
    ),
    Mistake(
        id="sum-rule-shared-rows",
        where="sum_",
        sentence=(
            "The rows of your gradient of the sum are one list, n times: a change to one row "
            "shows in all."
        ),
        why="`[[g] * m] * n` is the best-known trap of nested lists in Python.",
        change=(
            "return ([[grad[0][0]] * m for _ in range(n)],)",
            "return ([[grad[0][0]] * m] * n,)",
        ),
    ),
    Mistake(
        id="sum-rule-ones",
        where="sum_",
        sentence=(
            "Your gradient of the sum is 1 everywhere, whatever comes from above: right only "
            "where the sum is the end of the graph."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "return ([[grad[0][0]] * m for _ in range(n)],)",
            "return ([[1.0] * m for _ in range(n)],)",
        ),
    ),
    Mistake(
        id="mean-rule-of-the-sum",
        where="mean",
        sentence=(
            "Your gradient of the mean is that of the sum: too large by the number of elements."
        ),
        why="Copied from the rule of sum, the denominator forgotten.",
        change=(
            "return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)",
            "return ([[grad[0][0]] * m for _ in range(n)],)",
        ),
    ),
    Mistake(
        id="mean-rule-multiplied",
        where="mean",
        sentence=(
            "Your gradient of the mean is larger than the one from above, by the number of "
            "elements. A mean of many moves less than each of them; look at what the number of "
            "elements does."
        ),
        why="`*` for `/`.",
        change=(
            "return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)",
            "return ([[grad[0][0] * (n * m)] * m for _ in range(n)],)",
        ),
    ),
    Mistake(
        id="mean-rule-by-the-columns",
        where="mean",
        sentence=(
            "Your gradient of the mean is divided by the number of columns. The mean of a matrix "
            "is over all its elements."
        ),
        why="len(data[0]), or m for n * m.",
        change=(
            "return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)",
            "return ([[grad[0][0] / m] * m for _ in range(n)],)",
        ),
    ),
    Mistake(
        id="mean-rule-by-the-rows",
        where="mean",
        sentence=(
            "Your gradient of the mean is divided by the number of rows. The mean of a matrix "
            "is over all its elements."
        ),
        why="len(data); for a column of losses it is right.",
        change=(
            "return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)",
            "return ([[grad[0][0] / n] * m for _ in range(n)],)",
        ),
    ),
    Mistake(
        id="mean-rule-by-the-result",
        where="mean",
        sentence=(
            "Your gradient of the mean is divided by the number of elements of the result, "
            "which is one. It is the child's elements that share it."
        ),
        why="node.shape for the child's shape.",
        change=(
            "return ([[grad[0][0] / (n * m)] * m for _ in range(n)],)",
            "p, q = node.shape\nreturn ([[grad[0][0] / (p * q)] * m for _ in range(n)],)",
        ),
        twins=("mean-rule-of-the-sum",),
        because="the result is 1 x 1: dividing by its elements is dividing by nothing.",
    ),
    Mistake(
        id="log-softmax-rule-for-one-hot-only",
        where="log_softmax",
        sentence=(
            "Your gradient of log_softmax is g + p. That is the general formula when the "
            "upstream row sums to -1, as under a cross-entropy of one row; here any gradient "
            "may arrive."
        ),
        why="The textbook's p - target, read as a rule of log_softmax.",
        code="""
def log_softmax(grad, node):
    return (each(lambda g, y: g + math.exp(y), grad, node.data),)
""",
    ),
    Mistake(
        id="log-softmax-rule-sign",
        where="log_softmax",
        sentence=(
            "In your gradient of log_softmax the part that comes through the logarithm has the "
            "wrong sign: the logarithm is subtracted from every logit."
        ),
        why="One sign is lost on the way through the sum.",
        change=(
            "rows.append([g - math.exp(y) * total for g, y in zip(g_row, y_row, strict=True)])",
            "rows.append([g + math.exp(y) * total for g, y in zip(g_row, y_row, strict=True)])",
        ),
    ),
    Mistake(
        id="log-softmax-rule-without-its-own",
        where="log_softmax",
        sentence=(
            "In your gradient of log_softmax only the way through the logarithm counts. Each "
            "logit also stands in its own log-probability by itself."
        ),
        why="The harder half of the derivative is worked out, the easy one forgotten.",
        change=(
            "rows.append([g - math.exp(y) * total for g, y in zip(g_row, y_row, strict=True)])",
            "rows.append([-math.exp(y) * total for y in y_row])",
        ),
    ),
    Mistake(
        id="log-softmax-rule-own-class-only",
        where="log_softmax",
        sentence=(
            "In your gradient of log_softmax each logit hears of its own class only: g * (1 - "
            "p). But every logit stands in the logarithm that all classes of the row share."
        ),
        why="The diagonal of the matrix of derivatives is taken for all of it.",
        code="""
def log_softmax(grad, node):
    return (each(lambda g, y: g * (1 - math.exp(y)), grad, node.data),)
""",
    ),
    Mistake(
        id="log-softmax-rule-of-softmax",
        where="log_softmax",
        sentence=(
            "Your gradient is that of softmax, p * (g - sum of g * p). The logarithm behind it "
            "has a derivative of its own, and together they are simpler."
        ),
        why="The two functions' formulas are looked up in one place.",
        code="""
def log_softmax(grad, node):
    rows = []
    for g_row, y_row in zip(grad, node.data):
        p_row = [math.exp(y) for y in y_row]
        inner = sum(g * p for g, p in zip(g_row, p_row))
        rows.append([p * (g - inner) for g, p in zip(g_row, p_row)])
    return (rows,)
""",
    ),
    Mistake(
        id="log-softmax-rule-sums-all-rows",
        where="log_softmax",
        sentence=(
            "Your gradient of log_softmax takes the sum of g over the whole matrix. Each row is "
            "an image of its own, and sums its own row."
        ),
        why="grad.sum() without an axis.",
        code="""
def log_softmax(grad, node):
    total = sum(map(sum, grad))
    return (each(lambda g, y: g - math.exp(y) * total, grad, node.data),)
""",
    ),
    Mistake(
        id="log-softmax-rule-without-exp",
        where="log_softmax",
        sentence=(
            "Your gradient of log_softmax uses the log-probabilities where the probabilities "
            "belong."
        ),
        why="node.data is taken for the softmax.",
        change=(
            "rows.append([g - math.exp(y) * total for g, y in zip(g_row, y_row, strict=True)])",
            "rows.append([g - y * total for g, y in zip(g_row, y_row, strict=True)])",
        ),
    ),
    Mistake(
        id="log-softmax-rule-unstable",
        where="log_softmax",
        sentence=(
            "Your rule of log_softmax computes the softmax anew from the logits, and e ** 1000 "
            "overflows. The result that the node holds has it already, safely."
        ),
        why="softmax(x) is typed from its definition.",
        code="""
def log_softmax(grad, node):
    rows = []
    for g_row, x_row in zip(grad, node.children[0].data):
        powers = [math.exp(x) for x in x_row]
        total = sum(g_row)
        rows.append([g - p / sum(powers) * total for g, p in zip(g_row, powers)])
    return (rows,)
""",
    ),
    Mistake(
        id="pick-rule-shared-rows",
        where="pick",
        sentence=(
            "In your gradient of pick every row has the numbers of all rows: the zeros are one "
            "list, n times."
        ),
        why="`[[0.0] * m] * n` is the best-known trap of nested lists in Python.",
        code="""
def pick(grad, node):
    n, m = node.children[0].shape
    rows = [[0.0] * m] * n
    for i, column in enumerate(node.ctx):
        rows[i][column] = grad[i][0]
    return (rows,)
""",
    ),
    Mistake(
        id="pick-rule-not-spread",
        where="pick",
        sentence=(
            "Your gradient of pick is n x 1, like the one from above. The matrix that was picked "
            "from has more columns, and a gradient has the shape of its tensor."
        ),
        why="The picked elements get grad as it is, and the others are forgotten.",
        code="""
def pick(grad, node):
    return ([list(row) for row in grad],)
""",
    ),
    Mistake(
        id="pick-rule-ones",
        where="pick",
        sentence="Your gradient of pick is 1 at the picked elements, whatever comes from above.",
        why="A one-hot matrix is built, the upstream gradient forgotten.",
        code="""
def pick(grad, node):
    n, m = node.children[0].shape
    return ([[1.0 if j == column else 0.0 for j in range(m)] for column in node.ctx],)
""",
    ),
    Mistake(
        id="pick-rule-whole-row",
        where="pick",
        sentence=(
            "In your gradient of pick all elements of a row get the gradient. Only the picked "
            "one had any influence."
        ),
        why="As in the rule of sum.",
        code="""
def pick(grad, node):
    n, m = node.children[0].shape
    return ([[g] * m for (g,) in grad],)
""",
    ),
    Mistake(
        id="pick-rule-first-gradient-for-all",
        where="pick",
        sentence="In your gradient of pick every row gets the upstream number of the first row.",
        why="grad[0][0], as in the rules of sum and mean.",
        changes=(
            (
                "for row, column, (g,) in zip(rows, node.ctx, grad, strict=True):",
                "for row, column in zip(rows, node.ctx):",
            ),
            ("row[column] = g", "row[column] = grad[0][0]"),
        ),
    ),
)
