"""Right but unusual versions of adam.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="adam-state-in-a-dict",
        stage="adam",
        way="Each parameter has a dict of its own, with a count, made at its first step.",
        code="""
        class Adam:
            def __init__(...):
                for number in (lr, eps, weight_decay):
                    if number < 0:
                        raise ValueError(f"{number} is below zero")
                if any(beta < 0 or beta >= 1 for beta in betas):
                    raise ValueError(f"betas {betas}")
                self.parameters = tuple(parameters)
                self.lr, self.betas, self.eps, self.decay = lr, betas, eps, weight_decay
                self.state = {}

            def step(self):
                b1, b2 = self.betas
                for p in self.parameters:
                    zero = mapped(lambda _: 0.0, p.data)
                    state = self.state.setdefault(id(p), {"t": 0, "m": zero, "v": zero})
                    state["t"] += 1
                    t = state["t"]
                    state["m"] = mapped(lambda m, g: m + (1 - b1) * (g - m), state["m"], p.grad)
                    state["v"] = mapped(lambda v, g: v + (1 - b2) * (g**2 - v), state["v"], p.grad)

                    def update(x, m, v):
                        m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
                        return x - self.lr * (m_hat / (v_hat**0.5 + self.eps) + self.decay * x)

                    p.data = mapped(update, p.data, state["m"], state["v"])
        """,
    ),
    RightSubmission(
        id="adam-powers-kept-as-products",
        stage="adam",
        way="No count: the powers of both betas are multiplied on; eps is scaled with the root.",
        code="""
        class Adam:
            def __init__(...):
                if min(lr, eps, weight_decay, *betas) < 0 or max(betas) >= 1:
                    raise ValueError(f"no Adam with {lr}, {betas}, {eps}, {weight_decay}")
                self.triples = [
                    [p, mapped(lambda _: 0.0, p.data), mapped(lambda _: 0.0, p.data)]
                    for p in parameters
                ]
                self.lr, self.betas, self.eps, self.decay = lr, betas, eps, weight_decay
                self.left1 = self.left2 = 1.0

            def step(self):
                b1, b2 = self.betas
                self.left1 *= b1
                self.left2 *= b2
                root = math.sqrt(1 - self.left2)
                alpha = self.lr * root / (1 - self.left1)
                eps = self.eps * root
                for triple in self.triples:
                    p, m, v = triple
                    m = mapped(lambda m, g: b1 * m + (1 - b1) * g, m, p.grad)
                    v = mapped(lambda v, g: b2 * v + (1 - b2) * g * g, v, p.grad)
                    triple[1:] = m, v
                    x = mapped(lambda x: x * (1 - self.lr * self.decay), p.data)
                    p.data = mapped(lambda x, m, v: x - alpha * m / (math.sqrt(v) + eps), x, m, v)

            def zero_grad(self):
                for p, *_ in self.triples:
                    p.zero_grad()
        """,
    ),
    RightSubmission(
        id="adam-moves-rows-in-place",
        stage="adam",
        way="Rows of means and data are changed in place, number by number, without mapped.",
        code="""
        class Adam:
            def step(self):
                self.steps += 1
                for i, p in enumerate(self.parameters):
                    if isinstance(p.data, list):
                        for rows in zip(p.data, p.grad, self.means[i], self.squares[i]):
                            xs, gs, ms, vs = rows
                            for j in range(len(xs)):
                                xs[j], ms[j], vs[j] = self._moved(xs[j], gs[j], ms[j], vs[j])
                    else:
                        p.data, self.means[i], self.squares[i] = self._moved(
                            p.data, p.grad, self.means[i], self.squares[i]
                        )

            def _moved(self, x, g, m, v):
                b1, b2 = self.betas
                m = b1 * m + (1 - b1) * g
                v = b2 * v + (1 - b2) * g * g
                quotient = m / (1 - b1**self.steps)
                quotient /= math.sqrt(v / (1 - b2**self.steps)) + self.eps
                return x - self.lr * self.weight_decay * x - self.lr * quotient, m, v
        """,
    ),
)
