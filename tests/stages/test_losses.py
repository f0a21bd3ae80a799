"""The checks of losses.py: mean squared error, its root, and cross-entropy."""

from __future__ import annotations

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import names_all

PREDICTIONS = [2.5, -1.2, 0.4, 3.1]
TARGETS = [1.0, -2.9, 2.2, -0.7]
LOGITS = [1.3, -0.7, 2.1, 0.4]


def values(picograd, numbers):
    return [picograd.value.Value(number) for number in numbers]


def loss_and_gradients(picograd, name, numbers, right, upstream=1.0):
    """[loss, gradients of the predictions] of the loss called `name`, scaled by `upstream`."""
    nodes = values(picograd, numbers)
    loss = getattr(picograd.losses, name)(nodes, right)
    (loss * upstream).backward()
    return [loss.data, [node.grad for node in nodes]]


def mse_and_gradients(picograd, predictions, targets, upstream=1.0):
    return loss_and_gradients(picograd, "mse", predictions, targets, upstream)


def rmse_and_gradients(picograd, predictions, targets, upstream=1.0):
    return loss_and_gradients(picograd, "rmse", predictions, targets, upstream)


def cross_entropy_and_gradients(picograd, logits, target, upstream=1.0):
    return loss_and_gradients(picograd, "cross_entropy", logits, target, upstream)


def in_torch(loss, numbers, upstream=1.0):
    """The same of `loss(torch, tensor)`."""

    def evaluated(torch):
        inputs = torch.tensor(numbers, requires_grad=True)
        result = loss(torch, inputs)
        (result * upstream).backward()
        return [result, inputs.grad]

    return oracle.answer(evaluated)


def mse_in_torch(numbers, targets, upstream=1.0):
    return in_torch(
        lambda torch, x: torch.nn.functional.mse_loss(x, torch.tensor(targets)), numbers, upstream
    )


def rmse_in_torch(numbers, targets, upstream=1.0):
    return in_torch(
        lambda torch, x: torch.nn.functional.mse_loss(x, torch.tensor(targets)).sqrt(),
        numbers,
        upstream,
    )


def cross_entropy_in_torch(numbers, target, upstream=1.0):
    return in_torch(
        lambda torch, x: torch.nn.functional.cross_entropy(x, torch.tensor(target)),
        numbers,
        upstream,
    )


# --- mse ------------------------------------------------------------------------------


def test_mse_is_the_mean_of_the_squared_errors(learner):
    """mse is the sum of the squared errors divided by how many there are."""
    predictions, targets = learner.vary(PREDICTIONS, TARGETS)
    got = learner.ask(mse_and_gradients, predictions, targets)
    assert_close(got[0], mse_in_torch(predictions, targets)[0], "the mse")


def test_mse_sends_each_prediction_its_gradient(learner):
    """Each prediction receives 2 * (prediction - target) / n from the mse."""
    predictions, targets = learner.vary(PREDICTIONS, TARGETS)
    got = learner.ask(mse_and_gradients, predictions, targets)
    assert_close(got[1], mse_in_torch(predictions, targets)[1], "the gradients")


def test_mse_is_a_node_like_any_other(learner):
    """In a longer expression what comes from above multiplies the gradients of mse."""
    predictions, targets, upstream = learner.vary([0.9, -1.6, 2.3], [-0.4, 0.8, 1.1], -1.7)
    got = learner.ask(mse_and_gradients, predictions, targets, upstream)
    assert_close(got[1], mse_in_torch(predictions, targets, upstream)[1], "the gradients")


def test_mse_of_one_prediction_is_its_squared_error(learner):
    """For a single prediction the mean is the squared error itself."""
    prediction, target = learner.vary(-1.3, 2.4)
    got = learner.ask(mse_and_gradients, [prediction], [target])
    error = prediction - target
    assert_close(got, [error**2, [2 * error]], "the mse and its gradient")


def test_mse_takes_whole_numbers_as_targets(learner):
    """Targets may be ints, zero among them."""
    predictions = learner.vary([0.7, -1.4, 2.6])
    got = learner.ask(mse_and_gradients, predictions, [0, 1, -3])
    assert_close(got, mse_in_torch(predictions, [0.0, 1.0, -3.0]), "the mse and its gradients")


def lists_after_mse(picograd, predictions, targets):
    nodes, targets = values(picograd, predictions), list(targets)
    loss = picograd.losses.mse(nodes, targets)
    return {
        "loss": loss.data,
        "targets": targets,
        "predictions": [node.data for node in nodes],
        "types": [type(node).__name__ for node in nodes],
    }


