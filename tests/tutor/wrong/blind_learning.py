"""Wrong nn.py, losses.py, optim.py and training.py, written without a look at the catalogue."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="blind-nn-call-like-numpy-dot",
        stage="nn",
        truth="Neuron.__call__ zips as far as both go and never checks the length.",
        where=("Neuron.__call__",),
        names=("neuron-zip-truncates",),
        code="""
        class Neuron:
            def __call__(self, inputs):
                return sum((w * x for w, x in zip(self.weights, inputs)), start=self.bias)
        """,
    ),
    WrongSubmission(
        id="blind-nn-bias-drawn",
        stage="nn",
        truth="Neuron.__init__ draws the bias as well, as micrograd and PyTorch do.",
        where=("Neuron.__init__",),
        names=("bias-drawn-after-the-weights",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                k = (6.0 / n_in) ** 0.5
                draw = lambda: Value(rng.uniform(-k, k))
                self.weights = [draw() for _ in range(n_in)]
                self.bias = draw()
        """,
    ),
    WrongSubmission(
        id="blind-nn-torch-default-bound",
        stage="nn",
        truth="Neuron.__init__ takes 1 / sqrt(n_in), the bound of PyTorch's Linear.",
        where=("Neuron.__init__",),
        names=("init-bound-of-torch",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                stdv = 1.0 / math.sqrt(n_in)
                self.weights = []
                for _ in range(n_in):
                    self.weights.append(Value(rng.uniform(-stdv, stdv)))
                self.bias = Value(0)
        """,
    ),
    WrongSubmission(
        id="blind-nn-neuron-tanh",
        stage="nn",
        truth="Neuron.__call__ ends with micrograd's tanh.",
        where=("Neuron.__call__",),
        names=("neuron-tanh-inside",),
        code="""
        class Neuron:
            def __call__(self, x):
                if len(x) != len(self.weights):
                    raise ValueError(f"expected {len(self.weights)} inputs but got {len(x)}")
                act = sum((wi * xi for wi, xi in zip(self.weights, x)), self.bias)
                return act.tanh()
        """,
    ),
    WrongSubmission(
        id="blind-nn-linear-unwraps-one",
        stage="nn",
        truth="Linear.__call__ answers a bare Value where there is one neuron, as micrograd does.",
        where=("Linear.__call__",),
        names=("layer-unwraps-one-output",),
        code="""
        class Linear:
            def __call__(self, inputs):
                xs = [lift(i) for i in inputs]
                outs = [n(xs) for n in self.neurons]
                return outs[0] if len(outs) == 1 else outs
        """,
    ),
    WrongSubmission(
        id="blind-nn-linear-swapped-sizes",
        stage="nn",
        truth="Linear.__init__ makes n_in neurons of n_out inputs.",
        where=("Linear.__init__",),
        names=("layer-sizes-swapped",),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                self.neurons = []
                while len(self.neurons) < n_in:
                    self.neurons.append(Neuron(n_out, rng))
        """,
    ),
    WrongSubmission(
        id="blind-nn-parameters-nested",
        stage="nn",
        truth="MLP.parameters answers a list of lists, one for each layer.",
        where=("MLP.parameters",),
        code="""
        class MLP:
            def parameters(self):
                return [layer.parameters() for layer in self.layers]
        """,
    ),
    WrongSubmission(
        id="blind-nn-relu-before-the-first",
        stage="nn",
        truth="MLP.__call__ puts relu in front of every layer, the first one too.",
        where=("MLP.__call__",),
        names=("mlp-relu-on-the-inputs",),
        code="""
        class MLP:
            def __call__(self, inputs):
                out = inputs
                for layer in self.layers:
                    out = [lift(o).relu() for o in out]
                    out = layer(out)
                return out
        """,
    ),
    WrongSubmission(
        id="blind-nn-mlp-one-layer-short",
        stage="nn",
        truth="MLP.__init__ stops one layer early: range(len(sizes) - 2).",
        where=("MLP.__init__",),
        names=("mlp-one-layer-short",),
        code="""
        class MLP:
            def __init__(self, sizes, rng):
                self.layers = []
                for i in range(len(sizes) - 2):
                    self.layers.append(Linear(sizes[i], sizes[i + 1], rng))
        """,
    ),
    WrongSubmission(
        id="blind-nn-misspelt-weights",
        stage="nn",
        truth="Neuron.parameters reads self.weigths.",
        where=("Neuron.parameters",),
        slip="near miss",
        code="""
        class Neuron:
            def parameters(self):
                return self.weigths + [self.bias]
        """,
    ),
    WrongSubmission(
        id="blind-losses-mse-abs",
        stage="losses",
        truth="mse is the mean of the absolute errors, by relu on both sides.",
        where=("mse",),
        names=("mse-mean-of-sizes",),
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")
            if not predictions:
                raise ValueError("nothing to average")
            total = 0
            for p, t in zip(predictions, targets):
                e = p - t
                total = total + e.relu() + (-e).relu()
            return total / len(predictions)
        """,
    ),
    WrongSubmission(
        id="blind-losses-mse-square-of-mean",
        stage="losses",
        truth="mse squares the mean error, so errors of opposite signs cancel.",
        where=("mse",),
        names=("mse-square-of-the-mean",),
        code="""
        def mse(predictions, targets):
            n, m = len(predictions), len(targets)
            if n != m or n == 0:
                raise ValueError(f"need as many predictions ({n}) as targets ({m}), at least one")
            mean_error = sum(p - t for p, t in zip(predictions, targets)) / n
            return mean_error * mean_error
        """,
    ),
    WrongSubmission(
        id="blind-losses-rmse-plain-root",
        stage="losses",
        truth="rmse is mse ** 0.5 everywhere, so a perfect fit has infinite or NaN gradients.",
        where=("rmse",),
        names=("rmse-plain-root",),
        code="""
        def rmse(predictions, targets):
            return mse(predictions, targets) ** (1 / 2)
        """,
    ),
    WrongSubmission(
        id="blind-losses-rmse-per-example",
        stage="losses",
        truth="rmse is the mean of the roots of the squares.",
        where=("rmse",),
        names=("rmse-mean-of-roots",),
        code="""
        def rmse(predictions, targets):
            mse(predictions, targets)
            roots = []
            for p, t in zip(predictions, targets):
                square = (p - t) ** 2
                roots.append(square**0.5 if square.data > 0 else square)
            return sum(roots) / len(roots)
        """,
    ),
    WrongSubmission(
        id="blind-losses-ce-softmax-twice",
        stage="losses",
        truth="cross_entropy takes softmax, then log-softmax of the probabilities: twice.",
        where=("cross_entropy",),
        names=("cross-entropy-double-softmax",),
        code="""
        def cross_entropy(logits, target):
            if type(target) is not int:
                raise TypeError(f"target must be an int, not {target!r}")
            if target < 0 or target >= len(logits):
                raise ValueError(f"target {target} with {len(logits)} logits")
            def softmax(xs):
                big = max(x.data for x in xs)
                es = [(x - big).exp() for x in xs]
                total = sum(es)
                return [e / total for e in es]
            return -softmax(softmax(logits))[target].log()
        """,
    ),
    WrongSubmission(
        id="blind-losses-ce-of-the-shifted-sum-only",
        stage="losses",
        truth="cross_entropy subtracts the maximum in the sum but not from the right logit.",
        where=("cross_entropy",),
        names=("cross-entropy-shifted-in-the-sum-only",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"not a class: {target!r}")
            n = len(logits)
            if not 0 <= target < n:
                raise ValueError(f"there are {n} logits, and no {target}")
            top = max(l.data for l in logits)
            return sum((l - top).exp() for l in logits).log() - logits[target]
        """,
    ),
    WrongSubmission(
        id="blind-losses-ce-detached",
        stage="losses",
        truth="cross_entropy computes with .data and answers a new leaf: nothing is recorded.",
        where=("cross_entropy",),
        names=("cross-entropy-detached",),
        code="""
        def cross_entropy(logits, target):
            import math
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"{target!r} is not an int")
            if not 0 <= target < len(logits):
                raise ValueError(f"target {target} is not below {len(logits)}")
            xs = [l.data for l in logits]
            m = max(xs)
            return Value(m + math.log(sum(math.exp(x - m) for x in xs)) - xs[target])
        """,
    ),
    WrongSubmission(
        id="blind-losses-ce-one-hot-negative-index",
        stage="losses",
        truth="cross_entropy takes -1 for the last class, as Python's lists do.",
        where=("cross_entropy",),
        names=("cross-entropy-target-may-be-negative",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"the target has to be an int: {target!r}")
            try:
                right = logits[target]
            except IndexError:
                raise ValueError(f"target {target}, but {len(logits)} logits") from None
            m = max(l.data for l in logits)
            z = sum((l - m).exp() for l in logits)
            return z.log() + m - right
        """,
    ),
    WrongSubmission(
        id="blind-losses-mse-returns-in-the-loop",
        stage="losses",
        truth="mse returns inside the loop, after the first error.",
        where=("mse",),
        names=("mse-returns-in-the-loop",),
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets) or not len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)}")
            total = Value(0.0)
            for p, t in zip(predictions, targets):
                total = total + (p - t) ** 2
                return total / len(predictions)
        """,
    ),
    WrongSubmission(
        id="blind-losses-mse-numpy-mean",
        stage="losses",
        truth="mse calls .mean() on a list, as with NumPy.",
        where=("mse",),
        slip="attribute",
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"{len(predictions)} != {len(targets)}")
            if len(predictions) == 0:
                raise ValueError("mse of nothing")
            squares = [(p - t) ** 2 for p, t in zip(predictions, targets)]
            return squares.mean()
        """,
    ),
    WrongSubmission(
        id="blind-optim-dampened",
        stage="optim",
        truth="step weighs the gradient by 1 - momentum, as an average of gradients.",
        where=("SGD.step",),
        names=("momentum-as-an-average",),
        code="""
        class SGD:
            def step(self):
                beta = self.momentum
                for k in range(len(self.parameters)):
                    p = self.parameters[k]
                    g = mapped(lambda a, x: a + self.weight_decay * x, p.grad, p.data)
                    v = mapped(lambda o, n: beta * o + (1 - beta) * n, self.velocities[k], g)
                    self.velocities[k] = v
                    p.data = mapped(lambda x, d: x - self.lr * d, p.data, v)
        """,
    ),
    WrongSubmission(
        id="blind-optim-decoupled",
        stage="optim",
        truth="step shrinks x directly, past the velocity: AdamW's decay.",
        where=("SGD.step",),
        names=("weight-decay-decoupled",),
        code="""
        class SGD:
            def step(self):
                new = []
                for p, v in zip(self.parameters, self.velocities):
                    v = mapped(lambda a, g: self.momentum * a + g, v, p.grad)
                    shrunk = mapped(lambda x: x * (1 - self.lr * self.weight_decay), p.data)
                    p.data = mapped(lambda x, a: x - self.lr * a, shrunk, v)
                    new.append(v)
                self.velocities = new
        """,
    ),
    WrongSubmission(
        id="blind-optim-velocity-forgotten",
        stage="optim",
        truth="step computes the velocity into a local name and never keeps it.",
        where=("SGD.step",),
        names=("momentum-ignored",),
        code="""
        class SGD:
            def step(self):
                for p, velocity in zip(self.parameters, self.velocities):
                    grad = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    velocity = mapped(lambda v, g: self.momentum * v + g, velocity, grad)
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, velocity)
        """,
    ),
    WrongSubmission(
        id="blind-optim-lr-in-velocity",
        stage="optim",
        truth="step keeps lr in the velocity: Sutskever's form, and a changed lr lives on.",
        where=("SGD.step",),
        names=("momentum-with-the-rate-in-the-velocity",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    def push(v, g, x):
                        return self.momentum * v - self.lr * (g + self.weight_decay * x)
                    self.velocities[i] = mapped(push, self.velocities[i], p.grad, p.data)
                    p.data = mapped(lambda x, v: x + v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="blind-optim-decay-of-l2-loss",
        stage="optim",
        truth="step takes 2 * weight_decay * x, the slope of weight_decay * x^2.",
        where=("SGD.step",),
        names=("weight-decay-doubled",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    penalty = mapped(lambda x: 2 * self.weight_decay * x, p.data)
                    full = mapped(lambda g, w: g + w, p.grad, penalty)
                    self.velocities[i] = mapped(
                        lambda v, g: self.momentum * v + g, self.velocities[i], full
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="blind-optim-clears-after-the-step",
        stage="optim",
        truth="step clears the gradients when it has moved.",
        where=("SGD.step",),
        names=("step-clears-the-gradients",),
        code="""
        class SGD:
            def step(self):
                mu, wd, lr = self.momentum, self.weight_decay, self.lr
                for i, p in enumerate(self.parameters):
                    v = mapped(lambda v, g, x: mu * v + g + wd * x,
                               self.velocities[i], p.grad, p.data)
                    p.data = mapped(lambda x, u: x - lr * u, p.data, v)
                    self.velocities[i] = v
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="blind-optim-zero-grad-forgets-velocity",
        stage="optim",
        truth="zero_grad sets the velocities back to zero, too.",
        where=("SGD.zero_grad",),
        names=("zero-grad-stops-the-velocity",),
        code="""
        class SGD:
            def zero_grad(self):
                for i, p in enumerate(self.parameters):
                    p.zero_grad()
                    self.velocities[i] = mapped(lambda v: v * 0.0, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="blind-optim-velocity-by-value",
        stage="optim",
        truth="The velocities are kept in a dict, found by the number that the parameter holds.",
        where=("SGD.__init__", "SGD.step"),
        names=("velocity-found-by-value",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
                self.state = {}

            def step(self):
                for p in self.parameters:
                    g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    key = str(p.data)
                    old = self.state.get(key, mapped(lambda _: 0.0, p.data))
                    v = mapped(lambda a, b: self.momentum * a + b, old, g)
                    self.state[key] = v
                    p.data = mapped(lambda x, a: x - self.lr * a, p.data, v)
        """,
    ),
    WrongSubmission(
        id="blind-optim-keeps-the-generator",
        stage="optim",
        truth="__init__ keeps the iterable itself, which is used up by the velocities.",
        where=("SGD.__init__",),
        names=("parameters-kept-as-an-iterator",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = parameters
                self.velocities = [mapped(lambda x: 0.0, p.data) for p in parameters]
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
        """,
    ),
    WrongSubmission(
        id="blind-optim-grad-data",
        stage="optim",
        truth="step reads p.grad.data, as PyTorch has it.",
        where=("SGD.step",),
        slip="attribute",
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    d = mapped(lambda g, x: g + self.weight_decay * x, p.grad.data, p.data)
                    self.velocities[i] = mapped(
                        lambda v, g: self.momentum * v + g, self.velocities[i], d
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="blind-training-split-first-are-test-unshuffled",
        stage="training",
        truth="split cuts the indices in order: nothing is shuffled.",
        where=("split",),
        names=("split-off-the-front",),
        code="""
        def split(n, test_fraction, rng):
            if not 0 <= test_fraction <= 1:
                raise ValueError(f"test_fraction {test_fraction} is not between 0 and 1")
            n_test = round(n * test_fraction)
            everything = list(range(n))
            return everything[n_test:], everything[:n_test]
        """,
    ),
    WrongSubmission(
        id="blind-training-split-coin-for-each",
        stage="training",
        truth="split throws a coin for each index, so the size of test is left to chance.",
        where=("split",),
        names=("split-by-tossing-coins",),
        code="""
        def split(n, test_fraction, rng):
            if test_fraction < 0 or test_fraction > 1:
                raise ValueError(f"bad fraction: {test_fraction}")
            train, test = [], []
            for i in range(n):
                (test if rng.random() < test_fraction else train).append(i)
            return train, test
        """,
    ),
    WrongSubmission(
        id="blind-training-split-sklearn-rounding-up",
        stage="training",
        truth="split rounds the size of test up, as scikit-learn does.",
        where=("split",),
        names=("split-rounds-up",),
        code="""
        import math

        def split(n, test_fraction, rng):
            if not 0.0 <= test_fraction <= 1.0:
                raise ValueError("test_fraction must be in [0, 1], got %r" % test_fraction)
            perm = rng.sample(range(n), n)
            cut = math.ceil(n * test_fraction)
            return perm[cut:], perm[:cut]
        """,
    ),
    WrongSubmission(
        id="blind-training-minibatches-drawn-with-return",
        stage="training",
        truth="minibatches draws each batch anew with rng.choices: some indices come twice.",
        where=("minibatches",),
        names=("batches-with-replacement",),
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size {size}")
            out, left = [], len(indices)
            while left > 0:
                out.append(rng.choices(indices, k=min(size, left)))
                left -= size
            return out
        """,
    ),
    WrongSubmission(
        id="blind-training-minibatches-only-full",
        stage="training",
        truth="minibatches drops the rest: the floor of n / size batches.",
        where=("minibatches",),
        names=("batches-drop-the-last",),
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"a batch needs at least one index, got size {size}")
            pool = list(indices)
            rng.shuffle(pool)
            return [pool[b * size : (b + 1) * size] for b in range(len(pool) // size)]
        """,
    ),
    WrongSubmission(
        id="blind-training-minibatches-order-of-batches",
        stage="training",
        truth="minibatches cuts the sorted indices and shuffles the batches, not what is in them.",
        where=("minibatches",),
        names=("batches-and-the-rest-shuffled-as-blocks", "batches-shuffled-as-blocks"),
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size must be positive: {size}")
            batches = [list(indices[i : i + size]) for i in range(0, len(indices), size)]
            rng.shuffle(batches)
            return batches
        """,
    ),
    WrongSubmission(
        id="blind-training-epoch-sum-over-batches",
        stage="training",
        truth="train_epoch divides the sum of the batches' mean losses by the number of examples.",
        where=("train_epoch",),
        names=("epoch-means-over-examples",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not len(indices):
                raise ValueError("train_epoch needs examples")
            running = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                running += loss.item()
            return running / len(indices)
        """,
    ),
    WrongSubmission(
        id="blind-training-epoch-loss-after-the-step",
        stage="training",
        truth="train_epoch asks for the loss of the batch once more after the step, and adds that.",
        where=("train_epoch",),
        names=("epoch-asks-twice",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            n = len(indices)
            if n == 0:
                raise ValueError("no indices")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                batch_loss(batch).backward()
                optimizer.step()
                total += batch_loss(batch).item() * len(batch)
            return total / n
        """,
    ),
    WrongSubmission(
        id="blind-training-epoch-backward-before-clear",
        stage="training",
        truth="train_epoch clears once before the loop: gradients of all batches add up.",
        where=("train_epoch",),
        names=("epoch-clears-once",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if len(indices) < 1:
                raise ValueError("nothing to learn from")
            weighted = []
            optimizer.zero_grad()
            for batch in minibatches(indices, size, rng):
                node = batch_loss(batch)
                node.backward()
                optimizer.step()
                weighted.append(node.item() * len(batch))
            return sum(weighted) / len(indices)
        """,
    ),
    WrongSubmission(
        id="blind-training-accuracy-percent",
        stage="training",
        truth="accuracy answers in percent.",
        where=("accuracy",),
        names=("accuracy-as-percentage",),
        code="""
        def accuracy(predicted, targets):
            if len(predicted) != len(targets):
                raise ValueError(f"{len(predicted)} predictions, {len(targets)} targets")
            if len(targets) == 0:
                raise ValueError("nothing to compare")
            hits = [p == t for p, t in zip(predicted, targets)]
            return 100.0 * hits.count(True) / len(hits)
        """,
    ),
    WrongSubmission(
        id="blind-training-epoch-item-not-called",
        stage="training",
        truth="train_epoch multiplies loss.item, the method, by a number.",
        where=("train_epoch",),
        slip="call",
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no indices")
            total = 0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                total += loss.item * len(batch)
            return total / len(indices)
        """,
    ),
)
