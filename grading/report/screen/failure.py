"""What a check that did not pass says to the learner, and all checks of a stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import Description, describe_verdict
from grading.report.fault_location import locate_check
from grading.report.report import StageReport, Status
from grading.report.screen.words import block, commands, count, join_lines, paragraph
from grading.submission.safe_text import make_harmless

MAX_PRINTED = 10


def describe_failure(
    verdict: Verdict, *, last: int | None = None, check_at: str = "", claim: str = ""
) -> list[Text]:
    """Claim, what went wrong, expected and got, their traceback, what they printed, and the
    known mistakes that it looks like.

    last: show only so many lines of the traceback and of what was printed. check_at: where
    the check can be read. claim: said in place of the check's own.
    """
    said = describe_verdict(verdict)
    lines = [paragraph(claim or said.claim)]
    lines[0].stylize("bold")
    lines.append(paragraph(f"{said.unwritten}.") if said.unwritten else block(said.problem, 2))
    if said.expected is not None:
        lines.append(_answer_line("expected", said.expected, "green"))
        lines.append(_answer_line("got", said.got or "", "red"))
    if said.difference:
        lines += [Text(), block(_difference(said, last, verdict.stage), 2)]
    if said.traceback:
        lines += [Text(), block(said.traceback, 2, last=last, style="dim")]
    if said.printed.strip():
        printed = MAX_PRINTED if last is not None else None
        lines += [Text("  Your code printed:"), block(said.printed, 4, last=printed)]
    if said.slip:
        lines += [Text(), paragraph(said.slip)]
    for mistake in said.mistakes:
        lines += [Text(), paragraph(mistake.sentence), Text(f"  ({mistake.id})", "dim")]
    if check_at:
        lines.append(Text(f"  The check: {check_at}", "dim"))
    return lines


def render_stage(entry: StageReport) -> Text:
    """Every check of a stage: the claims that hold, what is not written, failures in full."""
    lines = [
        Text.assemble(("passed   ", "green"), make_harmless(check.claim))
        for check in entry.checks
        if check.outcome is Outcome.PASSED
    ]
    for stub, claims in _by_stub(entry.checks).items():
        needed = f"{stub}; {count(len(claims), 'check')} of it:"
        lines.append(Text.assemble(("todo     ", "yellow"), make_harmless(needed)))
        lines += [Text(" " * 11 + make_harmless(claim), "dim") for claim in claims]
    for check in entry.checks:
        if check.outcome not in (Outcome.PASSED, Outcome.TODO, Outcome.BLOCKED):
            label = f"{check.outcome.value:<9}"
            lines += [Text(), Text.assemble((label, "bold red"), (check.check, "dim"))]
            lines += describe_failure(check, check_at=locate_check(check, entry.suite))
    blocked = [check for check in entry.checks if check.outcome is Outcome.BLOCKED]
    if blocked:
        why = describe_verdict(blocked[0]).message
        waiting = f"{count(len(blocked), 'more check')}: {why}"
        lines += [Text(), Text.assemble(("blocked  ", "yellow"), make_harmless(waiting))]
    return join_lines([*lines, Text(), _tally(entry)])


def explain_withheld(entry: StageReport) -> list[Text]:
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


def _tally(entry: StageReport) -> Text:
    """How the checks of a stage ended, in numbers, and the command for a hint."""
    passed = f"{entry.passed} of {count(len(entry.checks), 'check')} of {entry.stage.id} pass"
    if entry.status is Status.PASSED:
        return Text(f"{passed}.", "bold green")
    others = Counter(check.outcome for check in entry.checks if check.outcome is not Outcome.PASSED)
    words = ", ".join(f"{number} {outcome.value}" for outcome, number in others.items())
    return Text.assemble(
        (f"{passed}", "bold"), f" ({words}). A hint: ", (f"picograd hint {entry.stage.id}", "cyan")
    )


def _difference(said: Description, most: int | None, stage: str) -> str:
    """The sentence, and the drawing under it unless it has more than `most` lines."""
    if most is None or len(said.drawing.splitlines()) <= most:
        return said.whereabouts
    return f"{said.difference}\n(`picograd check {stage}` draws the whole expression)"


def _by_stub(checks: Sequence[Verdict]) -> dict[str, list[str]]:
    """The claims that wait for a stub, by the sentence that it is not written, in file order."""
    waiting = [check for check in checks if check.outcome is Outcome.TODO]
    found: dict[str, list[str]] = {}
    for check in sorted(waiting, key=lambda check: check.line or 0):
        stub = f"{describe_verdict(check).unwritten} (line {check.line})"
        found.setdefault(stub, []).append(check.claim)
    return found


def _answer_line(name: str, answer: str, style: str) -> Text:
    return Text.assemble(f"    {name:<10}", (make_harmless(answer), style))
