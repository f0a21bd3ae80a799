"""Wrong versions of optim.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="optim-velocities-are-numbers",
        stage="optim",
        truth="__init__ begins every velocity as 0.0, also of a parameter that holds rows.",
        where=("SGD.__init__",),
        names=("velocities-begin-as-one-zero",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
                self.velocities = [0.0] * len(self.parameters)
        """,
    ),
    WrongSubmission(
        id="optim-velocities-begin-at-data",
        stage="optim",
        truth="__init__ begins each velocity at the parameter's own number.",
        where=("SGD.__init__",),
        names=("velocity-starts-as-the-data",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
                self.velocities = []
                for p in self.parameters:
                    self.velocities.append(mapped(lambda x: x, p.data))
        """,
    ),
    WrongSubmission(
        id="optim-velocities-begin-at-one",
        stage="optim",
        truth="__init__ begins each velocity at one instead of zero.",
        where=("SGD.__init__",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
                self.velocities = [mapped(lambda x: 1.0, p.data) for p in self.parameters]
        """,
    ),
    WrongSubmission(
        id="optim-one-velocity-for-all",
        stage="optim",
        truth="There is one velocity for all parameters, so that their pulls mix.",
        where=("SGD.__init__", "SGD.step"),
        names=("velocity-shared-by-all", "velocity-shared-by-all-shapes"),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
                self.velocity = None

            def step(self):
                for p in self.parameters:
                    if self.velocity is None:
                        self.velocity = mapped(lambda x: 0.0, p.data)
                    self.velocity = mapped(
                        lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
                        self.velocity,
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocity)
        """,
    ),
    WrongSubmission(
        id="optim-keeps-the-iterator",
        stage="optim",
        truth="__init__ keeps an iterator as it is, which is empty when it was read once.",
        where=("SGD.__init__",),
        names=("parameters-kept-as-an-iterator",),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = parameters
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
                self.velocities = [mapped(lambda _: 0.0, p.data) for p in parameters]
        """,
    ),
    WrongSubmission(
        id="optim-climbs",
        stage="optim",
        truth="step adds lr times the velocity, so that the loss grows.",
        where=("SGD.step",),
        names=("step-uphill",),
        code="""
        class SGD:
            def step(self):
                m, wd = self.momentum, self.weight_decay
                for i, p in enumerate(self.parameters):
                    g = mapped(lambda g, x: g + wd * x, p.grad, p.data)
                    v = mapped(lambda v, g: m * v + g, self.velocities[i], g)
                    self.velocities[i] = v
                    p.data = mapped(lambda x, v: x + self.lr * v, p.data, v)
        """,
    ),
    WrongSubmission(
        id="optim-ignores-momentum",
        stage="optim",
        truth="step follows the gradient and uses no velocity at all.",
        where=("SGD.step",),
        names=("momentum-ignored",),
        code="""
        class SGD:
            def step(self):
                for p in self.parameters:
                    p.data = mapped(
                        lambda x, g: x - self.lr * (g + self.weight_decay * x), p.data, p.grad
                    )
        """,
    ),
    WrongSubmission(
        id="optim-velocity-not-kept",
        stage="optim",
        truth="step computes the velocity and never stores it for the next step.",
        where=("SGD.step",),
        names=("momentum-ignored",),
        code="""
        class SGD:
            def step(self):
                for p, vel in zip(self.parameters, self.velocities):
                    vel = mapped(
                        lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
                        vel,
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, vel)
        """,
    ),
    WrongSubmission(
        id="optim-average-of-gradients",
        stage="optim",
        truth="The velocity takes (1 - momentum) times the gradient: another recipe.",
        where=("SGD.step",),
        names=("momentum-as-an-average",),
        code="""
        class SGD:
            def step(self):
                beta = self.momentum
                for i, p in enumerate(self.parameters):
                    grad = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    self.velocities[i] = mapped(
                        lambda v, g: beta * v + (1 - beta) * g, self.velocities[i], grad
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-lr-inside-the-velocity",
        stage="optim",
        truth="lr is multiplied into the velocity, so that an old lr lives on in it.",
        where=("SGD.step",),
        names=("momentum-with-the-rate-in-the-velocity",),
        code="""
        class SGD:
            def step(self):
                for i in range(len(self.parameters)):
                    p = self.parameters[i]
                    self.velocities[i] = mapped(
                        lambda v, g, x: self.momentum * v
                        - self.lr * (g + self.weight_decay * x),
                        self.velocities[i],
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x + v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-decoupled-decay",
        stage="optim",
        truth="Weight decay is taken from x directly and does not pass through the velocity.",
        where=("SGD.step",),
        names=("weight-decay-decoupled",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    self.velocities[i] = mapped(
                        lambda v, g: self.momentum * v + g, self.velocities[i], p.grad
                    )
                    p.data = mapped(
                        lambda x, v: x - self.lr * v - self.lr * self.weight_decay * x,
                        p.data,
                        self.velocities[i],
                    )
        """,
    ),
    WrongSubmission(
        id="optim-decay-sign",
        stage="optim",
        truth="Weight decay is subtracted from the gradient, so that weights grow.",
        where=("SGD.step",),
        names=("weight-decay-pushes-away",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    g = mapped(lambda g, x: g - self.weight_decay * x, p.grad, p.data)
                    self.velocities[i] = mapped(
                        lambda v, g: self.momentum * v + g, self.velocities[i], g
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-lr-frozen",
        stage="optim",
        truth="step uses the lr that __init__ put away; a changed lr has no effect.",
        where=("SGD.__init__", "SGD.step"),
        names=("rate-frozen-at-the-start", "step-keeps-the-first-learning-rate"),
        code="""
        class SGD:
            def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
                self.parameters = list(parameters)
                self.lr = lr
                self.momentum = momentum
                self.weight_decay = weight_decay
                self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]
                self.move = lambda x, v: x - lr * v

            def step(self):
                for i, p in enumerate(self.parameters):
                    self.velocities[i] = mapped(
                        lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
                        self.velocities[i],
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(self.move, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-gradient-is-the-velocity",
        stage="optim",
        truth="Without momentum the velocity is the very list of the gradient.",
        where=("SGD.step",),
        names=("gradients-list-as-velocity-without-momentum", "velocity-is-the-gradients-list"),
        slip="shared or changed",
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    if self.momentum == 0 and self.weight_decay == 0:
                        self.velocities[i] = p.grad
                    else:
                        self.velocities[i] = mapped(
                            lambda v, g, x: self.momentum * v + (g + self.weight_decay * x),
                            self.velocities[i],
                            p.grad,
                            p.data,
                        )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-step-clears",
        stage="optim",
        truth="step clears the gradients when it has used them.",
        where=("SGD.step",),
        names=("step-clears-the-gradients",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    self.velocities[i] = mapped(
                        lambda v, g, x: self.momentum * v + (g + self.weight_decay * x),
                        self.velocities[i],
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
                self.zero_grad()
        """,
    ),
    WrongSubmission(
        id="optim-step-writes-the-gradient",
        stage="optim",
        truth="step stores the decayed gradient in p.grad.",
        where=("SGD.step",),
        names=("weight-decay-into-the-gradient",),
        slip="shared or changed",
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    if self.weight_decay:
                        p.grad = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    self.velocities[i] = mapped(
                        lambda v, g: self.momentum * v + g, self.velocities[i], p.grad
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        """,
    ),
    WrongSubmission(
        id="optim-nesterov",
        stage="optim",
        truth="step looks ahead, Nesterov's way: it moves by g + momentum * v.",
        where=("SGD.step",),
        names=("momentum-nesterov",),
        code="""
        class SGD:
            def step(self):
                mu = self.momentum
                for i, p in enumerate(self.parameters):
                    g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
                    self.velocities[i] = mapped(lambda v, g: mu * v + g, self.velocities[i], g)
                    ahead = mapped(lambda v, g: g + mu * v, self.velocities[i], g)
                    p.data = mapped(lambda x, d: x - self.lr * d, p.data, ahead)
        """,
    ),
    WrongSubmission(
        id="optim-rows-forgotten",
        stage="optim",
        truth="step computes with p.data and p.grad as numbers, which rows are not.",
        where=("SGD.step",),
        names=("step-for-single-numbers-only",),
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    g = p.grad + self.weight_decay * p.data
                    self.velocities[i] = self.momentum * self.velocities[i] + g
                    p.data -= self.lr * self.velocities[i]
        """,
    ),
    WrongSubmission(
        id="optim-zero-grad-velocities",
        stage="optim",
        truth="zero_grad sets the velocities back to zero, too.",
        where=("SGD.zero_grad",),
        names=("zero-grad-stops-the-velocity",),
        code="""
        class SGD:
            def zero_grad(self):
                for i, p in enumerate(self.parameters):
                    p.zero_grad()
                    self.velocities[i] = mapped(lambda _: 0.0, p.data)
        """,
    ),
    WrongSubmission(
        id="optim-zero-grad-sets-none",
        stage="optim",
        truth="zero_grad sets the gradients to None.",
        where=("SGD.zero_grad",),
        names=("zero-grad-sets-none",),
        code="""
        class SGD:
            def zero_grad(self):
                for p in self.parameters:
                    p.grad = None
        """,
    ),
    WrongSubmission(
        id="optim-mapped-arguments-swapped",
        stage="optim",
        truth="step hands data and velocity to its function the wrong way round.",
        where=("SGD.step",),
        slip="swapped arguments",
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    self.velocities[i] = mapped(
                        lambda v, g, x: self.momentum * v + (g + self.weight_decay * x),
                        self.velocities[i],
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, self.velocities[i], p.data)
        """,
    ),
    WrongSubmission(
        id="optim-velocity-misspelt",
        stage="optim",
        truth="step reads self.velocity, while __init__ made self.velocities.",
        where=("SGD.step",),
        slip="misspelt attribute",
        code="""
        class SGD:
            def step(self):
                for i, p in enumerate(self.parameters):
                    self.velocity[i] = mapped(
                        lambda v, g, x: self.momentum * v + (g + self.weight_decay * x),
                        self.velocity[i],
                        p.grad,
                        p.data,
                    )
                    p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocity[i])
        """,
    ),
)
