"""Mistakes that people make in losses.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# The same slip in several sizes: which it is shows in the numbers.
EPSILONS = ("1e-6", "1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15")
RMSE_WITH_EPSILON = tuple(
    Mistake(
        id=f"rmse-with-an-epsilon-of-{epsilon}",
        where="rmse",
        sentence=(
            "Your rmse of a perfect fit is not zero: a small number was added under the root, "
            f"about {epsilon}. It avoids the infinite slope, but it changes every answer, most of "
            "all the small ones."
        ),
        why="The most common advice against NaN: sqrt(mse + 1e-8).",
        change=(
            "return mean if mean.data == 0 else mean**0.5",
            f"return (mean + {epsilon}) ** 0.5",
        ),
    )
    for epsilon in EPSILONS
)
RMSE_WITH_EPSILON_BUT_AT_ZERO = tuple(
    Mistake(
        id=f"rmse-guards-and-adds-{epsilon}",
        where="rmse",
        sentence=(
            "Your rmse is right at a perfect fit and off beside it: a small number was added under "
            f"the root, about {epsilon}. Where the mean is not zero there is nothing left to guard "
            "against."
        ),
        why="A special case and an epsilon: the belt and the braces.",
        change=(
            "return mean if mean.data == 0 else mean**0.5",
            f"return mean if mean.data == 0 else (mean + {epsilon}) ** 0.5",
        ),
    )
    for epsilon in EPSILONS
)
RMSE_PLUS_EPSILON = tuple(
    Mistake(
        id=f"rmse-plus-{epsilon}-behind-the-root",
        where="rmse",
        sentence=(
            "Every rmse of yours is too large by the same small number: it was added to the root, "
            "not under it. There it makes every answer wrong and cures nothing: the slope of the "
            "root at zero is as infinite as before."
        ),
        why="The advice against NaN, sqrt(mse + 1e-8), with the bracket in another place.",
        change=(
            "return mean if mean.data == 0 else mean**0.5",
            f"return mean**0.5 + {epsilon}",
        ),
    )
    for epsilon in EPSILONS[:4]
)
PROBABILITY_PLUS_EPSILON = tuple(
    Mistake(
        id=f"cross-entropy-probability-plus-{epsilon}",
        where="cross_entropy",
        sentence=(
            "However wrong the network is, your loss stays below a few dozen, and its gradient "
            f"fades: a small number, about {epsilon}, was added to the probability before its "
            "logarithm. Take the logarithm on paper first, and there is no log of zero."
        ),
        why="log(p + 1e-12) is the usual plaster for log(0).",
        change=(
            "return total.log() - (logits[target] - largest)",
            f"return -((logits[target] - largest).exp() / total + {epsilon}).log()",
        ),
    )
    for epsilon in EPSILONS
)
PROBABILITY_CLAMPED = tuple(
    Mistake(
        id=f"cross-entropy-probability-at-least-{epsilon}",
        where="cross_entropy",
        sentence=(
            "Where the network is surest and wrong, your loss stays the same whatever the logits "
            f"are, and nothing pulls: the probability was kept from falling below {epsilon}. Take "
            "the logarithm on paper first, and there is no log of zero."
        ),
        why="log(max(p, 1e-12)) is the other usual plaster for log(0).",
        change=(
            "return total.log() - (logits[target] - largest)",
            f"""
            p = (logits[target] - largest).exp() / total
            return -(p if p.data > {epsilon} else Value({epsilon})).log()
            """,
        ),
    )
    for epsilon in EPSILONS
)

# Of the mistakes that explain the same answers the first is named: the narrow stand first.
MISTAKES = (
    *RMSE_WITH_EPSILON,
    *RMSE_WITH_EPSILON_BUT_AT_ZERO,
    *RMSE_PLUS_EPSILON,
    *PROBABILITY_PLUS_EPSILON,
    *PROBABILITY_CLAMPED,
    # --- rmse ---
    Mistake(
        id="rmse-plain-root",
        where="rmse",
        sentence=(
            "Your rmse fails at a perfect fit: there the slope of the root is infinite, the "
            "error that it meets is 0, and the product of the two is no number. Training would "
            "make NaN of every weight just when it succeeds."
        ),
        why="torch.sqrt(mse_loss) has the same flaw: NaN gradients at zero.",
        change=("return mean if mean.data == 0 else mean**0.5", "return mean**0.5"),
    ),
    Mistake(
        id="rmse-of-a-perfect-fit-is-a-number",
        where="rmse",
        sentence=(
            "Your rmse of a perfect fit is a plain zero and no node. Whoever calls backward on it "
            "gets an error just when the training succeeds; one Value is promised in every case."
        ),
        why="`return 0.0` is the special case as one says it.",
        change=(
            "return mean if mean.data == 0 else mean**0.5",
            "return 0.0 if mean.data == 0 else mean**0.5",
        ),
    ),
    Mistake(
        id="rmse-gives-up-at-one-zero",
        where="rmse",
        sentence=(
            "Your rmse is zero as soon as a single prediction fits. The others may still be "
            "wrong; look at which number has to be zero for the slope to be infinite."
        ),
        why="The guard is put on the single errors instead of on their mean.",
        code="""
