"""Right but unusual versions of gpt.py."""

from tests.tutor.submissions import RightSubmission

RIGHT = (
    RightSubmission(
        id="gpt-scores-divided-last",
        stage="gpt",
        way="Scores are divided by the root, heads are added from a sum, letters counted by ord.",
        code="""
        def tokens(word):
            numbers = [ord(letter) - ord("a") + 1 for letter in word]
            for letter, number in zip(word, numbers):
                if not 1 <= number <= 26:
                    raise ValueError(f"{letter!r} is no letter from a to z")
            return [END] + numbers + [END]

        class Head:
            def shares(self, x, mask):
                size = len(self.keys.data[0])
                scores = (x @ self.queries) @ (x @ self.keys).T
                return softmax(scores * size**-0.5 + mask)

        class Attention:
            def __call__(self, x, mask):
                answer = self.heads[0](x, mask)
                for head in self.heads[1:]:
                    answer += head(x, mask)
                return answer
        """,
    ),
    RightSubmission(
        id="gpt-loss-weighed-by-hand",
        stage="gpt",
        way="The loss is a sum over a count, and generate keeps its letters apart from END.",
        code="""
        def loss(model, words):
            asked, wanted = [], []
            for word in words:
                numbers = tokens(word)
                asked.append(numbers[:-1][: model.context])
                wanted.extend(numbers[1:][: model.context])
            right = model(asked).log_softmax().pick(wanted)
            return right.sum() * (-1 / len(wanted))

        def generate(model, rng, temperature=1.0):
            if temperature < 0:
                raise ValueError(f"a temperature of {temperature} is below 0")
            letters = []
            for _ in range(model.context):
                *_, row = model([[END, *letters]]).data
                if temperature == 0:
                    token = row.index(max(row))
                else:
                    cooled = Tensor([[v / temperature for v in row]], requires_grad=False)
                    token = rng.choices(range(len(row)), softmax(cooled).data[0])[0]
                if token == END:
                    break
                letters.append(token)
            return text(letters)
        """,
    ),
)
