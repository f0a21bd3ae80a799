"""The checks of layers.py: layers, dropout and its two modes, the loss, and answers."""

from __future__ import annotations

import importlib
import math
import random

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import error_of

X23 = [[2.5, -1.5, 0.75], [-0.5, 3.5, 1.25]]
G24 = [[1.2, -0.7, 0.35, -1.6], [-2.4, 0.15, 0.95, 1.1]]
W34 = [[0.5, -1.75, 2.25, 0.3], [1.5, 0.8, -0.6, -2.5], [-1.1, 0.45, 1.9, 0.65]]
B4 = [[0.3, -0.2, 0.9, 0.45]]
LOGITS = [[0.5, -1.75, 2.25], [1.5, 0.8, -0.6], [-1.1, 0.45, 1.9], [0.2, -0.9, 0.7]]


def rng_of(seed):
    return random.Random(seed)


def linear(picograd, weight, bias):
    """A Linear layer that holds these numbers."""
    layer = picograd.layers.Linear(len(weight), len(weight[0]), rng_of(0))
    layer.weight.data = [list(row) for row in weight]
    layer.bias.data = [list(row) for row in bias]
    return layer


def refusal(call, *demanded):
    """[kind of the error, whether its message names each of `demanded`]; None without an error.

    The message itself stays behind: everybody has words of their own.
    """
    error = error_of(call)
    return error and [error[0], [str(what) in error[1] for what in demanded]]


def assert_refused(got, demanded, what):
    """`got` is the refusal of a ValueError whose message names each of `demanded`."""
    assert got is not None, f"{what} raised nothing; expected a ValueError"
    assert_equal(got[0], "ValueError", f"what {what} raised")
    for name, said in zip(demanded, got[1], strict=True):
        assert said, f"the message of {what} should name {name}"


# Linear


def test_linear_shapes(learner):
    """Linear(3, 4) has a weight of 3 x 4 and a bias of 1 x 4, and makes n x 4 of n x 3."""

    def made(picograd, seed):
        layer = picograd.layers.Linear(3, 4, rng_of(seed))
        return [list(layer.weight.shape), list(layer.bias.shape)]

    def used(picograd, seed, x):
        layer = picograd.layers.Linear(3, 4, rng_of(seed))
        return list(layer(picograd.tensor.Tensor(x)).shape)

    seed = learner.seed(3)
    assert_equal(learner.ask(made, seed), [[3, 4], [1, 4]], "the shapes of weight and bias")
    assert_equal(learner.ask(used, seed, learner.vary(X23)), [2, 4], "the shape of the result")


def test_linear_computes_x_weight_plus_bias(learner):
    """A Linear layer's result is x @ weight + bias, as torch's linear has it."""

    def probe(picograd, x, weight, bias):
        return linear(picograd, weight, bias)(picograd.tensor.Tensor(x)).data

    x, weight, bias = learner.vary(X23, W34, B4)
    got = learner.ask(probe, x, weight, bias)
    # torch keeps the weight transposed: n_out x n_in.
    right = oracle.answer(
        lambda torch: torch.nn.functional.linear(
            torch.tensor(x), torch.tensor(weight).T, torch.tensor(bias[0])
        )
    )
    assert_close(got, right, "the result of Linear(3, 4)")


def test_linear_of_as_many_outputs_as_inputs(learner):
    """With a square weight every transpose fits, and only x @ weight + bias is right."""

    def probe(picograd, x, weight, bias):
        return linear(picograd, weight, bias)(picograd.tensor.Tensor(x)).data

    x, weight, bias = learner.vary(X23, [row[:3] for row in W34], [B4[0][:3]])
    got = learner.ask(probe, x, weight, bias)
    right = oracle.answer(lambda torch: torch.tensor(x) @ torch.tensor(weight) + torch.tensor(bias))
    assert_close(got, right, "the result of Linear(3, 3)")


def test_the_gradients_of_linear(learner):
    """backward through a Linear layer gives weight, bias and input the gradients of torch."""

    def probe(picograd, x, weight, bias, g):
        layer = linear(picograd, weight, bias)
        x = picograd.tensor.Tensor(x)
        (layer(x) * picograd.tensor.Tensor(g)).backward()
        return [layer.weight.grad, layer.bias.grad, x.grad]

    x, weight, bias, g = learner.vary(X23, W34, B4, G24)
    got = learner.ask(probe, x, weight, bias, g)
    _, right = oracle.torch_value_and_gradients(
        lambda weight, bias, x, g: (x @ weight + bias) * g, [weight, bias, x, g]
    )
    for name, mine, expected in zip(("weight", "bias", "x"), got, right[:3], strict=True):
        assert_close(mine, expected, f"the gradient of {name}")


