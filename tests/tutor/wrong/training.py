"""Wrong versions of training.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="training-split-in-order",
        stage="training",
        truth="split cuts the indices in order and never shuffles them.",
        where=("split",),
        names=("split-off-the-end",),
        code="""
        def split(n, test_fraction, rng):
            if test_fraction < 0 or test_fraction > 1:
                raise ValueError(f"fraction {test_fraction} is not between 0 and 1")
            indices = list(range(n))
            k = n - round(n * test_fraction)
            return indices[:k], indices[k:]
        """,
    ),
    WrongSubmission(
        id="training-split-test-first",
        stage="training",
        truth="split answers (test, train) instead of (train, test).",
        where=("split",),
        names=("split-parts-swapped",),
        slip="swapped arguments",
        code="""
        def split(n, test_fraction, rng):
            if test_fraction < 0 or test_fraction > 1:
                raise ValueError(f"fraction {test_fraction} is not between 0 and 1")
            indices = list(range(n))
            rng.shuffle(indices)
            k = round(n * test_fraction)
            test, train = indices[:k], indices[k:]
            return test, train
        """,
    ),
    WrongSubmission(
        id="training-split-truncates",
        stage="training",
        truth="split truncates with int where the docstring rounds.",
        where=("split",),
        names=("split-truncates",),
        code="""
        def split(n, test_fraction, rng):
            if not (0 <= test_fraction <= 1):
                raise ValueError(f"bad fraction: {test_fraction}")
            idx = list(range(n))
            rng.shuffle(idx)
            n_test = int(n * test_fraction)
            return idx[n_test:], idx[:n_test]
        """,
    ),
    WrongSubmission(
        id="training-split-minus-zero",
        stage="training",
        truth="split cuts with [:-k], so that a test set of 0 leaves no training set.",
        where=("split",),
        names=("split-by-a-negative-slice",),
        code="""
        def split(n, test_fraction, rng):
            if not (0 <= test_fraction <= 1):
                raise ValueError(f"bad fraction: {test_fraction}")
            idx = list(range(n))
            rng.shuffle(idx)
            k = round(n * test_fraction)
            return idx[:-k], idx[-k:]
        """,
    ),
    WrongSubmission(
        id="training-split-from-one",
        stage="training",
        truth="split deals the indices 1 to n instead of 0 to n - 1.",
        where=("split",),
        names=("split-counts-from-one",),
        slip="off by one",
        code="""
        def split(n, test_fraction, rng):
            if not (0 <= test_fraction <= 1):
                raise ValueError(f"bad fraction: {test_fraction}")
            idx = [i + 1 for i in range(n)]
            rng.shuffle(idx)
            k = round(n * test_fraction)
            return idx[k:], idx[:k]
        """,
    ),
    WrongSubmission(
        id="training-split-shuffle-answers-none",
        stage="training",
        truth="split takes what rng.shuffle returns, None, for the shuffled list.",
        where=("split",),
        code="""
        def split(n, test_fraction, rng):
            if not (0 <= test_fraction <= 1):
                raise ValueError(f"bad fraction: {test_fraction}")
            order = rng.shuffle(list(range(n)))
            k = round(n * test_fraction)
            return order[k:], order[:k]
        """,
    ),
    WrongSubmission(
        id="training-split-draws-with-replacement",
        stage="training",
        truth="split draws the test indices with rng.choices, so that some come twice.",
        where=("split",),
        code="""
        def split(n, test_fraction, rng):
            if not (0 <= test_fraction <= 1):
                raise ValueError(f"bad fraction: {test_fraction}")
            test = rng.choices(range(n), k=round(n * test_fraction)) if n else []
            train = [i for i in range(n) if i not in test]
            return train, test
        """,
    ),
    WrongSubmission(
        id="training-minibatches-shuffle-in-place",
        stage="training",
        truth="minibatches shuffles the list that belongs to its caller.",
        where=("minibatches",),
        names=("batches-shuffle-the-callers-list", "epoch-shuffles-the-callers-list"),
        slip="shared or changed",
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size must be positive, not {size}")
            rng.shuffle(indices)
            return [indices[i : i + size] for i in range(0, len(indices), size)]
        """,
    ),
    WrongSubmission(
        id="training-minibatches-drop-the-rest",
        stage="training",
        truth="minibatches drops the last, shorter batch.",
        where=("minibatches",),
        names=("batches-drop-the-last", "epoch-drops-the-rest"),
        code="""
        def minibatches(indices, size, rng):
            if size <= 0:
                raise ValueError(f"size must be positive, not {size}")
            pool = list(indices)
            rng.shuffle(pool)
            batches = []
            for b in range(len(pool) // size):
                batches.append(pool[b * size : (b + 1) * size])
            return batches
        """,
    ),
    WrongSubmission(
        id="training-minibatches-empty-last",
        stage="training",
        truth="minibatches adds an empty batch where size divides the number of indices.",
        where=("minibatches",),
        names=("batches-end-with-an-empty-one",),
        slip="off by one",
        code="""
        def minibatches(indices, size, rng):
            if size <= 0:
                raise ValueError(f"size must be positive, not {size}")
            pool = list(indices)
            rng.shuffle(pool)
            count = len(pool) // size + 1
            return [pool[b * size : (b + 1) * size] for b in range(count)]
        """,
    ),
    WrongSubmission(
        id="training-minibatches-not-shuffled",
        stage="training",
        truth="minibatches cuts the indices in the order in which they came.",
        where=("minibatches",),
        names=("batches-not-shuffled", "epoch-not-shuffled"),
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size must be positive, not {size}")
            out, batch = [], []
            for i in indices:
                batch.append(i)
                if len(batch) == size:
                    out.append(batch)
                    batch = []
            if batch:
                out.append(batch)
            return out
        """,
    ),
    WrongSubmission(
        id="training-minibatches-one-list",
        stage="training",
        truth="minibatches clears and fills one and the same list for all batches.",
        where=("minibatches",),
        slip="shared or changed",
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size must be positive, not {size}")
            order = list(indices)
            rng.shuffle(order)
            batches, batch = [], []
            while order:
                batch.clear()
                while order and len(batch) < size:
                    batch.append(order.pop())
                batches.append(batch)
            return batches
        """,
    ),
    WrongSubmission(
        id="training-minibatches-global-random",
        stage="training",
        truth="minibatches shuffles with the module random instead of rng.",
        where=("minibatches",),
        names=("batches-global-random", "epoch-global-random"),
        code="""
        def minibatches(indices, size, rng):
            if size < 1:
                raise ValueError(f"size must be positive, not {size}")
            order = list(indices)
            random.shuffle(order)
            return [order[i : i + size] for i in range(0, len(order), size)]
        """,
    ),
    WrongSubmission(
        id="training-epoch-clears-too-late",
        stage="training",
        truth="train_epoch clears the gradients between backward and step.",
        where=("train_epoch",),
        names=("epoch-clears-before-the-step",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if len(indices) == 0:
                raise ValueError("no examples")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                loss = batch_loss(batch)
                loss.backward()
                optimizer.zero_grad()
                optimizer.step()
                total += loss.item() * len(batch)
            return total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-never-clears",
        stage="training",
        truth="train_epoch never clears the gradients.",
        where=("train_epoch",),
        names=("epoch-without-zero-grad",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if len(indices) == 0:
                raise ValueError("no examples")
            losses = []
            for batch in minibatches(indices, size, rng):
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                losses.append(loss.item() * len(batch))
            return sum(losses) / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-mean-of-means",
        stage="training",
        truth="train_epoch averages over batches, so that a short last batch counts too much.",
        where=("train_epoch",),
        names=("epoch-mean-of-means",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            losses = []
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            return sum(losses) / len(losses)
        """,
    ),
    WrongSubmission(
        id="training-epoch-weighs-by-size",
        stage="training",
        truth="train_epoch multiplies by size instead of by the length of the batch.",
        where=("train_epoch",),
        names=("epoch-weighs-by-the-size",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                total += loss.item() * size
            return total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-answers-a-node",
        stage="training",
        truth="train_epoch adds up the loss nodes instead of their numbers.",
        where=("train_epoch",),
        names=("epoch-adds-nodes",),
        slip="Value for data",
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                total = total + loss * len(batch)
            return total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-one-step",
        stage="training",
        truth="train_epoch takes its step behind the loop, once an epoch.",
        where=("train_epoch",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                total += loss.item() * len(batch)
            optimizer.step()
            return total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-losses-all-at-once",
        stage="training",
        truth="train_epoch asks for all losses before the first step.",
        where=("train_epoch",),
        names=("epoch-losses-in-advance",),
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            batches = minibatches(indices, size, rng)
            losses = [batch_loss(batch) for batch in batches]
            total = 0.0
            for batch, loss in zip(batches, losses):
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch)
            return total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-epoch-without-return",
        stage="training",
        truth="train_epoch adds up the loss and returns nothing.",
        where=("train_epoch",),
        slip="missing return",
        code="""
        def train_epoch(batch_loss, optimizer, indices, size, rng):
            if not indices:
                raise ValueError("no examples")
            total = 0.0
            for batch in minibatches(indices, size, rng):
                optimizer.zero_grad()
                loss = batch_loss(batch)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch)
            mean = total / len(indices)
        """,
    ),
    WrongSubmission(
        id="training-accuracy-in-percent",
        stage="training",
        truth="accuracy answers percent instead of a fraction.",
        where=("accuracy",),
        names=("accuracy-as-percentage",),
        code="""
        def accuracy(predicted, targets):
            if len(predicted) != len(targets):
                raise ValueError(f"{len(predicted)} and {len(targets)} differ")
            if len(predicted) == 0:
                raise ValueError("nothing to compare")
            hits = 0
            for i in range(len(predicted)):
                if predicted[i] == targets[i]:
                    hits += 1
            return 100 * hits / len(predicted)
        """,
    ),
    WrongSubmission(
        id="training-accuracy-floor-division",
        stage="training",
        truth="accuracy divides whole numbers and so answers 0 or 1 only.",
        where=("accuracy",),
        names=("accuracy-whole-division",),
        code="""
        def accuracy(predicted, targets):
            if len(predicted) != len(targets):
                raise ValueError(f"{len(predicted)} and {len(targets)} differ")
            if len(predicted) == 0:
                raise ValueError("nothing to compare")
            return len([1 for p, t in zip(predicted, targets) if p == t]) // len(targets)
        """,
    ),
    WrongSubmission(
        id="training-accuracy-as-sets",
        stage="training",
        truth="accuracy counts predictions that stand anywhere among the targets.",
        where=("accuracy",),
        names=("accuracy-ignores-the-places",),
        code="""
        def accuracy(predicted, targets):
            if len(predicted) != len(targets):
                raise ValueError(f"{len(predicted)} and {len(targets)} differ")
            if not predicted:
                raise ValueError("nothing to compare")
            return sum(1 for p in predicted if p in targets) / len(predicted)
        """,
    ),
)
