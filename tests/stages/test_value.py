"""The checks of value.py: numbers that remember where they came from."""

from __future__ import annotations

import weakref

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import error_of, names_all

WRONG = ("two", None, [1.5])
BARE = "no node"
RECORDED_OPS = {"", "add", "mul", "pow", "exp", "log", "tanh", "relu"}


def place_of(child, nodes):
    """Which of `nodes` is this very child? The number in it, if it is none of them.

    A child that is no node at all is told in words.
    """
    places = [index for index, node in enumerate(nodes) if node is child]
    if places:
        return places[0]
    return child.data if hasattr(child, "data") else f"{BARE}: {child!r}"


def recorded(node, *nodes):
    """What a node has written down; children that are among `nodes` by their place there."""
    return {
        "op": node.op,
        "children": [place_of(child, nodes) for child in node.children],
        "ctx": list(node.ctx),
    }


def ops_below(node):
    """The ops of `node` and of everything under it; BARE for what is no node."""
    if not hasattr(node, "op"):
        return {BARE}
    return {node.op}.union(*(ops_below(child) for child in node.children))


def state(node):
    return [node.data, node.grad, node.op, list(node.children), list(node.ctx)]


def must_name(error, kind, demanded, what):
    """`error`, as `names_all` gives it, is a `kind` whose message names all of `demanded`."""
    assert error is not None, f"{what} raised nothing; expected a {kind}"
    assert_equal(error[0], kind, f"what {what} raised")
    for name, named in zip(demanded, error[1], strict=True):
        assert named, f"{what} raises a {kind}, as it should; its message should name {name}"


# A leaf


def test_a_value_keeps_its_number(learner):
    """Value(-2.718281828).data is -2.718281828, to the last digit."""
    number = learner.vary(-2.718281828)
    got = learner.ask(lambda picograd, x: picograd.value.Value(x).data, number)
    assert_close(got, number, f"Value({number}).data")


def test_an_int_becomes_a_float(learner):
    """Value(3) holds the float 3.0."""

    def probe(picograd):
        data = picograd.value.Value(3).data
        return [type(data).__name__, data]

    assert_equal(learner.ask(probe), ["float", 3.0], "type and data of Value(3)")


def test_a_new_value_is_a_leaf_without_gradient(learner):
    """A new Value has the gradient 0.0, no children, the op "" and an empty ctx."""

    def probe(picograd, x):
        node = picograd.value.Value(x)
        return [node.grad, list(node.children), node.op, list(node.ctx)]

    got = learner.ask(probe, learner.vary(2.5))
    assert_equal(got, [0.0, [], "", []], "[grad, children, op, ctx] of a leaf")


def test_a_value_keeps_children_op_and_ctx(learner):
    """Value(data, children, op, ctx) keeps all it is given, the children in their order."""

    def probe(picograd, x, y, z, k):
        new = picograd.value.Value
        a, b = new(x), new(y)
        return recorded(new(z, (b, a, b), "mystery", (k, 3)), a, b)

    k = learner.vary(0.5)
    got = learner.ask(probe, *learner.vary(2.5, -1.5, 4.5), k)
    expected = {"op": "mystery", "children": [1, 0, 1], "ctx": [k, 3]}
    assert_equal(got, expected, "what Value(z, (b, a, b), 'mystery', (k, 3)) recorded")


def test_what_is_not_a_number_is_a_type_error(learner):
    """Value("two"), Value(None) and Value([1.5]) are TypeErrors that name what they were given."""

    names = ["two", "None", "1.5"]

    def probe(picograd, x, names):
        new = picograd.value.Value
        right = new(x).data
        errors = [names_all(lambda x=x: new(x), name) for x, name in zip(WRONG, names, strict=True)]
        return [right, errors]

    number = learner.vary(2.5)
    data, errors = learner.ask(probe, number, names)
    assert_close(data, number, f"Value({number}).data")
    for wrong, name, error in zip(WRONG, names, errors, strict=True):
        must_name(error, "TypeError", [name], f"Value({wrong!r})")


