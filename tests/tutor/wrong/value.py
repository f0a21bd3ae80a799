"""Wrong versions of value.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="value-add-without-return",
        stage="value",
        truth="__add__ makes the node and does not return it.",
        where=("Value.__add__",),
        slip="missing return",
        code="""
        class Value:
            def __add__(self, other):
                if not isinstance(other, Value):
                    other = Value(other)
                out = Value(self.data + other.data, (self, other), "add")
        """,
    ),
    WrongSubmission(
        id="value-radd-without-return",
        stage="value",
        truth="__radd__ computes the sum and does not return it.",
        where=("Value.__radd__",),
        slip="missing return",
        code="""
        class Value:
            def __radd__(self, other):
                Value(other) + self
        """,
    ),
    WrongSubmission(
        id="value-functions-without-return",
        stage="value",
        truth="exp, log, tanh and relu make their node and return nothing.",
        where=("Value.exp", "Value.log", "Value.tanh", "Value.relu"),
        slip="missing return",
        code="""
        class Value:
            def exp(self):
                out = Value(math.exp(self.data), (self,), "exp")

            def log(self):
                if self.data <= 0:
                    raise ValueError(f"log of {self.data} does not exist")
                out = Value(math.log(self.data), (self,), "log")

            def tanh(self):
                out = Value(math.tanh(self.data), (self,), "tanh")

            def relu(self):
                out = Value(max(self.data, 0.0), (self,), "relu")
        """,
    ),
    WrongSubmission(
        id="value-mul-answers-a-float",
        stage="value",
        truth="__mul__ returns the plain product and makes no node.",
        where=("Value.__mul__",),
        slip="number for node",
        code="""
        class Value:
            def __mul__(self, other):
                other = lift(other)
                return self.data * other.data
        """,
    ),
    WrongSubmission(
        id="value-exp-children-without-comma",
        stage="value",
        truth="exp passes (self), which is self and no tuple, as children.",
        where=("Value.exp",),
        names=("exp-child-without-the-comma",),
        slip="(x) for (x,)",
        code="""
        class Value:
            def exp(self):
                e = math.exp(self.data)
                return Value(e, (self), "exp")
        """,
    ),
    WrongSubmission(
        id="value-unary-children-without-comma",
        stage="value",
        truth="exp, log, tanh and relu all pass (self), no tuple, as children.",
        where=("Value.exp", "Value.log", "Value.tanh", "Value.relu"),
        slip="(x) for (x,)",
        code="""
        class Value:
            def exp(self):
                return Value(math.exp(self.data), (self), "exp")

            def log(self):
                if self.data <= 0:
                    raise ValueError("log: need a positive number, not " + str(self.data))
                return Value(math.log(self.data), (self), "log")

            def tanh(self):
                return Value(math.tanh(self.data), (self), "tanh")

            def relu(self):
                return Value(self.data if self.data > 0 else 0, (self), "relu")
        """,
    ),
    WrongSubmission(
        id="value-backward-closure-in-slots",
        stage="value",
        truth="__init__ sets self._backward, which __slots__ does not have.",
        where=("Value.__init__",),
        slip="attribute not in __slots__",
        code="""
        class Value:
            def __init__(self, data, children=(), op="", ctx=()):
                if isinstance(data, bool) or not isinstance(data, (int, float)):
                    raise TypeError(f"not a number: {data!r}")
                self.data = float(data)
                self.grad = 0.0
                self._backward = lambda: None
                self.children = children
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="value-children-misspelt",
        stage="value",
        truth="__init__ sets self.childern instead of self.children.",
        where=("Value.__init__",),
        slip="misspelt attribute",
        code="""
        class Value:
            def __init__(self, data, children=(), op="", ctx=()):
                if type(data) not in (int, float):
                    raise TypeError(f"Value cannot hold {data!r}")
                self.data = float(data)
                self.grad = 0.0
                self.childern = children
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="value-mul-reads-date",
        stage="value",
        truth="__mul__ reads other.date instead of other.data.",
        where=("Value.__mul__",),
        slip="misspelt attribute",
        code="""
        class Value:
            def __mul__(self, other):
                other = lift(other)
                return Value(self.data * other.date, (self, other), "mul")
        """,
    ),
    WrongSubmission(
        id="value-neg-name-error",
        stage="value",
        truth="__neg__ uses a name that does not exist (slef).",
        where=("Value.__neg__",),
        slip="name error",
        code="""
        class Value:
            def __neg__(self):
                return slef * -1
        """,
    ),
    WrongSubmission(
        id="value-tanh-by-formula",
        stage="value",
        truth="tanh is computed as (e^2x - 1) / (e^2x + 1), which overflows for large numbers.",
        where=("Value.tanh",),
        names=("tanh-overflows",),
        code="""
        class Value:
            def tanh(self):
                x = self.data
                t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)
                return Value(t, (self,), "tanh")
        """,
    ),
    WrongSubmission(
        id="value-tanh-of-nodes",
        stage="value",
        truth="tanh is put together from exp and other nodes instead of being recorded itself.",
        where=("Value.tanh",),
        names=("tanh-made-of-exps", "tanh-overflows"),
        code="""
        class Value:
            def tanh(self):
                e = (self * 2).exp()
                return (e - 1) / (e + 1)
        """,
    ),
    WrongSubmission(
        id="value-rsub-turned-around",
        stage="value",
        truth="__rsub__ answers self - other instead of other - self.",
        where=("Value.__rsub__",),
        names=("rsub-is-sub",),
        code="""
        class Value:
            def __rsub__(self, other):
                return self - other
        """,
    ),
    WrongSubmission(
        id="value-rtruediv-turned-around",
        stage="value",
        truth="__rtruediv__ answers self / other instead of other / self.",
        where=("Value.__rtruediv__",),
        names=("rtruediv-is-truediv",),
        code="""
        class Value:
            def __rtruediv__(self, other):
                o = Value(other)
                return self * o ** -1
        """,
    ),
    WrongSubmission(
        id="value-sub-and-div-as-ops",
        stage="value",
        truth="Subtraction and division are recorded as ops of their own, which have no rule.",
        where=("Value.__sub__", "Value.__truediv__"),
        names=("difference-as-an-op-of-its-own", "quotient-as-an-op-of-its-own"),
        code="""
        class Value:
            def __sub__(self, other):
                other = lift(other)
                return Value(self.data - other.data, (self, other), "sub")

            def __truediv__(self, other):
                other = lift(other)
                if other.data == 0:
                    raise ValueError("pow: 0.0 ** -1 divides by zero")
                return Value(self.data / other.data, (self, other), "div")
        """,
    ),
    WrongSubmission(
        id="value-neg-cut-off",
        stage="value",
        truth="__neg__ makes a new leaf of the negated number, so that no gradient comes back.",
        where=("Value.__neg__",),
        names=("negation-forgets-its-operand", "subtracting-a-frozen-copy"),
        code="""
        class Value:
            def __neg__(self):
                return Value(-self.data)
        """,
    ),
    WrongSubmission(
        id="value-accumulate-assigns",
        stage="value",
        truth="accumulate replaces the gradient instead of adding to it.",
        where=("Value.accumulate",),
        names=("accumulate-overwrites",),
        code="""
        class Value:
            def accumulate(self, grad):
                total = grad
                self.grad = total
        """,
    ),
    WrongSubmission(
        id="value-relu-hands-back-self",
        stage="value",
        truth="relu returns self where it is positive, so that no relu is recorded.",
        where=("Value.relu",),
        names=("relu-of-a-positive-is-the-operand",),
        code="""
        class Value:
            def relu(self):
                if self.data > 0:
                    return self
                return Value(0.0, (self,), "relu")
        """,
    ),
    WrongSubmission(
        id="value-relu-leaky",
        stage="value",
        truth="relu lets a hundredth of a negative number through.",
        where=("Value.relu",),
        names=("leaky-relu",),
        code="""
        class Value:
            def relu(self):
                x = self.data
                return Value(max(0.01 * x, x), (self,), "relu")
        """,
    ),
    WrongSubmission(
        id="value-log-clamped",
        stage="value",
        truth="log replaces what is below 1e-12 by 1e-12 instead of refusing it.",
        where=("Value.log",),
        names=("log-clamps-its-operand",),
        code="""
        class Value:
            def log(self):
                return Value(math.log(max(self.data, 1e-12)), (self,), "log")
        """,
    ),
    WrongSubmission(
        id="value-log-refuses-negative-only",
        stage="value",
        truth="log refuses numbers below zero, but not zero, where Python's own error comes out.",
        where=("Value.log",),
        names=("log-of-zero-slips-through",),
        code="""
        class Value:
            def log(self):
                number = self.data
                if number < 0:
                    raise ValueError(f"log of a negative number: {number}")
                return Value(math.log(number), (self,), "log")
        """,
    ),
    WrongSubmission(
        id="value-exp-capped",
        stage="value",
        truth="exp cuts its input off at 50, so that larger numbers have a wrong power.",
        where=("Value.exp",),
        names=("exp-with-a-cap",),
        code="""
        class Value:
            def exp(self):
                x = self.data if self.data < 50 else 50.0
                return Value(math.exp(x), (self,), "exp")
        """,
    ),
    WrongSubmission(
        id="value-number-among-children",
        stage="value",
        truth="__add__ and __mul__ keep the bare number that was passed among the children.",
        where=("Value.__add__", "Value.__mul__"),
        names=("bare-number-among-the-children", "bare-number-among-the-factors"),
        code="""
        class Value:
            def __add__(self, other):
                number = other.data if isinstance(other, Value) else other
                return Value(self.data + number, (self, other), "add")

            def __mul__(self, other):
                number = other.data if isinstance(other, Value) else other
                return Value(self.data * number, (self, other), "mul")
        """,
    ),
    WrongSubmission(
        id="value-exponent-becomes-a-float",
        stage="value",
        truth="__pow__ keeps float(exponent) in ctx instead of the exponent as it was passed.",
        where=("Value.__pow__",),
        names=("exponent-becomes-a-float",),
        code="""
        class Value:
            def __pow__(self, k):
                if type(k) not in (int, float):
                    raise TypeError(f"pow: the exponent is a number, not {k!r}")
                k = float(k)
                if self.data < 0 and k % 1 != 0:
                    raise ValueError(f"pow: base {self.data} is negative")
                if self.data == 0 and k < 0:
                    raise ValueError(f"pow: base {self.data} is zero")
                return Value(self.data ** k, (self,), "pow", (k,))
        """,
    ),
    WrongSubmission(
        id="value-exponent-is-a-child",
        stage="value",
        truth="__pow__ keeps the exponent as a second child and leaves ctx empty.",
        where=("Value.__pow__",),
        names=("exponent-becomes-a-child", "exponent-is-asked-and-becomes-a-child"),
        code="""
        class Value:
            def __pow__(self, exponent):
                if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):
                    raise TypeError(f"pow: bad exponent {exponent!r}")
                if self.data < 0 and int(exponent) != exponent:
                    raise ValueError(f"pow: {self.data} is negative")
                if self.data == 0 and exponent < 0:
                    raise ValueError(f"pow: {self.data} cannot be inverted")
                e = Value(exponent)
                return Value(self.data ** exponent, (self, e), "pow")
        """,
    ),
    WrongSubmission(
        id="value-pow-checks-nothing",
        stage="value",
        truth="__pow__ accepts any exponent and base; Python's own errors or complex numbers come.",
        where=("Value.__pow__",),
        names=("power-with-no-questions-asked",),
        code="""
        class Value:
            def __pow__(self, n):
                result = self.data ** n
                return Value(result, (self,), "pow", (n,))
        """,
    ),
    WrongSubmission(
        id="value-data-stays-an-int",
        stage="value",
        truth="__init__ keeps an int as an int instead of making it a float.",
        where=("Value.__init__",),
        names=("int-stays-int",),
        code="""
        class Value:
            def __init__(self, data, children=(), op="", ctx=()):
                if not isinstance(data, (int, float)) or isinstance(data, bool):
                    raise TypeError(f"a Value is made of a number, not of {data!r}")
                self.data, self.grad = data, 0.0
                self.children, self.op, self.ctx = children, op, ctx
        """,
    ),
    WrongSubmission(
        id="value-converts-whatever-it-gets",
        stage="value",
        truth="__init__ calls float on anything, so that '2' and True become numbers.",
        where=("Value.__init__",),
        names=("float-takes-anything",),
        code="""
        class Value:
            def __init__(self, data, children=(), op="", ctx=()):
                self.data = float(data)
                self.grad = 0.0
                self.children = children
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="value-grad-begins-as-none",
        stage="value",
        truth="The gradient of a new node is None instead of 0.0.",
        where=("Value.__init__",),
        names=("grad-starts-as-none",),
        code="""
        class Value:
            def __init__(self, data, children=(), op="", ctx=()):
                if type(data) is not float:
                    if type(data) is not int:
                        raise TypeError(f"need int or float, got {data!r}")
                    data = float(data)
                self.data = data
                self.grad = None
                self.children = children
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="value-divides-before-lifting",
        stage="value",
        truth="__truediv__ takes the power of a plain number itself, so 1 / 0 is Python's error.",
        where=("Value.__truediv__",),
        names=("division-before-lifting",),
        code="""
        class Value:
            def __truediv__(self, other):
                return self * other ** -1
        """,
    ),
    WrongSubmission(
        id="value-radd-asks-itself",
        stage="value",
        truth="__radd__ writes other + self, which calls __radd__ again without end.",
        where=("Value.__radd__",),
        names=("radd-calls-itself",),
        code="""
        class Value:
            def __radd__(self, other):
                return other + self
        """,
    ),
    WrongSubmission(
        id="value-reflected-swap-children",
        stage="value",
        truth="__radd__ and __rmul__ put self in front of the plain number among the children.",
        where=("Value.__radd__", "Value.__rmul__"),
        names=("radd-turned-round", "rmul-turned-round"),
        code="""
        class Value:
            def __radd__(self, other):
                return self + other

            def __rmul__(self, other):
                return self * other
        """,
    ),
    WrongSubmission(
        id="value-zero-grad-without-self",
        stage="value",
        truth="zero_grad sets a local name and leaves the gradient of the node as it is.",
        where=("Value.zero_grad",),
        names=("zero-grad-into-a-local-name",),
        code="""
        class Value:
            def zero_grad(self):
                grad = 0.0
        """,
    ),
    WrongSubmission(
        id="value-mul-copied-from-add",
        stage="value",
        truth="__mul__ multiplies, but records the op as add.",
        where=("Value.__mul__",),
        names=("product-recorded-as-sum",),
        code="""
        class Value:
            def __mul__(self, other):
                rhs = lift(other)
                return Value(rhs.data * self.data, (self, rhs), "add")
        """,
    ),
)
