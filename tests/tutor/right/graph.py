"""Right but unusual versions of graph.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="graph-kahn",
        stage="graph",
        way="Kahn's algorithm: count the uses of each node, release it after the last one.",
        code="""
        def toposort(root):
            uses = {root: 0}
            found = [root]
            for node in found:
                for child in node.children:
                    if child not in uses:
                        uses[child] = 0
                        found.append(child)
                    uses[child] += 1
            order, ready = [], [root]
            while ready:
                node = ready.pop()
                order.append(node)
                for child in node.children:
                    uses[child] -= 1
                    if uses[child] == 0:
                        ready.append(child)
            return order
        """,
    ),
    RightSubmission(
        id="graph-kahn-with-a-queue",
        stage="graph",
        way="Kahn's algorithm with a queue and a Counter that knows nodes by their id.",
        code="""
        from collections import Counter, deque

        def toposort(root):
            nodes, todo = {id(root): root}, [root]
            count = Counter()
            while todo:
                for child in todo.pop().children:
                    count[id(child)] += 1
                    if id(child) not in nodes:
                        nodes[id(child)] = child
                        todo.append(child)
            queue, order = deque([root]), []
            while queue:
                node = queue.popleft()
                order.append(node)
                for child in node.children:
                    count[id(child)] -= 1
                    if not count[id(child)]:
                        queue.append(child)
            return order
        """,
    ),
    RightSubmission(
        id="graph-stack-of-iterators",
        stage="graph",
        way="Depth first with a stack of iterators, the order built from its end.",
        code="""
        from collections import deque

        def toposort(root):
            order = deque()
            seen = {id(root)}
            stack = [(root, iter(root.children))]
            while stack:
                node, rest = stack[-1]
                for child in rest:
                    if id(child) not in seen:
                        seen.add(id(child))
                        stack.append((child, iter(child.children)))
                        break
                else:
                    stack.pop()
                    order.appendleft(node)
            return list(order)
        """,
    ),
    RightSubmission(
        id="graph-by-height",
        stage="graph",
        way="Nodes are sorted by their height over the leaves, found without recursion.",
        code="""
        def toposort(root):
            height = {}
            stack = [root]
            while stack:
                node = stack[-1]
                if node in height:
                    stack.pop()
                    continue
                missing = [c for c in node.children if c not in height]
                if missing:
                    stack.extend(missing)
                else:
                    height[node] = 1 + max((height[c] for c in node.children), default=0)
                    stack.pop()
            return sorted(height, key=height.get, reverse=True)
        """,
    ),
    RightSubmission(
        id="graph-backward-in-two-walks",
        stage="graph",
        way="backward clears in one walk and asks in another, with indices and a while loop.",
        code="""
        def wants(node):
            return bool(node.children) and getattr(node, "requires_grad", True)

        def backward(root):
            order = toposort(root)
            zero_grad(filter(wants, order))
            root.accumulate(ones_like(root.data))
            k = 0
            while k < len(order):
                node = order[k]
                k += 1
                if not wants(node):
                    continue
                gradients = list(node.local_gradients())
                for i in range(len(node.children)):
                    if gradients[i] is None:
                        continue
                    node.children[i].accumulate(gradients[i])
        """,
    ),
)
