"""Mistakes that people make in dream.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

MISTAKES = (
    # --- expect_fit ---
    Mistake(
        id="target-left-to-pick",
        where="expect_fit",
        sentence=(
            "A class that the model does not know is noticed only when a step asks for it, and "
            "with no steps it never is. Look at what is checked before the first frame."
        ),
        why="pick already refuses such a column, so another check looks superfluous.",
        code="""
def expect_fit(model, image, target):
    pixels, _ = sizes(model)
    if len(image) != pixels:
        raise ValueError(f"the model takes images of {pixels} pixels, got {len(image)}")
""",
    ),
    Mistake(
        id="target-counts-from-the-end",
        where="expect_fit",
        sentence=(
            "A negative target passes your check, as a negative index passes in Python. There is "
            "a lower end to the classes, too; look at the comparison."
        ),
        why="Only the upper end is thought of; Python's negative indices do the rest.",
        change=("if not 0 <= target < classes:", "if target >= classes:"),
    ),
    Mistake(
        id="target-one-class-too-many",
        where="expect_fit",
        sentence=(
            "The class after the last one passes your check. Classes are counted from 0, so with "
            "n of them n itself is none; look at the upper end of the comparison."
        ),
        why="Off by one at the upper end of a range.",
        change=("if not 0 <= target < classes:", "if not 0 <= target <= classes:"),
    ),
    Mistake(
        id="length-left-to-the-product",
        where="expect_fit",
        sentence=(
            "An image of the wrong length is noticed only when it meets the first weight, and "
            "with no steps it never does. Look at what is checked before the first frame."
        ),
        why="The matrix product refuses wrong shapes anyway.",
        code="""
def expect_fit(model, image, target):
    _, classes = sizes(model)
    if not 0 <= target < classes:
        raise ValueError(f"there is no class {target}")
""",
    ),
    Mistake(
        id="only-short-images-refused",
        where="expect_fit",
        sentence=(
            "An image that is too long passes your check, and one that is too short does not. "
            "Both do not fit; look at the comparison of the lengths."
        ),
        why="One thinks of missing pixels and not of pixels too many.",
        change=("if len(image) != pixels:", "if len(image) < pixels:"),
    ),
    Mistake(
        id="errors-that-name-nothing",
        where="expect_fit",
        sentence=(
            "Your errors say that something does not fit, but not what: whoever reads them has "
            "to find the number by themselves. Look at what the docstring promises to name."
        ),
        why="The message is written last and in haste.",
        code="""
def expect_fit(model, image, target):
    pixels, classes = sizes(model)
    if len(image) != pixels:
        raise ValueError("wrong number of pixels")
    if not 0 <= target < classes:
        raise ValueError("no such class")
""",
    ),
    Mistake(
        id="fit-by-assertion",
        where="expect_fit",
        sentence=(
            "What does not fit is an AssertionError. Assertions are for what cannot happen, and "
            "`python -O` drops them; look at the kind of error that the docstring names."
        ),
        why="assert is the shortest way to check something.",
        code="""
def expect_fit(model, image, target):
    pixels, classes = sizes(model)
    assert len(image) == pixels, f"{len(image)} instead of {pixels} pixels"
    assert 0 <= target < classes, f"no class {target}"
