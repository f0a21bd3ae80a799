"""The checks of nn.py: neurons, layers, networks."""

from __future__ import annotations

import math
import random

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import names_all

# A layer of two neurons with three inputs, and a point at which both outputs are positive.
ROWS = [[0.7, -1.3, 0.4], [-0.6, 0.9, 1.1]]
BIASES = [0.35, -0.45]
POINT = [2.5, 0.6, 1.7]

# Sizes 2, 3, 2, 2. At (1.5, -0.8) one neuron of each hidden layer is well below zero, and
# so is the first output: a relu that is missing, or one too many, shows in the numbers.
NETWORK = [
    [[[0.9, -0.5], [-1.2, 0.4], [0.3, -1.1]], [0.2, -0.3, 0.15]],
    [[[0.8, 0.6, -0.2], [-0.7, 0.5, -0.9]], [-0.25, 0.1]],
    [[[-1.4, 0.6], [0.9, -0.3]], [0.4, -0.2]],
]
ENTRY = [1.5, -0.8]


def put(nodes, numbers):
    for node, number in zip(nodes, numbers, strict=False):
        node.data = number


def neuron_with(picograd, weights, bias):
    neuron = picograd.nn.Neuron(len(weights), random.Random(1))
    put([*neuron.weights, neuron.bias], [*weights, bias])
    return neuron


def fill(layer, rows, biases):
    for neuron, row, bias in zip(layer.neurons, rows, biases, strict=False):
        put([*neuron.weights, neuron.bias], [*row, bias])


def linear_with(picograd, rows, biases):
    layer = picograd.nn.Linear(len(rows[0]), len(rows), random.Random(1))
    fill(layer, rows, biases)
    return layer


def mlp_with(picograd, network):
    sizes = [len(network[0][0][0]), *[len(rows) for rows, _ in network]]
    mlp = picograd.nn.MLP(sizes, random.Random(1))
    for layer, (rows, biases) in zip(mlp.layers, network, strict=False):
        fill(layer, rows, biases)
    return mlp


def values(picograd, numbers):
    return [picograd.value.Value(number) for number in numbers]


def data_of(nodes):
    """The numbers in a list of nodes; of a node that stands alone, its number alone."""
    return nodes.data if hasattr(nodes, "data") else [node.data for node in nodes]


def grads_of(nodes):
    return [node.grad for node in nodes]


def grads_of_layer(layer):
    return [grads_of([*neuron.weights, neuron.bias]) for neuron in layer.neurons]


def weighted_sum(nodes, factors):
    total = nodes[0] * factors[0]
    for node, factor in zip(nodes[1:], factors[1:], strict=True):
        total = total + node * factor
    return total


def leaves_below(picograd, roots):
    found = {}
    for root in roots:
        for node in picograd.graph.toposort(root):
            if not node.children:
                found[id(node)] = node
    return list(found.values())


def weights_drawn(rng, n_in, n_out=1):
    """The weights of `n_out` neurons, drawn on the judge's side."""
    bound = math.sqrt(6 / n_in)
    return [[rng.uniform(-bound, bound) for _ in range(n_in)] for _ in range(n_out)]


def network_in_torch(torch, network, entry):
    """(outputs, [weights, biases] of each layer, the entry), all as tensors."""
    entry = torch.tensor(entry, requires_grad=True)
    layers = [
        [torch.tensor(rows, requires_grad=True), torch.tensor(biases, requires_grad=True)]
        for rows, biases in network
    ]
    outputs = entry
    for number, (rows, biases) in enumerate(layers):
        outputs = torch.nn.functional.linear(outputs, rows, biases)
        if number < len(layers) - 1:
            outputs = outputs.relu()
    return outputs, layers, entry


# --- Neuron ---------------------------------------------------------------------------


def neuron_output(picograd, weights, bias, point):
    return neuron_with(picograd, weights, bias)(values(picograd, point)).data


def weights_as_set(picograd, weights, bias):
    """What the weights hold after each was given a number of its own."""
    return data_of(neuron_with(picograd, weights, bias).weights)


def test_a_neuron_adds_its_weighted_inputs_and_its_bias(learner):
    """A neuron answers with w1 * x1 + ... + wn * xn + bias."""
    weights, bias, point = learner.vary(ROWS[0], BIASES[0], POINT)
    # A wrong sum may come from the adding, or from weights that are one and the same node.
    learner.ask(weights_as_set, weights, bias)
    got = learner.ask(neuron_output, weights, bias, point)
    right = oracle.answer(lambda torch: torch.tensor(weights) @ torch.tensor(point) + bias)
    assert_close(got, right, "the neuron's output")


