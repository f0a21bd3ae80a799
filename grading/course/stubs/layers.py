"""Stage 10: layers, and what a network does differently while it learns.

A network is a chain of layers. In part II the linear layer was a loop over neurons; with
matrices it is one line for all neurons and all images of a minibatch:

    y = x @ weight + bias        n x n_in @ n_in x n_out + 1 x n_out -> n x n_out

Column j of `weight` is neuron j. The weights start as in part II, uniform in +-sqrt(6 / n_in),
so that numbers neither grow nor shrink on their way through many layers; biases start at 0.

Dropout. A network with many parameters can learn its examples by heart: a few neurons
agree on some detail of one image, and that is that. Dropout (Srivastava et al. 2014) disturbs
the agreement. While the network learns, every number that passes is replaced by 0 with
probability p, drawn anew each time, so no neuron can rely on a certain other one. With p = 0.2
four fifths of the numbers are left, and the next layer's sums would be four fifths of what
they will be without dropout. So the kept ones are multiplied by 1 / (1 - p) = 1.25: from
[2, 4, 6, 8], with the third dropped, [2.5, 5, 0, 10]. Over many draws the mean is the number
itself: 0.8 * 1.25 * x = x.

The gradient has to pass through the same mask as the numbers did: what was dropped had no
influence on the loss. Write dropout as `x * mask`, with the mask a tensor that requires no
gradient, and the rule of "mul" does just that.

Two modes. Dropout is for learning. Asked for an answer, the network should use all it has
and say the same twice. So each layer has a mode, `training`, and `train()` and `eval()` set
it for the layer and all layers inside. To forget that is a bug that nobody sees: the network
works, a little worse than it could. `predict` answers in eval mode and then puts every
layer's mode back as it was.

The loss. `log_softmax` makes log-probabilities of each row of logits, `pick` takes the one of
the right answer, and the cross-entropy is minus their mean over the rows:

    L = -(1 / n) * sum over i of log_softmax(logits)[i][targets[i]]

For the logits [[2, 1], [0, 3]] and the targets [0, 0] that is (0.3133 + 3.0486) / 2 = 1.6809.
The mean and not the sum, so that a batch of 32 and one of 16 take steps of the same size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from picograd.tensor import Tensor


class Layer:
    """Given: what all layers have in common. A layer by itself has no parameters."""

    training = True  # until `eval` says otherwise

    def __call__(self, x: Tensor) -> Tensor:
        """The layer's result for `x`: one row for each row of `x`."""
        raise TypeError(f"{type(self).__name__} has no __call__")

    def parameters(self) -> list[Tensor]:
        """The tensors that an optimizer moves, each once."""
        return []

    def modules(self) -> list[Layer]:
        """This layer and all layers inside it."""
        return [self]

    def train(self) -> None:
        """Learning: `training` is True here and in all layers inside."""
        for layer in self.modules():
            layer.training = True

    def eval(self) -> None:
        """Answering: `training` is False here and in all layers inside."""
        for layer in self.modules():
            layer.training = False


class Linear(Layer):
    """x @ weight + bias: n x n_in -> n x n_out."""

    def __init__(self, n_in: int, n_out: int, rng: Random) -> None:
        """Draw `weight` (n_in x n_out) from `rng`; `bias` (1 x n_out) is zero.

        Weights are uniform in +-sqrt(6 / n_in) (He et al. 2015, arXiv:1502.01852), one
        `rng.uniform(-bound, bound)` each, row by row.
        """
        # TODO(layers): draw the weights within the bound; the biases are zero.
        raise NotImplementedError("layers: Linear.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """x @ weight + bias for n rows of n_in numbers: n x n_out."""
        # TODO(layers): the formula of the lesson, one line.
        raise NotImplementedError("layers: Linear.__call__")

    def parameters(self) -> list[Tensor]:
        """[weight, bias]."""
        # TODO(layers): collect what learns.
        raise NotImplementedError("layers: Linear.parameters")


class ReLU(Layer):
    """relu of every element, as a layer."""

    def __call__(self, x: Tensor) -> Tensor:
        """x.relu(), in the shape of `x`."""
        # TODO(layers): the tensor knows how.
        raise NotImplementedError("layers: ReLU.__call__")


class Dropout(Layer):
    """Zeros with probability p while training, nothing while answering."""

    def __init__(self, p: float, rng: Random) -> None:
        """Keep `p` and `rng`. p outside 0 <= p < 1: ValueError that names it."""
        # TODO(layers): check p, then keep both.
        raise NotImplementedError("layers: Dropout.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """In training, each element 0 with probability p, otherwise times 1 / (1 - p).

        One `rng.random()` is drawn for each element, row by row, anew in every call; the
        element is kept where the draw is >= p. The mask is a constant: the result requires a
        gradient if `x` does. In eval mode the result is `x` itself and nothing is drawn.
        """
        # TODO(layers): in training, times a mask; in eval mode, nothing.
        raise NotImplementedError("layers: Dropout.__call__")


class Sequential(Layer):
    """Layers one after another: Sequential(Linear(64, 32, rng), ReLU(), ...)."""

    def __init__(self, *layers: Layer) -> None:
        """Keep the layers in order. A Sequential may stand in a Sequential."""
        # TODO(layers): keep the layers.
        raise NotImplementedError("layers: Sequential.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """The result of the last layer, each layer fed with the result of the one before."""
        # TODO(layers): feed each layer with the one before.
        raise NotImplementedError("layers: Sequential.__call__")

    def parameters(self) -> list[Tensor]:
        """The parameters of all layers in order, each once even if its layer stands twice."""
        # TODO(layers): collect what the layers have, each tensor once.
        raise NotImplementedError("layers: Sequential.parameters")

    def modules(self) -> list[Layer]:
        """This layer and all layers inside it, however deep."""
        # TODO(layers): this layer, and all layers inside the layers.
        raise NotImplementedError("layers: Sequential.modules")


def cross_entropy(logits: Tensor, targets: Sequence[int]) -> Tensor:
    """Minus the mean over rows of log_softmax(logits)[i][targets[i]]: 1 x 1.

    logits: n x classes, raw scores (no softmax before). targets: the right class of each
    row, 0 .. classes - 1; a wrong number of them or a wrong class is `pick`'s ValueError.
    """
    # TODO(layers): log_softmax, pick, mean, and the sign.
    raise NotImplementedError("layers: cross_entropy")


def predict(model: Layer, rows: Sequence[Sequence[float]]) -> list[int]:
    """The class with the largest logit for each row of inputs, answered in eval mode.

    Every layer of `model` is left in the mode in which it was, also when an error ends this.
    """
    # TODO(layers): remember the modes, ask in eval mode, put the modes back.
    raise NotImplementedError("layers: predict")
