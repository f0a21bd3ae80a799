"""What a check that did not pass says to the learner, and all checks of a stage."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.text import Text

from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import Description, describe_verdict
from grading.course.manifest import Stage
from grading.paths import EXERCISES, PACKAGE, display_path
from grading.report.failure_groups import FailureGroup, failures_of, group_failures
from grading.report.fault_location import locate_check
from grading.report.report import StageReport, Status
from grading.report.screen.words import (
    WIDTH,
    block,
    commands,
    count,
    join_lines,
    paragraph,
)
from grading.submission.safe_text import make_harmless

MAX_PRINTED = 10
MAX_NAMES = 4


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
    lines += _problem_lines(said)
    if said.table:
        lines.append(block(said.table, 4))
    elif said.expected is not None:
        lines += _answer_lines("expected", said.expected, "green")
        lines += _answer_lines("got", said.got or "", "red")
    if said.difference:
        lines += [Text(), paragraph(said.difference), *_drawing_lines(said, last, verdict.stage)]
    if said.traceback:
        lines += [Text(), block(said.traceback, 2, last=last, style="dim")]
    if said.printed.strip():
        printed = MAX_PRINTED if last is not None else None
        lines += [Text("  Your code printed:"), block(said.printed, 4, last=printed)]
    for sentence in filter(None, (said.place, said.slip)):
        lines += [Text(), paragraph(sentence)]
    for mistake in said.mistakes:
        lines += [Text(), paragraph(mistake.sentence), Text(f"  ({mistake.id})", "dim")]
    if check_at:
        lines.append(Text(f"  The check: {check_at}", "dim"))
    return lines


@dataclass(frozen=True)
class StageView:
    """How much of a stage is shown.

    selected: which of its checks, by name, None for all; why: in words, how they were chosen.
    every: each failure in full, not only the first of those selected. verbose: each claim.
    """

    selected: frozenset[str] | None = None
    why: str = ""
    every: bool = False
    verbose: bool = False


def render_stage(entry: StageReport, view: StageView | None = None) -> Text:
    """The checks of a stage: what holds and what is not written in short, the failures
    grouped, and last, where the prompt is, the first failure in full. Of a file that is missing,
    only that it is.
    """
    if entry.missing:
        return join_lines(explain_missing(entry))
    view = view or StageView()
    shown = _selected(entry, view)
    passed = [check for check in shown.checks if check.outcome is Outcome.PASSED]
    lines = [Text(f"{view.why}:")] if view.why else []
    if view.verbose:
        lines += [_labelled("passed", "green", check.claim) for check in passed]
    elif passed and len(passed) < len(shown.checks):
        lines.append(Text.assemble(("passed   ", "green"), count(len(passed), "check")))
    for stub, claims in _by_stub(shown.checks).items():
        needed = f"{stub}; {count(len(claims), 'check')} of it" + ":" * view.verbose
        lines.append(_labelled("todo", "yellow", needed))
        if view.verbose:
            lines += [Text(paragraph(claim, 11).plain, "dim") for claim in claims]
    blocked = [check for check in shown.checks if check.outcome is Outcome.BLOCKED]
    if blocked:
        why = describe_verdict(blocked[0]).message
        waiting = f"{count(len(blocked), 'more check')}: {why}"
        lines += [Text(), _labelled("blocked", "yellow", waiting)]
    groups = group_failures(failures_of(shown))
    if not view.every:
        for group in reversed(groups[1:]):
            lines += _group_lines(group, entry.stage.id)
    lines += [Text()] * bool(lines) + [_tally(shown)]
    in_full = failures_of(shown) if view.every else [g.checks[0] for g in groups[:1]]
    for check in reversed(in_full):
        label = f"{check.outcome.value:<9}"
        lines += [Text(), Text.assemble((label, "bold red"), (check.check, "dim"))]
        lines += describe_failure(check, check_at=locate_check(check, entry.suite))
    if groups and not view.every and len(groups[0].checks) > 1:
        more = count(len(groups[0].checks) - 1, "more failure")
        lines += [Text(), Text(f"  {more} for the same reason:")]
        lines += _names(groups[0].checks[1:])
    return join_lines([*lines, *_follow_up(entry, groups, view)])


def _selected(entry: StageReport, view: StageView) -> StageReport:
    """The report on the selected checks alone."""
    if view.selected is None:
        return entry
    checks = tuple(check for check in entry.checks if check.check in view.selected)
    return replace(entry, checks=checks)


def _group_lines(group: FailureGroup, stage: str) -> list[Text]:
    """The failures of one reason, and how to see the first of them in full."""
    first = group.checks[0]
    head = f"{count(len(group.checks), 'check')}: {group.reason}"
    return [
        Text(),
        _labelled(first.outcome.value, "red", head),
        *_names(group.checks),
        *commands([("In full:", f"picograd check {stage} {first.function}")], 11),
    ]


def _labelled(label: str, style: str, text: str) -> Text:
    """A paragraph beside the word for an outcome."""
    return Text.assemble((f"{label:<9}", style), paragraph(text, 9).plain.lstrip())


def _names(checks: Sequence[Verdict]) -> list[Text]:
    """The names of some checks, each on a line; of a long list only the first ones."""
    lines = [Text(" " * 11 + make_harmless(c.check), "dim") for c in checks[:MAX_NAMES]]
    left = len(checks) - MAX_NAMES
    return [*lines, Text(f"           and {count(left, 'other')}", "dim")] if left > 0 else lines


def _follow_up(entry: StageReport, groups: Sequence[FailureGroup], view: StageView) -> list[Text]:
    """The commands to go on with, where something does not pass."""
    if entry.status is Status.PASSED:
        return []
    pairs = [("A hint:", f"picograd hint {entry.stage.id}")]
    if not view.every and sum(len(group.checks) for group in groups) > 1:
        pairs.append(("Every failure in full:", f"picograd check {entry.stage.id} --all"))
    return [Text(), *commands(pairs)]


def explain_missing(entry: StageReport) -> list[Text]:
    """That the file of a stage is not there, and how it comes back."""
    file = display_path(EXERCISES / PACKAGE / entry.stage.file)
    waiting = f", so none of {count(len(entry.checks), 'check')} can pass." if entry.checks else "."
    return [
        Text(f"{file} is missing{waiting}"),
        *commands([("Put it back:", f"picograd reset {entry.stage.id}")]),
    ]


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


def explain_page(entry: StageReport) -> list[Text]:
    """Why the page with the whole engine is not shown yet. entry: a stage that does not pass."""
    stage = entry.stage
    return [
        paragraph(
            f"The whole engine on one page is for whoever has written all of it: part {stage.part} "
            "comes first.",
            0,
        ),
        Text(f"{entry.passed} of {count(len(entry.checks), 'check')} of {stage.id} pass so far."),
        *commands([("What is missing:", f"picograd check {stage.id}")]),
    ]


def explain_comparison(stage: Stage) -> list[Text]:
    """What to look for in the reference beside one's own file."""
    file = display_path(EXERCISES / PACKAGE / stage.file)
    return [
        Text(),
        paragraph(
            f"Compare it with yours, {file}, function by function: what is shorter there, which "
            "cases yours tells apart that the reference does not need to, and what its comments "
            "say of the way that does not work.",
            0,
        ),
    ]


