"""The checks of tensor_rules.py: the derivatives of matrices."""

from __future__ import annotations

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.number_kinds import floats_only

A23 = [[2.5, -1.5, 0.75], [-0.5, 3.5, 1.25]]
B23 = [[-0.7, 1.3, 2.1], [0.9, -2.3, 0.4]]
B34 = [[0.5, -1.75, 2.25, 0.3], [1.5, 0.8, -0.6, -2.5], [-1.1, 0.45, 1.9, 0.65]]
ROW3 = [[0.35, -1.45, 2.65]]
COLUMN2 = [[1.4], [-2.2]]
COLUMN3 = [[0.55], [1.85], [-0.65]]
# Upstream gradients: no ones, no row that sums to zero, both signs.
G23 = [[-1.7, 0.4, 2.2], [0.9, -0.3, -1.2]]
G24 = [[1.2, -0.7, 0.35, -1.6], [-2.4, 0.15, 0.95, 1.1]]
G32 = [[-1.7, 0.4], [0.9, 2.3], [-0.6, 1.1]]


def copied(rows):
    return [list(row) for row in rows]


def gradients_of(picograd, expression, inputs, grad):
    """What the rule of the expression's op answers to `grad`: one gradient per child."""
    node = expression(*[picograd.tensor.Tensor(rows) for rows in inputs])
    with floats_only():
        return list(picograd.tensor_rules.RULES[node.op](copied(grad), node))


def rule_matches_torch(learner, expression, inputs, grad):
    """The rule of the expression's op gives the gradients of torch, for `grad` from above."""
    *inputs, grad = learner.vary(*inputs, grad)
    got = learner.ask(gradients_of, expression, inputs, grad)
    _, right = oracle.torch_value_and_gradients(
        lambda *nodes: expression(*nodes[:-1]) * nodes[-1], [*inputs, grad]
    )
    assert_equal(len(got), len(inputs), "the number of gradients")
    for place, (mine, expected) in enumerate(zip(got, right[:-1], strict=True), 1):
        assert_close(mine, expected, f"the gradient of child {place}")


# unbroadcast


def unbroadcast_of(picograd, grad, shape):
    return picograd.tensor_rules.unbroadcast(copied(grad), tuple(shape))


def test_unbroadcast_sums_the_rows_for_a_single_row(learner):
    """A 1 x 2 operand under 3 x 2 gets the sum of the three rows: 1 x 2."""
    grad = learner.vary(G32)
    got = learner.ask(unbroadcast_of, grad, [1, 2])
    assert_close(got, [[sum(column) for column in zip(*grad, strict=True)]], "unbroadcast")


def test_unbroadcast_of_more_columns_than_rows(learner):
    """A 1 x 4 operand under 2 x 4 gets four sums of two numbers."""
    grad = learner.vary(G24)
    got = learner.ask(unbroadcast_of, grad, [1, 4])
    assert_close(got, [[sum(column) for column in zip(*grad, strict=True)]], "unbroadcast")


def test_unbroadcast_leaves_what_was_not_stretched(learner):
    """An operand of as many rows as the result gets the gradient as it is, one row or more."""

    def probe(picograd, grad, row):
        unbroadcast = picograd.tensor_rules.unbroadcast
        single = unbroadcast(row, (1, len(row[0])))
        stretched = unbroadcast(grad, (1, len(grad[0])))
        return [unbroadcast(grad, (len(grad), len(grad[0]))), single, len(stretched)]

    grad, row = learner.vary(G32, ROW3)
    equal, single, rows = learner.ask(probe, grad, row)
    assert_close(equal, grad, "unbroadcast of 3 x 2 for 3 x 2")
    assert_close(single, row, "unbroadcast of 1 x 3 for 1 x 3")
    assert_equal(rows, 1, "the rows of unbroadcast of 3 x 2 for 1 x 2")


# Rules of two children


def test_add_hands_the_gradient_to_both(learner):
    """d(a + b): both children get the upstream gradient, unless one of them is a row."""
    rule_matches_torch(learner, lambda a, b: a + b, [A23, B23], G23)
    rule_matches_torch(learner, lambda a, row: a + row, [A23, ROW3], G23)


