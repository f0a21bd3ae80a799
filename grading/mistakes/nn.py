"""Mistakes that people make in nn.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# Of the mistakes that explain the same answers the first is named: the narrow stand first.
MISTAKES = (
    # --- MLP ---
    Mistake(
        id="mlp-one-layer-short",
        where="MLP.__init__",
        sentence=(
            "Your network lacks its last layer: it ends with the size before the last. Count the "
            "neighbors in a list of three sizes."
        ),
        why="`range(len(sizes) - 2)`, one off.",
        change=(
            "self.layers = [Linear(n_in, n_out, rng) for n_in, n_out in pairwise(sizes)]",
            "self.layers = [Linear(sizes[i], sizes[i + 1], rng) for i in range(len(sizes) - 2)]",
        ),
    ),
    Mistake(
        id="mlp-every-layer-takes-the-entry",
        where="MLP.__init__",
        sentence=(
            "Every layer of your network takes as many inputs as the first. A layer takes what "
            "the layer before it puts out."
        ),
        why="`sizes[0]` is left standing where the index of the loop belongs.",
        change=(
            "self.layers = [Linear(n_in, n_out, rng) for n_in, n_out in pairwise(sizes)]",
            "self.layers = [Linear(sizes[0], n_out, rng) for n_out in sizes[1:]]",
        ),
    ),
    Mistake(
        id="mlp-takes-the-sizes-apart",
        where="MLP.__init__",
        sentence=(
            "Your network takes numbers out of the list of sizes that it was given. The list "
            "belongs to the caller, who may want to make a second network from it."
        ),
        why="`pop(0)` to walk a list two at a time.",
        code="""
def __init__(self, sizes, rng):
    sizes = sizes if isinstance(sizes, list) else list(sizes)
    self.layers = []
    n_in = sizes.pop(0)
    for n_out in list(sizes):
        self.layers.append(Linear(n_in, n_out, rng))
        n_in = n_out
""",
    ),
    Mistake(
        id="mlp-layers-drawn-backward",
        where="MLP.__init__",
        sentence=(
            "Your weights are drawn for the last layer first. The sizes are right, but the same "
            "seed gives another network than the docstring promises."
        ),
        why="Layers are built from the output toward the input, as the gradient flows.",
        code="""
def __init__(self, sizes, rng):
    pairs = list(zip(sizes, sizes[1:]))
    self.layers = [Linear(n_in, n_out, rng) for n_in, n_out in reversed(pairs)][::-1]
""",
    ),
    Mistake(
        id="mlp-no-relu",
        where="MLP.__call__",
        sentence=(
            "Your network is what you get with nothing between the layers. However many there "
            "are, together they are one straight line; look at what the lesson puts in between."
        ),
        why="Feeding one layer with the other seems to be all there is to it.",
        change=("inputs = [output.relu() for output in layer(inputs)]", "inputs = layer(inputs)"),
    ),
    Mistake(
        id="mlp-relu-on-the-output",
        where="MLP.__call__",
        sentence=(
            "Your network answers 0 where its output should be below zero: relu stands behind "
            "the last layer, too. An answer that is cut off there has no gradient, either."
        ),
        why="The loop over the layers treats all alike.",
        changes=(
            ("*hidden, last = self.layers\nfor layer in hidden:", "for layer in self.layers:"),
            ("return last(inputs)", "return inputs"),
        ),
    ),
    Mistake(
        id="mlp-relu-on-the-inputs",
        where="MLP.__call__",
        sentence=(
            "Your network cuts off inputs below zero: relu stands before each layer, the first "
            "as well. Half of the data would look like zero to it."
        ),
        why="With relu before each layer there is none after the last, which seems tidy.",
        code="""
def __call__(self, inputs):
    for layer in self.layers:
        inputs = layer([lift(x).relu() for x in inputs])
    return inputs
""",
    ),
    Mistake(
        id="mlp-relu-behind-the-first-layer-only",
        where="MLP.__call__",
        sentence=(
            "Your network bends behind its first layer only; the other hidden layers run into "
            "each other without a relu. With one hidden layer nobody would notice."
        ),
        why="Written for the network with one hidden layer that was drawn on paper.",
        code="""
def __call__(self, inputs):
    first, *rest = self.layers
    inputs = first(inputs)
    if rest:
        inputs = [output.relu() for output in inputs]
    for layer in rest:
        inputs = layer(inputs)
    return inputs
