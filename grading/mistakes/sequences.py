"""Mistakes that people make in sequences.py."""

from __future__ import annotations

from grading.mistakes.catalogue import Mistake

EMBEDDED = 'return Tensor(rows, (table,), "embedding", tuple(indices))'
NORMED = 'return Tensor(rows, (x,), "rms_norm")'
SHARED = 'return Tensor(rows, (x,), "softmax")'
IN_RANGE = "if not 0 <= index < n:  # Python would take -1 for the last row without a word"
ROOT = "return math.sqrt(sum(map(mul, row, row)) / len(row) + EPSILON)"
NORM_GRADIENT = "rows.append([(g - y * along) / root for g, y in zip(g_row, y_row, strict=True)])"
ALONG = "along = sum(map(mul, g_row, y_row)) / len(y_row)"
TOP = "top = max(row)  # e^1000 is too large for a float; the shares do not change with it"
SOFTMAX_GRADIENT = "rows.append([p * (g - mean) for g, p in zip(g_row, p_row, strict=True)])"
MASK_ROW = "rows.append([-math.inf] * before + [0.0] * seen + [-math.inf] * after)"
MASK_PARTS = "before, seen, after = start, place + 1 - start, size - place - 1"
TOO_SHORT = "if length < 1:"
REFUSING = """
for length in lengths:
    if length < 1:
        raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
"""

OF_EMBEDDING = (
    Mistake(
        id="embedding-takes-negative-indices",
        where="embedding",
        sentence=(
            "Your embedding takes an index of -1 for the last row of the table, as Python's lists "
            "do. Letters are counted from 0, and a number below that is a fault somewhere else "
            "that should not pass in silence."
        ),
        why="Only the upper end of the range raises an error by itself.",
        change=(IN_RANGE, "if index >= n:"),
    ),
    Mistake(
        id="embedding-asks-no-range",
        where="embedding",
        sentence=(
            "Your embedding does not look at its indices before it uses them: beyond the table "
            "Python raises an IndexError that does not say which index it was, and -1 becomes "
            "the last row. Refuse both with a ValueError that names the index."
        ),
        why="The lists do the checking, as far as they do.",
        change=(
            f"""
            for index in indices:
                {IN_RANGE}
                    raise ValueError(f"embedding: there is no row {{index}} in {{n}} rows")
            """,
            "",
        ),
    ),
    Mistake(
        id="embedding-one-index-too-many",
        where="embedding",
        sentence=(
            "Your embedding lets an index pass that is as large as the number of rows. Rows are "
            "counted from 0, so the last one has an index that is smaller by one."
        ),
        why="`<=` at the upper end, as in the sentence 'from 0 to n'.",
        change=(IN_RANGE, "if not 0 <= index <= n:"),
    ),
    Mistake(
        id="embedding-refuses-the-first-row",
        where="embedding",
        sentence=(
            "Your embedding refuses the index 0, which is that of the first row. It is a letter "
            "like any other."
        ),
        why="`0 <` where `0 <=` is meant, or `if not index`.",
        change=(IN_RANGE, "if not 0 < index < n:"),
    ),
    Mistake(
        id="embedding-refuses-the-last-row",
        where="embedding",
        sentence=(
            "Your embedding refuses the last row of the table: the upper end of its range is "
            "smaller by one than it should be."
        ),
        why="n - 1 is the last index, and `<` takes one more away.",
        change=(IN_RANGE, "if not 0 <= index < n - 1:"),
    ),
    Mistake(
        id="embedding-range-of-the-columns",
        where="embedding",
        sentence=(
            "Your embedding compares its indices with the number of columns. A letter owns a row; "
            "how many numbers stand in it says nothing about how many letters there are."
        ),
        why="len(table.data[0]) for len(table.data).",
        change=("n, _ = table.shape", "_, n = table.shape"),
    ),
    Mistake(
        id="embedding-names-no-index",
        where="embedding",
        sentence=(
            "Your embedding refuses an index that the table has not, but its message does not say "
            "which one it was. Whoever reads it has hundreds of them."
        ),
        why="The message is written for the one who wrote the code.",
        change=(
            'raise ValueError(f"embedding: there is no row {index} in {n} rows")',
            'raise ValueError("embedding: an index is out of range")',
        ),
    ),
    Mistake(
        id="embedding-raises-an-index-error",
        where="embedding",
        sentence=(
            "Your embedding refuses an index that the table has not with an IndexError. In this "
            "course a wrong argument is a ValueError, as in `pick`."
        ),
        why="IndexError is what a list would raise.",
        change=(
            'raise ValueError(f"embedding: there is no row {index} in {n} rows")',
            'raise IndexError(f"embedding: there is no row {index} in {n} rows")',
        ),
    ),
    Mistake(
        id="embedding-picks-columns",
        where="embedding",
        sentence=(
            "Your embedding picks numbers out of each row of the table, as `pick` does, where "
            "whole rows are asked for: an index is the number of a row."
        ),
        why="The comprehension of `pick` is copied.",
        change=(
            "rows = [table.data[index] for index in indices]",
            "rows = [[row[index] for index in indices] for row in table.data]",
        ),
    ),
    Mistake(
        id="embedding-each-row-once",
        where="embedding",
        sentence=(
            "Your embedding gives each row once, however often it is asked for, and in the order "
            "of the table. The letters of a word come in the order of the word, and some of them "
            "twice."
        ),
        why="`if index in indices`, or a set, on the way through the table.",
        change=(
            "rows = [table.data[index] for index in indices]",
            "rows = [row for index, row in enumerate(table.data) if index in indices]",
        ),
    ),
    Mistake(
        id="embedding-sorts",
        where="embedding",
        sentence=(
            "The rows of your embedding come in the order of the table, not in that of the "
            "indices. A word is its letters in their order."
        ),
        why="The indices are sorted to walk through the table once.",
        change=(
            "rows = [table.data[index] for index in indices]",
            "rows = [table.data[index] for index in sorted(indices)]",
        ),
    ),
    Mistake(
        id="embedding-without-graph",
        where="embedding",
        sentence=(
            "The result of your embedding is a leaf: it does not know the table that its rows "
            "came from, so the table never learns."
        ),
        why="A Tensor of the right rows looks right until backward.",
        change=(EMBEDDED, "return Tensor(rows)"),
    ),
    Mistake(
        id="embedding-without-the-indices",
        where="embedding",
        sentence=(
            "Your embedding does not write down which rows it picked. On the way back nobody "
            "could say to which row of the table a gradient belongs; such things stand in ctx."
        ),
        why="The other ops need no ctx.",
        change=(EMBEDDED, 'return Tensor(rows, (table,), "embedding")'),
    ),
    Mistake(
        id="embedding-keeps-the-callers-list",
        where="embedding",
        sentence=(
            "Your embedding keeps the very list of indices that it was handed. Whoever changes "
            "that list later changes where the gradients go; a tuple is a copy that nobody can "
            "change."
        ),
        why="The list is at hand, and works.",
        change=(EMBEDDED, 'return Tensor(rows, (table,), "embedding", indices)'),
    ),
    Mistake(
        id="embedding-indices-as-a-list",
        where="embedding",
        sentence=(
            "Your embedding keeps the indices as a list. It is a copy of its own, but ctx is a "
            "tuple in every node of this course."
        ),
        why="list(...) copies just as well as tuple(...).",
        change=(EMBEDDED, 'return Tensor(rows, (table,), "embedding", list(indices))'),
    ),
    Mistake(
        id="embedding-as-a-product",
        where="embedding",
        sentence=(
            "Your embedding multiplies the table by rows of zeros and ones. The numbers are right, "
            "but the result is recorded as a matmul, and all rows of the table are multiplied to "
            "keep one; the lesson wants that row picked."
        ),
        why="The lesson explains embedding by this product.",
        change=(
            EMBEDDED,
            """
            places = [[1.0 if i == index else 0.0 for i in range(n)] for index in indices]
            return Tensor(places, requires_grad=False) @ table
            """,
        ),
    ),
    Mistake(
        id="embedding-recorded-as-pick",
        where="embedding",
        sentence=(
            "Your embedding is recorded as a pick. On the way back the rule of that op is asked, "
            "which takes the indices for columns."
        ),
        why="Copied from Tensor.pick, the op with it.",
        change=(EMBEDDED, 'return Tensor(rows, (table,), "pick", tuple(indices))'),
    ),
    Mistake(
        id="embedding-recorded-as-embed",
        where="embedding",
        sentence=(
            "Your embedding is recorded under a name that RULES does not have. The op is the text "
            "that the docstring names, to the letter."
        ),
        why="The op is named from memory.",
        change=(EMBEDDED, 'return Tensor(rows, (table,), "embed", tuple(indices))'),
    ),
)

