"""The checks of sequences.py: letters looked up, rows of one size, shares, and the mask."""

from __future__ import annotations

import math

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal, assert_exact
from grading.checks.inputs import exact
from grading.worker.probes import names_all

# A table wider than high and one higher than wide; no number stands twice.
TABLE35 = [
    [0.5, -1.75, 2.25, 0.3, -0.9],
    [1.5, 0.8, -0.6, -2.5, 1.05],
    [-1.1, 0.45, 1.9, 0.65, -0.2],
]
TABLE52 = [[0.7, -1.3], [2.1, 0.9], [-2.3, 0.4], [1.25, -0.55], [-0.8, 1.6]]
X24 = [[2.5, -1.5, 0.75, 0.2], [-0.5, 3.5, 1.25, -2.75]]
X33 = [[0.4, -1.2, 2.3], [1.7, 0.6, -0.9], [-2.1, 1.4, 0.35]]
# Upstream gradients: no ones, both signs, no row that sums to zero, and in each row nothing near
# the mean that a rule takes of it: what is left of a difference of near numbers is rounding.
G24 = [[-1.7, 0.4, 2.2, -3.1], [0.9, -2.3, -1.2, 3.6]]
G33 = [[-1.7, 2.4, 0.3], [0.9, -2.3, 4.1], [-2.6, 1.1, -4.4]]
G35 = [[1.2, -0.7, 0.35, -1.6, 2.1], [-2.4, 0.15, 0.95, 1.1, -0.4], [0.6, 1.9, -1.3, 0.25, 0.8]]
G42 = [[1.2, -0.7], [0.35, -1.6], [-2.4, 0.15], [0.95, 1.1]]

HIDDEN = exact(-math.inf)
# Every row has one score that is hidden, and it is another one in each.
SCORES = [
    [0.8, HIDDEN, -1.3, 0.45],
    [HIDDEN, -0.6, 1.9, 0.2],
    [1.4, 0.3, -2.2, HIDDEN],
]
G34 = [[-1.7, 0.4, 2.2, -3.1], [0.9, -2.3, -1.2, 3.6], [2.6, -1.1, 0.7, 1.9]]

# Six letters of four numbers, and the weights of what they ask, offer and tell.
LETTERS = [
    [0.9, -1.4, 0.3, 1.1],
    [-0.6, 0.8, 1.7, -0.2],
    [1.3, 0.5, -0.9, 0.4],
    [-1.6, 0.2, 0.7, -1.2],
    [0.45, 1.9, -0.35, 0.65],
    [-0.25, -0.75, 1.15, 1.5],
]
ASKING = [[0.6, -0.9], [1.2, 0.3], [-0.5, 0.8], [0.4, 1.1]]
OFFERING = [[-0.7, 0.5], [0.2, 1.3], [0.9, -0.4], [-1.1, 0.6]]
TELLING = [[0.3, -0.8, 1.4], [0.9, 0.1, -0.6], [-1.2, 0.7, 0.5], [0.2, 1.6, -0.3]]
WEIGHTS = [ASKING, OFFERING, TELLING]
G63 = [
    [-1.7, 0.4, 2.2],
    [0.9, -0.3, -1.2],
    [1.1, 0.65, -0.8],
    [-0.45, 1.3, 0.75],
    [0.5, -2.1, 0.95],
    [1.6, 0.25, -0.55],
]


def copied(rows):
    return [list(row) for row in rows]


# The same in torch


def softmax_in_torch(x):
    return x.softmax(dim=1)


def rms_norm_in_torch(x):
    # By its formula: nn.functional.rms_norm came with PyTorch 2.4.
    return x / ((x * x).mean(dim=1, keepdim=True) + 1e-5).sqrt()


def right_result(function, rows):
    return oracle.answer(lambda torch: function(torch.tensor(rows)))


def right_gradient(function, rows, grad):
    """The gradient of `rows` under `grad` from above."""

    def gradient(torch):
        x = torch.tensor(rows, requires_grad=True)
        (function(x) * torch.tensor(grad)).sum().backward()
        return x.grad

    return oracle.answer(gradient)


def right_table_gradient(rows, indices, grad):
    def table_gradient(torch):
        table = torch.tensor(rows, requires_grad=True)
        (table[torch.tensor(indices)] * torch.tensor(grad)).sum().backward()
        return table.grad

    return oracle.answer(table_gradient)


