"""What is said when a stage passes, and at the end of the course."""

from __future__ import annotations

from rich.text import Text

from grading.course.manifest import Course, Stage
from grading.milestones.base import MilestoneResult
from grading.paths import EXERCISES, PACKAGE, display_path
from grading.report.report import Report, Status
from grading.report.screen.figures import describe_figure
from grading.report.screen.words import block, commands, duration, paragraph

# What tells most of a milestone; of another one its first figure does.
_TELLING = ("composites read rightly", "targets reached", "expressions right")

# What is drawn of the learner's engine: `trace.twice_and_once`.
EXAMPLE = "The lesson's example on your own engine, y = h * 2 + h with h = a * a:"


def praise_stage(course: Course, stage: Stage, drawing: str = "") -> list[Text]:
    """What the code can do now, the milestones that opened, and the next stage.

    drawing: an expression on the learner's own engine, as a tree of lines.
    """
    lines = [paragraph(stage.praise)] if stage.praise else []
    for line in lines:
        line.stylize("green")
    if drawing:
        lines += [Text(), paragraph(EXAMPLE), Text(), block(drawing, 4), Text()]
    for milestone in course.milestones_after(stage):
        lines += commands(
            [(f"The next milestone, {milestone.title}:", f"picograd milestone {milestone.id}")]
        )
    following = course.stages[course.stage_ids.index(stage.id) + 1 :][:1]
    for after in following:
        file = display_path(EXERCISES / PACKAGE / after.file)
        what = f"The next stage, {after.title}, about {duration(after.minutes)}:"
        lines += commands([(what, file)])
    return lines


def praise_course(report: Report) -> list[Text]:
    """The goals of the story, each with what the learner's code made of it, and the gallery."""
    lines = [Text("All stages and milestones pass.", "bold green")]
    reached = [m for m in report.milestones if m.status is Status.PASSED and m.result is not None]
    if not reached or len(reached) < len(report.milestones):
        return lines
    lines += [Text(), paragraph("It began with an empty file. Your own code, nothing lent:")]
    for entry in reached:
        milestone = entry.milestone
        lines += [Text(), Text(f"  {milestone.title}", "bold"), paragraph(milestone.summary, 4)]
        if entry.result is not None and entry.result.figures:
            told = paragraph(f"yours: {_telling(entry.result)}", 4)
            told.stylize("green")
            lines.append(told)
    return [*lines, Text(), *commands([("All its pictures on one page:", "picograd gallery")])]


def _telling(result: MilestoneResult) -> str:
    name = next((n for n in _TELLING if n in result.figures), next(iter(result.figures)))
    return describe_figure(name, result.figures[name])
