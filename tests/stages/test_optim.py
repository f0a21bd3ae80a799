"""The checks of optim.py: SGD, compared with torch.optim.SGD step by step."""

from __future__ import annotations

import copy
import importlib

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal

# Two parameters, and their gradients in six steps: opposite ones, zeros, changes of sign.
STARTS = [1.4, -0.6]
GRADIENTS = [[2.0, -1.5], [1.2, 0.7], [-0.8, -2.3], [0.0, 1.9], [0.5, 0.0], [-1.7, 0.4]]

# The same for a matrix of 2 x 3 and a row of 1 x 2.
MATRICES = [[[0.7, -1.3, 0.4], [-0.6, 0.9, 1.1]], [[0.35, -0.45]]]
MATRIX_GRADIENTS = [
    [[[1.1, -0.4, 0.9], [-2.0, 0.3, 0.6]], [[-0.8, 1.7]]],
    [[[0.2, 1.5, -0.7], [0.4, -1.1, 0.0]], [[0.9, 0.6]]],
    [[[-1.6, 0.5, 0.3], [1.2, 0.8, -0.9]], [[0.0, -1.3]]],
    [[[0.6, -0.2, 1.4], [-0.5, 2.1, 0.7]], [[1.1, -0.4]]],
    [[[0.9, 1.0, -1.2], [0.3, -0.6, 0.5]], [[-0.7, 0.8]]],
]


def matrix(rows):
    """A parameter made of rows, like a Tensor. It clears and fills its gradient in place."""

    class Matrix:
        def __init__(self):
            self.data = [list(row) for row in rows]
            self.grad = [[0.0] * len(row) for row in rows]

        def accumulate(self, grad):
            for mine, more in zip(self.grad, grad, strict=True):
                mine[:] = [a + b for a, b in zip(mine, more, strict=True)]

        def zero_grad(self):
            for row in self.grad:
                row[:] = [0.0] * len(row)

    return Matrix()


def parameter(picograd, start):
    return matrix(start) if isinstance(start, list) else picograd.value.Value(start)


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
    optimizer = picograd.optim.SGD(nodes, **settings)
    found = []
    for step, gradient in enumerate(gradients):
        if rates:
            optimizer.lr = rates[step]
        give(nodes, gradient)
        optimizer.step()
        found.append(data_now(nodes))
    return found


class TorchSGD:
    """torch.optim.SGD, by the function in which torch does its work.

    The class imports torch's compiler when it is first used: seconds, for nothing.
    """

    def __init__(self, torch, tensors, lr, momentum=0.0, weight_decay=0.0):
        self.torch = torch
        self.sgd = importlib.import_module(torch.optim.SGD.__module__).sgd
        self.tensors = tensors
        self.lr = lr
        self.settings = {"momentum": momentum, "weight_decay": weight_decay}
        self.buffers = [None] * len(tensors)

    def zero_grad(self):
        for tensor in self.tensors:
            tensor.grad = None

    def step(self):
        with self.torch.no_grad():
            self.sgd(
                self.tensors,
                [tensor.grad for tensor in self.tensors],
                self.buffers,
                foreach=False,
                fused=False,
                lr=self.lr,
                dampening=0.0,
                nesterov=False,
                maximize=False,
                **self.settings,
            )


def path_in_torch(starts, gradients, settings, rates=()):
    """What `path` finds when torch takes the steps."""

    def walked(torch):
        tensors = [torch.tensor(start, requires_grad=True) for start in starts]
        optimizer = TorchSGD(torch, tensors, **settings)
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


def varied(learner, **settings):
    """The settings, moved a little under a grading seed."""
    return dict(zip(settings, learner.vary(list(settings.values())), strict=True))


def expect_torchs_path(learner, starts, gradients, settings, rates=()):
    """The learner's SGD takes torch's steps; `settings` are the varied ones."""
    starts, gradients, rates = learner.vary(starts, gradients, list(rates))
    got = learner.ask(path, starts, gradients, settings, rates)
    right = path_in_torch(starts, gradients, settings, rates)
    for step, (mine, torchs) in enumerate(zip(got, right, strict=True), start=1):
        assert_close(mine, torchs, f"the parameters after step {step}")


# --- Plain descent --------------------------------------------------------------------


def test_a_step_goes_against_the_gradient(learner):
    """One step moves a parameter by -lr * gradient."""
    start, gradient, lr = learner.vary(1.4, 2.0, 0.05)
    got = learner.ask(path, [start], [[gradient]], {"lr": lr})
    assert_close(got, [[start - lr * gradient]], "the parameter after one step")


