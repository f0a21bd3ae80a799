"""What `picograd watch` shows after a save."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from grading.checks.verdict import Verdict
from grading.report.screen.words import MAX_LINES, count, paragraph
from grading.submission.safe_text import make_harmless

MOST_NAMES = 5


def describe_change(better: Sequence[Verdict], worse: Sequence[Verdict]) -> list[Text]:
    """What passes now and did not before the save, and what does not any more."""
    lines = [
        *_named("now passes", "green", better),
        *_named("passed before", "red", worse),
    ]
    return [*lines, Text()] if lines else []


def describe_first(check: Verdict, lines: Sequence[Text]) -> list[Text]:
    """The first failure as soon as it is known, while the other checks still run.

    lines: the failure itself.
    """
    shown = [line for text in lines for line in text.split("\n")][:MAX_LINES]
    head = Text.assemble((f"{check.outcome.value:<9}", "bold red"), (check.check, "dim"))
    return [head, *shown, Text(), Text("  (the other checks are still running)", "dim")]


def describe_keys(keys: Sequence[tuple[str, str]]) -> Text:
    """The keys and what they do, in one line."""
    parts: list[tuple[str, str] | str] = []
    for key, what in keys:
        parts += [(key, "bold cyan"), (f" {what}   ", "dim")]
    return Text.assemble(*parts)


def _named(label: str, style: str, checks: Sequence[Verdict]) -> list[Text]:
    if not checks:
        return []
    names = [make_harmless(check.check) for check in checks[:MOST_NAMES]]
    left = len(checks) - len(names)
    lines = [Text.assemble((f"{label:<15}", style), count(len(checks), "check"))]
    lines += [Text(" " * 15 + name, "dim") for name in names]
    return [*lines, paragraph(f"and {count(left, 'other')}", 15)] if left > 0 else lines
