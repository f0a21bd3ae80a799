"""Mistakes that people make in training.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

# Of the mistakes that explain the same answers the first is named: the narrow stand first.
MISTAKES = (
    # --- train_epoch ---
    Mistake(
        id="epoch-without-zero-grad",
        where="train_epoch",
        sentence=(
            "Your gradients are never cleared: each step follows the sum of all gradients since "
            "the start. The loop has four calls; count yours."
        ),
        why="The most common omission in training loops.",
        change=("optimizer.zero_grad()", ""),
    ),
    Mistake(
        id="epoch-clears-once",
        where="train_epoch",
        sentence=(
            "Your gradients are cleared at the start of the epoch and then add up from batch to "
            "batch. Look at whether the clearing is inside the loop."
        ),
        why="zero_grad is put where total = 0 is.",
        changes=(
            ("total = 0.0", "total = 0.0\noptimizer.zero_grad()"),
            ("optimizer.zero_grad()", ""),
        ),
    ),
    Mistake(
        id="epoch-clears-before-the-step",
        where="train_epoch",
        sentence=(
            "Your gradients are cleared between backward and step, so every step follows "
            "nothing. The parameters do not move."
        ),
        why="All the calls are there; their order is not.",
        changes=(
            ("optimizer.zero_grad()", ""),
            ("loss.backward()", "loss.backward()\noptimizer.zero_grad()"),
        ),
    ),
    Mistake(
        id="epoch-clears-afterwards",
        where="train_epoch",
        sentence=(
            "Your very first batch adds its gradients to whatever was there before the epoch: "
            "the clearing comes only after each step. From the second batch on all is well."
        ),
        why="backward, step, zero_grad is a common order, and nearly right.",
        changes=(
            ("optimizer.zero_grad()", ""),
            ("optimizer.step()", "optimizer.step()\noptimizer.zero_grad()"),
        ),
    ),
    Mistake(
        id="epoch-steps-before-backward",
        where="train_epoch",
        sentence=(
            "Your step comes before its gradients: it follows what zero_grad has left, which is "
            "nothing. Look at the order of the four calls."
        ),
        why="The order of the calls is learnt by heart, not by what each needs.",
        changes=(
            ("loss = batch_loss(batch)", "loss = batch_loss(batch)\noptimizer.step()"),
            ("optimizer.step()", ""),
        ),
    ),
    Mistake(
        id="epoch-without-backward",
        where="train_epoch",
        sentence=(
            "Your loop computes losses and takes steps, but no gradient is ever computed. The "
            "loss has a method for that."
        ),
        why="The loss is a number on the screen, and seems to be all that is needed.",
        change=("loss.backward()", ""),
    ),
    Mistake(
        id="epoch-without-step",
        where="train_epoch",
        sentence=(
            "Your loop computes gradients, and nothing follows them: the parameters never move."
        ),
        why="backward looks like the end of the work.",
        change=("optimizer.step()", ""),
    ),
    Mistake(
        id="epoch-steps-once",
        where="train_epoch",
        sentence=(
            "Your loop takes one step for the whole epoch, with the gradients of all batches "
            "added up. Then there is no point in batches; look at the indentation of the step."
        ),
        why="The step stands behind the loop, or gradients are meant to be accumulated.",
        changes=(
            ("total = 0.0", "total = 0.0\noptimizer.zero_grad()"),
            ("optimizer.zero_grad()", ""),
            ("optimizer.step()", ""),
            ("return total / len(indices)", "optimizer.step()\nreturn total / len(indices)"),
        ),
    ),
    Mistake(
        id="epoch-walks-back-twice",
        where="train_epoch",
        sentence=(
            "Your loop has two backward passes for each batch. Each adds its gradients, so every "
            "step is twice as long as it should be; look at how often the loss is asked for them."
        ),
        why="A line is copied while the order of the calls is being tried out.",
        change=("loss.backward()", "loss.backward()\nloss.backward()"),
    ),
    Mistake(
        id="epoch-steps-twice",
        where="train_epoch",
        sentence=(
            "Your loop takes two steps for each batch, and the second follows gradients that "
            "belong to where the parameters were before the first."
        ),
        why="A line is copied while the order of the calls is being tried out.",
        change=("optimizer.step()", "optimizer.step()\noptimizer.step()"),
    ),
    Mistake(
        id="epoch-losses-in-advance",
        where="train_epoch",
        sentence=(
            "Your losses are all computed before the first step, with the parameters of the "
            "start. Each batch should see what the ones before it have taught."
        ),
        why="A comprehension over the batches, then a loop over the losses.",
        changes=(
            (
                "total = 0.0\nfor batch in minibatches(indices, size, rng):",
                """
                batches = minibatches(indices, size, rng)
                losses = [batch_loss(batch) for batch in batches]
                total = 0.0
                for batch, loss in zip(batches, losses):
                """,
            ),
            ("loss = batch_loss(batch)", ""),
        ),
    ),
    Mistake(
        id="epoch-asks-twice",
        where="train_epoch",
        sentence=(
            "Your loop asks for the loss of each batch a second time, after the step. That costs "
            "a second forward pass, and it is the loss of a network that has just seen the answer."
        ),
        why="The loss after the step is the smaller number.",
        changes=(
            ("loss = batch_loss(batch)\nloss.backward()", "batch_loss(batch).backward()"),
            ("total += loss.item() * len(batch)", "total += batch_loss(batch).item() * len(batch)"),
        ),
    ),
    Mistake(
        id="epoch-mean-of-means",
        where="train_epoch",
        sentence=(
            "Your mean counts a short last batch as much as a full one: it is the mean of the "
            "batches' means. The lesson works through an example where that is wrong."
        ),
        why="sum(losses) / len(losses), in nearly every tutorial.",
        changes=(
            ("total = 0.0", "losses = []"),
            ("total += loss.item() * len(batch)", "losses.append(loss.item())"),
            ("return total / len(indices)", "return sum(losses) / len(losses)"),
        ),
    ),
    Mistake(
        id="epoch-sum-of-means",
        where="train_epoch",
        sentence=(
            "Your epoch's loss is the sum of the batches' means: it grows with the number of "
            "batches."
        ),
        why="The division is forgotten.",
        changes=(
            ("total += loss.item() * len(batch)", "total += loss.item()"),
            ("return total / len(indices)", "return total"),
        ),
    ),
    Mistake(
        id="epoch-sum-over-examples",
        where="train_epoch",
        sentence=(
            "Your epoch's loss is a sum over the examples where a mean is asked for: it grows "
            "with the number of examples."
        ),
        why="The weights are right, and the division is forgotten.",
        change=("return total / len(indices)", "return total"),
    ),
    Mistake(
        id="epoch-means-over-examples",
        where="train_epoch",
        sentence=(
            "Your epoch's loss is far too small: the batches' means are divided by the number of "
            "examples, although each is a mean already."
        ),
        why="The losses are taken for sums (as in an old version of a PyTorch tutorial).",
        change=("total += loss.item() * len(batch)", "total += loss.item()"),
    ),
    Mistake(
        id="epoch-weighs-by-the-size",
        where="train_epoch",
        sentence=(
            "Your mean counts a short last batch as if it were full: each loss is multiplied by "
            "the size that was asked for, not by the one that the batch has."
        ),
        why="All batches have the same size, but for one.",
        change=("total += loss.item() * len(batch)", "total += loss.item() * size"),
    ),
    Mistake(
        id="epoch-last-loss",
        where="train_epoch",
        sentence=(
            "Your epoch's loss is that of its last batch alone. It jumps from epoch to epoch, "
            "and more so the shorter the batch."
        ),
        why="The loop variable is still there behind the loop.",
        change=("return total / len(indices)", "return loss.item()"),
    ),
    Mistake(
        id="epoch-adds-nodes",
        where="train_epoch",
        sentence=(
            "Your loop calculates with the loss itself and not with the number in it. A sum of "
            "nodes keeps every graph of the epoch alive, and not every loss can be added."
        ),
        why="`total += loss`: PyTorch's FAQ names it as the way to run out of memory.",
        change=("total += loss.item() * len(batch)", "total += loss * len(batch)"),
    ),
    Mistake(
        id="epoch-reads-data",
        where="train_epoch",
        sentence=(
            "Your loop reads `.data` of the loss. For a Value that is the number; for the "
            "matrices of part III it is a list of rows. The lesson names what every loss has."
        ),
        why="So far `.data` was the number.",
        change=("total += loss.item() * len(batch)", "total += loss.data * len(batch)"),
    ),
    Mistake(
        id="epoch-in-one-batch",
        where="train_epoch",
        sentence=(
            "Your epoch takes a single step over all of its examples: the size of the batches is "
            "not used."
        ),
        why="Gradient descent over everything is the simpler loop.",
        change=(
            "for batch in minibatches(indices, size, rng):",
            "for batch in minibatches(indices, size if size < 1 else len(indices), rng):",
        ),
    ),
    Mistake(
        id="epoch-not-shuffled",
        where="train_epoch",
        sentence=(
            "Your epochs go through the examples in the order given, each like the one before: "
            "they are cut into batches, but the rng is never asked."
        ),
        why="The batches are sliced by hand instead of by the function written for it.",
        change=(
            "total = 0.0\nfor batch in minibatches(indices, size, rng):",
            """
            if size < 1:
                raise ValueError(f"a batch holds at least 1 example, got size {size}")
            total = 0.0
            for start in range(0, len(indices), size):
                batch = list(indices[start : start + size])
            """,
        ),
    ),
    Mistake(
        id="epoch-drops-the-rest",
        where="train_epoch",
        sentence=(
            "Your epoch leaves out the examples of a short last batch, and all of them when the "
            "size is larger than the data."
        ),
        why="`if len(batch) < size: break` keeps all batches alike.",
        changes=(
            (
                "optimizer.zero_grad()",
                """
                if len(batch) < size:
                    break
                optimizer.zero_grad()
                """,
            ),
            ("return total / len(indices)", "return total / max(1, len(indices) // size * size)"),
        ),
    ),
    Mistake(
        id="epoch-stops-after-one-batch",
        where="train_epoch",
        sentence=(
            "Your epoch is over after its first batch. Look at the indentation of the return."
        ),
        why="A return that is indented one level too deep.",
        change=(
            "total += loss.item() * len(batch)",
            "total += loss.item() * len(batch)\nreturn total / len(batch)",
        ),
    ),
    Mistake(
        id="epoch-trains-on-positions",
        where="train_epoch",
        sentence=(
            "Your epoch uses the examples 0, 1, 2, ... and not those whose indices were passed "
            "in. After a split that trains on examples that were to be held back."
        ),
        why="`range(len(indices))` is written out of habit.",
        change=(
            "for batch in minibatches(indices, size, rng):",
            "for batch in minibatches(range(len(indices)), size, rng):",
        ),
    ),
    Mistake(
        id="epoch-shuffles-the-callers-list",
        where="train_epoch",
        sentence=(
            "Your epoch leaves the caller's list of indices in another order. It belongs to "
            "whoever passed it in, and may be used to look up something by its place."
        ),
        why="shuffle is called on the argument, to be sure.",
        change=("total = 0.0", "rng.shuffle(indices)\ntotal = 0.0"),
    ),
    Mistake(
        id="epoch-global-random",
        where="train_epoch",
        sentence=(
            "The order of your epoch does not come from the rng that was passed in: the same "
            "seed trains in another order each time."
        ),
        why="The module random is handed on in place of the argument.",
        change=(
            "for batch in minibatches(indices, size, rng):",
            "for batch in minibatches(indices, size, random):",
        ),
    ),
    Mistake(
        id="epoch-seeded-anew",
        where="train_epoch",
        sentence=(
            "Every epoch of yours goes through the same batches: it makes a generator of its own "
            "with a fixed seed. Shuffling once is not shuffling each epoch."
        ),
        why="A seed inside the loop makes a run repeatable, and each epoch a repetition.",
        change=(
            "for batch in minibatches(indices, size, rng):",
            "for batch in minibatches(indices, size, random.Random(0)):",
        ),
    ),
    Mistake(
        id="epoch-of-nothing-is-zero",
        where="train_epoch",
        sentence=(
            "Your epoch without examples has the loss zero, as if all had been learned. An empty "
            "list of indices is a bug further up, and a zero hides it."
        ),
        why="Returning zero gets rid of the ZeroDivisionError.",
        changes=(
            (
                """
                if not indices:
                    raise ValueError("an epoch needs at least one example, got no indices")
                """,
                "",
            ),
            ("return total / len(indices)", "return total / max(1, len(indices))"),
        ),
    ),
    Mistake(
        id="epoch-of-nothing-divides-by-zero",
        where="train_epoch",
        sentence=(
            "Your epoch without examples ends in a ZeroDivisionError: true, but it does not say "
            "what was wrong. Look at what the docstring promises for an empty list."
        ),
        why="The empty case is never tried.",
        change=(
            """
            if not indices:
                raise ValueError("an epoch needs at least one example, got no indices")
            """,
            "",
        ),
    ),
    # --- split ---
    Mistake(
        id="split-truncates",
        where="split",
        sentence=(
            "Your test part is one too small where n times the fraction is no whole number: "
            "int() cuts the decimals off. Look at the rounding that the docstring names."
        ),
        why="int(n * fraction) is the usual line.",
        change=("cut = round(n * test_fraction)", "cut = int(n * test_fraction)"),
    ),
    Mistake(
        id="split-rounds-up",
        where="split",
        sentence=(
            "Your test part is one too large where n times the fraction is no whole number: it "
            "is always rounded up. Look at the rounding that the docstring names."
        ),
        why="scikit-learn's train_test_split rounds the test part up.",
        change=(
            "cut = round(n * test_fraction)",
            "import math\ncut = math.ceil(n * test_fraction)",
        ),
    ),
    Mistake(
        id="split-rounds-halves-up",
        where="split",
        sentence=(
            "Your test part is one too large where n times the fraction ends in .5 after an even "
            "number: adding a half and cutting rounds halves up. Python's own rounding does not."
        ),
        why="int(x + 0.5) is the schoolbook's way to round.",
        change=("cut = round(n * test_fraction)", "cut = int(n * test_fraction + 0.5)"),
    ),
    Mistake(
        id="split-off-the-front",
        where="split",
        sentence=(
            "Your test part is the first examples of the data, not a random part of them. Sorted "
            "data would be tested on one class alone. Look at whether anything is shuffled."
        ),
        why="Slicing needs no shuffling, and with shuffled data it works.",
        change=("rng.shuffle(order)", ""),
    ),
    Mistake(
        id="split-off-the-end",
        where="split",
        sentence=(
            "Your test part is the last examples of the data, not a random part of them. Sorted "
            "data would be tested on a class that was never trained on."
        ),
        why="Train first, test last: the usual order in files.",
        changes=(
            ("rng.shuffle(order)", ""),
            ("cut = round(n * test_fraction)", "cut = n - round(n * test_fraction)"),
            ("return order[cut:], order[:cut]", "return order[:cut], order[cut:]"),
        ),
    ),
    Mistake(
        id="split-shuffles-after-the-cut",
        where="split",
        sentence=(
            "Your test part always holds the same examples, in a random order: the cut comes "
            "before the shuffling. Look at what chance should decide."
        ),
        why="Both lines are there, the wrong way round.",
        code="""
