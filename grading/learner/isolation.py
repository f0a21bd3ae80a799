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
    """How the code in a worker is locked in.

    level: 0..3, None for a process without any limits. means: the sentence that a report gives for
    it: what the level stops, and why it is no higher. user: whose process it is: "same" for the
    judge's user, "own" for one that is no one else's, "late" for such a one that the worker itself
    becomes. wrapper: the words before the worker's command line. fenced: whether `audit_hook`
    refuses, in words, what a submission has no business with; no level relies on it.
    """

    level: int | None
    means: str
    user: str = "same"
    wrapper: tuple[str, ...] = ()
    fenced: bool = True

    def __str__(self) -> str:
        return self.means
