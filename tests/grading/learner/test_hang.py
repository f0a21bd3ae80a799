"""Where code hung, from samples of its stack."""

from __future__ import annotations

import pytest

from grading.learner.hang import Hang, HangKind, locate_hang
from grading.worker.sampling import Sighting

FILE = b"""\
def search(stack, found):
    while stack:
        node = stack.pop()
        rest = [
            c for c in node if c not in found
        ]
        found.append(node)
    for round in range(10):
        tries = 0
        while found:
            tries += 1
        while stack:
            tries += 1
    return sum(range(10**15))


for _ in range(10**15):
    pass
"""


def located(lines: list[int], **more: object) -> Hang:
    hang = locate_hang(Sighting("own.py", lines, **more), FILE)  # type: ignore[arg-type]  # as named
    assert hang is not None
    assert hang.file == "own.py"
    return hang


@pytest.mark.parametrize("lines", [[5], [4, 5], [3, 7], [2, 5]])
def test_the_outermost_loop_is_named_wherever_in_it_a_sample_fell(lines: list[int]) -> None:
    """A comprehension inside it is no loop of its own."""
    hang = located(lines)
    assert (hang.function, hang.kind, hang.line, hang.last) == ("search", HangKind.LOOP, 2, 7)


def test_of_nested_loops_the_inner_one_is_named_where_the_outer_one_does_not_go_on() -> None:
    """That is so where all that the outer one alone sets has stayed."""
    inner = located([10, 11], still={"round": "0"}, changing=["tries"])
    assert (inner.line, inner.last, inner.changing) == (10, 11, ("tries",))
    for seen in (
        located([10, 11], changing=["round", "tries"]),
        located([10, 11]),
        located([10, 12], still={"round": "0"}),
    ):
        assert (seen.line, seen.last) == (8, 13)


def test_of_lines_in_no_loop_only_the_function_is_told() -> None:
    """Unless it is one line: that is where Python's own function does not end."""
    one, more, many = located([14]), located([2, 14]), located([5], calls=True)
    assert (one.kind, one.line) == (HangKind.LINE, 14)
    assert (more.kind, more.line, more.function) == (HangKind.FUNCTION, 1, "search")
    assert (many.kind, many.line, many.last) == (HangKind.CALLS, 1, None)


def test_outside_any_function_there_is_only_the_loop() -> None:
    """No function is named, and no line where the lines share none."""
    loop, none = located([17, 18]), located([1, 18])
    assert (loop.function, loop.line, loop.last) == ("", 17, 18)
    assert (none.function, none.line, none.kind) == ("", None, HangKind.FUNCTION)


def test_what_the_loop_sets_counts_as_stayed_only_where_nothing_changes() -> None:
    """Where it goes on it may be chance that it was seen alike; what it only reads is not."""
    still = {"stack": "a list of 1", "node": "7", "found": "a list of 0", "other": "1"}
    assert located([3], still=still).still == (
        ("found", "a list of 0"), ("node", "7"), ("stack", "a list of 1")
    )  # fmt: skip
    going = located([3], still=still, changing=["rest"])
    assert (going.still, going.changing) == ((), ("rest",))
    read = located([10], still={"round": "0", "found": "a list of 1"}, changing=["tries"])
    assert read.still == (("found", "a list of 1"),)
