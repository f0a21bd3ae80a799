"""`picograd bench`: the benchmarks as tables."""

from __future__ import annotations

import sys

import click

from grading.commands.console import console_on
from grading.course.manifest import load_course


@click.command("bench", short_help="Measure your engine beside the reference and others.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
def bench_command(rounds: int) -> int:
    """Measure your engine beside the reference, micrograd and torch (where installed).

    Every engine runs in a process of its own, in turns; the table shows medians and ratios.
    What your engine cannot do yet is left open.
    """
    from grading.commands.bench.running import engines_here, measure
    from grading.commands.bench.table import tables

    out = console_on(sys.stdout)
    with console_on(sys.stderr).status("measuring") as status:
        measured = measure(engines_here(load_course()), rounds=rounds, tell=status.update)
    for table in tables(measured):
        out.print(table, "")
    return 0
