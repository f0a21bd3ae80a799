"""The live page, for a command that serves it. Its server is imported when it is asked for."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grading.companion.rounds import Round
from grading.course.manifest import Course
from grading.errors import Unreadable
from grading.grade import Watcher
from grading.paths import ROOT

NEEDED = ("starlette", "uvicorn")


@dataclass(frozen=True)
class Page:
    """The live page, while it is served. address: the first one, with the token.

    run: runs a round and tells it to the page, as `telling.run_and_tell` has it.
    """

    address: str
    run: Callable[[Callable[[Watcher], Round | None], Watcher], Round | None]


@contextlib.contextmanager
def serving_page(course: Course, port: int | None, found: Round | None = None) -> Iterator[Page]:
    """Serves the page in this process until the block ends, with the last round on it.

    port: as `serving` has it. Unreadable where something that the server needs is not installed.
    """
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if absent:
        raise Unreadable(
            f"the live page needs {' and '.join(absent)}, not installed for {sys.executable}; "
            f"run `{sys.executable} -m pip install -e .` in {ROOT}"
        )
    from grading.companion.live.live import Live
    from grading.companion.live.serving import serving
    from grading.companion.live.telling import run_and_tell, tell

    live = Live(course)
    tell(live, found, 0.0)
    with serving(live, port) as address:
        yield Page(address, functools.partial(run_and_tell, live))
