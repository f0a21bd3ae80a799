"""The checks of dream.py: descent on the pixels of one image."""

from __future__ import annotations

import itertools
import math
import random

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal
from grading.checks.inputs import exact
from grading.worker.probes import error_of

# Six pixels, five hidden neurons, three classes: for each layer its weight and its bias.
NETWORK = [
    [
        [
            [0.19, 0.15, -0.26, -0.35, 0.24],
            [0.09, -0.18, 0.25, 0.17, 0.37],
            [-0.08, 0.35, 0.17, -0.36, -0.23],
            [-0.36, 0.17, -0.24, -0.1, 0.24],
            [-0.33, 0.24, 0.15, -0.17, 0.17],
            [0.14, -0.33, -0.3, -0.35, -0.31],
        ],
        [[-0.69, 0.47, 0.79, 0.41, -0.67]],
    ],
    [
        [
            [0.51, 0.6, 0.36],
            [-0.48, 0.23, 0.27],
            [-0.13, 0.12, -0.31],
            [0.4, -0.32, -0.45],
            [0.16, -0.51, 0.18],
        ],
        [[0.96, 0.02, -0.98]],
    ],
]
IMAGE = [3.2, 11.5, 7.4, 1.6, 13.8, 5.3]
# Two pixels on each bound.
ON_BOUNDS = [exact(0.0), 11.5, exact(16.0), exact(0.0), exact(16.0), 5.3]
BLACK = [exact(0.0)] * 6

# A step of GENTLE keeps IMAGE well inside 0..16 for five steps; one of WIDE throws several
# pixels of it over both bounds.
GENTLE, WIDE = 1.5, 40.0


# --- The same descent in torch ---------------------------------------------------------


def logits_in_torch(torch, network, x):
    for number, (rows, bias) in enumerate(network):
        x = x @ torch.tensor(rows) + torch.tensor(bias)
        if number < len(network) - 1:
            x = x.relu()
    return x


def cross_entropy_in_torch(torch, network, target):
    return lambda x: torch.nn.functional.cross_entropy(
        logits_in_torch(torch, network, x), torch.tensor([target])
    )


def frames_in_torch(torch, loss, image, steps, lr, low=0.0, high=16.0):
    frames = [list(image)]
    for _ in range(steps):
        x = torch.tensor([frames[-1]], requires_grad=True)
        loss(x).backward()
        frames.append((x - lr * x.grad).clamp(low, high)[0].tolist())
    return frames


def right_frames(network, image, target, steps, lr, low=0.0, high=16.0):
    return oracle.answer(
        lambda torch: frames_in_torch(
            torch, cross_entropy_in_torch(torch, network, target), image, steps, lr, low, high
        )
    )


def right_adversarial(network, image, target, steps, lr, closeness, low=0.0, high=16.0):
    def frames(torch):
        original = torch.tensor([image])
        sureness = cross_entropy_in_torch(torch, network, target)

        def loss(x):
            return sureness(x) + closeness * ((x - original) ** 2).mean()

        return frames_in_torch(torch, loss, image, steps, lr, low, high)

    return oracle.answer(frames)[-1]


def probabilities(network, image):
    """The softmax of the logits, by its formula: nobody can record what torch says of an image
    that the learner's code drew.
    """
    values = list(image)
    for number, (rows, [bias]) in enumerate(network):
        columns = zip(*rows, strict=True)
        values = [
            sum(x * w for x, w in zip(values, column, strict=True)) + b
            for column, b in zip(columns, bias, strict=True)
        ]
        if number < len(network) - 1:
            values = [max(x, 0.0) for x in values]
    exponentials = [math.exp(x - max(values)) for x in values]
    return [e / sum(exponentials) for e in exponentials]


# --- The learner's side ----------------------------------------------------------------


def model_of(picograd, network, p=0.0):
    """linear, relu and dropout in a Sequential of their own, then the last linear layer."""
    layers = picograd.layers
    rng = random.Random(3)
    made = []
    for rows, bias in network:
        linear = layers.Linear(len(rows), len(rows[0]), rng)
        linear.weight.data = [list(row) for row in rows]
        linear.bias.data = [list(row) for row in bias]
        made.append(linear)
    *first, last = made
    inner = [part for linear in first for part in (linear, layers.ReLU(), layers.Dropout(p, rng))]
    return layers.Sequential(layers.Sequential(*inner), last)


def cross_entropy_of(picograd, model, target):
    return lambda pixels: picograd.layers.cross_entropy(model(pixels), [target])


def descended(picograd, network, image, target, steps, lr, low=0.0, high=16.0):
    """The frames of descend with the loss that morph would give it."""
    model = model_of(picograd, network)
    loss = cross_entropy_of(picograd, model, target)
    return list(picograd.dream.descend(model, image, loss, steps, lr, low, high))


def last_of_descent(picograd, network, image, target, steps, lr):
    return descended(picograd, network, image, target, steps, lr)[-1]


def dreamt(picograd, network, image, target, steps, lr, *bounds):
    model = model_of(picograd, network)
    return picograd.dream.dream(model, image, target, steps, lr, *bounds)


def morphed(picograd, network, image, target, steps, lr, *bounds):
    model = model_of(picograd, network)
    return list(picograd.dream.morph(model, image, target, steps, lr, *bounds))


def composed(picograd, network, target, count, steps, lr, seed, *bounds):
    model = model_of(picograd, network)
    return picograd.dream.composite(model, target, count, steps, lr, random.Random(seed), *bounds)


def altered(picograd, network, image, target, steps, lr, closeness, *bounds):
    model = model_of(picograd, network)
    return picograd.dream.adversarial(model, image, target, steps, lr, closeness, *bounds)


