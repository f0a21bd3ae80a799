"""What people get wrong in graph.py."""

from grading.mistakes.catalogue import Mistake

MISTAKES = (
    # toposort
    Mistake(
        id="toposort-preorder-by-recursion",
        where="toposort",
        sentence=(
            "Your order is what you get when each node is put down at the moment it is first met. "
            "With the long way round on the right, a node comes before another one that uses it, "
            "and hands on a gradient that is not complete. When is it safe to put a node down?"
        ),
        why="The story's sort: it learns moons to full accuracy. micrograd's issues 21, 68, 91.",
        code="""
def toposort(root):
    order, seen = [], set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        order.append(node)
        for child in node.children:
            visit(child)

    visit(root)
    return order
""",
    ),
    Mistake(
        id="toposort-preorder-by-stack",
        where="toposort",
        sentence=(
            "Your order is that in which nodes come off the stack. With the long way round on the "
            "left, a node comes before another one that uses it, and hands on a gradient that is "
            "not complete. When is it safe to put a node down?"
        ),
        why="The usual loop for visiting all nodes; visiting is not yet sorting.",
        code="""
def toposort(root):
    order, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack.extend(node.children)
    return order
""",
    ),
    Mistake(
        id="toposort-breadth-first",
        where="toposort",
        sentence=(
            "Your nodes stand in the order of their distance from the root along the shortest way. "
            "A node that is also used by something further away comes too early, and hands on a "
            "gradient that is not complete: it is the longest way that counts."
        ),
        why="Layers of a network suggest levels, and levels suggest breadth first.",
        code="""
def toposort(root):
    order, seen = [root], {root}
    for node in order:
        for child in node.children:
            if child not in seen:
                seen.add(child)
                order.append(child)
    return order
""",
    ),
    Mistake(
        id="toposort-from-the-leaves",
        where="toposort",
        sentence=(
            "Your order is right and stands on its head: the leaves come first and the root last. "
            "That is the order of the forward pass. Gradients travel the other way."
        ),
        why="A postorder is topological in the opposite direction; reversed() is forgotten.",
        change=("finished.reverse()", ""),
    ),
    Mistake(
        id="toposort-by-recursion",
        where="toposort",
        sentence=(
            "Your order is right, and your function calls itself once for every step down. Python "
            "gives up at a depth of about a thousand, and a sum of a thousand losses is that deep. "
            "What the call stack remembers for you, a list can remember, too."
        ),
        why="The textbook form, and micrograd's; it works on every small example.",
        code="""
def toposort(root):
    finished, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for child in node.children:
                visit(child)
            finished.append(node)

    visit(root)
    return finished[::-1]
""",
    ),
    Mistake(
        id="toposort-raises-the-limit",
        where="toposort",
        sentence=(
            "Your function calls itself once for every step down, and moves Python's recursion "
            "limit out of the way. The limit guards the memory of the call stack, for the whole "
            "program; where it gives way the process ends without a word. What the call stack "
            "remembers for you, a list can remember, too."
        ),
        why="sys.setrecursionlimit is the first answer to 'maximum recursion depth exceeded'.",
        code="""
def toposort(root):
    import sys

    finished, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for child in node.children:
                visit(child)
            finished.append(node)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        visit(root)
    finally:
        sys.setrecursionlimit(limit)
    return finished[::-1]
""",
    ),
    Mistake(
        id="toposort-by-recursion-from-the-leaves",
        where="toposort",
        sentence=(
            "Your function calls itself for every child before it puts a node down, and what it "
            "answers stands on its head: the leaves come first and the root last. On a long chain "
            "it ends in a RecursionError besides: Python gives up at a depth of about a thousand."
        ),
        why="micrograd's build_topo, word by word: there backward does the reversing.",
        code="""
def toposort(root):
    topo, visited = [], set()

    def build_topo(v):
        if v not in visited:
            visited.add(v)
            for child in v.children:
                build_topo(child)
            topo.append(v)

    build_topo(root)
    return topo
""",
    ),
    Mistake(
        id="toposort-leaves-the-limit-raised",
        where="toposort",
        sentence=(
            "After your sort Python's recursion limit is another one, for the whole program. The "
            "limit guards the memory of the call stack: where it gives way the process ends "
            "without a word. A walk with a stack of its own needs no other limit."
        ),
        why="sys.setrecursionlimit is written down once, 'to be sure', and stays.",
        # By one only: whoever asks about this mistake goes on with the limit that it leaves.
        change=(
            "finished: list[Node] = []",
            """
            import sys

            sys.setrecursionlimit(sys.getrecursionlimit() + 1)
            finished = []
            """,
        ),
    ),
    Mistake(
        id="toposort-answers-with-an-iterator",
        where="toposort",
        sentence=(
            "Your order comes as an iterator, which has no length and is used up by the first "
            "loop over it. The docstring promises a list."
        ),
        why="reversed(...) gives an iterator, and a single `for` does not mind.",
        code="""
def toposort(root):
    finished, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()
        if node is None:
            finished.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            stack += (node, None)
            stack.extend(node.children)
    return reversed(finished)
""",
    ),
    Mistake(
        id="toposort-visits-every-path",
        where="toposort",
        sentence=(
            "Nodes that are used twice stand in your order twice, those that are used by them four "
            "times, and so on: a node is visited again on every way that leads to it. Nothing "
            "remembers where you have been."
        ),
        why="On a tree, the usual first example, it is right; proposed in micrograd's PR 64.",
        code="""
def toposort(root):
    order, stack = [], [root]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(node.children)
    return order
""",
    ),
    Mistake(
        id="toposort-keeps-the-last-visit",
        where="toposort",
        sentence=(
            "Your order can be right, but you visit a node again on every way that leads to it and "
            "clean up afterwards. Sixty diamonds on top of each other have 2^60 such ways; a node "
            "has to be recognized when it is met, not later."
        ),
        why="'Take each node where it occurs last' is a true idea, carried out on all paths.",
        code="""
def toposort(root):
    order, stack, level = {}, [root], 0
    while stack:
        below = []
        for node in stack:
            order[node] = level
            below.extend(node.children)
        stack, level = below, level + 1
    return sorted(order, key=order.get)
""",
    ),
    Mistake(
        id="toposort-moves-a-node-to-the-end",
        where="toposort",
        sentence=(
            "Your order is right, but you walk on from a node each time that you meet it, and move "
            "it to the end of your list. A node is met once on every way that leads to it, and "
            "each time the list is searched from the start; put a node down once, when all that "
            "use it are done."
        ),
        why="'Parents first' is reached by pushing back whoever stands too early.",
        code="""
def toposort(root):
    line, waiting = [], [root]
    while waiting:
        here = waiting.pop()
        if here in line:
            del line[line.index(here)]
        line += [here]
        waiting += here.children
    return line
""",
    ),
    Mistake(
        id="toposort-by-number",
        where="toposort",
        sentence=(
            "You tell nodes apart by what they hold: two leaves of the same number count as one "
            "for you, and the second is never visited. What makes a node is where it stands in "
            "the graph; remember the nodes themselves."
        ),
        why="Numbers are easy to print and to compare while one is debugging.",
        changes=(
            ("elif node not in seen:", "elif node.data not in seen:"),
            ("seen.add(node)", "seen.add(node.data)"),
        ),
    ),
    Mistake(
        id="toposort-looks-through-a-list",
        where="toposort",
        sentence=(
            "Your order is right, and finding it takes far too long on a long chain: to see "
            "whether a node was visited you go through a list of all that were. Twice the nodes "
            "take four times as long; there is a container that answers at once."
        ),
        why="`seen = []` works the same, and small graphs do not show it.",
        changes=(
            ("seen: set[Node] = set()", "seen = []"),
            ("seen.add(node)", "seen.append(node)"),
        ),
    ),
    Mistake(
        id="toposort-marks-too-early",
        where="toposort",
        sentence=(
            "You mark a node as seen when it is put on the stack. There it waits its turn, while "
            "another node that uses it is being finished first: that one finds it marked and does "
            "not wait for it. What does being marked have to mean?"
        ),
        why="Marking on push is the advice for breadth-first search, where it saves memory.",
        code="""
def toposort(root):
    finished, seen, stack = [], {root}, [root]
    while stack:
        node = stack.pop()
        if node is None:
            finished.append(stack.pop())
            continue
        stack += (node, None)
        for child in node.children:
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return finished[::-1]
""",
    ),
    Mistake(
        id="toposort-remembers-the-last-call",
        where="toposort",
        sentence=(
            "Your first order is complete, later ones are not: nodes seen in one call are taken "
            "for seen in the next. A default argument is made once, when the function is defined, "
            "and not at each call."
        ),
        why="Python's mutable default argument.",
        changes=(
            ("def toposort(root: Node) -> list[Node]:", "def toposort(root, seen=set()):"),
            ("seen: set[Node] = set()", ""),
        ),
    ),
    Mistake(
        id="toposort-marks-the-nodes",
        where="toposort",
        sentence=(
            "You write into the nodes that they were visited. Nodes with fixed slots have no room "
            "for that, and where they have, the mark is still there at the next call. Keep what "
            "belongs to one walk inside that walk."
        ),
        why="`node.visited = True` is how graph search is drawn on the blackboard.",
        changes=(
            ("elif node not in seen:", 'elif not getattr(node, "visited", False):'),
            ("seen.add(node)", "node.visited = True"),
        ),
    ),
    Mistake(
        id="toposort-leaves-the-leaves-out",
        where="toposort",
        sentence=(
            "Your order ends above the leaves. For handing on gradients they are not needed, but "
            "the promise is all nodes below the root, and a leaf is one of them, even when it is "
            "the root itself."
        ),
        why="Leaves have no rule to call, so they are dropped at once.",
        change=("elif node not in seen:", "elif node not in seen and node.children:"),
    ),
    Mistake(
        id="toposort-without-the-root",
        where="toposort",
        sentence=(
            "Your order begins with the children of the root; the root itself is missing. It is "
            "the first node that hands on a gradient."
        ),
        why="The search is begun at the children, as the root is known already.",
        changes=(
            ("seen: set[Node] = set()", "seen = {root}"),
            ("stack: list[Any] = [root]", "stack = list(root.children)"),
        ),
    ),
    Mistake(
        id="toposort-counts-parents-not-uses",
        where="toposort",
        sentence=(
            "You count for each node how many nodes use it, and release it when all have had their "
            "turn. A node that uses another one twice, as a * a does, is counted once and crossed "
            "off twice, so some nodes come too early. Count in the same way as you cross off."
        ),
        why="Kahn's algorithm on sets of edges, as graph theory defines them.",
        code="""
def toposort(root):
    uses, found = {root: 0}, [root]
    for node in found:
        for child in set(node.children):
            if child not in uses:
                uses[child] = 0
                found.append(child)
            uses[child] += 1
    order = [root]
    for node in order:
        for child in node.children:
            uses[child] -= 1
            if uses[child] == 0:
                order.append(child)
    return order
""",
    ),
    Mistake(
        id="toposort-moves-one-node-only",
        where="toposort",
        sentence=(
            "When you meet a node again you move it to the end of the order, and what lies below "
            "it stays where it is: now it stands before the node that uses it. Moving things "
            "afterwards does not end well; put each node down when its place is certain."
        ),
        why="A repair of the breadth-first order that works for diamonds of one level.",
        code="""
def toposort(root):
    order, queue = {root: None}, [root]
    for node in queue:
        for child in node.children:
            if child in order:
                del order[child]
            else:
                queue.append(child)
            order[child] = None
    return list(order)
""",
    ),
    # backward
    Mistake(
        id="backward-follows-every-path",
        where="backward",
        sentence=(
            "A node that is used twice hands on its gradient twice, and the second time the first "
            "part is in it again. Your walk goes down from each child at once, instead of waiting "
            "until the child's gradient is complete."
        ),
        why="The recursion proposed in micrograd's issues 21, 68 and 91 and its PR 64.",
        code="""
def backward(root):
    for node in toposort(root):
        if node.children:
            node.zero_grad()
    root.accumulate(ones_like(root.data))
    stack = [root]
    while stack:
        node = stack.pop()
        if node.children:
            for child, grad in zip(node.children, node.local_gradients()):
                if grad is not None:
                    child.accumulate(grad)
                    stack.append(child)
""",
    ),
    Mistake(
        id="backward-without-a-first-gradient",
        where="backward",
        sentence=(
            "All of your gradients are zero. Every rule multiplies by what arrives from above, and "
            "nothing ever arrives at the root. How fast does the root change with itself?"
        ),
        why="The one line of backward that is not in the loop is forgotten.",
        change=("root.accumulate(ones_like(root.data))", ""),
    ),
    Mistake(
        id="backward-clears-its-own-seed",
        where="backward",
        sentence=(
            "All of your gradients are zero. The root gets its one, and then the inner nodes are "
            "cleared; the root is one of them."
        ),
        why="Two lines in the wrong order.",
        changes=(
            (
                "for node in inner:\n    node.zero_grad()",
                """
                root.accumulate(ones_like(root.data))
                for node in inner:
                    node.zero_grad()
                """,
            ),
            ("root.accumulate(ones_like(root.data))", ""),
        ),
    ),
    Mistake(
        id="backward-starts-with-the-value",
        where="backward",
        sentence=(
            "All of your gradients are too large by one and the same factor, the value of the "
            "root: the walk begins with the loss itself. It begins with how fast the root changes "
            "with the root."
        ),
        why="'Propagate the loss backward' is taken at its word.",
        change=("root.accumulate(ones_like(root.data))", "root.accumulate(root.data)"),
    ),
    Mistake(
        id="backward-starts-with-a-bare-one",
        where="backward",
        sentence=(
            "Your root always gets the number 1.0. A root that holds rows of numbers has a "
            "gradient of rows; there is a helper in the file that makes the right kind of one."
        ),
        why="As long as there are only scalars, 1.0 is right.",
        change=("root.accumulate(ones_like(root.data))", "root.accumulate(1.0)"),
    ),
    Mistake(
        id="backward-sets-the-root",
        where="backward",
        sentence=(
            "Your backward of a leaf, called again and again, always gives one: the root's "
            "gradient is set and not added to. A leaf collects, even when it is the root."
        ),
        why="`self.grad = 1.0` opens backward in most engines.",
        change=("root.accumulate(ones_like(root.data))", "root.grad = ones_like(root.data)"),
    ),
    Mistake(
        id="backward-clears-the-leaves",
        where="backward",
        sentence=(
            "Your leaves hold the gradient of the last walk alone: backward clears them, too. A "
            "weight in two losses has to collect from both; when to empty it is decided by "
            "someone else."
        ),
        why="It makes zero_grad unnecessary, which looks like progress.",
        change=(
            "for node in inner:\n    node.zero_grad()",
            """
            for node in toposort(root):
                if getattr(node, "requires_grad", True):
                    node.zero_grad()
            """,
        ),
    ),
    Mistake(
        id="backward-clears-every-node",
        where="backward",
        sentence=(
            "Your backward clears every node that it meets: the leaves, which then hold the "
            "gradient of the last walk alone, and even nodes that need no gradient. A weight in "
            "two losses has to collect from both; only what was computed on the way is cleared."
        ),
        why="It makes zero_grad unnecessary, and the loop over all nodes is the shortest.",
        change=(
            "for node in inner:\n    node.zero_grad()",
            "for node in toposort(root):\n    node.zero_grad()",
        ),
    ),
    Mistake(
        id="backward-clears-nothing",
        where="backward",
        sentence=(
            "Your first walk is right, your second is not: inner nodes still hold what they "
            "handed on the last time, and hand it on again. What belongs to one walk has to be "
            "gone when the next one begins."
        ),
        why="micrograd does so; its pull request 102 is about the wrong numbers that follow.",
        change=("for node in inner:\n    node.zero_grad()", ""),
    ),
    Mistake(
        id="backward-seeds-a-stale-walk",
        where="backward",
        sentence=(
            "Your root starts each walk at one, but the other inner nodes still hold what they "
            "handed on the last time, and hand it on again. Every inner node belongs to one walk, "
            "not the root alone."
        ),
        why="`self.grad = 1` clears the root by the way, and looks as if it were enough.",
        change=(
            "for node in inner:\n    node.zero_grad()",
            "if root.children:\n    root.zero_grad()",
        ),
    ),
    Mistake(
        id="backward-lets-the-root-collect",
        where="backward",
        sentence=(
            "In the second walk your root starts at two: all inner nodes are cleared but the root. "
            "A root that was computed from something is an inner node like the others."
        ),
        why="The root is skipped while clearing, as its gradient is given anyway.",
        change=(
            "for node in inner:\n    node.zero_grad()",
            "for node in inner[1:]:\n    node.zero_grad()",
        ),
    ),
    Mistake(
        id="backward-cleans-up-afterwards",
        where="backward",
        sentence=(
            "You clear the inner nodes once they have handed on their gradients, and not before "
            "the walk. Afterwards they hold zero, so nobody can look at their gradients, and what "
            "stood in them before the walk is handed on, too."
        ),
        why="Cleaning up at the end is good manners elsewhere.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    root.accumulate(ones_like(root.data))
    for node in inner:
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is not None:
                child.accumulate(grad)
    for node in inner:
        node.zero_grad()
""",
    ),
    Mistake(
        id="backward-clears-on-the-way",
        where="backward",
        sentence=(
            "You clear each inner node when its turn comes, right before it hands on: what had "
            "arrived by then is lost, and zeros travel down. Clearing has to be over before the "
            "first gradient is handed on."
        ),
        why="Two loops over the same nodes are merged into one.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
        if node is root:
            root.accumulate(ones_like(root.data))
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is not None:
                child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-overwrites",
        where="backward",
        sentence=(
            "With you a node that is used twice keeps the gradient of one use alone: what arrives "
            "last replaces what was there. Both uses influence the result; the nodes have a "
            "method that knows this."
        ),
        why="`=` for `+=`, the most frequent mistake in engines of this kind.",
        change=("child.accumulate(grad)", "child.grad = grad"),
    ),
    Mistake(
        id="backward-adds-by-itself",
        where="backward",
        sentence=(
            "For single numbers your gradients are right; rows of numbers get longer and longer "
            "instead of larger. In Python `+=` joins lists. How a gradient is added is "
            "known to the node."
        ),
        why="`child.grad += grad` is right as long as there are only scalars.",
        change=("child.accumulate(grad)", "child.grad += grad"),
    ),
    Mistake(
        id="backward-hands-on-none",
        where="backward",
        sentence=(
            "A rule may answer None for a child that wants no gradient, and your walk hands the "
            "None on to it. Nothing can be added to a gradient there; look at what you do with an "
            "answer before you pass it down."
        ),
        why="Scalars never answer None, so it comes up late.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        for child, grad in zip(node.children, node.local_gradients()):
            child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-stops-at-none",
        where="backward",
        sentence=(
            "After a child that wants no gradient, you give none to the children to its right "
            "either. None is about one child; the others are still waiting."
        ),
        why="`break` for `continue`.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is None:
                break
            child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-closes-the-gap",
        where="backward",
        sentence=(
            "The gradient after a None goes to the wrong child: you take the None out first, and "
            "all that follows moves up by one place. The answers belong to the children by their "
            "place."
        ),
        why="Filtering a list first and pairing it later is usually the tidy way.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        gradients = [grad for grad in node.local_gradients() if grad is not None]
        for child, grad in zip(node.children, gradients):
            child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-pairs-in-a-dict",
        where="backward",
        sentence=(
            "In a * a your `a` gets one gradient instead of two: children are used as keys, and "
            "the second one replaces the first. A node may be its parent's child twice."
        ),
        why="{child: gradient} is a natural picture of what a rule answers.",
        change=(
            "for child, grad in zip(node.children, node.local_gradients()):  # noqa: B905",
            "for child, grad in dict(zip(node.children, node.local_gradients())).items():",
        ),
    ),
    Mistake(
        id="backward-from-the-leaves",
        where="backward",
        sentence=(
            "Your walk begins at the leaves: they, and all between, have their turn before "
            "anything has arrived. Look at which end of the order you start from."
        ),
        why="In micrograd the list is reversed in backward; here the sort did it already.",
        change=(
            "root.accumulate(ones_like(root.data))\nfor node in inner:",
            "root.accumulate(ones_like(root.data))\nfor node in reversed(inner):",
        ),
    ),
    Mistake(
        id="backward-stops-below-the-root",
        where="backward",
        sentence=(
            "You give a gradient to the direct operands of the root alone. Each of them has "
            "operands of its own, which wait for theirs."
        ),
        why="The first example has one op only.",
        code="""
def backward(root):
    if root.children:
        root.zero_grad()
    root.accumulate(ones_like(root.data))
    for child, grad in zip(root.children, root.local_gradients() if root.children else ()):
        if grad is not None:
            child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-asks-for-each-child",
        where="backward",
        sentence=(
            "Your gradients are right, and each node computes all of its local gradients again "
            "for every child it has. One question to a node answers for all its children."
        ),
        why="`node.local_gradients()[i]` inside the inner loop.",
        code="""
def backward(root):
    inner = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        for i, child in enumerate(node.children):
            if node.local_gradients()[i] is not None:
                child.accumulate(node.local_gradients()[i])
""",
    ),
    Mistake(
        id="backward-asks-the-leaves",
        where="backward",
        sentence=(
            "Your walk asks leaves for local gradients, too. A leaf was not computed, so there is "
            "no rule for it, and it has nobody to hand anything to."
        ),
        why="In micrograd leaves carry a function that does nothing, so nobody has to ask.",
        code="""
def backward(root):
    order = [node for node in toposort(root) if getattr(node, "requires_grad", True)]
    for node in order:
        if node.children:
            node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in order:
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is not None:
                child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-works-for-nobody",
        where="backward",
        sentence=(
            "You clear and ask nodes that require no gradient all the same. The numbers do not "
            "show it, the clock does: for an image of 784 pixels that nobody will change, this is "
            "the larger part of the work."
        ),
        why="Scalars have no requires_grad, so it comes up late.",
        code="""
def backward(root):
    inner = [node for node in toposort(root) if node.children]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is not None:
                child.accumulate(grad)
""",
    ),
    Mistake(
        id="backward-learns-at-once",
        where="backward",
        sentence=(
            "The numbers in your leaves change during the walk. backward finds out how the "
            "result depends on them; moving them is a second step, which others take when they "
            "have seen the gradients."
        ),
        why="Gradient and gradient descent are thought of as one thing.",
        code="""
def backward(root):
    order = toposort(root)
    inner = [n for n in order if n.children and getattr(n, "requires_grad", True)]
    for node in inner:
        node.zero_grad()
    root.accumulate(ones_like(root.data))
    for node in inner:
        for child, grad in zip(node.children, node.local_gradients()):
            if grad is not None:
                child.accumulate(grad)
    for node in order:
        if not node.children and isinstance(node.data, float):
            node.data -= 0.01 * node.grad
""",
    ),
    # zero_grad
    Mistake(
        id="zero-grad-goes-all-the-way-down",
        where="zero_grad",
        sentence=(
            "Nodes that were not in the list are cleared as well: your function goes down to "
            "everything below. What it is given is what it clears; a frozen part of a network "
            "may keep its gradients on purpose."
        ),
        why="'Clear the graph' is read for 'clear these nodes'.",
        change=("node.zero_grad()", "for below in toposort(node):\n    below.zero_grad()"),
    ),
    Mistake(
        id="zero-grad-writes-a-bare-zero",
        where="zero_grad",
        sentence=(
            "You put the number 0.0 where the gradient was. A node that holds rows of numbers "
            "needs rows of zeros; how to clear itself is known to the node."
        ),
        why="As long as there are only scalars, 0.0 is right.",
        change=("node.zero_grad()", "node.grad = 0.0"),
    ),
    Mistake(
        id="zero-grad-writes-none",
        where="zero_grad",
        sentence=(
            "After your zero_grad the gradients are None, and nothing can be added to None. They "
            "should be as in new nodes."
        ),
        why="PyTorch's zero_grad sets gradients to None.",
        change=("node.zero_grad()", "node.grad = None"),
    ),
    Mistake(
        id="zero-grad-counts-its-nodes",
        where="zero_grad",
        sentence=(
            "Your function asks for the length of what it is given, and a generator has none. "
            "Taking one node after the other needs no length."
        ),
        why="`for i in range(len(nodes))`, from other languages.",
        changes=(
            ("for node in nodes:", "for i in range(len(nodes)):"),
            ("node.zero_grad()", "nodes[i].zero_grad()"),
        ),
    ),
    Mistake(
        id="zero-grad-returns-too-soon",
        where="zero_grad",
        sentence=(
            "You clear the first node alone: the function ends inside its loop. Look at how far "
            "the last line is indented."
        ),
        why="A return that is indented one step too far.",
        change=("node.zero_grad()", "node.zero_grad()\nreturn"),
    ),
    Mistake(
        id="zero-grad-wipes-the-numbers",
        where="zero_grad",
        sentence=(
            "You wipe the numbers of the nodes along with their gradients. Only the gradients are "
            "to be forgotten: the numbers are what was learned."
        ),
        why="'Reset' is read as 'reset everything'.",
        change=("node.zero_grad()", "node.zero_grad()\nnode.data = node.grad"),
    ),
)
