"""What people get wrong in rules.py."""

import re

from grading.mistakes.catalogue import Mistake

# How each rule of the reference answers. Some slips are made in one rule after the other.
ANSWERS = {
    "add": ("grad, grad",),
    "mul": ("grad * b.data, grad * a.data",),
    "pow": ("(0.0,)", "(grad * math.inf,)", "(grad * k * a.data ** (k - 1),)"),
    "exp": ("(grad * node.data,)",),
    "log": ("(grad / a.data,)",),
    "tanh": ("(grad * (1.0 - node.data**2),)",),
    "relu": ("(grad if a.data > 0 else 0.0,)",),
}
UPSTREAM = re.compile(r"\bgrad\b")


def _bare(answer: str) -> str:
    """What the tuple holds, without its parentheses."""
    return answer.removeprefix("(").removesuffix(",)")


def _accumulated(answer: str) -> str:
    gradients = _bare(answer).split(", ")
    lines = [f"node.children[{i}].accumulate({g})" for i, g in enumerate(gradients)]
    return "\n".join([*lines, f"return {answer}"])


def _changes(op: str, new: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The answers of the rule for `op`, exchanged as `new` says."""
    return tuple((f"return {a}", new[a]) for a in ANSWERS[op] if new[a] != f"return {a}")


LISTS = tuple(
    Mistake(
        id=f"{op}-answers-with-a-list",
        where=op,
        sentence=(
            f"Your rule for {op} answers with a list where a tuple is promised. The walk would "
            "not mind; but what is promised can be relied on, and a list can be changed by "
            "whoever gets it. Look at your other rules, too."
        ),
        why="Lists are the first container everybody learns.",
        changes=_changes(op, {a: f"return [{_bare(a)}]" for a in ANSWERS[op]}),
    )
    for op in ANSWERS
)
BARE_NUMBERS = tuple(
    Mistake(
        id=f"{op}-without-the-comma",
        where=op,
        sentence=(
            f"Your rule for {op} answers with a bare number. Parentheses alone make no tuple; "
            "the walk needs something that it can pair with the children, even if there is only "
            "one. Look at your other rules of one operand, too."
        ),
        why="(x) looks like a tuple of one and is just x.",
        changes=_changes(op, {a: f"return {_bare(a)}" for a in ANSWERS[op]}),
    )
    for op in ("pow", "exp", "log", "tanh", "relu")
)
ACCUMULATING = tuple(
    Mistake(
        id=f"{op}-also-accumulates",
        where=op,
        sentence=(
            f"Your rule for {op} answers the gradients and also adds them to the children. The "
            "walk hands them over as well, so everything arrives twice. A rule only answers; "
            "look at your other rules, too."
        ),
        why="In micrograd the backward closures do the accumulating.",
        changes=_changes(op, {a: _accumulated(a) for a in ANSWERS[op]}),
    )
    for op in ANSWERS
)
READING_THE_NODE = tuple(
    Mistake(
        id=f"{op}-reads-the-gradient-from-the-node",
        where=op,
        sentence=(
            f"Your rule for {op} takes the upstream gradient out of the node instead of using "
            "the one that it is given. As long as the two agree nothing shows; a rule that looks "
            "at its argument can be asked about any gradient. Look at your other rules, too."
        ),
        why="`out.grad` is what the closures of micrograd use.",
        changes=_changes(op, {a: "return " + UPSTREAM.sub("node.grad", a) for a in ANSWERS[op]}),
    )
    for op in ANSWERS
)
ANSWERING_NODES = tuple(
    Mistake(
        id=f"{op}-answers-with-a-node",
        where=op,
        sentence=(
            f"Your rule for {op} answers with a Value: it computes with a node itself, and a node "
            "times a number is a node again, recorded in a graph of its own. A gradient is a "
            "plain number; look at what you take from the node. Look at your other rules, too."
        ),
        why="`.data` is forgotten, and the operators of stage 1 make it run all the same.",
        changes=_changes(op, {a: f"return {a.replace('.data', '')}" for a in ANSWERS[op]}),
    )
    for op in ("mul", "pow", "exp", "log", "tanh")
)

STEPS = {
    "mul": (
        "((a.data + h) * b.data - a.data * b.data) / h",
        "(a.data * (b.data + h) - a.data * b.data) / h",
    ),
    "exp": ("(math.exp(a.data + h) - math.exp(a.data)) / h",),
    "log": ("(math.log(a.data + h) - math.log(a.data)) / h",),
    "tanh": ("(math.tanh(a.data + h) - math.tanh(a.data)) / h",),
}
BY_A_SMALL_STEP = tuple(
    Mistake(
        id=f"{op}-by-a-small-step",
        where=op,
        sentence=(
            f"Your rule for {op} pushes the operand by a small step and divides, as a slope is "
            "found by experiment. That is right to a few digits, and to none where the operand "
            "is much larger or smaller than the step; the derivative as a formula has no step."
        ),
        why="(f(x + h) - f(x)) / h is how a derivative is defined, and how rules are tested.",
        code=f"""
def {op}(grad, node):
    h = 1e-6
    {"a, b" if op == "mul" else "(a,)"} = node.children
    return ({" ".join(f"grad * ({slope})," for slope in slopes)})
""",
    )
    for op, slopes in STEPS.items()
)

MISTAKES = (
    # The same slip, rule by rule
    *LISTS,
    *BARE_NUMBERS,
    *ACCUMULATING,
    *READING_THE_NODE,
    *ANSWERING_NODES,
    *BY_A_SMALL_STEP,
    # add
    Mistake(
        id="add-forgets-upstream",
        where="add",
        sentence=(
            "Both gradients of your sum are 1, whatever arrives from above. One is only the local "
            "half of the product: nothing that happens after the sum has any effect. Look at what "
            "your rule does with its first argument."
        ),
        why="'The derivative of a + b is 1' is where school calculus ends.",
        change=("return grad, grad", "return 1.0, 1.0"),
    ),
    Mistake(
        id="add-divides-the-gradient",
        where="add",
        sentence=(
            "Each operand of your sum gets half of the upstream gradient, as if it had to be "
            "shared out. Push one operand of a sum by a little, and see by how much the sum moves."
        ),
        why="'Flowing back' suggests a quantity that is divided where the path forks.",
        change=("return grad, grad", "return grad / 2, grad / 2"),
    ),
    Mistake(
        id="add-feeds-the-left-only",
        where="add",
        sentence=(
            "The right operand of your sum always gets zero. In `weights + bias` it is the bias "
            "that will never move. Push it by a little, and see whether the sum moves."
        ),
        why="The right operand is thought of as a constant that is added.",
        change=("return grad, grad", "return grad, 0.0"),
    ),
    Mistake(
        id="add-answers-once",
        where="add",
        sentence=(
            "Your sum answers one gradient for its two operands. They are equal, but each child "
            "needs its own: the walk pairs the answers with the children, and the second one goes "
            "without."
        ),
        why="The two gradients are the same number, so one seems enough.",
        change=("return grad, grad", "return (grad,)"),
    ),
    Mistake(
        id="add-treated-as-mul",
        where="add",
        sentence=(
            "The gradients of your sum depend on the operands. How fast a sum grows with one "
            "operand does not depend on where the other one stands: that would be a product."
        ),
        why="mul is the richer rule and is written first, then copied.",
        change=("return grad, grad", "a, b = node.children\nreturn grad * b.data, grad * a.data"),
    ),
    Mistake(
        id="add-turns-the-second-sign",
        where="add",
        sentence=(
            "The right operand of your sum gets the upstream gradient with the other sign. That "
            "is a difference. Here a - b is recorded as a + b * -1, so the sign has its place in "
            "the product already; push b in a + b by a little, and see which way the sum moves."
        ),
        why="The rule is written with subtraction in mind.",
        change=("return grad, grad", "return grad, -grad"),
    ),
    Mistake(
        id="add-to-itself-is-summed-up",
        where="add",
        sentence=(
            "For a + a your rule adds its two gradients itself, and then hands each of the two "
            "children the sum. The walk adds whatever arrives at a node; that a node is there "
            "twice is no special case for a rule."
        ),
        why="d(a + a)/da = 2 is true, and is counted twice.",
        code="""
def add(grad, node):
    a, b = node.children
    if a is b:
        return 2 * grad, 2 * grad
    return grad, grad
""",
    ),
    # mul
    Mistake(
        id="mul-gives-each-its-own",
        where="mul",
        sentence=(
            "You multiply each factor with itself instead of with its partner: the gradients of "
            "left and right have changed places. Push `a` in a * b by a little, and see what "
            "decides how far the product moves."
        ),
        why="'Upstream times the child's data' is written in a loop over the children.",
        change=("return grad * b.data, grad * a.data", "return grad * a.data, grad * b.data"),
    ),
    Mistake(
        id="mul-forgets-upstream",
        where="mul",
        sentence=(
            "Your product hands on its local derivatives alone. They are right for a product at "
            "the very end, where the upstream gradient is one, and nowhere else. Look at what your "
            "rule does with its first argument."
        ),
        why="The first test is always a bare a * b, whose upstream gradient is one.",
        change=("return grad * b.data, grad * a.data", "return b.data, a.data"),
    ),
    Mistake(
        id="mul-multiplies-by-the-result",
        where="mul",
        sentence=(
            "Both gradients of your product are multiplied with the product itself. The result "
            "contains both factors; only one of them says how fast it moves."
        ),
        why="For exp the result is right, and the habit stays.",
        change=("return grad * b.data, grad * a.data", "return grad * node.data, grad * node.data"),
    ),
    Mistake(
        id="mul-divides-the-result",
        where="mul",
        sentence=(
            "Your rule finds the other factor by dividing the product. That works until a factor "
            "is zero, and then there is nothing left to divide. The other factor itself is within "
            "reach."
        ),
        why="d(log)/da = 1/a makes `grad * result / a` look elegant.",
        change=(
            "return grad * b.data, grad * a.data",
            "return grad * node.data / a.data, grad * node.data / b.data",
        ),
    ),
    Mistake(
        id="mul-is-silent-at-zero",
        where="mul",
        sentence=(
            "Where the product is zero, both of your gradients are zero. The factor that is zero "
            "has a gradient all the same: push it away from zero, and the product moves."
        ),
        why="'Zero times anything is zero' is carried over to the derivative.",
        code="""
def mul(grad, node):
    a, b = node.children
    if not node.data:
        return 0.0, 0.0
    return grad * b.data, grad * a.data
""",
    ),
    Mistake(
        id="mul-by-itself-is-doubled",
        where="mul",
        sentence=(
            "For a * a your rule answers the derivative of the square, for each of the two "
            "children, so `a` collects twice what it should. The walk adds whatever arrives at a "
            "node; that a node is there twice is no special case for a rule."
        ),
        why="d(a^2)/da = 2a is known, and is counted twice.",
        code="""
def mul(grad, node):
    a, b = node.children
    if a is b:
        return 2 * grad * a.data, 2 * grad * a.data
    return grad * b.data, grad * a.data
""",
    ),
    # pow
    Mistake(
        id="pow-forgets-upstream",
        where="pow",
        sentence=(
            "Your power hands on its local derivative alone. It is right for a power at the very "
            "end, where the upstream gradient is one, and nowhere else. Look at what your rule "
            "does with its first argument."
        ),
        why="The power rule is written down as school teaches it.",
        changes=(
            ("return (grad * math.inf,)", "return (math.inf,)"),
            ("return (grad * k * a.data ** (k - 1),)", "return (k * a.data ** (k - 1),)"),
        ),
    ),
    Mistake(
        id="pow-root-of-zero-is-flat",
        where="pow",
        sentence=(
            "At a = 0 your square root has the gradient zero. Look at how steep the curve is just "
            "to the right of zero; PyTorch, and the docstring, call it what it is."
        ),
        why="An infinite gradient looks like an error that has to be caught.",
        changes=(
            ("if k == 0:", "if k == 0 or (a.data == 0 and k < 1):"),
            ("if a.data == 0 and k < 1:\n    return (grad * math.inf,)", ""),
        ),
    ),
    Mistake(
        id="pow-loses-the-factor",
        where="pow",
        sentence=(
            "Your power has the right power of the base, but for the exponent 3 it is a third of "
            "what it should be, for 2 a half. When the exponent comes down, it does not vanish."
        ),
        why="'The exponent becomes one less' is the half that is remembered.",
        change=("return (grad * k * a.data ** (k - 1),)", "return (grad * a.data ** (k - 1),)"),
    ),
    Mistake(
        id="pow-keeps-the-exponent",
        where="pow",
        sentence=(
            "The gradient of your power grows as fast as the power itself: it has one factor of "
            "the base too many. What happens to the exponent when you differentiate?"
        ),
        why="'The exponent comes down in front' is the half that is remembered.",
        code="""
def pow(grad, node):
    (a,) = node.children
    (k,) = node.ctx
    return (grad * k * a.data ** k,)
""",
    ),
    Mistake(
        id="pow-takes-one-from-the-power",
        where="pow",
        sentence=(
            "Your power is computed with its old exponent, and one is subtracted from the result "
            "of it all. In Python `**` comes before the minus; look at what is to become one less."
        ),
        why="`a ** k - 1` is read as it is spoken.",
        change=("return (grad * k * a.data ** (k - 1),)", "return (grad * k * a.data**k - 1,)"),
    ),
    Mistake(
        id="pow-raises-the-result",
        where="pow",
        sentence=(
            "Your power rule is applied to the result of the power instead of to its base: for a "
            "cube the numbers are far too large. Look at which of the two numbers of the node the "
            "derivative is about."
        ),
        why="`out.data` is right for exp and tanh, and gets copied.",
        changes=(
            ("if a.data == 0 and k < 1:", "if node.data == 0 and k < 1:"),
            ("return (grad * k * a.data ** (k - 1),)", "return (grad * k * node.data ** (k - 1),)"),
        ),
    ),
    Mistake(
        id="pow-as-an-exponential",
        where="pow",
        sentence=(
            "Your gradient contains a logarithm of the base: that is how fast a ** k grows with k. "
            "Here k is fixed, and it is the base that is pushed."
        ),
        why="Two rules for two functions that look alike: x^k and k^x.",
        code="""
def pow(grad, node):
    (a,) = node.children
    return (grad * node.data * math.log(a.data),)
""",
    ),
    Mistake(
        id="pow-divides-by-the-base",
        where="pow",
        sentence=(
            "Away from zero your power is right, at a base of zero it divides by zero. The result "
            "divided by the base is one power less only where the base can be divided by."
        ),
        why="k * a^k / a saves a second power.",
        code="""
def pow(grad, node):
    (a,) = node.children
    (k,) = node.ctx
    return (grad * k * node.data / a.data,)
""",
    ),
    Mistake(
        id="pow-without-the-special-cases",
        where="pow",
        sentence=(
            "Your power rule is the formula and nothing else. At a base of zero there are two "
            "kinds of exponents for which Python divides by zero on the way; the docstring says "
            "what the answers there are."
        ),
        why="The formula is right nearly everywhere.",
        code="""
def pow(grad, node):
    (a,) = node.children
    (k,) = node.ctx
    return (grad * k * a.data ** (k - 1),)
""",
    ),
    Mistake(
        id="pow-is-flat-at-zero",
        where="pow",
        sentence=(
            "At a base of zero your gradient is always zero. That is so for squares and cubes; a "
            "line goes through zero with its usual slope, and a square root stands upright there."
        ),
        why="One guard against dividing by zero is written for all exponents.",
        changes=(
            ("if k == 0:", "if a.data == 0:"),
            ("if a.data == 0 and k < 1:\n    return (grad * math.inf,)", ""),
        ),
    ),
    Mistake(
        id="pow-infinity-without-a-sign",
        where="pow",
        sentence=(
            "At the foot of a root your gradient is infinite, and always positive. An upstream "
            "gradient below zero turns the direction round, there as everywhere."
        ),
        why="Infinity seems to be the end of the computation.",
        change=("return (grad * math.inf,)", "return (math.inf,)"),
    ),
    Mistake(
        id="pow-of-the-size",
        where="pow",
        sentence=(
            "For a negative base the gradient of your square has the wrong sign: the sign of the "
            "base is dropped on the way. A parabola falls to the left of zero."
        ),
        why="abs() is put in to keep complex numbers out.",
        change=(
            "return (grad * k * a.data ** (k - 1),)",
            "return (grad * k * abs(a.data) ** (k - 1),)",
        ),
    ),
    Mistake(
        id="pow-with-whole-exponents-only",
        where="pow",
        sentence=(
            "Whole exponents are right; fractional ones you treat as the whole number below. "
            "Nothing in the power rule asks for whole exponents."
        ),
        why="int() is used to take the exponent out of ctx.",
        changes=(
            ("(k,) = node.ctx", "k = int(node.ctx[0])"),
            ("if a.data == 0 and k < 1:\n    return (grad * math.inf,)", ""),
        ),
    ),
    Mistake(
        id="pow-always-squares",
        where="pow",
        sentence=(
            "Your rule is right for squares and for nothing else: every power is treated as one. "
            "Look at where the exponent of this node stands."
        ),
        why="The square is the one derivative that everybody writes without thinking.",
        code="""
def pow(grad, node):
    (a,) = node.children
    return (grad * 2 * a.data,)
""",
    ),
    # exp
    Mistake(
        id="exp-uses-its-input",
        where="exp",
        sentence=(
            "Your exp multiplies by the number that went in. What is its own derivative is the "
            "result, the number that came out; look at which of the two you read."
        ),
        why="Proposed as a correction in an issue about the micrograd lecture.",
        change=("return (grad * node.data,)", "(a,) = node.children\nreturn (grad * a.data,)"),
    ),
    Mistake(
        id="exp-forgets-upstream",
        where="exp",
        sentence=(
            "Your exp hands on its local derivative alone, whatever arrives from above. Look at "
            "what your rule does with its first argument."
        ),
        why="'e^x is its own derivative' is taken for the whole rule.",
        change=("return (grad * node.data,)", "return (node.data,)"),
    ),
    Mistake(
        id="exp-of-the-result",
        where="exp",
        sentence=(
            "Your gradient is e to the power of the result: exp was applied a second time. The "
            "number in the node is e^x already."
        ),
        why="The formula says e^x, and `node.data` is taken for x.",
        change=("return (grad * node.data,)", "return (grad * math.exp(node.data),)"),
    ),
    Mistake(
        id="exp-by-the-power-rule",
        where="exp",
        sentence=(
            "Your exp is differentiated like a power: x came down in front and became one less. "
            "Here x is the exponent, and the exponent is what is pushed."
        ),
        why="The power rule is the first that comes to mind where there is an exponent.",
        change=(
            "return (grad * node.data,)",
            "(a,) = node.children\nreturn (grad * a.data * math.exp(a.data - 1),)",
        ),
    ),
    # log
    Mistake(
        id="log-uses-its-output",
        where="log",
        sentence=(
            "Your log divides by the logarithm, the number that came out. Its slope is decided by "
            "where on the axis you stand: by the number that went in."
        ),
        why="`out.data` is right for exp and tanh, and gets copied.",
        change=("return (grad / a.data,)", "return (grad / node.data,)"),
    ),
    Mistake(
        id="log-forgets-upstream",
        where="log",
        sentence=(
            "Your log hands on its local derivative alone, whatever arrives from above. Look at "
            "what your rule does with its first argument."
        ),
        why="'The derivative of ln x is 1 / x' is taken for the whole rule.",
        change=("return (grad / a.data,)", "return (1.0 / a.data,)"),
    ),
    Mistake(
        id="log-turned-upside-down",
        where="log",
        sentence=(
            "The gradient of your log grows with the number. A logarithm gets flatter and flatter "
            "the further out you go; check whether you multiply or divide."
        ),
        why="`grad * ...` is how every other rule begins.",
        change=("return (grad / a.data,)", "return (grad * a.data,)"),
    ),
    Mistake(
        id="log-guards-itself-twice",
        where="log",
        sentence=(
            "Your gradient is a little off everywhere, as if something small had been added to the "
            "operand. The forward pass refuses numbers without a logarithm; there is nothing left "
            "to guard against here."
        ),
        why="1 / (x + 1e-8) is the customary patch in loss functions.",
        change=("return (grad / a.data,)", "return (grad / (a.data + 1e-8),)"),
    ),
    # tanh
    Mistake(
        id="tanh-uses-its-input",
        where="tanh",
        sentence=(
            "Near zero your tanh is nearly right, further out its slope turns negative: you square "
            "the number that went in. The formula is about tanh(x), the number that came out."
        ),
        why="x stands in the formula, and `a.data` is x.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "(a,) = node.children\nreturn (grad * (1.0 - a.data**2),)",
        ),
    ),
    Mistake(
        id="tanh-forgets-upstream",
        where="tanh",
        sentence=(
            "Your tanh hands on its local derivative alone, whatever arrives from above. Look at "
            "what your rule does with its first argument."
        ),
        why="The formula for the derivative is taken for the whole rule.",
        change=("return (grad * (1.0 - node.data**2),)", "return (1.0 - node.data**2,)"),
    ),
    Mistake(
        id="tanh-without-the-square",
        where="tanh",
        sentence=(
            "For negative numbers the slope of your tanh is larger than one. The curve is as steep "
            "on the left as on the right, and steepest in the middle: something in the formula "
            "must make the sign disappear."
        ),
        why="The small 2 gets lost.",
        change=("return (grad * (1.0 - node.data**2),)", "return (grad * (1.0 - node.data),)"),
    ),
    Mistake(
        id="tanh-subtracts-from-the-gradient",
        where="tanh",
        sentence=(
            "Your tanh subtracts the square from the upstream gradient, instead of multiplying "
            "the gradient by the whole slope. For an upstream gradient of one the two are the "
            "same number. Python's * binds more tightly than its minus; look at what is "
            "multiplied."
        ),
        why="`grad * 1 - t**2`: the parentheses of the formula are lost.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "return (grad * 1.0 - node.data**2,)",
        ),
    ),
    Mistake(
        id="tanh-doubles-for-the-square",
        where="tanh",
        sentence=(
            "Your slope of tanh is one minus twice the result: there is a factor of two where the "
            "formula has an exponent. On the left of zero it comes out larger than one, where "
            "the curve flattens."
        ),
        why="`*` and `**` are one key stroke apart.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "return (grad * (1.0 - node.data * 2),)",
        ),
    ),
    Mistake(
        id="tanh-with-sigmoids-slope",
        where="tanh",
        sentence=(
            "At zero your tanh is flat, and it is steepest there. The formula t * (1 - t) belongs "
            "to the sigmoid, its cousin between 0 and 1."
        ),
        why="The two squashing functions are learned together.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "return (grad * node.data * (1.0 - node.data),)",
        ),
    ),
    Mistake(
        id="tanh-of-tanh",
        where="tanh",
        sentence=(
            "Your slope is too large away from zero: tanh was applied a second time, to the number "
            "that is tanh(x) already."
        ),
        why="The formula says tanh(x)^2, and `node.data` is taken for x.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "return (grad * (1.0 - math.tanh(node.data) ** 2),)",
        ),
    ),
    Mistake(
        id="tanh-overflows-backward",
        where="tanh",
        sentence=(
            "For small numbers your slope is right, far out it overflows: a power of e on the way "
            "is larger than any float, although the slope itself is just zero. The node holds "
            "a number that never gets large."
        ),
        why="1 / cosh(x)^2 is the form in many tables.",
        change=(
            "return (grad * (1.0 - node.data**2),)",
            "(a,) = node.children\nreturn (grad / math.cosh(a.data) ** 2,)",
        ),
    ),
    # relu
    Mistake(
        id="relu-passes-zero",
        where="relu",
        sentence=(
            "At exactly zero your relu lets the gradient through. Between a slope of 0 on the left "
            "and of 1 on the right somebody has to choose; this course chooses as PyTorch does."
        ),
        why="`>=` for `>`.",
        change=("return (grad if a.data > 0 else 0.0,)", "return (grad if a.data >= 0 else 0.0,)"),
    ),
    Mistake(
        id="relu-halves-at-zero",
        where="relu",
        sentence=(
            "At exactly zero your relu hands on half of the gradient, the middle between its two "
            "slopes. That is a fair choice and not the one that is agreed on here, which is "
            "PyTorch's."
        ),
        why="The symmetric difference quotient at the corner is 0.5.",
        code="""
def relu(grad, node):
    (a,) = node.children
    if a.data == 0:
        return (0.5 * grad,)
    return (grad if a.data > 0 else 0.0,)
""",
    ),
    Mistake(
        id="relu-masks-the-gradient",
        where="relu",
        sentence=(
            "Your relu is applied to the gradient: positive gradients pass, negative ones are "
            "stopped. What opens and closes the gate is the number that went in on the way "
            "forward."
        ),
        why="`max(0, grad)`: 'the derivative of relu' is read as 'relu of the derivative'.",
        code="""
def relu(grad, node):
    return (max(0.0, grad),)
""",
    ),
    Mistake(
        id="relu-masks-both",
        where="relu",
        sentence=(
            "Above zero your relu lets positive gradients through and stops negative ones. A "
            "negative gradient says that the number should grow; the sign of the gradient has no "
            "say in whether it passes."
        ),
        why="Guided backpropagation does this on purpose, to draw saliency maps.",
        change=(
            "return (grad if a.data > 0 else 0.0,)",
            "return (grad if a.data > 0 and grad > 0 else 0.0,)",
        ),
    ),
    Mistake(
        id="relu-forgets-upstream",
        where="relu",
        sentence=(
            "Your relu answers 1 or 0, whatever arrives from above. That is the local half of the "
            "product; look at what your rule does with its first argument."
        ),
        why="'The derivative of relu is 1 or 0' is taken for the whole rule.",
        change=("return (grad if a.data > 0 else 0.0,)", "return (1.0 if a.data > 0 else 0.0,)"),
    ),
    Mistake(
        id="relu-lets-all-through",
        where="relu",
        sentence=(
            "Your relu hands every gradient on, below zero too. There the curve is flat: a small "
            "push of the operand does nothing to the result."
        ),
        why="The gate is built into the forward pass and forgotten on the way back.",
        change=("return (grad if a.data > 0 else 0.0,)", "return (grad,)"),
    ),
    Mistake(
        id="relu-multiplies-by-the-number",
        where="relu",
        sentence=(
            "Above zero your gradient grows with the number that went in. The slope of relu is the "
            "same everywhere on that side."
        ),
        why="`grad * node.data` mixes up the result and the slope.",
        code="""
def relu(grad, node):
    return (grad * node.data,)
""",
    ),
    Mistake(
        id="relu-leaks-backward",
        where="relu",
        sentence=(
            "Below zero your relu hands on a hundredth of the gradient. That is the leaky relu; "
            "this one is flat there, and the two directions have to agree."
        ),
        why="A cure for dead units, applied to the backward pass alone.",
        change=(
            "return (grad if a.data > 0 else 0.0,)",
            "return (grad if a.data > 0 else 0.01 * grad,)",
        ),
    ),
)
