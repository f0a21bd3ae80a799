"""`picograd class regrade`: some submissions again, and what would be other afterwards."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import click
from rich.table import Table

from grading.classroom.engine import reach_workers
from grading.classroom.jobs import Wanted, hash_grader, wanted_of
from grading.classroom.ledger import Line, read_lines
from grading.classroom.roster import KEYS, Roster, Student
from grading.classroom.session import Plan
from grading.classroom.store import Store
from grading.commands.classroom.options import processes_option, scheduler_option, source_option
from grading.commands.classroom.progress import follow
from grading.commands.console import console_on, say
from grading.course.manifest import load_course
from grading.course.names import stage_named
from grading.errors import Unknown
from grading.report.screen.words import count
from grading.submission.safe_text import make_harmless


@click.command("regrade", short_help="Grade some again, and compare.")
@source_option
@click.option("--student", "students", multiple=True, help="By id, login, mail or name.")
@click.option("--stage", "stages", multiple=True, metavar="ID", help="Who fails this stage.")
@click.option("--changed", is_flag=True, help="What another version of picograd graded.")
@click.option("--yes", is_flag=True, help="Let them count without asking.")
@scheduler_option
@processes_option
def regrade_command(
    store: Path,
    students: tuple[str, ...],
    stages: tuple[str, ...],
    changed: bool,
    yes: bool,
    scheduler: str | None,
    processes: int,
) -> int:
    """Grade again what the options choose, with this version of picograd.

    At the end stands what would be other. Marks follow the new gradings once you agree to that;
    the old ones are kept beside them either way.
    """
    if not (students or stages or changed):
        raise click.UsageError("say what: --student, --stage or --changed")
    out, course = console_on(sys.stdout), load_course()
    ids = {stage_named(course, name).id for name in stages}
    with Store(store) as kept:
        before = read_lines(kept)
        chosen = _chosen(before, students, ids, hash_grader() if changed else "")
        if not chosen:
            say(out, "Nothing to grade again.")
            return 0
        say(out, f"{count(len(chosen), 'submission')} to grade again.")
        failed = 0
        for wanted, labels in _by_request(chosen):
            plan = Plan(wanted.asked(hash_grader()), tuple(labels), again=True)
            with reach_workers(scheduler, min(processes, len(plan.contents))) as client:
                failed += follow(out, kept, plan, wanted, client, labels)
        out.print(_compare(before, read_lines(kept, not_agreed=True)))
        if yes or _agrees():
            kept.let_count(number for number, _ in kept.not_agreed())
            say(out, "The new gradings count; the old ones are kept beside them.")
        else:
            say(out, "The old gradings count; `picograd class regrade --yes` asks no question.")
    return 1 if failed else 0


def _chosen(
    lines: Sequence[Line], names: Sequence[str], stages: Collection[str], grader: str
) -> list[Line]:
    """Those who are named, fail one of the stages, or were graded by another grader than this."""
    roster = Roster(tuple(line.student for line in lines))
    named = {student.key for name in names for student in _students(roster, name)}
    return [
        line
        for line in lines
        if line.counts is not None
        and (verdict := line.counts.grading) is not None
        and (
            line.student.key in named
            or any(r.part in stages and r.passed < r.total for r in verdict.results)
            or (grader and verdict.grader != grader)
        )
    ]


def _students(roster: Roster, name: str) -> list[Student]:
    found = [s for kind in KEYS for s in roster.find({kind: name})]
    if not found:
        raise Unknown(f"nobody in the class is called {name}; name an id, login, mail or name")
    return found


def _by_request(lines: Iterable[Line]) -> Iterator[tuple[Wanted, dict[str, str]]]:
    """What was asked, each with who handed in the contents that were asked it."""
    found: dict[tuple[str, int | None], dict[str, str]] = {}
    for line in lines:
        assert line.counts is not None and line.counts.grading is not None
        verdict = line.counts.grading
        labels = found.setdefault((verdict.asked, verdict.seed), {})
        labels[verdict.content] = line.student.label
    for (asked, seed), labels in found.items():
        yield wanted_of(asked, seed), labels


def _compare(before: Iterable[Line], after: Iterable[Line]) -> Table | str:
    """The scores that are other now, and the parts that they are other in."""
    table = Table("student", "before", "now", "where", box=None, padding=(0, 2, 0, 0))
    for old, new in zip(before, after, strict=True):
        was = old.counts.grading if old.counts else None
        now = new.counts.grading if new.counts else None
        if was and now and was.results != now.results:
            known = {result.part: result for result in was.results}
            moved = [r.part for r in now.results if r != known.get(r.part)]
            table.add_row(
                make_harmless(new.student.label),
                f"{was.score:g} of {was.possible:g}",
                f"{now.score:g} of {now.possible:g}",
                ", ".join(moved),
            )
    return table if table.row_count else "Every grading came out as before."


def _agrees() -> bool:
    return sys.stdin.isatty() and click.confirm("Let the new gradings count?", default=False)