def right_attention(lengths, letters, weights, grad):
    """[what each letter is told, the gradients of the letters and the weights], word by word."""

    def attention(torch):
        leaves = [torch.tensor(rows, requires_grad=True) for rows in (letters, *weights)]
        x, *projections = leaves
        told = []
        start = 0
        for length in lengths:
            asking, offering, telling = (x[start : start + length] @ w for w in projections)
            future = torch.ones(length, length).triu(1) > 0
            scores = (asking @ offering.T).masked_fill(future, -math.inf)
            told.append(scores.softmax(dim=1) @ telling)
            start += length
        result = torch.cat(told)
        (result * torch.tensor(grad)).sum().backward()
        return [result, [leaf.grad for leaf in leaves]]

    return oracle.answer(attention)


# On the learner's side


def data_of(picograd, name, rows):
    """The data of a function of one tensor."""
    return getattr(picograd.sequences, name)(picograd.tensor.Tensor(rows)).data


def embedded(picograd, table, indices):
    return picograd.sequences.embedding(picograd.tensor.Tensor(table), indices).data


def node_of(picograd, op, rows, result, ctx=()):
    """A node as the way forward records it; `result` is what torch has computed."""
    new = picograd.tensor.Tensor
    return new(result, (new(rows),), op, tuple(ctx))


def gradients_by_rule(picograd, op, rows, result, ctx, grad):
    """What the rule of an op answers to `grad`: one gradient per child."""
    node = node_of(picograd, op, rows, result, ctx)
    return list(getattr(picograd.sequences, f"{op}_rule")(copied(grad), node))


def attended(picograd, lengths, letters, weights, grad):
    """[what each letter is told, the gradients of the letters and the weights]."""
    new, sequences = picograd.tensor.Tensor, picograd.sequences
    leaves = [new(rows) for rows in (letters, *weights)]
    x, asking, offering, telling = leaves
    scores = (x @ asking) @ (x @ offering).T
    shares = sequences.softmax(scores + sequences.causal_mask(lengths))
    result = shares @ (x @ telling)
    (result * new(grad, requires_grad=False)).sum().backward()
    return [result.data, [leaf.grad for leaf in leaves]]


def mask_of(lengths):
    """The mask by its definition, element by element."""
    words = [word for word, length in enumerate(lengths) for _ in range(length)]
    places = range(len(words))
    return [[0.0 if words[i] == words[j] and j <= i else -math.inf for j in places] for i in places]


def rule_matches_torch(learner, op, function, rows, grad, agree=assert_exact):
    """The rule of `op` gives torch's gradient of `function` for `grad` from above."""
    rows, grad = learner.vary(rows, grad)
    result = right_result(function, rows)
    got = learner.ask(gradients_by_rule, op, rows, result, [], grad)
    assert_equal(len(got), 1, "the number of gradients")
    agree(got[0], right_gradient(function, rows, grad), f"the gradient of x in {op}(x)")


def embedding_rule_matches_torch(learner, rows, indices, grad):
    rows, grad = learner.vary(rows, grad)
    result = [rows[index] for index in indices]
    got = learner.ask(gradients_by_rule, "embedding", rows, result, indices, grad)
    assert_equal(len(got), 1, "the number of gradients")
    right = right_table_gradient(rows, indices, grad)
    assert_exact(got[0], right, f"the gradient of the table under the indices {indices}")


# embedding


def test_embedding_picks_the_rows_in_the_order_of_the_indices(learner):
    """Row i of the result is row indices[i] of the table, as often as it is asked for."""
    table = learner.vary(TABLE52)
    got = learner.ask(embedded, table, [3, 1, 4, 3])
    assert_exact(got, [table[3], table[1], table[4], table[3]], "embedding(table, [3, 1, 4, 3])")


def test_embedding_of_a_wide_table(learner):
    """A table of 3 x 5 gives rows of five numbers, more of them than the table has."""
    table = learner.vary(TABLE35)
    got = learner.ask(embedded, table, [2, 0, 1, 2])
    assert_exact(got, [table[2], table[0], table[1], table[2]], "embedding(table, [2, 0, 1, 2])")


