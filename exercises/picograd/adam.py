"""Stage 13: a step for each number.

SGD has one lr for all, and one lr does not fit all. A weight that is multiplied by 1000 gets a
gradient a thousand times that of its neighbor which is multiplied by 1; the row that belongs
to a letter which hardly any name has gets nearly none. An lr that moves the one throws the
other far off. Adam (Kingma and Ba 2014, arXiv:1412.6980) watches how large the gradients of
each single number are, and divides by that.

For each number x it keeps two running means, both 0 at the start: m of its gradients g, and v
of their squares. Of the old mean stays beta1, usually 0.9, or beta2, usually 0.999:

    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g^2

The step goes along m, as it does with momentum, and is divided by the root of v. Why the root?
v is made of squares: only sqrt(v) is as large as a gradient, so that in m / sqrt(v) the size
cancels. Multiply every gradient by 1000, and no step changes. Where g keeps its sign the
quotient is near 1; where g swings from + to -, m cancels and v does not, and it is near 0. So
lr has a new meaning: it is about how far a number moves in one step.

Both means begin too small. With g = 2.0 the first m is 0.1 * 2.0 = 0.2 and the first v is
0.001 * 4.0 = 0.004, for nine tenths of m and 999 thousandths of v are still the zero they
began with. And 0.2 / sqrt(0.004) is 3.16, a step three times too long; if g stays 2.0, the
twelfth is 6.6 times too long. After t steps the share of what was seen is 1 - beta^t, so
divide by it, each mean by its own: 0.2 / 0.1 = 2.0, 0.004 / 0.001 = 4.0, and the quotient is
2.0 / sqrt(4.0) = 1. This is the *bias correction*. Later beta^t is nearly 0, and it does
nothing. t counts the calls of `step` and begins at 1.

Where every gradient was 0 so far the quotient is 0 / 0, so a small number is added below: eps,
1e-8, which only the tiniest gradients notice. It stands *beside* the root, which is corrected
by then. Under the root it would count as sqrt(1e-8) = 1e-4, ten thousand times as much.

Weight decay. In SGD it was added to the gradient. Do so here, and it is divided by sqrt(v)
like all the rest. Take x = 1.0, lr 0.1 and weight_decay 0.01. Under gradients of 0 the pull
0.01 * x is all there is, the quotient is 1, and x goes to 0.9; under gradients of 100 it is
lost: 100.01 / 100.01 is 1 as well. Decay would be strongest where the loss is silent, and where
it speaks there would be none. So take it from x itself, past both means (Loshchilov and Hutter
2019, arXiv:1711.05101): x loses 0.1 * 0.01 * 1.0 = 0.001, whatever the gradients. This decay
is called *decoupled*, and Adam with it AdamW. All together, in PyTorch's order:

    x = x - lr * weight_decay * x
    x = x - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

With the gradients 2.0 and then -1.0, lr 0.1 and no decay, our 1.0 goes to 0.9 and then to
0.8734: m is 0.08 and v 0.004996, corrected 0.4211 and 2.4992, and the quotient is 0.2663.

(The paper also has a faster form, which moves both corrections into lr. There eps stands
beside the root of the *uncorrected* v and counts more: 32 times as much in the first step.)

A learning rate that changes. Near a minimum gradients shrink, and with them the steps of SGD.
Adam divides that away: its steps do not shrink with the gradients, and it goes to and fro
around the minimum. So let lr fall while the network learns, in the end to nearly 0. lr is in
neither mean, so a new one holds at once and for everything, decay included.

A parameter is what it was in optim.py, a Value or a Tensor, and `mapped` and `row_by_row` come
from there. Each mean has the shape of its parameter's data.

Write the three methods of `Adam`, then run `picograd check adam`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from picograd.optim import Parameter, mapped, row_by_row


class Adam:
    """Adam with decoupled weight decay: torch.optim.AdamW's update, number for number."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        """Keep the parameters, and for each two means, zeros in the shape of its data.

        `means` holds each m, `squares` each v, and `steps` counts the steps and begins at 0.
        parameters: any iterable of nodes, read once; the nodes themselves are kept.
        lr: an attribute that may be changed before any step and holds from that one on.
        betas: the pair (beta1, beta2). eps, weight_decay: as in the formulas above.
        lr, eps or weight_decay below 0, or a beta that is not in 0 <= beta < 1: ValueError
        that names the number.
        """
        # TODO(adam): refuse what makes no sense, then keep the settings, a count, and two means.
        raise NotImplementedError("adam: Adam.__init__")

    def step(self) -> None:
        """Move every parameter once, by the formulas above; t is 1 in the first call.

        Sets `data` of the nodes that were passed in; leaves every `grad` as it is. For
        lists of rows the new data and the means share no list with `grad`.
        """
        # TODO(adam): count, then both means, and the data: decay, and a step along m.
        raise NotImplementedError("adam: Adam.step")

    def zero_grad(self) -> None:
        """Clear the gradient of every parameter. Data, means and the count stay."""
        # TODO(adam): clear every gradient.
        raise NotImplementedError("adam: Adam.zero_grad")
