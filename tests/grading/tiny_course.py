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
praise = "Your code adds what it doubled."
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

from grading.checks.assertions import assert_close, assert_equal


def added(picograd, x, y):
    box = picograd.numbers.Box
    return (box(x) + box(y)).number


def test_opposites_cancel(learner):
    """The sum of a box and its opposite holds nothing."""

    def probe(picograd, x):
        box = picograd.numbers.Box
        return [(box(x) + box(-x)).empty(), (box(x) + box(x)).empty()]

    assert_equal(learner.ask(probe, learner.vary(2.5)), [True, False], "x + -x, x + x")


def test_two_boxes_add(learner):
    """Two boxes add to a box that holds the sum."""
    x, y = learner.vary(2.5, -4.5)
    assert_close(learner.ask(added, x, y), x + y, "the sum")


def test_a_box_knows_when_it_is_empty(learner):
    """A box that holds zero says so."""
    got = learner.ask(lambda picograd: [picograd.numbers.Box(x).empty() for x in (0.0, 0.5)])
    assert_equal(got, [True, False], "empty of 0.0 and of 0.5")


@pytest.mark.parametrize("number", [1.5, -2.5])
def test_double_is_twice(learner, number):
    """double(x) is twice x."""
    x = learner.vary(number)
    assert_close(learner.ask(lambda picograd, x: picograd.numbers.double(x), x), 2 * x, "double")
''',
    "sums": '''from grading.checks.assertions import assert_close, assert_equal


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
    "means": '''from grading.checks.assertions import assert_close


def test_mean_divides_by_the_count(learner):
    """mean(numbers) is their sum divided by how many there are."""
    numbers = learner.vary([1.5, -2.5, 4.0])
    got = learner.ask(lambda picograd, n: picograd.means.mean(n), numbers)
    assert_close(got, sum(numbers) / 3, "the mean")
''',
}

MILESTONES = {
    "tally": """from grading.milestones.base import Progress
from grading.report.report import MilestoneResult


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
    "census": """from grading.report.report import MilestoneResult


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


def picograd(root: Path, *arguments: str, cwd: Path | None = None, **environment: str) -> Run:
    """`picograd ARGUMENTS` in the repository at `root`, its output as the encoding says."""
    set_here = {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(root), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "grading", *arguments],
        cwd=cwd or root,
        env={**os.environ, **set_here},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    out, err = (
        stream.decode(set_here["PYTHONIOENCODING"]).replace("\r\n", "\n")
        for stream in (done.stdout, done.stderr)
    )
    return Run(done.returncode, out, err)


@dataclass(frozen=True)
class TinyCourse:
    """A repository with the tiny course in `root`."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "exercises" / "picograd"

    def solve(self, *stages: str) -> None:
        for stage in stages:
            self.write(stage, SOLUTIONS[stage])

    def write(self, stage: str, source: str) -> None:
        (self.package / f"{stage}.py").write_text(source, encoding="utf-8")

    def run(self, *arguments: str, cwd: Path | None = None, **environment: str) -> Run:
        return picograd(self.root, *arguments, cwd=cwd, **environment)


def make_tiny_course(root: Path) -> TinyCourse:
    """A new repository with the tiny course, nothing of it written yet."""
    skip = shutil.ignore_patterns("data", "stubs", "course.toml")
    shutil.copytree(ROOT / "grading", root / "grading", ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "grading" / "course" / "course.toml").write_text(MANIFEST, encoding="utf-8")
    for folder, files, form in (
        ("exercises/picograd", STUBS, "{}.py"),
        ("grading/course/stubs", STUBS, "{}.py"),
        ("solutions/picograd", SOLUTIONS, "{}.py"),
        ("tests/stages", SUITES, "test_{}.py"),
        ("grading/milestones", MILESTONES, "{}.py"),
    ):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (root / folder / form.format(name)).write_text(text, encoding="utf-8")
    # No check of this course asks torch for an answer, so it need not be installed either.
    (root / "torch.py").write_text("def set_num_threads(number): ...\n", encoding="utf-8")
    told = "Metadata-Version: 2.1\nName: torch\nVersion: 2.13.0\n"
    (root / "torch-2.13.0.dist-info").mkdir()
    (root / "torch-2.13.0.dist-info" / "METADATA").write_text(told, encoding="utf-8")
    for package in ("tests", "tests/stages"):
        (root / package / "__init__.py").touch()
    return TinyCourse(root)
