"""Right but unusual versions of rules.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="rules-from-the-other-number",
        stage="rules",
        way="relu looks at the result, exp and tanh at the operand: the same slopes.",
        code="""
        def exp(grad, node):
            return (math.exp(node.children[0].data) * grad,)

        def tanh(grad, node):
            t = math.tanh(node.children[0].data)
            return (grad * (1 - t) * (1 + t),)

        def relu(grad, node):
            return (grad if node.data > 0 else 0.0,)
        """,
    ),
    RightSubmission(
        id="rules-lambdas",
        stage="rules",
        way="Rules are lambdas, and a helper multiplies upstream with local.",
        code="""
        def chain(grad, *local):
            return tuple(grad * d for d in local)

        add = lambda grad, node: chain(grad, 1.0, 1.0)
        mul = lambda grad, node: chain(grad, *(c.data for c in node.children[::-1]))
        log = lambda grad, node: chain(grad, 1 / node.children[0].data)
        """,
    ),
    RightSubmission(
        id="rules-pow-by-cases",
        stage="rules",
        way="pow tries the formula and mends what Python refuses.",
        code="""
        def pow(grad, node):
            base, k = node.children[0].data, node.ctx[0]
            if k == 0:
                slope = 0.0
            else:
                try:
                    slope = k * base ** (k - 1)
                except ZeroDivisionError:
                    slope = float("inf")
            return (slope * grad,)
        """,
    ),
)
