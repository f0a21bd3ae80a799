"""The checks of training.py: splitting, batching, one epoch, accuracy."""

from __future__ import annotations

import random
from itertools import pairwise

from grading.checks.assertions import assert_close, assert_equal
from grading.worker.probes import names_all

# Indices as a split leaves them: not from 0 on, and with gaps.
INDICES = [3, 4, 8, 11, 15, 16, 23, 29, 42, 47]

# So many that no two shuffles agree by chance, not even two of whole batches.
MANY = list(range(100, 160))


def assert_each(got, right):
    """The dict `got` holds what `right` holds; the first that is wrong is told."""
    for what, answer in right.items():
        assert_equal(got[what], answer, what)


def flat(batches):
    return [index for batch in batches for index in batch]


def expect_error(error, names, what):
    """`error`, as `names_all` gives it, is a ValueError whose message names all of `names`."""
    assert error is not None, f"{what}: expected a ValueError, got an answer"
    assert_equal(error[0], "ValueError", f"the error for {what}")
    for name, named in zip(names, error[1], strict=True):
        assert named, f"the message of the ValueError for {what} should name {name}"


# --- split ----------------------------------------------------------------------------


# How the rng is asked is nobody's business: a probe answers with what the docstring promises,
# sizes, shares and whether two draws agree, and not with the draws themselves.


def dealt(picograd, n, test_fraction, seed):
    return picograd.training.split(n, test_fraction, random.Random(seed))


def all_that_was_dealt(picograd, n, test_fraction, seed):
    train, test = dealt(picograd, n, test_fraction, seed)
    return sorted([*train, *test])


def sizes_and_shared(picograd, n, test_fraction, seed):
    """[indices in train, in test, in both]."""
    train, test = dealt(picograd, n, test_fraction, seed)
    return [len(train), len(test), len(set(train) & set(test))]


def steps_in(indices):
    return {b - a for a, b in pairwise(sorted(indices))}


def shape_of_the_test_part(picograd, n, test_fraction, seed):
    """[size, at equal distances, holds index 0, holds the last, is in order] of the test part."""
    test = list(dealt(picograd, n, test_fraction, seed)[1])
    even = len(steps_in(test)) == 1
    return [len(test), even, 0 in test, n - 1 in test, test == sorted(test)]


def sizes_of_splits(picograd, n_and_test_fraction, seed):
    split = picograd.training.split
    parts = [split(n, fraction, random.Random(seed)) for n, fraction in n_and_test_fraction]
    return [[len(train), len(test)] for train, test in parts]


def test_the_test_part_has_the_size_that_was_asked_for(learner):
    """split(n, f, rng) answers with (train, test), and test holds n * f of the n indices."""
    cases = [[10, 0.2], [50, 0.3], [200, 0.25]]
    got = learner.ask(sizes_of_splits, cases, learner.seed(3))
    assert_equal(got, [[8, 2], [35, 15], [150, 50]], "the sizes of train and test")


def test_the_size_of_the_test_part_is_rounded(learner):
    """Where n * f is no whole number, test holds round(n * f) indices."""
    # 2.8 -> 3, 1.4 -> 1, 7 * 0.5 = 3.5 -> 4, and 9 * 0.5 = 4.5 -> 4, as Python's round does.
    cases = [[7, 0.4], [7, 0.2], [7, 0.5], [9, 0.5]]
    got = learner.ask(sizes_of_splits, cases, learner.seed(3))
    assert_equal(got, [[4, 3], [6, 1], [3, 4], [5, 4]], "the sizes of train and test")


def test_a_split_deals_every_index_once(learner):
    """Train and test together hold each of 0 .. n - 1 exactly once."""
    got = learner.ask(all_that_was_dealt, 40, 0.3, learner.seed(5))
    assert_equal(got, list(range(40)), "all indices, sorted")


def test_train_and_test_share_no_example(learner):
    """No index is in both parts: what is tested was never trained on."""
    got = learner.ask(sizes_and_shared, 40, 0.3, learner.seed(7))
    assert_equal(got, [28, 12, 0], "how many indices are in train, in test, in both")


def test_chance_decides_which_examples_are_held_back(learner):
    """The test part is drawn from everywhere, not cut off the front or the end."""
    # Where it begins and ends is not judged; it tells a block at the front from one at the end.
    size, even, *_ = learner.ask(shape_of_the_test_part, 60, 0.25, learner.seed(9))
    assert_equal(size, 15, "how many indices are in test")
    assert_equal(even, False, "whether they are a block of neighbors, or lie at equal distances")


