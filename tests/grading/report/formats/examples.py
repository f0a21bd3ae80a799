"""The examples in docs/formats/, made by the renderers from one real report.

`python -m tests.grading.report.formats.examples` makes them again.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from grading.course.manifest import Course, load_course
from grading.grade import GradingRequest, grade
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import ROOT, SOLUTIONS, STUBS
from grading.report.formats.registry import FORMATS
from grading.report.report import Report
from grading.submission.submission import Submission, SubmittedFile

EXAMPLES = ROOT / "docs" / "formats"
FILES = {"json": "report.json", "junit": "junit.xml"}

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


def file_of(name: str) -> Path:
    return EXAMPLES / FILES.get(name, f"{name}.json")


def submission(course: Course) -> Submission:
    """value.py solved with one mistake; the other files as they were shipped."""
    [mistake] = [m for m in mistakes_of("value") if m.id == "accumulate-overwrites"]
    sources = {s.id: (STUBS / s.file).read_text(encoding="utf-8") for s in course.stages}
    reference = (SOLUTIONS / "picograd" / "value.py").read_text(encoding="utf-8")
    sources["value"] = laid_over(reference, mistake)
    files = (
        SubmittedFile(stage, f"anna/picograd/{stage}.py", source.encode())
        for stage, source in sources.items()
    )
    return Submission("anna", tuple(files), (), ())


def report() -> Report:
    """Part I of the course: three stages, and the milestone after them."""
    course = load_course()
    with TemporaryDirectory() as pictures:
        return grade(submission(course), course, GradingRequest(course.stages[:3], Path(pictures)))


def main() -> None:
    os.environ.update(CLASSROOM)
    made = report()
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for name, form in FORMATS.items():
        file_of(name).write_bytes(form.graded(made))


if __name__ == "__main__":
    main()
