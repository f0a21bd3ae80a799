"""Which functions of a file run: a mistake in any other cannot be seen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


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
