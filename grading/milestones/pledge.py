"""Parameters that are promised before anyone knows whether they will be looked at.

Where not every step can be made again on this side, the worker sends the digests of what it holds
after each chunk, and only then hears whether to show it. What it shows has to have that digest, so
there is no other past to invent for the chunk that is looked at.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grading.worker.wire import Malformed


@dataclass(frozen=True)
class Pledge:
    """Digests of the parameters before the last step of a chunk, and after it."""

    before: str
    after: str


def digest(parameters: Sequence[Sequence[Sequence[float]]]) -> str:
    """Of the numbers of these matrices, row by row: for probes, and on this side."""
    numbers = b"".join(array("d", row).tobytes() for rows in parameters for row in rows)
    return hashlib.sha256(numbers).hexdigest()


def copied(parameters: Sequence[Any]) -> list[list[list[float]]]:
    """For probes: the numbers of these Tensors, which may change where they lie."""
    return [[list(row) for row in parameter.data] for parameter in parameters]


def pledge_of(said: Any) -> Pledge:
    """What was said as a pledge; Malformed where it is none."""
    if not isinstance(said, list) or len(said) != 2 or not all(type(d) is str for d in said):
        raise Malformed("what a chunk of training leads to should be told by two digests")
    return Pledge(*said)
