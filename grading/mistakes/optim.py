"""Mistakes that people make in optim.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# Of the mistakes that explain the same answers the first is named: the narrow stand first.
MISTAKES = (
    # --- SGD.zero_grad ---
    Mistake(
        id="zero-grad-does-nothing",
        where="SGD.zero_grad",
        sentence=(
            "Your gradients are still there after zero_grad. Setting the gradient of a loop "
            "variable is not enough if it is the variable that is set."
        ),
        why="`grad = 0.0` inside the loop sets a local name.",
        change=("p.zero_grad()", "grad = p.grad\ngrad = 0.0"),
    ),
    Mistake(
        id="zero-grad-clears-only-the-first",
        where="SGD.zero_grad",
        sentence=(
            "Your zero_grad clears the first parameter and leaves the others. Look at the "
            "indentation of what ends the loop."
        ),
        why="A return that is indented one level too deep.",
        change=("p.zero_grad()", "p.zero_grad()\nreturn"),
    ),
    Mistake(
        id="zero-grad-sets-none",
        where="SGD.zero_grad",
        sentence=(
            "After your zero_grad the gradients are None. PyTorch does so to save memory, but a "
            "node of this engine adds to its gradient, and None cannot be added to."
        ),
        why="zero_grad(set_to_none=True) is PyTorch's default.",
        change=("p.zero_grad()", "p.grad = None"),
    ),
    Mistake(
        id="zero-grad-sets-a-number",
        where="SGD.zero_grad",
        sentence=(
            "Your zero_grad sets every gradient to the number 0.0, even where it was made of "
            "rows. A node knows how to clear its own gradient."
        ),
        why="For Values it is the same, and Tensors come later.",
        change=("p.zero_grad()", "p.grad = 0.0"),
    ),
    Mistake(
        id="zero-grad-stops-the-velocity",
        where="SGD.zero_grad",
        sentence=(
            "After your zero_grad the velocity is gone as well. It is called before every step, "
            "so momentum would never have anything to remember."
        ),
        why="Clearing everything the optimizer keeps sounds like what zero_grad should do.",
        code="""
def zero_grad(self):
    for p in self.parameters:
        p.zero_grad()
    self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]
""",
    ),
    Mistake(
        id="zero-grad-clears-the-data",
        where="SGD.zero_grad",
        sentence=(
            "After your zero_grad the parameters themselves are zero: the data were cleared, not "
            "the gradients."
        ),
        why="`data` and `grad` are one word apart.",
        change=("p.zero_grad()", "p.data = mapped(lambda _: 0.0, p.data)\np.zero_grad()"),
    ),
    # --- SGD.__init__ ---
    Mistake(
        id="parameters-kept-as-an-iterator",
        where="SGD.__init__",
        sentence=(
            "Your optimizer moves nothing at all when the parameters come from an iterator: it "
            "was used up while the velocities were made. An iterator can be walked once."
        ),
        why="model.parameters() is a generator in PyTorch, and keeping it looks harmless.",
        change=("self.parameters = list(parameters)", "self.parameters = parameters"),
    ),
    Mistake(
        id="momentum-and-weight-decay-swapped",
        where="SGD.__init__",
        sentence=(
            "Called by position, your momentum is used as weight decay and the other way round. "
            "Look at the order of the arguments in the docstring."
        ),
        why="The order differs from library to library.",
        changes=(
            ("momentum: float = 0.0,", "weight_decay: float = 0.0,"),
            ("weight_decay: float = 0.0,", "momentum: float = 0.0,"),
        ),
    ),
    Mistake(
        id="momentum-on-by-default",
        where="SGD.__init__",
        sentence=(
            "Your optimizer rolls on although nobody asked for momentum: it has some by default. "
            "Look at the default values in the signature."
        ),
        why="0.9 is the momentum that everybody uses.",
        change=("momentum: float = 0.0,", "momentum: float = 0.9,"),
    ),
    Mistake(
        id="velocity-starts-as-the-data",
        where="SGD.__init__",
        sentence=(
            "Your first step is too long or goes the wrong way: the velocity does not begin at "
            "rest but with the numbers of the parameter. Look at what the list of velocities is "
            "made of."
        ),
        why="Copying the parameter is the quick way to get something of the same shape.",
        change=(
            "self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]",
            "self.velocities = [mapped(lambda x: x, p.data) for p in self.parameters]",
        ),
    ),
    Mistake(
        id="velocities-begin-as-one-zero",
        where="SGD.__init__",
        sentence=(
            "Your optimizer works for Values and fails for parameters made of rows: beside rows "
            "the velocity begins as the one number 0.0. Look at what the list of velocities is "
            "made of, and at the function given above the class."
        ),
        why="'It begins at 0' is written down as it stands.",
        change=(
            "self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]",
            "self.velocities = [0.0 for p in self.parameters]",
        ),
    ),
    Mistake(
        id="velocities-begin-as-none",
        where="SGD.__init__",
        sentence=(
            "Your velocities begin as None, and the first step multiplies one by momentum. A ball "
            "at rest has a velocity: look at where the lesson lets it begin."
        ),
        why="PyTorch's momentum buffer is None until the first step, which asks for it.",
        change=(
            "self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]",
            "self.velocities = [None for p in self.parameters]",
        ),
    ),
    Mistake(
        id="parameters-copied-at-the-start",
        where="SGD.__init__",
        sentence=(
            "Your optimizer moves copies: it made new nodes of the parameters that it was given, "
            "and those that the network computes with stay where they are. The nodes themselves "
            "have to be kept."
        ),
        why="Copying what one is given is a good habit elsewhere.",
        change=(
            "self.parameters = list(parameters)",
            "import copy\n\nself.parameters = [copy.deepcopy(p) for p in parameters]",
        ),
    ),
    Mistake(
        id="rate-frozen-at-the-start",
        where="SGD.__init__",
        sentence=(
            "Your steps are as long as the learning rate was when the optimizer was made, whatever "
            "optimizer.lr is set to later. Look at under which name lr is kept, and at which name "
            "the step reads."
        ),
        why="lr is kept under a name of one's own, or bound into a function once and for all.",
        change=(
            "self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]",
            """
            self.velocities = [mapped(lambda _: 0.0, p.data) for p in self.parameters]
            move = self.step

            def step():
                now, self.lr = self.lr, lr
                move()
                self.lr = now

            self.step = step
            """,
        ),
    ),
    Mistake(
        id="velocities-of-the-class",
        where="SGD.__init__",
        sentence=(
            "Your second optimizer starts with the velocities of the first: they are kept in one "
            "place for all optimizers. Look at where the list is created."
        ),
        why="A mutable default or class attribute is created once, not once for each object.",
        code="""
