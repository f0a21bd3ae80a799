"""The checks of tensor.py: a matrix in each node."""

from __future__ import annotations

import re
import weakref

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import error_of

# No shape is square, no number stands twice, and each sign occurs: a transpose, a swap or a
# forgotten element shows.
A23 = [[2.5, -1.5, 0.75], [-0.5, 3.5, 1.25]]
B23 = [[-0.7, 1.3, 2.1], [0.9, -2.3, 0.4]]
B34 = [[0.5, -1.75, 2.25, 0.3], [1.5, 0.8, -0.6, -2.5], [-1.1, 0.45, 1.9, 0.65]]
B32 = [[1.5, -0.25], [0.6, 2.75], [-3.25, 0.85]]
ROW3 = [[0.35, -1.45, 2.65]]
ROW2 = [[1.75, -0.95]]
COLUMN2 = [[1.4], [-2.2]]
G23 = [[-1.7, 0.4, 2.2], [0.9, -0.3, -1.2]]
G24 = [[1.2, -0.7, 0.35, -1.6], [-2.4, 0.15, 0.95, 1.1]]

RECORDED_OPS = {
    "", "matmul", "add", "mul", "relu", "tanh", "exp", "log", "sum", "mean", "transpose",
    "log_softmax", "pick",
}  # fmt: skip


def copied(rows):
    """New lists with the same numbers: a probe changes only what is its own."""
    return [list(row) for row in rows]


def place_of(child, nodes):
    """Which of `nodes` is this very child? The numbers in it, if it is none of them."""
    places = [index for index, node in enumerate(nodes) if node is child]
    return places[0] if places else child.data


def recorded(node, *nodes):
    """What a node has written down; children that are among `nodes` by their place there."""
    return {
        "op": node.op,
        "children": [place_of(child, nodes) for child in node.children],
        "ctx": list(node.ctx),
    }


def ops_below(node):
    """The ops of `node` and of everything under it."""
    return {node.op}.union(*(ops_below(child) for child in node.children))


def data_and_record(picograd, expression, *inputs):
    """[data of the expression, what it recorded] with a Tensor for each of the inputs."""
    leaves = [picograd.tensor.Tensor(rows) for rows in inputs]
    node = expression(*leaves)
    return [node.data, recorded(node, *leaves)]


def names(message, what):
    """Whether a message names a number, a text, or a shape, be it (2, 3), 2x3 or in words."""
    if isinstance(what, list):
        rows, columns = what
        return bool(re.search(rf"(?<!\d){rows}[^\d()\[\]]{{1,12}}{columns}(?!\d)", message))
    return str(what) in message


def refusal(call, *demanded):
    """[kind of the error, whether its message names each of `demanded`]; None without an error.

    The message itself stays behind: everybody has words of their own.
    """
    error = error_of(call)
    return error and [error[0], [names(error[1], what) for what in demanded]]


def assert_refused(got, demanded, what):
    """`got` is the refusal of a ValueError whose message names each of `demanded`."""
    assert got is not None, f"{what} raised nothing; expected a ValueError"
    assert_equal(got[0], "ValueError", f"what {what} raised")
    for name, said in zip(demanded, got[1], strict=True):
        assert said, f"the message of {what} should name {name}"


def refusal_and_right(picograd, wrong, right, shapes, *inputs):
    """[what `wrong` raises, the shape of what it answers instead, the data of `right`]."""
    leaves = [picograd.tensor.Tensor(rows) for rows in inputs]
    answers = []
    got = refusal(lambda: answers.append(wrong(*leaves)), *shapes)
    return [got, [list(answer.shape) for answer in answers], right(*leaves).data]


def product_of(picograd, a, b):
    return picograd.tensor.product(a, b)


# product and transposed


def test_product_of_two_matrices(learner):
    """product of 2 x 3 and 3 x 4 is 2 x 4: row i of a against column j of b."""
    a, b = learner.vary(A23, B34)
    got = learner.ask(product_of, a, b)
    right = oracle.answer(lambda torch: torch.tensor(a) @ torch.tensor(b))
    assert_close(got, right, "product(a, b)")


def test_product_of_a_row_and_a_column(learner):
    """product of 1 x 3 and 3 x 1 is one number in a row of its own: [[x]]."""
    row, (column,) = learner.vary(ROW3, [[0.55, 1.85, -0.65]])
    got = learner.ask(product_of, row, [[x] for x in column])
    assert_close(got, [[sum(x * y for x, y in zip(row[0], column, strict=True))]], "product")


def test_product_of_a_column_and_a_row(learner):
    """product of 2 x 1 and 1 x 3 is 2 x 3: every number of the column times the row."""
    column, row = learner.vary(COLUMN2, ROW3)
    got = learner.ask(product_of, column, row)
    assert_close(got, [[c * x for x in row[0]] for (c,) in column], "product")


def test_product_with_zeros(learner):
    """A zero in a adds nothing, but a negative number does; a row of zeros gives zeros."""
    # Numbers on both sides of each zero: to skip it, to stop at it and to skip what is
    # negative give three different answers.
    sparse = [
        [-2.5, exact(0.0), 1.5],
        [exact(0.0), exact(0.0), exact(0.0)],
        [exact(0.0), 0.75, -1.25],
    ]
    a, b = learner.vary(sparse, B34)
    got = learner.ask(product_of, a, b)
    right = oracle.answer(lambda torch: torch.tensor(a) @ torch.tensor(b))
    assert_close(got, right, "product(a, b)")