def state_of(model):
    """What must be left alone, as plain data."""
    return {
        "data": [[list(row) for row in p.data] for p in model.parameters()],
        "grad": [[list(row) for row in p.grad] for p in model.parameters()],
        "requires_grad": [p.requires_grad for p in model.parameters()],
        "training": [layer.training for layer in model.modules()],
    }


def in_use(picograd, network, upstream):
    """A model in the middle of things: gradients, a frozen parameter, and mixed modes."""
    model = model_of(picograd, network, p=0.5)
    for number, parameter in enumerate(model.parameters(), start=1):
        parameter.accumulate([[upstream * number] * len(row) for row in parameter.data])
    model.parameters()[1].requires_grad = False
    model.modules()[3].training = False
    return model


def refusal(call, *demanded):
    """[kind of the error, whether its message names each of `demanded`]; None without an error.

    The message itself stays behind: everybody has words of their own.
    """
    error = error_of(call)
    return error and [error[0], [str(what) in error[1] for what in demanded]]


def assert_refused(got, demanded, what):
    """`got` is the refusal of a ValueError whose message names each of `demanded`."""
    assert got is not None, f"{what}: expected a ValueError, but nothing was raised"
    assert_equal(got[0], "ValueError", f"the error for {what}")
    for name, said in zip(demanded, got[1], strict=True):
        assert said, f"the message for {what} should name {name}"


# --- expect_fit ---------------------------------------------------------------------


FITS = [5.0] * len(IMAGE)


def fit_of(picograd, network, image, target, *demanded):
    """What expect_fit raises; what fits is asked about first."""
    model = model_of(picograd, network)
    picograd.dream.expect_fit(model, FITS, 0)
    picograd.dream.expect_fit(model, FITS, 2)
    return refusal(lambda: picograd.dream.expect_fit(model, image, target), *demanded)


def test_a_target_that_is_no_class_is_refused(learner):
    """A target beyond the last class is a ValueError that names it: 3 or 14 of 3 classes."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target in (14, 3):
        got = learner.ask(fit_of, network, image, target, target)
        assert_refused(got, [target], f"target {target} of 3 classes")


def test_a_negative_target_is_refused(learner):
    """A negative target does not count from the end: it is a ValueError that names it."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(fit_of, network, image, -1, -1)
    assert_refused(got, [-1], "target -1")


def test_an_image_that_is_too_short_is_refused(learner):
    """Fewer pixels than the model's inputs are a ValueError that names both numbers."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(fit_of, network, image[:4], 1, 4, 6)
    assert_refused(got, [4, 6], "4 pixels instead of 6")


def test_an_image_that_is_too_long_is_refused(learner):
    """More pixels than the model's inputs are a ValueError that names both numbers."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(fit_of, network, [*image, 7.5, 2.5], 1, 8, 6)
    assert_refused(got, [8, 6], "8 pixels instead of 6")


# --- pixel_gradient -----------------------------------------------------------------


def gradient_of_a_loss(picograd, network, image, factors):
    model = model_of(picograd, network, p=0.0)
    mix = picograd.tensor.Tensor([[factor] for factor in factors], requires_grad=False)

    def loss(pixels):
        return (model(pixels) @ mix).tanh() * 2.0 + (pixels * pixels).mean()

    kept = list(image)
    return [picograd.dream.pixel_gradient(model, kept, loss), kept]


def test_pixel_gradient_follows_whatever_loss_it_is_given(learner):
    """pixel_gradient is the gradient of the given loss, one number for each pixel, in a list."""
    network, image, factors = learner.vary(NETWORK, IMAGE, [0.13, -0.21, 0.08])

    def right(torch):
        x = torch.tensor([image], requires_grad=True)
        mixed = logits_in_torch(torch, network, x) @ torch.tensor(factors).reshape(3, 1)
        (mixed.tanh() * 2.0 + (x * x).mean()).sum().backward()
        return x.grad[0]

    gradient, kept = learner.ask(gradient_of_a_loss, network, image, factors)
    assert_close(gradient, oracle.answer(right), "the gradient of the pixels")
    assert_close(kept, image, "the image afterwards")


def gradients_in_a_row(picograd, network, image, target, p):
    """pixel_gradient of one model with dropout, asked three times."""
    model = model_of(picograd, network, p)
    loss = cross_entropy_of(picograd, model, target)
    return [list(picograd.dream.pixel_gradient(model, image, loss)) for _ in range(3)]


def right_gradient(network, image, target):
    def gradient(torch):
        x = torch.tensor([image], requires_grad=True)
        cross_entropy_in_torch(torch, network, target)(x).backward()
        return x.grad[0]

    return oracle.answer(gradient)


def test_pixel_gradient_answers_the_same_again(learner):
    """Asked three times, pixel_gradient gives the same answer: no earlier gradient joins it."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(gradients_in_a_row, network, image, 2, 0.0)
    right = right_gradient(network, image, 2)
    assert_close(got, [right] * 3, "the gradient of the pixels, three times")


def test_pixel_gradient_asks_in_eval_mode(learner):
    """Dropout drops nothing for the gradient, though the model comes in training mode."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(gradients_in_a_row, network, image, 1, 0.6)
    right = right_gradient(network, image, 1)
    assert_close(got, [right] * 3, "the gradient of the pixels of a model with dropout")


def asked_in_use(picograd, network, upstream, image, target):
    model = in_use(picograd, network, upstream)
    before, kept = state_of(model), list(image)
    loss = cross_entropy_of(picograd, model, target)
    gradient = list(picograd.dream.pixel_gradient(model, kept, loss))
    return {"gradient": gradient, "kept": kept, "before": before, "after": state_of(model)}


def assert_left(got, key, what):
    assert_equal(got["after"][key], got["before"][key], f"{what} afterwards")