def test_the_first_and_the_last_row_may_be_picked(learner):
    """The indices of a table of five rows are 0 to 4, both included."""
    table = learner.vary(TABLE52)
    assert_exact(learner.ask(embedded, table, [4]), [table[4]], "embedding(table, [4])")
    assert_exact(learner.ask(embedded, table, [0]), [table[0]], "embedding(table, [0])")


def test_embedding_records_the_table_and_the_indices(learner):
    """The result is one node: op "embedding", the table as its child, the indices in ctx."""

    def probe(picograd, rows, indices):
        table = picograd.tensor.Tensor(rows)
        node = picograd.sequences.embedding(table, indices)
        children = [child is table for child in node.children]
        indices[0] = 0  # the caller's list is the caller's
        return [node.op, children, list(node.ctx), type(node.ctx).__name__]

    got = learner.ask(probe, learner.vary(TABLE35), [2, 0, 2])
    expected = ["embedding", [True], [2, 0, 2], "tuple"]
    assert_equal(got, expected, "[op, children that are the table, ctx, the type of ctx]")


def refused_and_picked(picograd, rows, wrong, right, named):
    """[what the wrong indices raise, what the right ones pick]."""
    table = picograd.tensor.Tensor(rows)
    embedding = picograd.sequences.embedding
    raised = names_all(lambda: embedding(table, wrong), named)
    return [raised, embedding(table, right).data]


def test_an_index_beyond_the_table_is_a_value_error(learner):
    """An index of 3 or 7 in a table of three rows is a ValueError that names the index."""
    table = learner.vary(TABLE35)
    for index in (3, 7):
        got, picked = learner.ask(refused_and_picked, table, [1, index], [1, 2], str(index))
        assert_equal(got, ["ValueError", [True]], f"[error, names {index}] of index {index}")
        assert_exact(picked, [table[1], table[2]], "embedding(table, [1, 2])")


def test_a_negative_index_is_a_value_error(learner):
    """An index of -1 is a ValueError that names it: nobody counts letters from the end."""
    table = learner.vary(TABLE35)
    got, picked = learner.ask(refused_and_picked, table, [1, -1], [1, 2], "-1")
    assert_equal(got, ["ValueError", [True]], "[error, names -1] of index -1")
    assert_exact(picked, [table[1], table[2]], "embedding(table, [1, 2])")


# embedding_rule


def test_a_picked_row_receives_the_gradient_of_the_row_that_it_became(learner):
    """Row indices[i] of the table gets row i of the upstream gradient, all other rows zeros."""
    embedding_rule_matches_torch(learner, TABLE52, [3, 0, 4, 2], G42)


def test_a_row_that_is_picked_twice_receives_both_gradients(learner):
    """The gradients of a row that was picked twice, or three times, add up."""
    embedding_rule_matches_torch(learner, TABLE52, [3, 1, 3, 0], G42)
    embedding_rule_matches_torch(learner, TABLE52, [2, 2, 0, 2], G42)


def test_the_gradient_of_a_wide_table(learner):
    """The gradient of a table of 3 x 5 is 3 x 5, although three other rows were picked."""
    embedding_rule_matches_torch(learner, TABLE35, [1, 1, 0], G35)
    embedding_rule_matches_torch(learner, TABLE35, [2], [[1.2, -0.7, 0.35, -1.6, 2.1]])


def test_the_rows_of_the_gradient_of_a_table_are_independent(learner):
    """A change to one row of the table's gradient shows in no other row."""

    def probe(picograd, rows, result, grad):
        node = node_of(picograd, "embedding", rows, result, [3, 1])
        (gradient,) = picograd.sequences.embedding_rule(grad, node)
        gradient[0][1] = 99.0
        return gradient

    rows, grad = learner.vary(TABLE52, G42[:2])
    got = learner.ask(probe, rows, [rows[3], rows[1]], grad)
    zeros = [0.0, 0.0]
    right = [[0.0, 99.0], grad[1], zeros, grad[0], zeros]
    assert_exact(got, right, "the gradient of the table, 99 put into its first row")


