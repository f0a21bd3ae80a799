"""Report files that are honest at every moment: until there is a result, they say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grading.errors import PicogradError
from grading.files import write
from grading.report.formats.registry import FORMATS, NOT_ENDED
from grading.report.report import Report


@contextmanager
def unfinished_until(targets: Mapping[str, Path]) -> Iterator[Callable[[Report], None]]:
    """Each file says "could not grade" until the function handed out is given the report.

    targets: the files, by the name of their format. Each is replaced whole. If grading breaks
    off, they say why. A pipe or a device is written to once, at the end.
    """
    before = {name: path for name, path in targets.items() if path.is_file() or not path.exists()}

    def refuse(files: Mapping[str, Path], sentence: str) -> None:
        for name, path in files.items():
            write(path, FORMATS[name].could_not_grade(sentence))

    def hand_over(report: Report) -> None:
        for name, path in targets.items():
            write(path, FORMATS[name].graded(report))

    refuse(before, NOT_ENDED)
    try:
        yield hand_over
    except BaseException as error:
        refuse(targets, _why(error))
        raise


def _why(error: BaseException) -> str:
    if isinstance(error, PicogradError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "grading was stopped"
    return f"picograd has a fault, or the machine has ({type(error).__name__}: {error})"
