"""The slips of every program, told in one sentence with file and line: a missing `return`, a
number where a node is expected, `(x)` for `(x,)`, a misspelt name.

Nothing is said that the text of the file and what happened do not prove together. A slip is
looked for in the functions that an exchange showed to be wrong; elsewhere only where what was
raised demands it and one function alone can have done it.
"""

from __future__ import annotations

from collections.abc import Iterator

from grading.diagnosis.form_slips import slips_of_form
from grading.diagnosis.looked_at import Happened, LookedAt, Slip
from grading.diagnosis.raised_slips import (
    method_hidden,
    misspelt,
    node_for_number,
    number_for_node_at_line,
    number_from_one_function,
    tensor_for_rows,
)


def find_slip(source: str, contract: str, file: str, path: str, happened: Happened) -> Slip | None:
    """The slip that explains what happened; None where none is proven.

    contract: the stage's stub, whose signatures are the right ones. file: the name of the
    learner's file, for the sentence; path: as it stands in tracebacks.
    """
    try:
        looked = LookedAt(source, contract, file, path, happened)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next(_slips(looked), None)


def _slips(looked: LookedAt) -> Iterator[Slip]:
    yield from misspelt(looked)
    yield from method_hidden(looked)
    yield from node_for_number(looked)
    yield from tensor_for_rows(looked)
    yield from slips_of_form(looked)
    yield from number_for_node_at_line(looked)
    yield from number_from_one_function(looked)
