"""What `picograd` remembers for the learner, under `.picograd/`: hints asked, milestones passed,
how the checks of each stage ended, and which matrix product was measured.

All of it may be deleted at any time. A damaged file counts as an empty one, and a folder that
cannot be written only costs the memory.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grading.checks.stage_file import read_suite
from grading.course.manifest import Course, Milestone, Stage
from grading.errors import Unwritable
from grading.files import make_folder, write
from grading.milestones.base import MilestoneResult
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STATE
from grading.report.report import EarlierResult
from grading.submission.submission import Submission

FILE = STATE / "state.json"


@dataclass(frozen=True)
class Memory:
    """hints: how many were shown, by "stage:function". milestones: what passed, by id.

    stages: how the checks of each ended, by id. product: the key of the matrix product whose
    speed was last shown.
    """

    hints: Mapping[str, int] = field(default_factory=dict)
    milestones: Mapping[str, PassedMilestone] = field(default_factory=dict)
    stages: Mapping[str, StageResult] = field(default_factory=dict)
    product: str = ""

    def hints_of(self, stage: Stage) -> dict[str, int]:
        """How many hints were shown for each function of a stage."""
        return {f: self.hints.get(_hint_key(stage, f), 0) for f in stage.hints}

    def with_hints(self, stage: Stage, function: str, shown: int) -> Memory:
        """With `shown` hints seen, or more if more were seen before."""
        key = _hint_key(stage, function)
        return replace(self, hints={**self.hints, key: max(shown, self.hints.get(key, 0))})

    def with_milestone(self, key: str, result: MilestoneResult) -> Memory:
        passed = PassedMilestone(key, result.seconds, result.figures, result.pictures)
        return replace(self, milestones={**self.milestones, result.id: passed})

    def with_stage(self, stage: Stage, key: str, result: EarlierResult) -> Memory:
        return replace(self, stages={**self.stages, stage.id: StageResult(key, result)})

    def earlier(self, stage: Stage, key: str) -> EarlierResult | None:
        """The result that was remembered under `key`, None if something has changed since."""
        known = self.stages.get(stage.id)
        return known.result if known is not None and known.key == key else None

    def fell_short(self, stage: Stage) -> bool:
        """Whether checks of the stage were run before, and did not all pass."""
        known = self.stages.get(stage.id)
        return known is not None and known.result.passed < known.result.total

    def known(self, milestone: Milestone, key: str) -> MilestoneResult | None:
        """The result that was remembered under `key`, None if something has changed since."""
        passed = self.milestones.get(milestone.id)
        if passed is None or passed.key != key:
            return None
        return MilestoneResult(
            milestone.id,
            passed=True,
            seconds=passed.seconds,
            figures=dict(passed.figures),
            pictures=tuple(p for p in passed.pictures if (ROOT / p).is_file()),
            remembered=True,
        )


@dataclass(frozen=True)
class PassedMilestone:
    """A milestone that passed. key: of everything that it depended on."""

    key: str
    seconds: float
    figures: Mapping[str, Any]
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class StageResult:
    """How the checks of a stage ended. key: of everything that they depend on."""

    key: str
    result: EarlierResult


def load_memory(file: Path = FILE) -> Memory:
    """What is remembered; nothing where the file is missing, unreadable or damaged."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return Memory(
            hints={_text(k): _count(v) for k, v in stored["hints"].items()},
            milestones={_text(k): _read_passed(v) for k, v in stored["milestones"].items()},
            # An older memory has neither of these.
            stages={_text(k): _read_stage(v) for k, v in stored.get("stages", {}).items()},
            product=_text(stored.get("product", "")),
        )
    except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return Memory()


def save_memory(memory: Memory, file: Path = FILE) -> bool:
    """Remember all of it; False where the folder cannot be written."""
    stored = {
        "hints": dict(memory.hints),
        "milestones": {name: vars(passed) for name, passed in memory.milestones.items()},
        "stages": {
            name: {"key": known.key, **vars(known.result)} for name, known in memory.stages.items()
        },
        "product": memory.product,
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file, json.dumps(stored, indent=1).encode())
    except (OSError, Unwritable):
        return False
    return True


def milestone_key(milestone: Milestone, submission: Submission, course: Course) -> str:
    """The SHA-256 of all that decides the milestone: the stages below it, and its own code."""
    needed = course.up_to(milestone)
    digest = hashlib.sha256()
    for file in submission.files:
        if file.stage in needed:
            digest.update(f"{file.stage} {file.sha256}\n".encode())
    for code in sorted((ROOT / "grading" / "milestones").glob("*.py")):
        digest.update(f"{code.name} {hashlib.sha256(code.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def stage_key(stage: Stage, submission: Submission) -> str:
    """The SHA-256 of all that decides the checks of a stage: its file and its suite.

    Without the reference, the learner's other files, too: they stand in for it.
    """
    alone = (SOLUTIONS / PACKAGE).is_dir()
    digest = hashlib.sha256(read_suite(stage).encode())
    for file in submission.files:
        if file.stage == stage.id or not alone:
            digest.update(f"{file.stage} {file.sha256}\n".encode())
    return digest.hexdigest()


def pictures_folder() -> Path:
    """A folder that pictures can be saved in: `.picograd/pictures`, or else a temporary one."""
    folder = STATE / "pictures"
    try:
        make_folder(folder)
        return folder
    except Unwritable:
        return Path(tempfile.mkdtemp(prefix="picograd-pictures-"))


def _hint_key(stage: Stage, function: str) -> str:
    return f"{stage.id}:{function}"


def _read_passed(stored: Any) -> PassedMilestone:
    figures = stored["figures"]
    if not isinstance(figures, dict) or type(stored["seconds"]) not in (int, float):
        raise TypeError("a damaged milestone")
    return PassedMilestone(
        key=_text(stored["key"]),
        seconds=float(stored["seconds"]),
        figures=figures,
        pictures=tuple(map(_text, stored["pictures"])),
    )


def _read_stage(stored: Any) -> StageResult:
    if type(stored["points"]) not in (int, float):
        raise TypeError("a damaged stage")
    passed, total = _count(stored["passed"]), _count(stored["total"])
    return StageResult(_text(stored["key"]), EarlierResult(passed, total, float(stored["points"])))


def _text(stored: Any) -> str:
    if not isinstance(stored, str):
        raise TypeError("a text was expected")
    return stored


def _count(stored: Any) -> int:
    if type(stored) is not int or stored < 0:
        raise TypeError("a count was expected")
    return stored
