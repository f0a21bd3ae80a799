"""The checks of graph.py: the order of the nodes, and the walk back."""

from __future__ import annotations

import random
import sys

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal

# Graphs as {node: children}, the root first. y = h * 2 + h and y = h + h * 2, where h = a * a;
# then the same with a longer way round: ((h * 2) * 3) * 5 + h and its mirror.
LONG_LEFT = {"y": ["d", "h"], "d": ["h", "two"], "h": ["a", "a"], "two": [], "a": []}
LONG_RIGHT = {**LONG_LEFT, "y": ["h", "d"]}
LONGER_LEFT = {
    "y": ["p", "h"],
    "p": ["q", "five"],
    "q": ["d", "three"],
    "d": ["h", "two"],
    "h": ["a", "a"],
    "five": [],
    "three": [],
    "two": [],
    "a": [],
}
LONGER_RIGHT = {**LONGER_LEFT, "y": ["h", "p"]}
# h * h + (h * 2) * 3 and its mirror: one op uses h twice, another one uses it from further up.
SQUARE_LEFT = {
    "y": ["s", "q"],
    "s": ["h", "h"],
    "q": ["d", "three"],
    "d": ["h", "two"],
    "h": ["a", "b"],
    "three": [],
    "two": [],
    "a": [],
    "b": [],
}
SQUARE_RIGHT = {**SQUARE_LEFT, "y": ["q", "s"]}
DIAMONDS = (LONG_LEFT, LONG_RIGHT, LONGER_LEFT, LONGER_RIGHT)

CHAIN = 100_000
SHORTER_CHAIN = 20_000
RUNGS = 60


class Patience:
    """Counts questions to nodes, and ends a search that asks far more than it needs to."""

    def __init__(self, questions):
        self.left = questions

    def spend(self):
        self.left -= 1
        if self.left < 0:
            raise RuntimeError(
                "the nodes were asked for their children, compared or asked for gradients far "
                "more often than there are nodes: is a node visited once for every path to it, "
                "or looked up in a list?"
            )


class Plain:
    """A node that has children and nothing else that toposort could use."""

    def __init__(self, name, children, patience):
        self.name = name
        self.below = children
        self.patience = patience

    @property
    def children(self):
        self.patience.spend()
        return self.below

    def __eq__(self, other):
        self.patience.spend()
        return self is other

    __hash__ = object.__hash__


class Weighted:
    """A node whose result is a weighted sum of its children. It counts what is asked of it.

    A weight of None stands for a child that requires no gradient.
    """

    def __init__(self, weights=(), children=(), patience=None, data=1.5):
        self.data = data
        self.grad = 0.0
        self.below = children
        self.weights = weights
        self.patience = patience or Patience(10_000)
        self.asked = 0
        self.cleared = 0

    @property
    def children(self):
        self.patience.spend()
        return self.below

    def __eq__(self, other):
        self.patience.spend()
        return self is other

    __hash__ = object.__hash__

    def accumulate(self, grad):
        self.grad = self.grad + grad

    def zero_grad(self):
        self.cleared += 1
        self.grad = 0.0

    def local_gradients(self):
        self.asked += 1
        self.patience.spend()
        return tuple(None if weight is None else self.grad * weight for weight in self.weights)


class Link:
    """One node of a long chain: small and quick, so that the time goes into the walk."""

    __slots__ = ("children", "data", "grad", "name", "patience", "weight")

    def __init__(self, name, children, patience, weight=1.0):
        self.name = name
        self.children = children
        self.patience = patience
        self.weight = weight
        self.data = 1.5
        self.grad = 0.0

    def __eq__(self, other):
        self.patience.spend()
        return self is other

    __hash__ = object.__hash__

    def accumulate(self, grad):
        self.grad += grad

    def zero_grad(self):
        self.grad = 0.0

    def local_gradients(self):
        return (self.grad * self.weight,)


