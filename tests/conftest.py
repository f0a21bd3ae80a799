"""How `pytest -n 4` shares out the tests: those that share something costly run in one process.

And which of them need PyTorch itself: `@pytest.mark.usefixtures("needs_torch")`.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from grading.checks import oracle

# Under CI pytest itself writes other summaries; what is tested is what people see.
os.environ.pop("CI", None)

# File -> the costly thing that its tests share. Every other test goes wherever there is room.
SHARED = {
    "tests/course/test_audit.py": "the audit",
    "tests/grading/commands/test_bench.py": "the measured reference",
    "tests/grading/milestones/test_dreams.py": "the graded reference",
    "tests/grading/commands/test_gallery.py": "the drawn gallery",
    "tests/grading/milestones/test_milestones.py": "the graded reference",
}


@pytest.fixture(scope="session")
def needs_torch() -> None:
    """Skips what asks PyTorch live, under a seed or beside the recordings, where it is not."""
    if not oracle.is_live():
        pytest.skip(f"PyTorch is not installed, and this asks what nobody did: {oracle.INSTALL}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is costly and shared begins first, so that no process works on it alone at the end."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in SHARED)


# Not `--dist loadgroup`: from pytest 9.2 on it groups nothing (pytest-xdist's issue 1386).
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class BySharedThing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return SHARED.get(nodeid.partition("::")[0], nodeid)

    return BySharedThing(config, log)
