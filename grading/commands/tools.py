"""More commands of `picograd`: measuring, the gallery, proving the suites, exporting."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.text import Text

from grading.commands.console import console_on, say
from grading.commands.export.gradescope import export_gradescope
from grading.companion import memory as state
from grading.companion import own_folder as workbench
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.files import write
from grading.paths import EXERCISES, PACKAGE, SOLUTIONS, display_path

PLAIN_WIDTH = 110


@click.command(short_help="Measure your engine beside the reference and others.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
def bench(rounds: int) -> int:
    """Measure your engine beside the reference, micrograd (where installed) and torch.

    Every engine runs in a process of its own, in turns; the table shows medians and ratios.
    What your engine cannot do yet is left open.
    """
    from grading.commands.bench import engines_of, measure, tables
    from grading.learner.package import sources_in

    course, out = load_course(), console_on(sys.stdout)
    engines = engines_of(
        sources_in(EXERCISES / PACKAGE, course.stage_ids),
        sources_in(SOLUTIONS / PACKAGE, course.stage_ids),
    )
    with console_on(sys.stderr).status("measuring") as status:
        measured = measure(engines, rounds=rounds, tell=status.update)
    for table in tables(measured):
        if not out.is_terminal:
            table.box = None
        out.print(table, width=None if out.is_terminal else PLAIN_WIDTH)
    return 0


@click.command(short_help="Make the dreams again, and a page of all pictures.")
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="Dreams in each composite.",
)
def gallery(count: int) -> int:
    """Make the pictures of the dreams again, without training, and one page of all pictures."""
    from grading.commands.gallery.gallery import make_gallery

    course, out = load_course(), console_on(sys.stdout)
    with console_on(sys.stderr).status("dreaming") as status:
        made = make_gallery(
            workbench.own_submission(course),
            course,
            state.pictures_folder(),
            count,
            lambda progress: status.update(progress.text),
        )
    say(out, *made.notes, *(display_path(Path(picture)) for picture in made.made))
    say(out, Text.assemble("The page: ", (display_path(made.page), "bold")))
    return 0


@click.command(short_help="Prove that the checks catch every known mistake.")
@click.argument("stages", nargs=-1, metavar="[STAGE]...")
@click.option("--json", "json_path", metavar="FILE", help="Write the result as JSON.")
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--seed", type=int, help="Ask the numbers of a grading seed, not the published ones.")
def audit(stages: tuple[str, ...], json_path: str | None, processes: int, seed: int | None) -> int:
    """Lay every mistake of the catalogue over the reference and run the checks of its stage.

    Prints a table for each STAGE (all without one), mistakes down and checks across. The
    status is 0 if every mistake is caught and named and every check catches one, else 1.
    """
    from grading.commands.audit.audit import audit_stages as audited
    from grading.commands.audit.table import as_data, findings, table

    course, out = load_course(), console_on(sys.stdout)
    wanted = [stage_named(course, name).id for name in stages] or list(course.stage_ids)
    with console_on(sys.stderr).status("running every check on every mistake"):
        audits = audited(wanted, processes, seed)
    if json_path is not None:
        write(Path(json_path), json.dumps(as_data(audits), indent=2).encode())
    for entry in audits:
        say(out, table(entry), "")
    faults = sum(len(list(findings(entry))) for entry in audits)
    say(out, Text(f"{faults} findings", "red") if faults else Text("No findings.", "green"))
    return 1 if faults else 0


@click.group(short_help="Make folders for other systems.")
def export() -> None:
    """Make a folder that another system can grade with."""


@export.command(short_help="What Gradescope needs, ready to zip.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def gradescope(folder: Path) -> int:
    """Put an autograder for Gradescope into the new folder DIR; GRADESCOPE.md there says how on."""
    export_gradescope(folder)
    say(
        console_on(sys.stdout),
        f"{folder} is ready; {folder / 'GRADESCOPE.md'} says how to upload it.",
    )
    return 0


COMMANDS = (bench, gallery, audit, export)