def splits_under_other_global_seeds(picograd, seed):
    def deal(own_seed):
        train, test = picograd.training.split(30, 0.4, random.Random(own_seed))
        return [train, test]

    random.seed(1)
    first = deal(seed)
    random.seed(2)
    before = random.getstate()
    again = deal(seed)
    untouched = random.getstate() == before
    return {
        "sizes of train and test": [len(part) for part in first],
        "the test part is no block of neighbors": steps_in(first[1]) != {1},
        "the same seed gives the same split": again == first,
        "another seed gives another test part": sorted(deal(seed + 1)[1]) != sorted(first[1]),
        "the module random is left alone": untouched,
    }


def test_the_rng_alone_decides_the_split(learner):
    """The same seed gives the same split, another seed another, whatever else draws numbers."""
    got = learner.ask(splits_under_other_global_seeds, learner.seed(11))
    right = {
        "sizes of train and test": [18, 12],
        "the test part is no block of neighbors": True,
        "the same seed gives the same split": True,
        "another seed gives another test part": True,
        "the module random is left alone": True,
    }
    assert_each(got, right)


def two_splits_from_one_rng(picograd, seed):
    rng = random.Random(seed)
    first, second = [picograd.training.split(30, 0.4, rng)[1] for _ in range(2)]
    block = steps_in(first) == {1}
    return [len(first), len(second), block, sorted(first) != sorted(second)]


def test_a_second_split_from_the_same_rng_is_another_one(learner):
    """split draws from the rng as it is and does not set it back."""
    got = learner.ask(two_splits_from_one_rng, learner.seed(13))
    what = "two test parts in a row: [both sizes, a block of neighbors, they differ]"
    assert_equal(got, [12, 12, False, True], what)


def test_nothing_may_be_held_back(learner):
    """A fraction of 0 leaves test empty and gives everything to train."""
    got = learner.ask(sizes_and_shared, 12, 0.0, learner.seed(15))
    assert_equal(got, [12, 0, 0], "how many indices are in train, in test, in both")


def test_everything_may_be_held_back(learner):
    """A fraction of 1 leaves train empty and gives everything to test."""
    got = learner.ask(sizes_and_shared, 12, 1.0, learner.seed(15))
    assert_equal(got, [0, 12, 0], "how many indices are in train, in test, in both")


def errors_of_split(picograd, fractions):
    split = picograd.training.split
    split(40, 0.25, random.Random(1))  # a right call first
    return [names_all(lambda f=f: split(40, f, random.Random(1)), str(f)) for f in fractions]


def test_a_fraction_above_one_is_refused(learner):
    """A fraction above 1, a percentage for example, is a ValueError that names it."""
    more, percent = learner.ask(errors_of_split, [1.5, 20])
    expect_error(more, ["1.5"], "the fraction 1.5")
    expect_error(percent, ["20"], "the fraction 20")


def test_a_fraction_below_zero_is_refused(learner):
    """A fraction below 0 is a ValueError that names it."""
    (error,) = learner.ask(errors_of_split, [-0.25])
    expect_error(error, ["-0.25"], "the fraction -0.25")


# --- minibatches ----------------------------------------------------------------------


def batches_of(picograd, indices, size, seed, times=1):
    """`times` epochs of batches from one rng."""
    rng = random.Random(seed)
    epochs = [picograd.training.minibatches(list(indices), size, rng) for _ in range(times)]
    return [[list(batch) for batch in batches] for batches in epochs]


def contents(picograd, indices, size, seed):
    """[all indices of the batches, sorted; the size of each batch]."""
    (batches,) = batches_of(picograd, indices, size, seed)
    return [sorted(flat(batches)), [len(batch) for batch in batches]]


def test_every_index_stands_in_exactly_one_batch(learner):
    """The batches of an epoch hold each of the given indices once, and nothing else."""
    indices, sizes = learner.ask(contents, INDICES, 4, learner.seed(3))
    assert_equal(indices, INDICES, "the indices of all batches, sorted")
    assert len(sizes) > 1, f"more than one batch of ten indices, got batches of {sizes}"