def test_a_bool_is_not_a_number(learner):
    """Value(True) is a TypeError that names True, although a bool is an int to Python."""

    def probe(picograd):
        new = picograd.value.Value
        # A string is refused elsewhere: it tells this slip from a constructor that takes all.
        return [new(1).data, names_all(lambda: new(True), "True"), names_all(lambda: new("two"))]

    data, error, _ = learner.ask(probe)
    assert_equal(data, 1.0, "Value(1).data")
    must_name(error, "TypeError", ["True"], "Value(True)")


def test_a_string_that_spells_a_number_is_not_one(learner):
    """Value("2.5") is a TypeError that names 2.5, although float("2.5") is a number."""

    def probe(picograd):
        new = picograd.value.Value
        return [new(1).data, names_all(lambda: new("2.5"), "2.5")]

    data, error = learner.ask(probe)
    assert_equal(data, 1.0, "Value(1).data")
    must_name(error, "TypeError", ["2.5"], 'Value("2.5")')


def test_a_value_in_a_value_is_a_type_error(learner):
    """Value(Value(2.5)) is a TypeError: a node is not a number."""

    def probe(picograd, x):
        new = picograd.value.Value
        inner = new(x)
        return [inner.data, names_all(lambda: new(inner), "Value")]

    number = learner.vary(2.5)
    data, error = learner.ask(probe, number)
    assert_close(data, number, "data of the inner Value")
    must_name(error, "TypeError", ["Value"], f"Value(Value({number}))")


def test_values_are_equal_only_to_themselves(learner):
    """Two Values that hold the same number are not equal, and a set keeps them apart."""

    def probe(picograd, x):
        a, b = picograd.value.Value(x), picograd.value.Value(x)
        return [a.data, a == a, a == b, a != b, len({a, b, a})]

    number = learner.vary(2.5)
    data, *got = learner.ask(probe, number)
    assert_close(data, number, "data")
    assert_equal(got, [True, False, True, 2], "[a == a, a == b, a != b, len({a, b, a})]")


def test_a_forgotten_graph_is_gone(learner):
    """When nobody holds a result any more, it and all that only it used leave the memory."""

    def probe(picograd, x, y):
        new = picograd.value.Value
        a = new(x)
        middle = a * new(y)
        result = middle + a
        data = result.data
        watched = [weakref.ref(middle), weakref.ref(result)]
        del middle, result
        return [data, [reference() is None for reference in watched]]

    x, y = learner.vary(2.5, -1.5)
    data, gone = learner.ask(probe, x, y)
    assert_close(data, x * y + x, "a * b + a")
    assert_equal(gone, [True, True], "[a * b is gone, a * b + a is gone]")


# + and *


def test_addition_computes_the_sum(learner):
    """a + b holds the sum of the two numbers."""
    x, y = learner.vary(2.5, -4.5)
    got = learner.ask(
        lambda picograd, x, y: (picograd.value.Value(x) + picograd.value.Value(y)).data, x, y
    )
    assert_close(got, x + y, f"{x} + {y}")


def test_addition_is_recorded(learner):
    """a + b is recorded as "add" with the children (a, b), in this order."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        return recorded(a + b, a, b)

    got = learner.ask(probe, *learner.vary(2.5, -4.5))
    assert_equal(got, {"op": "add", "children": [0, 1], "ctx": []}, "what a + b recorded")


def test_multiplication_computes_the_product(learner):
    """a * b holds the product of the two numbers."""
    x, y = learner.vary(2.5, -4.5)
    got = learner.ask(
        lambda picograd, x, y: (picograd.value.Value(x) * picograd.value.Value(y)).data, x, y
    )
    assert_close(got, x * y, f"{x} * {y}")


def test_multiplication_is_recorded(learner):
    """a * b is recorded as "mul" with the children (a, b), in this order."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        return recorded(a * b, a, b)

    got = learner.ask(probe, *learner.vary(2.5, -4.5))
    assert_equal(got, {"op": "mul", "children": [0, 1], "ctx": []}, "what a * b recorded")


