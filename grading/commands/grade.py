"""`picograd grade`: a submission graded, with reports for people and machines."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from grading.commands.console import console_on, print_text, say
from grading.commands.live_display import show_progress
from grading.commands.options import (
    audience_option,
    full_option,
    isolation_option,
    minutes_option,
    required_option,
    total_minutes_option,
)
from grading.commands.report_files import report_targets, unfinished_until
from grading.commands.strangers import is_own, settle_for_stranger
from grading.companion.memory import pictures_folder
from grading.companion.own_folder import take_in_own
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.files import make_folder
from grading.grade import GradingRequest, grade, milestones_within
from grading.learner.choose import SAFE
from grading.report.for_students import (
    report_for_students,
    sentence_for_students,
    submission_for_students,
)
from grading.report.formats.registry import FORMATS
from grading.report.report import Audience
from grading.report.screen import summary
from grading.submission.submission import take_in


@click.command("grade", short_help="Grade a submission, with reports for machines.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--stage", "names", multiple=True, metavar="ID", help="Only this stage; repeatable.")
@click.option("--no-milestones", is_flag=True, help="Leave the milestones out.")
@click.option(
    "--json", "json_path", metavar="FILE|-", help="Write the report as JSON; - prints it."
)
@click.option("--junit", "junit_path", metavar="FILE", help="Write the report as JUnit XML.")
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), help="The form of the file --output."
)
@click.option("--output", metavar="FILE", help="Write the report in the form --format.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the milestones' pictures in DIR; without it only your own are kept.",
)
@click.option("--seed", type=int, help="Ask again with the numbers of an earlier grading.")
@click.option(
    "--published", is_flag=True, help="Ask the published numbers, as `picograd check` does."
)
@audience_option
@minutes_option
@full_option
@total_minutes_option
@isolation_option
@required_option
def grade_command(
    path: Path | None,
    names: tuple[str, ...],
    no_milestones: bool,
    json_path: str | None,
    junit_path: str | None,
    form: str | None,
    output: str | None,
    pictures: Path | None,
    seed: int | None,
    published: bool,
    audience: str | None,
    minutes: float | None,
    full: bool,
    total_minutes: float,
    level: str,
    required: int | None,
) -> int:
    """Grade a submission: a folder that holds picograd/, that folder, a .zip or a .tar.gz.

    PATH is your own exercises/ if it is left out. The questions are asked with fresh numbers,
    drawn from a seed that the report for staff names. The status is 0 if all that was asked for
    passed, 1 if something did not, 2 if it could not be graded.
    """
    foreign = path is not None and level == "auto" and not is_own(path)
    course = load_course()
    wanted = {stage_named(course, name).id for name in names} or set(course.stage_ids)
    out = console_on(sys.stderr if json_path == "-" else sys.stdout)
    if published and seed is not None:
        raise click.UsageError("--published asks without a seed; leave out one of the two")
    if not published and seed is None:
        seed = secrets.randbelow(2**31)
    reader = Audience(audience) if audience else None
    targets = report_targets(json_path, junit_path, form, output)
    asked = () if no_milestones else milestones_within(course, wanted)
    possible = sum(stage.points for stage in course.stages if stage.id in wanted)
    possible += sum(milestone.points for milestone in asked)
    with unfinished_until(targets, reader, possible, path) as hand_over:
        submission = take_in(path, course) if path else take_in_own(course)
        request = settle_for_stranger(
            GradingRequest(
                stages=tuple(stage for stage in course.stages if stage.id in wanted),
                pictures=None if no_milestones else _pictures_folder(path, pictures),
                milestones=not no_milestones,
                lent_as_text=path is None,
                seed=seed,
                minutes=minutes,
                full=full,
                total_minutes=total_minutes,
                level=level,
                required=max(required or 0, SAFE) if foreign else required,
            ),
            foreign,
        )
        for_student = reader is Audience.STUDENT
        listed = submission_for_students(submission) if for_student else submission
        say(
            out,
            *summary.list_submission(listed, wanted),
            *summary.explain_seed(None if for_student else seed),
        )
        level_told = f"{request.isolation}"
        say(out, sentence_for_students(level_told) if for_student else level_told, "")
        with show_progress(out) as watcher:
            report = grade(submission, course, request, watcher)
        hand_over(report)
    if json_path == "-":
        print_text(FORMATS["json"].render_to(reader, report).decode())
    shown = report_for_students(report) if for_student else report
    written = [Path(file.name) for file in targets.values()] if for_student else targets.values()
    say(out, summary.render_summary(shown), *summary.list_written(written))
    return 0 if report.complete else 1


def _pictures_folder(submission: Path | None, wanted: Path | None) -> Path | None:
    """Where the pictures of a submission go; None for nowhere: they are not the learner's."""
    if wanted is not None:
        make_folder(wanted)
    return wanted if submission or wanted else pictures_folder()