def test_the_last_batch_holds_what_is_left(learner):
    """Ten indices in batches of 4 make batches of 4, 4 and 2."""
    _, sizes = learner.ask(contents, INDICES, 4, learner.seed(3))
    assert_equal(sizes, [4, 4, 2], "the sizes of the batches")


def test_no_batch_is_empty(learner):
    """Ten indices in batches of 5 make two batches, without an empty third."""
    _, sizes = learner.ask(contents, INDICES, 5, learner.seed(3))
    assert_equal(sizes, [5, 5], "the sizes of the batches")


def test_a_large_size_makes_a_single_batch(learner):
    """Ten indices in batches of 64 make one batch of ten, and in batches of 9 they do not."""
    got = learner.ask(contents, INDICES, 64, learner.seed(3))
    assert_equal(got, [INDICES, [10]], "[the indices of all batches, sorted; the sizes]")
    _, sizes = learner.ask(contents, INDICES, 9, learner.seed(3))
    assert len(sizes) > 1, f"more than one batch for the size 9, got batches of {sizes}"


def batches_of_nothing_and_one(picograd, size, seed):
    minibatches = picograd.training.minibatches
    found = [minibatches(indices, size, random.Random(seed)) for indices in ([], [7])]
    return [[list(batch) for batch in batches] for batches in found]


def test_no_indices_make_no_batches(learner):
    """Nothing to train on makes no batches, a single index one batch of one."""
    got = learner.ask(batches_of_nothing_and_one, 4, learner.seed(3))
    assert_equal(got, [[], [[7]]], "the batches of [] and of [7]")


def test_the_order_is_shuffled(learner):
    """The indices come in another order than they were given."""

    def probe(picograd, indices, seed):
        (batches,) = batches_of(picograd, indices, 4, seed)
        return [sorted(flat(batches)), flat(batches) != indices]

    indices, shuffled = learner.ask(probe, MANY, learner.seed(5))
    assert_equal(indices, MANY, "the indices of all batches, sorted")
    assert_equal(shuffled, True, "whether they come in another order than they were given")


def test_shuffling_mixes_the_batches(learner):
    """Neighbors come into different batches: not only batches, or their insides, are shuffled."""

    def probe(picograd, indices, seed):
        (batches,) = batches_of(picograd, indices, 20, seed)
        shapes = [[len(batch), max(batch) - min(batch) < len(batch)] for batch in batches]
        return [shapes, [batch == sorted(batch) for batch in batches], batches == sorted(batches)]

    # The order inside the batches and that of the batches are not judged: they tell whether
    # blocks were shuffled, or only their insides.
    shapes, *_ = learner.ask(probe, MANY, learner.seed(5))
    assert_equal(shapes, [[20, False]] * 3, "[size, it is a block of neighbors] of each batch")


def test_every_epoch_is_shuffled_anew(learner):
    """Called again with the same rng, other examples stand together."""

    def probe(picograd, indices, seed):
        first, second = batches_of(picograd, indices, 20, seed, 2)
        sets = [{frozenset(batch) for batch in batches} for batches in (first, second)]
        return [sorted(flat(second)), sets[0] != sets[1], flat(second) == indices]

    # Epochs that are all alike were shuffled once, or never: the last answer tells which.
    indices, differ, _ = learner.ask(probe, MANY, learner.seed(7))
    assert_equal(indices, MANY, "the second epoch's indices, sorted")
    assert_equal(differ, True, "whether the second epoch's batches are others than the first's")


def batches_under_other_global_seeds(picograd, indices, seed):
    def cut(own_seed):
        batches = picograd.training.minibatches(list(indices), 4, random.Random(own_seed))
        return [list(batch) for batch in batches]

    random.seed(1)
    first = cut(seed)
    random.seed(2)
    before = random.getstate()
    again = cut(seed)
    untouched = random.getstate() == before
    return {
        "sizes of the batches": [len(batch) for batch in first],
        "the same seed gives the same batches": again == first,
        "another seed gives other batches": cut(seed + 1) != first,
        "the module random is left alone": untouched,
    }


def test_the_rng_alone_decides_the_batches(learner):
    """The same seed gives the same batches, another seed others, whatever else draws numbers."""
    got = learner.ask(batches_under_other_global_seeds, MANY, learner.seed(11))
    right = {
        "sizes of the batches": [4] * 15,
        "the same seed gives the same batches": True,
        "another seed gives other batches": True,
        "the module random is left alone": True,
    }
    assert_each(got, right)


