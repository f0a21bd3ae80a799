"""`picograd class status`: what is in the store, and what is still to be done."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from grading.classroom.jobs import hash_grader
from grading.classroom.ledger import Line, read_lines
from grading.classroom.store import Store
from grading.commands.classroom.listing import list_under
from grading.commands.classroom.options import source_option
from grading.commands.console import console_on, say
from grading.report.screen.words import count


@click.command("status", short_help="How far a class is graded.")
@source_option
def status_command(store: Path) -> int:
    """How many are graded, by which version, what could not be graded, and who has nothing."""
    out = console_on(sys.stdout)
    with Store(store) as kept:
        lines = read_lines(kept)
    states = Counter(_state(line) for line in lines)
    say(out, f"{count(len(lines), 'student')}:")
    say(out, *(f"{states[s]:>6}  {words}" for s, words in _WORDS.items() if states[s]))
    now = hash_grader()
    graded = [line.counts.grading for line in lines if line.counts and line.counts.grading]
    older = [verdict for verdict in graded if verdict.grader != now]
    if older:
        say(
            out,
            f"{len(older)} of them were graded by another version of picograd; `picograd class "
            "regrade --changed` shows what would be other.",
        )
    for state in ("could not be graded", "refused"):
        counts = [(line.student.label, line.counts) for line in lines if _state(line) == state]
        reasons = [f"{name}: {c.problem or c.failure}" for name, c in counts if c]
        say(out, *list_under(_WORDS[state], reasons))
    return 0


_WORDS = {
    "graded": "graded",
    "not graded yet": "handed in and not graded yet: `picograd class grade` goes on with them",
    "could not be graded": "could not be graded, which is no mark",
    "refused": "handed in what cannot be graded",
    "nothing": "handed in nothing",
}


def _state(line: Line) -> str:
    if line.counts is None:
        return "nothing"
    if line.counts.grading:
        return "graded"
    if line.counts.problem:
        return "refused"
    return "could not be graded" if line.counts.failure else "not graded yet"
