"""Wrong versions of tensor.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="tensor-product-breaks-at-zero",
        stage="tensor",
        truth="product leaves the row at the first factor of zero instead of passing it over.",
        where=("product",),
        names=("product-stops-at-a-zero",),
        code="""
        def product(a, b):
            out = []
            for row in a:
                acc = [0.0] * len(b[0])
                for t, x in enumerate(row):
                    if x == 0:
                        break
                    for j in range(len(acc)):
                        acc[j] += x * b[t][j]
                out.append(acc)
            return out
        """,
    ),
    WrongSubmission(
        id="tensor-product-misaligned",
        stage="tensor",
        truth="product drops the zeros of a row, but pairs what is left with b's first rows.",
        where=("product",),
        names=("product-misaligns-its-factors",),
        code="""
        def product(a, b):
            width = len(b[0])
            out = []
            for row in a:
                nonzero = list(compress(row, row))
                acc = [0.0] * width
                for x, brow in zip(nonzero, b):
                    acc = [s + x * y for s, y in zip(acc, brow)]
                out.append(acc)
            return out
        """,
    ),
    WrongSubmission(
        id="tensor-product-last-term-lost",
        stage="tensor",
        truth="product sums over all but the last term.",
        where=("product",),
        names=("product-loses-its-last-term",),
        slip="off by one",
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
        id="tensor-product-shared-rows",
        stage="tensor",
        truth="product fills one row that stands n times in the result.",
        where=("product",),
        names=("product-into-shared-rows",),
        slip="shared or changed",
        code="""
        def product(a, b):
            c = [[0.0] * len(b[0])] * len(a)
            for i in range(len(a)):
                for j in range(len(b[0])):
                    for t in range(len(b)):
                        c[i][j] += a[i][t] * b[t][j]
            return c
        """,
    ),
    WrongSubmission(
        id="tensor-product-square-only",
        stage="tensor",
        truth="product loops over the columns of a where the columns of b are meant.",
        where=("product",),
        slip="wrong axis",
        code="""
        def product(a, b):
            return [
                [sum(a[i][t] * b[t][j] for t in range(len(b))) for j in range(len(a[0]))]
                for i in range(len(a))
            ]
        """,
    ),
    WrongSubmission(
        id="tensor-product-of-rows",
        stage="tensor",
        truth="product multiplies rows of a with rows of b: a @ b.T.",
        where=("product",),
        names=("product-rows-with-rows",),
        slip="wrong axis",
        code="""
        def product(a, b):
            return [[sum(x * y for x, y in zip(u, v)) for v in b] for u in a]
        """,
    ),
    WrongSubmission(
        id="tensor-transposed-tuples",
        stage="tensor",
        truth="transposed answers a list of tuples.",
        where=("transposed",),
        names=("transposed-rows-are-tuples",),
        code="""
        def transposed(rows):
            return list(zip(*rows))
        """,
    ),
    WrongSubmission(
        id="tensor-transposed-without-return",
        stage="tensor",
        truth="transposed fills its list and returns nothing.",
        where=("transposed",),
        slip="missing return",
        code="""
        def transposed(rows):
            out = []
            for j in range(len(rows[0])):
                out.append([row[j] for row in rows])
        """,
    ),
    WrongSubmission(
        id="tensor-keeps-the-callers-rows",
        stage="tensor",
        truth="__init__ keeps the caller's lists instead of copying them.",
        where=("Tensor.__init__",),
        names=("tensor-keeps-the-callers-lists", "tensor-keeps-ints"),
        slip="shared or changed",
        code="""
        class Tensor:
            def __init__(...):
                lengths = {len(r) for r in rows}
                if len(lengths) != 1 or 0 in lengths:
                    raise ValueError(f"rows have the lengths {sorted(lengths)}")
                self.data = rows
                if children:
                    requires_grad = any(c.requires_grad for c in children)
                self.requires_grad = requires_grad
                self.children = children
                self.op = op
                self.ctx = ctx
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="tensor-ragged-middle-row",
        stage="tensor",
        truth="__init__ compares the first and the last row only; a ragged middle one passes.",
        where=("Tensor.__init__",),
        names=("tensor-compares-two-rows",),
        code="""
        class Tensor:
            def __init__(...):
                self.data = [[float(x) for x in r] for r in rows]
                if not self.data or not self.data[0]:
                    raise ValueError("no numbers: lengths 0")
                if len(self.data[0]) != len(self.data[-1]):
                    raise ValueError(f"lengths {len(self.data[0])} and {len(self.data[-1])}")
                if children:
                    requires_grad = any(c.requires_grad for c in children)
                self.requires_grad = requires_grad
                self.children = children
                self.op = op
                self.ctx = ctx
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="tensor-requires-grad-all",
        stage="tensor",
        truth="A tensor requires a gradient only if all of its children do.",
        where=("Tensor.__init__",),
        names=("tensor-requires-only-if-all-do",),
        code="""
        class Tensor:
            def __init__(...):
                self.data = [[float(x) for x in r] for r in rows]
                sizes = [len(r) for r in self.data]
                if not sizes or min(sizes) == 0 or min(sizes) != max(sizes):
                    raise ValueError(f"rows of the lengths {sizes}")
                self.requires_grad = requires_grad
                if children:
                    self.requires_grad = all(c.requires_grad for c in children)
                self.children = children
                self.op = op
                self.ctx = ctx
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="tensor-requires-grad-forgotten",
        stage="tensor",
        truth="__init__ never stores requires_grad.",
        where=("Tensor.__init__",),
        slip="misspelt attribute",
        code="""
        class Tensor:
            def __init__(...):
                self.data = [[float(x) for x in r] for r in rows]
                sizes = [len(r) for r in self.data]
                if not sizes or min(sizes) == 0 or min(sizes) != max(sizes):
                    raise ValueError(f"rows of the lengths {sizes}")
                self.children = children
                self.op = op
                self.ctx = ctx
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="tensor-add-first-row-only",
        stage="tensor",
        truth="A 1 x m row is added to the first row only; zip drops all others.",
        where=("Tensor.__add__",),
        names=("row-added-to-the-first-row-only",),
        code="""
        class Tensor:
            def __add__(self, other):
                n, m = self.shape
                if other.shape != (n, m) and other.shape != (1, m):
                    raise ValueError(f"shapes {self.shape} and {other.shape}")
                rows = [[x + y for x, y in zip(r, s)] for r, s in zip(self.data, other.data)]
                return Tensor(rows, children=(self, other), op="add")
        """,
    ),
    WrongSubmission(
        id="tensor-add-stretches-either-side",
        stage="tensor",
        truth="__add__ also stretches its left operand, which the docstring refuses.",
        where=("Tensor.__add__",),
        names=("add-stretches-the-left-row",),
        code="""
        class Tensor:
            def __add__(self, other):
                if self.shape[1] != other.shape[1]:
                    raise ValueError(f"shapes {self.shape} and {other.shape}")
                n = max(self.shape[0], other.shape[0])
                a = self.data * n if self.shape[0] == 1 else self.data
                b = other.data * n if other.shape[0] == 1 else other.data
                if len(a) != len(b) :
                    raise ValueError(f"shapes {self.shape} and {other.shape}")
                return Tensor(each(add, a, b), children=(self, other), op="add")
        """,
    ),
    WrongSubmission(
        id="tensor-mul-is-the-matrix-product",
        stage="tensor",
        truth="__mul__ answers the matrix product instead of the product of elements.",
        where=("Tensor.__mul__",),
        code="""
        class Tensor:
            def __mul__(self, other):
                other = lift(other, self.shape)
                if self.shape != other.shape:
                    raise ValueError(f"shapes {self.shape} and {other.shape}")
                return Tensor(product(self.data, other.data), children=(self, other), op="mul")
        """,
    ),
    WrongSubmission(
        id="tensor-matmul-unchecked",
        stage="tensor",
        truth="__matmul__ does not look at the inner sizes.",
        where=("Tensor.__matmul__",),
        names=("matmul-unchecked",),
        code="""
        class Tensor:
            def __matmul__(self, other):
                rows = product(self.data, other.data)
                return Tensor(rows, children=(self, other), op="matmul")
        """,
    ),
    WrongSubmission(
        id="tensor-ops-without-return",
        stage="tensor",
        truth="relu, tanh and exp make their tensor and return nothing.",
        where=("Tensor.relu", "Tensor.tanh", "Tensor.exp"),
        slip="missing return",
        code="""
        class Tensor:
            def relu(self):
                rows = [[max(x, 0.0) for x in row] for row in self.data]
                out = Tensor(rows, children=(self,), op="relu")

            def tanh(self):
                rows = [[math.tanh(x) for x in row] for row in self.data]
                out = Tensor(rows, children=(self,), op="tanh")

            def exp(self):
                rows = [[math.exp(x) for x in row] for row in self.data]
                out = Tensor(rows, children=(self,), op="exp")
        """,
    ),
    WrongSubmission(
        id="tensor-relu-children-without-comma",
        stage="tensor",
        truth="relu passes (self), which is no tuple, as children.",
        where=("Tensor.relu",),
        slip="(x) for (x,)",
        code="""
        class Tensor:
            def relu(self):
                rows = [[x if x > 0 else 0.0 for x in row] for row in self.data]
                return Tensor(rows, children=(self), op="relu")
        """,
    ),
    WrongSubmission(
        id="tensor-log-first-row-checked",
        stage="tensor",
        truth="log looks for numbers <= 0 in the first row only.",
        where=("Tensor.log",),
        names=("tensor-log-checks-one-row",),
        code="""
        class Tensor:
            def log(self):
                for x in self.data[0]:
                    if x <= 0:
                        raise ValueError(f"log of {x}")
                rows = [[math.log(x) for x in row] for row in self.data]
                return Tensor(rows, children=(self,), op="log")
        """,
    ),
    WrongSubmission(
        id="tensor-mean-of-rows",
        stage="tensor",
        truth="mean divides by the number of rows instead of the number of elements.",
        where=("Tensor.mean",),
        names=("mean-by-the-rows",),
        slip="wrong axis",
        code="""
        class Tensor:
            def mean(self):
                total = 0.0
                for row in self.data:
                    total += sum(row)
                return Tensor([[total / len(self.data)]], children=(self,), op="mean")
        """,
    ),
    WrongSubmission(
        id="tensor-sum-answers-a-number",
        stage="tensor",
        truth="sum answers the plain number instead of a 1 x 1 tensor.",
        where=("Tensor.sum",),
        slip="number for node",
        code="""
        class Tensor:
            def sum(self):
                return sum(x for row in self.data for x in row)
        """,
    ),
    WrongSubmission(
        id="tensor-sum-one-list",
        stage="tensor",
        truth="sum wraps its number in one list instead of two.",
        where=("Tensor.sum",),
        code="""
        class Tensor:
            def sum(self):
                total = sum([sum(row) for row in self.data])
                return Tensor([total], children=(self,), op="sum")
        """,
    ),
    WrongSubmission(
        id="tensor-log-of-softmax",
        stage="tensor",
        truth="log_softmax takes the log of a softmax that may have become 0.",
        where=("Tensor.log_softmax",),
        names=("log-softmax-log-of-softmax", "log-softmax-of-a-rounded-softmax"),
        code="""
        class Tensor:
            def log_softmax(self):
                rows = []
                for row in self.data:
                    m = max(row)
                    e = [math.exp(x - m) for x in row]
                    s = sum(e)
                    rows.append([math.log(x / s) for x in e])
                return Tensor(rows, children=(self,), op="log_softmax")
        """,
    ),
    WrongSubmission(
        id="tensor-log-softmax-unshifted",
        stage="tensor",
        truth="log_softmax shifts nothing, so that exp overflows at 1000.",
        where=("Tensor.log_softmax",),
        names=("log-softmax-unstable",),
        code="""
        class Tensor:
            def log_softmax(self):
                out = []
                for row in self.data:
                    z = math.log(sum(math.exp(v) for v in row))
                    out.append([v - z for v in row])
                return Tensor(out, children=(self,), op="log_softmax")
        """,
    ),
    WrongSubmission(
        id="tensor-log-softmax-one-maximum",
        stage="tensor",
        truth="log_softmax subtracts the largest of the whole matrix from every row.",
        where=("Tensor.log_softmax",),
        names=("log-softmax-global-maximum",),
        code="""
        class Tensor:
            def log_softmax(self):
                top = max(x for row in self.data for x in row)
                out = []
                for row in self.data:
                    lse = math.log(sum(math.exp(x - top) for x in row))
                    out.append([x - top - lse for x in row])
                return Tensor(out, children=(self,), op="log_softmax")
        """,
    ),
    WrongSubmission(
        id="tensor-softmax-over-columns",
        stage="tensor",
        truth="log_softmax normalizes columns instead of rows.",
        where=("Tensor.log_softmax",),
        names=("log-softmax-over-columns",),
        slip="wrong axis",
        code="""
        class Tensor:
            def log_softmax(self):
                cols = []
                for col in zip(*self.data):
                    top = max(col)
                    lse = top + math.log(sum(math.exp(x - top) for x in col))
                    cols.append([x - lse for x in col])
                return Tensor(transposed(cols), children=(self,), op="log_softmax")
        """,
    ),
    WrongSubmission(
        id="tensor-pick-minus-one",
        stage="tensor",
        truth="pick takes -1 for the last column.",
        where=("Tensor.pick",),
        names=("pick-takes-negative-columns",),
        code="""
        class Tensor:
            def pick(self, columns):
                if len(columns) != self.shape[0]:
                    raise ValueError(f"{len(columns)} columns for {self.shape[0]} rows")
                for c in columns:
                    if c >= self.shape[1]:
                        raise ValueError(f"column {c} does not exist")
                rows = [[self.data[i][c]] for i, c in enumerate(columns)]
                return Tensor(rows, children=(self,), op="pick", ctx=tuple(columns))
        """,
    ),
    WrongSubmission(
        id="tensor-pick-flat",
        stage="tensor",
        truth="pick answers one row of the picked numbers, 1 x n, instead of n x 1.",
        where=("Tensor.pick",),
        names=("pick-answers-with-a-row",),
        slip="wrong axis",
        code="""
        class Tensor:
            def pick(self, columns):
                n, m = self.shape
                if len(columns) != n:
                    raise ValueError(f"{len(columns)} columns for {n} rows")
                for c in columns:
                    if c < 0 or c >= m:
                        raise ValueError(f"column {c} does not exist")
                picked = [self.data[i][columns[i]] for i in range(n)]
                return Tensor([picked], children=(self,), op="pick", ctx=tuple(columns))
        """,
    ),
    WrongSubmission(
        id="tensor-accumulate-joins",
        stage="tensor",
        truth="accumulate writes self.grad += grad, which joins the lists.",
        where=("Tensor.accumulate",),
        names=("accumulate-extends-the-list",),
        code="""
        class Tensor:
            def accumulate(self, grad):
                if (len(grad), len(grad[0])) != self.shape:
                    raise ValueError(f"{(len(grad), len(grad[0]))} for {self.shape}")
                self.grad += grad
        """,
    ),
    WrongSubmission(
        id="tensor-zero-grad-one-row",
        stage="tensor",
        truth="zero_grad makes one row of zeros and lists it n times.",
        where=("Tensor.zero_grad",),
        names=("zero-grad-shares-its-rows",),
        slip="shared or changed",
        code="""
        class Tensor:
            def zero_grad(self):
                n, m = self.shape
                self.grad = [[0.0] * m] * n
        """,
    ),
    WrongSubmission(
        id="tensor-sets-its-shape",
        stage="tensor",
        truth="__init__ stores self.shape, which is a property and cannot be set.",
        where=("Tensor.__init__",),
        slip="attribute not in __slots__",
        code="""
        class Tensor:
            def __init__(...):
                self.data = [[float(x) for x in r] for r in rows]
                sizes = {len(r) for r in self.data}
                if len(sizes) != 1 or 0 in sizes:
                    raise ValueError(f"rows of the lengths {sorted(sizes)}")
                self.shape = (len(rows), len(rows[0]))
                self.requires_grad = (
                    any(c.requires_grad for c in children) if children else requires_grad
                )
                self.children, self.op, self.ctx = children, op, ctx
                self.zero_grad()
        """,
    ),
)