def test_the_weights_lie_within_the_bound(learner):
    """Weights lie within +-sqrt(6 / n_in), and a hundred of them come near both ends."""

    def probe(picograd, seed):
        layer = picograd.layers.Linear(24, 40, rng_of(seed))
        numbers = [x for row in layer.weight.data for x in row]
        return [min(numbers), max(numbers), sum(numbers) / len(numbers)]

    # sqrt(6 / 24) = 0.5. None of 960 draws above 0.45: once in 10^21 runs.
    low, high, mean = learner.ask(probe, learner.seed(3))
    assert -0.5 <= low < -0.45, f"the smallest of 960 weights should lie just above -0.5: {low}"
    assert 0.45 < high <= 0.5, f"the largest of 960 weights should lie just below 0.5: {high}"
    assert abs(mean) < 0.06, f"the mean of 960 weights should be near 0: {mean}"


def test_the_bound_depends_on_the_inputs(learner):
    """The bound is that of n_in, 96 here, not of n_out."""

    def probe(picograd, seed):
        layer = picograd.layers.Linear(96, 40, rng_of(seed))
        return max(abs(x) for row in layer.weight.data for x in row)

    # sqrt(6 / 96) = 0.25; with n_out it would be 0.387, with the mean of both 0.297, with
    # their sum 0.210.
    largest = learner.ask(probe, learner.seed(3))
    assert 0.225 < largest <= 0.25, (
        f"the largest of 3840 weights of Linear(96, 40) should lie just below 0.25: {largest}"
    )


def test_the_weights_are_drawn_evenly(learner):
    """The weights are drawn evenly between the bounds, not from a bell curve around 0."""

    def probe(picograd, seed):
        asked = []

        class Noting(random.Random):
            def gauss(self, *arguments, **named):
                asked.append("a bell curve")
                return super().gauss(*arguments, **named)

            def normalvariate(self, *arguments, **named):
                asked.append("a bell curve")
                return super().normalvariate(*arguments, **named)

        layer = picograd.layers.Linear(5, 3, Noting(seed))
        return [list(layer.weight.shape), sorted(set(asked))]

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, [[5, 3], []], "[shape of the weight, what the rng was asked for besides]")


def test_the_weights_are_drawn_row_by_row(learner):
    """Each weight is one draw of rng.uniform(-bound, bound), the first row first."""

    def probe(picograd, seed):
        return picograd.layers.Linear(7, 3, rng_of(seed)).weight.data

    # With 7 inputs no two of the well-known bounds are the same number.
    seed = learner.seed(7)
    rng, bound = random.Random(seed), math.sqrt(6 / 7)
    right = [[rng.uniform(-bound, bound) for _ in range(3)] for _ in range(7)]
    assert_close(learner.ask(probe, seed), right, f"weight of Linear(7, 3, Random({seed}))")


def test_the_biases_start_at_zero(learner):
    """A new Linear layer's bias is zeros; its weights are not."""

    def probe(picograd, seed):
        layer = picograd.layers.Linear(3, 4, rng_of(seed))
        return [layer.bias.data, all(x for row in layer.weight.data for x in row)]

    bias, drawn = learner.ask(probe, learner.seed(3))
    assert_close(bias, [[0.0] * 4], "bias")
    assert_equal(drawn, True, "every weight is something else than 0")


def test_every_weight_has_a_draw_of_its_own(learner):
    """The 12 weights of Linear(3, 4) are 12 numbers, and rows are lists of their own."""

    def probe(picograd, seed):
        weight = picograd.layers.Linear(3, 4, rng_of(seed)).weight
        different = len({x for row in weight.data for x in row})
        return [different, len({id(row) for row in weight.data})]

    assert_equal(learner.ask(probe, learner.seed(3)), [12, 3], "[numbers, rows] that differ")


def test_a_seed_gives_the_same_weights_again(learner):
    """Equal seeds give equal weights, and the next layer from the same rng gets others."""

    def probe(picograd, seed):
        def two(rng):
            return [picograd.layers.Linear(3, 4, rng).weight.data for _ in range(2)]

        (first, second), again = two(rng_of(seed)), two(rng_of(seed))
        return [[first, second] == again, first == second, len(first), first != again[1]]

    got = learner.ask(probe, learner.seed(3))
    expected = [True, False, 3, True]
    assert_equal(got, expected, "[same seed same weights, two layers equal, rows, and unequal]")


