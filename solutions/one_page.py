"""picograd on one page: from one number to a machine that writes, in plain Python.

The whole course, condensed: the same numbers as its files, without their lessons and without what
they say to those who err. `python one_page.py < names.txt` learns the names in a file, one a line.
One empty line is enough between two functions here, to keep it on a page.
"""

# fmt: off
import math
import sys
from functools import partialmethod
from itertools import pairwise
from operator import add, mul, truediv
from random import Random


# --- The walk: every node before its children, so that its gradient is whole when it is handed on
def toposort(root):
    finished, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()
        if node is None:
            finished.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            stack += [node, None, *node.children]
    return finished[::-1]

def mapped(function, *arrays):  # of every number, in nested lists or alone
    if not isinstance(arrays[0], list):
        return function(*arrays)
    return [mapped(function, *parts) for parts in zip(*arrays, strict=True)]

def zeros(data):
    return mapped(lambda _: 0.0, data)

# --- I to III: a node is one number, a Value, or a matrix, a Tensor
class Node:
    def __init__(self, data, children=(), op="", ctx=(), requires_grad=True):
        if children:
            requires_grad = any(child.requires_grad for child in children)
        self.data, self.requires_grad = mapped(float, data), requires_grad
        self.children, self.op, self.ctx = children, op, ctx
        self.zero_grad()

    def zero_grad(self):
        self.grad = zeros(self.data)

    def accumulate(self, grad):
        self.grad = mapped(add, self.grad, grad)

    def backward(self):
        inner = [n for n in toposort(self) if n.children and n.requires_grad]
        for node in inner:
            node.zero_grad()
        self.accumulate(mapped(lambda _: 1.0, self.data))
        for node in inner:
            gradients = RULES[node.op](node.grad, node)
            for child, grad in zip(node.children, gradients, strict=True):
                if child.requires_grad:
                    child.accumulate(grad)

    def lift(self, other):
        if isinstance(other, Node):
            return other
        return type(self)(mapped(lambda _: other, self.data), requires_grad=False)

    def through(self, op, function):
        return type(self)(mapped(function, self.data), (self,), op)

    def __add__(self, other):
        other = self.lift(other)
        rows = other.data  # one row is added to each
        if isinstance(rows, list):
            rows = rows * (len(self.data) // len(rows))
        return type(self)(mapped(add, self.data, rows), (self, other), "add")

    def __mul__(self, other):
        other = self.lift(other)
        return type(self)(mapped(mul, self.data, other.data), (self, other), "mul")

    def __pow__(self, k):
        return type(self)(mapped(lambda x: x**k, self.data), (self,), "pow", (k,))

    def __neg__(self):
        return self * -1.0
    def __sub__(self, other):
        return self + -self.lift(other)
    def __truediv__(self, other):
        return self * self.lift(other) ** -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return self.lift(other) - self
    def __rtruediv__(self, other):
        return self.lift(other) / self

    exp = partialmethod(through, "exp", math.exp)
    log = partialmethod(through, "log", math.log)
    tanh = partialmethod(through, "tanh", math.tanh)
    relu = partialmethod(through, "relu", lambda x: max(x, 0.0))

    def item(self):
        return self.data if isinstance(self.data, float) else self.data[0][0]

class Value(Node):
    """One number."""

class Tensor(Node):
    def __matmul__(self, other):
        return Tensor(product(self.data, other.data), (self, other), "matmul")

    @property
    def T(self):
        return Tensor(transposed(self.data), (self,), "transpose")

    def sum(self):
        return Tensor([[sum(map(sum, self.data))]], (self,), "sum")

    def mean(self):
        return self.sum() * (1 / (len(self.data) * len(self.data[0])))

    def log_softmax(self):
        logs = [max(row) + math.log(sum(math.exp(x - max(row)) for x in row)) for row in self.data]
        rows = [[x - log for x in row] for row, log in zip(self.data, logs, strict=True)]
        return Tensor(rows, (self,), "log_softmax")

    def pick(self, columns):
        rows = [[row[column]] for row, column in zip(self.data, columns, strict=True)]
        return Tensor(rows, (self,), "pick", tuple(columns))

def product(a, b):
    columns = list(zip(*b, strict=True))
    return [[sum(map(mul, row, column)) for column in columns] for row in a]

def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]

def add_rule(g, n):  # a row that was added to each collects from all
    if isinstance(g, list) and len(n.children[1].data) < len(g):
        return g, [[sum(column) for column in zip(*g, strict=True)]]
    return g, g

def power_rule(g, n):  # d(a^k)/da = k a^(k - 1)
    k = n.ctx[0]
    return (mapped(lambda g, x: g * k * x ** (k - 1) if k else 0.0, g, n.children[0].data),)

