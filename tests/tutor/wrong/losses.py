"""Wrong versions of losses.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="losses-mse-sum",
        stage="losses",
        truth="mse answers the sum of the squares and never divides.",
        where=("mse",),
        names=("mse-sum-for-mean",),
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)} differ")
            if len(predictions) == 0:
                raise ValueError("no predictions")
            return sum((p - t) ** 2 for p, t in zip(predictions, targets))
        """,
    ),
    WrongSubmission(
        id="losses-mse-half",
        stage="losses",
        truth="mse carries a factor of one half, from textbooks.",
        where=("mse",),
        names=("mse-halved",),
        code="""
        def mse(predictions, targets):
            n = len(predictions)
            if n != len(targets):
                raise ValueError(f"{n} predictions, {len(targets)} targets")
            if n == 0:
                raise ValueError("nothing to average")
            loss = Value(0.0)
            for i in range(n):
                loss += (predictions[i] - targets[i]) ** 2
            return loss / (2 * n)
        """,
    ),
    WrongSubmission(
        id="losses-mse-of-floats",
        stage="losses",
        truth="mse computes with the numbers of the predictions, so its Value hangs on nothing.",
        where=("mse",),
        names=("mse-detached",),
        slip="number for node",
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)} differ")
            if not predictions:
                raise ValueError("empty")
            errors = [(p.data - t) ** 2 for p, t in zip(predictions, targets)]
            return Value(sum(errors) / len(errors))
        """,
    ),
    WrongSubmission(
        id="losses-mse-answers-a-float",
        stage="losses",
        truth="mse answers the plain number instead of a Value.",
        where=("mse",),
        names=("mse-returns-a-number",),
        slip="number for node",
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)} differ")
            if not predictions:
                raise ValueError("empty")
            total = 0
            for p, t in zip(predictions, targets):
                total += (p.data - t) ** 2
            return total / len(predictions)
        """,
    ),
    WrongSubmission(
        id="losses-mse-returns-in-the-loop",
        stage="losses",
        truth="mse returns inside its loop, after the first prediction.",
        where=("mse",),
        names=("mse-returns-in-the-loop",),
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)} differ")
            if not predictions:
                raise ValueError("empty")
            total = 0
            for p, t in zip(predictions, targets):
                total = total + (p - t) ** 2
                return total / len(predictions)
        """,
    ),
    WrongSubmission(
        id="losses-mse-drops-the-first",
        stage="losses",
        truth="mse begins with the second prediction.",
        where=("mse",),
        slip="off by one",
        code="""
        def mse(predictions, targets):
            n = len(predictions)
            if n != len(targets):
                raise ValueError(f"{n} predictions, {len(targets)} targets")
            if n == 0:
                raise ValueError("nothing to average")
            s = Value(0)
            for i in range(1, n):
                s = s + (predictions[i] - targets[i]) ** 2
            return s / n
        """,
    ),
    WrongSubmission(
        id="losses-mean-absolute-error",
        stage="losses",
        truth="mse takes the absolute error (as the root of the square) instead of the square.",
        where=("mse",),
        names=("mse-mean-of-sizes",),
        code="""
        def mse(predictions, targets):
            if len(predictions) != len(targets):
                raise ValueError(f"lengths {len(predictions)} and {len(targets)} differ")
            if not predictions:
                raise ValueError("empty")
            out = Value(0.0)
            for p, t in zip(predictions, targets):
                d = p - t
                out = out + (d if d.data > 0 else -d)
            return out / len(predictions)
        """,
    ),
    WrongSubmission(
        id="losses-mse-checks-nothing",
        stage="losses",
        truth="mse does not look at the lengths; what is left over is dropped.",
        where=("mse",),
        names=("mse-zip-truncates",),
        code="""
        def mse(predictions, targets):
            squares = [(p - t) * (p - t) for p, t in zip(predictions, targets)]
            return sum(squares) / len(squares)
        """,
    ),
    WrongSubmission(
        id="losses-rmse-plain-root",
        stage="losses",
        truth="rmse takes the root at a perfect fit as well, where its slope is infinite.",
        where=("rmse",),
        names=("rmse-plain-root",),
        code="""
        def rmse(predictions, targets):
            return mse(predictions, targets) ** 0.5
        """,
    ),
    WrongSubmission(
        id="losses-rmse-epsilon",
        stage="losses",
        truth="rmse adds 1e-8 under the root, which makes every answer a little wrong.",
        where=("rmse",),
        names=("rmse-with-an-epsilon-of-1e-8",),
        code="""
        def rmse(predictions, targets):
            eps = 1e-8
            return (mse(predictions, targets) + eps) ** 0.5
        """,
    ),
    WrongSubmission(
        id="losses-rmse-epsilon-outside",
        stage="losses",
        truth="rmse adds 1e-6 behind the root, where it helps nothing: the slope stays infinite.",
        where=("rmse",),
        names=("rmse-plain-root", "rmse-plus-1e-6-behind-the-root"),
        code="""
        def rmse(predictions, targets):
            m = mse(predictions, targets)
            return m ** 0.5 + 1e-6
        """,
    ),
    WrongSubmission(
        id="losses-rmse-math-sqrt",
        stage="losses",
        truth="rmse takes math.sqrt of the number, which cuts the graph.",
        where=("rmse",),
        names=("rmse-detached",),
        slip="number for node",
        code="""
        import math

        def rmse(predictions, targets):
            return Value(math.sqrt(mse(predictions, targets).data))
        """,
    ),
    WrongSubmission(
        id="losses-rmse-answers-zero",
        stage="losses",
        truth="rmse answers the plain number 0.0 at a perfect fit.",
        where=("rmse",),
        names=("rmse-of-a-perfect-fit-is-a-number",),
        slip="number for node",
        code="""
        def rmse(predictions, targets):
            loss = mse(predictions, targets)
            if loss.data == 0:
                return 0.0
            return loss ** 0.5
        """,
    ),
    WrongSubmission(
        id="losses-rmse-mean-of-roots",
        stage="losses",
        truth="rmse takes the root of each square and then the mean, instead of the other way.",
        where=("rmse",),
        names=("rmse-mean-of-roots",),
        code="""
        def rmse(predictions, targets):
            whole = mse(predictions, targets)
            if whole.data == 0:
                return whole
            roots = [((p - t) ** 2) ** 0.5 for p, t in zip(predictions, targets) if p.data != t]
            return sum(roots) / len(predictions)
        """,
    ),
    WrongSubmission(
        id="losses-softmax-unshifted",
        stage="losses",
        truth="cross_entropy does not shift the logits, so that exp overflows at 1000.",
        where=("cross_entropy",),
        names=("cross-entropy-softmax-as-in-the-book", "cross-entropy-unstable"),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if target < 0 or target >= len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            counts = [logit.exp() for logit in logits]
            prob = counts[target] / sum(counts)
            return -prob.log()
        """,
    ),
    WrongSubmission(
        id="losses-log-of-softmax",
        stage="losses",
        truth="cross_entropy shifts, but takes the log of a probability that may have become 0.",
        where=("cross_entropy",),
        names=("cross-entropy-log-of-softmax",),
        code="""
        def cross_entropy(logits, target):
            if type(target) is not int:
                raise TypeError(f"the target must be an int, not {target!r}")
            if target not in range(len(logits)):
                raise ValueError(f"target {target} outside of {len(logits)} logits")
            m = max(l.data for l in logits)
            exps = [(l - m).exp() for l in logits]
            total = exps[0]
            for e in exps[1:]:
                total = total + e
            return -(exps[target] / total).log()
        """,
    ),
    WrongSubmission(
        id="losses-log-with-epsilon",
        stage="losses",
        truth="cross_entropy adds 1e-12 to the probability, so its answer is cut off at 27.6.",
        where=("cross_entropy",),
        names=("cross-entropy-probability-plus-1e-12",),
        code="""
        def cross_entropy(logits, target):
            if type(target) is not int:
                raise TypeError(f"the target must be an int, not {target!r}")
            if target not in range(len(logits)):
                raise ValueError(f"target {target} outside of {len(logits)} logits")
            m = max(l.data for l in logits)
            exps = [(l - m).exp() for l in logits]
            p = exps[target] / sum(exps)
            return -(p + 1e-12).log()
        """,
    ),
    WrongSubmission(
        id="losses-cross-entropy-sign",
        stage="losses",
        truth="cross_entropy forgets the minus sign: it answers the log-probability.",
        where=("cross_entropy",),
        names=("cross-entropy-wrong-sign",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if target < 0 or target >= len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            top = max(x.data for x in logits)
            shifted = [x - top for x in logits]
            lse = sum(x.exp() for x in shifted).log()
            return shifted[target] - lse
        """,
    ),
    WrongSubmission(
        id="losses-shift-forgotten-in-the-target",
        stage="losses",
        truth="cross_entropy shifts the logits in the sum, but not the one of the target.",
        where=("cross_entropy",),
        names=("cross-entropy-shifted-in-the-sum-only",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if target < 0 or target >= len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            c = max(z.data for z in logits)
            norm = Value(0.0)
            for z in logits:
                norm = norm + (z - c).exp()
            return norm.log() - logits[target]
        """,
    ),
    WrongSubmission(
        id="losses-cross-entropy-negative-target",
        stage="losses",
        truth="cross_entropy lets Python take -1 for the last class.",
        where=("cross_entropy",),
        names=("cross-entropy-target-may-be-negative",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if target >= len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            c = max(z.data for z in logits)
            norm = sum(((z - c).exp() for z in logits), Value(0.0))
            return norm.log() + c - logits[target]
        """,
    ),
    WrongSubmission(
        id="losses-target-equal-to-classes",
        stage="losses",
        truth="cross_entropy lets target == len(logits) through to an IndexError.",
        where=("cross_entropy",),
        names=("cross-entropy-target-may-be-one-too-large",),
        slip="off by one",
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if target < 0 or target > len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            c = max(z.data for z in logits)
            norm = sum(((z - c).exp() for z in logits), Value(0.0))
            return norm.log() + c - logits[target]
        """,
    ),
    WrongSubmission(
        id="losses-max-over-nodes",
        stage="losses",
        truth="cross_entropy takes max() of the Values themselves, which cannot be compared.",
        where=("cross_entropy",),
        slip="Value for data",
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if not 0 <= target < len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            m = max(logits)
            total = sum((z - m).exp() for z in logits)
            return total.log() - (logits[target] - m)
        """,
    ),
    WrongSubmission(
        id="losses-shift-by-the-target",
        stage="losses",
        truth="cross_entropy subtracts the target's logit instead of the largest one.",
        where=("cross_entropy",),
        names=("cross-entropy-shifted-by-the-right-logit",),
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if not 0 <= target < len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            own = logits[target]
            return sum((z - own).exp() for z in logits).log()
        """,
    ),
    WrongSubmission(
        id="losses-cross-entropy-without-return",
        stage="losses",
        truth="cross_entropy computes the loss and does not return it.",
        where=("cross_entropy",),
        slip="missing return",
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"bad target {target!r}")
            if not 0 <= target < len(logits):
                raise ValueError(f"target {target}, but {len(logits)} logits")
            m = max(z.data for z in logits)
            total = sum((z - m).exp() for z in logits)
            loss = total.log() - (logits[target] - m)
        """,
    ),
)