def test_mse_leaves_its_arguments_alone(learner):
    """The lists of predictions and targets are the same after the call."""
    predictions, targets = learner.vary(PREDICTIONS, TARGETS)
    got = learner.ask(lists_after_mse, predictions, targets)
    right = mse_in_torch(predictions, targets)[0]
    assert_close(got["loss"], right, "the mse")
    assert_close(got["predictions"], predictions, "the predictions after the call")
    assert_equal(got["types"], ["Value"] * 4, "the types of the predictions after the call")
    assert_close(got["targets"], targets, "the targets after the call")


def errors_of(picograd, name, lengths, named=True):
    """What n predictions and m targets raise, and whether the message names n and m."""
    loss = getattr(picograd.losses, name)
    loss(values(picograd, [0.7, 1.9]), [0.3, 0.2])  # two and two are no error
    return [
        names_all(
            lambda n=n, m=m: loss(values(picograd, [0.7] * n), [0.3] * m),
            *([str(n), str(m)] if named else []),
        )
        for n, m in lengths
    ]


def expect_error(error, kind, names, what):
    """`error`, as `names_all` gives it, is a `kind` whose message names all of `names`."""
    assert error is not None, f"{what}: expected a {kind}, got an answer"
    assert_equal(error[0], kind, f"the error for {what}")
    for name, named in zip(names, error[1], strict=True):
        assert named, f"the message of the {kind} for {what} should name {name}"


def test_mse_refuses_missing_targets(learner):
    """More predictions than targets are a ValueError that names both lengths."""
    (error,) = learner.ask(errors_of, "mse", [(5, 3)])
    expect_error(error, "ValueError", ["5", "3"], "5 predictions and 3 targets")


def test_mse_refuses_missing_predictions(learner):
    """Fewer predictions than targets are a ValueError that names both lengths."""
    (error,) = learner.ask(errors_of, "mse", [(3, 5)])
    expect_error(error, "ValueError", ["3", "5"], "3 predictions and 5 targets")


def test_mse_refuses_no_predictions_at_all(learner):
    """The mse of nothing is a ValueError."""
    (error,) = learner.ask(errors_of, "mse", [(0, 0)], False)
    expect_error(error, "ValueError", [], "no predictions and no targets")


# --- rmse -----------------------------------------------------------------------------


def test_rmse_is_the_root_of_the_mean(learner):
    """rmse is the square root of the mean of the squared errors."""
    predictions, targets = learner.vary(PREDICTIONS, TARGETS)
    got = learner.ask(rmse_and_gradients, predictions, targets)
    assert_close(got[0], rmse_in_torch(predictions, targets)[0], "the rmse")


def test_rmse_sends_each_prediction_its_gradient(learner):
    """Each prediction receives (prediction - target) / (n * rmse)."""
    predictions, targets, upstream = learner.vary(PREDICTIONS, TARGETS, -1.7)
    got = learner.ask(rmse_and_gradients, predictions, targets, upstream)
    assert_close(got[1], rmse_in_torch(predictions, targets, upstream)[1], "the gradients")


def test_rmse_of_one_prediction_is_the_size_of_its_error(learner):
    """For a single prediction rmse is |prediction - target|, with the slope 1 or -1."""
    prediction, target = learner.vary(-1.3, 2.4)
    got = learner.ask(rmse_and_gradients, [prediction], [target])
    assert_close(got, [target - prediction, [-1.0]], "the rmse and its gradient")


def rmse_alone(picograd, predictions, targets):
    return picograd.losses.rmse(values(picograd, predictions), targets).data


def test_rmse_of_a_perfect_fit_is_zero(learner):
    """At a perfect fit rmse is 0.0: not a small number, not NaN, not an error."""
    targets = learner.vary([1.5, -0.7, 2.2])
    near = [target + 0.5 for target in targets]
    got = [learner.ask(rmse_alone, numbers, targets) for numbers in (targets, near)]
    assert_close(got, [0.0, 0.5], "the rmse of a perfect fit, and of one that is 0.5 off")


def test_rmse_of_a_perfect_fit_pulls_at_nothing(learner):
    """At a perfect fit every gradient of rmse is 0.0, never NaN."""
    targets = learner.vary([1.5, -0.7, 2.2])
    got = learner.ask(rmse_and_gradients, targets, targets, -1.7)
    assert_close(got, [0.0, [0.0, 0.0, 0.0]], "the rmse of a perfect fit and its gradients")
    near = [target + 0.5 for target in targets]
    got = learner.ask(rmse_and_gradients, near, targets, -1.7)
    assert_close(got, rmse_in_torch(near, targets, -1.7), "the same where it is 0.5 off")


def test_rmse_works_with_some_errors_at_zero(learner):
    """One prediction that fits exactly does not spoil the others; its own gradient is 0.0."""
    targets = learner.vary([1.5, -0.7, 2.2])
    predictions = [targets[0] + 0.8, targets[1], targets[2] - 1.9]
    got = learner.ask(rmse_and_gradients, predictions, targets)
    assert_close(got, rmse_in_torch(predictions, targets), "the rmse and its gradients")


