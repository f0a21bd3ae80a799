"""`picograd class forecast`: how long it will take on how many cores."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grading.classroom.forecast import forecast, measure_keeping
from grading.classroom.ledger import read_a_grading, read_durations
from grading.classroom.store import Store
from grading.commands.classroom.options import source_option
from grading.commands.console import console_on, say
from grading.errors import Unacceptable
from grading.report.screen.words import duration


@click.command("forecast", short_help="How long a class will take, on how many cores.")
@source_option
@click.option("--students", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option(
    "--cores", type=click.IntRange(min=1), default=100, show_default=True, help="Up to so many."
)
def forecast_command(store: Path, students: int, cores: int) -> int:
    """Simulate a class of --students from what the gradings in the store took.

    It ends to grow where results come faster than they can be kept, one after the other.
    """
    out = console_on(sys.stdout)
    with Store(store) as kept:
        durations, sample = read_durations(kept), read_a_grading(kept)
    if not durations or sample is None:
        raise Unacceptable(f"{store} holds no grading yet; grade a few submissions first")
    keeping = measure_keeping(sample)
    mean = sum(durations) / len(durations)
    say(out, f"A grading takes {mean:.1f} s on average here, and {1000 * keeping:.0f} ms to keep.")
    workers = 1
    while True:
        told = forecast(durations, students, min(workers, cores), keeping)
        say(
            out,
            f"  {told.workers:>5} cores: {duration(round(told.seconds / 60))}"
            if told.seconds >= 60
            else f"  {told.workers:>5} cores: {told.seconds:.0f} s",
        )
        if workers >= cores:
            break
        workers *= 2
    most = round(mean / keeping)
    say(out, f"Above {most:,} cores nothing is gained: results wait to be kept.")
    return 0
