"""What people get wrong in value.py."""

from grading.mistakes.catalogue import Mistake

# The same slip in several sizes: which it is shows in the numbers.
EPSILONS = ("1e-6", "1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")
LOG_PLUS_EPSILON = tuple(
    Mistake(
        id=f"log-with-an-epsilon-of-{epsilon}",
        where="Value.log",
        sentence=(
            "Your logarithm is a little off, the more so the smaller the number: something small "
            f"was added to its operand first, about {epsilon}. That hides a log of zero and makes "
            "every other result wrong; where there is no answer, say so."
        ),
        why="log(x + 1e-8) is the customary patch against -inf in a loss.",
        code=f"""
def log(self):
    return Value(math.log(self.data + {epsilon}), (self,), "log")
""",
    )
    for epsilon in EPSILONS
)
LOG_PLUS_EPSILON_AFTER_ASKING = tuple(
    Mistake(
        id=f"log-asks-and-adds-{epsilon}",
        where="Value.log",
        sentence=(
            "Numbers without a logarithm are refused as they should be, but the others get one "
            f"that is a little off: something small was added to the operand, about {epsilon}. "
            "Nothing has to be guarded any more once zero and below are out."
        ),
        why="A check and an epsilon: the belt and the braces.",
        change=(
            'return Value(math.log(self.data), (self,), "log")',
            f'return Value(math.log(self.data + {epsilon}), (self,), "log")',
        ),
    )
    for epsilon in EPSILONS
)

