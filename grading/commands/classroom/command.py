"""`picograd class`: a command for each step from the download to the marks."""

from __future__ import annotations

import click

from grading.commands.lazy_group import LazyGroup

_HERE = "grading.commands.classroom"


@click.group(
    "class",
    cls=LazyGroup,
    places={
        "grade": f"{_HERE}.grade:grade_class_command",
        "status": f"{_HERE}.status:status_command",
        "regrade": f"{_HERE}.regrade:regrade_command",
        "report": f"{_HERE}.report:report_command",
        "marks": f"{_HERE}.marks:marks_command",
        "alike": f"{_HERE}.alike:alike_command",
        "forecast": f"{_HERE}.forecast:forecast_command",
        "worker": f"{_HERE}.worker:worker_command",
    },
    short_help="Grade a class, and fill its gradebook.",
)
def class_group() -> None:
    """From a folder of submissions to a gradebook.

    Everything is kept in one file, the store: what was handed in, and each grading.
    """