""",
    ),
    Mistake(
        id="mlp-tanh-for-relu",
        where="MLP.__call__",
        sentence=(
            "Your network has tanh between its layers. It would learn as well, but the starting "
            "weights are made for relu, and so is the rest of the course."
        ),
        why="tanh is the activation of many first examples.",
        change=(
            "inputs = [output.relu() for output in layer(inputs)]",
            "inputs = [output.tanh() for output in layer(inputs)]",
        ),
    ),
    Mistake(
        id="mlp-unwraps-one-output",
        where="MLP.__call__",
        sentence=(
            "Your network answers with a bare Value when its last size is 1. Its docstring "
            "promises a list, so that nobody has to ask which of the two they got."
        ),
        why="A network with one output is nicer to use without the brackets.",
        change=(
            "return last(inputs)",
            "outputs = last(inputs)\nreturn outputs[0] if len(outputs) == 1 else outputs",
        ),
    ),
    Mistake(
        id="mlp-detached-between-layers",
        where="MLP.__call__",
        sentence=(
            "Your outputs are right, but only the last layer receives gradients: between the "
            "layers numbers are handed on, not nodes. Look at how relu is applied."
        ),
        why="`max(0, output.data)` is relu for numbers, and leaves the graph.",
        change=(
            "inputs = [output.relu() for output in layer(inputs)]",
            "inputs = [max(0.0, output.data) for output in layer(inputs)]",
        ),
    ),
    Mistake(
        id="mlp-layers-not-chained",
        where="MLP.__call__",
        sentence=(
            "Each layer of your network is given the original inputs instead of what the layer "
            "before it made of them. Look at which name goes into the call."
        ),
        why="The result is stored under one name and the loop reads another.",
        change=(
            "inputs = [output.relu() for output in layer(inputs)]",
            "outputs = [output.relu() for output in layer(inputs)]",
        ),
    ),
    Mistake(
        id="mlp-parameters-of-the-last-layer",
        where="MLP.parameters",
        sentence=(
            "Your list holds the parameters of one layer only: each round of the loop replaces "
            "what the rounds before it found. All other layers would never learn."
        ),
        why="`=` for `+=` in a loop.",
        code="""
def parameters(self):
    found = []
    for layer in self.layers:
        found = layer.parameters()
    return found
""",
    ),
    Mistake(
        id="mlp-parameters-last-layer-first",
        where="MLP.parameters",
        sentence=(
            "Your list begins with the last layer. All parameters are there, but the order is "
            "not the one that the docstring promises."
        ),
        why="The backward pass goes from the last layer to the first.",
        change=(
            "return [p for layer in self.layers for p in layer.parameters()]",
            "return [p for layer in reversed(self.layers) for p in layer.parameters()]",
        ),
    ),
    # --- Neuron.parameters ---
    Mistake(
        id="parameters-without-the-bias",
        where="Neuron.parameters",
        sentence=(
            "Your list of parameters holds the weights but no bias. What is not in the list is "
            "never moved, so every bias would stay at zero for ever."
        ),
        why="The list of weights is at hand; the bias is stored elsewhere.",
        change=("return [*self.weights, self.bias]", "return list(self.weights)"),
    ),
    Mistake(
        id="parameters-bias-first",
        where="Neuron.parameters",
        sentence=(
            "Your list of parameters begins with the bias. An optimizer does not mind, but "
            "whoever saves and loads a network relies on the order in the docstring."
        ),
        why="Many texts count the bias as weight number 0.",
        change=("return [*self.weights, self.bias]", "return [self.bias, *self.weights]"),
    ),
    Mistake(
        id="parameters-as-numbers",
        where="Neuron.parameters",
        sentence=(
            "Your list of parameters holds numbers. An optimizer needs the nodes: it reads their "
            "gradient and moves their data."
        ),
        why="Numbers print nicely.",
        change=(
            "return [*self.weights, self.bias]",
            "return [node.data for node in [*self.weights, self.bias]]",
        ),
    ),
    Mistake(
        id="parameters-copied",
        where="Neuron.parameters",
        sentence=(
            "Your list of parameters holds copies: moving them moves nothing in the network. "
            "Look at whether new nodes are made where the old ones should be handed out."
        ),
        why="Copying seems the safe way to hand out one's own state.",
        change=(
            "return [*self.weights, self.bias]",
            "return [Value(node.data) for node in [*self.weights, self.bias]]",
        ),
    ),
    Mistake(
        id="parameters-append-to-the-weights",
        where="Neuron.parameters",
        sentence=(
            "Your neuron has one weight more each time it is asked for its parameters: the bias "
            "was appended to the list of weights itself. Look at which list grows."
        ),
        why="`self.weights.append` or `+=` changes the list that it is called on.",
        code="""
