"""Right but unusual versions of losses.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="losses-fresh-zero",
        stage="losses",
        way="rmse answers a fresh Value(0.0) at a perfect fit.",
        code="""
        def rmse(predictions, targets):
            loss = mse(predictions, targets)
            if loss.data == 0.0:
                return Value(0.0)
            return loss**0.5
        """,
    ),
    RightSubmission(
        id="losses-divided-term-by-term",
        stage="losses",
        way="Each square is divided by n before it is added, from the last to the first.",
        code="""
        def mse(predictions, targets):
            n, m = len(predictions), len(targets)
            if n != m:
                raise ValueError(f"{n} predictions and {m} targets")
            if n == 0:
                raise ValueError("the mean of nothing")
            terms = []
            for p, t in zip(predictions, targets):
                error = t - p
                terms.append(error * error * (1 / n))
            return sum(terms[::-1])
        """,
    ),
    RightSubmission(
        id="losses-log-sum-exp-added-back",
        stage="losses",
        way="cross_entropy adds the largest logit back instead of shifting the right one.",
        code="""
        def cross_entropy(logits, target):
            if type(target) is not int:
                raise TypeError(f"target {target!r} is no int")
            if target not in range(len(logits)):
                raise ValueError(f"target {target} of {len(logits)} logits")
            top = max(x.data for x in logits)
            total = sum((x - top).exp() for x in reversed(logits))
            return total.log() + top - logits[target]
        """,
    ),
    RightSubmission(
        id="losses-differences-to-the-right-one",
        stage="losses",
        way="cross_entropy works with the differences to the right logit, shifted by the largest.",
        code="""
        def cross_entropy(logits, target):
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"target {target!r} is no int")
            if target < 0 or target >= len(logits):
                raise ValueError(f"target {target} of {len(logits)} logits")
            gaps = [x - logits[target] for x in logits]
            top = max(gap.data for gap in gaps)
            return sum((gap - top).exp() for gap in gaps).log() + top
        """,
    ),
)