def test_a_neuron_has_no_activation_of_its_own(learner):
    """A neuron passes a result below zero on as it is."""
    weights, bias, point = learner.vary([-0.8, 0.5], -0.9, [1.6, -1.2])
    got = learner.ask(neuron_output, weights, bias, point)
    right = weights[0] * point[0] + weights[1] * point[1] + bias
    assert_close(got, right, "the neuron's output")


def neuron_on_numbers(picograd, weights, bias, point):
    return neuron_with(picograd, weights, bias)(tuple(point)).data


def test_a_neuron_takes_plain_numbers(learner):
    """A neuron takes ints and floats as inputs, in a list or a tuple."""
    weights, bias, point = learner.vary([0.7, -1.3, 0.4], 0.35, [2.5, 3, -1.5])
    got = learner.ask(neuron_on_numbers, weights, bias, point)
    right = sum(w * x for w, x in zip(weights, point, strict=True)) + bias
    assert_close(got, right, "the neuron's output")


def gradients_of_a_neuron(picograd, weights, bias, point, upstream):
    neuron = neuron_with(picograd, weights, bias)
    (neuron(values(picograd, point)) * upstream).backward()
    return grads_of([*neuron.weights, neuron.bias])


def test_every_weight_and_the_bias_of_a_neuron_receive_their_gradient(learner):
    """A weight's gradient is its input, the bias's is 1, times what comes from above."""
    weights, bias, point, upstream = learner.vary(ROWS[0], BIASES[0], POINT, -1.5)
    got = learner.ask(gradients_of_a_neuron, weights, bias, point, upstream)
    right = [upstream * x for x in point] + [upstream]
    assert_close(got, right, "the gradients of the weights and the bias")


def gradients_of_a_neurons_inputs(picograd, weights, bias, point, upstream):
    inputs = values(picograd, point)
    (neuron_with(picograd, weights, bias)(inputs) * upstream).backward()
    return grads_of(inputs)


def test_the_inputs_of_a_neuron_receive_their_gradient(learner):
    """Values given to a neuron receive their weight as gradient, times what comes from above."""
    weights, bias, point, upstream = learner.vary(ROWS[0], BIASES[0], POINT, -1.5)
    got = learner.ask(gradients_of_a_neurons_inputs, weights, bias, point, upstream)
    assert_close(got, [upstream * w for w in weights], "the gradients of the inputs")


def two_calls_of_a_neuron(picograd, weights, bias, point):
    neuron = neuron_with(picograd, weights, bias)
    return [neuron(list(point)).data, neuron(list(point)).data]


def test_calling_a_neuron_changes_nothing_in_it(learner):
    """The same neuron answers the same question twice in the same way."""
    weights, bias, point = learner.vary(ROWS[0], BIASES[0], POINT)
    got = learner.ask(two_calls_of_a_neuron, weights, bias, point)
    right = sum(w * x for w, x in zip(weights, point, strict=True)) + bias
    assert_close(got, [right, right], "the outputs of the first and the second call")


def errors_of_a_neuron(picograd, lengths):
    neuron = picograd.nn.Neuron(3, random.Random(1))
    neuron([0.7] * 3)  # a right call first
    return [names_all(lambda n=n: neuron([0.7] * n), "3", str(n)) for n in lengths]


def expect_both_lengths(error, wanted, came):
    assert error is not None, f"{came} inputs where {wanted} belong: expected a ValueError"
    assert_equal(error[0], "ValueError", f"the error for {came} inputs instead of {wanted}")
    for number, named in zip((wanted, came), error[1], strict=True):
        assert named, f"the message for {came} inputs where {wanted} belong should name {number}"


def test_a_neuron_refuses_too_few_inputs(learner):
    """Fewer inputs than weights are a ValueError that names both numbers."""
    two, none = learner.ask(errors_of_a_neuron, [2, 0])
    expect_both_lengths(two, 3, 2)
    expect_both_lengths(none, 3, 0)


def test_a_neuron_refuses_too_many_inputs(learner):
    """More inputs than weights are a ValueError that names both numbers."""
    (five,) = learner.ask(errors_of_a_neuron, [5])
    expect_both_lengths(five, 3, 5)