def test_a_table_that_is_used_as_a_table_and_as_a_matrix(learner):
    """A table whose rows are picked and which is a factor too receives the gradients of both,
    beside what it had already.
    """

    def probe(picograd, rows, earlier, grad):
        new = picograd.tensor.Tensor
        table = new(rows)
        table.accumulate(earlier)
        logits = picograd.sequences.embedding(table, [3, 1, 3]) @ table.T
        (logits * new(grad, requires_grad=False)).sum().backward()
        return [logits.data, table.grad]

    def tied(torch):
        table = torch.tensor(rows, requires_grad=True)
        logits = table[torch.tensor([3, 1, 3])] @ table.T
        (logits * torch.tensor(grad)).sum().backward()
        return [logits, table.grad]

    rows, grad = learner.vary(TABLE52, G35)
    earlier = [[0.5 * x for x in row] for row in reversed(rows)]
    logits, gradient = learner.ask(probe, rows, earlier, grad)
    right_logits, right = oracle.answer(tied)
    assert_close(logits, right_logits, "embedding(table, [3, 1, 3]) @ table.T")
    both = [
        [a + b for a, b in zip(*pair, strict=True)] for pair in zip(earlier, right, strict=True)
    ]
    assert_close(gradient, both, "the gradient of the table")


# root_mean_square


def root_of(picograd, row):
    return picograd.sequences.root_mean_square(row)


def right_root(row):
    """By its formula; sqrt(mean of squares + 1e-5) needs no torch."""
    return math.sqrt(math.fsum(x * x for x in row) / len(row) + 1e-5)


def test_the_root_of_the_mean_square_of_a_row(learner):
    """The root of the mean of the squares of two, four or five numbers of both signs."""
    for row in ([-3.0, 4.5], X24[1], TABLE35[0]):
        row = learner.vary(row)
        assert_exact(learner.ask(root_of, row), right_root(row), f"root_mean_square({row})")


def test_the_root_mean_square_of_equal_numbers(learner):
    """Of equal numbers it is that number, be the row long or short, and never below zero."""
    x = learner.vary(-2.5)
    for length in (1, 3):
        row = [x] * length
        assert_exact(learner.ask(root_of, row), right_root(row), f"root_mean_square({row})")


def test_the_root_mean_square_of_zeros(learner):
    """Of zeros it is the root of EPSILON, 0.00316..., and not zero."""
    got = learner.ask(root_of, [0.0, 0.0, 0.0])
    assert_exact(got, math.sqrt(1e-5), "root_mean_square([0.0, 0.0, 0.0])")


def test_the_root_mean_square_of_tiny_and_of_large_numbers(learner):
    """EPSILON counts as much as numbers of 0.003 do, and nothing beside a million."""
    for row in ([0.0031, -0.0042, 0.0018, 0.0], [1.5e6, -2.25e6, 0.5e6, 1.0]):
        row = learner.vary(row)
        assert_exact(learner.ask(root_of, row), right_root(row), f"root_mean_square({row})")


# rms_norm


def norm_matches_torch(learner, rows):
    rows = learner.vary(rows)
    got = learner.ask(data_of, "rms_norm", rows)
    assert_exact(got, right_result(rms_norm_in_torch, rows), "rms_norm(x)")


def test_rms_norm_divides_each_row_by_its_root_mean_square(learner):
    """Each row of 2 x 4 or 3 x 3 is divided by its own root mean square."""
    norm_matches_torch(learner, X24)
    norm_matches_torch(learner, X33)


def test_rms_norm_of_rows_of_very_different_size(learner):
    """A row of thousandths, one of ones and one of millions: each stands for itself."""
    norm_matches_torch(learner, [[0.0031, -0.0042], [1.5, 0.25], [2.5e6, -1.25e6]])


def test_rms_norm_of_zeros(learner):
    """A row of zeros stays one, beside a row that does not."""
    norm_matches_torch(learner, [[exact(0.0)] * 3, [1.5, -0.25, 0.75]])


def test_rms_norm_of_a_row_and_of_a_column(learner):
    """A single row, and rows of a single number, of which the sign is left."""
    norm_matches_torch(learner, [[1.5, -0.25, 0.75, 2.5, -1.1]])
    norm_matches_torch(learner, [[1.5], [-0.25], [0.004]])


# rms_norm_rule


def test_the_rule_of_rms_norm_under_any_gradient(learner):
    """d rms_norm for 2 x 4 and 3 x 3: in its own place, and in the root that a row shares."""
    for rows, grad in ((X24, G24), (X33, G33)):
        rule_matches_torch(learner, "rms_norm", rms_norm_in_torch, rows, grad)