def test_parameters_with_opposite_gradients_go_opposite_ways(learner):
    """Each parameter follows its own gradient: one goes down, the other up."""
    x, y, g, h, lr = learner.vary(0.8, 0.9, 1.6, -2.2, 0.05)
    got = learner.ask(path, [x, y], [[g, h]], {"lr": lr})
    assert_close(got, [[x - lr * g, y - lr * h]], "the parameters after one step")


def test_plain_descent_equals_torch_over_six_steps(learner):
    """Without momentum and weight decay every step is x - lr * g, the sixth as the first."""
    expect_torchs_path(learner, STARTS, GRADIENTS, varied(learner, lr=0.1))


def test_a_new_learning_rate_holds_from_the_next_step(learner):
    """optimizer.lr may be changed before any step, the first included."""
    rates = [0.06, 0.1, 0.02, 0.02, 0.3, 0.05]
    expect_torchs_path(learner, STARTS, GRADIENTS, varied(learner, lr=0.1), rates)


def path_by_position(picograd, start, gradients, lr, momentum, weight_decay):
    nodes = [picograd.value.Value(start)]
    optimizer = picograd.optim.SGD(nodes, lr, momentum, weight_decay)
    found = []
    for gradient in gradients:
        give(nodes, [gradient])
        optimizer.step()
        found.append(nodes[0].data)
    return found


def test_momentum_comes_before_weight_decay(learner):
    """SGD(parameters, lr, momentum, weight_decay) may be called by position."""
    start, gradients, numbers = learner.vary(1.4, [2.0, -0.7, 1.1], [0.1, 0.8, 0.03])
    got = learner.ask(path_by_position, start, gradients, *numbers)
    settings = dict(zip(["lr", "momentum", "weight_decay"], numbers, strict=True))
    right = path_in_torch([start], [[g] for g in gradients], settings)
    assert_close([[x] for x in got], right, "the parameter after each step")


def steps_from_an_iterator(picograd, starts, gradients, lr):
    nodes = [picograd.value.Value(start) for start in starts]
    optimizer = picograd.optim.SGD(iter(nodes), lr)
    for gradient in gradients:
        optimizer.zero_grad()
        for node, number in zip(nodes, gradient, strict=True):
            node.accumulate(number)
        optimizer.step()
    return [node.data for node in nodes]


def test_parameters_may_come_from_an_iterator(learner):
    """Any iterable of parameters will do, and they are still known at the second step."""
    starts, gradients, lr = learner.vary(STARTS, GRADIENTS[:3], 0.1)
    got = learner.ask(steps_from_an_iterator, starts, gradients, lr)
    right = path_in_torch(starts, gradients, {"lr": lr})[-1]
    assert_close(got, right, "the parameters after three steps")


def gradients_after_a_step(picograd, starts, gradients, settings):
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.optim.SGD(nodes, **settings)
    for gradient in gradients:
        give(nodes, gradient)
        optimizer.step()
    return {"grad": [node.grad for node in nodes], "data": [node.data for node in nodes]}


def test_a_step_leaves_the_gradients_as_they_are(learner):
    """step() reads the gradients and changes none: neither cleared nor decayed."""
    starts, gradients = learner.vary(STARTS, GRADIENTS[:3])
    settings = varied(learner, lr=0.1, momentum=0.8, weight_decay=0.05)
    got = learner.ask(gradients_after_a_step, starts, gradients, settings)
    assert_close(got["grad"], gradients[-1], "the gradients after the step")
    right = path_in_torch(starts, gradients, settings)[-1]
    assert_close(got["data"], right, "the parameters after the step")


# --- Momentum -------------------------------------------------------------------------


def test_the_first_step_with_momentum_is_a_plain_step(learner):
    """The velocity of the first step is the gradient itself, not a part of it."""
    x, g, lr, momentum = learner.vary(1.4, 2.0, 0.05, 0.8)
    got = learner.ask(path, [x], [[g]], {"lr": lr, "momentum": momentum})
    assert_close(got, [[x - lr * g]], "the parameter after one step")


def test_the_second_step_with_momentum_adds_the_first(learner):
    """Two equal gradients: the second step is 1 + momentum times as long as the first."""
    x, g, lr, momentum = learner.vary(1.4, 2.0, 0.05, 0.8)
    got = learner.ask(path, [x], [[g], [g]], {"lr": lr, "momentum": momentum})
    first = x - lr * g
    assert_close(got, [[first], [first - lr * (1 + momentum) * g]], "the parameter after each step")


