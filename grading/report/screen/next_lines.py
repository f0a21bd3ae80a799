"""The one thing to do next, as a person reads it."""

from __future__ import annotations

from rich.text import Text

from grading.report.next_step import NextStep, find_next_step
from grading.report.report import MilestoneReport, Report
from grading.report.screen.failure import describe_failure
from grading.report.screen.praise import praise_course
from grading.report.screen.words import (
    MAX_LINES,
    WIDTH,
    block,
    commands,
    count,
    duration,
    join_lines,
    paragraph,
)
from grading.submission.safe_text import make_harmless


def render_next_step(report: Report) -> Text:
    """The first thing in course order that does not pass: where it is, and what is wrong."""
    step = find_next_step(report)
    if step is None:
        return join_lines(praise_course(report))
    if step.milestone is not None:
        return join_lines(_milestone_lines(step.milestone))
    return join_lines(_missing_lines(step) if step.verdict is None else _check_lines(step))


def _missing_lines(step: NextStep) -> list[Text]:
    return [
        Text.assemble(("Next: ", "bold"), (make_harmless(step.file), "bold cyan"), " is missing"),
        *commands([("Put it back:", f"picograd reset {step.stage.id}")]),
    ]


def _check_lines(step: NextStep) -> list[Text]:
    assert step.verdict is not None
    stage = step.stage
    where = make_harmless(step.file) + (f", line {step.line}" if step.line else "")
    whose = f"  ({_pointer(step)})" if step.function else ""
    fits = len(f"Next: {where}{whose}") <= WIDTH
    waiting = f"All {count(step.waiting + 1, 'open check')}:" if step.waiting else "This check:"
    follow_up = [
        ("A hint:", f"picograd hint {stage.id}"),
        (waiting, f"picograd check {stage.id}"),
    ]
    unimportable = f"{stage.file} cannot be imported, so none of its checks can run."
    return [
        Text.assemble(("Next: ", "bold"), (where, "bold cyan"), whose * fits),
        *([] if fits else [paragraph(whose.strip(), 6)]),
        *([Text("  Begin with the lesson at the top of the file.")] if step.untouched else []),
        Text(),
        *(
            describe_failure(step.verdict, last=MAX_LINES, claim=unimportable)
            if step.unimportable
            else describe_failure(step.verdict, last=MAX_LINES, check_at=step.check_at)
        ),
        Text(),
        # No hint helps where the file cannot be read.
        *commands(follow_up[1:] if step.unimportable else follow_up),
    ]


def _milestone_lines(entry: MilestoneReport) -> list[Text]:
    """What keeps a milestone from being reached."""
    milestone, result = entry.milestone, entry.result
    head = Text.assemble(("Next: ", "bold"), (f"the milestone {milestone.id}", "bold cyan"))
    lines = [head, Text(), paragraph(f"{milestone.title}. {milestone.summary}")]
    if result is not None:
        lines.append(block(result.message, 2))
        if result.traceback:
            lines += [Text(), block(result.traceback, 2, last=MAX_LINES, style="dim")]
    elif entry.put_off:
        lines.append(paragraph(f"It takes about {duration(milestone.minutes)}."))
    what = "Run it:" if result is None else "Run it again:"
    again = commands([(what, f"picograd milestone {milestone.id}")])
    return [*lines, Text(), *again]


def _pointer(step: NextStep) -> str:
    return step.function or "" if step.certain else f"probably {step.function}"