def test_the_rule_of_rms_norm_for_tiny_and_for_large_numbers(learner):
    """d rms_norm for rows of thousandths, where EPSILON counts, and of millions: no step is
    small enough there, and a formula needs none.
    """
    rows = [[0.0031, -0.0042, 0.0018, 0.0005], [2.5e6, -1.25e6, 0.75e6, 1.5e6]]
    rule_matches_torch(learner, "rms_norm", rms_norm_in_torch, rows, G24)


def test_the_rule_of_rms_norm_for_zeros(learner):
    """d rms_norm of a row of zeros is the gradient from above divided by the root of EPSILON."""
    rows = [[exact(0.0)] * 4, X24[1]]
    rule_matches_torch(learner, "rms_norm", rms_norm_in_torch, rows, G24)


def test_the_rule_of_rms_norm_for_a_column(learner):
    """Of a row of a single number nothing but the sign is left, and nearly no gradient."""
    rows, grad = [[1.5], [-0.25], [0.004]], [[0.9], [-1.3], [2.1]]
    rule_matches_torch(learner, "rms_norm", rms_norm_in_torch, rows, grad, assert_close)


# softmax


def shares_match_torch(learner, rows):
    rows = learner.vary(rows)
    got = learner.ask(data_of, "softmax", rows)
    assert_exact(got, right_result(softmax_in_torch, rows), "softmax(x)")


def test_softmax_makes_shares_of_each_row(learner):
    """Each row of 2 x 4 or 3 x 3 becomes shares that add up to 1, as torch has them."""
    shares_match_torch(learner, X24)
    shares_match_torch(learner, X33)


def test_softmax_of_large_scores(learner):
    """Scores of +-1000 beside each other, and a row of nothing but -1000: no overflow."""
    shares_match_torch(learner, [[1000.0, 998.5, -1000.0]])
    shares_match_torch(learner, [[-1000.0, -1001.25]])


def test_softmax_of_rows_far_apart(learner):
    """A row of small scores below one of large ones has its shares all the same."""
    shares_match_torch(learner, [[1000.0, 998.5], [0.5, -0.75]])
    shares_match_torch(learner, [[exact(-700.0), exact(705.5)], [exact(-12.0), exact(-11.0)]])


def test_softmax_of_tiny_shares(learner):
    """A score 40 below the others keeps its share of 1e-17: nothing is added, nothing cut."""
    shares_match_torch(learner, [[exact(41.0), exact(0.25), exact(40.5)]])


def test_a_hidden_score_has_the_share_zero(learner):
    """A score of -inf gets 0.0, exactly, and the others share as if it were not there."""
    scores = learner.vary(SCORES)
    got = learner.ask(data_of, "softmax", scores)
    assert_exact(got, right_result(softmax_in_torch, scores), "softmax(x)")
    hidden = [got[0][1], got[1][0], got[2][3]]
    assert_equal([share == 0.0 for share in hidden], [True] * 3, "the hidden shares are 0.0")


def test_a_single_score_that_may_be_seen(learner):
    """The only finite score of a row has the share 1, whatever it is."""
    rows = [[HIDDEN, 2.5, HIDDEN], [-1000.5, HIDDEN, HIDDEN], [HIDDEN, HIDDEN, exact(0.0)]]
    shares_match_torch(learner, rows)


def test_a_score_of_zero_is_a_score(learner):
    """A score of 0 has a share like any other, also next to a hidden one."""
    shares_match_torch(learner, [[exact(0.0), -1.5, exact(0.0)], [0.75, exact(0.0), HIDDEN]])


def test_softmax_of_a_column(learner):
    """In rows of a single score every share is 1."""
    shares_match_torch(learner, [[1.5], [-0.25], [exact(0.0)]])


# softmax_rule


def test_the_rule_of_softmax_under_any_gradient(learner):
    """d softmax for 2 x 4 and 3 x 3, under gradients whose rows sum to anything."""
    for rows, grad in ((X24, G24), (X33, G33)):
        rule_matches_torch(learner, "softmax", softmax_in_torch, rows, grad)


def test_the_rule_of_softmax_under_a_gradient_for_one_share(learner):
    """d softmax when one share of a row has a gradient: the other scores hear of it too."""
    grad = [[exact(0.0), -0.35, exact(0.0), exact(0.0)], [2.2, *[exact(0.0)] * 3]]
    rule_matches_torch(learner, "softmax", softmax_in_torch, X24, grad)