def order_of_a_neurons_parameters(picograd):
    neuron = picograd.nn.Neuron(3, random.Random(1))
    names = {id(node): f"weights[{i}]" for i, node in enumerate(neuron.weights)}
    names[id(neuron.bias)] = "bias"
    return [names.get(id(node), "something else") for node in neuron.parameters()]


def test_the_parameters_of_a_neuron_are_its_weights_and_its_bias(learner):
    """parameters() of a neuron lists its own weights in order, then its bias."""
    got = learner.ask(order_of_a_neurons_parameters)
    assert_equal(got, ["weights[0]", "weights[1]", "weights[2]", "bias"], "parameters()")


# --- How a network starts -------------------------------------------------------------


def drawn_by_a_neuron(picograd, n_in, seed):
    rng = random.Random(seed)
    neuron = picograd.nn.Neuron(n_in, rng)
    return {"weights": data_of(neuron.weights), "bias": neuron.bias.data, "next": rng.random()}


def test_the_weights_are_drawn_from_the_rng_that_was_given(learner):
    """A neuron's weights are rng.uniform(-bound, bound), drawn in order, bound = sqrt(6 / n_in)."""
    # With 7 inputs no two of the well-known bounds are one number, as they are with 2, 3, 5 or 6.
    seed = learner.seed(7)
    got = learner.ask(drawn_by_a_neuron, 7, seed)
    assert_close(got["weights"], weights_drawn(random.Random(seed), 7)[0], "the weights")


def test_the_weights_fill_the_range_of_he(learner):
    """The weights lie evenly between -sqrt(6 / n_in) and sqrt(6 / n_in)."""
    # Of 600 even draws one lies in the outermost fortieth of either side, but for a chance
    # of 2 * 0.975^600 < 1e-6.
    got = learner.ask(drawn_by_a_neuron, 600, learner.seed(3))["weights"]
    assert_equal(len(got), 600, "how many weights")
    bound = math.sqrt(6 / 600)
    assert max(got) <= bound, f"no weight lies above {bound:.3g}, got {max(got):.3g}"
    assert min(got) >= -bound, f"no weight lies below {-bound:.3g}, got {min(got):.3g}"
    assert max(got) > 0.95 * bound, f"the largest is nearly {bound:.3g}, got {max(got):.3g}"
    assert min(got) < -0.95 * bound, f"the smallest is nearly {-bound:.3g}, got {min(got):.3g}"


def test_a_bias_starts_at_zero(learner):
    """The bias of a new neuron is 0.0."""
    got = learner.ask(drawn_by_a_neuron, 4, learner.seed(5))
    assert_close(got["bias"], 0.0, "the bias")


def test_nothing_but_the_weights_is_drawn(learner):
    """Making a neuron draws n_in numbers from the rng, none for the bias and none in vain."""
    seed = learner.seed(5)
    got = learner.ask(drawn_by_a_neuron, 4, seed)
    rng = random.Random(seed)
    weights_drawn(rng, 4)
    assert_close(got["next"], rng.random(), "the number that the rng gives next")


def drawn_by_a_layer(picograd, n_in, n_out, seed):
    layer = picograd.nn.Linear(n_in, n_out, random.Random(seed))
    return [data_of(neuron.weights) for neuron in layer.neurons]


def test_the_neurons_of_a_layer_draw_one_after_the_other(learner):
    """Linear(n_in, n_out, rng) holds n_out neurons of n_in weights, drawn neuron by neuron."""
    seed = learner.seed(11)
    got = learner.ask(drawn_by_a_layer, 7, 4, seed)
    assert_close(got, weights_drawn(random.Random(seed), 7, 4), "the weights of the neurons")


def test_no_two_neurons_of_a_layer_start_equal(learner):
    """The neurons of a new layer differ; equal ones would stay equal for ever."""
    got = learner.ask(drawn_by_a_layer, 3, 6, learner.seed(11))
    assert_equal(len(got), 6, "how many neurons")
    numbers = {number for row in got for number in row}
    assert_equal(len(numbers), 18, "how many different weights in 6 neurons of 3")


def drawn_by_an_mlp(picograd, sizes, seed):
    mlp = picograd.nn.MLP(list(sizes), random.Random(seed))
    return [[data_of(neuron.weights) for neuron in layer.neurons] for layer in mlp.layers]


