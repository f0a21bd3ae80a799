"""The checks of adam.py: Adam, compared with torch.optim.AdamW step by step."""

from __future__ import annotations

import copy
import importlib

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal

# Two parameters, and their gradients in six steps: large beside small, zeros, changes of sign.
STARTS = [1.4, -0.6]
GRADIENTS = [[20.0, -0.15], [12.0, 0.07], [-8.0, -0.23], [0.0, 0.19], [5.0, 0.0], [-17.0, 0.04]]

# The same for a matrix of 2 x 3 and a row of 1 x 2.
MATRICES = [[[0.7, -1.3, 0.4], [-0.6, 0.9, 1.1]], [[0.35, -0.45]]]
MATRIX_GRADIENTS = [
    [[[1.1, -0.4, 0.9], [-2.0, 0.3, 0.6]], [[-0.8, 1.7]]],
    [[[0.2, 1.5, -0.7], [0.4, -1.1, 0.0]], [[0.9, 0.6]]],
    [[[-1.6, 0.5, 0.3], [1.2, 0.8, -0.9]], [[0.0, -1.3]]],
    [[[0.6, -0.2, 1.4], [-0.5, 2.1, 0.7]], [[1.1, -0.4]]],
]

RATES = [0.06, 0.1, 0.02, 0.02, 0.3, 0.05]


def settings_of(learner, lr=0.1, new=(0.2, 0.04), **others):
    """The settings, moved a little under a grading seed.

    new: 1 - beta1 and 1 - beta2, the shares of what is new: to move a beta might make it 1.
    """
    lr, (new1, new2) = learner.vary(lr, new)
    varied = zip(others, learner.vary(list(others.values())), strict=True)
    return {"lr": lr, "betas": [1 - new1, 1 - new2], **dict(varied)}


def parameter(picograd, start):
    if isinstance(start, list):
        return picograd.tensor.Tensor(start)
    return picograd.value.Value(start)


def give(nodes, gradients):
    """Exchange the gradients of the nodes for new ones, as a backward pass would."""
    for node, gradient in zip(nodes, gradients, strict=True):
        node.zero_grad()
        node.accumulate(gradient)


def data_now(nodes):
    """The data as they are now: a step may well write into the rows that are there."""
    return copy.deepcopy([node.data for node in nodes])


def path(picograd, starts, gradients, settings, rates=()):
    """The parameters after each step; `rates` are learning rates that are set before a step."""
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.adam.Adam(nodes, **settings)
    found = []
    for step, gradient in enumerate(gradients):
        if rates:
            optimizer.lr = rates[step]
        give(nodes, gradient)
        optimizer.step()
        found.append(data_now(nodes))
    return found