OF_EMBEDDING_RULE = (
    Mistake(
        id="embedding-rule-overwrites",
        where="embedding_rule",
        sentence=(
            "A row of the table that was picked twice receives the gradient of its last use only: "
            "you assign where you should add. The letter a stands three times in a word like "
            "'amanda', and all three have something to say."
        ),
        why="`rows[index] = g`, as in the rule of pick, where each element is used once.",
        change=(
            "rows[index] = list(map(add, rows[index], g))",
            "rows[index] = list(g)",
        ),
    ),
    Mistake(
        id="embedding-rule-keeps-the-first",
        where="embedding_rule",
        sentence=(
            "A row of the table that was picked twice receives the gradient of its first use "
            "only. Several uses of one thing add up, as everywhere in this engine."
        ),
        why="indices.index(...), which finds the first, or a test whether the row is still zero.",
        change=(
            "rows[index] = list(map(add, rows[index], g))",
            "rows[index] = rows[index] if any(rows[index]) else list(g)",
        ),
    ),
    Mistake(
        id="embedding-rule-takes-the-mean",
        where="embedding_rule",
        sentence=(
            "A row of the table that was picked several times receives the mean of their "
            "gradients. Each use counts in full: the gradients are added and not averaged."
        ),
        why="A frequent letter should not move more than others, one thinks.",
        change=(
            "rows[index] = list(map(add, rows[index], g))",
            "rows[index] = [r + v / node.ctx.count(index) for r, v in zip(rows[index], g)]",
        ),
    ),
    Mistake(
        id="embedding-rule-hands-on",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding hands the gradient on as it came, one row for each letter of "
            "the word. The table has one row for each letter of the alphabet, and its gradient "
            "has the shape of the table."
        ),
        why="Picking multiplies by one, so the gradient seems to pass unchanged.",
        code="""
def embedding_rule(grad, node):
    return ([list(row) for row in grad],)
""",
    ),
    Mistake(
        id="embedding-rule-by-place",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding gives row i of the gradient to row i of the table. It belongs "
            "to the row that was picked for place i; ctx says which that was."
        ),
        why="enumerate(grad) and not the indices.",
        change=(
            "for index, g in zip(node.ctx, grad, strict=True):",
            "for index, g in enumerate(grad[:n]):",
        ),
    ),
    Mistake(
        id="embedding-rule-in-the-shape-of-the-result",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding makes a gradient with as many rows as were picked. It is the "
            "table's gradient, and so it has as many rows as the table."
        ),
        why="node.shape for the child's shape.",
        change=("n, m = node.children[0].shape", "n, m = node.shape"),
    ),
    Mistake(
        id="embedding-rule-shared-rows",
        where="embedding_rule",
        sentence=(
            "The rows that nobody picked are one and the same list in your gradient of the "
            "table: a change to one of them shows in all."
        ),
        why="`[[0.0] * m] * n` is the best-known trap of nested lists in Python.",
        change=("rows = [[0.0] * m for _ in range(n)]", "rows = [[0.0] * m] * n"),
    ),
    Mistake(
        id="embedding-rule-adds-into-one-list",
        where="embedding_rule",
        sentence=(
            "Every row of your gradient of the table is the sum of all rows that came from above: "
            "all its rows are one list, and each addition in place goes into all of them."
        ),
        why="`[[0.0] * m] * n`, and then rows[index][j] += ...",
        code="""
def embedding_rule(grad, node):
    n, m = node.children[0].shape
    rows = [[0.0] * m] * n
    for index, g in zip(node.ctx, grad):
        for j in range(m):
            rows[index][j] += g[j]
    return (rows,)
""",
    ),
    Mistake(
        id="embedding-rule-counts",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding counts how often a row was picked and leaves out the gradient "
            "from above: right only where the sum of the rows is the end of the graph."
        ),
        why="The derivative is written down, the chain rule is not.",
        change=(
            "rows[index] = list(map(add, rows[index], g))",
            "rows[index] = [r + 1.0 for r in rows[index]]",
        ),
    ),
    Mistake(
        id="embedding-rule-changes-the-gradient",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding puts rows of the upstream gradient into its answer and then "
            "adds to them in place: for a letter that stands twice it changes the gradient of the "
            "result, and the second walk starts from other numbers. Add into lists of your own."
        ),
        why="The first use is stored as it is, the second added with +=.",
        code="""
def embedding_rule(grad, node):
    n, m = node.children[0].shape
    used = {}
    for index, g in zip(node.ctx, grad):
        if index in used:
            for j in range(m):
                used[index][j] += g[j]
        else:
            used[index] = g
    return ([used.get(index, [0.0] * m) for index in range(n)],)
""",
    ),
    Mistake(
        id="embedding-rule-starts-from-the-gradient",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding begins with the gradient that the table has already, and "
            "accumulate adds the answer to that again. A rule answers with what this op adds, and "
            "nothing else."
        ),
        why="`rows = node.children[0].grad` has the right shape.",
        change=(
            "rows = [[0.0] * m for _ in range(n)]",
            "rows = [list(row) for row in node.children[0].grad]",
        ),
    ),
    Mistake(
        id="embedding-rule-starts-from-the-table",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding adds the gradients to the numbers of the table. A row that "
            "nobody picked had no influence, and its gradient is zero."
        ),
        why="`.data` for `.grad`, or a copy of the table as a matrix of the right shape.",
        change=(
            "rows = [[0.0] * m for _ in range(n)]",
            "rows = [list(row) for row in node.children[0].data]",
        ),
    ),
    Mistake(
        id="embedding-rule-accumulates-itself",
        where="embedding_rule",
        sentence=(
            "Your gradients of the table arrive twice: the rule adds them to its child, and "
            "backward adds what the rule returns. A rule only answers; it changes no node."
        ),
        why="micrograd's _backward adds in place.",
        change=("return (rows,)", "node.children[0].accumulate(rows)\nreturn (rows,)"),
    ),
    Mistake(
        id="embedding-rule-no-tuple",
        where="embedding_rule",
        sentence=(
            "Your rule of embedding answers with the matrix itself, not with a tuple that holds "
            "it. Parentheses alone make none: mind the comma."
        ),
        why="The comma that makes a tuple of one is forgotten.",
        change=("return (rows,)", "return rows"),
    ),
)