VELOCITIES = []

def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
    self.parameters = list(parameters)
    self.lr = lr
    self.momentum = momentum
    self.weight_decay = weight_decay
    self.velocities = VELOCITIES
    for p in self.parameters[len(VELOCITIES):]:
        self.velocities.append(mapped(lambda _: 0.0, p.data))
""",
    ),
    # --- SGD.step, plain ---
    Mistake(
        id="step-uphill",
        where="SGD.step",
        sentence=(
            "Your parameters move along the gradient and not against it: the loss grows with "
            "every step. Look at the sign."
        ),
        why="A gradient that is added: the sign is lost between two formulas.",
        change=(
            "return [x - lr * v for x, v in zip(xs, vs)]",
            "return [x + lr * v for x, v in zip(xs, vs)]",
        ),
    ),
    Mistake(
        id="step-follows-the-sign",
        where="SGD.step",
        sentence=(
            "Every parameter moves by the same amount, however large its gradient: only the sign "
            "of the gradient counts."
        ),
        why="Rprop and sign descent work like this.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + (g > 0) - (g < 0) + self.weight_decay * x,
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="step-moves-a-name-only",
        where="SGD.step",
        sentence=(
            "Your parameters do not move at all. Assigning to the name of the loop changes the "
            "name, not the node behind it."
        ),
        why="`p = p - lr * p.grad` is the formula, word by word.",
        change=(
            "p.data = row_by_row(moved, p.data, self.velocities[i])",
            "p = mapped(lambda x, v: x - lr * v, p.data, self.velocities[i])",
        ),
    ),
    Mistake(
        id="step-makes-new-nodes",
        where="SGD.step",
        sentence=(
            "Your optimizer moves copies: it puts new nodes into its own list, and those that "
            "the network computes with stay where they were. A parameter keeps its identity; "
            "only its data change."
        ),
        why="Replacing an immutable value is a good habit elsewhere.",
        code="""
def step(self):
    import copy
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
            self.velocities[i], p.grad, p.data,
        )
        moved = copy.copy(p)
        moved.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
        self.parameters[i] = moved