def test_rmse_is_right_for_tiny_errors(learner):
    """Close to a perfect fit the gradients of rmse are as large as anywhere else."""
    targets, tiny = learner.vary([1.5, -0.7], exact(3e-8))
    predictions = [targets[0] + tiny, targets[1] - 2 * tiny]
    got = learner.ask(rmse_and_gradients, predictions, targets)
    assert_close(got, rmse_in_torch(predictions, targets), "the rmse and its gradients")


def test_rmse_refuses_what_mse_refuses(learner):
    """Different lengths, or nothing at all, are a ValueError for rmse as well."""
    five, three = learner.ask(errors_of, "rmse", [(5, 3), (3, 5)])
    (none,) = learner.ask(errors_of, "rmse", [(0, 0)], False)
    expect_error(five, "ValueError", ["5", "3"], "5 predictions and 3 targets")
    expect_error(three, "ValueError", ["3", "5"], "3 predictions and 5 targets")
    expect_error(none, "ValueError", [], "no predictions and no targets")


# --- cross_entropy --------------------------------------------------------------------


def test_cross_entropy_is_minus_the_log_of_the_right_probability(learner):
    """cross_entropy is -log softmax(logits)[target]."""
    logits = learner.vary(LOGITS)
    got = learner.ask(cross_entropy_and_gradients, logits, 1)
    assert_close(got[0], cross_entropy_in_torch(logits, 1)[0], "the cross-entropy")


def test_cross_entropy_sends_each_logit_its_gradient(learner):
    """Each logit receives its probability, the right one its probability minus 1."""
    logits = learner.vary(LOGITS)
    got = learner.ask(cross_entropy_and_gradients, logits, 1)
    assert_close(got[1], cross_entropy_in_torch(logits, 1)[1], "the gradients")


def test_cross_entropy_is_a_node_like_any_other(learner):
    """In a longer expression what comes from above multiplies the gradients of cross_entropy."""
    logits, upstream = learner.vary([-0.8, 0.9, 0.3], -1.7)
    got = learner.ask(cross_entropy_and_gradients, logits, 2, upstream)
    assert_close(got[1], cross_entropy_in_torch(logits, 2, upstream)[1], "the gradients")


def test_the_first_class_is_a_class(learner):
    """Target 0 is the first logit, the last index the last one."""
    logits = learner.vary(LOGITS)
    first = learner.ask(cross_entropy_and_gradients, logits, 0)
    last = learner.ask(cross_entropy_and_gradients, logits, 3)
    assert_close(first, cross_entropy_in_torch(logits, 0), "loss and gradients for target 0")
    assert_close(last, cross_entropy_in_torch(logits, 3), "loss and gradients for target 3")


def test_the_largest_logit_may_be_the_right_one(learner):
    """Where the right logit is also the largest its gradient is still its probability minus 1."""
    logits = learner.vary(LOGITS)
    got = learner.ask(cross_entropy_and_gradients, logits, 2)
    assert_close(got, cross_entropy_in_torch(logits, 2), "the loss and its gradients")


def test_equal_logits_share_the_probability(learner):
    """Three equal logits are each a third likely, and the loss is log 3."""
    logit = learner.vary(0.9)
    got = learner.ask(cross_entropy_and_gradients, [logit] * 3, 1)
    assert_close(got, cross_entropy_in_torch([logit] * 3, 1), "the loss and its gradients")


def test_a_single_class_is_no_surprise(learner):
    """With one class its probability is 1: the loss is 0.0, and so is its gradient."""
    logits = learner.vary([2.7])
    got = learner.ask(cross_entropy_and_gradients, logits, 0)
    assert_close(got, [0.0, [0.0]], "the loss and its gradient")
    got = learner.ask(cross_entropy_and_gradients, logits * 2, 0)
    assert_close(got, cross_entropy_in_torch(logits * 2, 0), "the same of two classes")


def test_cross_entropy_survives_large_logits(learner):
    """Logits of 1000 give a number: no overflow."""
    a, b = learner.vary(1.5, 3.0)
    logits = [1000.0, 1000.0 - a, 1000.0 - b]
    got = learner.ask(cross_entropy_and_gradients, logits, 1)
    assert_close(got, cross_entropy_in_torch(logits, 1), "the loss and its gradients")


def test_cross_entropy_survives_very_negative_logits(learner):
    """Logits of -1000 give a number: there is no log of zero."""
    a, b = learner.vary(1.5, 3.0)
    logits = [-1000.0, -1000.0 + a, -1000.0 - b]
    got = learner.ask(cross_entropy_and_gradients, logits, 2)
    assert_close(got, cross_entropy_in_torch(logits, 2), "the loss and its gradients")


