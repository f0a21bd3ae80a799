"""Right but unusual versions of training.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="training-split-by-sample",
        stage="training",
        way="split draws the test part with rng.sample; both parts stand in rising order.",
        code="""
        def split(n, test_fraction, rng):
            if test_fraction < 0 or test_fraction > 1:
                raise ValueError(f"{test_fraction} is no fraction")
            held_back = set(rng.sample(range(n), round(n * test_fraction)))
            train = [i for i in range(n) if i not in held_back]
            return train, sorted(held_back)
        """,
    ),
    RightSubmission(
        id="training-split-pops",
        stage="training",
        way="split pops indices at random from a list, one after another.",
        code="""
        def split(n, test_fraction, rng):
            if not 0 <= test_fraction <= 1:
                raise ValueError(f"{test_fraction} is no fraction")
            train, test = list(range(n)), []
            for _ in range(round(n * test_fraction)):
                test.append(train.pop(rng.randrange(len(train))))
            return train, test
        """,
    ),
    RightSubmission(
        id="training-minibatches-by-sample",
        stage="training",
        way="minibatches permutes with rng.sample and takes batches off the front.",
        code="""
        from itertools import islice

        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"batches of {size}")
            order = iter(rng.sample(list(indices), len(indices)))
            batches = []
            while batch := list(islice(order, size)):
                batches.append(batch)
            return batches
        """,
    ),
    RightSubmission(
        id="training-minibatches-by-random-keys",
        stage="training",
        way="minibatches sorts the indices by random keys.",
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"batches of {size}")
            order = sorted(indices, key=lambda _: rng.random())
            return [order[k * size : (k + 1) * size] for k in range(-(-len(order) // size))]
        """,
    ),
    RightSubmission(
        id="training-minibatches-generator",
        stage="training",
        way="minibatches is a generator that checks its size at once.",
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"batches of {size}")
            order = list(indices)
            rng.shuffle(order)

            def cut():
                while order:
                    yield [order.pop() for _ in range(min(size, len(order)))]

            return cut()
        """,
    ),
    RightSubmission(
        id="training-epoch-clears-before-backward",
        stage="training",
        way="train_epoch clears after the forward pass, and adds up with math.fsum.",
        code="""
        import math

        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if len(indices) == 0:
                raise ValueError("no indices")
            parts = []
            for k, batch in enumerate(minibatches(indices, size, rng)):
                loss = batch_loss(batch)
                optimizer.zero_grad()
                loss.backward()
                parts.append(loss.item() * len(batch))
                optimizer.step()
            return math.fsum(parts) / len(indices)
        """,
    ),
    RightSubmission(
        id="training-accuracy-by-statistics",
        stage="training",
        way="accuracy is the mean of comparisons, by the standard library.",
        code="""
        import operator
        from statistics import fmean

        def accuracy(predicted, targets):
            if len(predicted) != len(targets):
                raise ValueError(f"{len(predicted)} against {len(targets)}")
            if len(targets) < 1:
                raise ValueError("nothing to compare")
            return fmean(map(operator.eq, predicted, targets))
        """,
    ),
)