def test_the_parameters_of_linear(learner):
    """parameters() is [weight, bias]: the tensors themselves, leaves that require a gradient."""

    def probe(picograd, seed):
        layer = picograd.layers.Linear(3, 4, rng_of(seed))
        parameters = layer.parameters()
        own = [layer.weight, layer.bias]
        places = [next((i for i, p in enumerate(own) if p is q), -1) for q in parameters]
        leaves = [[p.op, list(p.children), p.requires_grad] for p in parameters]
        return [len(parameters), places, leaves]

    count, places, leaves = learner.ask(probe, learner.seed(3))
    assert_equal(count, 2, "the number of parameters")
    assert_equal(places, [0, 1], "which of [weight, bias] parameters() has, in order")
    assert_equal(leaves, [["", [], True]] * 2, "[op, children, requires_grad] of both")


# ReLU


def test_relu_layer(learner):
    """ReLU()(x) is x.relu(), with its gradient."""

    def probe(picograd, x, g):
        x = picograd.tensor.Tensor(x)
        result = picograd.layers.ReLU()(x)
        (result * picograd.tensor.Tensor(g)).backward()
        return [result.data, x.grad]

    x, g = learner.vary([[2.5, -1.5, exact(0.0)], [-0.5, 3.5, -1.25]], [row[:3] for row in G24])
    data, grad = learner.ask(probe, x, g)
    _, (gradient, _) = oracle.torch_value_and_gradients(lambda x, g: x.relu() * g, [x, g])
    assert_close(data, oracle.answer(lambda torch: torch.tensor(x).relu()), "ReLU()(x)")
    assert_close(grad, gradient, "the gradient of x")


# Dropout

ROWS, COLUMNS = 60, 50


def dropped(picograd, p, seed, x):
    """What Dropout(p) in training makes of ROWS x COLUMNS numbers x."""
    layer = picograd.layers.Dropout(p, rng_of(seed))
    return layer(picograd.tensor.Tensor([[x] * COLUMNS for _ in range(ROWS)])).data


def test_dropout_drops_a_fifth(learner):
    """Dropout(0.2) makes a fifth of the numbers 0, give or take chance."""
    data = learner.ask(dropped, 0.2, learner.seed(5), learner.vary(1.7))
    zeros = sum(x == 0 for row in data for x in row)
    # 600 of 3000 on average; 5.5 standard deviations of sqrt(3000 * 0.2 * 0.8) = 22 either way.
    assert 480 < zeros < 720, f"of 3000 numbers about 600 should be 0; {zeros} are"


def test_dropout_drops_often_at_a_large_p(learner):
    """Dropout(0.9) drops nine of ten: p is the probability to drop, not to keep."""
    data = learner.ask(dropped, 0.9, learner.seed(5), learner.vary(1.7))
    kept = sum(x != 0 for row in data for x in row)
    # 300 of 3000 on average, a standard deviation of sqrt(3000 * 0.9 * 0.1) = 16.
    assert 200 < kept < 400, f"of 3000 numbers about 300 should be kept; {kept} are"


def test_dropout_scales_what_it_keeps(learner):
    """Dropout(0.2) multiplies what it keeps by 1 / (1 - 0.2) = 1.25."""
    x = learner.vary(1.7)
    data = learner.ask(dropped, 0.2, learner.seed(5), x)
    kept = [number for row in data for number in row if number != 0]
    assert kept, "Dropout(0.2) kept none of 3000 numbers"
    assert_close(kept, [x / 0.8] * len(kept), f"the numbers that were kept of {x}")


def test_dropout_decides_for_each_element(learner):
    """Rows differ from one another in what is dropped, and so do columns."""
    data = learner.ask(dropped, 0.2, learner.seed(5), learner.vary(1.7))
    patterns = {tuple(x == 0 for x in row) for row in data}
    columns = {tuple(x == 0 for x in column) for column in zip(*data, strict=True)}
    # Two rows agree by chance once in 100,000 runs.
    assert len(patterns) > ROWS / 2, f"{ROWS} rows are dropped in {len(patterns)} patterns"
    assert len(columns) > COLUMNS / 2, f"{COLUMNS} columns are dropped in {len(columns)} patterns"


def test_dropout_draws_anew_for_every_call(learner):
    """Two calls of one Dropout drop different numbers."""

    def probe(picograd, seed, x):
        layer = picograd.layers.Dropout(0.2, rng_of(seed))
        x = picograd.tensor.Tensor([[x] * COLUMNS] * ROWS)
        first, second = layer(x).data, layer(x).data
        return [sum(map(sum, first)) != 0, first == second]

    got = learner.ask(probe, learner.seed(5), learner.vary(1.7))
    assert_equal(got, [True, False], "[something is kept, both calls are equal]")


def test_dropout_draws_from_its_rng_alone(learner):
    """Equal seeds drop the same numbers, another seed others; the module random is not asked."""

    def probe(picograd, seed, x):
        random.seed(seed)
        state = random.getstate()
        x = picograd.tensor.Tensor([[x] * COLUMNS] * ROWS)
        first, again, other = (
            picograd.layers.Dropout(0.2, rng_of(s))(x).data for s in (seed, seed, seed + 1)
        )
        zeros = sum(number == 0 for row in first for number in row)
        return [zeros > 0, first == again, first == other, random.getstate() == state]

    got = learner.ask(probe, learner.seed(5), learner.vary(1.7))
    expected = [True, True, False, True]
    assert_equal(got, expected, "[drops, same seed same, other seed same, random untouched]")