def test_product_makes_new_lists(learner):
    """The rows of a product are lists of their own, and the rows of a and b stay as they are."""

    def probe(picograd, a, b):
        a, b = copied(a), copied(b)
        result = picograd.tensor.product(a, b)
        first = copied(result)
        for row in result[:-1]:
            row[0] = 99.0
        return [first, result[-1], a, b]

    # Rows of zeros and of one 1 are where a shortcut might hand out a list twice.
    sparse = [[exact(0.0), exact(0.0)], [exact(1.0), exact(0.0)], [exact(0.0), exact(0.0)]]
    a, b = learner.vary(sparse, B23)
    first, last, a_after, b_after = learner.ask(probe, a, b)
    assert_close(first, [[0.0] * 3, b[0], [0.0] * 3], "product(a, b)")
    assert_close(last, [0.0] * 3, "the last row, after the others were changed")
    assert_close([a_after, b_after], [a, b], "[a, b] afterwards")


def test_transposed(learner):
    """transposed of 2 x 3 is 3 x 2, a list of lists; the rows that were given stay."""

    def probe(picograd, rows):
        rows = copied(rows)
        result = picograd.tensor.transposed(rows)
        kinds = [type(row).__name__ for row in result]
        numbers = copied(result)
        if "list" in kinds:
            result[0][0] = 99.0
        return [numbers, kinds, rows]

    rows = learner.vary(A23)
    numbers, kinds, after = learner.ask(probe, rows)
    assert_close(numbers, [list(column) for column in zip(*rows, strict=True)], "transposed(a)")
    assert_equal(kinds, ["list"] * 3, "the types of the rows")
    assert_close(after, rows, "the rows that were given, after the result was changed")


# A leaf


def test_a_tensor_keeps_its_numbers(learner):
    """Tensor(rows).data is the rows, and shape is (rows, columns)."""

    def probe(picograd, rows):
        tensor = picograd.tensor.Tensor(rows)
        return [tensor.data, list(tensor.shape)]

    rows = learner.vary(A23)
    data, shape = learner.ask(probe, rows)
    assert_close(data, rows, "data")
    assert_equal(shape, [2, 3], "shape of two rows of three")


def test_ints_become_floats(learner):
    """Tensor([[3, -2, 5]]) holds the floats 3.0, -2.0, 5.0."""
    got = learner.ask(lambda picograd: picograd.tensor.Tensor([[3, -2, 5]]).data)
    assert_equal(got, [[3.0, -2.0, 5.0]], "Tensor([[3, -2, 5]]).data")


def test_a_new_tensor_is_a_leaf_that_requires_a_gradient(learner):
    """A new Tensor has no children, the op "", an empty ctx, and requires a gradient."""

    def probe(picograd, rows):
        leaf = picograd.tensor.Tensor(rows)
        return [list(leaf.children), leaf.op, list(leaf.ctx), leaf.requires_grad]

    got = learner.ask(probe, learner.vary(A23))
    assert_equal(got, [[], "", [], True], "[children, op, ctx, requires_grad] of a leaf")


def test_the_gradient_starts_as_zeros_in_the_shape_of_the_data(learner):
    """A new 2 x 3 Tensor has the gradient [[0, 0, 0], [0, 0, 0]], constants included."""

    def probe(picograd, rows):
        new = picograd.tensor.Tensor
        return [new(rows).grad, new(rows, requires_grad=False).grad]

    got = learner.ask(probe, learner.vary(A23))
    assert_close(got, [[[0.0] * 3] * 2] * 2, "grad of two new tensors")


def test_a_tensor_keeps_children_op_and_ctx(learner):
    """Tensor(rows, children, op, ctx), in this order, keeps all it is given."""

    def probe(picograd, rows):
        new = picograd.tensor.Tensor
        a, b = new(rows), new(rows)
        return recorded(new(rows, (b, a, b), "mystery", (4, 3)), a, b)

    got = learner.ask(probe, learner.vary(A23))
    expected = {"op": "mystery", "children": [1, 0, 1], "ctx": [4, 3]}
    assert_equal(got, expected, "what Tensor(rows, (b, a, b), 'mystery', (4, 3)) recorded")


def test_the_lists_of_the_caller_are_not_kept(learner):
    """Changing the caller's lists later changes no tensor, and the other way round."""

    def probe(picograd, rows):
        rows = copied(rows)
        tensor = picograd.tensor.Tensor(rows)
        rows[0][0] = 99.0
        rows.append([7.0, 8.0, 9.0])
        kept = copied(tensor.data)
        tensor.data[1][1] = -99.0
        return [kept, rows[1]]

    rows = learner.vary(A23)
    kept, second = learner.ask(probe, rows)
    assert_close(kept, rows, "data after the caller's lists were changed")
    assert_close(second, rows[1], "the caller's row after data was changed")


