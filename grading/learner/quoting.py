"""The lines of a question in the traceback of what it raised, which no worker can read."""

from __future__ import annotations

import contextlib
import linecache
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType

from grading.learner.runner import LearnerError, Probe
from grading.paths import display_path
from grading.worker.error_report import RaisedError

_FRAME = re.compile(r'^  File "(?P<file>[^"\n]+)", line (?P<line>\d{1,6}), in .*$', re.MULTILINE)

# The file of whatever cloudpickle has brought.
UNNAMED = "<dynamic-code>"


@contextlib.contextmanager
def quoting(probe: Probe) -> Iterator[None]:
    """What is raised inside shows the lines of `probe` itself, and no others of the suite."""
    try:
        yield
    except LearnerError as error:
        error.raised = quote_question(error.raised, probe)
        raise


def quote_question(raised: RaisedError, probe: Probe) -> RaisedError:
    """`raised` with the lines of `probe` under those frames of its traceback that name one.

    A traceback is the word of whoever raised it: what is quoted is nothing but the question that
    they were asked, and never under what only looks like a frame, in the text of the error.
    """
    code = getattr(probe, "__code__", None)
    if not isinstance(code, CodeType):
        return raised
    file, lines = display_path(Path(code.co_filename)), set(_lines_of(code))

    def with_line(frame: re.Match[str]) -> str:
        if frame["file"] not in (file, UNNAMED) or int(frame["line"]) not in lines:
            return frame.group()
        named = frame.group().replace(frame["file"], file, 1)
        line = linecache.getline(code.co_filename, int(frame["line"])).strip()
        return f"{named}\n    {line}" if line else named

    last_line = f"\n{raised.kind}" + (f": {raised.message}" if raised.message else "")
    frames, found, rest = raised.traceback.partition(last_line)
    if not found:
        return raised
    return replace(raised, traceback=_FRAME.sub(with_line, frames) + found + rest)


def _lines_of(code: CodeType) -> Iterator[int]:
    """The lines of a function and of those that are defined in it."""
    yield from (line for _, _, line in code.co_lines() if line is not None)
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _lines_of(each)