def test_the_gradient_of_dropout_passes_the_same_mask(learner):
    """A dropped number has the gradient 0; a kept one the upstream gradient times 1.25."""

    def probe(picograd, seed, x, g):
        layer = picograd.layers.Dropout(0.2, rng_of(seed))
        x = picograd.tensor.Tensor([[x] * 16] * 12)
        result = layer(x)
        (result * picograd.tensor.Tensor([[g] * 16] * 12)).backward()
        return [result.data, x.grad]

    x, g = learner.vary(1.7, -2.3)
    data, grad = learner.ask(probe, learner.seed(5), x, g)
    zeros = sum(number == 0 for row in data for number in row)
    assert 0 < zeros < 192, f"Dropout(0.2) dropped {zeros} of 192 numbers"
    expected = [[0.0 if number == 0 else g / 0.8 for number in row] for row in data]
    assert_close(grad, expected, "the gradient of the input")


def test_dropout_keeps_the_sign_and_size_of_each_number(learner):
    """Each number that is kept is 1.25 times itself, negative ones and small ones as well."""

    def probe(picograd, seed, x):
        return picograd.layers.Dropout(0.2, rng_of(seed))(picograd.tensor.Tensor(x)).data

    x = learner.vary([[0.1 * (i - 20) + 0.05 * j + 0.01 for j in range(9)] for i in range(40)])
    data = learner.ask(probe, learner.seed(5), x)
    pairs = [p for rows in zip(data, x, strict=True) for p in zip(*rows, strict=True)]
    kept = [(new, old) for new, old in pairs if new]
    assert len(kept) > 180, f"of 360 numbers about 288 should be kept; {len(kept)} are"
    assert_close([new for new, _ in kept], [old / 0.8 for _, old in kept], "what was kept")


def test_dropout_keeps_where_the_draw_is_at_least_p(learner):
    """One rng.random() for each element, row by row: kept where it is >= p."""

    def probe(picograd, seed, x):
        return picograd.layers.Dropout(0.4, rng_of(seed))(picograd.tensor.Tensor(x)).data

    seed, x = learner.seed(19), learner.vary([[2.5, -1.5, 0.75, 1.1], [-0.5, 3.5, 1.25, -2.2]] * 2)
    rng = random.Random(seed)
    right = [[number / 0.6 if rng.random() >= 0.4 else 0.0 for number in row] for row in x]
    assert_close(learner.ask(probe, seed, x), right, f"Dropout(0.4, Random({seed}))(x)")


def test_the_mask_of_dropout_is_a_constant(learner):
    """Behind Dropout a constant is a constant still, and a weight still requires a gradient."""

    def probe(picograd, seed, x):
        layer = picograd.layers.Dropout(0.4, rng_of(seed))
        new = picograd.tensor.Tensor
        results = [layer(new(x, requires_grad=False)), layer(new(x))]
        zeros = sum(number == 0 for row in results[1].data for number in row)
        return [zeros > 0, [result.requires_grad for result in results]]

    x = learner.vary([[2.5, -1.5, 0.75, 1.1], [-0.5, 3.5, 1.25, -2.2]] * 4)
    got = learner.ask(probe, learner.seed(5), x)
    expected = [True, [False, True]]
    assert_equal(got, expected, "[some are dropped, requires_grad behind a constant and a weight]")


def test_dropout_does_nothing_in_eval_mode(learner):
    """After eval() Dropout changes no number and draws nothing; train() ends that."""

    def probe(picograd, seed, x):
        rng = rng_of(seed)
        layer = picograd.layers.Dropout(0.4, rng)
        layer.eval()
        result = layer(picograd.tensor.Tensor(x)).data
        untouched = rng.random() == rng_of(seed).random()
        layer.train()
        return [result, untouched, layer(picograd.tensor.Tensor(x)).data]

    x = learner.vary([[2.5, -1.5, 0.75, 1.1], [-0.5, 3.5, 1.25, -2.2]] * 4)
    data, untouched, trained = learner.ask(probe, learner.seed(5), x)
    assert_close(data, x, "Dropout(0.4)(x) in eval mode")
    assert_equal(untouched, True, "the rng was not asked")
    assert trained != x, "in training Dropout(0.4)(x) is not x"