class Rows:
    """A node that holds rows of numbers and hands its gradient on to every child, doubled."""

    def __init__(self, data, children=()):
        self.data = data
        self.children = children
        self.grad = [[0.0] * len(row) for row in data]

    def accumulate(self, grad):
        self.grad = [
            [x + y for x, y in zip(mine, more, strict=True)]
            for mine, more in zip(self.grad, grad, strict=True)
        ]

    def zero_grad(self):
        self.grad = [[0.0] * len(row) for row in self.data]

    def local_gradients(self):
        return tuple([[2.0 * x for x in row] for row in self.grad] for _ in self.children)


def plain_graph(children, patience):
    """The nodes of {name: names of its children}, where children stand behind their parents."""
    nodes = {}
    for name in reversed(children):
        nodes[name] = Plain(name, tuple(nodes[child] for child in children[name]), patience)
    return nodes


def names_in_order(picograd, graphs):
    """For each graph, the names in the order of toposort from its first node."""
    orders = []
    for children in graphs:
        patience = Patience(1_000 * len(children))
        root = plain_graph(children, patience)[next(iter(children))]
        orders.append([node.name for node in picograd.graph.toposort(root)])
    return orders


def reachable(children):
    """The names of all nodes below the first, and itself."""
    found = [next(iter(children))]
    for name in found:
        found += [child for child in dict.fromkeys(children[name]) if child not in found]
    return found


def assert_every_node_once(order, children):
    for name in reachable(children):
        assert order.count(name) == 1, f"{name} stands {order.count(name)} times in {order}"
    assert len(order) == len(reachable(children)), f"strange nodes in {order}"


def assert_parents_first(order, children):
    for name in order:
        for child in children[name]:
            assert order.index(name) < order.index(child), (
                f"{child} comes before {name}, which was computed from it, in {order}"
            )


def random_graph(rng, size):
    """A graph of `size` nodes with 0 to 3 children each, sometimes the same child twice."""
    children = {}
    for i in range(size):
        later = range(i + 1, min(i + 6, size))
        many = 2 if i == 0 else rng.randrange(4)
        children[f"n{i}"] = [f"n{rng.choice(later)}" for _ in range(many)] if later else []
    return children


# toposort


def test_a_leaf_is_an_order_of_one(learner):
    """toposort of a leaf is a list that holds the leaf and nothing else; of its parent, both."""

    def probe(picograd):
        patience = Patience(1_000)
        leaf = Plain("a", (), patience)
        orders = [picograd.graph.toposort(node) for node in (leaf, Plain("b", (leaf,), patience))]
        return [[type(order).__name__, len(order), order[-1] is leaf] for order in orders]

    what = "[type, length, ends with the leaf] for the leaf and for its parent"
    assert_equal(learner.ask(probe), [["list", 1, True], ["list", 2, True]], what)


def test_the_root_comes_first(learner):
    """toposort puts the root first, and other nodes behind it."""
    for order, _ in zip(learner.ask(names_in_order, list(DIAMONDS)), DIAMONDS, strict=True):
        assert_equal(order[:1], ["y"], f"the first of {order}")
        assert "y" not in order[1:], f"the root again in {order}"
        assert len(order) > 1, f"nothing behind the root in {order}"


def test_every_node_stands_there_once(learner):
    """toposort lists each node exactly once, however many others use it."""
    for order, children in zip(learner.ask(names_in_order, list(DIAMONDS)), DIAMONDS, strict=True):
        assert_every_node_once(order, children)


def test_parents_first_when_the_long_way_is_on_the_left(learner):
    """In h * 2 + h, toposort puts h behind h * 2 and a behind h."""
    (order,) = learner.ask(names_in_order, [LONG_LEFT])
    assert_every_node_once(order, LONG_LEFT)
    assert_parents_first(order, LONG_LEFT)


def test_parents_first_when_the_long_way_is_on_the_right(learner):
    """In h + h * 2, toposort puts h behind h * 2 and a behind h."""
    (order,) = learner.ask(names_in_order, [LONG_RIGHT])
    assert_every_node_once(order, LONG_RIGHT)
    assert_parents_first(order, LONG_RIGHT)


