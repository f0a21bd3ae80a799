"""The course: its stages and milestones, as `course.toml` tells them."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).with_name("course.toml")


@dataclass(frozen=True)
class Stage:
    """One file the learner writes. hints: for each function, from a nudge to nearly there.

    praise: what the learner's code can do once it passes, in one sentence. ends_story: whether
    the goal of the story is met behind it and its milestones, so that one can stop there.
    """

    id: str
    title: str
    part: str
    summary: str
    minutes: int
    points: int
    hints: dict[str, tuple[str, ...]]
    praise: str = ""
    ends_story: bool = False

    @property
    def file(self) -> str:
        return f"{self.id}.py"


@dataclass(frozen=True)
class Milestone:
    """Something the learner's whole package can do. after: the stage that it waits for.

    minutes: how long it trains in any case; zero where it is done when it is good enough.
    opens: whether its picture opens on the learner's desktop when it is reached.
    goal: what the story of the course wanted of it, told at the end.
    """

    id: str
    title: str
    summary: str
    after: str
    points: int
    minutes: int = 0
    opens: bool = False
    goal: str = ""


@dataclass(frozen=True)
class Course:
    """The manifest. seconds_per_check: the wall clock of one check."""

    title: str
    seconds_per_check: float
    stages: tuple[Stage, ...]
    milestones: tuple[Milestone, ...]

    @property
    def stage_ids(self) -> tuple[str, ...]:
        return tuple(stage.id for stage in self.stages)

    def stage(self, name: str) -> Stage:
        """The stage with this id; KeyError names the ids there are."""
        for stage in self.stages:
            if stage.id == name:
                return stage
        raise KeyError(f"{name!r} is no stage; the stages are {', '.join(self.stage_ids)}")

    def up_to(self, milestone: Milestone) -> tuple[str, ...]:
        """The stages that must pass before `milestone`, in order."""
        return self.stage_ids[: self.stage_ids.index(milestone.after) + 1]

    def milestones_after(self, stage: Stage) -> tuple[Milestone, ...]:
        return tuple(m for m in self.milestones if m.after == stage.id)


@functools.cache
def load_course(manifest: Path = MANIFEST) -> Course:
    """The course in the file `manifest`."""
    table = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return Course(
        title=table["course"]["title"],
        seconds_per_check=float(table["course"]["seconds_per_check"]),
        stages=tuple(
            Stage(**{**entry, "hints": {k: tuple(v) for k, v in entry["hints"].items()}})
            for entry in table["stages"]
        ),
        milestones=tuple(Milestone(**entry) for entry in table["milestones"]),
    )