def test_the_rule_of_softmax_at_large_scores(learner):
    """d softmax at scores of +-1000 and at shares of 1e-9: no overflow, no NaN, and no step."""
    rows = [
        [exact(1000.0), exact(998.5), exact(-1000.0)],
        [exact(-800.5), exact(-799.75), exact(-820.0)],
        [exact(0.5), exact(21.0), exact(20.25)],
    ]
    rule_matches_torch(learner, "softmax", softmax_in_torch, rows, G33)


def test_a_hidden_score_receives_no_gradient(learner):
    """Where the score is -inf the gradient is 0, exactly; elsewhere it is torch's."""
    scores, grad = learner.vary(SCORES, G34)
    result = right_result(softmax_in_torch, scores)
    got = learner.ask(gradients_by_rule, "softmax", scores, result, [], grad)
    assert_equal(len(got), 1, "the number of gradients")
    assert_exact(got[0], right_gradient(softmax_in_torch, scores, grad), "the gradient of x")
    hidden = [got[0][0][1], got[0][1][0], got[0][2][3]]
    assert_equal([slope == 0.0 for slope in hidden], [True] * 3, "the hidden gradients are 0.0")


# causal_mask


def masked(picograd, lengths):
    return picograd.sequences.causal_mask(lengths).data


def test_in_one_word_a_letter_sees_itself_and_what_is_before_it(learner):
    """In a word of four letters 0.0 stands on and below the diagonal, -inf above it."""
    assert_exact(learner.ask(masked, [4]), mask_of([4]), "causal_mask([4])")


def test_nobody_looks_into_the_word_of_a_neighbor(learner):
    """In words of two and three letters a letter sees those of its own word, and no other."""
    assert_exact(learner.ask(masked, [2, 3]), mask_of([2, 3]), "causal_mask([2, 3])")
    assert_exact(learner.ask(masked, [3, 2]), mask_of([3, 2]), "causal_mask([3, 2])")


def test_three_words_of_unequal_lengths(learner):
    """The third word begins where the first two together end."""
    assert_exact(learner.ask(masked, [1, 3, 2]), mask_of([1, 3, 2]), "causal_mask([1, 3, 2])")


def test_words_of_one_letter(learner):
    """A letter that is a word sees itself: one of them, or three."""
    assert_exact(learner.ask(masked, [1]), mask_of([1]), "causal_mask([1])")
    assert_exact(learner.ask(masked, [1, 1, 1]), mask_of([1, 1, 1]), "causal_mask([1, 1, 1])")


def test_the_mask_is_a_constant(learner):
    """The mask is a leaf that requires no gradient, and scores plus mask require theirs."""

    def probe(picograd, rows):
        mask = picograd.sequences.causal_mask([1, 1])
        total = picograd.tensor.Tensor(rows) + mask
        total.backward()
        return [mask.requires_grad, len(mask.children), total.requires_grad, mask.grad]

    got = learner.ask(probe, learner.vary([[0.8, -1.3], [0.45, 2.1]]))
    expected = [False, 0, True, [[0.0, 0.0], [0.0, 0.0]]]
    what = "[requires_grad, number of children, requires_grad of the total, gradient] of the mask"
    assert_equal(got, expected, what)


def refused_and_masked(picograd, lengths, named):
    """[what the lengths raise, the mask of one word of two letters]."""
    mask = picograd.sequences.causal_mask
    return [names_all(lambda: mask(lengths), named), mask([2]).data]


def test_a_word_without_letters_is_a_value_error(learner):
    """A length of 0 is a ValueError that names it, be it the first or the last."""
    for lengths in ([0, 2], [2, 0]):
        got, data = learner.ask(refused_and_masked, lengths, "0")
        assert_equal(got, ["ValueError", [True]], f"[error, names 0] of {lengths}")
        assert_exact(data, mask_of([2]), "causal_mask([2])")


def test_a_length_below_zero_is_a_value_error(learner):
    """A length of -2 is a ValueError that names it, and does not shorten the word before it."""
    got, data = learner.ask(refused_and_masked, [3, -2], "-2")
    assert_equal(got, ["ValueError", [True]], "[error, names -2] of [3, -2]")
    assert_exact(data, mask_of([2]), "causal_mask([2])")


