"""The checks of gpt.py: heads, blocks and the whole network, its loss, and the words it writes."""

from __future__ import annotations

import math
import random

from grading.checks import oracle
from grading.checks.assertions import assert_close, assert_equal, assert_exact
from grading.worker.probes import names_all

# Five letters in one word, and words of several lengths: tokens of a vocabulary of seven.
WORD = [0, 3, 6, 3, 1]
WORDS = [[0, 3, 6, 3], [5], [0, 2], [4, 4, 1, 0, 6]]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rng_of(seed):
    return random.Random(seed)


def matrix(n, m, seed, bound=1.2):
    """n x m numbers of both signs, none of them near 0."""
    rng = random.Random(f"{n}/{m}/{seed}")

    def number():
        return round(rng.choice((-1, 1)) * rng.uniform(0.15, bound), 3)

    return [[number() for _ in range(m)] for _ in range(n)]


X46 = matrix(4, 6, "x")
G46 = matrix(4, 6, "gradient")
# The mask of two words, of three letters and of one.
MASK = [
    [0.0, -math.inf, -math.inf, -math.inf],
    [0.0, 0.0, -math.inf, -math.inf],
    [0.0, 0.0, 0.0, -math.inf],
    [-math.inf, -math.inf, -math.inf, 0.0],
]


def head_weights(seed, width=6, size=3):
    return [matrix(width, size, f"{seed}/{n}") for n in range(3)] + [
        matrix(size, width, f"{seed}/output")
    ]


