"""The options that more than one command of `picograd class` has."""

from __future__ import annotations

import os
from pathlib import Path

import click

store_option = click.option(
    "--into",
    "store",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The store; made if it is not there.",
)
source_option = click.option(
    "--from",
    "store",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    required=True,
    metavar="FILE",
    help="The store that `picograd class grade` made.",
)
attempt_option = click.option(
    "--attempt",
    type=click.Choice(("last", "best")),
    help="Which of several attempts counts; if left out, as the rules say, or the last.",
)
scheduler_option = click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="A Dask cluster to grade on; the cores of this machine if left out.",
)
processes_option = click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one per core",
    help="How many to grade at once on this machine.",
)
