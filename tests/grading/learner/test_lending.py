"""What lies beside a stage while it is checked, and in what form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grading.course.manifest import load_course
from grading.learner.choose import NONE
from grading.learner.lending import lent_to
from grading.learner.package import Package, package_of_stage, sources_in
from grading.learner.runner import LearnerError
from grading.learner.sandboxed import Sandboxed
from grading.paths import PACKAGE, SOLUTIONS
from grading.submission.submission import take_in
from grading.worker.overlay import Source

COURSE = load_course()
REFERENCE = sources_in(SOLUTIONS / PACKAGE, COURSE.stage_ids)


def package_of(stage: str, folder: Path, text: str, *, as_text: bool = False) -> Package:
    home = folder / PACKAGE
    home.mkdir()
    (home / f"{stage}.py").write_text(text, encoding="utf-8")
    submission = take_in(folder, COURSE)
    return package_of_stage(submission, COURSE, COURSE.stage(stage), as_text=as_text)


@pytest.mark.parametrize(
    ("stage", "lent"),
    [
        ("value", {"graph", "rules"}),
        ("rules", {"graph", "value"}),
        ("tensor_rules", {"graph", "tensor"}),
        ("layers", {"graph", "optim", "tensor", "tensor_rules"}),
    ],
)
def test_only_what_a_stage_builds_on_is_lent(stage: str, lent: set[str]) -> None:
    """The scalar stages are lent no tensors and the tensors no scalars: neither can do the
    other's work."""
    assert set(lent_to(stage, REFERENCE)) == lent


@pytest.mark.parametrize("stage", COURSE.stage_ids)
def test_what_is_lent_brings_what_it_imports(stage: str) -> None:
    """Every module beside a stage can be imported there."""

    def import_all(picograd: Any, names: list[str]) -> list[str]:
        return [getattr(picograd, name).__name__ for name in names]

    lent = lent_to(stage, REFERENCE)
    package = Package((stage,), {**lent, stage: REFERENCE[stage]})
    names = [*lent, stage]
    with Sandboxed(package, stage, 60.0, isolation=NONE) as worker:
        assert worker.run(import_all, [names]) == [f"picograd.{name}" for name in names]


def test_what_is_not_lent_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """A learner whose file imports another stage without need is told why it is not there."""
    package = package_of("rules", tmp_path, "from picograd.tensor_rules import RULES\n")
    with (
        Sandboxed(package, "rules", 60.0, isolation=NONE) as worker,
        pytest.raises(LearnerError, match=r"tensor_rules\.py is none of them"),
    ):
        worker.run(lambda picograd: 1, [])


LOOKS = """
import sys

from picograd import value


def codes(code):
    yield code
    for each in code.co_consts:
        if hasattr(each, "co_code"):
            yield from codes(each)


def found():
    made = value.Value.__init__.__code__
    overlay = next(f for f in sys.meta_path if hasattr(f, "_overlay"))._overlay
    kept = overlay.source("value").content
    every = list(codes(overlay.code("value")))
    return {
        "docs": [value.__doc__, value.Value.__doc__, value.Value.accumulate.__doc__],
        "lines": sorted({repr(line) for code in every for _, _, line in code.co_lines()}),
        "files": sorted({code.co_filename for code in every}) + [value.__file__],
        "text": b"def " in kept or b"solutions" in kept,
    }


def raises():
    return value.Value("three")
"""


def test_what_is_lent_to_a_graded_submission_is_code_alone(tmp_path: Path) -> None:
    """No docstring, line, text or place of a lent module is in the worker."""
    package = package_of("losses", tmp_path, LOOKS)
    with Sandboxed(package, "losses", 60.0, isolation=NONE) as worker:
        found = worker.run(lambda picograd: picograd.losses.found(), [])
    name = "<lent>/value.py"
    assert found == {
        "docs": [None, None, None],
        "lines": ["None"],
        "files": [name, name],
        "text": False,
    }


@pytest.mark.parametrize("as_text", [True, False])
def test_a_traceback_through_lent_code_ends_in_the_learners_file(
    tmp_path: Path, as_text: bool
) -> None:
    """With the line of what is lent in the learner's own folder, without it elsewhere."""
    calls = LOOKS.replace('value.Value("three")', "[value.Value(1.0), calls()]")
    calls += "\n\ndef calls():\n    return sum([Bad()], value.Value(1.0))\n"
    calls += "\n\nclass Bad(value.Value):\n    def __init__(self):\n        super().__init__(2.0)\n"
    calls += "    @property\n    def data(self):\n        raise ValueError('here')\n"
    calls += "    @data.setter\n    def data(self, new):\n        pass\n"
    package = package_of("losses", tmp_path, calls, as_text=as_text)
    with (
        Sandboxed(package, "losses", 60.0, isolation=NONE) as worker,
        pytest.raises(LearnerError) as caught,
    ):
        worker.run(lambda picograd: picograd.losses.raises(), [])
    lines = caught.value.raised.traceback.splitlines()
    lent = next(line for line in lines if "value.py" in line and "in __add__" in line)
    assert ("solutions/picograd/value.py" in lent) is as_text
    assert (", line " in lent) is as_text
    assert lines[lines.index(lent) + 1].strip() == "(the course's own value.py)"
    assert lines[-2:] == ["    raise ValueError('here')", "ValueError: here"]


def test_a_module_of_another_process_is_not_found_either() -> None:
    """Whatever `picograd` this process has imported is out of sight while a stage is checked."""
    from grading.worker.overlay import Overlay

    both = Overlay({"graph": Source("graph.py", b""), "value": Source("value.py", b"x = 1")})
    with both.installed() as picograd:
        assert picograd.value.x == 1
        with (
            Overlay({"graph": Source("graph.py", b"")}).installed() as inner,
            pytest.raises(ModuleNotFoundError),
        ):
            inner.value  # noqa: B018  # looking is the point