def test_pixel_gradient_leaves_the_gradients_of_the_weights_alone(learner):
    """Gradients that the parameters held before are there afterwards, neither more nor less."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(asked_in_use, network, upstream, image, 2)
    assert_left(got, "grad", "the gradients of the parameters")
    assert_left(got, "data", "the parameters")
    assert_close(got["kept"], image, "the image afterwards")
    assert_close(got["gradient"], right_gradient(network, image, 2), "the gradient of the pixels")


def test_parameters_learn_on_as_before(learner):
    """A parameter that required a gradient still does; one that did not still does not."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(asked_in_use, network, upstream, image, 2)
    assert_left(got, "requires_grad", "requires_grad of the parameters")
    assert_close(got["gradient"], right_gradient(network, image, 2), "the gradient of the pixels")


def modes_after(picograd, network, image, target, learning):
    """A model that answers, but for the layers of these numbers, which learn; its modes after."""
    model = model_of(picograd, network)
    model.eval()
    for number in learning:
        model.modules()[number].training = True
    loss = cross_entropy_of(picograd, model, target)
    gradient = list(picograd.dream.pixel_gradient(model, image, loss))
    return [gradient, [layer.training for layer in model.modules()]]


def test_every_layer_keeps_its_mode(learner):
    """Each layer, also one inside another, is in the mode afterwards in which it was before."""
    network, image = learner.vary(NETWORK, IMAGE)
    for learning in ([4], [0, 1, 2], [0, 1, 2, 3, 4, 5]):
        gradient, modes = learner.ask(modes_after, network, image, 2, learning)
        right = right_gradient(network, image, 2)
        expected = [number in learning for number in range(6)]
        assert_equal(modes, expected, f"training of the layers, before in {learning} alone")
        assert_close(gradient, right, "the gradient of the pixels")


def test_a_model_in_eval_mode_stays_in_it(learner):
    """A model that was answering is still answering afterwards."""
    network, image = learner.vary(NETWORK, IMAGE)
    gradient, modes = learner.ask(modes_after, network, image, 1, [])
    assert_equal(modes, [False] * 6, "the modes of the layers afterwards")
    assert_close(gradient, right_gradient(network, image, 1), "the gradient of the pixels")


def broken_in_the_middle(picograd, network, upstream, image):
    model = in_use(picograd, network, upstream)
    before = state_of(model)
    loss = cross_entropy_of(picograd, model, 7)
    picograd.dream.pixel_gradient(model, image, lambda pixels: model(pixels).sum())
    got = refusal(lambda: picograd.dream.pixel_gradient(model, image, loss))
    return [got, before, state_of(model)]


def test_an_error_leaves_the_model_as_it_was(learner):
    """An error in the loss goes through to the caller, and the model is as it was before."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got, before, after = learner.ask(broken_in_the_middle, network, upstream, image)
    assert_refused(got, (), "a loss that raises")
    assert_equal(after, before, "the model after an error")


# --- descend: the steps -------------------------------------------------------------


def test_one_step_goes_down_the_gradient_of_the_pixels(learner):
    """One step is pixel - lr * d(loss) / d(pixel), and it is a list of numbers."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(last_of_descent, network, image, 2, 1, GENTLE)
    assert_close(got, right_frames(network, image, 2, 1, GENTLE)[-1], "the frame after 1 step")


def test_two_steps_are_those_of_torch(learner):
    """Two steps end where two steps in PyTorch end."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(last_of_descent, network, image, 1, 2, GENTLE)
    assert_close(got, right_frames(network, image, 1, 2, GENTLE)[-1], "the frame after 2 steps")


def test_five_steps_are_those_of_torch(learner):
    """Five steps end where five steps in PyTorch end."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(last_of_descent, network, image, 0, 5, GENTLE)
    assert_close(got, right_frames(network, image, 0, 5, GENTLE)[-1], "the frame after 5 steps")


def test_every_step_follows_its_own_gradient_alone(learner):
    """The pixels move by lr times the gradient at the current frame; no earlier gradient joins."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(descended, network, image, 2, 4, GENTLE)
    right = right_frames(network, image, 2, 4, GENTLE)
    for number in range(1, 5):
        assert_close(got[number], right[number], f"frame {number}")


def descended_another_loss(picograd, network, image, factors, steps, lr):
    model = model_of(picograd, network)
    mix = picograd.tensor.Tensor([[factor] for factor in factors], requires_grad=False)
    frames = picograd.dream.descend(
        model, image, lambda pixels: (model(pixels) @ mix).tanh(), steps, lr, 0.0, 16.0
    )
    return list(frames)


def test_descend_goes_down_whatever_loss_it_is_given(learner):
    """The loss of descend is the one passed in, be it a cross-entropy or not."""
    network, image, factors = learner.vary(NETWORK, IMAGE, [0.13, -0.21, 0.08])
    got = learner.ask(descended_another_loss, network, image, factors, 2, GENTLE)

    def right(torch):
        def loss(x):
            mixed = logits_in_torch(torch, network, x) @ torch.tensor(factors).reshape(3, 1)
            return mixed.tanh().sum()

        return frames_in_torch(torch, loss, image, 2, GENTLE)

    assert_close(got, oracle.answer(right), "the frames down another loss")


def test_the_learning_rate_is_the_one_given(learner):
    """Three times the learning rate moves every pixel three times as far in the first step."""
    network, image, lr = learner.vary(NETWORK, IMAGE, 0.4)
    slow = learner.ask(last_of_descent, network, image, 1, 1, lr)
    fast = learner.ask(last_of_descent, network, image, 1, 1, 3 * lr)
    assert_close(slow, right_frames(network, image, 1, 1, lr)[-1], f"the frame at lr {lr}")
    assert_close(fast, right_frames(network, image, 1, 1, 3 * lr)[-1], f"the frame at lr {3 * lr}")


def test_a_black_image_can_dream(learner):
    """From an all-black image, where every pixel sits on its bound, the descent goes its way."""
    network, black = learner.vary(NETWORK, BLACK)
    got = learner.ask(last_of_descent, network, black, 1, 3, WIDE)
    right = right_frames(network, black, 1, 3, WIDE)[-1]
    assert_close(got, right, "the last frame from black")


def test_pixels_leave_their_bound_when_the_gradient_says_so(learner):
    """From a start with pixels on both bounds, 1, 2 and 5 steps end where PyTorch's end."""
    network, image = learner.vary(NETWORK, ON_BOUNDS)
    for target, steps in ((0, 1), (1, 2), (2, 5)):
        got = learner.ask(last_of_descent, network, image, target, steps, 8.0)
        right = right_frames(network, image, target, steps, 8.0)[-1]
        assert_close(got, right, f"the frame after {steps} steps toward class {target}")


