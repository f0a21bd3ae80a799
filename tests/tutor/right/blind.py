"""Right but unusual versions of files of all parts, written without a look at the checks."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="blind-value-all-through-one-maker",
        stage="value",
        way="Every op goes through one private function; reflected forms make their own leaf.",
        code="""
        def _made(op, number, *children, ctx=()):
            return Value(number, children, op, ctx)

        class Value:
            def __add__(self, other):
                b = lift(other)
                return _made("add", self.data + b.data, self, b)

            def __radd__(self, other):
                return Value(other).__add__(self)

            def __mul__(self, other):
                b = lift(other)
                return _made("mul", self.data * b.data, self, b)

            def __rmul__(self, other):
                return Value(other).__mul__(self)

            def exp(self):
                return _made("exp", math.exp(self.data), self)

            def tanh(self):
                return _made("tanh", math.tanh(self.data), self)

            def relu(self):
                return _made("relu", max(self.data, 0.0), self)
        """,
    ),
    RightSubmission(
        id="blind-value-tanh-of-small-exponents",
        stage="value",
        way="tanh is computed from expm1 of a number that is never positive.",
        code="""
        class Value:
            def tanh(self):
                small = math.expm1(-2.0 * abs(self.data))
                t = -small / (small + 2.0)
                return Value(math.copysign(t, self.data), (self,), "tanh")
        """,
    ),
    RightSubmission(
        id="blind-rules-tanh-factored",
        stage="rules",
        way="tanh's slope is (1 - t) * (1 + t); mul unpacks the children; relu asks the result.",
        code="""
        def mul(grad, node):
            a, b = (child.data for child in node.children)
            return grad * b, a * grad

        def tanh(grad, node):
            t = node.data
            return ((1.0 - t) * grad * (1.0 + t),)

        def relu(grad, node):
            return (grad if node.data else 0.0,)
        """,
    ),
    RightSubmission(
        id="blind-rules-log-by-power",
        stage="rules",
        way="log multiplies by a ** -1; exp computes e ** a anew.",
        code="""
        def log(grad, node):
            return (grad * node.children[0].data ** -1,)

        def exp(grad, node):
            (a,) = node.children
            return tuple([math.e ** a.data * grad])
        """,
    ),
    RightSubmission(
        id="blind-graph-count-the-users",
        stage="graph",
        way="toposort counts each node's uses by identity and puts it down after the last.",
        code="""
        def toposort(root):
            uses = {id(root): 0}
            found = [root]
            for node in found:
                for child in node.children:
                    if id(child) not in uses:
                        uses[id(child)] = 0
                        found.append(child)
                    uses[id(child)] += 1
            ready, order = [root], []
            while ready:
                node = ready.pop()
                order.append(node)
                for child in node.children:
                    uses[id(child)] -= 1
                    if not uses[id(child)]:
                        ready.append(child)
            return order
        """,
    ),
    RightSubmission(
        id="blind-graph-backward-by-pairs",
        stage="graph",
        way="backward asks for gradients lazily by map and filter; zero_grad is a comprehension.",
        code="""
        def backward(root):
            wants = lambda n: bool(n.children) and getattr(n, "requires_grad", True)
            walk = list(filter(wants, toposort(root)))
            zero_grad(walk)
            root.accumulate(ones_like(root.data))
            while walk:
                node = walk.pop(0)
                pairs = list(zip(node.children, node.local_gradients()))
                [c.accumulate(g) for c, g in pairs if g is not None]

        def zero_grad(nodes):
            [n.zero_grad() for n in nodes]
        """,
    ),
    RightSubmission(
        id="blind-nn-bias-last",
        stage="nn",
        way="The products are added from the last to the first and the bias after them.",
        code="""
        class Neuron:
            def __call__(self, inputs):
                n = len(self.weights)
                if n != len(inputs):
                    raise ValueError(f"need {n} inputs and not {len(inputs)}")
                total = self.weights[-1] * inputs[-1]
                for i in range(n - 2, -1, -1):
                    total = self.weights[i] * inputs[i] + total
                return total + self.bias

        class MLP:
            def __call__(self, inputs):
                for depth, layer in enumerate(self.layers, start=1):
                    inputs = layer(inputs)
                    if depth < len(self.layers):
                        inputs = [x.relu() for x in inputs]
                return inputs

            def parameters(self):
                return sum((layer.parameters() for layer in self.layers), [])
        """,
    ),
    RightSubmission(
        id="blind-losses-ce-incremental",
        stage="losses",
        way="cross_entropy sums exp(l_j - l_t), shifted by the largest; mse multiplies by 1 / n.",
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets) or not predictions:
                raise ValueError(f"{len(predictions)} predictions against {len(targets)} targets")
            errors = [t - p for p, t in zip(predictions, targets)]
            squares = [e * e for e in errors]
            result = squares[0]
            for s in squares[1:]:
                result = s + result
            return result * (1 / len(squares))

        def cross_entropy(logits, target):
            if type(target) is not int:
                raise TypeError(f"a class is an int and not {target!r}")
            if target not in range(len(logits)):
                raise ValueError(f"class {target} of {len(logits)} logits")
            shift = sorted(logit.data for logit in logits)[-1]
            shifted = [logit - shift for logit in logits]
            total = shifted[0].exp()
            for s in shifted[1:]:
                total = total + s.exp()
            return total.log() - shifted[target]
        """,
    ),
    RightSubmission(
        id="blind-optim-velocity-in-pairs",
        stage="optim",
        way="Parameters and velocities stand in pairs; the three terms have a pass of their own.",
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.pairs = [[p, mapped(float.__sub__, p.data, p.data)] for p in parameters]
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay

            def step(self):
                for pair in self.pairs:
                    p, v = pair
                    v = mapped(lambda old: old * self.momentum, v)
                    v = mapped(lambda a, g: a + g, v, p.grad)
                    v = mapped(lambda a, x: a + self.weight_decay * x, v, p.data)
                    pair[1] = v
                    p.data = mapped(lambda x, a: x - a * self.lr, p.data, v)

            def zero_grad(self):
                for p, _ in self.pairs:
                    p.zero_grad()
        """,
    ),
    RightSubmission(
        id="blind-training-pops-and-sorts",
        stage="training",
        way="split pops at random; minibatches sorts by random keys; accuracy uses map and eq.",
        code="""
        import operator

        def split(n, test_fraction, rng):
            if not 0 <= test_fraction <= 1:
                raise ValueError(f"no fraction: {test_fraction}")
            left = list(range(n))
            test = [left.pop(rng.randrange(len(left))) for _ in range(round(n * test_fraction))]
            return left, test

        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"a batch of {size}")
            order = sorted(indices, key=lambda _: rng.random())
            batches = []
            while order:
                batches.append(order[:size])
                del order[:size]
            return batches

        def accuracy(predicted, targets):
            if len(predicted) != len(targets) or len(predicted) == 0:
                raise ValueError(f"{len(predicted)} guesses and {len(targets)} targets")
            return sum(map(operator.eq, predicted, targets)) / len(predicted)
        """,
    ),
    RightSubmission(
        id="blind-tensor-three-loops",
        stage="tensor",
        way="product is the triple loop; the transpose is by index; negation is 0 - x by mul.",
        code="""
        def product(a, b):
            n, k, m = len(a), len(b), len(b[0])
            c = []
            for i in range(n):
                c.append([])
                for j in range(m):
                    dot = 0.0
                    for t in range(k):
                        dot += a[i][t] * b[t][j]
                    c[i].append(dot)
            return c

        def transposed(rows):
            return [[rows[i][j] for i in range(len(rows))] for j in range(len(rows[0]))]

        class Tensor:
            def __neg__(self):
                return -1 * self

            def mean(self):
                flat = [x for row in self.data for x in row]
                return Tensor([[math.fsum(flat) / len(flat)]], (self,), "mean")

            def zero_grad(self):
                rows, columns = self.shape
                self.grad = [list((0.0,) * columns) for _ in range(rows)]
        """,
    ),
    RightSubmission(
        id="blind-trules-by-matrix-algebra",
        stage="tensor_rules",
        way="unbroadcast and log_softmax are written with products with a matrix of ones.",
        code="""
        def unbroadcast(grad, shape):
            if len(grad) == shape[0]:
                return grad
            return product([[1.0] * len(grad)], grad)

        def log_softmax(grad, node):
            m = len(grad[0])
            totals = product(grad, [[1.0] * m for _ in range(m)])
            p = each(math.exp, node.data)
            return (each(lambda g, s, q: g - s * q, grad, totals, p),)

        def transpose(grad, node):
            n, m = node.children[0].shape
            return ([[grad[j][i] for j in range(m)] for i in range(n)],)

        def pick(grad, node):
            width = node.children[0].shape[1]
            rows = []
            for (g,), column in zip(grad, node.ctx):
                rows.append([0.0] * column + [g] + [0.0] * (width - column - 1))
            return (rows,)
        """,
    ),
    RightSubmission(
        id="blind-layers-one-hot-entropy",
        stage="layers",
        way="predict sorts the classes; Sequential folds; cross_entropy scales the picks' sum.",
        code="""
        from functools import reduce

        class Sequential:
            def __call__(self, x):
                return reduce(lambda value, layer: layer(value), self.layers, x)

            def parameters(self):
                seen, unique = set(), []
                for layer in self.layers:
                    for p in layer.parameters():
                        if id(p) not in seen:
                            seen.add(id(p))
                            unique.append(p)
                return unique

        def cross_entropy(logits, targets):
            picked = logits.log_softmax().pick(targets)
            return picked.sum() * (-1.0 / len(targets))

        def predict(model, rows):
            before = {id(m): m.training for m in model.modules()}
            try:
                model.eval()
                answer = model(Tensor(rows, requires_grad=False)).data
                return [sorted(range(len(r)), key=lambda j: -r[j])[0] for r in answer]
            finally:
                for m in model.modules():
                    m.training = before[id(m)]
        """,
    ),
    RightSubmission(
        id="blind-layers-dropout-two-passes",
        stage="layers",
        way="Dropout draws first and scales afterwards; the bound is squared and rooted.",
        code="""
        class Dropout:
            def __call__(self, x):
                if self.training is False:
                    return x
                draws = [[self.rng.random() for _ in range(x.shape[1])] for _ in range(x.shape[0])]
                keep = 1.0 - self.p
                mask = [[0.0 if d < self.p else 1.0 / keep for d in row] for row in draws]
                return Tensor(mask, requires_grad=False) * x
        """,
    ),
    RightSubmission(
        id="blind-dream-recursive-frames",
        stage="dream",
        way="The clamp sorts three numbers; adversarial has the distance from a product d @ d.T.",
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            now = list(image)
            for step in range(steps + 1):
                yield now.copy()
                if step < steps:
                    slopes = pixel_gradient(model, now, loss)
                    now = [sorted((low, x - lr * s, high))[1] for x, s in zip(now, slopes)]

        def adversarial(...):
            expect_fit(model, image, target)
            fixed = Tensor([[-float(p) for p in image]], requires_grad=False)

            def loss(x):
                away = x + fixed
                weight = closeness / len(image)
                return (away @ away.T) * weight + cross_entropy(model(x), [target])

            frame = None
            for frame in descend(model, image, loss, steps, lr, low, high):
                continue
            return frame
        """,
    ),
    RightSubmission(
        id="blind-dream-composite-running-mean",
        stage="dream",
        way="composite keeps a running mean, one dream after another.",
        code="""
        def composite(...):
            if count < 1:
                raise ValueError(f"count is {count}: no dream, no mean")
            n, classes = sizes(model)
            if target not in range(classes):
                raise ValueError(f"{target} is none of the {classes} classes")
            average = [0.0] * n
            for k in range(1, count + 1):
                noise = [rng.uniform(low, high) for _ in range(n)]
                seen = dream(model, noise, target, steps, lr, low, high)
                average = [m + (x - m) / k for m, x in zip(average, seen)]
            return average
        """,
    ),
)
