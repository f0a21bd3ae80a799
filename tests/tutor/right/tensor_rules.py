"""Right but unusual versions of tensor_rules.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="tensor-rules-by-index",
        stage="tensor_rules",
        way="Rules are loops over indices; relu and exp look at the operand.",
        code="""
        def relu(grad, node):
            x = node.children[0].data
            return ([[g * (v > 0) for g, v in zip(gs, vs)] for gs, vs in zip(grad, x)],)

        def exp(grad, node):
            (x,) = node.children
            rows = []
            for i in range(x.shape[0]):
                rows.append([grad[i][j] * math.exp(x.data[i][j]) for j in range(x.shape[1])])
            return (rows,)

        def tanh(grad, node):
            return (each(lambda g, y: g * (1 - y) * (1 + y), grad, node.data),)

        def log(grad, node):
            return (each(lambda g, x: g * x**-1, grad, node.children[0].data),)
        """,
    ),
    RightSubmission(
        id="tensor-rules-unbroadcast-by-shape",
        stage="tensor_rules",
        way="unbroadcast compares whole shapes, copies, and sums from the last row.",
        code="""
        def unbroadcast(grad, shape):
            if (len(grad), len(grad[0])) == tuple(shape):
                return [row[:] for row in grad]
            total = [0.0] * shape[1]
            for row in reversed(grad):
                for j, g in enumerate(row):
                    total[j] += g
            return [total]
        """,
    ),
    RightSubmission(
        id="tensor-rules-matmul-by-transposing",
        stage="tensor_rules",
        way="The right gradient is (grad.T @ A).T, and answers are made in a loop.",
        code="""
        def matmul(grad, node):
            a, b = node.children
            answers = [None, None]
            if a.requires_grad:
                answers[0] = transposed(product(b.data, transposed(grad)))
            if b.requires_grad:
                answers[1] = transposed(product(transposed(grad), a.data))
            return tuple(answers)
        """,
    ),
    RightSubmission(
        id="tensor-rules-mean-by-sum",
        stage="tensor_rules",
        way="mean asks sum_, and pick compares columns.",
        code="""
        def mean(grad, node):
            n, m = node.children[0].shape
            (rows,) = sum_(grad, node)
            return (each(lambda g: g / (n * m), rows),)

        def pick(grad, node):
            width = range(node.children[0].shape[1])
            return (
                [[g if j == c else 0.0 for j in width] for c, (g,) in zip(node.ctx, grad)],
            )
        """,
    ),
)
