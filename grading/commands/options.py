"""The options that more than one command has, and those of `grade` that say how to grade."""

from __future__ import annotations

import click

from grading.learner.choose import HIGHEST
from grading.learner.choose import NAMES as LEVELS
from grading.report.report import Audience

# The whole course takes the reference five minutes, and a stage that hangs half a minute.
MOST_MINUTES = 60.0

minutes_option = click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="How long MNIST may train; one minute if left out.",
)
full_option = click.option(
    "--full", is_flag=True, help="Judge MNIST on all 10,000 test images instead of 2,000."
)
audience_option = click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    help="Who reads what is written and printed. If left out: staff what is printed and the JSON, "
    "students the other files.",
)
total_minutes_option = click.option(
    "--minutes-per-submission",
    "total_minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=MOST_MINUTES,
    show_default=True,
    help="After so many nothing more is asked of it.",
)
isolation_option = click.option(
    "--isolation",
    "level",
    type=click.Choice(LEVELS),
    default="auto",
    help="How the code is locked in; if left out, the highest level that works here, at least 2 "
    "for code that is not your own.",
)
required_option = click.option(
    "--require-isolation",
    "required",
    type=click.IntRange(0, HIGHEST),
    metavar="N",
    help="Do not grade at a lower level.",
)
