"""Wrong versions of layers.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="layers-bias-upright",
        stage="layers",
        truth="The bias is n_out x 1 instead of 1 x n_out.",
        where=("Linear.__init__",),
        names=("layer-bias-is-a-column",),
        slip="wrong axis",
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                k = math.sqrt(6 / n_in)
                self.weight = Tensor(
                    [[rng.uniform(-k, k) for _ in range(n_out)] for _ in range(n_in)]
                )
                self.bias = Tensor([[0.0] for _ in range(n_out)])
        """,
    ),
    WrongSubmission(
        id="layers-weight-transposed",
        stage="layers",
        truth="The weight is n_out x n_in instead of n_in x n_out.",
        where=("Linear.__init__",),
        names=("layer-weight-as-torch-keeps-it",),
        slip="wrong axis",
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                k = math.sqrt(6 / n_in)
                w = []
                for _ in range(n_out):
                    w.append([rng.uniform(-k, k) for _ in range(n_in)])
                self.weight = Tensor(w)
                self.bias = Tensor([[0.0 for _ in range(n_out)]])
        """,
    ),
    WrongSubmission(
        id="layers-weight-drawn-by-column",
        stage="layers",
        truth="Weights are drawn column by column, where the docstring says row by row.",
        where=("Linear.__init__",),
        names=("layer-weights-column-by-column",),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                k = math.sqrt(6 / n_in)
                columns = [[rng.uniform(-k, k) for _ in range(n_in)] for _ in range(n_out)]
                self.weight = Tensor([[c[i] for c in columns] for i in range(n_in)])
                self.bias = Tensor([[0.0] * n_out])
        """,
    ),
    WrongSubmission(
        id="layers-bound-by-outputs",
        stage="layers",
        truth="The bound is sqrt(6 / n_out) instead of sqrt(6 / n_in).",
        where=("Linear.__init__",),
        names=("layer-bound-of-the-outputs",),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                k = (6 / n_out) ** 0.5
                self.weight = Tensor(
                    [[rng.uniform(-k, k) for _ in range(n_out)] for _ in range(n_in)]
                )
                self.bias = Tensor([[0.0] * n_out])
        """,
    ),
    WrongSubmission(
        id="layers-bias-requires-nothing",
        stage="layers",
        truth="The bias is made with requires_grad=False and never learns.",
        where=("Linear.__init__",),
        code="""
        class Linear:
            def __init__(self, n_in, n_out, rng):
                k = math.sqrt(6 / n_in)
                self.weight = Tensor(
                    [[rng.uniform(-k, k) for _ in range(n_out)] for _ in range(n_in)]
                )
                self.bias = Tensor([[0.0] * n_out], requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="layers-linear-without-return",
        stage="layers",
        truth="Linear.__call__ computes the layer and returns nothing.",
        where=("Linear.__call__",),
        slip="missing return",
        code="""
        class Linear:
            def __call__(self, x):
                out = x @ self.weight + self.bias
        """,
    ),
    WrongSubmission(
        id="layers-linear-no-bias",
        stage="layers",
        truth="Linear.__call__ forgets the bias.",
        where=("Linear.__call__",),
        names=("layer-without-bias",),
        code="""
        class Linear:
            def __call__(self, x):
                return x @ self.weight
        """,
    ),
    WrongSubmission(
        id="layers-linear-weight-misspelt",
        stage="layers",
        truth="Linear.__call__ reads self.weights, while __init__ made self.weight.",
        where=("Linear.__call__",),
        slip="misspelt attribute",
        code="""
        class Linear:
            def __call__(self, x):
                return x @ self.weights + self.bias
        """,
    ),
    WrongSubmission(
        id="layers-linear-parameters-swapped",
        stage="layers",
        truth="Linear.parameters puts the bias first.",
        where=("Linear.parameters",),
        names=("layer-parameters-swapped",),
        code="""
        class Linear:
            def parameters(self):
                return [self.bias, self.weight]
        """,
    ),
    WrongSubmission(
        id="layers-dropout-in-place",
        stage="layers",
        truth="Dropout changes the data of x in place and answers x, also in training.",
        where=("Dropout.__call__",),
        names=(
            "dropout-in-place-and-handed-back",
            "dropout-in-place",
            "dropout-gradient-past-the-mask",
        ),
        slip="shared or changed",
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x
                for row in x.data:
                    for j in range(len(row)):
                        if self.rng.random() < self.p:
                            row[j] = 0.0
                        else:
                            row[j] = row[j] / (1 - self.p)
                return x
        """,
    ),
    WrongSubmission(
        id="layers-dropout-new-leaf",
        stage="layers",
        truth="Dropout answers a new leaf, so that no gradient comes back through it.",
        where=("Dropout.__call__",),
        names=("dropout-detached",),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x
                keep = 1 - self.p
                rows = []
                for row in x.data:
                    rows.append([v / keep if self.rng.random() >= self.p else 0.0 for v in row])
                return Tensor(rows)
        """,
    ),
    WrongSubmission(
        id="layers-dropout-mask-requires-grad",
        stage="layers",
        truth="The mask of Dropout is a leaf that requires a gradient.",
        where=("Dropout.__call__",),
        names=("dropout-mask-requires-a-gradient",),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x
                s = 1 / (1 - self.p)
                mask = Tensor(
                    [[0.0 if self.rng.random() < self.p else s for _ in row] for row in x.data]
                )
                return x * mask
        """,
    ),
    WrongSubmission(
        id="layers-dropout-unscaled",
        stage="layers",
        truth="Dropout does not scale what it keeps.",
        where=("Dropout.__call__",),
        names=("dropout-not-scaled",),
        code="""
        class Dropout:
            def __call__(self, x):
                if self.training:
                    mask = [
                        [0.0 if self.rng.random() < self.p else 1.0 for _ in r] for r in x.data
                    ]
                    return x * Tensor(mask, requires_grad=False)
                return x
        """,
    ),
    WrongSubmission(
        id="layers-dropout-keeps-with-p",
        stage="layers",
        truth="Dropout keeps with probability p and scales by 1 / p.",
        where=("Dropout.__call__",),
        names=(
            "dropout-takes-p-for-what-is-kept",
            "dropout-keeps-with-p",
            "dropout-scaled-by-p",
        ),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training or self.p == 0:
                    return x
                mask = [
                    [1 / self.p if self.rng.random() < self.p else 0.0 for _ in row]
                    for row in x.data
                ]
                return x * Tensor(mask, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="layers-dropout-below-one-minus-p",
        stage="layers",
        truth="Dropout keeps where the draw is below 1 - p; the docstring says where it is >= p.",
        where=("Dropout.__call__",),
        names=("dropout-compares-with-the-other-side",),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x
                keep = 1 - self.p
                mask = [
                    [1 / keep if self.rng.random() < keep else 0.0 for _ in row] for row in x.data
                ]
                return x * Tensor(mask, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="layers-dropout-eval-times-one",
        stage="layers",
        truth="In eval mode Dropout answers x * 1, a new node, instead of x itself.",
        where=("Dropout.__call__",),
        names=("dropout-copies-in-eval",),
        code="""
        class Dropout:
            def __call__(self, x):
                if not self.training:
                    return x * 1.0
                s = 1 / (1 - self.p)
                mask = [[s if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
                return x * Tensor(mask, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="layers-dropout-always",
        stage="layers",
        truth="Dropout drops in eval mode, too.",
        where=("Dropout.__call__",),
        names=("dropout-in-both-modes",),
        code="""
        class Dropout:
            def __call__(self, x):
                s = 1 / (1 - self.p)
                mask = [[s if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
                return x * Tensor(mask, requires_grad=False)
        """,
    ),
    WrongSubmission(
        id="layers-dropout-accepts-one",
        stage="layers",
        truth="Dropout accepts p = 1, where 1 / (1 - p) does not exist.",
        where=("Dropout.__init__",),
        names=("dropout-takes-one",),
        slip="off by one",
        code="""
        class Dropout:
            def __init__(self, p, rng):
                if p < 0 or p > 1:
                    raise ValueError(f"p = {p} is no probability")
                self.p = p
                self.rng = rng
        """,
    ),
    WrongSubmission(
        id="layers-sequential-drops-results",
        stage="layers",
        truth="Sequential feeds every layer with the input instead of the result before.",
        where=("Sequential.__call__",),
        names=("sequential-feeds-the-input-to-all",),
        code="""
        class Sequential:
            def __call__(self, x):
                for layer in self.layers:
                    out = layer(x)
                return out
        """,
    ),
    WrongSubmission(
        id="layers-sequential-parameters-twice",
        stage="layers",
        truth="Sequential lists the parameters of a layer that stands twice twice.",
        where=("Sequential.parameters",),
        names=("sequential-parameters-twice",),
        code="""
        class Sequential:
            def parameters(self):
                ps = []
                for layer in self.layers:
                    ps += layer.parameters()
                return ps
        """,
    ),
    WrongSubmission(
        id="layers-modules-one-deep",
        stage="layers",
        truth="Sequential.modules lists its own layers and does not look into them.",
        where=("Sequential.modules",),
        names=("sequential-modules-one-level",),
        code="""
        class Sequential:
            def modules(self):
                return [self] + list(self.layers)
        """,
    ),
    WrongSubmission(
        id="layers-cross-entropy-sign",
        stage="layers",
        truth="cross_entropy forgets the minus.",
        where=("cross_entropy",),
        names=("batch-loss-sign",),
        code="""
        def cross_entropy(logits, targets):
            log_probs = logits.log_softmax()
            return log_probs.pick(targets).mean()
        """,
    ),
    WrongSubmission(
        id="layers-cross-entropy-sum",
        stage="layers",
        truth="cross_entropy answers the sum over rows instead of the mean.",
        where=("cross_entropy",),
        names=("batch-loss-summed",),
        code="""
        def cross_entropy(logits, targets):
            picked = logits.log_softmax().pick(targets)
            return picked.sum() * -1
        """,
    ),
    WrongSubmission(
        id="layers-predict-argmin",
        stage="layers",
        truth="predict answers the class with the smallest logit.",
        where=("predict",),
        names=("predict-takes-the-smallest",),
        code="""
        def predict(model, rows):
            modes = [(m, m.training) for m in model.modules()]
            model.eval()
            try:
                out = model(Tensor(rows, requires_grad=False))
            finally:
                for m, t in modes:
                    m.training = t
            return [row.index(min(row)) for row in out.data]
        """,
    ),
    WrongSubmission(
        id="layers-predict-ends-in-train",
        stage="layers",
        truth="predict calls model.train() at its end instead of restoring every mode.",
        where=("predict",),
        names=("predict-ends-in-training-mode", "predict-forgets-errors"),
        code="""
        def predict(model, rows):
            model.eval()
            scores = model(Tensor(rows, requires_grad=False)).data
            model.train()
            return [row.index(max(row)) for row in scores]
        """,
    ),
    WrongSubmission(
        id="layers-predict-in-train-mode",
        stage="layers",
        truth="predict does not switch to eval mode.",
        where=("predict",),
        names=("predict-while-training",),
        code="""
        def predict(model, rows):
            logits = model(Tensor(rows, requires_grad=False))
            answer = []
            for row in logits.data:
                best = 0
                for j in range(len(row)):
                    if row[j] > row[best]:
                        best = j
                answer.append(best)
            return answer
        """,
    ),
)