def test_add_of_a_row_sums_over_the_rows(learner):
    """d(a + row): the row gets the sum over all rows of the upstream gradient, 1 x 3."""
    rule_matches_torch(learner, lambda a, row: a + row, [A23, ROW3], G23)


def test_add_of_a_bias_to_more_rows_than_columns(learner):
    """d(a + row) for 4 x 2 plus 1 x 2: the sum runs over the four rows."""
    four = [[1.5, -0.4], [2.5, 0.7], [-1.1, 0.9], [0.3, -2.6]]
    grad = [[-1.7, 0.4], [0.9, 2.3], [-0.6, 1.1], [1.3, -0.2]]
    rule_matches_torch(learner, lambda a, row: a + row, [four, [[0.35, -1.45]]], grad)


def test_add_of_a_row_to_a_single_row(learner):
    """d(a + row): both get the gradient as it is for 1 x 3 plus 1 x 3, but not for 2 x 3."""
    rule_matches_torch(learner, lambda a, row: a + row, [[A23[0]], ROW3], [G23[1]])
    rule_matches_torch(learner, lambda a, row: a + row, [A23, ROW3], G23)


def test_mul_hands_each_child_the_other(learner):
    """d(a * b)/da is b and d(a * b)/db is a, each times the upstream gradient."""
    rule_matches_torch(learner, lambda a, b: a * b, [A23, B23], G23)


def test_mul_of_a_column(learner):
    """d(a * b) for columns, 2 x 1."""
    rule_matches_torch(learner, lambda a, b: a * b, [COLUMN2, [[-0.7], [1.3]]], [[-1.7], [0.9]])


def test_matmul(learner):
    """C = A @ B with 2 x 3 @ 3 x 4: dL/dA is 2 x 3, dL/dB is 3 x 4, both as in torch."""
    rule_matches_torch(learner, lambda a, b: a @ b, [A23, B34], G24)


def test_matmul_of_a_row_and_a_column(learner):
    """1 x 3 @ 3 x 1 is one number; its gradients are a row and a column."""
    rule_matches_torch(learner, lambda a, b: a @ b, [ROW3, COLUMN3], [[-1.7]])


def test_matmul_of_a_column_and_a_row(learner):
    """2 x 1 @ 1 x 3 is 2 x 3; its gradients are a column and a row."""
    rule_matches_torch(learner, lambda a, b: a @ b, [COLUMN2, ROW3], G23)


def test_matmul_of_squares(learner):
    """With squares every order has the right shape, and only one has the right numbers."""
    a, b = [[1.5, -0.4], [2.5, 0.7]], [[-1.1, 0.9], [0.3, -2.6]]
    rule_matches_torch(learner, lambda a, b: a @ b, [a, b], [[-1.7, 0.4], [0.9, 2.3]])


def test_matmul_with_zeros(learner):
    """Zeros in the images and in the upstream gradient change nothing but the speed."""
    image = [[exact(0.0), -1.5, exact(0.0)], [exact(0.0), 3.5, 1.25]]
    grad = [[exact(0.0)] * 4, [-2.4, exact(0.0), 0.95, 1.1]]
    rule_matches_torch(learner, lambda a, b: a @ b, [image, B34], grad)


# The same tensor as both children


def same_twice(picograd, expression, rows, grad):
    x = picograd.tensor.Tensor(rows)
    node = expression(x)
    return list(picograd.tensor_rules.RULES[node.op](copied(grad), node))


def test_a_tensor_plus_or_times_itself(learner):
    """x + x and x * x have two gradients, one for each use, that together are torch's."""
    x, grad = learner.vary(A23, G23)
    for name, expression in (("x + x", lambda x: x + x), ("x * x", lambda x: x * x)):
        first, second = learner.ask(same_twice, expression, x, grad)
        _, (right, _) = oracle.torch_value_and_gradients(
            lambda x, g, f=expression: f(x) * g, [x, grad]
        )
        half = [[0.5 * d for d in row] for row in right]
        assert_close([first, second], [half, half], f"the gradients of both uses in {name}")


def test_a_tensor_times_its_own_transpose(learner):
    """In x @ x.T the gradients of both uses add up."""
    grad = [[-1.7, 0.4], [0.9, 2.3]]
    learner.matches_torch(lambda x, g: (x @ x.T) * g, A23, grad)