""",
    ),
    # --- pixel_gradient ---
    Mistake(
        id="dropout-while-dreaming",
        where="pixel_gradient",
        sentence=(
            "Your pixels go where a network with dropped neurons sends them, another one each "
            "time. Look at the mode in which the model is asked."
        ),
        why="The model comes fresh from training, and nothing looks wrong without eval().",
        change=("model.eval()", ""),
    ),
    Mistake(
        id="mode-left-in-eval",
        where="pixel_gradient",
        sentence=(
            "After your dream every layer is in eval mode: whoever goes on training this model "
            "trains without dropout and does not know it. Look at what is put back."
        ),
        why="eval() is called where it is needed, and its effect outlives the call.",
        change=("layer.training = training", "pass"),
    ),
    Mistake(
        id="mode-always-back-to-training",
        where="pixel_gradient",
        sentence=(
            "After your dream every layer is in training mode, also those that were not before. "
            "To put a mode back, one has to know what it was; look at what follows the walk."
        ),
        why="eval() ... train() is the pair that every tutorial shows.",
        change=("layer.training = training", "layer.training = True"),
    ),
    Mistake(
        id="everything-switched-on",
        where="pixel_gradient",
        sentence=(
            "After your dream every layer is in training mode and every parameter requires a "
            "gradient, also those that were not so before. To put something back, one has to know "
            "what it was; look at what follows the walk."
        ),
        why="train() and True undo eval() and False, as long as nobody else touched either.",
        changes=(
            ("layer.training = training", "layer.training = True"),
            ("parameter.requires_grad = requires_grad", "parameter.requires_grad = True"),
        ),
    ),
    Mistake(
        id="mode-of-the-outermost-only",
        where="pixel_gradient",
        sentence=(
            "The model itself has its mode back, the layers inside have all got that same mode. "
            "They may have had different ones; look at whose modes you remember."
        ),
        why="One flag on the model looks as if it stood for all.",
        change=("layer.training = training", "layer.training = modes[0][1]"),
    ),
    Mistake(
        id="weights-collect-gradients",
        where="pixel_gradient",
        sentence=(
            "Every step of your dream adds to the gradients of the weights, and the next step of "
            "whoever trains them would follow those. Look at which leaves want a gradient."
        ),
        why="The image moves as it should, and nobody looks at the weights' gradients.",
        change=("parameter.requires_grad = False", "pass"),
    ),
    Mistake(
        id="weights-gradients-cleared",
        where="pixel_gradient",
        sentence=(
            "The gradients that the weights held before your dream are gone. They were not "
            "yours; look at what you clear, and whether anything needs to be cleared at all."
        ),
        why="Clearing afterwards looks like the way to clean up what backward added.",
        changes=(
            ("parameter.requires_grad = False", "pass"),
            ("parameter.requires_grad = requires_grad", "parameter.zero_grad()"),
        ),
    ),
    Mistake(
        id="parameters-left-frozen",
        where="pixel_gradient",
        sentence=(
            "After your dream no parameter requires a gradient, and the model will never learn "
            "again. What you switch off for a step has to be switched on again after it."
        ),
        why="requires_grad is switched off once and forgotten, as in scripts that end there.",
        change=("parameter.requires_grad = requires_grad", "pass"),
    ),
    Mistake(
        id="all-parameters-thawed",
        where="pixel_gradient",
        sentence=(
            "After your dream a parameter that its owner had frozen requires a gradient. Put "
            "back what was there, not what is there most of the time."
        ),
        why="Parameters require gradients, so True seems to be the state to go back to.",
        change=("parameter.requires_grad = requires_grad", "parameter.requires_grad = True"),
    ),
    Mistake(
        id="nothing-put-back-after-an-error",
        where="pixel_gradient",
        sentence=(
            "When the loss raises, your model stays as you set it for the step. Lines after an "
            "error are not reached; look for what Python runs on every way out."
        ),
        why="Putting back at the end of the function is enough as long as nothing fails.",
        code="""
def pixel_gradient(model, image, loss):
    pixels = Tensor([image])
    modes = [(layer, layer.training) for layer in model.modules()]
    wanted = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    model.eval()
    for parameter, _ in wanted:
        parameter.requires_grad = False
    loss(pixels).backward()
    for layer, training in modes:
        layer.training = training
    for parameter, requires_grad in wanted:
        parameter.requires_grad = requires_grad
    return pixels.grad[0]
