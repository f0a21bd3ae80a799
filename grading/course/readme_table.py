"""The tables of the course in README.md and exercises/README.md, made from the manifest."""

from __future__ import annotations

import re

from grading.course.manifest import Course, Milestone, Stage

# Where it stands in a README.
TABLE = re.compile(r"(<!-- course: made from \S+ -->\n).*?(<!-- end -->)", re.DOTALL)


def course_table(course: Course) -> str:
    """Stages with what one writes in them, and the milestones where they open."""
    rows = ["| stage | what you write | minutes | points |", "|---|---|--:|--:|"]
    part = ""
    for stage in course.stages:
        if stage.part != part:
            part = stage.part
            rows.append(f"| **{part}** | | | |")
        rows.append(_stage_row(stage))
        rows += [_milestone_row(milestone) for milestone in course.milestones_after(stage)]
        if stage.ends_story:
            rows.append("| *Here the goal of the story is met: you can stop, or go on.* | | | |")
    return "\n".join(rows)


def _stage_row(stage: Stage) -> str:
    return f"| `{stage.file}` | {stage.summary} | {stage.minutes} | {stage.points} |"


def _milestone_row(milestone: Milestone) -> str:
    return f"| ★ `{milestone.id}` | {milestone.summary} | | {milestone.points} |"
