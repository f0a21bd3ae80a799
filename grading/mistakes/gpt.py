"""Mistakes that people make in gpt.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

MISTAKES = (
    Mistake(
        id="tokens-no-end-behind",
        where="tokens",
        sentence=(
            "Your tokens end with the last letter. The END behind it is what tells the network "
            "that a word is over; without it no word would ever stop."
        ),
        why="One END seems to be enough.",
        change=(
            "return [END, *(LETTERS.index(letter) + 1 for letter in word), END]",
            "return [END, *(LETTERS.index(letter) + 1 for letter in word)]",
        ),
    ),
    Mistake(
        id="tokens-no-end-in-front",
        where="tokens",
        sentence=(
            "Your tokens begin with the first letter. The END in front is what the first letter "
            "is guessed from; without it nobody asks what begins a word."
        ),
        why="One END seems to be enough.",
        change=(
            "return [END, *(LETTERS.index(letter) + 1 for letter in word), END]",
            "return [*(LETTERS.index(letter) + 1 for letter in word), END]",
        ),
    ),
    Mistake(
        id="tokens-letters-from-zero",
        where="tokens",
        sentence=(
            "Your `a` has the number 0, and 0 is END. Every letter is one too low; look at what "
            "its place in the alphabet is counted from."
        ),
        why="index counts from 0.",
        change=(
            "return [END, *(LETTERS.index(letter) + 1 for letter in word), END]",
            "return [END, *(LETTERS.index(letter) for letter in word), END]",
        ),
    ),
    Mistake(
        id="tokens-no-refusal",
        where="tokens",
        sentence=(
            "What is no letter is refused by Python itself, in words that do not say which letter "
            "it was. Ask before you look it up, and name it in a ValueError of your own."
        ),
        why="LETTERS.index raises a ValueError, too.",
        code="""
def tokens(word):
    return [END, *(LETTERS.index(letter) + 1 for letter in word), END]
""",
    ),
    Mistake(
        id="tokens-of-any-character",
        where="tokens",
        sentence=(
            "What is no letter becomes a number as well: far above 26, or below 1. A table has no "
            "such row; refuse what is not in LETTERS."
        ),
        why="ord(letter) - 96 is short, and right for a to z.",
        code="""
def tokens(word):
    return [END, *(ord(letter) - 96 for letter in word), END]
""",
    ),
    Mistake(
        id="tokens-of-large-letters",
        where="tokens",
        sentence=(
            "A large letter is taken for the small one, and should be refused: the docstring has "
            "words of a to z alone. Somewhere the word is made small first."
        ),
        why="lower() is a good habit with other data.",
        code="""
def tokens(word):
    word = word.lower()
    for letter in word:
        if letter not in LETTERS:
            raise ValueError(f"a word has the letters a to z, got {letter!r}")
    return [END, *(LETTERS.index(letter) + 1 for letter in word), END]
""",
    ),
    Mistake(
        id="tokens-leave-out-what-is-no-letter",
        where="tokens",
        sentence=(
            "What is no letter is left out without a word. So a slip in the data would teach the "
            "network words that nobody has; refuse it, and say what it was."
        ),
        why="A filter is the shortest way to get rid of it.",
        code="""
def tokens(word):
    return [END, *(LETTERS.index(letter) + 1 for letter in word if letter in LETTERS), END]
""",
    ),
    Mistake(
        id="tokens-each-letter-once",
        where="tokens",
        sentence=(
            "Letters that stand in a word twice have one number in your tokens. A word is a row "
            "of letters, not a set of them."
        ),
        why="dict.fromkeys or a set, to have each letter once.",
        change=(
            "return [END, *(LETTERS.index(letter) + 1 for letter in word), END]",
            "return [END, *(LETTERS.index(letter) + 1 for letter in dict.fromkeys(word)), END]",
        ),
    ),
    Mistake(
        id="text-one-letter-on",
        where="text",
        sentence=(
            "Your letters are one too far in the alphabet: `a` becomes `b`. The numbers begin at "
            "1, and the places in LETTERS at 0."
        ),
        why="The shift of tokens has to be undone.",
        change=(
            'return "".join(LETTERS[number - 1] for number in numbers if number != END)',
            'return "".join(LETTERS[number % len(LETTERS)] for number in numbers if number != END)',
        ),
    ),
    Mistake(
        id="text-end-is-z",
        where="text",
        sentence=(
            "Each END has become a `z`. It is number 0, so that the place that you look up is -1, "
            "which Python takes for the last one."
        ),
        why="LETTERS[-1] is no error.",
        change=(
            'return "".join(LETTERS[number - 1] for number in numbers if number != END)',
            'return "".join(LETTERS[number - 1] for number in numbers)',
        ),
    ),
    Mistake(
        id="text-cuts-both-ends",
        where="text",
        sentence=(
            "Your text leaves the first and the last token away, whatever they are. Where no END "
            "stands there, letters get lost; and an END in the middle remains."
        ),
        why="tokens has put an END on both sides.",
        code="""
def text(numbers):
    for number in numbers:
        if not 0 <= number <= len(LETTERS):
            raise ValueError(f"tokens are 0 to {len(LETTERS)}, got {number}")
    return "".join(LETTERS[number - 1] for number in numbers[1:-1])
""",
    ),
    Mistake(
        id="text-ends-at-an-end",
        where="text",
        sentence=(
            "Your text stops at an END in the middle, and the letters behind it are lost. An END "
            "is no letter, and that is all; it says nothing about what follows."
        ),
        why="A word is over at its END.",
        code="""
def text(numbers):
    for number in numbers:
        if not 0 <= number <= len(LETTERS):
            raise ValueError(f"tokens are 0 to {len(LETTERS)}, got {number}")
    letters = ""
    for number in numbers:
        if number == END and letters:
            break
        if number != END:
            letters += LETTERS[number - 1]
    return letters
""",
    ),
    Mistake(
        id="text-no-refusal",
        where="text",
        sentence=(
            "A number below 0 becomes a letter, and one above 26 raises an IndexError that does "
            "not say which it was. Refuse both first, in a ValueError with the number."
        ),
        why="Python takes negative places for those from the end.",
        code="""
def text(numbers):
    return "".join(LETTERS[number - 1] for number in numbers if number != END)
""",
    ),
    Mistake(
        id="text-takes-negative-numbers",
        where="text",
        sentence=(
            "A number below 0 is taken for a letter from the end of the alphabet. There are two "
            "ends to ask for, and your test asks for one."
        ),
        why="The upper end is the one that one thinks of.",
        change=("if not 0 <= number <= len(LETTERS):", "if number > len(LETTERS):"),
    ),
    Mistake(
        id="text-takes-numbers-above",
        where="text",
        sentence=(
            "A number above 26 is not refused by you: it raises an IndexError without the number. "
            "There are two ends to ask for, and your test asks for one."
        ),
        why="The lower end is the one that is known to be dangerous.",
        change=("if not 0 <= number <= len(LETTERS):", "if number < 0:"),
    ),
    Mistake(
        id="text-refuses-z",
        where="text",
        sentence=(
            "Your text refuses the number 26, which is `z`. With END there are 27 tokens, 0 to "
            "26; look at the upper end of your test."
        ),
        why="Ranges leave out their end.",
        change=("if not 0 <= number <= len(LETTERS):", "if not 0 <= number < len(LETTERS):"),
    ),
    Mistake(
        id="text-refuses-end",
        where="text",
        sentence=(
            "Your text refuses the number 0. It is END, a token like others: it stands for no "
            "letter, but it is no error."
        ),
        why="The letters are 1 to 26.",
        change=("if not 0 <= number <= len(LETTERS):", "if not 1 <= number <= len(LETTERS):"),
    ),
    Mistake(
        id="head-keys-are-the-queries",
        where="Head.__init__",
        sentence=(
            "Queries and keys of your head are one matrix. Then each letter finds most in letters "
            "like itself, and what it looks for and what it has to say can never differ."
        ),
        why="Shared weights save numbers elsewhere.",
        change=("self.keys = weight(width, size, rng)", "self.keys = self.queries"),
    ),
    Mistake(
        id="head-values-are-the-keys",
        where="Head.__init__",
        sentence=(
            "Values and keys of your head are one matrix. By what a letter is found and what it "
            "then hands on are two things; each needs a draw of its own."
        ),
        why="Keys and values are often named in one breath.",
        change=("self.values = weight(width, size, rng)", "self.values = self.keys"),
    ),
    Mistake(
        id="head-output-drawn-first",
        where="Head.__init__",
        sentence=(
            "Your head draws its output before the others. A seed then gives other weights than "
            "it gives everybody else; the docstring says in which order they are drawn."
        ),
        why="The order does not matter to the network.",
        code="""
def __init__(self, width, size, rng):
    self.output = weight(size, width, rng)
    self.queries = weight(width, size, rng)
    self.keys = weight(width, size, rng)
    self.values = weight(width, size, rng)
