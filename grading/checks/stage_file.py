"""What pytest collects for a stage file: the checks of the stage's suite."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from grading.course.manifest import Stage, load_course
from grading.learner.runner import PATIENCE, Runner
from grading.paths import PACKAGE, SUITES


class StageFile(pytest.File):
    """One stage file of an implementation; its items are the checks of the stage's suite."""

    stage: Stage
    runner: Runner | None = None
    unanswered: int = 0  # how many of its checks ran out of time, or lost their process
    most_unanswered: int = PATIENCE  # after so many it is not asked on

    @property
    def implementation(self) -> Path:
        return self.path.parent

    @property
    def patience(self) -> int:
        """How many checks may run out of the whole of their time."""
        return PATIENCE - 1 if self.most_unanswered == PATIENCE else PATIENCE

    @property
    def is_given_up(self) -> bool:
        return self.unanswered >= self.most_unanswered

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        self.stage = load_course().stage(self.path.stem.removeprefix("test_"))
        suite = SUITES / f"test_{self.stage.id}.py"
        module = pytest.Module.from_parent(self, path=suite, nodeid=self.nodeid)
        return module.collect()


def read_suite(stage: Stage) -> str:
    """The text of the stage's suite, empty where it cannot be read."""
    try:
        return (SUITES / f"test_{stage.id}.py").read_text(encoding="utf-8")
    except OSError:
        return ""


def is_stage_file(path: Path) -> bool:
    return (
        path.parent.name == PACKAGE
        and path.suffix == ".py"
        and path.stem in load_course().stage_ids
    )
