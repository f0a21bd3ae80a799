"""Wrong versions of gpt.py."""

from tests.tutor.submissions import WrongSubmission

WRONG = (
    WrongSubmission(
        id="gpt-scores-as-they-are",
        stage="gpt",
        truth="Head.shares does not divide the scores by the root of the size.",
        where=("Head.shares",),
        names=("shares-not-divided",),
        code="""
        class Head:
            def shares(self, x, mask):
                asked = x @ self.queries
                offered = x @ self.keys
                scores = asked @ offered.T + mask
                return softmax(scores)
        """,
    ),
    WrongSubmission(
        id="gpt-mean-of-the-heads",
        stage="gpt",
        truth="Attention takes the mean of its heads and not their sum.",
        where=("Attention.__call__",),
        names=("attention-mean-of-heads",),
        code="""
        class Attention:
            def __call__(self, x, mask):
                answer = None
                for head in self.heads:
                    part = head(x, mask) * (1.0 / len(self.heads))
                    answer = part if answer is None else answer + part
                return answer
        """,
    ),
    WrongSubmission(
        id="gpt-norm-behind-the-sum",
        stage="gpt",
        truth="Block norms what was added up, as the first transformers did.",
        where=("Block.__call__",),
        names=("block-norm-behind",),
        code="""
        class Block:
            def __call__(self, x, mask):
                h = rms_norm(x + self.attention(x, mask))
                thought = (h @ self.widen).relu() @ self.narrow
                return rms_norm(h + thought)
        """,
    ),
    WrongSubmission(
        id="gpt-positions-run-on",
        stage="gpt",
        truth="GPT counts positions through all words where each word begins at 0.",
        where=("GPT.__call__",),
        names=("gpt-positions-go-on",),
        code="""
        class GPT:
            def __call__(self, words):
                longest = max(map(len, words))
                if longest > self.context:
                    raise ValueError(f"{longest} tokens do not fit into {self.context}")
                flat = sum(map(list, words), [])
                there = [i % self.context for i in range(len(flat))]
                x = embedding(self.letters, flat) + embedding(self.positions, there)
                mask = causal_mask(list(map(len, words)))
                for block in self.blocks:
                    x = block(x, mask)
                return x @ self.output
        """,
    ),
    WrongSubmission(
        id="gpt-loss-of-words",
        stage="gpt",
        truth="loss is a mean over words of the means over their letters.",
        where=("loss",),
        names=("loss-mean-of-words",),
        code="""
        def loss(model, words):
            total = None
            for word in words:
                t = tokens(word)[: model.context + 1]
                one = -model([t[:-1]]).log_softmax().pick(t[1:]).mean()
                total = one if total is None else total + one
            return total * (1 / len(words))
        """,
    ),
    WrongSubmission(
        id="gpt-hot-is-cold",
        stage="gpt",
        truth="generate multiplies the logits by the temperature.",
        where=("generate",),
        names=("generate-temperature-multiplied",),
        code="""
        def generate(model, rng, temperature=1.0):
            if temperature < 0:
                raise ValueError(f"temperature {temperature}")
            word = [END]
            for _ in range(model.context):
                row = model([word]).data[-1]
                if temperature:
                    shares = softmax(Tensor([[v * temperature for v in row]])).data[0]
                    token = rng.choices(range(len(row)), shares)[0]
                else:
                    token = row.index(max(row))
                if token == END:
                    break
                word += [token]
            return text(word)
        """,
    ),
    WrongSubmission(
        id="gpt-block-returns-nothing",
        stage="gpt",
        truth="Block computes its answer and returns nothing.",
        where=("Block.__call__",),
        slip="missing return",
        code="""
        class Block:
            def __call__(self, x, mask):
                x = x + self.attention(rms_norm(x), mask)
                x = x + (rms_norm(x) @ self.widen).relu() @ self.narrow
        """,
    ),
    WrongSubmission(
        id="gpt-tokens-without-end",
        stage="gpt",
        truth="tokens puts END in front of the word and not behind it.",
        where=("tokens",),
        names=("tokens-no-end-behind",),
        code="""
        def tokens(word):
            numbers = [END]
            for letter in word:
                if not "a" <= letter <= "z":
                    raise ValueError(f"{letter!r} is no letter from a to z")
                numbers.append(ord(letter) - ord("a") + 1)
            return numbers
        """,
    ),
)
