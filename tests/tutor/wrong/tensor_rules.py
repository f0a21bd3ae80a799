"""Wrong versions of tensor_rules.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="tensor-rules-add-not-unbroadcast",
        stage="tensor_rules",
        truth="add hands grad to both operands and forgets that a row was stretched.",
        where=("add",),
        names=("add-rule-forgets-the-row",),
        code="""
        def add(grad, node):
            a, b = node.children
            return (grad if a.requires_grad else None, grad if b.requires_grad else None)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-unbroadcast-mean",
        stage="tensor_rules",
        truth="unbroadcast takes the mean of the rows instead of their sum.",
        where=("unbroadcast",),
        names=("unbroadcast-mean",),
        code="""
        def unbroadcast(grad, shape):
            n = len(grad)
            if n == shape[0]:
                return grad
            return [[sum(col) / n for col in transposed(grad)]]
        """,
    ),
    WrongSubmission(
        id="tensor-rules-unbroadcast-first-row",
        stage="tensor_rules",
        truth="unbroadcast answers the first row instead of the sum of all.",
        where=("unbroadcast",),
        names=("unbroadcast-first-row",),
        code="""
        def unbroadcast(grad, shape):
            if shape[0] == 1:
                return [list(grad[0])]
            return grad
        """,
    ),
    WrongSubmission(
        id="tensor-rules-unbroadcast-over-columns",
        stage="tensor_rules",
        truth="unbroadcast sums along each row instead of down each column.",
        where=("unbroadcast",),
        slip="wrong axis",
        code="""
        def unbroadcast(grad, shape):
            if len(grad) == shape[0]:
                return grad
            return [[sum(row) for row in grad]]
        """,
    ),
    WrongSubmission(
        id="tensor-rules-unbroadcast-flat",
        stage="tensor_rules",
        truth="unbroadcast answers a flat list of numbers instead of one row in a list.",
        where=("unbroadcast",),
        code="""
        def unbroadcast(grad, shape):
            if len(grad) == shape[0]:
                return grad
            total = [0.0] * len(grad[0])
            for row in grad:
                total = [t + g for t, g in zip(total, row)]
            return total
        """,
    ),
    WrongSubmission(
        id="tensor-rules-matmul-order",
        stage="tensor_rules",
        truth="matmul multiplies grad @ A.T for the right operand instead of A.T @ grad.",
        where=("matmul",),
        names=("matmul-rule-order", "matmul-rule-order-on-the-right"),
        code="""
        def matmul(grad, node):
            a, b = node.children
            da = product(grad, transposed(b.data)) if a.requires_grad else None
            db = product(grad, transposed(a.data)) if b.requires_grad else None
            return da, db
        """,
    ),
    WrongSubmission(
        id="tensor-rules-matmul-untransposed",
        stage="tensor_rules",
        truth="matmul forgets both transposes.",
        where=("matmul",),
        names=("matmul-rule-not-transposed",),
        code="""
        def matmul(grad, node):
            a, b = node.children
            return (
                product(grad, b.data) if a.requires_grad else None,
                product(a.data, grad) if b.requires_grad else None,
            )
        """,
    ),
    WrongSubmission(
        id="tensor-rules-matmul-swapped",
        stage="tensor_rules",
        truth="matmul answers its two gradients in the wrong order.",
        where=("matmul",),
        names=("matmul-rule-children-swapped",),
        slip="swapped arguments",
        code="""
        def matmul(grad, node):
            a, b = node.children
            grad_a = product(grad, transposed(b.data)) if a.requires_grad else None
            grad_b = product(transposed(a.data), grad) if b.requires_grad else None
            return (grad_b, grad_a)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-mul-answers-tensors",
        stage="tensor_rules",
        truth="mul answers Tensors, for it multiplies the children themselves.",
        where=("mul",),
        names=("mul-rule-answers-with-tensors",),
        slip="Value for data",
        code="""
        def mul(grad, node):
            a, b = node.children
            g = Tensor(grad)
            return (g * b if a.requires_grad else None, g * a if b.requires_grad else None)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-mul-own-factor",
        stage="tensor_rules",
        truth="mul gives each factor its own numbers instead of the other's.",
        where=("mul",),
        names=("mul-rule-own-operand",),
        code="""
        def mul(grad, node):
            return tuple(
                [[g * x for g, x in zip(gr, xr)] for gr, xr in zip(grad, c.data)]
                if c.requires_grad
                else None
                for c in node.children
            )
        """,
    ),
    WrongSubmission(
        id="tensor-rules-always-works",
        stage="tensor_rules",
        truth="matmul computes a gradient also for a child that requires none.",
        where=("matmul",),
        names=("matmul-rule-serves-constants",),
        code="""
        def matmul(grad, node):
            left, right = node.children
            return (
                product(grad, transposed(right.data)),
                product(transposed(left.data), grad),
            )
        """,
    ),
    WrongSubmission(
        id="tensor-rules-unary-without-comma",
        stage="tensor_rules",
        truth="relu, tanh, exp and log answer (rows) instead of (rows,).",
        where=("relu", "tanh", "exp", "log"),
        names=(
            "tensor-relu-rule-no-tuple",
            "tensor-tanh-rule-no-tuple",
            "tensor-exp-rule-no-tuple",
            "tensor-log-rule-no-tuple",
        ),
        slip="(x) for (x,)",
        code="""
        def relu(grad, node):
            return (each(lambda g, y: g if y > 0 else 0.0, grad, node.data))

        def tanh(grad, node):
            return (each(lambda g, y: g * (1 - y ** 2), grad, node.data))

        def exp(grad, node):
            return (each(lambda g, y: g * y, grad, node.data))

        def log(grad, node):
            return (each(lambda g, x: g / x, grad, node.children[0].data))
        """,
    ),
    WrongSubmission(
        id="tensor-rules-several-without-return",
        stage="tensor_rules",
        truth="sum_ and mean fill their rows and return nothing.",
        where=("sum_", "mean"),
        slip="missing return",
        code="""
        def sum_(grad, node):
            n, m = node.children[0].shape
            rows = [[grad[0][0] for _ in range(m)] for _ in range(n)]

        def mean(grad, node):
            n, m = node.children[0].shape
            rows = [[grad[0][0] / (n * m) for _ in range(m)] for _ in range(n)]
        """,
    ),
    WrongSubmission(
        id="tensor-rules-relu-open-at-zero",
        stage="tensor_rules",
        truth="relu hands the gradient on where the number was exactly zero.",
        where=("relu",),
        names=("tensor-relu-rule-passes-zero",),
        code="""
        def relu(grad, node):
            x = node.children[0].data
            out = []
            for i in range(len(x)):
                out.append([grad[i][j] if x[i][j] >= 0 else 0.0 for j in range(len(x[i]))])
            return (out,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-sum-hands-grad-on",
        stage="tensor_rules",
        truth="sum_ answers grad as it is, 1 x 1, whatever the shape of the operand.",
        where=("sum_",),
        names=("sum-rule-not-spread",),
        code="""
        def sum_(grad, node):
            return (grad,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-mean-by-rows",
        stage="tensor_rules",
        truth="mean divides by the number of rows only.",
        where=("mean",),
        names=("mean-rule-by-the-rows",),
        slip="wrong axis",
        code="""
        def mean(grad, node):
            rows, cols = node.children[0].shape
            share = grad[0][0] / rows
            return ([[share] * cols for _ in range(rows)],)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-log-softmax-textbook",
        stage="tensor_rules",
        truth="log_softmax answers g - p, which is right only where the g of a row sum to one.",
        where=("log_softmax",),
        code="""
        def log_softmax(grad, node):
            rows = []
            for g_row, y_row in zip(grad, node.data):
                p = [math.exp(y) for y in y_row]
                rows.append([g - q for g, q in zip(g_row, p)])
            return (rows,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-log-softmax-of-softmax",
        stage="tensor_rules",
        truth="log_softmax answers the rule of softmax: p * (g - sum of p * g).",
        where=("log_softmax",),
        names=("log-softmax-rule-of-softmax",),
        code="""
        def log_softmax(grad, node):
            out = []
            for g, y in zip(grad, node.data):
                p = [math.exp(v) for v in y]
                dot = sum(a * b for a, b in zip(p, g))
                out.append([a * (b - dot) for a, b in zip(p, g)])
            return (out,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-pick-shared-rows",
        stage="tensor_rules",
        truth="pick writes into one row of zeros that stands n times in its answer.",
        where=("pick",),
        names=("pick-rule-shared-rows",),
        slip="shared or changed",
        code="""
        def pick(grad, node):
            n, m = node.children[0].shape
            out = [[0.0] * m] * n
            for i, c in enumerate(node.ctx):
                out[i][c] = grad[i][0]
            return (out,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-pick-ones",
        stage="tensor_rules",
        truth="pick writes 1.0 at the picked places and forgets grad.",
        where=("pick",),
        names=("pick-rule-ones",),
        code="""
        def pick(grad, node):
            n, m = node.children[0].shape
            return ([[1.0 if node.ctx[i] == j else 0.0 for j in range(m)] for i in range(n)],)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-transpose-not-turned",
        stage="tensor_rules",
        truth="transpose hands grad back without turning it.",
        where=("transpose",),
        names=("transpose-rule-hands-on",),
        code="""
        def transpose(grad, node):
            return (grad,)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-tanh-precedence",
        stage="tensor_rules",
        truth="tanh answers g - y^2: the product is taken before the difference.",
        where=("tanh",),
        names=("tensor-tanh-rule-without-brackets",),
        code="""
        def tanh(grad, node):
            return (each(lambda g, y: g * 1 - y * y, grad, node.data),)
        """,
    ),
    WrongSubmission(
        id="tensor-rules-changes-grad",
        stage="tensor_rules",
        truth="exp multiplies into the rows of grad itself and answers them.",
        where=("exp",),
        slip="shared or changed",
        code="""
        def exp(grad, node):
            for i, row in enumerate(node.data):
                for j, y in enumerate(row):
                    grad[i][j] *= y
            return (grad,)
        """,
    ),
)
