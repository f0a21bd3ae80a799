"""An expression as a tree: every step, the first wrong one marked."""

from __future__ import annotations

from typing import Any

from grading.diagnosis.first_difference import draw_steps, find_first_difference
from grading.worker.trace import as_symbols, in_order, twice_and_once

A, G = [[2.5, -1.5], [0.75, 3.0]], [[-1.7, 0.4], [0.9, 2.25]]


def product(a: Any, g: Any) -> Any:
    return (a * g).sum()


def test_named_steps_are_drawn_by_their_names() -> None:
    """The others by their operators, one that was drawn already in one word."""
    root = as_symbols(twice_and_once, ["a"])
    assert [step.text for step in in_order(root)] == ["a", "h", "(h * 2)", "y"]
    drawn = draw_steps(root, [[3.0, 18.0], [9.0, 3.0], [18.0, 1.0], [27.0, 1.0]])
    assert drawn.splitlines() == [
        "y  value 27.0  gradient 1.0",
        "|-- *  value 18.0  gradient 1.0",
        "|   `-- h  value 9.0  gradient 3.0",
        "|       |-- a  value 3.0  gradient 18.0",
        "|       `-- a  value 3.0  gradient 18.0",
        "`-- h (as above)",
    ]


def test_matrices_are_drawn_row_by_row() -> None:
    """Under their step, entries flush right; a wrong one with the right one below it."""
    root = as_symbols(product, ["a", "g"])
    right = [[A, G], [G, A], [[[1.0, 2.0], [3.0, 4.0]], A], [[[5.5]], [[1.0]]]]
    wrong = [[A, A], *right[1:]]
    found = find_first_difference(root, right, wrong)
    assert found is not None
    assert found.sentence.startswith("the first gradient that differs is at `a`, operand 1 of `*`")
    assert found.drawing.splitlines() == [
        "sum  value [[5.5]]  gradient [[1.0]]",
        "`-- *",
        "    |   value  1.0  2.0",
        "    |          3.0  4.0",
        "    |   gradient   2.5  -1.5",
        "    |             0.75   3.0",
        "    |-- a   <-- the gradient is wrong",
        "    |       value   2.5  -1.5",
        "    |              0.75   3.0",
        "    |       gradient   2.5  -1.5",
        "    |                 0.75   3.0",
        "    |       gradient should be  -1.7   0.4",
        "    |                            0.9  2.25",
        "    `-- g",
        "            value  -1.7   0.4",
        "                    0.9  2.25",
        "            gradient   2.5  -1.5",
        "                      0.75   3.0",
    ]


def test_a_large_matrix_shows_its_first_rows() -> None:
    """And dots for the others."""
    many = [[float(n), 0.5] for n in range(40)]
    root = as_symbols(lambda a: a, ["a"])
    lines = draw_steps(root, [[many, many]]).splitlines()
    assert len(lines) == 1 + 2 * 8
    assert lines[8].strip() == lines[16].strip() == "..."


def test_the_steps_are_kept_as_data_with_both_answers() -> None:
    """Each with its operands by their places; the one where it begins says what is wrong."""
    root = as_symbols(twice_and_once, ["a"])
    right = [[3.0, 18.0], [9.0, 3.0], [18.0, 1.0], [27.0, 1.0]]
    found = find_first_difference(root, right, [[3.0, 6.0], *right[1:]])
    assert found is not None
    a, h, twice, y = found.steps
    assert [step.operands for step in (a, h, twice, y)] == [(), (0, 0), (1,), (2, 1)]
    assert (a.gradient, a.right_gradient, a.wrong) == (6.0, 18.0, "gradient")
    assert (y.value, y.right_value, y.wrong) == (27.0, 27.0, "")