def rmse(predictions, targets):
    mean = mse(predictions, targets)
    if any(p.data == t for p, t in zip(predictions, targets)):
        return mean * 0.0
    return mean ** 0.5
""",
    ),
    Mistake(
        id="rmse-root-of-the-sum",
        where="rmse",
        sentence=(
            "Your rmse is the root of the sum of the squares, so it grows with the number of "
            "examples. Look at where the mean has gone."
        ),
        why="That is the length of the error vector, the formula known from geometry.",
        change=(
            "mean = mse(predictions, targets)",
            "mean = mse(predictions, targets) * len(predictions)",
        ),
    ),
    Mistake(
        id="rmse-divides-after-the-root",
        where="rmse",
        sentence=(
            "Your rmse is too small by the root of n: the division by n comes after the root. "
            "Read the four letters from right to left."
        ),
        why="The order of root and mean is easily swapped.",
        code="""
def rmse(predictions, targets):
    total = mse(predictions, targets) * len(predictions)
    return total if total.data == 0 else total ** 0.5 / len(predictions)
""",
    ),
    Mistake(
        id="rmse-zero-below-a-threshold",
        where="rmse",
        sentence=(
            "Your rmse calls a fit perfect that is only very good: tiny errors give zero or a "
            "wrong slope. Only one number needs special care; look at what you compare with."
        ),
        why="Comparing floats with a tolerance is good practice elsewhere.",
        change=(
            "return mean if mean.data == 0 else mean**0.5",
            "return mean if mean.data < 1e-12 else mean**0.5",
        ),
    ),
    Mistake(
        id="rmse-without-root",
        where="rmse",
        sentence=(
            "Your rmse is the mse: its unit is still that of the target, squared. Look at what "
            "the first letter of rmse stands for."
        ),
        why="The root seems not to matter, since both are smallest at the same place.",
        change=("return mean if mean.data == 0 else mean**0.5", "return mean"),
    ),
    Mistake(
        id="rmse-mean-of-roots",
        where="rmse",
        sentence=(
            "Your rmse is the mean of the roots of the single squares, that is of the sizes of "
            "the errors. The root comes last, once, over the mean."
        ),
        why="The root is applied in the loop, where the square is.",
        code="""
def rmse(predictions, targets):
    mean = mse(predictions, targets)
    squares = [(p - t) ** 2 for p, t in zip(predictions, targets)]
    roots = [s if s.data == 0 else s ** 0.5 for s in squares]
    return sum(roots, Value(0.0)) / len(roots)
