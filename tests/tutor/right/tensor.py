"""Right but unusual versions of tensor.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="tensor-product-of-three-loops",
        stage="tensor",
        way="product is the plain triple loop over indices.",
        code="""
        def product(a, b):
            n, k, m = len(a), len(b), len(b[0])
            c = [[0.0] * m for _ in range(n)]
            for i in range(n):
                for j in range(m):
                    for t in range(k):
                        c[i][j] += a[i][t] * b[t][j]
            return c
        """,
    ),
    RightSubmission(
        id="tensor-product-of-columns",
        stage="tensor",
        way="product goes over the columns of b with math.fsum, so sums are rounded once.",
        code="""
        def product(a, b):
            columns = transposed(b)
            return [[math.fsum(map(mul, row, column)) for column in columns] for row in a]

        def transposed(rows):
            return [[row[j] for row in rows] for j in range(len(rows[0]))]
        """,
    ),
    RightSubmission(
        id="tensor-accumulate-in-place",
        stage="tensor",
        way="accumulate adds into the rows of its own gradient.",
        code="""
        class Tensor:
            def accumulate(self, grad):
                shape = len(grad), len(grad[0])
                if shape != self.shape:
                    raise ValueError(f"{shape} and {self.shape} differ")
                for mine, more in zip(self.grad, grad):
                    for j, g in enumerate(more):
                        mine[j] += g
        """,
    ),
    RightSubmission(
        id="tensor-other-sums",
        stage="tensor",
        way="sum, mean and log_softmax add in other orders, with math.fsum.",
        code="""
        class Tensor:
            def sum(self):
                total = math.fsum(x for column in zip(*self.data) for x in column)
                return Tensor([[total]], children=(self,), op="sum")

            def mean(self):
                flat = [x for row in self.data for x in row]
                middle = math.fsum(x / len(flat) for x in flat)
                return Tensor([[middle]], children=(self,), op="mean")

            def log_softmax(self):
                def row_of(row):
                    top = max(row)
                    whole = top + math.log(math.fsum(math.exp(x - top) for x in row))
                    return [x - whole for x in row]

                return Tensor(list(map(row_of, self.data)), children=(self,), op="log_softmax")
        """,
    ),
    RightSubmission(
        id="tensor-sub-by-minus-one",
        stage="tensor",
        way="Subtraction multiplies by -1 itself, and + adds by index.",
        code="""
        class Tensor:
            def __add__(self, other):
                n, m = self.shape
                if other.shape != (n, m) and other.shape != (1, m):
                    raise ValueError(f"{self.shape} + {other.shape}")
                one = other.shape[0] == 1
                rows = [
                    [self.data[i][j] + other.data[0 if one else i][j] for j in range(m)]
                    for i in range(n)
                ]
                return Tensor(rows, children=(self, other), op="add")

            def __sub__(self, other):
                return self + other * -1.0
        """,
    ),
)