""",
    ),
    Mistake(
        id="head-keys-drawn-first",
        where="Head.__init__",
        sentence=(
            "Your head draws the keys before the queries. A seed then gives other weights than it "
            "gives everybody else; the docstring says in which order they are drawn."
        ),
        why="Key, query, value is the order in some codes.",
        code="""
def __init__(self, width, size, rng):
    self.keys = weight(width, size, rng)
    self.queries = weight(width, size, rng)
    self.values = weight(width, size, rng)
    self.output = weight(size, width, rng)
""",
    ),
    Mistake(
        id="head-output-the-wrong-way",
        where="Head.__init__",
        sentence=(
            "Your output is a matrix of width x size, as the others are. But it makes a row of "
            "`width` numbers of one of `size` numbers; its two sizes change places."
        ),
        why="Three of the four are copied.",
        change=("self.output = weight(size, width, rng)", "self.output = weight(width, size, rng)"),
    ),
    Mistake(
        id="head-output-starts-at-zero",
        where="Head.__init__",
        sentence=(
            "Your output starts at zero. With that a head says nothing at first and its other "
            "matrices get no gradient; here it is drawn like them."
        ),
        why="Some codes begin so, to let each block start as x itself.",
        change=(
            "self.output = weight(size, width, rng)",
            "self.output = Tensor([[0.0] * width for _ in range(size)])",
        ),
    ),
    Mistake(
        id="shares-not-divided",
        where="Head.shares",
        sentence=(
            "Your scores are not divided by sqrt(size). They grow with the size of a head, "
            "softmax makes 0 and 1 of them, and hardly a gradient passes."
        ),
        why="q . k is the formula that one remembers.",
        change=(
            "queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))",
            "queries = x @ self.queries",
        ),
    ),
    Mistake(
        id="shares-divided-by-the-width",
        where="Head.shares",
        sentence=(
            "Your scores are divided by the root of the width of x. A score is a sum of as many "
            "products as a query is long: that is the size of this head."
        ),
        why="With a single head it is the same number.",
        change=(
            "queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))",
            "queries = x @ self.queries * (1 / math.sqrt(x.shape[1]))",
        ),
    ),
    Mistake(
        id="shares-divided-by-the-size",
        where="Head.shares",
        sentence=(
            "Your scores are divided by the size itself, not by its root: they are too small, and "
            "the shares too even. A sum of d numbers of either sign is about sqrt(d), not d."
        ),
        why="The root is lost on the way from the page to the code.",
        change=(
            "queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))",
            "queries = x @ self.queries * (1 / self.queries.shape[1])",
        ),
    ),
    Mistake(
        id="shares-multiplied-by-the-root",
        where="Head.shares",
        sentence=(
            "Your scores are multiplied by sqrt(size), and should be divided by it. Now they are "
            "larger than without, and that is what the root was to prevent."
        ),
        why="The fraction is the wrong way round.",
        change=(
            "queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))",
            "queries = x @ self.queries * math.sqrt(self.queries.shape[1])",
        ),
    ),
    Mistake(
        id="shares-divided-by-the-rows",
        where="Head.shares",
        sentence=(
            "Your scores are divided by the root of the number of letters. A longer word would "
            "make all of them smaller; what counts is how many products a score is a sum of."
        ),
        why="shape has two numbers, and this is the other one.",
        change=(
            "queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))",
            "queries = x @ self.queries * (1 / math.sqrt(x.shape[0]))",
        ),
    ),
    Mistake(
        id="shares-divided-behind-the-softmax",
        where="Head.shares",
        sentence=(
            "Your shares do not add up to 1, but to 1 / sqrt(size): the division stands behind "
            "the softmax. The scores are what is too large; a share never is."
        ),
        why="The brackets close too early.",
        code="""
def shares(self, x, mask):
    scores = (x @ self.queries) @ (x @ self.keys).T + mask
    return softmax(scores) * (1 / math.sqrt(self.queries.shape[1]))
""",
    ),
    Mistake(
        id="shares-without-mask",
        where="Head.shares",
        sentence=(
            "Your shares pay no attention to the mask: letters look at what comes later, and into "
            "other words. The network learns to copy the answer, and cannot write."
        ),
        why="The mask is an argument that is easily left lying.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return softmax(queries @ (x @ self.keys).T)",
        ),
    ),
    Mistake(
        id="shares-masked-behind-the-softmax",
        where="Head.shares",
        sentence=(
            "What is masked has no share, but the rest of a row does not add up to 1: the softmax "
            "had counted the hidden letters, too. Hide them in the scores, before it."
        ),
        why="Zeros are put where zeros should be.",
        code="""
def shares(self, x, mask):
    queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))
    seen = Tensor([[float(added == 0) for added in row] for row in mask.data], requires_grad=False)
    return softmax(queries @ (x @ self.keys).T) * seen
""",
    ),
    Mistake(
        id="shares-mask-multiplied",
        where="Head.shares",
        sentence=(
            "Your mask is multiplied with the scores. It is made to be added: 0.0 leaves a score "
            "as it is, and -inf makes nothing of it; a score times -inf can be +inf."
        ),
        why="Masks of zeros and ones are multiplied.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return softmax(queries @ (x @ self.keys).T * mask)",
        ),
    ),
    Mistake(
        id="shares-mask-subtracted",
        where="Head.shares",
        sentence=(
            "Your mask is taken away from the scores, and minus -inf is +inf: what should be "
            "hidden gets everything. Look at the sign."
        ),
        why="A mask sounds like something that is taken away.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return softmax(queries @ (x @ self.keys).T - mask)",
        ),
    ),
    Mistake(
        id="shares-of-a-large-number",
        where="Head.shares",
        sentence=(
            "Your hidden letters lose 100 of their score and not all of it. Where scores are "
            "large that is not enough: they get a share after all."
        ),
        why="Codes in float32 use -1e9, and smaller numbers are seen, too.",
        code="""
def shares(self, x, mask):
    queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))
    rows = [[max(added, -100.0) for added in row] for row in mask.data]
    return softmax(queries @ (x @ self.keys).T + Tensor(rows, requires_grad=False))
""",
    ),
    Mistake(
        id="shares-keys-ask",
        where="Head.shares",
        sentence=(
            "Queries and keys have changed places: row i of your scores says how well the others' "
            "queries fit to the key of i. The one who looks is the row."
        ),
        why="Both are n x size, and the product has the same shape.",
        code="""
def shares(self, x, mask):
    keys = x @ self.keys * (1 / math.sqrt(self.queries.shape[1]))
    return softmax(keys @ (x @ self.queries).T + mask)
""",
    ),
    Mistake(
        id="shares-queries-twice",
        where="Head.shares",
        sentence=(
            "Your scores hold queries against queries: the keys are never asked. Look at which of "
            "the two matrices stands on each side of the product."
        ),
        why="A line was copied.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return softmax(queries @ (x @ self.queries).T + mask)",
        ),
    ),
    Mistake(
        id="shares-down-the-columns",
        where="Head.shares",
        sentence=(
            "Your shares add up to 1 down the columns: each letter is shared out among those who "
            "look at it. It is the one who looks that has 1 to give away."
        ),
        why="softmax(..., dim=0) and dim=1 are mixed up.",
        code="""
def shares(self, x, mask):
    queries = x @ self.queries * (1 / math.sqrt(self.queries.shape[1]))
    return softmax((queries @ (x @ self.keys).T + mask).T).T