# rms_norm and softmax as nodes, and all rules

OPS = (
    ("rms_norm", lambda sequences, x: sequences.rms_norm(x)),
    ("softmax", lambda sequences, x: sequences.softmax(x)),
    ("embedding", lambda sequences, x: sequences.embedding(x, [1, 0, 1])),
)


def test_rms_norm_and_softmax_record_what_they_did(learner):
    """Each is one node with its own op and the one child x, which is left as it was."""

    def probe(picograd, expression, rows):
        x = picograd.tensor.Tensor(rows)
        node = expression(picograd.sequences, x)
        return [node.op, [child is x for child in node.children], list(node.shape), x.data]

    rows = learner.vary(X24)
    for op, expression in OPS[:2]:
        *recorded, after = learner.ask(probe, expression, rows)
        expected = [op, [True], [2, 4]]
        assert_equal(recorded, expected, f"[op, children that are x, shape] of {op}(x)")
        assert_exact(after, rows, f"x after {op}(x)")


def test_a_rule_answers_with_a_tuple_of_one_gradient_in_the_shape_of_the_child(learner):
    """Each of the three rules answers with a tuple of one matrix, shaped like what went in."""

    def probe(picograd, op, rows, result, ctx, grad):
        node = node_of(picograd, op, rows, result, ctx)
        answer = getattr(picograd.sequences, f"{op}_rule")(copied(grad), node)
        kind = "tuple" if isinstance(answer, tuple) else type(answer).__name__
        return [kind, [[len(matrix), len(matrix[0])] for matrix in answer]]

    rows, grad = learner.vary(X24, G24)
    for op, result, ctx, up in every_rule(rows, grad):
        kind, shapes = learner.ask(probe, op, rows, result, ctx, up)
        assert_equal(kind, "tuple", f"the type of what {op}_rule answers with")
        assert_equal(shapes, [[2, 4]], f"the shapes of the gradients of {op}")


def every_rule(rows, grad):
    """[op, result, ctx, upstream gradient] for each rule; the third row is the first again."""
    yield "rms_norm", right_result(rms_norm_in_torch, rows), [], grad
    yield "softmax", right_result(softmax_in_torch, rows), [], grad
    yield "embedding", [rows[1], rows[0], rows[1]], [1, 0, 1], [*grad, grad[0]]


def test_a_rule_changes_nothing(learner):
    """No rule changes the upstream gradient, the node or its child; asked again, it agrees."""

    def probe(picograd, op, rows, result, ctx, grad):
        node = node_of(picograd, op, rows, result, ctx)
        (child,) = node.children
        child.accumulate([[0.5] * len(row) for row in rows])
        rule = getattr(picograd.sequences, f"{op}_rule")
        first = [copied(matrix) for matrix in rule(grad, node)]
        second = list(rule(grad, node))
        return [first, second, [grad, node.data, child.data, child.grad]]

    rows, grad = learner.vary(X24, G24)
    for op, result, ctx, up in every_rule(rows, grad):
        first, second, after = learner.ask(probe, op, rows, result, ctx, up)
        before = [up, result, rows, [[0.5] * 4] * 2]
        assert_exact(after, before, f"[grad, result, child, its gradient] after {op}_rule")
        assert_exact(second, first, f"the second answer of {op}_rule")
        assert_equal([len(m) for m in first], [2], f"the rows of the gradients of {op}")


def test_what_requires_no_gradient_costs_none(learner):
    """Of a constant each function makes a constant, and backward never asks its rule."""

    def probe(picograd, op, expression, rows, others):
        new, rules = picograd.tensor.Tensor, picograd.tensor_rules.RULES
        asked = []

        def noting(grad, node, rule=rules[op]):
            asked.append(node.op)
            return rule(grad, node)

        rules[op] = noting
        x, weight = new(rows, requires_grad=False), new(others)
        constant = expression(picograd.sequences, x)
        (constant @ weight).backward()
        free = expression(picograd.sequences, new(rows))
        free.backward()
        return [constant.requires_grad, free.requires_grad, asked, constant.data, weight.grad]

    rows, others = learner.vary(X24, [[0.7], [-1.3], [2.1], [0.9]])
    for op, expression in OPS:
        *told, data, gradient = learner.ask(probe, op, expression, rows, others)
        expected = [False, True, [op]]
        what = f"[constant requires_grad, other requires_grad, rules asked] of {op}"
        assert_equal(told, expected, what)
        sums = [[math.fsum(column)] for column in zip(*data, strict=True)]
        assert_close(gradient, sums, f"the gradient of the weights behind {op}")


