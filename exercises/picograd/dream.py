"""Stage 11: dreaming, which is gradient descent on an image.

While a network learns, the images stay fixed and the weights move. But an image is a leaf of
the same graph, and the same walk backward can say how each *pixel* changes the loss. So turn
the roles around: keep the weights fixed, and move the image until the network sees in it
what you want.

    pixel = pixel - lr * d(loss) / d(pixel)

The loss stays what it was, the cross-entropy, with the digit that you wish for as the right
answer. It is small where the network is sure of that digit, and that is all we ask for.

One step by hand. A network looks at a single pixel x and has the logits [0, x / 2 - 1]. At
x = 0 the probability of class 1 is e^-1 / (1 + e^-1) = 0.269. The gradient of the cross-entropy
is p - 1 for the right logit, so for the pixel it is (0.269 - 1) / 2 = -0.366. With lr 10 the
pixel becomes 3.66, and the probability 0.696: the black square begins to look like a 1. Mind
the lr. Pixels go from 0 to 16, weights from -1 to 1, and a large step for a weight is
nothing to a pixel.

Nothing in the loss keeps a pixel between 0 and 16. So after every step put each pixel back on
the bound that it crossed. After *every* step, because descent among images that cannot exist
says little about those that can. And outside the graph: a clamp inside it, made of relu, is flat
on both sides, and the bounds themselves belong to the flat part, since relu'(0) is 0:

    16            __________     y = 16 - relu(16 - relu(x))
                 /
                /
     0  _______/                 slope 0 up to x = 0, then 1, from x = 16 on 0 again
               0  16

A black image has every pixel on its bound. Its gradient would be 0 throughout, and it would
stay black for ever.

The model is only asked. It must be left as it was, down to the gradients and to the mode of
every layer: its owner may be in the middle of training it. It answers in eval mode, because
dropout would make every step aim at another network. And with `requires_grad` of its
parameters off, `backward` spends no work on them and leaves their gradients alone.

What comes out is not an 8 as we draw it. The network was taught to tell ten kinds of images
apart, and never what an image is. Of all the squares that it calls an 8 nearly all are noise
to us, and descent ends at one nearby. Only the mean of many dreams, each begun in other
noise, shows what they have in common.

One nearby can be very near. Begin with a real 3 and wish for a 5: a few pixels change a
little, and the network is sure of the 5 while you still see a 3. That is an adversarial image
(Szegedy et al. 2014, arXiv:1312.6199). To stay near, let the distance cost something:

    loss = cross-entropy + closeness * mean of (pixel - original pixel)^2

The trade: a large closeness holds the image back, a small one lets it convince. No root over
the squares: d sqrt(u) / du = 1 / (2 sqrt(u)), and the first step starts at u = 0, where that
is a division by zero. The squares themselves have a gradient there, and it is 0: the first
step goes where the cross-entropy alone would go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from picograd.layers import Layer, cross_entropy
from picograd.tensor import Tensor


def sizes(model: Layer) -> tuple[int, int]:
    """Given: (pixels of an image, classes), from the first weight and the last bias."""
    parameters = model.parameters()
    return parameters[0].shape[0], parameters[-1].shape[1]


def expect_fit(model: Layer, image: Sequence[float], target: int) -> None:
    """ValueError unless `model` takes images as long as `image` and knows the class `target`.

    A wrong length: the message names it and the right one. A target outside
    0 .. classes - 1: the message names it.
    """
    # TODO(dream): compare with sizes(model), and say what was wrong.
    raise NotImplementedError("dream: expect_fit")


def pixel_gradient(
    model: Layer, image: Sequence[float], loss: Callable[[Tensor], Tensor]
) -> list[float]:
    """d(loss) / d(pixel) for every pixel of one image, the model being in eval mode.

    loss: takes the image as a tensor (1 x pixels), answers with a 1 x 1 node. Afterwards
    `image` and the model are as they were, also when an error ends this: every parameter's
    data, gradient and `requires_grad`, and every layer's mode.
    """
    # TODO(dream): the image wants a gradient, the parameters do not; then put everything back.
    raise NotImplementedError("dream: pixel_gradient")


def descend(
    model: Layer,
    image: Sequence[float],
    loss: Callable[[Tensor], Tensor],
    steps: int,
    lr: float,
    low: float,
    high: float,
) -> Iterator[list[float]]:
    """Yield `image` as it is, then the image after each of `steps` steps: steps + 1 frames.

    A step is pixel - lr * d(loss) / d(pixel); then a pixel below `low` is `low` and one above
    `high` is `high`. Each frame is a new list: whatever the caller does with it, neither
    `image` nor the frames to come change.
    """
    # TODO(dream): yield, step, clamp, yield.
    raise NotImplementedError("dream: descend")


def morph(
    model: Layer,
    image: Sequence[float],
    target: int,
    steps: int,
    lr: float,
    low: float = 0.0,
    high: float = 16.0,
) -> Iterator[list[float]]:
    """The frames of the descent from `image` down the cross-entropy of `target`.

    Frames and steps are those of `descend`. Errors are those of `expect_fit`, and they are
    raised by the call itself, before anybody asks for a frame.
    """
    # TODO(dream): check, then descend down the cross-entropy.
    raise NotImplementedError("dream: morph")


def dream(
    model: Layer,
    image: Sequence[float],
    target: int,
    steps: int,
    lr: float,
    low: float = 0.0,
    high: float = 16.0,
) -> list[float]:
    """The last frame of `morph`: `image` after `steps` steps toward `target`, in a new list."""
    # TODO(dream): keep the last frame.
    raise NotImplementedError("dream: dream")


def composite(
    model: Layer,
    target: int,
    count: int,
    steps: int,
    lr: float,
    rng: Random,
    low: float = 0.0,
    high: float = 16.0,
) -> list[float]:
    """The mean, pixel by pixel, of `count` dreams of `target`, each from noise of its own.

    Noise is one `rng.uniform(low, high)` for each pixel in order, image after image. A wrong
    target: as in `expect_fit`. A count below 1: ValueError that names it.
    """
    # TODO(dream): noise, dreams, mean.
    raise NotImplementedError("dream: composite")


def adversarial(
    model: Layer,
    image: Sequence[float],
    target: int,
    steps: int,
    lr: float,
    closeness: float,
    low: float = 0.0,
    high: float = 16.0,
) -> list[float]:
    """The last frame of a descent from `image` that is held back by its distance to `image`.

    The loss is cross_entropy + closeness * mean((pixel - original)^2), the mean over all
    pixels, the original being `image` as it was passed. Errors are those of `expect_fit`.
    """
    # TODO(dream): the same descent, with the distance in the loss.
    raise NotImplementedError("dream: adversarial")