def test_dropout_hands_its_input_on_in_eval_mode(learner):
    """In eval mode Dropout answers with x itself, no new node; in training with a new one."""

    def probe(picograd, seed, x):
        layer = picograd.layers.Dropout(0.4, rng_of(seed))
        x = picograd.tensor.Tensor(x)
        results = [layer(x)]
        layer.eval()
        results.append(layer(x))
        return [results[1].data, [result is x for result in results]]

    x = learner.vary(X23)
    data, same = learner.ask(probe, learner.seed(5), x)
    assert_close(data, x, "Dropout(0.4)(x) in eval mode")
    assert_equal(same, [False, True], "whether Dropout(0.4)(x) is x, in training and in eval mode")


def test_the_gradient_of_dropout_in_eval_mode(learner):
    """In eval mode the gradient passes as it is, and in training it does not."""

    def probe(picograd, seed, x, g):
        layer = picograd.layers.Dropout(0.4, rng_of(seed))
        gradients = []
        for change in (layer.eval, layer.train):
            change()
            leaf = picograd.tensor.Tensor(x)
            (layer(leaf) * picograd.tensor.Tensor(g)).backward()
            gradients.append(leaf.grad)
        return gradients

    x, g = learner.vary(X23, [row[:3] for row in G24])
    evaluated, trained = learner.ask(probe, learner.seed(5), x, g)
    assert_close(evaluated, g, "the gradient of x in eval mode")
    # What is kept is made larger, so not one number of it is the same.
    assert trained != g, "in training the gradient of x is not the one from above"


def test_dropout_drops_again_after_train(learner):
    """eval() and then train() brings dropout back."""

    def probe(picograd, seed, x):
        layer = picograd.layers.Dropout(0.5, rng_of(seed))
        x = picograd.tensor.Tensor([[x] * COLUMNS] * ROWS)
        layer.eval()
        quiet = layer(x).data
        layer.train()
        loud = layer(x).data
        return [sum(number == 0 for row in data for number in row) for data in (quiet, loud)]

    quiet, loud = learner.ask(probe, learner.seed(5), learner.vary(1.7))
    assert_equal(quiet, 0, "numbers dropped in eval mode")
    assert 1300 < loud < 1700, f"of 3000 numbers about 1500 should be dropped; {loud} are"


def test_dropout_with_p_zero_keeps_everything(learner):
    """Dropout(0.0) in training keeps every number as it is, and Dropout(0.2) does not."""
    x = learner.vary(1.7)
    data = learner.ask(dropped, 0.0, learner.seed(5), x)
    assert_close(data, [[x] * COLUMNS] * ROWS, "Dropout(0.0)(x)")
    other = learner.ask(dropped, 0.2, learner.seed(5), x)
    assert other != data, f"Dropout(0.2) keeps not all of {ROWS * COLUMNS} numbers as they are"


def test_a_wrong_probability_is_a_value_error(learner):
    """Dropout(1.0), Dropout(-0.1) and Dropout(20) are ValueErrors that name p."""

    def probe(picograd, x):
        new = picograd.layers.Dropout
        wrong = [refusal(lambda p=p: new(p, rng_of(0)), p) for p in (1.0, -0.1, 20)]
        # 0.0 and 0.5 are right, and what is made of them works.
        return [wrong, *[new(p, rng_of(0))(picograd.tensor.Tensor(x)).data for p in (0.0, 0.5)]]

    x = learner.vary(X23)
    refusals, data, halved = learner.ask(probe, x)
    for got, p in zip(refusals, (1.0, -0.1, 20), strict=True):
        assert_refused(got, (p,), f"Dropout({p})")
    assert_close(data, x, "Dropout(0.0)(x)")
    assert halved != x, "Dropout(0.5)(x) is not x"


def test_dropout_leaves_its_input_alone(learner):
    """Dropout makes a new tensor; the numbers of its input stay."""

    def probe(picograd, seed, x):
        leaf = picograd.tensor.Tensor([[x] * COLUMNS] * ROWS)
        result = picograd.layers.Dropout(0.5, rng_of(seed))(leaf)
        changed = sum(number != x for row in leaf.data for number in row)
        return [changed, sum(number == 0 for row in result.data for number in row) > 0]

    got = learner.ask(probe, learner.seed(5), learner.vary(1.7))
    assert_equal(got, [0, True], "[numbers of the input that changed, some are dropped]")


# Sequential


def small_model(picograd, seed):
    """[model, its layers]: 3-5-4 with dropout, the second half in a Sequential of its own."""
    layers, rng = picograd.layers, rng_of(seed)
    first, second = layers.Linear(3, 5, rng), layers.Linear(5, 4, rng)
    drop = layers.Dropout(0.5, rng)
    inner = layers.Sequential(drop, second)
    relu = layers.ReLU()
    return layers.Sequential(first, relu, inner), [first, relu, inner, drop, second]