def test_a_node_used_twice_by_one_op_is_its_child_twice(learner):
    """a + a and a * a have two children, and both are a."""

    def probe(picograd, x):
        a = picograd.value.Value(x)
        return [recorded(a + a, a)["children"], recorded(a * a, a)["children"]]

    got = learner.ask(probe, learner.vary(2.5))
    assert_equal(got, [[0, 0], [0, 0]], "children of a + a, children of a * a")


def test_the_operands_stay_as_they_are(learner):
    """Every operator makes a new node and changes nothing in its operands."""

    def probe(picograd, x, y):
        new = picograd.value.Value
        a, b = new(x), new(y)
        a.grad, b.grad = 1.5, -0.5
        before = [state(a), state(b)]
        results = [a + b, a * b, a - b, a / b, a**2, -a, a + 1, 1 + a, 2 * a, 3 - a, 3 / a]
        results += [b.exp(), b.log(), b.tanh(), b.relu(), b + 0, b * 1, b**1]
        old = [result is a or result is b for result in results]
        return [results[0].data, before, [state(a), state(b)], sum(old)]

    x, y = learner.vary(-2.5, 1.5)
    data, before, after, old = learner.ask(probe, x, y)
    assert_close(data, x + y, "a + b")
    assert_equal(before, [[x, 1.5, "", [], []], [y, -0.5, "", [], []]], "the operands before")
    assert_equal(after, before, "[data, grad, op, children, ctx] of the operands afterwards")
    assert_equal(old, 0, "how many of 18 operators answered with an operand, not with a new node")


def test_a_running_total_leaves_the_old_total_alone(learner):
    """`total += a` makes a new node; the node that was the total keeps its number."""

    def probe(picograd, x, y):
        old = total = picograd.value.Value(x)
        total += picograd.value.Value(y)
        return [old.data, total.data]

    x, y = learner.vary(2.5, -4.5)
    assert_close(learner.ask(probe, x, y), [x, x + y], "[old total, new total]")


# Plain numbers next to a node


def test_a_number_on_the_right_of_plus_is_lifted(learner):
    """a + 2.5 is recorded as "add" with the children (a, a leaf of 2.5)."""

    def probe(picograd, x, y):
        a = picograd.value.Value(x)
        result = a + y
        return {"data": result.data, **recorded(result, a)}

    x, y = learner.vary(-1.5, 2.5)
    expected = {"data": x + y, "op": "add", "children": [0, y], "ctx": []}
    assert_equal(learner.ask(probe, x, y), expected, f"a + {y}")


def test_a_number_on_the_left_of_plus_is_lifted(learner):
    """2.5 + a is recorded as "add" with the children (a leaf of 2.5, a)."""

    def probe(picograd, x, y):
        a = picograd.value.Value(x)
        result = y + a
        return {"data": result.data, **recorded(result, a)}

    x, y = learner.vary(-1.5, 2.5)
    expected = {"data": y + x, "op": "add", "children": [y, 0], "ctx": []}
    assert_equal(learner.ask(probe, x, y), expected, f"{y} + a")


def test_a_number_on_the_right_of_times_is_lifted(learner):
    """a * 2.5 is recorded as "mul" with the children (a, a leaf of 2.5)."""

    def probe(picograd, x, y):
        a = picograd.value.Value(x)
        result = a * y
        return {"data": result.data, **recorded(result, a)}

    x, y = learner.vary(-1.5, 2.5)
    expected = {"data": x * y, "op": "mul", "children": [0, y], "ctx": []}
    assert_equal(learner.ask(probe, x, y), expected, f"a * {y}")


def test_a_number_on_the_left_of_times_is_lifted(learner):
    """2.5 * a is recorded as "mul" with the children (a leaf of 2.5, a)."""

    def probe(picograd, x, y):
        a = picograd.value.Value(x)
        result = y * a
        return {"data": result.data, **recorded(result, a)}

    x, y = learner.vary(-1.5, 2.5)
    expected = {"data": y * x, "op": "mul", "children": [y, 0], "ctx": []}
    assert_equal(learner.ask(probe, x, y), expected, f"{y} * a")


