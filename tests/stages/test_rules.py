"""The checks of rules.py: each backward rule by itself, against torch's gradients."""

from __future__ import annotations

import math

from grading.checks import oracle
from grading.checks.assertions import assert_equal, assert_exact
from grading.checks.inputs import exact
from grading.worker.number_kinds import floats_only

# How each op is applied. The same lines serve the nodes of picograd and torch's tensors.
OPERATIONS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "pow": lambda a: a**3,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "tanh": lambda a: a.tanh(),
    "relu": lambda a: a.relu(),
}


# Upstream gradient and numbers of each op for the further questions of a check, from those of its
# first: so large that a small step changes nothing and one as large as the number is larger than
# any, or so small that a step is larger than the number. The gradients stay numbers of an ordinary
# size; that of pow is the one of a cube. tanh is asked where it is nearly flat, too.
LARGEST = 1.6e308
FAR = {
    "add": lambda grad, a, b: [
        [grad, a * 1e-150, b * 1e150],
        [grad, math.copysign(LARGEST, a), b * 1e-150],
    ],
    "mul": lambda grad, a, b: [
        [grad * 1e-150, a * 1e150, b * 1e150],
        [grad * 1e300, a * 1e-305, b * 1e-305],
    ],
    "pow": lambda grad, x: [[grad * 1e-120, x * 1e60], [grad * 1e120, x * 1e-60]],
    "exp": lambda grad, x: [[grad * 1e300, -700.0]],
    "log": lambda grad, x: [[grad * 1e195, x * 1e200], [grad * 1e-195, x * 1e-200]],
    "tanh": lambda grad, x: [
        [grad, math.copysign(3.2, x)],
        [grad, math.copysign(3.5, x)],
        [grad, x * 1e-9],
    ],
    "relu": lambda grad, x: [[grad, math.copysign(LARGEST, x)], [grad, x * 1e-305]],
}


def far_from(op, grad, numbers):
    """The upstream gradient and the numbers of the further questions, in other magnitudes."""
    return FAR[op](grad, *numbers)


def check_far(learner, op, questions):
    """The rule for `op` agrees with torch where a small step has no effect, or too much."""
    got = learner.ask(answers_to, op, questions)
    expected = [right_answer(OPERATIONS[op], *question) for question in questions]
    shown = ", ".join(f"{numbers} (upstream {grad})" for grad, *numbers in questions)
    assert_exact(got, expected, f"the rule for {op} at {shown}")


def node_of(picograd, op, *numbers):
    """The node of one op applied to leaves that hold `numbers`."""
    return OPERATIONS[op](*[picograd.value.Value(number) for number in numbers])


def power(picograd, x, k):
    return picograd.value.Value(x) ** k


def rule_answer(picograd, op, grad, node):
    """What the rule for `op` answers; an error where it computes with more than floats."""
    with floats_only():
        return getattr(picograd.rules, op)(grad, node)


def answer(picograd, op, grad, *numbers):
    """What the rule for `op` answers, asked about leaves that hold `numbers`."""
    return rule_answer(picograd, op, grad, node_of(picograd, op, *numbers))


def answers_at(picograd, op, grad, numbers):
    return [answer(picograd, op, grad, x) for x in numbers]


def answers_to(picograd, op, questions):
    return [answer(picograd, op, *question) for question in questions]


def power_answer(picograd, grad, x, k):
    return rule_answer(picograd, "pow", grad, power(picograd, x, k))


def right_answer(operation, grad, *numbers):
    """torch's gradients for the same."""

    def gradients(torch):
        leaves = [torch.tensor(number, requires_grad=True) for number in numbers]
        result = operation(*leaves)
        return torch.autograd.grad(result, leaves, grad_outputs=torch.tensor(grad))

    return oracle.answer(gradients)


def check(learner, op, grad, *numbers):
    """The rule for `op` agrees with torch for the upstream gradient `grad` at `numbers`."""
    grad, *numbers = learner.vary(grad, *numbers)
    got = learner.ask(answer, op, grad, *numbers)
    shown = ", ".join(map(str, numbers))
    what = f"the rule for {op} at {shown}, upstream gradient {grad}"
    assert_exact(got, right_answer(OPERATIONS[op], grad, *numbers), what)
    check_far(learner, op, far_from(op, grad, numbers))