def test_ragged_rows_are_a_value_error(learner):
    """Rows of different lengths are a ValueError that names the lengths, whichever row it is."""

    def probe(picograd, rows):
        new = picograd.tensor.Tensor
        longer = [*rows[0], 1.5]
        ragged = [[longer, rows[1]], [rows[0], longer], [rows[0], longer, rows[1]]]
        return [new(rows).data, [refusal(lambda wrong=wrong: new(wrong), 3, 4) for wrong in ragged]]

    rows = learner.vary(A23)
    data, refusals = learner.ask(probe, rows)
    assert_close(data, rows, "data")
    for got, place in zip(refusals, ("first", "last", "middle"), strict=True):
        assert_refused(got, (3, 4), f"rows of 3 numbers, but 4 in the {place} one,")


def test_empty_rows_are_a_value_error(learner):
    """No rows at all, or rows with nothing in them, are a ValueError."""

    def probe(picograd, rows):
        new = picograd.tensor.Tensor
        return [new(rows).data, [refusal(lambda wrong=w: new(wrong)) for w in ([], [[]], [[], []])]]

    rows = learner.vary(ROW3)
    data, refusals = learner.ask(probe, rows)
    assert_close(data, rows, "data")
    for got, what in zip(refusals, ("[]", "[[]]", "[[], []]"), strict=True):
        assert_refused(got, (), f"Tensor({what})")


def test_tensors_are_equal_only_to_themselves(learner):
    """Two Tensors that hold the same numbers are not equal, and a set keeps them apart."""

    def probe(picograd, rows):
        a, b = picograd.tensor.Tensor(rows), picograd.tensor.Tensor(rows)
        return [a.data, a == a, a == b, a != b, len({a, b, a})]

    rows = learner.vary(A23)
    data, *got = learner.ask(probe, rows)
    assert_close(data, rows, "data")
    assert_equal(got, [True, False, True, 2], "[a == a, a == b, a != b, len({a, b, a})]")


def test_a_forgotten_graph_is_gone(learner):
    """When nobody holds a result any more, it and all that only it used leave the memory."""

    def probe(picograd, x, y):
        a = picograd.tensor.Tensor(x)
        middle = a @ picograd.tensor.Tensor(y)
        result = middle.relu()
        data = result.data
        watched = [weakref.ref(middle), weakref.ref(result)]
        del middle, result
        return [data, [reference() is None for reference in watched]]

    a, b = learner.vary(A23, B34)
    data, gone = learner.ask(probe, a, b)
    right = oracle.answer(lambda torch: (torch.tensor(a) @ torch.tensor(b)).relu())
    assert_close(data, right, "(a @ b).relu()")
    assert_equal(gone, [True, True], "[a @ b is gone, (a @ b).relu() is gone]")


# requires_grad


def test_a_result_requires_a_gradient_if_one_child_does(learner):
    """x @ w requires a gradient for a constant x and a weight w, on whichever side it stands."""

    def probe(picograd, x, w):
        new = picograd.tensor.Tensor
        constant, weight = new(x, requires_grad=False), new(w)
        results = [constant @ weight, weight.T @ constant.T, weight * 2, -weight, weight.relu()]
        return [results[0].data, [result.requires_grad for result in results]]

    x, w = learner.vary(A23, B34)
    data, required = learner.ask(probe, x, w)
    right = oracle.answer(lambda torch: torch.tensor(x) @ torch.tensor(w))
    assert_close(data, right, "x @ w")
    assert_equal(required, [True] * 5, "requires_grad of x @ w, w.T @ x.T, w * 2, -w, w.relu()")


def test_what_is_computed_from_constants_requires_no_gradient(learner):
    """A result of constants alone is a constant, through every op, and still has its children."""

    def probe(picograd, x, y):
        new = picograd.tensor.Tensor
        a, b = new(x, requires_grad=False), new(y, requires_grad=False)
        results = [a + b, a - b, a * b, 2 * a, a @ b.T, a.T, a.relu(), a.tanh(), a.exp()]
        results += [a.exp().log(), a.sum(), a.mean(), a.log_softmax(), a.pick([2, 0])]
        return [a.requires_grad, [r.op for r in results if r.requires_grad], recorded(a * b, a, b)]

    kept, strange, record = learner.ask(probe, *learner.vary(A23, B23))
    assert_equal(kept, False, "requires_grad of Tensor(rows, requires_grad=False)")
    assert_equal(strange, [], "ops of two constants whose result requires a gradient")
    assert_equal(record, {"op": "mul", "children": [0, 1], "ctx": []}, "what a * b recorded")


def test_requires_grad_speaks_for_leaves_only(learner):
    """Among children, they decide: what is passed as requires_grad counts for leaves alone."""

    def probe(picograd, rows):
        new = picograd.tensor.Tensor
        constant, weight = new(rows, requires_grad=False), new(rows)
        of_constants = new(rows, (constant, constant), "add", requires_grad=True)
        of_a_weight = new(rows, (constant, weight), "add", requires_grad=False)
        nodes = [constant, weight, of_constants, of_a_weight]
        return [node.requires_grad for node in nodes]

    got = learner.ask(probe, learner.vary(A23))
    what = "requires_grad of a constant, a weight, a result of constants, a result of both"
    assert_equal(got, [False, True, False, True], what)


