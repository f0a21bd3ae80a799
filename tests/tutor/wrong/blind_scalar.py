"""Wrong versions of value.py, rules.py and graph.py, written without a look at the catalogue."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="blind-value-lifted-right-is-other-way-round",
        stage="value",
        truth="__rtruediv__ divides self by the other number.",
        where=("Value.__rtruediv__",),
        names=("rtruediv-is-truediv",),
        code="""
        class Value:
            def __rtruediv__(...):
                # division does not care who asks
                return self.__truediv__(other)
        """,
    ),
    WrongSubmission(
        id="blind-value-any-number-by-duck",
        stage="value",
        truth="__init__ takes whatever float() takes, so '2' and True are numbers.",
        where=("Value.__init__",),
        names=("constructor-converts-what-it-can",),
        code="""
        class Value:
            def __init__(...):
                try:
                    self.data = float(data)
                except (ValueError, TypeError):
                    raise TypeError(f"not a number: {data!r}") from None
                self.grad, self.children, self.op, self.ctx = 0.0, children, op, ctx
        """,
    ),
    WrongSubmission(
        id="blind-value-strings-by-duck",
        stage="value",
        truth="__init__ refuses a bool and takes a string that float() can convert.",
        where=("Value.__init__",),
        code="""
        class Value:
            def __init__(...):
                refused = TypeError(f"Value cannot hold {data!r}")
                if data is True or data is False:
                    raise refused
                try:
                    self.data = float(data)
                except (ValueError, TypeError):
                    raise refused from None
                self.grad, self.children, self.op, self.ctx = 0.0, children, op, ctx
        """,
    ),
    WrongSubmission(
        id="blind-value-micrograd-prev-set",
        stage="value",
        truth="__init__ keeps the children as a set, as micrograd does: doubles are lost.",
        where=("Value.__init__",),
        code="""
        class Value:
            def __init__(...):
                if type(data) not in (int, float):
                    raise TypeError("Value needs a number, got " + repr(data))
                self.data = float(data)
                self.grad = 0.0
                self.children = tuple(set(children))
                self.op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="blind-value-tanh-from-exponentials",
        stage="value",
        truth="tanh is computed by the formula with exp(2x), which overflows at 1000.",
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
        id="blind-value-relu-of-absolute",
        stage="value",
        truth="relu answers the absolute value of a negative number.",
        where=("Value.relu",),
        names=("relu-takes-the-size",),
        code="""
        class Value:
            def relu(self):
                out = self.data
                if out < 0:
                    out = -out
                return Value(out, (self,), "relu")
        """,
    ),
    WrongSubmission(
        id="blind-value-pow-real-part",
        stage="value",
        truth="pow takes the absolute base under a fractional exponent instead of refusing it.",
        where=("Value.__pow__",),
        code="""
        class Value:
            def __pow__(...):
                if isinstance(exponent, bool) or not isinstance(exponent, (int, float)):
                    raise TypeError(f"exponent {exponent!r} is no number")
                base = self.data
                if base == 0 and exponent < 0:
                    raise ValueError(f"pow: base {base} cannot be divided by")
                if base < 0 and exponent != int(exponent):
                    base = abs(base)
                return Value(base**exponent, (self,), "pow", (exponent,))
        """,
    ),
    WrongSubmission(
        id="blind-value-neg-keeps-its-own-op",
        stage="value",
        truth="__neg__ records an op 'neg' that no rule belongs to.",
        where=("Value.__neg__",),
        names=("negation-as-an-op-of-its-own",),
        code="""
        class Value:
            def __neg__(self):
                negated = Value(-self.data, children=(self,), op="neg")
                return negated
        """,
    ),
    WrongSubmission(
        id="blind-value-add-in-place",
        stage="value",
        truth="__add__ changes self.data and answers self.",
        where=("Value.__add__",),
        code="""
        class Value:
            def __add__(...):
                other = other if isinstance(other, Value) else Value(other)
                self.data += other.data
                self.children = (self, other)
                self.op = "add"
                return self
        """,
    ),
    WrongSubmission(
        id="blind-value-mul-forgot-return",
        stage="value",
        truth="__mul__ makes the node and has no return.",
        where=("Value.__mul__",),
        slip="None",
        code="""
        class Value:
            def __mul__(...):
                o = lift(other)
                result = Value(self.data * o.data, (self, o), "mul")
        """,
    ),
    WrongSubmission(
        id="blind-value-prev-attribute",
        stage="value",
        truth="__init__ sets _prev and _op, micrograd's names, which the slots do not have.",
        where=("Value.__init__",),
        slip="slots",
        code="""
        class Value:
            def __init__(...):
                if isinstance(data, bool) or not isinstance(data, (int, float)):
                    raise TypeError(f"Value needs a number, got {data!r}")
                self.data = float(data)
                self.grad = 0.0
                self._prev = children
                self._op = op
                self.ctx = ctx
        """,
    ),
    WrongSubmission(
        id="blind-value-accumulate-averages",
        stage="value",
        truth="accumulate keeps the mean of the old and the new gradient.",
        where=("Value.accumulate",),
        code="""
        class Value:
            def accumulate(...):
                if self.grad == 0.0:
                    self.grad = grad
                else:
                    self.grad = (self.grad + grad) / 2
        """,
    ),
    WrongSubmission(
        id="blind-value-log-base-ten",
        stage="value",
        truth="log is the logarithm to the base 10.",
        where=("Value.log",),
        names=("log-to-base-ten",),
        code="""
        class Value:
            def log(self):
                number = self.data
                if not number > 0:
                    raise ValueError(f"log is undefined at {number}")
                return Value(math.log10(number), (self,), "log")
        """,
    ),
    WrongSubmission(
        id="blind-value-sub-by-rsub",
        stage="value",
        truth="__rsub__ negates the wrong operand: self - other.",
        where=("Value.__rsub__",),
        names=("rsub-is-sub",),
        code="""
        class Value:
            def __rsub__(...):
                minus_other = lift(-other)
                return minus_other + self
        """,
    ),
    WrongSubmission(
        id="blind-rules-pow-exponent-not-lowered",
        stage="rules",
        truth="pow multiplies by k * a**k: the power is not lowered.",
        where=("pow",),
        names=("pow-keeps-the-exponent",),
        code="""
        def pow(grad, node):
            a = node.children[0].data
            k = node.ctx[0]
            if k == 0:
                return (0.0,)
            if a == 0 and 0 < k < 1:
                return (grad * math.inf,)
            return (grad * k * node.data,)
        """,
    ),
    WrongSubmission(
        id="blind-rules-pow-by-logarithm",
        stage="rules",
        truth="pow differentiates k**a instead of a**k: a**k * log(a).",
        where=("pow",),
        code="""
        def pow(grad, node):
            (child,) = node.children
            base = child.data
            return (grad * node.data * math.log(abs(base)),) if base else (0.0,)
        """,
    ),
    WrongSubmission(
        id="blind-rules-log-divides-by-result",
        stage="rules",
        truth="log divides by the logarithm instead of by what went in.",
        where=("log",),
        names=("log-uses-its-output",),
        code="""
        def log(grad, node):
            slope = 1.0 / node.data
            return (slope * grad,)
        """,
    ),
    WrongSubmission(
        id="blind-rules-tanh-of-tanh",
        stage="rules",
        truth="tanh takes the tanh of the result once more before squaring.",
        where=("tanh",),
        names=("tanh-of-tanh",),
        code="""
        def tanh(grad, node):
            t = math.tanh(node.data)
            return (grad * (1 - t**2),)
        """,
    ),
    WrongSubmission(
        id="blind-rules-relu-max-of-gradient",
        stage="rules",
        truth="relu clips the gradient at zero instead of asking for the sign of the input.",
        where=("relu",),
        names=("relu-masks-the-gradient",),
        code="""
        def relu(grad, node):
            return (max(0.0, grad),)
        """,
    ),
    WrongSubmission(
        id="blind-rules-mul-swapped",
        stage="rules",
        truth="mul hands each factor itself as the local derivative.",
        where=("mul",),
        names=("mul-gives-each-its-own",),
        code="""
        def mul(grad, node):
            locals_ = [child.data for child in node.children]
            return tuple(grad * d for d in locals_)
        """,
    ),
    WrongSubmission(
        id="blind-rules-mul-writes-the-gradients",
        stage="rules",
        truth="mul adds to the children's grad, as micrograd's closures do, and also answers.",
        where=("mul",),
        names=("mul-also-accumulates",),
        code="""
        def mul(grad, node):
            a, b = node.children
            a.grad += b.data * grad
            b.grad += a.data * grad
            return (b.data * grad, a.data * grad)
        """,
    ),
    WrongSubmission(
        id="blind-rules-exp-from-input-slope",
        stage="rules",
        truth="exp treats e**a as a power: a * e**(a - 1).",
        where=("exp",),
        names=("exp-by-the-power-rule",),
        code="""
        def exp(grad, node):
            a = node.children[0].data
            return (grad * a * math.exp(a - 1),)
        """,
    ),
    WrongSubmission(
        id="blind-rules-exp-misspelt",
        stage="rules",
        truth="exp reads node.childs, which does not exist.",
        where=("exp",),
        slip="near miss",
        code="""
        def exp(grad, node):
            x = node.childs[0].data
            return (grad * math.exp(x),)
        """,
    ),
    WrongSubmission(
        id="blind-rules-add-halves",
        stage="rules",
        truth="add shares the gradient out, half to each.",
        where=("add",),
        names=("add-divides-the-gradient",),
        code="""
        def add(grad, node):
            share = grad / len(node.children)
            return tuple(share for _ in node.children)
        """,
    ),
    WrongSubmission(
        id="blind-graph-breadth-first",
        stage="graph",
        truth="toposort is a breadth-first walk with a queue: levels, not an order.",
        where=("toposort",),
        names=("toposort-breadth-first",),
        code="""
        from collections import deque

        def toposort(root):
            seen = {id(root)}
            queue = deque([root])
            order = []
            while queue:
                node = queue.popleft()
                order.append(node)
                for child in node.children:
                    if id(child) not in seen:
                        seen.add(id(child))
                        queue.append(child)
            return order
        """,
    ),
    WrongSubmission(
        id="blind-graph-micrograd-recursion",
        stage="graph",
        truth="toposort is micrograd's recursive build_topo, which ends at a thousand nodes.",
        where=("toposort",),
        names=("toposort-by-recursion",),
        code="""
        def toposort(root):
            topo = []
            visited = set()
            def build_topo(v):
                if v not in visited:
                    visited.add(v)
                    for child in v.children:
                        build_topo(child)
                    topo.append(v)
            build_topo(root)
            return topo[::-1]
        """,
    ),
    WrongSubmission(
        id="blind-graph-seen-by-number",
        stage="graph",
        truth="toposort remembers the numbers it has seen, so equal leaves are taken for one.",
        where=("toposort",),
        names=("toposort-by-number",),
        code="""
        def toposort(root):
            done, stack, out = set(), [(root, False)], []
            while stack:
                node, finished = stack.pop()
                if finished:
                    out.append(node)
                    continue
                key = (node.data, len(node.children))
                if key in done:
                    continue
                done.add(key)
                stack.append((node, True))
                stack.extend((c, False) for c in node.children)
            out.reverse()
            return out
        """,
    ),
    WrongSubmission(
        id="blind-graph-list-membership",
        stage="graph",
        truth="toposort looks its nodes up in a list, so its time grows with the square.",
        where=("toposort",),
        code="""
        def toposort(root):
            finished = []
            stack = [root]
            while stack:
                node = stack[-1]
                waiting = [c for c in node.children if not any(c is f for f in finished)]
                if waiting:
                    stack.append(waiting[0])
                else:
                    stack.pop()
                    if not any(node is f for f in finished):
                        finished.append(node)
            return finished[::-1]
        """,
    ),
    WrongSubmission(
        id="blind-graph-backward-clears-all",
        stage="graph",
        truth="backward clears the leaves too, so a second call does not add.",
        where=("backward",),
        names=("backward-clears-the-leaves",),
        code="""
        def backward(root):
            nodes = toposort(root)
            zero_grad(n for n in nodes if getattr(n, "requires_grad", True))
            root.accumulate(ones_like(root.data))
            for n in nodes:
                if not n.children or not getattr(n, "requires_grad", True):
                    continue
                for c, g in zip(n.children, n.local_gradients()):
                    if g is not None:
                        c.accumulate(g)
        """,
    ),
    WrongSubmission(
        id="blind-graph-backward-seeds-with-data",
        stage="graph",
        truth="backward seeds the root with its data instead of with one.",
        where=("backward",),
        names=("backward-starts-with-the-value",),
        code="""
        def backward(root):
            order = toposort(root)
            for node in order:
                if node.children and getattr(node, "requires_grad", True):
                    node.zero_grad()
            root.accumulate(root.data)
            for node in order:
                if node.children and getattr(node, "requires_grad", True):
                    for child, g in zip(node.children, node.local_gradients()):
                        if g is not None:
                            child.accumulate(g)
        """,
    ),
    WrongSubmission(
        id="blind-graph-backward-one-pass-clears-late",
        stage="graph",
        truth="backward clears an inner node when its turn comes, after its gradient has arrived.",
        where=("backward",),
        names=("backward-cleans-up-afterwards",),
        code="""
        def backward(root):
            root.accumulate(ones_like(root.data))
            for node in toposort(root):
                if not getattr(node, "requires_grad", True) or not node.children:
                    continue
                grads = node.local_gradients()
                node.zero_grad()
                for i in range(len(node.children)):
                    if grads[i] is not None:
                        node.children[i].accumulate(grads[i])
        """,
    ),
    WrongSubmission(
        id="blind-graph-backward-plus-equals",
        stage="graph",
        truth="backward writes grad itself with += instead of accumulate.",
        where=("backward",),
        code="""
        def backward(root):
            order = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
            for n in order:
                n.zero_grad()
            root.grad += ones_like(root.data)
            for n in order:
                for child, g in zip(n.children, n.local_gradients()):
                    if g is None:
                        continue
                    child.grad += g
        """,
    ),
    WrongSubmission(
        id="blind-graph-zero-grad-below",
        stage="graph",
        truth="zero_grad clears everything below the nodes as well.",
        where=("zero_grad",),
        names=("zero-grad-goes-all-the-way-down",),
        code="""
        def zero_grad(nodes):
            for node in nodes:
                for below in toposort(node):
                    below.zero_grad()
        """,
    ),
    WrongSubmission(
        id="blind-graph-zero-grad-not-called",
        stage="graph",
        truth="zero_grad names the method without calling it.",
        where=("zero_grad",),
        code="""
        def zero_grad(nodes):
            for node in nodes:
                node.zero_grad
        """,
    ),
    WrongSubmission(
        id="blind-graph-toposort-without-return",
        stage="graph",
        truth="toposort reverses the list in place and answers what reverse() answers: None.",
        where=("toposort",),
        slip="None",
        code="""
        def toposort(root):
            post, seen = [], set()
            stack = [(root, iter(root.children))]
            seen.add(root)
            while stack:
                node, rest = stack[-1]
                for child in rest:
                    if child not in seen:
                        seen.add(child)
                        stack.append((child, iter(child.children)))
                        break
                else:
                    post.append(node)
                    stack.pop()
            return post.reverse()
        """,
    ),
)
