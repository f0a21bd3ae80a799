"""Wrong versions of dream.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="dream-never-clamped",
        stage="dream",
        truth="descend does not clamp at all.",
        where=("descend",),
        names=("never-clamped",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            x = list(image)
            yield list(x)
            for _ in range(steps):
                g = pixel_gradient(model, x, loss)
                x = [p - lr * d for p, d in zip(x, g)]
                yield list(x)
        """,
    ),
    WrongSubmission(
        id="dream-clamped-before-the-step",
        stage="dream",
        truth="descend clamps before the step, so that the last frame is not clamped.",
        where=("descend",),
        names=("clamped-before-the-step",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield list(frame)
            for _ in range(steps):
                frame = [min(max(p, low), high) for p in frame]
                g = pixel_gradient(model, frame, loss)
                frame = [p - lr * d for p, d in zip(frame, g)]
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-ascends",
        stage="dream",
        truth="descend adds the gradient: away from the target.",
        where=("descend",),
        names=("dream-ascends",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield list(frame)
            for step in range(steps):
                grad = pixel_gradient(model, frame, loss)
                new = []
                for p, g in zip(frame, grad):
                    new.append(max(low, min(high, p + lr * g)))
                frame = new
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-min-and-max-swapped",
        stage="dream",
        truth="descend clamps with min and max exchanged, so that every pixel becomes a bound.",
        where=("descend",),
        names=("clamp-turned-round",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield list(frame)
            for _ in range(steps):
                g = pixel_gradient(model, frame, loss)
                frame = [max(min(p - lr * d, low), high) for p, d in zip(frame, g)]
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-pixels-stay",
        stage="dream",
        truth="A pixel that would cross a bound stays where it was instead of going to the bound.",
        where=("descend",),
        names=("pixels-stay-instead-of-being-clamped",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield list(frame)
            for _ in range(steps):
                g = pixel_gradient(model, frame, loss)
                for i in range(len(frame)):
                    moved = frame[i] - lr * g[i]
                    if low <= moved <= high:
                        frame[i] = moved
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-gradient-once",
        stage="dream",
        truth="descend computes the gradient once, before its loop.",
        where=("descend",),
        names=("gradient-computed-once",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield list(frame)
            g = pixel_gradient(model, frame, loss) if steps else []
            for _ in range(steps):
                frame = [min(max(p - lr * d, low), high) for p, d in zip(frame, g)]
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-same-list-yielded",
        stage="dream",
        truth="descend yields one and the same list every time and goes on changing it.",
        where=("descend",),
        names=("one-list-for-all-frames", "frames-that-are-not-copies"),
        slip="shared or changed",
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield frame
            for _ in range(steps):
                g = pixel_gradient(model, frame, loss)
                for i in range(len(frame)):
                    frame[i] = min(max(frame[i] - lr * g[i], low), high)
                yield frame
        """,
    ),
    WrongSubmission(
        id="dream-first-frame-missing",
        stage="dream",
        truth="descend does not yield the image as it is: one frame too few.",
        where=("descend",),
        names=("start-not-yielded",),
        slip="off by one",
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            for _ in range(steps):
                g = pixel_gradient(model, frame, loss)
                frame = [min(max(p - lr * d, low), high) for p, d in zip(frame, g)]
                yield list(frame)
        """,
    ),
    WrongSubmission(
        id="dream-clamp-to-sixteen",
        stage="dream",
        truth="descend clamps to 0 and 16 whatever low and high are.",
        where=("descend",),
        names=("bounds-always-0-and-16",),
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            frame = list(image)
            yield frame[:]
            for _ in range(steps):
                g = pixel_gradient(model, frame, loss)
                frame = [min(max(p - lr * d, 0.0), 16.0) for p, d in zip(frame, g)]
                yield frame[:]
        """,
    ),
    WrongSubmission(
        id="dream-image-changed",
        stage="dream",
        truth="descend moves the pixels of the caller's list.",
        where=("descend",),
        names=("callers-image-changed",),
        slip="shared or changed",
        code="""
        def descend(model, image, loss, steps, lr, low, high):
            yield list(image)
            for _ in range(steps):
                grad = pixel_gradient(model, image, loss)
                for i, g in enumerate(grad):
                    image[i] = min(max(image[i] - lr * g, low), high)
                yield list(image)
        """,
    ),
    WrongSubmission(
        id="dream-pixel-gradient-nested",
        stage="dream",
        truth="pixel_gradient answers the rows of the gradient, [[...]], instead of a flat list.",
        where=("pixel_gradient",),
        names=("pixel-gradient-nested",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            modes = [(m, m.training) for m in model.modules()]
            flags = [(p, p.requires_grad) for p in model.parameters()]
            try:
                model.eval()
                for p, _ in flags:
                    p.requires_grad = False
                loss(x).backward()
            finally:
                for m, mode in modes:
                    m.training = mode
                for p, flag in flags:
                    p.requires_grad = flag
            return x.grad
        """,
    ),
    WrongSubmission(
        id="dream-pixels-require-nothing",
        stage="dream",
        truth="The image is made with requires_grad=False, so that its gradient stays zero.",
        where=("pixel_gradient",),
        names=("image-without-gradient",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)], requires_grad=False)
            modes = [(m, m.training) for m in model.modules()]
            flags = [(p, p.requires_grad) for p in model.parameters()]
            try:
                model.eval()
                for p, _ in flags:
                    p.requires_grad = False
                loss(x).backward()
            finally:
                for m, mode in modes:
                    m.training = mode
                for p, flag in flags:
                    p.requires_grad = flag
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-model-gets-gradients",
        stage="dream",
        truth="pixel_gradient leaves requires_grad on, so the parameters collect gradients.",
        where=("pixel_gradient",),
        names=("weights-collect-gradients",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            modes = [(m, m.training) for m in model.modules()]
            model.eval()
            try:
                loss(x).backward()
            finally:
                for m, mode in modes:
                    m.training = mode
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-modes-not-restored",
        stage="dream",
        truth="pixel_gradient leaves the model in eval mode.",
        where=("pixel_gradient",),
        names=("mode-left-in-eval",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            params = model.parameters()
            before = [p.requires_grad for p in params]
            model.eval()
            for p in params:
                p.requires_grad = False
            try:
                loss(x).backward()
            finally:
                for p, b in zip(params, before):
                    p.requires_grad = b
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-everything-switched-on",
        stage="dream",
        truth="pixel_gradient ends with train() and True for all, whatever was set before.",
        where=("pixel_gradient",),
        names=(
            "everything-switched-on",
            "mode-always-back-to-training",
            "all-parameters-thawed",
        ),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            model.eval()
            for p in model.parameters():
                p.requires_grad = False
            try:
                loss(x).backward()
            finally:
                model.train()
                for p in model.parameters():
                    p.requires_grad = True
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-without-finally",
        stage="dream",
        truth="pixel_gradient restores the model only if no error comes.",
        where=("pixel_gradient",),
        names=("nothing-put-back-after-an-error",),
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            modes = [m.training for m in model.modules()]
            wants = [p.requires_grad for p in model.parameters()]
            model.eval()
            for p in model.parameters():
                p.requires_grad = False
            loss(x).backward()
            for m, t in zip(model.modules(), modes):
                m.training = t
            for p, w in zip(model.parameters(), wants):
                p.requires_grad = w
            return x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-pixel-gradient-without-return",
        stage="dream",
        truth="pixel_gradient computes the gradient and returns nothing.",
        where=("pixel_gradient",),
        slip="missing return",
        code="""
        def pixel_gradient(model, image, loss):
            x = Tensor([list(image)])
            modes = [(m, m.training) for m in model.modules()]
            flags = [(p, p.requires_grad) for p in model.parameters()]
            try:
                model.eval()
                for p, _ in flags:
                    p.requires_grad = False
                loss(x).backward()
            finally:
                for m, mode in modes:
                    m.training = mode
                for p, flag in flags:
                    p.requires_grad = flag
            result = x.grad[0]
        """,
    ),
    WrongSubmission(
        id="dream-morph-one-step-short",
        stage="dream",
        truth="morph takes one step too few.",
        where=("morph",),
        names=("morph-takes-one-step-too-few", "one-step-too-few"),
        slip="off by one",
        code="""
        def morph(model, image, target, steps, lr, low=0.0, high=16.0):
            expect_fit(model, image, target)

            def loss(x):
                return cross_entropy(model(x), [target])

            return descend(model, image, loss, steps - 1, lr, low, high)
        """,
    ),
    WrongSubmission(
        id="dream-bounds-swapped",
        stage="dream",
        truth="dream hands high and low to morph in the wrong order.",
        where=("dream",),
        slip="swapped arguments",
        code="""
        def dream(model, image, target, steps, lr, low=0.0, high=16.0):
            frames = list(morph(model, image, target, steps, lr, high, low))
            return frames[-1]
        """,
    ),
    WrongSubmission(
        id="dream-answers-the-first-frame",
        stage="dream",
        truth="dream answers the first frame instead of the last.",
        where=("dream",),
        names=("dream-returns-the-start",),
        slip="off by one",
        code="""
        def dream(model, image, target, steps, lr, low=0.0, high=16.0):
            return next(morph(model, image, target, steps, lr, low, high))
        """,
    ),
    WrongSubmission(
        id="dream-bounds-not-passed",
        stage="dream",
        truth="dream does not pass low and high on to morph.",
        where=("dream",),
        names=("dream-forgets-its-bounds",),
        code="""
        def dream(model, image, target, steps, lr, low=0.0, high=16.0):
            last = None
            for last in morph(model, image, target, steps, lr):
                pass
            return last
        """,
    ),
    WrongSubmission(
        id="dream-composite-mean-over-pixels",
        stage="dream",
        truth="composite takes the mean over the pixels of each dream, not over the dreams.",
        where=("composite",),
        names=("composite-over-the-pixels",),
        slip="wrong axis",
        code="""
        def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
            if count < 1:
                raise ValueError(f"count {count} is below 1")
            n, _ = sizes(model)
            dreams = []
            for _ in range(count):
                noise = [rng.uniform(low, high) for _ in range(n)]
                dreams.append(dream(model, noise, target, steps, lr, low, high))
            return [sum(d) / len(d) for d in dreams]
        """,
    ),
    WrongSubmission(
        id="dream-composite-gaussian",
        stage="dream",
        truth="composite draws Gaussian noise instead of uniform noise.",
        where=("composite",),
        code="""
        def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
            if count < 1:
                raise ValueError(f"count {count} is below 1")
            n, _ = sizes(model)
            middle, spread = (low + high) / 2, (high - low) / 6
            total = [0.0] * n
            for _ in range(count):
                noise = [rng.gauss(middle, spread) for _ in range(n)]
                for i, p in enumerate(dream(model, noise, target, steps, lr, low, high)):
                    total[i] += p
            return [t / count for t in total]
        """,
    ),
    WrongSubmission(
        id="dream-composite-one-noise",
        stage="dream",
        truth="composite begins every dream in the same noise.",
        where=("composite",),
        names=("one-noise-for-all-dreams",),
        code="""
        def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
            if count < 1:
                raise ValueError(f"count {count} is below 1")
            n, _ = sizes(model)
            noise = [rng.uniform(low, high) for _ in range(n)]
            dreams = [dream(model, noise, target, steps, lr, low, high) for _ in range(count)]
            return [sum(ps) / count for ps in zip(*dreams)]
        """,
    ),
    WrongSubmission(
        id="dream-composite-sum",
        stage="dream",
        truth="composite answers the sum of the dreams and does not divide.",
        where=("composite",),
        names=("composite-sums",),
        code="""
        def composite(model, target, count, steps, lr, rng, low=0.0, high=16.0):
            if count < 1:
                raise ValueError(f"count {count} is below 1")
            n, _ = sizes(model)
            total = [0.0] * n
            for _ in range(count):
                noise = [rng.uniform(low, high) for _ in range(n)]
                result = dream(model, noise, target, steps, lr, low, high)
                total = [a + b for a, b in zip(total, result)]
            return total
        """,
    ),
    WrongSubmission(
        id="dream-adversarial-sum-of-squares",
        stage="dream",
        truth="adversarial takes the sum of the squared differences instead of their mean.",
        where=("adversarial",),
        names=("distance-summed-over-pixels",),
        code="""
        def adversarial(...):
            expect_fit(model, image, target)
            start = Tensor([list(image)], requires_grad=False)

            def loss(x):
                diff = x - start
                return cross_entropy(model(x), [target]) + (diff * diff).sum() * closeness

            frames = list(descend(model, image, loss, steps, lr, low, high))
            return frames[-1]
        """,
    ),
    WrongSubmission(
        id="dream-adversarial-moving-original",
        stage="dream",
        truth="adversarial takes the current frame for the original: the distance is always zero.",
        where=("adversarial",),
        names=("distance-to-the-last-frame",),
        code="""
        def adversarial(...):
            expect_fit(model, image, target)

            def loss(x):
                diff = x - Tensor(x.data, requires_grad=False)
                return cross_entropy(model(x), [target]) + (diff * diff).mean() * closeness

            *_, last = descend(model, image, loss, steps, lr, low, high)
            return last
        """,
    ),
    WrongSubmission(
        id="dream-adversarial-away",
        stage="dream",
        truth="adversarial subtracts the distance, so that it pays to move away.",
        where=("adversarial",),
        names=("closeness-pushes-away",),
        code="""
        def adversarial(...):
            expect_fit(model, image, target)
            start = Tensor([list(image)], requires_grad=False)

            def loss(x):
                d = start - x
                return cross_entropy(model(x), [target]) - (d * d).mean() * closeness

            *_, last = descend(model, image, loss, steps, lr, low, high)
            return last
        """,
    ),
)
