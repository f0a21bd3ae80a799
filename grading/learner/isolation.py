"""One level of isolation as a record, and the limits that hold at every level."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000

# The whole of MNIST as a learner's lists of floats takes 1.5 GB, a graph of a million nodes
# written without __slots__ half of that. More is not needed by any stage or milestone.
MOST_MEMORY = 4_000 * MEGABYTE
# A stage needs no files at all; a learner's log file is no crime.
MOST_IN_ONE_FILE = 16 * MEGABYTE
MOST_IN_HOME, MOST_FILES_IN_HOME = 64 * MEGABYTE, 1_000
MOST_OPEN_FILES = 64
# Threads count as well.
MOST_PROCESSES = 64


@dataclass(frozen=True)
class Isolation:
    """How a submission's code is locked in.

    level: 0..3, None for not at all. means: what that is, in a sentence, and why it is no
    higher. user: "same", "own", or "late" (the worker itself leaves root). wrapper: the words
    before the worker's command line. fenced: with the sentences of `audit_hook`, on which no level
    relies.
    """

    level: int | None
    means: str
    user: str = "same"
    wrapper: tuple[str, ...] = ()
    fenced: bool = True

    def __str__(self) -> str:
        return self.means