# --- descend: the bounds ------------------------------------------------------------


def outside(frames, low, high):
    return [
        [number, pixel]
        for number, frame in enumerate(frames)
        for pixel in frame
        if not low <= pixel <= high
    ]


def test_every_frame_stays_between_other_bounds(learner):
    """low and high bound every frame, be they 3 and 7.5."""
    network, image, low, high = learner.vary(
        NETWORK, [3.8, 6.1, 5.2, 6.4, 4.3, 5.7], exact(3.0), exact(7.5)
    )
    got = learner.ask(descended, network, image, 1, 4, WIDE, low, high)
    assert_equal(outside(got, low, high), [], "pixels outside, as [frame, pixel]")
    assert_close(got, right_frames(network, image, 1, 4, WIDE, low, high), "the frames")


def test_bounds_may_be_negative(learner):
    """low and high may lie on both sides of zero, as for data with a mean of zero."""
    network, image, low, high = learner.vary(
        NETWORK, [-0.4, 1.1, 0.6, -0.9, 0.7, -1.2], exact(-1.5), exact(1.75)
    )
    for target in range(3):
        got = learner.ask(descended, network, image, target, 4, WIDE, low, high)
        assert_equal(outside(got, low, high), [], "pixels outside, as [frame, pixel]")
        right = right_frames(network, image, target, 4, WIDE, low, high)
        assert_close(got, right, f"the frames toward class {target}")


def test_a_pixel_that_crossed_a_bound_goes_on_from_there(learner):
    """Each step starts from clamped pixels: it is not enough to clamp the last frame."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target in range(3):
        got = learner.ask(last_of_descent, network, image, target, 3, WIDE)
        right = right_frames(network, image, target, 3, WIDE)[-1]
        assert_close(got, right, f"three wide steps toward class {target}")


def test_the_first_frame_is_not_clamped(learner):
    """An image outside the bounds is yielded as it is; the first step clamps it."""
    network, image, low, high = learner.vary(NETWORK, IMAGE, exact(4.5), exact(9.0))
    # WIDE, so that every clamp but this one ends elsewhere.
    frames = learner.ask(descended, network, image, 1, 2, WIDE, low, high)
    right = right_frames(network, image, 1, 2, WIDE, low, high)
    assert_close(frames, right, "the frames from a start outside the bounds")


# --- descend: the frames ------------------------------------------------------------


def test_descend_yields_the_start_and_a_frame_for_each_step(learner):
    """steps + 1 frames, the first of them the image as it was passed; 0 steps give it alone."""
    network, image = learner.vary(NETWORK, IMAGE)
    for steps in (3, 1, 0):
        frames = learner.ask(descended, network, image, 0, steps, GENTLE)
        assert_equal(len(frames), steps + 1, f"the number of frames of {steps} steps")
        assert_close(frames, right_frames(network, image, 0, steps, GENTLE), "the frames")


def frames_spoiled_by_the_caller(picograd, network, image, target, steps, lr):
    model, kept = model_of(picograd, network), list(image)
    loss = cross_entropy_of(picograd, model, target)
    frames = []
    for frame in picograd.dream.descend(model, kept, loss, steps, lr, 0.0, 16.0):
        frames.append(list(frame))
        frame[0] = 99.0
    return [frames, kept]


def test_a_frame_is_a_list_of_its_own(learner):
    """What the caller does to a frame shows neither in the next one nor in the image."""
    network, image = learner.vary(NETWORK, IMAGE)
    frames, kept = learner.ask(frames_spoiled_by_the_caller, network, image, 2, 3, GENTLE)
    right = right_frames(network, image, 2, 3, GENTLE)
    assert_close(frames, right, "the frames, each spoiled by the caller after it was read")
    assert_close(kept, image, "the caller's image afterwards")


def frames_one_by_one(picograd, network, image, target, steps, lr):
    """The frames, and how often the loss had been asked for when each of them came."""
    model = model_of(picograd, network)
    right, asked = cross_entropy_of(picograd, model, target), []

    def loss(pixels):
        asked.append(pixels.shape)
        return right(pixels)

    frames = picograd.dream.descend(model, image, loss, steps, lr, 0.0, 16.0)
    return [[frame, len(asked)] for frame in frames]


def test_descend_works_only_when_it_is_asked_for_a_frame(learner):
    """A frame costs one gradient, at the frame before it, when the caller wants that frame."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(frames_one_by_one, network, image, 1, 3, GENTLE)
    right = right_frames(network, image, 1, 3, GENTLE)
    assert_close([frame for frame, _ in got], right, "the frames")
    assert_equal([count for _, count in got], [0, 1, 2, 3], "gradients asked for until each frame")


def descended_in_use(picograd, network, upstream, image, target, steps, lr):
    model = in_use(picograd, network, upstream)
    before, frames, same = state_of(model), [], []
    loss = cross_entropy_of(picograd, model, target)
    for frame in picograd.dream.descend(model, image, loss, steps, lr, 0.0, 16.0):
        frames.append(list(frame))
        same.append(state_of(model) == before)
    return {"frames": frames, "same": same, "before": before, "after": state_of(model)}