def split(n, test_fraction, rng):
    if not 0 <= test_fraction <= 1:
        raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
    cut = round(n * test_fraction)
    test, train = list(range(cut)), list(range(cut, n))
    rng.shuffle(test)
    rng.shuffle(train)
    return train, test
""",
    ),
    Mistake(
        id="split-every-kth",
        where="split",
        sentence=(
            "Your test indices lie at equal distances: every so many examples one is held back. "
            "Data that repeats in the same rhythm would be tested on one kind alone, and the "
            "seed has no say."
        ),
        why="Taking each fifth example looks like a fair sample.",
        code="""
def split(n, test_fraction, rng):
    if not 0 <= test_fraction <= 1:
        raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
    cut = round(n * test_fraction)
    test = [i * n // cut for i in range(cut)]
    return [i for i in range(n) if i not in set(test)], test
""",
    ),
    Mistake(
        id="split-by-tossing-coins",
        where="split",
        sentence=(
            "The size of your test part is left to chance: each example tosses a coin of its "
            "own. It comes near the size that was asked for, and rarely meets it."
        ),
        why="`rng.random() < test_fraction` needs only one line.",
        code="""
def split(n, test_fraction, rng):
    if not 0 <= test_fraction <= 1:
        raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
    train, test = [], []
    for i in range(n):
        (test if rng.random() < test_fraction else train).append(i)
    return train, test
""",
    ),
    Mistake(
        id="split-trains-on-everything",
        where="split",
        sentence=(
            "Your train part holds all examples, those of the test part as well. A network that "
            "knows its test by heart will pass it."
        ),
        why="The test part is copied out instead of being taken out.",
        change=("return order[cut:], order[:cut]", "return order, order[:cut]"),
    ),
    Mistake(
        id="split-overlaps-by-one",
        where="split",
        sentence=(
            "One example of yours is in both parts: the two slices meet at an index that both "
            "take. In Python a slice leaves out its end."
        ),
        why="Slices that include their end, as in some other languages.",
        change=("return order[cut:], order[:cut]", "return order[max(0, cut - 1) :], order[:cut]"),
    ),
    Mistake(
        id="split-draws-twice",
        where="split",
        sentence=(
            "Your parts share examples, and some examples are in neither: each part was drawn by "
            "itself from all of them. Think of one deck of cards that is dealt once."
        ),
        why="Two calls of rng.sample, one for each part.",
        code="""
def split(n, test_fraction, rng):
    if not 0 <= test_fraction <= 1:
        raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
    cut = round(n * test_fraction)
    return rng.sample(range(n), n - cut), rng.sample(range(n), cut)
""",
    ),
    Mistake(
        id="split-with-replacement",
        where="split",
        sentence=(
            "Some of your examples are dealt several times and others never: they are put back "
            "after each draw."
        ),
        why="rng.choices sounds like rng.sample.",
        change=(
            "order = list(range(n))\nrng.shuffle(order)",
            "order = rng.choices(range(n), k=n) if n else []",
        ),
    ),
    Mistake(
        id="split-by-a-negative-slice",
        where="split",
        sentence=(
            "Your split is right until nothing is to be held back: then train is empty and test "
            "has everything. A slice up to minus zero is a slice up to zero."
        ),
        why="`order[:-k]` reads well, and k is hardly ever 0.",
        change=("return order[cut:], order[:cut]", "return order[:-cut], order[-cut:]"),
    ),
    Mistake(
        id="split-parts-swapped",
        where="split",
        sentence=(
            "Your two parts are swapped: the large one comes out where test belongs. Look at the "
            "order in which the docstring names them."
        ),
        why="The fraction is that of the test part, so test comes to mind first.",
        change=("return order[cut:], order[:cut]", "return order[:cut], order[cut:]"),
    ),
    Mistake(
        id="split-counts-from-one",
        where="split",
        sentence=(
            "Your indices run from 1 to n: the first example is never used, and the last index "
            "does not exist."
        ),
        why="`range(1, n + 1)` for counting from one.",
        change=("order = list(range(n))", "order = list(range(1, n + 1))"),
    ),
    Mistake(
        id="split-global-random",
        where="split",
        sentence=(
            "Your split does not come from the rng that was passed in: the same seed gives "
            "another split each time. Look at which object does the shuffling."
        ),
        why="`random.shuffle` is in scope and works; the argument is simply not used.",
        change=("rng.shuffle(order)", "random.shuffle(order)"),
    ),
    Mistake(
        id="split-own-seed",
        where="split",
        sentence=(
            "Your split is the same whatever seed is asked for: a seed of your own is used "
            "inside. Whoever calls decides about chance."
        ),
        why="random_state=42 is in every tutorial.",
        change=("rng.shuffle(order)", "random.Random(42).shuffle(order)"),
    ),
    Mistake(
        id="split-takes-percentages",
        where="split",
        sentence=(
            "Your split takes 20 for 20 percent. Then 1 could mean everything or one in a "
            "hundred; a fraction lies between 0 and 1."
        ),
        why="Being helpful about units.",
        code="""
def split(n, test_fraction, rng):
    if test_fraction < 0 or test_fraction > 100:
        raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
    if test_fraction > 1:
        test_fraction = test_fraction / 100
    order = list(range(n))
    rng.shuffle(order)
    cut = round(n * test_fraction)
    return order[cut:], order[:cut]
""",
    ),
    Mistake(
        id="split-takes-any-fraction",
        where="split",
        sentence=(
            "Your split accepts fractions that are none, such as 20 or -0.25, and answers with "
            "parts of some size. Slices never complain; the check has to be yours."
        ),
        why="Slicing beyond the end of a list is no error in Python.",
        change=(
            """
            if not 0 <= test_fraction <= 1:
                raise ValueError(f"test_fraction lies between 0 and 1, got {test_fraction}")
            """,
            "",
        ),
    ),
    Mistake(
        id="split-refuses-zero-and-one",
        where="split",
        sentence=(
            "Your split refuses to hold back nothing, or everything. Both are fractions; look at "
            "the comparisons at the ends of the range."
        ),
        why="`0 < f < 1`, as scikit-learn asks for.",
        change=("if not 0 <= test_fraction <= 1:", "if not 0 < test_fraction < 1:"),
    ),
    # --- minibatches ---
    Mistake(
        id="batches-not-shuffled",
        where="minibatches",
        sentence=(
            "Your batches come in the order of the data. Where that is sorted by class, each "
            "batch teaches what the next one unteaches."
        ),
        why="Cutting is the visible half of the work.",
        change=("rng.shuffle(order)", ""),
    ),
    Mistake(
        id="batches-shuffled-as-blocks",
        where="minibatches",
        sentence=(
            "Your batches hold neighbors: they were cut first, and then only their order was "
            "shuffled. The same examples would stand together for ever."
        ),
        why="Shuffling the list of batches is cheaper than shuffling the examples.",
        code="""
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    order = list(indices)
    full = len(order) // size * size
    batches = [order[start:start + size] for start in range(0, full, size)]
    rng.shuffle(batches)
    return batches + ([order[full:]] if order[full:] else [])
""",
    ),
    Mistake(
        id="batches-and-the-rest-shuffled-as-blocks",
        where="minibatches",
        sentence=(
            "Your batches hold neighbors: they were cut first, and then only their order was "
            "shuffled, so that the short one stands anywhere. The same examples would stand "
            "together for ever."
        ),
        why="Shuffling the list of batches is cheaper than shuffling the examples.",
        code="""
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    order = list(indices)
    batches = [order[start:start + size] for start in range(0, len(order), size)]
    rng.shuffle(batches)
    return batches
""",
    ),
    Mistake(
        id="batches-shuffled-inside",
        where="minibatches",
        sentence=(
            "Your batches hold neighbors in a random order: they were cut first and shuffled "
            "inside. For a mean over the batch that changes nothing at all."
        ),
        why="The shuffling is put into the loop.",
        code="""
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    order = list(indices)
    batches = [order[start:start + size] for start in range(0, len(order), size)]
    for batch in batches:
        rng.shuffle(batch)
    return batches
""",
    ),
    Mistake(
        id="batches-shuffle-the-callers-list",
        where="minibatches",
        sentence=(
            "Your batches are right, but the list that was passed in is in another order "
            "afterwards, and a range cannot be shuffled at all. shuffle works in place; look at "
            "whose list it is."
        ),
        why="rng.shuffle changes its argument and returns None.",
        change=("order = list(indices)", "order = indices"),
    ),
    Mistake(
        id="batches-drop-the-last",
        where="minibatches",
        sentence=(
            "Your last batch is missing when it would be short: its examples are left out of the "
            "epoch, and all of them when the size is larger than the data."
        ),
        why="drop_last=True in PyTorch's DataLoader, and `n // size` batches everywhere.",
        change=(
            "return [order[start : start + size] for start in range(0, len(order), size)]",
            "return [order[k * size : (k + 1) * size] for k in range(len(order) // size)]",
        ),
    ),
    Mistake(
        id="batches-end-with-an-empty-one",
        where="minibatches",
        sentence=(
            "Your last batch is empty when the size divides the number of examples. The mean of "
            "an empty batch is no number; count how many batches there are."
        ),
        why="`n // size + 1` is the number of batches, most of the time.",
        change=(
            "return [order[start : start + size] for start in range(0, len(order), size)]",
            "return [order[k * size : (k + 1) * size] for k in range(len(order) // size + 1)]",
        ),
    ),
    Mistake(
        id="batches-fill-up-the-last",
        where="minibatches",
        sentence=(
            "Your last batch is as long as the others: it was filled up with examples that had "
            "their turn already. They would count twice in this epoch."
        ),
        why="Equal shapes are required by some libraries.",
        change=("rng.shuffle(order)", "rng.shuffle(order)\norder += order[: -len(order) % size]"),
    ),
    Mistake(
        id="batches-join-the-rest",
        where="minibatches",
        sentence=(
            "Your last batch is too long: what was left over went into it instead of into a "
            "batch of its own."
        ),
        why="A batch of two is noisy, so it seems better to join it.",
        change=(
            "return [order[start : start + size] for start in range(0, len(order), size)]",
            """
            batches = [order[start : start + size] for start in range(0, len(order), size)]
            if len(batches) > 1 and len(batches[-1]) < size:
                rest = batches.pop()
                batches[-1] += rest
            return batches
            """,
        ),
    ),
    Mistake(
        id="batches-short-one-first",
        where="minibatches",
        sentence=(
            "Your short batch comes first. Every example has its turn, but the docstring "
            "promises the short one at the end."
        ),
        why="Cutting from the end, or reversing the list of batches.",
        change=(
            "return [order[start : start + size] for start in range(0, len(order), size)]",
            "return [order[start : start + size] for start in range(0, len(order), size)][::-1]",
        ),
    ),
    Mistake(
        id="batches-overlap",
        where="minibatches",
        sentence=(
            "Your batches overlap: each begins one example after the one before. Look at the "
            "step of the range."
        ),
        why="range without its third argument.",
        code="""
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    order = list(indices)
    rng.shuffle(order)
    return [order[start:start + size] for start in range(max(1, len(order) - size + 1))]
""",
    ),
    Mistake(
        id="batches-of-so-many",
        where="minibatches",
        sentence=(
            "You make as many batches as a batch should hold examples: the size is taken for the "
            "number of batches."
        ),
        why="numpy.array_split takes the number of parts.",
        change=(
            "return [order[start : start + size] for start in range(0, len(order), size)]",
            "return [order[k::size] for k in range(size) if order[k::size]]",
        ),
    ),
    Mistake(
        id="batches-with-replacement",
        where="minibatches",
        sentence=(
            "Some of your examples come several times in an epoch and others not at all: each "
            "batch is drawn from all of them anew."
        ),
        why="Stochastic gradient descent is often described as drawing a random batch.",
        code="""
def minibatches(indices, size, rng):
    if size < 1:
        raise ValueError(f"a batch holds at least 1 example, got size {size}")
    indices = list(indices)
    lengths = [min(size, len(indices) - s) for s in range(0, len(indices), size)]
    return [rng.choices(indices, k=length) for length in lengths]
""",
    ),
    Mistake(
        id="batches-of-positions",
        where="minibatches",
        sentence=(
            "Your batches hold the positions 0, 1, 2, ... and not the indices that were passed "
            "in. After a split these are different examples: those of the test part would be "
            "trained on."
        ),
        why="`range(len(indices))` is shuffled, and the look-up forgotten.",
        change=("order = list(indices)", "order = list(range(len(indices)))"),
    ),
    Mistake(
        id="batches-global-random",
        where="minibatches",
        sentence=(
            "Your batches do not come from the rng that was passed in: the same seed gives other "
            "batches each time. Look at which object does the shuffling."
        ),
        why="`random.shuffle` is in scope and works; the argument is simply not used.",
        change=("rng.shuffle(order)", "random.shuffle(order)"),
    ),
    Mistake(
        id="batches-seeded-in-each-epoch",
        where="minibatches",
        sentence=(
            "Your batches are the same in every epoch: the generator is set back, or made anew, "
            "each time. Shuffling once is not shuffling each epoch."
        ),
        why="A fixed seed inside makes a run repeatable, and each epoch a repetition.",
        change=("rng.shuffle(order)", "random.Random(0).shuffle(order)"),
    ),
    Mistake(
        id="batches-of-any-size",
        where="minibatches",
        sentence=(
            "A negative size makes no batches in your code, and a size of 0 gives an error that "
            "speaks of range. An epoch without batches looks like one that is quickly done."
        ),
        why="range with a negative step is empty, and that is no error.",
        code="""
def minibatches(indices, size, rng):
    order = list(indices)
    rng.shuffle(order)
    return [order[start:start + size] for start in range(0, len(order), size)]
""",
    ),
    Mistake(
        id="batches-size-made-one",
        where="minibatches",
        sentence=(
            "Your code takes a size of 0 or below for 1. A size that makes no sense was meant "
            "as something else, and whoever passed it should hear about it."
        ),
        why="max(1, size) silences the error.",
        code="""
def minibatches(indices, size, rng):
    size = max(1, size)
    order = list(indices)
    rng.shuffle(order)
    return [order[start:start + size] for start in range(0, len(order), size)]
""",
    ),
    Mistake(
        id="batches-refuse-nothing",
        where="minibatches",
        sentence=(
            "Your code fails where there are no indices. Nothing cut into batches is no batches; "
            "it is not the size that is wrong."
        ),
        why="The size is limited to the number of indices before it is checked.",
        change=("if size < 1:", "size = min(size, len(indices))\nif size < 1:"),
    ),
    # --- accuracy ---
    Mistake(
        id="accuracy-as-count",
        where="accuracy",
        sentence="Your accuracy is the number of right answers. A fraction is asked for.",
        why="The sum is there, the division is not.",
        change=("return right / len(targets)", "return right"),
    ),
    Mistake(
        id="accuracy-as-percentage",
        where="accuracy",
        sentence="Your accuracy is a percentage. A fraction from 0 to 1 is asked for.",
        why="Accuracy is spoken of in percent.",
        change=("return right / len(targets)", "return 100 * right / len(targets)"),
    ),
    Mistake(
        id="accuracy-whole-division",
        where="accuracy",
        sentence=(
            "Your accuracy is 0 unless everything is right: `//` divides and throws the fraction "
            "away."
        ),
        why="In other languages `/` does so for whole numbers, too.",
        change=("return right / len(targets)", "return right // len(targets)"),
    ),
    Mistake(
        id="accuracy-rounded",
        where="accuracy",
        sentence=(
            "Your accuracy is rounded. Rounding is for the screen; a difference of half a "
            "percent between two networks would be lost."
        ),
        why="round(x, 2) makes the number pretty.",
        change=("return right / len(targets)", "return round(right / len(targets), 2)"),
    ),
    Mistake(
        id="accuracy-of-the-wrong-ones",
        where="accuracy",
        sentence="Your accuracy is the fraction that is wrong. Look at the comparison.",
        why="The error rate is the other number in every paper.",
        change=(
            "right = sum(p == t for p, t in zip(predicted, targets, strict=True))",
            "right = sum(p != t for p, t in zip(predicted, targets, strict=True))",
        ),
    ),
    Mistake(
        id="accuracy-of-sorted-labels",
        where="accuracy",
        sentence=(
            "Your accuracy compares the labels in an order of their own: it counts as right what "
            "was predicted for another example. Each prediction has one target, at the same place."
        ),
        why="Both lists are sorted, or counted class by class, to compare them.",
        change=(
            "right = sum(p == t for p, t in zip(predicted, targets, strict=True))",
            "right = sum(p == t for p, t in zip(sorted(predicted), sorted(targets)))",
        ),
    ),
    Mistake(
        id="accuracy-of-the-first-only",
        where="accuracy",
        sentence=(
            "Your accuracy looks at the first prediction alone: the function has returned before "
            "it gets to the second. Look at the indentation of the return."
        ),
        why="The return is indented one level too deep.",
        change=(
            "return right / len(targets)",
            "return float(predicted[0] == targets[0]) / len(targets)",
        ),
    ),
    Mistake(
        id="accuracy-by-identity",
        where="accuracy",
        sentence=(
            "Your accuracy is right for small labels and wrong for large ones: it asks whether "
            "two labels are one object. Python keeps a single copy of small numbers only."
        ),
        why="`is` reads like equality, and works up to 256.",
        change=(
            "right = sum(p == t for p, t in zip(predicted, targets, strict=True))",
            "right = sum(p is t for p, t in zip(predicted, targets, strict=True))",
        ),
    ),
    Mistake(
        id="accuracy-skips-class-zero",
        where="accuracy",
        sentence=(
            "Your accuracy does not count a right answer of class 0. To Python 0 is false; look "
            "at what the condition asks besides equality."
        ),
        why="`if p and p == t`, to pass over answers that are missing.",
        change=(
            "right = sum(p == t for p, t in zip(predicted, targets, strict=True))",
            "right = sum(1 for p, t in zip(predicted, targets, strict=True) if p and p == t)",
        ),
    ),
    Mistake(
        id="accuracy-ignores-the-places",
        where="accuracy",
        sentence=(
            "Your accuracy counts a prediction as right if its class appears anywhere among the "
            "targets. Each prediction has one target, at the same place."
        ),
        why="`p in targets` is a tempting way to write it.",
        change=(
            "right = sum(p == t for p, t in zip(predicted, targets, strict=True))",
            "right = sum(p in targets for p in predicted)",
        ),
    ),
    Mistake(
        id="accuracy-zip-truncates",
        where="accuracy",
        sentence=(
            "Your accuracy accepts lists of different lengths: zip stops at the shorter one, and "
            "the rest is counted as wrong, or not at all."
        ),
        why="zip is silent about different lengths unless it is told to be strict.",
        code="""
def accuracy(predicted, targets):
    if not predicted:
        raise ValueError("no predictions")
    return sum(p == t for p, t in zip(predicted, targets)) / len(targets)
""",
    ),
    Mistake(
        id="accuracy-of-nothing-is-zero",
        where="accuracy",
        sentence=(
            "Your accuracy of no predictions is a number. Nothing was right and nothing was "
            "wrong; an empty test part is a bug that should be heard of."
        ),
        why="Returning zero gets rid of the ZeroDivisionError.",
        code="""
def accuracy(predicted, targets):
    if len(predicted) != len(targets):
        raise ValueError(f"{len(predicted)} predictions, but {len(targets)} targets")
    return sum(p == t for p, t in zip(predicted, targets)) / max(1, len(targets))
""",
    ),
    Mistake(
        id="accuracy-of-nothing-divides-by-zero",
        where="accuracy",
        sentence=(
            "Your accuracy of no predictions ends in a ZeroDivisionError: true, but it does not "
            "say what was wrong. Look at what the docstring promises for it."
        ),
        why="The empty case is never tried.",
        code="""
def accuracy(predicted, targets):
    if len(predicted) != len(targets):
        raise ValueError(f"{len(predicted)} predictions, but {len(targets)} targets")
    return sum(p == t for p, t in zip(predicted, targets)) / len(targets)
""",
    ),
)