OF_ROOT_MEAN_SQUARE = (
    Mistake(
        id="root-epsilon-behind-the-root",
        where="root_mean_square",
        sentence=(
            "Your root mean square adds EPSILON to the root. It stands under the root: of zeros "
            "it should leave 0.00316, and yours leaves 0.00001."
        ),
        why="sqrt(...) + eps is what Adam does, and what guards a division as well.",
        change=(ROOT, "return math.sqrt(sum(map(mul, row, row)) / len(row)) + EPSILON"),
    ),
    Mistake(
        id="root-without-epsilon",
        where="root_mean_square",
        sentence=(
            "Your root mean square of zeros is zero, and somebody is going to divide by it. "
            "EPSILON belongs under the root."
        ),
        why="The name says root, mean and square, and nothing of an EPSILON.",
        change=(ROOT, "return math.sqrt(sum(map(mul, row, row)) / len(row))"),
    ),
    Mistake(
        id="root-epsilon-into-the-sum",
        where="root_mean_square",
        sentence=(
            "Your root mean square adds EPSILON to the sum of the squares and divides both. It "
            "is added to their mean, so that it counts the same in a long row and in a short one."
        ),
        why="A bracket too many around the sum.",
        change=(ROOT, "return math.sqrt((sum(map(mul, row, row)) + EPSILON) / len(row))"),
    ),
    Mistake(
        id="root-epsilon-of-every-square",
        where="root_mean_square",
        sentence=(
            "Your root mean square adds EPSILON to every number before it is squared. It is added "
            "once, to the mean of the squares."
        ),
        why="(x + eps) ** 2 guards every number, one thinks.",
        change=(ROOT, "return math.sqrt(sum((v + EPSILON) ** 2 for v in row) / len(row))"),
    ),
    Mistake(
        id="root-only-for-zeros",
        where="root_mean_square",
        sentence=(
            "Your root mean square uses EPSILON only where the mean is smaller than that. It is "
            "added in every row, or the slope would have a kink."
        ),
        why="max(mean, EPSILON) guards the division as well.",
        change=(ROOT, "return math.sqrt(max(sum(map(mul, row, row)) / len(row), EPSILON))"),
    ),
    Mistake(
        id="root-another-epsilon",
        where="root_mean_square",
        sentence=(
            "Your root mean square has an epsilon of its own, smaller than EPSILON: rows of tiny "
            "numbers become larger than they should."
        ),
        why="1e-8 is the one of Adam, 1e-6 that of Llama.",
        change=(ROOT, "return math.sqrt(sum(map(mul, row, row)) / len(row) + 1e-8)"),
    ),
    Mistake(
        id="root-of-the-sum",
        where="root_mean_square",
        sentence=(
            "Your root is that of the sum of the squares, the length of the row as an arrow. The "
            "mean divides by how many numbers there are: of equal numbers it leaves that number."
        ),
        why="The norm of a vector is what one knows from school.",
        change=(ROOT, "return math.sqrt(sum(map(mul, row, row)) + EPSILON)"),
    ),
    Mistake(
        id="root-mean-square-without-root",
        where="root_mean_square",
        sentence=(
            "Your root mean square is the mean of the squares: the root is missing. Divided by "
            "that, a large row would become a tiny one."
        ),
        why="The last step is forgotten.",
        change=(ROOT, "return sum(map(mul, row, row)) / len(row) + EPSILON"),
    ),
    Mistake(
        id="root-of-the-variance",
        where="root_mean_square",
        sentence=(
            "Your root mean square takes the mean of the row away before it squares. That is the "
            "standard deviation, which a layer norm divides by; RMS norm leaves the mean where it "
            "is."
        ),
        why="LayerNorm came first, and statistics.pstdev is at hand.",
        change=(
            ROOT,
            """
            mean = sum(row) / len(row)
            return math.sqrt(sum((v - mean) ** 2 for v in row) / len(row) + EPSILON)
            """,
        ),
    ),
    Mistake(
        id="root-squares-the-mean",
        where="root_mean_square",
        sentence=(
            "You square the mean of the row, and in a row of both signs there is little of it. "
            "First every number is squared, then the mean is taken."
        ),
        why="The three words of the name are read from the front.",
        change=(ROOT, "return math.sqrt((sum(row) / len(row)) ** 2 + EPSILON)"),
    ),
    Mistake(
        id="root-of-absolute-values",
        where="root_mean_square",
        sentence=(
            "Your root mean square is the mean of the numbers without their signs. Squares weigh "
            "the large numbers more, and their derivative has no kink at 0."
        ),
        why="abs looks like the root of the square.",
        change=(ROOT, "return sum(map(abs, row)) / len(row) + EPSILON"),
    ),
    Mistake(
        id="root-divides-by-one-less",
        where="root_mean_square",
        sentence=(
            "Your mean of the squares divides by one less than there are numbers. That is for "
            "guessing at a spread from a sample; here all the numbers are there."
        ),
        why="statistics.stdev and torch.std do so.",
        change=(ROOT, "return math.sqrt(sum(map(mul, row, row)) / max(len(row) - 1, 1) + EPSILON)"),
    ),
    Mistake(
        id="root-upside-down",
        where="root_mean_square",
        sentence=(
            "Your root mean square is one over the root mean square. That would be something to "
            "multiply by; its name, and those who divide by it, want the root itself."
        ),
        why="torch.rsqrt stands in most codes of RMS norm.",
        change=(ROOT, "return 1 / math.sqrt(sum(map(mul, row, row)) / len(row) + EPSILON)"),
    ),
    Mistake(
        id="root-of-the-largest",
        where="root_mean_square",
        sentence=(
            "Your root mean square is the largest number of the row, without its sign. One number "
            "alone does not say how large a row is: all of them are squared, and the mean is taken."
        ),
        why="Dividing by the largest is another way to one size.",
        change=(ROOT, "return math.sqrt(max(v * v for v in row) + EPSILON)"),
    ),
)

OF_RMS_NORM = (
    Mistake(
        id="norm-one-root-for-all",
        where="rms_norm",
        sentence=(
            "Your rms_norm divides all rows by one root, that of the whole matrix. Every row is "
            "another letter and has a size of its own."
        ),
        why="The mean over everything is one call less.",
        change=(
            "root = root_mean_square(row)",
            "root = root_mean_square([v for other in x.data for v in other])",
        ),
    ),
    Mistake(
        id="norm-root-of-the-first-row",
        where="rms_norm",
        sentence=(
            "Your rms_norm divides every row by the root of the first one. Compute it anew for "
            "each row."
        ),
        why="The root is computed once, before the loop.",
        change=("root = root_mean_square(row)", "root = root_mean_square(x.data[0])"),
    ),
    Mistake(
        id="norm-of-the-columns",
        where="rms_norm",
        sentence=(
            "Your rms_norm divides each column by its own root. That is nearer to a batch norm, "
            "and mixes what different letters say; here it is the rows that are of one size."
        ),
        why="axis=0 for axis=1.",
        code="""
def rms_norm(x):
    roots = [root_mean_square(column) for column in zip(*x.data)]
    rows = [[v / root for v, root in zip(row, roots)] for row in x.data]
    return Tensor(rows, (x,), "rms_norm")
""",
    ),
    Mistake(
        id="norm-takes-the-mean-away",
        where="rms_norm",
        sentence=(
            "Your rms_norm takes the mean of each row away. A layer norm does that; RMS norm "
            "leaves it out, and lost nothing by it."
        ),
        why="LayerNorm came first.",
        change=(
            "rows.append([v / root for v in row])",
            "mean = sum(row) / len(row)\nrows.append([(v - mean) / root for v in row])",
        ),
    ),
    Mistake(
        id="norm-multiplies",
        where="rms_norm",
        sentence=(
            "Your rms_norm multiplies each row by its root, so that large rows become larger "
            "still. To be of one size afterwards, what has a row to be divided by?"
        ),
        why="rsqrt is multiplied by in most codes.",
        change=("rows.append([v / root for v in row])", "rows.append([v * root for v in row])"),
    ),
    Mistake(
        id="norm-divides-by-the-square",
        where="rms_norm",
        sentence=(
            "Your rms_norm divides each row by the square of its root. Twice as large a row would "
            "become half as large, where it should stay the same."
        ),
        why="The root is taken in one place and undone in another.",
        change=(
            "rows.append([v / root for v in row])",
            "rows.append([v / root**2 for v in row])",
        ),
    ),
    Mistake(
        id="norm-without-graph",
        where="rms_norm",
        sentence=(
            "The result of your rms_norm is a leaf: it does not know what it was computed from, "
            "so nothing before it ever learns."
        ),
        why="A Tensor of the right rows looks right until backward.",
        change=(NORMED, "return Tensor(rows)"),
    ),
    Mistake(
        id="norm-recorded-under-another-name",
        where="rms_norm",
        sentence=(
            "Your rms_norm is recorded under a name that RULES does not have. The op is the text "
            "that the docstring names, with its underscore."
        ),
        why="Zhang and Sennrich write RMSNorm.",
        change=(NORMED, 'return Tensor(rows, (x,), "rmsnorm")'),
    ),
    Mistake(
        id="norm-in-place",
        where="rms_norm",
        sentence=(
            "Your rms_norm changes the numbers of its operand. A block adds to what it was given, "
            "and its rule needs what went in: make new rows and leave x as it is."
        ),
        why="row[j] /= root is the shortest loop.",
        code="""
def rms_norm(x):
    for row in x.data:
        root = root_mean_square(row)
        for j in range(len(row)):
            row[j] /= root
    return Tensor(x.data, (x,), "rms_norm")
""",
    ),
)