def parameters(self):
    nodes = self.weights
    nodes += [self.bias]
    return nodes
""",
    ),
    # --- Linear ---
    Mistake(
        id="layer-of-one-shared-neuron",
        where="Linear.__init__",
        sentence=(
            "Your layer holds one neuron several times: all outputs are the same, and moving one "
            "weight moves them all. A list times a number repeats the object, it does not copy it."
        ),
        why="`[Neuron(n_in, rng)] * n_out` is short and looks right.",
        change=(
            "self.neurons = [Neuron(n_in, rng) for _ in range(n_out)]",
            "self.neurons = [Neuron(n_in, rng)] * n_out",
        ),
    ),
    Mistake(
        id="layer-sizes-swapped",
        where="Linear.__init__",
        sentence=(
            "Your layer has as many neurons as it should have inputs, and the other way round. "
            "Look at which of the two sizes goes where."
        ),
        why="Weight matrices are written as (out, in) in some libraries and (in, out) in others.",
        change=(
            "self.neurons = [Neuron(n_in, rng) for _ in range(n_out)]",
            "self.neurons = [Neuron(n_out, rng) for _ in range(n_in)]",
        ),
    ),
    Mistake(
        id="layer-reseeds-each-neuron",
        where="Linear.__init__",
        sentence=(
            "All neurons of your layer start with the same weights: each was given a generator "
            "in the same state. Neurons that start equal stay equal."
        ),
        why="A fresh generator for each neuron is made with one seed.",
        code="""
def __init__(self, n_in, n_out, rng):
    seed = rng.getrandbits(32)
    self.neurons = [Neuron(n_in, random.Random(seed)) for _ in range(n_out)]
""",
    ),
    Mistake(
        id="layer-drawn-input-by-input",
        where="Linear.__init__",
        sentence=(
            "Your weights are the right numbers in other places: they are drawn input by input, "
            "one for each neuron, as one fills a matrix column by column. The docstring lets each "
            "neuron draw all of its own before the next one begins."
        ),
        why="The weights are filled in two loops, and the loops are nested the other way round.",
        code="""
def __init__(self, n_in, n_out, rng):
    self.neurons = [Neuron(n_in, random.Random(0)) for _ in range(n_out)]
    bound = math.sqrt(6 / n_in)
    for i in range(n_in):
        for neuron in self.neurons:
            neuron.weights[i] = Value(rng.uniform(-bound, bound))
""",
    ),
    Mistake(
        id="layer-last-neuron-first",
        where="Linear.__init__",
        sentence=(
            "Your weights are the right numbers in other places: the neuron that draws first "
            "stands last in the layer. The docstring lets them draw one after the other, in "
            "their order."
        ),
        why="`insert(0, ...)`, or a list that is reversed at the end.",
        change=(
            "self.neurons = [Neuron(n_in, rng) for _ in range(n_out)]",
            "self.neurons = [Neuron(n_in, rng) for _ in range(n_out)][::-1]",
        ),
    ),
    Mistake(
        id="layer-one-neuron-short",
        where="Linear.__init__",
        sentence=(
            "Your layer has one neuron fewer than it should. Look at where the range begins."
        ),
        why="`range(1, n)` for counting from one.",
        change=(
            "self.neurons = [Neuron(n_in, rng) for _ in range(n_out)]",
            "self.neurons = [Neuron(n_in, rng) for _ in range(1, n_out)]",
        ),
    ),
    Mistake(
        id="layer-lifts-for-each-neuron",
        where="Linear.__call__",
        sentence=(
            "Your numbers are right, but each neuron makes leaves of its own for the same plain "
            "inputs: a layer of 16 makes 16 nodes where one would do. Look at what could be done "
            "once, before the neurons are asked."
        ),
        why="The product lifts a plain number by itself, so nothing seems to be left to do.",
        code="""
def __call__(self, inputs):
    return [neuron(inputs) for neuron in self.neurons]
""",
    ),
    Mistake(
        id="layer-detaches-the-inputs",
        where="Linear.__call__",
        sentence=(
            "Your outputs are right, but no gradient gets past this layer to its inputs: they "
            "were wrapped anew, and the new nodes do not know where they come from."
        ),
        why="Every input is wrapped in a Value, by way of `.data` if it is one already.",
        change=(
            "nodes = [lift(x) for x in inputs]",
            "nodes = [Value(lift(x).data) for x in inputs]",
        ),
    ),
    Mistake(
        id="layer-lifts-in-place",
        where="Linear.__call__",
        sentence=(
            "Your layer puts Values into the list that it was given. The list belongs to the "
            "caller: it may be a row of the data, and the next epoch needs it as it was."
        ),
        why="Assigning to `inputs[i]` in a loop over the inputs.",
        code="""