def test_sequential_feeds_each_layer_with_the_one_before(learner):
    """Sequential(f, g, h)(x) is h(g(f(x)))."""

    def probe(picograd, x, w1, b1, w2, b2):
        layers = [linear(picograd, w1, b1), picograd.layers.ReLU(), linear(picograd, w2, b2)]
        return picograd.layers.Sequential(*layers)(picograd.tensor.Tensor(x)).data

    # Squares, so that a wrong order fits as well and only the numbers tell.
    w1 = [row[:3] for row in W34]
    w2 = [[0.7, -0.4, 1.1], [-0.9, 0.25, 0.6], [0.15, -1.3, 0.8]]
    x, w1, b1, w2, b2 = learner.vary(X23, w1, [B4[0][:3]], w2, [[0.35, -1.45, 0.2]])
    got = learner.ask(probe, x, w1, b1, w2, b2)

    def right(torch):
        x_, w1_, b1_, w2_, b2_ = map(torch.tensor, (x, w1, b1, w2, b2))
        return (x_ @ w1_ + b1_).relu() @ w2_ + b2_

    assert_close(got, oracle.answer(right), "Linear, ReLU, Linear in a row")


def test_sequential_collects_all_parameters(learner):
    """parameters() of a Sequential has those of all layers in order, nested ones included."""

    def probe(picograd, seed):
        model, (first, _, _, _, second) = small_model(picograd, seed)
        expected = [first.weight, first.bias, second.weight, second.bias]
        got = model.parameters()
        places = [next((i for i, p in enumerate(expected) if p is g), -1) for g in got]
        return [places, [list(p.shape) for p in got]]

    places, shapes = learner.ask(probe, learner.seed(3))
    assert_equal(places, [0, 1, 2, 3], "which of [w1, b1, w2, b2] parameters() has, in order")
    assert_equal(shapes, [[3, 5], [1, 5], [5, 4], [1, 4]], "their shapes")


def test_a_layer_that_stands_twice_is_listed_once(learner):
    """A layer used twice in a Sequential has its parameters in the list once."""

    def probe(picograd, seed):
        shared = picograd.layers.Linear(3, 3, rng_of(seed))
        model = picograd.layers.Sequential(shared, picograd.layers.ReLU(), shared)
        return [p is q for p, q in zip(model.parameters(), shared.parameters(), strict=False)] + [
            len(model.parameters())
        ]

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, [True, True, 2], "[first is weight, second is bias, number of parameters]")


def test_parameters_with_equal_numbers_are_kept_apart(learner):
    """Two layers that happen to hold equal numbers have four parameters, not two."""

    def probe(picograd, seed):
        first, second = (picograd.layers.Linear(3, 3, rng_of(seed)) for _ in range(2))
        expected = [first.weight, first.bias, second.weight, second.bias]
        got = picograd.layers.Sequential(first, second).parameters()
        return [next((i for i, p in enumerate(expected) if p is g), -1) for g in got]

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, [0, 1, 2, 3], "which of [w1, b1, w2, b2] parameters() has, in order")


def test_modes_reach_every_layer(learner):
    """eval() and train() of a Sequential reach all layers inside it, nested ones included."""

    def probe(picograd, seed):
        model, layers = small_model(picograd, seed)
        modes = [[layer.training for layer in [model, *layers]]]
        model.eval()
        modes.append([layer.training for layer in [model, *layers]])
        model.train()
        modes.append([layer.training for layer in [model, *layers]])
        return modes

    got = learner.ask(probe, learner.seed(3))
    what = "training of model, Linear, ReLU, Sequential, Dropout, Linear: new, after eval, train"
    assert_equal(got, [[True] * 6, [False] * 6, [True] * 6], what)


def test_an_evaluated_model_answers_the_same_twice(learner):
    """In eval mode a model with dropout has the same result twice; in training it has not."""

    def probe(picograd, seed, x):
        layers, rng = picograd.layers, rng_of(seed)
        inner = layers.Sequential(layers.Dropout(0.5, rng))
        model = layers.Sequential(inner, layers.Linear(3, 4, rng))
        x = picograd.tensor.Tensor(x)
        learning = [model(x).data for _ in range(6)]
        model.eval()
        answering = [model(x).data for _ in range(6)]
        return [all(a == learning[0] for a in learning), all(a == answering[0] for a in answering)]

    got = learner.ask(probe, learner.seed(3), learner.vary(X23 * 3))
    assert_equal(got, [False, True], "[six times the same in training, in eval mode]")


# cross_entropy


def loss_and_gradient(picograd, logits, targets):
    logits = picograd.tensor.Tensor(logits)
    loss = picograd.layers.cross_entropy(logits, targets)
    loss.backward()
    return [loss.data, logits.grad]


