"""Mistakes that people make in layers.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

MISTAKES = (
    Mistake(
        id="layer-weights-all-zero",
        where="Linear.__init__",
        sentence=(
            "Your weights all start at zero. Neurons that start equal receive equal gradients "
            "and stay equal, and behind zeros even those are zero."
        ),
        why="Zeros are right for the bias, one line below.",
        code="""
def __init__(self, n_in, n_out, rng):
    self.weight = Tensor([[0.0] * n_out for _ in range(n_in)])
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-one-row-of-draws",
        where="Linear.__init__",
        sentence=(
            "All rows of your weight are equal: one row was drawn and stands there n_in times. "
            "Then all inputs count the same. Look at what is inside the brackets that are "
            "multiplied."
        ),
        why="`[[...]] * n_in` repeats the row, it does not draw anew.",
        code="""
def __init__(self, n_in, n_out, rng):
    bound = math.sqrt(6 / n_in)
    self.weight = Tensor([[rng.uniform(-bound, bound) for _ in range(n_out)]] * n_in)
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-bound-of-the-outputs",
        where="Linear.__init__",
        sentence=(
            "Your weights lie within the bound for n_out. A sum is as large as the number of "
            "its terms makes it, and the terms are the inputs."
        ),
        why="Glorot and He, fan-in and fan-out are mixed up.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(6 / n_out)"),
    ),
    Mistake(
        id="layer-bound-without-root",
        where="Linear.__init__",
        sentence=(
            "Your weights lie within 6 / n_in. That is a variance (times three), and weights "
            "are drawn from a width; look at the formula once more."
        ),
        why="The square root is lost on the way from the page to the code.",
        change=("bound = math.sqrt(6 / n_in)", "bound = 6 / n_in"),
    ),
    Mistake(
        id="layer-bound-of-both-sizes",
        where="Linear.__init__",
        sentence=(
            "Your bound counts the inputs and the outputs: it is smaller than the one asked for "
            "here. That one is made for relu, behind which half of the numbers are zero."
        ),
        why="Glorot and Bengio 2010: sqrt(6 / (n_in + n_out)), the default of Keras.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(6 / (n_in + n_out))"),
    ),
    Mistake(
        id="layer-bound-of-torch",
        where="Linear.__init__",
        sentence=(
            "Your weights lie within 1 / sqrt(n_in), less than half of the bound asked for. Behind "
            "each relu the numbers would shrink from layer to layer."
        ),
        why="The default of torch.nn.Linear.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(1 / n_in)"),
    ),
    Mistake(
        id="layer-bound-is-the-deviation",
        where="Linear.__init__",
        sentence=(
            "Your weights lie within sqrt(2 / n_in). That is the standard deviation that they "
            "should have; evenly drawn numbers reach farther than theirs."
        ),
        why="He et al. give the deviation; the bound of a uniform draw is sqrt(3) times as much.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(2 / n_in)"),
    ),
    Mistake(
        id="layer-weights-from-a-bell-curve",
        where="Linear.__init__",
        sentence=(
            "Your weights come from a bell curve around 0. Here they are drawn evenly between two "
            "bounds; the docstring names the draw, so that a seed gives everybody the same."
        ),
        why="gauss(0, sqrt(2 / n_in)) is the other form of He's initialization.",
        code="""
def __init__(self, n_in, n_out, rng):
    deviation = math.sqrt(2 / n_in)
    self.weight = Tensor([[rng.gauss(0.0, deviation) for _ in range(n_out)] for _ in range(n_in)])
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-weights-column-by-column",
        where="Linear.__init__",
        sentence=(
            "Your weights are the right draws in the wrong places: one neuron after the other, so "
            "column by column. The docstring says in which order they are drawn."
        ),
        why="A neuron's weights belong together, and they are a column.",
        code="""
def __init__(self, n_in, n_out, rng):
    bound = math.sqrt(6 / n_in)
    columns = [[rng.uniform(-bound, bound) for _ in range(n_in)] for _ in range(n_out)]
    self.weight = Tensor(list(zip(*columns)))
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-bound-root-of-six-only",
        where="Linear.__init__",
        sentence=(
            "Your bound shrinks with n_in itself and not with its root: with four times the inputs "
            "it should be half as large. Look at how far the root reaches."
        ),
        why="sqrt(6) / n_in: a bracket is closed too early.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(6) / n_in"),
    ),
    Mistake(
        id="layer-weights-up-to-one",
        where="Linear.__init__",
        sentence=(
            "Your weights lie between -1 and 1 however many inputs there are. With 784 inputs "
            "the sums are some fourteen times too large, and the first loss is enormous."
        ),
        why="It works for small layers.",
        code="""