def __call__(self, inputs):
    inputs = inputs if isinstance(inputs, list) else list(inputs)
    for i, x in enumerate(inputs):
        inputs[i] = lift(x)
    return [neuron(inputs) for neuron in self.neurons]
""",
    ),
    Mistake(
        id="layer-unwraps-one-output",
        where="Linear.__call__",
        sentence=(
            "Your layer answers with a bare Value when it has one neuron and with a list "
            "otherwise. Whatever comes behind it would have to ask which of the two it got."
        ),
        why="micrograd returns `outs[0] if len(outs) == 1 else outs`.",
        code="""
def __call__(self, inputs):
    nodes = [lift(x) for x in inputs]
    outputs = [neuron(nodes) for neuron in self.neurons]
    return outputs[0] if len(outputs) == 1 else outputs
""",
    ),
    Mistake(
        id="layer-one-input-for-each-neuron",
        where="Linear.__call__",
        sentence=(
            "Your layer has as many outputs as inputs or fewer: neurons and inputs are walked in "
            "step, and the rest is dropped. Every neuron looks at all inputs."
        ),
        why="zip over neurons and inputs, by analogy with the neuron's own loop.",
        change=(
            "return [neuron(nodes) for neuron in self.neurons]",
            "return [neuron(nodes) for neuron, _ in zip(self.neurons, nodes)]",
        ),
    ),
    Mistake(
        id="layer-relu-inside",
        where="Linear.__call__",
        sentence=(
            "Your layer gives 0 where its output is below zero: a relu is inside, and so there "
            "is one behind the last layer, too. A layer cannot know whether it is the last."
        ),
        why="In some libraries the activation is part of a dense layer.",
        change=(
            "return [neuron(nodes) for neuron in self.neurons]",
            "return [neuron(nodes).relu() for neuron in self.neurons]",
        ),
    ),
    Mistake(
        id="layer-parameters-nested",
        where="Linear.parameters",
        sentence=(
            "Your layer answers with a list of lists. An optimizer wants one flat list of nodes; "
            "look at what is appended."
        ),
        why="append for extend.",
        change=(
            "return [p for neuron in self.neurons for p in neuron.parameters()]",
            "return [neuron.parameters() for neuron in self.neurons]",
        ),
    ),
    Mistake(
        id="layer-parameters-of-the-last-neuron",
        where="Linear.parameters",
        sentence=(
            "Your list holds the parameters of one neuron of the layer only: each round of the "
            "loop replaces what the rounds before it found."
        ),
        why="`=` for `+=` in a loop.",
        code="""
def parameters(self):
    found = []
    for neuron in self.neurons:
        found = neuron.parameters()
    return found
""",
    ),
    Mistake(
        id="layer-parameters-weights-before-biases",
        where="Linear.parameters",
        sentence=(
            "Your list holds the weights of all neurons first and all biases behind them. All "
            "are there, but the order is not the one that the docstring promises."
        ),
        why="torch.nn.Linear has one weight matrix and one bias vector, in this order.",
        code="""
def parameters(self):
    weights = [node for neuron in self.neurons for node in neuron.weights]
    return weights + [neuron.bias for neuron in self.neurons]
""",
    ),
    # --- Neuron.__call__ ---
    Mistake(
        id="neuron-zip-truncates",
        where="Neuron.__call__",
        sentence=(
            "Your neuron answers although the number of inputs is wrong: zip stops at the "
            "shorter list and says nothing. A wrong shape that gives a number is found days later."
        ),
        why="zip is silent about different lengths unless it is told to be strict.",
        code="""
def __call__(self, inputs):
    total = self.bias
    for weight, x in zip(self.weights, inputs):
        total = total + weight * x
    return total
""",
    ),
    Mistake(
        id="neuron-refuses-only-too-few",
        where="Neuron.__call__",
        sentence=(
            "Your neuron notices inputs that are missing, but not inputs that are left over. "
            "Look at the comparison of the two lengths."
        ),
        why="Indexing by the weights raises for too few inputs, so only these seem to matter.",
        changes=(
            ("if len(inputs) != len(self.weights):", "if len(inputs) < len(self.weights):"),
            (
                "for weight, x in zip(self.weights, inputs, strict=True):",
                "for weight, x in zip(self.weights, inputs):",
            ),
        ),
    ),
    Mistake(
        id="neuron-length-by-assert",
        where="Neuron.__call__",
        sentence=(
            "Your neuron refuses a wrong number of inputs, but with an AssertionError. Asserts "
            "vanish under `python -O`, and the message does not say which numbers do not fit."
        ),
        why="An assert is the shortest way to write down a condition.",
        code="""
