"""Right but unusual versions of nn.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="nn-bias-last",
        stage="nn",
        way="The products are added first, with sum(), and the bias at the end.",
        code="""
        class Neuron:
            def __call__(self, inputs):
                wanted, came = len(self.weights), len(inputs)
                if wanted != came:
                    raise ValueError(f"{wanted} inputs wanted, {came} came")
                return sum(w * x for w, x in zip(self.weights, inputs)) + self.bias
        """,
    ),
    RightSubmission(
        id="nn-sum-as-a-tree",
        stage="nn",
        way="The products are added in pairs, as a balanced tree.",
        code="""
        def tree_sum(nodes):
            while len(nodes) > 1:
                rest = nodes[-1:] if len(nodes) % 2 else []
                nodes = [a + b for a, b in zip(nodes[::2], nodes[1::2])] + rest
            return nodes[0]

        class Neuron:
            def __call__(self, inputs):
                if len(inputs) != len(self.weights):
                    raise ValueError(f"{len(self.weights)} inputs wanted, {len(inputs)} came")
                products = [x * w for x, w in zip(inputs, self.weights)]
                return tree_sum([self.bias, *products])
        """,
    ),
    RightSubmission(
        id="nn-last-weight-first",
        stage="nn",
        way="The neuron adds up from the last input to the first, by index.",
        code="""
        class Neuron:
            def __call__(self, inputs):
                n = len(self.weights)
                if len(inputs) != n:
                    raise ValueError(f"{n} inputs wanted, {len(inputs)} came")
                out = self.bias
                for k in range(n - 1, -1, -1):
                    out = inputs[k] * self.weights[k] + out
                return out
        """,
    ),
    RightSubmission(
        id="nn-reduce-over-layers",
        stage="nn",
        way="The network is a reduce over its layers; parameters are chained.",
        code="""
        from functools import reduce
        from itertools import chain

        class MLP:
            def __init__(self, sizes, rng):
                self.layers = []
                n_in = sizes[0]
                for n_out in sizes[1:]:
                    self.layers.append(Linear(n_in, n_out, rng))
                    n_in = n_out

            def __call__(self, inputs):
                def bend(values, layer):
                    return layer([v.relu() for v in values])

                first, *others = self.layers
                return reduce(bend, others, first(inputs))

            def parameters(self):
                return list(chain.from_iterable(layer.parameters() for layer in self.layers))
        """,
    ),
)