def test_the_weights_are_not_moved(learner):
    """A descent moves the image and no parameter of the model."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(descended_in_use, network, upstream, image, 2, 3, GENTLE)
    assert_left(got, "data", "the parameters")
    assert_close(got["frames"], right_frames(network, image, 2, 3, GENTLE), "the frames")


def test_the_model_is_its_owners_between_two_frames(learner):
    """While the caller looks at a frame, the model has its own modes and requires_grad back."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(descended_in_use, network, upstream, image, 1, 3, GENTLE)
    assert_close(got["frames"], right_frames(network, image, 1, 3, GENTLE), "the frames")
    assert_equal(got["same"], [True] * 4, "whether the model is as it was, at each frame")


# --- morph --------------------------------------------------------------------------


def test_morph_begins_with_the_start(learner):
    """The first frame of morph is the image as it was passed."""
    network, image = learner.vary(NETWORK, IMAGE)
    frames = learner.ask(morphed, network, image, 0, 2, GENTLE)
    assert_close(frames[0], image, "the first frame")
    assert_close(frames[1], right_frames(network, image, 0, 1, GENTLE)[-1], "the second frame")


def test_morph_ends_with_the_dream(learner):
    """morph yields one frame for the start and one for each step."""
    network, image = learner.vary(NETWORK, IMAGE)
    frames = learner.ask(morphed, network, image, 0, 3, GENTLE)
    assert_equal(len(frames), 4, "the number of frames of 3 steps")
    assert_close(frames[-1], right_frames(network, image, 0, 3, GENTLE)[-1], "the last frame")


def morphed_one_by_one(picograd, network, image, target, steps, lr):
    """The frames, and how often the model had been asked when each of them came."""
    layers = picograd.layers
    model = model_of(picograd, network)
    asked = []

    class Counting(layers.Layer):
        def __call__(self, x):
            asked.append(x.shape[0])
            return model(x)

        def parameters(self):
            return model.parameters()

        def modules(self):
            return [self, *model.modules()]

    frames = picograd.dream.morph(Counting(), image, target, steps, lr)
    return [[frame, len(asked)] for frame in frames]


def test_morph_works_only_when_it_is_asked_for_a_frame(learner):
    """A frame costs one question to the model, asked when the caller wants that frame."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(morphed_one_by_one, network, image, 1, 3, GENTLE)
    right = right_frames(network, image, 1, 3, GENTLE)
    assert_close([frame for frame, _ in got], right, "the frames")
    assert_equal([count for _, count in got], [0, 1, 2, 3], "questions asked until each frame")


def test_every_class_can_be_the_target(learner):
    """The last frame lies toward the class that is asked for, from the first to the last."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target in range(3):
        got = learner.ask(morphed, network, image, target, 3, GENTLE)[-1]
        right = right_frames(network, image, target, 3, GENTLE)[-1]
        assert_close(got, right, f"the last frame toward class {target}")


def test_each_frame_is_surer_of_the_target(learner):
    """With small steps the network is surer of the target in each frame than in the one before."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target in range(3):
        frames = learner.ask(morphed, network, image, target, 5, GENTLE)
        assert_equal(len(frames), 6, "the number of frames of 5 steps")
        sure = [probabilities(network, frame)[target] for frame in frames]
        for number, (before, after) in enumerate(itertools.pairwise(sure), start=1):
            assert after > before, (
                f"frame {number} toward class {target}: its probability went from {before:.6f} "
                f"to {after:.6f}, expected it to grow"
            )


def test_every_frame_stays_between_0_and_16(learner):
    """Without other bounds, every pixel of every frame lies in 0..16, however large the step."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target in range(3):
        got = learner.ask(morphed, network, image, target, 4, WIDE)
        assert_equal(outside(got, 0.0, 16.0), [], "pixels outside, as [frame, pixel]")
        right = right_frames(network, image, target, 4, WIDE)
        assert_close(got, right, f"the frames toward class {target}")


def morphed_with_dropout(picograd, network, image, target, steps, lr):
    model = model_of(picograd, network, p=0.6)
    return list(picograd.dream.morph(model, image, target, steps, lr))


def test_morph_keeps_to_the_bounds_it_is_given(learner):
    """low and high reach every frame of morph."""
    network, image, low, high = learner.vary(
        NETWORK, [3.8, 6.1, 5.2, 6.4, 4.3, 5.7], exact(3.0), exact(7.5)
    )
    got = learner.ask(morphed, network, image, 1, 4, WIDE, low, high)
    assert_equal(outside(got, low, high), [], "pixels outside, as [frame, pixel]")
    assert_close(got, right_frames(network, image, 1, 4, WIDE, low, high), "the frames")


