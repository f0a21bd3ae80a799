"""The options that more than one command has."""

from __future__ import annotations

import click

minutes_option = click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="How long MNIST may train; one minute if left out.",
)
full_option = click.option(
    "--full", is_flag=True, help="Judge MNIST on all 10,000 test images instead of 2,000."
)