""",
    ),
    Mistake(
        id="shares-are-logarithms",
        where="Head.shares",
        sentence=(
            "Your shares are logarithms of shares: below 0, and -inf where nobody may look. "
            "log_softmax is for the loss; a mix needs the shares themselves."
        ),
        why="log_softmax is the one that a Tensor has.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return (queries @ (x @ self.keys).T + mask).log_softmax()",
        ),
    ),
    Mistake(
        id="shares-cut-from-the-graph",
        where="Head.shares",
        sentence=(
            "Your shares are right and remember nothing: a new Tensor was made of their numbers, "
            "so no gradient reaches queries and keys. They would stay what they were drawn as."
        ),
        why="`.data` is where the numbers are.",
        change=(
            "return softmax(queries @ (x @ self.keys).T + mask)",
            "return Tensor(softmax(queries @ (x @ self.keys).T + mask).data)",
        ),
    ),
    Mistake(
        id="head-mixes-x-itself",
        where="Head.__call__",
        sentence=(
            "Your head mixes the rows of x and not their values: the matrix of the values and the "
            "output have no part in it. They would never learn."
        ),
        why="The shares are what one thinks of.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return self.shares(x, mask) @ x",
        ),
    ),
    Mistake(
        id="head-without-output",
        where="Head.__call__",
        sentence=(
            "What your head answers is `size` wide: it has not gone through `output`. Heads could "
            "not be added to x like that."
        ),
        why="Textbooks have one output for all heads, behind them.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return self.shares(x, mask) @ (x @ self.values)",
        ),
    ),
    Mistake(
        id="head-hands-on-keys",
        where="Head.__call__",
        sentence=(
            "Your head mixes the keys. They say how a letter is found; what it hands on are its "
            "values."
        ),
        why="Both have the same shape.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return self.shares(x, mask) @ (x @ self.keys) @ self.output",
        ),
    ),
    Mistake(
        id="head-shares-turned",
        where="Head.__call__",
        sentence=(
            "Your shares are turned: each letter takes home what the later ones give it, not what "
            "it looks at. Row i of the shares belongs to the letter that looks."
        ),
        why="A transpose too many; the shapes fit.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return self.shares(x, mask).T @ (x @ self.values) @ self.output",
        ),
    ),
    Mistake(
        id="head-mixes-all-alike",
        where="Head.__call__",
        sentence=(
            "Your head takes no notice of its shares: every letter hands on its own values alone. "
            "Nobody looks at anybody."
        ),
        why="The product with the shares is left out.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return x @ self.values @ self.output",
        ),
    ),
    Mistake(
        id="head-adds-x",
        where="Head.__call__",
        sentence=(
            "Your head adds x to what it finds. That is the block's to do, and once: with several "
            "heads x would be added several times."
        ),
        why="x + f(x) is what the lesson says.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            "return x + self.shares(x, mask) @ (x @ self.values) @ self.output",
        ),
    ),
    Mistake(
        id="head-shares-are-constants",
        where="Head.__call__",
        sentence=(
            "Your head makes a new Tensor of its shares, so that no gradient reaches queries and "
            "keys. The numbers are right, and where to look is never learned."
        ),
        why="`.data` is where the numbers are.",
        change=(
            "return self.shares(x, mask) @ (x @ self.values) @ self.output",
            (
                "shares = Tensor(self.shares(x, mask).data, requires_grad=False)\n"
                "return shares @ (x @ self.values) @ self.output"
            ),
        ),
    ),
    Mistake(
        id="head-parameters-without-output",
        where="Head.parameters",
        sentence=(
            "Your head does not list its output. An optimizer would leave it as it was drawn, and "
            "nobody would see: the rest learns around it."
        ),
        why="It was added last.",
        change=(
            "return [self.queries, self.keys, self.values, self.output]",
            "return [self.queries, self.keys, self.values]",
        ),
    ),
    Mistake(
        id="head-parameters-keys-twice",
        where="Head.parameters",
        sentence=(
            "One matrix of your head is listed twice and another one not at all. The first would "
            "be moved twice in each step, the other one never."
        ),
        why="A line was copied.",
        change=(
            "return [self.queries, self.keys, self.values, self.output]",
            "return [self.queries, self.keys, self.keys, self.output]",
        ),
    ),
    Mistake(
        id="head-parameters-in-another-order",
        where="Head.parameters",
        sentence=(
            "The parameters of your head are all there, in another order than the docstring has "
            "them. Weights that are stored and read again would land in the wrong matrices."
        ),
        why="Key, query, value is the order in some codes.",
        change=(
            "return [self.queries, self.keys, self.values, self.output]",
            "return [self.keys, self.queries, self.values, self.output]",
        ),
    ),
    Mistake(
        id="head-parameters-are-copies",
        where="Head.parameters",
        sentence=(
            "Your head lists copies of its matrices. An optimizer would move the copies, and the "
            "head would stay as it is."
        ),
        why="A new Tensor of the same numbers looks the same.",
        change=(
            "return [self.queries, self.keys, self.values, self.output]",
            "return [Tensor(w.data) for w in (self.queries, self.keys, self.values, self.output)]",
        ),
    ),
    Mistake(
        id="attention-one-head-several-times",
        where="Attention.__init__",
        sentence=(
            "All heads of your attention are one: made once, and listed several times. They would "
            "look at the same all their life."
        ),
        why="`[x] * 3` is one x, three times.",
        change=(
            "self.heads = [Head(width, width // heads, rng) for _ in range(heads)]",
            "self.heads = [Head(width, width // heads, rng)] * heads",
        ),
    ),
    Mistake(
        id="attention-heads-of-full-width",
        where="Attention.__init__",
        sentence=(
            "Each of your heads is as wide as x. The heads share the width out among them, so "
            "that several cost no more than one."
        ),
        why="The sizes are in the head's own hands, it seems.",
        change=(
            "self.heads = [Head(width, width // heads, rng) for _ in range(heads)]",
            "self.heads = [Head(width, width, rng) for _ in range(heads)]",
        ),
    ),
    Mistake(
        id="attention-size-and-number-mixed-up",
        where="Attention.__init__",
        sentence=(
            "Your heads are as many as each should be wide, and as wide as there should be many. "
            "Which number says how often, and which one how large?"
        ),
        why="4 heads of 4 hide it.",
        change=(
            "self.heads = [Head(width, width // heads, rng) for _ in range(heads)]",
            "self.heads = [Head(width, heads, rng) for _ in range(width // heads)]",
        ),
    ),
    Mistake(
        id="attention-heads-draw-alike",
        where="Attention.__init__",
        sentence=(
            "All heads of your attention begin with the same numbers: each has an rng of its own "
            "with the same seed. Then they get the same gradients, too, and stay alike."
        ),
        why="A new Random in the loop.",
        change=(
            "self.heads = [Head(width, width // heads, rng) for _ in range(heads)]",
            (
                "seed = rng.random()\n"
                "self.heads = [Head(width, width // heads, Random(seed)) for _ in range(heads)]"
            ),
        ),
    ),
    Mistake(
        id="attention-no-refusal",
        where="Attention.__init__",
        sentence=(
            "A width that cannot be shared out among the heads is not refused: what is left of "
            "the division is lost without a word. Raise a ValueError with both numbers."
        ),
        why="// always has an answer.",
        code="""