def matmul_rule(g, n):  # G @ B.T and A.T @ G; nothing at all for what requires no gradient
    a, b = n.children
    return (
        product(g, transposed(b.data)) if a.requires_grad else None,
        product(transposed(a.data), g) if b.requires_grad else None,
    )

def pick_rule(g, n):
    rows = zeros(n.children[0].data)
    for row, column, (grad,) in zip(rows, n.ctx, g, strict=True):
        row[column] = grad
    return (rows,)

def embedding_rule(g, n):
    rows = zeros(n.children[0].data)
    for index, grad in zip(n.ctx, g, strict=True):
        rows[index] = list(map(add, rows[index], grad))
    return (rows,)

def rms_norm_rule(g, n):
    rows = []
    for grads, ys, xs in zip(g, n.data, n.children[0].data, strict=True):
        along, r = sum(map(mul, grads, ys)) / len(ys), root(xs)
        rows.append([(d - y * along) / r for d, y in zip(grads, ys, strict=True)])
    return (rows,)

def of_result(slope):  # element by element, from the gradient and the result
    return lambda g, n: (mapped(slope, g, n.data),)

def of_rows(rule):  # row by row, from the gradient and the result
    return lambda g, n: ([list(rule(*rows)) for rows in zip(g, n.data, strict=True)],)

RULES = {
    "add": add_rule,
    "mul": lambda g, n: [mapped(mul, g, other.data) for other in reversed(n.children)],
    "pow": power_rule,
    "exp": of_result(lambda g, y: g * y),
    "log": lambda g, n: (mapped(truediv, g, n.children[0].data),),
    "tanh": of_result(lambda g, y: g * (1 - y * y)),
    "relu": of_result(lambda g, y: g if y > 0 else 0.0),
    "matmul": matmul_rule,
    "transpose": lambda g, n: (transposed(g),),
    "sum": lambda g, n: (mapped(lambda _: g[0][0], n.children[0].data),),
    "log_softmax": of_rows(
        lambda g, y: (d - math.exp(z) * sum(g) for d, z in zip(g, y, strict=True))
    ),
    "pick": pick_rule,
    "embedding": embedding_rule,
    "rms_norm": rms_norm_rule,
    "softmax": of_rows(
        lambda g, p: (s * (d - sum(map(mul, g, p))) for d, s in zip(g, p, strict=True))
    ),
}

# --- Networks of numbers, losses, steps
class Neuron:
    def __init__(self, n_in, rng):
        bound = math.sqrt(6 / n_in)
        self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]
        self.bias = Value(0.0)

    def __call__(self, inputs):
        return sum((w * x for w, x in zip(self.weights, inputs, strict=True)), self.bias)

    def parameters(self):
        return [*self.weights, self.bias]

class MLP:
    def __init__(self, sizes, rng):
        self.layers = [[Neuron(n, rng) for _ in range(m)] for n, m in pairwise(sizes)]

    def __call__(self, inputs):
        for layer in self.layers[:-1]:
            inputs = [neuron(inputs).relu() for neuron in layer]
        return [neuron(inputs) for neuron in self.layers[-1]]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]

def mse(predictions, targets):
    squares = [(p - t) ** 2 for p, t in zip(predictions, targets, strict=True)]
    return sum(squares, Value(0.0)) / len(squares)

def scalar_cross_entropy(logits, target):
    top = max(logit.data for logit in logits)
    total = sum(((logit - top).exp() for logit in logits), Value(0.0))
    return total.log() - (logits[target] - top)

class SGD:
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        self.parameters, self.lr = list(parameters), lr
        self.momentum, self.decay = momentum, weight_decay
        self.velocities = [zeros(p.data) for p in self.parameters]

    def step(self):
        for i, p in enumerate(self.parameters):
            g = mapped(lambda g, x: g + self.decay * x, p.grad, p.data)
            self.velocities[i] = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
            p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])

    def zero_grad(self):
        for p in self.parameters:
            p.zero_grad()

def train_epoch(batch_loss, optimizer, indices, size, rng):
    order, total = list(indices), 0.0
    rng.shuffle(order)
    for batch in (order[i : i + size] for i in range(0, len(order), size)):
        optimizer.zero_grad()
        loss = batch_loss(batch)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(order)

# --- Networks of matrices, and pixels that move
def weight(n_in, n_out, rng, variance=3):
    bound = math.sqrt(variance / n_in)
    return Tensor([[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)])

class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = weight(n_in, n_out, rng, 6), Tensor([[0.0] * n_out])

    def __call__(self, x):
        return x @ self.weight + self.bias

    def parameters(self):
        return [self.weight, self.bias]

def cross_entropy(logits, targets):
    return -logits.log_softmax().pick(targets).mean()

