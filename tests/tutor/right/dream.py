"""Right but unusual versions of dream.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="dream-context-manager",
        stage="dream",
        way="A context manager freezes the model; the clamp is an if.",
        code="""
        from contextlib import contextmanager

        @contextmanager
        def frozen(model):
            state = [(m, "training", m.training) for m in model.modules()]
            state += [(p, "requires_grad", p.requires_grad) for p in model.parameters()]
            for thing, name, _ in state:
                setattr(thing, name, False)
            try:
                yield
            finally:
                for thing, name, before in state:
                    setattr(thing, name, before)

        def pixel_gradient(model, image, loss):
            pixels = Tensor([list(image)])
            with frozen(model):
                loss(pixels).backward()
            return list(pixels.grad[0])

        def descend(model, image, loss, steps, lr, low, high):
            frames_left = steps
            now = tuple(image)
            yield list(now)
            while frames_left > 0:
                moved = []
                for pixel, slope in zip(now, pixel_gradient(model, now, loss)):
                    pixel -= lr * slope
                    if pixel < low:
                        pixel = low
                    elif pixel > high:
                        pixel = high
                    moved.append(pixel)
                now = tuple(moved)
                frames_left -= 1
                yield list(now)
        """,
    ),
    RightSubmission(
        id="dream-last-of-a-deque",
        stage="dream",
        way="dream keeps the last frame in a deque; composite adds up with math.fsum as it goes.",
        code="""
        import math
        from collections import deque

        def dream(...):
            (last,) = deque(morph(model, image, target, steps, lr, low, high), maxlen=1)
            return last

        def composite(...):
            if count < 1:
                raise ValueError(f"a mean of {count} dreams")
            columns = [[] for _ in range(sizes(model)[0])]
            for _ in range(count):
                start = [rng.uniform(low, high) for _ in columns]
                end = dream(model, start, target, steps, lr, low, high)
                for column, pixel in zip(columns, end):
                    column.append(pixel)
            return [math.fsum(column) / count for column in columns]
        """,
    ),
    RightSubmission(
        id="dream-distance-the-other-way",
        stage="dream",
        way="adversarial takes original - pixel and scales before the mean.",
        code="""
        def adversarial(...):
            expect_fit(model, image, target)
            original = Tensor([list(image)], requires_grad=False)

            def loss(pixels):
                gap = original - pixels
                pull = (gap * gap * closeness).mean()
                return pull + cross_entropy(model(pixels), [target])

            return list(descend(model, image, loss, steps, lr, low, high))[-1]
        """,
    ),
)