""",
    ),
    Mistake(
        id="image-without-gradient",
        where="pixel_gradient",
        sentence=(
            "Your image does not move: the gradient of every pixel is 0, which is what a leaf "
            "has that nobody asked backward to reach. Look at how the image becomes a tensor."
        ),
        why="In training the images are made with requires_grad=False, and the line is copied.",
        change=("pixels = Tensor([image])", "pixels = Tensor([image], requires_grad=False)"),
    ),
    Mistake(
        id="pixel-gradient-nested",
        where="pixel_gradient",
        sentence=(
            "Your gradient is a list that holds a list: a matrix of one row, as the image was one "
            "for the network. Outside of it an image is a plain list of pixels, and so is its "
            "gradient."
        ),
        why="The gradient of a 1 x n tensor is 1 x n.",
        change=("return pixels.grad[0]", "return pixels.grad"),
    ),
    Mistake(
        id="sign-of-the-gradient",
        where="pixel_gradient",
        sentence=(
            "All your pixels move equally far, by lr or not at all: you follow the signs of the "
            "gradient and not the gradient itself."
        ),
        why="The fast gradient sign method (Goodfellow et al. 2015), the best-known attack.",
        change=("return pixels.grad[0]", "return [(g > 0) - (g < 0) for g in pixels.grad[0]]"),
    ),
    Mistake(
        id="pixel-gradient-with-the-other-sign",
        where="pixel_gradient",
        sentence=(
            "Your gradient of the pixels has all its signs turned. How the loss changes with a "
            "pixel is one thing, which way to go is another, and the step takes care of that."
        ),
        why="The minus of the step is put into the gradient, to be sure of it.",
        change=("return pixels.grad[0]", "return [-g for g in pixels.grad[0]]"),
    ),
    Mistake(
        id="gradient-scaled-to-one",
        where="pixel_gradient",
        sentence=(
            "Your steps go in the right direction, and all have the same length however flat the "
            "loss is: the gradient was divided by its own size before the step."
        ),
        why="DeepDream (2015) divides by the mean of the absolute gradient, and many copies do.",
        change=(
            "return pixels.grad[0]",
            """
            size = sum(abs(g) for g in pixels.grad[0]) / len(image)
            return [g / (size + 1e-8) for g in pixels.grad[0]]
            """,
        ),
    ),
    # --- descend ---
    Mistake(
        id="dream-ascends",
        where="descend",
        sentence=(
            "With every step the network is less sure of the target: your pixels go up the loss. "
            "Look at the sign in the step."
        ),
        why="DeepDream climbs an activation; with a loss the sign is the other one.",
        change=(
            "gradient = pixel_gradient(model, frame, loss)",
            "gradient = [-g for g in pixel_gradient(model, frame, loss)]",
        ),
    ),
    Mistake(
        id="image-gradient-not-cleared",
        where="descend",
        sentence=(
            "Your first step is right, and from the second on each step follows the sum of all "
            "gradients so far. A leaf collects; look at what becomes of the image's gradient "
            "between two steps."
        ),
        why="One image tensor for all steps, as the weights are one for all steps.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    total = [0.0] * len(frame)
    yield list(frame)
    for _ in range(steps):
        total = [t + g for t, g in zip(total, pixel_gradient(model, frame, loss))]
        frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, total)]
        yield list(frame)
""",
    ),
    Mistake(
        id="gradient-computed-once",
        where="descend",
        sentence=(
            "Your first step is right, and all later ones repeat it: they follow the gradient at "
            "the start. The gradient changes with the image; look at where it is asked for, and "
            "of which image."
        ),
        why="The line stands above the loop, as what does not change should.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    gradient = pixel_gradient(model, frame, loss) if steps else []
    for _ in range(steps):
        frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="dream-with-momentum",
        where="descend",
        sentence=(
            "Your first step is right and the later ones are too long: a part of each step is "
            "carried over into the next. This descent has no velocity."
        ),
        why="Momentum helped the training, so SGD is taken over as it was set there.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    velocity = [0.0] * len(frame)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        velocity = [0.9 * v + g for v, g in zip(velocity, gradient)]
        frame = [min(max(x - lr * v, low), high) for x, v in zip(frame, velocity)]
        yield list(frame)
""",
    ),
    Mistake(
        id="weights-move-too",
        where="descend",
        sentence=(
            "Your steps move the parameters of the model along with the image: it learns to see "
            "the target in what is there. Look at what the optimizer was given."
        ),
        why="The training loop is copied, its optimizer included.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        kept = [parameter.grad for parameter in model.parameters()]
        gradient = pixel_gradient(model, frame, loss)
        for parameter in model.parameters():
            parameter.zero_grad()
        loss(Tensor([frame], requires_grad=False)).backward()
        for parameter, grad in zip(model.parameters(), kept):
            parameter.data = [
                [x - 0.01 * lr * g for x, g in zip(row, g_row)]
                for row, g_row in zip(parameter.data, parameter.grad)
            ]
            parameter.grad = grad
        frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="clamped-only-at-the-end",
        where="descend",
        sentence=(
            "Frames before the last have pixels outside the bounds, so later steps start from an "
            "image that cannot exist. Look at where in the loop the clamp stands."
        ),
        why="Only the last image is looked at, so only the last image is clamped.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for number in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame = [x - lr * g for x, g in zip(frame, gradient)]
        if number == steps - 1:
            frame = [min(max(x, low), high) for x in frame]
        yield list(frame)
""",
    ),
    Mistake(
        id="clamped-before-the-step",
        where="descend",
        sentence=(
            "Your frames reach outside the bounds by one step: the pixels are clamped, and then "
            "they move. Look at the order of the two."
        ),
        why="Clamping at the top of the loop reads as if it covered the whole loop.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        frame = [min(max(x, low), high) for x in frame]
        gradient = pixel_gradient(model, frame, loss)
        frame = [x - lr * g for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="clamped-frames-but-not-the-image",
        where="descend",
        sentence=(
            "Every frame is within the bounds, but the next step does not start from it: it "
            "starts from the image before the clamp. Look at what is carried through the loop."
        ),
        why="The clamp is seen as something for showing an image and is put into the yield.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame = [x - lr * g for x, g in zip(frame, gradient)]
        yield [min(max(x, low), high) for x in frame]
""",
    ),
    Mistake(
        id="step-clamped-instead-of-pixel",
        where="descend",
        sentence=(
            "Your steps are held between the bounds, and the pixels are not: with a lower bound "
            "of 0 no pixel ever grows darker or none brighter. Look at what stands inside the "
            "clamp."
        ),
        why="The clamp is put around the wrong half of the expression.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame = [x - min(max(lr * g, low), high) for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="clamped-inside-the-graph",
        where="descend",
        sentence=(
            "Pixels on a bound never leave it, and a black image stays black: there your "
            "gradient is 0, as that of a relu at 0. Look at whether the clamp is part of what "
            "backward walks through."
        ),
        why="A clamp in the graph looks like the tidy way to keep the network's input valid.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    def clamped(pixels):
        below = Tensor([[low] * len(image)], requires_grad=False)
        above = Tensor([[high] * len(image)], requires_grad=False)
        from_below = (pixels - below).relu() + below
        return above - (above - from_below).relu()

    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, lambda pixels: loss(clamped(pixels)))
        frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="bounds-always-0-and-16",
        where="descend",
        sentence=(
            "Your pixels stay between 0 and 16 whatever bounds are given. Look at the numbers "
            "in the clamp."
        ),
        why="The digits have pixels from 0 to 16, and the numbers are typed in.",
        change=("frame = list(image)", "frame, low, high = list(image), 0.0, 16.0"),
    ),
    Mistake(
        id="clamped-above-only",
        where="descend",
        sentence=(
            "No pixel of yours is above the upper bound, and some are below the lower one: half "
            "of the clamp is missing."
        ),
        why="Too bright is visible at once; too dark is drawn as black.",
        change=("frame = list(image)", 'frame, low = list(image), float("-inf")'),
    ),
    Mistake(
        id="clamped-below-only",
        where="descend",
        sentence=(
            "No pixel of yours is below the lower bound, and some are above the upper one: half "
            "of the clamp is missing."
        ),
        why="Negative pixels are plainly wrong; too bright ones look like white.",
        change=("frame = list(image)", 'frame, high = list(image), float("inf")'),
    ),
    Mistake(
        id="never-clamped",
        where="descend",
        sentence=(
            "Your pixels go below the lower bound and above the upper one: nothing puts them back "
            "after a step."
        ),
        why="The formula of the step ends there.",
        change=(
            """
            frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient, strict=True)]
            """,
            "frame = [x - lr * g for x, g in zip(frame, gradient, strict=True)]",
        ),
    ),
    Mistake(
        id="clamp-turned-round",
        where="descend",
        sentence=(
            "After a step all your pixels are equal, and on a bound: min and max have changed "
            "places. Which of them keeps a pixel from becoming too small?"
        ),
        why="max for the upper bound, because it is the maximum.",
        change=(
            """
            frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient, strict=True)]
            """,
            "frame = [max(min(x - lr * g, low), high) for x, g in zip(frame, gradient)]",
        ),
    ),
    Mistake(
        id="clamp-turned-round-to-low",
        where="descend",
        sentence=(
            "After a step all your pixels are equal, and on a bound: min and max have changed "
            "places. Which of them keeps a pixel from becoming too large?"
        ),
        why="min for the lower bound, because it is the minimum.",
        change=(
            """
            frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient, strict=True)]
            """,
            "frame = [min(max(x - lr * g, high), low) for x, g in zip(frame, gradient)]",
        ),
    ),
    Mistake(
        id="pixels-stay-instead-of-being-clamped",
        where="descend",
        sentence=(
            "A pixel of yours that would cross a bound does not move at all. It should go as far "
            "as it can: to the bound."
        ),
        why="A step that leads outside is taken for one that is not allowed.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        moved = [x - lr * g for x, g in zip(frame, gradient)]
        frame = [new if low <= new <= high else x for x, new in zip(frame, moved)]
        yield list(frame)
""",
    ),
    Mistake(
        id="start-clamped",
        where="descend",
        sentence=(
            "Your first frame is not the image that was passed: it has been clamped already. "
            "The clamp belongs to a step, and the first frame comes before all steps."
        ),
        why="Clamping first makes sure that everything after is valid.",
        change=("frame = list(image)", "frame = [min(max(x, low), high) for x in image]"),
    ),
    Mistake(
        id="one-step-too-few",
        where="descend",
        sentence=(
            "You have as many frames as steps, the start among them: one step is missing. Count "
            "the frames between which the steps lie."
        ),
        why="n frames and n steps are taken for the same thing.",
        change=("for _ in range(steps):", "for _ in range(steps - 1):"),
    ),
    Mistake(
        id="morph-takes-one-step-too-few",
        where="morph",
        sentence=(
            "Your morph has as many frames as steps, the start among them: it asks for one step "
            "fewer than it was asked for. How many steps lie between n + 1 frames?"
        ),
        why="The start is counted among the steps.",
        change=(
            "model, image, lambda pixels: cross_entropy(model(pixels), [target]), steps, lr, low, "
            "high",
            "model, image, lambda x: cross_entropy(model(x), [target]), steps - 1, lr, low, high",
        ),
    ),
    Mistake(
        id="one-step-too-many",
        where="descend",
        sentence=(
            "There is one frame more than the start and the steps: with 0 steps your image has "
            "already moved. Look at how often the loop runs."
        ),
        why="range(steps + 1), to make up for the first frame.",
        change=("for _ in range(steps):", "for _ in range(steps + 1):"),
    ),
    Mistake(
        id="start-not-yielded",
        where="descend",
        sentence=(
            "Your first frame is the image after the first step; the start itself never comes. "
            "And with 0 steps there is no frame at all."
        ),
        why="The yield stands in the loop, behind the step, and nowhere else.",
        change=("frame = list(image)\nyield list(frame)", "frame = list(image)"),
    ),
    Mistake(
        id="callers-image-changed",
        where="descend",
        sentence=(
            "The image that was passed in is not what it was: your steps change the caller's own "
            "list. Look at what the first name in the loop refers to."
        ),
        why="An assignment between lists copies nothing.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    yield list(image)
    for _ in range(steps):
        gradient = pixel_gradient(model, image, loss)
        for i, g in enumerate(gradient):
            image[i] = min(max(image[i] - lr * g, low), high)
        yield list(image)
""",
    ),
    Mistake(
        id="one-list-for-all-frames",
        where="descend",
        sentence=(
            "All your frames are equal to the last one: they are one and the same list, which "
            "each step changes."
        ),
        why="Changing a list in place saves making a new one.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield frame
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame[:] = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
        yield frame
""",
    ),
    Mistake(
        id="frames-that-are-not-copies",
        where="descend",
        sentence=(
            "What the caller does to a frame, or to the result, reaches into your descent or "
            "into the image passed in: the list handed out is the one that you go on with."
        ),
        why="Every step makes a new list, so the one handed out seems to be free.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = image
    yield frame
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
        yield frame
""",
    ),
    Mistake(
        id="all-frames-before-the-first",
        where="descend",
        sentence=(
            "All your steps are done before the caller sees the first frame. Your frames are "
            "right, but whoever wants to look at them one by one has to wait for the last."
        ),
        why="Collecting frames in a list is the habit; yield is not.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frames = [list(image)]
    for _ in range(steps):
        gradient = pixel_gradient(model, frames[-1], loss)
        pairs = zip(frames[-1], gradient)
        frames.append([min(max(x - lr * g, low), high) for x, g in pairs])
    return iter(frames)
""",
    ),
    Mistake(
        id="model-kept-between-frames",
        where="descend",
        sentence=(
            "While the caller looks at a frame, the model is not in the modes that its owner "
            "gave it. A generator sleeps at every yield, with everything as it is then."
        ),
        why="Switching once around the loop instead of once a step.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        frame = list(image)
        yield list(frame)
        for _ in range(steps):
            gradient = pixel_gradient(model, frame, loss)
            frame = [min(max(x - lr * g, low), high) for x, g in zip(frame, gradient)]
            yield list(frame)
    finally:
        for layer, training in modes:
            layer.training = training
""",
    ),
    Mistake(
        id="pixels-rounded",
        where="descend",
        sentence=(
            "All your pixels are whole numbers after a step, and small steps are lost entirely. "
            "The data was whole numbers; a descent cannot be."
        ),
        why="The pixels of the digits are ints from 0 to 16.",
        code="""
def descend(model, image, loss, steps, lr, low, high):
    frame = list(image)
    yield list(frame)
    for _ in range(steps):
        gradient = pixel_gradient(model, frame, loss)
        frame = [float(round(min(max(x - lr * g, low), high))) for x, g in zip(frame, gradient)]
        yield list(frame)
""",
    ),
    Mistake(
        id="learning-rate-shared-among-the-steps",
        where="descend",
        sentence=(
            "One step is right, and with more steps each is shorter: your steps share one "
            "learning rate among them. lr is the length of each step."
        ),
        why="lr is taken for the way altogether, to be cut into steps.",
        change=(
            "gradient = pixel_gradient(model, frame, loss)",
            "gradient = [g / steps for g in pixel_gradient(model, frame, loss)]",
        ),
    ),
    # --- morph ---
    Mistake(
        id="morph-without-checks",
        where="morph",
        sentence=(
            "morph takes any image and any target, and what does not fit shows up later, as "
            "another error or not at all."
        ),
        why="The checks are there, but one of the callers forgets them.",
        change=("expect_fit(model, image, target)", ""),
    ),
    Mistake(
        id="morph-collects-all-frames",
        where="morph",
        sentence=(
            "Your morph has done all steps before the caller sees the first frame. Whoever wants "
            "to look at the frames one by one has to wait for the last; look at what you do with "
            "what descend gives."
        ),
        why="A list of the frames is made where the frames themselves could be handed on.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    frames = list(
        descend(
            model,
            image,
            lambda pixels: cross_entropy(model(pixels), [target]),
            steps,
            lr,
            low,
            high,
        )
    )
    return iter(frames)
""",
    ),
    Mistake(
        id="morph-raises-late",
        where="morph",
        sentence=(
            "Your morph finds fault with an image or a target only when the first frame is asked "
            "for. A function with `yield` in it runs nothing when it is called; the docstring says "
            "when the errors come."
        ),
        why="`yield from descend(...)` behind the check looks like a return.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    yield from descend(
        model, image, lambda pixels: cross_entropy(model(pixels), [target]), steps, lr, low, high
    )
