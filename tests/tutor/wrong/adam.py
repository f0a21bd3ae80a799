"""Wrong versions of adam.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="adam-uncorrected-means",
        stage="adam",
        truth="step divides m by the root of v as they are; there is no bias correction.",
        where=("Adam.step",),
        names=("adam-no-correction",),
        code="""
        class Adam:
            def step(self):
                b1, b2 = self.betas
                for k, p in enumerate(self.parameters):
                    self.means[k] = mapped(
                        lambda m, g: b1 * m + (1 - b1) * g, self.means[k], p.grad
                    )
                    self.squares[k] = mapped(
                        lambda v, g: b2 * v + (1 - b2) * g**2, self.squares[k], p.grad
                    )
                    p.data = mapped(
                        lambda x, m, v: x
                        - self.lr * self.weight_decay * x
                        - self.lr * m / (v**0.5 + self.eps),
                        p.data,
                        self.means[k],
                        self.squares[k],
                    )
        """,
    ),
    WrongSubmission(
        id="adam-coupled-decay",
        stage="adam",
        truth="The decay is added to the gradient, as in SGD, and divided by the root with it.",
        where=("Adam.step",),
        names=("adam-decay-in-the-gradient",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                b1, b2 = self.betas
                c1, c2 = 1 - b1**self.steps, 1 - b2**self.steps
                for i, p in enumerate(self.parameters):
                    g = p.grad
                    if self.weight_decay != 0:
                        g = mapped(lambda g, x: g + self.weight_decay * x, g, p.data)
                    m = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.means[i], g)
                    v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], g)

                    def move(x, m, v):
                        return x - self.lr * (m / c1) / (math.sqrt(v / c2) + self.eps)

                    p.data = mapped(move, p.data, m, v)
                    self.means[i], self.squares[i] = m, v
        """,
    ),
    WrongSubmission(
        id="adam-decays-last",
        stage="adam",
        truth="The decay shrinks the parameter after the step, the step included.",
        where=("Adam.step",),
        names=("adam-decay-after-the-step",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                b1, b2 = self.betas
                for i, p in enumerate(self.parameters):
                    m = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.means[i], p.grad)
                    v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], p.grad)
                    self.means[i], self.squares[i] = m, v
                    mhat = mapped(lambda m: m / (1 - b1**self.steps), m)
                    vhat = mapped(lambda v: v / (1 - b2**self.steps), v)
                    p.data = mapped(
                        lambda x, m, v: x - self.lr * m / (v**0.5 + self.eps), p.data, mhat, vhat
                    )
                    p.data = mapped(lambda x: x - self.lr * self.weight_decay * x, p.data)
        """,
    ),
    WrongSubmission(
        id="adam-counts-in-the-loop",
        stage="adam",
        truth="The count of steps grows with every parameter, not with every step.",
        where=("Adam.step",),
        names=("adam-counted-for-each-parameter",),
        code="""
        class Adam:
            def step(self):
                b1, b2 = self.betas
                for i in range(len(self.parameters)):
                    p = self.parameters[i]
                    self.steps = self.steps + 1
                    t = self.steps
                    self.means[i] = mapped(
                        lambda m, g: b1 * m + (1 - b1) * g, self.means[i], p.grad
                    )
                    self.squares[i] = mapped(
                        lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], p.grad
                    )

                    def update(x, m, v):
                        x = x * (1 - self.lr * self.weight_decay)
                        return x - self.lr * m / (1 - b1**t) / (
                            math.sqrt(v / (1 - b2**t)) + self.eps
                        )

                    p.data = mapped(update, p.data, self.means[i], self.squares[i])
        """,
    ),
    WrongSubmission(
        id="adam-corrects-what-it-keeps",
        stage="adam",
        truth="The corrected means are stored under the names of the means.",
        where=("Adam.step",),
        names=("adam-corrected-means-kept",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                beta1, beta2 = self.betas
                lr, eps, wd = self.lr, self.eps, self.weight_decay
                ms, vs = self.means, self.squares
                for i, p in enumerate(self.parameters):
                    ms[i] = mapped(lambda m, g: beta1 * m + (1 - beta1) * g, ms[i], p.grad)
                    vs[i] = mapped(lambda v, g: beta2 * v + (1 - beta2) * g * g, vs[i], p.grad)
                    ms[i] = mapped(lambda m: m / (1 - beta1**self.steps), ms[i])
                    vs[i] = mapped(lambda v: v / (1 - beta2**self.steps), vs[i])
                    p.data = mapped(lambda x: (1 - lr * wd) * x, p.data)
                    p.data = mapped(
                        lambda x, m, v: x - lr * m / (math.sqrt(v) + eps), p.data, ms[i], vs[i]
                    )
        """,
    ),
    WrongSubmission(
        id="adam-fast-form",
        stage="adam",
        truth="Both corrections are moved into lr, so that eps stands beside the raw root.",
        where=("Adam.step",),
        names=("adam-eps-beside-the-uncorrected-root",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                beta1, beta2 = self.betas
                alpha = self.lr * (1 - beta2**self.steps) ** 0.5 / (1 - beta1**self.steps)
                for i, p in enumerate(self.parameters):
                    p.data = mapped(lambda x: x - self.lr * self.weight_decay * x, p.data)
                    self.means[i] = mapped(
                        lambda m, g: m + (1 - beta1) * (g - m), self.means[i], p.grad
                    )
                    self.squares[i] = mapped(
                        lambda v, g: v + (1 - beta2) * (g * g - v), self.squares[i], p.grad
                    )
                    p.data = mapped(
                        lambda x, m, v: x - alpha * m / (v**0.5 + self.eps),
                        p.data,
                        self.means[i],
                        self.squares[i],
                    )
        """,
    ),
    WrongSubmission(
        id="adam-eps-inside",
        stage="adam",
        truth="eps is added to the corrected v, under the root.",
        where=("Adam.step",),
        names=("adam-eps-under-the-root",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                beta1, beta2 = self.betas
                c1, c2 = 1 - beta1**self.steps, 1 - beta2**self.steps
                for i, p in enumerate(self.parameters):
                    m = mapped(lambda m, g: beta1 * m + (1 - beta1) * g, self.means[i], p.grad)
                    v = mapped(lambda v, g: beta2 * v + (1 - beta2) * g**2, self.squares[i], p.grad)
                    step = mapped(lambda m, v: m / c1 / (v / c2 + self.eps) ** 0.5, m, v)
                    p.data = mapped(
                        lambda x, s: x - self.lr * (s + self.weight_decay * x), p.data, step
                    )
                    self.means[i], self.squares[i] = m, v
        """,
    ),
    WrongSubmission(
        id="adam-both-means-one-list",
        stage="adam",
        truth="__init__ makes one list of zeros and keeps it as both means.",
        where=("Adam.__init__",),
        names=("adam-means-and-squares-one-list",),
        code="""
        class Adam:
            def __init__(...):
                if lr < 0 or eps < 0 or weight_decay < 0:
                    raise ValueError(f"below zero: {lr}, {eps}, {weight_decay}")
                if not (0 <= betas[0] < 1 and 0 <= betas[1] < 1):
                    raise ValueError(f"betas {betas} are no shares")
                self.parameters = list(parameters)
                self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
                self.steps = 0
                zeros = [mapped(lambda x: 0.0, p.data) for p in self.parameters]
                self.means = zeros
                self.squares = zeros
        """,
    ),
    WrongSubmission(
        id="adam-powers-of-t-forgotten",
        stage="adam",
        truth="The correction divides by 1 - beta in every step; t is counted and not used.",
        where=("Adam.step",),
        names=("adam-correction-without-the-power", "adam-not-counted"),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                (b1, b2), eps = self.betas, self.eps
                for i, p in enumerate(self.parameters):
                    m = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.means[i], p.grad)
                    v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], p.grad)
                    self.means[i], self.squares[i] = m, v
                    m = mapped(lambda m: m / (1 - b1), m)
                    v = mapped(lambda v: v / (1 - b2), v)
                    p.data = mapped(
                        lambda x, m, v: x * (1 - self.lr * self.weight_decay)
                        - self.lr * m / (v**0.5 + eps),
                        p.data,
                        m,
                        v,
                    )
        """,
    ),
    WrongSubmission(
        id="adam-no-refusals",
        stage="adam",
        truth="__init__ checks nothing.",
        where=("Adam.__init__",),
        names=("adam-refuses-nothing",),
        code="""
        class Adam:
            def __init__(...):
                self.parameters = list(parameters)
                self.lr = lr
                self.betas = betas
                self.eps = eps
                self.weight_decay = weight_decay
                self.steps = 0
                self.means, self.squares = [], []
                for p in self.parameters:
                    self.means.append(mapped(lambda x: 0.0, p.data))
                    self.squares.append(mapped(lambda x: 0.0, p.data))
        """,
    ),
    WrongSubmission(
        id="adam-two-slips-in-the-decay",
        stage="adam",
        truth="The decay is taken after the step and without lr.",
        where=("Adam.step",),
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                b1, b2 = self.betas
                for i, p in enumerate(self.parameters):
                    m = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.means[i], p.grad)
                    v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.squares[i], p.grad)
                    self.means[i], self.squares[i] = m, v

                    def update(x, m, v):
                        mhat = m / (1 - b1**self.steps)
                        vhat = v / (1 - b2**self.steps)
                        x = x - self.lr * mhat / (math.sqrt(vhat) + self.eps)
                        return x - self.weight_decay * x

                    p.data = mapped(update, p.data, m, v)
        """,
    ),
    WrongSubmission(
        id="adam-count-named-step",
        stage="adam",
        truth="The count is kept as self.step and hides the method of that name.",
        where=("Adam.__init__", "Adam.step"),
        slip="a method hidden by an attribute",
        code="""
        class Adam:
            def __init__(...):
                if min(lr, eps, weight_decay, *betas) < 0 or max(betas) >= 1:
                    raise ValueError(f"no Adam with {lr}, {betas}, {eps}, {weight_decay}")
                self.parameters = list(parameters)
                self.lr, self.betas, self.eps, self.wd = lr, betas, eps, weight_decay
                self.step = 0
                self.m = [mapped(lambda _: 0.0, p.data) for p in self.parameters]
                self.v = [mapped(lambda _: 0.0, p.data) for p in self.parameters]

            def step(self):
                self.step += 1
                b1, b2 = self.betas
                c1, c2 = 1 - b1**self.step, 1 - b2**self.step
                for i, p in enumerate(self.parameters):
                    self.m[i] = mapped(lambda m, g: b1 * m + (1 - b1) * g, self.m[i], p.grad)
                    self.v[i] = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, self.v[i], p.grad)
                    p.data = mapped(
                        lambda x, m, v: x * (1 - self.lr * self.wd)
                        - self.lr * m / c1 / (math.sqrt(v / c2) + self.eps),
                        p.data,
                        self.m[i],
                        self.v[i],
                    )
        """,
    ),
)
