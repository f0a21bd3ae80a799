"""A question by value, as it travels to a worker."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from grading.learner.runner import Probe

# What is to travel by value is told to cloudpickle, which has one list for all threads.
_SHIPPING = threading.Lock()

Channel = Literal["", "report", "converse", "turns"]


def can_ship() -> bool:
    """Whether there is cloudpickle: `pytest` alone does without it."""
    try:
        import cloudpickle  # noqa: F401  # being found is not yet being importable
    except ImportError:
        return False
    return True


def ship_question(probe: Probe, arguments: Sequence[Any], *, channel: Channel = "") -> bytes:
    """`probe(picograd, *arguments)` by value: what it uses of rooms that no worker has goes along.

    channel: asked as `probe(picograd, report, *arguments)`, or with `converse` in its place, which
    answers with what the judge says; in "turns" each of them has the time of a question. Raises
    whatever pickling raises where something cannot be copied.
    """
    import cloudpickle

    # The rooms are named, not imported: they stand above this one.
    with (
        _SHIPPING,
        _by_value("tests", "grading.milestones", "grading.companion", "grading.commands"),
    ):
        return cloudpickle.dumps((probe, list(arguments), channel))  # type: ignore[no-any-return]  # cloudpickle has no types


@contextlib.contextmanager
def _by_value(*names: str) -> Iterator[None]:
    import cloudpickle

    modules = [sys.modules[name] for name in names if name in sys.modules]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)