def test_zero_is_a_number_too(learner):
    """0 + a, a + 0, 0 * a and a * 0 are nodes like any others."""

    def probe(picograd, x):
        a = picograd.value.Value(x)
        results = [0 + a, a + 0, 0 * a, a * 0]
        return [[node.data, node.op, recorded(node, a)["children"]] for node in results]

    # An int 0 names no place among the nodes: the lifted leaf answers with its float.
    x = learner.vary(-1.5)
    sums = [[x, "add", [0.0, 0]], [x, "add", [0, 0.0]]]
    products = [[0.0 * x, "mul", [0.0, 0]], [x * 0.0, "mul", [0, 0.0]]]
    got = learner.ask(probe, x)
    assert_equal(got, sums + products, "[data, op, children] of 0 + a, a + 0, 0 * a, a * 0")


def test_sum_of_a_list(learner):
    """sum([a, b, c]) is a + b + c, and the gradient of each of them is one."""
    learner.matches_torch(lambda a, b, c: sum([a, b, c * 4.0]), 2.5, -4.5, 0.75)


# - and /


def test_negation(learner):
    """-a has the opposite sign, and so has its gradient."""
    learner.matches_torch(lambda a: -a * 3.0, 2.5)


def test_the_difference_of_two_nodes(learner):
    """a - b: the value, a gradient of 1 for a and of -1 for b."""
    learner.matches_torch(lambda a, b: a - b, 2.5, -4.5)


def test_a_node_minus_a_number(learner):
    """a - 5 takes the number from the node, and the gradient reaches the node."""
    learner.matches_torch(lambda a: (a - 5) * 3.0, 2.5)


def test_a_number_minus_a_node(learner):
    """5 - a is not a - 5: the value, and a gradient with the other sign."""
    learner.matches_torch(lambda a: (5 - a) * 3.0, 2.5)


def test_zero_minus_a_node(learner):
    """0 - a is -a."""
    learner.matches_torch(lambda a: (0 - a) * 3.0, 2.5)


def test_the_quotient_of_two_nodes(learner):
    """a / b: the value, and the gradients 1 / b and -a / b^2."""
    learner.matches_torch(lambda a, b: a / b, 2.5, -0.75)


def test_a_node_divided_by_a_number(learner):
    """a / 4 divides, and the gradient reaches the node."""
    learner.matches_torch(lambda a: a / 4, 2.5)


def test_a_number_divided_by_a_node(learner):
    """6 / a is not a / 6: the value and the gradient -6 / a^2."""
    learner.matches_torch(lambda a: 6 / a, 2.5)


def test_zero_divided_by_a_node(learner):
    """0 / a is a node that holds zero; its gradient is zero."""
    learner.matches_torch(lambda a: 0 / a + a * 3.0, 2.5)


def test_a_zero_divisor_is_a_value_error(learner):
    """a / 0 and 3 / Value(0) raise a ValueError; Value(0) / a does not."""

    def probe(picograd, x):
        a, zero = picograd.value.Value(x), picograd.value.Value(0)
        _ = a / 4.0, 3 / a  # a right call first
        errors = [error_of(lambda: a / 0), error_of(lambda: 3 / zero)]
        return [[error and error[0] for error in errors], (zero / a).data]

    errors, quotient = learner.ask(probe, learner.vary(2.5))
    assert_equal(errors, ["ValueError", "ValueError"], "the errors of a / 0 and 3 / Value(0)")
    assert_equal(quotient, 0.0, "Value(0) / a")


