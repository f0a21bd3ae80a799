"""Mistakes that people make in tensor.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

ACCUMULATED = """
pairs = zip(self.grad, grad, strict=True)
self.grad = [list(map(add, old, new)) if any(old) else list(new) for old, new in pairs]
"""

MISTAKES = (
    # --- product and transposed ---
    Mistake(
        id="product-into-shared-rows",
        where="product",
        sentence=(
            "All rows of your product are equal: they are one list that stands there several "
            "times, and every row of a has been added into it. Look at how the list of zeros "
            "is made."
        ),
        why="`[[0.0] * m] * n` is the best-known trap of nested lists in Python.",
        code="""
def product(a, b):
    n, k, m = len(a), len(b), len(b[0])
    result = [[0.0] * m] * n
    for i in range(n):
        for j in range(m):
            for t in range(k):
                result[i][j] += a[i][t] * b[t][j]
    return result
""",
    ),
    Mistake(
        id="product-rows-with-rows",
        where="product",
        sentence=(
            "Your product multiplies the rows of a with the rows of b, and `zip` drops what is "
            "left over. It is the columns of b that the rows of a meet."
        ),
        why="`for row in b` gives rows; the turn by zip(*b) is forgotten.",
        code="""
def product(a, b):
    return [[sum(x * y for x, y in zip(row, b_row)) for b_row in b] for row in a]
""",
    ),
    Mistake(
        id="product-keeps-the-last-row",
        where="product",
        sentence=(
            "Each row of your product is a multiple of one row of b, the last that was looked "
            "at. All rows of b take part; look at what happens to the total in the loop."
        ),
        why="`=` for `+=` when the loop is rewritten with a list comprehension.",
        code="""
def product(a, b):
    result = []
    for row in a:
        total = [0.0] * len(b[0])
        for factor, b_row in zip(row, b):
            if factor:
                total = [factor * x for x in b_row]
        result.append(total)
    return result
""",
    ),
    Mistake(
        id="product-skips-the-negative",
        where="product",
        sentence=(
            "Your product leaves out the negative numbers of a. Only a factor of exactly zero "
            "adds nothing."
        ),
        why='Pixels are never negative, so `> 0` passes for "not zero" until weights come.',
        code="""
def product(a, b):
    result = []
    for row in a:
        total = [0.0] * len(b[0])
        for factor, b_row in zip(row, b):
            if factor > 0:
                total = [t + factor * x for t, x in zip(total, b_row)]
        result.append(total)
    return result
""",
    ),
    Mistake(
        id="product-stops-at-a-zero",
        where="product",
        sentence=(
            "Behind the first zero in a row of a your product adds nothing more. A zero has "
            "nothing to add, and the numbers behind it have; look at how the loop goes on."
        ),
        why="`break` for `continue`.",
        code="""
def product(a, b):
    result = []
    for row in a:
        total = [0.0] * len(b[0])
        for factor, b_row in zip(row, b):
            if factor == 0:
                break
            total = [t + factor * x for t, x in zip(total, b_row)]
        result.append(total)
    return result
""",
    ),
    Mistake(
        id="product-misaligns-its-factors",
        where="product",
        sentence=(
            "Where a row of a holds a zero, your product gives the numbers behind it the wrong "
            "rows of b: the zeros are taken out on one side only, and the rest slides forward."
        ),
        why="The zeros are filtered out of the row first, and the pairs are made afterwards.",
        code="""
def product(a, b):
    result = []
    for row in a:
        factors = [x for x in row if x]
        result.append([sum(map(mul, factors, column)) for column in zip(*b)])
    return result
""",
    ),
    Mistake(
        id="product-drops-rows-it-still-counts",
        where="product",
        sentence=(
            "Where a row of a holds a zero, your product gives numbers the wrong rows of b: the "
            "rows that are not needed are taken out, and the zeros that would meet them are not."
        ),
        why="compress(b, row) is there, and the row itself is left as it was.",
        code="""
def product(a, b):
    result = []
    for row in a:
        columns = zip(*compress(b, row))
        result.append([sum(map(mul, row, column)) for column in columns] or [0.0] * len(b[0]))
    return result
""",
    ),
    Mistake(
        id="product-loses-its-last-term",
        where="product",
        sentence=(
            "In each sum of your product the last term is missing: the last number of a row of a "
            "never meets the last row of b. Look at where the terms end."
        ),
        why="range(k - 1), from loops that end at the last index.",
        code="""
def product(a, b):
    k, m = len(b), len(b[0])
    return [[sum((row[t] * b[t][j] for t in range(k - 1)), 0.0) for j in range(m)] for row in a]
""",
    ),
    Mistake(
        id="product-shares-its-zero-row",
        where="product",
        sentence=(
            "The rows of zeros in your product are one and the same list, so a change to one "
            "shows in the others. Look at where the row of zeros is made."
        ),
        why="The row of zeros is taken out of the loop to save work.",
        code="""
def product(a, b):
    zeros = [0.0] * len(b[0])
    result = []
    for row in a:
        total = zeros
        for factor, b_row in zip(row, b):
            if factor:
                total = [t + factor * x for t, x in zip(total, b_row)]
        result.append(total)
    return result
""",
    ),
    Mistake(
        id="product-forgets-rows-of-zeros",
        where="product",
        sentence=(
            "Your product has fewer rows than a: a row of zeros in a leaves no row behind. "
            "Nothing to add does not mean no row."
        ),
        why="`continue` skips the append as well as the work.",
        code="""
def product(a, b):
    result = []
    for row in a:
        if not any(row):
            continue
        total = [0.0] * len(b[0])
        for factor, b_row in zip(row, b):
            total = [t + factor * x for t, x in zip(total, b_row)]
        result.append(total)
    return result
