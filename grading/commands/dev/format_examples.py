"""The examples in docs/formats/: one real report, rendered in every format for its readers, and
what stands in the place of picograd's own where there is none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grading.course.manifest import Course
from grading.grade import GradingRequest, grade
from grading.learner.choose import HIGHEST, describe_level
from grading.learner.isolation import Isolation
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import PACKAGE, ROOT, SOLUTIONS
from grading.report.formats.registry import FORMATS
from grading.report.report import GradingRun, Report
from grading.submission.submission import Submission, SubmittedFile

EXAMPLES = ROOT / "docs" / "formats"
FILES = {"json": "report.json", "junit": "junit.xml"}

# When and how long says nothing about the form.
RUN = GradingRun("0.1.0", "2026-06-01T14:32:05Z", 12.5)

NOT_GRADED = "tests/stages/test_graph.py is missing; put it back from the repository"
NOT_ACCEPTED = "anna.zip holds value (1).py; rename it to value.py to have it graded"

# What Classroom 50's runner tells an autograder.
CLASSROOM = {
    "CLASSROOM": "backprop",
    "ASSIGNMENT": "picograd",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "anna",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/school/backprop-picograd-anna/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/school/backprop-picograd-anna/releases/tag/submit",
}


def example_file(name: str) -> Path:
    """Where the example of a format stands."""
    return EXAMPLES / FILES.get(name, f"{name}.json")


def render_examples(course: Course, stubs: Mapping[str, str]) -> Iterator[tuple[Path, bytes]]:
    """(file, content) of each example. stubs: the source of each stage as it is shipped."""
    report = example_report(course, stubs)
    with _in_a_classroom():
        for name, form in FORMATS.items():
            yield example_file(name), form.render_to(None, report)
    own = FORMATS["json"]
    yield example_file("could-not-grade"), own.render_refusal(NOT_GRADED)
    yield example_file("unacceptable"), own.render_rejection(NOT_ACCEPTED, report.possible)


def example_report(course: Course, stubs: Mapping[str, str]) -> Report:
    """Part I of the course: value.py with one mistake, the rest not written.

    The same on every machine: with the published numbers, told to ten digits, and no milestone
    opens, so that no time is measured. Graded at the level of isolation that every machine has,
    and told as graded at the highest.
    """
    [mistake] = [m for m in mistakes_of("value") if m.id == "accumulate-overwrites"]
    reference = (SOLUTIONS / PACKAGE / "value.py").read_text(encoding="utf-8")
    sources = {**stubs, "value": laid_over(reference, mistake)}
    files = (
        SubmittedFile(stage, f"anna/{PACKAGE}/{stage}.py", sources[stage].encode())
        for stage in course.stage_ids
    )
    part = course.stages[0].part
    stages = tuple(stage for stage in course.stages if stage.part == part)
    request = GradingRequest(stages, level="0")
    report = grade(Submission("anna", tuple(files), (), ()), course, request)
    isolation = Isolation(HIGHEST, describe_level(HIGHEST))
    return replace(report, isolation=isolation, run=RUN)


@contextmanager
def _in_a_classroom() -> Iterator[None]:
    """With the variables of Classroom 50's runner, where a renderer looks for them."""
    before = dict(os.environ)
    os.environ.update(CLASSROOM)
    os.environ.pop("REVIEW_URL", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
