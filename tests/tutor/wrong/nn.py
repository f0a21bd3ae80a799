"""Wrong versions of nn.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="nn-mlp-unwraps-one-output",
        stage="nn",
        truth="MLP.__call__ answers a bare Value where the last layer has one output.",
        where=("MLP.__call__",),
        names=("mlp-unwraps-one-output",),
        code="""
        class MLP:
            def __call__(self, inputs):
                x = inputs
                for i, layer in enumerate(self.layers):
                    x = layer(x)
                    if i < len(self.layers) - 1:
                        x = [v.relu() for v in x]
                return x[0] if len(x) == 1 else x
        """,
    ),
    WrongSubmission(
        id="nn-linear-unwraps-one-output",
        stage="nn",
        truth="Linear.__call__ answers a bare Value where it has one neuron.",
        where=("Linear.__call__",),
        names=("layer-unwraps-one-output", "mlp-unwraps-one-output"),
        code="""
        class Linear:
            def __call__(self, inputs):
                inputs = [lift(i) for i in inputs]
                outs = [n(inputs) for n in self.neurons]
                return outs[0] if len(outs) == 1 else outs
        """,
    ),
    WrongSubmission(
        id="nn-bound-root-outside",
        stage="nn",
        truth="The bound is sqrt(6) / n_in instead of sqrt(6 / n_in).",
        where=("Neuron.__init__",),
        names=("init-root-of-the-six-only",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                limit = math.sqrt(6) / n_in
                self.weights = []
                for _ in range(n_in):
                    self.weights.append(Value(rng.uniform(-limit, limit)))
                self.bias = Value(0.0)
        """,
    ),
    WrongSubmission(
        id="nn-weights-between-minus-one-and-one",
        stage="nn",
        truth="Weights are drawn between -1 and 1 whatever n_in is.",
        where=("Neuron.__init__",),
        names=("init-between-minus-one-and-one",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                self.weights = [Value(rng.uniform(-1, 1)) for i in range(n_in)]
                self.bias = Value(0)
        """,
    ),
    WrongSubmission(
        id="nn-weights-from-the-module",
        stage="nn",
        truth="Weights are drawn from the module random instead of the rng that was passed.",
        where=("Neuron.__init__",),
        names=("init-global-random",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                b = (6 / n_in) ** 0.5
                self.weights = [Value(random.uniform(-b, b)) for _ in range(n_in)]
                self.bias = Value(0.0)
        """,
    ),
    WrongSubmission(
        id="nn-bias-drawn",
        stage="nn",
        truth="The bias is drawn from rng as well instead of being 0.0.",
        where=("Neuron.__init__",),
        names=("bias-drawn-after-the-weights",),
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                bound = math.sqrt(6 / n_in)
                self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]
                self.bias = Value(rng.uniform(-bound, bound))
        """,
    ),
    WrongSubmission(
        id="nn-weights-are-floats",
        stage="nn",
        truth="The weights and the bias are plain floats and no Values.",
        where=("Neuron.__init__",),
        names=(
            "parameters-are-plain-numbers",
            "bias-is-a-plain-number",
            "weights-are-plain-numbers",
        ),
        slip="number for node",
        code="""
        class Neuron:
            def __init__(self, n_in, rng):
                bound = math.sqrt(6.0 / n_in)
                self.weights = [rng.uniform(-bound, bound) for _ in range(n_in)]
                self.bias = 0.0
        """,
    ),
    WrongSubmission(
        id="nn-weights-misspelt",
        stage="nn",
        truth="Neuron.__call__ reads self.wieghts instead of self.weights.",
        where=("Neuron.__call__",),
        slip="misspelt attribute",
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"expected {len(self.weights)} inputs, got {len(inputs)}")
                total = self.bias
                for w, x in zip(self.wieghts, inputs):
                    total = total + w * x
                return total
        """,
    ),
    WrongSubmission(
        id="nn-neuron-forgets-the-bias",
        stage="nn",
        truth="Neuron.__call__ sums the products and never adds the bias.",
        where=("Neuron.__call__",),
        names=("neuron-loses-the-bias",),
        code="""
        class Neuron:
            def __call__(self, inputs):
                n = len(self.weights)
                if len(inputs) != n:
                    raise ValueError(f"{n} inputs wanted, {len(inputs)} given")
                return sum(w * x for w, x in zip(self.weights, inputs))
        """,
    ),
    WrongSubmission(
        id="nn-neuron-with-relu",
        stage="nn",
        truth="Neuron.__call__ puts a relu around its sum.",
        where=("Neuron.__call__",),
        names=("neuron-relu-inside", "layer-relu-inside", "mlp-relu-on-the-output"),
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                act = sum((w * x for w, x in zip(self.weights, inputs)), self.bias)
                return act.relu()
        """,
    ),
    WrongSubmission(
        id="nn-neuron-last-weight-missing",
        stage="nn",
        truth="Neuron.__call__ stops one weight too early.",
        where=("Neuron.__call__",),
        names=("neuron-drops-the-last-input",),
        slip="off by one",
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                out = self.bias
                for i in range(len(inputs) - 1):
                    out = out + self.weights[i] * inputs[i]
                return out
        """,
    ),
    WrongSubmission(
        id="nn-neuron-returns-in-the-loop",
        stage="nn",
        truth="Neuron.__call__ returns inside its loop, after the first product.",
        where=("Neuron.__call__",),
        names=("neuron-returns-in-the-loop",),
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                s = self.bias
                for w, x in zip(self.weights, inputs):
                    s = s + w * x
                    return s
        """,
    ),
    WrongSubmission(
        id="nn-neuron-without-return",
        stage="nn",
        truth="Neuron.__call__ computes its sum and returns nothing.",
        where=("Neuron.__call__",),
        slip="missing return",
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                act = self.bias
                for i, x in enumerate(inputs):
                    act = act + self.weights[i] * x
        """,
    ),
    WrongSubmission(
        id="nn-neuron-computes-with-data",
        stage="nn",
        truth="Neuron.__call__ computes with the numbers of its weights, so the answer is no node.",
        where=("Neuron.__call__",),
        slip="number for node",
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                total = self.bias.data
                for w, x in zip(self.weights, inputs):
                    x = x.data if isinstance(x, Value) else x
                    total += w.data * x
                return total
        """,
    ),
    WrongSubmission(
        id="nn-neuron-moves-its-bias",
        stage="nn",
        truth="Neuron.__call__ adds the products into self.bias and so changes it in every call.",
        where=("Neuron.__call__",),
        names=("neuron-keeps-the-sum-in-the-bias",),
        slip="shared or changed",
        code="""
        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, got {len(inputs)}")
                for w, x in zip(self.weights, inputs):
                    self.bias = self.bias + w * x
                return self.bias
        """,
    ),
    WrongSubmission(
        id="nn-neuron-takes-any-length",
        stage="nn",
        truth="Neuron.__call__ zips without looking at the lengths, so extra inputs are dropped.",
        where=("Neuron.__call__",),
        names=("neuron-zip-truncates",),
        code="""
        class Neuron:
            def __call__(self, inputs):
                total = self.bias
                for w, x in zip(self.weights, inputs):
                    total = total + w * x
                return total
        """,
    ),
    WrongSubmission(
        id="nn-parameters-bias-first",
        stage="nn",
        truth="Neuron.parameters puts the bias in front of the weights.",
        where=("Neuron.parameters",),
        names=("parameters-bias-first",),
        code="""
        class Neuron:
            def parameters(self):
                params = [self.bias]
                params.extend(self.weights)
                return params
        """,
    ),
    WrongSubmission(
        id="nn-parameters-grow",
        stage="nn",
        truth="Neuron.parameters appends the bias to the list of weights itself at every call.",
        where=("Neuron.parameters",),
        names=("parameters-append-to-the-weights",),
        slip="shared or changed",
        code="""
        class Neuron:
            def parameters(self):
                params = self.weights
                params.append(self.bias)
                return params
        """,
    ),
    WrongSubmission(
        id="nn-parameters-nested",
        stage="nn",
        truth="Linear.parameters answers a list of lists, one of each neuron.",
        where=("Linear.parameters",),
        names=("layer-parameters-nested",),
        code="""
        class Linear:
            def parameters(self):
                return [neuron.parameters() for neuron in self.neurons]
        """,
    ),
    WrongSubmission(
        id="nn-one-neuron-many-times",
        stage="nn",
        truth="Linear holds one and the same neuron n_out times.",
        where=("Linear.__init__",),
        names=("layer-of-one-shared-neuron",),
        slip="shared or changed",
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                neuron = Neuron(n_in, rng)
                self.neurons = [neuron for _ in range(n_out)]
        """,
    ),
    WrongSubmission(
        id="nn-linear-sizes-swapped",
        stage="nn",
        truth="Linear makes n_in neurons of n_out inputs.",
        where=("Linear.__init__",),
        names=("layer-sizes-swapped",),
        slip="swapped arguments",
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                self.neurons = [Neuron(n_out, rng) for _ in range(n_in)]
        """,
    ),
    WrongSubmission(
        id="nn-mlp-relu-everywhere",
        stage="nn",
        truth="MLP.__call__ puts relu behind the last layer, too.",
        where=("MLP.__call__",),
        names=("mlp-relu-on-the-output",),
        code="""
        class MLP:
            def __call__(self, inputs):
                h = inputs
                for layer in self.layers:
                    h = [v.relu() for v in layer(h)]
                return h
        """,
    ),
    WrongSubmission(
        id="nn-mlp-no-relu",
        stage="nn",
        truth="MLP.__call__ has no relu between its layers.",
        where=("MLP.__call__",),
        names=("mlp-no-relu",),
        code="""
        class MLP:
            def __call__(self, inputs):
                for l in self.layers:
                    inputs = l(inputs)
                return inputs
        """,
    ),
    WrongSubmission(
        id="nn-mlp-last-layer-missing",
        stage="nn",
        truth="MLP.__init__ makes one layer too few.",
        where=("MLP.__init__",),
        names=("mlp-one-layer-short",),
        slip="off by one",
        code="""
        class MLP:
            def __init__(self, sizes, rng):
                self.layers = []
                for k in range(1, len(sizes) - 1):
                    self.layers.append(Linear(sizes[k - 1], sizes[k], rng))
        """,
    ),
)