def __init__(self, width, heads, rng):
    self.heads = [Head(width, width // heads, rng) for _ in range(heads)]
""",
    ),
    Mistake(
        id="attention-refuses-the-other-way",
        where="Attention.__init__",
        sentence=(
            "You ask whether the width divides the number of heads, and it is the other way "
            "round: the number of heads has to divide the width."
        ),
        why="The two sides of % are mixed up.",
        change=("if width % heads:", "if heads % width:"),
    ),
    Mistake(
        id="attention-refusal-names-one",
        where="Attention.__init__",
        sentence=(
            "Your message does not name both numbers, the width and the heads. Who reads it needs "
            "both to know what to change."
        ),
        why="One of them seems to be to blame.",
        change=(
            'raise ValueError(f"a width of {width} cannot be shared out among {heads} heads")',
            'raise ValueError(f"a width of {width} cannot be shared out")',
        ),
    ),
    Mistake(
        id="attention-last-head-only",
        where="Attention.__call__",
        sentence=(
            "What your attention answers is its last head's answer: each one has taken the place "
            "of the one before. They are to be added up."
        ),
        why="= for +=, in a loop.",
        change=("total = total + other", "total = other"),
    ),
    Mistake(
        id="attention-first-head-only",
        where="Attention.__call__",
        sentence=(
            "What your attention answers is its first head's answer; the others are asked, and "
            "not heard. They are to be added up."
        ),
        why="A return inside of the loop.",
        change=("total = total + other", "return total"),
    ),
    Mistake(
        id="attention-mean-of-heads",
        where="Attention.__call__",
        sentence=(
            "Your attention is the mean of its heads. It is their sum: that is what one large "
            "output matrix behind all of them would make."
        ),
        why="Several opinions are averaged.",
        change=("return total", "return total * (1 / len(self.heads))"),
    ),
    Mistake(
        id="attention-heads-in-a-chain",
        where="Attention.__call__",
        sentence=(
            "Your heads stand in a chain, each fed with the answer of the one before. They are to "
            "look at the same x, side by side."
        ),
        why="Layers stand in a chain.",
        code="""
def __call__(self, x, mask):
    for head in self.heads:
        x = head(x, mask)
    return x
""",
    ),
    Mistake(
        id="attention-adds-x",
        where="Attention.__call__",
        sentence=(
            "Your attention adds x to the sum of its heads. That is for the block to do; done in "
            "both places, x counts twice."
        ),
        why="sum() needs something to begin with.",
        code="""
def __call__(self, x, mask):
    total = x
    for head in self.heads:
        total = total + head(x, mask)
    return total
""",
    ),
    Mistake(
        id="attention-first-head-twice",
        where="Attention.__call__",
        sentence=(
            "The first head counts twice in your sum: the total begins with it, and it is added "
            "once more. Begin the loop with the second one."
        ),
        why="A total that begins with the first.",
        code="""
def __call__(self, x, mask):
    total = self.heads[0](x, mask)
    for head in self.heads:
        total = total + head(x, mask)
    return total
""",
    ),
    Mistake(
        id="attention-asks-the-first-head-each-time",
        where="Attention.__call__",
        sentence=(
            "You add up as many answers as there are heads, and they are all the first head's. "
            "The loop goes through the heads and asks always the same one."
        ),
        why="self.heads[0] for the variable of the loop.",
        change=(
            "total, *others = [head(x, mask) for head in self.heads]",
            "total, *others = [self.heads[0](x, mask) for head in self.heads]",
        ),
    ),
    Mistake(
        id="attention-parameters-of-one-head",
        where="Attention.parameters",
        sentence=(
            "Your attention lists the matrices of one head. Those of the others would stay as "
            "they were drawn, and nobody would see."
        ),
        why="A return inside of the loop.",
        change=(
            "return [parameter for head in self.heads for parameter in head.parameters()]",
            "return self.heads[0].parameters()",
        ),
    ),
    Mistake(
        id="attention-parameters-in-lists",
        where="Attention.parameters",
        sentence=(
            "Your attention answers with a list of lists, one for each head. An optimizer wants "
            "the matrices themselves, in one flat list."
        ),
        why="append for extend.",
        change=(
            "return [parameter for head in self.heads for parameter in head.parameters()]",
            "return [head.parameters() for head in self.heads]",
        ),
    ),
    Mistake(
        id="attention-parameters-by-kind",
        where="Attention.parameters",
        sentence=(
            "All matrices are there, but sorted by their kind: first the queries of all heads, "
            "then all keys. They are listed head by head."
        ),
        why="zip goes across.",
        change=(
            "return [parameter for head in self.heads for parameter in head.parameters()]",
            "return [p for kind in zip(*(h.parameters() for h in self.heads)) for p in kind]",
        ),
    ),
    Mistake(
        id="block-mlp-not-wider",
        where="Block.__init__",
        sentence=(
            "Your MLP is as wide inside as outside. It is four times as wide there: room to "
            "think, before the result is told in `width` numbers."
        ),
        why="The 4 is easily overlooked.",
        changes=(
            (
                "self.widen = weight(width, 4 * width, rng)",
                "self.widen = weight(width, width, rng)",
            ),
            (
                "self.narrow = weight(4 * width, width, rng)",
                "self.narrow = weight(width, width, rng)",
            ),
        ),
    ),
    Mistake(
        id="block-mlp-twice-as-wide",
        where="Block.__init__",
        sentence=(
            "Your MLP is twice as wide inside as outside, and should be four times as wide. Look "
            "at the shapes in the docstring."
        ),
        why="Two is a usual factor, too.",
        changes=(
            (
                "self.widen = weight(width, 4 * width, rng)",
                "self.widen = weight(width, 2 * width, rng)",
            ),
            (
                "self.narrow = weight(4 * width, width, rng)",
                "self.narrow = weight(2 * width, width, rng)",
            ),
        ),
    ),
    Mistake(
        id="block-narrow-drawn-first",
        where="Block.__init__",
        sentence=(
            "Your block draws `narrow` before `widen`. A seed then gives other weights than it "
            "gives everybody else; the docstring has the order."
        ),
        why="The order does not matter to the network.",
        code="""
def __init__(self, width, heads, rng):
    self.attention = Attention(width, heads, rng)
    self.narrow = weight(4 * width, width, rng)
    self.widen = weight(width, 4 * width, rng)
""",
    ),
    Mistake(
        id="block-mlp-drawn-first",
        where="Block.__init__",
        sentence=(
            "Your block draws the MLP before the attention. A seed then gives other weights than "
            "it gives everybody else; the docstring has the order."
        ),
        why="The order does not matter to the network.",
        code="""
def __init__(self, width, heads, rng):
    self.widen = weight(width, 4 * width, rng)
    self.narrow = weight(4 * width, width, rng)
    self.attention = Attention(width, heads, rng)
""",
    ),
    Mistake(
        id="block-no-residual-at-the-attention",
        where="Block.__call__",
        sentence=(
            "Your block keeps what the attention answers and drops x itself. What was known of a "
            "letter is gone then, and the gradient has no straight way down."
        ),
        why="x = f(x) is how layers are written.",
        change=(
            "x = x + self.attention(rms_norm(x), mask)",
            "x = self.attention(rms_norm(x), mask)",
        ),
    ),
    Mistake(
        id="block-no-residual-at-the-mlp",
        where="Block.__call__",
        sentence=(
            "Your block ends with what the MLP answers and drops the x in front of it: what the "
            "attention has found out is not handed on as it was."
        ),
        why="The first plus is there, the second one is forgotten.",
        change=(
            "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
            "return (rms_norm(x) @ self.widen).relu() @ self.narrow",
        ),
    ),
    Mistake(
        id="block-no-residual",
        where="Block.__call__",
        sentence=(
            "Both steps of your block drop x and keep what was made of it. In a chain of such "
            "blocks hardly a gradient arrives at the letters."
        ),
        why="x = f(x) is how layers are written.",
        changes=(
            ("x = x + self.attention(rms_norm(x), mask)", "x = self.attention(rms_norm(x), mask)"),
            (
                "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
                "return (rms_norm(x) @ self.widen).relu() @ self.narrow",
            ),
        ),
    ),
    Mistake(
        id="block-norm-behind",
        where="Block.__call__",
        sentence=(
            "Your norm stands behind the plus: x itself is divided in each step. So it was in "
            "2017, and deep networks were hard to train like that; here it stands inside, in "
            "front of attention and MLP."
        ),
        why="The paper of the transformer has it so.",
        changes=(
            (
                "x = x + self.attention(rms_norm(x), mask)",
                "x = rms_norm(x + self.attention(x, mask))",
            ),
            (
                "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
                "return rms_norm(x + (x @ self.widen).relu() @ self.narrow)",
            ),
        ),
    ),
    Mistake(
        id="block-norm-of-the-answer",
        where="Block.__call__",
        sentence=(
            "Your norm is taken of what attention and MLP answer, not of what they are given. "
            "They get rows of any size, and what they say is always equally loud."
        ),
        why="f(norm(x)) and norm(f(x)) look alike.",
        changes=(
            (
                "x = x + self.attention(rms_norm(x), mask)",
                "x = x + rms_norm(self.attention(x, mask))",
            ),
            (
                "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
                "return x + rms_norm((x @ self.widen).relu() @ self.narrow)",
            ),
        ),
    ),
    Mistake(
        id="block-no-norm-at-the-attention",
        where="Block.__call__",
        sentence=(
            "Your attention is given x as it is, without the norm. The longer x has grown, the "
            "larger its scores are, and at last one letter takes all."
        ),
        why="One of the two is forgotten.",
        change=("x = x + self.attention(rms_norm(x), mask)", "x = x + self.attention(x, mask)"),
    ),
    Mistake(
        id="block-no-norm-at-the-mlp",
        where="Block.__call__",
        sentence=(
            "Your MLP is given x as it is, without the norm. The attention gets rows of one size, "
            "and so should the MLP."
        ),
        why="One of the two is forgotten.",
        change=(
            "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
            "return x + (x @ self.widen).relu() @ self.narrow",
        ),
    ),
    Mistake(
        id="block-no-norm",
        where="Block.__call__",
        sentence=(
            "There is no norm in your block: attention and MLP are given x as it is, however "
            "large it has grown."
        ),
        why="It works for one block.",
        changes=(
            ("x = x + self.attention(rms_norm(x), mask)", "x = x + self.attention(x, mask)"),
            (
                "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
                "return x + (x @ self.widen).relu() @ self.narrow",
            ),
        ),
    ),
    Mistake(
        id="block-x-is-normed-itself",
        where="Block.__call__",
        sentence=(
            "Your x is the norm of x from then on: the plus adds to the divided row, not to the "
            "row as it was. x itself should go by untouched."
        ),
        why="x = rms_norm(x) saves a bracket.",
        code="""
def __call__(self, x, mask):
    x = rms_norm(x)
    x = x + self.attention(x, mask)
    x = rms_norm(x)
    return x + (x @ self.widen).relu() @ self.narrow
""",
    ),
    Mistake(
        id="block-mlp-sees-the-old-x",
        where="Block.__call__",
        sentence=(
            "Your MLP is given the norm of x as it was before the attention. It should think "
            "about what the attention has found, so take the norm anew."
        ),
        why="The norm was kept in a variable.",
        code="""
def __call__(self, x, mask):
    normed = rms_norm(x)
    x = x + self.attention(normed, mask)
    return x + (normed @ self.widen).relu() @ self.narrow
""",
    ),
    Mistake(
        id="block-mlp-adds-to-the-old-x",
        where="Block.__call__",
        sentence=(
            "Your block adds the MLP to the x that came in: what the attention has found goes "
            "through the MLP alone. Each step adds to what the step before has made."
        ),
        why="Two names for x.",
        code="""
def __call__(self, x, mask):
    found = x + self.attention(rms_norm(x), mask)
    return x + (rms_norm(found) @ self.widen).relu() @ self.narrow
""",
    ),
    Mistake(
        id="block-no-relu",
        where="Block.__call__",
        sentence=(
            "There is no relu in your MLP. Two matrices one behind the other are one matrix: it "
            "could do no more than `narrow` alone."
        ),
        why="The product is what one thinks of.",
        change=(
            "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
            "return x + rms_norm(x) @ self.widen @ self.narrow",
        ),
    ),
    Mistake(
        id="block-relu-behind",
        where="Block.__call__",
        sentence=(
            "Your relu stands behind `narrow`: nothing that the MLP adds to x can be below 0, and "
            "the two matrices in front are one. It belongs between them."
        ),
        why="The bracket closes too late.",
        change=(
            "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
            "return x + (rms_norm(x) @ self.widen @ self.narrow).relu()",
        ),
    ),
    Mistake(
        id="block-tanh-for-relu",
        where="Block.__call__",
        sentence=(
            "There is a tanh in your MLP where the relu should be. It works, but it is another "
            "network than the one asked for."
        ),
        why="tanh was the activation of old.",
        change=(
            "return x + (rms_norm(x) @ self.widen).relu() @ self.narrow",
            "return x + (rms_norm(x) @ self.widen).tanh() @ self.narrow",
        ),
    ),
    Mistake(
        id="block-without-mlp",
        where="Block.__call__",
        sentence=(
            "Your block ends with the attention. The letters look at each other, and nobody "
            "thinks about what was seen: the MLP is never asked."
        ),
        why="A return one line too early.",
        change=(
            "x = x + self.attention(rms_norm(x), mask)",
            "return x + self.attention(rms_norm(x), mask)",
        ),
    ),
    Mistake(
        id="block-without-attention",
        where="Block.__call__",
        sentence=(
            "Your block has the MLP only: every letter stays by itself. The attention is made, "
            "and never asked."
        ),
        why="The MLP is the part that one knows.",
        change=("x = x + self.attention(rms_norm(x), mask)", ""),
    ),
    Mistake(
        id="block-mlp-first",
        where="Block.__call__",
        sentence=(
            "Your block thinks first and looks then. The attention comes first, and the MLP has "
            "what it found to work with."
        ),
        why="Two steps of one form, in the other order.",
        code="""
def __call__(self, x, mask):
    x = x + (rms_norm(x) @ self.widen).relu() @ self.narrow
    return x + self.attention(rms_norm(x), mask)
""",
    ),
    Mistake(
        id="block-parameters-without-mlp",
        where="Block.parameters",
        sentence=(
            "Your block lists the attention's matrices and none of its own. The MLP would stay as "
            "it was drawn."
        ),
        why="The attention has a list already.",
        change=(
            "return [*self.attention.parameters(), self.widen, self.narrow]",
            "return self.attention.parameters()",
        ),
    ),
    Mistake(
        id="block-parameters-without-attention",
        where="Block.parameters",
        sentence=(
            "Your block lists its own two matrices and not those of the attention. The heads "
            "would stay as they were drawn."
        ),
        why="They are in another object.",
        change=(
            "return [*self.attention.parameters(), self.widen, self.narrow]",
            "return [self.widen, self.narrow]",
        ),
    ),
    Mistake(
        id="block-parameters-without-narrow",
        where="Block.parameters",
        sentence=(
            "Your block does not list `narrow`. An optimizer would leave it as it was drawn, and "
            "nobody would see."
        ),
        why="It is the last one.",
        change=(
            "return [*self.attention.parameters(), self.widen, self.narrow]",
            "return [*self.attention.parameters(), self.widen]",
        ),
    ),
    Mistake(
        id="block-parameters-mlp-first",
        where="Block.parameters",
        sentence=(
            "All matrices of your block are there, those of the MLP first. The docstring has "
            "another order; stored weights would land in the wrong places."
        ),
        why="The own ones come first.",
        change=(
            "return [*self.attention.parameters(), self.widen, self.narrow]",
            "return [self.widen, self.narrow, *self.attention.parameters()]",
        ),
    ),
    Mistake(
        id="gpt-one-block-several-times",
        where="GPT.__init__",
        sentence=(
            "All blocks of your GPT are one: made once, and listed several times. The second "
            "could do nothing that the first does not do."
        ),
        why="`[x] * 3` is one x, three times.",
        change=(
            "self.blocks = [Block(width, heads, rng) for _ in range(blocks)]",
            "self.blocks = [Block(width, heads, rng)] * blocks",
        ),
    ),
    Mistake(
        id="gpt-one-block-only",
        where="GPT.__init__",
        sentence="Your GPT has one block, however many are asked for. Look at what `blocks` says.",
        why="The milestone needs only one.",
        change=(
            "self.blocks = [Block(width, heads, rng) for _ in range(blocks)]",
            "self.blocks = [Block(width, heads, rng)]",
        ),
    ),
    Mistake(
        id="gpt-positions-for-letters",
        where="GPT.__init__",
        sentence=(
            "Your table of positions has a row for each token of the vocabulary. It needs one for "
            "each place in a word, and that is the context."
        ),
        why="The line of the letters was copied.",
        change=(
            "self.positions = weight(context, width, rng)",
            "self.positions = weight(vocabulary, width, rng)",
        ),
    ),
    Mistake(
        id="gpt-output-is-the-letters",
        where="GPT.__init__",
        sentence=(
            "Your output is the table of the letters, turned: what is learned for the one changes "
            "the other. Large networks do so; here the output is a matrix of its own."
        ),
        why="Tied weights save numbers (GPT-2 does it).",
        change=("self.output = weight(width, vocabulary, rng)", "self.output = self.letters.T"),
    ),
    Mistake(
        id="gpt-output-drawn-before-the-blocks",
        where="GPT.__init__",
        sentence=(
            "Your GPT draws the output before the blocks. A seed then gives other weights than it "
            "gives everybody else; the docstring has the order."
        ),
        why="What belongs together is written together.",
        code="""
def __init__(self, vocabulary, width, heads, blocks, context, rng):
    self.letters = weight(vocabulary, width, rng)
    self.positions = weight(context, width, rng)
    self.output = weight(width, vocabulary, rng)
    self.blocks = [Block(width, heads, rng) for _ in range(blocks)]
    self.context = context
""",
    ),
    Mistake(
        id="gpt-positions-start-at-zero",
        where="GPT.__init__",
        sentence=(
            "Your positions start as zeros. They would learn from there, too, but here they are "
            "drawn like all the rest, so that a seed gives everybody the same."
        ),
        why="Zeros are right for a bias.",
        change=(
            "self.positions = weight(context, width, rng)",
            "self.positions = Tensor([[0.0] * width for _ in range(context)])",
        ),
    ),
    Mistake(
        id="gpt-no-positions",
        where="GPT.__call__",
        sentence=(
            "Your GPT does not know where a letter stands: the rows of the positions are never "
            "added. To its attention `ada` and `aad` are the same heap of letters."
        ),
        why="The letters are what one thinks of.",
        change=(
            "x = embedding(self.letters, letters) + embedding(self.positions, places)",
            "x = embedding(self.letters, letters)",
        ),
    ),
    Mistake(
        id="gpt-no-letters",
        where="GPT.__call__",
        sentence=(
            "Your rows are those of the positions alone: your GPT knows how long a word is and no "
            "letter of it."
        ),
        why="The second table takes the place of the first.",
        change=(
            "x = embedding(self.letters, letters) + embedding(self.positions, places)",
            "x = embedding(self.positions, places)",
        ),
    ),
    Mistake(
        id="gpt-positions-go-on",
        where="GPT.__call__",
        sentence=(
            "Your positions go on from one word to the next, and the second word begins where the "
            "first one ended. Each word begins at 0; the rows behind the context do not even "
            "exist."
        ),
        why="range over all letters is shorter.",
        change=(
            "places = [place for word in words for place in range(len(word))]",
            "places = [place % self.context for place in range(len(letters))]",
        ),
    ),
    Mistake(
        id="gpt-positions-of-the-word",
        where="GPT.__call__",
        sentence=(
            "All letters of a word have the same position: the number of the word. It is the "
            "place of the letter in its word that counts."
        ),
        why="The two loops are mixed up.",
        change=(
            "places = [place for word in words for place in range(len(word))]",
            "places = [place % self.context for place, word in enumerate(words) for _ in word]",
        ),
    ),
    Mistake(
        id="gpt-positions-from-one",
        where="GPT.__call__",
        sentence=(
            "Your positions begin at 1. The first letter of a word has the row 0 of the table, "
            "and a word as long as the context needs the last one."
        ),
        why="People count from 1.",
        change=(
            "places = [place for word in words for place in range(len(word))]",
            "places = [(place + 1) % self.context for word in words for place in range(len(word))]",
        ),
    ),
    Mistake(
        id="gpt-positions-from-the-end",
        where="GPT.__call__",
        sentence=(
            "Your positions count from the end of a word. Then a letter knows how many follow, "
            "which it is to guess, and each new letter changes all those before."
        ),
        why="reversed is there for another reason.",
        change=(
            "places = [place for word in words for place in range(len(word))]",
            "places = [place for word in words for place in reversed(range(len(word)))]",
        ),
    ),
    Mistake(
        id="gpt-positions-multiplied",
        where="GPT.__call__",
        sentence=(
            "Your rows are the letters times the positions. They are added: a letter is what it "
            "is, and stands where it stands."
        ),
        why="Both are n x width.",
        change=(
            "x = embedding(self.letters, letters) + embedding(self.positions, places)",
            "x = embedding(self.letters, letters) * embedding(self.positions, places)",
        ),
    ),
    Mistake(
        id="gpt-one-mask-for-all",
        where="GPT.__call__",
        sentence=(
            "Your mask takes all words for one: the letters of a word look into those before it. "
            "causal_mask wants the length of each word."
        ),
        why="The future is hidden, and that is what one thinks of.",
        change=(
            "mask = causal_mask([len(word) for word in words])",
            "mask = causal_mask([len(letters)])",
        ),
    ),
    Mistake(
        id="gpt-mask-of-the-first-word",
        where="GPT.__call__",
        sentence=(
            "Your mask has the length of the first word for all of them. Where words differ in "
            "length it does not fit, and where they fit together by chance it cuts them in the "
            "wrong places."
        ),
        why="In a test all words are equally long.",
        change=(
            "mask = causal_mask([len(word) for word in words])",
            "mask = causal_mask([len(words[0]) for word in words])",
        ),
    ),
    Mistake(
        id="gpt-mask-hides-nothing",
        where="GPT.__call__",
        sentence=(
            "Your mask hides nothing: it is zeros throughout. Letters look at what comes later, "
            "and at other words."
        ),
        why="An empty mask to begin with.",
        change=(
            "mask = causal_mask([len(word) for word in words])",
            "mask = Tensor([[0.0] * len(letters) for _ in letters], requires_grad=False)",
        ),
    ),
    Mistake(
        id="gpt-everyone-alone",
        where="GPT.__call__",
        sentence=(
            "Your mask lets every letter look at itself alone: each counts as a word of its own. "
            "Then it is a table of letter pairs again."
        ),
        why="A length for each letter, not for each word.",
        change=(
            "mask = causal_mask([len(word) for word in words])",
            "mask = causal_mask([1 for letter in letters])",
        ),
    ),
    Mistake(
        id="gpt-blocks-for-nothing",
        where="GPT.__call__",
        sentence=(
            "Your blocks are asked, and what they answer is dropped: the logits are made of the "
            "bare rows. A block changes nothing in place."
        ),
        why="x = is missing.",
        change=("x = block(x, mask)", "block(x, mask)"),
    ),
    Mistake(
        id="gpt-first-block-only",
        where="GPT.__call__",
        sentence=(
            "Your rows go through the first block only. The others are made, and never asked."
        ),
        why="A return inside of the loop, or an index.",
        change=("for block in self.blocks:", "for block in self.blocks[:1]:"),
    ),
    Mistake(
        id="gpt-blocks-from-behind",
        where="GPT.__call__",
        sentence=(
            "Your rows go through the blocks from the last to the first. Trained so it would do "
            "as well; but the first block is the one that sees the letters first."
        ),
        why="reversed is there for another reason.",
        change=("for block in self.blocks:", "for block in reversed(self.blocks):"),
    ),
    Mistake(
        id="gpt-norm-at-the-end",
        where="GPT.__call__",
        sentence=(
            "Your rows are normed once more before the output. Many networks do so; this one does "
            "not: the logits are x @ output."
        ),
        why="GPT-2 has a last norm.",
        change=("return x @ self.output", "return rms_norm(x) @ self.output"),
    ),
    Mistake(
        id="gpt-norm-at-the-beginning",
        where="GPT.__call__",
        sentence=(
            "Your rows are normed before they reach the first block. Each block takes the norm by "
            "itself; the rows go by as they are."
        ),
        why="Some small GPTs do so.",
        change=("for block in self.blocks:", ("x = rms_norm(x)\nfor block in self.blocks:")),
    ),
    Mistake(
        id="gpt-answers-log-probabilities",
        where="GPT.__call__",
        sentence=(
            "Your GPT answers with log-probabilities, and it is asked for logits: the loss and "
            "the sampling do the softmax by themselves."
        ),
        why="log_softmax is the next step anyway.",
        change=("return x @ self.output", "return (x @ self.output).log_softmax()"),
    ),
    Mistake(
        id="gpt-last-row-only",
        where="GPT.__call__",
        sentence=(
            "Your GPT answers with the logits of one token. While it learns, every token of every "
            "word asks its question; there is a row for each."
        ),
        why="To write, the last one is enough.",
        change=("return x @ self.output", "return embedding(x, [len(letters) - 1]) @ self.output"),
    ),
    Mistake(
        id="gpt-no-refusal",
        where="GPT.__call__",
        sentence=(
            "A word longer than the context is not refused by you: its positions have no rows, "
            "and the message is about rows and not about the word. Name its length and the "
            "context."
        ),
        why="embedding raises a ValueError, too.",
        code="""
def __call__(self, words):
    letters = [token for word in words for token in word]
    places = [place for word in words for place in range(len(word))]
    x = embedding(self.letters, letters) + embedding(self.positions, places)
    mask = causal_mask([len(word) for word in words])
    for block in self.blocks:
        x = block(x, mask)
    return x @ self.output
""",
    ),
    Mistake(
        id="gpt-cuts-long-words",
        where="GPT.__call__",
        sentence=(
            "A word longer than the context is cut without a word. Whoever asks for ten rows and "
            "gets six will not find out why; refuse it. To cut is for the loss."
        ),
        why="The loss cuts them, too.",
        code="""
def __call__(self, words):
    words = [word[: self.context] for word in words]
    letters = [token for word in words for token in word]
    places = [place for word in words for place in range(len(word))]
    x = embedding(self.letters, letters) + embedding(self.positions, places)
    mask = causal_mask([len(word) for word in words])
    for block in self.blocks:
        x = block(x, mask)
    return x @ self.output
""",
    ),
    Mistake(
        id="gpt-refuses-what-fits",
        where="GPT.__call__",
        sentence=(
            "A word with just as many tokens as the context is refused. The table of positions "
            "has a row for each of them; look at the end of your test."
        ),
        why=">= for >.",
        change=("if len(word) > self.context:", "if len(word) >= self.context:"),
    ),
    Mistake(
        id="gpt-eats-the-words",
        where="GPT.__call__",
        sentence=(
            "Your GPT empties the words that it is given. They belong to whoever asked, and may "
            "be asked about again."
        ),
        why="pop takes a letter and moves on.",
        code="""
def __call__(self, words):
    for word in words:
        if len(word) > self.context:
            raise ValueError(f"a word of {len(word)} tokens, and the context is {self.context}")
    lengths = [len(word) for word in words]
    places = [place for length in lengths for place in range(length)]
    letters = [word.pop(0) for word, length in zip(words, lengths) for _ in range(length)]
    x = embedding(self.letters, letters) + embedding(self.positions, places)
    mask = causal_mask(lengths)
    for block in self.blocks:
        x = block(x, mask)
    return x @ self.output
""",
    ),
    Mistake(
        id="gpt-parameters-without-positions",
        where="GPT.parameters",
        sentence=(
            "Your GPT does not list its positions. They would stay as they were drawn, and nobody "
            "would see: the rest learns around them."
        ),
        why="A table looks like data.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.letters, *inside, self.output]",
        ),
    ),
    Mistake(
        id="gpt-parameters-without-letters",
        where="GPT.parameters",
        sentence=(
            "Your GPT does not list its letters. Their rows would stay as they were drawn, and "
            "vowels would never come to lie together."
        ),
        why="A table looks like data.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.positions, *inside, self.output]",
        ),
    ),
    Mistake(
        id="gpt-parameters-without-output",
        where="GPT.parameters",
        sentence=(
            "Your GPT does not list its output. It would stay as it was drawn, and nobody would "
            "see: the rest learns around it."
        ),
        why="It is the last one.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.letters, self.positions, *inside]",
        ),
    ),
    Mistake(
        id="gpt-parameters-without-blocks",
        where="GPT.parameters",
        sentence=(
            "Your GPT lists its own three matrices and nothing of its blocks. They would stay as "
            "they were drawn."
        ),
        why="They are in other objects.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.letters, self.positions, self.output]",
        ),
    ),
    Mistake(
        id="gpt-parameters-of-one-block",
        where="GPT.parameters",
        sentence=(
            "Your GPT lists the matrices of its first block only. The others would stay as they "
            "were drawn."
        ),
        why="The milestone needs only one.",
        change=(
            "inside = [parameter for block in self.blocks for parameter in block.parameters()]",
            "inside = self.blocks[0].parameters()",
        ),
    ),
    Mistake(
        id="gpt-parameters-letters-twice",
        where="GPT.parameters",
        sentence=(
            "Your GPT lists its letters twice. An optimizer would move them twice in each step."
        ),
        why="They stand at both ends of a network.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.letters, self.positions, *inside, self.output, self.letters]",
        ),
    ),
    Mistake(
        id="gpt-parameters-in-another-order",
        where="GPT.parameters",
        sentence=(
            "All matrices of your GPT are there, but the output does not stand at the end. Stored "
            "weights would land in the wrong places; the docstring has the order."
        ),
        why="What belongs together is written together.",
        change=(
            "return [self.letters, self.positions, *inside, self.output]",
            "return [self.letters, self.positions, self.output, *inside]",
        ),
    ),
    Mistake(
        id="loss-mean-of-words",
        where="loss",
        sentence=(
            "Your loss is a mean of the words' own means: a letter of a short word counts more "
            "than one of a long word. Put the letters of all words into one mean."
        ),
        why="A loss for each word, and then the mean.",
        code="""
def loss(model, words):
    total = None
    for word in words:
        numbers = tokens(word)[: model.context + 1]
        one = -model([numbers[:-1]]).log_softmax().pick(numbers[1:]).mean()
        total = one if total is None else total + one
    return total * (1 / len(words))
""",
    ),
    Mistake(
        id="loss-targets-not-shifted",
        where="loss",
        sentence=(
            "Your loss asks each letter for itself: question and answer are the same token. The "
            "answer is the one that comes next, so the targets are one place on."
        ),
        why="The shift by one is easily forgotten.",
        change=(
            "targets = [token for word in cut for token in word[1:]]",
            "targets = [token for word in cut for token in word[:-1]]",
        ),
    ),
    Mistake(
        id="loss-targets-shifted-back",
        where="loss",
        sentence=(
            "Your loss asks for the letter before. Questions are the tokens without the last one, "
            "answers those without the first, and yours are the other way round."
        ),
        why="The two slices are mixed up.",
        changes=(
            (
                "logits = model([word[:-1] for word in cut])",
                "logits = model([word[1:] for word in cut])",
            ),
            (
                "targets = [token for word in cut for token in word[1:]]",
                "targets = [token for word in cut for token in word[:-1]]",
            ),
        ),
    ),
    Mistake(
        id="loss-forgets-the-end",
        where="loss",
        sentence=(
            "Your loss never asks for the END: the last letter has no question. Then the network "
            "never learns when a word is over, and writes on and on."
        ),
        why="The END looks like padding.",
        code="""
def loss(model, words):
    cut = [tokens(word)[:-1][: model.context + 1] for word in words]
    logits = model([word[:-1] for word in cut])
    targets = [token for word in cut for token in word[1:]]
    return -logits.log_softmax().pick(targets).mean()
""",
    ),
    Mistake(
        id="loss-forgets-the-beginning",
        where="loss",
        sentence=(
            "Your loss never asks what begins a word: the first letter is given and not guessed. "
            "Then the network cannot begin a word of its own."
        ),
        why="The END in front looks like padding.",
        code="""
def loss(model, words):
    cut = [tokens(word)[1:][: model.context + 1] for word in words]
    logits = model([word[:-1] for word in cut])
    targets = [token for word in cut for token in word[1:]]
    return -logits.log_softmax().pick(targets).mean()
""",
    ),
    Mistake(
        id="loss-is-a-sum",
        where="loss",
        sentence=(
            "Your loss is the sum over the letters. It is their mean, so that long and short "
            "batches take steps of the same size."
        ),
        why="sum for mean.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.log_softmax().pick(targets).sum()",
        ),
    ),
    Mistake(
        id="loss-sum-by-words",
        where="loss",
        sentence=(
            "Your loss is the sum over the letters, divided by the number of words. A long word "
            "would count more than its letters do; divide by how many letters there are."
        ),
        why="The batch is counted in words.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.log_softmax().pick(targets).sum() * (1 / len(words))",
        ),
    ),
    Mistake(
        id="loss-sign-lost",
        where="loss",
        sentence=(
            "Your loss is below 0: the minus in front of the mean is missing. A step down would "
            "make the right letter less and less likely."
        ),
        why="The minus is easily overlooked.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return logits.log_softmax().pick(targets).mean()",
        ),
    ),
    Mistake(
        id="loss-softmax-twice",
        where="loss",
        sentence=(
            "Your loss makes shares of the logits and then takes the log_softmax of the shares. "
            "log_softmax wants the logits themselves."
        ),
        why="Some losses want probabilities.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -softmax(logits).log_softmax().pick(targets).mean()",
        ),
    ),
    Mistake(
        id="loss-does-not-cut",
        where="loss",
        sentence=(
            "A word longer than the context is an error in your loss. The first questions of it "
            "can be asked: cut its tokens, the answers among them."
        ),
        why="Names are short.",
        change=(
            "cut = [tokens(word)[: model.context + 1] for word in words]",
            "cut = [tokens(word) for word in words]",
        ),
    ),
    Mistake(
        id="loss-cuts-one-too-early",
        where="loss",
        sentence=(
            "Of a word that is as long as the context your loss asks one question too few. The "
            "context counts what goes in, and the last answer stands behind that."
        ),
        why="The context is the length of what is cut.",
        change=(
            "cut = [tokens(word)[: model.context + 1] for word in words]",
            "cut = [tokens(word)[: model.context] for word in words]",
        ),
    ),
    Mistake(
        id="loss-cuts-letters",
        where="loss",
        sentence=(
            "A word longer than the context ends in your loss where it was cut: its letters are "
            "cut off and then an END is put behind them, as if the word were over there."
        ),
        why="Cutting the word is shorter than cutting its tokens.",
        change=(
            "cut = [tokens(word)[: model.context + 1] for word in words]",
            "cut = [tokens(word[: model.context - 1]) for word in words]",
        ),
    ),
    Mistake(
        id="loss-leaves-long-words-out",
        where="loss",
        sentence=(
            "A word longer than the context has no part in your loss. Its first questions can be "
            "asked like others."
        ),
        why="Long names are rare.",
        change=(
            "cut = [tokens(word)[: model.context + 1] for word in words]",
            "cut = [t for t in map(tokens, words) if len(t) <= model.context + 1] or [[END, END]]",
        ),
    ),
    Mistake(
        id="loss-of-the-last-word",
        where="loss",
        sentence=(
            "Your loss is that of the last word alone: in the loop each one takes the place of "
            "the one before. Every letter of all words counts."
        ),
        why="= for +=, in a loop.",
        code="""
def loss(model, words):
    for word in words:
        numbers = tokens(word)[: model.context + 1]
        result = -model([numbers[:-1]]).log_softmax().pick(numbers[1:]).mean()
    return result
""",
    ),
    Mistake(
        id="loss-in-bits",
        where="loss",
        sentence=(
            "Your loss is in bits: it is divided by log 2. The course counts in nats, as PyTorch "
            "does, and e^loss is the perplexity."
        ),
        why="Perplexity is 2^loss in some books.",
        change=(
            "return -logits.log_softmax().pick(targets).mean()",
            "return -logits.log_softmax().pick(targets).mean() * (1 / math.log(2))",
        ),
    ),
    Mistake(
        id="generate-temperature-multiplied",
        where="generate",
        sentence=(
            "Your logits are multiplied by the temperature: hot makes your words sure and dull, "
            "cold makes them wild. They are divided by it."
        ),
        why="The fraction is the wrong way round.",
        change=(
            "(shares,) = softmax(Tensor([logits]) * (1 / temperature)).data",
            "(shares,) = softmax(Tensor([logits]) * temperature).data",
        ),
    ),
    Mistake(
        id="generate-temperature-ignored",
        where="generate",
        sentence=(
            "Your words are the same at every temperature: it is never used. The logits are "
            "divided by it before the softmax."
        ),
        why="At 1 it makes no difference.",
        change=(
            "(shares,) = softmax(Tensor([logits]) * (1 / temperature)).data",
            "(shares,) = softmax(Tensor([logits])).data",
        ),
    ),
    Mistake(
        id="generate-temperature-behind-the-softmax",
        where="generate",
        sentence=(
            "Your temperature divides the shares, and to divide all of them changes nothing in "
            "how often each is drawn. It has to divide the logits, before the softmax."
        ),
        why="The brackets close too early.",
        change=(
            "(shares,) = softmax(Tensor([logits]) * (1 / temperature)).data",
            "(shares,) = (softmax(Tensor([logits])) * (1 / temperature)).data",
        ),
        twins=("generate-temperature-ignored",),
        because=(
            "rng.choices divides by the sum of the weights, so that a common factor draws the same."
        ),
    ),
    Mistake(
        id="generate-always-greedy",
        where="generate",
        sentence=(
            "Your words are the same each time: the largest logit is taken at every temperature. "
            "Above 0 the letters are drawn."
        ),
        why="argmax is what one does with logits.",
        change=("if temperature == 0:", "if temperature >= 0:"),
    ),
    Mistake(
        id="generate-draws-at-zero",
        where="generate",
        sentence=(
            "At temperature 0 your letters are drawn, at another temperature. There the largest "
            "logit is taken, and the rng is left alone."
        ),
        why="To divide by 0 has to be avoided somehow.",
        code="""
def generate(model, rng, temperature=1.0):
    if temperature < 0:
        raise ValueError(f"a temperature is 0 or more, got {temperature}")
    word = [END]
    while len(word) <= model.context:
        logits = model([word]).data[-1]
        (shares,) = softmax(Tensor([logits]) * (1 / (temperature or 1.0))).data
        (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return text(word)
""",
    ),
    Mistake(
        id="generate-nearly-zero-for-zero",
        where="generate",
        sentence=(
            "At temperature 0 you draw at a very small one. It is nearly the same, but the rng "
            "has moved on, and of equal logits one is taken by chance."
        ),
        why="max(temperature, 1e-8) avoids the division by 0.",
        code="""
def generate(model, rng, temperature=1.0):
    if temperature < 0:
        raise ValueError(f"a temperature is 0 or more, got {temperature}")
    word = [END]
    while len(word) <= model.context:
        logits = model([word]).data[-1]
        (shares,) = softmax(Tensor([logits]) * (1 / max(temperature, 1e-8))).data
        (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return text(word)
""",
    ),
    Mistake(
        id="generate-the-last-of-equal-ones",
        where="generate",
        sentence=(
            "Of equal logits your generate takes the last one at temperature 0, and the first is "
            "asked for."
        ),
        why="Sorting puts the last one at the end.",
        change=(
            "token = max(range(len(logits)), key=logits.__getitem__)",
            "token = max(range(len(logits)), key=lambda i: (logits[i], i))",
        ),
    ),
    Mistake(
        id="generate-the-smallest-logit",
        where="generate",
        sentence=(
            "At temperature 0 your generate takes the smallest logit: the letter that is least "
            "likely."
        ),
        why="min for max.",
        change=(
            "token = max(range(len(logits)), key=logits.__getitem__)",
            "token = min(range(len(logits)), key=logits.__getitem__)",
        ),
    ),
    Mistake(
        id="generate-of-the-first-row",
        where="generate",
        sentence=(
            "Your letters are all drawn from the first row of logits, which says what begins a "
            "word. What comes next is in the last one."
        ),
        why="[0] for [-1].",
        change=("logits = model([word]).data[-1]", "logits = model([word]).data[0]"),
    ),
    Mistake(
        id="generate-sees-one-letter",
        where="generate",
        sentence=(
            "Your generate shows the model the last letter only, as if a word began there. It "
            "guesses from all of them, and from where they stand."
        ),
        why="A table of letter pairs works like that.",
        change=("logits = model([word]).data[-1]", "logits = model([word[-1:]]).data[-1]"),
    ),
    Mistake(
        id="generate-without-end-in-front",
        where="generate",
        sentence=(
            "Your generate leaves END away once there is a letter: all stand one place too far in "
            "front, and the model has learned them elsewhere."
        ),
        why="END is no letter.",
        change=("logits = model([word]).data[-1]", "logits = model([word[1:] or word]).data[-1]"),
    ),
    Mistake(
        id="generate-an-rng-of-its-own",
        where="generate",
        sentence=(
            "Your letters do not come from the rng that is passed in: a seed does not decide what "
            "is written. Draw from that one alone."
        ),
        why="A Random is made where it is needed.",
        change=(
            "(token,) = rng.choices(range(len(shares)), shares)",
            "(token,) = Random(len(word)).choices(range(len(shares)), shares)",
        ),
    ),
    Mistake(
        id="generate-all-letters-alike",
        where="generate",
        sentence=(
            "Your letters are drawn without their shares: each is as likely as the other, "
            "whatever the model says."
        ),
        why="choices works without weights, too.",
        change=(
            "(token,) = rng.choices(range(len(shares)), shares)",
            "(token,) = rng.choices(range(len(shares)))",
        ),
    ),
    Mistake(
        id="generate-draws-by-logits",
        where="generate",
        sentence=(
            "Your letters are drawn with the logits for shares. Those can be below 0, and are no "
            "shares at all before the softmax."
        ),
        why="The softmax is left out.",
        change=(
            "(token,) = rng.choices(range(len(shares)), shares)",
            "(token,) = rng.choices(range(len(shares)), [max(z, 0.001) for z in logits])",
        ),
    ),
    Mistake(
        id="generate-draws-twice",
        where="generate",
        sentence=(
            "Your generate draws twice for a letter and takes one of the two. A seed then gives "
            "other words than it gives everybody else: a letter is one draw."
        ),
        why="The draw stands in the test and in the line behind.",
        change=(
            "(token,) = rng.choices(range(len(shares)), shares)",
            "token = rng.choices(range(len(shares)), shares, k=2)[0]",
        ),
    ),
    Mistake(
        id="generate-draws-by-hand",
        where="generate",
        sentence=(
            "Your letters are drawn in another way than the docstring says: by shares, but with "
            "other draws of the rng. A seed should give everybody the same words."
        ),
        why="A sum that runs past rng.random(), from the end.",
        change=(
            "(token,) = rng.choices(range(len(shares)), shares)",
            "(token,) = rng.choices(range(len(shares) - 1, -1, -1), shares[::-1])",
        ),
    ),
    Mistake(
        id="generate-never-ends",
        where="generate",
        sentence=(
            "Your words go on behind an END, until the context is full. END says that the word is "
            "over."
        ),
        why="The END is drawn like other tokens.",
        change=(
            "if token == END:\n    break",
            ("if token != END or len(word) > model.context:\n    pass"),
        ),
    ),
    Mistake(
        id="generate-one-letter-too-few",
        where="generate",
        sentence=(
            "Your words end one letter too early: the context holds END and all letters but the "
            "last, and one more can be guessed from that."
        ),
        why="< for <=.",
        change=("while len(word) <= model.context:", "while len(word) < model.context:"),
    ),
    Mistake(
        id="generate-shifts-the-window",
        where="generate",
        sentence=(
            "Your words go on beyond the context, with the first letters dropped: then letters "
            "stand in places where the model has never seen them. A word has `context` letters at "
            "most."
        ),
        why="Long texts are written so.",
        code="""
def generate(model, rng, temperature=1.0):
    if temperature < 0:
        raise ValueError(f"a temperature is 0 or more, got {temperature}")
    word = [END]
    while len(word) <= 4 * model.context:
        logits = model([word[-model.context :]]).data[-1]
        if temperature == 0:
            token = max(range(len(logits)), key=logits.__getitem__)
        else:
            (shares,) = softmax(Tensor([logits]) * (1 / temperature)).data
            (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return text(word)
""",
    ),
    Mistake(
        id="generate-no-refusal",
        where="generate",
        sentence=(
            "A temperature below 0 is not refused: the least likely letters become the likeliest. "
            "Raise a ValueError that names it."
        ),
        why="Nobody would do that.",
        code="""
def generate(model, rng, temperature=1.0):
    word = [END]
    while len(word) <= model.context:
        logits = model([word]).data[-1]
        if temperature == 0:
            token = max(range(len(logits)), key=logits.__getitem__)
        else:
            (shares,) = softmax(Tensor([logits]) * (1 / temperature)).data
            (token,) = rng.choices(range(len(shares)), shares)
        if token == END:
            break
        word.append(token)
    return text(word)
""",
    ),
    Mistake(
        id="generate-refuses-zero",
        where="generate",
        sentence=(
            "A temperature of 0 is refused, although it has a meaning: the largest logit is "
            "taken. Refuse what is below."
        ),
        why="<= for <.",
        change=("if temperature < 0:", "if temperature <= 0:"),
    ),
    Mistake(
        id="generate-answers-tokens",
        where="generate",
        sentence=(
            "Your generate answers with tokens, and a word is asked for. `text` makes one of them."
        ),
        why="The list is what was built.",
        change=("return text(word)", "return word"),
    ),
    Mistake(
        id="generate-exp-overflows",
        where="generate",
        sentence=(
            "At a low temperature your generate overflows: e^1000 is too large for a float. The "
            "softmax of sequences.py takes the largest logit away first."
        ),
        why="The shares by their formula.",
        change=(
            "(shares,) = softmax(Tensor([logits]) * (1 / temperature)).data",
            (
                "powers = [math.exp(z / temperature) for z in logits]\n"
                "shares = [power / sum(powers) for power in powers]"
            ),
        ),
    ),
)