OF_RMS_NORM_RULE = (
    Mistake(
        id="norm-rule-takes-the-root-for-a-constant",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm is grad / r: it takes the root for a constant. The root is "
            "computed from the row, and changes with every number in it."
        ),
        why="y = x / r is seen, and r is a number.",
        change=(NORM_GRADIENT, "rows.append([g / root for g in g_row])"),
    ),
    Mistake(
        id="norm-rule-sign",
        where="rms_norm_rule",
        sentence=(
            "In your gradient of rms_norm the part that comes through the root has the wrong "
            "sign. A larger number makes a larger root, which makes the row smaller."
        ),
        why="The minus of 1 / r's derivative is lost.",
        change=(
            NORM_GRADIENT,
            "rows.append([(g + y * along) / root for g, y in zip(g_row, y_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-without-its-own",
        where="rms_norm_rule",
        sentence=(
            "In your gradient of rms_norm only the way through the root counts. Each number also "
            "stands in its own place, divided by the root."
        ),
        why="The harder half is worked out, the easy one forgotten.",
        change=(NORM_GRADIENT, "rows.append([-y * along / root for y in y_row])"),
    ),
    Mistake(
        id="norm-rule-sums",
        where="rms_norm_rule",
        sentence=(
            "The part of your gradient of rms_norm that comes through the root is too large by "
            "the length of the row: it takes the sum of all g * y, where the root holds a mean."
        ),
        why="The formula of a vector divided by its length has a sum there.",
        change=(ALONG, "along = sum(map(mul, g_row, y_row))"),
    ),
    Mistake(
        id="norm-rule-mean-of-the-gradients",
        where="rms_norm_rule",
        sentence=(
            "In your gradient of rms_norm the mean is taken of the gradients alone. What reaches "
            "the root from place t is weighed by the number that stands there."
        ),
        why="Half of the formula of a layer norm: the mean of g.",
        change=(ALONG, "along = sum(g_row) / len(y_row)"),
    ),
    Mistake(
        id="norm-rule-own-place-only",
        where="rms_norm_rule",
        sentence=(
            "In your gradient of rms_norm each number hears of its own place only. But it stands "
            "in the root that all places of the row share."
        ),
        why="The diagonal of the matrix of derivatives is taken for all of it.",
        change=(
            NORM_GRADIENT,
            "rows.append([g * (1 - y * y / len(y_row)) / root for g, y in zip(g_row, y_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-of-what-went-in",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm computes with what went in where the result belongs. The "
            "formula with y in it is the short one; with x each of them needs a division by r."
        ),
        why="x for y: in other rules it is what went in that counts.",
        changes=(
            (ALONG, "along = sum(map(mul, g_row, x_row)) / len(x_row)"),
            (
                NORM_GRADIENT,
                "rows.append([(g - x_ * along) / root for g, x_ in zip(g_row, x_row)])",
            ),
        ),
    ),
    Mistake(
        id="norm-rule-half-of-what-went-in",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm takes x in one of the two places where the result, y, "
            "belongs: the part through the root is too large, by the root."
        ),
        why="r ** 2 for r ** 3 in the formula that has only x in it.",
        change=(
            NORM_GRADIENT,
            "rows.append([(g - x_ * along) / root for g, x_ in zip(g_row, x_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-root-of-the-result",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm divides by the root mean square of the result, which is "
            "always near 1. It is that of the row that went in."
        ),
        why="node.data is at hand, the child's is one step further.",
        change=("root = root_mean_square(x_row)", "root = root_mean_square(y_row)"),
    ),
    Mistake(
        id="norm-rule-without-the-root",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm is not divided by the root. What is divided by r on the "
            "way forward moves by as much less when it is pushed."
        ),
        why="The division stands outside the bracket and is forgotten.",
        change=(
            NORM_GRADIENT,
            "rows.append([g - y * along for g, y in zip(g_row, y_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-times-the-root",
        where="rms_norm_rule",
        sentence=(
            "Your gradient of rms_norm is multiplied by the root where it should be divided: what "
            "was made small on the way forward has a small slope."
        ),
        why="On the way back, one thinks, things are turned round.",
        change=(
            NORM_GRADIENT,
            "rows.append([(g - y * along) * root for g, y in zip(g_row, y_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-divides-half",
        where="rms_norm_rule",
        sentence=(
            "In your gradient of rms_norm only one of the two parts is divided by the root. Both "
            "are; look at your brackets."
        ),
        why="g - y * along / root without brackets.",
        change=(
            NORM_GRADIENT,
            "rows.append([g - y * along / root for g, y in zip(g_row, y_row)])",
        ),
    ),
    Mistake(
        id="norm-rule-of-all-rows",
        where="rms_norm_rule",
        sentence=(
            "The mean in your gradient of rms_norm is taken over all rows. Every row has its own "
            "root, and rows know nothing of each other."
        ),
        why="The mean is computed before the loop over the rows.",
        change=(
            ALONG,
            """
            products = [g * y for pair in zip(grad, node.data) for g, y in zip(*pair)]
            along = sum(products) / len(products)
            """,
        ),
    ),
    Mistake(
        id="norm-rule-without-upstream",
        where="rms_norm_rule",
        sentence=(
            "Your rule of rms_norm leaves out the gradient from above. Every rule multiplies what "
            "came from above with its own derivative."
        ),
        why="The derivative is written down, the chain rule is not.",
        changes=(
            (ALONG, "along = sum(y_row) / len(y_row)"),
            (NORM_GRADIENT, "rows.append([(1 - y * along) / root for y in y_row])"),
        ),
    ),
    Mistake(
        id="norm-rule-of-a-layer-norm",
        where="rms_norm_rule",
        sentence=(
            "Your gradient is that of a layer norm, which takes the mean of the row away and so "
            "has the mean of g in its rule as well. RMS norm takes no mean away."
        ),
        why="The formula is looked up, and LayerNorm is what one finds.",
        change=(
            NORM_GRADIENT,
            """
            mean = sum(g_row) / len(g_row)
            rows.append([(g - mean - y * along) / root for g, y in zip(g_row, y_row)])
            """,
        ),
    ),
    Mistake(
        id="norm-rule-forgets-epsilon",
        where="rms_norm_rule",
        sentence=(
            "Your rule of rms_norm computes a root of its own, without EPSILON: for rows of tiny "
            "numbers it is too small, and for zeros a division by zero. Use root_mean_square, as "
            "the way forward does."
        ),
        why="The root is computed again by hand.",
        change=(
            "root = root_mean_square(x_row)",
            "root = math.sqrt(sum(map(mul, x_row, x_row)) / len(x_row))",
        ),
    ),
    Mistake(
        id="norm-rule-by-steps",
        where="rms_norm_rule",
        sentence=(
            "Your rule of rms_norm pushes every number a little and looks what comes out. That is "
            "right to some ten digits, costs a whole row for each number, and fails where numbers "
            "are tiny or huge; a formula has no step."
        ),
        why="What one cannot derive, one can measure.",
        code="""
def rms_norm_rule(grad, node):
    (x,) = node.children
    rows = []
    for g_row, x_row in zip(grad, x.data):
        slopes = []
        for j in range(len(x_row)):
            results = []
            for step in (1e-5, -1e-5):
                moved = [v + step * (t == j) for t, v in enumerate(x_row)]
                root = root_mean_square(moved)
                results.append(sum(g * v / root for g, v in zip(g_row, moved)))
            slopes.append((results[0] - results[1]) / 2e-5)
        rows.append(slopes)
    return (rows,)
""",
    ),
    Mistake(
        id="norm-rule-in-place",
        where="rms_norm_rule",
        sentence=(
            "Your rule of rms_norm writes its answer into the upstream gradient. Rules are pure: "
            "that list may be the gradient of another node as well."
        ),
        why="The shapes agree, so no new lists are needed.",
        change=(
            NORM_GRADIENT,
            """
            g_row[:] = [(g - y * along) / root for g, y in zip(g_row, y_row)]
            rows.append(list(g_row))
            """,
        ),
    ),
    Mistake(
        id="norm-rule-accumulates-itself",
        where="rms_norm_rule",
        sentence=(
            "Your gradients of rms_norm arrive twice: the rule adds them to its child, and "
            "backward adds what the rule returns. A rule only answers; it changes no node."
        ),
        why="micrograd's _backward adds in place.",
        change=("return (rows,)", "x.accumulate(rows)\nreturn (rows,)"),
    ),
    Mistake(
        id="norm-rule-no-tuple",
        where="rms_norm_rule",
        sentence=(
            "Your rule of rms_norm answers with the matrix itself, not with a tuple that holds "
            "it. Parentheses alone make none: mind the comma."
        ),
        why="The comma that makes a tuple of one is forgotten.",
        change=("return (rows,)", "return rows"),
    ),
)

