"""What a check or a milestone that did not pass says to the learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from rich.text import Text

from grading.checks.verdict import Outcome, Verdict
from grading.report.next_step import NextStep
from grading.report.report import MilestoneReport, StageReport, Status
from grading.report.screen.words import MAX_LINES, block, commands, count, paragraph
from grading.submission.safe_text import make_harmless

MAX_PRINTED = 10


def next_lines(step: NextStep, check_at: str) -> list[Text]:
    """The one thing to do next. check_at: where the check itself can be read, or empty."""
    stage = step.stage
    if step.milestone is not None:
        return milestone_lines(step.milestone)
    if step.verdict is None:
        return [
            Text.assemble(
                ("Next: ", "bold"), (make_harmless(step.file), "bold cyan"), " is missing"
            ),
            *commands([("Put it back:", f"picograd reset {stage.id}")]),
        ]
    where = make_harmless(step.file) + (f", line {step.line}" if step.line else "")
    whose = f"  ({_pointer(step)})" if step.function else ""
    waiting = f"All {count(step.waiting + 1, 'open check')}:" if step.waiting else "This check:"
    follow_up = [
        ("A hint:", f"picograd hint {stage.id}"),
        (waiting, f"picograd check {stage.id}"),
    ]
    return [
        Text.assemble(("Next: ", "bold"), (where, "bold cyan"), whose),
        *([Text("  Begin with the lesson at the top of the file.")] if step.untouched else []),
        Text(),
        *(
            said(step.verdict, last=MAX_LINES, claim=_unimportable(step))
            if step.unimportable
            else said(step.verdict, last=MAX_LINES, check_at=check_at)
        ),
        Text(),
        # No hint helps where the file cannot be read.
        *commands(follow_up[1:] if step.unimportable else follow_up),
    ]


def said(
    verdict: Verdict, *, last: int | None = None, check_at: str = "", claim: str = ""
) -> list[Text]:
    """Claim, what went wrong, expected and got, their traceback, what they printed, and the
    known mistakes that it looks like.

    last: show only so many lines of the traceback and of what was printed. claim: said in
    place of the check's own.
    """
    lines = [paragraph(claim or verdict.claim)]
    lines[0].stylize("bold")
    if verdict.outcome is Outcome.TODO:
        lines.append(paragraph(f"{_unwritten(verdict)}."))
    elif verdict.expected is None:
        lines.append(block(verdict.message, 2))
    else:
        ending = f": expected {verdict.expected}, got {verdict.got}"
        lines.append(block(verdict.message.removesuffix(ending), 2))
        lines.append(_compared("expected", verdict.expected, "green"))
        lines.append(_compared("got", verdict.got or "", "red"))
    if verdict.drawing:
        lines += [Text(), block(_drawing(verdict, last), 2)]
    if verdict.traceback:
        lines += [Text(), block(verdict.traceback, 2, last=last, style="dim")]
    if verdict.printed.strip():
        printed = MAX_PRINTED if last is not None else None
        lines += [Text("  Your code printed:"), block(verdict.printed, 4, last=printed)]
    for mistake in verdict.mistakes:
        lines += [Text(), paragraph(mistake.sentence), Text(f"  ({mistake.id})", "dim")]
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


def all_of(verdicts: Sequence[Verdict], place_of: Callable[[Verdict], str]) -> list[Text]:
    """Every check of a stage: the claims that hold, what is not written, failures in full.

    place_of: where a check can be read.
    """
    lines: list[Text] = []
    blocked = [v for v in verdicts if v.outcome is Outcome.BLOCKED]
    for verdict in verdicts:
        if verdict.outcome is Outcome.PASSED:
            lines.append(Text.assemble(("passed   ", "green"), make_harmless(verdict.claim)))
    for stub, claims in _by_stub(verdicts).items():
        needed = f"{stub}; {count(len(claims), 'check')} of it:"
        lines.append(Text.assemble(("todo     ", "yellow"), make_harmless(needed)))
        lines += [Text(" " * 11 + make_harmless(claim), "dim") for claim in claims]
    for verdict in verdicts:
        if verdict.outcome not in (Outcome.PASSED, Outcome.TODO, Outcome.BLOCKED):
            label = f"{verdict.outcome.value:<9}"
            lines += [Text(), Text.assemble((label, "bold red"), (verdict.check, "dim"))]
            lines += said(verdict, check_at=place_of(verdict))
    if blocked:
        waiting = f"{count(len(blocked), 'more check')}: {blocked[0].message}"
        lines += [Text(), Text.assemble(("blocked  ", "yellow"), make_harmless(waiting))]
    return lines


def tally(entry: StageReport) -> Text:
    """How the checks of a stage ended, in numbers, and the command for a hint."""
    passed = f"{entry.passed} of {count(len(entry.checks), 'check')} of {entry.stage.id} pass"
    if entry.status is Status.PASSED:
        return Text(f"{passed}.", "bold green")
    others = Counter(check.outcome for check in entry.checks if check.outcome is not Outcome.PASSED)
    words = ", ".join(f"{number} {outcome.value}" for outcome, number in others.items())
    return Text.assemble(
        (f"{passed}", "bold"), f" ({words}). A hint: ", (f"picograd hint {entry.stage.id}", "cyan")
    )


def not_yet(entry: StageReport) -> list[Text]:
    """Why the reference of a stage is not shown."""
    stage = entry.stage
    return [
        Text(f"{entry.passed} of {count(len(entry.checks), 'check')} of {stage.id} pass so far."),
        *commands(
            [
                ("A hint:", f"picograd hint {stage.id}"),
                ("The reference all the same:", f"picograd solution {stage.id} --give-up"),
            ]
        ),
    ]


def _drawing(verdict: Verdict, most: int | None) -> str:
    """The sentence, and the tree under it unless it has too many lines."""
    sentence, _, tree = verdict.drawing.partition("\n")
    if most is None or tree.count("\n") <= most:
        return verdict.drawing
    return f"{sentence}\n(`picograd check {verdict.stage}` draws the whole expression)"


def _unimportable(step: NextStep) -> str:
    return f"{step.stage.file} cannot be imported, so none of its checks can run."


def _pointer(step: NextStep) -> str:
    return step.function or "" if step.certain else f"probably {step.function}"


def _by_stub(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """The claims that wait for a stub, by the sentence that it is not written, in file order."""
    waiting = [v for v in verdicts if v.outcome is Outcome.TODO]
    found: dict[str, list[str]] = {}
    for verdict in sorted(waiting, key=lambda verdict: verdict.line or 0):
        found.setdefault(f"{_unwritten(verdict)} (line {verdict.line})", []).append(verdict.claim)
    return found


def _unwritten(verdict: Verdict) -> str:
    """`Value.exp is not written yet`, without the place, which is shown beside it."""
    return verdict.message.rpartition(f"line {verdict.line}: ")[2].removeprefix(
        f"{verdict.stage}: "
    )


def _compared(name: str, answer: str, style: str) -> Text:
    return Text.assemble(f"    {name:<10}", (make_harmless(answer), style))