def test_backward_calls_no_rule_for_constants(learner):
    """No rule is called for a node computed from constants: the images cost nothing."""

    def probe(picograd, x, w):
        rules = picograd.tensor_rules.RULES
        calls = []

        def counted(op, rule):
            def called(grad, node):
                calls.append(op)
                return rule(grad, node)

            return called

        for op in list(rules):
            rules[op] = counted(op, rules[op])
        new = picograd.tensor.Tensor
        images, weight = new(x, requires_grad=False), new(w)
        result = ((images * 2).tanh() @ weight).relu().sum()
        result.backward()
        return [weight.grad, sorted(calls)]

    x, w = learner.vary(A23, B34)
    gradient, calls = learner.ask(probe, x, w)
    _, (_, right) = oracle.torch_value_and_gradients(
        lambda x, w: ((x * 2).tanh() @ w).relu().sum(), [x, w]
    )
    assert_close(gradient, right, "the gradient of w in ((x * 2).tanh() @ w).relu().sum()")
    assert_equal(calls, ["matmul", "relu", "sum"], "the rules that were called, x being constant")


# + and -


def test_the_sum_of_two_matrices(learner):
    """a + b adds element by element, and both receive the gradient."""
    learner.matches_torch(lambda a, b, g: (a + b) * g, A23, B23, G23)


def test_a_row_is_added_to_every_row(learner):
    """a + row adds the 1 x m row to each of the n rows."""
    learner.matches_torch(lambda a, row, g: (a + row) * g, A23, ROW3, G23)


def test_a_row_is_added_to_a_single_row(learner):
    """A 1 x m matrix plus a 1 x m row is 1 x m."""
    learner.matches_torch(lambda a, row: (a + row) * a, ROW3, [[1.15, 0.35, -2.05]])


def test_addition_is_recorded(learner):
    """a + b and a + row are recorded as "add"; the row itself is the child, not a copy of it."""

    def probe(picograd, x, y, z):
        a, b, row = (picograd.tensor.Tensor(rows) for rows in (x, y, z))
        total = a + row
        return [total.data, recorded(a + b, a, b, row), recorded(total, a, b, row)]

    a, b, row = learner.vary(A23, B23, ROW3)
    data, equal, stretched = learner.ask(probe, a, b, row)
    right = oracle.answer(lambda torch: torch.tensor(a) + torch.tensor(row))
    assert_close(data, right, "a + row")
    assert_equal(equal, {"op": "add", "children": [0, 1], "ctx": []}, "what a + b recorded")
    assert_equal(stretched, {"op": "add", "children": [0, 2], "ctx": []}, "what a + row recorded")


def test_addition_of_wrong_shapes_is_a_value_error(learner):
    """2 x 3 plus 3 x 2, or plus a row of 2, is a ValueError that names both shapes."""
    for other, shape in ((B32, (3, 2)), (ROW2, (1, 2))):
        inputs = learner.vary(A23, other)
        got, _, right = learner.ask(
            refusal_and_right, lambda a, b: a + b, lambda a, b: a + a, [[2, 3], [*shape]], *inputs
        )
        assert_refused(got, ((2, 3), shape), f"(2, 3) + {shape}")
        assert_close(right, [[x + x for x in row] for row in inputs[0]], "a + a")


def test_nothing_but_a_row_is_stretched(learner):
    """2 x 3 plus 2 x 1, or plus 1 x 1, is a ValueError: only a 1 x m row fits every row."""
    for other, shape in ((COLUMN2, (2, 1)), ([[1.35]], (1, 1))):
        inputs = learner.vary(A23, other)
        got, _, right = learner.ask(
            refusal_and_right, lambda a, b: a + b, lambda a, b: a + a, [[2, 3], [*shape]], *inputs
        )
        assert_refused(got, ((2, 3), shape), f"(2, 3) + {shape}")
        assert_close(right, [[x + x for x in row] for row in inputs[0]], "a + a")


def test_a_row_on_the_left_is_not_stretched(learner):
    """1 x 3 plus 2 x 3 is a ValueError that names both shapes: the row stands on the right."""
    a, row = learner.vary(A23, ROW3)
    got, _, right = learner.ask(
        refusal_and_right, lambda a, row: row + a, lambda a, row: a + row, [[1, 3], [2, 3]], a, row
    )
    assert_refused(got, ((1, 3), (2, 3)), "(1, 3) + (2, 3)")
    assert_close(right, oracle.answer(lambda torch: torch.tensor(a) + torch.tensor(row)), "a + row")


def test_the_difference_of_two_matrices(learner):
    """a - b subtracts b from a: the value, and gradients of opposite signs."""
    learner.matches_torch(lambda a, b, g: (a - b) * g, A23, B23, G23)


def test_a_row_is_subtracted_from_every_row(learner):
    """a - row takes the row from each of the n rows."""
    learner.matches_torch(lambda a, row, g: (a - row) * g, A23, ROW3, G23)


def test_negation(learner):
    """-a has the opposite sign in every element, and so has its gradient."""
    learner.matches_torch(lambda a, g: -a * g, A23, G23)


def test_minus_is_composed(learner):
    """-a and a - b are composed of ops that have a rule."""

    def probe(picograd, x, y):
        a, b = picograd.tensor.Tensor(x), picograd.tensor.Tensor(y)
        return [(a - b).data, sorted(ops_below(-a)), sorted(ops_below(a - b))]

    a, b = learner.vary(A23, B23)
    data, *below = learner.ask(probe, a, b)
    assert_close(data, oracle.answer(lambda torch: torch.tensor(a) - torch.tensor(b)), "a - b")
    for name, ops in zip(("-a", "a - b"), below, strict=True):
        strange = sorted(set(ops) - RECORDED_OPS)
        assert not strange, f"{name} is recorded with the op {strange[0]!r}, which has no rule"


