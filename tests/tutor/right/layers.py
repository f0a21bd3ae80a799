"""Right but unusual versions of layers.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="layers-dropout-by-index",
        stage="layers",
        way="Dropout fills its mask with loops and draws by comparing the other way round.",
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x
                n, m = x.shape
                mask = Tensor([[0.0] * m for _ in range(n)], requires_grad=False)
                for i in range(n):
                    for j in range(m):
                        dropped = self.rng.random() < self.p
                        mask.data[i][j] = 0.0 if dropped else 1.0 / (1.0 - self.p)
                return mask * x
        """,
    ),
    RightSubmission(
        id="layers-sequential-by-reduce",
        stage="layers",
        way="Sequential keeps a list, is a reduce, and knows parameters by their id.",
        code="""
        from functools import reduce

        class Sequential:
            def __init__(self, *layers):
                self.layers = list(layers)

            def __call__(self, x):
                return reduce(lambda x, layer: layer(x), self.layers, x)

            def parameters(self):
                found, ids = [], set()
                for layer in self.layers:
                    for p in layer.parameters():
                        if id(p) not in ids:
                            ids.add(id(p))
                            found.append(p)
                return found

            def modules(self):
                return sum((layer.modules() for layer in self.layers), [self])
        """,
    ),
    RightSubmission(
        id="layers-minus-before-the-mean",
        stage="layers",
        way="cross_entropy turns the sign before it picks; predict uses enumerate.",
        code="""
        def cross_entropy(logits, targets):
            surprise = -logits.log_softmax()
            return surprise.pick(targets).mean()

        def predict(model, rows):
            layers = model.modules()
            before = {id(layer): layer.training for layer in layers}
            for layer in layers:
                layer.training = False
            try:
                out = model(Tensor(rows, requires_grad=False)).data
            finally:
                for layer in layers:
                    layer.training = before[id(layer)]
            return [max(enumerate(row), key=lambda pair: pair[1])[0] for row in out]
        """,
    ),
)
