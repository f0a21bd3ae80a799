"""Right but unusual versions of value.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="value-own-kind-of-error",
        stage="value",
        way="Errors are of a class of the learner's own, which is a ValueError.",
        code="""
        class NoRealAnswer(ValueError):
            pass

        class Value:
            def __pow__(self, k):
                if type(k) is not int and type(k) is not float:
                    raise TypeError(f"{k!r} cannot be an exponent of pow")
                try:
                    power = self.data**k
                except ZeroDivisionError:
                    raise NoRealAnswer(f"pow: {self.data} has no inverse") from None
                if isinstance(power, complex):
                    raise NoRealAnswer(f"pow: {self.data} under {k} is complex")
                return Value(power, (self,), "pow", (k,))

            def log(self):
                if self.data > 0:
                    return Value(math.log(self.data), (self,), "log")
                raise NoRealAnswer(f"{self.data} has no log")
        """,
    ),
    RightSubmission(
        id="value-other-compositions",
        stage="value",
        way="The reflected forms are composed in another order than the reference's.",
        code="""
        class Value:
            def __rsub__(self, other):
                return -self + other

            def __rtruediv__(self, other):
                return self**-1 * other
        """,
    ),
    RightSubmission(
        id="value-tanh-that-cannot-overflow",
        stage="value",
        way="tanh is computed from e^-2|x|, which never overflows.",
        code="""
        class Value:
            def tanh(self):
                x = abs(self.data)
                shrunk = math.expm1(-2 * x)
                t = -shrunk / (2 + shrunk)
                return Value(math.copysign(t, self.data), (self,), "tanh")
        """,
    ),
    RightSubmission(
        id="value-one-helper-for-all",
        stage="value",
        way="All ops go through one helper function that makes the node.",
        code="""
        def node_of(op, function, *operands):
            children = tuple(map(lift, operands))
            return Value(function(*(child.data for child in children)), children, op)

        class Value:
            def __add__(self, other):
                return node_of("add", lambda a, b: a + b, self, other)

            def __radd__(self, other):
                return node_of("add", lambda a, b: a + b, other, self)

            def __mul__(self, other):
                return node_of("mul", lambda a, b: a * b, self, other)

            def __rmul__(self, other):
                return node_of("mul", lambda a, b: a * b, other, self)

            def exp(self):
                return node_of("exp", math.exp, self)

            def tanh(self):
                return node_of("tanh", math.tanh, self)

            def relu(self):
                return node_of("relu", lambda x: max(x, 0.0), self)
        """,
    ),
)