# Together


def test_three_words_in_one_matrix_are_three_words(learner):
    """Attention over words of three, one and two letters: values and gradients are those that
    torch has word by word, and no 0 * inf makes a NaN.
    """
    letters, weights, grad = learner.vary(LETTERS, WEIGHTS, G63)
    got, gradients = learner.ask(attended, [3, 1, 2], letters, weights, grad)
    right, right_gradients = right_attention([3, 1, 2], letters, weights, grad)
    assert_close(got, right, "what the letters are told")
    names = ("letters", "asking weights", "offering weights", "telling weights")
    for name, mine, theirs in zip(names, gradients, right_gradients, strict=True):
        assert_close(mine, theirs, f"the gradient of the {name}")


def test_attention_at_large_scores(learner):
    """With scores of some ten thousand, values and gradients are finite, and torch's."""
    letters, weights, grad = learner.vary(LETTERS, WEIGHTS, G63)
    letters = [[100.0 * x for x in row] for row in letters]
    got, gradients = learner.ask(attended, [4, 2], letters, weights, grad)
    right, right_gradients = right_attention([4, 2], letters, weights, grad)
    assert_close(got, right, "what the letters are told")
    assert_close(gradients, right_gradients, "the gradients of the letters and the weights")


def test_a_later_letter_changes_nothing_before_it(learner):
    """Another third letter changes what the third and the fourth are told; what the letters
    before them and those of the other word are told stays, to the last digit.
    """
    letters, weights, grad = learner.vary(LETTERS, WEIGHTS, G63)
    other = [*letters[:2], [-x for x in letters[3]], *letters[3:]]
    before, _ = learner.ask(attended, [4, 2], letters, weights, grad)
    after, _ = learner.ask(attended, [4, 2], other, weights, grad)
    same = [a == b for a, b in zip(before, after, strict=True)]
    expected = [True, True, False, False, True, True]
    assert_equal(same, expected, "letters that are told the same, the third one changed")
    assert_close(before, right_attention([4, 2], letters, weights, grad)[0], "what they are told")


def test_nobody_learns_from_the_future_or_from_a_neighbor(learner):
    """A loss on the second letter alone gives the letters after it, and those of the other
    word, a gradient of exactly 0, and the first two torch's.
    """
    letters, weights = learner.vary(LETTERS, WEIGHTS)
    grad = [[0.0] * 3, learner.vary(G63[1]), *[[0.0] * 3] * 4]
    _, (gradient, *_) = learner.ask(attended, [4, 2], letters, weights, grad)
    _, (right, *_) = right_attention([4, 2], letters, weights, grad)
    moved = [any(x != 0.0 for x in row) for row in gradient]
    assert_equal(moved, [True, True, *[False] * 4], "letters that receive a gradient")
    assert_close(gradient, right, "the gradient of the letters")


def test_letters_looked_up_and_normed(learner):
    """From the table over the norm to the shares: the gradient of the table is torch's."""

    def probe(picograd, rows, grad):
        new, sequences = picograd.tensor.Tensor, picograd.sequences
        table = new(rows)
        x = sequences.rms_norm(sequences.embedding(table, [1, 0, 1]))
        shares = sequences.softmax(x @ x.T + sequences.causal_mask([1, 2]))
        (shares * new(grad, requires_grad=False)).sum().backward()
        return [shares.data, table.grad]

    def shares_of_letters(torch):
        table = torch.tensor(rows, requires_grad=True)
        x = rms_norm_in_torch(table[torch.tensor([1, 0, 1])])
        hidden = torch.tensor(mask_of([1, 2]))
        shares = softmax_in_torch(x @ x.T + hidden)
        (shares * torch.tensor(grad)).sum().backward()
        return [shares, table.grad]

    rows, grad = learner.vary(TABLE35, G33)
    shares, gradient = learner.ask(probe, rows, grad)
    right_shares, right = oracle.answer(shares_of_letters)
    assert_close(shares, right_shares, "the shares")
    assert_close(gradient, right, "the gradient of the table")