def test_dropout_is_off_while_dreaming(learner):
    """Dropout drops nothing while dreaming, though the model comes in training mode."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(morphed_with_dropout, network, image, 2, 4, GENTLE)
    assert_close(got, right_frames(network, image, 2, 4, GENTLE), "the frames")


def refused_by_morph(picograd, network, image, target, *demanded):
    """What the call of morph raises, and what asking for the frames of 0 steps does."""
    model = model_of(picograd, network)
    list(picograd.dream.morph(model, FITS, 1, 1, 1.0))
    frames = []
    at_the_call = refusal(
        lambda: frames.append(picograd.dream.morph(model, image, target, 0, 1.0)), *demanded
    )
    return [at_the_call, refusal(lambda: list(frames[0]), *demanded) if frames else None]


WRONG = ([[*IMAGE, 7.5], 1, 7, 6], [IMAGE[:4], 1, 4, 6], [IMAGE, 14, 14], [IMAGE, -1, -1])


def all_refused(learner, probe):
    """What `probe` answers to each of WRONG, with what the message must name and what it is of."""
    network = learner.vary(NETWORK)
    questions = [learner.vary(wrong) for wrong in WRONG]
    # All are asked before the first is judged: which of them pass is a part of what is wrong.
    answers = [learner.ask(probe, network, *question) for question in questions]
    for answer, (image, target, *demanded) in zip(answers, questions, strict=True):
        yield answer, demanded, f"{len(image)} of 6 pixels and target {target} of 3 classes"


def test_morph_refuses_at_the_call(learner):
    """An image or target that does not fit is refused when morph is called, not frames later."""
    for (at_the_call, later), demanded, what in all_refused(learner, refused_by_morph):
        when = "came only with the first frame" if later else "never came"
        assert at_the_call is not None, f"morph with {what}: the ValueError {when}"
        assert_refused(at_the_call, demanded, f"morph with {what}")


# --- dream --------------------------------------------------------------------------


def test_a_dream_is_the_last_frame(learner):
    """A dream of three steps ends where the third step ends, for a number of steps and classes."""
    network, image = learner.vary(NETWORK, IMAGE)
    for target, steps in ((0, 3), (1, 1), (2, 5)):
        got = learner.ask(dreamt, network, image, target, steps, GENTLE)
        right = right_frames(network, image, target, steps, GENTLE)[-1]
        assert_close(got, right, f"the dream of {steps} steps toward class {target}")


def test_no_steps_return_the_start(learner):
    """With 0 steps the dream is the image itself, and with one step it is not."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(dreamt, network, image, 1, 0, WIDE)
    assert_close(got, image, "the dream of 0 steps")
    moved = learner.ask(dreamt, network, image, 1, 1, WIDE)
    assert moved != image, "the dream of one step is not the image"


def test_a_dream_stays_between_its_bounds(learner):
    """low and high bound the result of dream as they bound the frames of morph."""
    network, image, low, high = learner.vary(
        NETWORK, [3.8, 6.1, 5.2, 6.4, 4.3, 5.7], exact(3.5), exact(6.5)
    )
    for target in range(3):
        frames = learner.ask(morphed, network, image, target, 2, WIDE, low, high)
        got = learner.ask(dreamt, network, image, target, 2, WIDE, low, high)
        right = right_frames(network, image, target, 2, WIDE, low, high)
        assert_close(frames, right, f"the frames between {low} and {high}")
        assert_close(got, right[-1], f"the dream between {low} and {high}")


def dreamt_from_a_kept_image(picograd, network, image, target, steps, lr):
    kept = list(image)
    model = model_of(picograd, network)
    result = picograd.dream.dream(model, kept, target, steps, lr)
    frames = list(picograd.dream.morph(model, kept, target, steps, lr))
    return {"dream": result, "frames": frames, "kept": kept}


def test_the_image_passed_in_stays_as_it_was(learner):
    """dream and morph leave the caller's list as it was."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(dreamt_from_a_kept_image, network, image, 2, 3, GENTLE)
    right = right_frames(network, image, 2, 3, GENTLE)
    assert_close(got["dream"], right[-1], "the dream")
    assert_close(got["kept"], image, "the caller's image afterwards")


def dreamt_and_changed(picograd, network, image):
    model = model_of(picograd, network)
    result = picograd.dream.dream(model, image, 1, 0, 1.0)
    first = next(iter(picograd.dream.morph(model, image, 1, 0, 1.0)))
    answer = [list(result), list(first)]
    result[0] = first[1] = 99.0
    return [*answer, image]


def test_the_result_of_no_steps_is_a_list_of_its_own(learner):
    """What the caller does to the result of 0 steps does not change the image passed in."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(dreamt_and_changed, network, image)
    assert_close(got, [image, image, image], "the dream, the first frame, and the image")


def dreamt_in_use(picograd, network, upstream, image, target, steps, lr):
    model = in_use(picograd, network, upstream)
    before = state_of(model)
    return {
        "image": picograd.dream.dream(model, image, target, steps, lr),
        "before": before,
        "after": state_of(model),
    }


def test_a_dream_leaves_the_model_alone(learner):
    """The model is the same after a dream: weights, gradients, requires_grad, modes."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(dreamt_in_use, network, upstream, image, 2, 3, GENTLE)
    assert_equal(got["after"], got["before"], "the model after a dream")
    assert_close(got["image"], right_frames(network, image, 2, 3, GENTLE)[-1], "the dream")


def refused_by_dream(picograd, network, image, target, *demanded):
    model = model_of(picograd, network)
    picograd.dream.dream(model, FITS, 1, 1, 1.0)
    return refusal(lambda: picograd.dream.dream(model, image, target, 0, 1.0), *demanded)


def test_a_dream_refuses_what_does_not_fit(learner):
    """dream refuses a wrong image or target, even where no step would need it."""
    for got, demanded, what in all_refused(learner, refused_by_dream):
        assert_refused(got, demanded, f"dream with {what}")


# --- composite ----------------------------------------------------------------------


def noise(seed, count, low=0.0, high=16.0):
    """The starts of a composite, drawn on the judge's side."""
    rng = random.Random(seed)
    return [[rng.uniform(low, high) for _ in range(6)] for _ in range(count)]


def right_composite(network, target, count, steps, lr, seed, low=0.0, high=16.0):
    dreams = [
        right_frames(network, start, target, steps, lr, low, high)[-1]
        for start in noise(seed, count, low, high)
    ]
    return [sum(pixels) / count for pixels in zip(*dreams, strict=True)]