def test_parents_first_on_ways_of_very_different_length(learner):
    """In ((h * 2) * 3) * 5 + h and its mirror, h stands behind all that use it."""
    graphs = [LONGER_LEFT, LONGER_RIGHT]
    for order, children in zip(learner.ask(names_in_order, graphs), graphs, strict=True):
        assert_every_node_once(order, children)
        assert_parents_first(order, children)


def test_parents_first_when_an_op_uses_a_node_twice(learner):
    """In h * h + (h * 2) * 3 and its mirror, h stands behind all that use it, once or twice."""
    graphs = [SQUARE_LEFT, SQUARE_RIGHT]
    for order, children in zip(learner.ask(names_in_order, graphs), graphs, strict=True):
        assert_every_node_once(order, children)
        assert_parents_first(order, children)


def test_parents_first_in_random_graphs(learner):
    """In twelve random graphs each node stands once, before every one of its children."""
    rng = random.Random(learner.seed(7))
    graphs = [random_graph(rng, size) for size in range(8, 20)]
    for order, children in zip(learner.ask(names_in_order, graphs), graphs, strict=True):
        assert_every_node_once(order, children)
        assert_parents_first(order, children)


def test_equal_numbers_are_different_nodes(learner):
    """toposort keeps nodes apart that hold the same number."""

    def probe(picograd, x):
        a, b = picograd.value.Value(x), picograd.value.Value(x)
        c, d = a * 3.0, b * 3.0
        order = picograd.graph.toposort(c + d)
        return [sum(node is wanted for node in order) for wanted in (a, b, c, d)]

    got = learner.ask(probe, learner.vary(2.5))
    assert_equal(got, [1, 1, 1, 1], "how often a, b, a * 3 and b * 3 stand in the order")


def test_sorting_again_gives_a_whole_order_again(learner):
    """toposort leaves nothing behind: the second order is as complete as the first."""

    def probe(picograd, children):
        nodes = plain_graph(children, Patience(10_000))
        asked_for = ["y", "y", "d"]
        return [[node.name for node in picograd.graph.toposort(nodes[n])] for n in asked_for]

    orders = learner.ask(probe, LONG_LEFT)
    below_d = {name: LONG_LEFT[name] for name in ("d", "h", "two", "a")}
    for order, children in zip(orders, (LONG_LEFT, LONG_LEFT, below_d), strict=True):
        assert_every_node_once(order, children)
        assert_parents_first(order, children)


class Deep:
    """A node that notes how deep the call stack is when it is asked for its children."""

    def __init__(self, children, depths):
        self.below = children
        self.depths = depths

    @property
    def children(self):
        frame, depth = sys._getframe(), 0
        while frame is not None:
            frame, depth = frame.f_back, depth + 1
        self.depths.append(depth)
        return self.below