def indices_after_batching(picograd, indices, seed):
    mine = list(indices)
    batches = [list(b) for b in picograd.training.minibatches(mine, 4, random.Random(seed))]
    return {"unchanged": mine == list(indices), "sizes": [len(batch) for batch in batches]}


def test_batching_leaves_the_callers_list_alone(learner):
    """The list of indices is in the same order after the call: a copy is shuffled."""
    got = learner.ask(indices_after_batching, INDICES, learner.seed(13))
    assert_equal(got["sizes"], [4, 4, 2], "the sizes of the batches")
    assert_equal(got["unchanged"], True, "whether the caller's list is as it was")


def batches_of_a_range(picograd, n, size, seed):
    got = [list(b) for b in picograd.training.minibatches(range(n), size, random.Random(seed))]
    return [sorted(flat(got)), [len(batch) for batch in got]]


def test_indices_may_be_a_range(learner):
    """Any sequence of indices will do, a range among them."""
    indices, sizes = learner.ask(batches_of_a_range, 7, 3, learner.seed(17))
    assert_equal(indices, list(range(7)), "the indices of all batches, sorted")
    assert len(sizes) > 1, f"more than one batch for the size 3, got batches of {sizes}"


def errors_of_minibatches(picograd, sizes):
    minibatches = picograd.training.minibatches
    # `list`, so that a generator comes to the point, too.
    list(minibatches([5, 6, 7], 2, random.Random(1)))  # a right call first
    return [
        names_all(lambda s=s: list(minibatches([5, 6, 7], s, random.Random(1))), str(s))
        for s in sizes
    ]


def test_a_size_below_one_is_refused(learner):
    """Batches of 0 or -4 examples are a ValueError that names the size."""
    zero, negative = learner.ask(errors_of_minibatches, [0, -4])
    expect_error(zero, ["0"], "the size 0")
    expect_error(negative, ["-4"], "the size -4")


# --- train_epoch ----------------------------------------------------------------------


def recorded(picograd, indices, size, seed, numbers, epochs=1, in_rows=False):
    """Epochs with a loss and an optimizer that only write down what is done with them.

    The loss of a batch is the mean of `numbers` at its indices. Its `data` is that number,
    as in a Value, or in rows, as in a Tensor.
    """
    events, batches, rng = [], [], random.Random(seed)

    class Loss:
        def __init__(self, batch):
            self.mean = sum(numbers[i] for i in batch) / len(batch)
            self.data = [[self.mean]] if in_rows else self.mean

        def item(self):
            return self.mean

        def backward(self):
            events.append("backward")

    class Optimizer:
        def zero_grad(self):
            events.append("zero_grad")

        def step(self):
            events.append("step")

    def batch_loss(batch):
        events.append("loss")
        batches.append(list(batch))
        return Loss(batch)

    mine = list(indices)
    train_epoch = picograd.training.train_epoch
    means = [train_epoch(batch_loss, Optimizer(), mine, size, rng) for _ in range(epochs)]
    return {
        "means": means,
        "events": events,
        "batches": batches,
        "sizes": [len(batch) for batch in batches],
        "used": sorted(flat(batches)),
        "indices": mine,
    }


def part_of_it(picograd, name, indices, size, seed, numbers, *more):
    """One thing of what `recorded` finds: which batches were drawn decides nothing else."""
    return recorded(picograd, indices, size, seed, numbers, *more)[name]


def numbers_for(learner):
    """A loss for each index: small at first, large toward the end."""
    return learner.vary([0.02 * i * i - 3.5 for i in range(160)])


def test_the_mean_loss_weighs_a_short_last_batch_rightly(learner):
    """The loss of an epoch is the mean over its examples: a batch of 2 counts half of one of 4."""
    numbers = numbers_for(learner)
    got = learner.ask(part_of_it, "means", INDICES, 4, learner.seed(3), numbers)
    right = sum(numbers[i] for i in INDICES) / len(INDICES)
    assert_close(got, [right], "the mean loss per example")


def test_the_mean_loss_of_equal_batches_is_the_mean_over_all(learner):
    """With batches of equal size the loss of an epoch is the mean over its examples, too."""
    numbers = numbers_for(learner)
    got = learner.ask(part_of_it, "means", INDICES, 5, learner.seed(3), numbers)
    right = sum(numbers[i] for i in INDICES) / len(INDICES)
    assert_close(got, [right], "the mean loss per example")