OF_SOFTMAX = (
    Mistake(
        id="softmax-overflows",
        where="softmax",
        sentence=(
            "Your softmax computes e ** 1000, which is no float. The shares do not change when "
            "the same number is taken from every score of a row; which number makes the largest "
            "power 1?"
        ),
        why="The formula as it stands in the lesson.",
        change=(TOP, "top = 0.0"),
    ),
    Mistake(
        id="softmax-one-top-for-all",
        where="softmax",
        sentence=(
            "Your softmax takes the largest score of the whole matrix from every row. In a row of "
            "small scores every power becomes 0, and then their sum is 0, too. Take each row's "
            "own largest."
        ),
        why="The largest is computed once, before the loop.",
        change=(TOP, "top = max(map(max, x.data))"),
    ),
    Mistake(
        id="softmax-top-not-below-zero",
        where="softmax",
        sentence=(
            "Your largest score of a row is never below zero, so in a row of scores near -1000 "
            "every power is 0, and so is their sum. The largest begins with the first score, not "
            "with 0."
        ),
        why="`top = 0` before a loop that looks for the largest.",
        change=(TOP, "top = max(0.0, *row)"),
    ),
    Mistake(
        id="softmax-takes-the-smallest",
        where="softmax",
        sentence=(
            "Your softmax takes the smallest score from each, so that all powers are large. With "
            "-inf among them there is nothing left to compute with; take the largest."
        ),
        why="min for max.",
        change=(TOP, "top = min(row)"),
    ),
    Mistake(
        id="softmax-takes-the-mean",
        where="softmax",
        sentence=(
            "Your softmax takes the mean of the row from each score. The largest of them may "
            "stand a thousand above it, and the mean of a row with -inf in it is -inf."
        ),
        why="Centering is what one does with data.",
        change=(TOP, "top = sum(row) / len(row)"),
    ),
    Mistake(
        id="softmax-shifts-the-powers-only",
        where="softmax",
        sentence=(
            "Your softmax takes the largest score away above the line and not below it: the "
            "shares of a row do not add up to 1."
        ),
        why="Only one of the two exp is made safe.",
        change=("total = sum(powers)", "total = sum(math.exp(v) for v in row)"),
    ),
    Mistake(
        id="softmax-of-the-columns",
        where="softmax",
        sentence=(
            "In your softmax the columns add up to 1. A row holds the scores that one letter "
            "gives, and it is the row that is shared out."
        ),
        why="dim=0 for dim=1.",
        code="""
def softmax(x):
    columns = []
    for column in zip(*x.data):
        top = max(column)
        powers = [math.exp(v - top) for v in column]
        columns.append([power / sum(powers) for power in powers])
    return Tensor([list(row) for row in zip(*columns)], (x,), "softmax")
""",
    ),
    Mistake(
        id="softmax-of-the-whole-matrix",
        where="softmax",
        sentence=(
            "In your softmax all shares of the matrix together add up to 1. Every row is another "
            "letter's, and adds up to 1 by itself."
        ),
        why="The sum is taken over everything.",
        code="""
def softmax(x):
    top = max(map(max, x.data))
    powers = [[math.exp(v - top) for v in row] for row in x.data]
    total = sum(map(sum, powers))
    return Tensor([[power / total for power in row] for row in powers], (x,), "softmax")
""",
    ),
    Mistake(
        id="softmax-gives-logarithms",
        where="softmax",
        sentence=(
            "Your softmax answers with the logarithms of the shares. That is log_softmax, which "
            "is for a loss; shares lie between 0 and 1."
        ),
        why="The method of Tensor is at hand.",
        code="""
def softmax(x):
    return Tensor(x.log_softmax().data, (x,), "softmax")
""",
    ),
    Mistake(
        id="softmax-without-powers",
        where="softmax",
        sentence=(
            "Your softmax divides the scores by their sum. Scores below zero would have shares "
            "below zero; it is the powers of e that are shared out."
        ),
        why="Shares are made by dividing by the sum.",
        code="""
def softmax(x):
    return Tensor([[v / (sum(row) or 1.0) for v in row] for row in x.data], (x,), "softmax")
""",
    ),
    Mistake(
        id="softmax-not-shared-out",
        where="softmax",
        sentence=(
            "The largest share of each row is 1 in your softmax: the powers are not divided by "
            "their sum."
        ),
        why="The last step is forgotten.",
        change=("rows.append([power / total for power in powers])", "rows.append(powers)"),
    ),
    Mistake(
        id="softmax-sigmoid",
        where="softmax",
        sentence=(
            "Your softmax treats every score by itself: 1 / (1 + e ** -x). Shares of a row "
            "compete, and a larger one makes all others smaller."
        ),
        why="For two classes the two are the same thing.",
        code="""
def softmax(x):
    rows = [[0.5 * (1 + math.tanh(v / 2)) for v in row] for row in x.data]
    return Tensor(rows, (x,), "softmax")
""",
    ),
    Mistake(
        id="softmax-with-an-epsilon",
        where="softmax",
        sentence=(
            "The shares of your softmax add up to a little less than 1: something is added to "
            "their sum. With the largest score taken away that sum is at least 1, and no division "
            "by zero can happen."
        ),
        why="eps guards every division, one has read.",
        change=("total = sum(powers)", "total = sum(powers) + 1e-9"),
    ),
    Mistake(
        id="softmax-cuts-off",
        where="softmax",
        sentence=(
            "Your softmax does not let a share become smaller than some tiny number. A hidden "
            "score has the share 0.0, exactly, or its letter would still be heard."
        ),
        why="Clamping keeps the logarithm of a share finite.",
        change=(
            "powers = [math.exp(v - top) for v in row]",
            "powers = [math.exp(max(v - top, -30.0)) for v in row]",
        ),
    ),
    Mistake(
        id="softmax-zero-is-no-score",
        where="softmax",
        sentence=(
            "Your softmax gives a score of 0 the share 0, as if it were hidden. What is hidden "
            "has the score -inf; 0 is a score like any other."
        ),
        why="`if v` tests for a zero; a mask of zeros and ones would hide with it.",
        change=(
            "powers = [math.exp(v - top) for v in row]",
            "powers = [math.exp(v - top) if v else 0.0 for v in row]",
        ),
    ),
    Mistake(
        id="softmax-hidden-as-zero",
        where="softmax",
        sentence=(
            "Your softmax treats a score of -inf as one of 0, so what is hidden gets a share. "
            "e ** -inf is 0.0 in Python, too, and needs no special case."
        ),
        why="-inf looks like an accident that has to be mended.",
        change=(
            "for row in x.data:",
            "for row in [[v if math.isfinite(v) else 0.0 for v in row] for row in x.data]:",
        ),
    ),
    Mistake(
        id="softmax-without-graph",
        where="softmax",
        sentence=(
            "The result of your softmax is a leaf: it does not know the scores that it came from, "
            "so nothing before it ever learns."
        ),
        why="A Tensor of the right rows looks right until backward.",
        change=(SHARED, "return Tensor(rows)"),
    ),
    Mistake(
        id="softmax-recorded-as-log-softmax",
        where="softmax",
        sentence=(
            "Your softmax is recorded as a log_softmax, whose rule takes the result for logarithms."
        ),
        why="The op is copied with the method.",
        change=(SHARED, 'return Tensor(rows, (x,), "log_softmax")'),
    ),
    Mistake(
        id="softmax-of-two-ops",
        where="softmax",
        sentence=(
            "Your softmax is two ops, a log_softmax and an exp behind it. The numbers are right; "
            "but the result should be one node with the rule that you write below, which spares a "
            "matrix of logarithms nobody asked for."
        ),
        why="e to the logarithm of a share is the share.",
        code="""
def softmax(x):
    return x.log_softmax().exp()
""",
    ),
    Mistake(
        id="softmax-in-place",
        where="softmax",
        sentence=(
            "Your softmax changes the numbers of its operand. Others may have been computed from "
            "them: make new rows and leave x as it is."
        ),
        why="row[j] = ... is the shortest loop.",
        code="""
def softmax(x):
    for row in x.data:
        top = max(row)
        row[:] = [math.exp(v - top) for v in row]
        total = sum(row)
        row[:] = [power / total for power in row]
    return Tensor(x.data, (x,), "softmax")
""",
    ),
)

