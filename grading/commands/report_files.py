"""The files that a report is written to: which ones, and what they say until there is a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from grading.errors import CouldNotGrade, PicogradError, Unacceptable
from grading.files import ensure_writable, write
from grading.report.for_students import sentence_for_students
from grading.report.formats.registry import FORMATS, NOT_ENDED
from grading.report.report import Audience, Report


def report_targets(
    json_path: str | None, junit_path: str | None, form: str | None, output: str | None
) -> dict[str, Path]:
    """The files to write, by the name of their format, known to be writable.

    The arguments are those of --json, --junit, --format and --output. UsageError where they do
    not go together, Unwritable where a file cannot be written.
    """
    if (form is None) is not (output is None):
        raise click.UsageError("--format and --output go together")
    targets: dict[str, Path] = {}
    for option, name, path in (
        ("--json", "json", None if json_path == "-" else json_path),
        ("--junit", "junit", junit_path),
        ("--output", form, output),
    ):
        if name is None or path is None:
            continue
        if path == "-":
            raise click.UsageError(f"{option} needs the name of a file; only --json can be '-'")
        if name in targets:
            raise click.UsageError(f"--{name} and --format {name} are the same; give one")
        if Path(path).absolute() in {target.absolute() for target in targets.values()}:
            raise click.UsageError(f"two reports would be written to {path}; name two files")
        targets[name] = Path(path)
    for target in targets.values():
        ensure_writable(target)
    return targets


@contextmanager
def unfinished_until(
    targets: Mapping[str, Path],
    audience: Audience | None = None,
    possible: int = 0,
    named: Path | None = None,
) -> Iterator[Callable[[Report], None]]:
    """Each file says "could not grade" until the function handed out is given the report.

    targets: the files, by the name of their format. audience: of all of them; None for whom each
    format is made. possible: the points of all that is asked for. named: what was handed in. Each
    is replaced whole. If grading breaks off, they say why: with no points where what was handed in
    is to blame, with no score where it is not; to students without the paths of this machine, and
    so says what is raised where all is for them. A pipe or a device is written to once, at the end.
    """
    before = {name: path for name, path in targets.items() if path.is_file() or not path.exists()}

    def told(name: str, sentence: str) -> str:
        students = FORMATS[name].is_for_students(audience)
        return sentence_for_students(sentence, named) if students else sentence

    def refuse(files: Mapping[str, Path], sentence: str) -> None:
        for name, path in files.items():
            write(path, FORMATS[name].render_refusal(told(name, sentence)))

    def hand_over(report: Report) -> None:
        for name, path in targets.items():
            write(path, FORMATS[name].render_to(audience, report))

    refuse(before, NOT_ENDED)
    try:
        yield hand_over
    except BaseException as error:
        if isinstance(error, Unacceptable):
            for name, path in targets.items():
                write(path, FORMATS[name].render_rejection(told(name, f"{error}"), possible))
        else:
            refuse(targets, _why(error))
        if audience is Audience.STUDENT and isinstance(error, (PicogradError, OSError)):
            kind = type(error) if isinstance(error, PicogradError) else CouldNotGrade
            raise kind(sentence_for_students(f"{error}", named)) from error
        raise


def _why(error: BaseException) -> str:
    if isinstance(error, PicogradError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "grading was stopped"
    return f"picograd has a fault, or the machine has ({type(error).__name__}: {error})"