""",
    ),
    Mistake(
        id="climbs-the-logit",
        where="morph",
        sentence=(
            "Your pixels make the target's logit larger and take no notice of the other logits. "
            "A network is sure of one class only against the others; look at the loss."
        ),
        why="Activation maximization (Erhan et al. 2009; DeepDream) climbs a single output.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    return descend(model, image, lambda x: -model(x).pick([target]), steps, lr, low, high)
""",
    ),
    Mistake(
        id="descends-the-probability",
        where="morph",
        sentence=(
            "Your steps are those of minus the target's probability instead of minus its "
            "logarithm: they are nearly 0 where the network is sure of something else."
        ),
        why="Surer means a larger probability, so that is what gets maximized.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    return descend(
        model,
        image,
        lambda x: -model(x).log_softmax().exp().pick([target]),
        steps,
        lr,
        low,
        high,
    )
""",
    ),
    Mistake(
        id="away-from-what-it-is",
        where="morph",
        sentence=(
            "Your pixels lead away from what the network sees now, wherever that goes; the "
            "target has no say in it."
        ),
        why="An untargeted attack, which most tutorials show first.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    logits = model(Tensor([image], requires_grad=False)).data[0]
    seen = logits.index(max(logits))
    return descend(
        model, image, lambda x: -cross_entropy(model(x), [seen]), steps, lr, low, high
    )
""",
    ),
    Mistake(
        id="morph-stops-when-it-is-there",
        where="morph",
        sentence=(
            "Your frames end as soon as the network reads the target. The number of steps was "
            "asked for; being right is not yet being sure."
        ),
        why="Attacks stop at success, to stay near the original.",
        code="""
def morph(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)

    def until_it_is_read():
        for frame in descend(
            model, image, lambda x: cross_entropy(model(x), [target]), steps, lr, low, high
        ):
            yield frame
            modes = [(layer, layer.training) for layer in model.modules()]
            model.eval()
            logits = model(Tensor([frame], requires_grad=False)).data[0]
            for layer, training in modes:
                layer.training = training
            if logits.index(max(logits)) == target:
                return

    return until_it_is_read()
""",
    ),
    # --- dream ---
    Mistake(
        id="dream-returns-the-start",
        where="dream",
        sentence=(
            "Your dream is the image that was passed in: the first frame, and not the last. Look "
            "at which of the frames you keep."
        ),
        why="next() takes one frame from an iterator, and it is the first.",
        code="""
def dream(model, image, target, steps, lr, low=0.0, high=16.0):
    return next(morph(model, image, target, steps, lr, low, high))
""",
    ),
    Mistake(
        id="dream-forgets-its-bounds",
        where="dream",
        sentence=(
            "With other bounds than 0 and 16 your dreams do not keep to them, while the frames "
            "of morph do. Look at what dream hands on."
        ),
        why="Default values hide an argument that was not handed on.",
        change=(
            "*_, frame = morph(model, image, target, steps, lr, low, high)",
            "*_, frame = morph(model, image, target, steps, lr)",
        ),
    ),
    Mistake(
        id="dream-always-from-black",
        where="dream",
        sentence=(
            "Your dream does not depend on the image that was passed: it always begins black. "
            "Look at where the first frame comes from."
        ),
        why="The story's first dream begins with a black square.",
        code="""
def dream(model, image, target, steps, lr, low=0.0, high=16.0):
    expect_fit(model, image, target)
    *_, frame = morph(model, [low] * len(image), target, steps, lr, low, high)
    return frame
""",
    ),
    Mistake(
        id="dream-of-fixed-length",
        where="dream",
        sentence=("Your dream takes its own number of steps, not the one that was asked for."),
        why="A number that worked once is left in the code.",
        change=(
            "*_, frame = morph(model, image, target, steps, lr, low, high)",
            "*_, frame = morph(model, image, target, 20, lr, low, high)",
        ),
    ),
    # --- composite ---
    Mistake(
        id="composite-sums",
        where="composite",
        sentence=(
            "Your composite is the sum of the dreams, brighter with each of them. Look at what "
            "is left to do after adding."
        ),
        why="The division is forgotten; pictures are rescaled for showing, so nobody notices.",
        change=(
            "return [sum(column) / count for column in zip(*dreams, strict=True)]",
            "return [sum(column) for column in zip(*dreams, strict=True)]",
        ),
    ),
    Mistake(
        id="composite-over-the-pixels",
        where="composite",
        sentence=(
            "Your composite has one number for each dream: the mean of its pixels. It is an image, "
            "and each of its pixels is the mean of that pixel over all dreams."
        ),
        why="zip(*...) is forgotten, so the loop goes over dreams.",
        change=(
            "return [sum(column) / count for column in zip(*dreams, strict=True)]",
            "return [sum(frame) / len(frame) for frame in dreams]",
        ),
    ),
    Mistake(
        id="composite-divided-by-the-pixels",
        where="composite",
        sentence=(
            "Your composite is divided by the number of pixels. How many numbers are added up for "
            "each of its pixels?"
        ),
        why="len(image) for len(dreams).",
        change=(
            "return [sum(column) / count for column in zip(*dreams, strict=True)]",
            "return [sum(column) / pixels for column in zip(*dreams, strict=True)]",
        ),
    ),
    Mistake(
        id="one-noise-for-all-dreams",
        where="composite",
        sentence=(
            "Your composite of many dreams is one single dream: all began in the same noise. "
            "Look at what is drawn inside the loop and what before it."
        ),
        why="The noise is drawn once, above the loop, as a start often is.",
        code="""
def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
    if count < 1:
        raise ValueError(f"a composite needs at least one dream, got count {count}")
    pixels, _ = sizes(model)
    start = [rng.uniform(low, high) for _ in range(pixels)]
    dreams = [dream(model, start, target, steps, lr, low, high) for _ in range(count)]
    return [sum(column) / count for column in zip(*dreams)]
""",
    ),
    Mistake(
        id="dream-of-the-mean-noise",
        where="composite",
        sentence=(
            "Your composite is one dream that began in the mean of the noise. The mean of many "
            "dreams is something else; look at the order of dreaming and averaging."
        ),
        why="Averaging first is cheaper by a factor of count and looks equivalent.",
        code="""
def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
    if count < 1:
        raise ValueError(f"a composite needs at least one dream, got count {count}")
    pixels, _ = sizes(model)
    starts = [[rng.uniform(low, high) for _ in range(pixels)] for _ in range(count)]
    mean = [sum(column) / count for column in zip(*starts)]
    return mean if not steps else dream(model, mean, target, steps, lr, low, high)
""",
    ),
    Mistake(
        id="each-dream-goes-on-from-the-last",
        where="composite",
        sentence=(
            "Only your first dream begins in noise, and each later one where the one before "
            "ended: together they are one long dream. Look at the start of each."
        ),
        why="One variable for the start and for the result.",
        code="""
def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
    if count < 1:
        raise ValueError(f"a composite needs at least one dream, got count {count}")
    pixels, _ = sizes(model)
    image = [rng.uniform(low, high) for _ in range(pixels)]
    dreams = []
    for _ in range(count):
        image = dream(model, image, target, steps, lr, low, high)
        dreams.append(image)
    return [sum(column) / count for column in zip(*dreams)]
""",
    ),
    Mistake(
        id="noise-from-0-to-1",
        where="composite",
        sentence=(
            "Your noise lies between 0 and 1, nearly black on a scale up to 16. Look at the "
            "range that is drawn from."
        ),
        why="rng.random() is what one reaches for when a random number is needed.",
        change=(
            "starts = [[rng.uniform(low, high) for _ in range(pixels)] for _ in range(count)]",
            "starts = [[rng.random() for _ in range(pixels)] for _ in range(count)]",
        ),
    ),
    Mistake(
        id="noise-from-a-bell-curve",
        where="composite",
        sentence=(
            "Your noise comes from a bell curve: most pixels lie near its middle, and some beyond "
            "the bounds. Here every brightness between them is as likely as any other; the "
            "docstring names the draw."
        ),
        why="Noise is Gaussian in most papers.",
        change=(
            "starts = [[rng.uniform(low, high) for _ in range(pixels)] for _ in range(count)]",
            """
            middle, deviation = (low + high) / 2, (high - low) / 4
            starts = [[rng.gauss(middle, deviation) for _ in range(pixels)] for _ in range(count)]
            """,
        ),
    ),
    Mistake(
        id="noise-in-another-order",
        where="composite",
        sentence=(
            "Your noise is drawn for the first pixel of all images, then for the second. The "
            "docstring says in which order the draws are used: image after image."
        ),
        why="The loops are nested the other way round.",
        change=(
            "starts = [[rng.uniform(low, high) for _ in range(pixels)] for _ in range(count)]",
            """
            columns = [[rng.uniform(low, high) for _ in range(count)] for _ in range(pixels)]
            starts = [list(start) for start in zip(*columns)]
            """,
        ),
    ),
    Mistake(
        id="noise-that-ignores-low",
        where="composite",
        sentence=(
            "Your noise begins at 0 also where the lower bound is another number. With the "
            "digits it makes no difference; look at both ends of the range."
        ),
        why="low is 0 for the digits, so high times a random number looks right.",
        change=(
            "starts = [[rng.uniform(low, high) for _ in range(pixels)] for _ in range(count)]",
            "starts = [[rng.uniform(0.0, high) for _ in range(pixels)] for _ in range(count)]",
        ),
    ),
    Mistake(
        id="rng-made-anew",
        where="composite",
        sentence=(
            "Your noise does not come from the rng that was passed in: it is the same for every "
            "seed, or the rng is afterwards where it was. Look at who draws."
        ),
        why="A generator of its own with a fixed seed makes a script repeatable.",
        change=("pixels, _ = sizes(model)", "pixels, _ = sizes(model)\nrng = Random(0)"),
    ),
    Mistake(
        id="composite-forgets-its-bounds",
        where="composite",
        sentence=(
            "Your noise keeps to the bounds, and the dreams that begin in it do not where these "
            "are others than 0 and 16. Look at what composite hands on."
        ),
        why="Default values hide an argument that was not handed on.",
        change=(
            "dreams = [dream(model, start, target, steps, lr, low, high) for start in starts]",
            "dreams = [dream(model, start, target, steps, lr) for start in starts]",
        ),
    ),
    Mistake(
        id="composite-of-nothing",
        where="composite",
        sentence=(
            "A composite of no dreams is not refused by you: it is an empty list, or ends in an "
            "error about something else. Look at what the docstring says of count."
        ),
        why="Nobody asks for no dreams, until a variable holds 0.",
        change=(
            """
            if count < 1:
                raise ValueError(f"a composite needs at least one dream, got count {count}")
            """,
            "",
        ),
    ),
    # --- adversarial ---
    Mistake(
        id="distance-to-the-last-frame",
        where="adversarial",
        sentence=(
            "Closeness changes nothing in your images: nothing pulls them back. If there is a "
            "distance in your loss, look at what is subtracted: to the frame that a step begins "
            "with it is always 0."
        ),
        why="One variable holds the image, and it has moved when the distance is computed.",
        changes=(
            ("original = Tensor([image], requires_grad=False)", ""),
            (
                "change = pixels - original",
                "change = pixels - Tensor(pixels.data, requires_grad=False)",
            ),
        ),
    ),
    Mistake(
        id="distance-summed-over-pixels",
        where="adversarial",
        sentence=(
            "Your images are held back more strongly than asked, by a factor that is the number "
            "of pixels: the squares are added and not averaged."
        ),
        why="The squared distance of two points is a sum.",
        change=(
            "return cross_entropy(model(pixels), [target]) + (change * change).mean() * closeness",
            "return cross_entropy(model(pixels), [target]) + (change * change).sum() * closeness",
        ),
    ),
    Mistake(
        id="distance-under-a-root",
        where="adversarial",
        sentence=(
            "Your first step fails: the distance is 0 there, and a root has no gradient at 0. "
            "The lesson says why the closeness term has none."
        ),
        why="The distance between two points is a root, and the name asks for it.",
        change=(
            "return cross_entropy(model(pixels), [target]) + (change * change).mean() * closeness",
            """
            root = ((change * change).mean().log() * 0.5).exp()
            return cross_entropy(model(pixels), [target]) + root * closeness
            """,
        ),
    ),
    Mistake(
        id="distance-of-absolute-changes",
        where="adversarial",
        sentence=(
            "The pull in your images does not grow with the distance: a pixel far away is held "
            "back as much as one nearby. Look at what is done to each change before the mean."
        ),
        why="The milestone reports mean absolute changes, and so they get into the loss.",
        change=(
            "return cross_entropy(model(pixels), [target]) + (change * change).mean() * closeness",
            """
            size = (change.relu() + (-change).relu()).mean()
            return cross_entropy(model(pixels), [target]) + size * closeness
            """,
        ),
    ),
    Mistake(
        id="distance-from-black",
        where="adversarial",
        sentence=(
            "Your images are pulled toward black and not toward the original: the pixels "
            "themselves are squared. It is a weight decay for pixels; look at what is squared."
        ),
        why="The subtraction is forgotten, or the formula of weight decay is remembered.",
        change=(
            "original = Tensor([image], requires_grad=False)",
            "original = Tensor([[0.0] * len(image)], requires_grad=False)",
        ),
    ),
    Mistake(
        id="closeness-pushes-away",
        where="adversarial",
        sentence=(
            "The more closeness, the farther away your images end: the distance makes the loss "
            "smaller. Look at the sign between the two terms."
        ),
        why="A sign is lost where a gain and a cost are put into one formula.",
        change=(
            "return cross_entropy(model(pixels), [target]) + (change * change).mean() * closeness",
            "return cross_entropy(model(pixels), [target]) - (change * change).mean() * closeness",
        ),
    ),
    Mistake(
        id="closeness-as-a-share",
        where="adversarial",
        sentence=(
            "The more closeness, the less your cross-entropy counts, from the first step on: the "
            "two terms share a weight of 1. Look at the formula; only one term has a factor."
        ),
        why="A weighted mean is a common way to mix two losses.",
        change=(
            "return cross_entropy(model(pixels), [target]) + (change * change).mean() * closeness",
            """
            sureness = cross_entropy(model(pixels), [target]) * (1 - closeness)
            return sureness + (change * change).mean() * closeness
            """,
        ),
    ),
    Mistake(
        id="closeness-zero-replaced",
        where="adversarial",
        sentence=(
            "With closeness 0 your image is held back all the same. To Python 0 is as false as "
            "None; look at where a value is tested for being there."
        ),
        why="`closeness or 1.0` is the idiom for a default, and 0.0 is falsy.",
        change=(
            "expect_fit(model, image, target)",
            "expect_fit(model, image, target)\ncloseness = closeness or 1.0",
        ),
    ),
    Mistake(
        id="adversarial-without-checks",
        where="adversarial",
        sentence=(
            "adversarial takes any image and any target, and what does not fit shows up later, "
            "as another error or not at all."
        ),
        why="The checks are in morph, which this function does not call.",
        change=("expect_fit(model, image, target)", ""),
    ),
    Mistake(
        id="adversarial-returns-the-change",
        where="adversarial",
        sentence=(
            "You return what was added to the image, and not the image: with 0 steps it is all "
            "zeros."
        ),
        why="Many attacks speak of the perturbation, and it is what one wants to look at.",
        change=("return frame", "return [x - start for x, start in zip(frame, image)]"),
    ),
    Mistake(
        id="adversarial-without-bounds",
        where="adversarial",
        sentence=(
            "Your adversarial images keep to 0 and 16 where other bounds were given. Look at what "
            "is handed on."
        ),
        why="Default values hide an argument that was not handed on.",
        change=(
            "*_, frame = descend(model, image, loss, steps, lr, low, high)",
            "*_, frame = descend(model, image, loss, steps, lr, 0.0, 16.0)",
        ),
    ),
    Mistake(
        id="adversarial-never-clamps",
        where="adversarial",
        sentence=(
            "Pixels of your adversarial images lie outside the bounds, while those of your "
            "dreams do not. Look at what is done to a pixel after each step, and by whom."
        ),
        why="A loop of its own in adversarial, without the second half of the step.",
        change=(
            "*_, frame = descend(model, image, loss, steps, lr, low, high)",
            """
            endless = float("inf")
            *_, frame = descend(model, image, loss, steps, lr, -endless, endless)
            """,
        ),
    ),
)