def __call__(self, inputs):
    assert len(inputs) == len(self.weights)
    total = self.bias
    for weight, x in zip(self.weights, inputs):
        total = total + weight * x
    return total
""",
    ),
    Mistake(
        id="neuron-length-unnamed",
        where="Neuron.__call__",
        sentence=(
            "Your neuron refuses a wrong number of inputs, but its message does not say how many "
            "it takes and how many came. Whoever reads it has to look for both."
        ),
        why="strict zip raises a ValueError by itself, with a message about zip.",
        code="""
def __call__(self, inputs):
    total = self.bias
    for weight, x in zip(self.weights, inputs, strict=True):
        total = total + weight * x
    return total
""",
    ),
    Mistake(
        id="neuron-loses-the-bias",
        where="Neuron.__call__",
        sentence=(
            "Your output is the weighted sum alone; the bias has no part in it and its gradient "
            "stays zero. Look at what the sum begins with."
        ),
        why="The sum of the products looks complete, and with a bias of zero it is.",
        change=("total = self.bias", "total = Value(0.0)"),
    ),
    Mistake(
        id="neuron-adds-the-bias-to-each-product",
        where="Neuron.__call__",
        sentence=(
            "Your output holds the bias once for every input, and so does its gradient. Look at "
            "whether the bias is added inside the loop."
        ),
        why="`sum(w * x + b for ...)` is a parenthesis away from `sum(w * x for ...) + b`.",
        changes=(
            ("total = self.bias", "total = Value(0.0)"),
            ("total = total + weight * x", "total = total + (weight * x + self.bias)"),
        ),
    ),
    Mistake(
        id="neuron-subtracts-the-bias",
        where="Neuron.__call__",
        sentence=(
            "Your output is too small by twice the bias, and the bias receives its gradient with "
            "the other sign: it is subtracted where it should be added."
        ),
        why="In older texts a neuron fires above a threshold, which is subtracted.",
        change=("total = self.bias", "total = -self.bias"),
    ),
    Mistake(
        id="neuron-one-weight-for-all-inputs",
        where="Neuron.__call__",
        sentence=(
            "Your output has one weight for all inputs: the first multiplies each of them, and "
            "the others receive no gradient. Look at what changes from round to round of the loop."
        ),
        why="An index that is left at 0.",
        change=("total = total + weight * x", "total = total + self.weights[0] * x"),
    ),
    Mistake(
        id="neuron-last-weight-for-all-inputs",
        where="Neuron.__call__",
        sentence=(
            "Your output has one weight for all inputs: the last multiplies each of them, and "
            "the others receive no gradient. Look at what changes from round to round of the loop."
        ),
        why="A loop variable that is left over from another loop.",
        change=("total = total + weight * x", "total = total + self.weights[-1] * x"),
    ),
    Mistake(
        id="neuron-weights-backward",
        where="Neuron.__call__",
        sentence=(
            "Your first weight meets the last input: weights and inputs are walked in opposite "
            "directions. Each weight belongs to the input at its own place."
        ),
        why="`pop()` takes from the end of a list; it is used to walk through it.",
        change=(
            "for weight, x in zip(self.weights, inputs, strict=True):",
            "for weight, x in zip(reversed(self.weights), inputs, strict=True):",
        ),
    ),
    Mistake(
        id="neuron-drops-the-last-input",
        where="Neuron.__call__",
        sentence=(
            "Your last input has no part in the output, and neither it nor its weight receives a "
            "gradient. Look at where your loop ends."
        ),
        why="`range(n - 1)`, one off; or the last weight is taken for the bias.",
        change=(
            "for weight, x in zip(self.weights, inputs, strict=True):",
            "for weight, x in zip(self.weights[:-1], inputs):",
        ),
    ),
    Mistake(
        id="neuron-keeps-the-last-product",
        where="Neuron.__call__",
        sentence=(
            "Your output is the last product alone: each round of the loop replaces the total "
            "instead of adding to it, and the bias is gone with the first."
        ),
        why="`=` for `+=` in a loop.",
        change=("total = total + weight * x", "total = weight * x"),
    ),
    Mistake(
        id="neuron-returns-in-the-loop",
        where="Neuron.__call__",
        sentence=(
            "Your output holds the first product and the bias alone: the function has returned "
            "before it gets to the second. Look at the indentation of the return."
        ),
        why="The return is indented one level too deep.",
        change=("total = total + weight * x", "total = total + weight * x\nreturn total"),
    ),
    Mistake(
        id="neuron-adds-weight-and-input",
        where="Neuron.__call__",
        sentence=(
            "Your output is the sum of all weights and all inputs: a weight is added to its input "
            "where it should multiply it, so every gradient comes out the same."
        ),
        why="`+` for `*`, in a line that is full of both.",
        change=("total = total + weight * x", "total = total + (weight + x)"),
    ),
    Mistake(
        id="neuron-bias-as-number",
        where="Neuron.__call__",
        sentence=(
            "Your output is right, but the gradient of the bias stays zero: its number went into "
            "the sum, not its node. Look for `.data` in the forward pass."
        ),
        why="Taking `.data` is how one gets past a TypeError.",
        change=("total = self.bias", "total = Value(self.bias.data)"),
    ),
    Mistake(
        id="neuron-keeps-the-sum-in-the-bias",
        where="Neuron.__call__",
        sentence=(
            "Your second answer differs from the first to the same question: the sum was kept in "
            "the bias. Look at which name the running total is assigned to."
        ),
        why="`self.bias += w * x` reads like the formula.",
        changes=(
            ("total = self.bias", ""),
            ("total = total + weight * x", "self.bias = self.bias + weight * x"),
            ("return total", "return self.bias"),
        ),
    ),
    Mistake(
        id="neuron-relu-inside",
        where="Neuron.__call__",
        sentence=(
            "Your neuron gives 0 where its sum is below zero: a relu is inside. Where the relu "
            "belongs depends on the layer, which a neuron does not know."
        ),
        why="micrograd's Neuron applies relu itself, with a flag for the last layer.",
        change=("return total", "return total.relu()"),
    ),
    Mistake(
        id="neuron-tanh-inside",
        where="Neuron.__call__",
        sentence=(
            "Your outputs never leave the range from -1 to 1: they are the tanh of the right "
            "ones. A neuron of this course has no activation of its own."
        ),
        why="The lecture on micrograd builds its first neuron with tanh.",
        change=("return total", "return total.tanh()"),
    ),
    Mistake(
        id="neuron-detached",
        where="Neuron.__call__",
        sentence=(
            "Your output is the right number without a past: it is a new leaf, so no gradient "
            "reaches the weights or the inputs. Look for where the graph is cut."
        ),
        why="The sum is computed with plain numbers and wrapped at the end.",
        code="""