def cross_entropy_is_torchs(learner, logits, targets):
    logits = learner.vary(logits)
    loss, grad = learner.ask(loss_and_gradient, logits, targets)

    def right(torch):
        leaf = torch.tensor(logits, requires_grad=True)
        value = torch.nn.functional.cross_entropy(leaf, torch.tensor(targets))
        value.backward()
        return [[[value.item()]], leaf.grad]

    value, gradient = oracle.answer(right)
    assert_close(loss, value, f"cross_entropy({logits}, {targets}), 1 x 1")
    assert_close(grad, gradient, "the gradient of the logits")


def test_cross_entropy(learner):
    """cross_entropy is the mean over the rows, as torch has it, and so is its gradient."""
    cross_entropy_is_torchs(learner, LOGITS, [2, 0, 1, 1])


def test_cross_entropy_of_one_row(learner):
    """cross_entropy of a single row is that row's loss."""
    cross_entropy_is_torchs(learner, LOGITS[1:2], [2])


def test_cross_entropy_of_large_logits(learner):
    """cross_entropy at logits of +-1000: no overflow, no NaN."""
    cross_entropy_is_torchs(learner, [[1000.0, -1000.0, 998.5], [-1000.0, 995.0, 1000.0]], [1, 1])


def test_cross_entropy_refuses_what_pick_refuses(learner):
    """Too few targets, or a class that is not there, are a ValueError."""

    def probe(picograd, logits, targets):
        logits = picograd.tensor.Tensor(logits)
        loss = picograd.layers.cross_entropy
        return [loss(logits, [2, 0, 1, 1]).data, refusal(lambda: loss(logits, targets))]

    logits = learner.vary(LOGITS)
    for targets in ([2, 0, 1], [2, 3, 1, 1], [2, 0, 1, -1]):
        loss, got = learner.ask(probe, logits, targets)
        right = oracle.answer(
            lambda torch: torch.nn.functional.cross_entropy(
                torch.tensor(logits), torch.tensor([2, 0, 1, 1])
            )
        )
        assert_close(loss, [[right]], f"cross_entropy({logits}, [2, 0, 1, 1])")
        assert_refused(got, (), f"cross_entropy with the targets {targets} for 4 rows of 3 classes")


# predict


def test_predict_takes_the_largest_logit(learner):
    """predict answers with a list of ints: for each row the class with the largest logit."""

    def probe(picograd, x, weight, bias):
        answer = picograd.layers.predict(linear(picograd, weight, bias), x)
        return [answer, [type(a).__name__ for a in answer], type(answer).__name__]

    # The first logit is x0, the second x1, the third x2 + 0.25.
    weight = [[exact(float(i == j)) for j in range(3)] for i in range(3)]
    bias = [[exact(0.0), exact(0.0), 0.25]]
    x = [[2.5, -1.5, 0.75], [-0.5, 3.5, 1.25], [-2.0, -5.0, -6.0], [-9.0, -5.0, -0.4]]
    inputs = learner.vary(x, weight, bias)
    answer, kinds, kind = learner.ask(probe, *inputs)
    assert_equal(answer, [0, 1, 0, 2], f"predict for {inputs[0]}")
    assert_equal([*kinds, kind], ["int"] * 4 + ["list"], "the types of the answers and the whole")


def test_predict_answers_in_eval_mode(learner):
    """predict switches dropout off: asked again and again it says the same."""

    def probe(picograd, seed, x):
        layers = picograd.layers
        modes = []

        class Spy(layers.Layer):
            def __call__(self, x):
                modes.append(self.training)
                return x

        # Dropout right before the answer: in training the right class is 0 half of the time.
        model = layers.Sequential(layers.ReLU(), layers.Dropout(0.5, rng_of(seed)), Spy())
        return [[layers.predict(model, x) for _ in range(4)], modes]

    x = learner.vary([[0.5, 1.5, 4.5], [5.5, 0.5, 1.5], [0.5, 3.5, 1.5]] * 5)
    answers, modes = learner.ask(probe, learner.seed(3), x)
    assert modes, "predict never called the last layer of the model"
    assert_equal(modes, [False] * len(modes), "training of the last layer when it was called")
    for answer in answers:
        assert_equal(answer, [2, 0, 1] * 5, "predict with dropout before the answer")


def test_predict_leaves_every_mode_as_it_was(learner):
    """predict leaves a training model training and an evaluated one evaluated, layer by layer."""

    def probe(picograd, seed, x):
        model, layers = small_model(picograd, seed)
        nodes = [model, *layers]
        seen, modes = [], []
        predict = picograd.layers.predict
        for change in (model.train, model.eval, layers[2].train):
            change()
            before = [node.training for node in nodes]
            seen.append(list(predict(model, x)))
            modes.append([before, [node.training for node in nodes]])
        return [seen, modes]

    seen, modes = learner.ask(probe, learner.seed(3), learner.vary(X23))
    for classes in seen:
        assert_equal(len(classes), 2, "the number of answers for two rows")
        assert all(c in range(4) for c in classes), f"answers are classes, 0 to 3, got {classes}"
    for (before, after), mode in zip(modes, ("training", "evaluated", "mixed"), strict=True):
        assert_equal(after, before, f"training of all layers after predict, {mode} before")


