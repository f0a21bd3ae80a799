"""Stage 5: one number that says how wrong the network is.

`backward` starts at one node. So everything a network gets wrong has to be put into one
number, the loss, which is small when the answers are good and has a slope wherever they
are not. What you choose as loss is what the network will learn.

Numbers as answers: the mean of the squared errors, where e = prediction - target,

    mse = (e1^2 + ... + en^2) / n            d mse / d prediction_i = 2 * e_i / n

The errors 3 and -4 give (9 + 16) / 2 = 12.5. Squares forget the sign and count one large
error more than many small ones. The mean, unlike the sum, keeps its size when the number
of examples changes, and so does the learning rate that suits it.

12.5 is in squared units, which nobody can picture. Its root, rmse = sqrt(12.5) = 3.54, is
in the units of the target: "off by about three and a half".

    d rmse / d prediction_i = e_i / (n * rmse)

At a perfect fit this reads 0 / 0: the slope of sqrt at 0 is infinite, the error it
multiplies is 0, and a machine that multiplies the two gets NaN (or a ZeroDivisionError, in
Python). One NaN makes a NaN of every weight it meets, so training would die of having
succeeded. Geometrically the loss has the tip of a cone there. Nothing pulls at the lowest
point of a cone, and a slope of zero says so.

Classes as answers: the network gives one score for each class, of any size and sign,
called logits. softmax makes probabilities of them, p_i = exp(l_i) / sum_j exp(l_j), and
the loss is how surprised they are by the right class t (cross-entropy):

    loss = -log p_t = log(sum_j exp(l_j)) - l_t

The logits 2, 1, 0 with t = 0 give log(7.389 + 2.718 + 1) - 2 = 0.408, which is -log 0.665.
Its derivative is as plain as the one of the mse: p_i, minus 1 for the right class.

One trap. exp(1000) is larger than any float, and exp(-1000) is 0.0, whose log does not
exist, yet the loss of such logits is a quite ordinary number. Add any number c to all
logits and the loss stays the same, because both of its parts grow by c. Choose c as minus
the largest logit: now the largest exponent is exp(0) = 1, nothing overflows, the sum is at
least 1, and what underflows to 0.0 was too small to be seen beside that 1. This is the
log-sum-exp trick. c may be a plain number, outside the graph: a loss that does not change
with c has the slope zero in c, so there is no gradient to be lost.

Write the three functions, then run `picograd check losses`. Each answers with one Value.
"""

from __future__ import annotations

from collections.abc import Sequence

from picograd.value import Value


def mse(predictions: Sequence[Value], targets: Sequence[float]) -> Value:
    """The mean of (prediction - target)^2, over n predictions and n plain numbers: one Value.

    Different lengths: ValueError that names both. No predictions at all: ValueError too,
    for the mean of nothing is no number.
    """
    # TODO(losses): check the lengths, then the mean of the squared errors.
    raise NotImplementedError("losses: mse")


def rmse(predictions: Sequence[Value], targets: Sequence[float]) -> Value:
    """The square root of the mse, in the units of the targets: one Value.

    At a perfect fit the value is 0.0 and so is every gradient, never NaN.
    Errors: those of `mse`.
    """
    # TODO(losses): the root of the mse, and think about a perfect fit.
    raise NotImplementedError("losses: rmse")


def cross_entropy(logits: Sequence[Value], target: int) -> Value:
    """-log softmax(logits)[target], in nats: one Value, right for logits of +-1000 as well.

    logits: one score for each class, not probabilities: softmax happens in here.
    target: the index of the right class, from 0 to len(logits) - 1. Another int, a negative
    one too, is a ValueError that names it and how many logits there are; anything that is
    not an int (a bool, a float) is a TypeError that names it.
    """
    # TODO(losses): check the target, then log-sum-exp minus the right logit.
    raise NotImplementedError("losses: cross_entropy")