def test_cross_entropy_of_a_certain_mistake_is_large_but_finite(learner):
    """Logits 1000 and -1000 with the second one right: the loss is 2000 and has a slope.

    At 16 and -17 the probability, 5e-15, is still a float: the loss is 33.
    """
    got = learner.ask(cross_entropy_and_gradients, [16.0, -17.0], 1)
    assert_close(got, cross_entropy_in_torch([16.0, -17.0], 1), "the loss and its gradients")
    high, low = learner.vary(1000.0, -1000.0)
    got = learner.ask(cross_entropy_and_gradients, [high, low], 1)
    assert_close(got, [high - low, [1.0, -1.0]], "the loss and its gradients")


def test_cross_entropy_of_a_certain_success_is_zero(learner):
    """Logits -2000 and 3 with the second one right: nothing is wrong, nothing pulls."""
    logits = learner.vary([exact(-2000.0), 3.0])
    got = learner.ask(cross_entropy_and_gradients, logits, 1)
    assert_close(got, [0.0, [0.0, 0.0]], "the loss and its gradients")
    got = learner.ask(cross_entropy_and_gradients, logits, 0)
    assert_close(got, [logits[1] - logits[0], [-1.0, 1.0]], "the same with the first one right")


def test_cross_entropy_does_not_change_when_all_logits_move_together(learner):
    """The same number added to all logits changes nothing: only their differences count."""
    logits, shift = learner.vary([0.5, -1.25, 2.0], exact(256.0))
    got = learner.ask(cross_entropy_and_gradients, [x - shift for x in logits], 0)
    right = cross_entropy_in_torch(logits, 0)
    assert_close(got[1], right[1], "the gradients of the moved logits")
    assert_close(got[0], right[0], "the loss of the moved logits")


def logits_after_cross_entropy(picograd, numbers, target):
    nodes = values(picograd, numbers)
    loss = picograd.losses.cross_entropy(nodes, target)
    return {"loss": loss.data, "logits": [node.data for node in nodes], "count": len(nodes)}


def test_cross_entropy_leaves_the_logits_alone(learner):
    """The numbers in the logits are the same after the call."""
    logits = learner.vary(LOGITS)
    got = learner.ask(logits_after_cross_entropy, logits, 2)
    assert_close(got["logits"], logits, "the logits after the call")
    assert_close(got["loss"], cross_entropy_in_torch(logits, 2)[0], "the cross-entropy")


def errors_for_targets(picograd, cases):
    """What each target raises, of [target, what the message should name] and three logits."""
    loss = picograd.losses.cross_entropy
    loss(values(picograd, [0.7, 1.9, -0.4]), 2)  # the last class is no error
    return [
        names_all(lambda t=t: loss(values(picograd, [0.7, 1.9, -0.4]), t), *names)
        for t, names in cases
    ]


def test_cross_entropy_refuses_a_target_beyond_the_last_class(learner):
    """A target as large as the number of logits is a ValueError that names both."""
    three, eight = learner.ask(errors_for_targets, [[3, ["3"]], [8, ["8", "3"]]])
    expect_error(three, "ValueError", ["3"], "target 3 of 3 logits")
    expect_error(eight, "ValueError", ["8", "3"], "target 8 of 3 logits")


def test_cross_entropy_refuses_a_negative_target(learner):
    """Target -1 is not the last class but a ValueError that names it and the number of logits."""
    (error,) = learner.ask(errors_for_targets, [[-1, ["-1", "3"]]])
    expect_error(error, "ValueError", ["-1", "3"], "target -1 of 3 logits")


def test_cross_entropy_refuses_a_bool_as_target(learner):
    """True is not the index of a class: a TypeError that names it."""
    true, false = learner.ask(errors_for_targets, [[True, ["True"]], [False, ["False"]]])
    expect_error(true, "TypeError", ["True"], "target True")
    expect_error(false, "TypeError", ["False"], "target False")


def test_cross_entropy_refuses_a_float_as_target(learner):
    """1.0 is not the index of a class: a TypeError that names it."""
    (error,) = learner.ask(errors_for_targets, [[1.0, ["1.0"]]])
    expect_error(error, "TypeError", ["1.0"], "target 1.0")


def error_for_no_logits(picograd):
    loss = picograd.losses.cross_entropy
    loss(values(picograd, [0.7]), 0)  # one is no error
    return names_all(lambda: loss([], 0))


def test_cross_entropy_refuses_no_logits_at_all(learner):
    """Without logits there is no right class: a ValueError."""
    expect_error(learner.ask(error_for_no_logits), "ValueError", [], "target 0 of no logits")