# Rules of one child


def test_transpose(learner):
    """d(a.T): the upstream gradient, transposed back."""
    rule_matches_torch(learner, lambda a: a.T, [A23], G32)


def test_relu_at_positive_and_negative_numbers(learner):
    """d relu(x) is 1 where x is positive and 0 where it is negative, whatever the sign of grad."""
    rule_matches_torch(learner, lambda a: a.relu(), [A23], G23)


def test_relu_at_zero(learner):
    """d relu(x) at exactly 0 is 0, as in PyTorch."""
    x = [[exact(0.0), 1.5, exact(0.0)], [-0.5, exact(0.0), 0.75]]
    rule_matches_torch(learner, lambda a: a.relu(), [x], G23)


def test_tanh(learner):
    """d tanh(x) = 1 - tanh(x)^2, at positive, negative and zero inputs."""
    rule_matches_torch(
        learner, lambda a: a.tanh(), [[[0.5, -1.5, exact(0.0)], [2.25, -0.3, 0.9]]], G23
    )


def test_exp(learner):
    """d e^x = e^x, at positive, negative and zero inputs."""
    rule_matches_torch(
        learner, lambda a: a.exp(), [[[0.5, -1.5, exact(0.0)], [2.25, -0.3, 0.9]]], G23
    )


def test_log(learner):
    """d log(x) = 1 / x, be x as small as 1e-5."""
    rule_matches_torch(learner, lambda a: a.log(), [[[0.35, 1.5, 1e-5], [6.25, 0.125, 12.5]]], G23)


def test_sum_gives_the_gradient_to_every_element(learner):
    """d sum: every element of a 2 x 3 gets the one upstream number."""
    rule_matches_torch(learner, lambda a: a.sum(), [A23], [[-1.7]])


def test_mean_gives_every_element_its_share(learner):
    """d mean: every element of a 2 x 3 gets a sixth of the one upstream number."""
    rule_matches_torch(learner, lambda a: a.mean(), [A23], [[-1.7]])


def test_sum_and_mean_of_a_column(learner):
    """d sum and d mean of a 3 x 1 are 3 x 1."""
    rule_matches_torch(learner, lambda a: a.sum(), [COLUMN3], [[0.9]])
    rule_matches_torch(learner, lambda a: a.mean(), [COLUMN3], [[0.9]])


def test_the_rows_of_a_gradient_are_independent(learner):
    """A change to one row of the gradient of sum, mean or pick shows in no other row."""

    def probe(picograd, expression, rows, grad):
        node = expression(picograd.tensor.Tensor(rows))
        (gradient,) = picograd.tensor_rules.RULES[node.op](grad, node)
        gradient[0][1] = 99.0
        return gradient[1]

    rows, g = learner.vary(A23, -1.7)
    for op, expression, grad, right in (
        ("sum", lambda a: a.sum(), [[g]], [g] * 3),
        ("mean", lambda a: a.mean(), [[g]], [g / 6] * 3),
        ("pick", lambda a: a.pick([2, 0]), [[g], [g]], [g, 0.0, 0.0]),
    ):
        got = learner.ask(probe, expression, rows, grad)
        assert_close(got, right, f"the second row of the gradient of {op}, the first one changed")


def test_log_softmax_under_any_gradient(learner):
    """d log_softmax under an upstream gradient whose rows sum to anything."""
    rule_matches_torch(learner, lambda a: a.log_softmax(), [A23], G23)


def test_log_softmax_under_a_gradient_for_one_class(learner):
    """d log_softmax when one class a row has a gradient, and it is not -1."""
    grad = [[exact(0.0), -0.35, exact(0.0)], [2.2, exact(0.0), exact(0.0)]]
    rule_matches_torch(learner, lambda a: a.log_softmax(), [A23], grad)


def test_log_softmax_of_large_numbers(learner):
    """d log_softmax at logits of +-1000 and of rows that differ by 1600: no overflow, no NaN."""
    x = [
        [1000.0, 998.5, -1000.0],
        [exact(800.25), exact(798.5), exact(801.0)],
        [exact(-800.5), exact(-799.75), exact(-802.0)],
    ]
    rule_matches_torch(learner, lambda a: a.log_softmax(), [x], [*G23, [0.6, -1.9, 0.25]])