def __call__(self, inputs):
    if len(inputs) != len(self.weights):
        raise ValueError(f"Neuron takes {len(self.weights)} inputs, got {len(inputs)}")
    numbers = [lift(x).data for x in inputs]
    return Value(self.bias.data + sum(w.data * x for w, x in zip(self.weights, numbers)))
""",
    ),
    Mistake(
        id="neuron-detaches-the-inputs",
        where="Neuron.__call__",
        sentence=(
            "Your weights receive their gradients but your inputs receive none: the neuron works "
            "on copies of them. Then the layers before this one cannot learn."
        ),
        why="`Value(x.data)` is written to accept numbers and Values alike.",
        change=("total = total + weight * x", "total = total + weight * Value(lift(x).data)"),
    ),
    Mistake(
        id="neuron-takes-only-lists",
        where="Neuron.__call__",
        sentence=(
            "Your neuron fails on a tuple of inputs: Python adds a list to a list only. Inputs "
            "are any sequence; look at where they are put together with something of yours."
        ),
        why="The bias as the weight of one more input, which is always 1: a classic trick.",
        changes=(
            ("total = self.bias", "total = Value(0.0)"),
            (
                "for weight, x in zip(self.weights, inputs, strict=True):",
                "for weight, x in zip(self.weights + [self.bias], inputs + [1.0]):",
            ),
        ),
    ),
    # --- Neuron.__init__ ---
    Mistake(
        id="weights-all-zero",
        where="Neuron.__init__",
        sentence=(
            "Your weights are what you get when all of them start at zero. Neurons that start "
            "equal receive equal gradients and stay equal; look at where the rng comes in."
        ),
        why="Zeros are the natural start for a bias, and logistic regression may start there.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [Value(0.0) for _ in range(n_in)]",
        ),
    ),
    Mistake(
        id="weights-one-draw-for-all",
        where="Neuron.__init__",
        sentence=(
            "Your weights are all the same number: the rng was asked once, and its answer used "
            "for every weight of the neuron. Look at what is inside the loop and what outside."
        ),
        why="The draw is pulled out of the comprehension to make the line shorter.",
        code="""