def check_each(learner, op, grad, *numbers):
    """The rule for `op`, which has one child, agrees with torch at each of `numbers`.

    Where the slope is one, a rule that hands on what it is given is right; elsewhere it is not.
    """
    grad, *numbers = learner.vary(grad, *numbers)
    got = learner.ask(answers_at, op, grad, numbers)
    expected = [right_answer(OPERATIONS[op], grad, x) for x in numbers]
    assert_exact(got, expected, f"the rule for {op} at {numbers}, upstream gradient {grad}")
    check_far(learner, op, [question for x in numbers for question in far_from(op, grad, [x])])


def check_power(learner, k, grad, x):
    """The rule for pow agrees with torch for the exponent k, at x and in other magnitudes."""
    k, grad, x = learner.vary(k, grad, x)
    for scale in (1.0, 1e60, 1e-60) if x else (1.0,):
        upstream, base = grad * scale ** (1 - k), x * scale
        got = learner.ask(power_answer, upstream, base, k)
        what = f"the rule for {base} ** {k}, upstream gradient {upstream}"
        assert_exact(got, right_answer(lambda a: a**k, upstream, base), what)


# add


def test_add_hands_the_gradient_to_both(learner):
    """add gives each operand the upstream gradient, whole and with its sign."""
    check(learner, "add", -1.7, 2.5, -3.5)


def test_add_does_not_look_at_the_numbers(learner):
    """add hands on the same gradient at zero and at large numbers."""
    check(learner, "add", 0.6, 0.0, 250.0)


def test_add_of_a_node_to_itself_has_two_gradients(learner):
    """For a + a the rule answers the upstream gradient twice; it does not add them up."""

    def probe(picograd, grad, x):
        a = picograd.value.Value(x)
        return rule_answer(picograd, "add", grad, a + a)

    grad, x = learner.vary(-1.7, 2.5)
    for operand in (x, LARGEST / 2):
        what = f"add for a + a at {operand}, upstream {grad}"
        assert_exact(learner.ask(probe, grad, operand), [grad, grad], what)


# mul


def test_mul_gives_each_factor_the_other(learner):
    """mul gives each factor the upstream gradient times the other factor."""
    check(learner, "mul", 5.0, 2.5, -3.5)


def test_mul_with_a_negative_upstream_gradient(learner):
    """mul keeps the sign of the upstream gradient."""
    check(learner, "mul", -1.7, -2.5, 0.75)


def test_mul_with_a_factor_of_zero(learner):
    """A factor that is zero has a gradient, although the product is zero."""
    check(learner, "mul", -1.7, 2.5, -3.5)
    check(learner, "mul", -1.7, 0.0, 3.5)


def test_mul_of_a_node_with_itself_has_two_gradients(learner):
    """For a * a the rule answers the upstream gradient times a, twice."""

    def probe(picograd, grad, x):
        a = picograd.value.Value(x)
        return rule_answer(picograd, "mul", grad, a * a)

    grad, x = learner.vary(-1.7, 2.5)
    for upstream, factor, _ in ([grad, x, x], *far_from("mul", grad, [x, x])):
        got = learner.ask(probe, upstream, factor)
        expected = [upstream * factor, upstream * factor]
        assert_exact(got, expected, f"mul for a * a at {factor}, upstream {upstream}")


# pow


def test_the_gradient_of_a_cube(learner):
    """a ** 3, at a positive number."""
    check_power(learner, 3, -1.7, 2.5)


def test_the_gradient_of_a_square(learner):
    """a ** 2, at a negative number: the gradient has its sign."""
    check_power(learner, 2, 0.6, -1.5)
    # A slope found by steps to both sides is exact for a square, whatever the step.
    check_power(learner, 4, 0.6, -1.5)


def test_the_gradient_of_an_odd_power_of_a_negative_number(learner):
    """a ** 3, at a negative number."""
    check_power(learner, 3, -1.7, -1.5)


def test_the_gradient_of_the_first_power(learner):
    """a ** 1 hands on the upstream gradient as it is, which a ** 3 does not."""
    grad, x = learner.vary(-1.7, -2.5)
    got = learner.ask(
        lambda picograd, grad, x: [power_answer(picograd, grad, x, k) for k in (1, 3)], grad, x
    )
    assert_exact(got, [[grad], [3 * x * x * grad]], f"the rules for {x} ** 1 and {x} ** 3")
    check_power(learner, 1, -1.7, -2.5)


def test_the_gradient_of_the_power_of_zero(learner):
    """a ** 0 is 1 everywhere, so its gradient is zero."""
    grad, x = learner.vary(-1.7, 2.5)
    # An answer of zeros is also what an empty function might give: ask about a cube, too.
    got = learner.ask(
        lambda picograd, grad, x: [power_answer(picograd, grad, x, k) for k in (0, 3)], grad, x
    )
    assert_exact(got, [[0.0], [3 * x * x * grad]], f"the rules for {x} ** 0 and {x} ** 3")
    check_power(learner, 2, -1.7, 2.5)


