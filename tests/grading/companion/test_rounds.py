"""Which stages a session runs: none that passed before and that nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grading.companion import own_folder, rounds
from grading.companion.memory import Memory, stage_key
from grading.companion.own_folder import passed_before
from grading.companion.rounds import Rounds
from grading.course.manifest import load_course
from grading.grade import Watcher
from grading.paths import SOLUTIONS
from grading.report.report import EarlierResult
from grading.submission.submission import Submission, take_in


class Asked(Exception):
    """Grading was asked for."""


@dataclass
class Learner:
    """A learner's folder, what is remembered of it, and which stages were asked for."""

    folder: Path
    memory: Memory = field(default_factory=Memory)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def submission(self) -> Submission:
        return take_in(self.folder, load_course())

    def remember(self, name: str, passed: int) -> None:
        stage = load_course().stage(name)
        key = stage_key(stage, self.submission())
        self.memory = self.memory.with_stage(stage, key, EarlierResult(passed, 3, 1.0))

    def grade(self, course: Any, stages: Any, *_: Any, **more: Any) -> None:
        self.asked.append(tuple(stage.id for stage in stages))
        raise Asked

    def save(self, name: str, text: str) -> None:
        (self.folder / "picograd" / f"{name}.py").write_text(text, encoding="utf-8")


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    (tmp_path / "picograd").mkdir()
    made = Learner(tmp_path)
    for name in load_course().stage_ids:
        made.save(name, (SOLUTIONS / "picograd" / f"{name}.py").read_text(encoding="utf-8"))
    for module in (own_folder, rounds):
        monkeypatch.setattr(module, "take_in_own", lambda course: made.submission())
    monkeypatch.setattr(own_folder, "load_memory", lambda: made.memory)
    monkeypatch.setattr(rounds, "grade_own", made.grade)
    return made


def test_what_passed_before_is_not_run_again(learner: Learner) -> None:
    """A session begins behind the stages that passed earlier, with the last one if all did."""
    stages = load_course().stage_ids
    learner.remember("value", 3)
    learner.remember("rules", 2)
    assert passed_before(load_course()) == {"value"}
    session = Rounds(load_course())
    with pytest.raises(Asked):
        session.begin(Watcher())
    assert learner.asked == [stages[1:]]
    for name in stages:
        learner.remember(name, 3)
    with pytest.raises(Asked):
        Rounds(load_course()).begin(Watcher())
    assert learner.asked[1:] == [stages[-1:]]


def test_a_stage_is_run_again_when_it_changes(learner: Learner) -> None:
    """Not for its time alone; and what was remembered of another text counts for nothing."""
    learner.remember("value", 3)
    value = load_course().stage("value")
    session = Rounds(load_course())
    with pytest.raises(Asked):
        session.begin(Watcher())
    assert session.run(value, Watcher()) is None
    learner.save("value", "# changed")
    with pytest.raises(Asked):
        session.run(value, Watcher())
    assert learner.asked[1:] == [("value",)]
    assert passed_before(load_course()) == frozenset()