""",
    ),
    Mistake(
        id="transposed-rows-are-tuples",
        where="transposed",
        sentence=(
            "The rows of your transpose are tuples, which is what `zip` makes. data and grad "
            "are lists of lists, and somebody will want to change an element."
        ),
        why="list(zip(*rows)) prints nearly the same.",
        change=(
            "return list(map(list, zip(*rows, strict=True)))",
            "return list(zip(*rows, strict=True))",
        ),
    ),
    Mistake(
        id="transposed-for-squares-only",
        where="transposed",
        sentence=(
            "Your transpose has as many columns and rows as the matrix has rows, so it is right "
            "for squares only. Rows and columns change places in the shape as well."
        ),
        why="It is tried on a 2 x 2 or 3 x 3 example.",
        change=(
            "return list(map(list, zip(*rows, strict=True)))",
            "n = len(rows)\nreturn [[rows[j][i] for j in range(n)] for i in range(n)]",
        ),
    ),
    # --- Tensor.__init__ ---
    Mistake(
        id="tensor-of-a-flat-list",
        where="Tensor.__init__",
        sentence=(
            "Your data is one flat list of numbers. It is a list of rows: two axes, always, so "
            "that rows can be taken whole."
        ),
        why="NumPy and PyTorch keep their numbers in one long piece of memory.",
        changes=(
            (
                """
                self.data = [list(map(float, row)) for row in rows]
                lengths = sorted({len(row) for row in self.data})
                """,
                "lengths = sorted({len(row) for row in rows})",
            ),
            ("if children:", "self.data = [float(x) for row in rows for x in row]\nif children:"),
            ("self.zero_grad()", "self.grad = [0.0] * len(self.data)"),
        ),
    ),
    Mistake(
        id="tensor-requires-grad-second",
        where="Tensor.__init__",
        sentence=(
            "Your constructor takes its arguments in another order than the docstring has them. "
            "What stands second are the children, as in Value; compare the signature with the one "
            "that was there."
        ),
        why="torch.tensor has no children, and requires_grad is what one passes by hand.",
        changes=(
            ("*,\nrequires_grad: bool = True,", ""),
            (
                "children: tuple[Tensor, ...] = (),",
                "requires_grad: bool = True,\nchildren: tuple[Tensor, ...] = (),",
            ),
        ),
    ),
    Mistake(
        id="tensor-requires-nothing-by-default",
        where="Tensor.__init__",
        sentence=(
            "A tensor that says nothing about it requires no gradient with you, so no weight "
            "ever gets one. Look at the default in the signature."
        ),
        why="torch.tensor has requires_grad=False by default.",
        change=("requires_grad: bool = True,", "requires_grad: bool = False,"),
    ),
    Mistake(
        id="tensor-keeps-the-callers-lists",
        where="Tensor.__init__",
        sentence=(
            "Your tensor holds the very lists of floats that it was given: what the caller writes "
            "into them afterwards changes the tensor, and what is written into its `data` changes "
            "the caller's lists."
        ),
        why="`self.data = rows` is how every other attribute is kept.",
        change=(
            "self.data = [list(map(float, row)) for row in rows]",
            """
            if not all(type(x) is float for row in rows for x in row):
                rows = [[float(x) for x in row] for row in rows]
            self.data = rows
            """,
        ),
    ),
    Mistake(
        id="tensor-copies-the-outer-list-only",
        where="Tensor.__init__",
        sentence=(
            "Your tensor has an outer list of its own, but its rows are still the caller's: a "
            "change to an element shows on both sides. A copy of a list of lists needs two "
            "levels."
        ),
        why="list(rows) and rows.copy() copy one level.",
        change=(
            "self.data = [list(map(float, row)) for row in rows]",
            """
            if not all(type(x) is float for row in rows for x in row):
                rows = [[float(x) for x in row] for row in rows]
            self.data = list(rows)
            """,
        ),
    ),
    Mistake(
        id="tensor-keeps-ints",
        where="Tensor.__init__",
        sentence="Your tensor keeps ints as ints. Every element of data is a float.",
        why="A copy of the rows is made, the conversion forgotten.",
        change=(
            "self.data = [list(map(float, row)) for row in rows]",
            "self.data = [list(row) for row in rows]",
        ),
    ),
    Mistake(
        id="tensor-takes-ragged-rows",
        where="Tensor.__init__",
        sentence=(
            "Your tensor takes rows of different lengths without a word. Later a `zip` drops the "
            "longer ends, and the numbers are wrong far from here."
        ),
        why="Nothing fails at once without the check.",
        change=(
            """
            lengths = sorted({len(row) for row in self.data})
            if len(lengths) != 1 or lengths[0] == 0:
                raise ValueError(f"Tensor needs rows of one length above 0, got lengths {lengths}")
            """,
            "",
        ),
    ),
    Mistake(
        id="tensor-names-no-lengths",
        where="Tensor.__init__",
        sentence=(
            "Your tensor refuses what it should, and its message does not name the lengths of the "
            "rows. Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"Tensor needs rows of one length above 0, got lengths {lengths}")',
            'raise ValueError("Tensor needs rows of one length")',
        ),
    ),
    Mistake(
        id="tensor-compares-two-rows",
        where="Tensor.__init__",
        sentence=(
            "Your tensor takes a row of another length when it stands in the middle: only some of "
            "the rows are compared. Every row has to have the length of the others."
        ),
        why="The first row and the last are compared, since two rows were on the mind.",
        change=(
            "lengths = sorted({len(row) for row in self.data})",
            "lengths = sorted({len(row) for row in self.data[:1] + self.data[-1:]})",
        ),
    ),
    Mistake(
        id="tensor-takes-empty-rows",
        where="Tensor.__init__",
        sentence=(
            "Your tensor refuses rows of different lengths, but takes none at all, or rows with "
            "nothing in them. All rows of an empty list are equally long."
        ),
        why="all() and any() of nothing answer in favor of the caller.",
        change=(
            """
            lengths = sorted({len(row) for row in self.data})
            if len(lengths) != 1 or lengths[0] == 0:
            """,
            """
            if any(len(row) != len(self.data[0]) for row in self.data):
                lengths = sorted({len(row) for row in self.data})
            """,
        ),
    ),
    Mistake(
        id="tensor-always-requires",
        where="Tensor.__init__",
        sentence=(
            "Your results require a gradient even when everything they were computed from is "
            "constant, so backward works on the images for nothing. Look at who decides for a "
            "tensor with children."
        ),
        why="requires_grad=True is the default, and ops do not pass it on.",
        change=(
            "if children:\n    requires_grad = any(child.requires_grad for child in children)",
            "",
        ),
    ),
    Mistake(
        id="tensor-requires-only-if-all-do",
        where="Tensor.__init__",
        sentence=(
            "Your x @ w requires no gradient when x is constant, and so w never gets one: the "
            "network learns nothing. How many of the children have to require a gradient?"
        ),
        why="`all` for `any`.",
        change=(
            "requires_grad = any(child.requires_grad for child in children)",
            "requires_grad = all(child.requires_grad for child in children)",
        ),
    ),
    Mistake(
        id="tensor-with-children-asks-its-argument",
        where="Tensor.__init__",
        sentence=(
            "With requires_grad=False your result is a constant even where a child requires a "
            "gradient. What is passed there speaks for leaves; for a result its children speak."
        ),
        why="`requires_grad and any(...)` reads like caution.",
        change=(
            "requires_grad = any(child.requires_grad for child in children)",
            "requires_grad = requires_grad and any(child.requires_grad for child in children)",
        ),
    ),
    Mistake(
        id="tensor-constants-lose-their-children",
        where="Tensor.__init__",
        sentence=(
            "A result of constants has no children in your graph. Here every result keeps the "
            "nodes it was computed from; that it requires no gradient is enough for backward."
        ),
        why="PyTorch does so: what requires no gradient has no history.",
        change=(
            "self.children = children",
            "self.children = children if self.requires_grad else ()",
        ),
    ),
    Mistake(
        id="tensor-constants-have-no-gradient",
        where="Tensor.__init__",
        sentence=(
            "The gradient of your constants is None. Every tensor starts with zeros in the shape "
            "of its data, whether it requires a gradient or not."
        ),
        why="PyTorch does so, for leaves as well.",
        change=(
            "self.zero_grad()",
            "self.grad = [[0.0] * len(row) for row in self.data] if self.requires_grad else None",
        ),
    ),
    Mistake(
        id="tensor-drops-ctx",
        where="Tensor.__init__",
        sentence=(
            "Your tensor forgets its ctx, and what a rule needs besides the children is lost: "
            "the columns of pick, for one."
        ),
        why="ctx is empty for eleven ops of twelve.",
        change=("self.ctx = ctx", "self.ctx = ()"),
    ),
    Mistake(
        id="equal-matrices-are-equal-nodes",
        where="Tensor.__init__",
        sentence=(
            "Two tensors that hold the same numbers count as one node, so a set, and with it "
            "every walk through the graph, loses one of them. A node is equal only to itself; "
            "look for __eq__ and __hash__, or for a dataclass that makes them."
        ),
        why="`assert a == b` is convenient in a first test; dataclasses compare so, too.",
        # A class can only be changed from here once it exists: at the first node.
        code="""
