"""How a mistake of the catalogue is laid over the reference."""

from __future__ import annotations

import pytest

from grading.course.manifest import Stage, load_course
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, SOLUTIONS

STAGES = pytest.mark.parametrize("stage", load_course().stages, ids=load_course().stage_ids)

REFERENCE = '''\
"""A stage."""

from __future__ import annotations


class Node:
    def add(self, grad: float) -> None:
        """Add `grad`."""
        if grad:
            self.grad += grad
        self.seen = True


def walk(nodes):
    for node in nodes:
        node.add(1.0)
    total = 0.0
    for node in nodes:
        total += node.grad
    return total
'''


def mistake(
    where: str,
    change: tuple[str, str] | None = None,
    changes: tuple[tuple[str, str], ...] = (),
    code: str = "",
) -> Mistake:
    return Mistake("slip", where, "It slips.", "a test", code, change, changes)


def difference(wrong: str) -> tuple[list[str], list[str]]:
    """The lines that only the reference has, and those that only the wrong version has."""
    right, other = REFERENCE.splitlines(), wrong.splitlines()
    return [x for x in right if x not in other], [x for x in other if x not in right]


def test_a_change_stands_at_the_indentation_of_the_line_that_it_replaces() -> None:
    """A line inside an `if` of a method is replaced where it stands; all else stays."""
    wrong = laid_over(REFERENCE, mistake("Node.add", ("self.grad += grad", "self.grad = grad")))
    assert difference(wrong) == (
        ["            self.grad += grad"],
        ["            self.grad = grad"],
    )


def test_several_lines_are_changed_into_several() -> None:
    """Relative indentation counts in the old lines and is kept in the new ones."""
    change = (
        """
        for node in nodes:
            total += node.grad
        """,
        """
        while nodes:
            total += nodes.pop().grad
        """,
    )
    assert difference(laid_over(REFERENCE, mistake("walk", change))) == (
        ["        total += node.grad"],
        ["    while nodes:", "        total += nodes.pop().grad"],
    )


def test_an_empty_new_text_drops_the_old_line() -> None:
    """What is changed into nothing leaves no empty line behind."""
    wrong = laid_over(REFERENCE, mistake("walk", ("total = 0.0", "")))
    assert wrong == REFERENCE.replace("    total = 0.0\n", "")


def test_every_change_is_looked_for_in_the_reference_as_it_is() -> None:
    """Two changes may trade places, for neither sees what the other one has written."""
    traded = laid_over(
        REFERENCE,
        mistake("walk", changes=(("total = 0.0", "return total"), ("return total", "total = 0.0"))),
    )
    assert traded.index("    return total") < traded.index("    total = 0.0")


def test_a_change_whose_old_line_is_gone_is_refused() -> None:
    """Whoever rewrites the reference learns which mistake missed which line of which function."""
    with pytest.raises(ValueError, match=r"slip: .*walk no longer holds the line 'total = 1.0'"):
        laid_over(REFERENCE, mistake("walk", ("total = 1.0", "total = 2.0")))


def test_a_line_of_another_function_is_not_found() -> None:
    """A change is looked for in its own function only."""
    with pytest.raises(ValueError, match=r"slip: .*walk no longer holds"):
        laid_over(REFERENCE, mistake("walk", ("self.seen = True", "")))


def test_a_change_whose_old_line_stands_twice_is_refused() -> None:
    """Which of two equal lines is meant cannot be told."""
    with pytest.raises(ValueError, match=r"slip: .*walk holds 2 times .*'for node in nodes:'"):
        laid_over(REFERENCE, mistake("walk", ("for node in nodes:", "for node in nodes[1:]:")))


def test_a_part_of_a_line_is_not_a_line() -> None:
    """An old text is whole lines, so that a line that has grown is noticed."""
    with pytest.raises(ValueError, match="no longer holds"):
        laid_over(REFERENCE, mistake("walk", ("total", "sum")))


def test_changes_that_overlap_are_refused() -> None:
    """One line cannot be changed twice."""
    twice = (("total = 0.0", ""), ("total = 0.0", "total = 1.0"))
    with pytest.raises(ValueError, match="slip: two of its changes overlap"):
        laid_over(REFERENCE, mistake("walk", changes=twice))


@pytest.mark.parametrize(
    ("change", "code"), [(None, ""), (("total = 0.0", ""), "def walk(nodes):\n    return 0.0\n")]
)
def test_a_mistake_is_either_a_change_or_code(change: tuple[str, str] | None, code: str) -> None:
    """Neither of the two, or both, is refused when the catalogue is read."""
    with pytest.raises(ValueError, match="slip: needs exactly one of"):
        mistake("walk", change, code=code)


@STAGES
def test_every_mistake_is_python(stage: Stage) -> None:
    """What is laid over the reference compiles, so that its answers are wrong and not its form."""
    reference = (SOLUTIONS / PACKAGE / stage.file).read_text(encoding="utf-8")
    for wrong in mistakes_of(stage.id):
        compile(laid_over(reference, wrong), wrong.id, "exec")