class TorchAdamW:
    """torch.optim.AdamW, by the function in which torch does its work.

    The class imports torch's compiler when it is first used: seconds, for nothing.
    """

    def __init__(self, torch, tensors, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.torch = torch
        self.adamw = importlib.import_module(torch.optim.AdamW.__module__).adamw
        self.tensors = tensors
        self.lr = lr
        self.settings = {"beta1": betas[0], "beta2": betas[1], "eps": eps}
        self.settings["weight_decay"] = weight_decay
        self.means = [torch.zeros_like(tensor) for tensor in tensors]
        self.squares = [torch.zeros_like(tensor) for tensor in tensors]
        self.counts = [torch.tensor(0.0) for _ in tensors]

    def zero_grad(self):
        for tensor in self.tensors:
            tensor.grad = None

    def step(self):
        with self.torch.no_grad():
            self.adamw(
                self.tensors,
                [tensor.grad for tensor in self.tensors],
                self.means,
                self.squares,
                [],
                self.counts,
                foreach=False,
                fused=False,
                lr=self.lr,
                amsgrad=False,
                maximize=False,
                **self.settings,
            )


def path_in_torch(starts, gradients, settings, rates=()):
    """What `path` finds when torch takes the steps."""

    def walked(torch):
        tensors = [torch.tensor(start, requires_grad=True) for start in starts]
        optimizer = TorchAdamW(torch, tensors, **settings)
        found = []
        for step, gradient in enumerate(gradients):
            if rates:
                optimizer.lr = rates[step]
            for tensor, numbers in zip(tensors, gradient, strict=True):
                tensor.grad = torch.tensor(numbers)
            optimizer.step()
            found.append([tensor.tolist() for tensor in tensors])
        return found

    return oracle.answer(walked)


def expect_torchs_path(learner, starts, gradients, settings, rates=()):
    """The learner's Adam takes torch's steps; `settings` are the varied ones."""
    starts, gradients, rates = learner.vary(starts, gradients, list(rates))
    got = learner.ask(path, starts, gradients, settings, rates)
    right = path_in_torch(starts, gradients, settings, rates)
    for step, (mine, torchs) in enumerate(zip(got, right, strict=True), start=1):
        assert_close(mine, torchs, f"the parameters after step {step}")


# --- One step -------------------------------------------------------------------------


def test_the_first_step_is_lr_long_whatever_the_gradient(learner):
    """Gradients of 0.002, 3.0 and -500.0 move their parameters by lr, each against its own."""
    starts, gradients, lr = learner.vary([1.4, -0.6, 0.9], [0.002, 3.0, -500.0], 0.05)
    got = learner.ask(path, starts, [gradients], {"lr": lr})
    right = [x - lr * g / (abs(g) + 1e-8) for x, g in zip(starts, gradients, strict=True)]
    assert_close(got, [right], "the parameters after one step")


def test_a_parameter_without_a_gradient_stays_where_it_is(learner):
    """Where every gradient was 0.0 the quotient is 0 / eps, which is 0: no step, and no error."""
    starts, gradient, lr = learner.vary([1.4, -0.6], 0.7, 0.05)
    got = learner.ask(path, starts, [[0.0, gradient], [0.0, gradient]], {"lr": lr})
    right = path_in_torch(starts, [[0.0, gradient], [0.0, gradient]], {"lr": lr})
    assert_close(got, right, "the parameters after each step")


# --- Means and their correction -------------------------------------------------------


def test_the_second_step_equals_torch(learner):
    """With the gradients 2.0 and -1.0 the second step is about a quarter of the first."""
    start, gradients, lr = learner.vary(1.0, [[2.0], [-1.0]], 0.1)
    got = learner.ask(path, [start], gradients, {"lr": lr})
    assert_close(
        got, path_in_torch([start], gradients, {"lr": lr}), "the parameter after each step"
    )


def test_under_a_constant_gradient_every_step_is_lr_long(learner):
    """Bias correction: both means of a constant gradient are right from the first step on."""
    start, gradient = learner.vary(1.4, -2.5)
    settings = settings_of(learner, 0.05, new=(0.1, 0.001))
    got = learner.ask(path, [start], [[gradient]] * 4, settings)
    step = settings["lr"] * gradient / (abs(gradient) + 1e-8)
    right = [[start - n * step] for n in (1, 2, 3, 4)]
    assert_close(got, right, "the parameter after each step")


def test_six_steps_equal_torch(learner):
    """Six steps with gradients that grow, shrink and change their sign are torch's."""
    expect_torchs_path(learner, STARTS, GRADIENTS, settings_of(learner))


def test_forty_steps_equal_torch(learner):
    """The last of forty steps is torch's as well: nothing adds up that should not."""
    gradients = [[((7 * n * n + 3 * n) % 19 - 8) / 10] for n in range(40)]
    expect_torchs_path(learner, [0.8], gradients, settings_of(learner, 0.01, new=(0.1, 0.01)))


def test_a_large_gradient_is_forgotten(learner):
    """After one gradient of 50.0 the steps are short, and grow again as v forgets it."""
    gradients = [[50.0], [0.5], [0.5], [0.5], [0.5], [0.5]]
    expect_torchs_path(learner, [0.7], gradients, settings_of(learner, new=(0.5, 0.4)))


def test_a_parameter_moves_on_where_the_gradient_has_become_zero(learner):
    """After one push and no gradient since, m and v shrink: the steps get shorter, none is 0."""
    gradients = [[1.8], [0.0], [0.0], [0.0]]
    expect_torchs_path(learner, [0.7], gradients, settings_of(learner))


def test_beta1_is_the_gradients_and_beta2_the_squares(learner):
    """betas[0] keeps of m, betas[1] of v: the two far apart, one way and the other."""
    for new in ((0.6, 0.05), (0.05, 0.6)):
        expect_torchs_path(learner, STARTS, GRADIENTS[:4], settings_of(learner, new=new))


def test_betas_of_zero_remember_nothing(learner):
    """With betas (0.0, 0.0) every step is lr long, against the gradient of the moment."""
    start, gradients, lr = learner.vary(0.7, [[1.3], [-0.4], [-30.0]], 0.05)
    settings = {"lr": lr, "betas": [0.0, 0.0]}
    got = learner.ask(path, [start], gradients, settings)
    right = path_in_torch([start], gradients, settings)
    assert_close(got, right, "the parameter after each step")


def test_each_parameter_has_means_of_its_own(learner):
    """Parameters with gradients of different sizes and signs do not disturb each other."""
    gradients = [[1.7, -0.02, 0.4], [0.9, -0.03, -0.5], [1.2, 0.01, 0.8]]
    expect_torchs_path(learner, [0.5, 0.5, 0.5], gradients, settings_of(learner))


def test_the_step_is_counted_once_for_all_parameters(learner):
    """Parameters with the same numbers and gradients stay the same: t is one for all."""
    start, gradients = learner.vary(0.5, [1.7, -0.6])
    settings = settings_of(learner)
    starts, alike = [start] * 3, [[gradient] * 3 for gradient in gradients]
    got = learner.ask(path, starts, alike, settings)
    assert_close(got, path_in_torch(starts, alike, settings), "the parameters after each step")


def paths_of_two_optimizers(picograd, first, second, gradients, settings):
    """The second optimizer is made when the first has taken a step."""
    nodes = [parameter(picograd, first), parameter(picograd, second)]
    optimizers = [picograd.adam.Adam(nodes[:1], **settings)]
    found = []
    for gradient in gradients:
        give(nodes, gradient)
        for optimizer in optimizers:
            optimizer.step()
        found.append(data_now(nodes))
        if len(optimizers) == 1:
            optimizers.append(picograd.adam.Adam(nodes[1:], **settings))
    return found


def test_two_optimizers_share_nothing(learner):
    """A second optimizer begins with means of 0 and a count of its own."""
    first, second, gradients = learner.vary(0.5, -0.8, [[1.7, -0.9], [0.6, 1.3], [-0.4, 0.8]])
    settings = settings_of(learner)
    got = learner.ask(paths_of_two_optimizers, first, second, gradients, settings)
    early = path_in_torch([first], [[g] for g, _ in gradients], settings)
    late = path_in_torch([second], [[g] for _, g in gradients[1:]], settings)
    right = [[*a, *b] for a, b in zip(early, [[second], *late], strict=True)]
    assert_close(got, right, "the parameters after each step")


# --- eps ------------------------------------------------------------------------------


def test_eps_stands_beside_the_corrected_root(learner):
    """The divisor is sqrt(v / (1 - beta2^t)) + eps, seen with an eps of 0.3."""
    gradients = [[0.9, -0.02], [0.4, 0.05], [-0.7, 0.01]]
    expect_torchs_path(learner, STARTS, gradients, settings_of(learner, eps=0.3))


def test_eps_is_small_if_nothing_is_said(learner):
    """eps is 1e-8 by default: gradients of that size take a part of a step, which shows it."""
    starts, gradients, lr = learner.vary(STARTS, [[2e-8, -5e-9], [1e-8, 3e-9]], 0.1)
    got = learner.ask(path, starts, gradients, {"lr": lr})
    right = path_in_torch(starts, gradients, {"lr": lr})
    assert_close(got, right, "the parameters after each step")


# --- Weight decay ---------------------------------------------------------------------


def test_weight_decay_pulls_toward_zero_from_both_sides(learner):
    """Without gradients one step is x - lr * weight_decay * x, above zero and below."""
    x, y, lr, decay = learner.vary(1.4, -0.6, 0.1, 0.3)
    got = learner.ask(path, [x, y], [[0.0, 0.0]], {"lr": lr, "weight_decay": decay})
    right = [x - lr * decay * x, y - lr * decay * y]
    assert_close(got, [right], "the parameters after one step without gradient")


def test_weight_decay_is_not_divided_by_the_root(learner):
    """Weight decay takes lr * weight_decay * x away, whatever the gradient."""
    x, y, lr, decay = learner.vary(1.4, -0.6, 0.1, 0.3)
    gradients = learner.vary([0.02, -40.0])
    got = learner.ask(path, [x, y], [gradients], {"lr": lr, "weight_decay": decay})
    steps = [lr * g / (abs(g) + 1e-8) for g in gradients]
    right = [x - lr * decay * x - steps[0], y - lr * decay * y - steps[1]]
    assert_close(got, [right], "the parameters after one step")


def test_weight_decay_equals_torch_over_six_steps(learner):
    """Weight decay follows the parameter as it is now and enters neither mean."""
    expect_torchs_path(learner, STARTS, GRADIENTS, settings_of(learner, weight_decay=0.2))


def test_weight_decay_goes_on_without_a_gradient(learner):
    """A parameter whose gradient is always zero decays in every step, the other one as well."""
    gradients = [[0.0, 1.2], [0.0, -0.3], [0.0, 0.9], [0.0, 0.5]]
    expect_torchs_path(learner, [1.6, -0.9], gradients, settings_of(learner, weight_decay=0.4))


# --- A learning rate that changes -----------------------------------------------------


def test_a_new_learning_rate_holds_from_the_next_step(learner):
    """optimizer.lr may be changed before any step, the first included: m and v do not know it."""
    expect_torchs_path(learner, STARTS, GRADIENTS, settings_of(learner), RATES)


def test_a_new_learning_rate_holds_for_the_decay(learner):
    """Weight decay is as strong as the learning rate of the moment makes it."""
    settings = settings_of(learner, weight_decay=0.2)
    expect_torchs_path(learner, STARTS, GRADIENTS, settings, RATES)


# --- How it is called -----------------------------------------------------------------


def test_the_settings_have_torchs_defaults_and_no_decay(learner):
    """Adam(parameters) alone: lr 0.001, betas (0.9, 0.999), eps 1e-8, and no weight decay."""
    expect_torchs_path(learner, STARTS, GRADIENTS, {})


def path_by_position(picograd, start, gradients, lr, betas, eps, weight_decay):
    nodes = [parameter(picograd, start)]
    optimizer = picograd.adam.Adam(nodes, lr, betas, eps, weight_decay)
    found = []
    for gradient in gradients:
        give(nodes, [gradient])
        optimizer.step()
        found.append(data_now(nodes))
    return found


def test_the_settings_may_be_given_by_position(learner):
    """Adam(parameters, lr, betas, eps, weight_decay): torch's order."""
    start, gradients = learner.vary(1.4, [2.0, -0.7, 1.1])
    settings = settings_of(learner, eps=0.02, weight_decay=0.3)
    got = learner.ask(path_by_position, start, gradients, *settings.values())
    right = path_in_torch([start], [[g] for g in gradients], settings)
    assert_close(got, right, "the parameter after each step")


def steps_from_an_iterator(picograd, starts, gradients, lr):
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.adam.Adam(iter(nodes), lr)
    for gradient in gradients:
        give(nodes, gradient)
        optimizer.step()
    return data_now(nodes)


def test_parameters_may_come_from_an_iterator(learner):
    """Any iterable of parameters will do, and they are still known at the second step."""
    starts, gradients, lr = learner.vary(STARTS, GRADIENTS[:3], 0.1)
    got = learner.ask(steps_from_an_iterator, starts, gradients, lr)
    right = path_in_torch(starts, gradients, {"lr": lr})[-1]
    assert_close(got, right, "the parameters after three steps")


def refusals(picograd, wrong, start, gradient, right):
    """What comes of each of the `wrong` settings, and one step with the `right` ones.

    Of an error its kind, and whether its message names the number; None if there is none.
    """
    node = parameter(picograd, start)
    found = []
    for settings, number in wrong:
        try:
            picograd.adam.Adam([node], **settings)
        except Exception as error:
            found.append([type(error).__name__, str(number) in str(error)])
        else:
            found.append(None)
    return {"refused": found, "right": path(picograd, [start], [[gradient]], right)}


def expect_refusals(learner, wrong, right):
    """The `wrong` settings, each with the number that is wrong in it, are refused; `right` not."""
    start, gradient = learner.vary(1.4, -2.0)
    got = learner.ask(refusals, wrong, start, gradient, right)
    for (settings, number), error in zip(wrong, got["refused"], strict=True):
        [(name, value)] = settings.items()
        what = f"Adam with {name} = {value}"
        assert error is not None, f"{what}: expected a ValueError, got an optimizer"
        assert_equal(error[0], "ValueError", f"the error for {what}")
        assert error[1], f"the message of the ValueError for {what} should name {number}"
    took = path_in_torch([start], [[gradient]], right)
    assert_close(got["right"], took, f"the parameter after one step with {right}")


def test_a_beta_that_is_no_share_is_refused(learner):
    """A beta below 0, or 1 and more, is a ValueError that names it; 0.0 is none."""
    wrong = [({"betas": [1.0, 0.9]}, 1.0), ({"betas": [0.8, 1.0]}, 1.0)]
    wrong += [({"betas": [-0.1, 0.9]}, -0.1), ({"betas": [0.8, -0.3]}, -0.3)]
    wrong += [({"betas": [0.8, 1.5]}, 1.5)]
    expect_refusals(learner, wrong, {"lr": 0.05, "betas": [0.0, 0.0]})


def test_settings_below_zero_are_refused(learner):
    """lr, eps or weight_decay below 0 are a ValueError that names the number; 0.0 is none."""
    wrong = [({"lr": -0.01}, -0.01), ({"eps": -1e-3}, -1e-3), ({"weight_decay": -0.2}, -0.2)]
    expect_refusals(learner, wrong, {"lr": 0.05, "eps": 0.0, "weight_decay": 0.0})
    expect_refusals(learner, wrong[1:], {"lr": 0.0, "weight_decay": 0.3})


# --- Gradients and zero_grad ----------------------------------------------------------


def gradients_after_a_step(picograd, starts, gradients, settings):
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.adam.Adam(nodes, **settings)
    for gradient in gradients:
        give(nodes, gradient)
        optimizer.step()
    return {"grad": [node.grad for node in nodes], "data": [node.data for node in nodes]}


def expect_gradients_left(learner, starts, gradients):
    starts, gradients = learner.vary(starts, gradients)
    settings = settings_of(learner, weight_decay=0.05)
    got = learner.ask(gradients_after_a_step, starts, gradients, settings)
    assert_close(got["grad"], gradients[-1], "the gradients after the step")
    right = path_in_torch(starts, gradients, settings)[-1]
    assert_close(got["data"], right, "the parameters after the step")


def test_a_step_leaves_the_gradients_as_they_are(learner):
    """step() reads the gradients and changes none: neither cleared, decayed nor divided."""
    expect_gradients_left(learner, STARTS, GRADIENTS[:3])


def after_zero_grad(picograd, starts, gradients, settings):
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.adam.Adam(nodes, **settings)
    give(nodes, gradients)
    optimizer.zero_grad()
    early = copy.deepcopy([node.grad for node in nodes])
    give(nodes, gradients)
    optimizer.step()
    once = data_now(nodes)
    optimizer.zero_grad()
    cleared = copy.deepcopy([node.grad for node in nodes])
    optimizer.step()
    later = [data_now(nodes)]
    for _ in range(2):
        give(nodes, gradients)
        optimizer.step()
        later.append(data_now(nodes))
    return {"early": early, "once": once, "grad": cleared, "later": later}


def test_zero_grad_clears_every_gradient(learner):
    """zero_grad() sets every gradient to 0.0, before a step and after, and no data."""
    starts, gradients = learner.vary([1.4, -0.6, 0.9], [2.0, -1.5, 0.7])
    settings = settings_of(learner)
    got = learner.ask(after_zero_grad, starts, gradients, settings)
    assert_close(got["early"], [0.0, 0.0, 0.0], "the gradients after zero_grad, before any step")
    assert_close(got["grad"], [0.0, 0.0, 0.0], "the gradients after zero_grad")
    right = path_in_torch(starts, [gradients], settings)[0]
    assert_close(got["once"], right, "the data after zero_grad and one step")


def test_zero_grad_clears_tensors(learner):
    """zero_grad() lets a Tensor clear its own gradient: it stays in its shape."""
    starts, gradients = learner.vary(MATRICES, MATRIX_GRADIENTS[0])
    got = learner.ask(after_zero_grad, starts, gradients, settings_of(learner))
    assert_close(got["grad"], [[[0.0] * 3] * 2, [[0.0] * 2]], "the gradients after zero_grad")


def test_zero_grad_keeps_the_means_and_the_count(learner):
    """zero_grad() clears gradients only: the next step is the second, and the means go on."""
    starts, gradients = learner.vary(STARTS, [2.0, -1.5])
    settings = settings_of(learner)
    got = learner.ask(after_zero_grad, starts, gradients, settings)
    right = path_in_torch(starts, [gradients, [0.0, 0.0], gradients, gradients], settings)
    assert_close(got["later"], right[1:], "the data after the steps that follow zero_grad")


# --- Tensors --------------------------------------------------------------------------


def step_with_means_of_rows(picograd, starts, gradients, settings):
    """One step of an optimizer whose means, if it calls them so, were made right for it."""
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.adam.Adam(nodes, **settings)
    for name in ("means", "squares"):
        if hasattr(optimizer, name):
            setattr(optimizer, name, [[[0.0] * len(row) for row in start] for start in starts])
    give(nodes, gradients)
    optimizer.step()
    return data_now(nodes)


def test_a_step_moves_tensors(learner):
    """The first step moves every number of a Tensor by lr, whatever its shape."""
    # Where this works and the step below does not, it is the means that begin in a wrong shape,
    # and the step itself is right.
    learner.ask(step_with_means_of_rows, MATRICES, MATRIX_GRADIENTS[0], {"lr": 0.05})
    expect_torchs_path(learner, MATRICES, MATRIX_GRADIENTS[:1], {"lr": 0.05})


def test_tensors_equal_torch_over_four_steps(learner):
    """Means, decay and a learning rate that changes work on rows as on single numbers."""
    settings = settings_of(learner, eps=0.01, weight_decay=0.2)
    expect_torchs_path(learner, MATRICES, MATRIX_GRADIENTS, settings, RATES[:4])


def test_a_step_leaves_the_gradients_of_tensors_as_they_are(learner):
    """step() does not write into the rows of a gradient."""
    expect_gradients_left(learner, MATRICES, MATRIX_GRADIENTS[:2])


def lists_in(value):
    """The lists that are kept in `value`, at every depth."""
    if isinstance(value, dict):
        return [inner for part in value.values() for inner in lists_in(part)]
    if not isinstance(value, list | tuple):
        return []
    return [value, *(inner for part in value for inner in lists_in(part))]


def lists_kept_after_a_step(picograd, rows, gradient, settings):
    node = picograd.tensor.Tensor(rows)
    optimizer = picograd.adam.Adam([node], **settings)
    give([node], [gradient])
    optimizer.step()
    own = [node.grad, *node.grad]
    kept = [*lists_in(getattr(optimizer, "__dict__", {})), *lists_in(node.data)]
    return {"data": node.data, "shared": any(a is b for a in kept for b in own)}


def test_no_list_of_a_gradient_is_kept(learner):
    """After a step neither the data nor the means share a list with the gradient."""
    rows, gradient = learner.vary(MATRICES[0], MATRIX_GRADIENTS[0][0])
    # With a beta1 of 0 the mean is the gradient, number by number.
    for settings in (settings_of(learner), {"betas": [0.0, 0.96]}):
        got = learner.ask(lists_kept_after_a_step, rows, gradient, settings)
        right = path_in_torch([rows], [[gradient]], settings)[0][0]
        assert_close(got["data"], right, "the data after one step")
        assert_equal(got["shared"], False, "whether a list of the gradient is kept")


# --- With a graph ---------------------------------------------------------------------


def fit(picograd, starts, points, settings):
    """Weights for the points, with a learning rate that falls; cleared before every other step."""
    tensor = picograd.tensor.Tensor
    weight, bias = map(tensor, starts)
    xs = tensor([point[:2] for point in points], requires_grad=False)
    ys = tensor([point[2:] for point in points], requires_grad=False)
    optimizer = picograd.adam.Adam([weight, bias], **settings)
    found = []
    for step in range(1, 6):
        optimizer.lr = settings["lr"] / step
        if step % 2:  # the gradients of two losses add up
            optimizer.zero_grad()
        error = xs @ weight + bias - ys
        loss = (error * error).mean()
        loss.backward()
        optimizer.step()
        found.append([loss.item(), *data_now([weight, bias])])
    return found


def fit_in_torch(starts, points, settings):
    def fitted(torch):
        weight, bias = (torch.tensor(start, requires_grad=True) for start in starts)
        table = torch.tensor(points)
        xs, ys = table[:, :2], table[:, 2:]
        optimizer = TorchAdamW(torch, [weight, bias], **settings)
        found = []
        for step in range(1, 6):
            optimizer.lr = settings["lr"] / step
            if step % 2:  # the gradients of two losses add up
                optimizer.zero_grad()
            loss = ((xs @ weight + bias - ys) ** 2).mean()
            loss.backward()
            optimizer.step()
            found.append([loss.item(), weight.tolist(), bias.tolist()])
        return found

    return oracle.answer(fitted)


def test_clear_backward_and_step_equal_torch_on_a_real_loss(learner):
    """Inputs of very different size, fitted with backward and step: torch's losses and weights."""
    starts, points = learner.vary(
        [[[0.4], [-0.2]], [[0.1]]],
        [[300.0, 0.7, 2.1], [-170.0, 0.4, 0.6], [220.0, -0.9, 3.3], [90.0, 0.3, -1.4]],
    )
    settings = settings_of(learner, 0.1, weight_decay=0.1)
    got = learner.ask(fit, starts, points, settings)
    right = fit_in_torch(starts, points, settings)
    for step, (mine, torchs) in enumerate(zip(got, right, strict=True), start=1):
        assert_close(mine, torchs, f"loss, weight and bias after step {step}")