def test_the_layers_of_a_network_draw_one_after_the_other(learner):
    """MLP(sizes, rng) holds a Linear for each two neighbors in sizes, drawn layer by layer."""
    seed = learner.seed(13)
    got = learner.ask(drawn_by_an_mlp, [7, 4, 2, 5], seed)
    rng = random.Random(seed)
    right = [weights_drawn(rng, n_in, n_out) for n_in, n_out in [(7, 4), (4, 2), (2, 5)]]
    assert_close(got, right, "the weights of the layers")


def networks_under_other_global_seeds(picograd, seed):
    random.seed(1)
    first = data_of(picograd.nn.MLP([2, 3, 1], random.Random(seed)).parameters())
    random.seed(2)
    before = random.getstate()
    again = data_of(picograd.nn.MLP([2, 3, 1], random.Random(seed)).parameters())
    untouched = random.getstate() == before
    other = data_of(picograd.nn.MLP([2, 3, 1], random.Random(seed + 1)).parameters())
    return {
        "how many parameters": len(first),
        "the weights differ among themselves": len({*first}) > 2,
        "the same seed gives the same network": again == first,
        "another seed gives another network": other != first,
        "the module random is left alone": untouched,
    }


def test_the_seed_alone_decides_how_a_network_starts(learner):
    """The same seed gives the same network, another seed another, whatever else draws numbers."""
    got = learner.ask(networks_under_other_global_seeds, learner.seed(17))
    right = {
        "how many parameters": 13,
        "the weights differ among themselves": True,
        "the same seed gives the same network": True,
        "another seed gives another network": True,
        "the module random is left alone": True,
    }
    # One after the other, so that the first that is wrong is what the learner reads.
    for what, answer in right.items():
        assert_equal(got[what], answer, what)


def kinds_of_parameters(picograd):
    nodes = picograd.nn.MLP([2, 3, 1], random.Random(1)).parameters()
    return [
        [type(node).__name__, len(getattr(node, "children", ())), getattr(node, "op", None)]
        for node in nodes
    ]


def test_every_parameter_is_a_leaf(learner):
    """Parameters are Values that nobody computed: no children, no op."""
    got = learner.ask(kinds_of_parameters)
    assert_equal(got, [["Value", 0, ""]] * 13, "type, number of children and op of the parameters")


# --- Linear ---------------------------------------------------------------------------


def layer_output(picograd, rows, biases, point):
    return data_of(linear_with(picograd, rows, biases)(values(picograd, point)))


def test_a_layer_answers_with_one_output_for_each_neuron(learner):
    """Linear answers with the outputs of its neurons in order, as torch.nn.Linear does."""
    rows, biases, point = learner.vary(ROWS, BIASES, POINT)
    got = learner.ask(layer_output, rows, biases, point)
    right = oracle.answer(
        lambda torch: torch.nn.functional.linear(
            torch.tensor(point), torch.tensor(rows), torch.tensor(biases)
        )
    )
    assert_close(got, right, "the layer's outputs")


def test_a_layer_may_have_more_outputs_than_inputs(learner):
    """Linear(1, 3) answers with three numbers."""
    rows, biases, point = learner.vary([[0.7], [-1.3], [0.4]], [0.3, -0.2, 0.6], [-2.5])
    got = learner.ask(layer_output, rows, biases, point)
    right = [row[0] * point[0] + bias for row, bias in zip(rows, biases, strict=True)]
    assert_close(got, right, "the layer's outputs")


def shape_of_a_single_output(picograd, row, bias, point):
    outputs = linear_with(picograd, [row], [bias])(list(point))
    return [type(outputs).__name__, data_of(outputs)]


def test_a_layer_of_one_neuron_answers_with_a_list_of_one(learner):
    """Linear answers with a list, even if it has one neuron."""
    row, bias, point = learner.vary([0.7, -1.3], 0.35, [2.5, 1.2])
    kind, outputs = learner.ask(shape_of_a_single_output, row, bias, point)
    assert_equal(kind, "list", "the type of the answer")
    assert_close(outputs, [row[0] * point[0] + row[1] * point[1] + bias], "the layer's outputs")


def gradients_of_a_layer(picograd, rows, biases, point, factors):
    layer = linear_with(picograd, rows, biases)
    inputs = values(picograd, point)
    weighted_sum(layer(inputs), factors).backward()
    return {"inputs": grads_of(inputs), "neurons": grads_of_layer(layer)}