def block_weights(seed, width=6, heads=2):
    each = [w for n in range(heads) for w in head_weights(f"{seed}/{n}", width, width // heads)]
    return [
        *each,
        matrix(width, 4 * width, f"{seed}/widen", 0.8),
        matrix(4 * width, width, f"{seed}/narrow", 0.8),
    ]


def gpt_weights(seed, blocks=1, vocabulary=7, context=6):
    return [
        matrix(vocabulary, 6, f"{seed}/letters"),
        matrix(context, 6, f"{seed}/positions"),
        *(w for n in range(blocks) for w in block_weights(f"{seed}/{n}")),
        matrix(6, vocabulary, f"{seed}/logits"),
    ]


# On the learner's side: models that hold given numbers


def tensor(picograd, rows, requires_grad=True):
    return picograd.tensor.Tensor(rows, requires_grad=requires_grad)


def set_all(nodes, weights):
    for node, rows in zip(nodes, weights, strict=True):
        node.data = [list(row) for row in rows]


def in_head(head):
    return [head.queries, head.keys, head.values, head.output]


def in_attention(attention):
    return [node for head in attention.heads for node in in_head(head)]


def in_block(block):
    return [*in_attention(block.attention), block.widen, block.narrow]


def in_gpt(model):
    inside = [node for block in model.blocks for node in in_block(block)]
    return [model.letters, model.positions, *inside, model.output]


def head_of(picograd, weights):
    head = picograd.gpt.Head(len(weights[0]), len(weights[0][0]), rng_of(0))
    set_all(in_head(head), weights)
    return head


def attention_of(picograd, weights):
    attention = picograd.gpt.Attention(len(weights[0]), len(weights) // 4, rng_of(0))
    set_all(in_attention(attention), weights)
    return attention


def block_of(picograd, weights):
    block = picograd.gpt.Block(len(weights[0]), (len(weights) - 2) // 4, rng_of(0))
    set_all(in_block(block), weights)
    return block


def gpt_of(picograd, weights, blocks=1, heads=2):
    letters, positions = weights[:2]
    model = picograd.gpt.GPT(
        len(letters), len(letters[0]), heads, blocks, len(positions), rng_of(0)
    )
    set_all(in_gpt(model), weights)
    return model


def logits_of(picograd, weights, words, blocks=1):
    return gpt_of(picograd, weights, blocks)(words).data


def loss_of(picograd, weights, words):
    return picograd.gpt.loss(gpt_of(picograd, weights), words).item()


def result_and_gradients(picograd, made, nodes, grad):
    """What came out, and the gradients of `nodes` under `grad` from above."""
    (made * tensor(picograd, grad, False)).sum().backward()
    return [made.data, [node.grad for node in nodes]]


# The same in torch


def norm_in_torch(x):
    return x / ((x * x).mean(dim=1, keepdim=True) + 1e-5).sqrt()


def shares_in_torch(head, x, mask):
    queries, keys = x @ head[0], x @ head[1]
    return (queries @ keys.T / math.sqrt(queries.shape[1]) + mask).softmax(dim=1)


def attention_in_torch(heads, x, mask):
    total = 0.0
    for n in range(0, len(heads), 4):
        head = heads[n : n + 4]
        total = total + shares_in_torch(head, x, mask) @ (x @ head[2]) @ head[3]
    return total


def block_in_torch(block, x, mask):
    *heads, widen, narrow = block
    x = x + attention_in_torch(heads, norm_in_torch(x), mask)
    return x + (norm_in_torch(x) @ widen).relu() @ narrow


def logits_in_torch(torch, leaves, words, blocks=1):
    """Word by word, so that there is no neighbor to look at."""
    letters, positions, *inside, output = leaves
    size = len(inside) // blocks
    rows = []
    for word in words:
        x = letters[torch.tensor(word)] + positions[: len(word)]
        mask = torch.full((len(word), len(word)), -math.inf).triu(1)
        for n in range(blocks):
            x = block_in_torch(inside[n * size : (n + 1) * size], x, mask)
        rows.append(x @ output)
    return torch.cat(rows)


def numbers_of(word):
    return [0, *(LETTERS.index(letter) + 1 for letter in word), 0]


def loss_in_torch(torch, leaves, words):
    cut = [numbers_of(word)[: len(leaves[1]) + 1] for word in words]
    logits = logits_in_torch(torch, leaves, [word[:-1] for word in cut])
    targets = [token for word in cut for token in word[1:]]
    return torch.nn.functional.cross_entropy(logits, torch.tensor(targets))


def leaves_of(torch, weights):
    return [torch.tensor(rows, requires_grad=True) for rows in weights]


def right_logits(weights, words, blocks=1):
    return oracle.answer(
        lambda torch: logits_in_torch(torch, leaves_of(torch, weights), words, blocks)
    )


def right_loss(weights, words):
    return oracle.answer(lambda torch: loss_in_torch(torch, leaves_of(torch, weights), words))


def right_result_and_gradients(computed, weights, grad):
    """[result, gradients of all weights] of `computed(leaves)` under `grad` from above."""

    def result_and_gradients(torch):
        leaves = leaves_of(torch, weights)
        result = computed(leaves)
        (result * torch.tensor(grad)).sum().backward()
        return [result, [leaf.grad for leaf in leaves]]

    return oracle.answer(result_and_gradients)


def assert_all_close(got, right, names, what):
    assert_close(got[0], right[0], f"the result of {what}")
    for name, mine, expected in zip(names, got[1], right[1], strict=True):
        assert_close(mine, expected, f"the gradient of {name} in {what}")


HEAD_NAMES = ("queries", "keys", "values", "output")


def block_names(heads=2):
    return [f"{name} of head {n}" for n in range(1, heads + 1) for name in HEAD_NAMES] + [
        "widen",
        "narrow",
    ]


def gpt_names(blocks=1):
    inside = [f"{name} of block {n}" for n in range(1, blocks + 1) for name in block_names()]
    return ["letters", "positions", *inside, "output"]


# What a constructor draws


def drawn(shapes, seed):
    """What `weight` draws one after another for these shapes."""
    rng = random.Random(seed)
    made = []
    for n, m in shapes:
        bound = math.sqrt(3 / n)
        made.append([[rng.uniform(-bound, bound) for _ in range(m)] for _ in range(n)])
    return made


def head_shapes(width, size):
    return [(width, size)] * 3 + [(size, width)]


def block_shapes(width, heads):
    return head_shapes(width, width // heads) * heads + [(width, 4 * width), (4 * width, width)]


def assert_drawn(got, shapes, names, seed):
    assert_equal(len(got), len(names), "the number of matrices")
    for name, mine, expected in zip(names, got, drawn(shapes, seed), strict=True):
        assert_close(mine, expected, f"the draws of {name}")


def listed(listing, nodes):
    """The places of what `listing` lists among `nodes`; -1 for what is none of them."""
    places = {id(node): place for place, node in enumerate(nodes)}
    return [places.get(id(node), -1) for node in listing]


# tokens and text


def test_the_tokens_of_a_word(learner):
    """A word is END, the place in the alphabet of each letter, END; the empty word is two ENDs."""

    def probe(picograd, words):
        return [list(picograd.gpt.tokens(word)) for word in words]

    got = learner.ask(probe, ["ada", "bo", "z", "", "mezzo"])
    right = [[0, 1, 4, 1, 0], [0, 2, 15, 0], [0, 26, 0], [0, 0], [0, 13, 5, 26, 26, 15, 0]]
    assert_equal(got, right, "the tokens of ada, bo, z, the empty word and mezzo")


def test_what_is_no_letter_is_refused(learner):
    """tokens of anything but a to z raise a ValueError that names it; words of these do not."""

    def probe(picograd, words, demanded):
        tokens = picograd.gpt.tokens
        refused = [
            names_all(lambda word=word: tokens(word), letter) or list(tokens(word))
            for word, letter in zip(words, demanded, strict=True)
        ]
        return [refused, list(tokens("abz"))]

    words, letters = ["adA", "z~e", "a{b", "no`"], ["A", "~", "{", "`"]
    refused, taken = learner.ask(probe, words, letters)
    for word, got in zip(words, refused, strict=True):
        right = ["ValueError", [True]]
        assert_equal(got, right, f"[error, it names the letter], or the tokens, of {word!r}")
    assert_equal(taken, [0, 1, 2, 26, 0], "the tokens of abz")


def test_the_text_of_tokens(learner):
    """text joins the letters of tokens, and an END is none, wherever it stands."""

    def probe(picograd, lists):
        return [picograd.gpt.text(numbers) for numbers in lists]

    lists = [[0, 1, 4, 1, 0], [26, 15, 5], [0, 2, 0, 15], [], [0]]
    got = learner.ask(probe, lists)
    assert_equal(got, ["ada", "zoe", "bo", "", ""], f"the texts of {lists}")


def test_what_is_no_token_is_refused(learner):
    """text of a number below 0 or above 26 raises a ValueError that names it; 0 to 26 do not."""

    def probe(picograd, numbers):
        text = picograd.gpt.text
        refused = [names_all(lambda n=n: text([0, 3, n, 0]), str(n)) for n in numbers]
        return [refused, text([26, 0, 1])]

    refused, taken = learner.ask(probe, [27, -1, 40])
    for number, got in zip((27, -1, 40), refused, strict=True):
        assert got is not None, f"text of {number} raised nothing; expected a ValueError"
        assert_equal(got, ["ValueError", [True]], f"[error, it names the number] of {number}")
    assert_equal(taken, "za", "the text of 26, 0 and 1")


# Head


def test_what_a_head_draws(learner):
    """A head draws queries, keys, values and output from the rng, each a matrix of its own."""

    def probe(picograd, seed):
        return [node.data for node in in_head(picograd.gpt.Head(5, 3, rng_of(seed)))]

    seed = learner.seed(3)
    assert_drawn(learner.ask(probe, seed), head_shapes(5, 3), HEAD_NAMES, seed)


def test_the_shares_of_a_head(learner):
    """shares are softmax(queries @ keys.T / sqrt(size) + mask), number for number as in torch."""

    def probe(picograd, x, mask, weights):
        head = head_of(picograd, weights)
        return head.shares(tensor(picograd, x), tensor(picograd, mask, False)).data

    x, weights = learner.vary(X46, head_weights("a"))
    got = learner.ask(probe, x, MASK, weights)
    right = oracle.answer(
        lambda torch: shares_in_torch(
            [torch.tensor(w) for w in weights], torch.tensor(x), torch.tensor(MASK)
        )
    )
    assert_close(got, right, "the shares")


def test_the_gradients_of_the_shares(learner):
    """backward from the shares gives queries, keys and x the gradients of torch."""

    def probe(picograd, x, mask, weights, grad):
        head, x = head_of(picograd, weights), tensor(picograd, x)
        made = head.shares(x, tensor(picograd, mask, False))
        return result_and_gradients(picograd, made, [head.queries, head.keys, x], grad)

    x, weights, grad = learner.vary(X46, head_weights("a"), matrix(4, 4, "gradient of shares"))
    got = learner.ask(probe, x, MASK, weights, grad)

    def computed(leaves):
        *head, x = leaves
        return shares_in_torch(head, x, x.new_tensor(MASK))

    right = right_result_and_gradients(computed, [*weights[:2], x], grad)
    assert_all_close(got, right, ["queries", "keys", "x"], "the shares")


def test_what_is_masked_has_no_share(learner):
    """A masked letter's share is 0 exactly, and the shares of each row add up to 1."""

    def probe(picograd, x, mask, weights):
        head = head_of(picograd, weights)
        return head.shares(tensor(picograd, x), tensor(picograd, mask, False)).data

    x, weights = learner.vary(X46, head_weights("a"))
    for row, hidden in zip(learner.ask(probe, x, MASK, weights), MASK, strict=True):
        for share, added in zip(row, hidden, strict=True):
            if added:
                assert_exact(share, 0.0, "the share of a masked letter")
        assert_close(sum(row), 1.0, "the sum of the shares of a row")


def test_large_scores(learner):
    """Scores of some hundreds are no error: shares are 0 or 1 then, and the gradients finite."""

    def probe(picograd, x, mask, weights, grad):
        head, x = head_of(picograd, weights), tensor(picograd, x)
        made = head(x, tensor(picograd, mask, False))
        return result_and_gradients(picograd, made, [*in_head(head), x], grad)

    large = [[40 * v for v in row] for row in X46]
    x, weights, grad = learner.vary(large, head_weights("a"), G46)
    got = learner.ask(probe, x, MASK, weights, grad)

    def computed(leaves):
        *head, x = leaves
        return attention_in_torch(head, x, x.new_tensor(MASK))

    right = right_result_and_gradients(computed, [*weights, x], grad)
    assert_all_close(got, right, [*HEAD_NAMES, "x"], "a head of large scores")


def test_the_result_of_a_head(learner):
    """A head mixes the values by the shares and sends them through output, as in torch."""

    def probe(picograd, x, mask, weights):
        return head_of(picograd, weights)(tensor(picograd, x), tensor(picograd, mask, False)).data

    x, weights = learner.vary(X46, head_weights("b"))
    got = learner.ask(probe, x, MASK, weights)

    def right(torch):
        head = [torch.tensor(w) for w in weights]
        return attention_in_torch(head, torch.tensor(x), torch.tensor(MASK))

    assert_close(got, oracle.answer(right), "the result of a head")


def test_the_gradients_of_a_head(learner):
    """backward through a head gives its four matrices and its input the gradients of torch."""

    def probe(picograd, x, mask, weights, grad):
        head, x = head_of(picograd, weights), tensor(picograd, x)
        made = head(x, tensor(picograd, mask, False))
        return result_and_gradients(picograd, made, [*in_head(head), x], grad)

    x, weights, grad = learner.vary(X46, head_weights("b"), G46)
    got = learner.ask(probe, x, MASK, weights, grad)

    def computed(leaves):
        *head, x = leaves
        return attention_in_torch(head, x, x.new_tensor(MASK))

    right = right_result_and_gradients(computed, [*weights, x], grad)
    assert_all_close(got, right, [*HEAD_NAMES, "x"], "a head")


def test_a_letter_alone(learner):
    """One row has itself to look at: its share is 1, and the head makes x @ values @ output."""

    def probe(picograd, x, weights):
        head, mask = head_of(picograd, weights), tensor(picograd, [[0.0]], False)
        x = tensor(picograd, x)
        return [head.shares(x, mask).data, head(x, mask).data]

    x, weights = learner.vary(X46[:1], head_weights("b"))
    shares, made = learner.ask(probe, x, weights)
    assert_close(shares, [[1.0]], "the shares of one row")
    right = oracle.answer(
        lambda torch: torch.tensor(x) @ torch.tensor(weights[2]) @ torch.tensor(weights[3])
    )
    assert_close(made, right, "the result of one row")


def test_the_parameters_of_a_head(learner):
    """The parameters of a head are its four matrices themselves, in their order."""

    def probe(picograd, seed):
        head = picograd.gpt.Head(4, 2, rng_of(seed))
        return listed(head.parameters(), in_head(head))

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, [0, 1, 2, 3], "the places of the parameters among queries, keys, values, ...")


# Attention


def test_what_an_attention_draws(learner):
    """An attention draws its heads one after another, each of the size width / heads."""

    def probe(picograd, seed):
        attention = picograd.gpt.Attention(6, 3, rng_of(seed))
        return [node.data for node in in_attention(attention)]

    seed = learner.seed(3)
    names = [f"{name} of head {n}" for n in (1, 2, 3) for name in HEAD_NAMES]
    assert_drawn(learner.ask(probe, seed), head_shapes(6, 2) * 3, names, seed)


def test_a_width_that_cannot_be_shared_out(learner):
    """A width that the number of heads does not divide is a ValueError that names both."""

    def probe(picograd, seed):
        make = picograd.gpt.Attention
        refused = [
            names_all(lambda w=w, h=h: make(w, h, rng_of(seed)), str(w), str(h))
            for w, h in ((6, 4), (3, 5))
        ]
        return [*refused, len(make(8, 4, rng_of(seed)).heads)]

    got = learner.ask(probe, learner.seed(3))
    for asked, refusal in zip(("a width of 6 and 4 heads", "3 and 5"), got, strict=False):
        assert refusal is not None, f"{asked} raised nothing; expected a ValueError"
        assert_equal(refusal, ["ValueError", [True, True]], f"[error, both are named] of {asked}")
    assert_equal(got[2], 4, "the number of heads of a width of 8")


def test_the_result_of_an_attention(learner):
    """An attention is the sum of its heads, as torch has it of three."""

    def probe(picograd, x, mask, weights):
        attention = attention_of(picograd, weights)
        return attention(tensor(picograd, x), tensor(picograd, mask, False)).data

    heads = [w for n in range(3) for w in head_weights(f"c/{n}", 6, 2)]
    x, weights = learner.vary(X46, heads)
    got = learner.ask(probe, x, MASK, weights)

    def right(torch):
        heads = [torch.tensor(w) for w in weights]
        return attention_in_torch(heads, torch.tensor(x), torch.tensor(MASK))

    assert_close(got, oracle.answer(right), "the result of an attention of three heads")


def test_one_head_is_an_attention(learner):
    """An attention of one head makes what that head makes, and as many matrices of it."""

    def probe(picograd, x, mask, weights):
        attention = attention_of(picograd, weights)
        x, mask = tensor(picograd, x), tensor(picograd, mask, False)
        return [attention(x, mask).data, len(attention.parameters())]

    x, weights = learner.vary(X46, head_weights("d", 6, 6))
    made, count = learner.ask(probe, x, MASK, weights)

    def right(torch):
        heads = [torch.tensor(w) for w in weights]
        return attention_in_torch(heads, torch.tensor(x), torch.tensor(MASK))

    assert_close(made, oracle.answer(right), "the result of an attention of one head")
    assert_equal(count, 4, "the number of its parameters")


def test_the_gradients_of_an_attention(learner):
    """backward through an attention gives the matrices of all heads the gradients of torch."""

    def probe(picograd, x, mask, weights, grad):
        attention, x = attention_of(picograd, weights), tensor(picograd, x)
        made = attention(x, tensor(picograd, mask, False))
        return result_and_gradients(picograd, made, [*in_attention(attention), x], grad)

    heads = [w for n in range(3) for w in head_weights(f"c/{n}", 6, 2)]
    x, weights, grad = learner.vary(X46, heads, G46)
    got = learner.ask(probe, x, MASK, weights, grad)

    def computed(leaves):
        *heads, x = leaves
        return attention_in_torch(heads, x, x.new_tensor(MASK))

    right = right_result_and_gradients(computed, [*weights, x], grad)
    names = [f"{name} of head {n}" for n in (1, 2, 3) for name in HEAD_NAMES]
    assert_all_close(got, right, [*names, "x"], "an attention")


def test_the_parameters_of_an_attention(learner):
    """The parameters of an attention are those of its heads in one list, none twice."""

    def probe(picograd, seed):
        attention = picograd.gpt.Attention(6, 3, rng_of(seed))
        return listed(attention.parameters(), in_attention(attention))

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, list(range(12)), "the places of the parameters among those of the heads")


# Block


def test_what_a_block_draws(learner):
    """A block draws its attention, then widen (width x 4 width), then narrow."""

    def probe(picograd, seed):
        return [node.data for node in in_block(picograd.gpt.Block(4, 2, rng_of(seed)))]

    seed = learner.seed(3)
    assert_drawn(learner.ask(probe, seed), block_shapes(4, 2), block_names(), seed)


def test_the_result_of_a_block(learner):
    """A block is x + attention(norm(x)), and of that x + relu(norm(x) @ widen) @ narrow."""

    def probe(picograd, x, mask, weights):
        return block_of(picograd, weights)(tensor(picograd, x), tensor(picograd, mask, False)).data

    # Far from rows of size 1, so that a norm that is missing shows.
    far = [[3 * v for v in row] for row in X46]
    x, weights = learner.vary(far, block_weights("e"))
    got = learner.ask(probe, x, MASK, weights)

    def right(torch):
        block = [torch.tensor(w) for w in weights]
        return block_in_torch(block, torch.tensor(x), torch.tensor(MASK))

    assert_close(got, oracle.answer(right), "the result of a block")


def test_the_gradients_of_a_block(learner):
    """backward through a block gives its matrices and its input the gradients of torch."""

    def probe(picograd, x, mask, weights, grad):
        block, x = block_of(picograd, weights), tensor(picograd, x)
        made = block(x, tensor(picograd, mask, False))
        return result_and_gradients(picograd, made, [*in_block(block), x], grad)

    x, weights, grad = learner.vary(X46, block_weights("e"), G46)
    got = learner.ask(probe, x, MASK, weights, grad)

    def computed(leaves):
        *block, x = leaves
        return block_in_torch(block, x, x.new_tensor(MASK))

    right = right_result_and_gradients(computed, [*weights, x], grad)
    assert_all_close(got, right, [*block_names(), "x"], "a block")


def test_the_parameters_of_a_block(learner):
    """The parameters of a block are those of its attention, then widen and narrow, none twice."""

    def probe(picograd, seed):
        block = picograd.gpt.Block(6, 2, rng_of(seed))
        return listed(block.parameters(), in_block(block))

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, list(range(10)), "the places of the parameters among the block's matrices")


# GPT


def test_what_a_gpt_draws(learner):
    """A GPT draws letters, positions, its blocks and output from the rng, and keeps its context."""

    def probe(picograd, seed):
        model = picograd.gpt.GPT(7, 4, 2, 2, 5, rng_of(seed))
        return [[node.data for node in in_gpt(model)], model.context]

    seed = learner.seed(3)
    got, context = learner.ask(probe, seed)
    shapes = [(7, 4), (5, 4), *(block_shapes(4, 2) * 2), (4, 7)]
    assert_drawn(got, shapes, gpt_names(2), seed)
    assert_equal(context, 5, "the context of the GPT")


def test_the_parameters_of_a_gpt(learner):
    """The parameters of a GPT are all its matrices themselves, in their order, none twice."""

    def probe(picograd, seed):
        model = picograd.gpt.GPT(7, 4, 2, 2, 5, rng_of(seed))
        return listed(model.parameters(), in_gpt(model))

    got = learner.ask(probe, learner.seed(3))
    assert_equal(got, list(range(23)), "the places of the parameters among the GPT's matrices")


def test_how_many_numbers_a_gpt_has(learner):
    """A GPT of 27 tokens, width 16, four heads, one block and context 16 learns 4,192 numbers."""

    def probe(picograd, seed):
        parameters = picograd.gpt.GPT(27, 16, 4, 1, 16, rng_of(seed)).parameters()
        return sum(len(row) for parameter in parameters for row in parameter.data)

    assert_equal(learner.ask(probe, learner.seed(3)), 4192, "how many numbers are learned")


def test_the_logits_of_a_word(learner):
    """The logits of a word have a row for each token and are those of the same GPT in torch."""
    weights = learner.vary(gpt_weights("f"))
    got = learner.ask(logits_of, weights, [WORD])
    assert_close(got, right_logits(weights, [WORD]), f"the logits of {WORD}")


def test_the_logits_of_many_words(learner):
    """Several words in one call give each the logits that it has alone, as torch finds them."""
    weights = learner.vary(gpt_weights("f"))
    got = learner.ask(logits_of, weights, WORDS)
    assert_close(got, right_logits(weights, WORDS), f"the logits of {WORDS}")


def test_the_logits_of_two_blocks(learner):
    """A GPT of two blocks sends its rows through the first, then through the second."""
    weights = learner.vary(gpt_weights("g", 2))
    got = learner.ask(logits_of, weights, WORDS, 2)
    assert_close(got, right_logits(weights, WORDS, 2), "the logits of a GPT of two blocks")


def test_every_gradient_of_a_gpt(learner):
    """backward from the logits gives every parameter the gradient that torch finds."""

    def probe(picograd, weights, words, blocks, grad):
        model = gpt_of(picograd, weights, blocks)
        return result_and_gradients(picograd, model(words), in_gpt(model), grad)

    weights, grad = learner.vary(gpt_weights("g", 2), matrix(12, 7, "gradient of logits"))
    got = learner.ask(probe, weights, WORDS, 2, grad)

    def result_and_all(torch):
        leaves = leaves_of(torch, weights)
        result = logits_in_torch(torch, leaves, WORDS, 2)
        (result * torch.tensor(grad)).sum().backward()
        return [result, [leaf.grad for leaf in leaves]]

    assert_all_close(got, oracle.answer(result_and_all), gpt_names(2), "a GPT of two blocks")


def test_a_later_letter_changes_nothing_earlier(learner):
    """Another letter at the end of a word changes its own logits, and no digit of those before."""

    def probe(picograd, weights, word, letter):
        model = gpt_of(picograd, weights)
        return [model([word]).data, model([[*word[:-1], letter]]).data]

    weights = learner.vary(gpt_weights("f"))
    one, other = learner.ask(probe, weights, WORD, 5)
    assert_equal(len(one), len(WORD), "the number of rows of logits")
    assert one[-1] != other[-1], "the logits of the last letter do not depend on it"
    assert_equal(other[:-1], one[:-1], "the logits before the letter that was exchanged")


def test_a_word_changes_nothing_in_its_neighbors(learner):
    """Another word beside it, before or behind, changes no digit of a word's logits."""

    def probe(picograd, weights, word, others):
        model = gpt_of(picograd, weights)
        between = [model([first, word, last]).data for first, last in others]
        return [rows[2 : 2 + len(word)] for rows in between]

    weights = learner.vary(gpt_weights("f"))
    one, other = learner.ask(probe, weights, WORD, [[[0, 3], [2]], [[6, 4], [1]]])
    assert_equal(len(one), len(WORD), "the number of rows of logits")
    assert_equal(other, one, "the logits of a word whose neighbors were exchanged")
    assert_close(one, right_logits(weights, [WORD]), "the logits of a word between two others")


def test_positions_begin_anew_in_every_word(learner):
    """A word that stands twice has the same logits twice; a letter in two places has not."""

    def probe(picograd, weights):
        return gpt_of(picograd, weights)([[4, 4, 1], [4, 4, 1]]).data

    weights = learner.vary(gpt_weights("f"))
    rows = learner.ask(probe, weights)
    right = right_logits(weights, [[4, 4, 1], [4, 4, 1]])
    assert_close(rows[3:], right[3:], "the logits of the second word")
    assert_close(rows[:3], right[:3], "the logits of the first word")


def test_words_of_one_token(learner):
    """A word of one token is a word like others: alone, and among longer ones."""
    weights = learner.vary(gpt_weights("f"))
    got = [learner.ask(logits_of, weights, words) for words in ([[0]], [[5], [0, 2, 2], [6]])]
    assert_close(got[0], right_logits(weights, [[0]]), "the logits of one token")
    assert_close(got[1], right_logits(weights, [[5], [0, 2, 2], [6]]), "the logits of three words")


def test_a_word_longer_than_the_context(learner):
    """A word of more tokens than the context is a ValueError that names both numbers."""

    def probe(picograd, weights):
        model = gpt_of(picograd, weights)
        fits = len(model([[1, 2, 3, 4, 5, 6]]).data)
        return [fits, names_all(lambda: model([[0, 1], [1] * 9]), "9", "6")]

    fits, refusal = learner.ask(probe, learner.vary(gpt_weights("f")))
    assert_equal(fits, 6, "the number of rows of logits of a word as long as the context")
    assert refusal is not None, "9 tokens in a context of 6 raised nothing; expected a ValueError"
    assert_equal(refusal, ["ValueError", [True, True]], "[error, it names 9 and 6]")


def test_a_call_leaves_the_words_as_they_are(learner):
    """A GPT changes neither the words that it is given nor any weight or gradient."""

    def probe(picograd, weights, words):
        model = gpt_of(picograd, weights)
        mine = [list(word) for word in words]
        rows = len(model(mine).data)
        grads = [max(map(abs, row)) for node in in_gpt(model) for row in node.grad]
        return [rows, mine, [node.data for node in in_gpt(model)], max(grads)]

    weights = learner.vary(gpt_weights("f"))
    rows, words, after, largest = learner.ask(probe, weights, WORDS)
    assert_equal(rows, 12, "the number of rows of logits")
    assert_equal(words, WORDS, "the words afterwards")
    assert_close([after, largest], [weights, 0.0], "[the weights, the largest gradient] afterwards")


# loss

ALL = {"vocabulary": 27, "context": 6}


def test_the_loss_of_a_word(learner):
    """The loss of one word is the mean cross-entropy of the next token, END among them."""
    weights = learner.vary(gpt_weights("h", **ALL))
    got = learner.ask(loss_of, weights, ["ada"])
    assert_close(got, right_loss(weights, ["ada"]), "the loss of ada")


def test_the_loss_weighs_letters_and_not_words(learner):
    """In the loss of words of several lengths every letter counts the same, not every word."""
    weights = learner.vary(gpt_weights("h", **ALL))
    words = ["bo", "delia", "x"]
    got = learner.ask(loss_of, weights, words)
    assert_close(got, right_loss(weights, words), "the loss of bo, delia and x")


def test_the_loss_of_the_shortest_words(learner):
    """A word of one letter asks two questions, and the empty word one: whether it ends at once."""
    weights = learner.vary(gpt_weights("h", **ALL))
    got = [learner.ask(loss_of, weights, words) for words in (["q"], [""], ["", "q"])]
    right = [right_loss(weights, words) for words in (["q"], [""], ["", "q"])]
    assert_close(got, right, "the losses of q, of the empty word, and of both")


def test_the_loss_of_long_words(learner):
    """Of a word that is longer than the context the first questions count, as many as fit."""
    weights = learner.vary(gpt_weights("h", **ALL))
    words = [["marie"], ["aurora"], ["magdalena"], ["magdalena", "bo"]]
    got = [learner.ask(loss_of, weights, some) for some in words]
    for mine, some in zip(got, words, strict=True):
        assert_close(mine, right_loss(weights, some), f"the loss of {', '.join(some)}")


def test_the_gradients_of_the_loss(learner):
    """backward from the loss gives every parameter the gradient that torch finds."""

    def probe(picograd, weights, words):
        model = gpt_of(picograd, weights)
        loss = picograd.gpt.loss(model, words)
        loss.backward()
        return [loss.data, [node.grad for node in in_gpt(model)]]

    weights = learner.vary(gpt_weights("h", **ALL))
    words = ["anna", "bo", "cleo"]
    got = learner.ask(probe, weights, words)

    def loss_and_gradients(torch):
        leaves = leaves_of(torch, weights)
        loss = loss_in_torch(torch, leaves, words)
        loss.backward()
        return [loss.reshape(1, 1), [leaf.grad for leaf in leaves]]

    assert_all_close(got, oracle.answer(loss_and_gradients), gpt_names(), "the loss")


# generate, with a model whose logits are known: a table of what comes behind each token


def known_model(picograd, table, positions):
    """A GPT whose logits are the row of the last token plus that of its position."""
    size = len(table)
    model = picograd.gpt.GPT(size, size, 1, 1, len(positions), rng_of(0))
    for node in in_block(model.blocks[0]):
        node.data = [[0.0] * len(row) for row in node.data]
    one = [[float(i == j) for j in range(size)] for i in range(size)]
    set_all([model.letters, model.positions, model.output], [table, positions, one])
    return model


def written(picograd, table, positions, seed, temperature, count):
    """[words, what the rng draws next]."""
    model, rng = known_model(picograd, table, positions), rng_of(seed)
    words = [picograd.gpt.generate(model, rng, temperature) for _ in range(count)]
    return [words, rng.random()]


def right_words(table, positions, seed, temperature, count):
    """The same by the definition."""
    rng = random.Random(seed)
    words = []
    for _ in range(count):
        word = [0]
        while len(word) <= len(positions):
            rows = zip(table[word[-1]], positions[len(word) - 1], strict=True)
            logits = [a + b for a, b in rows]
            if temperature == 0:
                token = logits.index(max(logits))
            else:
                shares = [math.exp((z - max(logits)) / temperature) for z in logits]
                shares = [share / sum(shares) for share in shares]
                token = rng.choices(range(len(shares)), shares)[0]
            if token == 0:
                break
            word.append(token)
        words.append("".join(LETTERS[token - 1] for token in word[1:]))
    return [words, rng.random()]


TABLE = matrix(5, 5, "what comes next", 2.0)
POSITIONS = matrix(7, 5, "and where", 1.0)


def assert_written(learner, table, positions, temperature, count, what):
    seed = learner.seed(5)
    got = learner.ask(written, table, positions, seed, temperature, count)
    right = right_words(table, positions, seed, temperature, count)
    assert_equal(got[0], right[0], f"{count} words {what}")
    assert_close(got[1], right[1], f"what the rng draws next, after {count} words {what}")


def test_words_are_drawn_by_their_shares(learner):
    """At temperature 1 each letter is one rng.choices by the shares of the last row of logits."""
    table, positions = learner.vary(TABLE, POSITIONS)
    assert_written(learner, table, positions, 1.0, 12, "at temperature 1")


def test_the_temperature_divides_the_logits(learner):
    """At temperature 0.5 shares are sharper and at 2.5 flatter: logits / temperature."""
    table, positions = learner.vary(TABLE, POSITIONS)
    assert_written(learner, table, positions, 0.5, 8, "at temperature 0.5")
    assert_written(learner, table, positions, 2.5, 8, "at temperature 2.5")


def test_the_temperature_is_one_unless_given(learner):
    """generate(model, rng) draws at temperature 1."""

    def probe(picograd, table, positions, seed):
        model, rng = known_model(picograd, table, positions), rng_of(seed)
        return [picograd.gpt.generate(model, rng) for _ in range(8)]

    seed = learner.seed(6)
    table, positions = learner.vary(TABLE, POSITIONS)
    got = learner.ask(probe, table, positions, seed)
    assert_equal(got, right_words(table, positions, seed, 1.0, 8)[0], "words without a temperature")


def test_a_word_at_temperature_zero(learner):
    """At temperature 0 the largest logit is taken each time, and nothing is drawn."""
    table = learner.vary(
        [
            [0.1, 0.2, 1.9, 0.3, -2.5],
            [2.1, -0.4, 0.3, 1.2, 0.2],
            [0.4, 0.6, -3.2, 0.8, 1.7],
            [-0.7, 1.3, 0.2, 0.6, 0.5],
            [0.9, 0.3, 0.2, 1.6, 0.7],
        ]
    )
    positions = [[0.0] * 5 for _ in range(7)]
    assert_written(learner, table, positions, 0, 2, "at temperature 0")


def test_of_equal_logits_the_first_is_taken(learner):
    """At temperature 0 the first of several largest logits counts."""
    table = [[0.5, 0.5, 1.5, 1.5], [2.5, 0.5, 0.5, 2.5], [0.5, 0.5, 1.5, 1.5], [2.5, 2.5, 0.5, 0.5]]
    positions = [[0.0] * 4, [0.0, 1.0, 0.0, 0.0], [0.0] * 4]
    seed = learner.seed(5)
    got = learner.ask(written, table, positions, seed, 0, 1)
    # Behind END are b and c equal; behind b at position 1, a, b and c: 1.5 each; behind a END, c.
    assert_equal(got[0], ["ba"], "the word of equal logits")


def test_a_temperature_near_zero(learner):
    """At temperature 0.001 logits of some hundreds are no error: the largest one is drawn."""
    table = learner.vary(
        [[0.5, 1.5, -1.5, 250.0], [0.5] * 4, [9.5, 1.5, 2.5, -2.5], [2.5, -1.5, 300.0, 0.5]]
    )
    positions = [[0.0] * 4 for _ in range(5)]
    assert_written(learner, table, positions, 0.001, 3, "at temperature 0.001")


def test_a_word_is_cut_at_the_context(learner):
    """A word that never ends has `context` letters."""
    never = [[-90.0, 1.5, 0.5, 0.75] for _ in range(4)]
    table, positions = learner.vary(never, matrix(6, 4, "and where", 0.9))
    assert_written(learner, table, positions, 1.0, 4, "that never end, in a context of 6")


def test_a_temperature_below_zero(learner):
    """A temperature below 0 is a ValueError that names it."""

    def probe(picograd, table, positions, seed):
        model = known_model(picograd, table, positions)
        generate = picograd.gpt.generate
        return [
            type(generate(model, rng_of(seed), 0.5)).__name__,
            names_all(lambda: generate(model, rng_of(seed), -0.5), "-0.5"),
        ]

    table, positions = learner.vary(TABLE, POSITIONS)
    kind, refusal = learner.ask(probe, table, positions, learner.seed(5))
    assert_equal(kind, "str", "the type of what generate answers")
    assert refusal is not None, "a temperature of -0.5 raised nothing; expected a ValueError"
    assert_equal(refusal, ["ValueError", [True]], "[error, it names the temperature]")


def test_words_of_a_whole_gpt(learner):
    """A GPT draws by all of a word: what torch finds for what there is decides on what follows."""

    def probe(picograd, weights, seed):
        model, rng = gpt_of(picograd, weights), rng_of(seed)
        return [picograd.gpt.generate(model, rng, 0) for _ in range(1)]

    weights = learner.vary(gpt_weights("i"))
    got = learner.ask(probe, weights, learner.seed(5))

    def greedy(torch):
        leaves, word = leaves_of(torch, weights), [0]
        while len(word) <= len(weights[1]):
            token = int(logits_in_torch(torch, leaves, [word])[-1].argmax())
            if token == 0:
                break
            word.append(token)
        return torch.tensor(word)

    word = [int(token) for token in oracle.answer(greedy)]
    right = "".join(LETTERS[token - 1] for token in word[1:])
    assert_equal(got, [right], "the word of a GPT at temperature 0")
