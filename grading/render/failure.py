"""What a check or a milestone that did not pass says to the learner."""

from __future__ import annotations

from rich.text import Text

from grading.nextstep import NextStep
from grading.render.words import MAX_LINES, block, commands, count, harmless, paragraph
from grading.report import MilestoneReport
from grading.verdict import Outcome, Verdict

MAX_PRINTED = 10


def next_lines(step: NextStep, check_at: str) -> list[Text]:
    """The one thing to do next. check_at: where the check itself can be read, or empty."""
    stage = step.stage
    if step.milestone is not None:
        return milestone_lines(step.milestone)
    if step.verdict is None:
        return [
            Text.assemble(("Next: ", "bold"), (harmless(step.file), "bold cyan"), " is missing"),
            *commands([("Put it back:", f"picograd reset {stage.id}")]),
        ]
    where = harmless(step.file) + (f", line {step.line}" if step.line else "")
    whose = f"  ({_pointer(step)})" if step.function else ""
    waiting = f"All {count(step.waiting + 1, 'open check')}:" if step.waiting else "This check:"
    return [
        Text.assemble(("Next: ", "bold"), (where, "bold cyan"), whose),
        Text(),
        *said(step.verdict, last=MAX_LINES, check_at=check_at),
        Text(),
        *commands(
            [
                ("A hint:", f"picograd hint {stage.id}"),
                (waiting, f"picograd check {stage.id}"),
            ]
        ),
    ]


def said(verdict: Verdict, *, last: int | None = None, check_at: str = "") -> list[Text]:
    """Claim, what went wrong, expected and got, their traceback, what they printed.

    last: show only so many lines of the traceback and of what was printed.
    """
    lines = [paragraph(verdict.claim)]
    lines[0].stylize("bold")
    if verdict.expected is None:
        lines.append(block(verdict.message, 2))
    else:
        ending = f": expected {verdict.expected}, got {verdict.got}"
        lines.append(block(verdict.message.removesuffix(ending), 2))
        lines.append(_compared("expected", verdict.expected, "green"))
        lines.append(_compared("got", verdict.got or "", "red"))
    if verdict.traceback:
        lines += [Text(), block(verdict.traceback, 2, last=last, style="dim")]
    if verdict.printed.strip():
        printed = MAX_PRINTED if last is not None else None
        lines += [Text("  Your code printed:"), block(verdict.printed, 4, last=printed)]
    if check_at:
        lines.append(Text(f"  The check: {check_at}", "dim"))
    return lines


def milestone_lines(entry: MilestoneReport) -> list[Text]:
    """What keeps a milestone from being reached."""
    milestone, result = entry.milestone, entry.result
    head = Text.assemble(("Next: ", "bold"), (f"the milestone {milestone.id}", "bold cyan"))
    lines = [head, Text(), paragraph(f"{milestone.title}. {milestone.summary}")]
    if result is not None:
        lines.append(block(result.message, 2))
        if result.traceback:
            lines += [Text(), block(result.traceback, 2, last=MAX_LINES, style="dim")]
    again = commands([("Run it again:", f"picograd milestone {milestone.id}")])
    return [*lines, Text(), *again]


def all_of(verdicts: tuple[Verdict, ...]) -> list[Text]:
    """Every check of a stage: those that pass by their claim, the others in full."""
    lines: list[Text] = []
    blocked = [v for v in verdicts if v.outcome is Outcome.BLOCKED]
    for verdict in verdicts:
        if verdict.outcome is Outcome.PASSED:
            lines.append(Text.assemble(("passed   ", "green"), harmless(verdict.claim)))
    for verdict in verdicts:
        if verdict.outcome not in (Outcome.PASSED, Outcome.BLOCKED):
            label = verdict.outcome.value
            style = "yellow" if verdict.outcome is Outcome.TODO else "red"
            lines += [Text(), Text.assemble((f"{label:<9}", style), (verdict.check, "dim"))]
            lines += said(verdict)
    if blocked:
        waiting = f"{count(len(blocked), 'more check')}: {blocked[0].message}"
        lines += [Text(), Text.assemble(("blocked  ", "yellow"), harmless(waiting))]
    return lines


def _pointer(step: NextStep) -> str:
    return step.function or "" if step.certain else f"probably {step.function}"


def _compared(name: str, answer: str, style: str) -> Text:
    return Text.assemble(f"    {name:<10}", (harmless(answer), style))