def test_each_neuron_of_a_layer_receives_its_own_gradients(learner):
    """The weights and the bias of each neuron receive the gradient of that neuron's output."""
    rows, biases, point, factors = learner.vary(ROWS, BIASES, POINT, [-0.7, 1.9])
    got = learner.ask(gradients_of_a_layer, rows, biases, point, factors)["neurons"]
    right = [[factor * x for x in point] + [factor] for factor in factors]
    assert_close(got, right, "the gradients of weights and bias, neuron by neuron")


def test_the_inputs_of_a_layer_receive_the_gradients_of_all_neurons(learner):
    """An input's gradient is the sum over the neurons that used it."""
    rows, biases, point, factors = learner.vary(ROWS, BIASES, POINT, [-0.7, 1.9])
    got = learner.ask(gradients_of_a_layer, rows, biases, point, factors)["inputs"]
    right = oracle.answer(lambda torch: torch.tensor(rows).T @ torch.tensor(factors))
    assert_close(got, right, "the gradients of the inputs")


def leaves_of_an_input(picograd, rows, biases, point):
    layer = linear_with(picograd, rows, biases)
    outputs = layer(list(point))
    parameters = {id(p) for neuron in layer.neurons for p in [*neuron.weights, neuron.bias]}
    leaves = [n for n in leaves_below(picograd, outputs) if id(n) not in parameters]
    count = [sum(leaf.data == x for leaf in leaves) for x in point]
    return [data_of(outputs), count]


def test_a_layer_lifts_a_plain_number_once(learner):
    """A plain number becomes one leaf for the whole layer, not one for each neuron."""
    rows, biases, point = learner.vary(ROWS, BIASES, POINT)
    outputs, count = learner.ask(leaves_of_an_input, rows, biases, point)
    assert_equal(len(outputs), 2, "how many outputs")
    assert_equal(count, [1, 1, 1], "leaves made for each of the three inputs")


def inputs_after_a_call(picograd, rows, biases, point):
    inputs = list(point)
    outputs = linear_with(picograd, rows, biases)(inputs)
    return [data_of(outputs), [type(x).__name__ for x in inputs]]


def test_a_layer_leaves_the_callers_list_alone(learner):
    """The list of inputs still holds plain numbers after the call."""
    rows, biases, point = learner.vary(ROWS, BIASES, POINT)
    outputs, kinds = learner.ask(inputs_after_a_call, rows, biases, point)
    assert_equal(len(outputs), 2, "how many outputs")
    assert_equal(kinds, ["float"] * 3, "the types in the caller's list")


def errors_of_a_layer(picograd, lengths):
    layer = picograd.nn.Linear(3, 4, random.Random(1))
    layer([0.7] * 3)  # a right call first
    return [names_all(lambda n=n: layer([0.7] * n), "3", str(n)) for n in lengths]


def test_a_layer_refuses_a_wrong_number_of_inputs(learner):
    """Linear(3, 4) takes three inputs; another number is a ValueError that names both."""
    two, five = learner.ask(errors_of_a_layer, [2, 5])
    expect_both_lengths(two, 3, 2)
    expect_both_lengths(five, 3, 5)


def order_of_a_layers_parameters(picograd):
    layer = picograd.nn.Linear(2, 3, random.Random(1))
    names = {}
    for i, neuron in enumerate(layer.neurons):
        for j, node in enumerate([*neuron.weights, neuron.bias]):
            names[id(node)] = f"{i}.{j}"
    return [names.get(id(node), "something else") for node in layer.parameters()]


def test_the_parameters_of_a_layer_come_neuron_by_neuron(learner):
    """parameters() of a layer is one flat list: all of the first neuron, then the second."""
    got = learner.ask(order_of_a_layers_parameters)
    right = [f"{i}.{j}" for i in range(3) for j in range(3)]
    assert_equal(got, right, "parameters(), as neuron.position")


# --- MLP ------------------------------------------------------------------------------


def network_output(picograd, network, entry):
    return data_of(mlp_with(picograd, network)(values(picograd, entry)))


def test_a_network_feeds_each_layer_with_the_one_before(learner):
    """An MLP answers as torch.nn.Linear layers with relu between them do."""
    network, entry = learner.vary(NETWORK, ENTRY)
    got = learner.ask(network_output, network, entry)
    right = oracle.answer(lambda torch: network_in_torch(torch, network, entry)[0])
    assert_close(got, right, "the network's outputs")


