"""Stage 3: walking the graph backward.

Each rule hands the gradient of one node to its children. What is left is the order in
which the nodes get their turn, and it is the one hard thing in the engine. A node may hand
on its gradient only when the gradient is complete: when *every* node that used it has had
its turn. So each node must stand before all of its children. Such an order is called a
topological sort.

Take a = 3.0, h = a * a and y = h * 2 + h. Then y = 3h, and

        y                  dy/dh = 2 + 1 = 3.0
        |`------.          dy/da = 3 * dh/da = 3 * 2a = 18.0
       h*2      |
        |.------'          Two ways lead from y to h, a long one and a short one, and
        h                  a * a uses a twice. (The leaf 2, beside h, is not drawn.)
       | |
        a

The order y, h*2, h, a is right: h hears 1 from y and 2 from h*2, and then hands on 3. In the
order y, h, h*2, a it is h's turn too early. It has heard only 1 and hands on 1 * 3 + 1 * 3,
so `a` ends with 6.0 instead of 18.0, although h itself ends with 3 and looks perfectly right.

Somebody who wrote such an engine lost days to this. The sort put each node down when it was
first met, and so put some parents behind their children. On `h + h * 2` it was wrong, on
`h * 2 + h` right by luck, and the engine learned the two moons to full accuracy all the same:
many directions lead downhill. That a network learns proves nothing about its gradients.
Compare them with numbers that you trust; the checks of this stage do.

One way to a right order. Explore from the root, always finishing what lies below a node
before the node itself counts as finished, and visit no node twice. Put each node on a list
when it is finished. A child is always finished before the nodes that use it (the graph has
no cycles), so the list, read from its end to its start, is the order.

Recursion writes this down in six lines and fails: Python stops at about 1,000 nested calls,
and the sum of a thousand losses is a thousand nodes deep. So keep a stack of your own. And
visit no node twice: in a ladder of 60 diamonds (h = h * 2 + h, sixty times over) the root
reaches the bottom on 2^60 paths, but the ladder has fewer than 200 nodes.

Two kinds of gradients. A leaf *collects*: the weight in two losses gets both gradients, and
calling backward twice gives twice the gradient, as in PyTorch; emptying it is the
optimizer's business (`zero_grad`). An inner node belongs to one walk: it starts every walk
at zero, or it would hand on what it already handed on the last time.

Write the three functions, then run `picograd check graph`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol


class Node(Protocol):
    """Given: what a rule and a walk need to know of a node: a Value or, later, a Tensor."""

    data: Any
    grad: Any
    ctx: tuple[Any, ...]

    @property
    def children(self) -> tuple[Node, ...]: ...

    def accumulate(self, grad: Any) -> None: ...

    def zero_grad(self) -> None: ...

    def local_gradients(self) -> tuple[Any, ...]: ...


def toposort(root: Node) -> list[Node]:
    """`root` and all nodes below it, each once, each before every one of its children.

    Uses nothing of a node but `.children`. Two nodes are the same only if they are one
    object: leaves that hold the same number stay apart. Takes time in proportion to the
    number of nodes and their children, and no recursion: the call stack is as deep at the
    last node as at the first, and Python's recursion limit stays what it is.
    """
    finished: list[Node] = []
    seen: set[Node] = set()
    # A node is pushed back under a None before its children go on top. When that None
    # comes up again, everything above it is done, so the node below it is finished.
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if node is None:
            finished.append(stack.pop())
        elif node not in seen:
            # Seen when it is taken from the stack, not when it is put there: a node may wait
            # for one parent's sake while another one, higher up the stack, needs it sooner.
            seen.add(node)
            stack.append(node)
            stack.append(None)
            stack.extend(node.children)
    # Appending when a node is first seen would need no reversing and no markers: that is
    # the sort of the story above.
    finished.reverse()
    return finished


def backward(root: Node) -> None:
    """d(root) / d(leaf), added to the gradient of every leaf below `root`.

    The gradient of the root is one, and inner nodes are cleared before the walk: calling this
    twice doubles the gradients of the leaves and nothing else. A root that is itself a leaf
    gets one added.

    For part III, where a node holds rows of numbers and some nodes want no gradient. No Value
    needs it, but this function stays what it is, so its checks ask for it now:
    the one of the root comes from `ones_like`, and gradients are added by `accumulate`. A child
    for which `local_gradients()` answers None is passed over. A node whose `requires_grad` is
    False is neither cleared nor asked for local gradients; a node without that attribute, such
    as a Value, requires gradients.
    """
    inner = [
        node for node in toposort(root) if node.children and getattr(node, "requires_grad", True)
    ]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        # One gradient per child is the rules' contract; `strict=True` doubles the time of zip.
        for child, grad in zip(node.children, node.local_gradients()):  # noqa: B905
            if grad is not None:
                # Not `child.grad += grad`: adding two lists in Python joins them.
                child.accumulate(grad)


def zero_grad(nodes: Iterable[Node]) -> None:
    """Clear the gradient of each node in `nodes`, and of no other node."""
    for node in nodes:
        node.zero_grad()


def ones_like(data: Any) -> Any:
    """Given: 1.0 for a number and, for later, rows of 1.0 in the shape of rows of numbers."""
    return [ones_like(item) for item in data] if isinstance(data, list) else 1.0
