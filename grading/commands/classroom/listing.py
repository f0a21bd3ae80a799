"""Lists of names and reasons, as long as a screen can show."""

from __future__ import annotations

from collections.abc import Sequence

from grading.classroom.intake import Collection
from grading.report.screen.words import count
from grading.submission.safe_text import make_harmless

MOST_LISTED = 20


def list_under(heading: str, entries: Sequence[str]) -> list[str]:
    """How many, and the first of them; nothing where there are none."""
    if not entries:
        return []
    lines = ["", f"{len(entries)} {heading}:"]
    lines += [f"  {make_harmless(entry)}" for entry in entries[:MOST_LISTED]]
    if len(entries) > MOST_LISTED:
        lines.append(f"  and {len(entries) - MOST_LISTED} more")
    return lines


def tell_intake(collection: Collection) -> list[str]:
    """How many of whom, and what matches on neither side."""
    graded = [one for one in collection.handed_in if one.submission]
    refused = [one for one in collection.handed_in if one.problem]
    students = len({one.student.key for one in collection.handed_in})
    return [
        f"{count(len(graded), 'submission')} of {count(students, 'student')}.",
        *list_under("cannot be graded", [f"{one.where}: {one.problem}" for one in refused]),
        *list_under(
            "belong to nobody", [f"{name}: {why}" for name, why in collection.strangers.items()]
        ),
        *list_under("handed in nothing", [student.label for student in collection.absent]),
        "",
    ]