def test_only_seven_ops_are_recorded(learner):
    """-a, a - b, 1 - a, a / b and 1 / a are composed of the seven ops that have a rule."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        results = [-a, a - b, a - 1, 1 - a, a / b, a / 2, 1 / a]
        return [sorted(ops_below(node)) for node in results]

    names = ["-a", "a - b", "a - 1", "1 - a", "a / b", "a / 2", "1 / a"]
    for name, ops in zip(names, learner.ask(probe, *learner.vary(2.5, -0.75)), strict=True):
        assert BARE not in ops, f"a node below {name} has a child that is {BARE}"
        strange = sorted(set(ops) - RECORDED_OPS)
        assert not strange, f"{name} is recorded with the op {strange[0]!r}, which has no rule"
        assert len(ops) > 1, f"{name} has no children: it is a leaf, cut off from a"


# **


def test_a_power_has_its_value(learner):
    """a ** k for whole, negative and fractional k."""
    number = learner.vary(2.5)
    exponents = [3, 2, 1, 0, -1, -2, 0.5, 2.5]

    def probe(picograd, x, exponents):
        return [(picograd.value.Value(x) ** k).data for k in exponents]

    got = learner.ask(probe, number, exponents)
    expected = oracle.answer(lambda torch: [torch.tensor(number) ** k for k in exponents])
    for k, mine, right in zip(exponents, got, expected, strict=True):
        assert_close(mine, right, f"{number} ** {k}")


def test_a_power_is_recorded_with_its_exponent(learner):
    """a ** 3 is recorded as "pow" with the one child a, and ctx (3,), the exponent unchanged."""

    def probe(picograd, x, k):
        a = picograd.value.Value(x)
        return [recorded(a**3, a), recorded(a**k, a)]

    k = learner.vary(-1.5)
    expected = [{"op": "pow", "children": [0], "ctx": [exponent]} for exponent in (3, k)]
    assert_equal(learner.ask(probe, learner.vary(2.5), k), expected, f"a ** 3 and a ** {k}")


def test_a_negative_base_takes_whole_exponents(learner):
    """(-2.5) ** k is fine for k = 2, 3, -1 and for the whole floats 2.0 and -3.0."""
    number = learner.vary(-2.5)
    exponents = [2, 3, -1, exact(2.0).number, exact(-3.0).number]

    def probe(picograd, x, exponents):
        return [(picograd.value.Value(x) ** k).data for k in exponents]

    got = learner.ask(probe, number, exponents)
    expected = oracle.answer(lambda torch: [torch.tensor(number) ** k for k in exponents])
    assert_close(got, expected, f"({number}) ** k for k in {exponents}")


def test_zero_to_the_power_of_zero_is_one(learner):
    """Value(0) ** 0 is 1.0 and Value(0) ** 2 is 0.0, as everywhere in Python."""

    def probe(picograd):
        return [(picograd.value.Value(0) ** k).data for k in (0, 2, 0.5)]

    assert_equal(learner.ask(probe), [1.0, 0.0, 0.0], "0 ** 0, 0 ** 2, 0 ** 0.5")


def test_an_exponent_that_is_no_plain_number_is_a_type_error(learner):
    """a ** b with a node b, a string or None is a TypeError that names the exponent."""
    names = ["Value", "two", "None"]

    def probe(picograd, x, names):
        a = picograd.value.Value(x)
        wrong = [picograd.value.Value(3), "two", None]
        _ = a**3  # a right call first
        return [names_all(lambda k=k: a**k, n) for k, n in zip(wrong, names, strict=True)]

    errors = learner.ask(probe, learner.vary(2.5), names)
    for error, name in zip(errors, names, strict=True):
        must_name(error, "TypeError", [name], f"a ** {name}")


def error_of_a_power(picograd, base, right, wrong, names):
    """What base ** wrong raises, and which of `names` it names; base ** right must not."""
    a = picograd.value.Value(base)
    _ = a**right
    return names_all(lambda: a**wrong, *names)


def test_a_bool_is_no_exponent(learner):
    """a ** True is a TypeError that names True, although a bool is an int to Python."""
    error = learner.ask(error_of_a_power, learner.vary(2.5), 1, True, ["True"])
    must_name(error, "TypeError", ["True"], "a ** True")


def test_a_root_of_a_negative_number_is_a_value_error(learner):
    """(-2.5) ** 0.5 is a ValueError that names pow and the base, not a complex number."""
    # The number stays what it is: a message may well round it.
    names = ["pow", "-2.5"]
    error = learner.ask(error_of_a_power, -2.5, 2, 0.5, names)
    must_name(error, "ValueError", names, "Value(-2.5) ** 0.5")


def test_zero_under_a_negative_exponent_is_a_value_error(learner):
    """Value(0) ** -1 is a ValueError that names pow and the base."""
    names = ["pow", "0"]
    error = learner.ask(error_of_a_power, 0, 2, -1, names)
    must_name(error, "ValueError", names, "Value(0) ** -1")


# exp, log, tanh, relu


def unary(picograd, method, numbers):
    """The data of `method` at each of `numbers`."""
    return [getattr(picograd.value.Value(x), method)().data for x in numbers]


def recorded_by(picograd, method, x):
    a = picograd.value.Value(x)
    return recorded(getattr(a, method)(), a)


def test_exp_has_its_value(learner):
    """exp of negative numbers, of zero and of positive ones."""
    numbers = learner.vary(-1.5, 0.0, 0.75, 2.5)
    got = learner.ask(unary, "exp", numbers)
    assert_close(got, oracle.answer(lambda torch: torch.tensor(numbers).exp()), f"exp of {numbers}")


def test_exp_of_large_numbers_is_not_capped(learner):
    """exp of 60 and 700, and of -60 and -700, is not cut off; that of 710 is an OverflowError."""
    numbers = [60.0, 700.0]

    def probe(picograd, numbers):
        # exp of -x is so small that any other would pass for it: look at its reciprocal.
        below = [-x for x in numbers]
        tiny = unary(picograd, "exp", below)
        return [unary(picograd, "exp", numbers), [x and 1 / x for x in tiny]]

    def moves(picograd):
        more, less, small, smaller = unary(picograd, "exp", [700.0, 650.0, -650.0, -700.0])
        return [more > less, smaller < small]

    what = "[exp grows from 650 to 700, exp shrinks from -650 to -700]"
    assert_equal(learner.ask(moves), [True, True], what)
    got = learner.ask(probe, numbers)
    right = oracle.answer(lambda torch: torch.tensor(numbers).exp())
    assert_close(got[0], right, f"exp of {numbers}")
    assert_close(got[1], right, f"1 / exp of {[-x for x in numbers]}")
    error = learner.ask(lambda picograd: names_all(picograd.value.Value(710.0).exp))
    must_name(error, "OverflowError", [], "Value(710.0).exp()")


def test_log_has_its_value(learner):
    """log is the natural logarithm, on both sides of one."""
    numbers = learner.vary(0.25, 0.5, 2.5, 40.0)
    got = learner.ask(unary, "log", numbers)
    assert_close(got, oracle.answer(lambda torch: torch.tensor(numbers).log()), f"log of {numbers}")


def test_log_of_tiny_numbers(learner):
    """log of 1e-15 is about -34.5, and log of 1e-300 about -690.8: nothing is added or clamped."""

    def falls(picograd):
        small, tiny = unary(picograd, "log", [1e-15, 1e-300])
        return small > tiny

    numbers = learner.vary(1e-9, 1e-15, 1e-300)
    assert_equal(learner.ask(falls), True, "log falls from 1e-15 to 1e-300")
    got = learner.ask(unary, "log", numbers)
    assert_close(got, oracle.answer(lambda torch: torch.tensor(numbers).log()), f"log of {numbers}")


def test_log_of_nothing_is_a_value_error(learner):
    """log of a negative number and of zero is a ValueError that names log and the number."""

    def probe(picograd):
        new = picograd.value.Value
        new(2.5).log()  # a right call first
        return [names_all(new(-2.5).log, "log", "-2.5"), names_all(new(0).log, "log", "0")]

    for error, number in zip(learner.ask(probe), ("-2.5", "0"), strict=True):
        must_name(error, "ValueError", ["log", number], f"Value({number}).log()")


def test_tanh_has_its_value(learner):
    """tanh of negative numbers, of zero and of positive ones."""
    numbers = learner.vary(-1.5, 0.0, 0.25, 2.5)
    got = learner.ask(unary, "tanh", numbers)
    right = oracle.answer(lambda torch: torch.tensor(numbers).tanh())
    assert_close(got, right, f"tanh of {numbers}")


def test_tanh_of_large_numbers(learner):
    """tanh of 1000 is 1.0 and of -1000 is -1.0, not an OverflowError."""

    def probe(picograd, x):
        return [unary(picograd, "tanh", [x]), recorded_by(picograd, "tanh", x)]

    # What overflows at 1000 may be a formula on plain numbers or one made of nodes: a small
    # number shows which.
    learner.ask(probe, learner.vary(0.75))
    numbers = learner.vary(1000.0, -1000.0)
    assert_close(learner.ask(unary, "tanh", numbers), [1.0, -1.0], f"tanh of {numbers}")


def test_relu_has_its_value(learner):
    """relu is the number itself where it is positive, and 0.0 elsewhere."""
    numbers = learner.vary(-2.5, 0.0, 0.25, 3.5)
    got = learner.ask(unary, "relu", numbers)
    assert_close(got, [0.0, 0.0, *numbers[2:]], f"relu of {numbers}")


def test_exp_is_recorded(learner):
    """a.exp() is recorded as "exp" with the one child a."""
    got = learner.ask(recorded_by, "exp", learner.vary(0.75))
    assert_equal(got, {"op": "exp", "children": [0], "ctx": []}, "what a.exp() recorded")


def test_log_is_recorded(learner):
    """a.log() is recorded as "log" with the one child a."""
    got = learner.ask(recorded_by, "log", learner.vary(0.75))
    assert_equal(got, {"op": "log", "children": [0], "ctx": []}, "what a.log() recorded")


def test_tanh_is_recorded(learner):
    """a.tanh() is recorded as "tanh" with the one child a."""
    got = learner.ask(recorded_by, "tanh", learner.vary(0.75))
    assert_equal(got, {"op": "tanh", "children": [0], "ctx": []}, "what a.tanh() recorded")


def test_relu_is_recorded(learner):
    """a.relu() is recorded as "relu" with the one child a, for negative numbers too."""
    numbers = learner.vary(0.75, -0.75)
    # Both are asked before either is judged: a relu may record the one and not the other.
    answers = [learner.ask(recorded_by, "relu", number) for number in numbers]
    for number, got in zip(numbers, answers, strict=True):
        expected = {"op": "relu", "children": [0], "ctx": []}
        assert_equal(got, expected, f"what relu of {number} recorded")


# The gradient


def test_accumulate_adds(learner):
    """accumulate adds to the gradient that is there: a node used twice collects twice."""

    def probe(picograd, x, grads):
        node = picograd.value.Value(x)
        totals = []
        for grad in grads:
            node.accumulate(grad)
            totals.append(node.grad)
        return [totals, node.data]

    x, first, second = learner.vary(2.5, -1.5, 4.25)
    totals, data = learner.ask(probe, x, [first, second])
    assert_close(totals, [first, first + second], "grad after each of two accumulate calls")
    assert_close(data, x, "data after accumulate")


def test_zero_grad_clears_the_gradient(learner):
    """zero_grad puts the gradient back to 0.0 and leaves the number alone."""

    def probe(picograd, x, grad):
        node = picograd.value.Value(x)
        node.grad = grad
        node.zero_grad()
        return [node.grad, node.data]

    x, grad = learner.vary(2.5, -1.5)
    assert_equal(learner.ask(probe, x, grad), [0.0, x], "[grad, data] after zero_grad")


def test_the_gradient_collects_afresh_after_zero_grad(learner):
    """After zero_grad a node collects gradients as a new one does."""

    def probe(picograd, x, first, second):
        node = picograd.value.Value(x)
        node.accumulate(first)
        node.zero_grad()
        node.accumulate(second)
        return node.grad

    x, first, second = learner.vary(2.5, -1.5, 4.25)
    assert_close(learner.ask(probe, x, first, second), second, "grad after zero_grad and one more")


# All together


def test_a_long_expression_of_every_op(learner):
    """An expression of all ops has torch's value and torch's gradients."""

    def expression(a, b):
        c = (a * b + 3.0).tanh() - b / a
        d = (c**2 + 1.0).log() * (0.5 - a)
        return (d + b).relu() + (c * 0.25).exp() / (2.0 + b**2) + 1 / (a + 4.0)

    learner.matches_torch(expression, 1.5, -0.75)
    learner.matches_torch(expression, -0.5, 2.25)