# *


def test_the_product_element_by_element(learner):
    """a * b multiplies element by element; each receives the other as its derivative."""
    learner.matches_torch(lambda a, b, g: a * b * g, A23, B23, G23)


def test_a_matrix_times_a_number(learner):
    """a * 2.5 and a * 3 multiply every element, and the gradient too."""
    learner.matches_torch(lambda a, g: a * 2.5 * g + a * 3, A23, G23)


def test_a_number_times_a_matrix(learner):
    """2.5 * a and 3 * a multiply every element, and the gradient too."""
    learner.matches_torch(lambda a, g: 2.5 * a * g + 3 * a, A23, G23)


def test_zero_is_a_number_too(learner):
    """a * 0 and 0 * a are nodes that hold zeros; the gradient is zero."""
    learner.matches_torch(lambda a: a * 0 + 0 * a + a * a, A23)


def test_multiplication_is_recorded(learner):
    """a * b, a * 2 and 2 * a are recorded as "mul" in the order of the operands."""

    def probe(picograd, x, y):
        a, b = picograd.tensor.Tensor(x), picograd.tensor.Tensor(y)
        return [recorded(node, a, b) for node in (a * b, a * 2, 2 * a)]

    got = learner.ask(probe, *learner.vary(A23, B23))
    twos = [[2.0] * 3] * 2
    children = [[0, 1], [0, twos], [twos, 0]]
    expected = [{"op": "mul", "children": pair, "ctx": []} for pair in children]
    assert_equal(got, expected, "what a * b, a * 2 and 2 * a recorded")


def test_a_number_becomes_a_constant(learner):
    """The number in a * 2.5 and 2.5 * a requires no gradient, and its gradient stays zero."""

    def probe(picograd, x):
        a = picograd.tensor.Tensor(x)
        nodes = [a * 2.5, 2.5 * a]
        for node in nodes:
            node.backward()
        numbers = [child for node in nodes for child in node.children if child is not a]
        return [[number.requires_grad, number.grad] for number in numbers]

    got = learner.ask(probe, learner.vary(A23))
    expected = [[False, [[0.0] * 3] * 2]] * 2
    assert_equal(got, expected, "[requires_grad, grad] of the 2.5 in a * 2.5 and in 2.5 * a")


def test_multiplication_of_wrong_shapes_is_a_value_error(learner):
    """2 x 3 times 3 x 2 or times a row of 3 is a ValueError: nothing is stretched for `*`."""
    for other, shape in ((B32, (3, 2)), (ROW3, (1, 3)), (COLUMN2, (2, 1))):
        inputs = learner.vary(A23, other)
        for product, shapes in (
            (lambda a, b: a * b, ((2, 3), shape)),
            (lambda a, b: b * a, (shape, (2, 3))),
        ):
            got, _, right = learner.ask(
                refusal_and_right, product, lambda a, b: a * a, [[*s] for s in shapes], *inputs
            )
            assert_refused(got, shapes, f"{shapes[0]} * {shapes[1]}")
            assert_close(right, [[x * x for x in row] for row in inputs[0]], "a * a")


# @ and T


def test_matmul(learner):
    """a @ b for 2 x 3 and 3 x 4: the value and both gradients."""
    learner.matches_torch(lambda a, b, g: (a @ b) * g, A23, B34, G24)


def test_matmul_is_recorded(learner):
    """a @ b is recorded as "matmul" with the children (a, b), in this order."""
    data, record = learner.ask(data_and_record, lambda a, b: a @ b, *learner.vary(A23, B34))
    assert_equal(record, {"op": "matmul", "children": [0, 1], "ctx": []}, "what a @ b recorded")
    assert_equal([len(data), len(data[0])], [2, 4], "the shape of 2 x 3 @ 3 x 4")


def test_a_matrix_times_its_own_transpose(learner):
    """x @ x.T uses x twice and adds up both gradients."""
    learner.matches_torch(lambda x, g: (x @ x.T) * g, A23, [[-1.7, 0.4], [0.9, 2.3]])


def test_matmul_of_wrong_shapes_is_a_value_error(learner):
    """2 x 3 @ 2 x 3 is a ValueError that names both shapes; so is 2 x 3 @ 1 x 3."""
    for other, shape in ((B23, (2, 3)), (ROW3, (1, 3))):
        inputs = learner.vary(A23, other)
        got, _, right = learner.ask(
            refusal_and_right, lambda a, b: a @ b, lambda a, b: a @ b.T, [[2, 3], [*shape]], *inputs
        )
        assert_refused(got, ((2, 3), shape), f"(2, 3) @ {shape}")
        expected = oracle.answer(
            lambda torch, ab=inputs: torch.tensor(ab[0]) @ torch.tensor(ab[1]).T
        )
        assert_close(right, expected, "a @ b.T")


def test_the_transpose(learner):
    """a.T is 3 x 2 for a 2 x 3, and its gradient comes back transposed."""
    learner.matches_torch(lambda a, g: a.T * g, A23, [[-1.7, 0.4], [0.9, 2.3], [-0.6, 1.1]])


def test_the_transpose_is_recorded(learner):
    """a.T is recorded as "transpose" with the child a."""
    data, record = learner.ask(data_and_record, lambda a: a.T, learner.vary(A23))
    assert_equal([len(data), len(data[0])], [3, 2], "the shape of the transpose of 2 x 3")
    assert_equal(record, {"op": "transpose", "children": [0], "ctx": []}, "what a.T recorded")