def test_momentum_equals_torch_over_six_steps(learner):
    """With momentum the velocity is momentum * velocity + gradient, step after step."""
    expect_torchs_path(learner, STARTS, GRADIENTS, varied(learner, lr=0.1, momentum=0.8))


def test_momentum_keeps_going_where_the_gradient_is_zero(learner):
    """After one push and no gradient since, a parameter rolls on, ever slower."""
    gradients = [[1.8], [0.0], [0.0], [0.0]]
    expect_torchs_path(learner, [0.7], gradients, varied(learner, lr=0.1, momentum=0.6))


def test_each_parameter_has_a_velocity_of_its_own(learner):
    """With momentum, parameters with opposite gradients still go opposite ways."""
    gradients = [[1.7, -1.6, 0.4]] * 3
    expect_torchs_path(learner, [0.5, 0.5, 0.5], gradients, varied(learner, lr=0.1, momentum=0.8))


def paths_of_two_optimizers(picograd, first, second, gradients, settings):
    nodes = [picograd.value.Value(first), picograd.value.Value(second)]
    optimizers = [picograd.optim.SGD([node], **settings) for node in nodes]
    found = []
    for gradient in gradients:
        give(nodes, gradient)
        for optimizer in optimizers:
            optimizer.step()
        found.append(data_now(nodes))
    return found


def test_two_optimizers_share_no_velocity(learner):
    """The velocities belong to one optimizer: a second one starts at rest."""
    first, second, gradients = learner.vary(0.5, -0.8, [[1.7, -0.9], [0.6, 1.3], [-0.4, 0.8]])
    settings = varied(learner, lr=0.1, momentum=0.8)
    got = learner.ask(paths_of_two_optimizers, first, second, gradients, settings)
    right = path_in_torch([first, second], gradients, settings)
    assert_close(got, right, "the parameters after each step")


def test_a_new_learning_rate_holds_for_the_whole_velocity(learner):
    """When lr changes, the step is the new lr times the velocity, its old part included."""
    rates = [0.06, 0.1, 0.02, 0.02, 0.3, 0.05]
    expect_torchs_path(learner, STARTS, GRADIENTS, varied(learner, lr=0.1, momentum=0.8), rates)


# --- Weight decay ---------------------------------------------------------------------


def test_weight_decay_pulls_toward_zero_from_both_sides(learner):
    """Weight decay makes a positive parameter smaller and a negative one larger."""
    x, y, lr, decay = learner.vary(1.4, -0.6, 0.1, 0.3)
    got = learner.ask(path, [x, y], [[0.0, 0.0]], {"lr": lr, "weight_decay": decay})
    right = [x - lr * decay * x, y - lr * decay * y]
    assert_close(got, [right], "the parameters after one step without gradient")


def test_weight_decay_is_added_to_the_gradient(learner):
    """With weight decay one step is x - lr * (g + weight_decay * x)."""
    x, g, lr, decay = learner.vary(-1.4, 2.0, 0.1, 0.3)
    got = learner.ask(path, [x], [[g]], {"lr": lr, "weight_decay": decay})
    assert_close(got, [[x - lr * (g + decay * x)]], "the parameter after one step")


def test_weight_decay_equals_torch_over_six_steps(learner):
    """Weight decay follows the parameter as it is now, not as it was at the start."""
    expect_torchs_path(learner, STARTS, GRADIENTS, varied(learner, lr=0.1, weight_decay=0.2))


def test_weight_decay_goes_through_the_velocity(learner):
    """With both, weight decay is added to the gradient first and the sum enters the velocity."""
    settings = varied(learner, lr=0.1, momentum=0.8, weight_decay=0.2)
    expect_torchs_path(learner, STARTS, GRADIENTS, settings)


def test_weight_decay_moves_a_parameter_that_has_no_gradient(learner):
    """A parameter whose gradient is always zero decays and gathers speed all the same."""
    settings = varied(learner, lr=0.1, momentum=0.7, weight_decay=0.4)
    gradients = [[0.0, 1.2], [0.0, -0.3], [0.0, 0.9], [0.0, 0.5]]
    expect_torchs_path(learner, [1.6, -0.9], gradients, settings)


def test_everything_at_once_equals_torch(learner):
    """Momentum, weight decay and a learning rate that changes: torch's numbers in every step."""
    settings = varied(learner, lr=0.1, momentum=0.8, weight_decay=0.2)
    rates = [0.1, 0.05, 0.05, 0.3, 0.02, 0.2]
    expect_torchs_path(learner, STARTS, GRADIENTS, settings, rates)