def test_the_gradient_of_a_reciprocal(learner):
    """a ** -1, at a positive and at a negative number."""
    check_power(learner, -1, 0.6, 2.5)
    check_power(learner, -1, -1.7, -0.75)


def test_the_gradient_of_a_square_root(learner):
    """a ** 0.5, at a positive number."""
    check_power(learner, exact(0.5), -1.7, 2.5)


def test_the_gradient_of_a_fractional_power(learner):
    """a ** 2.75: an exponent need not be whole."""
    check_power(learner, 2.75, -1.7, 1.5)


def test_the_gradients_of_whole_powers_of_zero(learner):
    """At a = 0: the gradient of a ** 1 is the upstream gradient, those of higher powers are 0."""
    grad = learner.vary(-1.7)
    got = learner.ask(
        lambda picograd, grad: [power_answer(picograd, grad, 0.0, k) for k in (1, 2, 3)], grad
    )
    assert_exact(got, [[grad], [0.0], [0.0]], f"pow for 0 ** 1, 0 ** 2, 0 ** 3, upstream {grad}")
    check_power(learner, 3, -1.7, 2.5)


def test_the_gradient_of_zero_to_the_power_of_zero(learner):
    """At a = 0 the gradient of a ** 0 is zero, not a ZeroDivisionError."""
    grad = learner.vary(-1.7)
    got = learner.ask(
        lambda picograd, grad: [power_answer(picograd, grad, 0.0, k) for k in (0, 1)], grad
    )
    assert_exact(got, [[0.0], [grad]], f"pow for 0 ** 0 and 0 ** 1, upstream {grad}")
    check_power(learner, 3, -1.7, 2.5)


def test_the_gradient_of_a_root_of_zero(learner):
    """At a = 0 the gradient of a ** 0.5 is infinite, with the sign of the upstream gradient."""
    check_power(learner, exact(0.5), -1.7, 2.5)
    for grad in learner.vary(0.6, -1.7):
        got = learner.ask(power_answer, grad, 0.0, 0.5)
        expected = right_answer(lambda a: a**0.5, grad, 0.0)
        assert_exact(got, expected, f"pow for 0 ** 0.5, upstream gradient {grad}")


# exp, log, tanh


def test_exp_of_a_positive_number(learner):
    """exp, at a positive number, with a negative upstream gradient."""
    check(learner, "exp", -1.7, 1.5)


def test_exp_of_a_negative_number(learner):
    """exp, at a negative number."""
    check(learner, "exp", 0.6, -2.5)


def test_exp_of_zero(learner):
    """exp at zero: the curve has slope one there, and another one elsewhere."""
    check_each(learner, "exp", -1.7, 0.0, 0.75)


def test_log_above_one(learner):
    """log, at a number above one, with a negative upstream gradient."""
    check(learner, "log", -1.7, 4.5)


def test_log_below_one(learner):
    """log, at a number below one: the curve is steep there."""
    check(learner, "log", 0.6, 0.25)


def test_tanh_of_a_positive_number(learner):
    """tanh, at a positive number, with a negative upstream gradient."""
    check(learner, "tanh", -1.7, 0.75)


def test_tanh_of_a_negative_number(learner):
    """tanh, at a negative number: the slope is positive there, too."""
    check(learner, "tanh", 0.6, -1.25)


def test_tanh_of_zero(learner):
    """tanh at zero: the curve has slope one there, and another one elsewhere."""
    check_each(learner, "tanh", -1.7, 0.0, 0.75)


def test_tanh_far_out(learner):
    """tanh at 40 and at -1000 is flat: the gradient is zero, and nothing overflows."""
    check_each(learner, "tanh", -1.7, 40.0, -1000.0, 0.75)


# relu


def test_relu_lets_through_above_zero(learner):
    """relu of a positive number hands on the upstream gradient as it is, of a negative nothing."""
    check_each(learner, "relu", 1.7, 2.5, -2.5)


def test_relu_lets_a_negative_gradient_through(learner):
    """relu of a positive number hands on a negative upstream gradient, too."""
    check_each(learner, "relu", -1.7, 0.25, -0.75)


def test_relu_stops_below_zero(learner):
    """relu of a negative number hands on nothing, whatever the sign of the upstream gradient."""
    below, above = learner.vary(-2.5, 0.25)
    for grad in learner.vary(1.7, -0.6):
        got = learner.ask(answers_at, "relu", grad, [below, above])
        assert_exact(got, [[0.0], [grad]], f"relu at {below} and {above}, upstream {grad}")
        check_far(
            learner, "relu", [*far_from("relu", grad, [below]), *far_from("relu", grad, [above])]
        )


