"""`picograd audit`: how strong the checks are, as tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.text import Text

from grading.commands.console import console_on, say
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.files import write


@click.command("audit", short_help="Prove that the checks catch every known mistake.")
@click.argument("stages", nargs=-1, metavar="[STAGE]...")
@click.option("--json", "json_path", metavar="FILE", help="Write the result as JSON.")
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--seed", type=int, help="Ask the numbers of a grading seed, not the published ones.")
@click.option(
    "--pairs",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Lay so many pairs of mistakes over the reference, too: only the two may be named.",
)
def audit_command(
    stages: tuple[str, ...],
    json_path: str | None,
    processes: int,
    seed: int | None,
    pairs: int,
) -> int:
    """Lay every mistake of the catalogue over the reference and run the checks of its stage.

    Prints a table for each STAGE (all without one), mistakes down and checks across. The
    status is 0 if every mistake is caught and named, nothing else is named and every check
    catches one, else 1.
    """
    from grading.commands.audit.audit import audit_stages
    from grading.commands.audit.table import as_data, findings, table

    course, out = load_course(), console_on(sys.stdout)
    wanted = [stage_named(course, name).id for name in stages] or list(course.stage_ids)
    with console_on(sys.stderr).status("running every check on every mistake"):
        audits = audit_stages(wanted, processes, seed, pairs)
    if json_path is not None:
        write(Path(json_path), json.dumps(as_data(audits), indent=2).encode())
    for audit in audits:
        say(out, table(audit), "")
    faults = sum(len(list(findings(audit))) for audit in audits)
    say(out, Text(f"{faults} findings", "red") if faults else Text("No findings.", "green"))
    return 1 if faults else 0
