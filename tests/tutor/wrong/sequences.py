"""Wrong versions of sequences.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="sequences-embedding-gradient-assigned",
        stage="sequences",
        truth="embedding_rule assigns, so only the last use of a row counts.",
        where=("embedding_rule",),
        names=("embedding-rule-overwrites",),
        code="""
        def embedding_rule(grad, node):
            table = node.children[0].data
            answer = {i: [0.0] * len(row) for i, row in enumerate(table)}
            for k, i in enumerate(node.ctx):
                answer[i] = grad[k]
            return (list(answer.values()),)
        """,
    ),
    WrongSubmission(
        id="sequences-embedding-without-a-look",
        stage="sequences",
        truth="embedding leaves the range to Python's lists: -1 is the last row, 7 an IndexError.",
        where=("embedding",),
        names=("embedding-asks-no-range",),
        code="""
        def embedding(table, indices):
            picked = []
            for i in indices:
                picked += [table.data[i][:]]
            return Tensor(picked, (table,), "embedding", tuple(indices))
        """,
    ),
    WrongSubmission(
        id="sequences-norm-of-the-whole-matrix",
        stage="sequences",
        truth="rms_norm divides every row by the root mean square of all numbers.",
        where=("rms_norm",),
        names=("norm-one-root-for-all",),
        code="""
        def rms_norm(x):
            everything = []
            for row in x.data:
                everything.extend(row)
            scale = 1.0 / root_mean_square(everything)
            return Tensor([[scale * v for v in row] for row in x.data], (x,), "rms_norm")
        """,
    ),
    WrongSubmission(
        id="sequences-norm-rule-over-the-root",
        stage="sequences",
        truth="rms_norm_rule divides by the root and takes it for a constant.",
        where=("rms_norm_rule",),
        names=("norm-rule-takes-the-root-for-a-constant",),
        code="""
        def rms_norm_rule(grad, node):
            (x,) = node.children
            answer = []
            for i in range(len(grad)):
                r = math.sqrt(sum(v**2 for v in x.data[i]) / len(x.data[i]) + EPSILON)
                answer.append([g / r for g in grad[i]])
            return (answer,)
        """,
    ),
    WrongSubmission(
        id="sequences-softmax-plain",
        stage="sequences",
        truth="softmax takes e to the power of the scores as they are, which overflows.",
        where=("softmax",),
        names=("softmax-overflows",),
        code="""
        def softmax(x):
            powers = [[math.exp(v) for v in row] for row in x.data]
            shares = [[p / sum(row) for p in row] for row in powers]
            return Tensor(shares, (x,), "softmax")
        """,
    ),
    WrongSubmission(
        id="sequences-softmax-iterates-the-tensor",
        stage="sequences",
        truth="softmax goes through the tensor where its data is meant.",
        where=("softmax",),
        slip="Tensor for data",
        code="""
        def softmax(x):
            out = []
            for scores in x:
                top = max(scores)
                e = [math.exp(s - top) for s in scores]
                out.append([v / sum(e) for v in e])
            return Tensor(out, (x,), "softmax")
        """,
    ),
    WrongSubmission(
        id="sequences-softmax-rule-diagonal",
        stage="sequences",
        truth="softmax_rule takes the diagonal of the matrix of derivatives for all of it.",
        where=("softmax_rule",),
        names=("softmax-rule-own-share-only",),
        code="""
        def softmax_rule(grad, node):
            answer = [[p * (1.0 - p) for p in row] for row in node.data]
            for i, row in enumerate(grad):
                for j, g in enumerate(row):
                    answer[i][j] *= g
            return (answer,)
        """,
    ),
    WrongSubmission(
        id="sequences-softmax-rule-with-a-wrong-matrix",
        stage="sequences",
        truth="softmax_rule uses the matrix of derivatives, with a plus beside the diagonal.",
        where=("softmax_rule",),
        code="""
        def softmax_rule(grad, node):
            rows = []
            for g, p in zip(grad, node.data):
                n = len(p)
                slopes = [
                    [p[t] * (1 - p[t]) if t == i else p[t] * p[i] for t in range(n)]
                    for i in range(n)
                ]
                rows.append([sum(g[t] * slopes[i][t] for t in range(n)) for i in range(n)])
            return (rows,)
        """,
    ),
    WrongSubmission(
        id="sequences-mask-one-triangle",
        stage="sequences",
        truth="causal_mask is one triangle for all words, which see those before them.",
        where=("causal_mask",),
        names=("mask-shows-the-neighbors",),
        code="""
        def causal_mask(lengths):
            if min(lengths) < 1:
                raise ValueError(f"a word of {min(lengths)} letters")
            n = sum(lengths)
            rows = [[-math.inf] * n for _ in range(n)]
            for i in range(n):
                for j in range(i + 1):
                    rows[i][j] = 0.0
            return Tensor(rows, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="sequences-mask-multiplied",
        stage="sequences",
        truth="causal_mask computes 0 * -inf where a letter may look, which is NaN.",
        where=("causal_mask",),
        names=("mask-zero-times-infinity",),
        code="""
        def causal_mask(lengths):
            if any(n <= 0 for n in lengths):
                raise ValueError(f"lengths must be above 0: {list(lengths)}")
            word = [w for w, n in enumerate(lengths) for _ in range(n)]
            rows = []
            for i, mine in enumerate(word):
                hidden = [1 - (mine == theirs) * (j <= i) for j, theirs in enumerate(word)]
                rows.append([h * float("-inf") for h in hidden])
            return Tensor(rows, requires_grad=False)
        """,
    ),
)
