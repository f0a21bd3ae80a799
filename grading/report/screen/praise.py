"""What is said when a stage passes, and at the end of the course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.text import Text

from grading.course.manifest import Course, Stage
from grading.milestones.base import MilestoneResult
from grading.milestones.dream_pictures import HIGH
from grading.paths import EXERCISES, PACKAGE, display_path
from grading.report.report import MilestoneReport, Report, Status
from grading.report.screen.figures import describe_figure, percent
from grading.report.screen.words import block, commands, count, duration, paragraph

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
    return [*lines, *_tell_goals(reached)]


def praise_story(report: Report) -> list[Text]:
    """The goals of the story, where it ends and the learner has not gone on; else nothing."""
    following = report.stages[report.story_ending :]
    begun = any(entry.passed or entry.earlier for entry in following)
    if not following or begun or not report.story_is_met:
        return []
    reached = [m for m in report.milestones if m.status is Status.PASSED and m.result is not None]
    return [Text(), Text("The goal of the story is met.", "bold green"), *_tell_goals(reached)]


def _tell_goals(reached: Sequence[MilestoneReport]) -> list[Text]:
    lines = [Text(), paragraph("It began with an empty file. Your own code, nothing lent:")]
    for entry in reached:
        goal = paragraph(entry.milestone.goal or entry.milestone.title)
        goal.stylize("bold")
        lines += [Text(), goal]
        if entry.result is not None and entry.result.figures:
            told = paragraph(f"yours: {tell_figures(entry.result)}", 4)
            told.stylize("green")
            lines.append(told)
    left = [
        ("The whole engine on one page:", "picograd solution --one-page"),
        ("All its pictures on one page:", "picograd gallery"),
    ]
    return [*lines, Text(), *commands(left)]


def tell_figures(result: MilestoneResult) -> str:
    """What tells most of a milestone, in one line; of an unknown one its first figure."""
    tell = _TOLD.get(result.id)
    try:
        return tell(result.figures) if tell else _first(result)
    except (KeyError, TypeError, ValueError):
        # Remembered figures are those of an older course, or have been written over.
        return _first(result)


def _first(result: MilestoneResult) -> str:
    name = next(iter(result.figures))
    return describe_figure(name, result.figures[name])


def _tell_engine(figures: Mapping[str, Any]) -> str:
    right, all_of = figures["expressions right"], figures["expressions checked"]
    return f"{right} of {all_of} random expressions agree, value and every gradient"


def _tell_moons(figures: Mapping[str, Any]) -> str:
    shares = [percent(share) for name, share in figures.items() if name.startswith("accuracy")]
    return f"{', '.join(shares)} of the points it had never seen"


def _tell_digits(figures: Mapping[str, Any]) -> str:
    return f"{percent(figures['accuracy'])} of {figures['unseen digits']} that it had never seen"


def _tell_mnist(figures: Mapping[str, Any]) -> str:
    stars = f", {count(figures['stars'], 'star')}" if figures["stars"] else ""
    return f"{percent(figures['accuracy'])} of {figures['test images']:,} test images{stars}"


def _tell_dreams(figures: Mapping[str, Any]) -> str:
    return f"{figures['composites read rightly']} of 10 composites are read as their digit"


def _tell_adversarial(figures: Mapping[str, Any]) -> str:
    reached, all_of = figures["targets reached"], figures["digits altered"]
    share = figures["mean change of a pixel"] / HIGH
    return f"{reached} of {all_of}, with pixels that change by {percent(share)} of the gray scale"


def _tell_names(figures: Mapping[str, Any]) -> str:
    stars = f", {count(figures['stars'], 'star')}" if figures["stars"] else ""
    nats, pairs = figures["nats a letter"], figures["table of letter pairs"]
    return f"{nats:.2f} nats a letter, a table of letter pairs {pairs:.2f}{stars}"


_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "engine": _tell_engine,
    "moons": _tell_moons,
    "digits": _tell_digits,
    "mnist": _tell_mnist,
    "dreams": _tell_dreams,
    "adversarial": _tell_adversarial,
    "names": _tell_names,
}
