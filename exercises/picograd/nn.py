"""Stage 4: a network, which is a long expression with dials in it.

A neuron multiplies each input by a weight, adds the products, and adds a bias:

    neuron(x) = w1 * x1 + w2 * x2 + ... + b

With the weights 0.5 and -1.0 and the bias 0.25, the inputs 2 and 3 give
0.5 * 2 - 1.0 * 3 + 0.25 = -1.75. The inputs come from the data; the weights and the bias
are the dials, called parameters. They are leaves of the graph, so after `backward` each
holds d(result) / d(itself): the way in which to turn it.

A layer is several neurons that look at the same inputs. A network (MLP, multilayer
perceptron) is several layers, each fed with the outputs of the one before. Four questions
decide whether such a thing can learn.

Why relu between layers, and not nothing? Because a layer of a layer is only a layer:
v * (w * x + b) + c = (v * w) * x + (v * b + c). A hundred of them draw one straight line,
and the two moons of the milestone do not lie on two sides of a straight line. relu, which
is x above zero and 0 below, bends the line, and every neuron may bend it at another place.
After the last layer stands none: it would turn every answer below zero into 0, and answers
may be negative.

Why the bias? relu bends at zero, and w * x is zero where x is. Without a bias every bend
sits at x = 0; with it, at x = -b / w, wherever the data needs it.

Why random weights? Two neurons with equal weights compute the same, receive the same
gradient, and stay equal for ever: one neuron, paid for twice. Biases may start at zero,
for the weights already differ.

How large? So that what passes through a layer is about as large behind it as before. Drawn
evenly from -bound to bound, weights do that with (He et al. 2015, arXiv:1502.01852)

    bound = sqrt(6 / n_in)

For 24 inputs that is 0.5. You need nothing but this line. The more inputs a neuron adds up,
the smaller its weights have to be; the 6 makes up for relu, which throws away half. With a
bound half as large, every layer would halve what passes through it; ten layers would leave
a thousandth of it, and of the gradient on its way back.

All numbers are drawn from the `random.Random` that is passed in. Then the same seed gives
the same network, and a bug that shows today will show again tomorrow.

Write `Neuron`, then `Linear`, then `MLP`: each is made of the one before. Then run
`picograd check nn`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from picograd.value import Value, lift


class Neuron:
    """One output from `n_in` inputs: w1 * x1 + ... + wn * xn + bias, and no activation."""

    def __init__(self, n_in: int, rng: random.Random) -> None:
        """Draw `n_in` weights, in order, from `rng`; the bias is 0.0 and nothing is drawn for it.

        weights: list of `n_in` leaf Values, each `rng.uniform(-bound, bound)` with
            bound = sqrt(6 / n_in) (He et al. 2015, arXiv:1502.01852).
        bias: a leaf Value.
        """
        # TODO(nn): n_in weights within the bound, then a bias of zero.
        raise NotImplementedError("nn: Neuron.__init__")

    def __call__(self, inputs: Sequence[Value | float]) -> Value:
        """The output for `n_in` inputs, Values or plain numbers: one Value.

        Another number of inputs: ValueError that names how many are wanted and how many came.
        """
        # TODO(nn): check the length, then add up the products and the bias.
        raise NotImplementedError("nn: Neuron.__call__")

    def parameters(self) -> list[Value]:
        """The weights in order, then the bias: the nodes themselves, for an optimizer to move."""
        # TODO(nn): collect the nodes that learn.
        raise NotImplementedError("nn: Neuron.parameters")


class Linear:
    """`n_out` neurons that look at the same `n_in` inputs."""

    def __init__(self, n_in: int, n_out: int, rng: random.Random) -> None:
        """Make `n_out` neurons, one after the other, all drawing from `rng`.

        neurons: list of `n_out` Neurons.
        """
        # TODO(nn): n_out neurons, each one its own.
        raise NotImplementedError("nn: Linear.__init__")

    def __call__(self, inputs: Sequence[Value | float]) -> list[Value]:
        """The `n_out` outputs, in the order of the neurons: a list of Values, even of one.

        A plain number among the inputs becomes a leaf once, which all neurons share: a
        node for each neuron would make the graph larger and nothing better. `inputs`
        itself is left as it is. Another number of inputs than `n_in`: ValueError that names both.
        """
        # TODO(nn): lift the inputs once, then ask every neuron.
        raise NotImplementedError("nn: Linear.__call__")

    def parameters(self) -> list[Value]:
        """The parameters of all neurons, neuron by neuron."""
        # TODO(nn): collect what the neurons have.
        raise NotImplementedError("nn: Linear.parameters")


class MLP:
    """Linear layers with relu between them: `MLP([2, 16, 1], rng)` has two layers."""

    def __init__(self, sizes: Sequence[int], rng: random.Random) -> None:
        """Make one layer for each two neighbors in `sizes`, in order, all drawing from `rng`.

        sizes: the number of inputs, then the number of outputs of every layer.
        layers: list of len(sizes) - 1 Linears.
        """
        # TODO(nn): one layer for each two neighbors in sizes.
        raise NotImplementedError("nn: MLP.__init__")

    def __call__(self, inputs: Sequence[Value | float]) -> list[Value]:
        """The outputs of the last layer: a list of `sizes[-1]` Values, even of one.

        relu stands between the layers and not behind the last. Another number of inputs
        than `sizes[0]`: ValueError that names both.
        """
        # TODO(nn): feed each layer with the one before, relu in between.
        raise NotImplementedError("nn: MLP.__call__")

    def parameters(self) -> list[Value]:
        """The parameters of all layers, layer by layer."""
        # TODO(nn): collect what the layers have.
        raise NotImplementedError("nn: MLP.parameters")