def test_the_loss_of_a_single_batch_is_the_loss_of_the_epoch(learner):
    """Where all examples fit into one batch its loss is the answer."""
    numbers = numbers_for(learner)
    got = learner.ask(part_of_it, "means", INDICES, 64, learner.seed(3), numbers)
    right = sum(numbers[i] for i in INDICES) / len(INDICES)
    assert_close(got, [right], "the mean loss per example")


def test_the_number_of_a_loss_is_read_by_item(learner):
    """The number in a loss is what its item() says, whatever its data look like."""
    numbers = numbers_for(learner)
    got = learner.ask(part_of_it, "means", INDICES, 5, learner.seed(3), numbers, 1, True)
    right = sum(numbers[i] for i in INDICES) / len(INDICES)
    assert_close(got, [right], "the mean loss of losses whose data are rows")


def test_every_batch_is_asked_for_its_loss_once(learner):
    """batch_loss is called once for each batch: of ten indices by 4, with 4, 4 and 2."""
    sizes = learner.ask(part_of_it, "sizes", INDICES, 4, learner.seed(5), numbers_for(learner))
    assert_equal(sizes, [4, 4, 2], "the sizes of the batches that were asked for")


def test_an_epoch_uses_each_of_its_indices_once(learner):
    """An epoch shows the loss each of the given indices once, and no other example."""
    used = learner.ask(part_of_it, "used", INDICES, 4, learner.seed(5), numbers_for(learner))
    assert_equal(used, INDICES, "the indices that were used, sorted")


def test_every_batch_takes_one_step(learner):
    """Each batch has one backward pass and one step."""
    events = learner.ask(part_of_it, "events", INDICES, 4, learner.seed(7), numbers_for(learner))
    counts = [events.count("backward"), events.count("step")]
    assert_equal(counts, [3, 3], "backward passes and steps for three batches")


def test_the_gradients_are_cleared_before_every_backward_pass(learner):
    """zero_grad comes before each backward pass, the very first included."""
    events = learner.ask(part_of_it, "events", INDICES, 4, learner.seed(7), numbers_for(learner))
    assert "backward" in events, f"there is a backward pass, got {events}"
    cleared = False
    for event in events:
        assert event != "backward" or cleared, f"cleared before each backward, got {events}"
        cleared = event == "zero_grad" or (cleared and event != "backward")


def test_every_step_follows_the_gradients_of_its_batch(learner):
    """A step comes after its backward pass, with no clearing between the two."""
    events = learner.ask(part_of_it, "events", INDICES, 4, learner.seed(7), numbers_for(learner))
    assert "step" in events, f"there is a step, got {events}"
    fresh = False
    for event in events:
        assert event != "step" or fresh, f"fresh gradients at each step, got {events}"
        fresh = event == "backward" or (fresh and event == "loss")


def test_each_loss_is_computed_after_the_step_before(learner):
    """A batch's loss is computed when it has its turn, with the parameters as they are then."""
    events = learner.ask(part_of_it, "events", INDICES, 4, learner.seed(7), numbers_for(learner))
    turns = [event for event in events if event in ("loss", "step")]
    assert_equal(turns, ["loss", "step"] * 3, "losses and steps in turn")


def test_every_epoch_has_an_order_of_its_own(learner):
    """A second epoch with the same rng puts other examples together."""

    def probe(picograd, indices, size, seed, numbers, epochs):
        batches = recorded(picograd, indices, size, seed, numbers, epochs)["batches"]
        sets = [{frozenset(batch) for batch in epoch} for epoch in (batches[:3], batches[3:])]
        order = flat(batches[3:])
        return [sorted(order), sets[0] != sets[1], order == sorted(order)]

    numbers = numbers_for(learner)
    # Epochs that are all alike were shuffled once, or never: the last answer tells which.
    indices, differ, _ = learner.ask(probe, MANY, 20, learner.seed(9), numbers, 2)
    assert_equal(indices, MANY, "the indices of the second epoch, sorted")
    assert_equal(differ, True, "whether the second epoch's batches are others than the first's")