def test_pick_gives_the_gradient_to_the_picked_elements(learner):
    """d pick: the picked element of each row gets its upstream number, all others 0."""
    rule_matches_torch(learner, lambda a: a.pick([3, 0, 2]), [B34], [[-1.7], [0.4], [2.2]])


def test_pick_of_one_column_in_all_rows(learner):
    """d pick when the same column is picked in every row: no row gets another's gradient."""
    rule_matches_torch(learner, lambda a: a.pick([1, 1, 1]), [B34], [[-1.7], [0.4], [2.2]])


# All rules


EXPRESSIONS = (
    lambda a, b, row, p: a + b,
    lambda a, b, row, p: a + row,
    lambda a, b, row, p: a * b,
    lambda a, b, row, p: a @ b.T,
    lambda a, b, row, p: a.T,
    lambda a, b, row, p: a.relu(),
    lambda a, b, row, p: a.tanh(),
    lambda a, b, row, p: a.exp(),
    lambda a, b, row, p: p.log(),
    lambda a, b, row, p: a.sum(),
    lambda a, b, row, p: a.mean(),
    lambda a, b, row, p: a.log_softmax(),
    lambda a, b, row, p: a.pick([2, 0]),
)


def answered(picograd, expression, inputs, g):
    """[the node of the expression, an upstream gradient for it, its rule]."""
    node = expression(*[picograd.tensor.Tensor(rows) for rows in inputs])
    grad = [[g * (j + 1.5) for j in range(node.shape[1])] for _ in node.data]
    return [node, grad, picograd.tensor_rules.RULES[node.op]]


def shapes_of(matrices):
    return [[len(rows), len(rows[0])] for rows in matrices]


def test_a_rule_answers_with_a_tuple_of_gradients_in_the_shapes_of_the_children(learner):
    """Every rule answers with a tuple of one gradient per child, in the child's shape."""

    def probe(picograd, *question):
        node, grad, rule = answered(picograd, *question)
        answer = rule(grad, node)
        children = [list(child.shape) for child in node.children]
        kind = "tuple" if isinstance(answer, tuple) else type(answer).__name__
        return [node.op, kind, shapes_of(answer), children]

    inputs = learner.vary(A23, B23, ROW3, [[0.35, 1.5, 2.75]])
    g = learner.vary(-1.7)
    # A question for each op, so that what one rule does wrong is not taken for another's.
    for expression in EXPRESSIONS:
        op, kind, shapes, children = learner.ask(probe, expression, inputs, g)
        assert_equal(kind, "tuple", f"the type of what the rule of {op} answers with")
        assert_equal(shapes, children, f"the shapes of the gradients of {op}")


def test_a_rule_changes_nothing(learner):
    """No rule changes the upstream gradient, the node or its children; asked again, it agrees."""

    def probe(picograd, *question):
        node, grad, rule = answered(picograd, *question)
        nodes = [node, *node.children]
        before = [copied(grad), *(copied(n.data) for n in nodes)]
        first = [copied(rows) for rows in rule(grad, node)]
        second = list(rule(grad, node))
        after = [grad, *(n.data for n in nodes)]
        moved = sum(1 for n in nodes for row in n.grad for x in row if x)
        shapes = [shapes_of(first), shapes_of(before[2:])]
        return [node.op, before, after, moved, first, second, *shapes]

    inputs = learner.vary(A23, B23, ROW3, [[0.35, 1.5, 2.75]])
    g = learner.vary(-1.7)
    for expression in EXPRESSIONS:
        op, before, after, moved, first, second, shapes, children = learner.ask(
            probe, expression, inputs, g
        )
        assert_close(after, before, f"[grad, result, children] after the rule of {op}")
        assert_equal(moved, 0, f"numbers in the gradients of the nodes that {op} changed")
        assert_close(second, first, f"the second answer of {op}")
        # What only hands on the upstream gradient changes nothing either, and is no answer.
        assert_equal(shapes, children, f"the shapes of the gradients of {op}")