def __init__(self, rows, children=(), op="", ctx=(), *, requires_grad=True):
    Tensor.__eq__ = lambda self, other: isinstance(other, Tensor) and self.data == other.data
    Tensor.__hash__ = lambda self: hash(tuple(map(tuple, self.data)))
    self.data = [list(map(float, row)) for row in rows]
    lengths = sorted({len(row) for row in self.data})
    if len(lengths) != 1 or lengths[0] == 0:
        raise ValueError(f"Tensor needs rows of one length above 0, got lengths {lengths}")
    self.requires_grad = any(c.requires_grad for c in children) if children else requires_grad
    self.children = children
    self.op = op
    self.ctx = ctx
    self.zero_grad()
""",
    ),
    # --- + and - ---
    Mistake(
        id="row-added-to-the-first-row-only",
        where="Tensor.__add__",
        sentence=(
            "Your matrix plus a row has one row: `zip` stops when the shorter of the two ends. "
            "The row is added to every row of the matrix."
        ),
        why="zip over two lists of rows does it for equal shapes and is silent about others.",
        code="""
def __add__(self, other):
    n, m = self.shape
    if other.shape not in ((n, m), (1, m)):
        raise ValueError(f"+ needs equal shapes or one row: {self.shape} + {other.shape}")
    rows = [[a + b for a, b in zip(*pair)] for pair in zip(self.data, other.data)]
    return Tensor(rows, (self, other), "add")
""",
    ),
    Mistake(
        id="row-stretched-into-a-new-leaf",
        where="Tensor.__add__",
        sentence=(
            "The second child of your matrix + row is a new tensor with the row copied n times, "
            "not the row itself. The gradient ends there, and the bias never learns."
        ),
        why="To make the shapes equal first is the obvious way; that it cuts the graph is not.",
        code="""
def __add__(self, other):
    n, m = self.shape
    if other.shape not in ((n, m), (1, m)):
        raise ValueError(f"+ needs equal shapes or one row: {self.shape} + {other.shape}")
    if len(other.data) < n:
        other = Tensor(other.data * n)
    return Tensor(each(add, self.data, other.data), (self, other), "add")
""",
    ),
    Mistake(
        id="add-unchecked",
        where="Tensor.__add__",
        sentence=(
            "Your + takes shapes that do not fit, and `zip` cuts away what is too much. The "
            "answer is a matrix that looks like a result and is none."
        ),
        why="zip is silent, and the tests at hand have equal shapes.",
        code="""
