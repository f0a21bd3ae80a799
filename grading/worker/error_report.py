"""What the learner's code raised, as plain data: the traceback that ends in their file."""

from __future__ import annotations

import importlib
import linecache
import os
import re
import traceback
from dataclasses import dataclass
from types import TracebackType

# Of a frame whose code is lent without its lines.
_LINE_UNKNOWN = re.compile(r'\A(  File "[^"\n]*"), line None')

MAX_MESSAGE = 2_000
MAX_TRACEBACK = 20_000


@dataclass(frozen=True)
class RaisedError:
    """An exception of the learner's code.

    kind: the exception's class name. message: its text. traceback: as Python prints it,
    cut to the question and the learner's own file, and ending there. line: where in their
    file, None if their file was not on the stack. todo: a stub's NotImplementedError.
    waits_for: the file whose stub raised it, where that is another module of the package.
    """

    kind: str
    message: str
    traceback: str
    line: int | None
    todo: bool
    waits_for: str = ""


def describe_error(
    error: BaseException, own: tuple[str, ...], lent: tuple[str, ...]
) -> RaisedError:
    """`error` for the owner of the files `own`; `lent` are files whose lines are not shown."""
    unparsed = isinstance(error, SyntaxError) and error.filename in own
    # A file that does not parse was never run: its line is in the error itself.
    frames = _frames(None if unparsed else error.__traceback__, own, lent)
    unwritten = _unwritten(error)
    own_lines = [frame.lineno for frame in frames if frame.filename in own]
    message = message_of(error)
    if isinstance(error, SyntaxError) and unparsed:
        own_lines.append(error.lineno)
        message = _text_or(error.msg, message)
    return RaisedError(
        kind=_name_of(error),
        message=message[:MAX_MESSAGE],
        traceback=_text(error, frames, message)[-MAX_TRACEBACK:],
        line=own_lines[-1] if own_lines else None,
        todo=unwritten in own,
        waits_for=os.path.basename(unwritten) if unwritten in lent else "",
    )


def _unwritten(error: BaseException) -> str:
    """The file of the stub that raised `error`; empty if it is no stub's error."""
    trace = error.__traceback__
    if not isinstance(error, NotImplementedError) or trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename


def _frames(
    start: TracebackType | None, own: tuple[str, ...], lent: tuple[str, ...]
) -> traceback.StackSummary:
    """The frames worth showing: from the question on, up to the last one in their file.

    Frames of the machinery that asked the question come before it and are dropped. Frames
    of lent modules keep their place, as far as they know it, but not their source line, which
    is the reference's.
    """
    # The folder above this one, as the code itself knows it: in a worker there is no such file.
    above = os.path.dirname(os.path.dirname(_frames.__code__.co_filename))
    machinery = (f"{above}/", f"{above}{os.sep}")
    kept = traceback.StackSummary()
    for frame in traceback.extract_tb(start):
        if frame.filename.startswith("<frozen importlib") or frame.filename == importlib.__file__:
            continue
        if frame.filename in lent:
            name = os.path.basename(frame.filename)
            kept.append(
                traceback.FrameSummary(
                    frame.filename,
                    frame.lineno,
                    frame.name,
                    lookup_line=False,
                    line=f"(the course's own {name})",
                )
            )
        elif frame.filename in own or not frame.filename.startswith(machinery):
            kept.append(frame)
    last_own = max((i for i, frame in enumerate(kept) if frame.filename in own), default=None)
    if last_own is not None:
        del kept[last_own + 1 :]
    return kept


def _text(error: BaseException, frames: traceback.StackSummary, message: str) -> str:
    shown = [_LINE_UNKNOWN.sub(r"\1", frame) for frame in frames.format()]
    lines = ["Traceback (most recent call last):\n", *shown] if frames else []
    if isinstance(error, SyntaxError):
        lines += traceback.format_exception_only(error)
    else:
        lines.append(f"{_name_of(error)}: {message}" if message else _name_of(error))
    return "".join(lines).rstrip()


def message_of(error: BaseException) -> str:
    """The text of `error`, or what is wrong with it: a learner's exception may be of any class."""
    try:
        text = str(error)
    except BaseException:  # the learner's own __str__ may do anything
        return "(its message cannot be printed)"
    return _text_or(text, "(its message is not a string)")


def _text_or(text: object, otherwise: str) -> str:
    return text if type(text) is str else otherwise


def _name_of(error: BaseException) -> str:
    name = type(error).__name__  # a metaclass may answer anything
    return _text_or(name, "(an exception without a name)")


def remember_lines(path: str, content: bytes) -> None:
    """Make the lines of a file known to tracebacks, where it cannot be read under its path."""
    lines = content.decode("utf-8", errors="replace").splitlines(keepends=True)
    linecache.cache[path] = (len(content), None, lines, path)


def forget_lines() -> None:
    """Drop cached source lines, so that an edited file is shown as it is now."""
    linecache.clearcache()
