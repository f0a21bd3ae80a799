"""The one place where saves are noticed and stages are run again, whoever shows it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from grading.companion.rounds import Round, Rounds
from grading.companion.saves import Saves
from grading.course.manifest import Course, Stage
from grading.grade import Watcher
from grading.paths import EXERCISES, PACKAGE

# Two looks in a row that see the same mean a save, so one is noticed within twice this.
SECONDS_BETWEEN_LOOKS = 0.05


class EngineRoom:
    """The learner's stages, what they were like when they were last run, and their files."""

    def __init__(self, course: Course) -> None:
        self._rounds = Rounds(course)
        self._stages = {EXERCISES / PACKAGE / stage.file: stage for stage in course.stages}
        self._saves = Saves(self._stages)

    def begin(self, watcher: Watcher) -> Round:
        """The stages up to the first one that does not pass."""
        return self._rounds.begin(watcher)

    def look(self) -> Iterator[tuple[Stage, Callable[[Watcher], Round | None]]]:
        """Each stage whose file was saved since the last look, in the order of the course, and
        how to run it; that comes to None where its file holds what it held before.
        """
        for file in self._saves.look():
            stage = self._stages[file]
            yield stage, functools.partial(self._rounds.run, stage)
