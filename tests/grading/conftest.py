"""A copy of the repository to break, and the command lines that a person would type in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.course.manifest import load_course
from grading.grade import GradingRequest, Watcher, grade
from grading.milestones.base import MilestoneResult, Progress
from grading.paths import ROOT, SOLUTIONS, STUBS
from grading.report.report import Report
from grading.submission.submission import take_in

COPIED = (
    "README.md",
    "conftest.py",
    "docs",
    "pyproject.toml",
    "exercises",
    "solutions",
    "grading",
    "tests",
)


@dataclass(frozen=True)
class Ran:
    """How a command ended. out: both channels, as a terminal would show them."""

    status: int
    out: str


@dataclass(frozen=True)
class Clone:
    """A copy of the repository with untouched exercises."""

    root: Path

    @property
    def exercises(self) -> Path:
        return self.root / "exercises" / "picograd"

    def write(self, stage: str, text: str) -> None:
        """Make `text` the learner's file for `stage`."""
        (self.exercises / f"{stage}.py").write_text(text, encoding="utf-8")

    def solution(self, stage: str) -> str:
        return (ROOT / "solutions" / "picograd" / f"{stage}.py").read_text(encoding="utf-8")

    def solve(self, *stages: str) -> None:
        for stage in stages:
            self.write(stage, self.solution(stage))

    def run(
        self,
        *command: str,
        cwd: Path | None = None,
        hidden: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run `python COMMAND...` in the copy, without this session's pytest settings.

        hidden: a module that is not there, however it is installed.
        """
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        environment |= {"COLUMNS": "120", "PYTHONPATH": "", **(variables or {})}
        if hidden:
            folder = self.root.parent / f"{self.root.name} without {hidden}"
            folder.mkdir(exist_ok=True)
            hiding = f"import sys\n\nsys.modules[{hidden!r}] = None\n"
            (folder / "sitecustomize.py").write_text(hiding, encoding="utf-8")
            environment["PYTHONPATH"] = str(folder)
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout.decode("utf-8", errors="replace"))

    def pytest(self, *arguments: str, cwd: Path | None = None) -> Ran:
        return self.run("-m", "pytest", "-p", "no:cacheprovider", *arguments, cwd=cwd)


@dataclass(frozen=True)
class ReferenceRun:
    """The reference, graded whole, once in the session.

    folder: where its pictures lie. told: the progress of each milestone.
    """

    report: Report
    folder: Path
    told: dict[str, list[Progress]]

    def result(self, milestone: str) -> MilestoneResult:
        """What the run of this milestone said."""
        (entry,) = (m for m in self.report.milestones if m.milestone.id == milestone)
        assert entry.result is not None, f"{milestone} was not run"
        return entry.result


@pytest.fixture(scope="session")
def reference_run(needs_torch: None, tmp_path_factory: pytest.TempPathFactory) -> ReferenceRun:
    """All stages and milestones of the reference; MNIST trains for a quarter of a minute."""
    folder = tmp_path_factory.mktemp("reference")
    if "PYTEST_XDIST_WORKER" in os.environ:
        # All processes of a run have folders beside this one's.
        once = tmp_path_factory.getbasetemp().parent / "the-reference-is-graded-once"
        once.touch(exist_ok=False)
    told: dict[str, list[Progress]] = {}
    watcher = Watcher(
        milestone_progress=lambda m, progress: told.setdefault(m.id, []).append(progress)
    )
    course = load_course()
    asked = GradingRequest(course.stages, folder, seed=3, minutes=0.25)
    report = grade(take_in(SOLUTIONS, course), course, asked, watcher)
    return ReferenceRun(report, folder, told)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A fresh copy of the repository; large data files are left out."""
    root = tmp_path / "picograd"
    root.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.gz", "*.mine*")
            shutil.copytree(source, root / name, ignore=ignored)
        else:
            shutil.copy(source, root / name)
    for stub in STUBS.glob("*.py"):
        shutil.copy(stub, root / "exercises" / "picograd" / stub.name)
    return Clone(root)