def epochs_under_other_global_seeds(picograd, indices, seed, numbers):
    random.seed(1)
    first = recorded(picograd, indices, 4, seed, numbers)["batches"]
    random.seed(2)
    before = random.getstate()
    again = recorded(picograd, indices, 4, seed, numbers)["batches"]
    untouched = random.getstate() == before
    other = recorded(picograd, indices, 4, seed + 1, numbers)["batches"]
    return {
        "the indices that were used, sorted": sorted(flat(first)),
        "the same seed gives the same batches": again == first,
        "another seed gives other batches": other != first,
        "the module random is left alone": untouched,
    }


def test_the_rng_alone_decides_the_order_of_an_epoch(learner):
    """The same seed trains in the same order, another seed in another."""
    numbers = numbers_for(learner)
    got = learner.ask(epochs_under_other_global_seeds, MANY, learner.seed(11), numbers)
    right = {
        "the indices that were used, sorted": MANY,
        "the same seed gives the same batches": True,
        "another seed gives other batches": True,
        "the module random is left alone": True,
    }
    assert_each(got, right)


def test_an_epoch_leaves_the_callers_list_alone(learner):
    """The list of indices is in the same order after an epoch."""

    def probe(picograd, indices, size, seed, numbers):
        found = recorded(picograd, indices, size, seed, numbers)
        return [found["sizes"], found["indices"] == indices]

    got = learner.ask(probe, INDICES, 4, learner.seed(13), numbers_for(learner))
    what = "[the sizes of the batches, the caller's list is as it was]"
    assert_equal(got, [[4, 4, 2], True], what)


def errors_of_an_epoch(picograd, cases):
    numbers = [0.5] * 50
    recorded(picograd, [1, 2, 3], 2, 1, numbers)  # a right call first
    return [
        names_all(lambda i=indices, s=size: recorded(picograd, i, s, 1, numbers), *names)
        for indices, size, names in cases
    ]


def test_an_epoch_without_examples_is_refused(learner):
    """No indices at all are a ValueError, not a division by zero."""
    (error,) = learner.ask(errors_of_an_epoch, [[[], 4, []]])
    expect_error(error, [], "an epoch without indices")


def test_an_epoch_refuses_a_size_below_one(learner):
    """A size below 1 is a ValueError that names it, in an epoch as in minibatches."""
    cases = [[INDICES, 0, ["0"]], [INDICES, -4, ["-4"]]]
    zero, negative = learner.ask(errors_of_an_epoch, cases)
    expect_error(zero, ["0"], "the size 0")
    expect_error(negative, ["-4"], "the size -4")


def epochs_of_a_line(picograd, points, starts, size, seed, lr, momentum, epochs):
    """Fit a line with the real engine; the gradients are not clean at the start."""
    slope, offset = [picograd.value.Value(start) for start in starts]
    slope.accumulate(5.0)
    optimizer = picograd.optim.SGD([slope, offset], lr, momentum)
    rng, batches = random.Random(seed), []

    def batch_loss(batch):
        batches.append(list(batch))
        errors = [slope * points[i][0] + offset - points[i][1] for i in batch]
        return sum(error * error for error in errors) / len(errors)

    train_epoch = picograd.training.train_epoch
    means = [
        train_epoch(batch_loss, optimizer, list(range(len(points))), size, rng)
        for _ in range(epochs)
    ]
    return {"means": means, "line": [slope.data, offset.data], "batches": batches}


def line_by_formula(points, starts, batches, lr, momentum, epochs):
    """The same steps by hand, for the batches that were used: nobody can record what torch says
    of batches that the learner's code drew.

    The mean of e^2 over a batch, e = slope x + offset - y, has the gradients 2 mean(e x) in the
    slope and 2 mean(e) in the offset.
    """
    slope, offset = starts
    velocities = [0.0, 0.0]
    totals = []
    for batch in batches:
        xs, ys = zip(*(points[i] for i in batch), strict=True)
        errors = [slope * x + offset - y for x, y in zip(xs, ys, strict=True)]
        totals.append(sum(e * e for e in errors))
        gradients = [
            2 * sum(e * x for e, x in zip(errors, xs, strict=True)) / len(batch),
            2 * sum(errors) / len(batch),
        ]
        velocities = [momentum * v + g for v, g in zip(velocities, gradients, strict=True)]
        slope, offset = slope - lr * velocities[0], offset - lr * velocities[1]
    each = len(totals) // epochs
    means = [sum(totals[e * each : (e + 1) * each]) / len(points) for e in range(epochs)]
    return {"means": means, "line": [slope, offset]}