# --- zero_grad ------------------------------------------------------------------------


def after_zero_grad(picograd, starts, gradients, settings):
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.optim.SGD(nodes, **settings)
    give(nodes, gradients)
    optimizer.step()
    optimizer.zero_grad()
    cleared = copy.deepcopy([node.grad for node in nodes])
    once = data_now(nodes)
    optimizer.step()
    return {"grad": cleared, "once": once, "twice": data_now(nodes)}


def cleared_before_any_step(picograd, starts, gradients, settings):
    nodes = [picograd.value.Value(start) for start in starts]
    optimizer = picograd.optim.SGD(nodes, **settings)
    give(nodes, gradients)
    optimizer.zero_grad()
    return [[node.grad, node.data] for node in nodes]


def test_zero_grad_clears_every_gradient(learner):
    """zero_grad() sets the gradient of every parameter to 0.0 and leaves the data alone."""
    starts, gradients = learner.vary([1.4, -0.6, 0.9], [2.0, -1.5, 0.7])
    got = learner.ask(cleared_before_any_step, starts, gradients, {"lr": 0.1})
    what = "[gradient, data] of each parameter after zero_grad, before any step"
    assert_close(got, [[0.0, start] for start in starts], what)
    settings = varied(learner, lr=0.1)
    got = learner.ask(after_zero_grad, starts, gradients, settings)
    assert_close(got["grad"], [0.0, 0.0, 0.0], "the gradients after zero_grad")
    right = path_in_torch(starts, [gradients, [0.0, 0.0, 0.0]], settings)
    assert_close([got["once"], got["twice"]], right, "the data after each step")


def test_zero_grad_clears_lists_of_rows(learner):
    """zero_grad() lets a parameter made of rows clear itself: it stays in its shape."""
    starts, gradients = learner.vary(MATRICES, MATRIX_GRADIENTS[0])
    got = learner.ask(after_zero_grad, starts, gradients, varied(learner, lr=0.1))
    assert_close(got["grad"], [[[0.0] * 3] * 2, [[0.0] * 2]], "the gradients after zero_grad")


def test_zero_grad_keeps_the_velocities(learner):
    """zero_grad() clears gradients only: with momentum the next step still rolls on."""
    starts, gradients = learner.vary(STARTS, GRADIENTS[0])
    settings = varied(learner, lr=0.1, momentum=0.8)
    got = learner.ask(after_zero_grad, starts, gradients, settings)
    right = path_in_torch(starts, [gradients, [0.0, 0.0]], settings)
    assert_close(got["twice"], right[1], "the data after zero_grad and a second step")


# --- Lists of rows --------------------------------------------------------------------


def step_with_velocities_of_rows(picograd, starts, gradients, settings):
    """One step of an optimizer whose velocities, if it calls them so, were made right for it."""
    nodes = [parameter(picograd, start) for start in starts]
    optimizer = picograd.optim.SGD(nodes, **settings)
    if hasattr(optimizer, "velocities"):
        optimizer.velocities = [[[0.0] * len(row) for row in start] for start in starts]
    give(nodes, gradients)
    optimizer.step()
    return data_now(nodes)


def test_a_step_moves_lists_of_rows(learner):
    """A parameter made of rows moves number by number, whatever its shape."""
    # Where this works and the step below does not, it is the velocities that begin in a wrong
    # shape, and the step itself is right.
    settings = varied(learner, lr=0.1)
    learner.ask(step_with_velocities_of_rows, MATRICES, MATRIX_GRADIENTS[0], settings)
    expect_torchs_path(learner, MATRICES, MATRIX_GRADIENTS[:1], varied(learner, lr=0.1))


def test_lists_of_rows_equal_torch_over_five_steps(learner):
    """Momentum and weight decay work on rows as they do on single numbers."""
    settings = varied(learner, lr=0.1, momentum=0.8, weight_decay=0.2)
    expect_torchs_path(learner, MATRICES, MATRIX_GRADIENTS, settings)


def test_the_velocity_is_no_list_of_the_gradients(learner):
    """Clearing and filling a gradient in place changes no velocity."""
    settings = varied(learner, lr=0.1, momentum=0.8)
    expect_torchs_path(learner, MATRICES[1:], [g[1:] for g in MATRIX_GRADIENTS], settings)


