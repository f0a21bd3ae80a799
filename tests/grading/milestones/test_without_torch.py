"""The command where PyTorch is not installed: every milestone is judged, and honestly so.

What hides PyTorch is a `sitecustomize` that Python imports as it starts, in the command's own
process and in all that it starts.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.course.datasets import DATA
from grading.paths import ROOT
from tests.grading.milestones.untrained import UNTRAINED, solution

HIDE_TORCH = 'import sys\nsys.modules["torch"] = None\n'


@dataclass(frozen=True)
class Machine:
    """A copy of the repository, the reference in it as the learner's, and no PyTorch."""

    root: Path
    hidden: Path

    def write(self, files: Mapping[str, str]) -> None:
        for stage, text in files.items():
            path = self.root / "exercises" / "picograd" / f"{stage}.py"
            path.write_text(text, encoding="utf-8")

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(self.hidden), "COLUMNS": "120"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`picograd` with these arguments."""
        return self.python("-m", "grading", *arguments)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    root, hidden = tmp_path / "picograd", tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(HIDE_TORCH, encoding="utf-8")
    ignored = shutil.ignore_patterns("__pycache__", "data")
    for name in ("grading", "solutions", "tests"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    shutil.copytree(DATA, root / DATA.relative_to(ROOT))
    shutil.copytree(ROOT / "solutions", root / "exercises", ignore=ignored)
    return Machine(root, hidden)


def test_python_finds_no_torch(machine: Machine) -> None:
    """Or the other tests of this file would prove nothing."""
    find = "import importlib.util as u; print(u.find_spec('torch'), u.find_spec('click') is None)"
    assert machine.python("-c", find).stdout == "None False\n"
    assert "ModuleNotFoundError" in machine.python("-c", "import torch").stdout


@pytest.mark.parametrize("milestone", ["engine", "moons", "digits", "mnist"])
def test_the_reference_reaches_a_milestone(milestone: str, machine: Machine) -> None:
    """With its figures, and without a word on PyTorch but the title's."""
    run = machine.run("milestone", milestone, "--minutes", "0.25", "--no-open")
    assert run.returncode == 0, run.stdout
    title, _, rest = run.stdout.partition("\n")
    assert "reached (" in title
    assert "torch" not in rest.lower()
    expected = {
        "engine": r"expressions right: 100\b",
        "moons": r"accuracy, seed 2: (9[5-9]|100)",
        "digits": r"accuracy: 9\d",
        "mnist": r"test images: 2,000",
    }
    assert re.search(expected[milestone], rest), run.stdout


def test_the_reference_dreams_and_the_gallery_shows_it(machine: Machine) -> None:
    """Both milestones of part IV; then the same network dreams again for the page."""
    for milestone in ("dreams", "adversarial"):
        run = machine.run("milestone", milestone, "--no-open")
        assert run.returncode == 0, run.stdout
    run = machine.run("gallery", "--count", "2")
    assert run.returncode == 0, run.stdout
    assert "could not be dreamed again" not in run.stdout
    for name in ("dreams.png", "morph.gif", "adversarial.png", "gallery.html"):
        assert name in run.stdout


SHORT_BENCH = """
from grading.commands.bench.running import engines_here, measure
from grading.commands.bench.records import TASKS
from grading.commands.bench.table import tables
from grading.course.manifest import load_course
from rich import print

short = [task for task in TASKS if task.id in ("matmul", "step")]
print(*tables(measure(engines_here(load_course()), short, rounds=1, seconds=0.01)))
"""


def test_the_bench_leaves_a_column_out(machine: Machine) -> None:
    """Everything else is measured."""
    run = machine.python("-c", SHORT_BENCH)
    assert run.returncode == 0, run.stdout
    assert "naive loop" in run.stdout
    assert "torch" not in run.stdout
    assert re.search(r"training, images/s +\d", run.stdout)


@pytest.mark.parametrize("kind", list(UNTRAINED))
def test_what_has_not_learned_reaches_nothing(kind: str, machine: Machine) -> None:
    """A table of weights, the means of the classes, a clock that is slow: none of them passes."""
    machine.write(UNTRAINED[kind]())
    run = machine.run("milestone", "digits", "--no-open")
    assert run.returncode == 1, run.stdout
    assert re.search("not those of its own gradients|does not begin with what", run.stdout)


WRONG_TANH = ("rules", "1.0 - node.data**2", "1.0 - node.data")
OVERWRITES = ("value", "self.grad += grad", "self.grad = grad")


@pytest.mark.parametrize(("stage", "old", "new"), [WRONG_TANH, OVERWRITES])
def test_a_wrong_engine_does_not_reach_engine(
    stage: str, old: str, new: str, machine: Machine
) -> None:
    """It is told whose answers its own are not, and that is nobody who was not asked."""
    assert old in solution(stage)
    machine.write({stage: solution(stage).replace(old, new)})
    run = machine.run("milestone", "engine")
    said = " ".join(run.stdout.split())
    assert run.returncode == 1
    assert "of 100 random expressions agree with the autograder, all are needed" in said
    assert "where the autograder says" in said
    assert "PyTorch" not in said.partition("not reached")[2]


def test_dreams_that_are_not_descents_are_refused(machine: Machine) -> None:
    """One step less than was asked for, in each of the three ways to dream."""
    lazy = solution("dream").replace("for _ in range(steps)", "for _ in range(steps - 1)")
    assert lazy != solution("dream")
    machine.write({"dream": lazy})
    run = machine.run("milestone", "adversarial")
    assert run.returncode == 1
    said = " ".join(run.stdout.split())
    assert "are not those of its own descent" in said
    assert "where the autograder's gradients of the same network take it" in said