def test_three_epochs_on_a_real_loss_are_steps_down_its_slope(learner):
    """Fitting a line gives the parameters and mean losses that the same batches give by hand."""
    points = [[0.3 * i - 1.1, 0.8 * i - 0.1 * i * i - 0.9] for i in range(10)]
    points, starts, lr, momentum = learner.vary(points, [0.4, -0.2], 0.05, 0.6)
    got = learner.ask(epochs_of_a_line, points, starts, 4, learner.seed(15), lr, momentum, 3)
    assert_equal([len(b) for b in got["batches"]], [4, 4, 2] * 3, "the sizes of the batches")
    right = line_by_formula(points, starts, got["batches"], lr, momentum, 3)
    assert_close(got["line"], right["line"], "slope and offset after three epochs")
    assert_close(got["means"], right["means"], "the mean loss of each epoch")


# --- accuracy -------------------------------------------------------------------------


def accuracies(picograd, predicted_and_targets):
    accuracy = picograd.training.accuracy
    return [accuracy(predicted, targets) for predicted, targets in predicted_and_targets]


def test_accuracy_is_the_fraction_that_is_right(learner):
    """Three of five right are 0.6: a fraction, no count and no percentage."""
    (got,) = learner.ask(accuracies, [[[4, 1, 7, 3, 9], [4, 2, 7, 8, 9]]])
    assert_close(got, 3 / 5, "the accuracy")


def test_accuracy_is_not_rounded(learner):
    """One of three right is a third, to the last digit."""
    (got,) = learner.ask(accuracies, [[[4, 1, 7], [4, 2, 8]]])
    assert_close(got, 1 / 3, "the accuracy")


def test_accuracy_compares_place_by_place(learner):
    """The right labels at the wrong places are not right."""
    (got,) = learner.ask(accuracies, [[[1, 2, 3, 5], [2, 1, 3, 4]]])
    assert_close(got, 1 / 4, "the accuracy")


def test_accuracy_counts_class_zero(learner):
    """A zero that was rightly predicted counts like any other class."""
    (got,) = learner.ask(accuracies, [[[0, 0, 0, 1, 2], [0, 0, 1, 1, 0]]])
    assert_close(got, 3 / 5, "the accuracy")


def test_accuracy_goes_from_zero_to_one(learner):
    """All right is 1.0 and all wrong 0.0, both as floats."""
    got = learner.ask(accuracies, [[[3, 1, 2], [3, 1, 2]], [[3, 1, 2], [1, 2, 3]]])
    assert_equal(got, [1.0, 0.0], "the accuracy of all right and of all wrong")


def accuracy_of_made_labels(picograd, predicted, targets, offset):
    """Labels that are computed: equal numbers, but not the same objects."""
    return picograd.training.accuracy(
        [p + offset for p in predicted], [t + offset for t in targets]
    )


def test_accuracy_compares_numbers_not_objects(learner):
    """Large labels that are equal are equal, wherever they come from."""
    got = learner.ask(accuracy_of_made_labels, [4, 1, 7, 3], [4, 2, 7, 3], 1000)
    assert_close(got, 3 / 4, "the accuracy of labels above 1000")


def errors_of_accuracy(picograd, cases):
    accuracy = picograd.training.accuracy
    accuracy([1, 2], [1, 3])  # a right call first
    return [names_all(lambda p=p, t=t: accuracy(p, t), *names) for p, t, names in cases]


def test_accuracy_refuses_different_lengths(learner):
    """More predictions than targets, or fewer, are a ValueError that names both lengths."""
    cases = [[[1] * 5, [1] * 3, ["5", "3"]], [[1] * 3, [1] * 5, ["3", "5"]]]
    more, fewer = learner.ask(errors_of_accuracy, cases)
    expect_error(more, ["5", "3"], "5 predictions and 3 targets")
    expect_error(fewer, ["3", "5"], "3 predictions and 5 targets")


def test_accuracy_of_nothing_is_refused(learner):
    """Without predictions there is no accuracy: a ValueError."""
    (error,) = learner.ask(errors_of_accuracy, [[[], [], []]])
    expect_error(error, [], "no predictions and no targets")