def __init__(self, n_in, n_out, rng):
    self.weight = Tensor([[rng.uniform(-1, 1) for _ in range(n_out)] for _ in range(n_in)])
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-weights-positive",
        where="Linear.__init__",
        sentence=(
            "Your weights are all positive: they are drawn from 0 to the bound. Their sums only "
            "grow from layer to layer; both signs have to occur."
        ),
        why="rng.random() * bound is shorter than rng.uniform.",
        code="""
def __init__(self, n_in, n_out, rng):
    bound = math.sqrt(6 / n_in)
    self.weight = Tensor([[rng.random() * bound for _ in range(n_out)] for _ in range(n_in)])
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-weight-as-torch-keeps-it",
        where="Linear.__init__",
        sentence=(
            "Your weight is n_out x n_in, as PyTorch keeps it. Here it is n_in x n_out, so that "
            "x @ weight needs no transpose."
        ),
        why="torch.nn.Linear keeps one row for each output.",
        change=(
            "[[rng.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)]",
            "[[rng.uniform(-bound, bound) for _ in range(n_in)] for _ in range(n_out)]",
        ),
    ),
    Mistake(
        id="layer-weight-is-a-result",
        where="Linear.__init__",
        sentence=(
            "Your weight is not a leaf: it is the result of a multiplication. The gradient goes "
            "on to the numbers before it, and an optimizer that moves the weight moves a "
            "result."
        ),
        why="`Tensor(draws) * bound` reads like the formula.",
        code="""