def test_relu_stops_at_zero(learner):
    """relu at exactly 0 hands on nothing: its slope there is 0, as in PyTorch."""
    check_each(learner, "relu", -1.7, 0.0, 0.25, -0.75)


# All rules


POINTS = {
    "add": [2.5, -3.5],
    "mul": [2.5, -3.5],
    "pow": [1.5],
    "exp": [1.5],
    "log": [1.5],
    "tanh": [0.75],
    "relu": [1.5],
}


def every_op(learner):
    """For one op after the other: its name, an upstream gradient, and a point; then far points.

    Each op is a question of its own, and the first wrong answer ends the check. So a slip that
    was made in every rule is told of the first, as if it stood there alone.
    """
    near = []
    for op in POINTS:
        grad, numbers = learner.vary(-1.7, POINTS[op])
        near.append((op, grad, numbers))
        yield near[-1]
    for op, grad, numbers in near:
        far_grad, *far = far_from(op, grad, numbers)[-1]
        yield op, far_grad, far


def test_a_rule_answers_with_a_tuple(learner):
    """Every rule answers with a tuple: one gradient for each child, in their order."""

    def probe(picograd, op, grad, numbers):
        got = answer(picograd, op, grad, *numbers)
        return ["tuple" if isinstance(got, tuple) else type(got).__name__, got]

    for op, grad, numbers in every_op(learner):
        kind, gradients = learner.ask(probe, op, grad, numbers)
        assert_equal(kind, "tuple", f"the type of what the rule for {op} answers")
        right = right_answer(OPERATIONS[op], grad, *numbers)
        assert_exact(gradients, right, f"the gradients of {op}")


def state(node):
    return [node.data, node.grad, node.op, len(node.children), list(node.ctx)]


def test_a_rule_changes_nothing(learner):
    """A rule writes no gradient and changes no number: it only answers, as often as it is asked."""

    def probe(picograd, op, grad, numbers):
        node = node_of(picograd, op, *numbers)
        family = [node, *node.children]
        for place, member in enumerate(family):
            member.grad = 0.25 + place
        before = list(map(state, family))
        answers = [rule_answer(picograd, op, grad, node) for _ in range(2)]
        return [before, list(map(state, family)), *answers]

    for op, grad, numbers in every_op(learner):
        before, after, first, second = learner.ask(probe, op, grad, numbers)
        what = f"[data, grad, op, number of children, ctx] of node and children after {op}"
        assert_equal(after, before, what)
        right = right_answer(OPERATIONS[op], grad, *numbers)
        assert_exact(first, right, f"the first answer for {op}")
        assert_exact(second, right, f"the second answer for {op}")


def test_a_rule_uses_the_gradient_that_it_is_given(learner):
    """A rule multiplies with its argument `grad`, whatever stands in node.grad."""

    def probe(picograd, op, grad, numbers):
        node = node_of(picograd, op, *numbers)
        node.grad = 100.0
        return rule_answer(picograd, op, grad, node)

    for op, grad, numbers in every_op(learner):
        got = learner.ask(probe, op, grad, numbers)
        right = right_answer(OPERATIONS[op], grad, *numbers)
        assert_exact(got, right, f"the gradients of {op}")


def test_a_gradient_of_zero_stays_zero(learner):
    """Where nothing depends on the result, nothing depends on the operands."""

    def probe(picograd, op, grads, numbers):
        return [answer(picograd, op, grad, *numbers) for grad in grads]

    for op, grad, numbers in every_op(learner):
        zero, other = learner.ask(probe, op, [0.0, grad], numbers)
        right = right_answer(OPERATIONS[op], grad, *numbers)
        assert_exact(zero, [0.0] * len(right), f"{op} for the upstream gradient 0.0")
        assert_exact(other, right, f"{op} for the upstream gradient {grad}")


# Together with the engine


def test_the_rules_work_together(learner):
    """An expression of all seven ops has torch's gradients."""

    def expression(a, b):
        c = (a * b + 3.0).tanh() - b / a
        d = (c**2 + 1.0).log() * (0.5 - a)
        return (d + b).relu() * b + (c * 0.25).exp() / (2.0 + b**2) + (a + 4.0) ** 0.5

    learner.matches_torch(expression, 1.5, -0.75)
    learner.matches_torch(expression, -0.5, 2.25)
    learner.matches_torch(lambda a: a.log() * 1e-150, 2.5e-150)