MISTAKES = (
    *LOG_PLUS_EPSILON,
    *LOG_PLUS_EPSILON_AFTER_ASKING,
    # The constructor
    Mistake(
        id="int-stays-int",
        where="Value.__init__",
        sentence=(
            "Your Value made from an int holds the int itself. Numbers of two kinds then travel "
            "through the graph; look at what the constructor does with an int that it accepts."
        ),
        why="The type is checked, and the check is taken for the conversion.",
        change=("data = float(data)", ""),
    ),
    Mistake(
        id="float-takes-anything",
        where="Value.__init__",
        sentence=(
            "Your constructor leaves the judgement to float(), and float() also takes strings "
            "and bools, and complains in its own words about the rest. Look at what happens to "
            "'two', None and True before the number is kept."
        ),
        why="`self.data = float(data)` looks like conversion and check in one.",
        change=(
            """
            if isinstance(data, bool) or not isinstance(data, (int, float)):
                raise TypeError(f"Value needs a number, got {data!r}")
            """,
            "",
        ),
    ),
    Mistake(
        id="constructor-asks-nothing",
        where="Value.__init__",
        sentence=(
            "Your constructor keeps whatever it is given, a string and a list among it, and an "
            "int stays an int. The error then comes much later, in a computation that did nothing "
            "wrong; look at what is asked of the number before it is kept."
        ),
        why="`self.data = data` is all that a first version needs.",
        change=(
            """
            if type(data) is not float:
                if isinstance(data, bool) or not isinstance(data, (int, float)):
                    raise TypeError(f"Value needs a number, got {data!r}")
                data = float(data)
            """,
            "",
        ),
    ),
    Mistake(
        id="constructor-converts-what-it-can",
        where="Value.__init__",
        sentence=(
            'Your constructor keeps whatever float() can convert, Value("2.5") and Value(True) '
            "as well, and refuses only the rest. That a string spells a number makes none of it: "
            "ask what kind of thing it is, not whether it can be converted."
        ),
        why="To try, and to refuse what fails, is good Python nearly everywhere else.",
        change=(
            """
            if isinstance(data, bool) or not isinstance(data, (int, float)):
                raise TypeError(f"Value needs a number, got {data!r}")
            data = float(data)
            """,
            """
            if isinstance(data, Value):
                raise TypeError(f"Value needs a number, got {data!r}")
            try:
                data = float(data)
            except (TypeError, ValueError):
                raise TypeError(f"Value needs a number, got {data!r}") from None
            """,
        ),
    ),
    Mistake(
        id="bool-slips-in",
        where="Value.__init__",
        sentence=(
            "You make 1.0 of Value(True). To Python a bool is an int, so a check for ints and "
            "floats lets it in; a truth value in a computation is nearly always a slip."
        ),
        why="isinstance(True, int) is True.",
        change=(
            "if isinstance(data, bool) or not isinstance(data, (int, float)):",
            "if not isinstance(data, (int, float)):",
        ),
    ),
    Mistake(
        id="value-in-a-value",
        where="Value.__init__",
        sentence=(
            "Your Value(Value(2.5)) quietly unpacks the inner node, and the new one has lost "
            "where its number came from: no gradient will ever reach the inner node. Making this "
            "an error shows the place where it happens."
        ),
        why="Generous constructors are a habit from NumPy, where np.array(np.array(x)) is fine.",
        change=(
            "if type(data) is not float:",
            """
            if isinstance(data, Value):
                data = data.data
            if type(data) is not float:
            """,
        ),
    ),
    Mistake(
        id="numbers-rounded-for-show",
        where="Value.__init__",
        sentence=(
            "Your numbers lose everything after the fourth decimal as soon as they enter a node. "
            "What looks tidy in print is an error in every computation that follows; rounding "
            "belongs where numbers are shown."
        ),
        why="round(..., 4) is written for a readable print and lands in the constructor.",
        change=("self.data = data", "self.data = round(data, 4)"),
    ),
    Mistake(
        id="grad-starts-as-none",
        where="Value.__init__",
        sentence=(
            "The gradient of your new nodes is None, and nothing can be added to None. A node "
            "that has heard nothing yet has a gradient that is a number; look at the constructor."
        ),
        why="In PyTorch `.grad` is None until the first backward.",
        change=("self.grad = 0.0", "self.grad = None"),
    ),
    Mistake(
        id="grad-starts-at-one",
        where="Value.__init__",
        sentence=(
            "Each of your new nodes begins with a gradient of one, so every gradient that is "
            "collected later is too large by one. Only the root of a backward walk gets a one, "
            "and the walk gives it; look at the constructor."
        ),
        why="'The gradient of the output is 1' is remembered in the wrong place.",
        change=("self.grad = 0.0", "self.grad = 1.0"),
    ),
    Mistake(
        id="children-lose-their-doubles",
        where="Value.__init__",
        sentence=(
            "Your a * a remembers a single child. It has two operands that happen to be the same "
            "node, and each of them is owed a gradient; look at how the children are stored."
        ),
        why="micrograd keeps `_prev = set(children)`: its closures remember the operands.",
        change=("self.children = children", "self.children = tuple(dict.fromkeys(children))"),
    ),
    Mistake(
        id="ctx-is-dropped",
        where="Value.__init__",
        sentence=(
            "The ctx that you give to a node does not arrive in it, so the exponent of a power is "
            "forgotten before its rule can ask for it. Look at what the constructor keeps."
        ),
        why="The fourth parameter is used by one op only and is easily overlooked.",
        change=("self.ctx = ctx", "self.ctx = ()"),
    ),
    Mistake(
        id="graph-never-forgotten",
        where="Value.__init__",
        sentence=(
            "Your nodes live on after the last result is dropped: something still points to them, "
            "be it a list of all nodes or an arrow from a node back up to its result (a function "
            "that remembers it counts). Every training step then adds its whole graph to the "
            "memory. The children of a node are all the bookkeeping that is needed."
        ),
        why="Engines with a global tape (a Wengert list) work this way, and forget to clear it.",
        code="""
TAPE = []

def __init__(self, data, children=(), op="", ctx=()):
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        raise TypeError(f"Value needs a number, got {data!r}")
    self.data = float(data)
    self.grad = 0.0
    self.children = children
    self.op = op
    self.ctx = ctx
    TAPE.append(self)
""",
    ),
    Mistake(
        id="equal-numbers-are-equal-nodes",
        where="Value.__init__",
        sentence=(
            "Two of your leaves that hold the same number count as one and the same node, so a "
            "set, and with it every walk through the graph, loses one of them. A node is equal "
            "only to itself; look for __eq__ and __hash__, or for a dataclass that makes them."
        ),
        why="`assert Value(2) == Value(2)` is convenient in a first test; dataclasses do it, too.",
        # A class can only be changed from here once it exists: at the first node.
        change=(
            "if type(data) is not float:",
            """
            Value.__eq__ = lambda self, other: isinstance(other, Value) and self.data == other.data
            Value.__hash__ = lambda self: hash(self.data)
            if type(data) is not float:
            """,
        ),
    ),
    # + and *
    Mistake(
        id="addition-in-place",
        where="Value.__add__",
        sentence=(
            "After your a + b the number in `a` itself has changed: the sum was stored in the "
            "left operand. Whatever was computed from `a` before no longer fits it. The result of "
            "an operator is a node of its own."
        ),
        why="`self.data += other.data; return self`: how one adds to a counter object.",
        change=(
            'return Value(self.data + other.data, (self, other), "add")',
            "self.data += other.data\nreturn self",
        ),
    ),
    Mistake(
        id="sum-of-the-wrong-numbers",
        where="Value.__add__",
        sentence=(
            "Your sum does not depend on the right operand at all: it is the left number counted "
            "twice. Read the line that computes it aloud, name by name."
        ),
        why="Two names that differ in one word, and a hand that completes by itself.",
        change=(
            'return Value(self.data + other.data, (self, other), "add")',
            'return Value(self.data + self.data, (self, other), "add")',
        ),
    ),
    Mistake(
        id="sum-forgets-its-operands",
        where="Value.__add__",
        sentence=(
            "Your sum has the right number and no children: it is a leaf, and no gradient finds "
            "its way from it to the operands. Look at what the new node of + is told beside its "
            "number."
        ),
        why="The defaults of the constructor make `Value(a + b)` run without complaint.",
        change=(
            'return Value(self.data + other.data, (self, other), "add")',
            "return Value(self.data + other.data)",
        ),
    ),
    Mistake(
        id="added-number-is-no-child",
        where="Value.__add__",
        sentence=(
            "When a plain number is added, your node remembers one child instead of two. Its rule "
            "answers one gradient for each operand, and they no longer pair up. A lifted number is "
            "a node and an operand like any other."
        ),
        why="'A constant needs no gradient, so why keep it?'",
        code="""
def __add__(self, other):
    if isinstance(other, Value):
        return Value(self.data + other.data, (self, other), "add")
    return Value(self.data + other, (self,), "add")
""",
    ),
    Mistake(
        id="bare-number-among-the-children",
        where="Value.__add__",
        sentence=(
            "A plain number that is added stands among your children as it is, a number and not a "
            "node. A walk through the graph asks every child for its own children, and a bare "
            "number has none to show. Look at what becomes of `other` before it is recorded."
        ),
        why="The number is taken out for the sum, and (self, other) is recorded all the same.",
        code="""
def __add__(self, other):
    number = other.data if isinstance(other, Value) else other
    return Value(self.data + number, (self, other), "add")
""",
    ),
    Mistake(
        id="sum-with-operands-swapped",
        where="Value.__add__",
        sentence=(
            "The children of your a + b stand in the order (b, a). For a sum nothing else shows "
            "it; wherever a rule tells left from right it would hand each operand the other's "
            "gradient. The children stand as the operands do."
        ),
        why="Addition commutes, so the order is thought not to matter.",
        change=(
            'return Value(self.data + other.data, (self, other), "add")',
            'return Value(self.data + other.data, (other, self), "add")',
        ),
    ),
    Mistake(
        id="radd-turned-round",
        where="Value.__radd__",
        sentence=(
            "You record 2.5 + a as a + 2.5: the number is right, the children are in the wrong "
            "order. It does no harm to a sum, but the record should say what was written; look at "
            "who stands on the left in the reflected form."
        ),
        why="`return self + other` is what micrograd and most engines do.",
        change=("return lift(other) + self", "return self + other"),
    ),
    Mistake(
        id="radd-calls-itself",
        where="Value.__radd__",
        sentence=(
            "A number plus a node never comes to an end: your method asks Python to add a plain "
            "number and a node, which is the very question that Python asked it. Something has to "
            "become a node first."
        ),
        why="`return other + self`, proposed in micrograd's issue 76.",
        change=("return lift(other) + self", "return other + self"),
    ),
    Mistake(
        id="zero-plus-is-skipped",
        where="Value.__radd__",
        sentence=(
            "Your 0 + a gives back `a` itself and no new node. sum() works with that, but one and "
            "the same node is now called both operand and result, and a node that was never "
            "computed is missing in the record."
        ),
        why="A widespread special case that makes sum([...]) work.",
        code="""
def __radd__(self, other):
    if other == 0:
        return self
    return lift(other) + self
""",
    ),
    Mistake(
        id="product-of-the-wrong-numbers",
        where="Value.__mul__",
        sentence=(
            "Your product does not depend on the left operand at all: it is the right number "
            "squared. Read the line that computes it aloud, name by name."
        ),
        why="Two names that differ in one word, and a hand that completes by itself.",
        change=(
            'return Value(self.data * other.data, (self, other), "mul")',
            'return Value(other.data * other.data, (self, other), "mul")',
        ),
    ),
    Mistake(
        id="product-recorded-as-sum",
        where="Value.__mul__",
        sentence=(
            "Your product has the right number, but it is recorded under the op of a sum, so it "
            "will be given the gradients of a sum: the same for both operands, whatever they "
            "hold. Look at the op that * writes down."
        ),
        why="__mul__ is written by copying __add__.",
        change=(
            'return Value(self.data * other.data, (self, other), "mul")',
            'return Value(self.data * other.data, (self, other), "add")',
        ),
    ),
    Mistake(
        id="product-with-operands-swapped",
        where="Value.__mul__",
        sentence=(
            "The children of a * b stand in the order (b, a). The rule of a product tells left "
            "from right, and whoever reads your graph does, too: children stand as the operands do."
        ),
        why="Multiplication commutes, so the order is thought not to matter.",
        change=(
            'return Value(self.data * other.data, (self, other), "mul")',
            'return Value(self.data * other.data, (other, self), "mul")',
        ),
    ),
    Mistake(
        id="scaling-is-not-recorded",
        where="Value.__mul__",
        sentence=(
            "With you a node times a plain number is a leaf: the number is right, but the node "
            "that was scaled is not among its children, and its gradient stays zero. Every minus "
            "and every division goes through here."
        ),
        why="'The factor is a constant, so there is nothing to differentiate.'",
        code="""
def __mul__(self, other):
    if isinstance(other, Value):
        return Value(self.data * other.data, (self, other), "mul")
    return Value(self.data * other)
""",
    ),
    Mistake(
        id="bare-number-among-the-factors",
        where="Value.__mul__",
        sentence=(
            "A plain number that you multiply by stands among your children as it is, a number "
            "and not a node. A walk through the graph asks every child for its own children, and "
            "a bare number has none to show. Look at what becomes of `other` before it is recorded."
        ),
        why="The number is taken out for the product, and (self, other) is recorded all the same.",
        code="""
def __mul__(self, other):
    number = other.data if isinstance(other, Value) else other
    return Value(self.data * number, (self, other), "mul")
""",
    ),
    Mistake(
        id="product-in-place",
        where="Value.__mul__",
        sentence=(
            "After your a * b the number in `a` itself has changed: the product was stored in the "
            "left operand. The result of an operator is a node of its own."
        ),
        why="`self.data *= other.data; return self`, as for a running product.",
        change=(
            'return Value(self.data * other.data, (self, other), "mul")',
            "self.data *= other.data\nreturn self",
        ),
    ),
    Mistake(
        id="rmul-turned-round",
        where="Value.__rmul__",
        sentence=(
            "You record 2.5 * a as a * 2.5: the number is right, the children are in the wrong "
            "order. Look at who stands on the left in the reflected form."
        ),
        why="`return self * other` is what micrograd and most engines do.",
        change=("return lift(other) * self", "return self * other"),
    ),
    Mistake(
        id="zero-times-is-a-plain-zero",
        where="Value.__rmul__",
        sentence=(
            "Your 0 * a comes back as a plain number and not as a node: a zero is falsy in "
            "Python, and a test such as `if other` takes it for nothing at all. Zero is a number "
            "like any other."
        ),
        why="A shortcut with truthiness; the same slip hides in `other or ...`.",
        code="""
def __rmul__(self, other):
    if not other:
        return 0.0
    return lift(other) * self
""",
    ),
    # - and /
    Mistake(
        id="negation-forgets-its-operand",
        where="Value.__neg__",
        sentence=(
            "Your -a has the right number and no connection to `a`: its gradient, and that of "
            "everything that is subtracted, stays zero. Minus has to go through an op that is "
            "recorded."
        ),
        why="`Value(-self.data)` is the obvious line.",
        change=("return self * -1.0", "return Value(-self.data)"),
    ),
    Mistake(
        id="negation-as-an-op-of-its-own",
        where="Value.__neg__",
        sentence=(
            "Your -a is recorded under an op for which no backward rule exists, so the walk stops "
            "there with an error. Minus can be composed of ops that have a rule."
        ),
        why="Other engines have a Neg node; here it would need an eighth rule.",
        change=("return self * -1.0", 'return Value(-self.data, (self,), "neg")'),
    ),
    Mistake(
        id="difference-recorded-as-sum",
        where="Value.__sub__",
        sentence=(
            "The number of your a - b is right, but it is recorded as a sum of a and b, and a sum "
            "hands both operands the same gradient. The sign of what is subtracted is missing in "
            "the record."
        ),
        why="The gradient of minus confuses many: micrograd's issue 57 is about it.",
        change=(
            "return self + -lift(other)",
            'other = lift(other)\nreturn Value(self.data - other.data, (self, other), "add")',
        ),
    ),
    Mistake(
        id="difference-as-an-op-of-its-own",
        where="Value.__sub__",
        sentence=(
            "Your a - b is recorded under an op for which no backward rule exists, so the walk "
            "stops there with an error. A difference can be composed of ops that have a rule."
        ),
        why="__sub__ is written by copying __add__.",
        change=(
            "return self + -lift(other)",
            'other = lift(other)\nreturn Value(self.data - other.data, (self, other), "sub")',
        ),
    ),
    Mistake(
        id="subtracting-a-frozen-copy",
        where="Value.__sub__",
        sentence=(
            "In your a - b only the number of b is used, not the node: the value is right, and "
            "the gradient of b stays zero. Taking `.data` out of a node cuts it off from the "
            "graph."
        ),
        why="`.data` is taken to turn the operand's sign.",
        change=("return self + -lift(other)", "return self + -lift(other).data"),
    ),
    Mistake(
        id="rsub-is-sub",
        where="Value.__rsub__",
        sentence=(
            "Your 5 - a comes out as a - 5: the sign of the value and of the gradient is turned "
            "round. In the reflected form the plain number stands on the left; for + and * that "
            "makes no difference, for - it does."
        ),
        why="`__radd__ = __add__` works, so `__rsub__ = __sub__` follows.",
        change=("return lift(other) - self", "return self - other"),
    ),
    Mistake(
        id="rsub-forgets-the-node",
        where="Value.__rsub__",
        sentence=(
            "Your 5 - a has the right number and no children: its gradient never reaches `a`. "
            "Taking `.data` out of a node cuts it off from the graph."
        ),
        why="The reflected forms look like plain arithmetic on `.data`.",
        change=("return lift(other) - self", "return Value(other - self.data)"),
    ),
    Mistake(
        id="dividing-by-a-frozen-number",
        where="Value.__truediv__",
        sentence=(
            "The number of your a / b is right, and so is the gradient of a; that of b stays "
            "zero. The divisor entered the computation as a plain number: taking `.data` out of a "
            "node cuts it off from the graph."
        ),
        why="1 / b is computed first, on the numbers.",
        change=("return self * lift(other) ** -1", "return self * (lift(other).data ** -1)"),
    ),
    Mistake(
        id="division-before-lifting",
        where="Value.__truediv__",
        sentence=(
            "Dividing a node by the plain number 0 ends in Python's own ZeroDivisionError: two "
            "plain numbers were computed before your ** had a chance to look at them. What has to "
            "become a node first?"
        ),
        why="`self * other ** -1` is the formula; for a plain `other` the ** is Python's.",
        change=("return self * lift(other) ** -1", "return self * other**-1"),
    ),
    Mistake(
        id="quotient-as-an-op-of-its-own",
        where="Value.__truediv__",
        sentence=(
            "Your a / b is recorded under an op for which no backward rule exists, so the walk "
            "stops there with an error. A quotient can be composed of ops that have a rule."
        ),
        why="__truediv__ is written by copying __mul__.",
        change=(
            "return self * lift(other) ** -1",
            'other = lift(other)\nreturn Value(self.data / other.data, (self, other), "div")',
        ),
    ),
    Mistake(
        id="rtruediv-is-truediv",
        where="Value.__rtruediv__",
        sentence=(
            "Your 6 / a comes out as a / 6. In the reflected form the plain number stands on the "
            "left; for * that makes no difference, for / it does."
        ),
        why="`__rmul__ = __mul__` works, so `__rtruediv__ = __truediv__` follows.",
        change=("return lift(other) / self", "return self / other"),
    ),
    Mistake(
        id="one-over-whatever",
        where="Value.__rtruediv__",
        sentence=(
            "For you 6 / a is 1 / a: the number on the left is lost. It is the plain number that "
            "Python hands to the reflected form."
        ),
        why="The reflected division is thought of as the reciprocal.",
        change=("return lift(other) / self", "return self**-1"),
    ),
    Mistake(
        id="zero-over-is-taken-for-nothing",
        where="Value.__rtruediv__",
        sentence=(
            "You let other numbers divide by a node as they should, and 0 / a not: a zero is "
            "falsy in Python, and `other or ...` or `if not other` takes it for a missing "
            "argument."
        ),
        why="`other or 1` as a default, from the days when other was optional.",
        change=("return lift(other) / self", "return lift(other or 1) / self"),
    ),
    # **
    Mistake(
        id="exponent-becomes-a-child",
        where="Value.__pow__",
        sentence=(
            "You record the exponent as a second child. The rule of a power answers one gradient, "
            "for the base, and asks ctx for the exponent. It is a plain number and no node of the "
            "graph."
        ),
        why="Every other binary operator lifts its right operand.",
        code="""
def __pow__(self, exponent):
    exponent = lift(exponent)
    return Value(self.data ** exponent.data, (self, exponent), "pow")
""",
    ),
    Mistake(
        id="exponent-is-asked-and-becomes-a-child",
        where="Value.__pow__",
        sentence=(
            "Your ** refuses what it should and then records the exponent as a second child. The "
            "rule of a power answers one gradient, for the base, and asks ctx for the exponent. It "
            "is a plain number and no node of the graph."
        ),
        why="A power has two operands on paper, so it gets two children.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(self.data**exponent, (self, lift(exponent)), "pow")',
        ),
    ),
    Mistake(
        id="exponent-becomes-a-float",
        where="Value.__pow__",
        sentence=(
            "You record the exponent 3 as 3.0. No gradient suffers from it, but the docstring "
            "promises the exponent as it came: what is recorded should be what was written."
        ),
        why="Every number becomes a float in the constructor, so the exponent does, too.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(self.data**exponent, (self,), "pow", (float(exponent),))',
        ),
    ),
    Mistake(
        id="ctx-without-the-comma",
        where="Value.__pow__",
        sentence=(
            "The ctx of your power is the bare exponent. Parentheses alone make no tuple, and the "
            "rule wants to unpack one, even if only one thing is in it."
        ),
        why="(x) looks like a tuple of one and is just x.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(self.data**exponent, (self,), "pow", exponent)',
        ),
    ),
    Mistake(
        id="bool-as-exponent",
        where="Value.__pow__",
        sentence=(
            "You take True for the exponent 1. To Python a bool is an int, so a check for ints "
            "and floats lets it in; here it has most likely come out of a comparison by accident."
        ),
        why="isinstance(True, int) is True.",
        change=(
            "if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):",
            "if not isinstance(exponent, (int, float)):",
        ),
    ),
    Mistake(
        id="exponent-of-any-type",
        where="Value.__pow__",
        sentence=(
            "Your power asks nothing about the type of its exponent. What is no number then fails "
            "in Python's own words, or not at all; look at what a ** b is with a node or a string "
            "for b."
        ),
        why="Python's ** is trusted to complain about its operands.",
        change=(
            """
            if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):
                raise TypeError(f"pow needs a plain number as exponent, got {exponent!r}")
            """,
            "",
        ),
    ),
    Mistake(
        id="roots-of-negative-numbers-slip-through",
        where="Value.__pow__",
        sentence=(
            "A negative base under a fractional exponent gets past your power. Python's answer to "
            "it is a complex number, not an error, and whatever becomes of that later names "
            "neither the op nor the base."
        ),
        why="Python's ** is trusted to complain by itself; (-2.5) ** 0.5 does not.",
        change=(
            """
            if self.data < 0 and not float(exponent).is_integer():
                # Python would quietly answer with a complex number.
                raise ValueError(f"pow: {self.data} ** {exponent} is not a real number")
            """,
            "",
        ),
    ),
    Mistake(
        id="power-divides-by-zero",
        where="Value.__pow__",
        sentence=(
            "Zero under a negative exponent ends in Python's ZeroDivisionError, which knows "
            "nothing of your graph. The docstring wants another kind of error, and names in it."
        ),
        why="Python complains by itself here, if in its own words.",
        change=(
            """
            if self.data == 0 and exponent < 0:
                raise ValueError(f"pow: {self.data} ** {exponent} divides by zero")
            """,
            "",
        ),
    ),
    Mistake(
        id="exponent-is-not-remembered",
        where="Value.__pow__",
        sentence=(
            "Your power has the right number, but nobody wrote down the exponent, and the "
            "backward rule will ask for it. Look at the fourth thing that a node can be given."
        ),
        why="ctx is used by this one op only.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(self.data**exponent, (self,), "pow")',
        ),
    ),
    Mistake(
        id="exponent-in-the-name",
        where="Value.__pow__",
        sentence=(
            "You put the exponent into the op's name, and there is no rule under such a name. The "
            "op is the same for every power; what differs belongs into ctx."
        ),
        why="micrograd labels its nodes f'**{other}'.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(self.data**exponent, (self,), f"pow{exponent}", (exponent,))',
        ),
    ),
    Mistake(
        id="base-and-exponent-swapped",
        where="Value.__pow__",
        sentence=(
            "Your power raises the exponent to the base: 2.5 ** 3 comes out as 3 ** 2.5. Look at "
            "which of the two numbers stands under the other."
        ),
        why="A slip that no test with 2 ** 2 finds.",
        change=(
            'return Value(self.data**exponent, (self,), "pow", (exponent,))',
            'return Value(exponent**self.data, (self,), "pow", (exponent,))',
        ),
    ),
    Mistake(
        id="power-with-no-questions-asked",
        where="Value.__pow__",
        sentence=(
            "Your power takes every exponent and every base. Python then answers with a complex "
            "number, or with an error that knows nothing of your graph. Look at which exponents "
            "and which bases have no answer here."
        ),
        why="Python's ** is trusted to complain by itself; (-2.5) ** 0.5 does not.",
        code="""
def __pow__(self, exponent):
    return Value(self.data ** exponent, (self,), "pow", (exponent,))
""",
    ),
    Mistake(
        id="no-powers-of-negative-numbers",
        where="Value.__pow__",
        sentence=(
            "You refuse every power of a negative number, although squares and cubes and "
            "reciprocals of negative numbers are perfectly real. Only some exponents are out of "
            "reach for a negative base."
        ),
        why="The guard against complex numbers is made too wide.",
        change=("if self.data < 0 and not float(exponent).is_integer():", "if self.data < 0:"),
    ),
    Mistake(
        id="every-float-counts-as-fractional",
        where="Value.__pow__",
        sentence=(
            "You take (-2.5) ** 2 and refuse (-2.5) ** 2.0. A float can be a whole number; ask "
            "for the number's value and not for its type."
        ),
        why="`isinstance(exponent, float)` stands in for 'is fractional'.",
        change=(
            "if self.data < 0 and not float(exponent).is_integer():",
            "if self.data < 0 and isinstance(exponent, float):",
        ),
    ),
    Mistake(
        id="zero-has-no-powers",
        where="Value.__pow__",
        sentence=(
            "You refuse every power of zero, or every power of numbers that are not positive. Zero "
            "squared is zero, and zero to the power of zero is one; only dividing by zero has no "
            "answer."
        ),
        why="`<= 0` is written where the two cases need two tests.",
        change=("if self.data == 0 and exponent < 0:", "if self.data == 0:"),
    ),
    # exp, log, tanh, relu
    Mistake(
        id="e-from-memory",
        where="Value.exp",
        sentence=(
            "Your exp is right to five digits or so: e was typed in from memory. Errors of that "
            "size are invisible in a training run and add up; the standard library knows e to the "
            "last digit."
        ),
        why="2.71828 is known by heart.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            'return Value(2.71828**self.data, (self,), "exp")',
        ),
    ),
    Mistake(
        id="exp-cut-to-a-range",
        where="Value.exp",
        sentence=(
            "Your exp stops growing at some point, and below another one it stops shrinking: the "
            "operand is cut to a range. That gives a wrong number where a right one exists, and a "
            "gradient that fits neither; look at what is done with the operand."
        ),
        why="Clamping to [-50, 50] is a common cure for OverflowError.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            'return Value(math.exp(max(-50.0, min(50.0, self.data))), (self,), "exp")',
        ),
    ),
    Mistake(
        id="exp-with-a-cap",
        where="Value.exp",
        sentence=(
            "Your exp stops growing at some point: the operand, or the result, is capped. That "
            "gives a wrong number where a right one exists, and a gradient that fits neither; "
            "look at what is done with a large operand."
        ),
        why="min(x, 100) is a common cure for OverflowError.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            'return Value(math.exp(min(100.0, self.data)), (self,), "exp")',
        ),
    ),
    Mistake(
        id="exp-overflow-becomes-infinity",
        where="Value.exp",
        sentence=(
            "Where e ** x is larger than any float you answer with some number, or infinity, "
            "instead of an error. Whatever is computed from it is wrong or NaN, and nobody will "
            "know where it came from."
        ),
        why="NumPy and PyTorch answer inf here.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            'return Value(math.exp(self.data) if self.data < 709.78 else math.inf, (self,), "exp")',
        ),
    ),
    Mistake(
        id="exp-child-without-the-comma",
        where="Value.exp",
        sentence=(
            "The children of your exp are the node itself and no tuple. Parentheses alone make "
            "none; whoever walks the graph wants to go through the children, even if there is only "
            "one."
        ),
        why="(self) looks like a tuple of one and is just self.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            'return Value(math.exp(self.data), self, "exp")',
        ),
    ),
    Mistake(
        id="exp-forgets-its-operand",
        where="Value.exp",
        sentence=(
            "Your exp gives a leaf: the number is right, and no gradient finds its way back to "
            "the operand. Look at what the new node is told beside its number."
        ),
        why="The defaults of the constructor make it run without complaint.",
        change=(
            'return Value(math.exp(self.data), (self,), "exp")',
            "return Value(math.exp(self.data))",
        ),
    ),
    Mistake(
        id="log-forgets-its-operand",
        where="Value.log",
        sentence=(
            "Your log gives a leaf: the number is right, and no gradient finds its way back to "
            "the operand. Look at what the new node is told beside its number."
        ),
        why="The defaults of the constructor make it run without complaint.",
        change=(
            'return Value(math.log(self.data), (self,), "log")',
            "return Value(math.log(self.data))",
        ),
    ),
    Mistake(
        id="log-recorded-as-exp",
        where="Value.log",
        sentence=(
            "Your log has the right number, but it is recorded under the op of another function, "
            "whose rule will give it wrong gradients. Look at the name that it writes down."
        ),
        why="log is written by copying exp.",
        change=(
            'return Value(math.log(self.data), (self,), "log")',
            'return Value(math.log(self.data), (self,), "exp")',
        ),
    ),
    Mistake(
        id="log-clamps-its-operand",
        where="Value.log",
        sentence=(
            "Your log gives a number for numbers that have none, and for tiny ones a wrong one: "
            "the operand is kept away from zero first. That silences the error and hides where it "
            "came from; the docstring asks for an error that names the number."
        ),
        why="log(max(x, 1e-12)) is the customary patch against -inf in a loss.",
        code="""
def log(self):
    return Value(math.log(max(self.data, 1e-12)), (self,), "log")
""",
    ),
    Mistake(
        id="log-clamps-after-asking",
        where="Value.log",
        sentence=(
            "Numbers without a logarithm are refused as they should be, but very small ones get "
            "the logarithm of a larger number: below some point all answers are the same. Nothing "
            "has to be guarded any more once zero and below are out."
        ),
        why="A check and a clamp: the belt and the braces.",
        change=(
            'return Value(math.log(self.data), (self,), "log")',
            'return Value(math.log(max(self.data, 1e-12)), (self,), "log")',
        ),
    ),
    Mistake(
        id="log-to-base-ten",
        where="Value.log",
        sentence=(
            "Your logarithm is too small by a factor of about 2.3: it counts powers of ten. The "
            "one whose derivative is 1 / x is the natural one."
        ),
        why="On a pocket calculator `log` is base ten.",
        change=(
            'return Value(math.log(self.data), (self,), "log")',
            'return Value(math.log10(self.data), (self,), "log")',
        ),
    ),
    Mistake(
        id="log-lets-python-complain",
        where="Value.log",
        sentence=(
            "Your log refuses a number that has none, in a message that names neither the op nor "
            "the number (Python's own, 'math domain error', is one). In a graph of a thousand "
            "nodes that is no help."
        ),
        why="math.log raises a ValueError already: 'math domain error'.",
        code="""
def log(self):
    return Value(math.log(self.data), (self,), "log")
""",
    ),
    Mistake(
        id="log-of-zero-slips-through",
        where="Value.log",
        sentence=(
            "Negative numbers are refused as they should be, zero is not: it has no logarithm "
            "either. Look at the edge of your test."
        ),
        why="`< 0` for `<= 0`.",
        change=("if self.data <= 0:", "if self.data < 0:"),
    ),
    Mistake(
        id="tanh-overflows",
        where="Value.tanh",
        sentence=(
            "For small numbers your tanh is right, at 1000 it overflows: some e^x on the way is "
            "larger than any float, although the result is only 1. The textbook formula is true "
            "on paper; the standard library has a way that works everywhere."
        ),
        why="The lecture on micrograd writes tanh with exp.",
        change=(
            'return Value(math.tanh(self.data), (self,), "tanh")',
            'e = math.exp(2 * self.data)\nreturn Value((e - 1) / (e + 1), (self,), "tanh")',
        ),
    ),
    Mistake(
        id="tanh-made-of-exps",
        where="Value.tanh",
        sentence=(
            "Your tanh is composed of other ops. Near zero that is right and merely slow; at 1000 "
            "it overflows. tanh has a rule of its own and is recorded as one op."
        ),
        why="Breaking tanh into exps is an exercise in the lecture on micrograd.",
        change=(
            'return Value(math.tanh(self.data), (self,), "tanh")',
            "e = (self * 2).exp()\nreturn (e - 1) / (e + 1)",
        ),
    ),
    Mistake(
        id="tanh-recorded-as-exp",
        where="Value.tanh",
        sentence=(
            "Your tanh has the right number, but it is recorded under the op of another function, "
            "whose rule will give it wrong gradients. Look at the name that it writes down."
        ),
        why="tanh is written by copying exp.",
        change=(
            'return Value(math.tanh(self.data), (self,), "tanh")',
            'return Value(math.tanh(self.data), (self,), "exp")',
        ),
    ),
    Mistake(
        id="tanh-forgets-its-operand",
        where="Value.tanh",
        sentence=(
            "Your tanh gives a leaf: the number is right, and no gradient finds its way back to "
            "the operand. Look at what the new node is told beside its number."
        ),
        why="The defaults of the constructor make it run without complaint.",
        change=(
            'return Value(math.tanh(self.data), (self,), "tanh")',
            "return Value(math.tanh(self.data))",
        ),
    ),
    Mistake(
        id="sigmoid-for-tanh",
        where="Value.tanh",
        sentence=(
            "Your tanh is 0.5 at zero and never negative: that is the shape of the sigmoid, its "
            "cousin between 0 and 1. tanh runs from -1 to 1."
        ),
        why="The two squashing functions are learned together.",
        change=(
            'return Value(math.tanh(self.data), (self,), "tanh")',
            'return Value(1 / (1 + math.exp(-self.data)), (self,), "tanh")',
        ),
    ),
    Mistake(
        id="leaky-relu",
        where="Value.relu",
        sentence=(
            "Below zero your relu lets a hundredth of the number through. That is the leaky relu, "
            "another function; the plain one is flat there."
        ),
        why="The leaky variant is common in tutorials on dying units.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            'return Value(self.data if self.data > 0 else 0.01 * self.data, (self,), "relu")',
        ),
    ),
    Mistake(
        id="relu-hands-back-itself",
        where="Value.relu",
        sentence=(
            "For a positive number your relu answers with the operand itself, for others with an "
            "unconnected leaf. The numbers are right, the record is missing: the op has to stand "
            "in the graph at every input."
        ),
        why="`return self if self.data > 0 else Value(0.0)` reads like the definition.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            "return self if self.data > 0 else Value(0.0)",
        ),
    ),
    Mistake(
        id="relu-of-a-positive-is-the-operand",
        where="Value.relu",
        sentence=(
            "For a positive number your relu answers with the operand itself and makes no node; "
            "the others it records. The number is the same, but the op has to stand in the graph "
            "at every input."
        ),
        why="A number that does not change seems to need no node.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            """
            out = Value(0.0, (self,), "relu")
            return out if self.data <= 0 else self
            """,
        ),
    ),
    Mistake(
        id="relu-recorded-as-tanh",
        where="Value.relu",
        sentence=(
            "Your relu has the right number, but it is recorded under the op of another function, "
            "whose rule will give it wrong gradients. Look at the name that it writes down."
        ),
        why="relu is written by copying tanh.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            'return Value(self.data if self.data > 0 else 0.0, (self,), "tanh")',
        ),
    ),
    Mistake(
        id="relu-forgets-its-operand",
        where="Value.relu",
        sentence=(
            "Your relu gives a leaf: the number is right, and no gradient finds its way back to "
            "the operand. Look at what the new node is told beside its number."
        ),
        why="The defaults of the constructor make it run without complaint.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            "return Value(max(0.0, self.data))",
        ),
    ),
    Mistake(
        id="relu-takes-the-size",
        where="Value.relu",
        sentence=(
            "Your relu turns negative numbers into positive ones. It keeps what is positive and "
            "answers zero for the rest."
        ),
        why="'It removes the minus sign' is a common picture of relu.",
        change=(
            'return Value(self.data if self.data > 0 else 0.0, (self,), "relu")',
            'return Value(abs(self.data), (self,), "relu")',
        ),
    ),
    # The gradient
    Mistake(
        id="accumulate-overwrites",
        where="Value.accumulate",
        sentence=(
            "Your gradient is what you get when a second use of a value overwrites the gradient "
            "of the first. A node that is used twice influences the result in two ways, and both "
            "count; look at what happens to the gradient that is already there."
        ),
        why="`=` for `+=`: it stood so in the published lecture, and was corrected there later.",
        change=("self.grad += grad", "self.grad = grad"),
    ),
    Mistake(
        id="accumulate-into-a-local-name",
        where="Value.accumulate",
        sentence=(
            "The gradient of a node never changes, whatever you hand to it. Inside a method a "
            "bare name lives until the method ends; look at where the sum is put."
        ),
        why="`self.` is forgotten.",
        change=("self.grad += grad", "grad += self.grad"),
    ),
    Mistake(
        id="accumulate-moves-the-number",
        where="Value.accumulate",
        sentence=(
            "Your node changes its number when a gradient is handed to it. Gradients are "
            "collected in a place of their own; moving the numbers comes later and is the "
            "optimizer's work."
        ),
        why="Gradient descent and the collecting of gradients become one step.",
        change=("self.grad += grad", "self.grad += grad\nself.data -= grad"),
    ),
    Mistake(
        id="zero-grad-leaves-none",
        where="Value.zero_grad",
        sentence=(
            "After your zero_grad the gradient is None, and the next gradient cannot be added to "
            "it. It should be as in a new node."
        ),
        why="PyTorch's zero_grad sets gradients to None.",
        change=("self.grad = 0.0", "self.grad = None"),
    ),
    Mistake(
        id="zero-grad-into-a-local-name",
        where="Value.zero_grad",
        sentence=(
            "Your zero_grad leaves the gradient as it was. Inside a method a bare name lives "
            "until the method ends; look at what is set to zero."
        ),
        why="`self.` is forgotten.",
        change=("self.grad = 0.0", "grad = 0.0"),
    ),
    Mistake(
        id="zero-grad-wipes-the-number",
        where="Value.zero_grad",
        sentence=(
            "Your zero_grad sets the number to zero along with its gradient. Only the gradient is "
            "to be forgotten: the number is what was learned."
        ),
        why="'Reset' is read as 'reset everything'.",
        change=("self.grad = 0.0", "self.data = 0.0\nself.grad = 0.0"),
    ),
)
