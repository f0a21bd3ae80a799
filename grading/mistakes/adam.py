"""Mistakes that people make in adam.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# Lines of the reference that several mistakes change.
MEANS = "self.means = [mapped(lambda _: 0.0, p.data) for p in self.parameters]"
SQUARES = "self.squares = [mapped(lambda _: 0.0, p.data) for p in self.parameters]"
MEAN = "return [beta1 * m + fresh1 * g for m, g in zip(ms, gs, strict=True)]"
SQUARE = "return [beta2 * v + fresh2 * g * g for v, g in zip(vs, gs, strict=True)]"
MOVED = "kept * x - rate * m / (math.sqrt(v) / root + eps)"
NEW_DATA = "p.data = row_by_row(moved, p.data, self.means[i], self.squares[i])"
EACH = "for i, p in enumerate(self.parameters):"
RATE = "rate = self.lr / (1 - beta1**self.steps)"
ROOT = "root = math.sqrt(1 - beta2**self.steps)"
KEPT = "kept = 1 - self.lr * self.weight_decay"

# Of the mistakes that explain the same answers the first is named: the narrow stand first.
MISTAKES = (
    # --- Adam.zero_grad ---
    Mistake(
        id="adam-zero-grad-does-nothing",
        where="Adam.zero_grad",
        sentence=(
            "Your gradients are still there after zero_grad. Setting the gradient of a loop "
            "variable is not enough if it is the variable that is set."
        ),
        why="`grad = 0.0` inside the loop sets a local name.",
        change=("p.zero_grad()", "grad = p.grad\ngrad = 0.0"),
    ),
    Mistake(
        id="adam-zero-grad-clears-only-the-first",
        where="Adam.zero_grad",
        sentence=(
            "Your zero_grad clears the first parameter and leaves the others. Look at the "
            "indentation of what ends the loop."
        ),
        why="A return that is indented one level too deep.",
        change=("p.zero_grad()", "p.zero_grad()\nreturn"),
    ),
    Mistake(
        id="adam-zero-grad-sets-none",
        where="Adam.zero_grad",
        sentence=(
            "After your zero_grad the gradients are None. PyTorch does so to save memory, but a "
            "node of this engine adds to its gradient, and None cannot be added to."
        ),
        why="zero_grad(set_to_none=True) is PyTorch's default.",
        change=("p.zero_grad()", "p.grad = None"),
    ),
    Mistake(
        id="adam-zero-grad-sets-a-number",
        where="Adam.zero_grad",
        sentence=(
            "Your zero_grad sets every gradient to the number 0.0, that of a Tensor, too. A node "
            "knows how to clear its own gradient."
        ),
        why="For Values it is the same.",
        change=("p.zero_grad()", "p.grad = 0.0"),
    ),
    Mistake(
        id="adam-zero-grad-starts-all-over",
        where="Adam.zero_grad",
        sentence=(
            "After your zero_grad the means are 0 and the count begins anew. It is called before "
            "every step, so every step would be a first one."
        ),
        why="Clearing everything that the optimizer keeps sounds like what zero_grad should do.",
        change=(
            "for p in self.parameters:\n    p.zero_grad()",
            f"for p in self.parameters:\n    p.zero_grad()\n{MEANS}\n{SQUARES}\nself.steps = 0",
        ),
    ),
    Mistake(
        id="adam-zero-grad-clears-the-means",
        where="Adam.zero_grad",
        sentence=(
            "After your zero_grad the means are 0 again. It is called before every step, so they "
            "would never have anything to remember."
        ),
        why="The means are made of gradients, and gradients are what zero_grad clears.",
        change=(
            "for p in self.parameters:\n    p.zero_grad()",
            f"for p in self.parameters:\n    p.zero_grad()\n{MEANS}\n{SQUARES}",
        ),
    ),
    Mistake(
        id="adam-zero-grad-clears-the-count",
        where="Adam.zero_grad",
        sentence=(
            "After your zero_grad the next step counts as the first one again, and its means are "
            "corrected as if they had just begun."
        ),
        why="A fresh start for the gradients is taken for a fresh start of everything counted.",
        change=(
            "for p in self.parameters:\n    p.zero_grad()",
            "self.steps = 0\nfor p in self.parameters:\n    p.zero_grad()",
        ),
    ),
    Mistake(
        id="adam-zero-grad-clears-the-data",
        where="Adam.zero_grad",
        sentence=(
            "After your zero_grad the parameters themselves are zero: the data were cleared, not "
            "the gradients."
        ),
        why="`data` and `grad` are one word apart.",
        change=("p.zero_grad()", "p.data = mapped(lambda _: 0.0, p.data)\np.zero_grad()"),
    ),
    # --- Adam.__init__, what is refused ---
    Mistake(
        id="adam-refuses-nothing",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes every setting, an lr below zero and a beta of 1 among them. "
            "Look at what the docstring wants refused."
        ),
        why="Checks are what one means to add later.",
        changes=(
            ("if number < 0:", "if number is None:"),
            ("if not 0 <= beta < 1:", "if beta is None:"),
        ),
    ),
    Mistake(
        id="adam-any-beta",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes betas that are no shares, such as 1.5 or -0.1. Look at what "
            "the docstring says of a beta."
        ),
        why="The numbers that stand alone are checked, the pair is forgotten.",
        change=("if not 0 <= beta < 1:", "if beta is None:"),
    ),
    Mistake(
        id="adam-beta-one",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes a beta of 1. A mean that keeps all of what it was stays 0 for "
            "ever, and its correction divides by 0: 1 itself has to be refused."
        ),
        why="`0 <= beta <= 1` is what a share usually is.",
        change=("if not 0 <= beta < 1:", "if not 0 <= beta <= 1:"),
    ),
    Mistake(
        id="adam-beta-zero-refused",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses a beta of 0. It is unusual and it makes sense: the mean then "
            "is the number of the moment."
        ),
        why="`0 < beta < 1`, with both ends left out.",
        change=("if not 0 <= beta < 1:", "if not 0 < beta < 1:"),
    ),
    Mistake(
        id="adam-beta-below-zero",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes betas below 0. A share has two ends: look at which one you ask "
            "about."
        ),
        why="Only what is too large is thought of.",
        change=("if not 0 <= beta < 1:", "if beta >= 1:"),
    ),
    Mistake(
        id="adam-only-beta1-checked",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses a wrong beta1 and takes the same number for beta2. There are "
            "two betas."
        ),
        why="The second check was to be a copy of the first.",
        change=("for beta in betas:", "for beta in betas[:1]:"),
    ),
    Mistake(
        id="adam-only-beta2-checked",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses a wrong beta2 and takes the same number for beta1. There are "
            "two betas."
        ),
        why="betas[1] is taken for the first one.",
        change=("for beta in betas:", "for beta in betas[1:]:"),
    ),
    Mistake(
        id="adam-only-betas-checked",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses wrong betas and takes lr, eps and weight_decay below zero. "
            "Look at what else the docstring names."
        ),
        why="The betas are the new thing, so they get the attention.",
        change=("if number < 0:", "if number is None:"),
    ),
    Mistake(
        id="adam-lr-below-zero",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes an lr below zero, and would climb. eps and weight_decay are "
            "refused there; so should lr be."
        ),
        why="SGD takes any lr.",
        change=(
            'for name, number in (("lr", lr), ("eps", eps), ("weight_decay", weight_decay)):',
            'for name, number in (("eps", eps), ("weight_decay", weight_decay)):',
        ),
    ),
    Mistake(
        id="adam-eps-below-zero",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes an eps below zero, which can make a divisor 0. Look at which of "
            "the three numbers you ask about."
        ),
        why="eps is so small that nobody thinks of its sign.",
        change=(
            'for name, number in (("lr", lr), ("eps", eps), ("weight_decay", weight_decay)):',
            'for name, number in (("lr", lr), ("weight_decay", weight_decay)):',
        ),
    ),
    Mistake(
        id="adam-decay-below-zero",
        where="Adam.__init__",
        sentence=(
            "Your optimizer takes a weight_decay below zero, and its parameters would grow. Look "
            "at which of the three numbers you ask about."
        ),
        why="The paper's listing begins with lr, betas and eps only.",
        change=(
            'for name, number in (("lr", lr), ("eps", eps), ("weight_decay", weight_decay)):',
            'for name, number in (("lr", lr), ("eps", eps)):',
        ),
    ),
    Mistake(
        id="adam-zero-refused",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses an lr or an eps of 0. An lr of 0 holds everything still, and "
            "both make sense: below 0 is what is wrong."
        ),
        why="`<= 0` for `< 0`.",
        change=("if number < 0:", 'if number <= 0 and name != "weight_decay":'),
    ),
    Mistake(
        id="adam-no-decay-refused",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses its own default: a weight_decay of 0 is none at all. Below 0 "
            "is what is wrong, for all three numbers."
        ),
        why="`<= 0` for `< 0`, in a loop over all three.",
        change=("if number < 0:", "if number <= 0:"),
    ),
    Mistake(
        id="adam-refuses-with-assert",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses wrong settings with an AssertionError. `assert` is for what "
            "cannot happen, and python -O leaves it out: raise a ValueError."
        ),
        why="`assert` is the shortest check there is.",
        changes=(
            (
                'raise ValueError(f"{name} must be 0 or more, got {number}")',
                'raise AssertionError(f"{name} must be 0 or more, got {number}")',
            ),
            (
                'raise ValueError(f"each of betas must be at least 0 and below 1, got {beta}")',
                'raise AssertionError(f"betas must be at least 0 and below 1, got {beta}")',
            ),
        ),
    ),
    Mistake(
        id="adam-refuses-without-the-number",
        where="Adam.__init__",
        sentence=(
            "Your optimizer refuses wrong settings and does not say what it was given. Whoever "
            "reads the message wants to see the number."
        ),
        why="A message that names the setting seems to be enough.",
        changes=(
            (
                'raise ValueError(f"{name} must be 0 or more, got {number}")',
                'raise ValueError(f"{name} must not be negative")',
            ),
            (
                'raise ValueError(f"each of betas must be at least 0 and below 1, got {beta}")',
                'raise ValueError("betas out of range")',
            ),
        ),
    ),
    # --- Adam.__init__, what is kept ---
    Mistake(
        id="adam-parameters-kept-as-an-iterator",
        where="Adam.__init__",
        sentence=(
            "Your optimizer moves nothing at all when the parameters come from an iterator: it "
            "was used up while the means were made. An iterator can be walked once."
        ),
        why="model.parameters() is a generator in PyTorch, and keeping it looks harmless.",
        change=("self.parameters = list(parameters)", "self.parameters = parameters"),
    ),
    Mistake(
        id="adam-parameters-copied-at-the-start",
        where="Adam.__init__",
        sentence=(
            "Your optimizer moves copies: it made new nodes of the parameters that it was given, "
            "and those that the network computes with stay where they are."
        ),
        why="Copying what one is given is a good habit elsewhere.",
        change=(
            "self.parameters = list(parameters)",
            "import copy\n\nself.parameters = [copy.deepcopy(p) for p in parameters]",
        ),
    ),
    Mistake(
        id="adam-decays-by-default",
        where="Adam.__init__",
        sentence=(
            "Your optimizer pulls at the parameters although nobody asked for weight decay: it has "
            "some by default. Look at the default values in the signature."
        ),
        why="0.01 is the default of torch.optim.AdamW.",
        change=("weight_decay: float = 0.0,", "weight_decay: float = 0.01,"),
    ),
    Mistake(
        id="adam-another-lr-by-default",
        where="Adam.__init__",
        sentence=(
            "Without an lr your steps have another length than 0.001. Look at the default values "
            "in the signature."
        ),
        why="SGD's usual 0.01.",
        change=("lr: float = 0.001,", "lr: float = 0.01,"),
    ),
    Mistake(
        id="adam-another-beta2-by-default",
        where="Adam.__init__",
        sentence=(
            "Without betas your v remembers less, or more, than it should: beta2 is 0.999 by "
            "default."
        ),
        why="Many a GPT is trained with a beta2 of 0.99 or 0.95.",
        change=(
            "betas: tuple[float, float] = (0.9, 0.999),",
            "betas: tuple[float, float] = (0.9, 0.99),",
        ),
    ),
    Mistake(
        id="adam-another-eps-by-default",
        where="Adam.__init__",
        sentence=(
            "Under the tiniest gradients your steps are shorter than they should be: eps is 1e-8 "
            "by default."
        ),
        why="1e-7 is the default of Keras.",
        change=("eps: float = 1e-8,", "eps: float = 1e-7,"),
    ),
    Mistake(
        id="adam-settings-in-another-order",
        where="Adam.__init__",
        sentence=(
            "Called by position, your eps is used as weight_decay and the other way round. Look "
            "at the order of the arguments in the signature."
        ),
        why="weight_decay is set far more often than eps.",
        changes=(
            ("eps: float = 1e-8,", "weight_decay: float = 0.0,"),
            ("weight_decay: float = 0.0,", "eps: float = 1e-8,"),
        ),
    ),
    Mistake(
        id="adam-rate-frozen-at-the-start",
        where="Adam.__init__",
        sentence=(
            "Your steps are as long as the learning rate was when the optimizer was made, whatever "
            "optimizer.lr is set to later. Look at under which name lr is kept, and at which name "
            "the step reads."
        ),
        why="lr is kept under a name of one's own, or bound into a function once and for all.",
        change=(
            SQUARES,
            f"""
            {SQUARES}
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
        id="adam-means-and-squares-one-list",
        where="Adam.__init__",
        sentence=(
            "Your two means are one list with two names: what is written into the squares stands "
            "in the means, too. Look at how many lists are made."
        ),
        why="`self.means = self.squares = [...]` makes one list.",
        change=(SQUARES, "self.squares = self.means"),
    ),
    Mistake(
        id="adam-rows-of-means-and-squares-shared",
        where="Adam.__init__",
        sentence=(
            "For a Tensor your two means share their rows: the outer list was copied, and the "
            "lists in it are the same. Look at what the second one is made of."
        ),
        why="list(zeros) and zeros[:] copy one level.",
        change=(SQUARES, "self.squares = list(self.means)"),
    ),
    Mistake(
        id="adam-means-begin-as-one-zero",
        where="Adam.__init__",
        sentence=(
            "Your optimizer works for Values and fails for Tensors: beside rows the means begin "
            "as the one number 0.0. A mean has the shape of its parameter's data."
        ),
        why="'Both 0 at the start' is written down as it stands.",
        changes=(
            (MEANS, "self.means = [0.0 for p in self.parameters]"),
            (SQUARES, "self.squares = [0.0 for p in self.parameters]"),
        ),
    ),
    Mistake(
        id="adam-means-begin-as-none",
        where="Adam.__init__",
        sentence=(
            "Your means begin as None, and the first step multiplies them by a beta. They begin "
            "at 0: look at the lesson."
        ),
        why="PyTorch makes them in the first step, and asks for it there.",
        changes=(
            (MEANS, "self.means = [None for p in self.parameters]"),
            (SQUARES, "self.squares = [None for p in self.parameters]"),
        ),
    ),
    Mistake(
        id="adam-means-begin-as-the-data",
        where="Adam.__init__",
        sentence=(
            "Your first step depends on where the parameter stands: the mean of its gradients "
            "does not begin at 0 but with the numbers of the parameter."
        ),
        why="Copying the parameter is the quick way to get something of the same shape.",
        change=(MEANS, "self.means = [mapped(lambda x: x, p.data) for p in self.parameters]"),
    ),
    Mistake(
        id="adam-squares-begin-at-one",
        where="Adam.__init__",
        sentence=(
            "Your first steps are too short: v begins at 1 and not at 0. The correction removes "
            "the zeros that v began with; for ones it is wrong."
        ),
        why="Nobody likes to divide by a root of zero; eps is there for that.",
        change=(SQUARES, "self.squares = [mapped(lambda _: 1.0, p.data) for p in self.parameters]"),
    ),
    Mistake(
        id="adam-count-begins-at-one",
        where="Adam.__init__",
        sentence=(
            "Your first step is corrected as the second one: the count begins at 1 and is raised "
            "before it is used. t is 1 in the first step."
        ),
        why="'t begins at 1' is done twice.",
        change=("self.steps = 0", "self.steps = 1"),
    ),
    Mistake(
        id="adam-state-of-the-class",
        where="Adam.__init__",
        sentence=(
            "Your second optimizer starts with the means of the first: they are kept in one place "
            "for all optimizers. Look at where the lists are made."
        ),
        why="A mutable default or class attribute is created once, not once for each object.",
        changes=(
            (
                MEANS,
                """
                kept = type(self).__dict__.get("kept") or ([], [])
                type(self).kept = kept
                self.means, self.squares = kept
                """,
            ),
            (
                SQUARES,
                """
                for p in self.parameters[len(self.means):]:
                    self.means.append(mapped(lambda _: 0.0, p.data))
                    self.squares.append(mapped(lambda _: 0.0, p.data))
                """,
            ),
        ),
    ),
    # --- Adam.step, the correction ---
    Mistake(
        id="adam-no-correction",
        where="Adam.step",
        sentence=(
            "Your first step is about three times too long: both means still hold the zeros that "
            "they began with. The bias correction is missing."
        ),
        why="Many a listing of Adam leaves it out, for it fades.",
        changes=((RATE, "rate = self.lr"), (ROOT, "root = 1.0")),
    ),
    Mistake(
        id="adam-correction-of-m-only",
        where="Adam.step",
        sentence=(
            "Your first step is far too long: m is corrected and v is not. Both means begin at 0, "
            "and v, which moves more slowly, holds more of it."
        ),
        why="The correction of m is one division; that of v is hidden under the root.",
        change=(ROOT, "root = 1.0"),
    ),
    Mistake(
        id="adam-correction-of-v-only",
        where="Adam.step",
        sentence=(
            "Your first step is too short, only 1 - beta1 of what it should be: v is corrected and "
            "m is not."
        ),
        why="The root is so much work that m is forgotten.",
        change=(RATE, "rate = self.lr"),
    ),
    Mistake(
        id="adam-one-correction-by-beta1",
        where="Adam.step",
        sentence=(
            "Your two means are corrected by the same divisor, 1 - beta1^t. v was mixed with "
            "beta2, so it is beta2 that says how much of the zero is left in it."
        ),
        why="The second line is a copy of the first.",
        change=(ROOT, "root = math.sqrt(1 - beta1**self.steps)"),
    ),
    Mistake(
        id="adam-one-correction-by-beta2",
        where="Adam.step",
        sentence=(
            "Your two means are corrected by the same divisor, 1 - beta2^t. m was mixed with "
            "beta1, so it is beta1 that says how much of the zero is left in it."
        ),
        why="The first line is a copy of the second.",
        change=(RATE, "rate = self.lr / (1 - beta2**self.steps)"),
    ),
    Mistake(
        id="adam-corrections-swapped",
        where="Adam.step",
        sentence=(
            "Your corrections are exchanged: m is divided by 1 - beta2^t and v by 1 - beta1^t. "
            "Each mean is corrected by the beta that it was mixed with."
        ),
        why="Two betas, two means, and four ways to pair them.",
        changes=(
            (RATE, "rate = self.lr / (1 - beta2**self.steps)"),
            (ROOT, "root = math.sqrt(1 - beta1**self.steps)"),
        ),
    ),
    Mistake(
        id="adam-correction-without-the-power",
        where="Adam.step",
        sentence=(
            "Your first step is right and the later ones are too long: the correction stays as "
            "strong as it was. The beta in it has an exponent, the number of steps."
        ),
        why="`1 - beta` stands in the line above, and t is easily taken for an index.",
        changes=((RATE, "rate = self.lr / (1 - beta1)"), (ROOT, "root = math.sqrt(1 - beta2)")),
    ),
    Mistake(
        id="adam-correction-times-t",
        where="Adam.step",
        sentence=(
            "Your first step is right and then the correction goes wrong: beta is multiplied by "
            "the number of steps. It has to be raised to it: in Python that is **."
        ),
        why="`beta * t` for `beta ** t`, or `beta ^ t` read as a product.",
        changes=(
            (RATE, "rate = self.lr / abs(1 - beta1 * self.steps)"),
            (ROOT, "root = math.sqrt(abs(1 - beta2 * self.steps))"),
        ),
    ),
    Mistake(
        id="adam-corrected-means-kept",
        where="Adam.step",
        sentence=(
            "Your first step is right and the later ones are not: the corrected means are kept, "
            "and the next step corrects them once more. The correction is for the quotient only."
        ),
        why="`m = m / (1 - beta1**t)`, with one name for both.",
        change=(
            EACH,
            """
            c1, c2 = 1 - beta1**self.steps, 1 - beta2**self.steps
            for i, p in enumerate(self.parameters):
                m = mapped(lambda m, g: (beta1 * m + fresh1 * g) / c1, self.means[i], p.grad)
                v = mapped(lambda v, g: (beta2 * v + fresh2 * g * g) / c2, self.squares[i], p.grad)
                self.means[i], self.squares[i] = m, v
                p.data = mapped(
                    lambda x, m, v: kept * x - self.lr * m / (math.sqrt(v) + eps), p.data, m, v
                )
            for i, p in ():
            """,
        ),
    ),
    Mistake(
        id="adam-correction-multiplied",
        where="Adam.step",
        sentence=(
            "Your correction makes the means smaller still: they are multiplied by 1 - beta^t "
            "where they have to be divided by it."
        ),
        why="A correction sounds like a factor.",
        changes=(
            (RATE, "rate = self.lr * (1 - beta1**self.steps)"),
            (ROOT, "root = 1 / math.sqrt(1 - beta2**self.steps)"),
        ),
    ),
    Mistake(
        id="adam-root-of-the-correction-missing",
        where="Adam.step",
        sentence=(
            "Your v is corrected behind the root: sqrt(v) is divided by 1 - beta2^t. The "
            "correction belongs to v, so the root is taken of it as well."
        ),
        why="`sqrt(v) / (1 - beta2**t)`: one bracket.",
        change=(ROOT, "root = 1 - beta2**self.steps"),
    ),
    Mistake(
        id="adam-step-counted-after",
        where="Adam.step",
        sentence=(
            "Your first step divides by 0: the count is still 0, and 1 - beta^0 is 0. Count the "
            "step before you correct."
        ),
        why="Counting at the end of a loop is what one is used to.",
        changes=(("self.steps += 1", ""), (f"{EACH}", f"self.steps += 1\n{EACH}")),
    ),
    Mistake(
        id="adam-count-from-zero",
        where="Adam.step",
        sentence=(
            "Your corrections are one step late: they are right for a t that is one smaller, and "
            "in the first step, where they would divide by 0, there is none."
        ),
        why="A guard against the division by zero, put in place of its cause.",
        changes=(
            (RATE, "t = self.steps - 1\nrate = self.lr / ((1 - beta1**t) or 1)"),
            (ROOT, "root = math.sqrt((1 - beta2**t) or 1)"),
        ),
    ),
    Mistake(
        id="adam-not-counted",
        where="Adam.step",
        sentence=(
            "Your steps are not counted: every one is corrected as if it were the first. Look at "
            "where t grows."
        ),
        why="t is computed from an attribute that nobody raises.",
        change=("self.steps += 1", "self.steps = 1"),
        twins=("adam-correction-without-the-power",),
        because="1 - beta^1 is 1 - beta.",
    ),
    Mistake(
        id="adam-counted-for-each-parameter",
        where="Adam.step",
        sentence=(
            "Your second parameter is corrected as if it were at its second step, the third as at "
            "its third: the step is counted inside the loop. It is one step for all."
        ),
        why="`t += 1` stands inside the loop in most listings, where t belongs to the parameter.",
        changes=(
            ("self.steps += 1", ""),
            (RATE, ""),
            (ROOT, ""),
            (
                EACH,
                f"{EACH}\n    self.steps += 1\n    {RATE}\n    {ROOT}",
            ),
        ),
    ),
    # --- Adam.step, the means ---
    Mistake(
        id="adam-betas-swapped",
        where="Adam.step",
        sentence=(
            "Your betas are exchanged: m is kept by beta2 and v by beta1. Look at where the pair "
            "is taken apart."
        ),
        why="The order of a pair is only known by its docstring.",
        change=("beta1, beta2 = self.betas", "beta2, beta1 = self.betas"),
    ),
    Mistake(
        id="adam-shares-swapped",
        where="Adam.step",
        sentence=(
            "Your means keep what they should give away: beta is the share of the old mean, "
            "1 - beta that of what is new."
        ),
        why="Some books write the decay the other way round.",
        changes=(
            (MEAN, "return [fresh1 * m + beta1 * g for m, g in zip(ms, gs, strict=True)]"),
            (SQUARE, "return [fresh2 * v + beta2 * g * g for v, g in zip(vs, gs, strict=True)]"),
        ),
    ),
    Mistake(
        id="adam-means-of-sums",
        where="Adam.step",
        sentence=(
            "Your means add the whole gradient, and the whole square, to what is left of the old: "
            "these are sums and no means. The factor 1 - beta is missing."
        ),
        why="That is how the velocity of SGD is made.",
        changes=(
            (MEAN, "return [beta1 * m + g for m, g in zip(ms, gs, strict=True)]"),
            (SQUARE, "return [beta2 * v + g * g for v, g in zip(vs, gs, strict=True)]"),
        ),
    ),
    Mistake(
        id="adam-m-as-the-velocity",
        where="Adam.step",
        sentence=(
            "Your steps are 1 / (1 - beta1) times too long: m adds the whole gradient, as the "
            "velocity of SGD does. A mean takes 1 - beta1 of it."
        ),
        why="The momentum of optim.py, copied.",
        change=(MEAN, "return [beta1 * m + g for m, g in zip(ms, gs, strict=True)]"),
    ),
    Mistake(
        id="adam-v-as-a-sum",
        where="Adam.step",
        sentence=(
            "Your steps are too short: v adds the whole square and not 1 - beta2 of it. It is a "
            "mean, not a sum."
        ),
        why="The factor is there for m, and is forgotten for v.",
        change=(SQUARE, "return [beta2 * v + g * g for v, g in zip(vs, gs, strict=True)]"),
    ),
    Mistake(
        id="adam-v-never-forgets",
        where="Adam.step",
        sentence=(
            "Your v only grows: it adds up the squares of all gradients. That is Adagrad, whose "
            "steps get shorter for ever; v is a mean that forgets."
        ),
        why="Adagrad (Duchi et al. 2011) is where the idea comes from.",
        change=(SQUARE, "return [v + fresh2 * g * g for v, g in zip(vs, gs, strict=True)]"),
    ),
    Mistake(
        id="adam-v-without-the-square",
        where="Adam.step",
        sentence=(
            "Your v is a mean of gradients and not of their squares; under a negative gradient "
            "its root is no number."
        ),
        why="The line of m, copied, with the beta changed.",
        change=(SQUARE, "return [beta2 * v + fresh2 * g for v, g in zip(vs, gs, strict=True)]"),
    ),
    Mistake(
        id="adam-v-of-the-size",
        where="Adam.step",
        sentence=(
            "Your v is the mean of the sizes |g| of the gradients, and then its root is taken. "
            "The root goes with squares."
        ),
        why="Adam is often explained with 'the size of the gradient'.",
        change=(
            SQUARE,
            "return [beta2 * v + fresh2 * abs(g) for v, g in zip(vs, gs, strict=True)]",
        ),
    ),
    Mistake(
        id="adam-v-of-the-mean",
        where="Adam.step",
        sentence=(
            "Your v is the mean of the squares of m, not of the gradient. Then what swings to and "
            "fro looks quiet to it."
        ),
        why="m has just been computed, and stands one line above.",
        change=(
            "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
            "self.squares[i] = row_by_row(square, self.squares[i], self.means[i])",
        ),
    ),
    Mistake(
        id="adam-square-of-the-mixture",
        where="Adam.step",
        sentence=(
            "In your v the factor 1 - beta2 is squared along with the gradient. Only g is: "
            "(1 - beta2) * g^2."
        ),
        why="`((1 - beta2) * g) ** 2`: one bracket.",
        change=(
            SQUARE,
            "return [beta2 * v + (fresh2 * g) ** 2 for v, g in zip(vs, gs, strict=True)]",
        ),
    ),
    Mistake(
        id="adam-v-of-the-surprise",
        where="Adam.step",
        sentence=(
            "Your v is the mean of (g - m)^2, of how much each gradient surprises. That is "
            "AdaBelief; Adam takes the squares of the gradients themselves."
        ),
        why="AdaBelief (Zhuang et al. 2020), or v taken for a variance.",
        change=(
            "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
            """
            self.squares[i] = mapped(
                lambda v, g, m: beta2 * v + fresh2 * (g - m) ** 2,
                self.squares[i], p.grad, self.means[i],
            )
            """,
        ),
    ),
    Mistake(
        id="adam-v-as-the-largest",
        where="Adam.step",
        sentence=(
            "You divide by the largest gradient that is not yet forgotten, instead of by the root "
            "of a mean of squares. That is Adamax."
        ),
        why="Adamax stands in the same paper, and needs no root.",
        changes=(
            (ROOT, "root = 1.0"),
            (SQUARE, "return [max(beta2 * v, abs(g)) for v, g in zip(vs, gs, strict=True)]"),
            (MOVED, "kept * x - rate * m / (v + eps)"),
        ),
    ),
    Mistake(
        id="adam-v-never-shrinks",
        where="Adam.step",
        sentence=(
            "After a large gradient your steps stay short: v is not allowed to shrink. That is "
            "AMSGrad; in Adam v forgets."
        ),
        why="amsgrad=True (Reddi et al. 2018), or max() to be on the safe side.",
        change=(
            NEW_DATA,
            """
            if not hasattr(self, "largest"):
                self.largest = {}
            most = self.largest.get(i, self.squares[i])
            self.largest[i] = mapped(max, most, self.squares[i])
            p.data = row_by_row(moved, p.data, self.means[i], self.largest[i])
            """,
        ),
    ),
    Mistake(
        id="adam-means-begin-with-the-first-gradient",
        where="Adam.step",
        sentence=(
            "Your means begin as the first gradient and its square, and are corrected all the "
            "same. One or the other: the lesson begins at 0 and corrects."
        ),
        why="A running mean is often begun with the first number.",
        changes=(
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                """
                if self.steps == 1:
                    self.means[i] = mapped(lambda g: g, p.grad)
                    self.squares[i] = mapped(lambda g: g * g, p.grad)
                self.means[i] = row_by_row(mean, self.means[i], p.grad)
                """,
            ),
        ),
    ),
    Mistake(
        id="adam-first-gradient-in-place-of-correction",
        where="Adam.step",
        sentence=(
            "Your means begin as the first gradient and its square, in place of a correction. The "
            "first step is right, and the first gradient then weighs too much for a long time."
        ),
        why="A running mean is often begun with the first number.",
        changes=(
            (RATE, "rate = self.lr"),
            (ROOT, "root = 1.0"),
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                """
                if self.steps == 1:
                    self.means[i] = mapped(lambda g: g, p.grad)
                    self.squares[i] = mapped(lambda g: g * g, p.grad)
                self.means[i] = row_by_row(mean, self.means[i], p.grad)
                """,
            ),
        ),
    ),
    Mistake(
        id="adam-means-not-kept",
        where="Adam.step",
        sentence=(
            "Your first step is right, and every later one begins with means of 0: they are "
            "computed and not kept. Look at where they are assigned to."
        ),
        why="The means are local names, which the next call does not know.",
        change=(
            EACH,
            """
            for m0, v0, p in zip(self.means, self.squares, self.parameters):
                m = mapped(lambda m, g: beta1 * m + fresh1 * g, m0, p.grad)
                v = mapped(lambda v, g: beta2 * v + fresh2 * g * g, v0, p.grad)
                p.data = row_by_row(moved, p.data, m, v)
            for i, p in ():
            """,
        ),
    ),
    Mistake(
        id="adam-squares-not-kept",
        where="Adam.step",
        sentence=(
            "Your first step is right, and then v begins at 0 again and again: m is kept and v is "
            "not. Look at where it is assigned to."
        ),
        why="One of two assignments goes to a local name.",
        changes=(
            (
                "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
                "v = mapped(lambda v, g: beta2 * v + fresh2 * g * g, self.squares[i], p.grad)",
            ),
            (NEW_DATA, "p.data = row_by_row(moved, p.data, self.means[i], v)"),
        ),
    ),
    Mistake(
        id="adam-means-shared-by-all",
        where="Adam.step",
        sentence=(
            "Your parameters disturb each other: there is one pair of means, and each parameter "
            "finds in it what the one before has left. Look at how many are kept."
        ),
        why="The formulas speak of one parameter, one m and one v.",
        change=(
            EACH,
            """
            if not hasattr(self, "shared"):
                self.shared = {}
            for p in self.parameters:
                zero = mapped(lambda _: 0.0, p.data)
                m, v = self.shared.get(repr(zero), (zero, zero))
                m = mapped(lambda m, g: beta1 * m + fresh1 * g, m, p.grad)
                v = mapped(lambda v, g: beta2 * v + fresh2 * g * g, v, p.grad)
                self.shared[repr(zero)] = m, v
                p.data = row_by_row(moved, p.data, m, v)
            for i, p in ():
            """,
        ),
    ),
    Mistake(
        id="adam-means-found-by-value",
        where="Adam.step",
        sentence=(
            "Parameters that hold the same number share their means, and a parameter that moves "
            "loses its own: they are looked up by the number. A parameter is known by what it is, "
            "not by what it holds."
        ),
        why="A dict of means with the data as its key.",
        change=(
            EACH,
            """
            if not hasattr(self, "by_value"):
                self.by_value = {}
            for p in self.parameters:
                zero = mapped(lambda _: 0.0, p.data)
                m, v = self.by_value.get(repr(p.data), (zero, zero))
                m = mapped(lambda m, g: beta1 * m + fresh1 * g, m, p.grad)
                v = mapped(lambda v, g: beta2 * v + fresh2 * g * g, v, p.grad)
                self.by_value[repr(p.data)] = m, v
                p.data = row_by_row(moved, p.data, m, v)
            for i, p in ():
            """,
        ),
    ),
    Mistake(
        id="adam-one-v-for-a-row",
        where="Adam.step",
        sentence=(
            "In a Tensor the numbers of a row share one v, the mean over the row. Every number "
            "wants a step of its own: v has the shape of the data."
        ),
        why="One v for each neuron, or layer, saves memory, and there are optimizers that do so.",
        change=(
            SQUARE,
            """
            square = sum(g * g for g in gs) / len(gs)
            return [beta2 * v + fresh2 * square for v in vs]
            """,
        ),
    ),
    Mistake(
        id="adam-rate-in-the-mean",
        where="Adam.step",
        sentence=(
            "Your steps are right until lr changes: lr is multiplied into m, where the old one "
            "lives on. It belongs in front of the quotient."
        ),
        why="A velocity that holds lr is an old form of momentum.",
        changes=(
            (MEAN, "return [beta1 * m + fresh1 * lr * g for m, g in zip(ms, gs, strict=True)]"),
            (RATE, "lr = self.lr\nrate = 1 / (1 - beta1**self.steps)"),
        ),
    ),
    # --- Adam.step, the quotient ---
    Mistake(
        id="adam-no-root",
        where="Adam.step",
        sentence=(
            "Your steps are long under small gradients and short under large ones: m is divided "
            "by v itself. v is made of squares; its root is as large as a gradient."
        ),
        why="'Divided by v' is how it is told.",
        changes=(
            (ROOT, "root = 1 - beta2**self.steps"),
            (MOVED, "kept * x - rate * m / (v / root + eps)"),
        ),
    ),
    Mistake(
        id="adam-eps-under-the-root",
        where="Adam.step",
        sentence=(
            "Your eps stands under the root and counts as its own root there: 1e-8 as 1e-4. It is "
            "added to the root, not to v."
        ),
        why="Adagrad and RMSProp are often written with eps under the root.",
        change=(MOVED, "kept * x - rate * m / math.sqrt(v / root**2 + eps)"),
    ),
    Mistake(
        id="adam-eps-beside-the-uncorrected-root",
        where="Adam.step",
        sentence=(
            "Your eps is added before v is corrected, and counts more than it should in the first "
            "steps. That is the faster form of the paper; PyTorch corrects first."
        ),
        why="Section 2 of Kingma and Ba moves both corrections into the learning rate.",
        change=(MOVED, "kept * x - rate * root * m / (math.sqrt(v) + eps)"),
    ),
    Mistake(
        id="adam-eps-missing",
        where="Adam.step",
        sentence=(
            "Your quotient has no eps: where every gradient was 0, it is 0 / 0. Look at what "
            "stands beside the root."
        ),
        why="So small a number looks as if it could be left out.",
        change=(MOVED, "kept * x - rate * m / (math.sqrt(v) / root)"),
    ),
    Mistake(
        id="adam-eps-added-to-the-quotient",
        where="Adam.step",
        sentence=(
            "Your eps is added to the quotient and not to the root below it: every parameter "
            "drifts, and 0 / 0 is still asked. A bracket is missing around the divisor."
        ),
        why="`m / sqrt(v) + eps`, read as it is spoken.",
        change=(MOVED, "kept * x - rate * (m / (math.sqrt(v) / root) + eps)"),
    ),
    Mistake(
        id="adam-eps-as-a-floor",
        where="Adam.step",
        sentence=(
            "Your divisor is the larger of root and eps. That avoids 0 / 0 as well, but it is not "
            "the formula: eps is added, always."
        ),
        why="max(root, eps) says what eps is for.",
        change=(MOVED, "kept * x - rate * m / max(math.sqrt(v) / root, eps)"),
    ),
    Mistake(
        id="adam-eps-of-its-own",
        where="Adam.step",
        sentence=(
            "Your divisor has 1e-8 in it, whatever eps is set to. Look at whether the setting is "
            "ever read."
        ),
        why="The number of the lesson, written into the formula.",
        change=(MOVED, "kept * x - rate * m / (math.sqrt(v) / root + 1e-8)"),
    ),
    Mistake(
        id="adam-zero-where-v-is-zero",
        where="Adam.step",
        sentence=(
            "Your quotient is right where eps does not count, and eps is not in it: v of 0 is "
            "treated as a case of its own. eps is added to every root."
        ),
        why="`if v == 0` is the other way to avoid 0 / 0.",
        change=(MOVED, "kept * x - (rate * m / (math.sqrt(v) / root) if v else 0.0)"),
    ),
    Mistake(
        id="adam-along-the-gradient",
        where="Adam.step",
        sentence=(
            "Your steps follow the gradient of the moment and have no memory of the earlier ones. "
            "That is RMSProp; in Adam it is m that is divided."
        ),
        why="RMSProp is Adam without m.",
        changes=(
            (RATE, "rate = self.lr"),
            (NEW_DATA, "p.data = row_by_row(moved, p.data, p.grad, self.squares[i])"),
        ),
    ),
    Mistake(
        id="adam-uncorrected-gradient",
        where="Adam.step",
        sentence=(
            "Your steps follow the gradient of the moment, divided by the correction that is meant "
            "for m. It is m that stands in the quotient."
        ),
        why="g for m in the last line.",
        change=(NEW_DATA, "p.data = row_by_row(moved, p.data, p.grad, self.squares[i])"),
    ),
    Mistake(
        id="adam-looks-ahead",
        where="Adam.step",
        sentence=(
            "Your steps mix the gradient into m once more before it is used: that is NAdam, with "
            "Nesterov's look ahead. Adam uses m as it is."
        ),
        why="nesterov=True is known from SGD.",
        change=(
            NEW_DATA,
            """
            ahead = mapped(lambda m, g: beta1 * m + fresh1 * g, self.means[i], p.grad)
            p.data = row_by_row(moved, p.data, ahead, self.squares[i])
            """,
        ),
    ),
    Mistake(
        id="adam-moves-before-the-means",
        where="Adam.step",
        sentence=(
            "Your first step goes nowhere, and each later one is what the one before should have "
            "been: the parameter moves before its means know the new gradient."
        ),
        why="The lines are in another order.",
        changes=(
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                NEW_DATA,
            ),
            (
                "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
            ),
            (NEW_DATA, "self.squares[i] = row_by_row(square, self.squares[i], p.grad)"),
        ),
    ),
    Mistake(
        id="adam-uphill",
        where="Adam.step",
        sentence=(
            "Your parameters move along the gradient and not against it: the loss grows with "
            "every step. Look at the sign."
        ),
        why="The sign is lost between two formulas.",
        change=(MOVED, "kept * x + rate * m / (math.sqrt(v) / root + eps)"),
    ),
    Mistake(
        id="adam-follows-the-sign",
        where="Adam.step",
        sentence=(
            "Every step of yours is lr long, the first as the tenth: only the sign of the gradient "
            "counts. Adam's first step looks like that; later m and v differ."
        ),
        why="Sign descent is what Adam is often said to be.",
        change=(
            NEW_DATA,
            """
            lr = self.lr
            p.data = mapped(lambda x, g: kept * x - lr * ((g > 0) - (g < 0)), p.data, p.grad)
            """,
        ),
    ),
    Mistake(
        id="adam-rate-of-the-first-step",
        where="Adam.step",
        sentence=(
            "Your steps do not change when optimizer.lr does: the rate of the first step is used "
            "for ever. Look at where lr is read."
        ),
        why="The rate is copied once, for speed or out of caution.",
        change=(
            "self.steps += 1",
            """
            self.steps += 1
            self.first_lr = getattr(self, "first_lr", self.lr)
            self.lr = self.first_lr
            """,
        ),
    ),
    Mistake(
        id="adam-rate-divided-by-the-root-of-t",
        where="Adam.step",
        sentence=(
            "Your steps get shorter by themselves: lr is divided by the root of the number of "
            "steps. Whoever wants a falling lr sets it."
        ),
        why="The paper's proof takes such an lr.",
        changes=(
            (RATE, "lr = self.lr / math.sqrt(self.steps)\nrate = lr / (1 - beta1**self.steps)"),
            (KEPT, "kept = 1 - lr * self.weight_decay"),
        ),
    ),
    # --- Adam.step, weight decay ---
    Mistake(
        id="adam-decay-ignored",
        where="Adam.step",
        sentence=(
            "Your weight decay has no effect: a parameter without gradient stays where it is. "
            "Look at whether it enters the formula at all."
        ),
        why="The setting is stored and then forgotten.",
        change=(KEPT, "kept = 1"),
    ),
    Mistake(
        id="adam-decay-in-the-gradient",
        where="Adam.step",
        sentence=(
            "Your weight decay is added to the gradient and divided by the root like all of it: a "
            "parameter without gradients is pulled by a whole step. Decoupled decay is taken from "
            "the parameter itself."
        ),
        why="The decay of SGD, and of torch.optim.Adam.",
        changes=(
            (KEPT, "kept, decay = 1, self.weight_decay"),
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                """
                grad = mapped(lambda g, x: g + decay * x, p.grad, p.data)
                self.means[i] = row_by_row(mean, self.means[i], grad)
                """,
            ),
            (
                "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
                "self.squares[i] = row_by_row(square, self.squares[i], grad)",
            ),
        ),
    ),
    Mistake(
        id="adam-decay-in-both-places",
        where="Adam.step",
        sentence=(
            "Your weight decay acts twice, in the gradient and on the parameter. Decoupled decay "
            "is taken from the parameter and leaves the gradient alone."
        ),
        why="The line of SGD was left in when that of AdamW came.",
        changes=(
            (KEPT, "decay = self.weight_decay\nkept = 1 - self.lr * decay"),
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                """
                grad = mapped(lambda g, x: g + decay * x, p.grad, p.data)
                self.means[i] = row_by_row(mean, self.means[i], grad)
                """,
            ),
            (
                "self.squares[i] = row_by_row(square, self.squares[i], p.grad)",
                "self.squares[i] = row_by_row(square, self.squares[i], grad)",
            ),
        ),
    ),
    Mistake(
        id="adam-decay-through-m",
        where="Adam.step",
        sentence=(
            "Your weight decay goes through m and is divided by the root, though v does not know "
            "of it. It is taken from the parameter itself."
        ),
        why="Half of the way from the decay of SGD to a decoupled one.",
        changes=(
            (KEPT, "kept, decay = 1, self.weight_decay"),
            (
                "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
                """
                grad = mapped(lambda g, x: g + decay * x, p.grad, p.data)
                self.means[i] = row_by_row(mean, self.means[i], grad)
                """,
            ),
        ),
    ),
    Mistake(
        id="adam-decay-divided-by-the-root",
        where="Adam.step",
        sentence=(
            "Your weight decay stands in the quotient and is divided by the root with m. Then who "
            "has small gradients is pulled hardest; look at what is divided."
        ),
        why="One bracket that closes too late.",
        changes=(
            (KEPT, "lr, decay = self.lr, self.weight_decay"),
            (MOVED, "x - (rate * m + lr * decay * x) / (math.sqrt(v) / root + eps)"),
        ),
    ),
    Mistake(
        id="adam-decay-after-the-step",
        where="Adam.step",
        sentence=(
            "Your weight decay acts on the parameter after it has moved. In PyTorch's order it "
            "comes first, and the step is not shrunk with it."
        ),
        why="`p.data *= 1 - lr * weight_decay` as the last line.",
        change=(MOVED, "kept * (x - rate * m / (math.sqrt(v) / root + eps))"),
    ),
    Mistake(
        id="adam-decay-without-the-rate",
        where="Adam.step",
        sentence=(
            "Your weight decay is taken from the parameter at full size, without the learning "
            "rate. Look at its factors."
        ),
        why="The paper keeps lr out of the decay; PyTorch does not.",
        change=(KEPT, "kept = 1 - self.weight_decay"),
    ),
    Mistake(
        id="adam-decay-corrected",
        where="Adam.step",
        sentence=(
            "Your weight decay is too strong in the first steps: it is multiplied by the lr that "
            "already holds the bias correction. The decay takes lr as it is."
        ),
        why="lr / (1 - beta1**t) has the name lr from then on.",
        change=(KEPT, "kept = 1 - rate * self.weight_decay"),
    ),
    Mistake(
        id="adam-decay-pushes-away",
        where="Adam.step",
        sentence=(
            "Your weight decay pushes parameters away from zero. It is taken from x, so look at "
            "the sign."
        ),
        why="Added as in SGD, where it is added to the gradient.",
        change=(KEPT, "kept = 1 + self.lr * self.weight_decay"),
    ),
    Mistake(
        id="adam-decay-doubled",
        where="Adam.step",
        sentence=(
            "Your weight decay is twice as strong as it should be. It takes lr * weight_decay * x "
            "from x, with no other factor."
        ),
        why="2 * x is the derivative of x^2.",
        change=(KEPT, "kept = 1 - 2 * self.lr * self.weight_decay"),
    ),
    Mistake(
        id="adam-decay-by-the-sign",
        where="Adam.step",
        sentence=(
            "Your weight decay pulls at every parameter with the same force, however far from "
            "zero it is. Look at its factors: x is one of them."
        ),
        why="L1 regularization, the other one of two.",
        changes=(
            (KEPT, "pull = self.lr * self.weight_decay"),
            (
                MOVED,
                "x - pull * ((x > 0) - (x < 0)) - rate * m / (math.sqrt(v) / root + eps)",
            ),
        ),
    ),
    Mistake(
        id="adam-decay-skips-zero-gradients",
        where="Adam.step",
        sentence=(
            "A parameter whose gradient is 0 stays where it is in your optimizer. But it decays, "
            "and m may still move it."
        ),
        why="`if not p.grad: continue` is meant for gradients that are None.",
        change=(EACH, f"{EACH}\n    if not p.grad:\n        continue"),
    ),
    Mistake(
        id="adam-decay-with-the-first-rate",
        where="Adam.step",
        sentence=(
            "Your weight decay keeps the learning rate of the first step when optimizer.lr "
            "changes. It takes the lr of the moment, as the step does."
        ),
        why="1 - lr * weight_decay is worked out once and kept.",
        change=(
            KEPT,
            """
            self.kept = getattr(self, "kept", 1 - self.lr * self.weight_decay)
            kept = self.kept
            """,
        ),
    ),
    Mistake(
        id="adam-decay-follows-the-start",
        where="Adam.step",
        sentence=(
            "Your weight decay is right in the first step and then stays the same: it pulls with "
            "the number that the parameter had at the start, not with the one that it has now."
        ),
        why="The pull is computed once and kept.",
        changes=(
            (KEPT, "kept, lr, decay = 1, self.lr, self.weight_decay"),
            (
                NEW_DATA,
                """
                if not hasattr(self, "starts"):
                    self.starts = {}
                start = self.starts.setdefault(i, mapped(lambda x: x, p.data))
                shrunk = mapped(lambda x, s: x - lr * decay * s, p.data, start)
                p.data = row_by_row(moved, shrunk, self.means[i], self.squares[i])
                """,
            ),
        ),
    ),
    # --- Adam.step, the nodes ---
    Mistake(
        id="adam-moves-a-name-only",
        where="Adam.step",
        sentence=(
            "Your parameters do not move at all. Assigning to the name of the loop changes the "
            "name, not the node behind it."
        ),
        why="`p = p - ...` is the formula, word by word.",
        change=(
            NEW_DATA,
            """
            old = mapped(lambda x: x, p.data)
            p = row_by_row(moved, old, self.means[i], self.squares[i])
            """,
        ),
    ),
    Mistake(
        id="adam-makes-new-nodes",
        where="Adam.step",
        sentence=(
            "Your optimizer moves copies: it puts new nodes into its own list, and those that the "
            "network computes with stay where they were."
        ),
        why="Replacing an immutable value is a good habit elsewhere.",
        change=(
            NEW_DATA,
            """
            import copy

            new = copy.copy(p)
            old = mapped(lambda x: x, p.data)
            new.data = row_by_row(moved, old, self.means[i], self.squares[i])
            self.parameters[i] = new
            """,
        ),
    ),
    Mistake(
        id="adam-returns-in-the-loop",
        where="Adam.step",
        sentence=(
            "Only your first parameter moves: step is over before the others have their turn. "
            "Look at the indentation."
        ),
        why="A return that is indented one level too deep.",
        change=(NEW_DATA, f"{NEW_DATA}\nreturn"),
    ),
    Mistake(
        id="adam-clears-the-gradients",
        where="Adam.step",
        sentence=(
            "After your step the gradients are zero. Clearing them is the business of zero_grad; "
            "whoever wants to look at a gradient after a step finds nothing."
        ),
        why="Doing both in one call saves a line in every training loop.",
        change=(NEW_DATA, f"{NEW_DATA}\np.zero_grad()"),
    ),
    Mistake(
        id="adam-decay-into-the-gradient",
        where="Adam.step",
        sentence=(
            "After your step the gradients are not what they were: weight decay was written into "
            "them, and divided by the root with them. Decoupled decay is taken from the parameter."
        ),
        why="`p.grad += weight_decay * p.data` is one line shorter.",
        changes=(
            (KEPT, "kept, decay = 1, self.weight_decay"),
            (
                EACH,
                f"{EACH}\n    p.grad = mapped(lambda g, x: g + decay * x, p.grad, p.data)",
            ),
        ),
    ),
    Mistake(
        id="adam-means-written-into-the-gradient",
        where="Adam.step",
        sentence=(
            "After your step the gradient is no longer what backward has put there: a mean was "
            "written into it. step only reads gradients."
        ),
        why="p.grad is taken for a place to compute in.",
        change=(
            NEW_DATA,
            f"{NEW_DATA}\np.grad = mapped(lambda m: m, self.means[i])",
        ),
    ),
    Mistake(
        id="adam-squares-in-the-gradients-rows",
        where="Adam.step",
        sentence=(
            "For a Tensor your step writes into the rows of the gradient. Look at which list your "
            "loop assigns to."
        ),
        why="Indexing a matrix in place is the classic way to write loops over it.",
        change=(
            NEW_DATA,
            f"""
            {NEW_DATA}
            if isinstance(p.grad, list):
                for row in p.grad:
                    row[:] = [g * g for g in row]
            """,
        ),
    ),
    Mistake(
        id="adam-mean-is-the-gradients-list",
        where="Adam.step",
        sentence=(
            "With a beta1 of 0 your mean is not a copy of the gradient but its own list: whoever "
            "writes into the gradient later writes into the mean, too."
        ),
        why="With beta1 0 the mean is the gradient, so why compute it?",
        change=(
            "self.means[i] = row_by_row(mean, self.means[i], p.grad)",
            """
            self.means[i] = row_by_row(mean, self.means[i], p.grad)
            if not beta1:
                self.means[i] = p.grad
            """,
        ),
    ),
    Mistake(
        id="adam-works-for-values-only",
        where="Adam.step",
        sentence=(
            "Your step moves Values and fails for Tensors: it computes with p.grad as if it were "
            "one number. `mapped` applies a function to a float or to rows alike."
        ),
        why="The formula, written down for numbers.",
        change=(
            EACH,
            """
            for i, p in enumerate(self.parameters):
                self.means[i] = beta1 * self.means[i] + fresh1 * p.grad
                self.squares[i] = beta2 * self.squares[i] + fresh2 * p.grad**2
                p.data = kept * p.data - rate * self.means[i] / (
                    math.sqrt(self.squares[i]) / root + eps
                )
            for i, p in ():
            """,
        ),
    ),
    Mistake(
        id="adam-works-for-tensors-only",
        where="Adam.step",
        sentence=(
            "Your step moves Tensors and fails for Values: it walks over the rows of p.data, and a "
            "Value holds one number. `mapped` applies a function to either."
        ),
        why="From part III on everything is made of rows.",
        change=(
            EACH,
            f"""
            {EACH}
                for row in p.data:
                    len(row)
            """,
        ),
    ),
)