# requires_grad


def test_a_constant_child_gets_none(learner):
    """A child that requires no gradient gets None, on either side of +, * and @."""

    def probe(picograd, expression, x, y, grad):
        new = picograd.tensor.Tensor
        result = []
        for first in (False, True):
            node = expression(new(x, requires_grad=first), new(y, requires_grad=not first))
            answer = picograd.tensor_rules.RULES[node.op](copied(grad), node)
            result.append([rows is None for rows in answer])
        return result

    x, y, row, grad, square = learner.vary(A23, B23, ROW3, G23, [[-1.7, 0.4], [0.9, 2.3]])
    for name, expression, other, g in (
        ("a + b", lambda a, b: a + b, y, grad),
        ("a + row", lambda a, row: a + row, row, grad),
        ("a * b", lambda a, b: a * b, y, grad),
        ("a @ b.T", lambda a, b: a @ b.T, y, square),
    ):
        got = learner.ask(probe, expression, x, other, g)
        expected = [[True, False], [False, True]]
        assert_equal(got, expected, f"None for [a, b] of {name}: a constant, then b constant")


def test_the_other_child_of_a_constant_gets_its_gradient(learner):
    """Next to a constant, +, * and @ give the other child the same gradient as ever."""

    def probe(picograd, x, y, w, row):
        new = picograd.tensor.Tensor
        image, scale = new(x, requires_grad=False), new(y, requires_grad=False)
        weight, bias = new(w), new(row)
        result = (image * scale) @ weight + bias
        (-(result * 0.5).tanh()).backward()
        return [weight.grad, bias.grad, image.grad]

    x, y, w, row = learner.vary(A23, B23, B34, [[0.3, -0.2, 0.9, 0.45]])
    weight, bias, image = learner.ask(probe, x, y, w, row)
    _, right = oracle.torch_value_and_gradients(
        lambda x, y, w, row: -(((x * y) @ w + row) * 0.5).tanh(), [x, y, w, row]
    )
    assert_close(weight, right[2], "the gradient of the weights")
    assert_close(bias, right[3], "the gradient of the bias")
    assert_close(image, [[0.0] * 3] * 2, "the gradient of the constant images")


def test_the_gradient_of_the_images_is_never_computed(learner):
    """The rule of @ multiplies two matrices once, not twice, when one side is constant."""

    def probe(picograd, x, w, grad):
        calls = []

        def counted(product):
            def called(a, b):
                calls.append([len(a), len(a[0]), len(b[0])])
                return product(a, b)

            return called

        tensor, rules = picograd.tensor, picograd.tensor_rules
        # Wherever the rule looks for it: by the name in its own file, or in tensor.py.
        rules.product = tensor.product = counted(tensor.product)
        image, weight = tensor.Tensor(x, requires_grad=False), tensor.Tensor(w)
        node = image @ weight
        calls.clear()
        answer = rules.RULES["matmul"](grad, node)
        return [answer[1], len(calls)]

    x, w, grad = learner.vary(A23, B34, G24)
    gradient, calls = learner.ask(probe, x, w, grad)
    right = oracle.answer(lambda torch: torch.tensor(x).T @ torch.tensor(grad))
    assert_close(gradient, right, "the gradient of the weights")
    assert calls <= 1, f"the rule of @ multiplied matrices {calls} times for one gradient"


# Together


def test_gradients_of_several_uses_add_up(learner):
    """One tensor in several ops receives the gradients of all of them."""
    learner.matches_torch(lambda x, g: (x + x.relu() * x - x.T.T.tanh()) * g, A23, G23)


def test_a_small_network(learner):
    """Two layers, relu, log_softmax, pick and mean: every gradient is torch's."""

    def loss(x, w1, b1, w2, b2):
        hidden = (x @ w1 + b1).relu()
        return (hidden @ w2 + b2).log_softmax().pick([2, 0]).mean() * -1.0

    w2 = [[0.7, -0.4, 1.1], [-0.9, 0.25, 0.6], [0.15, -1.3, 0.8], [0.55, 0.95, -0.35]]
    learner.matches_torch(loss, A23, B34, [[0.3, -0.2, 0.9, 0.45]], w2, ROW3)
