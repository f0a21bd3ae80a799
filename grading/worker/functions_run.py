"""Which functions of a file run: a mistake in any other cannot be seen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def functions_run(path: str, names: set[str]) -> Iterator[None]:
    """Inside, the qualified names of the functions of the file `path` that run are put in `names`.

    Counted are those of the calling thread. A debugger's or a profiler's own hook is replaced.
    """

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == path:
            names.add(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def report_functions_run(
    picograd: Any,
    report: Callable[[list[str]], None],
    path: str,
    probe: Callable[..., Any],
    arguments: list[Any],
) -> Any:
    """Probe: what `probe` answers or raises; the functions of `path` that it runs are reported."""
    names: set[str] = set()
    try:
        with functions_run(path, names):
            return probe(picograd, *arguments)
    finally:
        report(sorted(names))