def test_relu_stands_behind_every_hidden_layer(learner):
    """What is below zero behind a hidden layer goes on as 0, behind the second as well."""
    # One neuron a layer: 2.5 -> 2.5 * w1 > 0 -> negative, hence 0 -> the last bias.
    w1, w2, w3, bias, x = learner.vary(0.6, -1.4, 0.7, 0.3, 2.5)
    network = [[[[w1]], [0.0]], [[[w2]], [0.0]], [[[w3]], [bias]]]
    got = learner.ask(network_output, network, [x])
    assert_close(got, [bias], "the output behind a hidden layer that is below zero")


def test_no_relu_stands_behind_the_last_layer(learner):
    """An output below zero comes out below zero."""
    w1, w2, x = learner.vary(0.6, -1.4, 2.5)
    got = learner.ask(network_output, [[[[w1]], [0.0]], [[[w2]], [0.0]]], [x])
    assert_close(got, [w1 * w2 * x], "the network's output")


def test_the_inputs_reach_the_first_layer_as_they_are(learner):
    """An input below zero counts: no relu stands before the first layer."""
    w1, w2, x = learner.vary(-0.6, 1.4, -2.5)
    got = learner.ask(network_output, [[[[w1]], [0.0]], [[[w2]], [0.0]]], [x])
    assert_close(got, [w1 * w2 * x], "the network's output")


def test_a_network_of_one_layer_is_that_layer(learner):
    """MLP([2, 1]) has one layer and no relu at all."""
    weights, bias, entry = learner.vary([-0.8, 0.5], -0.4, [1.6, -1.2])
    got = learner.ask(network_output, [[[weights], [bias]]], entry)
    right = weights[0] * entry[0] + weights[1] * entry[1] + bias
    assert_close(got, [right], "the network's output")


def shape_of_a_networks_answer(picograd, network, entry):
    outputs = mlp_with(picograd, network)(list(entry))
    return [type(outputs).__name__, data_of(outputs)]


def test_a_network_with_one_output_answers_with_a_list_of_one(learner):
    """An MLP answers with a list, even if its last size is 1, and takes plain numbers."""
    w1, w2, x = learner.vary(0.6, -1.4, 2.5)
    # A layer by itself: is it the layer that unwraps its only output, or the network?
    learner.ask(shape_of_a_single_output, [w1], 0.0, [x])
    kind, outputs = learner.ask(shape_of_a_networks_answer, [[[[w1]], [0.0]], [[[w2]], [0.0]]], [x])
    assert_equal(kind, "list", "the type of the answer")
    assert_close(outputs, [w1 * w2 * x], "the network's outputs")


def gradients_of_a_network(picograd, network, entry, factors):
    mlp = mlp_with(picograd, network)
    inputs = values(picograd, entry)
    weighted_sum(mlp(inputs), factors).backward()
    return {"inputs": grads_of(inputs), "layers": [grads_of_layer(la) for la in mlp.layers]}


def test_every_parameter_of_a_network_receives_its_gradient(learner):
    """Weights and biases of all layers receive the gradients that torch computes."""
    network, entry, factors = learner.vary(NETWORK, ENTRY, [-0.7, 1.9])
    got = learner.ask(gradients_of_a_network, network, entry, factors)["layers"]

    def right(torch):
        outputs, layers, _ = network_in_torch(torch, network, entry)
        (outputs @ torch.tensor(factors)).backward()
        return [torch.cat([w.grad, b.grad.reshape(-1, 1)], dim=1) for w, b in layers]

    assert_close(got, oracle.answer(right), "the gradients, layer by layer and neuron by neuron")


def test_the_inputs_of_a_network_receive_their_gradient(learner):
    """The gradient goes all the way back to the Values that were put in."""
    network, entry, factors = learner.vary(NETWORK, ENTRY, [-0.7, 1.9])
    got = learner.ask(gradients_of_a_network, network, entry, factors)["inputs"]

    def right(torch):
        outputs, _, inputs = network_in_torch(torch, network, entry)
        (outputs @ torch.tensor(factors)).backward()
        return inputs.grad

    assert_close(got, oracle.answer(right), "the gradients of the inputs")


