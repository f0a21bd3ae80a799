"""What pytest collects for a stage file: the checks of the stage's suite."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from grading.course import Course, Stage, load
from grading.learner import Package, Runner, sources_in
from grading.paths import PACKAGE, SOLUTIONS, SUITES


class StageFile(pytest.File):
    """One stage file of an implementation; its items are the checks of the stage's suite."""

    stage: Stage
    runner: Runner | None = None
    late: int = 0  # how many of its checks ran out of time

    @property
    def implementation(self) -> Path:
        return self.path.parent

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        self.stage = load().stage(self.path.stem.removeprefix("test_"))
        suite = SUITES / f"test_{self.stage.id}.py"
        module = pytest.Module.from_parent(self, path=suite, nodeid=self.nodeid)
        return module.collect()


def package_for(stage: Stage, implementation: Path, course: Course) -> Package:
    """The learner's file for `stage`, among the reference's others.

    Without `solutions/` (a handout) the learner's own modules stand in.
    """
    lender = SOLUTIONS / PACKAGE
    if not lender.is_dir():
        lender = implementation
    sources = sources_in(lender, course.stage_ids)
    sources.pop(stage.id, None)
    own = sources_in(implementation, [stage.id])
    return Package(own=(stage.id,), sources={**sources, **own})


def is_stage_file(path: Path) -> bool:
    return path.parent.name == PACKAGE and path.suffix == ".py" and path.stem in load().stage_ids
