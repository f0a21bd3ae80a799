"""The time limit of a check: it belongs to the learner's code alone, and can strike nowhere else.

pytest-timeout gives every test a limit and starts its clock before the test is set up. For a
check we hold its clock back, and let it run in `learners_time` alone, which is around the
learner's code and nothing of ours: neither torch's import nor a report can use that time up.
Where pytest-timeout is not there, nothing is limited.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import pytest

from grading.checks.stage_file import StageFile
from grading.learner.runner import patient

# How pytest-timeout times this check, and how many seconds are left of its limit.
SETTINGS = pytest.StashKey[Any]()
LEFT = pytest.StashKey[float]()
# Whether the clock may start now; the check that is running.
RUNNING = pytest.StashKey[bool]()
NOW = pytest.StashKey[pytest.Item]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """One endless loop must not cost every check of its stage the whole time: see `patient`."""
    item.config.stash[NOW] = item
    file, limit = item.getparent(StageFile), item.get_closest_marker("timeout")
    if file is None or limit is None:
        return (yield)
    item.own_markers.insert(
        0, pytest.mark.timeout(patient(limit.args[0], file.unanswered, file.patience)).mark
    )
    try:
        return (yield)
    finally:
        del item.own_markers[0]


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> bool | None:
    """Hold the clock of a check back; an answer other than None says that it has been set."""
    if item.getparent(StageFile) is None or item.stash.get(RUNNING, False):
        return None
    item.stash[SETTINGS], item.stash[LEFT] = settings, settings.timeout
    return True


def clock_of(config: pytest.Config) -> Callable[[], AbstractContextManager[None]]:
    """`learners_time` of whichever check runs."""
    return partial(_of_now, config)


def _of_now(config: pytest.Config) -> AbstractContextManager[None]:
    return learners_time(config.stash[NOW])


@contextmanager
def learners_time(item: pytest.Item) -> Iterator[None]:
    """Inside, the clock of the check runs; it goes on where it stopped."""
    if SETTINGS not in item.stash:
        yield
        return
    hook, start = item.config.hook, time.monotonic()
    item.stash[RUNNING] = True
    # Never zero, which would be no limit.
    settings = item.stash[SETTINGS]._replace(timeout=max(item.stash[LEFT], 0.01))
    try:
        hook.pytest_timeout_set_timer(item=item, settings=settings)
        yield
    finally:
        hook.pytest_timeout_cancel_timer(item=item)
        item.stash[RUNNING] = False
        item.stash[LEFT] -= time.monotonic() - start


def is_timeout(error: BaseException | None) -> bool:
    """Whether pytest-timeout ended the check: it has no exception of its own for that."""
    return isinstance(error, pytest.fail.Exception) and "Timeout (>" in str(error)