def __add__(self, other):
    others = other.data * len(self.data) if len(other.data) == 1 else other.data
    rows = [[a + b for a, b in zip(*pair)] for pair in zip(self.data, others)]
    return Tensor(rows, (self, other), "add")
""",
    ),
    Mistake(
        id="add-names-no-shapes",
        where="Tensor.__add__",
        sentence=(
            "Your + refuses what it should, and its message does not name both shapes. "
            "Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"+ needs equal shapes or one row: {self.shape} + {other.shape}")',
            'raise ValueError("+ needs equal shapes or one row")',
        ),
    ),
    Mistake(
        id="add-stretches-everything",
        where="Tensor.__add__",
        sentence=(
            "Your + stretches a column or a single number as well. Only a 1 x m row is added to "
            "every row here, and the rule of + undoes only that."
        ),
        why="NumPy and PyTorch stretch any axis of size one.",
        code="""
def __add__(self, other):
    (n, m), (p, q) = self.shape, other.shape
    if p not in (1, n) or q not in (1, m):
        raise ValueError(f"+ needs equal shapes or one row: {self.shape} + {other.shape}")
    wide = [row * (m // q) for row in other.data]
    return Tensor(each(add, self.data, wide * (n // p)), (self, other), "add")
""",
    ),
    Mistake(
        id="add-stretches-the-left-row",
        where="Tensor.__add__",
        sentence=(
            "Your + stretches a row that stands on the left as well. Only the right operand may "
            "be one row; the docstring names the shapes that fit."
        ),
        why="a + b = b + a, and NumPy stretches either side.",
        code="""
def __add__(self, other):
    (n, m), (p, q) = self.shape, other.shape
    if m != q or (n != p and 1 not in (n, p)):
        raise ValueError(f"+ needs equal shapes or one row: {self.shape} + {other.shape}")
    rows = max(n, p)
    mine, others = self.data * (rows // n), other.data * (rows // p)
    return Tensor(each(add, mine, others), (self, other), "add")
""",
    ),
    Mistake(
        id="tensor-add-children-swapped",
        where="Tensor.__add__",
        sentence=(
            "The children of your + stand in the wrong order. The rule gives its gradients in "
            "the order of the operands, and a matrix and a row are not exchangeable."
        ),
        why="a + b = b + a, so nobody looks.",
        change=(
            'return Tensor(each(add, self.data, others), (self, other), "add")',
            'return Tensor(each(add, self.data, others), (other, self), "add")',
        ),
    ),
    Mistake(
        id="tensor-neg-detached",
        where="Tensor.__neg__",
        sentence=(
            "Your -a has the right numbers and no children: it is a new leaf, and what comes "
            "before it gets no gradient."
        ),
        why="The numbers are negated, the graph is forgotten.",
        change=("return self * -1.0", "return Tensor([[-x for x in row] for row in self.data])"),
    ),
    Mistake(
        id="tensor-sub-with-an-op-of-its-own",
        where="Tensor.__sub__",
        sentence=(
            "Your a - b is recorded under an op that no rule knows. Compose it of ops that have "
            "one."
        ),
        why="Each operator gets a node of its own, as in many engines.",
        code="""
def __sub__(self, other):
    n, m = self.shape
    others = other.data * (n // len(other.data))
    rows = [[a - b for a, b in zip(*pair)] for pair in zip(self.data, others)]
    return Tensor(rows, (self, other), "sub")
""",
    ),
    Mistake(
        id="tensor-sub-swapped",
        where="Tensor.__sub__",
        sentence="Your a - b is b - a: all signs are turned, in the value and in the gradients.",
        why="The minus goes to the wrong operand.",
        change=("return self + -other", "return -self + other"),
    ),
    # --- * ---
    Mistake(
        id="mul-unchecked",
        where="Tensor.__mul__",
        sentence=(
            "Your * takes shapes that differ and cuts away what is too much. Element by element "
            "needs an element on both sides."
        ),
        why="zip is silent.",
        code="""
def __mul__(self, other):
    other = lift(other, self.shape)
    rows = [[a * b for a, b in zip(*pair)] for pair in zip(self.data, other.data)]
    return Tensor(rows, (self, other), "mul")
""",
    ),
    Mistake(
        id="mul-names-no-shapes",
        where="Tensor.__mul__",
        sentence=(
            "Your * refuses what it should, and its message does not name both shapes. "
            "Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"* needs equal shapes: {self.shape} * {other.shape}")',
            'raise ValueError("* needs equal shapes")',
        ),
    ),
    Mistake(
        id="mul-stretches-a-row",
        where="Tensor.__mul__",
        sentence=(
            "Your * stretches a row over all rows, as + does. Its rule does not undo that, so "
            "the gradient of the row would have a wrong shape."
        ),
        why="What + may, * should, one thinks; NumPy does.",
        code="""
def __mul__(self, other):
    other = lift(other, self.shape)
    n, m = self.shape
    if other.shape not in ((n, m), (1, m)):
        raise ValueError(f"* needs equal shapes: {self.shape} * {other.shape}")
    rows = each(mul, self.data, other.data * (n // len(other.data)))
    return Tensor(rows, (self, other), "mul")
""",
    ),
    Mistake(
        id="mul-by-a-number-that-learns",
        where="Tensor.__mul__",
        sentence=(
            "The number in your a * 2.5 is a leaf that requires a gradient, and backward works "
            "out one for it that nobody will use. A plain number is a constant."
        ),
        why="`Tensor([[other] * m] * n)` is written on the spot, with the default.",
        change=(
            "other = lift(other, self.shape)",
            """
            n, m = self.shape
            if not isinstance(other, Tensor):
                other = Tensor([[other] * m] * n)
            """,
        ),
    ),
    Mistake(
        id="mul-by-a-number-detached",
        where="Tensor.__mul__",
        sentence=(
            "Your a * number is a new leaf with the right numbers: it has no children, so the "
            "gradient never reaches a."
        ),
        why="The case of a plain number is handled apart, in one quick line.",
        change=(
            "other = lift(other, self.shape)",
            """
            if not isinstance(other, Tensor):
                return Tensor([[x * other for x in row] for row in self.data])
            """,
        ),
    ),
    Mistake(
        id="mul-by-zero-is-the-operand",
        where="Tensor.__mul__",
        sentence=("Your a * 0 is a itself. 0 is a number like any other, and false in an `if`."),
        why="`other or 1.0`, `if not other`: falsy zero.",
        change=("other = lift(other, self.shape)", "other = lift(other or 1.0, self.shape)"),
    ),
    Mistake(
        id="tensor-rmul-order",
        where="Tensor.__rmul__",
        sentence=(
            "The value of your 2 * a is right, but its children stand as in a * 2. Children keep "
            "the order of the operands."
        ),
        why="`return self * other` is the usual body of __rmul__.",
        change=("return lift(other, self.shape) * self", "return self * other"),
    ),
    # --- @ and T ---
    Mistake(
        id="matmul-children-swapped",
        where="Tensor.__matmul__",
        sentence=(
            "The children of your a @ b are (b, a). The rule of matmul takes the first child "
            "for the left matrix."
        ),
        why="Copied from a commutative op.",
        change=(
            'return Tensor(product(self.data, other.data), (self, other), "matmul")',
            'return Tensor(product(self.data, other.data), (other, self), "matmul")',
        ),
    ),
    Mistake(
        id="matmul-detached",
        where="Tensor.__matmul__",
        sentence=(
            "Your a @ b has the right numbers and no children: it is a new leaf, and no gradient "
            "finds its way to a or b."
        ),
        why="What product answers is wrapped in a Tensor, and that looks finished.",
        change=(
            'return Tensor(product(self.data, other.data), (self, other), "matmul")',
            "return Tensor(product(self.data, other.data))",
        ),
    ),
    Mistake(
        id="matmul-is-elementwise",
        where="Tensor.__matmul__",
        sentence=(
            "Your a @ b multiplies element by element, which is what * does. @ is the matrix "
            "product: rows meet columns."
        ),
        why="Copied from __mul__.",
        code="""
def __matmul__(self, other):
    rows = [[a * b for a, b in zip(*pair)] for pair in zip(self.data, other.data)]
    return Tensor(rows, (self, other), "matmul")
""",
    ),
    Mistake(
        id="matmul-unchecked",
        where="Tensor.__matmul__",
        sentence=(
            "Your @ does not compare the inner sizes. What happens then depends on how the "
            "product is written: an error from deep inside, or a wrong answer and no error."
        ),
        why="One trusts the product to complain.",
        code="""
def __matmul__(self, other):
    return Tensor(product(self.data, other.data), (self, other), "matmul")
""",
    ),
    Mistake(
        id="matmul-names-no-shapes",
        where="Tensor.__matmul__",
        sentence=(
            "Your @ refuses what it should, and its message does not name both shapes. "
            "Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"@ needs n x k and k x m: {self.shape} @ {other.shape}")',
            'raise ValueError("@ needs n x k and k x m")',
        ),
    ),
    Mistake(
        id="matmul-compares-the-wrong-sizes",
        where="Tensor.__matmul__",
        sentence=(
            "Your @ refuses matrices that fit. Which two of the four sizes have to be equal? "
            "Write n x k @ k x m over them."
        ),
        why="Checked against square matrices, each comparison holds.",
        change=("if self.shape[1] != other.shape[0]:", "if self.shape[0] != other.shape[1]:"),
    ),
    Mistake(
        id="transpose-detached",
        where="Tensor.T",
        sentence=(
            "Your a.T is a new leaf: right numbers, no children. In x @ x.T the gradient of the "
            "second use is lost."
        ),
        why="To turn a matrix feels like reading it, not like an op.",
        change=(
            'return Tensor(transposed(self.data), (self,), "transpose")',
            "return Tensor(transposed(self.data))",
        ),
    ),
    # --- functions of one tensor ---
    Mistake(
        id="relu-in-place",
        where="Tensor.relu",
        sentence=(
            "Your relu sets the negative numbers of its operand to zero: after h.relu(), h is no "
            "longer what it was. An op makes a new node and leaves its operands alone."
        ),
        why="`inplace=True` of PyTorch, or a loop over data[i][j].",
        code="""
def relu(self):
    for row in self.data:
        for j, x in enumerate(row):
            if x < 0:
                row[j] = 0.0
    return Tensor(self.data, (self,), "relu")
""",
    ),
    Mistake(
        id="tensor-relu-detached",
        where="Tensor.relu",
        sentence=(
            "Your relu has the right numbers and no children: it is a new leaf, and the layers "
            "before it get no gradient."
        ),
        why="The numbers are computed, the graph is forgotten.",
        change=('return Tensor(rows, (self,), "relu")', "return Tensor(rows)"),
    ),
    Mistake(
        id="relu-of-the-size",
        where="Tensor.relu",
        sentence=(
            "Your relu makes negative numbers positive. It should leave nothing of them but 0.0."
        ),
        why="relu and the absolute value are mixed up.",
        code="""
def relu(self):
    return Tensor(each(abs, self.data), (self,), "relu")
""",
    ),
    Mistake(
        id="tensor-tanh-by-exp",
        where="Tensor.tanh",
        sentence=(
            "Your tanh is right for small numbers and overflows for large ones: e ** 2000 is no "
            "float any more, though tanh of 1000 is just 1."
        ),
        why="The textbook formula (e^2x - 1) / (e^2x + 1), typed as it stands.",
        code="""
def tanh(self):
    rows = each(lambda x: (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1), self.data)
    return Tensor(rows, (self,), "tanh")
""",
    ),
    Mistake(
        id="tensor-exp-recorded-as-tanh",
        where="Tensor.exp",
        sentence=(
            "The values of your exp are right, but it is recorded under another op's name, so "
            "the wrong rule gives its gradient."
        ),
        why="Copied from the method above, one word not changed.",
        change=(
            'return Tensor(each(math.exp, self.data), (self,), "exp")',
            'return Tensor(each(math.exp, self.data), (self,), "tanh")',
        ),
    ),
    Mistake(
        id="tensor-exp-capped",
        where="Tensor.exp",
        sentence=(
            "Your exp is too small for large numbers: what goes in is held below a bound. It "
            "hides the overflow and gives a wrong answer for it; e ** 300 is a float like another."
        ),
        why="exp(min(x, 20)) is found in code that has met an OverflowError once.",
        change=(
            'return Tensor(each(math.exp, self.data), (self,), "exp")',
            'return Tensor(each(lambda x: math.exp(min(x, 20.0)), self.data), (self,), "exp")',
        ),
    ),
    Mistake(
        id="tensor-log-left-to-math",
        where="Tensor.log",
        sentence=(
            "Your log leaves zero and negative numbers to math.log. Its error does not name both "
            "the op and the number, and whoever reads it has to search a matrix for it."
        ),
        why="It is a ValueError already.",
        change=(
            """
            smallest = min(map(min, self.data))
            if smallest <= 0:
                raise ValueError(f"log needs numbers above zero, got {smallest}")
            """,
            "",
        ),
    ),
    Mistake(
        id="tensor-log-checks-one-row",
        where="Tensor.log",
        sentence=(
            "Your log looks for numbers <= 0 in the first row only; in the others math.log finds "
            "them, with an error that does not say what you were asked to say."
        ),
        why="data[0] was enough for the example at hand.",
        change=("smallest = min(map(min, self.data))", "smallest = min(self.data[0])"),
    ),
    Mistake(
        id="tensor-log-takes-the-smallest-row",
        where="Tensor.log",
        sentence=(
            "Your log misses some of the numbers <= 0: the smallest of several lists is not the "
            "list with the smallest number. Python compares lists by their first elements first."
        ),
        why="min(min(rows)) looks as if it went through both levels.",
        change=("smallest = min(map(min, self.data))", "smallest = min(min(self.data))"),
    ),
    Mistake(
        id="tensor-log-lets-zero-through",
        where="Tensor.log",
        sentence=(
            "Your log refuses negative numbers as it should, and 0 passes your check: what comes "
            "then is the error of math.log, which does not say what the docstring promises."
        ),
        why="`<` for `<=`.",
        change=("if smallest <= 0:", "if smallest < 0:"),
    ),
    Mistake(
        id="tensor-log-with-an-epsilon",
        where="Tensor.log",
        sentence=(
            "Your log is right to many digits for ordinary numbers and wrong for tiny ones: "
            "something small is added before it. Zero is refused already, and everything above "
            "it has a logarithm of its own."
        ),
        why="log(x + 1e-12) guards against log(0) where nothing else does.",
        change=(
            'return Tensor(each(math.log, self.data), (self,), "log")',
            'return Tensor(each(lambda x: math.log(x + 1e-12), self.data), (self,), "log")',
        ),
    ),
    Mistake(
        id="tensor-log-with-a-floor",
        where="Tensor.log",
        sentence=(
            "Your log is right for ordinary numbers and the same for all tiny ones: something "
            "stands below it as a floor. Zero is refused already, and everything above it has a "
            "logarithm of its own."
        ),
        why="log(max(x, 1e-12)) guards against log(0) where nothing else does.",
        change=(
            'return Tensor(each(math.log, self.data), (self,), "log")',
            'return Tensor(each(lambda x: math.log(max(x, 1e-12)), self.data), (self,), "log")',
        ),
    ),
    Mistake(
        id="tensor-log-clamped",
        where="Tensor.log",
        sentence=(
            "Your log answers for zero and for negative numbers, which have no logarithm. A "
            "made-up number hides the mistake that led there."
        ),
        why="log(max(x, 1e-12)) is a common patch against log(0).",
        code="""
def log(self):
    return Tensor(each(lambda x: math.log(max(x, 1e-12)), self.data), (self,), "log")
""",
    ),
    Mistake(
        id="tensor-sum-per-row",
        where="Tensor.sum",
        sentence="Your sum has one number for each row. It adds all elements: 1 x 1.",
        why="sum over one axis is what NumPy is mostly asked for.",
        change=(
            'return Tensor([[sum(map(sum, self.data))]], (self,), "sum")',
            'return Tensor([[sum(row)] for row in self.data], (self,), "sum")',
        ),
    ),
    Mistake(
        id="tensor-sum-per-column",
        where="Tensor.sum",
        sentence="Your sum has one number for each column. It adds all elements: 1 x 1.",
        why="sum over one axis is what NumPy is mostly asked for.",
        change=(
            'return Tensor([[sum(map(sum, self.data))]], (self,), "sum")',
            'return Tensor([[sum(column) for column in zip(*self.data)]], (self,), "sum")',
        ),
    ),
    Mistake(
        id="mean-by-the-rows",
        where="Tensor.mean",
        sentence=(
            "Your mean is too large by the number of columns: it divides by the number of rows "
            "only. How many elements are there?"
        ),
        why="len(data) is the number of rows, and for a column of losses it is right.",
        code="""
def mean(self):
    return Tensor([[sum(map(sum, self.data)) / len(self.data)]], (self,), "mean")
""",
    ),
    Mistake(
        id="mean-by-the-columns",
        where="Tensor.mean",
        sentence=(
            "Your mean is too large by the number of rows: it divides by the number of columns "
            "only. How many elements are there?"
        ),
        why="len(data[0]), when the images lie side by side in the mind.",
        code="""
def mean(self):
    return Tensor([[sum(map(sum, self.data)) / len(self.data[0])]], (self,), "mean")
""",
    ),
    Mistake(
        id="mean-composed-of-sum",
        where="Tensor.mean",
        sentence=(
            "Your mean is a sum times a number: right, but it is recorded as two ops. It has an "
            "op and a rule of its own here."
        ),
        why="It is how minus is made.",
        change=(
            'return Tensor([[sum(map(sum, self.data)) / (n * m)]], (self,), "mean")',
            "return self.sum() * (1 / (n * m))",
        ),
    ),
    # --- log_softmax and pick ---
    Mistake(
        id="log-softmax-unstable",
        where="Tensor.log_softmax",
        sentence=(
            "Your log_softmax is right for small logits and fails for large ones: e ** 1000 "
            "overflows, and e ** -1000 is 0, which has no logarithm."
        ),
        why="The definition, typed as it stands.",
        code="""
def log_softmax(self):
    rows = []
    for row in self.data:
        log_sum = math.log(sum(math.exp(x) for x in row))
        rows.append([x - log_sum for x in row])
    return Tensor(rows, (self,), "log_softmax")
""",
    ),
    Mistake(
        id="log-softmax-global-maximum",
        where="Tensor.log_softmax",
        sentence=(
            "In your log_softmax a row with large numbers spoils a row with small ones, though "
            "each is right by itself: one number is subtracted from all rows, and e ** -1600 is 0. "
            "Whose largest number is it?"
        ),
        why="np.max(x) without an axis.",
        changes=(
            ("rows = []", "top = max(map(max, self.data))\nrows = []"),
            ("top = max(row)", ""),
        ),
    ),
    Mistake(
        id="log-softmax-over-columns",
        where="Tensor.log_softmax",
        sentence=(
            "In your log_softmax the columns sum to one (after exp), not the rows. A row is one "
            "image, and its classes share the probability."
        ),
        why="axis=0 for axis=1.",
        code="""
def log_softmax(self):
    columns = []
    for column in transposed(self.data):
        top = max(column)
        log_sum = math.log(sum(math.exp(x - top) for x in column))
        columns.append([x - top - log_sum for x in column])
    return Tensor(transposed(columns), (self,), "log_softmax")
""",
    ),
    Mistake(
        id="log-softmax-shift-forgotten",
        where="Tensor.log_softmax",
        sentence=(
            "Your log_softmax is off by the largest number of each row: it was subtracted inside "
            "the exponentials, and not where the logarithm is taken away."
        ),
        why="The shift is put in at one of its two places.",
        change=(
            "rows.append([x - top - log_sum for x in row])",
            "rows.append([x - log_sum for x in row])",
        ),
    ),
    Mistake(
        id="log-softmax-of-a-rounded-softmax",
        where="Tensor.log_softmax",
        sentence=(
            "Your log_softmax goes through the softmax itself. For a small probability that is "
            "0, or the small number that was added against log(0): the logarithm is lost."
        ),
        why="log(softmax(x) + 1e-12) is found in many notebooks.",
        code="""
def log_softmax(self):
    rows = []
    for row in self.data:
        top = max(row)
        powers = [math.exp(x - top) for x in row]
        rows.append([math.log(p / sum(powers) + 1e-12) for p in powers])
    return Tensor(rows, (self,), "log_softmax")
""",
    ),
    Mistake(
        id="log-softmax-log-of-softmax",
        where="Tensor.log_softmax",
        sentence=(
            "Your log_softmax takes the logarithm of a probability. That of a class far below the "
            "largest is rounded to 0.0, which has none, though its log-probability is a number "
            "like any other: -2000, say. Take the logarithm of the formula first, then compute."
        ),
        why="The name says it: first softmax, then log.",
        code="""
def log_softmax(self):
    rows = []
    for row in self.data:
        top = max(row)
        powers = [math.exp(x - top) for x in row]
        rows.append([math.log(p / sum(powers)) for p in powers])
    return Tensor(rows, (self,), "log_softmax")
""",
    ),
    Mistake(
        id="log-softmax-composed",
        where="Tensor.log_softmax",
        sentence=(
            "Your log_softmax is recorded as exp, sum and log, with no node of its own: its rule "
            "is never asked, and large logits overflow."
        ),
        why="One composes what one has.",
        code="""
def log_softmax(self):
    n, m = self.shape
    ones = Tensor([[1.0] * m for _ in range(m)], requires_grad=False)
    return self - (self.exp() @ ones).log()
""",
    ),
    Mistake(
        id="pick-takes-negative-columns",
        where="Tensor.pick",
        sentence=(
            "Your pick takes column -1 for the last one, as Python does. A class of -1 is a "
            "mistake in the data, and here it would be learned as the last digit."
        ),
        why="An IndexError guards the one end only.",
        change=(
            "if not 0 <= column < m:  # Python would take -1 for the last one without a word",
            "if column >= m:",
        ),
    ),
    Mistake(
        id="pick-left-to-the-index",
        where="Tensor.pick",
        sentence=(
            "Your pick leaves a wrong column to Python: too large a one is an IndexError that "
            "does not name it, and -1 is taken for the last. Look at the columns before you use "
            "them."
        ),
        why="row[column] complains by itself, at one end.",
        change=(
            """
            for column in columns:
                if not 0 <= column < m:  # Python would take -1 for the last one without a word
                    raise ValueError(f"pick: there is no column {column} in {m} columns")
            """,
            "",
        ),
    ),
    Mistake(
        id="pick-names-nothing",
        where="Tensor.pick",
        sentence=(
            "Your pick refuses what it should, and its message does not name the numbers at fault. "
            "Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        changes=(
            (
                """
                raise ValueError(f"pick needs one column for each of {n} rows, got {len(columns)}")
                """,
                'raise ValueError("pick needs one column a row")',
            ),
            (
                'raise ValueError(f"pick: there is no column {column} in {m} columns")',
                'raise ValueError("pick: there is no such column")',
            ),
        ),
    ),
    Mistake(
        id="pick-stops-at-the-shorter",
        where="Tensor.pick",
        sentence=(
            "Your pick answers with fewer rows when there are fewer columns than rows, and "
            "drops the columns that are too many: `zip` stops at the shorter."
        ),
        why="zip is silent.",
        code="""
def pick(self, columns):
    m = self.shape[1]
    for column in columns:
        if not 0 <= column < m:
            raise ValueError(f"pick: there is no column {column} in {m} columns")
    rows = [[row[column]] for row, column in zip(self.data, columns)]
    return Tensor(rows, (self,), "pick", tuple(columns))
""",
    ),
    Mistake(
        id="pick-answers-with-a-row",
        where="Tensor.pick",
        sentence=(
            "Your pick answers with one row, 1 x n. It is one element of each row, so n rows of "
            "one: n x 1."
        ),
        why="A flat list of picked numbers, put into brackets to make it two axes.",
        change=(
            "rows = [[row[column]] for row, column in zip(self.data, columns, strict=True)]",
            "rows = [[row[column] for row, column in zip(self.data, columns, strict=True)]]",
        ),
    ),
    Mistake(
        id="pick-keeps-the-callers-list",
        where="Tensor.pick",
        sentence=(
            "The ctx of your pick is the list it was given. When the caller fills that list for "
            "the next batch, this node's gradient goes to other columns."
        ),
        why="`ctx=columns` works while nobody changes the list.",
        change=(
            'return Tensor(rows, (self,), "pick", tuple(columns))',
            'return Tensor(rows, (self,), "pick", columns)',
        ),
    ),
    # --- gradients ---
    Mistake(
        id="tensor-accumulate-overwrites",
        where="Tensor.accumulate",
        sentence=(
            "Your gradient is what the last use of a tensor sent; the uses before it are "
            "overwritten instead of added to."
        ),
        why="The commonest bug of small autograd engines: `=` for `+=`.",
        change=(
            ACCUMULATED,
            "self.grad = [list(row) for row in grad]",
        ),
    ),
    Mistake(
        id="accumulate-keeps-the-first-list",
        where="Tensor.accumulate",
        sentence=(
            "Your tensor keeps the first list of rows it is handed as its gradient and adds into "
            "that list. It may belong to another node too: both children of a + b are handed "
            "the same one, so a gradient for one turns up at the other."
        ),
        why="The first gradient needs no addition, so why copy it.",
        change=(
            ACCUMULATED,
            """
            if not any(map(any, self.grad)):
                self.grad = grad
                return
            for row, new in zip(self.grad, grad):
                for j, g in enumerate(new):
                    row[j] += g
            """,
        ),
    ),
    Mistake(
        id="accumulate-into-what-it-is-given",
        where="Tensor.accumulate",
        sentence=(
            "Your accumulate adds into the lists that it is handed and keeps them. They are also "
            "the gradient of another node, or of the second child, which changes with them."
        ),
        why="The rows that arrive look as if they were there to be used up.",
        change=(
            ACCUMULATED,
            """
            for row, old in zip(grad, self.grad):
                row[:] = map(add, row, old)
            self.grad = grad
            """,
        ),
    ),
    Mistake(
        id="accumulate-names-no-shapes",
        where="Tensor.accumulate",
        sentence=(
            "Your accumulate refuses what it should, and its message does not name both shapes. "
            "Whoever reads it has to search for them; the docstring promises more."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"a gradient of shape {shape} for a tensor of shape {self.shape}")',
            'raise ValueError("a gradient of another shape")',
        ),
    ),
    Mistake(
        id="accumulate-extends-the-list",
        where="Tensor.accumulate",
        sentence=(
            "Your gradient grows longer: + and += join lists in Python, they do not add the "
            "numbers in them."
        ),
        why="`self.grad += grad` is right for the numbers of stage 1, and for NumPy arrays.",
        change=(ACCUMULATED, "self.grad += grad"),
    ),
    Mistake(
        id="accumulate-unchecked",
        where="Tensor.accumulate",
        sentence=(
            "Your accumulate takes a gradient of another shape and keeps the part that overlaps: "
            "of a 2 x 3 gradient for a bias, the first row. Then a rule that forgets to sum goes "
            "unnoticed, and the bias learns from one image only."
        ),
        why="zip is silent.",
        code="""
def accumulate(self, grad):
    self.grad = [[g + d for g, d in zip(*pair)] for pair in zip(self.grad, grad)]
""",
    ),
    Mistake(
        id="zero-grad-shares-its-rows",
        where="Tensor.zero_grad",
        sentence=(
            "The rows of your zero gradient are one list, n times: a change to one row shows in "
            "all of them."
        ),
        why="`[[0.0] * m] * n` is the best-known trap of nested lists in Python.",
        change=(
            "self.grad = [[0.0] * len(row) for row in self.data]",
            "n, m = self.shape\nself.grad = [[0.0] * m] * n",
        ),
    ),
    Mistake(
        id="tensor-zero-grad-to-a-number",
        where="Tensor.zero_grad",
        sentence=(
            "Your cleared gradient is the number 0.0. A tensor's gradient has the shape of its "
            "data: one zero for each element."
        ),
        why="Copied from Value.",
        change=("self.grad = [[0.0] * len(row) for row in self.data]", "self.grad = 0.0"),
    ),
    Mistake(
        id="zero-grad-for-squares-only",
        where="Tensor.zero_grad",
        sentence=("Your zero gradient has rows and columns exchanged. It has the shape of data."),
        why="n and m are mixed up; on square matrices nobody sees it.",
        change=(
            "self.grad = [[0.0] * len(row) for row in self.data]",
            "n, m = self.shape\nself.grad = [[0.0] * n for _ in range(m)]",
        ),
    ),
)
