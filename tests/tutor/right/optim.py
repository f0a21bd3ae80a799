"""Right but unusual versions of optim.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="optim-velocities-in-a-dict",
        stage="optim",
        way="Velocities are kept in a dict by the identity of the parameter, made when needed.",
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = tuple(parameters)
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
                self.state = {}

            def step(self):
                for p in self.parameters:
                    g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    if id(p) in self.state:
                        g = mapped(lambda v, g: self.momentum * v + g, self.state[id(p)], g)
                    self.state[id(p)] = g
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, g)
        """,
    ),
    RightSubmission(
        id="optim-pairs-of-parameter-and-velocity",
        stage="optim",
        way="The optimizer keeps pairs of a parameter and its velocity, no mapped in step.",
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.pairs = [[p, mapped(lambda _: 0.0, p.data)] for p in parameters]
                self.lr, self.momentum, self.decay = lr, momentum, weight_decay

            def _new(self, x, g, v):
                if not isinstance(x, list):
                    v = self.momentum * v + (g + self.decay * x)
                    return x - self.lr * v, v
                both = [self._new(*three) for three in zip(x, g, v)]
                return [new for new, _ in both], [new for _, new in both]

            def step(self):
                for pair in self.pairs:
                    p, v = pair
                    p.data, pair[1] = self._new(p.data, p.grad, v)

            def zero_grad(self):
                for p, _ in self.pairs:
                    p.zero_grad()
        """,
    ),
    RightSubmission(
        id="optim-moves-rows-in-place",
        stage="optim",
        way="Rows of data are changed in place instead of being replaced.",
        code="""
        class SGD:
            def step(self):
                for k, p in enumerate(self.parameters):
                    v = self.velocities[k] = mapped(
                        lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
                        self.velocities[k],
                        p.grad,
                        p.data,
                    )
                    if isinstance(p.data, list):
                        for i, row in enumerate(p.data):
                            for j, x in enumerate(row):
                                row[j] = x - self.lr * v[i][j]
                    else:
                        p.data -= self.lr * v
        """,
    ),
)
