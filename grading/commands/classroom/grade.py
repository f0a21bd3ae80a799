"""`picograd class grade`: a folder of submissions into the store, each graded once."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import click

from grading.classroom.engine import reach_workers
from grading.classroom.intake import collect, last_attempts
from grading.classroom.jobs import Wanted
from grading.classroom.naming import pattern_of
from grading.classroom.roster import read_roster
from grading.classroom.session import plan_grading
from grading.classroom.store import Store
from grading.commands.classroom.listing import tell_intake
from grading.commands.classroom.options import processes_option, scheduler_option, store_option
from grading.commands.classroom.progress import follow
from grading.commands.console import console_on, say
from grading.commands.options import minutes_option
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.files import ensure_writable
from grading.learner.choose import HIGHEST, SAFE
from grading.report.screen.words import count


@click.command("grade", short_help="Grade a folder of submissions.")
@click.argument("downloads", type=click.Path(path_type=Path, file_okay=False, exists=True))
@store_option
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="CSV",
    help="The class: a line each, with any of id, login, mail, name.",
)
@click.option(
    "--pattern",
    metavar="TEXT",
    help="How the names are made, as {login}_{any}.zip; if left out, as Canvas, Moodle, "
    "Gradescope, GitHub or people make them.",
)
@click.option(
    "--attempt",
    type=click.Choice(("last", "best")),
    default="last",
    show_default=True,
    help="Grade the last of several attempts, or all, so that the best can count.",
)
@click.option("--stage", "names", multiple=True, metavar="ID", help="Only this stage; repeatable.")
@click.option("--no-milestones", is_flag=True, help="Leave the milestones out.")
@click.option("--seed", type=int, help="The numbers to ask; the store keeps the first ones drawn.")
@click.option("--published", is_flag=True, help="Ask the published numbers.")
@minutes_option
@click.option(
    "--minutes-per-submission",
    "most_minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=Wanted.most_minutes,
    show_default=True,
    help="After so many nothing more is asked of it.",
)
@click.option(
    "--require-isolation",
    "required",
    type=click.IntRange(0, HIGHEST),
    default=SAFE,
    show_default=True,
    metavar="N",
    help="Do not grade at a lower level.",
)
@scheduler_option
@processes_option
def grade_class_command(
    downloads: Path,
    store: Path,
    roster_file: Path | None,
    pattern: str | None,
    attempt: str,
    names: tuple[str, ...],
    no_milestones: bool,
    seed: int | None,
    published: bool,
    minutes: float | None,
    most_minutes: float,
    required: int,
    scheduler: str | None,
    processes: int,
) -> int:
    """Take in the folder DOWNLOADS as a learning system gave it, and grade what is new in it.

    Stop it whenever you like: started again it goes on where it was. The status is 0 if all is
    graded, 1 if something could not be, 2 if nothing was begun.
    """
    if published and seed is not None:
        raise click.UsageError("--published asks without a seed; leave out one of the two")
    out, course = console_on(sys.stdout), load_course()
    ids = {stage_named(course, name).id for name in names} or set(course.stage_ids)
    roster = read_roster(roster_file) if roster_file else None
    collection = collect(downloads, course, roster, pattern_of(pattern) if pattern else None)
    say(out, *tell_intake(collection))
    ensure_writable(store)
    with Store(store) as kept:
        kept.keep_class(collection.handed_in, collection.absent)
        drawn = int(kept.setting("seed", f"{secrets.randbelow(2**31)}"))
        wanted = Wanted(
            tuple(stage.id for stage in course.stages if stage.id in ids),
            not no_milestones,
            None if published else drawn if seed is None else seed,
            minutes,
            most_minutes,
            required,
        )
        each = collection.handed_in if attempt == "best" else last_attempts(collection.handed_in)
        found = (one.submission for one in each if one.submission)
        plan = plan_grading(kept, wanted, (submission.sha256 for submission in found))
        if plan.kept:
            say(out, f"{count(plan.kept, 'submission')} graded before: kept.")
        if plan.older:
            say(
                out,
                f"{len(plan.older)} of them by another version of picograd; `picograd class "
                "regrade --changed` grades them again.",
            )
        if not plan.contents:
            say(out, "Nothing new to grade.")
            return 0
        labels = {
            one.submission.sha256: one.student.label
            for one in collection.handed_in
            if one.submission
        }
        with reach_workers(scheduler, min(processes, len(plan.contents))) as client:
            failed = follow(out, kept, plan, wanted, client, labels)
    return 1 if failed else 0