def sizes_of_a_network(picograd, sizes):
    sizes = list(sizes)
    mlp = picograd.nn.MLP(sizes, random.Random(1))
    shapes = [[len(la.neurons), *[len(n.weights) for n in la.neurons]] for la in mlp.layers]
    return {"layers": shapes, "sizes": sizes}


def test_a_network_leaves_the_sizes_alone(learner):
    """The list of sizes is the caller's and still the same after the network is made."""
    got = learner.ask(sizes_of_a_network, [4, 3, 2])
    assert_equal(got["sizes"], [4, 3, 2], "the caller's sizes")
    assert_equal(got["layers"], [[3, 4, 4, 4], [2, 3, 3]], "neurons, and weights of each, by layer")


def number_of_parameters(picograd, sizes):
    nodes = picograd.nn.MLP(list(sizes), random.Random(1)).parameters()
    return [len(nodes), len({id(node) for node in nodes})]


def test_a_network_has_as_many_parameters_as_its_sizes_say(learner):
    """MLP([3, 4, 2]) has (3 + 1) * 4 + (4 + 1) * 2 = 26 parameters, all different nodes."""
    assert_equal(learner.ask(number_of_parameters, [3, 4, 2]), [26, 26], "parameters, and distinct")


def order_of_a_networks_parameters(picograd):
    mlp = picograd.nn.MLP([2, 2, 1], random.Random(1))
    names = {}
    for i, layer in enumerate(mlp.layers):
        for j, neuron in enumerate(layer.neurons):
            for k, node in enumerate([*neuron.weights, neuron.bias]):
                names[id(node)] = f"{i}.{j}.{k}"
    return [names.get(id(node), "something else") for node in mlp.parameters()]


def test_the_parameters_of_a_network_come_layer_by_layer(learner):
    """parameters() of an MLP is one flat list: the first layer's, then the next one's."""
    right = [f"0.{j}.{k}" for j in range(2) for k in range(3)] + [f"1.0.{k}" for k in range(3)]
    got = learner.ask(order_of_a_networks_parameters)
    assert_equal(got, right, "parameters(), as layer.neuron.position")


def output_after_moving_the_parameters(picograd, entry, factor):
    mlp = picograd.nn.MLP([2, 1], random.Random(1))
    for number, node in enumerate(mlp.parameters()):
        node.data = factor * (number + 1)
    return data_of(mlp(list(entry)))


def test_moving_the_parameters_moves_the_network(learner):
    """parameters() hands out the nodes that compute: change their data and the answer changes."""
    entry, factor = learner.vary([1.5, -2.5], 0.4)
    got = learner.ask(output_after_moving_the_parameters, entry, factor)
    right = factor * entry[0] + 2 * factor * entry[1] + 3 * factor
    assert_close(got, [right], "the output with the new parameters")


def errors_of_a_network(picograd, lengths):
    mlp = picograd.nn.MLP([3, 4, 2], random.Random(1))
    mlp([0.7] * 3)  # a right call first
    return [names_all(lambda n=n: mlp([0.7] * n), "3", str(n)) for n in lengths]


def test_a_network_refuses_a_wrong_number_of_inputs(learner):
    """MLP([3, ...]) takes three inputs; another number is a ValueError that names both."""
    two, five = learner.ask(errors_of_a_network, [2, 5])
    expect_both_lengths(two, 3, 2)
    expect_both_lengths(five, 3, 5)


def a_step_downhill(picograd, network, entry, lr):
    mlp = mlp_with(picograd, network)
    losses = []
    for _ in range(2):
        picograd.graph.zero_grad(mlp.parameters())
        loss = weighted_sum(mlp(list(entry)), [0.9, -1.1])
        loss.backward()
        losses.append(loss.data)
        for node in mlp.parameters():
            node.data = node.data - lr * node.grad
    return losses


def test_a_step_against_the_gradients_lowers_the_output(learner):
    """Moving every parameter against its gradient gives the loss that torch gets."""
    network, entry, lr = learner.vary(NETWORK, ENTRY, exact(0.01))
    got = learner.ask(a_step_downhill, network, entry, lr)

    def right(torch):
        losses = []
        now = network
        for _ in range(2):
            outputs, layers, _ = network_in_torch(torch, now, entry)
            loss = outputs @ torch.tensor([0.9, -1.1])
            loss.backward()
            losses.append(loss)
            now = [[(t - lr * t.grad).tolist() for t in layer] for layer in layers]
        return losses

    assert_close(got, oracle.answer(right), "the loss before and after the step")