# Functions of one tensor


def test_relu(learner):
    """relu keeps what is positive and makes 0.0 of the rest, element by element."""
    x = [[2.5, -1.5, exact(0.0)], [-0.5, 3.5, -1.25]]
    learner.matches_torch(lambda a, g: a.relu() * g, x, G23)


def test_tanh(learner):
    """tanh of every element; at +-1000 it is +-1, not an error."""
    x = [[0.5, -1.5, 1000.0], [-0.25, 2.5, -1000.0]]
    learner.matches_torch(lambda a, g: a.tanh() * g, x, G23)


def test_exp(learner):
    """e ** x for every element; e ** 300 and e ** -300 are floats like others."""
    x = [[0.5, -1.5, 300.0], [-300.0, 2.5, -0.75]]
    learner.matches_torch(lambda a, g: a.exp() * g, x, G23)


def test_log(learner):
    """The natural logarithm of every element, be it as small as 1e-30."""
    x = [[0.35, 1.5, 1e-30], [6.25, 2.5e-12, 12.5]]
    learner.matches_torch(lambda a, g: a.log() * g, x, G23)


def test_log_of_what_is_not_positive_is_a_value_error(learner):
    """log is a ValueError that names log and the number <= 0, wherever it stands."""

    def probe(picograd, rows, places):
        new = picograd.tensor.Tensor
        refusals = []
        for i, j, number in places:
            wrong = copied(rows)
            wrong[i][j] = number
            refusals.append(refusal(lambda wrong=wrong: new(wrong).log(), "log", number))
        return [new(rows).log().data, refusals]

    rows = learner.vary([[0.35, 1.5], [2.75, 0.65], [0.85, 6.25]])
    # In each row, in each column, and in a row that begins with its largest number.
    places = [[i, j, learner.vary(x)] for i, j, x in ((0, 1, -2.5), (1, 1, -0.45), (2, 0, -1.35))]
    places.append([1, 0, 0.0])
    data, refusals = learner.ask(probe, rows, places)
    assert_close(data, oracle.answer(lambda torch: torch.tensor(rows).log()), "log")
    for got, (i, j, number) in zip(refusals, places, strict=True):
        assert_refused(got, ("log", number), f"log with {number} in row {i}, column {j}")


def test_relu_tanh_exp_and_log_are_recorded(learner):
    """Each is recorded under its own name, with one child and an empty ctx."""

    def probe(picograd, rows):
        a = picograd.tensor.Tensor(rows)
        return [recorded(node, a) for node in (a.relu(), a.tanh(), a.exp(), a.log())]

    got = learner.ask(probe, learner.vary([[0.35, 1.5, 2.75]]))
    names = ("relu", "tanh", "exp", "log")
    expected = [{"op": name, "children": [0], "ctx": []} for name in names]
    assert_equal(got, expected, "what a.relu(), a.tanh(), a.exp() and a.log() recorded")


def test_sum(learner):
    """sum adds all elements of all rows: 1 x 1."""
    learner.matches_torch(lambda a, g: a.sum() * g, A23, [[-1.7]])


def test_mean(learner):
    """mean divides the sum by the number of all elements, rows times columns: 1 x 1."""
    learner.matches_torch(lambda a, g: a.mean() * g, A23, [[-1.7]])


def test_sum_and_mean_are_recorded(learner):
    """a.sum() is recorded as "sum" and a.mean() as "mean", each with the one child a."""

    def probe(picograd, rows):
        a = picograd.tensor.Tensor(rows)
        return [recorded(a.sum(), a), recorded(a.mean(), a)]

    got = learner.ask(probe, learner.vary(A23))
    expected = [{"op": name, "children": [0], "ctx": []} for name in ("sum", "mean")]
    assert_equal(got, expected, "what a.sum() and a.mean() recorded")


# log_softmax and pick


def test_log_softmax(learner):
    """log_softmax of each row by itself: x minus the log of the sum of e ** x over the row."""
    learner.matches_torch(lambda a, g: a.log_softmax() * g, A23, G23)


def test_log_softmax_of_a_single_column(learner):
    """With one class only, its log-probability is 0 in every row."""
    learner.matches_torch(lambda a, g: a.log_softmax() * g, COLUMN2, [[-1.7], [0.9]])


def test_log_softmax_of_large_numbers(learner):
    """Logits near 1000 overflow nothing."""
    x = [[1000.0, 998.5, 1001.25], [999.5, exact(1001.0), 997.75]]
    learner.matches_torch(lambda a, g: a.log_softmax() * g, x, G23)


def test_log_softmax_of_very_negative_numbers(learner):
    """Logits near -1000 make no log of 0."""
    x = [[-1000.0, -1001.5, -1003.0], [exact(-999.0), -1002.0, -1000.5]]
    learner.matches_torch(lambda a, g: a.log_softmax() * g, x, G23)


def test_log_softmax_of_a_hopeless_class(learner):
    """A logit 2000 below another has the log-probability -2000, though its probability is 0."""
    x = [[1000.0, 998.5, -1000.0], [999.25, -995.0, 1001.5]]
    learner.matches_torch(lambda a, g: a.log_softmax() * g, x, G23)


