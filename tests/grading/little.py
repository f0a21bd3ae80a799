"""A course of three tiny stages in a folder of its own, with the real autograder around it.

What the command remembers and changes lies in the repository it runs from, so its tests run
it from a copy: fast, the same whatever the real stages say, and never in anyone's own files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grading.paths import ROOT

MANIFEST = """
[course]
title = "little"
seconds_per_check = 3

[[stages]]
id = "numbers"
title = "Numbers that double"
part = "I. Counting"
summary = "Doubling."
minutes = 75
points = 20
[stages.hints]
"double" = ["Think of two.", "Twice is what you want.", "Multiply by two."]
"Box.__add__" = ["A box.", "Two boxes.", "Add what is in them."]
"Box.empty" = ["Nothing.", "Less than something.", "None."]

[[stages]]
id = "sums"
title = "Sums of many numbers, however many there may be of them in the list"
part = "I. Counting"
summary = "Adding."
minutes = 30
points = 30
[stages.hints]
"total" = ["Begin somewhere.", "Begin with zero.", "Add one after another."]
"empty" = ["An empty list.", "It has a length.", "Compare it with 0."]

[[stages]]
id = "means"
title = "Means"
part = "II. Dividing"
summary = "Dividing."
minutes = 15
points = 25
[stages.hints]
"mean" = ["Divide.", "By what?", "By how many there are."]

[[milestones]]
id = "tally"
title = "A tally"
summary = "Doubles a sum."
after = "sums"
points = 15

[[milestones]]
id = "census"
title = "A census"
summary = "Averages a sum."
after = "means"
points = 10
"""

SOLUTIONS = {
    "numbers": '''"""Doubling."""


class Box:
    """Holds a number."""

    def __init__(self, number):
        self.number = number

    def __add__(self, other):
        """A box with the sum."""
        return Box(self.number + other.number)

    def empty(self):
        """Whether it holds zero."""
        return self.number == 0


def double(x):
    """Twice x."""
    return 2 * x
''',
    "sums": '''"""Sums."""

from picograd.numbers import double


def total(numbers):
    """The sum of them."""
    result = 0.0
    for number in numbers:
        result += double(number) / 2
    return result


def empty(numbers):
    """Whether there are none."""
    return len(numbers) == 0
''',
    "means": '''"""Means."""

from picograd.sums import total


def mean(numbers):
    """The mean of them."""
    return total(numbers) / len(numbers)
''',
}

STUBS = {
    "numbers": '''"""Doubling."""


class Box:
    """Holds a number."""

    def __init__(self, number):
        self.number = number

    def __add__(self, other):
        """A box with the sum."""
        raise NotImplementedError("numbers: Box.__add__")

    def empty(self):
        """Whether it holds zero."""
        raise NotImplementedError("numbers: Box.empty")


def double(x):
    """Twice x."""
    raise NotImplementedError("numbers: double")
''',
    "sums": '''"""Sums."""

from picograd.numbers import double


def total(numbers):
    """The sum of them."""
    raise NotImplementedError("sums: total")


def empty(numbers):
    """Whether there are none."""
    raise NotImplementedError("sums: empty")
''',
    "means": '''"""Means."""

from picograd.sums import total


def mean(numbers):
    """The mean of them."""
    raise NotImplementedError("means: mean")
''',
}

SUITES = {
    "numbers": '''import pytest

from grading.compare import assert_close, assert_equal


def added(picograd, x, y):
    box = picograd.numbers.Box
    return (box(x) + box(y)).number


def test_two_boxes_add(learner):
    """Two boxes add to a box that holds the sum."""
    x, y = learner.vary(2.5, -4.5)
    assert_close(learner.ask(added, x, y), x + y, "the sum")


def test_a_box_knows_when_it_is_empty(learner):
    """A box that holds zero is empty."""
    got = learner.ask(lambda picograd: [picograd.numbers.Box(x).empty() for x in (0.0, 0.5)])
    assert_equal(got, [True, False], "empty of 0.0 and of 0.5")


@pytest.mark.parametrize("number", [1.5, -2.5])
def test_double_is_twice(learner, number):
    """double(x) is twice x."""
    x = learner.vary(number)
    assert_close(learner.ask(lambda picograd, x: picograd.numbers.double(x), x), 2 * x, "double")
''',
    "sums": '''from grading.compare import assert_close, assert_equal


def test_total_adds_everything(learner):
    """total(numbers) is their sum."""
    numbers = learner.vary([1.5, -2.5, 4.0])
    got = learner.ask(lambda picograd, n: picograd.sums.total(n), numbers)
    assert_close(got, sum(numbers), "the total")


def test_empty_sees_an_empty_list(learner):
    """empty([]) is True and empty([0.0]) is not."""
    got = learner.ask(lambda picograd: [picograd.sums.empty([]), picograd.sums.empty([0.0])])
    assert_equal(got, [True, False], "empty")
''',
    "means": '''from grading.compare import assert_close


def test_mean_divides_by_the_count(learner):
    """mean(numbers) is their sum divided by how many there are."""
    numbers = learner.vary([1.5, -2.5, 4.0])
    got = learner.ask(lambda picograd, n: picograd.means.mean(n), numbers)
    assert_close(got, sum(numbers) / 3, "the mean")
''',
}

MILESTONES = {
    "tally": """from grading.milestones.base import Progress