""",
    ),
    Mistake(
        id="step-returns-in-the-loop",
        where="SGD.step",
        sentence=(
            "Only your first parameter moves: step is over before the others have their turn. "
            "Look at the indentation."
        ),
        why="A return that is indented one level too deep.",
        change=(
            "p.data = row_by_row(moved, p.data, self.velocities[i])",
            "p.data = row_by_row(moved, p.data, self.velocities[i])\nreturn",
        ),
    ),
    Mistake(
        id="step-clears-the-gradients",
        where="SGD.step",
        sentence=(
            "After your step the gradients are zero. Clearing them is the business of zero_grad; "
            "whoever wants to look at a gradient after a step finds nothing."
        ),
        why="Doing both in one call saves a line in every training loop.",
        change=(
            "p.data = row_by_row(moved, p.data, self.velocities[i])",
            "p.data = row_by_row(moved, p.data, self.velocities[i])\np.zero_grad()",
        ),
    ),
    Mistake(
        id="step-skips-zero-gradients",
        where="SGD.step",
        sentence=(
            "A parameter whose gradient is zero stays where it is in your optimizer. But it may "
            "still have a velocity, and weight decay still pulls at it."
        ),
        why="`if not p.grad: continue` is meant for gradients that are None.",
        change=(
            "for i, p in enumerate(self.parameters):",
            """
            for i, p in enumerate(self.parameters):
                if not p.grad:
                    continue
            """,
        ),
    ),
    Mistake(
        id="step-keeps-the-first-learning-rate",
        where="SGD.step",
        sentence=(
            "Your steps do not change when optimizer.lr does: the rate of the first step is used "
            "for ever. Look at where lr is read."
        ),
        why="The rate is copied once, for speed or out of caution.",
        code="""
def step(self):
    if not hasattr(self, "rate"):
        self.rate = self.lr
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.rate * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="step-lets-the-rate-decay",
        where="SGD.step",
        sentence=(
            "Your first step is right and the later ones are ever shorter: the learning rate "
            "shrinks by itself. Whether it does is the decision of whoever sets lr."
        ),
        why="micrograd's demo lowers the rate in its loop; Keras had a `decay` argument.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
    self.lr = self.lr * 0.99
""",
    ),
    Mistake(
        id="step-clips-the-gradient",
        where="SGD.step",
        sentence=(
            "Your step is never longer than lr: large gradients are cut to 1. The next stages "
            "rely on the gradient as it is."
        ),
        why="Gradient clipping is common advice against training that explodes.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + max(-1.0, min(1.0, g)) + self.weight_decay * x,
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="step-for-single-numbers-only",
        where="SGD.step",
        sentence=(
            "Your step works for Values and fails for parameters made of rows: a list cannot be "
            "multiplied by a float. Look at the function given above the class."
        ),
        why="The formula works as it stands while data is one float.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        v = self.momentum * self.velocities[i] + p.grad + self.weight_decay * p.data
        self.velocities[i] = v
        p.data = p.data - self.lr * v
""",
    ),
    Mistake(
        id="step-moves-the-first-row-only",
        where="SGD.step",
        sentence=(
            "Of a parameter made of rows only the first row moves. Look at what is done with the "
            "other ones."
        ),
        why="`data[0]` is how one gets past the outer list.",
        change=(
            "p.data = row_by_row(moved, p.data, self.velocities[i])",
            """
            moved = mapped(lambda x, v: x - lr * v, p.data, self.velocities[i])
            p.data = [moved[0], *p.data[1:]] if isinstance(moved, list) else moved
            """,
        ),
    ),
    # --- SGD.step, momentum ---
    Mistake(
        id="momentum-ignored",
        where="SGD.step",
        sentence=(
            "Your momentum has no effect: every step is the plain one. Look at whether the "
            "velocity is used for the step, or only computed."
        ),
        why="The velocity is updated, and the old line with the gradient stays.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        self.velocities[i] = mapped(
            lambda v, g: self.momentum * v + g, self.velocities[i], g
        )
        p.data = mapped(lambda x, g: x - self.lr * g, p.data, g)