def dream(model, image, target, steps, lr, low=0.0, high=16.0):
    for _ in range(steps):
        pixels = Tensor([image])
        cross_entropy(model(pixels), [target]).backward()
        moved = [x - lr * g for x, g in zip(image, pixels.grad[0], strict=True)]
        image = [min(max(x, low), high) for x in moved]
    return image

# --- V: words
def embedding(table, indices):
    return Tensor([table.data[i] for i in indices], (table,), "embedding", tuple(indices))

def root(row):
    return math.sqrt(sum(x * x for x in row) / len(row) + 1e-5)

def rms_norm(x):
    return Tensor([[v / root(row) for v in row] for row in x.data], (x,), "rms_norm")

def softmax(x):
    powers = [[math.exp(v - max(row)) for v in row] for row in x.data]
    return Tensor([[p / sum(row) for p in row] for row in powers], (x,), "softmax")

def causal_mask(lengths):
    place = list(enumerate(n for n, length in enumerate(lengths) for _ in range(length)))
    rows = [[0.0 if j <= i and a == b else -math.inf for j, b in place] for i, a in place]
    return Tensor(rows, requires_grad=False)

class Adam(SGD):
    def __init__(self, parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, 0.0, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.squares = list(self.velocities)

    def step(self):
        self.t, (b1, b2) = self.t + 1, self.betas
        rate, fix = self.lr / (1 - b1**self.t), 1 - b2**self.t
        kept = 1 - self.lr * self.decay
        for i, p in enumerate(self.parameters):
            m = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.velocities[i], p.grad)
            v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], p.grad)
            self.velocities[i], self.squares[i] = m, v
            p.data = mapped(
                lambda x, m, v: kept * x - rate * m / (math.sqrt(v / fix) + self.eps), p.data, m, v
            )

LETTERS, END = "abcdefghijklmnopqrstuvwxyz", 0

class Head:
    def __init__(self, width, size, rng):
        self.q, self.k, self.v = (weight(width, size, rng) for _ in range(3))
        self.o = weight(size, width, rng)

    def __call__(self, x, mask):
        queries = x @ self.q * (1 / math.sqrt(len(self.q.data[0])))
        return softmax(queries @ (x @ self.k).T + mask) @ (x @ self.v) @ self.o

class Block:
    def __init__(self, width, heads, rng):
        self.heads = [Head(width, width // heads, rng) for _ in range(heads)]
        self.widen, self.narrow = weight(width, 4 * width, rng), weight(4 * width, width, rng)

    def __call__(self, x, mask):
        normed = rms_norm(x)
        for head in self.heads:
            x = x + head(normed, mask)
        return x + (rms_norm(x) @ self.widen).relu() @ self.narrow

    def parameters(self):
        return [*(w for h in self.heads for w in (h.q, h.k, h.v, h.o)), self.widen, self.narrow]

class GPT:
    def __init__(self, vocabulary, width, heads, blocks, context, rng):
        self.letters, self.positions = weight(vocabulary, width, rng), weight(context, width, rng)
        self.blocks = [Block(width, heads, rng) for _ in range(blocks)]
        self.output, self.context = weight(width, vocabulary, rng), context

    def __call__(self, words):
        x = embedding(self.letters, [token for word in words for token in word])
        x = x + embedding(self.positions, [i for word in words for i in range(len(word))])
        mask = causal_mask(list(map(len, words)))
        for block in self.blocks:
            x = block(x, mask)
        return x @ self.output

    def parameters(self):
        inside = [p for block in self.blocks for p in block.parameters()]
        return [self.letters, self.positions, *inside, self.output]

def loss(model, words):
    cut = [[END, *(LETTERS.index(c) + 1 for c in w), END][: model.context + 1] for w in words]
    logits = model([word[:-1] for word in cut])
    return cross_entropy(logits, [token for word in cut for token in word[1:]])

def generate(model, rng, temperature=1.0):
    word = [END]
    while len(word) <= model.context:
        logits = model([word]).data[-1]
        if temperature == 0:
            token = logits.index(max(logits))
        else:
            (shares,) = softmax(Tensor([logits]) * (1 / temperature)).data
            (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return "".join(LETTERS[token - 1] for token in word[1:])

if __name__ == "__main__":
    rng, steps, names = Random(0), 1000, sys.stdin.read().split()
    model = GPT(27, 16, 4, 1, 16, rng)
    optimizer = Adam(model.parameters(), betas=(0.9, 0.99))
    for step in range(steps):
        optimizer.lr = 0.01 * (1 - step / steps)
        optimizer.zero_grad()
        mean = loss(model, rng.sample(names, 6))
        mean.backward()
        optimizer.step()
        if step % 100 == 99:
            print(f"{step + 1:5} {mean.item():.3f}  {generate(model, rng, 0.8)}")