from grading.report import MilestoneResult


def probe(picograd, report):
    report(1)
    return picograd.numbers.double(picograd.sums.total([1.0, 2.5]))


def run(learner, setting):
    tell = lambda done: setting.tell(Progress(done, 2, "tallying"))
    got = learner.watch(probe, [], tell)
    picture = setting.pictures / "tally.png"
    picture.write_bytes(b"not really")
    passed = got == 7.0
    return MilestoneResult(
        "tally", passed, 0.0, {"tally": got}, "" if passed else f"the tally is {got}, not 7.0",
        (str(picture),),
    )
""",
    "census": """from grading.report import MilestoneResult


def run(learner, setting):
    got = learner.run(lambda picograd: picograd.means.mean([float("inf"), 1.0]), [])
    figures = {"mean": got, "minutes": setting.minutes, "full": setting.full, "seed": setting.seed}
    return MilestoneResult("census", True, 0.0, figures)
""",
}


@dataclass(frozen=True)
class Run:
    """What the command did."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Clone:
    """A copy of the repository in `root`."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "exercises" / "picograd"

    @property
    def solutions(self) -> Path:
        return self.root / "solutions" / "picograd"

    def solve(self, *stages: str) -> None:
        for stage in stages:
            shutil.copy(self.solutions / f"{stage}.py", self.package)

    def write(self, stage: str, source: str) -> None:
        (self.package / f"{stage}.py").write_text(source, encoding="utf-8")

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Run:
        """`python -m grading ARGUMENTS` in this clone, output read as its encoding says."""
        set_here = {"PYTHONPATH": str(self.root), **environment}
        done = subprocess.run(
            [sys.executable, "-B", "-m", "grading", *arguments],
            cwd=cwd or self.root,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **set_here},
            capture_output=True,
            timeout=60,
        )
        encoding = set_here.get("PYTHONIOENCODING", "utf-8")
        return Run(
            done.returncode,
            done.stdout.decode(encoding).replace("\r\n", "\n"),
            done.stderr.decode(encoding).replace("\r\n", "\n"),
        )


def little_course(root: Path) -> Clone:
    """A clone whose course is the little one, nothing of it written yet."""
    clone = real_course(root, stages=())
    (root / "grading" / "course.toml").write_text(MANIFEST, encoding="utf-8")
    for folder, files, form in (
        (clone.solutions, SOLUTIONS, "{}.py"),
        (clone.package, STUBS, "{}.py"),
        (root / "grading" / "stubs", STUBS, "{}.py"),
        (root / "tests" / "stages", SUITES, "test_{}.py"),
        (root / "grading" / "milestones", MILESTONES, "{}.py"),
    ):
        for name, text in files.items():
            (folder / form.format(name)).write_text(text, encoding="utf-8")
    return clone


def real_course(root: Path, stages: tuple[str, ...]) -> Clone:
    """A clone without its data, and of the stages only the suites, stubs and solutions named."""
    skip = shutil.ignore_patterns("__pycache__", "data", "stubs")
    shutil.copytree(ROOT / "grading", root / "grading", ignore=skip)
    clone = Clone(root)
    for folder in (clone.package, clone.solutions, root / "grading" / "stubs"):
        folder.mkdir(parents=True)
    (root / "tests" / "stages").mkdir(parents=True)
    for part in ("", "stages"):
        (root / "tests" / part / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", root)
    for stage in stages:
        shutil.copy(ROOT / "tests" / "stages" / f"test_{stage}.py", root / "tests" / "stages")
        shutil.copy(ROOT / "solutions" / "picograd" / f"{stage}.py", clone.solutions)
        shutil.copy(ROOT / "grading" / "stubs" / f"{stage}.py", root / "grading" / "stubs")
        shutil.copy(ROOT / "grading" / "stubs" / f"{stage}.py", clone.package)
    return clone
