"""`picograd export`: a command for each system that a folder can be made for."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

import click

from grading.commands.console import console_on, say
from grading.course.manifest import load_course
from grading.course.names import stage_named


@click.group("export", short_help="Make folders for other systems.")
def export_group() -> None:
    """Make a folder that another system can grade with."""


@export_group.command("handout", short_help="The course for students, without solutions.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--stages", metavar="ID,ID,...", help="Only these; the whole course if left out.")
@click.option(
    "--points", metavar="ID=N,...", help="Other points for stages and milestones of an assignment."
)
def handout_command(folder: Path, stages: str | None, points: str | None) -> int:
    """Put a repository for students into the new folder DIR.

    It holds no solutions, no wrong versions and no tests of the grader; picograd, check, hint,
    watch, milestone and pytest exercises/ work in it. Students take in a later one with
    `picograd update`.
    """
    from grading.commands.export.handout.folder import choose_course, export_handout

    course = load_course()
    names = {stage_named(course, name).id for name in (stages or "").split(",") if name}
    chosen = choose_course(course, names or set(course.stage_ids))
    parts = {*chosen.stage_ids, *(milestone.id for milestone in chosen.milestones)}
    release = export_handout(folder, chosen, _points_in(points or "", parts))
    say(console_on(sys.stdout), f"{folder} is release {release.name}, ready to be given out.")
    return 0


def _points_in(text: str, parts: Collection[str]) -> dict[str, int]:
    """`value=10,rules=5` as numbers; UsageError for what is no such thing."""
    found = {}
    for entry in filter(None, text.split(",")):
        name, _, number = entry.partition("=")
        if name not in parts or not number.isdecimal():
            raise click.UsageError(
                f"--points has {entry!r}; write ID=N, with one of {', '.join(sorted(parts))}"
            )
        found[name] = int(number)
    return found


@export_group.command("gradescope", short_help="What Gradescope needs, ready to zip.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def gradescope_command(folder: Path) -> int:
    """Put an autograder for Gradescope into the new folder DIR; GRADESCOPE.md there says how on."""
    from grading.commands.export.gradescope.folder import GUIDE, export_gradescope

    export_gradescope(folder)
    say(console_on(sys.stdout), f"{folder} is ready; {folder / GUIDE} says how to upload it.")
    return 0


@export_group.command("docker", short_help="What `docker build` needs, to grade one submission.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def docker_command(folder: Path) -> int:
    """Put what an image is built from into the new folder DIR; its Dockerfile says how on."""
    from grading.commands.export.docker.folder import IMAGE, export_docker

    export_docker(folder)
    say(
        console_on(sys.stdout), f"{folder} is ready; {folder / IMAGE} says how to build and run it."
    )
    return 0
