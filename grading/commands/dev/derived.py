"""Every file of the repository that is made from others, and what it should hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.checks import oracle
from grading.checks.recordings import recording_of
from grading.commands.audit.deriving import derive_known_replies
from grading.commands.dev.format_examples import render_examples
from grading.commands.dev.recording import derive_recording
from grading.commands.dev.stub import make_stub
from grading.course.manifest import Course, Stage
from grading.course.readme_table import TABLE, course_table
from grading.diagnosis.known_replies import known_replies
from grading.errors import NotDerivable
from grading.paths import EXERCISES, PACKAGE, ROOT, SOLUTIONS, STUBS, display_path


@dataclass(frozen=True)
class Derived:
    """A file that is made from others.

    content: what it should hold. source: what to change instead of it, as a person reads it.
    exercise: the stage whose exercise it is; a learner may have written in it.
    """

    path: Path
    content: bytes
    source: str
    exercise: Stage | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the file holds something else, or does not exist. Line ends do not count."""
        return read_or_empty(self.path) != self.content.decode()


def read_or_empty(file: Path) -> str:
    """The text of a file, empty where there is none."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def find_stale(course: Course) -> tuple[Derived, ...]:
    """The derived files that are not current, in an order in which they can be written.

    NotDerivable where a source is missing, or does not hold what a derived file needs.
    """
    needed = [ROOT / "README.md", ROOT / "docs", EXERCISES, SOLUTIONS, STUBS]
    missing = [display_path(path) for path in needed if not path.exists()]
    if missing:
        raise NotDerivable(
            f"{ROOT} has no {', '.join(missing)}: `picograd dev` is for those who change the "
            "course; run it in a clone of the whole repository"
        )
    return tuple(file for derive in DERIVATIONS for file in derive(course) if file.is_stale)


def derive_tables(course: Course) -> Iterator[Derived]:
    """The READMEs with their table of the course."""

    def replaced(found: re.Match[str]) -> str:
        return f"{found[1]}{course_table(course)}\n{found[2]}"

    for file in (ROOT / "README.md", EXERCISES / "README.md"):
        text, count = TABLE.subn(replaced, read_or_empty(file))
        if not count:
            raise NotDerivable(
                f"{display_path(file)} has no place for the table of the course; put it between "
                "the lines `<!-- course: made from grading/course/course.toml -->` and "
                "`<!-- end -->`"
            )
        yield Derived(file, text.encode(), "grading/course/course.toml")


def derive_stubs(course: Course) -> Iterator[Derived]:
    """The exercises as they are shipped. Only the sentences of the TODOs are the stubs' own."""
    for stage in course.stages:
        solution = SOLUTIONS / PACKAGE / stage.file
        content = _stub(stage).encode()
        yield Derived(STUBS / stage.file, content, display_path(solution))


def derive_exercises(course: Course) -> Iterator[Derived]:
    """The files that a learner writes in."""
    for stage in course.stages:
        source = display_path(STUBS / stage.file)
        yield Derived(EXERCISES / PACKAGE / stage.file, _stub(stage).encode(), source, stage)


def derive_examples(course: Course) -> Iterator[Derived]:
    """The examples of the report formats."""
    stubs = {stage.id: _stub(stage) for stage in course.stages}
    for file, content in render_examples(course, stubs):
        yield Derived(file, content, "a report on part I of the course")


def derive_replies(course: Course) -> Iterator[Derived]:
    """What the mistakes of each stage reply, where it or what it follows from has changed.

    Working it out takes seconds a stage, so a table is believed whose fingerprint is right;
    `picograd audit` works it out anyway, and compares.
    """
    for stage in course.stages:
        if known_replies(stage.id) is None:
            path, content = derive_known_replies(stage.id)
            yield Derived(path, content, f"the checks and the mistakes of {stage.id}")


def derive_recordings(course: Course) -> Iterator[Derived]:
    """What PyTorch answers to the published questions.

    Where it is not installed a file is believed whose fingerprint is right, and none can be made.
    """
    for stage in course.stages:
        if oracle.is_live() or recording_of(stage.id) is None:
            path, content = derive_recording(stage.id)
            yield Derived(path, content, f"what PyTorch answers to the checks of {stage.id}")


# A file stands behind those that it is made from.
DERIVATIONS: tuple[Callable[[Course], Iterator[Derived]], ...] = (
    derive_tables,
    derive_stubs,
    derive_exercises,
    derive_recordings,
    derive_replies,
    derive_examples,
)


def _stub(stage: Stage) -> str:
    solution = read_or_empty(SOLUTIONS / PACKAGE / stage.file)
    return make_stub(stage, solution, read_or_empty(STUBS / stage.file))
