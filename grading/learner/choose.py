"""The highest level of isolation that works on this machine, found out by trying it."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from grading.errors import CouldNotGrade
from grading.learner import bubblewrap
from grading.learner.isolation import Isolation
from grading.learner.launch import interpreter
from grading.learner.package import Package
from grading.learner.start_worker import start_worker
from grading.worker.wire import Malformed

HIGHEST = 3
NAMES = ("auto", "none", "0", "1", "2", "3")

_MEANS = (
    "limits and clocks, and nothing of it outlives the verdict; practice only, since it can read "
    "and write what you can",
    "as 0, without any rights of an administrator; it can still read what every user of this "
    "machine can, the solutions among it",
    "as 1, without network or other processes, and without files but Python's (Landlock, seccomp)",
    "as 2, in namespaces of its own (bubblewrap)",
)
# The lowest level that is proof against a stranger, and how to come by it.
SAFE = 2
_REMEDY = "install bubblewrap, or use a Linux from 5.13 on that has Landlock"
NONE = Isolation(None, "isolation: none; for looking into the machinery, not for grading")


@functools.cache
def choose_isolation(requested: str = "auto", required: int | None = None) -> Isolation:
    """The isolation to grade with, tried a moment ago. Asked again, the same answer.

    requested: "auto" for the highest level that works, "none", or the level itself.
    CouldNotGrade where that does not work or is lower than `required`.
    """
    if requested == "none":
        if required is not None:
            raise CouldNotGrade(f"isolation {required} is required, and none was asked for")
        return NONE
    most = HIGHEST if requested == "auto" else int(requested)
    least = max(0, required or 0, 0 if requested == "auto" else most)
    chosen, why = _highest(most)
    if chosen is None or chosen.level is None or chosen.level < least:
        reason = why.get(least, f"only {most} was asked for")
        how = f"; {_REMEDY}" if least >= SAFE and least in why else ""
        raise CouldNotGrade(f"isolation at level {least} does not work here: {reason}{how}")
    return chosen


def describe_level(level: int) -> str:
    """What code that is locked in at `level` can still do, in a sentence."""
    return f"isolation: level {level} of {HIGHEST}: {_MEANS[level]}"


def _highest(most: int) -> tuple[Isolation | None, dict[int, str]]:
    """The highest level that works, up to `most`, and why those above it do not."""
    why: dict[int, str] = {}
    for level in range(most, -1, -1):
        reasons = []
        for isolation in _ways(level):
            lacking = _lacking(isolation)
            if not lacking:
                not_higher = "".join(f" (not {n}: {said})" for n, said in why.items())
                return replace(isolation, means=describe_level(level) + not_higher), why
            reasons.append(lacking)
        why[level] = "; ".join(dict.fromkeys(reasons)) or _why_no_way()
    return None, why


def _ways(level: int) -> Iterator[Isolation]:
    """The ways to reach a level on this machine, the better one first."""
    if level and sys.platform != "linux":
        return
    root = level > 0 and os.geteuid() == 0
    user = "own" if root else "same"
    if level < 3:
        yield Isolation(level, "", user)
    elif bwrap := bubblewrap.find_bubblewrap():
        python = interpreter()
        yield Isolation(3, "", user, tuple(bubblewrap.command_line(bwrap, python, as_root=False)))
        if root:
            wrapper = tuple(bubblewrap.command_line(bwrap, python, as_root=True))
            yield Isolation(3, "", "late", wrapper)


def _why_no_way() -> str:
    return "bubblewrap is not installed" if sys.platform == "linux" else "it needs Linux"


def _lacking(isolation: Isolation) -> str:
    """Run a worker at this level; what is missing, empty if nothing is."""
    # `judged` itself needs to know the isolation before it starts anything.
    outside = str(Path(__file__).resolve())
    try:
        worker, found = start_worker(Package((), {}), isolation, outside)
        worker.end()
    except (CouldNotGrade, Malformed, OSError) as error:
        return str(error)
    assert isolation.level is not None
    lacking = [said for known, said in _expected(isolation.level) if not known(found)]
    return ", ".join(lacking)


def _expected(level: int) -> Iterator[tuple[Callable[[dict[str, Any]], bool], str]]:
    """What a worker at `level` must have found, and what to say if it has not."""
    yield (lambda f: f["modules"], "the standard library cannot be read there")
    yield (lambda f: f["home"], "its folder cannot be written")
    yield (lambda f: not f["environment"], "it has an environment")
    if level >= 1:
        yield (lambda f: not f["root"], "it is still root")
        yield (lambda f: f["no_new_privs"], "it could gain rights")
    if level >= 2:
        yield (lambda f: not f["reads"], "it can read other files")
        yield (lambda f: not f["writes"], "it can write other files")
        yield (lambda f: not f["network"], "it has a network")
        yield (lambda f: not f["processes"], "it can start processes")
        yield (lambda f: not f["signals"], "it can signal processes")
        yield (lambda f: not f["namespaces"], "it can make namespaces")
    if level >= 3:
        yield (lambda f: not f["sees"], "it can see other files")
