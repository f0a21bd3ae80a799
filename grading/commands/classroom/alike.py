"""`picograd class alike`: pairs of submissions that the exercise alone does not explain."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grading.classroom.alike import find_pairs, fragments_of
from grading.classroom.ledger import read_lines
from grading.classroom.pages import alike_page
from grading.classroom.store import Store
from grading.commands.classroom.options import source_option
from grading.commands.console import console_on, say
from grading.files import ensure_writable, write
from grading.paths import PACKAGE, SOLUTIONS, STUBS
from grading.report.screen.words import count
from grading.submission.safe_text import make_harmless

LEAST, MOST_SHOWN, MOST_LISTED = 0.5, 100, 20


@click.command("alike", short_help="Submissions that are alike; it accuses no one.")
@source_option
@click.option(
    "--into",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="HTML",
    help="The page with the pairs side by side.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=LEAST,
    show_default=True,
    help="The share of the smaller one that both have.",
)
def alike_command(store: Path, page: Path, least: float) -> int:
    """Show pairs that have more in common than the stubs and the reference explain.

    Names, comments and layout count for nothing, and rare fragments for more than common ones.
    It is a place to look, and no proof of anything.
    """
    out = console_on(sys.stdout)
    ensure_writable(page)
    with Store(store) as kept:
        lines = [line for line in read_lines(kept) if line.counts and line.counts.content]
        files = {
            line.student.key: {
                file.path.rpartition("/")[2]: file.content.decode("utf-8", errors="replace")
                for file in kept.submission(line.counts.content).files
            }
            for line in lines
            if line.counts
        }
    names = {line.student.key: line.student.label for line in lines}
    given = {
        number
        for folder in (STUBS, SOLUTIONS / PACKAGE)
        for file in folder.glob("*.py")
        for number in fragments_of("", {file.name: file.read_text(encoding="utf-8")}).places
    }
    pairs = find_pairs([fragments_of(key, text, given) for key, text in files.items()], least)
    shown = alike_page.make_page(len(files), pairs[:MOST_SHOWN], names, files)
    write(page, alike_page.render_html(shown))
    say(out, f"{count(len(pairs), 'pair')} of {len(files)} submissions; {page} shows them.")
    for pair in pairs[:MOST_LISTED]:
        pair_names = f"{names[pair.first]} and {names[pair.second]}"
        say(out, make_harmless(f"  {100 * pair.share:3.0f} %  {pair_names}"))
    if len(pairs) > MOST_LISTED:
        say(out, f"  and {len(pairs) - MOST_LISTED} more")
    say(out, "It says where to look and to ask, and accuses no one.")
    return 0
