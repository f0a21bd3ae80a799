"""Wrong versions of dream.py, written without a look at the catalogue."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="blind-dream-pixels-without-gradient",
        stage="dream",
        truth="pixel_gradient makes the image a constant, as one does with inputs while training.",
        where=("pixel_gradient",),
        names=("image-without-gradient",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)], requires_grad=False)
            was = [(m, m.training) for m in model.modules()]
            need = [(p, p.requires_grad) for p in model.parameters()]
            try:
                model.eval()
                for p, _ in need:
                    p.requires_grad = False
                loss(x).backward()
                return x.grad[0]
            finally:
                for m, t in was:
                    m.training = t
                for p, r in need:
                    p.requires_grad = r
        """,
    ),
    WrongSubmission(
        id="blind-dream-gradients-zeroed-after",
        stage="dream",
        truth="pixel_gradient lets the parameters collect, and clears their gradients at the end.",
        where=("pixel_gradient",),
        names=("weights-gradients-cleared",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            modes = [m.training for m in model.modules()]
            model.eval()
            try:
                loss(x).backward()
            finally:
                for m, mode in zip(model.modules(), modes):
                    m.training = mode
                for p in model.parameters():
                    p.zero_grad()
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="blind-dream-no-finally",
        stage="dream",
        truth="pixel_gradient puts everything back, but not when the loss raises.",
        where=("pixel_gradient",),
        names=("nothing-put-back-after-an-error",),
        code="""
        def pixel_gradient(model, image, loss):
            leaf = Tensor([list(image)])
            state = [(p, p.requires_grad) for p in model.parameters()]
            modes = [(m, m.training) for m in model.modules()]
            model.eval()
            for p, _ in state:
                p.requires_grad = False
            loss(leaf).backward()
            for p, r in state:
                p.requires_grad = r
            for m, t in modes:
                m.training = t
            return leaf.grad[0]
        """,
    ),
    WrongSubmission(
        id="blind-dream-only-the-model-mode",
        stage="dream",
        truth="pixel_gradient remembers the mode of the outermost layer and sets all layers to it.",
        where=("pixel_gradient",),
        names=("mode-of-the-outermost-only",),
        code="""
        def pixel_gradient(model, image, loss):
            pixels = Tensor([list(image)])
            was_training = model.training
            flags = {p: p.requires_grad for p in model.parameters()}
            try:
                model.eval()
                for p in flags:
                    p.requires_grad = False
                loss(pixels).backward()
            finally:
                if was_training:
                    model.train()
                for p, flag in flags.items():
                    p.requires_grad = flag
            return pixels.grad[0]
        """,
    ),
    WrongSubmission(
        id="blind-dream-normalised-step",
        stage="dream",
        truth="descend steps by the sign of the gradient only: the fast gradient sign method.",
        where=("descend",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            current = list(image)
            yield current[:]
            for _ in range(steps):
                slopes = pixel_gradient(model, current, loss)
                for i, s in enumerate(slopes):
                    direction = (s > 0) - (s < 0)
                    current[i] = min(high, max(low, current[i] - lr * direction))
                yield current[:]
        """,
    ),
    WrongSubmission(
        id="blind-dream-yields-the-same-list",
        stage="dream",
        truth="descend works in one list and yields it each time.",
        where=("descend",),
        names=("one-list-for-all-frames",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            pic = list(image)
            yield pic
            for k in range(steps):
                g = pixel_gradient(model, pic, loss)
                for j in range(len(pic)):
                    pic[j] -= lr * g[j]
                    if pic[j] < low:
                        pic[j] = low
                    if pic[j] > high:
                        pic[j] = high
                yield pic
        """,
    ),
    WrongSubmission(
        id="blind-dream-without-the-start",
        stage="dream",
        truth="descend leaves out the first frame, the image itself.",
        where=("descend",),
        names=("start-not-yielded",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            x = list(image)
            n = 0
            while n < steps:
                grad = pixel_gradient(model, x, loss)
                x = [max(low, min(high, a - lr * b)) for a, b in zip(x, grad)]
                n += 1
                yield list(x)
        """,
    ),
    WrongSubmission(
        id="blind-dream-low-for-either-bound",
        stage="dream",
        truth="descend puts a pixel that crosses either bound on low.",
        where=("descend",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = [float(p) for p in image]
            yield list(frame)
            for _ in range(steps):
                moved = []
                for p, g in zip(frame, pixel_gradient(model, frame, loss)):
                    q = p - lr * g
                    moved.append(q if low <= q <= high else low)
                frame = moved
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="blind-dream-morph-is-a-generator",
        stage="dream",
        truth="morph yields itself, so its errors wait for the first frame.",
        where=("morph",),
        names=("morph-raises-late",),
        code="""
        def morph(...):
            expect_fit(model, image, target)
            def loss(x):
                return cross_entropy(model(x), [target])
            for frame in descend(model, image, loss, steps, lr, low, high):
                yield frame
        """,
    ),
    WrongSubmission(
        id="blind-dream-fit-inclusive",
        stage="dream",
        truth="expect_fit lets the target be the number of classes: <= for <.",
        where=("expect_fit",),
        names=("target-one-class-too-many",),
        code="""
        def expect_fit(model, image, target):
            n, k = sizes(model)
            if n != len(image):
                raise ValueError(f"expected {n} pixels but there are {len(image)}")
            if target < 0 or target > k:
                raise ValueError(f"class {target} is not among the {k}")
        """,
    ),
    WrongSubmission(
        id="blind-dream-composite-one-noise",
        stage="dream",
        truth="composite draws one noise and begins every dream with it.",
        where=("composite",),
        names=("one-noise-for-all-dreams",),
        code="""
        def composite(...):
            if count < 1:
                raise ValueError(f"count must be at least 1 but is {count}")
            n = sizes(model)[0]
            noise = [rng.uniform(low, high) for _ in range(n)]
            total = [0.0] * n
            for _ in range(count):
                for i, p in enumerate(dream(model, noise, target, steps, lr, low, high)):
                    total[i] += p
            return [t / count for t in total]
        """,
    ),
    WrongSubmission(
        id="blind-dream-composite-forgets-bounds",
        stage="dream",
        truth="composite does not hand low and high on to dream.",
        where=("composite",),
        names=("composite-forgets-its-bounds",),
        code="""
        def composite(...):
            if count < 1:
                raise ValueError(f"no dreams to average: count is {count}")
            pixels, _classes = sizes(model)
            results = []
            while len(results) < count:
                start = [rng.uniform(low, high) for _ in range(pixels)]
                results.append(dream(model, start, target, steps, lr))
            return [sum(r[i] for r in results) / count for i in range(pixels)]
        """,
    ),
    WrongSubmission(
        id="blind-dream-adversarial-sum-of-squares",
        stage="dream",
        truth="adversarial takes the sum of the squared distances for their mean.",
        where=("adversarial",),
        names=("distance-summed-over-pixels",),
        code="""
        def adversarial(...):
            expect_fit(model, image, target)
            start = Tensor([list(image)], requires_grad=False)
            def objective(x):
                d = x - start
                return cross_entropy(model(x), [target]) + (d * d).sum() * closeness
            frames = list(descend(model, image, objective, steps, lr, low, high))
            return frames[-1]
        """,
    ),
    WrongSubmission(
        id="blind-dream-adversarial-weighs-both",
        stage="dream",
        truth="adversarial weighs the cross-entropy by 1 - closeness.",
        where=("adversarial",),
        names=("closeness-as-a-share",),
        code="""
        def adversarial(...):
            expect_fit(model, image, target)
            anchor = Tensor([list(image)], requires_grad=False)
            def penalised(x):
                away = x - anchor
                near = (away * away).mean()
                return cross_entropy(model(x), [target]) * (1 - closeness) + near * closeness
            for last in descend(model, image, penalised, steps, lr, low, high):
                pass
            return last
        """,
    ),
    WrongSubmission(
        id="blind-dream-dream-answers-nothing",
        stage="dream",
        truth="dream runs the frames and has no return.",
        where=("dream",),
        slip="None",
        code="""
        def dream(...):
            result = None
            for frame in morph(model, image, target, steps, lr, low, high):
                result = frame
        """,
    ),
    WrongSubmission(
        id="blind-dream-model-forward",
        stage="dream",
        truth="morph asks model.forward, as in PyTorch, which no layer has.",
        where=("morph",),
        slip="attribute",
        code="""
        def morph(...):
            expect_fit(model, image, target)
            criterion = lambda x: cross_entropy(model.forward(x), [target])
            return descend(model, image, criterion, steps, lr, low, high)
        """,
    ),
)
