"""Wrong versions of graph.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="graph-recursion",
        stage="graph",
        truth="toposort is right, but recursive, so a long chain exceeds Python's limit.",
        where=("toposort",),
        names=("toposort-by-recursion",),
        code="""
        def toposort(root):
            topo = []
            visited = set()

            def build_topo(v):
                if v not in visited:
                    visited.add(v)
                    for child in v.children:
                        build_topo(child)
                    topo.append(v)

            build_topo(root)
            return list(reversed(topo))
        """,
    ),
    WrongSubmission(
        id="graph-recursion-limit-raised",
        stage="graph",
        truth="toposort is recursive and raises Python's recursion limit to get away with it.",
        where=("toposort",),
        names=("toposort-raises-the-limit",),
        code="""
        import sys

        def toposort(root):
            sys.setrecursionlimit(10**6)
            order, done = [], set()

            def visit(node):
                if node in done:
                    return
                done.add(node)
                for kid in node.children:
                    visit(kid)
                order.append(node)

            visit(root)
            return order[::-1]
        """,
    ),
    WrongSubmission(
        id="graph-first-met",
        stage="graph",
        truth="toposort puts each node down when it is first met, in front of some of its parents.",
        where=("toposort",),
        names=("toposort-preorder-by-stack",),
        code="""
        def toposort(root):
            found = []
            todo = [root]
            while todo:
                v = todo.pop()
                if v in found:
                    continue
                found.append(v)
                todo.extend(v.children)
            return found
        """,
    ),
    WrongSubmission(
        id="graph-breadth-first",
        stage="graph",
        truth="toposort goes level by level and so puts some parents behind their children.",
        where=("toposort",),
        names=("toposort-breadth-first",),
        code="""
        from collections import deque

        def toposort(root):
            queue = deque([root])
            seen = {root}
            order = []
            while queue:
                current = queue.popleft()
                order.append(current)
                for child in current.children:
                    if child not in seen:
                        seen.add(child)
                        queue.append(child)
            return order
        """,
    ),
    WrongSubmission(
        id="graph-leaves-first",
        stage="graph",
        truth="toposort answers the finished nodes without turning them around: root last.",
        where=("toposort",),
        names=("toposort-from-the-leaves",),
        code="""
        def toposort(root):
            out, seen = [], set()
            stack = [(root, False)]
            while stack:
                n, expanded = stack.pop()
                if expanded:
                    out.append(n)
                elif n not in seen:
                    seen.add(n)
                    stack.append((n, True))
                    stack.extend((c, False) for c in n.children)
            return out
        """,
    ),
    WrongSubmission(
        id="graph-backward-from-the-leaves",
        stage="graph",
        truth="toposort is right, but backward walks through it from the leaves to the root.",
        where=("backward",),
        names=("backward-from-the-leaves",),
        code="""
        def backward(root):
            topo = toposort(root)
            for v in topo:
                if v.children and getattr(v, "requires_grad", True):
                    v.zero_grad()
            root.accumulate(ones_like(root.data))
            for v in reversed(topo):
                if v.children and getattr(v, "requires_grad", True):
                    grads = v.local_gradients()
                    for child, g in zip(v.children, grads):
                        if g is not None:
                            child.accumulate(g)
        """,
    ),
    WrongSubmission(
        id="graph-seen-as-list",
        stage="graph",
        truth="toposort keeps the nodes that it has seen in a list, which takes quadratic time.",
        where=("toposort",),
        names=("toposort-looks-through-a-list",),
        code="""
        def toposort(root):
            done = []
            stack = [(root, False)]
            seen = []
            while stack:
                node, ready = stack.pop()
                if ready:
                    done.append(node)
                elif node not in seen:
                    seen.append(node)
                    stack.append((node, True))
                    for child in node.children:
                        stack.append((child, False))
            return done[::-1]
        """,
    ),
    WrongSubmission(
        id="graph-never-seen",
        stage="graph",
        truth="toposort remembers no node that it has seen and walks every path anew.",
        where=("toposort",),
        names=("toposort-keeps-the-last-visit", "toposort-moves-a-node-to-the-end"),
        code="""
        def toposort(root):
            path = [root]
            order = []
            while path:
                node = path.pop()
                if node in order:
                    order.remove(node)
                order.append(node)
                for child in node.children:
                    path.append(child)
            return order
        """,
    ),
    WrongSubmission(
        id="graph-same-number-same-node",
        stage="graph",
        truth="toposort takes nodes that hold the same number for one node.",
        where=("toposort",),
        names=("toposort-by-number",),
        code="""
        def toposort(root):
            finished, seen = [], set()
            stack = [(root, 0)]
            while stack:
                node, i = stack.pop()
                if i == 0:
                    if (node.data, node.op) in seen:
                        continue
                    seen.add((node.data, node.op))
                if i < len(node.children):
                    stack.append((node, i + 1))
                    stack.append((node.children[i], 0))
                else:
                    finished.append(node)
            return finished[::-1]
        """,
    ),
    WrongSubmission(
        id="graph-without-the-root",
        stage="graph",
        truth="toposort answers everything below the root, but not the root itself.",
        where=("toposort",),
        names=("toposort-without-the-root",),
        code="""
        def toposort(root):
            finished, seen = [], set()
            stack = [(c, False) for c in root.children]
            while stack:
                node, ready = stack.pop()
                if ready:
                    finished.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack.extend((c, False) for c in node.children)
            finished.reverse()
            return finished
        """,
    ),
    WrongSubmission(
        id="graph-toposort-without-return",
        stage="graph",
        truth="toposort reverses its list in place and returns what reverse returns: None.",
        where=("toposort",),
        slip="missing return",
        code="""
        def toposort(root):
            finished, seen = [], set()
            stack = [(root, False)]
            while stack:
                node, ready = stack.pop()
                if ready:
                    finished.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack.extend((c, False) for c in node.children)
            return finished.reverse()
        """,
    ),
    WrongSubmission(
        id="graph-kahn-forgets-to-count",
        stage="graph",
        truth="toposort counts the users of each node along paths, so shared nodes come twice.",
        where=("toposort",),
        names=("toposort-visits-every-path",),
        code="""
        def toposort(root):
            order = []
            ready = [root]
            while ready:
                node = ready.pop()
                order.append(node)
                for child in node.children:
                    ready.append(child)
            return order
        """,
    ),
    WrongSubmission(
        id="graph-backward-adds-itself",
        stage="graph",
        truth="backward writes child.grad += g, which joins the lists of a node that holds rows.",
        where=("backward",),
        names=("backward-adds-by-itself",),
        code="""
        def backward(root):
            nodes = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
            for n in nodes:
                n.zero_grad()
            root.accumulate(ones_like(root.data))
            for n in nodes:
                for child, g in zip(n.children, n.local_gradients()):
                    if g is not None:
                        child.grad += g
        """,
    ),
    WrongSubmission(
        id="graph-backward-assigns",
        stage="graph",
        truth="backward sets child.grad instead of adding to it, so only the last use counts.",
        where=("backward",),
        names=("backward-overwrites", "backward-sets-the-root"),
        code="""
        def backward(root):
            order = toposort(root)
            inner = [n for n in order if n.children and getattr(n, "requires_grad", True)]
            for n in inner:
                n.zero_grad()
            root.grad = ones_like(root.data)
            for n in inner:
                grads = n.local_gradients()
                for i, child in enumerate(n.children):
                    if grads[i] is not None:
                        child.grad = grads[i]
        """,
    ),
    WrongSubmission(
        id="graph-backward-clears-leaves",
        stage="graph",
        truth="backward clears the leaves as well, so that they forget earlier losses.",
        where=("backward",),
        names=("backward-clears-the-leaves",),
        code="""
        def backward(root):
            order = toposort(root)
            for node in order:
                if getattr(node, "requires_grad", True):
                    node.zero_grad()
            root.accumulate(ones_like(root.data))
            for node in order:
                if not node.children or not getattr(node, "requires_grad", True):
                    continue
                for child, grad in zip(node.children, node.local_gradients()):
                    if grad is not None:
                        child.accumulate(grad)
        """,
    ),
    WrongSubmission(
        id="graph-backward-clears-nothing",
        stage="graph",
        truth="backward clears no inner node, so that a second walk hands on old gradients again.",
        where=("backward",),
        names=("backward-clears-nothing",),
        code="""
        def backward(root):
            root.accumulate(ones_like(root.data))
            for v in toposort(root):
                if v.children and getattr(v, "requires_grad", True):
                    for child, g in zip(v.children, v.local_gradients()):
                        if g is not None:
                            child.accumulate(g)
        """,
    ),
    WrongSubmission(
        id="graph-backward-micrograd",
        stage="graph",
        truth="backward calls node._backward, which these nodes do not have.",
        where=("backward",),
        slip="misspelt attribute",
        code="""
        def backward(root):
            topo = toposort(root)
            root.grad = 1.0
            for v in topo:
                v._backward()
        """,
    ),
    WrongSubmission(
        id="graph-backward-seeds-one",
        stage="graph",
        truth="backward seeds the root with the number 1.0 even where it holds rows.",
        where=("backward",),
        names=("backward-starts-with-a-bare-one",),
        code="""
        def backward(root):
            inner = []
            for node in toposort(root):
                if node.children and getattr(node, "requires_grad", True):
                    inner.append(node)
            for node in inner:
                node.zero_grad()
            root.accumulate(1.0)
            for node in inner:
                for child, grad in zip(node.children, node.local_gradients()):
                    if grad is not None:
                        child.accumulate(grad)
        """,
    ),
    WrongSubmission(
        id="graph-backward-no-seed",
        stage="graph",
        truth="backward never sets the gradient of the root, so that all gradients are zero.",
        where=("backward",),
        names=("backward-without-a-first-gradient",),
        code="""
        def backward(root):
            inner = [v for v in toposort(root) if v.children and getattr(v, "requires_grad", True)]
            for v in inner:
                v.zero_grad()
            for v in inner:
                for child, grad in zip(v.children, v.local_gradients()):
                    if grad is not None:
                        child.accumulate(grad)
        """,
    ),
    WrongSubmission(
        id="graph-backward-none-not-skipped",
        stage="graph",
        truth="backward hands None to accumulate where a rule wants no gradient.",
        where=("backward",),
        names=("backward-hands-on-none",),
        code="""
        def backward(root):
            order = [n for n in toposort(root) if n.children and getattr(n, "requires_grad", True)]
            for n in order:
                n.zero_grad()
            root.accumulate(ones_like(root.data))
            for n in order:
                for child, grad in zip(n.children, n.local_gradients()):
                    child.accumulate(grad)
        """,
    ),
    WrongSubmission(
        id="graph-zero-grad-sets-zero",
        stage="graph",
        truth="zero_grad sets grad to 0.0 itself, which is no gradient of a node that holds rows.",
        where=("zero_grad",),
        names=("zero-grad-writes-a-bare-zero",),
        code="""
        def zero_grad(nodes):
            for n in nodes:
                n.grad = 0.0
        """,
    ),
    WrongSubmission(
        id="graph-zero-grad-first-only",
        stage="graph",
        truth="zero_grad returns inside its loop and clears the first node only.",
        where=("zero_grad",),
        names=("zero-grad-returns-too-soon",),
        code="""
        def zero_grad(nodes):
            for node in nodes:
                node.zero_grad()
                return
        """,
    ),
    WrongSubmission(
        id="graph-zero-grad-whole-graph",
        stage="graph",
        truth="zero_grad clears everything below the nodes that it is given, too.",
        where=("zero_grad",),
        names=("zero-grad-goes-all-the-way-down",),
        code="""
        def zero_grad(nodes):
            for node in nodes:
                for below in toposort(node):
                    below.zero_grad()
        """,
    ),
    WrongSubmission(
        id="graph-zero-grad-names-the-method",
        stage="graph",
        truth="zero_grad names the method of each node without calling it.",
        where=("zero_grad",),
        code="""
        def zero_grad(nodes):
            for node in nodes:
                node.zero_grad
        """,
    ),
)