def __init__(self, n_in, n_out, rng):
    bound = math.sqrt(6 / n_in)
    self.weight = Tensor([[rng.uniform(-1, 1) for _ in range(n_out)] for _ in range(n_in)]) * bound
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-draws-from-the-module",
        where="Linear.__init__",
        sentence=(
            "Your weights are other ones each time, whatever the seed: they come from the "
            "module random, not from the rng that was passed in."
        ),
        why="`random.uniform` is at the fingertips.",
        code="""
import random

def __init__(self, n_in, n_out, rng):
    bound = math.sqrt(6 / n_in)
    self.weight = Tensor(
        [[random.uniform(-bound, bound) for _ in range(n_out)] for _ in range(n_in)]
    )
    self.bias = Tensor([[0.0] * n_out])
""",
    ),
    Mistake(
        id="layer-seeds-itself",
        where="Linear.__init__",
        sentence=(
            "Two layers made from one rng have equal weights: each begins its own sequence of "
            "random numbers. The rng is passed in so that it goes on from layer to layer."
        ),
        why="Random(0) inside makes a test repeatable.",
        change=("bound = math.sqrt(6 / n_in)", "rng = Random(0)\nbound = math.sqrt(6 / n_in)"),
    ),
    Mistake(
        id="layer-bias-drawn",
        where="Linear.__init__",
        sentence=(
            "Your biases are drawn at random. Here they start at zero; the weights alone make "
            "the neurons different."
        ),
        why="torch.nn.Linear draws its biases, too.",
        change=(
            "self.bias = Tensor([[0.0] * n_out])",
            "self.bias = Tensor([[rng.uniform(-bound, bound) for _ in range(n_out)]])",
        ),
    ),
    Mistake(
        id="layer-bias-for-each-input",
        where="Linear.__init__",
        sentence="Your bias has one number for each input. It is added to the outputs.",
        why="n_in and n_out are exchanged in one of the two lines.",
        change=("self.bias = Tensor([[0.0] * n_out])", "self.bias = Tensor([[0.0] * n_in])"),
    ),
    Mistake(
        id="layer-bias-is-a-column",
        where="Linear.__init__",
        sentence=(
            "Your bias is a column, n_out x 1. It is added to every row of the result, so it is "
            "one row of n_out numbers."
        ),
        why="[[0.0]] * n_out, or a vector thought of as standing upright.",
        change=(
            "self.bias = Tensor([[0.0] * n_out])",
            "self.bias = Tensor([[0.0] for _ in range(n_out)])",
        ),
    ),
    Mistake(
        id="layer-without-bias",
        where="Linear.__call__",
        sentence=(
            "The result of your Linear layer lacks the bias, which then gets no gradient either."
        ),
        why="x @ weight looks finished, and a new layer's bias is zero anyway.",
        change=("return x @ self.weight + self.bias", "return x @ self.weight"),
    ),
    Mistake(
        id="layer-with-relu",
        where="Linear.__call__",
        sentence=(
            "Your Linear layer has no negative outputs: relu is a layer of its own here, and "
            "none stands behind the last Linear."
        ),
        why="Many books draw neuron and activation as one.",
        change=(
            "return x @ self.weight + self.bias",
            "return (x @ self.weight + self.bias).relu()",
        ),
    ),
    Mistake(
        id="layer-weight-transposed",
        where="Linear.__call__",
        sentence=(
            "Your Linear layer multiplies with the transpose of the weight, which does not even "
            "fit unless it is a square."
        ),
        why="y = x W^T + b is PyTorch's formula.",
        change=("return x @ self.weight + self.bias", "return x @ self.weight.T + self.bias"),
    ),
    Mistake(
        id="layer-bias-on-the-left",
        where="Linear.__call__",
        sentence=(
            "Your Linear layer adds the result to the bias, and + refuses it for more than one "
            "image: a row is stretched where it stands on the right."
        ),
        why="b + x w: for numbers the order of + makes no difference.",
        change=("return x @ self.weight + self.bias", "return self.bias + x @ self.weight"),
    ),
    Mistake(
        id="layer-weight-copied",
        where="Linear.__call__",
        sentence=(
            "The result of your Linear layer is right, and the weight gets no gradient: the "
            "product was made with a copy of it, a new leaf."
        ),
        why="Wrapping data in Tensor once more, to be sure that it is one.",
        change=(
            "return x @ self.weight + self.bias",
            "return x @ Tensor(self.weight.data) + self.bias",
        ),
    ),
    Mistake(
        id="layer-input-copied",
        where="Linear.__call__",
        sentence=(
            "The gradient ends in your Linear layer: its input was copied into a new leaf, so "
            "layers before it learn nothing."
        ),
        why="Wrapping data in Tensor once more, to be sure that it is one.",
        change=(
            "return x @ self.weight + self.bias",
            "return Tensor(x.data, requires_grad=False) @ self.weight + self.bias",
        ),
    ),
    Mistake(
        id="layer-parameters-without-bias",
        where="Linear.parameters",
        sentence=(
            "Your parameters() of a Linear layer has one tensor, not two. What is not in the "
            "list is never moved by an optimizer."
        ),
        why="The bias is forgotten; the network still learns.",
        change=("return [self.weight, self.bias]", "return [self.weight]"),
    ),
    Mistake(
        id="layer-parameters-swapped",
        where="Linear.parameters",
        sentence=(
            "Your parameters() has the bias before the weight. Whoever asks for a layer's sizes, "
            "or saves its numbers, relies on the order that the docstring names."
        ),
        why="Both are in the list, and SGD does not mind.",
        change=("return [self.weight, self.bias]", "return [self.bias, self.weight]"),
    ),
    Mistake(
        id="layer-parameters-are-data",
        where="Linear.parameters",
        sentence=(
            "Your parameters() answers with lists of numbers. An optimizer needs the tensors, "
            "which have a gradient."
        ),
        why="One thinks of the numbers that will change.",
        change=("return [self.weight, self.bias]", "return [self.weight.data, self.bias.data]"),
    ),
    Mistake(
        id="layer-parameters-copied",
        where="Linear.parameters",
        sentence=(
            "Your parameters() answers with new tensors that hold the same numbers. An "
            "optimizer would move those, and the layer would stay as it is."
        ),
        why="To protect the layer's own from being changed, which is just what is wanted.",
        change=(
            "return [self.weight, self.bias]",
            "return [Tensor(self.weight.data), Tensor(self.bias.data)]",
        ),
    ),
    Mistake(
        id="relu-layer-hands-on",
        where="ReLU.__call__",
        sentence=(
            "Your ReLU layer hands its input on as it is. Without it, two Linear layers are one."
        ),
        why="The layer was to be filled in later.",
        change=("return x.relu()", "return x"),
    ),
    Mistake(
        id="relu-layer-detached",
        where="ReLU.__call__",
        sentence=(
            "The result of your ReLU layer is right and has no children: the gradient ends there."
        ),
        why="The numbers are computed from data, past the graph.",
        change=(
            "return x.relu()",
            "return Tensor([[max(0.0, number) for number in row] for row in x.data])",
        ),
    ),
    Mistake(
        id="dropout-p-unchecked",
        where="Dropout.__init__",
        sentence=(
            "Your Dropout takes any p. With 1.0 the scale divides by zero, later and elsewhere; "
            "and 20 was meant to be 20 %."
        ),
        why="Nothing fails at once without the check.",
        code="""
def __init__(self, p, rng):
    self.p = p
    self.rng = rng
""",
    ),
    Mistake(
        id="dropout-takes-one",
        where="Dropout.__init__",
        sentence=(
            "Your Dropout refuses what is no probability and takes p = 1. With it nothing is "
            "left, and the scale of what is left divides by zero."
        ),
        why="1 is a probability like another, until 1 / (1 - p) is computed.",
        change=("if not 0 <= p < 1:", "if not 0 <= p <= 1:"),
    ),
    Mistake(
        id="dropout-names-no-p",
        where="Dropout.__init__",
        sentence=(
            "Your Dropout refuses a wrong p without naming it. Whoever reads the message has to "
            "find the number by themselves; the docstring promises it."
        ),
        why="The message is written last and in haste.",
        change=(
            'raise ValueError(f"Dropout needs a probability 0 <= p < 1, got {p}")',
            'raise ValueError("Dropout needs a probability below one")',
        ),
    ),
    Mistake(
        id="dropout-refuses-zero",
        where="Dropout.__init__",
        sentence="Your Dropout refuses p = 0, which means to drop nothing and is allowed.",
        why="`if not p`, or `<` for `<=`.",
        change=("if not 0 <= p < 1:", "if not 0 < p < 1:"),
    ),
    Mistake(
        id="dropout-not-scaled",
        where="Dropout.__call__",
        sentence=(
            "What your Dropout keeps has its old size. Then the next layer's sums are smaller "
            "while learning than afterwards, by the part that is dropped."
        ),
        why="A mask of ones and zeros is what the word says.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    mask = [[1.0 if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
    return x * Tensor(mask, requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-scaled-down",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout makes what it keeps smaller. Something is missing in the sums of the "
            "next layer; should the rest shrink as well?"
        ),
        why="1 - p for 1 / (1 - p).",
        change=("scale = 1 / (1 - self.p)", "scale = 1 - self.p"),
    ),
    Mistake(
        id="dropout-scaled-by-p",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout divides what it keeps by p, the probability to drop. By which part of "
            "the numbers has the sum become smaller?"
        ),
        why="In some books p is the probability to keep.",
        changes=(
            ("if not self.training:", "if not self.training or self.p == 0:"),
            ("scale = 1 / (1 - self.p)", "scale = 1 / self.p"),
        ),
    ),
    Mistake(
        id="dropout-keeps-with-p",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout keeps with probability p and drops the others. Here p is the "
            "probability to drop."
        ),
        why="In the paper, and in old TensorFlow, p is the probability to keep.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    mask = [[scale if self.rng.random() < self.p else 0.0 for _ in row] for row in x.data]
    return x * Tensor(mask, requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-takes-p-for-what-is-kept",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout takes p for the probability to keep, throughout: it keeps that part and "
            "divides it by p. Here p is the probability to drop."
        ),
        why="In the paper, and in old TensorFlow, p is the probability to keep.",
        changes=(
            ("if not self.training:", "if not self.training or self.p == 0:"),
            ("scale = 1 / (1 - self.p)", "keep = self.p"),
            (
                "mask = [[scale if self.rng.random() >= self.p else 0.0 for _ in row] for row in "
                "x.data]",
                "mask = [[(self.rng.random() < keep) / keep for _ in row] for row in x.data]",
            ),
        ),
    ),
    Mistake(
        id="dropout-compares-with-the-other-side",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout keeps as many numbers as it should, but others than the docstring says: "
            "where the draw is small, not where it is large. Then a seed drops other numbers here "
            "than anywhere else; look at the comparison."
        ),
        why="`< 1 - p` is as likely as `>= p`.",
        change=(
            """
            mask = [[scale if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
            """,
            """
            q = 1 - self.p
            mask = [[scale if self.rng.random() < q else 0.0 for _ in row] for row in x.data]
            """,
        ),
    ),
    Mistake(
        id="dropout-draws-column-by-column",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout makes the right draws and puts them in the wrong places: column by "
            "column. The docstring says in which order they are drawn."
        ),
        why="The outer loop goes over the neurons.",
        change=(
            """
            mask = [[scale if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
            """,
            """
            columns = [[self.rng.random() for _ in x.data] for _ in x.data[0]]
            mask = [[scale if draw >= self.p else 0.0 for draw in row] for row in zip(*columns)]
            """,
        ),
    ),
    Mistake(
        id="dropout-mask-requires-a-gradient",
        where="Dropout.__call__",
        sentence=(
            "The result of your Dropout requires a gradient even where its input is a constant: "
            "the mask asks for one of its own. Nobody will move it, and backward works for nothing."
        ),
        why="A Tensor requires a gradient unless it is told otherwise.",
        change=("return x * Tensor(mask, requires_grad=False)", "return x * Tensor(mask)"),
    ),
    Mistake(
        id="dropout-copies-in-eval",
        where="Dropout.__call__",
        sentence=(
            "In eval mode your Dropout answers with a new node that holds the numbers of x. "
            "Nothing is to be done there, so there is nothing to record: the docstring says what "
            "it answers with."
        ),
        why="x * 1 makes both branches look alike.",
        change=("return x", "return x * 1.0"),
    ),
    Mistake(
        id="dropout-in-both-modes",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout drops in eval mode as well: asked for an answer, the network says "
            "something else each time."
        ),
        why="The mode is forgotten; the network still works, a little worse.",
        change=("if not self.training:\n    return x", ""),
    ),
    Mistake(
        id="dropout-modes-exchanged",
        where="Dropout.__call__",
        sentence="Your Dropout drops in eval mode and does nothing in training.",
        why="One `not` too few.",
        change=("if not self.training:", "if self.training:"),
    ),
    Mistake(
        id="dropout-scales-in-eval-too",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout changes the numbers in eval mode: they are multiplied by 1 - p, "
            "though what was kept in training was scaled up already. One of the two is enough."
        ),
        why=(
            "The old form of dropout scales in eval mode, the newer in training; both are found "
            "in one tutorial."
        ),
        change=("return x", "return x * (1 - self.p)"),
    ),
    Mistake(
        id="dropout-one-mask-for-all-rows",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout drops whole columns: all rows of the minibatch share one mask. Every "
            "image has a draw of its own for every number."
        ),
        why="The mask is drawn for the neurons, one row of it.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    row = [scale if self.rng.random() >= self.p else 0.0 for _ in x.data[0]]
    return x * Tensor([row for _ in x.data], requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-drops-whole-rows",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout drops whole rows: one draw decides for an image. Every number has a "
            "draw of its own."
        ),
        why="The draw stands in the outer of two loops.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    mask = []
    for row in x.data:
        factor = scale if self.rng.random() >= self.p else 0.0
        mask.append([factor for _ in row])
    return x * Tensor(mask, requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-same-mask-every-time",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout drops the same numbers in every call. Then the dropped neurons are "
            "simply gone, and the others rely on each other as before."
        ),
        why="The mask is made once and kept; or the rng is seeded anew in each call.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    rng = Random()
    rng.setstate(self.rng.getstate())
    scale = 1 / (1 - self.p)
    mask = [[scale if rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
    return x * Tensor(mask, requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-draws-from-the-module",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout asks the module random, so no seed repeats a run. The rng that was "
            "passed in is there for it."
        ),
        why="`random.random()` is at the fingertips.",
        code="""
import random

def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    mask = [[scale if random.random() >= self.p else 0.0 for _ in row] for row in x.data]
    return x * Tensor(mask, requires_grad=False)
""",
    ),
    Mistake(
        id="dropout-draws-in-eval",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout asks the rng in eval mode, too, and throws the mask away: how often "
            "somebody asks for an answer then changes how the training goes on."
        ),
        why="The mask is made first, the mode asked last.",
        code="""
def __call__(self, x):
    scale = 1 / (1 - self.p)
    mask = [[scale if self.rng.random() >= self.p else 0.0 for _ in row] for row in x.data]
    return x * Tensor(mask, requires_grad=False) if self.training else x
""",
    ),
    Mistake(
        id="dropout-detached",
        where="Dropout.__call__",
        sentence=(
            "The numbers behind your Dropout are right, and no gradient comes back through it: "
            "it makes a new leaf. The layers before it learn nothing."
        ),
        why="The numbers are replaced in data, past the graph.",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    return Tensor(
        [[n * scale if self.rng.random() >= self.p else 0.0 for n in row] for row in x.data]
    )
""",
    ),
    Mistake(
        id="dropout-gradient-past-the-mask",
        where="Dropout.__call__",
        sentence=(
            "The gradient passes your Dropout as if nothing had been dropped. What was dropped "
            "had no influence on the loss."
        ),
        why="The mask is applied to data, and the gradient handed on unchanged.",
        change=(
            "return x * Tensor(mask, requires_grad=False)",
            """
            noise = [[(f - 1.0) * n for f, n in zip(*rows)] for rows in zip(mask, x.data)]
            return x + Tensor(noise, requires_grad=False)
            """,
        ),
    ),
    Mistake(
        id="dropout-in-place",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout writes into its input: what was dropped is gone for everybody who "
            "uses that tensor. An op makes a new node."
        ),
        why="`inplace=True`, or a loop over data[i][j].",
        code="""
def __call__(self, x):
    if not self.training:
        return x
    scale = 1 / (1 - self.p)
    for row in x.data:
        for j, number in enumerate(row):
            row[j] = number * scale if self.rng.random() >= self.p else 0.0
    return x * 1.0
""",
    ),
    Mistake(
        id="dropout-in-place-and-handed-back",
        where="Dropout.__call__",
        sentence=(
            "Your Dropout writes into its input and answers with it. What was dropped is gone for "
            "everybody who uses that tensor, and as no node stands in the graph, the gradient "
            "passes as if nothing had been dropped. An op makes a new node."
        ),
        why="Nothing is computed from anything, so it seems enough to cross numbers out.",
        code="""
def __call__(self, x):
    if self.training:
        for row in x.data:
            row[:] = [n / (1 - self.p) if self.rng.random() >= self.p else 0.0 for n in row]
    return x
""",
    ),
    Mistake(
        id="sequential-feeds-the-input-to-all",
        where="Sequential.__call__",
        sentence=(
            "Your Sequential gives every layer the first input. Each layer works on what the "
            "one before it made."
        ),
        why="The result is kept under another name than the one that is passed on.",
        changes=(
            ("x = layer(x)", "result = layer(x)"),
            ("return x", "return result"),
        ),
    ),
    Mistake(
        id="sequential-backwards",
        where="Sequential.__call__",
        sentence="Your Sequential goes through its layers from the last to the first.",
        why="f(g(h(x))) is written from the outside in.",
        change=("for layer in self.layers:", "for layer in reversed(self.layers):"),
    ),
    Mistake(
        id="sequential-stops-early",
        where="Sequential.__call__",
        sentence=(
            "Your Sequential leaves out its last layer: what comes out is what the layer before it "
            "made. Count the layers that run."
        ),
        why="`layers[:-1]` from an MLP, where the last layer is handled apart.",
        change=("for layer in self.layers:", "for layer in self.layers[:-1]:"),
    ),
    Mistake(
        id="sequential-parameters-twice",
        where="Sequential.parameters",
        sentence=(
            "A layer that stands twice in your Sequential has its parameters in the list twice, "
            "and an optimizer moves them twice in each step."
        ),
        why="The lists are joined, and nobody has thought of shared layers.",
        change=(
            "return list(dict.fromkeys(p for layer in self.layers for p in layer.parameters()))",
            "return [p for layer in self.layers for p in layer.parameters()]",
        ),
    ),
    Mistake(
        id="sequential-parameters-one-level",
        where="Sequential.parameters",
        sentence=(
            "The parameters of a Sequential inside your Sequential are missing. Whatever has "
            "parameters() can be asked for them."
        ),
        why="isinstance(layer, Linear) to leave out those without parameters.",
        code="""
def parameters(self):
    found = [p for layer in self.layers if isinstance(layer, Linear) for p in layer.parameters()]
    return list(dict.fromkeys(found))
""",
    ),
    Mistake(
        id="sequential-parameters-in-lists",
        where="Sequential.parameters",
        sentence=(
            "Your parameters() is a list of lists, one for each layer. An optimizer wants the "
            "tensors in one list."
        ),
        why="append for extend.",
        change=(
            "return list(dict.fromkeys(p for layer in self.layers for p in layer.parameters()))",
            "return [layer.parameters() for layer in self.layers]",
        ),
    ),
    Mistake(
        id="sequential-parameters-by-value",
        where="Sequential.parameters",
        sentence=(
            "Parameters that hold equal numbers count as one in your list. All biases start at "
            "zero: of those with one size only the first would ever learn. Which question tells "
            "whether two are the same tensor?"
        ),
        why="`in` on the data, because it is what one sees.",
        code="""
def parameters(self):
    found = []
    for layer in self.layers:
        for p in layer.parameters():
            if p.data not in [q.data for q in found]:
                found.append(p)
    return found
""",
    ),
    Mistake(
        id="sequential-modules-one-level",
        where="Sequential.modules",
        sentence=(
            "The modes do not reach the layers of a Sequential inside your Sequential: a "
            "dropout in there goes on dropping."
        ),
        why="The list of layers is taken, and its own lists forgotten.",
        change=(
            "return [self, *(inner for layer in self.layers for inner in layer.modules())]",
            "return [self, *self.layers]",
        ),
    ),
    Mistake(
        id="sequential-modules-without-itself",
        where="Sequential.modules",
        sentence=(
            "Your Sequential leaves itself out: its own `training` does not change with the "
            "mode of its layers."
        ),
        why="The method is about the layers inside.",
        change=(
            "return [self, *(inner for layer in self.layers for inner in layer.modules())]",
            "return [inner for layer in self.layers for inner in layer.modules()]",
        ),
    ),
    Mistake(
        id="sequential-modules-itself-only",
        where="Sequential.modules",
        sentence=(
            "The mode of your Sequential reaches no layer inside it: after eval() dropout goes "
            "on dropping."
        ),
        why="The method of a plain layer is taken over.",
        change=(
            "return [self, *(inner for layer in self.layers for inner in layer.modules())]",
            "return [self]",
        ),
    ),
    Mistake(
        id="batch-loss-summed",
        where="cross_entropy",
        sentence=(
            "Your loss is the sum over the rows: too large by their number, and so is each "
            "step. With a short last batch the steps change their size."
        ),
        why="A sum is what the formula begins with, and the 1 / n is forgotten.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.log_softmax().pick(targets).sum()",
        ),
    ),
    Mistake(
        id="batch-loss-sign",
        where="cross_entropy",
        sentence="Your loss has the wrong sign: going down makes the right answers less likely.",
        why="log-probabilities are maximized, losses minimized.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return logits.log_softmax().pick(targets).mean()",
        ),
    ),
    Mistake(
        id="batch-loss-without-softmax",
        where="cross_entropy",
        sentence=(
            "Your loss is minus the mean of the right logits: they can grow for ever, and the "
            "other classes do not count."
        ),
        why="pick is put on the logits at once.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.pick(targets).mean()",
        ),
    ),
    Mistake(
        id="batch-loss-double-softmax",
        where="cross_entropy",
        sentence=(
            "Your loss takes the softmax twice: of the logits, and of the probabilities again. "
            "It never comes near zero, and the gradients are faint."
        ),
        why="PyTorch's cross_entropy behind a network that ends with softmax: a classic question.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.log_softmax().exp().log_softmax().pick(targets).mean()",
        ),
    ),
    Mistake(
        id="batch-loss-over-all-classes",
        where="cross_entropy",
        sentence=(
            "Your loss is divided by the number of all elements, rows times classes. The mean "
            "is over the rows: one loss for each image."
        ),
        why="mean() comes before pick, or a one-hot mask is averaged.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "n, m = logits.shape\nreturn -logits.log_softmax().pick(targets).sum() * (1 / (n * m))",
        ),
    ),
    Mistake(
        id="batch-loss-by-a-mask",
        where="cross_entropy",
        sentence=(
            "Your loss is right for targets that fit and says nothing of a class that is not "
            "there: such a row just adds nothing. `pick` refuses it."
        ),
        why="A one-hot mask times the log-probabilities is the formula of many textbooks.",
        code="""
def cross_entropy(logits, targets):
    n, m = logits.shape
    hot = [[float(j == target) for j in range(m)] for target in targets]
    return (logits.log_softmax() * Tensor(hot, requires_grad=False)).sum() * (-1.0 / n)
""",
    ),
    Mistake(
        id="batch-loss-unstable",
        where="cross_entropy",
        sentence=(
            "Your loss goes through e ** logits and overflows at 1000. log_softmax has been "
            "written for just that."
        ),
        why="The definition, composed of exp, sum and log.",
        code="""
def cross_entropy(logits, targets):
    m = logits.shape[1]
    ones = Tensor([[1.0] for _ in range(m)], requires_grad=False)
    return -(logits.pick(targets) - (logits.exp() @ ones).log()).mean()
""",
    ),
    Mistake(
        id="predict-while-training",
        where="predict",
        sentence="Your predict answers in training mode: with dropout, another answer each time.",
        why="The mode is forgotten; without dropout nobody sees it.",
        change=("model.eval()", ""),
    ),
    Mistake(
        id="predict-leaves-eval-mode",
        where="predict",
        sentence=(
            "Your predict leaves the model in eval mode. The training that goes on after it has "
            "no dropout any more, and nothing says so."
        ),
        why="model.eval() is there, the way back is not.",
        change=("layer.training = training", "pass"),
    ),
    Mistake(
        id="predict-ends-in-training-mode",
        where="predict",
        sentence=(
            "Your predict ends with train(), whatever the mode was before. A model that was in "
            "eval mode is not any more."
        ),
        why="eval() before, train() after: the usual pair in training loops.",
        change=("layer.training = training", "layer.training = True"),
    ),
    Mistake(
        id="predict-remembers-one-mode",
        where="predict",
        sentence=(
            "Your predict remembers the mode of the model and gives it to all layers. Layers "
            "may have had different modes: one that was frozen in eval mode is training "
            "afterwards."
        ),
        why="`was_training = model.training` is found in many code bases.",
        change=("layer.training = training", "layer.training = modes[0][1]"),
    ),
    Mistake(
        id="predict-forgets-errors",
        where="predict",
        sentence=(
            "When the model raises an error, your predict never comes to the line that puts the "
            "modes back."
        ),
        why="The way back is written as the next line.",
        code="""
def predict(model, rows):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    logits = model(Tensor(rows, requires_grad=False)).data
    for layer, training in modes:
        layer.training = training
    return [max(range(len(row)), key=row.__getitem__) for row in logits]
""",
    ),
    Mistake(
        id="predict-answers-with-logits",
        where="predict",
        sentence=(
            "Your predict answers with the largest logit itself. The question is in which "
            "column it stands."
        ),
        why="max gives the number, not its place.",
        change=(
            "return [max(range(len(row)), key=row.__getitem__) for row in logits]",
            "return [max(row) for row in logits]",
        ),
    ),
    Mistake(
        id="predict-takes-the-smallest",
        where="predict",
        sentence=(
            "Your predict answers with the class of the smallest logit, the one that the network "
            "holds for least likely. Which end of the row is the answer at?"
        ),
        why="The index of the best is looked for as that of the smallest loss would be.",
        change=(
            "return [max(range(len(row)), key=row.__getitem__) for row in logits]",
            "return [min(range(len(row)), key=row.__getitem__) for row in logits]",
        ),
    ),
    Mistake(
        id="predict-by-size",
        where="predict",
        sentence=(
            "Your predict takes the logit that is farthest from zero. A logit of -9 is a firm no."
        ),
        why="abs, from the habit of looking for the strongest.",
        change=(
            "return [max(range(len(row)), key=row.__getitem__) for row in logits]",
            "return [max(range(len(row)), key=lambda j: abs(row[j])) for row in logits]",
        ),
    ),
    Mistake(
        id="predict-learns",
        where="predict",
        sentence=(
            "Your predict changes the gradients of the weights: it runs backward for an answer "
            "that needs none. The next step of the training then follows it."
        ),
        why="The lines of a training step are copied.",
        changes=(
            (
                "logits = model(Tensor(rows, requires_grad=False)).data",
                "result = model(Tensor(rows, requires_grad=False))\nresult.backward()",
            ),
            (
                "return [max(range(len(row)), key=row.__getitem__) for row in logits]",
                "return [max(range(len(row)), key=row.__getitem__) for row in result.data]",
            ),
        ),
    ),
)