""",
    ),
    Mistake(
        id="velocity-not-kept",
        where="SGD.step",
        sentence=(
            "Your second step knows only the gradient before it: what is kept is the last "
            "gradient, not the velocity. The effect of a push should fade over many steps, not "
            "end after two."
        ),
        why="The wrong one of two names is stored at the end of the loop.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        v = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
        self.velocities[i] = g
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, v)
""",
    ),
    Mistake(
        id="velocity-sums-the-gradients",
        where="SGD.step",
        sentence=(
            "Your velocity never fades: all gradients since the start are added up at full "
            "weight, and momentum only scales their sum. Look at what momentum multiplies."
        ),
        why="The factor is put on the step instead of on the old velocity.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        old = self.velocities[i]
        p.data = mapped(lambda x, v, g: x - self.lr * (self.momentum * v + g), p.data, old, g)
        self.velocities[i] = mapped(lambda v, g: v + g, old, g)
""",
    ),
    Mistake(
        id="momentum-as-an-average",
        where="SGD.step",
        sentence=(
            "Your steps with momentum are too short from the first one on: the gradient enters "
            "the velocity with the factor 1 - momentum. That is a running average, the recipe of "
            "other texts; the lesson shows the one that is asked for."
        ),
        why="Exponential averages are taught like this, and Adam uses one.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + (1 - self.momentum) * (g + self.weight_decay * x),
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="momentum-dampened-after-the-first-step",
        where="SGD.step",
        sentence=(
            "Your first step with momentum is right, and from the second on the gradient enters "
            "with the factor 1 - momentum. PyTorch calls this dampening, and it is off unless "
            "asked for."
        ),
        why="torch.optim.SGD with dampening=momentum does just this; old Torch did by default.",
        code="""
def step(self):
    damp = 1 - self.momentum if getattr(self, "rolling", False) else 1.0
    self.rolling = True
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + damp * (g + self.weight_decay * x),
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="momentum-with-the-rate-in-the-velocity",
        where="SGD.step",
        sentence=(
            "Your numbers are right as long as lr stays the same, and wrong after it has "
            "changed: the learning rate went into the velocity, where the old rate lives on. The "
            "lesson shows two recipes that differ in just this."
        ),
        why="Sutskever et al. 2013 and Keras write v = momentum * v - lr * g.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v - self.lr * (g + self.weight_decay * x),
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x + v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="rate-applied-twice",
        where="SGD.step",
        sentence=(
            "Your steps are too short by one more factor of lr: it multiplies the gradient on its "
            "way into the velocity, and the velocity on its way into the parameter."
        ),
        why="Two recipes for momentum, each with lr at its own place, are mixed.",
        change=(
            "return [momentum * v + g for v, g in zip(vs, gs)]",
            "return [momentum * v + lr * g for v, g in zip(vs, gs)]",
        ),
    ),
    Mistake(
        id="momentum-nesterov",
        where="SGD.step",
        sentence=(
            "Your steps with momentum look ahead: the gradient counts once more on top of the "
            "velocity. That is Nesterov's variant, which PyTorch takes only if asked to."
        ),
        why="Nesterov momentum is the recommended one in many courses.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        self.velocities[i] = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
        p.data = mapped(
            lambda x, v, g: x - self.lr * (g + self.momentum * v), p.data, self.velocities[i], g
        )
""",
    ),
    Mistake(
        id="momentum-on-the-whole-velocity",
        where="SGD.step",
        sentence=(
            "Your first step with momentum is too short: the new gradient is multiplied by "
            "momentum as well. Look at the parentheses."
        ),
        why="momentum * (v + g) for momentum * v + g.",
        change=(
            "return [momentum * v + g for v, g in zip(vs, gs)]",
            """
            k = momentum or 1.0
            return [k * (bool(momentum) * v + g) for v, g in zip(vs, gs)]
            """,
        ),
    ),
    Mistake(
        id="momentum-steps-with-the-old-velocity",
        where="SGD.step",
        sentence=(
            "Your steps with momentum come one too late: the first moves nothing, because the "
            "velocity is used before the new gradient has entered it."
        ),
        why="Moving first and updating the velocity afterwards.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        new = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
        used = self.velocities[i] if self.momentum else new
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, used)
        self.velocities[i] = new
""",
    ),
    Mistake(
        id="velocity-shared-by-all",
        where="SGD.step",
        sentence=(
            "With momentum your parameters push each other: there is one velocity, and each "
            "parameter finds in it what the one before has left. Look at how many are kept."
        ),
        why="One attribute `self.velocity`, as in the formula, which speaks of one parameter.",
        code="""
def step(self):
    if not self.parameters:
        return
    for p in self.parameters:
        old = self.velocities[0] if isinstance(p.data, float) else mapped(lambda _: 0.0, p.data)
        v = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * x, old, p.grad, p.data
        )
        self.velocities[0] = v
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, v)
""",
    ),
    Mistake(
        id="velocity-shared-by-all-shapes",
        where="SGD.step",
        sentence=(
            "With momentum your parameters push each other: there is one velocity, and each "
            "parameter finds in it what the one before has left, in the shape of that one. Look at "
            "how many are kept."
        ),
        why="The formula speaks of one parameter and one velocity.",
        code="""
def step(self):
    for p in self.parameters:
        before = getattr(self, "v", mapped(lambda _: 0.0, p.data))
        g = mapped(lambda x, g: g + self.weight_decay * x, p.data, p.grad)
        self.v = mapped(lambda v, g: self.momentum * v + g, before, g)
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.v)
""",
    ),
    Mistake(
        id="velocity-found-by-value",
        where="SGD.step",
        sentence=(
            "With momentum, parameters that hold the same number share a velocity, and a "
            "parameter that moves loses its own: velocities are looked up by the number. A "
            "parameter is known by what it is, not by what it holds."
        ),
        why="A dict of velocities with the data as its key.",
        code="""
def step(self):
    if not hasattr(self, "by_value"):
        self.by_value = {}
    for p in self.parameters:
        zero = mapped(lambda _: 0.0, p.data)
        v = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * x,
            self.by_value.get(repr(p.data), zero), p.grad, p.data,
        )
        self.by_value[repr(p.data)] = v
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, v)
""",
    ),
    Mistake(
        id="velocity-is-the-gradients-list",
        where="SGD.step",
        sentence=(
            "Your first velocity is not a copy of the gradient but the gradient's own list: when "
            "the gradient is cleared in place, so is the velocity. A float would have been "
            "copied; a list is not."
        ),
        why="PyTorch's source says clone() here, and it is easily overlooked.",
        code="""
def step(self):
    first = not getattr(self, "rolling", False)
    self.rolling = True
    for i, p in enumerate(self.parameters):
        g = p.grad
        if self.weight_decay:
            g = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        if first:
            self.velocities[i] = g
        else:
            self.velocities[i] = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="gradients-list-as-velocity-without-momentum",
        where="SGD.step",
        sentence=(
            "Without momentum your velocity is no list of its own but the gradient's: whatever is "
            "written into the gradient later stands in the velocity, too. The docstring says that "
            "they share no list."
        ),
        why="With momentum 0 the velocity is the gradient, so why compute it?",
        change=(
            "for i, p in enumerate(self.parameters):",
            """
            for i, p in enumerate(self.parameters):
                if not momentum and not decay:
                    self.velocities[i] = p.grad
                    p.data = mapped(lambda x, g: x - lr * g, p.data, p.grad)
                    continue
            """,
        ),
    ),
    Mistake(
        id="data-written-into-the-gradients-list",
        where="SGD.step",
        sentence=(
            "For parameters made of rows your new data stand in the gradient's own rows: after "
            "the step the gradient is gone, and clearing it clears the parameter."
        ),
        why="Reusing a list saves the making of a new one.",
        change=(
            "p.data = row_by_row(moved, p.data, self.velocities[i])",
            """
            moved = mapped(lambda x, v: x - lr * v, p.data, self.velocities[i])
            if isinstance(moved, list):
                for row, new in zip(p.grad, moved):
                    row[:] = new
                moved = p.grad
            p.data = moved
            """,
        ),
    ),
    # --- SGD.step, weight decay ---
    Mistake(
        id="weight-decay-ignored",
        where="SGD.step",
        sentence=(
            "Your weight decay has no effect: a parameter without gradient stays where it is. "
            "Look at whether it enters the formula at all."
        ),
        why="The setting is stored and then forgotten.",
        change=("if decay:\n    grad = mapped(lambda g, x: g + decay * x, grad, p.data)", ""),
    ),
    Mistake(
        id="weight-decay-pushes-away",
        where="SGD.step",
        sentence=(
            "Your weight decay pushes parameters away from zero. The gradient of a penalty on "
            "large weights points to larger weights, and the step goes against it; look at the "
            "sign."
        ),
        why="Decay sounds like subtracting, and the step subtracts once more.",
        change=(
            "grad = mapped(lambda g, x: g + decay * x, grad, p.data)",
            "grad = mapped(lambda g, x: g - decay * x, grad, p.data)",
        ),
    ),
    Mistake(
        id="weight-decay-doubled",
        where="SGD.step",
        sentence=(
            "Your weight decay is twice as strong as it should be: it is the derivative of "
            "weight_decay * x^2, and the penalty of the lesson has a factor of one half."
        ),
        why="L2 regularization is often written without the one half.",
        change=(
            "grad = mapped(lambda g, x: g + decay * x, grad, p.data)",
            "grad = mapped(lambda g, x: g + 2 * decay * x, grad, p.data)",
        ),
    ),
    Mistake(
        id="weight-decay-by-the-sign",
        where="SGD.step",
        sentence=(
            "Your weight decay pulls at every parameter with the same force, however far from "
            "zero it is. That is the gradient of |x|; look at the penalty in the lesson."
        ),
        why="L1 regularization, the other one of two.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * ((x > 0) - (x < 0)),
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="weight-decay-by-the-size",
        where="SGD.step",
        sentence=(
            "Your weight decay pulls negative parameters further down: it takes the size of the "
            "parameter and loses its sign. Decay goes toward zero from both sides."
        ),
        why="Large weights are what is punished, and large means |x|.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, x: self.momentum * v + g + self.weight_decay * abs(x),
            self.velocities[i], p.grad, p.data,
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="weight-decay-decoupled",
        where="SGD.step",
        sentence=(
            "Your weight decay is right without momentum and wrong with it: it goes past the "
            "velocity, straight to the parameter. That is the decay of AdamW, another algorithm."
        ),
        why="Decoupled weight decay (Loshchilov and Hutter 2019) is the modern default.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g: self.momentum * v + g, self.velocities[i], p.grad
        )
        p.data = mapped(
            lambda x, v: x - self.lr * (v + self.weight_decay * x), p.data, self.velocities[i]
        )
""",
    ),
    Mistake(
        id="weight-decay-after-the-step",
        where="SGD.step",
        sentence=(
            "Your weight decay acts on the parameter after it has moved, as a second step. Then "
            "even plain steps come out slightly off; look at which x is meant in the formula."
        ),
        why="`p.data *= 1 - lr * weight_decay` as a line of its own.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g: self.momentum * v + g, self.velocities[i], p.grad
        )
        p.data = mapped(
            lambda x, v: (x - self.lr * v) * (1 - self.lr * self.weight_decay),
            p.data, self.velocities[i],
        )