def _tally(entry: StageReport) -> Text:
    """How the checks of a stage ended, in numbers."""
    passed = f"{entry.passed} of {count(len(entry.checks), 'check')} of {entry.stage.id} pass"
    others = Counter(check.outcome for check in entry.checks if check.outcome is not Outcome.PASSED)
    if not others:
        return Text(f"{passed}.", "bold green")
    words = ", ".join(f"{number} {outcome.value}" for outcome, number in others.items())
    return Text.assemble((passed, "bold"), f" ({words}).")


def _drawing_lines(said: Description, most: int | None, stage: str) -> list[Text]:
    """The expression as a tree, or where it is drawn if it has more than `most` lines."""
    if not said.drawing:
        return []
    if most is None or len(said.drawing.splitlines()) <= most:
        return [Text(), block(said.drawing, 2)]
    return [paragraph(f"(`picograd check {stage}` draws the whole expression)")]


def _by_stub(checks: Sequence[Verdict]) -> dict[str, list[str]]:
    """The claims that wait for a stub, by the sentence that it is not written, in file order."""
    waiting = [check for check in checks if check.outcome is Outcome.TODO]
    found: dict[str, list[str]] = {}
    for check in sorted(waiting, key=lambda check: check.line or 0):
        where = f" (line {check.line})" if check.line else ""
        stub = f"{describe_verdict(check).unwritten}{where}"
        found.setdefault(stub, []).append(check.claim)
    return found


def _problem_lines(said: Description) -> list[Text]:
    """What went wrong, and what was asked: in one line, or the inputs below it."""
    if said.unwritten:
        return [paragraph(f"{said.unwritten}.")]
    # A message of several lines is laid out by whoever wrote it.
    problem = block(said.problem, 2) if "\n" in said.problem else paragraph(said.problem)
    if not said.asked:
        return [problem]
    if said.question:
        if len(said.problem) <= WIDTH - 2:
            return [problem]
        return [paragraph(f"{said.question} at"), block(said.asked, 4), Text()]
    if len(said.asked_at) <= WIDTH - 2:
        return [problem, Text(f"  {make_harmless(said.asked_at)}")]
    return [problem, Text("  Asked at"), block(said.asked, 4)]


def _answer_lines(name: str, answer: str, style: str) -> list[Text]:
    """An answer beside its name, a long one broken behind commas."""
    parts = textwrap.wrap(make_harmless(answer), WIDTH - 14, break_on_hyphens=False) or [""]
    return [
        Text.assemble(f"    {name if n == 0 else '':<10}", (part, style))
        for n, part in enumerate(parts)
    ]
