"""Matrices as aligned rows, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.checks.differing_part import is_matrix
from grading.diagnosis.comparison import close, spelled

# With the margin of a report, the widest table that 80 columns hold.
MAX_WIDTH = 74
_LABELS = ("expected  ", "got       ")


def compare_matrices(expected: Any, got: Any) -> str:
    """Both answers as rows, a `*` before each entry of `got` that is wrong.

    Empty unless both are matrices, one of them has more than one row, and they fit.
    """
    if not (is_matrix(expected) and is_matrix(got)) or max(len(expected), len(got)) < 2:
        return ""
    right = [[spelled(number) for number in row] for row in expected]
    mine = [
        [
            ("" if _agrees(expected, i, j, number) else "*") + spelled(number)
            for j, number in enumerate(row)
        ]
        for i, row in enumerate(got)
    ]
    width = max(len(cell) for row in right + mine for cell in row)
    lines = [
        *_label(_LABELS[0], align_rows(right, width)),
        *_label(_LABELS[1], align_rows(mine, width)),
    ]
    return "" if max(map(len, lines)) > MAX_WIDTH else "\n".join([*lines, "(* is wrong)"])


def align_rows(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The rows as lines, each entry flush right in `width` columns."""
    return ["  ".join(f"{cell:>{width}}" for cell in row) for row in rows]


def _agrees(expected: Any, i: int, j: int, number: float) -> bool:
    return i < len(expected) and j < len(expected[i]) and close(number, expected[i][j])


def _label(label: str, rows: Sequence[str]) -> list[str]:
    return [(label if i == 0 else " " * len(label)) + row for i, row in enumerate(rows)]