""",
    ),
    Mistake(
        id="weight-decay-without-the-rate",
        where="SGD.step",
        sentence=(
            "Your weight decay is far too strong: it is taken from the parameter at full size, "
            "without the learning rate, and past the velocity."
        ),
        why="x = (1 - weight_decay) * x - lr * g: the oldest form of weight decay.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g: self.momentum * v + g, self.velocities[i], p.grad
        )
        p.data = mapped(
            lambda x, v: x - self.lr * v - self.weight_decay * x, p.data, self.velocities[i]
        )
""",
    ),
    Mistake(
        id="weight-decay-follows-the-start",
        where="SGD.step",
        sentence=(
            "Your weight decay is right in the first step and then stays the same: it pulls with "
            "the number that the parameter had at the start, not with the one that it has now."
        ),
        why="The pull is computed once and kept.",
        code="""
def step(self):
    if not hasattr(self, "pulls"):
        self.pulls = [mapped(lambda x: self.weight_decay * x, p.data) for p in self.parameters]
    for i, p in enumerate(self.parameters):
        self.velocities[i] = mapped(
            lambda v, g, d: self.momentum * v + g + d, self.velocities[i], p.grad, self.pulls[i]
        )
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="weight-decay-into-the-gradients-rows",
        where="SGD.step",
        sentence=(
            "For parameters made of rows your step writes the decay into the rows of the "
            "gradient. Look at which list your loop assigns to."
        ),
        why="Indexing a matrix in place is the classic way to write loops over it.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        g = p.grad
        if isinstance(g, list):
            for row, numbers in zip(g, p.data):
                for j, x in enumerate(numbers):
                    row[j] += self.weight_decay * x
        else:
            g = g + self.weight_decay * p.data
        self.velocities[i] = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], g)
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
    Mistake(
        id="weight-decay-into-the-gradient",
        where="SGD.step",
        sentence=(
            "Your parameters are right, but after the step their gradients are not what they "
            "were: the decay was written into them. Whoever looks at a gradient, or adds to it, "
            "finds more than the loss has put there."
        ),
        why="`p.grad += weight_decay * p.data` is one line shorter.",
        code="""
def step(self):
    for i, p in enumerate(self.parameters):
        p.grad = mapped(lambda g, x: g + self.weight_decay * x, p.grad, p.data)
        self.velocities[i] = mapped(lambda v, g: self.momentum * v + g, self.velocities[i], p.grad)
        p.data = mapped(lambda x, v: x - self.lr * v, p.data, self.velocities[i])
""",
    ),
)