OF_SOFTMAX_RULE = (
    Mistake(
        id="softmax-rule-own-share-only",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax each score hears of its own share only: g * p * (1 - p). "
            "But a score that grows takes from all the other shares of its row."
        ),
        why="The diagonal of the matrix of derivatives is taken for all of it.",
        change=(
            SOFTMAX_GRADIENT,
            "rows.append([g * p * (1 - p) for g, p in zip(g_row, p_row)])",
        ),
    ),
    Mistake(
        id="softmax-rule-without-the-others",
        where="softmax_rule",
        sentence=(
            "Your gradient of softmax is g * p: it takes the sum below the line for a constant. "
            "The score stands in that sum as well."
        ),
        why="The derivative of e ** x, as if nothing was divided.",
        change=(SOFTMAX_GRADIENT, "rows.append([p * g for g, p in zip(g_row, p_row)])"),
    ),
    Mistake(
        id="softmax-rule-without-the-share",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax the factor p_i in front is missing. A score with hardly "
            "a share can hardly win or lose anything, and one that is hidden nothing at all."
        ),
        why="The bracket is what one thinks about.",
        change=(SOFTMAX_GRADIENT, "rows.append([g - mean for g in g_row])"),
    ),
    Mistake(
        id="softmax-rule-sign",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax the mean is added. What one share wins the others lose: "
            "the mean is taken away, and a whole row of gradients adds up to 0."
        ),
        why="One sign is lost on the way through the sum.",
        change=(
            SOFTMAX_GRADIENT,
            "rows.append([p * (g + mean) for g, p in zip(g_row, p_row)])",
        ),
    ),
    Mistake(
        id="softmax-rule-sums-the-gradients",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax s is the sum of the gradients, each counted in full. "
            "Each is weighed with its share: s is a mean."
        ),
        why="sum(g) is what the rule of log_softmax has.",
        change=("mean = sum(map(mul, g_row, p_row))", "mean = sum(g_row)"),
    ),
    Mistake(
        id="softmax-rule-plain-mean",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax s is the plain mean of the gradients. A share of a half "
            "counts for more than one of a hundredth: the mean is weighed by the shares."
        ),
        why="The word mean, without its weights.",
        change=("mean = sum(map(mul, g_row, p_row))", "mean = sum(g_row) / len(g_row)"),
    ),
    Mistake(
        id="softmax-rule-divides-the-mean",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax the weighed sum is divided by the number of scores. The "
            "shares add up to 1 already, so the sum is the mean."
        ),
        why="A mean, one thinks, has a division.",
        change=(
            "mean = sum(map(mul, g_row, p_row))",
            "mean = sum(map(mul, g_row, p_row)) / len(p_row)",
        ),
    ),
    Mistake(
        id="softmax-rule-of-log-softmax",
        where="softmax_rule",
        sentence=(
            "Your gradient is that of log_softmax, g - p * (sum of g). Here no logarithm was "
            "taken, and the derivative is another one."
        ),
        why="The rule of stage 9 is copied.",
        change=(
            SOFTMAX_GRADIENT,
            "rows.append([g - p * sum(g_row) for g, p in zip(g_row, p_row)])",
        ),
    ),
    Mistake(
        id="softmax-rule-calls-exp",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax takes e to the power of the result, as the rule of log_softmax "
            "does. Here the result is the shares themselves."
        ),
        why="The rule of stage 9 is copied, its exp with it.",
        code="""
def softmax_rule(grad, node):
    rows = []
    for g_row, p_row in zip(grad, node.data):
        p_row = [math.exp(p) for p in p_row]
        mean = sum(map(mul, g_row, p_row))
        rows.append([p * (g - mean) for g, p in zip(g_row, p_row)])
    return (rows,)
""",
    ),
    Mistake(
        id="softmax-rule-overflows",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax computes the shares again, and this time e ** 1000 is too large "
            "for a float. They stand in node.data."
        ),
        why="The formula begins with p, so p is computed.",
        code="""
def softmax_rule(grad, node):
    (x,) = node.children
    rows = []
    for g_row, x_row in zip(grad, x.data):
        powers = [math.exp(v) for v in x_row]
        p_row = [power / sum(powers) for power in powers]
        mean = sum(map(mul, g_row, p_row))
        rows.append([p * (g - mean) for g, p in zip(g_row, p_row)])
    return (rows,)
""",
    ),
    Mistake(
        id="softmax-rule-of-what-went-in",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax computes with the scores where the shares belong. With -inf "
            "among them nothing is left; look into node.data and not into the child's."
        ),
        why="In other rules it is what went in that counts.",
        change=(
            "for g_row, p_row in zip(grad, node.data, strict=True):",
            "for g_row, p_row in zip(grad, node.children[0].data, strict=True):",
        ),
    ),
    Mistake(
        id="softmax-rule-of-all-rows",
        where="softmax_rule",
        sentence=(
            "In your gradient of softmax s is taken over all rows. Every row shares out by "
            "itself, and has its own s."
        ),
        why="The sum is computed before the loop over the rows.",
        change=(
            "mean = sum(map(mul, g_row, p_row))",
            "mean = sum(g * p for pair in zip(grad, node.data) for g, p in zip(*pair))",
        ),
    ),
    Mistake(
        id="softmax-rule-without-upstream",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax leaves out the gradient from above: p * (1 - p), whatever came. "
            "Every rule multiplies what came from above with its own derivative."
        ),
        why="The derivative of the own share is written down, the chain rule is not.",
        change=(SOFTMAX_GRADIENT, "rows.append([p * (1 - p) for p in p_row])"),
    ),
    Mistake(
        id="softmax-rule-of-a-cross-entropy",
        where="softmax_rule",
        sentence=(
            "Your gradient of softmax is p - g. That is what softmax and cross-entropy have "
            "together, for a target in the place of g; here any gradient may arrive."
        ),
        why="The textbook's p - target, read as a rule of softmax.",
        change=(SOFTMAX_GRADIENT, "rows.append([p - g for g, p in zip(g_row, p_row)])"),
    ),
    Mistake(
        id="softmax-rule-by-steps",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax pushes every score a little and looks what comes out. That is "
            "right to some ten digits, costs a whole row for each score, and loses small shares; "
            "a formula has no step."
        ),
        why="What one cannot derive, one can measure.",
        code="""
def softmax_rule(grad, node):
    (x,) = node.children

    def weighed(g_row, scores):
        top = max(scores)
        powers = [math.exp(v - top) for v in scores]
        return sum(g * power for g, power in zip(g_row, powers)) / sum(powers)

    rows = []
    for g_row, x_row in zip(grad, x.data):
        slopes = []
        for j in range(len(x_row)):
            results = []
            for step in (1e-5, -1e-5):
                moved = [v + step * (t == j) for t, v in enumerate(x_row)]
                results.append(weighed(g_row, moved))
            slopes.append((results[0] - results[1]) / 2e-5)
        rows.append(slopes)
    return (rows,)
""",
    ),
    Mistake(
        id="softmax-rule-in-place",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax writes its answer into the upstream gradient. Rules are pure: "
            "that list may be the gradient of another node as well."
        ),
        why="The shapes agree, so no new lists are needed.",
        change=(
            SOFTMAX_GRADIENT,
            """
            g_row[:] = [p * (g - mean) for g, p in zip(g_row, p_row)]
            rows.append(list(g_row))
            """,
        ),
    ),
    Mistake(
        id="softmax-rule-accumulates-itself",
        where="softmax_rule",
        sentence=(
            "Your gradients of softmax arrive twice: the rule adds them to its child, and "
            "backward adds what the rule returns. A rule only answers; it changes no node."
        ),
        why="micrograd's _backward adds in place.",
        change=("return (rows,)", "node.children[0].accumulate(rows)\nreturn (rows,)"),
    ),
    Mistake(
        id="softmax-rule-no-tuple",
        where="softmax_rule",
        sentence=(
            "Your rule of softmax answers with the matrix itself, not with a tuple that holds it. "
            "Parentheses alone make none: mind the comma."
        ),
        why="The comma that makes a tuple of one is forgotten.",
        change=("return (rows,)", "return rows"),
    ),
)

