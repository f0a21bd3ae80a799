"""`picograd class worker`: what a machine needs to grade for others, and its Dask workers."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from grading.classroom.jobs import describe_machine
from grading.commands.classroom.options import processes_option
from grading.commands.console import console_on, say
from grading.grade import GradingRequest, settle
from grading.learner.choose import SAFE


@click.command("worker", short_help="Let this machine grade for a cluster.")
@click.argument("scheduler", required=False, metavar="tcp://HOST:PORT")
@processes_option
def worker_command(scheduler: str | None, processes: int) -> int:
    """Without an address: what this machine has, which all machines must have alike.

    With one: Dask workers on this machine, each with one grading process, until Ctrl-C.
    """
    out = console_on(sys.stdout)
    isolation = settle(GradingRequest(stages=(), required=SAFE)).isolation
    for what, text in describe_machine().items():
        say(out, f"{what:<10} {text}")
    say(out, f"{'isolation':<10} {isolation}")
    if scheduler is None:
        say(
            out,
            "",
            "Every machine needs the same three, and isolation 2 or above. Where the scheduler "
            "runs:",
            "    dask scheduler",
            "and on each machine, with the address that it prints:",
            "    picograd class worker tcp://HOST:8786",
        )
        return 0
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler]
    command += ["--nworkers", f"{processes}", "--nthreads", "1", "--no-dashboard"]
    return subprocess.call([*command, "--memory-limit", "0"], env={**os.environ})
