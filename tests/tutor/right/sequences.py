"""Right but unusual versions of sequences.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="sequences-by-the-matrix-of-derivatives",
        stage="sequences",
        way="The rules use the whole matrix of derivatives, and the norm's has only x in it.",
        code="""
        def softmax_rule(grad, node):
            rows = []
            for g, p in zip(grad, node.data):
                n = range(len(p))
                rows.append([sum(g[t] * p[t] * ((t == i) - p[i]) for t in n) for i in n])
            return (rows,)

        def rms_norm_rule(grad, node):
            rows = []
            for g, x in zip(grad, node.children[0].data):
                square = sum(v * v for v in x) / len(x) + EPSILON
                r = square**0.5
                inner = sum(a * b for a, b in zip(g, x)) / len(x)
                rows.append([a / r - b * inner / r**3 for a, b in zip(g, x)])
            return (rows,)
        """,
    ),
    RightSubmission(
        id="sequences-by-products",
        stage="sequences",
        way="The gradient of the table is a product with ones and zeros; softmax spells its case.",
        code="""
        def embedding_rule(grad, node):
            n, m = node.children[0].shape
            rows = []
            for i in range(n):
                used = [g for index, g in zip(node.ctx, grad) if index == i]
                rows.append([sum(g[j] for g in used) + 0.0 for j in range(m)])
            return (rows,)

        def softmax(x):
            def shares(row):
                top = sorted(row)[-1]
                e = [0.0 if v == -math.inf else math.e ** (v - top) for v in row]
                return [v / math.fsum(e) for v in e]

            return Tensor(list(map(shares, x.data)), (x,), "softmax", ())
        """,
    ),
    RightSubmission(
        id="sequences-mask-written-into",
        stage="sequences",
        way="The mask starts hidden and is opened word by word; the root is a power.",
        code="""
        def causal_mask(lengths):
            if min(lengths, default=0) < 1:
                raise ValueError(f"every word needs a letter: {list(lengths)}")
            n = sum(lengths)
            rows = [[float("-inf")] * n for _ in range(n)]
            end = 0
            for length in lengths:
                begin, end = end, end + length
                for i in range(begin, end):
                    rows[i][begin : i + 1] = [0] * (i + 1 - begin)
            return Tensor(rows, requires_grad=False)

        def root_mean_square(row):
            total = 0.0
            for v in row:
                total += v**2
            return (total / len(row) + EPSILON) ** 0.5
        """,
    ),
)