def test_log_softmax_of_rows_of_very_different_size(learner):
    """A row near -800 next to one near 800 keeps all its digits: each row has its own maximum."""
    x = [
        [exact(800.25), exact(798.5), exact(801.0)],
        [exact(-800.5), exact(-799.75), exact(-802.0)],
    ]
    learner.matches_torch(lambda a, g: a.log_softmax() * g, x, G23)


def test_log_softmax_is_recorded(learner):
    """a.log_softmax() is one node, "log_softmax", with the child a."""
    data, record = learner.ask(data_and_record, lambda a: a.log_softmax(), learner.vary(A23))
    assert_equal([len(data), len(data[0])], [2, 3], "the shape of a.log_softmax()")
    assert_equal(record, {"op": "log_softmax", "children": [0], "ctx": []}, "what it recorded")


def test_pick(learner):
    """pick takes from each row the element of its own column: n x 1."""
    learner.matches_torch(
        lambda a, g: a.pick([3, 0, 2]) * g,
        [[0.5, -1.75, 2.25, 0.3], [1.5, 0.8, -0.6, -2.5], [-1.1, 0.45, 1.9, 0.65]],
        [[-1.7], [0.4], [2.2]],
    )


def test_pick_is_recorded(learner):
    """a.pick([2, 0]) is recorded as "pick" with the child a, and ctx is the tuple (2, 0)."""

    def probe(picograd, rows, columns):
        a = picograd.tensor.Tensor(rows)
        node = a.pick(columns)
        columns[0] = 1
        return [recorded(node, a), type(node.ctx).__name__]

    record, kind = learner.ask(probe, learner.vary(A23), [2, 0])
    assert_equal(record, {"op": "pick", "children": [0], "ctx": [2, 0]}, "what pick recorded")
    assert_equal(kind, "tuple", "the type of ctx")


def test_pick_needs_one_column_a_row(learner):
    """pick with more or fewer columns than rows is a ValueError that names both numbers."""

    def probe(picograd, rows):
        a = picograd.tensor.Tensor(rows)
        refusals = [refusal(lambda c=c: a.pick(c), 3, len(c)) for c in ([1], [1, 0, 2, 1])]
        return [a.pick([1, 0, 2]).data, refusals]

    rows = learner.vary([[1.5, -0.25, 0.7], [0.6, 2.75, -1.9], [-3.25, 0.85, 2.1]])
    data, refusals = learner.ask(probe, rows)
    assert_close(data, [[rows[0][1]], [rows[1][0]], [rows[2][2]]], "pick([1, 0, 2])")
    for got, count in zip(refusals, (1, 4), strict=True):
        assert_refused(got, (3, count), f"pick of {count} columns for 3 rows")


def test_pick_refuses_a_column_that_is_not_there(learner):
    """pick of column 3 of 3, or of column -1, is a ValueError that names the column."""

    def probe(picograd, rows):
        a = picograd.tensor.Tensor(rows)
        refusals = [refusal(lambda c=c: a.pick(c), w) for c, w in (([0, 3], 3), ([-1, 2], -1))]
        return [a.pick([0, 2]).data, refusals]

    rows = learner.vary(A23)
    data, refusals = learner.ask(probe, rows)
    assert_close(data, [[rows[0][0]], [rows[1][2]]], "pick([0, 2])")
    for got, column in zip(refusals, (3, -1), strict=True):
        assert_refused(got, (column,), f"pick of column {column} of 3")


# What ops leave alone


def test_the_operands_stay_as_they_are(learner):
    """Every op makes a new node and changes nothing in its operands."""

    def probe(picograd, x, y, w):
        new = picograd.tensor.Tensor
        a, b, c = new(copied(x)), new(copied(y)), new(copied(w))
        before = [[copied(t.data), copied(t.grad), t.op, list(t.children)] for t in (a, b, c)]
        results = [a + b, a - b, a * b, a * 2, 2 * a, -a, a @ c, a.T, a.relu(), a.tanh()]
        results += [a.exp(), a.exp().log(), a.sum(), a.mean(), a.log_softmax(), a.pick([2, 0])]
        old = sum(result is a or result is b for result in results)
        after = [[t.data, t.grad, t.op, list(t.children)] for t in (a, b, c)]
        return [results[0].data, old, before, after]

    a, b, c = learner.vary(A23, B23, B34)
    data, old, before, after = learner.ask(probe, a, b, c)
    assert_close(data, oracle.answer(lambda torch: torch.tensor(a) + torch.tensor(b)), "a + b")
    assert_equal(old, 0, "how many of 16 ops answered with an operand, not with a new node")
    assert_equal(after, before, "[data, grad, op, children] of the operands afterwards")


# Gradients


def test_accumulate_adds(learner):
    """accumulate adds to the gradient: called twice, both are in it."""

    def probe(picograd, x, first, second):
        a = picograd.tensor.Tensor(x)
        a.accumulate(first)
        a.accumulate(second)
        return [a.grad, a.data]

    x, first, second = learner.vary(A23, G23, B23)
    grad, data = learner.ask(probe, x, first, second)
    right = oracle.answer(lambda torch: torch.tensor(first) + torch.tensor(second))
    assert_close(grad, right, "grad after two calls")
    assert_close(data, x, "data afterwards")