def data_after_the_gradient_changed(picograd, rows, gradient, lr):
    node = matrix(rows)
    optimizer = picograd.optim.SGD([node], lr)
    give([node], [gradient])
    optimizer.step()
    node.zero_grad()
    return {"data": node.data, "shared": any(a is b for a in node.data for b in node.grad)}


def test_the_data_are_no_list_of_the_gradients(learner):
    """After a step the rows of data are still the parameter's own."""
    rows, gradient, lr = learner.vary(MATRICES[0], MATRIX_GRADIENTS[0][0], 0.1)
    got = learner.ask(data_after_the_gradient_changed, rows, gradient, lr)
    right = path_in_torch([rows], [[gradient]], {"lr": lr})[0][0]
    assert_close(got["data"], right, "the data after the gradient was cleared")
    assert_equal(got["shared"], False, "whether data and gradient share a row")


def lists_in(value):
    """The lists that are kept in `value`, at every depth."""
    if isinstance(value, dict):
        return [inner for part in value.values() for inner in lists_in(part)]
    if not isinstance(value, list | tuple):
        return []
    return [value, *(inner for part in value for inner in lists_in(part))]


def lists_kept_after_a_step(picograd, rows, gradient, lr, momentum):
    node = matrix(rows)
    optimizer = picograd.optim.SGD([node], lr, momentum)
    give([node], [gradient])
    optimizer.step()
    own = [node.grad, *node.grad]
    kept = lists_in(getattr(optimizer, "__dict__", {}))
    return {"data": node.data, "shared": any(a is b for a in kept for b in own)}


def test_the_optimizer_keeps_no_list_of_the_gradients(learner):
    """After a step the velocities share no list with the gradient, with momentum or without."""
    rows, gradient, lr, momentum = learner.vary(MATRICES[0], MATRIX_GRADIENTS[0][0], 0.1, 0.8)
    for pull in (0.0, momentum):
        got = learner.ask(lists_kept_after_a_step, rows, gradient, lr, pull)
        settings = {"lr": lr, "momentum": pull}
        right = path_in_torch([rows], [[gradient]], settings)[0][0]
        assert_close(got["data"], right, f"the data after a step with momentum {pull}")
        assert_equal(got["shared"], False, f"a gradient's list is kept with momentum {pull}")


def test_a_step_leaves_the_gradients_of_rows_as_they_are(learner):
    """step() does not write into the rows of a gradient."""
    starts, gradients = learner.vary(MATRICES, MATRIX_GRADIENTS[:2])
    settings = varied(learner, lr=0.1, momentum=0.8, weight_decay=0.05)
    got = learner.ask(gradients_after_a_step, starts, gradients, settings)
    assert_close(got["grad"], gradients[-1], "the gradients after the step")
    right = path_in_torch(starts, gradients, settings)[-1]
    assert_close(got["data"], right, "the parameters after the step")


# --- With a graph ---------------------------------------------------------------------


def fit(picograd, starts, points, settings):
    """A line through the points, one step for each point."""
    slope, offset = [picograd.value.Value(start) for start in starts]
    optimizer = picograd.optim.SGD([slope, offset], **settings)
    found = []
    for x, y in points:
        optimizer.zero_grad()
        loss = (slope * x + offset - y) ** 2
        loss.backward()
        optimizer.step()
        found.append([loss.data, slope.data, offset.data])
    return found


def fit_in_torch(starts, points, settings):
    def fitted(torch):
        slope, offset = [torch.tensor(start, requires_grad=True) for start in starts]
        optimizer = TorchSGD(torch, [slope, offset], **settings)
        found = []
        for x, y in points:
            optimizer.zero_grad()
            loss = (slope * x + offset - y) ** 2
            loss.backward()
            optimizer.step()
            found.append([loss.item(), slope.item(), offset.item()])
        return found

    return oracle.answer(fitted)


def test_clear_backward_and_step_equal_torch_on_a_real_loss(learner):
    """Fitting a line with zero_grad, backward and step gives torch's losses and parameters."""
    starts, points = learner.vary(
        [0.4, -0.2], [[1.3, 2.1], [-0.7, 0.6], [2.2, 3.3], [0.5, -1.4], [-1.6, -0.9]]
    )
    settings = varied(learner, lr=0.05, momentum=0.7, weight_decay=0.1)
    got = learner.ask(fit, starts, points, settings)
    right = fit_in_torch(starts, points, settings)
    for step, (mine, torchs) in enumerate(zip(got, right, strict=True), start=1):
        assert_close(mine, torchs, f"loss, slope and offset after step {step}")
