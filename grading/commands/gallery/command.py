"""`picograd gallery`: the dreams made again, and one page of all pictures."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.text import Text

from grading.commands.console import console_on, say
from grading.companion.memory import pictures_folder
from grading.companion.own_folder import take_in_own
from grading.course.manifest import load_course
from grading.paths import display_path


@click.command("gallery", short_help="Make the dreams again, and a page of all pictures.")
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="Dreams in each composite.",
)
def gallery_command(count: int) -> int:
    """Make the pictures of the dreams again, without training, and one page of all pictures."""
    from grading.commands.gallery.gallery import make_gallery

    course, out = load_course(), console_on(sys.stdout)
    with console_on(sys.stderr).status("dreaming") as status:
        made = make_gallery(
            take_in_own(course),
            course,
            pictures_folder(),
            count,
            lambda progress: status.update(progress.text),
        )
    say(out, *made.notes, *(display_path(Path(picture)) for picture in made.made))
    say(out, Text.assemble("The page: ", (display_path(made.page), "bold")))
    return 0