def test_accumulate_keeps_no_list_of_others(learner):
    """The gradient that is handed over stays the caller's: changing it later changes no node."""

    def probe(picograd, x, g):
        new = picograd.tensor.Tensor
        a, b, g = new(x), new(x), copied(g)
        a.accumulate(g)
        b.accumulate(g)
        b.accumulate(g)
        g[0][0] = 99.0
        return [a.grad, b.grad, g[1]]

    x, g = learner.vary(A23, G23)
    first, second, row = learner.ask(probe, x, g)
    assert_close(first, g, "grad after one call")
    assert_close(second, [[2 * d for d in row] for row in g], "grad of another node, two calls")
    assert_close(row, g[1], "the second row of the gradient that was handed over")


def test_the_gradients_of_a_sum_are_kept_apart(learner):
    """After (a + b).backward(), more gradient for a changes neither b's nor the sum's."""

    def probe(picograd, x, y, g):
        a, b = picograd.tensor.Tensor(x), picograd.tensor.Tensor(y)
        total = a + b
        total.backward()
        a.accumulate(g)
        return [a.grad, b.grad, total.grad]

    x, y, g = learner.vary(A23, B23, G23)
    ones = [[1.0] * 3] * 2
    first, second, total = learner.ask(probe, x, y, g)
    assert_close(first, [[1.0 + d for d in row] for row in g], "the gradient of a")
    assert_close(second, ones, "the gradient of b")
    assert_close(total, ones, "the gradient of a + b")


def test_accumulate_refuses_a_gradient_of_another_shape(learner):
    """A 2 x 3 gradient for a 1 x 3 bias is a ValueError that names both shapes; 1 x 3 fits."""

    def probe(picograd, row, g):
        bias = picograd.tensor.Tensor(row)
        tall = refusal(lambda: bias.accumulate(g), [1, 3], [2, 3])
        narrow = refusal(lambda: bias.accumulate([[1.0]]), [1, 3], [1, 1])
        bias.accumulate(row)
        return [bias.grad, tall, narrow]

    row, g = learner.vary(ROW3, G23)
    grad, tall, narrow = learner.ask(probe, row, g)
    assert_close(grad, row, "grad after a gradient that fits")
    assert_refused(tall, ((1, 3), (2, 3)), "a gradient of (2, 3) for (1, 3)")
    assert_refused(narrow, ((1, 3), (1, 1)), "a gradient of (1, 1) for (1, 3)")


def test_zero_grad_clears(learner):
    """zero_grad makes the gradient zeros in the shape of the data again; data stays."""

    def probe(picograd, x, g):
        a = picograd.tensor.Tensor(x)
        a.accumulate(g)
        full = copied(a.grad)
        a.zero_grad()
        return [full, a.grad, a.data]

    x, g = learner.vary(A23, G23)
    full, cleared, data = learner.ask(probe, x, g)
    assert_close(full, g, "grad before")
    assert_close(cleared, [[0.0] * 3] * 2, "grad after zero_grad")
    assert_close(data, x, "data after zero_grad")


def test_the_rows_of_a_zero_gradient_are_independent(learner):
    """Changing one row of a fresh or cleared gradient in place leaves the other rows zero."""

    def probe(picograd, x):
        new = picograd.tensor.Tensor
        a, b = new(x), new(x)
        a.grad[0][1] = 5.0
        b.zero_grad()
        b.grad[1][2] = 7.0
        return [a.grad, b.grad, new(x).grad]

    got = learner.ask(probe, learner.vary(A23))
    expected = [[[0.0, 5.0, 0.0], [0.0] * 3], [[0.0] * 3, [0.0, 0.0, 7.0]], [[0.0] * 3] * 2]
    assert_close(got, expected, "the gradients of three tensors")


def test_backward_twice_doubles_the_leaves(learner):
    """backward twice on the same graph doubles the gradients of the leaves."""

    def probe(picograd, x, w):
        a, b = picograd.tensor.Tensor(x), picograd.tensor.Tensor(w)
        result = (a @ b).relu().mean()
        result.backward()
        once = [copied(a.grad), copied(b.grad)]
        result.backward()
        return [once, [a.grad, b.grad]]

    x, w = learner.vary(A23, B34)
    once, twice = learner.ask(probe, x, w)
    _, right = oracle.torch_value_and_gradients(lambda a, b: (a @ b).relu().mean(), [x, w])
    assert_close(once, right, "the gradients of a and b after one backward")
    doubled = [[[2 * g for g in row] for row in gradient] for gradient in right]
    assert_close(twice, doubled, "the gradients of a and b after two")


def test_a_node_used_twice_receives_both_gradients(learner):
    """x + x, x * x and x used again further down add up all their gradients."""
    learner.matches_torch(lambda x, g: ((x + x) * x + x.tanh()) * g, A23, G23)


def test_a_small_network(learner):
    """Two layers, relu, log_softmax, pick and mean together: the loss and every gradient."""

    def loss(x, w1, b1, w2, b2):
        hidden = (x @ w1 + b1).relu()
        return (hidden @ w2 + b2).log_softmax().pick([2, 0]).mean() * -1.0

    w2 = [[0.7, -0.4, 1.1], [-0.9, 0.25, 0.6], [0.15, -1.3, 0.8], [0.55, 0.95, -0.35]]
    learner.matches_torch(loss, A23, B34, [[0.3, -0.2, 0.9, 0.45]], w2, ROW3)
