"""Wrong tensor.py, tensor_rules.py and layers.py, written without a look at the catalogue."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="blind-tensor-product-rows-by-rows",
        stage="tensor",
        truth="product meets row i of a with row j of b, not with its column.",
        where=("product",),
        names=("product-rows-with-rows",),
        code="""
        def product(a, b):
            return [[sum(x * y for x, y in zip(r, c)) for c in b] for r in a]
        """,
    ),
    WrongSubmission(
        id="blind-tensor-product-skips-last",
        stage="tensor",
        truth="product runs the inner index to k - 1: the last term is lost.",
        where=("product",),
        names=("product-loses-its-last-term",),
        code="""
        def product(a, b):
            n, k, m = len(a), len(b), len(b[0])
            c = [[0.0] * m for _ in range(n)]
            for i in range(n):
                for j in range(m):
                    for t in range(k - 1):
                        c[i][j] += a[i][t] * b[t][j]
            return c
        """,
    ),
    WrongSubmission(
        id="blind-tensor-product-shared-rows",
        stage="tensor",
        truth="product begins with [[0.0] * m] * n: one row, n times.",
        where=("product",),
        names=("product-into-shared-rows",),
        code="""
        def product(a, b):
            out = [[0.0] * len(b[0])] * len(a)
            for i, row in enumerate(a):
                for factor, other in zip(row, b):
                    for j, y in enumerate(other):
                        out[i][j] += factor * y
            return out
        """,
    ),
    WrongSubmission(
        id="blind-tensor-add-broadcasts-columns",
        stage="tensor",
        truth="__add__ stretches an n x 1 column along the rows, too, as NumPy does.",
        where=("Tensor.__add__",),
        names=("add-stretches-everything",),
        code="""
        class Tensor:
            def __add__(self, other):
                (n, m), (p, q) = self.shape, other.shape
                if p not in (1, n) or q not in (1, m):
                    raise ValueError(f"cannot add {other.shape} to {self.shape}")
                get = lambda i, j: other.data[i if p == n else 0][j if q == m else 0]
                rows = [[self.data[i][j] + get(i, j) for j in range(m)] for i in range(n)]
                return Tensor(rows, (self, other), "add")
        """,
    ),
    WrongSubmission(
        id="blind-tensor-log-softmax-of-all",
        stage="tensor",
        truth="log_softmax sums the exponentials of the whole matrix.",
        where=("Tensor.log_softmax",),
        code="""
        class Tensor:
            def log_softmax(self):
                flat = [x for row in self.data for x in row]
                big = max(flat)
                z = big + math.log(sum(math.exp(x - big) for x in flat))
                return Tensor([[x - z for x in row] for row in self.data], (self,), "log_softmax")
        """,
    ),
    WrongSubmission(
        id="blind-tensor-mean-per-row",
        stage="tensor",
        truth="mean divides by the number of rows only.",
        where=("Tensor.mean",),
        names=("mean-by-the-rows",),
        code="""
        class Tensor:
            def mean(self):
                total = sum(sum(row) for row in self.data)
                return Tensor([[total / len(self.data)]], (self,), "mean")
        """,
    ),
    WrongSubmission(
        id="blind-tensor-sum-axis-zero",
        stage="tensor",
        truth="sum adds up each column, as with axis=0.",
        where=("Tensor.sum",),
        names=("tensor-sum-per-column",),
        code="""
        class Tensor:
            def sum(self):
                return Tensor([[sum(col) for col in zip(*self.data)]], (self,), "sum")
        """,
    ),
    WrongSubmission(
        id="blind-tensor-keeps-the-rows",
        stage="tensor",
        truth="__init__ keeps rows of floats as they are, the caller's own lists.",
        where=("Tensor.__init__",),
        names=("tensor-keeps-the-callers-lists",),
        code="""
        class Tensor:
            def __init__(self, rows, children=(), op="", ctx=(), *, requires_grad=True):
                if not rows or not rows[0]:
                    raise ValueError("a tensor cannot be empty")
                sizes = [len(r) for r in rows]
                if min(sizes) != max(sizes):
                    raise ValueError(f"rows of different lengths: {sizes}")
                if all(isinstance(x, float) for r in rows for x in r):
                    self.data = rows
                else:
                    self.data = [[float(x) for x in r] for r in rows]
                self.children, self.op, self.ctx = children, op, ctx
                self.requires_grad = (
                    any(c.requires_grad for c in children) if children else requires_grad
                )
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="blind-tensor-requires-all",
        stage="tensor",
        truth="__init__ wants a gradient only if all children want one.",
        where=("Tensor.__init__",),
        names=("tensor-requires-only-if-all-do",),
        code="""
        class Tensor:
            def __init__(self, rows, children=(), op="", ctx=(), *, requires_grad=True):
                data = [[float(x) for x in r] for r in rows]
                widths = {len(r) for r in data}
                if len(widths) != 1 or 0 in widths:
                    raise ValueError(f"rows must have one length, not {sorted(widths)}")
                self.data = data
                self.grad = [[0.0] * len(r) for r in data]
                self.requires_grad = requires_grad and all(c.requires_grad for c in children)
                self.children = tuple(children)
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="blind-tensor-transpose-by-reversal",
        stage="tensor",
        truth="transposed turns the matrix by a quarter: the rows are reversed first.",
        where=("transposed",),
        code="""
        def transposed(rows):
            return [list(c) for c in zip(*rows[::-1])]
        """,
    ),
    WrongSubmission(
        id="blind-tensor-transposed-zip-alone",
        stage="tensor",
        truth="transposed answers a zip object.",
        where=("transposed",),
        code="""
        def transposed(rows):
            return zip(*rows)
        """,
    ),
    WrongSubmission(
        id="blind-tensor-pick-one-row",
        stage="tensor",
        truth="pick answers 1 x n: all that was picked in one row.",
        where=("Tensor.pick",),
        names=("pick-answers-with-a-row",),
        code="""
        class Tensor:
            def pick(self, columns):
                n, m = self.shape
                if len(columns) != n:
                    raise ValueError(f"{len(columns)} columns for {n} rows")
                wrong = [c for c in columns if c < 0 or c >= m]
                if wrong:
                    raise ValueError(f"no column {wrong[0]} among {m}")
                chosen = [self.data[i][c] for i, c in enumerate(columns)]
                return Tensor([chosen], (self,), "pick", tuple(columns))
        """,
    ),
    WrongSubmission(
        id="blind-tensor-matmul-no-return",
        stage="tensor",
        truth="__matmul__ makes the node and has no return.",
        where=("Tensor.__matmul__",),
        slip="None",
        code="""
        class Tensor:
            def __matmul__(self, other):
                if self.shape[1] != other.shape[0]:
                    raise ValueError(f"{self.shape} @ {other.shape} do not fit")
                c = product(self.data, other.data)
                Tensor(c, (self, other), "matmul")
        """,
    ),
    WrongSubmission(
        id="blind-trules-unbroadcast-mean",
        stage="tensor_rules",
        truth="unbroadcast takes the mean over the rows instead of the sum.",
        where=("unbroadcast",),
        names=("unbroadcast-mean",),
        code="""
        def unbroadcast(grad, shape):
            n = len(grad)
            if shape[0] == n:
                return grad
            return [[sum(col) / n for col in zip(*grad)]]
        """,
    ),
    WrongSubmission(
        id="blind-trules-matmul-order",
        stage="tensor_rules",
        truth="matmul answers the two gradients in the wrong order.",
        where=("matmul",),
        names=("matmul-rule-children-swapped",),
        code="""
        def matmul(grad, node):
            a, b = node.children
            da = product(grad, transposed(b.data)) if a.requires_grad else None
            db = product(transposed(a.data), grad) if b.requires_grad else None
            return db, da
        """,
    ),
    WrongSubmission(
        id="blind-trules-matmul-untransposed",
        stage="tensor_rules",
        truth="matmul multiplies grad by b itself, not by its transpose.",
        where=("matmul",),
        names=("matmul-rule-not-transposed",),
        code="""
        def matmul(grad, node):
            left, right = node.children
            first = second = None
            if left.requires_grad:
                first = product(grad, right.data)
            if right.requires_grad:
                second = product(left.data, grad)
            return first, second
        """,
    ),
    WrongSubmission(
        id="blind-trules-matmul-computes-all",
        stage="tensor_rules",
        truth="matmul computes both products and throws one away.",
        where=("matmul",),
        names=("matmul-rule-computes-and-drops",),
        code="""
        def matmul(grad, node):
            a, b = node.children
            both = product(grad, transposed(b.data)), product(transposed(a.data), grad)
            return tuple(g if c.requires_grad else None for g, c in zip(both, node.children))
        """,
    ),
    WrongSubmission(
        id="blind-trules-log-softmax-times-p",
        stage="tensor_rules",
        truth="log_softmax multiplies by p: the rule of softmax instead of log softmax.",
        where=("log_softmax",),
        names=("log-softmax-rule-of-softmax",),
        code="""
        def log_softmax(grad, node):
            out = []
            for g, y in zip(grad, node.data):
                p = [math.exp(v) for v in y]
                dot = sum(a * b for a, b in zip(g, p))
                out.append([pi * (gi - dot) for gi, pi in zip(g, p)])
            return (out,)
        """,
    ),
    WrongSubmission(
        id="blind-trules-log-softmax-textbook",
        stage="tensor_rules",
        truth="log_softmax answers g - p, the textbook's case for a sum of g of one.",
        where=("log_softmax",),
        code="""
        def log_softmax(grad, node):
            return (each(lambda g, y: g - math.exp(y), grad, node.data),)
        """,
    ),
    WrongSubmission(
        id="blind-trules-sum-same-row",
        stage="tensor_rules",
        truth="sum_ answers one row n times.",
        where=("sum_",),
        names=("sum-rule-shared-rows",),
        code="""
        def sum_(grad, node):
            n, m = node.children[0].shape
            return ([[grad[0][0]] * m] * n,)
        """,
    ),
    WrongSubmission(
        id="blind-trules-mean-divided-by-columns",
        stage="tensor_rules",
        truth="mean divides by the number of columns only.",
        where=("mean",),
        names=("mean-rule-by-the-columns",),
        code="""
        def mean(grad, node):
            (x,) = node.children
            share = grad[0][0] / len(x.data[0])
            return ([[share for _ in row] for row in x.data],)
        """,
    ),
    WrongSubmission(
        id="blind-trules-pick-one",
        stage="tensor_rules",
        truth="pick answers 1.0 where the element was picked, without the upstream gradient.",
        where=("pick",),
        names=("pick-rule-ones",),
        code="""
        def pick(grad, node):
            n, m = node.children[0].shape
            hot = [[0.0 for _ in range(m)] for _ in range(n)]
            for i, c in enumerate(node.ctx):
                hot[i][c] = 1.0
            return (hot,)
        """,
    ),
    WrongSubmission(
        id="blind-trules-mul-ignores-requires-grad",
        stage="tensor_rules",
        truth="mul answers a gradient for a child that requires none.",
        where=("mul",),
        names=("mul-rule-serves-constants",),
        code="""
        def mul(grad, node):
            x, y = (c.data for c in node.children)
            return each(operator.mul, grad, y), each(operator.mul, grad, x)
        """,
    ),
    WrongSubmission(
        id="blind-trules-relu-of-the-gradient-and-equal",
        stage="tensor_rules",
        truth="relu lets the gradient through at exactly zero.",
        where=("relu",),
        names=("tensor-relu-rule-passes-zero",),
        code="""
        def relu(grad, node):
            x = node.children[0].data
            mask = [[float(v >= 0) for v in row] for row in x]
            return (each(operator.mul, grad, mask),)
        """,
    ),
    WrongSubmission(
        id="blind-trules-exp-bare-list",
        stage="tensor_rules",
        truth="exp answers the matrix without the tuple: (x) for (x,).",
        where=("exp",),
        names=("tensor-exp-rule-no-tuple",),
        slip="tuple",
        code="""
        def exp(grad, node):
            return (each(lambda g, y: g * y, grad, node.data))
        """,
    ),
    WrongSubmission(
        id="blind-layers-weight-torch-layout",
        stage="layers",
        truth="Linear keeps its weight n_out x n_in and transposes it in the call, as in PyTorch.",
        where=("Linear.__init__", "Linear.__call__"),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                a = math.sqrt(6.0 / n_in)
                rows = [[rng.uniform(-a, a) for _ in range(n_in)] for _ in range(n_out)]
                self.weight = Tensor(rows)
                self.bias = Tensor([[0.0] * n_out])

            def __call__(self, x):
                return x @ self.weight.T + self.bias
        """,
    ),
    WrongSubmission(
        id="blind-layers-fan-out",
        stage="layers",
        truth="Linear.__init__ takes the bound from n_out.",
        where=("Linear.__init__",),
        names=("layer-bound-of-the-outputs",),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                limit = (6 / n_out) ** 0.5
                w = []
                for _ in range(n_in):
                    w.append([rng.uniform(-limit, limit) for _ in range(n_out)])
                self.weight, self.bias = Tensor(w), Tensor([[0.0 for _ in range(n_out)]])
        """,
    ),
    WrongSubmission(
        id="blind-layers-weight-on-the-left",
        stage="layers",
        truth="Linear.__call__ multiplies the weight by x, as in W x + b.",
        where=("Linear.__call__",),
        code="""
        class Linear:
            def __call__(self, x):
                return self.weight @ x + self.bias
        """,
    ),
    WrongSubmission(
        id="blind-layers-dropout-keep-probability",
        stage="layers",
        truth="Dropout scales by 1 / p, taking p for the probability to keep.",
        where=("Dropout.__call__",),
        names=("dropout-takes-p-for-what-is-kept",),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training or self.p == 0:
                    return x
                keep = [[1 / self.p if self.rng.random() < self.p else 0.0 for _ in row]
                        for row in x.data]
                return x * Tensor(keep, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="blind-layers-dropout-row-mask",
        stage="layers",
        truth="Dropout draws one mask row and uses it for every row.",
        where=("Dropout.__call__",),
        names=("dropout-one-mask-for-all-rows",),
        code="""
        class Dropout:
            def __call__(self, x):
                if self.training:
                    rows, columns = x.shape
                    line = []
                    for _ in range(columns):
                        kept = self.rng.random() >= self.p
                        line.append(1 / (1 - self.p) if kept else 0.0)
                    return x * Tensor([list(line) for _ in range(rows)], requires_grad=False)
                return x
        """,
    ),
    WrongSubmission(
        id="blind-layers-dropout-p-one-allowed",
        stage="layers",
        truth="Dropout.__init__ allows p = 1, as PyTorch does.",
        where=("Dropout.__init__",),
        names=("dropout-takes-one",),
        code="""
        class Dropout:
            def __init__(self, p, rng):
                if p < 0.0 or p > 1.0:
                    raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
                self.p, self.rng = p, rng
        """,
    ),
    WrongSubmission(
        id="blind-layers-sequential-shallow-modules",
        stage="layers",
        truth="Sequential.modules lists its own layers but not what is inside them.",
        where=("Sequential.modules",),
        names=("sequential-modules-one-level",),
        code="""
        class Sequential:
            def modules(self):
                return [self] + list(self.layers)
        """,
    ),
    WrongSubmission(
        id="blind-layers-sequential-without-itself",
        stage="layers",
        truth="Sequential.modules leaves the Sequential itself out.",
        where=("Sequential.modules",),
        names=("sequential-modules-without-itself",),
        code="""
        class Sequential:
            def modules(self):
                found = []
                for layer in self.layers:
                    found.extend(layer.modules())
                return found
        """,
    ),
    WrongSubmission(
        id="blind-layers-sequential-parameters-by-set",
        stage="layers",
        truth="Sequential.parameters goes through a set, which loses the order.",
        where=("Sequential.parameters",),
        code="""
        class Sequential:
            def parameters(self):
                every = set()
                for layer in self.layers:
                    every |= set(layer.parameters())
                return sorted(every, key=lambda p: p.shape)
        """,
    ),
    WrongSubmission(
        id="blind-layers-ce-probabilities",
        stage="layers",
        truth="cross_entropy takes the log of the logits as if they were probabilities.",
        where=("cross_entropy",),
        code="""
        def cross_entropy(logits, targets):
            p = logits.pick(targets)
            return -(p.log().mean())
        """,
    ),
    WrongSubmission(
        id="blind-layers-ce-mean-over-classes",
        stage="layers",
        truth="cross_entropy multiplies by a one-hot and takes the mean over all n * m.",
        where=("cross_entropy",),
        names=("batch-loss-over-all-classes",),
        code="""
        def cross_entropy(logits, targets):
            logp = logits.log_softmax()
            logp.pick(targets)  # complains about wrong targets
            n, m = logits.shape
            onehot = Tensor([[1.0 if j == t else 0.0 for j in range(m)] for t in targets],
                            requires_grad=False)
            return -(logp * onehot).mean()
        """,
    ),
    WrongSubmission(
        id="blind-layers-predict-train-at-end",
        stage="layers",
        truth="predict ends with model.train(), whatever the modes were.",
        where=("predict",),
        names=("predict-ends-in-training-mode",),
        code="""
        def predict(model, rows):
            model.eval()
            try:
                scores = model(Tensor(rows, requires_grad=False))
            finally:
                model.train()
            return [row.index(max(row)) for row in scores.data]
        """,
    ),
    WrongSubmission(
        id="blind-layers-relu-no-call",
        stage="layers",
        truth="ReLU.__call__ answers the bound method x.relu.",
        where=("ReLU.__call__",),
        slip="call",
        code="""
        class ReLU:
            def __call__(self, x):
                return x.relu
        """,
    ),
)
