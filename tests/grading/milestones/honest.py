"""Packages that are right and written otherwise than the reference: of other speed and style."""

from __future__ import annotations

from tests.grading.milestones.untrained import with_later

THREE_LOOPS = """
def product(a, b):
    n, k, m = len(a), len(b), len(b[0])
    result = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for t in range(k):
                result[i][j] += a[i][t] * b[t][j]
    return result


def transposed(rows):
    result = []
    for j in range(len(rows[0])):
        column = []
        for i in range(len(rows)):
            column.append(rows[i][j])
        result.append(column)
    return result
"""

LOCAL_VARIABLES = """
def product(a, b):
    multiply, add_up = mul, sum
    columns = list(zip(*b))
    return [[float(add_up(map(multiply, row, column))) for column in columns] for row in a]
"""

# Row by row of `b`, so that every sum begins at its other end.
BACKWARDS = """
def product(a, b):
    result = []
    for row in a:
        total = [0.0] * len(b[0])
        for x, others in zip(reversed(row), reversed(b)):
            if x:
                total = [t + x * y for t, y in zip(total, others)]
        result.append(total)
    return result


def _sum(self):
    return Tensor([[math.fsum(x for row in self.data for x in row)]], (self,), "sum")


def _log_softmax(self):
    rows = []
    for row in self.data:
        top = max(row)
        total = math.fsum(math.exp(x - top) for x in reversed(row))
        rows.append([x - (top + math.log(total)) for x in row])
    return Tensor(rows, (self,), "log_softmax")


Tensor.sum, Tensor.log_softmax = _sum, _log_softmax
"""

LAST_WEIGHT_FIRST = """
def _call(self, inputs):
    if len(inputs) != len(self.weights):
        raise ValueError(f"Neuron takes {len(self.weights)} inputs, got {len(inputs)}")
    total = inputs[-1] * self.weights[-1]
    for x, weight in zip(inputs[-2::-1], self.weights[-2::-1]):
        total = x * weight + total
    return total + self.bias


def _init(self, n_in, rng):
    bound = (6 / n_in) ** 0.5
    self.weights = [Value(bound * (2 * rng.random() - 1)) for _ in range(n_in)]
    self.bias = Value(0)


Neuron.__call__, Neuron.__init__ = _call, _init
"""

SAMPLED = """
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    order = rng.sample(list(indices), len(indices))
    batches = []
    while order:
        batches.append(order[-size:])
        del order[-size:]
    return sorted(batches, key=len, reverse=True)
"""

# Counts parents, and takes a node when none of them is left.
BY_PARENTS = """
def toposort(root):
    parents, nodes, waiting = {root: 0}, [], [root]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        for child in node.children:
            if child not in parents:
                parents[child] = 0
                waiting.append(child)
            parents[child] += 1
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for child in node.children:
            parents[child] -= 1
            if not parents[child]:
                ready.append(child)
    return order
"""

# The recursion that everybody writes first, with its own stack of iterators.
LIKE_A_RECURSION = """
def toposort(root):
    done, entered = [], {root}
    calls = [(root, iter(root.children))]
    while calls:
        node, children = calls[-1]
        child = next(children, None)
        if child is None:
            calls.pop()
            done.append(node)
        elif child not in entered:
            entered.add(child)
            calls.append((child, iter(child.children)))
    return list(reversed(done))
"""

SEPARATE_VELOCITIES = """
class SGD:
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        self.parameters = tuple(parameters)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.numbers, self.rows = {}, {}
        for place, parameter in enumerate(self.parameters):
            if isinstance(parameter.data, list):
                self.rows[place] = [[0.0 for _ in row] for row in parameter.data]
            else:
                self.numbers[place] = 0.0

    def step(self):
        for place in self.numbers:
            parameter = self.parameters[place]
            parameter.data, self.numbers[place] = self._moved(
                parameter.data, parameter.grad, self.numbers[place]
            )
        for place, velocities in self.rows.items():
            data, grad = self.parameters[place].data, self.parameters[place].grad
            for i, row in enumerate(data):
                for j in range(len(row)):
                    row[j], velocities[i][j] = self._moved(row[j], grad[i][j], velocities[i][j])

    def _moved(self, x, g, v):
        v = self.momentum * v + g + self.weight_decay * x
        return x - self.lr * v, v

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.zero_grad()
"""

# Layers that keep what they are made of in one dict, and ask it for everything.
LAYERS_WITH_A_CLASS_OF_THEIR_OWN = """
class Part(Layer):
    def __init__(self, **own):
        vars(self).update(own)

    def parameters(self):
        found = []
        for own in vars(self).values():
            for one in own if isinstance(own, tuple) else (own,):
                new = [one] if isinstance(one, Tensor) else []
                new = one.parameters() if isinstance(one, Layer) else new
                found += [p for p in new if not any(p is known for known in found)]
        return found


class Linear(Part):
    def __init__(self, n_in, n_out, rng):
        bound = math.sqrt(6) / math.sqrt(n_in)
        drawn = [bound * (2 * rng.random() - 1) for _ in range(n_in * n_out)]
        rows = [drawn[i * n_out : (i + 1) * n_out] for i in range(n_in)]
        super().__init__(weight=Tensor(rows), bias=Tensor([[0.0 for _ in range(n_out)]]))

    def __call__(self, x):
        return (x @ self.weight) + self.bias


class Sequential(Part):
    def __init__(self, *layers):
        super().__init__(layers=tuple(layers))

    def __call__(self, x):
        result = x
        for layer in self.layers:
            result = layer(result)
        return result

    def modules(self):
        found = [self]
        for layer in self.layers:
            found.extend(layer.modules())
        return found


def cross_entropy(logits, targets):
    chosen = logits.log_softmax().pick(targets)
    return chosen.sum() * (-1 / len(targets))
"""

# The loop written out, pixel by pixel, in one list that changes.
ONE_LIST_THAT_CHANGES = """
def descend(model, image, loss, steps, lr, low, high):
    now, step = list(image), 0
    while True:
        yield list(now)
        if step == steps:
            return
        step += 1
        for place, slope in enumerate(pixel_gradient(model, list(now), loss)):
            moved = now[place] - lr * slope
            now[place] = low if moved < low else high if moved > high else moved
"""


def reference() -> dict[str, str]:
    """As it is."""
    return {}


def naive_product() -> dict[str, str]:
    """Three loops over indices, the slowest that is right."""
    return {"tensor": with_later("tensor", THREE_LOOPS)}


def fast_product() -> dict[str, str]:
    """Local variables and `sum(map(mul, ...))`, without looking for zeros."""
    return {"tensor": with_later("tensor", LOCAL_VARIABLES)}


def other_orders() -> dict[str, str]:
    """Sums from their other end, minibatches that are sampled, and a sort that counts parents."""
    return {
        "tensor": with_later("tensor", BACKWARDS),
        "nn": with_later("nn", LAST_WEIGHT_FIRST),
        "training": with_later("training", SAMPLED),
        "graph": with_later("graph", BY_PARENTS),
    }


def other_classes() -> dict[str, str]:
    """Velocities beside the parameters, data changed in their own lists, layers of another make."""
    return {
        "optim": with_later("optim", SEPARATE_VELOCITIES),
        "layers": with_later("layers", LAYERS_WITH_A_CLASS_OF_THEIR_OWN),
        "graph": with_later("graph", LIKE_A_RECURSION),
        "dream": with_later("dream", ONE_LIST_THAT_CHANGES),
    }


HONEST = {
    made.__name__: made
    for made in (reference, naive_product, fast_product, other_orders, other_classes)
}
