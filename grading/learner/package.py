"""Which modules stand together as `picograd`: the learner's own, and what is lent to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grading.course.manifest import Course, Stage
from grading.learner.lending import compile_lent, lent_to
from grading.paths import PACKAGE, SOLUTIONS, STUBS, display_path
from grading.submission.submission import Submission
from grading.worker.overlay import Source


@dataclass(frozen=True)
class Package:
    """The package that a stage is checked in.

    own: the modules that are the learner's. sources: every module. With one stage in
    `own` the others are those of the reference that it builds on; with all nothing is lent.
    """

    own: tuple[str, ...]
    sources: dict[str, Source]

    @property
    def own_paths(self) -> tuple[str, ...]:
        return tuple(self.sources[name].path for name in self.own if name in self.sources)

    @property
    def lent_paths(self) -> tuple[str, ...]:
        return tuple(source.path for name, source in self.sources.items() if name not in self.own)


def package_from_folder(stage: Stage, implementation: Path, course: Course) -> Package:
    """The learner's file for `stage`, among those of the reference that it builds on.

    Without `solutions/` (a handout) the learner's own modules stand in.
    """
    reference = sources_in(SOLUTIONS / PACKAGE, course.stage_ids)
    if reference:
        lent = lent_to(stage.id, reference)
    else:
        lent = sources_in(implementation, course.stage_ids)
    own = sources_in(implementation, [stage.id])
    return Package(own=(stage.id,), sources={**lent, **own})


def whole_package(submission: Submission, course: Course) -> Package:
    """The learner's package with nothing lent; stubs stand in for missing files."""
    stubs = sources_in(STUBS, course.stage_ids)
    missing = {name: Source(f"{name}.py", stub.content) for name, stub in stubs.items()}
    return Package(own=course.stage_ids, sources=missing | _handed_in(submission))


def _handed_in(submission: Submission) -> dict[str, Source]:
    return {file.stage: Source(file.path, file.content, file.problem) for file in submission.files}


def package_of_stage(
    submission: Submission, course: Course, stage: Stage, *, as_text: bool
) -> Package:
    """The learner's file for `stage` among those of the reference that it builds on.

    as_text: these keep the lines that tracebacks tell; otherwise they are code alone. Without
    `solutions/` the learner's own stand in.
    """
    whole = whole_package(submission, course).sources
    reference = sources_in(SOLUTIONS / PACKAGE, course.stage_ids)
    lent = lent_to(stage.id, reference)
    if as_text:
        lent = _unplaced(lent)
    else:
        lent = {name: compile_lent(name, source) for name, source in lent.items()}
    return Package(
        own=(stage.id,), sources={**(lent if reference else whole), stage.id: whole[stage.id]}
    )


def _unplaced(sources: dict[str, Source]) -> dict[str, Source]:
    """The sources under paths that do not tell where the course lies on this machine."""
    return {name: replace(s, path=display_path(Path(s.path))) for name, s in sources.items()}


def sources_in(folder: Path, names: Sequence[str]) -> dict[str, Source]:
    """The modules of the course that lie in `folder`, each under the path a person knows."""
    return {
        name: Source(str(folder / f"{name}.py"), (folder / f"{name}.py").read_bytes())
        for name in names
        if (folder / f"{name}.py").is_file()
    }
