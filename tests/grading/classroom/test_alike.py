"""What is alike beyond the stubs and the reference, and nothing else."""

from __future__ import annotations

from grading.classroom.alike import find_pairs, fragments_of
from grading.paths import PACKAGE, SOLUTIONS, STUBS

GIVEN = {
    number
    for folder in (STUBS, SOLUTIONS / PACKAGE)
    for file in folder.glob("*.py")
    for number in fragments_of("", {file.name: file.read_text(encoding="utf-8")}).places
}
OWN = """
def toposort(root):
    marks = {}
    piles = [[root, iter(root.children), 0]]
    finished = []
    while piles:
        top, rest, depth = piles[-1]
        for child in rest:
            if child not in marks:
                marks[child] = depth + 1
                piles.append([child, iter(child.children), depth + 1])
                break
        else:
            finished.insert(0, piles.pop()[0])
            if depth > 7 and finished[0] is not root:
                marks[finished[0]] = depth - len(piles)
    return [node for node in finished if marks.get(node, 1) >= 0 or node is root]


def backward(root):
    order = toposort(root)
    table = dict.fromkeys(map(id, order), 0.0)
    table[id(root)] = 1.0
    while order:
        node, order = order[0], order[1:]
        parts = node.local_gradients() if node.children else ()
        for position, part in enumerate(parts):
            table[id(node.children[position])] += part * 1.0
    return sorted(table.values(), key=lambda number: -abs(number))
"""
REFERENCE = (SOLUTIONS / PACKAGE / "graph.py").read_text(encoding="utf-8")


def renamed(text: str) -> str:
    """The same with other names, comments and layout."""
    for old, new in (("marks", "seen"), ("piles", "stack"), ("finished", "out"), ("top", "n")):
        text = text.replace(old, new)
    return text.replace("    while", "    # mine, all mine\n\n    while")


def pairs_of(*texts: str, least: float = 0.5) -> list[tuple[str, str]]:
    fragments = [fragments_of(f"s{n}", {"graph.py": text}, GIVEN) for n, text in enumerate(texts)]
    return [(pair.first, pair.second) for pair in find_pairs(fragments, least)]


def test_other_names_comments_and_layout_hide_nothing() -> None:
    """A copy in other words is found, and beside it nobody."""
    assert pairs_of(OWN, renamed(OWN), REFERENCE, REFERENCE + "\n") == [("s0", "s1")]


def test_the_reference_and_the_stubs_make_no_pair() -> None:
    """Who hands in the reference's own lines, or untouched stubs, has nothing of their own."""
    stub = (STUBS / "graph.py").read_text(encoding="utf-8")
    assert pairs_of(REFERENCE, REFERENCE, stub, stub, least=0.0) == []


def test_what_a_whole_class_has_explains_itself() -> None:
    """A way to solve it that everybody was shown is no likeness of two."""
    assert pairs_of(*[OWN] * 12) == []


def test_a_file_that_is_no_python_is_compared_as_far_as_it_is() -> None:
    """A syntax error at the end hides nothing before it."""
    assert pairs_of(OWN, renamed(OWN) + "\ndef broken(:\n'''") == [("s0", "s1")]