""",
    ),
    Mistake(
        id="rmse-power-before-division",
        where="rmse",
        sentence=(
            "Your rmse is half of the mse. In Python `**` binds more tightly than `/`; look at "
            "how the exponent is written."
        ),
        why="`x ** 1 / 2` is read as it is spoken.",
        change=("return mean if mean.data == 0 else mean**0.5", "return mean**1 / 2"),
    ),
    Mistake(
        id="rmse-detached",
        where="rmse",
        sentence=(
            "Your rmse is the right number, but no gradient reaches the predictions: the root "
            "was taken of a plain number. Look at which root records itself in the graph."
        ),
        why="math.sqrt is the square root that everybody knows.",
        change=("return mean if mean.data == 0 else mean**0.5", "return Value(mean.data**0.5)"),
    ),
    Mistake(
        id="rmse-by-logarithms",
        where="rmse",
        sentence=(
            "Your rmse cannot be computed at a perfect fit: it goes through the logarithm of the "
            "mean, and zero has none."
        ),
        why="exp(log(x) / 2) is a root for engines that have no power yet.",
        change=("return mean if mean.data == 0 else mean**0.5", "return (mean.log() / 2).exp()"),
    ),
    Mistake(
        id="rmse-zip-truncates",
        where="rmse",
        sentence=(
            "Your rmse accepts lists of different lengths, although your mse may not: it has a "
            "loop of its own, and zip stops at the shorter list."
        ),
        why="The loop is copied from a first version of mse, without its checks.",
        code="""
def rmse(predictions, targets):
    if not predictions:
        raise ValueError("no predictions")
    total = sum(((p - t) ** 2 for p, t in zip(predictions, targets)), Value(0.0))
    mean = total / len(predictions)
    return mean if mean.data == 0 else mean ** 0.5
""",
    ),
    # --- mse ---
    Mistake(
        id="mse-sum-for-mean",
        where="mse",
        sentence=(
            "Your loss and its gradients are n times too large: the squared errors are added, "
            "but not averaged. Twice the data would then mean twice the step."
        ),
        why="The sum is the textbook's least squares, and micrograd's first example.",
        change=("return total / len(predictions)", "return total"),
    ),
    Mistake(
        id="mse-halved",
        where="mse",
        sentence=(
            "Your loss is half of the right one: there is a factor of one half that some texts "
            "add to make the derivative look nicer. This mean has no such factor."
        ),
        why="Many courses define the cost as 1 / (2n) times the sum.",
        change=("return total / len(predictions)", "return total / (2 * len(predictions))"),
    ),
    Mistake(
        id="mse-over-n-minus-one",
        where="mse",
        sentence=(
            "Your loss is divided by one less than the number of predictions, and a single "
            "prediction is an error. That is how a sample's variance is estimated; a mean is "
            "divided by how many there are."
        ),
        why="Bessel's correction, remembered from statistics.",
        change=("return total / len(predictions)", "return total / (len(predictions) - 1)"),
    ),
    Mistake(
        id="mse-mean-of-sizes",
        where="mse",
        sentence=(
            "Your loss is the mean of the sizes of the errors, not of their squares: each "
            "gradient is 1 / n up to its sign, however large the error."
        ),
        why="The mean absolute error is the other loss of this kind.",
        change=(
            "total = total + (prediction - target) ** 2",
            "error = prediction - target\ntotal = total + (error if error.data > 0 else -error)",
        ),
    ),
    Mistake(
        id="mse-square-of-the-mean",
        where="mse",
        sentence=(
            "Your loss is the square of the mean error: errors of different sign cancel before "
            "they are squared, and all predictions receive the same gradient. Look at which "
            "comes first."
        ),
        why="Squaring once at the end saves work.",
        changes=(
            ("total = total + (prediction - target) ** 2", "total = total + (prediction - target)"),
            ("return total / len(predictions)", "return (total / len(predictions)) ** 2"),
        ),
    ),
    Mistake(
        id="mse-not-squared",
        where="mse",
        sentence=(
            "Your loss is the mean of the errors with their signs. It can be as negative as it "
            "likes, so a network would run away instead of fitting."
        ),
        why="The square is lost while the mean is being written.",
        change=(
            "total = total + (prediction - target) ** 2",
            "total = total + (prediction - target)",
        ),
    ),
    Mistake(
        id="mse-adds-the-target",
        where="mse",
        sentence=(
            "Your errors are sums of prediction and target where they should be differences; a "
            "perfect fit would be punished most."
        ),
        why="A sign slip, often after rewriting the error as -(t - p).",
        change=(
            "total = total + (prediction - target) ** 2",
            "total = total + (prediction + target) ** 2",
        ),
    ),
    Mistake(
        id="mse-last-error-only",
        where="mse",
        sentence=(
            "Only your last prediction counts: each round of the loop replaces the total instead "
            "of adding to it."
        ),
        why="`=` for `+=` in a loop.",
        change=("total = total + (prediction - target) ** 2", "total = (prediction - target) ** 2"),
    ),
    Mistake(
        id="mse-returns-in-the-loop",
        where="mse",
        sentence=(
            "Only your first prediction counts: the function has returned before it gets to the "
            "second. Look at the indentation of the return."
        ),
        why="The return is indented one level too deep.",
        code="""