def test_predict_restores_the_modes_after_an_error(learner):
    """When the model raises (rows of a wrong width), the modes are as they were all the same."""

    def probe(picograd, seed, x):
        model, layers = small_model(picograd, seed)
        right = len(picograd.layers.predict(model, x))
        narrow = [row[:2] for row in x]
        error = error_of(lambda: picograd.layers.predict(model, narrow))
        return [right, error and error[0], [layer.training for layer in [model, *layers]]]

    right, error, modes = learner.ask(probe, learner.seed(3), learner.vary(X23))
    assert_equal([right, error], [2, "ValueError"], "[answers for two rows, error for narrow rows]")
    assert_equal(modes, [True] * 6, "training of all layers afterwards")


def test_predict_changes_no_gradient(learner):
    """predict changes neither the weights nor their gradients, nor the rows it is given."""

    def probe(picograd, seed, x):
        model, _ = small_model(picograd, seed)
        model(picograd.tensor.Tensor(x)).sum().backward()
        mine = [list(row) for row in x]
        before = [[p.data, p.grad] for p in model.parameters()]
        answers = picograd.layers.predict(model, mine)
        after = [[p.data, p.grad] for p in model.parameters()]
        return [len(answers), before == after, mine]

    x = learner.vary(X23)
    count, same, rows = learner.ask(probe, learner.seed(3), x)
    assert_equal([count, same], [2, True], "[answers, weights and gradients are as they were]")
    assert_close(rows, x, "the rows afterwards")


# Together


def test_training_follows_torch(learner):
    """Five SGD steps with momentum and weight decay move a small network as torch does."""

    def probe(picograd, x, targets, w1, b1, w2, b2):
        layers = picograd.layers
        model = layers.Sequential(linear(picograd, w1, b1), layers.ReLU(), linear(picograd, w2, b2))
        optimizer = picograd.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
        for _ in range(5):
            optimizer.zero_grad()
            rows = picograd.tensor.Tensor(x, requires_grad=False)
            layers.cross_entropy(model(rows), targets).backward()
            optimizer.step()
        return [p.data for p in model.parameters()]

    w2 = [[0.7, -0.4, 1.1], [-0.9, 0.25, 0.6], [0.15, -1.3, 0.8], [0.55, 0.95, -0.35]]
    x, *weights = learner.vary([*X23, [1.4, -0.3, -2.1]], W34, B4, w2, [[0.35, -1.45, 0.2]])
    targets = [2, 0, 1]
    got = learner.ask(probe, x, targets, *weights)

    def right(torch):
        # What torch.optim.SGD calls; the class itself imports a compiler first, for seconds.
        sgd = importlib.import_module(torch.optim.SGD.__module__).sgd
        leaves = [torch.tensor(w, requires_grad=True) for w in weights]
        w1, b1, w2, b2 = leaves
        buffers = [None] * 4
        settings = {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01, "dampening": 0.0}
        for _ in range(5):
            logits = (torch.tensor(x) @ w1 + b1).relu() @ w2 + b2
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(targets))
            gradients = list(torch.autograd.grad(loss, leaves))
            with torch.no_grad():
                sgd(leaves, gradients, buffers, nesterov=False, maximize=False, **settings)
        return leaves

    for name, mine, expected in zip(
        ("w1", "b1", "w2", "b2"), got, oracle.answer(right), strict=True
    ):
        assert_close(mine, expected, f"{name} after five steps")


def test_the_first_loss_is_near_that_of_a_guess(learner):
    """A new network without a clue has a loss near log(4) for four classes, far below 100."""

    def probe(picograd, seed, x, targets):
        rng = rng_of(seed)
        layers = picograd.layers
        model = layers.Sequential(
            layers.Linear(30, 20, rng), layers.ReLU(), layers.Linear(20, 4, rng)
        )
        return layers.cross_entropy(model(picograd.tensor.Tensor(x)), targets).item()

    rng = random.Random(learner.seed(11))
    x = [[rng.uniform(0.0, 1.0) for _ in range(30)] for _ in range(40)]
    loss = learner.ask(probe, learner.seed(3), x, [i % 4 for i in range(40)])
    assert type(loss) is not bool and math.log(4) * 0.5 < loss < math.log(4) * 3, (
        f"the loss of a new network on four classes should be near 1.4: {loss}"
    )