def test_a_composite_is_the_mean_of_its_dreams(learner):
    """A composite is the mean of `count` dreams, pixel by pixel."""
    network, seed = learner.vary(NETWORK), learner.seed(11)
    got = learner.ask(composed, network, 2, 4, 3, 8.0, seed)
    assert_close(got, right_composite(network, 2, 4, 3, 8.0, seed), "the composite of 4 dreams")


def test_a_composite_of_one_is_a_dream_from_noise(learner):
    """A composite of one dream is the dream from the first noise: uniform, pixel by pixel."""
    network, seed = learner.vary(NETWORK), learner.seed(5)
    got = learner.ask(composed, network, 1, 1, 2, 8.0, seed)
    right = right_frames(network, noise(seed, 1)[0], 1, 2, 8.0)[-1]
    assert_close(got, right, "the composite of 1 dream")


def test_the_noise_of_each_dream_is_its_own(learner):
    """Without steps a composite is the mean of the noise, which is drawn anew for each dream."""
    network, seed = learner.vary(NETWORK), learner.seed(23)
    got = learner.ask(composed, network, 0, 5, 0, 8.0, seed)
    right = [sum(pixels) / 5 for pixels in zip(*noise(seed, 5), strict=True)]
    assert_close(got, right, "the composite of 5 dreams of 0 steps")


def test_the_noise_lies_between_the_bounds(learner):
    """The noise fills low to high, and its dreams stay between them."""
    network, seed = learner.vary(NETWORK), learner.seed(17)
    start = noise(seed, 1, -1.5, 2.5)[0]
    # The dream by itself tells bounds that dream loses from those that composite loses.
    alone = learner.ask(dreamt, network, start, 0, 2, WIDE, -1.5, 2.5)
    got = learner.ask(composed, network, 0, 3, 2, WIDE, seed, -1.5, 2.5)
    right = right_frames(network, start, 0, 2, WIDE, -1.5, 2.5)[-1]
    assert_close(alone, right, "the dream between -1.5 and 2.5")
    right = right_composite(network, 0, 3, 2, WIDE, seed, -1.5, 2.5)
    assert_close(got, right, "the composite between -1.5 and 2.5")


def asked_of_the_rng(picograd, network, seed):
    """[pixels of a composite, what the rng was asked for that is not evenly spread]."""
    asked = []

    class Noting(random.Random):
        def gauss(self, *arguments, **named):
            asked.append("a bell curve")
            return super().gauss(*arguments, **named)

        def normalvariate(self, *arguments, **named):
            asked.append("a bell curve")
            return super().normalvariate(*arguments, **named)

    image = picograd.dream.composite(model_of(picograd, network), 1, 2, 0, 8.0, Noting(seed))
    return [len(image), sorted(set(asked))]


def test_the_noise_is_evenly_spread(learner):
    """The noise is drawn evenly between the bounds, not from a bell curve around their middle."""
    got = learner.ask(asked_of_the_rng, learner.vary(NETWORK), learner.seed(31))
    assert_equal(got, [6, []], "[pixels of a composite, what the rng was asked for besides]")


def composed_twice(picograd, network, seed):
    model = model_of(picograd, network)
    rng = random.Random(seed)
    first = picograd.dream.composite(model, 1, 2, 2, 8.0, rng)
    second = picograd.dream.composite(model, 1, 2, 2, 8.0, rng)
    return [first, second, rng.random()]


def test_a_composite_draws_from_the_rng_given_and_no_more_than_it_needs(learner):
    """Noise comes from the rng passed in, one draw a pixel; the next composite goes on from it."""
    network, seed = learner.vary(NETWORK), learner.seed(29)
    first, second, following = learner.ask(composed_twice, network, seed)
    assert_close(first, right_composite(network, 1, 2, 2, 8.0, seed), "the first composite")
    rng = random.Random(seed)
    starts = [[rng.uniform(0.0, 16.0) for _ in range(6)] for _ in range(4)]
    dreams = [right_frames(network, start, 1, 2, 8.0)[-1] for start in starts[2:]]
    right = [sum(pixels) / 2 for pixels in zip(*dreams, strict=True)]
    assert_close(second, right, "the second composite from the same rng")
    assert_close(following, rng.random(), "the next draw from the rng")


def composed_in_use(picograd, network, upstream, seed):
    model = in_use(picograd, network, upstream)
    before = state_of(model)
    result = picograd.dream.composite(model, 2, 2, 2, 8.0, random.Random(seed))
    return {"image": result, "before": before, "after": state_of(model)}


def test_a_composite_leaves_the_model_alone(learner):
    """The model is the same after a composite: weights, gradients, modes."""
    network, upstream = learner.vary(NETWORK, -0.7)
    seed = learner.seed(13)
    got = learner.ask(composed_in_use, network, upstream, seed)
    assert_equal(got["after"], got["before"], "the model after a composite")
    assert_close(got["image"], right_composite(network, 2, 2, 2, 8.0, seed), "the composite")


def refused_by_composite(picograd, network, target, count, *demanded):
    def attempt(target, count):
        model = model_of(picograd, network)
        return picograd.dream.composite(model, target, count, 1, 1.0, random.Random(1))

    attempt(1, 2)  # a right call first
    return refusal(lambda: attempt(target, count), *demanded)


def test_a_composite_of_no_dreams_is_refused(learner):
    """A count below 1 is a ValueError that names it."""
    network = learner.vary(NETWORK)
    for count in (0, -4):
        got = learner.ask(refused_by_composite, network, 1, count, count)
        assert_refused(got, [count], f"the count {count}")


def test_a_composite_refuses_a_wrong_target(learner):
    """composite refuses a class that the model does not know with a ValueError that names it."""
    got = learner.ask(refused_by_composite, learner.vary(NETWORK), 12, 2, 12)
    assert_refused(got, [12], "target 12 of 3 classes")


# --- adversarial --------------------------------------------------------------------


CLOSENESS = 0.4