def mse(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions, but {len(targets)} targets")
    if not predictions:
        raise ValueError("no predictions")
    total = Value(0.0)
    for p, t in zip(predictions, targets):
        total = total + (p - t) ** 2
        return total / len(predictions)
""",
    ),
    Mistake(
        id="mse-divides-in-the-loop",
        where="mse",
        sentence=(
            "Your early errors count far less than your late ones: the running total is divided "
            "in each round, and not once at the end."
        ),
        why="The division is indented one level too deep.",
        changes=(
            (
                "total = total + (prediction - target) ** 2",
                "total = (total + (prediction - target) ** 2) / len(predictions)",
            ),
            ("return total / len(predictions)", "return total"),
        ),
    ),
    Mistake(
        id="mse-detached",
        where="mse",
        sentence=(
            "Your loss is the right number, but no gradient reaches the predictions: it was "
            "computed from their data. Look for where the graph is cut."
        ),
        why="`.data` makes the arithmetic work in an engine that is not finished.",
        change=("return total / len(predictions)", "return Value(total.data / len(predictions))"),
    ),
    Mistake(
        id="mse-returns-a-number",
        where="mse",
        sentence=(
            "Your loss is a plain number. It cannot call backward; a loss is the node from which "
            "the whole backward pass starts."
        ),
        why="A loss is something one prints.",
        change=("return total / len(predictions)", "return total.data / len(predictions)"),
    ),
    Mistake(
        id="mse-zip-truncates",
        where="mse",
        sentence=(
            "Your loss accepts lists of different lengths: zip stops at the shorter one and says "
            "nothing. The number looks fine and belongs to a part of the data."
        ),
        why="zip is silent about different lengths unless it is told to be strict.",
        code="""
def mse(predictions, targets):
    if not predictions:
        raise ValueError("no predictions")
    total = sum(((p - t) ** 2 for p, t in zip(predictions, targets)), Value(0.0))
    return total / len(predictions)
""",
    ),
    Mistake(
        id="mse-indexed-by-the-predictions",
        where="mse",
        sentence=(
            "Your loss ignores targets that are left over, and fails with an IndexError where "
            "some are missing: it is indexed by the predictions alone. Compare the lengths first."
        ),
        why="`for i in range(len(predictions))` is the loop of other languages.",
        code="""
def mse(predictions, targets):
    if not predictions:
        raise ValueError("no predictions")
    total = Value(0.0)
    for i in range(len(predictions)):
        total = total + (predictions[i] - targets[i]) ** 2
    return total / len(predictions)
""",
    ),
    Mistake(
        id="mse-strict-zip-alone",
        where="mse",
        sentence=(
            "Your loss refuses different lengths, but its message does not say what they are (that "
            "of a strict zip, for one, counts its arguments). Whoever reads it wants both numbers."
        ),
        why="zip(strict=True) raises a ValueError by itself.",
        code="""
def mse(predictions, targets):
    if not predictions and not targets:
        raise ValueError("no predictions")
    total = sum(((p - t) ** 2 for p, t in zip(predictions, targets, strict=True)), Value(0.0))
    return total / len(predictions)
""",
    ),
    Mistake(
        id="mse-of-nothing-is-zero",
        where="mse",
        sentence=(
            "Your loss of no predictions is zero, as if all were well. An empty batch is a bug "
            "further up, and a loss of zero hides it."
        ),
        why="Returning zero gets rid of the ZeroDivisionError.",
        code="""
def mse(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions, but {len(targets)} targets")
    total = sum(((p - t) ** 2 for p, t in zip(predictions, targets)), Value(0.0))
    return total / max(1, len(predictions))
""",
    ),
    Mistake(
        id="mse-errors-written-into-the-predictions",
        where="mse",
        sentence=(
            "Your loss is right, but afterwards the list of predictions holds the errors. The "
            "list belongs to the caller, who may want to look at the predictions."
        ),
        why="Assigning to `predictions[i]` saves a second list.",
        code="""
def mse(predictions, targets):
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions, but {len(targets)} targets")
    if not predictions:
        raise ValueError("no predictions")
    for i, target in enumerate(targets):
        predictions[i] = predictions[i] - target
    return sum((e ** 2 for e in predictions), Value(0.0)) / len(predictions)
""",
    ),
    # --- cross_entropy ---
    Mistake(
        id="cross-entropy-shifted-by-the-right-logit",
        where="cross_entropy",
        sentence=(
            "Your loss breaks when the right logit lies far below another: it is the one that "
            "you subtract from all, and what is left of the other is too large for exp."
        ),
        why="log(sum(exp(l - l_t))) is short and right on paper.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    return sum(((logit - logits[target]).exp() for logit in logits), Value(0.0)).log()
""",
    ),
    Mistake(
        id="cross-entropy-shifted-by-the-mean",
        where="cross_entropy",
        sentence=(
            "Your loss breaks when the logits lie far apart: what you subtract is in the middle "
            "of them, and the ones above it are still too large for exp."
        ),
        why="Centering by the mean is the usual way to normalize.",
        change=(
            "largest = max(logit.data for logit in logits)",
            "largest = sum(logit.data for logit in logits) / len(logits)",
        ),
    ),
    Mistake(
        id="cross-entropy-largest-starts-at-zero",
        where="cross_entropy",
        sentence=(
            "Your loss breaks when all logits are far below zero: your search for the largest "
            "begins at 0, and none of them is above that. Then nothing is subtracted at all."
        ),
        why="A running maximum that starts at 0 is right for numbers that cannot be negative.",
        change=(
            "largest = max(logit.data for logit in logits)",
            """
            largest = 0.0
            for logit in logits:
                if logit.data > largest:
                    largest = logit.data
            """,
        ),
    ),
    Mistake(
        id="cross-entropy-shifted-in-the-sum-only",
        where="cross_entropy",
        sentence=(
            "Your gradients are right and your loss is off by the largest logit: it was "
            "subtracted in one part of the formula and not in the other."
        ),
        why="The trick is learnt for softmax, where it cancels by itself.",
        change=(
            "return total.log() - (logits[target] - largest)",
            "return total.log() - logits[target]",
        ),
    ),
    Mistake(
        id="cross-entropy-shifted-in-place",
        where="cross_entropy",
        sentence=(
            "Your loss is right, but afterwards the logits hold other numbers: they were shifted "
            "in place. A node's data belongs to whoever computed it, and its rule may need it."
        ),
        why="`logit.data -= largest` is the short way to shift them all.",
        changes=(
            ("total = Value(0.0)", ""),
            ("total = total + (logit - largest).exp()", "logit.data -= largest"),
            (
                "return total.log() - (logits[target] - largest)",
                "return sum((logit.exp() for logit in logits), Value(0.0)).log() - logits[target]",
            ),
        ),
    ),
    Mistake(
        id="cross-entropy-clips-the-logits",
        where="cross_entropy",
        sentence=(
            "Your loss depends on more than the differences of the logits: far from zero they "
            "are cut to a range, and with them their gradients."
        ),
        why="Clipping is a quick cure for overflow.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    clipped = [
        logit if abs(logit.data) <= 500 else Value(max(-500.0, min(500.0, logit.data)))
        for logit in logits
    ]
    return sum((logit.exp() for logit in clipped), Value(0.0)).log() - clipped[target]
""",
    ),
    Mistake(
        id="cross-entropy-log-of-softmax",
        where="cross_entropy",
        sentence=(
            "Your loss breaks when the right class is all but impossible: its probability has "
            "become 0.0 before the logarithm is taken. Take the logarithm on paper first."
        ),
        why="softmax, then log, is the definition read from left to right.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    exps = [(logit - shift).exp() for logit in logits]
    return -(exps[target] / sum(exps, Value(0.0))).log()
""",
    ),
    Mistake(
        id="cross-entropy-softmax-as-in-the-book",
        where="cross_entropy",
        sentence=(
            "Your loss is right for everyday logits only: at 1000 an exp overflows, and at -1000 "
            "all of them are zero, of which no probability can be made. Only the differences of "
            "the logits count, so they can be shifted first; then take the logarithm on paper."
        ),
        why="exp(x) / sum(exp(x)), then the log: each line as it stands in the book.",
        changes=(
            ("largest = max(logit.data for logit in logits)", ""),
            ("total = total + (logit - largest).exp()", "total = total + logit.exp()"),
            (
                "return total.log() - (logits[target] - largest)",
                "return (logits[target].exp() / total).log() * -1",
            ),
        ),
    ),
    Mistake(
        id="cross-entropy-double-softmax",
        where="cross_entropy",
        sentence=(
            "Your loss is that of a softmax of a softmax: it hardly changes whatever the logits "
            "are, and the gradients are faint. Count how often exp is applied."
        ),
        why="Softmax at the end of the model and again in the loss: a classic of the forums.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    exps = [(logit - shift).exp() for logit in logits]
    total = sum(exps, Value(0.0))
    logits = [e / total for e in exps]
    return sum((p.exp() for p in logits), Value(0.0)).log() - logits[target]
""",
    ),
    Mistake(
        id="cross-entropy-wrong-sign",
        where="cross_entropy",
        sentence=(
            "Your loss has the wrong sign: it is the logarithm of a probability, which is below "
            "zero. A network would learn to be as wrong as it can."
        ),
        why="The minus in front of the logarithm is lost.",
        change=(
            "return total.log() - (logits[target] - largest)",
            "return logits[target] - largest - total.log()",
        ),
    ),
    Mistake(
        id="cross-entropy-mean-over-classes",
        where="cross_entropy",
        sentence=(
            "Your loss and its gradients are too small by the number of classes. The mean is "
            "taken over examples, and here is just one."
        ),
        why="Losses are means, so there must be something to divide by.",
        change=(
            "return total.log() - (logits[target] - largest)",
            "return (total.log() - (logits[target] - largest)) / len(logits)",
        ),
    ),
    Mistake(
        id="cross-entropy-over-all-classes",
        where="cross_entropy",
        sentence=(
            "Your loss adds up the surprise of every class, the wrong ones as well, and does not "
            "depend on the target. Only the right class is asked for."
        ),
        why="The formula's sum over classes is kept, its one-hot factor is not.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    log_total = sum(((logit - shift).exp() for logit in logits), Value(0.0)).log()
    return sum((log_total - (logit - shift) for logit in logits), Value(0.0))
""",
    ),
    Mistake(
        id="cross-entropy-of-the-largest",
        where="cross_entropy",
        sentence=(
            "Your loss is that of the class that the network likes best, whatever the target. It "
            "would learn to be sure of itself, not to be right."
        ),
        why="The largest logit is at hand, and both cancel so nicely.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    largest = max(logits, key=lambda logit: logit.data)
    return sum(((logit - largest).exp() for logit in logits), Value(0.0)).log()
""",
    ),
    Mistake(
        id="cross-entropy-counts-from-one",
        where="cross_entropy",
        sentence=(
            "Your loss is that of the class before the right one: classes are counted from one, "
            "and target 0 even becomes the last."
        ),
        why="Classes are numbered from one in many data sets.",
        change=(
            "return total.log() - (logits[target] - largest)",
            "return total.log() - (logits[target - 1] - largest)",
        ),
    ),
    Mistake(
        id="cross-entropy-in-bits",
        where="cross_entropy",
        sentence=(
            "Your loss is too large by a factor of about 1.44: it is counted in bits, with "
            "logarithms of base 2, and here the natural logarithm is meant."
        ),
        why="Information theory counts in bits.",
        code="""
def cross_entropy(logits, target):
    import math
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    total = sum(((logit - shift).exp() for logit in logits), Value(0.0))
    return (total.log() - (logits[target] - shift)) / math.log(2)
""",
    ),
    Mistake(
        id="cross-entropy-without-logarithm",
        where="cross_entropy",
        sentence=(
            "Your loss is one minus the right probability. It never exceeds 1, and its gradient "
            "vanishes just where the network is most wrong; look for the logarithm."
        ),
        why="One minus the probability is a plausible measure of being wrong.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    exps = [(logit - shift).exp() for logit in logits]
    return 1 - exps[target] / sum(exps, Value(0.0))
""",
    ),
    Mistake(
        id="cross-entropy-binary",
        where="cross_entropy",
        sentence=(
            "Your loss holds a second term for the classes that are wrong. That belongs to "
            "classes that are decided one by one; softmax has already made them compete."
        ),
        why="Binary cross-entropy, -(t log p + (1 - t) log(1 - p)), summed over the classes.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    exps = [(logit - shift).exp() for logit in logits]
    total = sum(exps, Value(0.0))
    loss = total.log() - (logits[target] - shift)
    for i, e in enumerate(exps):
        if i != target:
            loss = loss - (1 - e / total).log()
    return loss
""",
    ),
    Mistake(
        id="cross-entropy-detached",
        where="cross_entropy",
        sentence=(
            "Your loss is the right number, but no gradient reaches the logits: it was computed "
            "from their data. Look for where the graph is cut."
        ),
        why="math.exp and math.log want plain numbers.",
        code="""
def cross_entropy(logits, target):
    import math
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    numbers = [logit.data for logit in logits]
    shift = max(numbers)
    total = sum(math.exp(x - shift) for x in numbers)
    return Value(math.log(total) - (numbers[target] - shift))
""",
    ),
    Mistake(
        id="cross-entropy-sum-detached",
        where="cross_entropy",
        sentence=(
            "Only the right logit receives a gradient, and always -1: the sum of the exponentials "
            "is a plain number in your graph. The wrong classes have to be pushed down, too."
        ),
        why="If the shift may be a plain number, why not the whole sum.",
        code="""
def cross_entropy(logits, target):
    import math
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    total = sum(math.exp(logit.data - shift) for logit in logits)
    return math.log(total) - (logits[target] - shift)
""",
    ),
    Mistake(
        id="cross-entropy-largest-term-as-constant",
        where="cross_entropy",
        sentence=(
            "Your loss is right, but the largest logit receives no gradient from the sum: its "
            "term was replaced by the number 1. That is its value, not its slope."
        ),
        why="exp(0) is 1, so the term seems not to need computing (as in log1p formulas).",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    shift = max(logit.data for logit in logits)
    largest = [logit.data for logit in logits].index(shift)
    rest = [(logit - shift).exp() for i, logit in enumerate(logits) if i != largest]
    return sum(rest, Value(1.0)).log() - (logits[target] - shift)
""",
    ),
    Mistake(
        id="cross-entropy-target-may-be-negative",
        where="cross_entropy",
        sentence=(
            "Your loss takes -1 for the last class. In Python's lists that is a convenience; in "
            "labels it is a mistake that nobody notices."
        ),
        why="Only the upper end of the range is checked.",
        change=("if not 0 <= target < len(logits):", "if target >= len(logits):"),
    ),
    Mistake(
        id="cross-entropy-target-may-be-one-too-large",
        where="cross_entropy",
        sentence=(
            "Your check lets a target through that is as large as the number of logits, and "
            "indexing fails behind it. Indices begin at zero; look at the comparison."
        ),
        why="`<=` for `<`.",
        change=(
            "if not 0 <= target < len(logits):",
            "if not logits or not 0 <= target <= len(logits):",
        ),
    ),
    Mistake(
        id="cross-entropy-target-may-be-a-bool",
        where="cross_entropy",
        sentence=(
            "Your loss takes True for class 1. To Python a bool is an int; a label that is one "
            "has most likely come out of a comparison by accident."
        ),
        why="isinstance(True, int) is true.",
        change=(
            "if isinstance(target, bool) or not isinstance(target, int):",
            "if not isinstance(target, int):",
        ),
    ),
    Mistake(
        id="cross-entropy-target-made-an-int",
        where="cross_entropy",
        sentence=(
            "Your loss makes an int of whatever it is given: 1.0, True, or 1.9 pass for class 1. "
            "A target that is not an int was meant as something else."
        ),
        why="Labels read from files are often floats, and int() makes them fit.",
        change=(
            """
            if isinstance(target, bool) or not isinstance(target, int):
                raise TypeError(f"target is the index of a class, an int, got {target!r}")
            """,
            "target = int(target)",
        ),
    ),
    Mistake(
        id="cross-entropy-target-zero-is-missing",
        where="cross_entropy",
        sentence=(
            "Your loss refuses target 0, which is the first class. To Python 0 is as false as "
            "None; look at how you ask whether there is a target."
        ),
        why="`if not target` is meant to catch None.",
        change=(
            "if not 0 <= target < len(logits):",
            "if not target or not 0 <= target < len(logits):",
        ),
    ),
    Mistake(
        id="cross-entropy-of-nothing-is-zero",
        where="cross_entropy",
        sentence=(
            "Your loss of no logits is zero, as if all were well. No class can be right where "
            "there is none."
        ),
        why="An early return for the empty case gets rid of the error of max().",
        change=(
            "if isinstance(target, bool) or not isinstance(target, int):",
            """
            if not logits:
                return Value(0.0)
            if isinstance(target, bool) or not isinstance(target, int):
            """,
        ),
    ),
    Mistake(
        id="cross-entropy-shifted-by-the-largest-size",
        where="cross_entropy",
        sentence=(
            "Your loss breaks when all logits are far below zero: you subtract the largest of "
            "their sizes, without the signs, which moves them further down still."
        ),
        why="`max(abs(l))` is how one scales numbers into a range.",
        change=(
            "largest = max(logit.data for logit in logits)",
            "largest = max(abs(logit.data) for logit in logits)",
        ),
    ),
    Mistake(
        id="cross-entropy-unstable",
        where="cross_entropy",
        sentence=(
            "Your loss is right for small logits and breaks at 1000 and at -1000: exp leaves the "
            "range of floats on one side and becomes zero on the other. The lesson's last part "
            "is about this."
        ),
        why="It is the formula as it stands in every book.",
        code="""
def cross_entropy(logits, target):
    if isinstance(target, bool) or not isinstance(target, int):
        raise TypeError(f"target must be an int, got {target!r}")
    if not 0 <= target < len(logits):
        raise ValueError(f"target {target} is none of {len(logits)} logits")
    return sum((logit.exp() for logit in logits), Value(0.0)).log() - logits[target]
""",
    ),
    Mistake(
        id="cross-entropy-target-by-index",
        where="cross_entropy",
        sentence=(
            "Your loss takes -1 for the last class and True for the second, as Python's lists "
            "do, and fails with an IndexError beyond the last. A wrong label should be noticed, "
            "by its name."
        ),
        why="Indexing seems to check the target by itself.",
        code="""
def cross_entropy(logits, target):
    shift = max(logit.data for logit in logits)
    total = sum(((logit - shift).exp() for logit in logits), Value(0.0))
    return total.log() - (logits[target] - shift)
""",
    ),
)
