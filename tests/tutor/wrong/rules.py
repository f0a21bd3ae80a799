"""Wrong versions of rules.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="rules-relu-open-at-zero",
        stage="rules",
        truth="relu hands the gradient on at exactly zero, because it asks >= 0.",
        where=("relu",),
        names=("relu-passes-zero",),
        code="""
        def relu(grad, node):
            x = node.children[0].data
            if x >= 0:
                return (grad,)
            else:
                return (0.0,)
        """,
    ),
    WrongSubmission(
        id="rules-unary-without-comma",
        stage="rules",
        truth="exp, log, tanh and relu answer (x), which is a number and no tuple.",
        where=("exp", "log", "tanh", "relu"),
        names=(
            "exp-without-the-comma",
            "log-without-the-comma",
            "tanh-without-the-comma",
            "relu-without-the-comma",
        ),
        slip="(x) for (x,)",
        code="""
        def exp(grad, node):
            return (grad * node.data)

        def log(grad, node):
            return (grad / node.children[0].data)

        def tanh(grad, node):
            return (grad * (1 - node.data ** 2))

        def relu(grad, node):
            return (grad if node.children[0].data > 0 else 0.0)
        """,
    ),
    WrongSubmission(
        id="rules-exp-without-comma",
        stage="rules",
        truth="exp answers a number instead of a tuple of one.",
        where=("exp",),
        names=("exp-without-the-comma",),
        slip="(x) for (x,)",
        code="""
        def exp(grad, node):
            return grad * node.data
        """,
    ),
    WrongSubmission(
        id="rules-all-lists",
        stage="rules",
        truth="Every rule answers a list instead of a tuple.",
        where=("add", "mul", "pow", "exp", "log", "tanh", "relu"),
        names=(
            "add-answers-with-a-list",
            "mul-answers-with-a-list",
            "pow-answers-with-a-list",
            "exp-answers-with-a-list",
            "log-answers-with-a-list",
            "tanh-answers-with-a-list",
            "relu-answers-with-a-list",
        ),
        code="""
        def add(grad, node):
            return [grad, grad]

        def mul(grad, node):
            x, y = node.children
            return [y.data * grad, x.data * grad]

        def pow(grad, node):
            x, k = node.children[0].data, node.ctx[0]
            if k == 0:
                return [0.0]
            if x == 0 and k < 1:
                return [math.inf * grad]
            return [k * x ** (k - 1) * grad]

        def exp(grad, node):
            return [node.data * grad]

        def log(grad, node):
            return [grad / node.children[0].data]

        def tanh(grad, node):
            return [(1 - node.data ** 2) * grad]

        def relu(grad, node):
            return [grad if node.children[0].data > 0 else 0.0]
        """,
    ),
    WrongSubmission(
        id="rules-add-and-mul-accumulate",
        stage="rules",
        truth="add and mul write into the children's gradients, micrograd's way, and answer None.",
        where=("add", "mul"),
        slip="missing return",
        code="""
        def add(grad, node):
            a, b = node.children
            a.grad += grad
            b.grad += grad

        def mul(grad, node):
            a, b = node.children
            a.grad += b.data * grad
            b.grad += a.data * grad
        """,
    ),
    WrongSubmission(
        id="rules-add-and-mul-accumulate-too",
        stage="rules",
        truth="add and mul answer rightly, but also add to the children's gradients.",
        where=("add", "mul"),
        names=("add-also-accumulates", "mul-also-accumulates"),
        code="""
        def add(grad, node):
            for child in node.children:
                child.accumulate(grad)
            return (grad, grad)

        def mul(grad, node):
            left, right = node.children
            gl, gr = grad * right.data, grad * left.data
            left.accumulate(gl)
            right.accumulate(gr)
            return (gl, gr)
        """,
    ),
    WrongSubmission(
        id="rules-mul-without-return",
        stage="rules",
        truth="mul computes both gradients and returns nothing.",
        where=("mul",),
        slip="missing return",
        code="""
        def mul(grad, node):
            a, b = node.children
            da = b.data * grad
            db = a.data * grad
        """,
    ),
    WrongSubmission(
        id="rules-mul-answers-nodes",
        stage="rules",
        truth="mul multiplies grad with the children themselves, so that it answers Values.",
        where=("mul",),
        names=("mul-answers-with-a-node",),
        slip="Value for data",
        code="""
        def mul(grad, node):
            a, b = node.children
            return (b * grad, a * grad)
        """,
    ),
    WrongSubmission(
        id="rules-log-answers-a-node",
        stage="rules",
        truth="log divides by the child itself, so that it answers a Value.",
        where=("log",),
        names=("log-answers-with-a-node",),
        slip="Value for data",
        code="""
        def log(grad, node):
            x = node.children[0]
            return (grad / x,)
        """,
    ),
    WrongSubmission(
        id="rules-mul-own-factor",
        stage="rules",
        truth="mul gives each factor itself instead of the other one.",
        where=("mul",),
        names=("mul-gives-each-its-own",),
        code="""
        def mul(grad, node):
            u, v = [child.data for child in node.children]
            return (grad * u, grad * v)
        """,
    ),
    WrongSubmission(
        id="rules-mul-forgets-upstream",
        stage="rules",
        truth="mul answers the local derivatives and forgets to multiply by grad.",
        where=("mul",),
        names=("mul-forgets-upstream",),
        code="""
        def mul(grad, node):
            return tuple(child.data for child in reversed(node.children))
        """,
    ),
    WrongSubmission(
        id="rules-tanh-precedence",
        stage="rules",
        truth="tanh answers grad * 1 - t^2: the product is taken before the difference.",
        where=("tanh",),
        names=("tanh-subtracts-from-the-gradient",),
        code="""
        def tanh(grad, node):
            t = node.data
            return (grad * 1 - t ** 2,)
        """,
    ),
    WrongSubmission(
        id="rules-tanh-of-the-result",
        stage="rules",
        truth="tanh is taken once more of the result, which is tanh(x) already.",
        where=("tanh",),
        names=("tanh-of-tanh",),
        code="""
        def tanh(grad, node):
            t = math.tanh(node.data)
            return ((1 - t * t) * grad,)
        """,
    ),
    WrongSubmission(
        id="rules-tanh-squares-the-operand",
        stage="rules",
        truth="tanh squares what went in instead of the result.",
        where=("tanh",),
        names=("tanh-uses-its-input",),
        code="""
        def tanh(grad, node):
            x = node.children[0].data
            return (grad * (1 - x * x),)
        """,
    ),
    WrongSubmission(
        id="rules-log-of-the-result",
        stage="rules",
        truth="log divides by its result instead of by its operand.",
        where=("log",),
        names=("log-uses-its-output",),
        code="""
        def log(grad, node):
            return (grad / node.data,)
        """,
    ),
    WrongSubmission(
        id="rules-log-multiplies",
        stage="rules",
        truth="log multiplies by the operand instead of dividing by it.",
        where=("log",),
        names=("log-turned-upside-down",),
        code="""
        def log(grad, node):
            operand = node.children[0]
            return (operand.data * grad,)
        """,
    ),
    WrongSubmission(
        id="rules-exp-of-the-operand",
        stage="rules",
        truth="exp multiplies by what went in instead of by e to the power of it.",
        where=("exp",),
        names=("exp-uses-its-input",),
        code="""
        def exp(grad, node):
            (x,) = node.children
            return (x.data * grad,)
        """,
    ),
    WrongSubmission(
        id="rules-relu-times-its-result",
        stage="rules",
        truth="relu multiplies the gradient by its own result instead of by one.",
        where=("relu",),
        names=("relu-multiplies-by-the-number",),
        code="""
        def relu(grad, node):
            return (grad * node.data,)
        """,
    ),
    WrongSubmission(
        id="rules-relu-looks-at-the-gradient",
        stage="rules",
        truth="relu lets positive gradients through instead of gradients of positive numbers.",
        where=("relu",),
        names=("relu-masks-the-gradient",),
        code="""
        def relu(grad, node):
            return (max(grad, 0.0),)
        """,
    ),
    WrongSubmission(
        id="rules-pow-exponent-not-lowered",
        stage="rules",
        truth="pow raises to k instead of to k - 1.",
        where=("pow",),
        names=("pow-keeps-the-exponent",),
        code="""
        def pow(grad, node):
            base, k = node.children[0].data, node.ctx[0]
            if k == 0:
                return (0.0,)
            if base == 0 and k < 1:
                return (grad * math.inf,)
            return (grad * k * base ** k,)
        """,
    ),
    WrongSubmission(
        id="rules-pow-formula-only",
        stage="rules",
        truth="pow is the bare formula, which raises at 0 for exponents below one.",
        where=("pow",),
        names=("pow-without-the-special-cases",),
        code="""
        def pow(grad, node):
            x, n = node.children[0].data, node.ctx[0]
            return (n * x ** (n - 1) * grad,)
        """,
    ),
    WrongSubmission(
        id="rules-pow-reads-a-second-child",
        stage="rules",
        truth="pow looks for the exponent among the children, where there is only the base.",
        where=("pow",),
        code="""
        def pow(grad, node):
            a, k = node.children
            return (grad * k.data * a.data ** (k.data - 1),)
        """,
    ),
    WrongSubmission(
        id="rules-pow-tuple-as-exponent",
        stage="rules",
        truth="pow takes the whole ctx, a tuple, for the exponent.",
        where=("pow",),
        code="""
        def pow(grad, node):
            k = node.ctx
            return (grad * k * node.children[0].data ** (k - 1),)
        """,
    ),
    WrongSubmission(
        id="rules-add-shares-out",
        stage="rules",
        truth="add gives each operand half of the gradient.",
        where=("add",),
        names=("add-divides-the-gradient",),
        code="""
        def add(grad, node):
            half = grad / 2
            return (half, half)
        """,
    ),
    WrongSubmission(
        id="rules-add-ones",
        stage="rules",
        truth="add answers the local derivatives, (1, 1), and forgets grad.",
        where=("add",),
        names=("add-forgets-upstream",),
        code="""
        def add(grad, node):
            return (1.0, 1.0)
        """,
    ),
    WrongSubmission(
        id="rules-attribute-misspelt",
        stage="rules",
        truth="mul reads node.childen instead of node.children.",
        where=("mul",),
        slip="misspelt attribute",
        code="""
        def mul(grad, node):
            a, b = node.childen
            return grad * b.data, grad * a.data
        """,
    ),
    WrongSubmission(
        id="rules-arguments-swapped",
        stage="rules",
        truth="tanh takes (node, grad) instead of (grad, node).",
        where=("tanh",),
        slip="swapped arguments",
        code="""
        def tanh(node, grad):
            return (grad * (1 - node.data ** 2),)
        """,
    ),
)