def __init__(self, n_in, rng):
    bound = math.sqrt(6 / n_in)
    start = rng.uniform(-bound, bound)
    self.weights = [Value(start) for _ in range(n_in)]
    self.bias = Value(0.0)
""",
    ),
    Mistake(
        id="weights-one-node-repeated",
        where="Neuron.__init__",
        sentence=(
            "Your neuron has one weight that stands in its list several times: setting one sets "
            "them all, and its gradient is the sum over all inputs. A list times a number "
            "repeats the object, it does not copy it."
        ),
        why="`[x] * n` is right for numbers, and so it is written for nodes, too.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [Value(rng.uniform(-bound, bound))] * n_in",
        ),
    ),
    Mistake(
        id="init-between-minus-one-and-one",
        where="Neuron.__init__",
        sentence=(
            "Your weights lie between -1 and 1 however many inputs there are. Then the output "
            "of a wide layer is larger than its input, and more so with each layer; look at "
            "the formula for the bound in the lesson."
        ),
        why="micrograd draws its weights so, and for two or three inputs it works.",
        code="""
def __init__(self, n_in, rng):
    self.weights = [Value(rng.uniform(-1, 1)) for _ in range(n_in)]
    self.bias = Value(0.0)
""",
    ),
    Mistake(
        id="weights-are-plain-numbers",
        where="Neuron.__init__",
        sentence=(
            "Your weights are plain numbers and no nodes. They have no gradient, and nobody will "
            "ever move them; a parameter is a leaf of the graph."
        ),
        why="rng.uniform gives a float, and the wrapping is forgotten.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [rng.uniform(-bound, bound) for _ in range(n_in)]",
        ),
    ),
    Mistake(
        id="parameters-are-plain-numbers",
        where="Neuron.__init__",
        sentence=(
            "Your weights and your bias are plain numbers and no nodes. Numbers have no gradient, "
            "and nobody will ever move them; a parameter is a leaf of the graph."
        ),
        why="The draw gives a number, the bias is a zero, and both are kept as they come.",
        changes=(
            (
                "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
                "self.weights = [rng.uniform(-bound, bound) for _ in range(n_in)]",
            ),
            ("self.bias = Value(0.0)", "self.bias = 0.0"),
        ),
    ),
    Mistake(
        id="bias-is-a-plain-number",
        where="Neuron.__init__",
        sentence=(
            "Your bias is a plain number and no node. It has no gradient, and nobody will ever "
            "move it; a parameter is a leaf of the graph."
        ),
        why="It starts at zero, so a zero is written down.",
        change=("self.bias = Value(0.0)", "self.bias = 0.0"),
    ),
    Mistake(
        id="init-bound-of-xavier",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound sqrt(6 / (n_in + 1)): the outputs of the neuron "
            "are counted with its inputs. That is the initialization of Glorot (Xavier), made for "
            "tanh; the lesson's bound knows the inputs alone."
        ),
        why="Xavier's uniform bound is sqrt(6 / (n_in + n_out)), and a neuron has one output.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(6 / (n_in + 1))"),
    ),
    Mistake(
        id="init-root-of-the-six-only",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound sqrt(6) / n_in: the root is over the 6 alone. "
            "Such weights are far too small in a wide layer; look at how far the root reaches."
        ),
        why="A parenthesis that closes too early.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(6) / n_in"),
    ),
    Mistake(
        id="init-bound-without-root",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound 6 / n_in. That is three times a variance, and "
            "weights are drawn from a width; look at the formula once more."
        ),
        why="The square root is lost on the way from the page to the code.",
        change=("bound = math.sqrt(6 / n_in)", "bound = 6 / n_in"),
    ),
    Mistake(
        id="init-bound-for-no-relu",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound sqrt(3 / n_in), which keeps the size of what "
            "passes through a layer that nothing follows. Here relu follows and takes a part "
            "of it away; look at how the lesson makes up for that."
        ),
        why="LeCun's initialization, made for tanh, is the one of many older texts.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(3 / n_in)"),
    ),
    Mistake(
        id="init-bound-of-torch",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound 1 / sqrt(n_in), the default of torch.nn.Linear. "
            "It lets what passes through each layer shrink; the lesson asks for a wider bound."
        ),
        why="PyTorch's layers start like this for historical reasons, and people copy them.",
        change=("bound = math.sqrt(6 / n_in)", "bound = 1 / math.sqrt(n_in)"),
    ),
    Mistake(
        id="init-deviation-as-bound",
        where="Neuron.__init__",
        sentence=(
            "Your weights are those of the bound sqrt(2 / n_in). That is the standard deviation "
            "in the paper of He et al., for normal numbers; even numbers between two bounds "
            "have a smaller deviation than their bound."
        ),
        why="sqrt(2 / n) is the number that everybody remembers of He initialization.",
        change=("bound = math.sqrt(6 / n_in)", "bound = math.sqrt(2 / n_in)"),
    ),
    Mistake(
        id="init-normal",
        where="Neuron.__init__",
        sentence=(
            "Your weights are normal (Gaussian) numbers. Their spread is right, but some lie far "
            "outside, and this course asks for even ones within the bound, so that a seed "
            "gives everybody the same network."
        ),
        why="He initialization in its other form (kaiming_normal_ in PyTorch).",
        code="""