def test_the_distance_is_to_the_original(learner):
    """The closeness term measures the distance to the image passed in, at every step."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(altered, network, image, 2, 4, GENTLE, CLOSENESS)
    right = right_adversarial(network, image, 2, 4, GENTLE, CLOSENESS)
    assert_close(got, right, "the adversarial image of 4 steps")


def test_the_distance_is_a_mean_over_the_pixels(learner):
    """The closeness term is closeness times the mean of the squared changes."""
    network, image = learner.vary(NETWORK, IMAGE)
    for closeness in (0.15, 0.9):
        got = learner.ask(altered, network, image, 1, 2, GENTLE, closeness)
        right = right_adversarial(network, image, 1, 2, GENTLE, closeness)
        assert_close(got, right, f"the adversarial image at closeness {closeness}")


def test_closeness_0_is_a_dream(learner):
    """With closeness 0 an adversarial image is a dream that began with the image."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(altered, network, image, 0, 3, GENTLE, 0.0)
    assert_close(got, right_frames(network, image, 0, 3, GENTLE)[-1], "the image at closeness 0")


def test_the_first_step_is_not_held_back(learner):
    """At distance 0 the closeness term has the gradient 0: no NaN, no error, no pull."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(altered, network, image, 2, 1, GENTLE, 5.0)
    right = right_frames(network, image, 2, 1, GENTLE)[-1]
    assert_close(got, right, "the first step at closeness 5")


def test_more_closeness_ends_closer(learner):
    """The larger the closeness, the nearer to the original the image ends."""
    network, image = learner.vary(NETWORK, IMAGE)
    distances = []
    for closeness in (0.0, 0.2, 0.8):
        got = learner.ask(altered, network, image, 2, 12, 2.0, closeness)
        assert_equal(len(got), 6, f"the number of pixels at closeness {closeness}")
        distances.append(sum((a - b) ** 2 for a, b in zip(got, image, strict=True)))
    for i, (less, more) in enumerate(zip(distances[1:], distances, strict=False)):
        assert 0 < less < more, (
            f"the squared distances at closeness 0, 0.2 and 0.8 are {distances}, "
            f"expected number {i + 2} to be smaller than the one before"
        )


def test_an_adversarial_image_keeps_to_its_bounds(learner):
    """adversarial clamps after every step, between 0 and 16 or other bounds."""
    network, image = learner.vary(NETWORK, IMAGE)
    start, low, high = learner.vary([3.8, 6.1, 5.2, 6.4, 4.3, 5.7], exact(3.0), exact(7.5))
    # The frames of a descent tell bounds that descend loses from those that adversarial loses.
    frames = learner.ask(descended, network, start, 1, 3, WIDE, low, high)
    got = learner.ask(altered, network, image, 2, 3, WIDE, 0.02)
    other = learner.ask(altered, network, start, 1, 3, WIDE, 0.02, low, high)
    assert_close(frames, right_frames(network, start, 1, 3, WIDE, low, high), "the frames")
    right = right_adversarial(network, image, 2, 3, WIDE, 0.02)
    assert_close(got, right, "the image between 0 and 16")
    right = right_adversarial(network, start, 1, 3, WIDE, 0.02, low, high)
    assert_close(other, right, f"the image between {low} and {high}")


def altered_with_dropout(picograd, network, image, target, steps, lr, closeness):
    model = model_of(picograd, network, p=0.6)
    return picograd.dream.adversarial(model, image, target, steps, lr, closeness)


def test_dropout_is_off_while_an_image_is_altered(learner):
    """adversarial asks the model in eval mode, too."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(altered_with_dropout, network, image, 2, 4, GENTLE, CLOSENESS)
    right = right_adversarial(network, image, 2, 4, GENTLE, CLOSENESS)
    assert_close(got, right, "the adversarial image of a model with dropout")


def altered_in_use(picograd, network, upstream, image, target, steps, lr, closeness):
    model = in_use(picograd, network, upstream)
    before = state_of(model)
    kept = list(image)
    result = picograd.dream.adversarial(model, kept, target, steps, lr, closeness)
    return {"image": result, "kept": kept, "before": before, "after": state_of(model)}


def test_adversarial_leaves_the_original_and_the_model_alone(learner):
    """After adversarial the caller's image and the model are as they were before."""
    network, image, upstream = learner.vary(NETWORK, IMAGE, -0.7)
    got = learner.ask(altered_in_use, network, upstream, image, 2, 3, GENTLE, CLOSENESS)
    right = right_adversarial(network, image, 2, 3, GENTLE, CLOSENESS)
    assert_close(got["image"], right, "the adversarial image")
    assert_close(got["kept"], image, "the caller's image afterwards")
    assert_equal(got["after"], got["before"], "the model afterwards")


def test_adversarial_without_steps_returns_the_original(learner):
    """With 0 steps the adversarial image is the original, and with one step it is not."""
    network, image = learner.vary(NETWORK, IMAGE)
    got = learner.ask(altered, network, image, 1, 0, GENTLE, CLOSENESS)
    assert_close(got, image, "the adversarial image of 0 steps")
    moved = learner.ask(altered, network, image, 1, 1, GENTLE, CLOSENESS)
    assert moved != image, "the adversarial image of one step is not the original"


def refused_by_adversarial(picograd, network, image, target, *demanded):
    model = model_of(picograd, network)
    picograd.dream.adversarial(model, FITS, 1, 1, 1.0, 0.5)
    return refusal(lambda: picograd.dream.adversarial(model, image, target, 0, 1.0, 0.5), *demanded)


def test_adversarial_refuses_what_does_not_fit(learner):
    """adversarial refuses a wrong image or target, even where no step would need it."""
    for got, demanded, what in all_refused(learner, refused_by_adversarial):
        assert_refused(got, demanded, f"adversarial with {what}")