def test_a_long_way_down_needs_no_deep_stack(learner):
    """toposort calls itself for no node: the call stack is as deep at the last as at the first."""

    def probe(picograd, length):
        depths = []
        node = Deep((), depths)
        for _ in range(length - 1):
            node = Deep((node,), depths)
        order = picograd.graph.toposort(node)
        # Helpers may come and go; a function that calls itself goes one deeper for each node.
        return [len(order), max(depths) - min(depths) < length // 2]

    # Whether the order is right beside it: a wrong one may be found by recursion, too.
    learner.ask(names_in_order, [LONG_LEFT, LONG_RIGHT])
    what = "[nodes in the order of a chain of 100, the stack stays flat]"
    assert_equal(learner.ask(probe, 100), [100, True], what)


def test_the_recursion_limit_stays_what_it_is(learner):
    """graph.py leaves Python's recursion limit alone, when it is imported and when it sorts."""

    def probe(picograd):
        limit = sys.getrecursionlimit()
        leaf = Plain("a", (), Patience(1_000))
        order = picograd.graph.toposort(Plain("b", (leaf,), Patience(1_000)))
        moved = sys.getrecursionlimit() - limit
        sys.setrecursionlimit(limit)
        return [[node.name for node in order], moved != 0]

    what = "[the order of b and its child a, the recursion limit was moved]"
    assert_equal(learner.ask(probe), [["b", "a"], False], what)


def test_a_long_chain_can_be_sorted(learner):
    """A chain of 100,000 nodes is sorted, in time in proportion to its length."""

    def probe(picograd, length):
        patience = Patience(5 * length)
        node = Link(length - 1, (), patience)
        for name in reversed(range(length - 1)):
            node = Link(name, (node,), patience)
        order = picograd.graph.toposort(node)
        return [len(order), [node.name for node in order[:: length // 10]]]

    # What cannot sort the chain may be right or wrong on a small graph.
    learner.ask(names_in_order, [LONG_LEFT, LONG_RIGHT])
    length, order = learner.ask(probe, CHAIN)
    # A chain has one order only.
    assert_equal(length, CHAIN, "nodes in the order of a chain of 100,000")
    assert_equal(order, [*range(0, CHAIN, CHAIN // 10)], "every 10,000th of the chain, root first")


def test_a_ladder_of_diamonds_can_be_sorted(learner):
    """60 diamonds on top of each other, 2^60 paths, are sorted with a look at each node."""
    ladder = {}
    for rung in range(RUNGS):
        below = f"h{rung + 1}"
        # The long way is on the left of every other rung, on the right of the others.
        sides = [f"d{rung}", below] if rung % 2 else [below, f"d{rung}"]
        ladder |= {f"h{rung}": sides, f"d{rung}": [below]}
    ladder[f"h{RUNGS}"] = []
    (order,) = learner.ask(names_in_order, [ladder])
    assert_every_node_once(order, ladder)
    assert_parents_first(order, ladder)


# backward: the gradients


def test_the_gradient_of_a_square(learner):
    """a * a: both uses of a count."""
    learner.matches_torch(lambda a: a * a, 2.5)


def test_the_gradient_when_the_long_way_is_on_the_left(learner):
    """h * 2 + h with h = a * a."""

    def long_way_left(a):
        h = a * a
        return h * 2 + h

    learner.matches_torch(long_way_left, 3.5)


def test_the_gradient_when_the_long_way_is_on_the_right(learner):
    """h + h * 2 with h = a * a."""

    def long_way_right(a):
        h = a * a
        return h + h * 2

    learner.matches_torch(long_way_right, 3.5)


def test_the_gradient_when_a_longer_way_is_on_the_left(learner):
    """((h * 2) * 3) * 5 + h with h = a * a."""

    def longer_way_left(a):
        h = a * a
        return ((h * 2) * 3) * 5 + h

    learner.matches_torch(longer_way_left, 3.5)


def test_the_gradient_when_a_longer_way_is_on_the_right(learner):
    """h + ((h * 2) * 3) * 5 with h = a * a."""

    def longer_way_right(a):
        h = a * a
        return h + ((h * 2) * 3) * 5

    learner.matches_torch(longer_way_right, 3.5)


def test_the_gradient_when_an_op_uses_a_node_twice(learner):
    """h * h + (h * 2) * 3 and its mirror, with h = a * b."""

    def square_left(a, b):
        h = a * b
        return h * h + (h * 2) * 3

    def square_right(a, b):
        h = a * b
        return (h * 2) * 3 + h * h

    learner.matches_torch(square_left, 1.5, -0.75)
    learner.matches_torch(square_right, 1.5, -0.75)


def test_the_gradient_when_inner_nodes_are_used_twice_in_a_row(learner):
    """b = a + a, c = b + b, d = c * b: every inner node is used more than once."""

    def twice_in_a_row(a):
        b = a + a
        c = b + b
        return c * b

    learner.matches_torch(twice_in_a_row, -1.5)


def test_the_gradients_of_equal_numbers(learner):
    """Two leaves that hold the same number get each their own gradient."""

    def probe(picograd, x):
        a, b = picograd.value.Value(x), picograd.value.Value(x)
        picograd.graph.backward(a * 3.0 + b * b)
        return [a.grad, b.grad]

    x = learner.vary(2.5)
    assert_close(learner.ask(probe, x), [3.0, 2 * x], f"gradients in a * 3 + b * b, both {x}")


def program(rng, steps):
    """A random computation: each step an op and the places of its operands, recent ones."""
    return [
        [rng.choice(["add", "sub", "mul", "tanh"]), -rng.randint(1, 3), -rng.randint(1, 6)]
        for _ in range(steps)
    ]


def run(steps, leaves):
    nodes = [*leaves, *leaves]
    for op, i, j in steps:
        if op == "add":
            nodes.append(nodes[i] + nodes[j] * 0.5)
        elif op == "sub":
            nodes.append(nodes[i] * 0.5 - nodes[j])
        elif op == "mul":
            nodes.append(nodes[i] * nodes[j] * 0.25)
        else:
            nodes.append((nodes[i] + nodes[j]).tanh())
    return nodes[-1] + nodes[-2] * nodes[-3]


def computing(steps):
    def random_expression(a, b, c):
        return run(steps, [a, b, c])

    return random_expression


def test_the_gradients_of_random_expressions(learner):
    """In twelve random expressions, with nodes used again and again, all gradients are torch's."""
    rng = random.Random(learner.seed(11))
    for size in range(4, 16):
        learner.matches_torch(computing(program(rng, size)), 0.75, -1.25, 1.5)


def test_the_gradient_of_the_root_is_one(learner):
    """After backward the gradient of the root is 1.0."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        root = a * b
        picograd.graph.backward(root)
        return [root.grad, a.grad, b.grad]

    x, y = learner.vary(2.5, -3.5)
    assert_close(learner.ask(probe, x, y), [1.0, y, x], "gradients of a * b, of a and of b")


def family(picograd, x):
    """y = h * 2 + h with h = a * a: [y, h * 2, h, a]."""
    a = picograd.value.Value(x)
    h = a * a
    d = h * 2
    return [d + h, d, h, a]


def grads(nodes):
    return [node.grad for node in nodes]


def right_grads(x):
    """torch's gradients of the same four."""

    def gradients(torch):
        a = torch.tensor(x, requires_grad=True)
        h = a * a
        d = h * 2
        y = d + h
        return torch.autograd.grad(y, [y, d, h, a])

    return oracle.answer(gradients)


FAMILY = "the gradients of y = h * 2 + h, of h * 2, of h = a * a and of a"


def test_inner_nodes_keep_their_gradients(learner):
    """After backward every inner node holds its own gradient, too."""

    def probe(picograd, x):
        nodes = family(picograd, x)
        picograd.graph.backward(nodes[0])
        return grads(nodes)

    # The order by itself: a walk from the wrong end is not an order that stands on its head.
    learner.ask(names_in_order, [LONG_LEFT, LONG_RIGHT])
    x = learner.vary(3.5)
    assert_close(learner.ask(probe, x), right_grads(x), FAMILY)


def test_backward_of_a_leaf_adds_one(learner):
    """backward of a leaf adds one to its gradient, each time."""

    def probe(picograd, x):
        a = picograd.value.Value(x)
        collected = []
        for _ in range(3):
            picograd.graph.backward(a)
            collected.append(a.grad)
        return collected

    got = learner.ask(probe, learner.vary(2.5))
    assert_close(got, [1.0, 2.0, 3.0], "gradient of a leaf after 1, 2, 3 times backward")


def test_backward_leaves_the_numbers_alone(learner):
    """backward writes gradients and changes no number."""

    def probe(picograd, x):
        nodes = family(picograd, x)
        picograd.graph.backward(nodes[0])
        return [[node.data for node in nodes], nodes[-1].grad]

    x = learner.vary(3.5)
    data, grad = learner.ask(probe, x)
    assert_close(data, [3 * x * x, 2 * x * x, x * x, x], "data of y, h * 2, h and a afterwards")
    assert_close(grad, 6 * x, "gradient of a")


# backward: more than once


def test_backward_twice_doubles_the_leaves(learner):
    """Calling backward twice gives each leaf twice its gradient."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        root = a * b + a
        collected = []
        for _ in range(2):
            picograd.graph.backward(root)
            collected.append([a.grad, b.grad])
        return collected

    x, y = learner.vary(2.5, -3.5)
    expected = [[y + 1, x], [2 * (y + 1), 2 * x]]
    assert_close(learner.ask(probe, x, y), expected, "gradients of a and b after each backward")


def test_backward_twice_doubles_nothing_else(learner):
    """After a second backward the root and the inner nodes hold what they held after the first."""

    def probe(picograd, x):
        nodes = family(picograd, x)
        picograd.graph.backward(nodes[0])
        picograd.graph.backward(nodes[0])
        return grads(nodes)

    x = learner.vary(3.5)
    got = learner.ask(probe, x)
    *inner, leaf = right_grads(x)
    assert_close(got, [*inner, 2 * leaf], FAMILY + ", after two walks")


def test_old_gradients_of_inner_nodes_do_not_count(learner):
    """What stands in an inner node before backward has no effect; what stands in a leaf stays."""

    def probe(picograd, x, old):
        nodes = family(picograd, x)
        for node in nodes:
            node.grad = old
        picograd.graph.backward(nodes[0])
        return grads(nodes)

    x, old = learner.vary(3.5, 7.5)
    got = learner.ask(probe, x, old)
    *inner, leaf = right_grads(x)
    assert_close(got, [*inner, leaf + old], FAMILY + f", all {old} before")


def test_two_losses_that_share_a_weight(learner):
    """A weight in two losses collects the gradients of both."""

    def probe(picograd, w, x, y):
        weight = picograd.value.Value(w)
        collected = []
        for loss in ((weight * x).tanh(), weight * weight * y):
            picograd.graph.backward(loss)
            collected.append(weight.grad)
        return collected

    def expected(torch):
        weight = torch.tensor(w, requires_grad=True)
        first = torch.autograd.grad((weight * x).tanh(), weight)[0]
        return [first, first + torch.autograd.grad(weight * weight * y, weight)[0]]

    w, x, y = learner.vary(0.75, -1.5, 2.5)
    got = learner.ask(probe, w, x, y)
    assert_close(got, oracle.answer(expected), "gradient of the weight after one loss, after both")


def test_two_losses_that_share_an_inner_node(learner):
    """An inner node in two losses hands on the gradient of each once, not the first one again."""

    def probe(picograd, w, x, y):
        weight = picograd.value.Value(w)
        shared = weight * weight
        collected = []
        for loss in ((shared * x).tanh(), shared * y):
            picograd.graph.backward(loss)
            collected.append([shared.grad, weight.grad])
        return collected

    def expected(torch):
        weight = torch.tensor(w, requires_grad=True)
        shared = weight * weight
        losses = ((shared * x).tanh(), shared * y)
        one, two = (torch.autograd.grad(z, [shared, weight], retain_graph=True) for z in losses)
        return [one, [two[0], one[1] + two[1]]]

    w, x, y = learner.vary(0.75, -1.5, 2.5)
    got = learner.ask(probe, w, x, y)
    what = "gradients of the shared node and of the weight after one loss, after both"
    assert_close(got, oracle.answer(expected), what)


def test_nodes_above_the_root_are_left_alone(learner):
    """backward from the middle of a graph touches nothing above: neither numbers nor gradients."""

    def probe(picograd, x, old):
        a = picograd.value.Value(x)
        middle = a * a
        above = middle * 3.0
        above.grad = old
        picograd.graph.backward(middle)
        return [above.grad, middle.grad, a.grad]

    x, old = learner.vary(2.5, -1.5)
    what = "gradients of middle * 3, of middle = a * a, of a"
    assert_close(learner.ask(probe, x, old), [old, 1.0, 2 * x], what)


# backward: any kind of node


def test_each_inner_node_is_asked_once(learner):
    """backward asks every inner node for its local gradients once, and no leaf at all."""

    def probe(picograd, v, w):
        leaf = Weighted()
        h = Weighted((v,), (leaf,))
        d = Weighted((w,), (h,))
        root = Weighted((1.0, w), (h, d))
        picograd.graph.backward(root)
        return [leaf.grad, [node.asked for node in (root, d, h, leaf)]]

    v, w = learner.vary(-1.5, 2.5)
    grad, asked = learner.ask(probe, v, w)
    assert_close(grad, v * (1 + w * w), "gradient of the leaf")
    assert_equal(asked, [1, 1, 1, 0], "how often the root, d, h and the leaf were asked")


def test_a_gradient_of_none_is_passed_over(learner):
    """A child for which the rule answers None gets nothing; the other children get theirs."""

    def probe(picograd, v, w):
        leaves = [Weighted(), Weighted(), Weighted()]
        root = Weighted((v, None, w), tuple(leaves))
        picograd.graph.backward(root)
        return grads(leaves)

    v, w = learner.vary(-1.5, 2.5)
    what = "gradients of three children whose rule answers a number, None, a number"
    assert_close(learner.ask(probe, v, w), [v, 0.0, w], what)


def test_no_work_where_no_gradient_is_required(learner):
    """A node whose requires_grad is False is neither cleared nor asked for local gradients."""

    def probe(picograd, v, w):
        image, weight = Weighted(), Weighted()
        image.requires_grad = False
        scaled = Weighted((w,), (image,))
        scaled.requires_grad = False
        product = Weighted((None, v), (scaled, weight))
        product.requires_grad = True
        picograd.graph.backward(product)
        return [[node.asked, node.cleared] for node in (product, scaled)] + grads([weight, scaled])

    v, w = learner.vary(-1.5, 2.5)
    product, scaled, *gradients = learner.ask(probe, v, w)
    assert_close(gradients, [v, 0.0], "gradients of the weight and of the scaled image")
    assert_equal(product, [1, 1], "how often the product was [asked, cleared]")
    assert_equal(scaled, [0, 0], "how often the scaled image was [asked, cleared]")


def test_the_root_may_hold_rows(learner):
    """The gradient of a root that holds rows of numbers is rows of ones."""

    def probe(picograd, rows):
        leaf = Rows(rows)
        root = Rows(rows, (leaf,))
        picograd.graph.backward(root)
        return [root.grad, leaf.grad]

    got = learner.ask(probe, learner.vary([[0.5, -1.5, 2.5], [3.5, 0.0, -4.5]]))
    assert_close(got[0], [[1.0] * 3] * 2, "gradient of the root")
    assert_close(got[1], [[2.0] * 3] * 2, "gradient of a leaf whose rule doubles")


def test_gradients_of_rows_are_accumulated(learner):
    """Gradients are handed over with `accumulate`: a node of rows used twice adds them up."""

    def probe(picograd, rows):
        leaf = Rows(rows)
        root = Rows(rows, (leaf, Rows(rows, (leaf,))))
        picograd.graph.backward(root)
        return leaf.grad

    got = learner.ask(probe, learner.vary([[0.5, -1.5, 2.5], [3.5, 0.0, -4.5]]))
    assert_close(got, [[6.0] * 3] * 2, "gradient of a leaf that gets 2 directly and 4 by a detour")


def test_backward_through_a_long_chain(learner):
    """A chain of 20,000 nodes has a gradient, in time in proportion to its length."""

    def probe(picograd, length, weight):
        patience = Patience(5 * length)
        leaf = Link("leaf", (), patience)
        node = Link("first", (leaf,), patience, weight)
        for name in range(1, length):
            # All other links only turn the sign.
            node = Link(name, (node,), patience, -1.0)
        picograd.graph.backward(node)
        return leaf.grad

    learner.ask(names_in_order, [LONG_LEFT, LONG_RIGHT])
    weight = learner.vary(2.5)
    got = learner.ask(probe, SHORTER_CHAIN, weight)
    sign = (-1.0) ** (SHORTER_CHAIN - 1)
    assert_close(got, sign * weight, "gradient at the end of a chain of 20,000")


def test_backward_through_a_ladder_of_diamonds(learner):
    """60 diamonds on top of each other, 2^60 paths, have a gradient in no time."""

    def probe(picograd, rungs, v, w):
        patience = Patience(100 * rungs)
        leaf = node = Weighted(patience=patience)
        for rung in range(rungs):
            detour = Weighted((v,), (node,), patience)
            sides = (node, detour) if rung % 2 else (detour, node)
            weights = (w, 1.0) if rung % 2 else (1.0, w)
            node = Weighted(weights, sides, patience)
        picograd.graph.backward(node)
        return leaf.grad

    v, w = learner.vary(0.75, 0.5)
    got = learner.ask(probe, RUNGS, v, w)
    assert_close(got, (v + w) ** RUNGS, f"gradient at the foot of a ladder of {RUNGS}")


# zero_grad


def test_zero_grad_clears_what_it_is_given(learner):
    """zero_grad clears the gradient of every node in the list, and no number."""

    def probe(picograd, numbers):
        nodes = [picograd.value.Value(number) for number in numbers]
        for node in nodes:
            node.grad = 1.5
        picograd.graph.zero_grad(nodes)
        return [grads(nodes), [node.data for node in nodes]]

    numbers = learner.vary(2.5, -3.5, 0.75)
    gradients, data = learner.ask(probe, numbers)
    assert_equal(gradients, [0.0, 0.0, 0.0], "gradients of three nodes after zero_grad")
    assert_close(data, numbers, "data of three nodes after zero_grad")


def test_zero_grad_clears_nothing_else(learner):
    """zero_grad leaves the children of what it is given as they are."""

    def probe(picograd, x, old):
        nodes = family(picograd, x)
        for node in nodes:
            node.grad = old
        picograd.graph.zero_grad([nodes[0], nodes[2]])
        return grads(nodes)

    x, old = learner.vary(3.5, -1.5)
    got = learner.ask(probe, x, old)
    assert_close(got, [0.0, old, 0.0, old], "gradients after zero_grad of the first and the third")


def test_zero_grad_takes_any_iterable(learner):
    """zero_grad takes a generator as well as a list."""

    def probe(picograd, numbers):
        nodes = [picograd.value.Value(number) for number in numbers]
        for node in nodes:
            node.grad = 1.5
        picograd.graph.zero_grad(node for node in nodes[1:])
        return grads(nodes)

    got = learner.ask(probe, learner.vary(2.5, -3.5, 0.75))
    assert_equal(got, [1.5, 0.0, 0.0], "gradients after zero_grad of all but the first")


def test_zero_grad_clears_rows(learner):
    """A node that holds rows has rows of zeros after zero_grad."""

    def probe(picograd, rows):
        node = Rows(rows)
        node.accumulate(rows)
        picograd.graph.zero_grad([node])
        return node.grad

    got = learner.ask(probe, learner.vary([[0.5, -1.5, 2.5], [3.5, 1.0, -4.5]]))
    assert_equal(got, [[0.0] * 3] * 2, "gradient of a node of rows after zero_grad")


def test_a_step_after_zero_grad_begins_afresh(learner):
    """backward, zero_grad of the leaves, backward: the leaves hold one gradient, not two."""

    def probe(picograd, x, y):
        a, b = picograd.value.Value(x), picograd.value.Value(y)
        root = (a * b).tanh()
        picograd.graph.backward(root)
        picograd.graph.zero_grad([a, b])
        picograd.graph.backward(root)
        return [a.grad, b.grad]

    def expected(torch):
        a, b = (torch.tensor(number, requires_grad=True) for number in (x, y))
        return torch.autograd.grad((a * b).tanh(), [a, b])

    x, y = learner.vary(0.75, -0.5)
    got = learner.ask(probe, x, y)
    assert_close(got, oracle.answer(expected), "gradients of a and b in tanh(a * b)")