def __init__(self, n_in, rng):
    self.weights = [Value(rng.gauss(0.0, math.sqrt(2 / n_in))) for _ in range(n_in)]
    self.bias = Value(0.0)
""",
    ),
    Mistake(
        id="init-only-positive",
        where="Neuron.__init__",
        sentence=(
            "None of your weights is below zero. Such a layer can only add up, and its outputs "
            "all grow together; look at the lower end of the range that you draw from."
        ),
        why="`rng.random() * bound` looks like a draw from the whole range.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [Value(rng.random() * bound) for _ in range(n_in)]",
        ),
    ),
    Mistake(
        id="init-global-random",
        where="Neuron.__init__",
        sentence=(
            "Your weights do not come from the rng that was passed in: another seed changes "
            "nothing, and another part of the program that draws numbers changes everything. "
            "Look at which object you ask for a number."
        ),
        why="`random.uniform` is in scope and works; the argument is simply not used.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [Value(random.uniform(-bound, bound)) for _ in range(n_in)]",
        ),
    ),
    Mistake(
        id="init-own-seed",
        where="Neuron.__init__",
        sentence=(
            "Your neurons all start with the same weights, whatever rng they are given: each "
            "seeds a generator of its own. Equal neurons receive equal gradients and stay equal."
        ),
        why="A fixed seed inside the class makes the first experiments repeatable.",
        change=(
            "bound = math.sqrt(6 / n_in)",
            "bound = math.sqrt(6 / n_in)\nrng = random.Random(42)",
        ),
    ),
    Mistake(
        id="bias-drawn-after-the-weights",
        where="Neuron.__init__",
        sentence=(
            "Your bias starts at a random number. It does not have to, for the weights differ "
            "already; and the draw moves all weights that are drawn after it."
        ),
        why="micrograd's first version and torch.nn.Linear draw the bias like a weight.",
        change=("self.bias = Value(0.0)", "self.bias = Value(rng.uniform(-bound, bound))"),
    ),
    Mistake(
        id="bias-drawn-before-the-weights",
        where="Neuron.__init__",
        sentence=(
            "Your weights are the right numbers moved by one: something was drawn before them. "
            "Look at what the bias is made of."
        ),
        why="The bias is drawn like a weight, and written first.",
        code="""
def __init__(self, n_in, rng):
    bound = math.sqrt(6 / n_in)
    self.bias = Value(rng.uniform(-bound, bound))
    self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]
""",
    ),
    Mistake(
        id="bias-starts-at-one",
        where="Neuron.__init__",
        sentence=(
            "Your bias starts at 1. Then every neuron begins with the same push upward; look at "
            "where the lesson lets a bias start."
        ),
        why="From the trick of treating the bias as the weight of an input that is always 1.",
        change=("self.bias = Value(0.0)", "self.bias = Value(1.0)"),
    ),
    Mistake(
        id="weights-not-leaves",
        where="Neuron.__init__",
        sentence=(
            "Your weights are results and not leaves: they have children and an op, because a "
            "Value was multiplied while they were made. Their gradients belong to an inner "
            "node and will be cleared by the next backward pass."
        ),
        why="The bound is applied after wrapping instead of before.",
        change=(
            "self.weights = [Value(rng.uniform(-bound, bound)) for _ in range(n_in)]",
            "self.weights = [Value(rng.uniform(-1, 1)) * bound for _ in range(n_in)]",
        ),
    ),
)