OF_CAUSAL_MASK = (
    Mistake(
        id="mask-shows-the-future",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees all of its word, also what comes behind it. A network "
            "that sees the next letter copies it, and has learned nothing when it has to write."
        ),
        why="Words are kept apart, and the order in them is forgotten.",
        change=(MASK_PARTS, "before, seen, after = start, length, size - start - length"),
    ),
    Mistake(
        id="mask-shows-the-neighbors",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees the words before its own. The triangle of zeros begins "
            "anew with each word."
        ),
        why="One triangle for the whole matrix: right for one word.",
        change=(MASK_PARTS, "before, seen, after = 0, place + 1, size - place - 1"),
    ),
    Mistake(
        id="mask-shows-everything",
        where="causal_mask",
        sentence="Your mask hides nothing: all of it is 0.0, and every letter sees all the others.",
        why="The -inf is left for later.",
        change=(MASK_ROW, "rows.append([0.0] * size)"),
    ),
    Mistake(
        id="mask-hides-the-letter-itself",
        where="causal_mask",
        sentence=(
            "In your mask a letter does not see itself, so the first letter of a word sees "
            "nothing at all, and of nothing no shares can be made. It guesses the letter behind, "
            "so it may look at its own."
        ),
        why="j < i for j <= i: before means before.",
        change=(MASK_PARTS, "before, seen, after = start, place - start, size - place"),
    ),
    Mistake(
        id="mask-shows-one-ahead",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees the one behind it, which is just the one that it has to "
            "guess. Row i ends its zeros with the letter i itself."
        ),
        why="range and slices end before their end, and one more is added for it.",
        code="""
def causal_mask(lengths):
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    size, start, rows = sum(lengths), 0, []
    for length in lengths:
        for place in range(start, start + length):
            end = min(place + 2, start + length)
            rows.append([0.0 if start <= j < end else -math.inf for j in range(size)])
        start += length
    return Tensor(rows, requires_grad=False)
""",
    ),
    Mistake(
        id="mask-upside-down",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees itself and what comes behind it in its word, and not what "
            "is before it: the mask is transposed. Rows look, columns are looked at."
        ),
        why="The upper triangle for the lower one.",
        code="""
def causal_mask(lengths):
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    size, start, rows = sum(lengths), 0, []
    for length in lengths:
        end = start + length
        for place in range(start, end):
            rows.append([0.0 if place <= j < end else -math.inf for j in range(size)])
        start = end
    return Tensor(rows, requires_grad=False)
""",
    ),
    Mistake(
        id="mask-the-other-way-round",
        where="causal_mask",
        sentence=(
            "Your mask hides what a letter may see and shows what it may not: 0.0 and -inf are "
            "exchanged. It is added to the scores, and 0.0 leaves a score as it is."
        ),
        why="A mask of True often stands for what is hidden.",
        change=(MASK_ROW, "rows.append([0.0] * before + [-math.inf] * seen + [0.0] * after)"),
    ),
    Mistake(
        id="mask-of-zeros-and-ones",
        where="causal_mask",
        sentence=(
            "Your mask is 1 where a letter may look and 0 where it may not, as if it were to be "
            "multiplied. It is added to the scores: a 0 hides nothing, for e ** 0 is 1."
        ),
        why="The mask of Dropout is multiplied.",
        change=(MASK_ROW, "rows.append([0.0] * before + [1.0] * seen + [0.0] * after)"),
    ),
    Mistake(
        id="mask-of-a-large-number",
        where="causal_mask",
        sentence=(
            "Your mask hides with a large negative number. Scores may be as large, and then the "
            "future shines through; -math.inf is below every number."
        ),
        why="-1e9 stands in many codes, out of fear of NaN.",
        change=(MASK_ROW, "rows.append([-1e9] * before + [0.0] * seen + [-1e9] * after)"),
    ),
    Mistake(
        id="mask-of-a-thousand",
        where="causal_mask",
        sentence=(
            "Your mask hides with a number some thousands below zero, which the scores of a few "
            "bad steps outweigh. -math.inf is below every number."
        ),
        why="-1e4 is what fits into half precision.",
        change=(MASK_ROW, "rows.append([-1e4] * before + [0.0] * seen + [-1e4] * after)"),
    ),
    Mistake(
        id="mask-of-plus-infinity",
        where="causal_mask",
        sentence=(
            "Your mask adds +inf to what is hidden, so nothing else is seen, and inf - inf is no "
            "number. The sign has to be the other one."
        ),
        why="The minus is forgotten.",
        change=(MASK_ROW, "rows.append([math.inf] * before + [0.0] * seen + [math.inf] * after)"),
    ),
    Mistake(
        id="mask-zero-times-infinity",
        where="causal_mask",
        sentence=(
            "Where a letter may look, your mask is NaN: 0 * -inf is no number. Choose between the "
            "two numbers with an if; no product can."
        ),
        why="(1 - allowed) * -inf is short, and works with -1e9.",
        change=(
            MASK_ROW,
            """
            hidden = [1.0] * before + [0.0] * seen + [1.0] * after
            rows.append([h * -math.inf for h in hidden])
            """,
        ),
    ),
    Mistake(
        id="mask-requires-a-gradient",
        where="causal_mask",
        sentence=(
            "Your mask requires a gradient. It is a constant, and what backward computes for it "
            "is work for nothing in every step."
        ),
        why="requires_grad is True unless one says otherwise.",
        change=("return Tensor(rows, requires_grad=False)", "return Tensor(rows)"),
    ),
    Mistake(
        id="mask-start-stays",
        where="causal_mask",
        sentence=(
            "Every word of your mask begins at the first letter of all: where a word begins has "
            "to move on by its length."
        ),
        why="start += length is forgotten at the end of the loop.",
        change=("start += length", ""),
    ),
    Mistake(
        id="mask-start-forgets",
        where="causal_mask",
        sentence=(
            "From the third word on your mask begins words in the wrong place: a word begins "
            "where all words before it end, not where the length of the last one says."
        ),
        why="`=` for `+=`: with two words both are the same.",
        change=("start += length", "start = length"),
    ),
    Mistake(
        id="mask-one-row-too-far-left",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees the last letter of the word before: the zeros of a row "
            "begin one place too early."
        ),
        why="start - 1, as an index of something that is counted from 1.",
        change=(
            MASK_PARTS,
            "before = max(start - 1, 0)\nseen, after = place + 1 - before, size - place - 1",
        ),
    ),
    Mistake(
        id="mask-of-equal-words",
        where="causal_mask",
        sentence=(
            "Your mask takes all words for as long as the first one. Names are of different "
            "lengths; add up the ones before."
        ),
        why="place // lengths[0] tells which word a place is in, if all are equal.",
        code="""
def causal_mask(lengths):
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    places, first = range(sum(lengths)), lengths[0]
    rows = [
        [0.0 if i // first == j // first and j <= i else -math.inf for j in places] for i in places
    ]
    return Tensor(rows, requires_grad=False)
""",
    ),
    Mistake(
        id="mask-shows-two-letters",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees itself and the one before it, and no further. That is the "
            "table of letter pairs again; it may see its word from the beginning."
        ),
        why="'The letter before' is taken for one letter.",
        change=(
            MASK_PARTS,
            "before = max(start, place - 1)\nseen, after = place + 1 - before, size - place - 1",
        ),
    ),
    Mistake(
        id="mask-shows-itself-only",
        where="causal_mask",
        sentence=(
            "In your mask a letter sees itself alone: zeros stand on the diagonal and nowhere "
            "else. It may look at the letters before it in its word."
        ),
        why="i == j for j <= i.",
        change=(MASK_PARTS, "before, seen, after = place, 1, size - place - 1"),
    ),
    Mistake(
        id="mask-of-the-longest-word",
        where="causal_mask",
        sentence=(
            "Your mask is as large as the longest word. All words stand behind each other in one "
            "matrix, so it has as many rows as there are letters in all of them."
        ),
        why="Elsewhere words are filled up to one length.",
        code="""
def causal_mask(lengths):
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    places = range(max(lengths))
    rows = [[0.0 if j <= i else -math.inf for j in places] for i in places]
    return Tensor(rows, requires_grad=False)
""",
    ),
    Mistake(
        id="mask-one-side-per-word",
        where="causal_mask",
        sentence=(
            "Your mask has one row for each word. It is letters that look, each for itself: a row "
            "for every letter of every word."
        ),
        why="One loop over the words, and none over the letters in them.",
        code="""
def causal_mask(lengths):
    for length in lengths:
        if length < 1:
            raise ValueError(f"causal_mask needs words of at least one letter, got {length}")
    words = range(len(lengths))
    rows = [[0.0 if j <= i else -math.inf for j in words] for i in words]
    return Tensor(rows, requires_grad=False)
""",
    ),
    Mistake(
        id="mask-sorts-the-words",
        where="causal_mask",
        sentence=(
            "Your mask is that of the words in order of their lengths. They stand in the matrix "
            "in the order in which their lengths are given."
        ),
        why="Batches are often sorted by length.",
        change=(
            """
            for length in lengths:
                for place in range(start, start + length):
            """,
            """
            for length in sorted(lengths):
                for place in range(start, start + length):
            """,
        ),
    ),
    Mistake(
        id="mask-takes-any-length",
        where="causal_mask",
        sentence=(
            "Your mask takes lengths of 0 and below without a word. A word without letters has no "
            "row, and with -2 the sum of the lengths is wrong: refuse them."
        ),
        why="Nobody would ask for such a word, one thinks.",
        change=(
            REFUSING,
            "",
        ),
    ),
    Mistake(
        id="mask-takes-empty-words",
        where="causal_mask",
        sentence=(
            "Your mask refuses a length below 0 and takes one of 0. A word without letters has "
            "no row either."
        ),
        why="`< 0` for `< 1`.",
        change=(TOO_SHORT, "if length < 0:"),
    ),
    Mistake(
        id="mask-refuses-one-letter",
        where="causal_mask",
        sentence=(
            "Your mask refuses words of one letter. Such a letter sees itself, and that is all: "
            "every word that is written begins so."
        ),
        why="`<= 1` for `< 1`.",
        change=(TOO_SHORT, "if length <= 1:"),
    ),
    Mistake(
        id="mask-looks-at-the-first-length",
        where="causal_mask",
        sentence=(
            "Your mask looks at the first length and at no other before it begins. Each of them "
            "may be wrong."
        ),
        why="lengths[0] stands for all.",
        change=(TOO_SHORT, "if lengths[0] < 1:"),
    ),
    Mistake(
        id="mask-names-no-length",
        where="causal_mask",
        sentence=(
            "Your mask refuses a length below 1, but its message does not say which one it was."
        ),
        why="The message is written for the one who wrote the code.",
        change=(
            'raise ValueError(f"causal_mask needs words of at least one letter, got {length}")',
            'raise ValueError("causal_mask needs words of letters")',
        ),
    ),
)

MISTAKES = (
    *OF_EMBEDDING,
    *OF_EMBEDDING_RULE,
    *OF_ROOT_MEAN_SQUARE,
    *OF_RMS_NORM,
    *OF_RMS_NORM_RULE,
    *OF_SOFTMAX,
    *OF_SOFTMAX_RULE,
    *OF_CAUSAL_MASK,
)
