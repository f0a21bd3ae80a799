"""`picograd class`: a command for each step from the download to the marks."""

from __future__ import annotations

import click

from grading.commands.classroom.alike import alike_command
from grading.commands.classroom.forecast import forecast_command
from grading.commands.classroom.grade import grade_class_command
from grading.commands.classroom.marks import marks_command
from grading.commands.classroom.regrade import regrade_command
from grading.commands.classroom.report import report_command
from grading.commands.classroom.status import status_command
from grading.commands.classroom.worker import worker_command


@click.group("class", short_help="Grade a class, and fill its gradebook.")
def class_group() -> None:
    """From a folder of submissions to a gradebook.

    Everything is kept in one file, the store: what was handed in, and each grading.
    """


for command in (
    grade_class_command,
    status_command,
    regrade_command,
    report_command,
    marks_command,
    alike_command,
    forecast_command,
    worker_command,
):
    class_group.add_command(command)
